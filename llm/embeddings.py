"""Vectors of texts from whichever model server has an embedding model; kept by content and model.

Search in a dossier uses them beside its words. None of it is needed: without a server that gives embeddings
the words alone are searched.
"""

import asyncio
import hashlib
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import httpx

from llm.background import background
from llm.clients import http_client
from llm.diagnosis import Asked, diagnose
from llm.endpoints import ServerReport, unreachable
from llm.errors import EmptyAnswer, LLMError, ModelUnavailable, TimedOut
from llm.servers import server
from llm.targets import Target, entry_target
from llm.vector_cache import Vector, VectorCache

logger = logging.getLogger(__name__)

# Texts of some 150 words in one request: a server on a processor answers within seconds.
BATCH = 16
TIMEOUT = 120.0
# Embedding models that do not say so in their name; a server that tells kinds is believed first.
_EMBEDDERS = re.compile(r"embed|(?:^|[/-])(?:bge|gte|e5|minilm|all-mini|paraphrase|sentence)-", re.IGNORECASE)
# What models want in front of a text that is searched, and of what is searched for.
_PREFIXES = (
    (re.compile(r"nomic-embed", re.IGNORECASE), "search_document: ", "search_query: "),
    (re.compile(r"e5-(?!.*instruct)", re.IGNORECASE), "passage: ", "query: "),
    (re.compile(r"embeddinggemma", re.IGNORECASE), "title: none | text: ", "task: search result | query: "),
    (
        re.compile(r"mxbai-embed|arctic-embed", re.IGNORECASE),
        "",
        "Represent this sentence for searching relevant passages: ",
    ),
)


class Loader(Protocol):
    """What is needed of `config.loader.ConfigLoader`."""

    def get_merged_config(self) -> dict[str, Any]:
        """Return the whole configuration."""


