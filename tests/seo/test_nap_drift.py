import pytest

from seo.nap_drift import PageNap, nap_drift, page_nap
from seo.page_input import PageInput
from seo.page_view import PageView
from seo.phone_text import Dialled, dialled
from seo.postal import Place
from tests.seo.french_pages import HOME, home


def number(text: str) -> Dialled:
    found = dialled(text)
    assert found is not None
    return found


def page(name: str, phone: str = "", street: str = "", town: str = "33000 Bordeaux") -> PageNap:
    postcode, _, city = town.partition(" ")
    return PageNap(
        f"{HOME}{name}",
        (number(phone),) if phone else (),
        (Place(street, postcode, city),) if street else (),
    )


SAME = [page(str(one), "05 56 00 11 22", "12 rue des Lilas") for one in range(3)]


def test_a_page_gives_its_numbers_and_addresses() -> None:
    nap = page_nap(PageView(PageInput(url=HOME, html=home())))

    assert [phone.same_as(number("+33556001122")) for phone in nap.phones] == [True]
    assert str(nap.places[0]) == "12 bd des Lilas, 33000 Bordeaux"


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        (page("x", "+33 5 56 00 11 22", "12, r. des Lilas"), []),
        (page("x", "05 56 99 88 77", "12 rue des Lilas"), ["phone"]),
        (page("x", "05 56 99 88 77"), ["phone"]),
        (page("x", "05 56 00 11 32", "8 rue du Port", "33120 Arcachon"), ["phone"]),
        (page("x", "05 56 00 11 22", "21 rue des Lilas"), ["address"]),
        # A branch has a number and an address of its own.
        (page("x", "05 57 99 88 77", "8 rue du Port", "33120 Arcachon"), []),
        (page("x"), []),
    ],
)
def test_a_page_that_differs_from_the_norm(odd: PageNap, expected: list[str]) -> None:
    assert [drift.what for drift in nap_drift([*SAME, odd])] == expected


def test_without_a_norm_nobody_is_accused() -> None:
    phones = ["05 56 00 11 22", "05 57 99 88 77", "05 58 44 33 22"]

    assert nap_drift([page(phone, phone) for phone in phones]) == []
    assert nap_drift([page("a", "05 56 00 11 22")]) == []
    assert nap_drift([]) == []
