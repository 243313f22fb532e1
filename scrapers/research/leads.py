"""From pages to leads: one a site, by rules first, with what a model adds."""

from collections.abc import Iterable, Sequence

from leads.record import Evidence, Kind, Lead, Method, Owner, Value
from llm.tasks.extraction import Found
from llm.tasks.words import fold
from scrapers.contacts import merge_values
from scrapers.research.pages import ReadPage
from scrapers.research.recorder import RunRecorder
from scrapers.trades import trade_key

# A page without any of these says nothing about how to reach anyone: it makes no lead.
_REACHABLE = {
    Kind.EMAIL,
    Kind.PHONE,
    Kind.FAX,
    Kind.STREET,
    Kind.SOCIAL,
    Kind.SIREN,
    Kind.SIRET,
    Kind.VAT,
    Kind.CONTACT_FORM,
}
_KINDS = {"name": Kind.NAME, "trade": Kind.TRADE, "town": Kind.CITY, "services": Kind.SERVICE}
# A business has one of each; what rules found, and what was found first, stays.
_SINGLE = {Kind.NAME, Kind.CITY, Kind.TRADE}


class LeadCollector:
    """The leads of one run, each saved as soon as it is found or grows."""

    def __init__(self, recorder: RunRecorder) -> None:
        self._recorder = recorder
        self._leads: dict[str, Lead] = {}
        self._aside: dict[str, list[Value]] = {}

    def lead(self, site: str) -> Lead | None:
        """Return the lead of a site, if its pages have made one."""
        return self._leads.get(site)

    async def add_contacts(self, page: ReadPage) -> bool:
        """Take what rules found on a page; say whether its site has a lead."""
        before = self._leads.get(page.site)
        values = merge_values([self._aside.get(page.site, []), list(page.values)])
        if before is not None:
            return await self._grow(before, values)
        if not any(value.kind in _REACHABLE and value.owner is Owner.BUSINESS for value in values):
            self._aside[page.site] = values
            return False
        lead = Lead(site=page.site, website=_root(page.url))
        self._leads[page.site] = lead
        return await self._grow(lead, values)

    async def add_found(self, page: ReadPage, found: Sequence[Found]) -> None:
        """Take what a model found and the page shows; a lead's own name, town and trade are not replaced."""
        lead = self._leads.get(page.site)
        if lead is None:
            return
        values = []
        for one in found:
            value = model_value(page, one)
            known = {fold(other.value) for other in lead.all(value.kind)}
            if value.kind not in _SINGLE or not known or fold(value.value) in known:
                values.append(value)
        if values:
            await self._grow(lead, values)

    async def _grow(self, lead: Lead, values: Iterable[Value]) -> bool:
        lead.values = merge_values([lead.values, list(values)])
        await self._recorder.save_lead(lead)
        return True


def model_value(page: ReadPage, found: Found) -> Value:
    """Return a verified find of a model as a value with its evidence."""
    kind = _KINDS.get(found.field.key, Kind.FIELD)
    return Value(
        value=found.value,
        kind=kind,
        label=_label(kind, found),
        evidence=[Evidence(url=page.url, quote=found.quote, method=Method.MODEL, fetched_at=page.fetched_at)],
    )


def _label(kind: Kind, found: Found) -> str:
    if kind is Kind.TRADE:
        return trade_key(found.value)
    return found.field.label if kind is Kind.FIELD else ""


def _root(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"
