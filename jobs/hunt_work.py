"""The work of a hunt, piece by piece: find its sites, read one, classify one.

Each piece may be done again from its beginning at any time: what it writes is the same, and a lead is merged
into the stored one of its site. Whatever goes wrong with a site is written into the site.
"""

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from config.errors import UserFacingError
from config.loader import ConfigLoader
from jobs.business import Business, read_business
from jobs.doors import Doors, here, samples_of
from jobs.hunt_opinion import Read, opinion, opinion_of
from jobs.hunt_search import find_sites
from jobs.listing_values import listing_values, read_listings
from jobs.outage import WINDOW, outage
from jobs.suspects import MOST_STARTS, Room
from leads.hunt import GOING, RULES_ONLY, Hunt, HuntSite, HuntStatus, SiteState
from leads.hunts import HuntBook
from leads.people import without_people
from leads.record import DEFAULT_PROJECT, Kind, Lead, LeadStatus, Owner, Value, now
from leads.store import Store
from leads.suppression import Suppressed
from leads.text import digest
from leads.work import Opinion
from llm.router import TaskRouter
from scrapers.classify_rules import Classified, classify
from scrapers.fetch import FetchError
from scrapers.search.directories import is_directory
from scrapers.trades import trade_of

logger = logging.getLogger(__name__)

RULES = "rules"

SITES_AT_ONCE = 32
"""Sites a worker has in hand: more than pages are read at once, as most wait for their host's next turn."""

# One site with all its pages; the door bounds each request, this the whole.
_SECONDS_A_SITE = 240.0
# Sites kept between being read and being classified; the others are read again, from the door's store.
_KEPT_SITES = 200
_LOG = "The log has the details."
# Without any of these a page a search has found says nothing about how to reach anyone.
_REACHABLE = {Kind.EMAIL, Kind.PHONE, Kind.STREET, Kind.SOCIAL, Kind.SIREN, Kind.SIRET, Kind.CONTACT_FORM}


class Next(StrEnum):
    """What is to be done with a site after a piece of work."""

    NOTHING = "nothing"
    CLASSIFY = "classify"


@dataclass(frozen=True)
class _Known:
    """What the classification of a site needs of its reading."""

    business: Business
    rules: Classified


