"""A page of the web as it is audited: its answer, whatever the status, and the robots.txt of its site."""

from urllib.parse import urljoin

from scrapers.fetch import Door
from scrapers.fetch_error import FetchError
from scrapers.page import Page
from scrapers.render import Renderer, RenderError
from seo.lead_facts import LeadFacts
from seo.page_input import PageInput, Vitals

LARGEST_ROBOTS = 600_000
RobotsFile = tuple[int, str | None]
"""The status of a robots.txt (0: no answer) and its text; a site that has none lets everybody in."""


async def look(
    door: Door, url: str, lead: LeadFacts | None = None, renderer: Renderer | None = None
) -> PageInput:
    """Return a page with the robots.txt of its site; with a renderer its browser measures the page.

    Raises:
        FetchError: it could not be read.
        RenderError: there is no browser.
    """
    door.check(url)
    if renderer is not None:
        await renderer.start()
    page = await door.look(url)
    given = input_of(page, await robots_of(door, page.final_url), lead)
    if renderer is None or page.status >= 400:
        return given
    try:
        found = await renderer.measured(page)
    except RenderError as error:
        return given.model_copy(update={"vitals_problem": f"not measured: {error.message}"})
    measured = Vitals(
        lcp_seconds=found.largest_paint,
        cls=found.shift,
        tbt_seconds=found.blocked,
        octets=found.octets,
        images=found.images,
    )
    return given.model_copy(update={"vitals": measured})


def input_of(page: Page, robots: RobotsFile, lead: LeadFacts | None = None) -> PageInput:
    """Return a page that was read as the checks take it."""
    status, text = robots
    return PageInput(
        url=page.final_url,
        status=page.status,
        headers={name: [value] for name, value in page.headers.items()},
        html=page.html,
        robots_txt=text,
        robots_status=status,
        lead=lead,
        seconds=page.seconds or None,
    )


async def robots_of(door: Door, url: str) -> RobotsFile:
    """Return the robots.txt of a page's site."""
    try:
        found = await door.document(urljoin(url, "/robots.txt"), limit=LARGEST_ROBOTS)
    except FetchError as error:
        status = error.status or 0
        return status, "" if 400 <= status < 500 and status != 429 else None
    return found.status, found.body.decode("utf-8", "replace")
