"""The columns an analyst asks for, divided between rules and the model.

What rules read exactly (an e-mail, a phone, a SIRET) is never asked of a model.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.errors import UserFacingError
from leads.record import Kind, Lead, Value
from leads.search_run import FieldValue, Row
from llm.tasks.asked_schema import AskedField, FieldType, fields_named, fields_of_schema
from llm.tasks.words import fold

_BY_RULES: dict[tuple[Kind, ...], str] = {
    (
        Kind.NAME,
    ): "name nom company companyname business businessname entreprise raisonsociale firma firmenname",
    (Kind.TRADE,): "trade metier activite branche gewerbe",
    (Kind.CITY,): "town city ville commune ort stadt",
    (Kind.EMAIL,): "email mail emails courriel adresseemail emailaddress adressemail emailadresse",
    (Kind.PHONE,): "phone phones tel telephone phonenumber numerodetelephone telefon telefonnummer mobile",
    (Kind.FAX,): "fax telecopie telefax",
    (Kind.STREET,): "street rue voie strasse",
    (Kind.POSTCODE,): "postcode postalcode zip codepostal plz postleitzahl",
    (Kind.STREET, Kind.POSTCODE, Kind.CITY): "address adresse postaladdress adressepostale anschrift",
    (Kind.COUNTRY,): "country pays land",
    (Kind.SIREN,): "siren",
    (Kind.SIRET,): "siret",
    (Kind.VAT,): "vat vatnumber vatid tva numerotva numerodetva ustid ustidnr umsatzsteuerid",
    (Kind.OPENING_HOURS,): "hours openinghours horaires horairesdouverture offnungszeiten",
    (Kind.SOCIAL,): "socials social socialnetworks reseauxsociaux sozialemedien",
}
_KINDS = {word: kinds for kinds, words in _BY_RULES.items() for word in words.split()}
_NETWORKS = {
    "facebook",
    "instagram",
    "linkedin",
    "youtube",
    "tiktok",
    "pinterest",
    "whatsapp",
    "houzz",
    "yelp",
}
# These the model may add to, under keys of its own, where the rules are silent.
_SHARED = {Kind.NAME, Kind.TRADE, Kind.CITY}


@dataclass(frozen=True)
class AskedFields:
    """What was asked, in its order; `model` is the part a model has to read."""

    all: tuple[AskedField, ...] = ()

    @property
    def model(self) -> tuple[AskedField, ...]:
        """The fields rules know nothing of."""
        return tuple(one for one in self.all if not _kinds(one) and not _network(one))

    @property
    def labels(self) -> list[str]:
        """The names of the columns."""
        return [one.label for one in self.all]

    def row(self, source: int, lead: Lead | None, found: Sequence[Value]) -> Row:
        """Return the row of a source from its lead and from what a model found on its page."""
        values = [value for field in self.all for value in _cell(field, lead, found)]
        return Row(source=source, values=values)


def asked_fields(labels: Sequence[str], schema: Mapping[str, Any] | None) -> AskedFields:
    """Return the fields named by the analyst, or those of a JSON schema.

    Raises:
        UserFacingError: both are given, there are too many, or the schema cannot be used.
    """
    if schema is None:
        return AskedFields(fields_named(labels))
    if any(label.strip() for label in labels):
        raise UserFacingError("Fields and a JSON schema cannot both be asked for.", "Clear one of the two.")
    return AskedFields(fields_of_schema(schema))


def _cell(asked: AskedField, lead: Lead | None, found: Sequence[Value]) -> list[FieldValue]:
    kinds, network = _kinds(asked), _network(asked)
    if network:
        kinds = (Kind.SOCIAL,)
    known = [value for kind in kinds for value in (lead.all(kind) if lead else [])]
    values = [value for value in known if not network or value.label == network]
    if not values:
        values = [
            value
            for value in found
            if (value.kind in kinds and value.kind in _SHARED)
            or (value.kind is Kind.FIELD and value.label == asked.label)
        ]
    if asked.type is FieldType.TEXT and len(kinds) == 1:
        values = values[:1]
    return [FieldValue(field=asked.label, value=one.value, evidence=one.evidence[0]) for one in values]


def _kinds(asked: AskedField) -> tuple[Kind, ...]:
    if asked.type not in {FieldType.TEXT, FieldType.TEXTS}:
        return ()
    return _KINDS.get(_bare(asked), ())


def _network(asked: AskedField) -> str:
    return _bare(asked) if _bare(asked) in _NETWORKS else ""


def _bare(asked: AskedField) -> str:
    return re.sub(r"[\W_]+", "", fold(asked.label.rsplit(".", 1)[-1]))
