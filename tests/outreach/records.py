"""Leads and senders for the tests of outreach. All invented."""

from typing import Any

from outreach.draft import Angle, Draft
from outreach.facts import FactBook
from outreach.records import LeadFile, SenderFile
from outreach.request import OutreachRequest

SENDER = {
    "name": "Claire Fontaine",
    "company": "Atelier Fontaine",
    "offer": "des sites clairs pour les artisans",
    "proof": "le site de la Menuiserie Boréal, refait en 2025",
    "phone": "+33556000099",
    "email": "claire@atelier-fontaine.example",
    "website": "https://atelier-fontaine.example",
    "address": "12 rue du Port, 33000 Bordeaux",
    "siren": "812345678",
}
LEAD: dict[str, Any] = {
    "name": "Plomberie Fontrouge",
    "website": "https://plomberie-fontrouge.example/",
    "trade": "plombier",
    "language": "fr",
    "emails": ["contact@plomberie-fontrouge.example"],
    "phones": ["+33556000001", "+33556000002"],
    "street": "3 rue des Lilas",
    "postcode": "33000",
    "city": "Bordeaux",
    "country": "FR",
    "siren": "552100554",
    "contact": {"civility": "Madame", "first_name": "Éléonore", "last_name": "Martin"},
    "findings": [
        {
            "id": "viewport",
            "text": "The page has no viewport.",
            "url": "https://plomberie-fontrouge.example/",
        },
        {"id": "note", "text": "Votre fiche montre une note de 4,6 pour 38 avis", "quote": "4,6 (38 avis)"},
    ],
    "claims": [{"id": "c1", "text": "Dépannage depuis 1998", "quote": "Dépannage depuis 1998"}],
    "source": {"url": "https://plomberie-fontrouge.example/contact", "fetched_at": "2026-11-12T09:00:00Z"},
}


def lead(**changes: Any) -> LeadFile:
    return LeadFile.model_validate({**LEAD, **changes})


def sender(**changes: Any) -> SenderFile:
    return SenderFile.model_validate({**SENDER, **changes})


def request(record: LeadFile | None = None, **options: Any) -> OutreachRequest:
    options.setdefault("sender", sender())
    return OutreachRequest(lead=record if record is not None else lead(), **options)


def book(of: OutreachRequest) -> FactBook:
    return FactBook.of(of.lead, of.sender)


def draft(body: str, subject: str = "Votre site sur un téléphone", **more: Any) -> Draft:
    return Draft(angle=more.pop("angle", Angle.PROBLEM), subject=subject, body=body, **more)
