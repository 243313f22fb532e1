import pytest

from llm.tasks.words import fold, is_placeholder, shares_terms, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plombiers", "Plomberie Durand"),
        ("plumber", "plombier"),
        ("What do they charge?", "Nos tarifs"),
        ("What do they charge?", "à partir de 89 €"),
        ("Was kostet das?", "Preise"),
        ("open 24/7", "jour et nuit"),
        ("horaires", "Mo-Fr 8:00 - 18:00"),
        ("Bordelais", "Bordeaux"),
        ("ÉLECTRICITÉ", "electricien"),
        ("Notdienst", "urgence"),
    ],
)
def test_words_of_one_meaning_meet(one: str, other: str) -> None:
    assert terms(one) & terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("plombier", "coiffeur"), ("le la les", "le la les"), ("Bordeaux", "Lyon"), ("the", "the")],
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert not terms(one) & terms(other)


def test_fold_takes_off_accents_and_capitals() -> None:
    assert fold("Éléonore STRAẞE") == "eleonore strasse"


@pytest.mark.parametrize("text", ["N/A", "Unknown.", "non précisé", "None", "keine Angabe"])
def test_placeholders_are_known(text: str) -> None:
    assert is_placeholder(text)
    assert not is_placeholder("Plomberie " + text)


def test_a_text_that_says_nothing_shares_everything() -> None:
    assert shares_terms("Il y en a.", ["plombier"])
    assert shares_terms("Un plombier.", ["coiffeur", "plomberie"])
    assert not shares_terms("Un plombier.", ["coiffeur"])
