"""Measuring with a real Chromium: what is large and late, what jumps, and that only the door is asked."""

import asyncio
import os
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from scrapers import render
from scrapers.chromium import chromium
from scrapers.fetch import FetchCode, FetchError, Page
from scrapers.render import Renderer, RenderError
from scrapers.vitals import Loading

URL = "https://www.durand.example/"
JUMPS = """<!doctype html><meta name=viewport content="width=device-width"><h1>Durand</h1>
<p>Plombier</p><img src=/photo.png alt=""><p style="font-size:40px">Nous intervenons vite.</p>"""
# Keeps taps waiting for 250 ms once the page is drawn.
BUSY = """<script>new PerformanceObserver((_, observer) => { observer.disconnect(); setTimeout(() => {
const end = performance.now() + 250; while (performance.now() < end);
}); }).observe({type: "paint", buffered: true});</script>"""
STANDS = JUMPS.replace("<img", '<img width="400" height="400"')


def png(side: int, filler: int = 0) -> bytes:
    """A square image of noise-free pixels, made heavier by a chunk nobody draws."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = side.to_bytes(4) + side.to_bytes(4) + bytes((8, 2, 0, 0, 0))
    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(side) for _ in range(3)) for y in range(side))
    heavy = chunk(b"teXt", os.urandom(filler)) if filler else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + heavy
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@dataclass
class Found:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "image/png"})


class FakeDoor:
    """Knows one image; of any other address it says that it is not one of the public web."""

    def __init__(self, image: bytes = b"") -> None:
        self.image = image
        self.asked: list[str] = []

    async def document(self, url: str, *, limit: int = 0) -> Found:
        assert limit > 0
        self.asked.append(url)
        if not self.image or url != f"{URL}photo.png":
            raise FetchError(FetchCode.BLOCKED_ADDRESS, url)
        return Found(self.image)


def page(html: str) -> Page:
    return Page(URL, URL, 200, {}, html, datetime.now(UTC), (), 0.1)


@dataclass(frozen=True)
class Measured:
    jumping: Loading
    standing: Loading
    heavy: Loading
    empty: Loading
    asked: list[str]


async def _measure_all() -> Measured:
    # What is to jump comes three seconds late: a busy machine may not have drawn the text before that.
    doors = [FakeDoor(png(400, 600_000)), FakeDoor(png(400)), FakeDoor(png(400, 800_000)), FakeDoor()]
    pages = [page(JUMPS), page(STANDS), page(STANDS + BUSY), page("<!doctype html><title>x</title>")]

    async def one(door: FakeDoor, given: Page) -> Loading:
        async with Renderer(door) as renderer:
            return await renderer.measured(given)

    found = await asyncio.gather(*map(one, doors, pages))
    return Measured(*found, asked=doors[0].asked)


@pytest.fixture(scope="module")
def measured() -> Measured:
    if not chromium():
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    return asyncio.run(_measure_all())


@pytest.mark.browser
def test_an_image_without_size_makes_the_page_jump_and_one_with_size_does_not(measured: Measured) -> None:
    assert measured.jumping.shift > 0.05
    assert measured.standing.shift < 0.01


@pytest.mark.browser
def test_a_busy_script_keeps_taps_waiting(measured: Measured) -> None:
    # 250 ms, of which 50 are no wait.
    assert measured.heavy.blocked > 0.15
    assert measured.empty.blocked == 0.0


@pytest.mark.browser
def test_files_come_through_the_door_once(measured: Measured) -> None:
    assert measured.asked == [f"{URL}photo.png"]


@pytest.mark.browser
def test_a_heavy_image_is_painted_late_whatever_the_line_of_this_machine(measured: Measured) -> None:
    light, heavy = measured.standing.largest_paint, measured.heavy.largest_paint

    assert light is not None
    assert heavy is not None
    # 800 KB take four seconds on slow 4G; the page itself needs four round trips.
    assert light > 0.6
    assert heavy > 4.0


@pytest.mark.browser
def test_a_page_that_paints_nothing_has_no_largest_paint(measured: Measured) -> None:
    assert (measured.empty.largest_paint, measured.empty.shift) == (None, 0.0)


@pytest.mark.browser
def test_the_weight_of_the_page_is_that_of_its_files(measured: Measured) -> None:
    assert measured.heavy.images.keys() == {f"{URL}photo.png"}
    assert measured.heavy.octets > measured.heavy.images[f"{URL}photo.png"] > 800_000


def test_without_a_browser_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "has_playwright", lambda: False)

    async def run() -> None:
        async with Renderer(FakeDoor()) as renderer:
            await renderer.measured(page(STANDS))

    with pytest.raises(RenderError, match="Playwright, which is not installed") as caught:
        asyncio.run(run())

    assert "make render" in caught.value.remedy
