from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leads.search_run import AnswerKind
from scrapers.quoted_answer import NO_MODEL, quoted_answer
from scrapers.research.pages import ReadPage

QUESTION = "Which plumbers in Bordeaux offer 24/7 emergency service and what do they charge?"


def page(n: int, *lines: str) -> ReadPage:
    text = "\n".join(lines)
    return ReadPage(
        n=n,
        url=f"https://s{n}.example/",
        site=f"s{n}.example",
        title=f"S{n}",
        language="fr",
        text=text,
        visible=text,
        values=(),
        links=(),
        fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
    )


DURAND = page(
    1,
    "Accueil",
    "Combien coûte un dépannage de plomberie en urgence à Bordeaux ?",
    "Notre service d'urgence répond 24h/24 à Bordeaux. Nous aimons le café.",
    "Dépannage plomberie : à partir de 89 € TTC",
    "Le service d'urgence plomberie 24h/24 de Bordeaux coûte 120 € la nuit.",
)
PETIT = page(
    2, "Petit, plombier à Bordeaux, vient en urgence le dimanche.", "Mentions légales et crédits du site."
)


def test_the_sentences_of_the_sources_answer_across_languages_word_for_word() -> None:
    answer = quoted_answer(QUESTION, [DURAND, PETIT])
    assert answer is not None
    assert answer.kind is AnswerKind.QUOTED
    assert answer.note == NO_MODEL
    pages = {1: DURAND, 2: PETIT}
    for sentence in answer.sentences:
        (n,) = sentence.citations
        assert sentence.text in pages[n].visible
        (evidence,) = sentence.evidence
        assert evidence.url == pages[n].url
        assert evidence.quote in pages[n].visible
        assert evidence.fetched_at == pages[n].fetched_at
    said = [sentence.text for sentence in answer.sentences]
    assert said[0] == "Le service d'urgence plomberie 24h/24 de Bordeaux coûte 120 € la nuit."
    assert "Petit, plombier à Bordeaux, vient en urgence le dimanche." in said
    assert not any("?" in text or "café" in text or "crédits" in text for text in said)


@pytest.mark.parametrize(
    ("limit", "per_source", "counts"), [(5, 2, {1: 2, 2: 1}), (5, 1, {1: 1, 2: 1}), (1, 2, {1: 1})]
)
def test_no_source_says_everything(limit: int, per_source: int, counts: dict[int, int]) -> None:
    answer = quoted_answer(QUESTION, [DURAND, PETIT], limit=limit, per_source=per_source)
    assert answer is not None
    cited = [n for sentence in answer.sentences for n in sentence.citations]
    assert {n: cited.count(n) for n in set(cited)} == counts


def test_the_same_sentence_on_two_pages_is_quoted_once() -> None:
    line = "Un plombier de Bordeaux vous dépanne en urgence jour et nuit."
    answer = quoted_answer(QUESTION, [page(1, line), page(2, line)])
    assert answer is not None
    assert len(answer.sentences) == 1


def test_a_long_sentence_has_a_quote_of_at_most_200_characters() -> None:
    line = "Plombier à Bordeaux, urgence et dépannage 24h/24, " + "avec beaucoup de soin " * 8 + "pour 89 €."
    answer = quoted_answer(QUESTION, [page(1, line)])
    assert answer is not None
    assert answer.sentences[0].text == line
    quote = answer.sentences[0].evidence[0].quote
    assert len(quote) <= 200
    assert line.startswith(quote)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Bordeaux",),
        ("Un article sur la ville de Bordeaux et son vin rouge.",),
        ("Urgence plombier Bordeaux 24h/24 prix ? " * 10,),
    ],
)
def test_nothing_to_quote_is_no_answer(lines: tuple[str, ...]) -> None:
    assert quoted_answer(QUESTION, [page(1, *lines)]) is None


def test_a_page_about_another_town_is_not_quoted() -> None:
    lyon = page(3, "Notre plombier dépanne en urgence à Lyon, 24h/24, pour 79 € TTC la nuit.")
    answer = quoted_answer(QUESTION, [PETIT, lyon])
    assert answer is not None
    assert {n for sentence in answer.sentences for n in sentence.citations} == {2}
    elsewhere = quoted_answer("Which plumbers offer 24/7 emergency service?", [PETIT, lyon])
    assert elsewhere is not None
    assert {n for sentence in elsewhere.sentences for n in sentence.citations} == {2, 3}


def test_a_row_of_a_table_is_quoted_and_its_head_is_not() -> None:
    table = "Urgence à Bordeaux | Plombier | Prix TTC\nDépannage de nuit | plombier à Bordeaux | 139 €"
    with_table = replace(page(1), text=table, visible=table.replace(" | ", "\n"))
    answer = quoted_answer(QUESTION, [with_table])
    assert answer is not None
    assert [sentence.text for sentence in answer.sentences] == ["Dépannage de nuit plombier à Bordeaux 139 €"]


def test_what_is_not_on_the_page_word_for_word_is_not_quoted() -> None:
    changed = replace(DURAND, visible=DURAND.visible.replace("120 €", "121 €"))
    answer = quoted_answer(QUESTION, [changed])
    assert answer is not None
    assert not any("120 €" in sentence.text for sentence in answer.sentences)
