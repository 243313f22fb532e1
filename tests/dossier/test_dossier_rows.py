"""A label and the value below it, as tables and lists of terms are shown, are read as one line."""

import pytest

from dossier.rows import lines_and_rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Capital social\n8 000 €\n", ["Capital social 8 000 €"]),
        ("Gründung:\n\n1968\n", ["Gründung: 1968"]),
        ("Gérante :\nNora Pelletier\n", ["Gérante : Nora Pelletier"]),
        ("Direction\nMentions légales\n", []),
        ("Effectif : 8 salariés\n1968\n", []),
        ("Nous sommes artisans à Pau.\n64000 Pau\n", []),
        ("Téléphone\nAppelez le 05 36 49 00 01 du lundi au vendredi, nous vous répondrons.\n", []),
        ("Capital social\n", []),
    ],
)
def test_a_bare_label_takes_the_value_below_it(text: str, rows: list[str]) -> None:
    assert [line for _, line, is_row in lines_and_rows(text) if is_row] == rows


def test_every_line_stands_where_it_begins() -> None:
    text = "Capital social\n8 000 €\nfin"
    assert [(at, line) for at, line, is_row in lines_and_rows(text) if not is_row] == [
        (0, "Capital social"),
        (15, "8 000 €"),
        (23, "fin"),
    ]
