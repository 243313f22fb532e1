import time

import pytest

from scrapers.passages import passages, plain, snippets

PAGE = """# Plomberie Durand

Bienvenue chez nous.

## Tarifs

- Dépannage : **89 €** TTC
- [Débouchage](https://durand.example/debouchage) : 120 €

## Équipe

Jean aime le jardinage."""


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("[Contact](https://x.example/a)", "Contact"),
        ("![Logo](logo.png) fin", "Logo fin"),
        ("**gras** et `code`", "gras et code"),
        ("## Titre", "Titre"),
        ("- point", "point"),
        ("5 - 3 = 2", "5 - 3 = 2"),
    ],
)
def test_markup_is_read_as_people_read_it(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_a_passage_keeps_what_stands_under_one_heading_together() -> None:
    assert [one.text for one in passages(1, PAGE)] == [
        "Plomberie Durand / Bienvenue chez nous.",
        "Tarifs / Dépannage : 89 € TTC / Débouchage : 120 €",
        "Équipe / Jean aime le jardinage.",
    ]


def test_long_lines_are_cut_between_sentences_and_nothing_is_lost() -> None:
    text = " ".join(f"Phrase numéro {n} qui dit quelque chose d'utile." for n in range(40)) + " " + "x" * 1000
    cut = [one.text for one in passages(1, text)]
    assert all(len(one) <= 300 for one in cut)
    assert "".join(cut).replace(" ", "") == text.replace(" ", "")


def test_each_page_first_gets_its_best_passage_then_the_rest_is_shared() -> None:
    pages = {1: PAGE, 2: "# Petit\n\nLe dépannage coûte 99 €.\n\nRien."}
    question = "Quel est le prix du dépannage ?"
    one_each = snippets(question, pages, 90)
    assert one_each == {
        1: "Tarifs / Dépannage : 89 € TTC / Débouchage : 120 €",
        2: "Petit / Le dépannage coûte 99 €. / Rien.",
    }
    assert "89 €" in snippets(question, pages, 200)[1]
    assert "jardinage" not in str(snippets(question, pages, 10_000))


def test_everything_fits_whatever_the_number_of_pages() -> None:
    pages = dict.fromkeys(range(1, 51), PAGE)
    chosen = snippets("prix dépannage", pages, 1_000)
    assert sum(map(len, chosen.values())) <= 1_000
    assert len(chosen) >= 10


def test_where_nothing_meets_the_question_the_pages_are_shown_from_their_beginning() -> None:
    assert snippets("Quasar ?", {1: PAGE}, 50) == {1: "Plomberie Durand / Bienvenue chez nous."}


@pytest.mark.parametrize("piece", ["![[", "[1", "[a](", "**", "a |"])
def test_a_hostile_page_does_not_keep_the_processor_busy(piece: str) -> None:
    started = time.process_time()
    passages(1, piece * 40_000)
    assert time.process_time() - started < 2
