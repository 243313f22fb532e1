import pytest

from leads.merge import value_key
from leads.record import Kind
from tests.leads.records import value


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.EMAIL, "Contact@Fuites.example", " contact@fuites.example"),
        (Kind.PHONE, "+33 1 99 00 11 22", "+33199001122"),
        (Kind.FAX, "01.99.00.11.22", "01 99 00 11 22"),
        (Kind.SIREN, "123 456 782", "123456782"),
        (Kind.VAT, "fr 12 123456782", "FR12123456782"),
        (Kind.POSTCODE, "SW1A 1AA", "sw1a1aa"),
        (Kind.SOCIAL, "http://www.social.example/fuites/", "https://social.example/fuites"),
        (Kind.CITY, "Saint-Étienne", "Saint-E\u0301tienne"),
        (Kind.STREET, "12\u00a0rue  du Port", "12 Rue du Port"),
    ],
)
def test_spellings_of_one_value(kind: Kind, one: str, other: str) -> None:
    assert value_key(value(one, kind)) == value_key(value(other, kind))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.EMAIL, "a.b@fuites.example", "ab@fuites.example"),
        (Kind.PHONE, "+33199001122", "33199001122"),
        (Kind.PHONE, "call us", "write to us"),
        (Kind.SOCIAL, "https://social.example/fuites", "https://social.example/fuite"),
        (Kind.CITY, "Bordeaux", "Bordeaux Cedex"),
        (Kind.FIELD, "x" * 500 + "1", "x" * 500 + "2"),
    ],
)
def test_different_values(kind: Kind, one: str, other: str) -> None:
    assert value_key(value(one, kind)) != value_key(value(other, kind))


def test_a_key_fits_an_index() -> None:
    assert max(len(value_key(value("ß" * n, Kind.FIELD))) for n in (99, 100, 101, 5_000)) == 200
