"""Which chunks speak about a question: by stems of its words, and by meaning where embeddings are served."""

import math
import operator
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Protocol

from dossier.lexicon import LANGUAGES
from dossier.records import Chunk
from dossier.topics import stems, topic_words, topics_of
from llm.tasks.words import fold, wanted_terms

_SAFE = re.compile(r"[^\W_]+")
# A word of the question counts as much as this many words of its topic.
_OWN_WEIGHT = 3
# Reciprocal rank fusion: how little the first places count more than those behind them.
_FUSION = 60

Vector = Sequence[float]


class Embeds(Protocol):
    """Turns texts into vectors that lie near each other where the texts mean the same."""

    def passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        """Return the vectors of texts that are searched; empty where no server gives any."""

    def question(self, text: str) -> Vector:
        """Return the vector of what is searched for; empty where no server gives any."""

    @property
    def notice(self) -> str:
        """What the analyst should know of why there are none; empty where there is nothing to know."""


class Retriever:
    """Search over the chunks of one dossier, in memory.

    A chunk is indexed by its words and their stems, in all three languages where its own is unknown; a
    question is stemmed in all three. With an embedder the order by words and the order by meaning are fused:
    what no word finds, meaning may.
    """

    def __init__(self, chunks: Sequence[Chunk], embedder: Embeds | None = None) -> None:
        self._chunks = list(chunks)
        self._embedder = embedder
        self._vectors = (
            [_unit(one) for one in embedder.passages([one.text for one in chunks])] if embedder else []
        )
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute("CREATE VIRTUAL TABLE chunk USING fts5(stems, tokenize='unicode61')")
        self._db.executemany(
            "INSERT INTO chunk(rowid, stems) VALUES (?, ?)",
            ((n, _indexed(one)) for n, one in enumerate(self._chunks, 1)),
        )

    def close(self) -> None:
        """Free the index."""
        self._db.close()

    @property
    def notice(self) -> str:
        """Why there is no search by meaning, where that is worth knowing."""
        return self._embedder.notice if self._embedder else ""

    def search(self, question: str, topics: frozenset[str] = frozenset(), limit: int = 12) -> list[Chunk]:
        """Return the chunks that speak most about a question, best first, at most `limit`.

        Args:
            question: what is asked.
            topics: what it is about; without, that is read from the question.
            limit: how many chunks are wanted.
        """
        own = _query(stems(question, LANGUAGES))
        wide = _query([*topic_words(topics or topics_of(question)), *_plain_terms(question)], prefix=True)
        ranks: dict[int, float] = {}
        for query, weight in ((own, _OWN_WEIGHT), (wide, 1)):
            for rowid, score in self._matches(query):
                ranks[rowid] = ranks.get(rowid, 0.0) + weight * -score
        by_words = sorted(ranks, key=lambda rowid: (-ranks[rowid], rowid))
        best = _fused(by_words, self._by_meaning(question, limit))[:limit]
        return [self._chunks[rowid - 1] for rowid in best]

    def _by_meaning(self, question: str, limit: int) -> list[int]:
        if not self._vectors or self._embedder is None:
            return []
        wanted = _unit(self._embedder.question(question))
        near = [
            (sum(map(operator.mul, wanted, one)), -n)
            for n, one in enumerate(self._vectors, 1)
            if len(one) == len(wanted)
        ]
        return [-n for _, n in sorted(near, reverse=True)[:limit]]

    def _matches(self, query: str) -> list[tuple[int, float]]:
        if not query:
            return []
        with closing(self._db.cursor()) as cursor:
            # bm25 is negative, the better the lower.
            rows = cursor.execute("SELECT rowid, bm25(chunk) FROM chunk WHERE chunk MATCH ?", (query,))
            return [(int(rowid), float(score)) for rowid, score in rows]


def _fused(*orders: Sequence[int]) -> list[int]:
    """Return what stands in any of the orders, first what stands high in several."""
    points: dict[int, float] = {}
    for order in orders:
        for place, name in enumerate(order, 1):
            points[name] = points.get(name, 0.0) + 1 / (_FUSION + place)
    return sorted(points, key=lambda name: (-points[name], name))


def _unit(vector: Vector) -> Vector:
    """Return a vector of length one, so that products of two are cosines."""
    length = math.hypot(*vector)
    return [one / length for one in vector] if length else []


def _indexed(chunk: Chunk) -> str:
    return " ".join([fold(chunk.text), *stems(chunk.text, _languages(chunk.language))])


def _languages(language: str) -> tuple[str, ...]:
    return (language,) if language in LANGUAGES else LANGUAGES


def _plain_terms(question: str) -> list[str]:
    return [term for term in wanted_terms(question) if not term.startswith("#")]


def _query(words: Sequence[str], *, prefix: bool = False) -> str:
    """Return a query for any of the words; they are quoted, so that none of them is an operator."""
    safe = dict.fromkeys(word for word in words if len(word) > 2 and _SAFE.fullmatch(word))
    star = "*" if prefix else ""
    return " OR ".join(f'"{word}"{star}' for word in safe)
