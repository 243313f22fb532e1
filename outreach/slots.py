"""What the slots of templates are filled with: facts, made fit to stand within a sentence."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from outreach.checks.language import language_of
from outreach.draft import Language
from outreach.facts import FactBook, bare_domain, fetched_on, national_phone
from outreach.finding_phrases import phrase_of
from outreach.greeting import capitalised
from outreach.records import LeadFile, Statement
from outreach.request import OutreachRequest
from outreach.wording import ADDRESS, word_count

_LEGAL_FORMS = {"sarl", "sas", "sasu", "eurl", "sa", "gmbh", "ag", "kg", "ug", "ohg", "ltd", "llc", "plc"}
_LONGEST_NAME = 60
_MOST_WORDS = 22
_MOST_WORDS_OF_QUOTE = 14
# What may not stand within a sentence of ours: gaps, markup, questions, shouting, further sentences.
_UNFIT = re.compile(r"[\[\]{}<>|*_`#?]|!|\.{2,}|…|(?<=\w)[.;](?=\s)|https?:|www\.|\bXX+\b|%s")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Slot:
    """A text for a slot, and the key of the fact it comes from; empty where it is none."""

    text: str
    fact: str = ""


def slots_of(request: OutreachRequest, book: FactBook) -> dict[str, Slot]:
    """Return the slots that facts can fill, without those they cannot."""
    lead, language = request.lead, request.language
    speaks_it = lead.language[:2].casefold() in {"", language.value}
    finding = _finding(lead, language)
    found: dict[str, Slot] = {
        "name": Slot(display_name(lead.name), "name"),
        "city": Slot(_place(lead.city), "city"),
        "a_city": Slot(_at(_place(lead.city)), "city"),
        "website": Slot(bare_domain(lead.website), "website"),
        "offer": Slot(_within(request.sender.offer, language), "sender.offer"),
        "proof": Slot(_within(request.sender.proof, language), "sender.proof"),
        "claim_quote": _claim_quote(lead.claims, language) if speaks_it else Slot(""),
        "sender_name": Slot(request.sender.name, "sender.name"),
        "sender_company": Slot(request.sender.company, "sender.company"),
        **_source(request),
        **finding,
    }
    return {
        name: slot for name, slot in found.items() if slot.text and (not slot.fact or book.get(slot.fact))
    }


def display_name(name: str) -> str:
    """Return the name of a business as it stands in a sentence; empty where it is no name."""
    visible = "".join(
        char if unicodedata.category(char) not in {"So", "Sk", "Cs", "Co", "Cn"} else " " for char in name
    )
    visible = " ".join(re.sub("[\ufe0f\u200d]", "", visible).split()).strip(" -–—|:,;.")
    if not visible or len(visible) > _LONGEST_NAME or _UNFIT.search(visible) or ADDRESS.search(visible):
        return ""
    if not any(char.isalpha() for char in visible):
        return ""
    if visible.upper() == visible and len(visible) <= 4:
        return visible
    words = capitalised(visible).split()
    return " ".join(
        word.upper() if word.lower() in _LEGAL_FORMS and word.lower() != "gmbh" else word for word in words
    )


def signature(request: OutreachRequest) -> list[str]:
    """Return the lines that say who writes: name, then company and how to reach them."""
    sender = request.sender
    phone = national_phone(sender.phone) if sender.phone else ""
    siren = f"SIREN {sender.siren}" if sender.siren and not sender.address else ""
    lines = [sender.name, ", ".join(part for part in (sender.company, sender.address, siren, phone) if part)]
    return [line for line in lines if line]


def date_for(stamp: str, language: Language) -> str:
    """Return a day as the language writes it; empty where the stamp is none."""
    day = fetched_on(stamp)
    if day is None:
        return ""
    if language is Language.EN:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d/%m/%Y}" if language is Language.FR else f"{day:%d.%m.%Y}"


def filled(line: str, values: Mapping[str, str]) -> str | None:
    """Return a line with its slots filled, or None where one is missing."""
    names = re.findall(r"\{(\w+)\}", line)
    if any(not values.get(name) for name in names):
        return None
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], line)


def _finding(lead: LeadFile, language: Language) -> dict[str, Slot]:
    """Return the first finding we can say in the language: in our words, else in its own."""
    for finding in lead.findings:
        if phrase := phrase_of(finding.id, language):
            return {"finding_phrase": Slot(phrase, finding.id)}
    for n, finding in enumerate(lead.findings, start=1):
        if text := _within(finding.text, language):
            return {"finding_text": Slot(text, finding.id or f"finding_{n}")}
    return {}


def _claim_quote(claims: list[Statement], language: Language) -> Slot:
    for n, claim in enumerate(claims, start=1):
        text = _within(claim.quote or claim.text, language)
        if text and 3 <= word_count(text) <= _MOST_WORDS_OF_QUOTE and not re.search(r"[«»“”„\"]", text):
            return Slot(text, claim.id or f"claim_{n}")
    return Slot("")


def _source(request: OutreachRequest) -> dict[str, Slot]:
    lead = request.lead
    rows = lead.evidence.get("emails", [])
    url = lead.source.url or (rows[0].url if rows else "")
    key = "source" if lead.source.url else ""
    day = date_for(lead.source.fetched_at, request.language)
    return {"source": Slot(bare_domain(url), key), "source_date": Slot(day, key)}


def _within(text: str, language: Language) -> str:
    """Return a text as the end of a sentence of ours; empty where it does not fit there or is foreign."""
    bare = text.strip().rstrip(" .!;:,")
    if not bare or word_count(bare) > _MOST_WORDS or _UNFIT.search(bare):
        return ""
    letters = [char for char in bare if char.isalpha()]
    if not letters or sum(char.isupper() for char in letters) > 0.5 * len(letters):
        return ""
    return bare if language_of(bare) in {language, None} else ""


def _place(city: str) -> str:
    bare = re.sub(r"\s*\(.*?\)|\s+cedex.*$|\d+", "", city, flags=re.IGNORECASE).strip()
    return "" if _UNFIT.search(bare) else capitalised(bare)


def _at(city: str) -> str:
    """Return « à Bordeaux », « au Mans », « aux Sables-d'Olonne »."""
    if not city:
        return ""
    for article, joined in (("Le ", "au "), ("Les ", "aux ")):
        if city.startswith(article):
            return joined + city.removeprefix(article)
    return f"à {city}"
