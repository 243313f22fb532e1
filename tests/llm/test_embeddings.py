"""Vectors from fake servers over HTTP, and from a real llama.cpp server."""

import math
from collections.abc import Iterator
from typing import Any

import pytest

from config import locations
from config.loader import ConfigLoader
from leads.privacy import erase
from leads.store import Store
from llm.embeddings import BATCH, Embedder
from llm.vector_cache import VectorCache
from tests.servers.embedding import vector_of
from tests.servers.fake_lm_studio import EMBEDDER, MISTRAL, FakeLMStudio, FakeModel
from tests.servers.fake_ollama import FakeOllama
from tests.servers.faults import Fault, Status
from tests.servers.real_llama import RealLlama

TEXTS = ["Notre équipe compte douze compagnons.", "Nous facturons le déplacement."]
NOMIC = "nomic-embed-text:latest"


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLMStudio]:
    with FakeLMStudio(models=[FakeModel(MISTRAL), FakeModel(EMBEDDER, 2048, "embeddings")]) as server:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", server.url)
        yield server


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOllama]:
    with FakeOllama(models=["llama3:8b", FakeModel(NOMIC, 2048, "embeddings")]) as server:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", server.url)
        yield server


def configured(**embeddings: object) -> dict[str, Any]:
    config = ConfigLoader().get_merged_config()
    return {**config, "embeddings": {**config["embeddings"], **embeddings}}


def asked(server: FakeLMStudio | FakeOllama) -> list[dict[str, Any]]:
    return [one.json for one in server.requests if one.path == "/v1/embeddings"]


def test_the_embedding_model_of_lm_studio_is_found_and_asked_in_its_own_way(studio: FakeLMStudio) -> None:
    embedder = Embedder(configured())
    found = embedder.passages(TEXTS)
    assert embedder.model == EMBEDDER
    assert found == [vector_of(f"search_document: {text}") for text in TEXTS]
    assert embedder.question("effectif") == vector_of("search_query: effectif")
    assert [body["input"][0].split(":")[0] for body in asked(studio)] == ["search_document", "search_query"]
    assert embedder.notice == ""


def test_a_model_of_ollama_serves_where_lm_studio_is_off(ollama: FakeOllama) -> None:
    embedder = Embedder(configured())
    assert len(embedder.passages(TEXTS)) == 2
    assert embedder.model == NOMIC
    assert asked(ollama)


def test_what_is_configured_is_asked_and_nothing_else(studio: FakeLMStudio, ollama: FakeOllama) -> None:
    embedder = Embedder(configured(endpoint="ollama", model="nomic-embed-text"))
    assert len(embedder.passages(TEXTS)) == 2
    assert (len(asked(ollama)), len(asked(studio))) == (1, 0)


def test_many_texts_are_sent_in_batches_and_each_once(studio: FakeLMStudio) -> None:
    texts = [f"texte numéro {n}" for n in range(2 * BATCH + 3)]
    with VectorCache(locations.vectors_file()) as cache:
        first = Embedder(configured(), cache).passages([*texts, *texts[:5]])
        assert [len(body["input"]) for body in asked(studio)] == [BATCH, BATCH, 3]
        assert len(first) == len(texts) + 5
        again = Embedder(configured(), cache).passages(texts)
    assert len(asked(studio)) == 3
    assert all(math.dist(one, other) < 1e-5 for one, other in zip(again, first, strict=False))


def test_without_an_embedding_model_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeLMStudio(models=[FakeModel(MISTRAL)]) as server:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", server.url)
        embedder = Embedder(configured())
        assert embedder.passages(TEXTS) == []
        assert list(embedder.question("effectif")) == []
        assert (embedder.notice, asked(server)) == ("", [])


def test_switched_off_nobody_is_asked(studio: FakeLMStudio) -> None:
    assert Embedder(configured(enabled=False)).passages(TEXTS) == []
    assert studio.requests == []


@pytest.mark.parametrize(
    ("model", "words"),
    [("llama3:8b", "gives no embeddings"), ("nothing:1b", ""), (NOMIC, "stopped working")],
)
def test_a_failure_costs_the_vectors_only(ollama: FakeOllama, model: str, words: str) -> None:
    if model == NOMIC:
        ollama.fail(Status(500), on="/v1/embeddings")
    embedder = Embedder(configured(endpoint="ollama", model=model))
    assert embedder.passages(TEXTS) == []
    assert words in embedder.notice
    before = len(ollama.requests)
    assert embedder.passages(TEXTS) == []
    assert len(ollama.requests) == before, "a second try would fail too"


@pytest.mark.parametrize(
    "body",
    [
        {"error": "Unexpected endpoint or method. (POST /v1/embeddings)"},
        {"data": [{"index": 0, "embedding": [1.0]}]},
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [None]}]},
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}]},
        {"data": "none"},
        [],
    ],
)
def test_an_answer_of_another_shape_is_no_vector(studio: FakeLMStudio, body: object) -> None:
    studio.fail(_Says(body), on="/v1/embeddings")
    embedder = Embedder(configured())
    assert embedder.passages(TEXTS) == []
    assert embedder.notice


class _Says(Fault):
    def __init__(self, body: object) -> None:
        self._body = body

    def intervene(self, exchange: Any, server: Any) -> bool:
        exchange.send_json(200, self._body)
        return True


def test_an_erasure_leaves_no_vector(studio: FakeLMStudio) -> None:
    with VectorCache(locations.vectors_file()) as cache:
        Embedder(configured(), cache).passages(["Écrivez à anna@fontrouge.example"])
    with Store() as store:
        erase(store, "anna@fontrouge.example")
    with VectorCache(locations.vectors_file()) as cache:
        Embedder(configured(), cache).passages(["Écrivez à anna@fontrouge.example"])
    assert len(asked(studio)) == 2


def test_a_real_llama_server_gives_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    with RealLlama(embeddings=True) as server:
        config = configured(endpoint=server.url, model=server.model)
        embedder = Embedder(config)
        found = embedder.passages(["a plumber in Bordeaux", "a plumber of Bordeaux", "the price of apples"])
        assert embedder.notice == ""
    assert len({len(vector) for vector in found}) == 1
    assert len(found[0]) > 100
    near, far = (math.dist(found[0], found[n]) for n in (1, 2))
    assert near < far


def test_a_real_llama_server_without_embeddings_says_so() -> None:
    with RealLlama() as server:
        embedder = Embedder(configured(endpoint=server.url, model=server.model))
        assert embedder.passages(TEXTS) == []
        assert "gives no embeddings" in embedder.notice
