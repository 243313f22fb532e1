"""Values of a lead stand on the screen as their readers write them."""

import pytest

from leads.record import Kind
from tests.leads.records import value
from ui.components.lead_evidence import _written


@pytest.mark.parametrize(
    ("kind", "stored", "shown"),
    [
        (Kind.SIREN, "732829320", "732 829 320"),
        (Kind.SIRET, "73282932000074", "732 829 320 00074"),
        (Kind.VAT, "FR44732829320", "FR44 732 829 320"),
        (Kind.VAT, "DE136695976", "DE136695976"),
        (Kind.SIREN, "12 of them", "12 of them"),
        (Kind.COUNTRY, "FR", "France"),
        (Kind.COUNTRY, "JP", "JP"),
        (Kind.PHONE, "+33536490010", "05 36 49 00 10"),
    ],
)
def test_numbers_are_grouped_and_countries_named(kind: Kind, stored: str, shown: str) -> None:
    assert _written(value(stored, kind)).replace("\N{NO-BREAK SPACE}", " ") == shown
