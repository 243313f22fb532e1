import time

import pytest

from scrapers.evidence import QUOTE_LIMIT, cut_around, find_quote, normalise

FOUND = [
    ("12", "le 12 mai", "le 12 mai"),
    ("2024", "le 12.05.2024", "le 12.05.2024"),
    ("150", "en 2024 150 clients", "en 2024 150 clients"),
    ("12 150", "les 12 150 clients", "les 12 150 clients"),
    ("212 555 0123", "+1 212 555 0123", "+1 212 555 0123"),
    ("33000", "12 rue du Port 33000 Bordeaux", "12 rue du Port 33000 Bordeaux"),
    ("durand", "DURAND & Fils", "DURAND & Fils"),
    ("l'été", "L’ÉTÉ arrive", "L’ÉTÉ arrive"),
    ('"Durand"', "« Durand »", "« Durand »"),
    ("e\u0301te\u0301", "un ÉTÉ", "un ÉTÉ"),
    ("été", "un e\u0301te\u0301", "un e\u0301te\u0301"),
    ("straße", "STRASSE 5", "STRASSE 5"),
    ("01 99", "T\u00a0:\u00a001\u202f99", "T\u00a0:\u00a001\u202f99"),
    ("10-12", "10–12 h", "10–12 h"),
    ("fin", "la ﬁn", "la ﬁn"),
    ("info", "in\u200bfo", "in\u200bfo"),
    ("a@b.example", "Écrire à a@b.example.", "Écrire à a@b.example."),
    ("x y", "x\n  y", "x\n  y"),
    ("Bordeaux", "Paris\nPlombier à Bordeaux\nLyon", "Plombier à Bordeaux"),
    ("fenêtre", "porte-fenêtre", "porte-fenêtre"),
    ("entreprise", "l'entreprise", "l'entreprise"),
    ("...", "et plus… encore", "et plus… encore"),
]
NOT_FOUND = [
    ("12", "112"),
    ("12", "12,5 €"),
    ("5", "12,5 €"),
    ("234", "1.234"),
    ("234", "1 234 €"),
    ("12", "12 150 clients"),
    ("durand", "Durandal"),
    ("a@b.example", "aa@b.example"),
    ("a@b.example", "x.a@b.example"),
    ("a@b.example", "a@b.example.com"),
    ("5", "5½"),
    ("", "text"),
    ("  ", "text"),
    ("text", ""),
    ("x" * 300, "x" * 300),
]


@pytest.mark.parametrize(("value", "text", "quote"), FOUND)
def test_a_value_is_found_with_the_verbatim_words_around_it(value, text, quote):
    assert find_quote(value, text) == quote
    assert quote in text


@pytest.mark.parametrize(("value", "text"), NOT_FOUND)
def test_a_part_of_something_else_is_not_the_value(value, text):
    assert find_quote(value, text) is None


def test_a_long_line_is_cut_at_words_around_the_value():
    text = "mot " * 100 + "valeur " + "autre " * 100
    quote = find_quote("valeur", text)
    assert quote is not None
    assert len(quote) <= QUOTE_LIMIT
    assert quote in text
    assert set(quote.split()) == {"mot", "valeur", "autre"}


def test_the_second_place_counts_when_the_first_is_part_of_a_word():
    assert find_quote("port", "un transport\nun port") == "un port"


def test_normalising_twice_changes_nothing():
    text = " L’Été  «\u00a0ﬁn\u202f» — 10–12 ½ \u200b\U000e0041 STRASSE…"
    once = normalise(text)
    assert normalise(once) == once
    assert once == 'l\'été "fin" - 10-12 1⁄2 strasse...'


def test_a_whole_page_of_text_is_folded_quickly():
    text = "Plombier à Bordeaux depuis 1998 — l’été.\n" * 20_000
    start = time.process_time()
    assert find_quote("introuvable", text) is None
    assert time.process_time() - start < 5


def test_a_run_without_spaces_keeps_to_the_value():
    text = "x" * 300 + "@"
    assert cut_around(text, 100, 110, 0, len(text)) == "x" * 10
