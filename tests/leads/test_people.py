"""Whose mailbox an address is, and leads without those of named people."""

import pytest

from leads.people import is_personal, personal_addresses, without_people
from leads.record import Kind, Owner
from tests.leads.records import lead, proof, value


@pytest.mark.parametrize(
    "address",
    [
        "marie.lefevre@fuites.example",
        "Marie-Lefevre@fuites.example",
        "lefevre.marie@fuites.example",
        "m.lefevre.sophie@mail.example",
        "sophie@fuites.example",
        "julien2@fuites.example",
        "stéphane_durand@mail.example",
        "j.thomas@fuites.example",
    ],
)
def test_mailboxes_of_people(address: str) -> None:
    assert is_personal(address, "Fuites et Compagnie")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("contact@fuites.example", "Fuites"),
        ("info.marie@fuites.example", "Fuites"),
        ("plomberie.martin@mail.example", "Fuites"),
        ("coiffure.sophie@mail.example", ""),
        ("devis@marie.example", "Fuites"),
        ("durand.toiture@mail.example", "Durand Toiture"),
        ("jean.bonnard@mail.example", "Plomberie Jean Bonnard"),
        ("marie@chezmarie.example", "Chez Marie"),
        ("rose@fleurs.example", "Fleurs"),
        ("a.b.c.d.marie@mail.example", ""),
        ("@mail.example", ""),
        ("", ""),
    ],
)
def test_mailboxes_of_businesses(address: str, name: str) -> None:
    assert not is_personal(address, name)


def test_a_lead_loses_people_and_the_quotes_that_show_them() -> None:
    seen = proof(quote="Marie.Lefevre@fuites.example, Tel. 01 99 00 11 22 (Jo)")
    given = lead(
        "fuites.example",
        value("Fuites", Kind.NAME, proof(quote="Fuites: marie.lefevre@fuites.example")),
        value("marie.lefevre@fuites.example"),
        value("contact@fuites.example"),
        value("paul.petit@agence.example", owner=Owner.THIRD_PARTY),
        value("+33199001122", Kind.PHONE, seen),
    )
    assert personal_addresses(given) == {"marie.lefevre@fuites.example", "paul.petit@agence.example"}
    kept = without_people(given)
    assert "marie.lefevre" not in kept.model_dump_json().casefold()
    assert [one.value for one in kept.values] == ["Fuites", "contact@fuites.example", "+33199001122"]
    assert kept.values[0].evidence[0].quote == "Fuites:"
    assert kept.values[2].evidence[0].quote == ", Tel. 01 99 00 11 22 (Jo)"
    assert len(given.values) == 5


def test_a_lead_without_people_is_the_same_one() -> None:
    given = lead("fuites.example", value("contact@fuites.example"))
    assert without_people(given) is given
