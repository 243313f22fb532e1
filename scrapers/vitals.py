"""How soon a page shows its largest part and how much it jumps, in the guarded browser.

The page is loaded twice. First the door brings every file, at its polite pace. Then the files come from
memory as a phone on slow 4G would get them (Lighthouse's figures: 150 ms there and back, 1.6 Mbit/s, a
processor four times slower), and the browser's own observers say what was painted and moved: the figures
depend neither on the analyst's line nor on the pauses between our requests.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Route

ROUND_TRIP = 0.150
BYTES_PER_SECOND = 1_600_000 / 8
SLOWER_PROCESSOR = 4
# Round trips until a first answer comes: name, connection and its key; then one for each request.
TO_CONNECT = 3
# Text goes over the wire packed; this is what gzip makes of HTML, scripts and styles on the average.
PACKED = 0.3
MAX_FILES = 150
MAX_BYTES = 25_000_000
MAX_FILE = 5_000_000
QUIET_SECONDS = 1.0
SETTLE_SECONDS = 30.0
_LOADED = frozenset({"script", "stylesheet", "xhr", "fetch", "image", "font"})
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/xml")
_PASSED_ON = ("content-type", "access-control-allow-origin", "access-control-allow-credentials")
_PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "is_mobile": True,
    "has_touch": True,
}
# A task of more than this keeps a tap waiting (Lighthouse, total blocking time); milliseconds.
_LONG_TASK = 50
# Shifts count in windows of at most 5 s that end with 1 s of rest; the worst one is the figure (web.dev/cls).
_OBSERVERS = """
(() => {
  const seen = (window.__seen = {paint: null, shift: 0, drawn: null, tasks: []});
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) seen.paint = entry.startTime;
  }).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => {
    for (const entry of list.getEntriesByName('first-contentful-paint')) seen.drawn = entry.startTime;
  }).observe({type: 'paint', buffered: true});
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) seen.tasks.push([entry.startTime, entry.duration]);
  }).observe({type: 'longtask', buffered: true});
  let first = 0, last = 0, sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      if (sum && entry.startTime - last < 1000 && entry.startTime - first < 5000) sum += entry.value;
      else { sum = entry.value; first = entry.startTime; }
      last = entry.startTime;
      seen.shift = Math.max(seen.shift, sum);
    }
  }).observe({type: 'layout-shift', buffered: true});
})();
"""


class Answer(Protocol):
    """What the door brings."""

    @property
    def status(self) -> int:
        """Its HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers, names in lower case."""
        ...

    @property
    def body(self) -> bytes:
        """Its content, unpacked."""
        ...


# Brings a file, or nothing where it is refused or not there.
Bring = Callable[[str], Awaitable[Answer | None]]


@dataclass(frozen=True)
class Loading:
    """Seconds until the largest part of the page was painted (None: nothing was), and how much it jumped.

    `octets` is what the page and its files weigh on the wire, `images` what each image weighs. `blocked` is
    for how many seconds scripts kept taps waiting once something was drawn: how long a tap really takes (INP)
    only visitors show.
    """

    largest_paint: float | None
    shift: float
    octets: int = 0
    images: Mapping[str, int] = field(default_factory=dict)
    blocked: float = 0.0


@dataclass
class _Line:
    """A phone's connection: answers share its width, hosts are reached after a few round trips."""

    _free: float = 0.0
    _known: set[str] = field(default_factory=set)

    async def carry(self, url: str, size: float) -> None:
        """Wait as long as an answer of some octets takes."""
        host = urlsplit(url).netloc
        trips = 1 if host in self._known else 1 + TO_CONNECT
        self._known.add(host)
        now = asyncio.get_running_loop().time()
        begins = max(now + trips * ROUND_TRIP, self._free)
        self._free = begins + size / BYTES_PER_SECOND
        await asyncio.sleep(self._free - now)


