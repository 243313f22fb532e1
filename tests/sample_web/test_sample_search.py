"""The search of the sample web finds what people ask for."""

import json
from pathlib import Path

import pytest

import sample_web
from sample_web.pages import load_sites
from sample_web.search import Result, SearchIndex
from sample_web.words import terms

TRUTH = json.loads((Path(sample_web.__file__).parent / "truth.json").read_text(encoding="utf-8"))
INDEX = SearchIndex(load_sites(8787))


def slugs(results: list[Result]) -> list[str]:
    return [result.url.removeprefix("http://").split(".")[0] for result in results]


@pytest.mark.parametrize("asked", TRUTH["questions"], ids=lambda asked: asked["language"])
def test_example_question_is_answered_by_the_first_results(asked: dict[str, object]) -> None:
    answering = asked["answered_by"]
    assert isinstance(answering, list)
    assert sorted(slugs(INDEX.search(str(asked["question"])))[: len(answering)]) == answering


def test_the_truth_has_the_questions_the_product_shows() -> None:
    assert tuple(asked["question"] for asked in TRUTH["questions"]) == sample_web.SampleWeb.questions


@pytest.mark.parametrize("question", [asked["question"] for asked in TRUTH["questions"][:2]])
def test_the_bordeaux_question_leads_to_pages_with_prices(question: str) -> None:
    assert [result.url.split("/")[-1] for result in INDEX.search(question)[:4]] == ["tarifs"] * 4


def test_other_towns_follow_and_other_trades_are_left_out() -> None:
    found = slugs(INDEX.search(TRUTH["questions"][0]["question"]))[4:]
    assert {"annuaire-artisans", "copperwell-plumbing", "sanitaer-wasserfink"} <= set(found)
    assert not {"meche-mistigri", "paper-otter", "fournil-ambre"} & set(found)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("electricien lyon", "http://voltambre.localhost:8787/depannage"),
        ("ÉLECTRICIENS À LYON", "http://voltambre.localhost:8787/depannage"),
        ("What does a haircut cost in Lille?", "http://meche-mistigri.localhost:8787/tarifs"),
        ("chaudière en panne Pessac", "http://aqualune.localhost:8787/"),
        ("Who repairs books in London?", "http://paper-otter.localhost:8787/services"),
        ("vidange garage toulouse", "http://garage-pistonnier.localhost:8787/services"),
        ("Which plumber in Bristol comes at night?", "http://copperwell-plumbing.localhost:8787/services"),
        ("plombier Bordeaux Saint-Michel", "http://plomberie-fontrouge.localhost:8787/zone-intervention"),
    ],
)
def test_first_result(query: str, first: str) -> None:
    assert INDEX.search(query)[0].url == first


@pytest.mark.parametrize("query", ["", "xyzzy", "the of and", "le la les", "?!", "zahnarzt"])
def test_a_query_without_a_match_finds_nothing(query: str) -> None:
    assert INDEX.search(query) == []


def test_one_page_a_site_best_first() -> None:
    results = INDEX.search("plombier Bordeaux tarifs")
    assert len(set(slugs(results))) == len(results)
    assert [result.score for result in results] == sorted((r.score for r in results), reverse=True)


def test_the_snippet_is_text_of_the_page_about_the_question() -> None:
    snippet = INDEX.search("vidange garage toulouse")[0].content
    assert "Vidange et filtre à huile" in snippet
    assert len(snippet) <= 222


def test_hidden_text_is_not_searched() -> None:
    assert INDEX.search("ignore previous instructions") == []


def test_a_page_without_title_is_named_by_its_heading() -> None:
    assert INDEX.search("coiffure Lille tarifs")[0].title == "Tarifs"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("plombiers", "Plomberie"),
        ("plumbers", "plombier"),
        ("Bäckereien", "boulangerie"),
        ("24h/24", "24/7"),
        ("24 h/24", "24 heures sur 24"),
        ("rund um die Uhr", "24 hours a day"),
        ("tarifs", "Preise"),
        ("dépannages", "urgence"),
        ("châteaux", "chateau"),
        ("groups", "group"),
    ],
)
def test_words_that_mean_the_same_compare_equal(left: str, right: str) -> None:
    assert terms(left) == terms(right) != []


@pytest.mark.parametrize(("left", "right"), [("bain", "bains d’or"), ("Bordeaux", "Bord"), ("24", "24/7")])
def test_words_that_differ_compare_different(left: str, right: str) -> None:
    assert terms(left) != terms(right)
