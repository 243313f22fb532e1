"""Which chunks speak about a question: full-text search with French, German and English stems."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing

from dossier.lexicon import LANGUAGES
from dossier.records import Chunk
from dossier.topics import stems, topic_words, topics_of
from llm.tasks.words import fold, wanted_terms

_SAFE = re.compile(r"[^\W_]+")
# A word of the question counts as much as this many words of its topic.
_OWN_WEIGHT = 3


class Retriever:
    """Full-text search over the chunks of one dossier, in memory.

    A chunk is indexed by its words and their stems, in all three languages where its own is unknown; a
    question is stemmed in all three.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = list(chunks)
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute("CREATE VIRTUAL TABLE chunk USING fts5(stems, tokenize='unicode61')")
        self._db.executemany(
            "INSERT INTO chunk(rowid, stems) VALUES (?, ?)",
            ((n, _indexed(one)) for n, one in enumerate(self._chunks, 1)),
        )

    def close(self) -> None:
        """Free the index."""
        self._db.close()

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
        best = sorted(ranks, key=lambda rowid: (-ranks[rowid], rowid))[:limit]
        return [self._chunks[rowid - 1] for rowid in best]

    def _matches(self, query: str) -> list[tuple[int, float]]:
        if not query:
            return []
        with closing(self._db.cursor()) as cursor:
            # bm25 is negative, the better the lower.
            rows = cursor.execute("SELECT rowid, bm25(chunk) FROM chunk WHERE chunk MATCH ?", (query,))
            return [(int(rowid), float(score)) for rowid, score in rows]


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
