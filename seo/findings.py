"""What an audit says to the owner of the site: a few plain sentences, each with the words that show it.

They are what a first message and a dossier are given. Only checks an owner understands have a sentence.
"""

from pydantic import BaseModel, ConfigDict

from seo.audit_record import AuditRecord, Fault
from seo.texts import sentence_of

MOST_FINDINGS = 12


class Finding(BaseModel):
    """One fault in a sentence for its owner; `quote` is what the page at `url` shows, if anything."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    url: str
    quote: str = ""


def findings_of(audit: AuditRecord, language: str = "fr", most: int = MOST_FINDINGS) -> list[Finding]:
    """Return the findings of an audit, in French, German, or else English, the gravest first."""
    found = []
    for fault in audit.faults:
        text = sentence_of(fault.id, language)
        if text:
            found.append(Finding(id=fault.id, text=text, url=_url(audit, fault), quote=_quote(fault)))
    return found[:most]


def _url(audit: AuditRecord, fault: Fault) -> str:
    return fault.places[0].url if fault.places else audit.url


def _quote(fault: Fault) -> str:
    return fault.proofs[0].snippet if fault.proofs else ""
