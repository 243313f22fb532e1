"""A few sites on one loopback port, told apart by their host names, as the real web is."""

import threading
from collections.abc import Mapping
from urllib.parse import parse_qs

from tests.servers.http_base import Exchange, Gone, LoopbackServer


class SmallWeb(LoopbackServer):
    """Serves `{site: {path: html}}` at `http://SITE.localhost:PORT`, and a SearXNG-like search on 127.0.0.1.

    A page `HANG` is never answered; `robots` holds the robots.txt of a site; `results` are what any search
    finds; a number is served as that status.
    """

    HANG = "\0hang"

    def __init__(
        self, sites: Mapping[str, Mapping[str, str | int]], robots: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.sites = sites
        self.robots = dict(robots or {})
        self.results: list[str] = []
        self.asked: list[str] = []
        self.hanging = threading.Event()

    def handle(self, exchange: Exchange) -> None:
        """Answer one request by its host and path."""
        request = exchange.request
        site = request.headers.get("host", "").partition(".localhost")[0].partition(":")[0]
        if site == "127.0.0.1":
            question = parse_qs(request.query).get("q", [""])[0]
            results = [{"url": url, "title": "", "content": ""} for url in self.results]
            exchange.send_json(200, {"query": question, "results": results, "unresponsive_engines": []})
            return
        self.asked.append(f"{site}{request.path}")
        if request.path == "/robots.txt":
            found: str | int = self.robots.get(site, 404)
        else:
            found = self.sites.get(site, {}).get(request.path, 404)
        if found == self.HANG:
            self.hanging.set()
            exchange.wait(None)
        if isinstance(found, int):
            exchange.send(found, b"", "text/html", {"Location": "/"} if found in {301, 302} else None)
        else:
            kind = "text/plain" if request.path == "/robots.txt" else "text/html; charset=utf-8"
            exchange.send(200, found.encode(), kind)

    def page(self, site: str, path: str = "/") -> str:
        """The address of a page."""
        return f"http://{site}.localhost:{self.port}{path}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What the door must be allowed to dial."""
        return tuple(f"{site}.localhost:{self.port}" for site in self.sites)


class Turnstile(SmallWeb):
    """Answers as many home pages as it is told to `let` through; who asks for another one waits."""

    def __init__(self, sites: Mapping[str, Mapping[str, str | int]]) -> None:
        super().__init__(sites)
        self._turns = threading.Semaphore(0)

    def let(self, count: int) -> None:
        """Let some more through."""
        self._turns.release(count)

    def handle(self, exchange: Exchange) -> None:
        """Wait for a turn where one is needed."""
        if exchange.request.path == "/":
            while not self._turns.acquire(timeout=0.02):
                if exchange.gone():
                    raise Gone
            if exchange.gone():
                self.let(1)
                raise Gone
        super().handle(exchange)


def html(title: str, *paragraphs: str, links: Mapping[str, str] | None = None) -> str:
    """Return a plain page."""
    body = "".join(f"<p>{text}</p>\n" for text in paragraphs)
    anchors = "".join(f'<a href="{url}">{text}</a>\n' for url, text in (links or {}).items())
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><nav>{anchors}</nav><main><h1>{title}</h1>\n{body}</main></body></html>"
    )
