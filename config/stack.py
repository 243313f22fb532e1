"""From three documents and the environment to four checked layers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from config import schema, shipped
from config.environment import environment_layer
from config.files import Document
from config.keys import expanded
from config.layers import LastGood, Layer, check, shipped_layer
from config.problems import Problem
from config.references import link

SETTINGS: Final = "settings.json"
MODELS: Final = "models.yml"
DEFAULTS: Final = "defaults.yml"

_SHIPPED_MODELS: Final = shipped_layer(shipped.SHIPPED_MODELS)
_SHIPPED_DEFAULTS: Final = shipped_layer(shipped.SHIPPED_DEFAULTS)
# A model or preset that a file defines is that file's alone: a parameter it leaves out comes from the flat
# keys, not from the shipped entry of the same name.
_WHOLE: Final = frozenset({"models", "endpoint_presets"})
_ENTRY_KEYS: Final = frozenset(schema.Entry.__annotations__)


@dataclass(frozen=True)
class Stack:
    """The layers in force, highest first, and every problem found on the way."""

    environment: Layer
    settings: Layer
    models: Layer
    defaults: Layer
    problems: list[Problem]


def stack(documents: Mapping[str, Document], last_good: LastGood) -> Stack:
    """Check the documents of settings.json, models.yml and defaults.yml, and what they say of each other."""
    nothing = Layer()
    models_document, misplaced = _gathered(documents[MODELS])
    settings = check(
        SETTINGS,
        expanded(documents[SETTINGS]),
        schema.SettingsFile,
        last_good=last_good,
        shipped=nothing,
    )
    models = check(MODELS, models_document, schema.ModelsFile, last_good=last_good, shipped=_SHIPPED_MODELS)
    defaults = check(DEFAULTS, documents[DEFAULTS], schema.DefaultsFile, last_good=last_good, shipped=nothing)
    linked = link(
        settings.layer,
        models.layer.below(_SHIPPED_MODELS, whole=_WHOLE),
        last_good=last_good,
        shipped=_SHIPPED_MODELS,
    )
    environment, faults = environment_layer()
    found = [settings.problems, misplaced, models.problems, defaults.problems, linked.problems, faults]
    return Stack(
        environment=environment,
        settings=linked.settings,
        # once more: an entry whose only key led nowhere is as good as absent
        models=linked.models.below(_SHIPPED_MODELS, whole=_WHOLE),
        defaults=defaults.layer.below(_SHIPPED_DEFAULTS),
        problems=[problem for group in found for problem in group],
    )


def _gathered(document: Document) -> tuple[Document, list[Problem]]:
    """Move model and task blocks that stand at the top of models.yml to where they belong."""
    stray = {
        name: block
        for name, block in document.values.items()
        if isinstance(block, dict)
        and name not in schema.ModelsFile.__annotations__
        and _ENTRY_KEYS & block.keys()
    }
    models = document.values.get("models")
    if not stray or not isinstance(models, dict | None):
        return document, []
    values = {name: block for name, block in document.values.items() if name not in stray}
    values["models"] = {**stray, **(models or {})}
    lines = {
        **document.lines,
        **{("models", *path): line for path, line in document.lines.items() if path[0] in stray},
    }
    problems = [
        Problem(
            file=MODELS,
            line=document.line_of((name,)),
            key=name,
            message=f"{name} stands outside models:; it is read as if it stood there.",
            remedy=f"Move {name} below models: and indent it by two spaces.",
        )
        for name in stray
    ]
    return Document(values, lines, document.duplicates), problems
