"""The facts a message may state, each with a key and its evidence; everything else was made up."""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import phonenumbers

from llm.tasks.words import fold, terms
from outreach.draft import Language, Part, Span
from outreach.figures import KnownFigures, figures
from outreach.finding_phrases import phrase_of
from outreach.layout import ORIGIN, layout
from outreach.records import LeadFile, SenderFile, Statement
from outreach.site_topics import says_finding
from outreach.wording import masked, sentences

_SENDER = "sender."
# A fact in prose is stated by a sentence that shares this many of its telling words, and half of them.
_SHARED_TERMS = 2
# A piece of fewer words says nothing by itself.
_FEWEST_WORDS = 2


@dataclass(frozen=True)
class Fact:
    """One thing known: `key` names it, `text` is what a message may say, url and quote vouch for it."""

    key: str
    text: str
    url: str = ""
    quote: str = ""
    is_prose: bool = False

    @property
    def is_of_sender(self) -> bool:
        """Whether it is about who writes."""
        return self.key.startswith(_SENDER)


@dataclass
class FactBook:
    """All facts of a lead and a sender, and the texts they come from."""

    lead: LeadFile
    sender: SenderFile
    facts: list[Fact] = field(default_factory=list)
    _spans: dict[tuple[str, Language, Part], list[Span]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, lead: LeadFile, sender: SenderFile) -> "FactBook":
        """Return the facts of a lead and a sender."""
        book = cls(lead, sender)
        book.facts = [*_lead_facts(lead), *_sender_facts(sender)]
        return book

    @property
    def keys(self) -> list[str]:
        """The keys of all facts."""
        return [fact.key for fact in self.facts]

    def get(self, key: str) -> Fact | None:
        """Return the fact of a key, or None."""
        return next((fact for fact in self.facts if fact.key == key), None)

    def is_prose(self, key: str) -> bool:
        """Say whether a fact is a sentence and not a value."""
        fact = self.get(key)
        return fact is not None and fact.is_prose

    @functools.cached_property
    def texts(self) -> list[str]:
        """Every text of both records, in which a name may stand."""
        return [*self.stating, *self._postal]

    @functools.cached_property
    def known_figures(self) -> KnownFigures:
        """The figures both records state; those of an address say nothing beyond it."""
        return KnownFigures.of(dict.fromkeys(self.stating))

    def is_in_address(self, text: str, start: int, end: int) -> bool:
        """Say whether a figure stands beside the same word as in an address: 12 rue, 33000 Bordeaux."""
        before = re.search(r"([^\W\d_]+)[^\w]{0,3}$", text[:start])
        behind = re.match(r"[^\w]{0,3}([^\W\d_]+)", text[end:])
        figure = re.escape(fold(text[start:end]))
        patterns = [rf"(?<!\w){re.escape(fold(before[1]))}\W{{0,3}}{figure}(?!\w)"] if before else []
        patterns += [rf"(?<!\w){figure}\W{{0,3}}{re.escape(fold(behind[1]))}(?!\w)"] if behind else []
        return any(re.search(pattern, one) for pattern in patterns for one in map(fold, self._postal))

    @functools.cached_property
    def sender_figures(self) -> KnownFigures:
        """The figures the sender profile states of the sender and of clients."""
        return KnownFigures.of(self._sender_saying)

    @functools.cached_property
    def lead_figures(self) -> KnownFigures:
        """The figures the record states of the lead."""
        return KnownFigures.of(dict.fromkeys(self._lead_saying))

    @property
    def stating(self) -> list[str]:
        """The texts of both records that state something; an address does not."""
        return [*self._lead_saying, *self._sender_saying]

    @functools.cached_property
    def _sender_saying(self) -> list[str]:
        return _strings(self.sender.model_dump(exclude={"address"}))

    @functools.cached_property
    def _lead_saying(self) -> list[str]:
        lead = self.lead
        postal = {"street", "postcode", "city"}
        said = lead.model_dump(
            exclude={
                "suppressed",
                "consent",
                "evidence",
                "findings",
                "claims",
                "source",
                "contacted_at",
                *postal,
            }
        )
        rows = [row for name, rows in lead.evidence.items() if name not in postal for row in rows]
        found = [*_strings(said), lead.source.url, lead.source.fetched_at[:10], lead.city]
        found += [text for row in rows for text in (row.value, row.quote, row.url)]
        found += [text for one in (*lead.findings, *lead.claims) for text in (one.text, one.quote, one.url)]
        return [text for text in found if text]

    @functools.cached_property
    def _postal(self) -> list[str]:
        lead = self.lead
        rows = [row for name in ("street", "postcode", "city") for row in lead.evidence.get(name, [])]
        town = f"{lead.postcode} {lead.city}".strip()
        found = [
            lead.street,
            f"{lead.street} {town}",
            town,
            self.sender.address,
            *(row.quote for row in rows),
        ]
        return [text for text in found if text.strip()]

    @functools.cached_property
    def sender_text(self) -> str:
        """What the sender says of themselves, folded."""
        return fold(" ".join(_strings(self.sender.model_dump())))

    def spans(self, text: str, language: Language, part: Part = Part.BODY) -> list[Span]:
        """Return where a text states facts, the longest first where two overlap."""
        key = (text, language, part)
        if key not in self._spans:
            self._spans[key] = self._found_spans(text, language, part)
        return self._spans[key]

    def _found_spans(self, text: str, language: Language, part: Part) -> list[Span]:
        found: list[Span] = []

        def add(fact: Fact, start: int, end: int) -> None:
            if start < end and all(end <= span.start or start >= span.end for span in found):
                found.append(Span(part=part, start=start, end=end, text=text[start:end], fact=fact.key))

        told: list[tuple[float, Fact, tuple[int, int]]] = []
        for fact in sorted(self.facts, key=lambda one: (one.is_prose, -len(one.text))):
            if fact.is_prose:
                told += [(share, fact, place) for place, share in _prose_places(fact, text, language)]
            else:
                for start, end in _places(fact, text, language):
                    add(fact, start, end)
        # A sentence leads to what it says most of: of the reader before of the sender.
        for _, fact, place in sorted(told, key=lambda one: (one[1].is_of_sender, -one[0])):
            add(fact, *_free(place, found, text))
        return sorted(found, key=lambda span: span.start)


