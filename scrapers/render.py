"""Pages that are empty without JavaScript, run in a Chromium that reaches the web through the door alone.

Off by default: a page's scripts then run on this machine. Every request of the browser is answered here, by
the door, under its rules; what is not answered ends at a proxy that does not exist. Images, fonts, frames,
sockets and everything but GET are refused.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from config.errors import UserFacingError
from scrapers.chromium import chromium, has_playwright
from scrapers.dom_walk import read_page
from scrapers.fetch import FetchError, Page
from scrapers.vitals import MAX_FILE, Answer, Loading, Measurement

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright, Route

# A page with less text than this and scripts of its own is likely to be drawn by them.
LITTLE_TEXT = 250
TOTAL_SECONDS = 15.0
SETTLE_SECONDS = 5.0
MEASURING_SECONDS = 120.0
MAX_REQUESTS = 80
MAX_BYTES = 12_000_000
MAX_HTML = 5_000_000
_ANSWERED = frozenset({"script", "stylesheet", "xhr", "fetch"})
# What a browser is told about an answer; lengths and encodings are those of the wire, which it does not see.
_PASSED_ON = ("content-type", "access-control-allow-origin", "access-control-allow-credentials")
_SCRIPT = re.compile(r"<script[\s>]", re.IGNORECASE)
# A port nobody listens on: what is not answered by the door goes nowhere.
_NOWHERE = "http://127.0.0.1:9"
_ARGUMENTS = (
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)


class RenderError(UserFacingError):
    """A page could not be run in a browser; what the server sent is still there."""


class Fetches(Protocol):
    """The door, as far as a browser needs it."""

    async def document(self, url: str, *, limit: int = ...) -> Answer:
        """Read any content.

        Raises:
            FetchError: the address is refused, or nothing was read.
        """
        ...


def needs_rendering(html: str) -> bool:
    """Tell whether a page shows next to nothing without its scripts."""
    if not _SCRIPT.search(html):
        return False
    document = read_page(html, "")
    return sum(len(line.text) for line in document.lines if not line.hidden) < LITTLE_TEXT


class Renderer:
    """One browser for some pages, started with the first: `async with Renderer(door) as renderer`.

    Args:
        door: what all requests go through.
        seconds: what one page may take in all.
    """

    def __init__(self, door: Fetches, *, seconds: float = TOTAL_SECONDS) -> None:
        self._door = door
        self._seconds = seconds
        self._starting = asyncio.Lock()
        self._notice = ""
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # a browser that has died has nothing left to close
            if self._browser:
                await self._browser.close()
        if self._playwright:
            await self._playwright.stop()
        self._browser = self._playwright = None

    async def rendered(self, page: Page) -> Page:
        """Return a page as it stands after its scripts have run.

        Raises:
            RenderError: Playwright or a browser is missing, or the page did not come to rest in time.
        """
        browser = await self._started()
        try:
            async with asyncio.timeout(self._seconds):
                html = await _Visit(self._door, page).run(browser)
        except TimeoutError as error:
            raise RenderError(
                f"The page's scripts did not end within {self._seconds:.0f} seconds.",
                "Open the page in a browser and copy what you need.",
            ) from error
        except _playwright_error() as error:
            raise RenderError(
                "The page could not be run in the browser.", "Try again, or switch rendering off."
            ) from error
        return replace(page, html=html[:MAX_HTML])

    async def start(self) -> None:
        """Start the browser where it does not run yet.

        Raises:
            RenderError: Playwright or a browser is missing.
        """
        await self._started()

    async def measured(self, page: Page) -> Loading:
        """Return how soon a page is painted and how much it jumps, on a phone with slow 4G.

        Raises:
            RenderError: Playwright or a browser is missing, or the page's files did not come in time.
        """
        browser = await self._started()
        try:
            async with asyncio.timeout(MEASURING_SECONDS):
                return await Measurement(page.final_url, page.html, self._file).run(browser)
        except TimeoutError as error:
            raise RenderError(
                f"The page and its files did not come to rest within {MEASURING_SECONDS:.0f} seconds.",
                "Measure it with PageSpeed Insights.",
            ) from error
        except _playwright_error() as error:
            raise RenderError("The page could not be measured in the browser.", "Try again.") from error

    async def _file(self, url: str) -> Answer | None:
        try:
            return await self._door.document(url, limit=MAX_FILE)
        except FetchError:
            return None

    async def read_again(self, page: Page) -> tuple[Page, str]:
        """Return a page as people see it where it is empty without its scripts, else as it is.

        Where that does not work the page comes as its server sent it, with a notice for the analyst.
        """
        if not await asyncio.to_thread(needs_rendering, page.html):
            return page, ""
        if self._notice:
            return page, self._notice
        try:
            return await self.rendered(page), ""
        except RenderError as error:
            notice = f"{error.message} {error.remedy}".strip()
            if self._browser is None:
                # There is no browser for the next page either.
                self._notice = notice
            return page, notice

    async def _started(self) -> "Browser":
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                self._browser = await self._launched()
            return self._browser

    async def _launched(self) -> "Browser":
        if not has_playwright():
            raise RenderError("Rendering needs Playwright, which is not installed.", "Run: make render")
        program = await asyncio.to_thread(chromium)
        if not program:
            raise RenderError(
                "Rendering needs a Chromium, and there is none on this machine.",
                "Install Chromium, Chrome or Edge, or run: make render",
            )
        from playwright.async_api import async_playwright  # noqa: PLC0415 (optional)

        if self._playwright is None:
            self._playwright = await async_playwright().start()
        try:
            return await self._playwright.chromium.launch(
                executable_path=program,
                # Chromium's own sandbox does not work for root.
                chromium_sandbox=getattr(os, "geteuid", lambda: 1)() != 0,
                proxy={"server": _NOWHERE},
                args=list(_ARGUMENTS),
            )
        except _playwright_error() as error:
            raise RenderError(
                "The browser could not be started.", "See the log, or switch rendering off."
            ) from error


@contextlib.asynccontextmanager
async def rendering(config: Mapping[str, Any], door: Fetches) -> AsyncIterator[Renderer | None]:
    """Give a renderer for some pages where `network.render` of the configuration is on, else None."""
    if not (config.get("network") or {}).get("render"):
        yield None
        return
    async with Renderer(door) as renderer:
        yield renderer


class _Visit:
    """One page in a browser context of its own, its requests answered by the door."""

    def __init__(self, door: Fetches, page: Page) -> None:
        self._door = door
        self._page = page
        self._requests = 0
        self._bytes = 0
        self._shown = False

    async def run(self, browser: "Browser") -> str:
        context = await browser.new_context(
            service_workers="block", accept_downloads=False, locale=self._page.headers.get("content-language")
        )
        try:
            await context.route("**/*", self._answer)
            await context.route_web_socket(re.compile(".*"), lambda socket: socket.close())
            tab = await context.new_page()
            await tab.goto(self._page.final_url, wait_until="load", timeout=0)
            with contextlib.suppress(_playwright_error()):
                await tab.wait_for_load_state("networkidle", timeout=SETTLE_SECONDS * 1000)
            return await tab.content()
        finally:
            await context.close()

    async def _answer(self, route: "Route") -> None:
        request = route.request
        if request.is_navigation_request():
            await self._navigate(route)
            return
        self._requests += 1
        refused = request.method != "GET" or request.resource_type not in _ANSWERED
        if refused or self._requests > MAX_REQUESTS or self._bytes > MAX_BYTES:
            await route.abort("blockedbyclient")
            return
        try:
            found = await self._door.document(request.url, limit=MAX_HTML)
        except FetchError:
            await route.abort("failed")
            return
        self._bytes += len(found.body)
        headers = {name: found.headers[name] for name in _PASSED_ON if name in found.headers}
        await _fulfil(route, status=found.status, headers=headers, body=found.body)

    async def _navigate(self, route: "Route") -> None:
        """Show the page that was read; lead to no other, and into no frame."""
        if self._shown:
            # (A refusal would put the browser's error page in the place of ours.)
            await _fulfil(route, status=204)
            return
        self._shown = True
        await _fulfil(
            route, status=200, headers={"content-type": "text/html; charset=utf-8"}, body=self._page.html
        )


async def _fulfil(route: "Route", **answer: Any) -> None:
    """Answer a request; a page that has gone in the meantime needs no answer."""
    with contextlib.suppress(_playwright_error()):
        await route.fulfill(**answer)


def _playwright_error() -> type[Exception]:
    from playwright.async_api import Error  # noqa: PLC0415 (optional)

    return Error
