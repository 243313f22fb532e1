import time

import pytest

from llm.tasks.figures import figure_keys, figures, number_key, unsupported


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("05.56.12.34.56", [("phone", "556123456")]),
        ("+33 5 56 12 34 56", [("phone", "556123456")]),
        ("+33 (0)5 56 12 34 56", [("phone", "556123456")]),
        ("(05) 56-12-34-56", [("phone", "556123456")]),
        ("01 99 00 12 34 - 06 39 98 45 67", [("phone", "199001234"), ("phone", "639984567")]),
        ("030 23125 123 oder +49 (0)30 23125-123", [("phone", "023125123")] * 2),
        ("020 7946 0123", [("phone", "079460123")]),
        ("8h", [("time", "8:00")]),
        ("13 have a phone", [("number", "13")]),
        ("08:00", [("time", "8:00")]),
        ("8 h 30", [("time", "8:30")]),
        ("8 am to 6 pm", [("time", "8:00"), ("time", "18:00")]),
        ("18 Uhr", [("time", "18:00")]),
        ("24h/24, 7j/7", [("time", "24:00"), ("number", "24"), ("number", "7"), ("number", "7")]),
        ("1 200,00 € / 1.200 / 1200", [("number", "1200")] * 3),
        ("89,50 et 89.5 et 89", [("number", "89.5"), ("number", "89.5"), ("number", "89")]),
        ("note : 3:", [("number", "3")]),
        ("Écrire à Info@Durand.example.", [("email", "info@durand.example")]),
        ("https://www.durand.example/contact.", [("url", "durand.example/contact")]),
        ("durand.example", [("url", "durand.example")]),
        ("rien du tout", []),
    ],
)
def test_figures_are_comparable_however_they_are_written(text: str, keys: list[tuple[str, str]]) -> None:
    assert [(figure.kind, figure.key) for figure in figures(text)] == keys


@pytest.mark.parametrize(
    ("sentence", "source", "missing"),
    [
        ("Le dépannage coûte 89 €.", "Dépannage : 89,00 € TTC", []),
        ("Le dépannage coûte 98 €.", "Dépannage : 89,00 € TTC", ["98"]),
        ("Le prix est de 12 €.", "Prix : 112 €", ["12"]),
        ("Appelez le 01 99 00 12 34.", "Tél. +33199001234", []),
        ("Appelez le 01 99 00 12 35.", "Tél. +33199001234", ["01 99 00 12 35"]),
        ("Les chiffres 56 et 12.", "Tél. 05 56 12 34 56", ["56", "12"]),
        ("Open 24/7.", "Ouvert 24h/24 et 7j/7", []),
        ("Ouvert 24h/24.", "Open 24/7", []),
        ("Ouvert de 8h à 19h.", "8:00 - 19:00", []),
        ("Ouvert de 8h à 20h.", "8:00 - 19:00", ["20h"]),
        ("Voir durand.example.", "Site : https://www.durand.example/tarifs", []),
        ("Voir durand-bis.example.", "Site : https://www.durand.example/tarifs", ["durand-bis.example"]),
        ("Écrire à a@durand.example.", "contact@durand.example", ["a@durand.example"]),
    ],
)
def test_a_sentence_is_held_to_the_figures_of_its_source(
    sentence: str, source: str, missing: list[str]
) -> None:
    assert unsupported(sentence, figure_keys(source)) == missing


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("1 200,00", "1200"),
        ("1.200.000", "1200000"),
        ("0,5", "0.5"),
        ("007", "7"),
        ("10", "10"),
        ("9" * 40, "9" * 40),
    ],
)
def test_numbers_lose_their_spelling(written: str, key: str) -> None:
    assert number_key(written) == key


@pytest.mark.parametrize("piece", ["a.", "a@", "1 200 ", "+33 ", "www.", "1:", "a-", "(0"])
def test_a_hostile_page_does_not_keep_the_processor_busy(piece: str) -> None:
    started = time.process_time()
    figure_keys(piece * 40_000)
    assert time.process_time() - started < 5
