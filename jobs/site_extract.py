"""A site written to Markdown files, as a job of the process."""

import asyncio
from dataclasses import replace

from config import locations
from config.loader import ConfigLoader
from jobs import interactive
from jobs.audits import address, door_for
from jobs.doors import here, is_sample
from leads.record import now
from seo.site_extractor import LIMITS, Extracted, extract_site, folder_name

KEY = "site_extract"


def start(loader: ConfigLoader, url: str, pages: int) -> interactive.Job:
    """Start it, or return the one that is running.

    Raises:
        AuditError: the address is none.
    """
    wanted = address(url)
    return interactive.submit(KEY, lambda handle: _work(handle, loader, wanted, pages), "Site to Markdown")


def current() -> interactive.Job | None:
    """Return the job of the last one of this process."""
    return interactive.job(KEY)


def stop() -> None:
    """Stop it; the files that are written stay."""
    interactive.cancel(KEY)


def _work(handle: interactive.Handle, loader: ConfigLoader, url: str, pages: int) -> None:
    served = here(url, sample=is_sample(url))
    folder = locations.exports_dir() / folder_name(url, f"{now():%Y-%m-%d-%H%M%S}")

    async def extract() -> Extracted:
        async with door_for(loader.get_merged_config(), [url]) as door:
            return await extract_site(
                door,
                served,
                folder,
                limits=replace(LIMITS, pages=pages),
                cancel=handle.cancel,
                on_progress=handle.set_result,
            )

    handle.set_phase("reading the site")
    handle.set_result(asyncio.run(extract()))
