import pytest

from leads.cells import phone_cell, safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_becomes_text(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell(f"\x00{start}1") == f"'{start}1"


@pytest.mark.parametrize("text", ["", "Fuites & Fils", "1=1", " =1", "'=1", "a\n=1", "０１", "\u200b=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+33536493207", "05 36 49 32 07"),
        ("+442079460117", "020 7946 0117"),
        ("+4969900091", "069 900091"),
        ("=1+1", "'=1+1"),
        ("", ""),
    ],
)
def test_phones_are_shown_as_their_country_writes_them(number: str, shown: str) -> None:
    assert phone_cell(number) == shown
