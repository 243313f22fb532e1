"""The renderer with a real Chromium: what it shows, and that it reaches nothing but the door."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from leads.record import Kind
from scrapers import render
from scrapers.chromium import chromium
from scrapers.fetch import Door, FetchCode, FetchError, Page
from scrapers.render import Renderer, RenderError, needs_rendering, rendering
from scrapers.site_contacts import SiteContacts, read_site
from tests.servers.loopback import LoopbackWeb, answer

URL = "https://www.durand.example/"
SHELL = "<!doctype html><title>Durand</title><div id=app></div><script src=/app.js></script>"


@pytest.fixture(autouse=True)
def _browser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine takes its time; who tests a limit sets it.
    monkeypatch.setattr(render, "SETTLE_SECONDS", 60.0)
    monkeypatch.setitem(Renderer.__init__.__kwdefaults__, "seconds", 100.0)
    if request.node.get_closest_marker("browser") and not chromium():
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine")


@dataclass
class Found:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FakeDoor:
    """Knows some addresses; of any other it says that it is not one of the public web."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.asked: list[str] = []

    async def document(self, url: str, *, limit: int = 0) -> Found:
        assert limit > 0
        self.asked.append(url)
        if url not in self.known:
            raise FetchError(FetchCode.BLOCKED_ADDRESS, url)
        kind = "text/javascript" if url.endswith(".js") else "application/json"
        return Found(self.known[url].encode(), headers={"content-type": kind})


def page(html: str = SHELL) -> Page:
    return Page(URL, URL, 200, {}, html, datetime.now(UTC), (), 0.1)


def rendered(door: FakeDoor, html: str = SHELL, seconds: float = 100.0) -> Page:
    async def run() -> Page:
        async with Renderer(door, seconds=seconds) as renderer:
            return await renderer.rendered(page(html))

    return asyncio.run(run())


@pytest.mark.browser
def test_a_page_drawn_by_its_scripts_is_read_as_people_see_it() -> None:
    door = FakeDoor(
        {
            f"{URL}app.js": "fetch('/data.json').then(r => r.json()).then(d => {"
            "document.getElementById('app').innerHTML = '<h1>' + d.name + '</h1><a href=tel:' + d.phone + '>'"
            "+ d.phone + '</a>'})",
            f"{URL}data.json": '{"name": "Durand Plomberie", "phone": "0536490012"}',
        }
    )
    found = rendered(door)
    assert "<h1>Durand Plomberie</h1>" in found.html
    assert "0536490012" in found.html
    assert (found.final_url, found.status) == (URL, 200)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback that notes who calls."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append("a connection")
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        over.set()
        thread.join()


@pytest.mark.browser
def test_no_request_gets_past_the_door(listener: tuple[int, list[str]]) -> None:
    port, calls = listener
    script = f"""
      const local = '127.0.0.1:{port}';
      const show = text => document.body.append(text + ' ');
      new Image().src = 'http://' + local + '/pixel.gif';
      fetch('http://' + local + '/secret').catch(() => show('fetch refused'));
      fetch('http://[::1]:{port}/secret').catch(() => 0);
      fetch('http://localhost:{port}/secret').catch(() => 0);
      fetch('/post', {{method: 'POST', body: 'x'}}).catch(() => show('post refused'));
      navigator.sendBeacon('http://' + local + '/beacon', 'x');
      const socket = new WebSocket('ws://' + local + '/socket');
      socket.onclose = () => show('socket closed');
      const frame = document.createElement('iframe');
      frame.src = 'http://' + local + '/frame';
      document.body.append(frame);
      const style = document.createElement('style');
      style.textContent = "p {{font-family: x}} @font-face {{font-family: x; src: url(http://" + local + ")}}"
      document.head.append(style);
      const link = document.createElement('link');
      link.rel = 'preconnect'; link.href = 'http://' + local;
      document.head.append(link);
      const prefetch = document.createElement('link');
      prefetch.rel = 'prefetch'; prefetch.href = 'http://' + local + '/later';
      document.head.append(prefetch);
      try {{
        const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:' + local}}]}});
        peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
      }} catch (error) {{ }}
      try {{ new EventSource('http://' + local + '/events') }} catch (error) {{ }}
      setTimeout(() => {{ location.href = 'http://' + local + '/elsewhere' }}, 300);
      show('done');
    """
    door = FakeDoor({f"{URL}app.js": script})
    try:
        found = rendered(door)
    except RenderError:  # a browser that shares its processor may not get done in time; no request may leave
        assert calls == []
        found = rendered(door, seconds=60.0)
    assert calls == []
    assert "done" in found.html
    assert "fetch refused" in found.html
    assert "post refused" in found.html
    # What the door was asked for it could refuse; nothing else left the browser.
    assert f"http://127.0.0.1:{port}/secret" in door.asked
    assert not [url for url in door.asked if url.endswith(("/pixel.gif", "/beacon", "/frame", "/elsewhere"))]