@dataclass
class HuntWork:
    """Does the work of any hunt; one object a worker process, in one event loop."""

    loader: ConfigLoader
    book: HuntBook
    store: Store
    router: TaskRouter
    doors: Doors
    _kept: dict[int, _Known] = field(default_factory=dict)
    _room: Room = field(default_factory=lambda: Room(SITES_AT_ONCE))

    async def find(self, hunt_id: str) -> bool:
        """Find the sites of a hunt, unless they are known; return whether it is to go on."""
        hunt = await asyncio.to_thread(self.book.hunt, hunt_id)
        if hunt is None or hunt.status not in GOING:
            return False
        if hunt.status is HuntStatus.RUNNING:
            return True
        await self._change(hunt, HuntStatus.SEARCHING)
        if not await asyncio.to_thread(self.book.sites, hunt_id, limit=1):
            sample = hunt.options.sample
            try:
                door = await self.doors.door(sample=sample)
                config = self.loader.get_merged_config()
                finds = await find_sites(hunt, config, door, samples_of(sample=sample))
            except UserFacingError as error:
                await self._change(hunt, HuntStatus.FAILED, error.message, error.remedy)
                return False
            await asyncio.to_thread(self.book.add_sites, hunt_id, finds.sites, finds.notices)
        return await self._change(hunt, HuntStatus.RUNNING)

    async def open_sites(self, hunt_id: str) -> list[tuple[int, str, bool]]:
        """Return id, a hash of its key and whether it was read of each open site; end a hunt without any.

        It is a hash as jobs are kept in files of their own, where no erasure has to look for names.
        """
        sites = await asyncio.to_thread(self.book.queue_sites, hunt_id)
        if not sites:
            await asyncio.to_thread(self.book.close_if_done, hunt_id)
        return [(site.id, digest(site.site)[:16], site.state is SiteState.CLASSIFYING) for site in sites]

    async def read(self, site_id: int, round_: int) -> Next:
        """Read one site and save its lead."""
        known = await asyncio.to_thread(self.book.site, site_id)
        if known is None:
            return Next.NOTHING
        async with self._room.for_site(known.starts):
            site = await asyncio.to_thread(self.book.begin, site_id, round_)
            if site is None:
                return Next.NOTHING
            if site.starts > MOST_STARTS:
                await self._end(
                    site,
                    SiteState.FAILED,
                    code="crash",
                    detail="The worker died each time it read this site.",
                    remedy=_LOG,
                )
                return Next.NOTHING
            return await self._read(site)

    async def classify(self, site_id: int, round_: int) -> None:
        """Ask the model about one site that was read; without an answer what rules say stays."""
        site = await asyncio.to_thread(self.book.begin, site_id, round_, classifying=True)
        if site is None:
            return
        try:
            read = await self._opinion(site)
        except Exception as error:
            logger.exception("Site %d of hunt %s could not be classified", site.n, site.hunt_id)
            why = str(error) if isinstance(error, UserFacingError) else f"Something went wrong. {_LOG}"
            read = Read(note=f"{RULES_ONLY}{why}")
        await self._end(
            site,
            SiteState.DONE,
            read_by=read.model or RULES,
            note=read.note,
            dropped=read.dropped,
        )

    async def _read(self, site: HuntSite) -> Next:
        """Read a site, unless its business asked not to be kept."""
        try:
            return await self._read_or_say_why(site)
        except Suppressed as error:
            await self._end(site, SiteState.SKIPPED, code="suppressed", detail=error.message)
            return Next.NOTHING

    async def _read_or_say_why(self, site: HuntSite) -> Next:
        """Read a site, and write down what came of it whatever that is."""
        begin = time.monotonic()
        code, message, remedy = "unreadable", "The site could not be read.", _LOG
        try:
            async with asyncio.timeout(_SECONDS_A_SITE):
                return await self._read_pages(site, begin)
        except FetchError as error:
            code, message, remedy = str(error.code), error.message, error.remedy
        except Suppressed:
            raise
        except TimeoutError:
            code, message, remedy = "timeout", "The site took too long.", "Try again later."
        except Exception:
            # A page that trips a parser must not take the other sites with it.
            logger.exception("Site %d of hunt %s could not be read", site.n, site.hunt_id)
        if site.listings:
            hunt = await self._hunt(site)
            lead = await self._save(site, _lead(hunt, site.site, site.url, _listed(site)))
            await self._end(site, SiteState.DONE, code=code, detail=message, remedy=remedy, **lead)
        else:
            seconds = time.monotonic() - begin
            await self._end(site, SiteState.FAILED, code=code, detail=message, remedy=remedy, seconds=seconds)
        return Next.NOTHING

    async def _read_pages(self, site: HuntSite, begin: float) -> Next:
        hunt = await self._hunt(site)
        values = _listed(site)
        if not site.url:
            saved = await self._save(site, _lead(hunt, site.site, "", values))
            await self._end(site, SiteState.DONE, read_by=RULES, **saved)
            return Next.NOTHING
        read = await self._business(site, hunt)
        values = [*read.business.values, *values, *read.rules.values]
        seen = {"seconds": time.monotonic() - begin, "pages": len(read.business.pages)}
        skip = _why_no_lead(hunt, read.business, values)
        if skip:
            await self._end(site, SiteState.SKIPPED, code=skip, detail=_NO_LEAD[skip], **seen)
            return Next.NOTHING
        saved = await self._save(site, _lead(hunt, read.business.site, read.business.website, values))
        await self._keep(opinion(str(saved["lead_id"]), read.rules.values))
        if not hunt.options.use_model:
            await self._end(site, SiteState.DONE, read_by=RULES, **seen, **saved)
            return Next.NOTHING
        if len(self._kept) < _KEPT_SITES:
            self._kept[site.id] = read
        await self._set(site, state=SiteState.CLASSIFYING, **seen, **saved)
        return Next.CLASSIFY

    async def _business(self, site: HuntSite, hunt: Hunt) -> _Known:
        sample = hunt.options.sample
        door = await self.doors.door(sample=sample)
        config = self.loader.get_merged_config()
        country = str(config["locale"]["country"])
        business = await read_business(door, here(site.url, sample=sample), likely=country, config=config)
        wanted = trade_of(hunt.query)
        key = wanted.key if wanted else ""
        return _Known(business, await asyncio.to_thread(classify, business.pages, wanted_trade=key))

    async def _opinion(self, site: HuntSite) -> Read:
        """Return what the model says of a site, already saved with its lead."""
        hunt = await self._hunt(site)
        known = self._kept.pop(site.id, None) or await self._business(site, hunt)
        characters = int(self.loader.get_merged_config()["extraction"]["max_characters"])
        business = known.business
        read = await opinion_of(self.router, business.site, business.pages, known.rules, characters)
        if read.values:
            saved = await self._save(site, _lead(hunt, business.site, business.website, read.values))
            await self._keep(opinion(str(saved["lead_id"]), read.values, read.model, read.disagreements))
        return read

    async def _keep(self, read: Opinion) -> None:
        await asyncio.to_thread(self.store.save_opinion, read)

    async def _save(self, site: HuntSite, lead: Lead) -> dict[str, object]:
        """Save a lead, without people unless they are wanted; return what its site is to say of it."""
        if not self.loader.get_merged_config()["privacy"]["named_people"]:
            lead = without_people(lead)
        stored = await asyncio.to_thread(self.store.save_lead, lead)
        return {"lead_id": stored.id, "is_new": site.is_new or stored.id == lead.id}

    async def _hunt(self, site: HuntSite) -> Hunt:
        hunt = await asyncio.to_thread(self.book.hunt, site.hunt_id)
        if hunt is None:
            raise UserFacingError("This hunt was deleted.")
        return hunt

    async def _set(self, site: HuntSite, **fields: object) -> None:
        await asyncio.to_thread(self.book.set_site, site, **fields)

    async def _end(self, site: HuntSite, state: SiteState, **fields: object) -> None:
        """End a site; with the last one the hunt ends, with too many failures it pauses."""
        await self._set(site, state=state, **fields)
        if await asyncio.to_thread(self.book.close_if_done, site.hunt_id) or state is not SiteState.FAILED:
            return
        hunt = await self._hunt(site)
        if not hunt.options.breaker:
            return
        last = await asyncio.to_thread(self.book.last_ended, hunt, WINDOW)
        if found := outage(last):
            logger.warning("hunt %s: %s", hunt.id, found.reason)
            await self._change(hunt, HuntStatus.PAUSED, found.reason, found.remedy)

    async def _change(self, hunt: Hunt, status: HuntStatus, reason: str = "", remedy: str = "") -> bool:
        return await asyncio.to_thread(
            self.book.change, hunt.id, status, only=GOING, reason=reason, remedy=remedy
        )


_NO_LEAD = {
    "directory": "A directory: it gives no lead.",
    "no_contact": "No contact of a business on its pages.",
}


def _why_no_lead(hunt: Hunt, business: Business, values: Iterable[Value]) -> str:
    """Return why a site gives no lead, empty where it gives one: what the analyst names is one."""
    if any(is_directory(page.url) for page in business.pages[:1]):
        return "directory"
    reaches = any(value.kind in _REACHABLE and value.owner is Owner.BUSINESS for value in values)
    return "" if reaches or hunt.options.urls else "no_contact"


def _lead(hunt: Hunt, site: str, website: str, values: Iterable[Value]) -> Lead:
    """Return a lead whose id says that this hunt found it, however often the work is done again."""
    return Lead(
        id=digest(hunt.id, site)[:32],
        site=site,
        website=website,
        status=LeadStatus.NEW,
        values=list(values),
        project=hunt.project or DEFAULT_PROJECT,
        source="hunt",
    )


def _listed(site: HuntSite) -> list[Value]:
    return listing_values(read_listings(site.listings), now())
