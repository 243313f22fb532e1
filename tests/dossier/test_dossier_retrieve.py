"""Which passages are found: by words, and by meaning where a server gives embeddings."""

from collections.abc import Iterator, Sequence

import pytest

from benchmarks.retrieval import measure
from config.loader import ConfigLoader
from dossier.records import Chunk
from dossier.retrieve import Retriever
from llm.embeddings import Embedder
from tests.servers.fake_lm_studio import EMBEDDER, FakeLMStudio, FakeModel

TEXTS = [
    "Notre atelier se trouve derrière la gare.",
    "Douze compagnons travaillent sur nos chantiers.",
    "Effectif communal en hausse dans la région.",
    "La patronne reçoit sur rendez-vous.",
]
CHUNKS = [Chunk(id=f"S1.{n}", source="S1", position=n, text=text) for n, text in enumerate(TEXTS, start=1)]


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedder]:
    with FakeLMStudio(models=[FakeModel(EMBEDDER, 2048, "embeddings")]) as server:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", server.url)
        yield Embedder(ConfigLoader().get_merged_config())


def found(question: str, embedder: Embedder | None, limit: int = 12) -> list[str]:
    retriever = Retriever(CHUNKS, embedder)
    try:
        return [one.text for one in retriever.search(question, limit=limit)]
    finally:
        retriever.close()


def test_meaning_finds_what_no_word_does(embedder: Embedder) -> None:
    question = "Quel est leur effectif ?"
    assert TEXTS[1] not in found(question, None)[:1]
    assert set(found(question, embedder)[:2]) == {TEXTS[1], TEXTS[2]}


def test_what_stands_high_in_both_orders_comes_first(embedder: Embedder) -> None:
    assert found("Où se trouve l'atelier ?", embedder)[0] == TEXTS[0]
    assert len(found("Où se trouve l'atelier ?", embedder, limit=2)) == 2


class _Halting:
    """Gives vectors of passages, and none of questions."""

    notice = "It stopped."

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, 0.0] for _ in texts]

    def question(self, text: str) -> list[float]:
        return []


def test_a_server_that_stops_in_between_leaves_the_words() -> None:
    retriever = Retriever(CHUNKS, _Halting())
    assert next(one.text for one in retriever.search("atelier gare")) == TEXTS[0]
    assert retriever.notice == "It stopped."
    retriever.close()


def test_the_benchmark_counts_each_question_once() -> None:
    tally = measure("unseen", None)
    assert tally.asked > 50
    assert tally.found["words", 1] <= tally.found["words", 5] <= tally.asked
    assert tally.found["words", 5] >= 0.75 * tally.asked
