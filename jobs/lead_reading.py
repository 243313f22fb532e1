"""The model reads the site of one lead again, as a job of the process, whatever it said before."""

import asyncio
from dataclasses import dataclass

from config.errors import UserFacingError
from config.loader import ConfigLoader
from jobs import interactive
from jobs.business import read_business
from jobs.doors import here, is_sample, sample_hosts
from jobs.hunt_opinion import Read, opinion, opinion_of
from leads.hunt import RULES_ONLY
from leads.record import Kind, Lead
from leads.store import Store
from llm.errors import Cancelled
from llm.router import TaskRouter
from scrapers.classify_rules import classify
from scrapers.fetch import Door
from scrapers.trades import trade_of

_POLL = 0.1


@dataclass(frozen=True)
class Reading:
    """Whose site is read, and with what."""

    lead: Lead
    loader: ConfigLoader
    router: TaskRouter
    store: Store


def start(lead: Lead, loader: ConfigLoader, router: TaskRouter, store: Store) -> interactive.Job:
    """Start it, or return the one of this lead that is running."""
    reading = Reading(lead, loader, router, store)
    return interactive.submit(key_of(lead.id), lambda handle: _work(handle, reading), "The model reads again")


def key_of(lead_id: str) -> str:
    """Return under which key the job of a lead is known."""
    return f"reading {lead_id}"


def current(lead_id: str) -> interactive.Job | None:
    """Return the last job of this process that read a lead's site."""
    return interactive.job(key_of(lead_id))


def stop(lead_id: str) -> None:
    """Stop it; what was read before stays."""
    interactive.cancel(key_of(lead_id))


def _work(handle: interactive.Handle, reading: Reading) -> None:
    handle.set_phase("reading the site")
    read = asyncio.run(_until_stopped(handle, reading))
    if not read.model:
        raise UserFacingError(read.note.removeprefix(RULES_ONLY), "What was read before stays.")
    lead, store = reading.lead, reading.store
    if store.lead(lead.id) is None:
        return  # removed or erased meanwhile
    if read.values:
        store.save_lead(lead.model_copy(update={"values": read.values}))
    store.save_opinion(opinion(lead.id, read.values, read.model, read.disagreements))


async def _until_stopped(handle: interactive.Handle, reading: Reading) -> Read:
    work = asyncio.ensure_future(_read(handle, reading))
    while not work.done():
        await asyncio.wait({work}, timeout=_POLL)
        if handle.cancel.is_set():
            work.cancel()
            raise Cancelled("Stopped.")
    return work.result()


async def _read(handle: interactive.Handle, reading: Reading) -> Read:
    config, url = reading.loader.get_merged_config(), reading.lead.website
    async with Door.from_config(config, allow_hosts=sample_hosts(url)) as door:
        country = str(config["locale"]["country"])
        served = here(url, sample=is_sample(url))
        business = await read_business(door, served, likely=country, config=config)
    trade = trade_of(reading.lead.first(Kind.TRADE) or "")
    rules = await asyncio.to_thread(classify, business.pages, wanted_trade=trade.key if trade else "")
    handle.set_phase("the model reads the site")
    characters = int(config["extraction"]["max_characters"])
    return await opinion_of(reading.router, business.site, business.pages, rules, characters, fresh=True)