class Measurement:
    """One page measured in a browser; `bring` fetches its files through the door."""

    def __init__(self, url: str, html: str, bring: Bring) -> None:
        self._url = url
        self._html = html
        self._bring = bring
        self._files: dict[str, Answer | None] = {}
        self._bytes = 0

    async def run(self, browser: "Browser") -> Loading:
        """Load the page once for its files, and once more to measure."""
        await self._load(browser, self._fetched, slower=1)
        line = _Line()

        async def replayed(url: str) -> Answer | None:
            found = self._files.get(url)
            await line.carry(url, _on_the_wire(found) if found else 0)
            return found

        began = asyncio.get_running_loop().time()
        size = len(self._html.encode("utf-8", "replace")) * PACKED
        await line.carry(self._url, size)
        waited = asyncio.get_running_loop().time() - began
        seen = await self._load(browser, replayed, slower=SLOWER_PROCESSOR)
        paint = seen["paint"]
        weights = {url: round(_on_the_wire(found)) for url, found in self._files.items() if found}
        images = {
            url: weight for url, weight in weights.items() if _kind(self._files[url]).startswith("image/")
        }
        return Loading(
            None if paint is None else waited + paint / 1000,
            float(seen["shift"]),
            round(size) + sum(weights.values()),
            images,
            _blocked(seen),
        )

    async def _load(self, browser: "Browser", bring: Bring, *, slower: int) -> dict[str, Any]:
        context = await browser.new_context(service_workers="block", accept_downloads=False, **_PHONE)
        try:
            await context.add_init_script(_OBSERVERS)
            await context.route("**/*", _Answering(self._url, self._html, bring))
            await context.route_web_socket("**/*", lambda socket: socket.close())
            tab = await context.new_page()
            if slower > 1:
                session = await context.new_cdp_session(tab)
                await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            await tab.goto(self._url, wait_until="load", timeout=0)
            await _settled(tab)
            seen: dict[str, Any] = await tab.evaluate("window.__seen")
            return seen
        finally:
            await context.close()

    async def _fetched(self, url: str) -> Answer | None:
        if url not in self._files:
            is_too_much = len(self._files) >= MAX_FILES or self._bytes > MAX_BYTES
            found = None if is_too_much else await self._bring(url)
            self._files[url] = found
            self._bytes += len(found.body) if found else 0
        return self._files[url]


class _Answering:
    """Answers the requests of one visit: the page itself, its files, nothing else."""

    def __init__(self, url: str, html: str, bring: Bring) -> None:
        self._url = url
        self._html = html
        self._bring = bring
        self._shown = False

    async def __call__(self, route: "Route") -> None:
        from playwright.async_api import Error  # noqa: PLC0415 (optional)

        # (A page that has gone in the meantime needs no answer.)
        with contextlib.suppress(Error):
            await self._answer(route)

    async def _answer(self, route: "Route") -> None:
        request = route.request
        if request.is_navigation_request():
            if self._shown:
                await route.fulfill(status=204)
                return
            self._shown = True
            await route.fulfill(
                status=200, headers={"content-type": "text/html; charset=utf-8"}, body=self._html
            )
            return
        if request.method != "GET" or request.resource_type not in _LOADED:
            await route.abort("blockedbyclient")
            return
        found = await self._bring(request.url)
        if found is None:
            await route.abort("failed")
            return
        headers = {name: found.headers[name] for name in _PASSED_ON if name in found.headers}
        await route.fulfill(status=found.status, headers=headers, body=found.body)


async def _settled(tab: "Page") -> None:
    """Wait until the page asks for nothing any more, and a moment longer for what is drawn late."""
    from playwright.async_api import Error  # noqa: PLC0415 (optional)

    with contextlib.suppress(Error):
        await tab.wait_for_load_state("networkidle", timeout=SETTLE_SECONDS * 1000)
    await asyncio.sleep(QUIET_SECONDS)


def _blocked(seen: Mapping[str, Any]) -> float:
    """Return the seconds by which tasks were too long after the first paint."""
    drawn = seen["drawn"]
    if drawn is None:
        return 0.0
    late = [began + lasted - max(began, drawn) for began, lasted in seen["tasks"]]
    return float(sum(max(0, lasted - _LONG_TASK) for lasted in late)) / 1000


def _kind(found: Answer | None) -> str:
    return found.headers.get("content-type", "").strip().lower() if found else ""


def _on_the_wire(found: Answer) -> float:
    return len(found.body) * (PACKED if _kind(found).startswith(_TEXT) else 1.0)