@pytest.mark.browser
def test_scripts_that_never_end_are_given_up() -> None:
    door = FakeDoor({f"{URL}app.js": "for (;;) {}"})
    with pytest.raises(RenderError, match="did not end within 3 seconds") as caught:
        rendered(door, seconds=3.0)
    assert caught.value.remedy


@pytest.mark.browser
def test_a_page_that_asks_without_end_is_answered_only_so_often() -> None:
    door = FakeDoor({f"{URL}app.js": "for (let i = 0; i < 500; i++) fetch('/x' + i).catch(() => 0)"})
    rendered(door)
    assert len(door.asked) == render.MAX_REQUESTS


def test_without_playwright_or_browser_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "chromium", lambda: "")
    with pytest.raises(RenderError, match="none on this machine") as caught:
        rendered(FakeDoor({}))
    assert "make render" in caught.value.remedy
    monkeypatch.setattr(render, "has_playwright", lambda: False)
    with pytest.raises(RenderError, match="not installed") as caught:
        rendered(FakeDoor({}))
    assert "make render" in caught.value.remedy


@pytest.mark.parametrize(
    ("html", "needed"),
    [
        (SHELL, True),
        (
            "<noscript>Enable JavaScript.</noscript><div id=root></div><script src=m.js></script>",
            True,
        ),
        ("<body><p>Durand Plomberie, 33000 Bordeaux</p></body>", False),
        (f"<body><p>{'Dépannage et chauffage. ' * 20}</p><script src=a.js></script></body>", False),
        (f"<body><p hidden>{'Dépannage et chauffage. ' * 20}</p><script src=a.js></script></body>", True),
        ("", False),
    ],
)
def test_only_a_page_that_shows_nothing_needs_its_scripts(html: str, needed: bool) -> None:
    assert needs_rendering(html) is needed


def test_a_crawl_is_told_once_that_there_is_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(render, "chromium", lambda: looked.append(1) or "")

    async def run() -> list[tuple[Page, str]]:
        async with Renderer(FakeDoor({})) as renderer:
            return [await renderer.read_again(page(html)) for html in (SHELL, "<p>Durand</p>", SHELL)]

    (shell, said), (plain, nothing), (again, same) = asyncio.run(run())
    assert [one.html for one in (shell, plain, again)] == [SHELL, "<p>Durand</p>", SHELL]
    assert "none on this machine" in said
    assert "make render" in said
    assert (nothing, same, looked) == ("", said, [1])


@pytest.mark.browser
def test_a_site_drawn_by_scripts_gives_its_contacts_where_rendering_is_on() -> None:
    shell = (
        "<!doctype html><html lang=fr><title>Durand</title><div id=app></div><script src=/app.js></script>"
    )
    script = (
        "document.getElementById('app').innerHTML = location.pathname === '/' "
        "? '<a href=/contact>Contact</a>' : '<p>Durand Plomberie, 05 36 49 00 12</p>'"
    )
    pages = {
        "/": answer(body=shell.encode()),
        "/contact": answer(body=shell.encode()),
        "/app.js": answer(body=script.encode(), kind="text/javascript"),
    }
    with LoopbackWeb(pages) as web:

        async def run(is_on: bool) -> SiteContacts:
            config = {"network": {"render": is_on}}
            async with Door(allow_hosts=[web.pair]) as door, rendering(config, door) as renderer:
                return await read_site(door, web.url, renderer=renderer)

        assert asyncio.run(run(is_on=False)).all(Kind.PHONE) == []
        found = asyncio.run(run(is_on=True))
    assert [value.value for value in found.all(Kind.PHONE)] == ["+33536490012"]
    assert found.notices == []
