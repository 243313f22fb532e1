"""The lead a dossier is about, as `extract` prints it and the lead file adds to it."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from leads.record_file import read_record


class Finding(BaseModel):
    """One finding of the audit of the lead's site."""

    model_config = ConfigDict(extra="ignore")

    id: str = ""
    text: str = ""
    url: str = ""
    quote: str = ""


class DossierLead(BaseModel):
    """What is known of the lead before its dossier is built; text of strangers."""

    model_config = ConfigDict(extra="ignore")

    name: str = ""
    website: str = ""
    trade: str = ""
    city: str = ""
    language: str = ""
    siren: str = ""
    siret: str = ""
    street: str = ""
    country: str = ""
    postcode: str = ""
    phones: list[str] = Field(default_factory=list)
    emails: list[str] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)

    @field_validator(
        "name",
        "website",
        "trade",
        "city",
        "language",
        "siren",
        "siret",
        "street",
        "postcode",
        "country",
        mode="before",
    )
    @classmethod
    def _text(cls, value: object) -> str:
        return " ".join(str(value).split())[:300] if isinstance(value, (str, int)) else ""

    @field_validator("phones", "emails", mode="before")
    @classmethod
    def _texts(cls, value: object) -> list[str]:
        listed = value if isinstance(value, list) else [value]
        return [" ".join(one.split())[:300] for one in listed if isinstance(one, str) and one.strip()]

    @field_validator("findings", mode="before")
    @classmethod
    def _objects(cls, value: object) -> list[Any]:
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

    def values(self) -> dict[str, list[str]]:
        """Return what the record says, by the ids of typed facts."""
        single = {
            name: getattr(self, name) for name in ("name", "siren", "siret", "street", "postcode", "city")
        }
        found = {name: [text] for name, text in single.items() if text}
        return {**found, "phone": self.phones, "email": self.emails}


def read_lead(path: Path) -> DossierLead:
    """Return the lead of a file.

    Raises:
        RecordFileError: the file cannot be read, or holds no lead.
    """
    return read_record(path, DossierLead, "lead")
