import pytest

from seo.postal import Place


def place(text: str) -> Place:
    street, postcode, city = (part.strip() for part in text.split("|"))
    return Place(street, postcode, city)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 boulevard des Lilas | 33000 | Bordeaux", "12, Bd. des LILAS | 33 000 | BORDEAUX"),
        (
            "12 av. du Gal de Gaulle | 69003 | Lyon",
            "12 avenue du Général de Gaulle | 69003 | Lyon 3e arrondissement",
        ),
        ("3 pl. St-Pierre | 31000 | Toulouse", "3 place Saint Pierre | 31000 | Toulouse"),
        ("12 rue Neuve | 33000 | Bordeaux", "Bâtiment B, 12 rue Neuve | 33076 | Bordeaux Cedex"),
        ("12 bis rue Neuve | 33000 | Bordeaux", "12bis, rue Neuve | 33000 | Bordeaux"),
        ("12-14 rue Neuve | 33000 | Bordeaux", "12 rue Neuve | 33000 | Bordeaux"),
        ("Musterstraße 4 | 50667 | Köln", "Musterstr. 4 | 50667 | Koeln".replace("Koeln", "Köln")),
        ("| 33000 | Bordeaux", "12 rue Neuve | 33000 | Bordeaux"),
        ("4 rue du Port | 44600 | Saint-Nazaire", "4 r. du Port | 44600 | St Nazaire"),
        ("ZA des Pins, 4 rue du Port | 33120 | Arcachon", "4 rue du Port | 33120 | Arcachon"),
    ],
)
def test_the_same_place(one: str, other: str) -> None:
    assert place(one).difference(place(other)) == ""
    assert place(other).difference(place(one)) == ""


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ("12 rue Neuve | 33000 | Bordeaux", "21 rue Neuve | 33000 | Bordeaux", "street"),
        ("12 rue Neuve | 33000 | Bordeaux", "12 rue Vieille | 33000 | Bordeaux", "street"),
        ("12 rue Neuve | 33000 | Bordeaux", "12 avenue Neuve | 33000 | Bordeaux", "street"),
        ("12 rue Neuve | 33000 | Bordeaux", "12 rue Neuve | 33100 | Bordeaux", "postcode"),
        ("12 rue Neuve | 33000 | Bordeaux", "12 rue Neuve | 75008 | Paris Cedex", "postcode"),
        ("12 rue Neuve | 33170 | Gradignan", "12 rue Neuve | 33170 | Pessac", "city"),
    ],
)
def test_another_place(one: str, other: str, part: str) -> None:
    assert place(one).difference(place(other)) == part
    assert place(other).difference(place(one)) == part
