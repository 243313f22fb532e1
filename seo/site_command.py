"""What `audit --site` prints: the audit of a whole site, from its start page on."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

from config.loader import ConfigLoader
from scrapers.crawl import FOR_AUDIT
from scrapers.fetch import Door
from scrapers.fetch_error import refusal
from seo.audit_record import AuditRecord, Fault, record_of_site
from seo.site import Progress, audit_site


def audit_of_site(
    url: str, pages: int, cancel: threading.Event, say: Callable[[str], None] = lambda _: None
) -> AuditRecord:
    """Return the audit of a site of at most so many pages; one that is cancelled is of what was read.

    Raises:
        UserFacingError: its start page cannot be read.
    """
    return asyncio.run(_audited(url, pages, cancel, say))


async def _audited(url: str, pages: int, cancel: threading.Event, say: Callable[[str], None]) -> AuditRecord:
    def told(progress: Progress) -> None:
        say(f"{progress.read} read, {progress.failed} failed, {progress.phase}: {progress.last}")

    async with Door.from_config(ConfigLoader().get_merged_config()) as door:
        start = await door.look(url)
        if start.status >= 400:
            raise refusal(start.status)
        limits = replace(FOR_AUDIT, pages=pages)
        return record_of_site(await audit_site(door, url, limits=limits, cancel=cancel, on_progress=told))


def site_as_text(record: AuditRecord) -> str:
    """Return the audit of a site for people: the score, and the faults, what is most worth mending first."""
    failed = f", {record.failed} could not be read" if record.failed else ""
    rows = [f"{record.url}: {record.score} ({record.grade}), {record.read} pages read{failed}"]
    rows += [
        f"  {family.value}: {'not judged' if score is None else score}"
        for family, score in record.families.items()
    ]
    for fault in record.faults:
        rows += _fault_lines(fault)
    rows += [f"NOT MEASURED {one.id}: {one.title} ({one.reason})" for one in record.not_measured]
    return "\n".join(rows)


def _fault_lines(fault: Fault) -> list[str]:
    shown = [f"    {place.url} {place.detail}".rstrip() for place in fault.places[:5]]
    more = fault.count - len(shown)
    return [
        f"{fault.status.value.upper()} {fault.id}: {fault.title} ({fault.count} times)",
        *shown,
        *([f"    and {more} more"] if more > 0 and shown else []),
        f"    {fault.how_to_fix}",
    ]
