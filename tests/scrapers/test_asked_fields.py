from typing import Any

import pytest

from config.errors import UserFacingError
from leads.record import Evidence, Kind, Lead, Method, Owner, Value
from scrapers.asked_fields import asked_fields


def value(kind: Kind, text: str, label: str = "", owner: Owner = Owner.BUSINESS) -> Value:
    evidence = [Evidence(url="https://durand.example/", quote=text, method=Method.TEXT)]
    return Value(value=text, kind=kind, label=label, owner=owner, evidence=evidence)


LEAD = Lead(
    site="durand.example",
    website="https://durand.example/",
    values=[
        value(Kind.EMAIL, "agence@web.example", owner=Owner.THIRD_PARTY),
        value(Kind.EMAIL, "a@durand.example"),
        value(Kind.EMAIL, "b@durand.example"),
        value(Kind.STREET, "12 rue des Lilas"),
        value(Kind.POSTCODE, "33000"),
        value(Kind.CITY, "Bordeaux"),
        value(Kind.SOCIAL, "https://facebook.com/durand", "facebook"),
        value(Kind.SOCIAL, "https://instagram.com/durand", "instagram"),
    ],
)
FOUND = [value(Kind.FIELD, "89 €", "Prix"), value(Kind.NAME, "Durand"), value(Kind.CITY, "Mérignac")]


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("E-mail", ["a@durand.example", "b@durand.example"]),
        ("courriel", ["a@durand.example", "b@durand.example"]),
        ("Adresse", ["12 rue des Lilas", "33000", "Bordeaux"]),
        ("Ville", ["Bordeaux"]),
        ("Facebook", ["https://facebook.com/durand"]),
        ("Réseaux sociaux", ["https://facebook.com/durand", "https://instagram.com/durand"]),
        ("SIRET", []),
        ("Nom", ["Durand"]),
        ("Prix", ["89 €"]),
        ("Délai", []),
    ],
)
def test_a_column_is_filled_from_rules_first(label: str, values: list[str]) -> None:
    row = asked_fields([label], None).row(3, LEAD, FOUND)
    assert row.source == 3
    assert [(one.field, one.value) for one in row.values] == [(label, text) for text in values]
    assert all(one.evidence.url == "https://durand.example/" for one in row.values)


def test_only_what_rules_do_not_know_is_asked_of_a_model() -> None:
    asked = asked_fields(
        ["Prix", "Téléphone", "E-mail-Adresse", "Nom", "Horaires", "LinkedIn", "Urgence ?"], None
    )
    assert [one.label for one in asked.model] == ["Prix", "Urgence ?"]
    assert asked.labels[1] == "Téléphone"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ({"type": "string"}, ["a@durand.example"]),
        ({"type": "array"}, ["a@durand.example", "b@durand.example"]),
    ],
)
def test_a_schema_says_how_many_are_wanted(kind: dict[str, Any], values: list[str]) -> None:
    schema = {"properties": {"contact": {"type": "object", "properties": {"email": kind}}}}
    row = asked_fields([], schema).row(1, LEAD, [])
    assert [(one.field, one.value) for one in row.values] == [("contact.email", text) for text in values]


def test_a_field_of_another_type_is_not_one_of_the_rules() -> None:
    asked = asked_fields([], {"properties": {"email": {"type": "boolean"}}})
    assert [one.label for one in asked.model] == ["email"]


def test_fields_and_schema_exclude_each_other() -> None:
    assert asked_fields([" "], {"properties": {"a": {"type": "string"}}}).labels == ["a"]
    with pytest.raises(UserFacingError):
        asked_fields(["a"], {"properties": {"a": {"type": "string"}}})


def test_without_a_lead_the_model_has_to_do() -> None:
    assert [one.value for one in asked_fields(["Ville", "E-mail"], None).row(1, None, FOUND).values] == [
        "Mérignac"
    ]
