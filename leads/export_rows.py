"""A lead as one flat record, the same in every format."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from leads.record import Kind, Lead

COLUMNS = (
    "name",
    "website",
    "emails",
    "phones",
    "street",
    "postcode",
    "city",
    "country",
    "notes",
    "siren",
    "siret",
    "vat",
    "socials",
    "trade",
    "status",
    "tags",
    "score",
)
"""The columns of an exported lead; the first nine are those an import reads. `score` is the priority."""

_SINGLE = (
    Kind.NAME,
    Kind.STREET,
    Kind.POSTCODE,
    Kind.CITY,
    Kind.COUNTRY,
    Kind.SIREN,
    Kind.SIRET,
    Kind.VAT,
    Kind.TRADE,
)


class ExportFormat(StrEnum):
    """What a file of leads can be."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    JSONL = "jsonl"
    MD = "md"
    VCF = "vcf"


class Extra(NamedTuple):
    """What an exported lead has besides its values; a lead that is not stored has none of it."""

    score: float | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""


class ExportRecord(NamedTuple):
    """A lead that is exported."""

    lead: Lead
    extra: Extra = Extra()

    @property
    def score(self) -> str:
        """The priority as text."""
        return "" if self.extra.score is None else f"{self.extra.score:g}"


Extras = Mapping[str, Extra]


def cells(record: ExportRecord) -> list[str]:
    """Return the texts of all columns, `;` between several values."""
    lead, extra = record
    texts = {"website": lead.website, **{kind.value: lead.first(kind) or "" for kind in _SINGLE}}
    for column, kind in (("emails", Kind.EMAIL), ("phones", Kind.PHONE), ("socials", Kind.SOCIAL)):
        texts[column] = ";".join(value.value for value in lead.all(kind))
    texts |= {
        "notes": extra.notes,
        "tags": ";".join(extra.tags),
        "status": lead.status,
        "score": record.score,
    }
    return [texts[column] for column in COLUMNS]


def json_record(record: ExportRecord) -> dict[str, object]:
    """Return the columns, several values as arrays, and then the lead with every value and its evidence."""
    lead, extra = record
    socials: dict[str, list[str]] = {}
    for value in lead.all(Kind.SOCIAL):
        socials.setdefault(value.label, []).append(value.value)
    columns: dict[str, object] = {
        "website": lead.website,
        "emails": [value.value for value in lead.all(Kind.EMAIL)],
        "phones": [value.value for value in lead.all(Kind.PHONE)],
        "notes": extra.notes,
        "socials": {label: urls[0] if len(urls) == 1 else urls for label, urls in socials.items()},
        "status": lead.status.value,
        "tags": list(extra.tags),
        "score": extra.score,
        **{kind.value: lead.first(kind) for kind in _SINGLE},
    }
    exact = lead.model_dump(mode="json", exclude={"website", "status"})
    return {**{column: columns[column] for column in COLUMNS}, **exact}
