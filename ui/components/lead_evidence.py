"""The contacts of a lead, each with the quotes that vouch for it under the pointer, and the pages read."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from leads.cells import phone_cell
from leads.lead_store import EDITED
from leads.people import personal_addresses
from leads.record import Evidence, Kind, Lead, Method, Owner, Value
from ui.components.countries import COUNTRIES
from ui.components.review_choice import sentence
from ui.language import day, mark, quoted, said, t, tn
from ui.memory import kept
from ui.safe import html, link

_CONTACTS = (
    (mark("Name"), Kind.NAME),
    (mark("Trade"), Kind.TRADE),
    (mark("E-mail"), Kind.EMAIL),
    (mark("Phone"), Kind.PHONE),
    (mark("Fax"), Kind.FAX),
    (mark("Street"), Kind.STREET),
    (mark("Postcode"), Kind.POSTCODE),
    (mark("Town"), Kind.CITY),
    (mark("Country"), Kind.COUNTRY),
    (mark("Social profile"), Kind.SOCIAL),
    (mark("SIREN"), Kind.SIREN),
    (mark("SIRET"), Kind.SIRET),
    (mark("VAT number"), Kind.VAT),
    (mark("Opening hours"), Kind.OPENING_HOURS),
    (mark("Contact form"), Kind.CONTACT_FORM),
    (mark("Services"), Kind.SERVICE),
    (mark("Signals"), Kind.SIGNAL),
    (mark("Issues"), Kind.ISSUE),
    (mark("Asked field"), Kind.FIELD),
)
_METHODS = {
    Method.TEXT: mark("text of the page"),
    Method.MAILTO: mark("mail link"),
    Method.TEL: mark("phone link"),
    Method.LINK: mark("link"),
    Method.JSONLD: mark("structured data"),
    Method.MICRODATA: mark("structured data"),
    Method.META: mark("head of the page"),
    Method.DECODED: mark("unscrambled"),
    Method.MODEL: mark("found by the model"),
}
# 123 456 789, with 00012 behind it for a place of business; FR12 before it for VAT.
_NUMBER_FORMS = {
    Kind.SIREN: re.compile(r"(\d{3})(\d{3})(\d{3})"),
    Kind.SIRET: re.compile(r"(\d{3})(\d{3})(\d{3})(\d{5})"),
    Kind.VAT: re.compile(r"(FR\w\w)(\d{3})(\d{3})(\d{3})"),
}
# Their labels are of a closed list.
_NAMED = {Kind.SIGNAL, Kind.ISSUE}
_PROOFS_SHOWN = 3


def draw_evidence(lead: Lead) -> None:
    """Draw the values of a lead with their quotes on hover, or all of them open; those of others apart."""
    is_open = st.toggle(t("Show all quotes"), key=kept("evidence_open"), persist_state="session")
    people = personal_addresses(lead)
    rows = [(t(label), value) for label, kind in _CONTACTS for value in lead.all(kind)]
    st.html(_list(rows, people, is_open=is_open, website=lead.website))
    others = [value for value in lead.values if value.owner is Owner.THIRD_PARTY]
    if others:
        with st.expander(t("Third parties ({count})", count=len(others))):
            st.caption(
                t(
                    "Found on the site, but a host's, an agency's or a mediator's: kept apart from the "
                    "business."
                )
            )
            labels = {kind: label for label, kind in _CONTACTS}
            named = [(t(labels.get(value.kind, "")), value) for value in others]
            st.html(_list(named, people, is_open=True))


def draw_contacts(lead: Lead) -> None:
    """Draw how to reach a lead and where it is, each with its quotes on hover."""
    kinds = {Kind.EMAIL, Kind.PHONE, Kind.STREET, Kind.CITY}
    rows = [(t(label), value) for label, kind in _CONTACTS if kind in kinds for value in lead.all(kind)[:2]]
    st.html(_list(rows, personal_addresses(lead), is_open=False, website=lead.website))


def draw_pages(lead: Lead) -> None:
    """Draw the pages that were read, each with how many values it vouches for."""
    pages: dict[str, list[Evidence]] = {}
    for value in lead.values:
        for proof in value.evidence:
            pages.setdefault(proof.url, []).append(proof)
    rows = "".join(_page(url, proofs) for url, proofs in pages.items() if url != EDITED)
    st.html(rows if rows else f"<small>{html(t('No page was read.'))}</small>")


def tip(shown: str, card: str) -> str:
    """Return HTML that opens a card under the pointer and for the keyboard; both parts are HTML."""
    inside = f'<span class="lh-tip">{shown}</span><div class="lh-card">{card}</div>'
    return f'<div class="lh-v" tabindex="0">{inside}</div>'


def _list(rows: Sequence[tuple[str, Value]], people: set[str], *, is_open: bool, website: str = "") -> str:
    cells = [
        f'<span class="lh-k">{html(t("Site"))}</span><div class="lh-v">{_address(website)}</div>'
    ] * bool(website and link(website))
    before = ""
    for n, (label, value) in enumerate(rows):
        name = html(label) if label != before else ""
        before = label
        where = "lh-up" if not is_open and n >= max(3, len(rows) - 3) else ""
        shown = _value(value, is_person=value.value in people)
        cells.append(f'<span class="lh-k">{name}</span><div class="{where}">{tip(shown, _card(value))}</div>')
    return f'<div class="lh-list{" lh-open" if is_open else ""}">{"".join(cells)}</div>'


def _value(value: Value, *, is_person: bool) -> str:
    name = said(sentence(value.label.replace("_", " "))) if value.kind in _NAMED else value.label
    shown = _written(value)
    if name and value.kind is not Kind.TRADE:
        shown = t("{label}: {value}", label=name, value=shown)
    marks = "".join(
        f' <span class="lh-mark">{html(one)}</span>' for one in _marks(value, is_person=is_person)
    )
    return f"{html(shown)}{marks}"


def _written(value: Value) -> str:
    """Return a value as its readers write it; what is stored and exported has no spaces."""
    if value.kind in {Kind.PHONE, Kind.FAX}:
        return phone_cell(value.value)
    if value.kind is Kind.COUNTRY:
        return t(COUNTRIES[value.value]) if value.value in COUNTRIES else value.value
    form = _NUMBER_FORMS.get(value.kind)
    found = form.fullmatch(value.value) if form else None
    return "\N{NO-BREAK SPACE}".join(found.groups()) if found else value.value


def _card(value: Value) -> str:
    best = _best(value.evidence)
    more = len(value.evidence) - len(best)
    rest = tn("and {count} more that says so", "and {count} more that say so", more)
    return "".join(map(_quote, best)) + (f"<small>{html(rest)}</small>" if more > 0 else "")


def _marks(value: Value, *, is_person: bool) -> Iterable[str]:
    if any(proof.url == EDITED for proof in value.evidence):
        yield t("typed by you")
    if is_person:
        yield t("a person's mailbox")


def _best(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the first proofs that say it in different words; what pages say before what was typed."""
    by_words: dict[str, Evidence] = {}
    for proof in evidence:
        if proof.url != EDITED:
            by_words.setdefault(" ".join(proof.quote.casefold().split()), proof)
    return list(by_words.values())[:_PROOFS_SHOWN] or list(evidence[:1])


def _quote(proof: Evidence) -> str:
    if proof.url == EDITED:
        when = t("typed on {day}", day=day(proof.fetched_at)) if proof.fetched_at else ""
        return f'<div class="lh-q">{html(t("No page vouches for it"))} · {html(when)}</div>'
    told = " · ".join(html(one) for one in (t(_METHODS[proof.method]), _read_on(proof.fetched_at)) if one)
    return f'<div class="lh-q">{quoted(html(proof.quote))}<br>{_address(proof.url)} · {told}</div>'


def _page(url: str, proofs: Sequence[Evidence]) -> str:
    read = _read_on(max((proof.fetched_at for proof in proofs if proof.fetched_at), default=None))
    told = " · ".join(filter(None, (tn("{count} quote", "{count} quotes", len(proofs)), read)))
    return f'<div class="lh-p">{_address(url)}<br><small>{html(told)}</small></div>'


def _address(url: str) -> str:
    target = link(url)
    if target is None:
        return html(url)
    return f'<a href="{html(target)}" target="_blank" rel="noopener noreferrer">{html(url)}</a>'


def _read_on(moment: datetime | None) -> str:
    return t("read on {day}", day=day(moment)) if moment else ""