def national_phone(number: str) -> str:
    """Return a number as its country writes it; unreadable ones as they are."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def bare_domain(url: str) -> str:
    """Return the host of an address without `www.`; empty where it is no web address."""
    host = urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    return host.removeprefix("www.") if "." in host else ""


def fetched_on(stamp: str) -> datetime | None:
    """Return the moment of an ISO date or time, or None."""
    try:
        return datetime.fromisoformat(stamp.strip().replace("Z", "+00:00"))
    except ValueError:
        return None


def _lead_facts(lead: LeadFile) -> Iterable[Fact]:
    single = ("name", "trade", "street", "postcode", "city", "opening_hours", "siren", "siret", "vat")
    for key in single:
        if text := getattr(lead, key):
            yield _fact_of(lead, key, key, text)
    if domain := bare_domain(lead.website):
        yield Fact("website", domain, lead.website)
    for listed, key in (("emails", "email"), ("phones", "phone")):
        for n, text in enumerate(getattr(lead, listed), start=1):
            yield _fact_of(lead, listed, key if n == 1 else f"{key}_{n}", text)
    person = lead.contact
    named = " ".join(part for part in (person.civility, person.first_name, person.last_name) if part)
    if person.first_name or person.last_name:
        yield Fact("contact", named)
    if person.role:
        yield Fact("contact_role", person.role)
    if lead.source.url:
        yield Fact("source", lead.source.url, lead.source.url)
    yield from _statements(lead.findings, "finding")
    yield from _statements(lead.claims, "claim")


def _fact_of(lead: LeadFile, field_name: str, key: str, text: str) -> Fact:
    rows = lead.evidence.get(field_name, [])
    row = next((row for row in rows if row.value == text), rows[0] if rows else None)
    return Fact(key, text, row.url if row else lead.source.url, row.quote if row else "")


def _statements(statements: Iterable[Statement], kind: str) -> Iterable[Fact]:
    taken: set[str] = set()
    for n, one in enumerate(statements, start=1):
        text = one.text or one.quote
        key = one.id or f"{kind}_{n}"
        if text and key not in taken:
            taken.add(key)
            yield Fact(key, text, one.url, one.quote, is_prose=True)


def _sender_facts(sender: SenderFile) -> Iterable[Fact]:
    for key, text in sender.model_dump().items():
        if text:
            yield Fact(f"{_SENDER}{key}", text, is_prose=key in {"offer", "proof"})


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def _places(fact: Fact, text: str, language: Language) -> list[tuple[int, int]]:
    """Return where a value stands in a text: letter by letter, or as the same figure written otherwise."""
    words = r"[\s\u00a0\u202f]+".join(
        re.sub(r"['’ʼ]", "['’ʼ]", re.escape(word)) for word in fact.text.replace("’", "'").split()
    )
    exact = (
        [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)]
        if words
        else []
    )
    if exact or fact.key.startswith(("name", "trade", "city", "contact", "sender.name", "sender.company")):
        return exact or _surname(fact, text)
    known = KnownFigures.of([fact.text])
    if len(known.keys) != 1 or not _is_figure(fact.text, language):
        return []
    return [(one.start, one.end) for one in figures(text, language) if known.shows(one)]


def _is_figure(text: str, language: Language) -> bool:
    """Say whether a value is one figure and nothing else; the number of a house is not its street."""
    return any((one.start, one.end) == (0, len(text)) for one in figures(text, language))


def _free(place: tuple[int, int], taken: Sequence[Span], text: str) -> tuple[int, int]:
    """Return the longest piece of a sentence that states no other fact; an empty one where that is a word."""
    start, end = place
    cuts = sorted((span.start, span.end) for span in taken if span.start < end and start < span.end)
    pieces, at = [], start
    for first, last in cuts:
        pieces.append((at, first))
        at = max(at, last)
    first, last = max([*pieces, (at, end)], key=lambda piece: piece[1] - piece[0])
    words = re.search(r"\w.*\w", text[first:last], re.DOTALL)
    if words is None or len(words.group().split()) < _FEWEST_WORDS:
        return first, first
    return first + words.start(), last


def _surname(fact: Fact, text: str) -> list[tuple[int, int]]:
    """Return where a contact is named without civility or first name."""
    if fact.key != "contact":
        return []
    last = re.escape(fact.text.split()[-1])
    return [match.span() for match in re.finditer(rf"(?<!\w){last}(?!\w)", text, re.IGNORECASE)]


def _prose_places(fact: Fact, text: str, language: Language) -> Iterable[tuple[tuple[int, int], float]]:
    """Yield the sentences that say what a finding, claim, offer or proof says, and how much of it."""
    wanted = [terms(said) for said in (fact.text, fact.quote, phrase_of(fact.key, language)) if said]
    closing = layout(text).closing
    for run in sentences(text):
        said = terms(run.text)
        shares = [
            len(one & said) / max(1, min(len(one), len(said)))
            for one in wanted
            if len(one & said) >= min(_SHARED_TERMS, len(one))
        ]
        is_origin = run.text in closing and ORIGIN.search(masked(run.text)) is not None
        if any(share * 2 >= 1 for share in shares):
            yield (run.start, run.end), max(shares)
        elif not is_origin and says_finding(run.text, fact.key):
            yield (run.start, run.end), 0.0