class Embedder:
    """Gives vectors of texts; empty ones where no server does, with a `notice` if that is worth telling."""

    def __init__(
        self,
        config: Mapping[str, Any],
        cache: VectorCache | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self.notice = ""
        self._config = config
        self._cache = cache
        self._cancel = cancel
        self._target: Target | None = None
        self._failed = not config["embeddings"]["enabled"]

    @classmethod
    def from_config(
        cls, loader: Loader, cache: VectorCache | None = None, cancel: threading.Event | None = None
    ) -> "Embedder":
        """Return the embedder of the configuration as it is now."""
        return cls(loader.get_merged_config(), cache, cancel)

    @property
    def model(self) -> str:
        """The model that gives the vectors, empty before the first and where there is none."""
        return self._target.model if self._target else ""

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of texts that are searched; an empty list where no server gives any."""
        return self._vectors(texts, of_question=False)

    def question(self, text: str) -> Vector:
        """Return the vector of what is searched for; an empty one where no server gives any."""
        return next(iter(self._vectors([text], of_question=True)), [])

    def _vectors(self, texts: Sequence[str], *, of_question: bool) -> list[Vector]:
        if self._failed or not texts:
            return []
        try:
            self._target = self._target or background.run(self._find(), self._cancel)
            if self._target is None:
                self._failed = True
                return []
            return self._known_or_asked(self._target, texts, of_question=of_question)
        except LLMError as error:
            if self._cancel is not None and self._cancel.is_set():
                raise
            logger.warning("no embeddings: %s", error.message)
            self._failed, self.notice = True, error.message
            return []

    def _known_or_asked(self, target: Target, texts: Sequence[str], *, of_question: bool) -> list[Vector]:
        prefix = _prefix(target.model, of_question=of_question)
        given = [prefix + text for text in texts]
        keys = [hashlib.sha256(f"{target.model}\0{text}".encode()).hexdigest() for text in given]
        known = self._cache.get(keys) if self._cache else {}
        missing = {key: text for key, text in zip(keys, given, strict=True) if key not in known}
        names = list(missing)
        for start in range(0, len(names), BATCH):
            some = names[start : start + BATCH]
            asked = background.run(_ask(target, [missing[name] for name in some]), self._cancel)
            fresh = dict(zip(some, asked, strict=True))
            known |= fresh
            if self._cache:
                self._cache.put(fresh)
        return [known[key] for key in keys]

    async def _find(self) -> Target | None:
        """Return an embedding model of the endpoints, one in memory first; None where there is none."""
        wanted = self._config["embeddings"]
        endpoints = self._config["endpoints"]
        names = [wanted["endpoint"]] if wanted["endpoint"] else [*endpoints]
        found: list[tuple[bool, Target]] = []
        failure: LLMError | None = None
        for name in names:
            if not endpoints.get(name, {"url": name}).get("url"):
                continue  # the embedded engine: its models write
            try:
                target = entry_target({"id": wanted["model"], "endpoint": name}, endpoints)
                if server(target.root).breaker.is_open:
                    continue
                report = await server(target.root).state(target)
            except LLMError as error:
                failure = error
                continue
            found += [(loaded, model) for loaded, model in _embedders(target, report, wanted["model"])]
        if not found and failure is not None and wanted["model"]:
            raise failure
        return next((target for _, target in sorted(found, key=lambda one: not one[0])), None)


def _embedders(target: Target, report: ServerReport, wanted: str) -> list[tuple[bool, Target]]:
    """Return the embedding models of a server, each with whether it is in memory."""
    if wanted:
        entry = report.find(wanted)
        if report.models and entry is None:
            return []
        return [(True, _at(target, report, entry.id if entry else wanted))]
    return [
        (entry.loaded is not False, _at(target, report, entry.id))
        for entry in report.models
        if entry.embeds_only or _EMBEDDERS.search(entry.id)
    ]


def _at(target: Target, report: ServerReport, model: str) -> Target:
    return Target(
        model=model,
        root=report.root,
        endpoint=target.endpoint,
        kind=report.kind,
        api_key=target.api_key,
        parallel=target.parallel,
    )


async def _ask(target: Target, texts: Sequence[str]) -> list[Vector]:
    """Return the vectors of some texts, in their order.

    Raises:
        LLMError: whatever the server says in place of them.
    """
    asked = Asked(target.endpoint, target.root, target.model, target.api_key, target.label)
    headers = {"Authorization": f"Bearer {target.api_key}"} if target.api_key else {}
    failure: LLMError | None = None
    try:
        async with server(target.root).slots(target.parallel), asyncio.timeout(TIMEOUT):
            response = await http_client(target.root).post(
                f"{target.root}/v1/embeddings",
                json={"model": target.model, "input": [*texts]},
                headers=headers,
            )
    except httpx.HTTPError as error:
        failure = unreachable(asked, error)
    except TimeoutError:
        failure = TimedOut(
            f"{target.label} took longer than {TIMEOUT:.0f} s.",
            "Choose a smaller embedding model, or switch embeddings off in config/defaults.yml.",
            endpoint=target.endpoint,
            model=target.model,
        )
    if failure is not None:
        raise failure
    return _read(asked, response, len(texts))


def _read(asked: Asked, response: httpx.Response, count: int) -> list[Vector]:
    try:
        body = response.json()
    except ValueError:
        body = response.text
    rows = body.get("data") if isinstance(body, dict) else None
    if response.status_code >= 400 or not isinstance(rows, list):
        if re.search(r"does not support embedding|--embeddings", str(body)):
            raise ModelUnavailable(
                f"{asked.model} gives no embeddings.",
                "Load an embedding model, such as nomic-embed-text; without one, words alone are searched.",
                server_words=asked.redact(str(body))[:500],
                endpoint=asked.endpoint,
                model=asked.model,
                status=response.status_code,
            )
        raise diagnose(asked, body=body, status=response.status_code)
    vectors = [_vector(row) for row in sorted(rows, key=_index)]
    if len(vectors) != count or not all(vectors) or len({len(vector) for vector in vectors}) != 1:
        raise EmptyAnswer(
            f"{asked.model} did not give a vector for each text.",
            "Load another embedding model; without one, words alone are searched.",
            endpoint=asked.endpoint,
            model=asked.model,
        )
    return vectors


def _index(row: object) -> int:
    index = row.get("index") if isinstance(row, dict) else None
    return index if isinstance(index, int) else 0


def _vector(row: object) -> Vector:
    numbers = row.get("embedding") if isinstance(row, dict) else None
    if not isinstance(numbers, list) or not all(isinstance(one, int | float) for one in numbers):
        return []
    return [float(one) for one in numbers]


def _prefix(model: str, *, of_question: bool) -> str:
    for pattern, passage, question in _PREFIXES:
        if pattern.search(model):
            return question if of_question else passage
    return ""
