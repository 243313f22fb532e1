"""What a site's robots.txt allows (RFC 9309), kept a day for each origin."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.web_url import WebURL

MAX_ROBOTS = 500 * 1024
KEPT = 24 * 3600.0
# A site that was down is asked again sooner.
KEPT_UNREACHABLE = 300.0

_AGENT_LINE = re.compile(r"\s*user(?:-|\s*)agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]+", re.IGNORECASE)
_UNREADABLE = "The site's robots.txt could not be read, so its pages are not read either."
_FAILED = "The site's robots.txt is answered with an error (status {}), so its pages are not read."
_REMEDY = "Try again in some minutes, or open the page in a browser."
# With these the page itself cannot be had: that is the better word for it.
_NO_SITE = frozenset({FetchCode.DNS, FetchCode.BLOCKED_ADDRESS})


@dataclass(frozen=True)
class RobotsFile:
    """What asking for /robots.txt gave: the status after redirects, and the text of a 2xx answer.

    `age` is how many seconds ago that was.
    """

    status: int
    text: str = ""
    age: float = 0.0


@dataclass(frozen=True)
class Rules:
    """The rules of one origin for us. Without a parser: all is allowed, or nothing (`reason` says why)."""

    token: str
    expires: float
    parser: Protego | None = None
    reason: str = ""

    @property
    def crawl_delay(self) -> float:
        """Seconds the site asks for between two requests, 0 where it asks for nothing."""
        return (self.parser.crawl_delay(self.token) or 0.0) if self.parser else 0.0

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of sitemaps the file names."""
        return tuple(self.parser.sitemaps) if self.parser else ()

    def check(self, url: WebURL) -> None:
        """Refuse a page the site keeps from programs.

        Raises:
            FetchError: robots.
        """
        if self.reason:
            raise FetchError(FetchCode.ROBOTS, message=self.reason, remedy=_REMEDY)
        if self.parser and not self.parser.can_fetch(url.text, self.token):
            raise FetchError(FetchCode.ROBOTS)


class RobotsBook:
    """The rules of every origin met; each file is asked for once a day.

    `ask` fetches one robots.txt; it raises FetchError, where the site cannot be reached at all too.
    """

    def __init__(
        self, token: str, kept: dict[str, Rules], ask: Callable[[WebURL], Awaitable[RobotsFile]]
    ) -> None:
        self._token = token
        self._kept = kept
        self._ask = ask
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def rules(self, url: WebURL) -> Rules:
        """Return the rules of an address's origin.

        Raises:
            FetchError: the origin cannot be reached, its robots.txt neither.
        """
        async with self._locks[url.origin]:
            kept = self._kept.get(url.origin)
            if kept is None or kept.expires < time.monotonic():
                kept = self._kept[url.origin] = await self._asked(url)
            return kept

    async def _asked(self, url: WebURL) -> Rules:
        try:
            found = await self._ask(url.join("/robots.txt"))
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise
        except FetchError as error:
            if error.code in _NO_SITE:
                raise
            return self._closed(_UNREADABLE)
        except (httpx.TransportError, TimeoutError):
            return self._closed(_UNREADABLE)
        if found.status >= 500:
            return self._closed(_FAILED.format(found.status))
        parser = Protego.parse(for_us(found.text, self._token)) if found.status < 300 else None
        return Rules(self._token, time.monotonic() + KEPT - found.age, parser)

    def _closed(self, reason: str) -> Rules:
        return Rules(self._token, time.monotonic() + KEPT_UNREACHABLE, reason=reason)


def for_us(text: str, token: str) -> str:
    """Return a robots.txt in which every robot is called `*`, `token` or `other`.

    Protego takes "lead" for the name of "leadhunter", and copies each rule for each name of its group:
    500 KiB of names and rules would take it minutes and gigabytes.
    """
    return "\n".join(_renamed(line, token) for line in text.splitlines())


def _renamed(line: str, token: str) -> str:
    match = _AGENT_LINE.match(line)
    if not match:
        return line
    name = match[1].strip()
    if name.split(maxsplit=1)[:1] == ["*"]:
        return "User-agent: *"
    product = _PRODUCT.match(name)
    is_ours = product is not None and product[0].lower() == token.lower()
    return f"User-agent: {token if is_ours else 'other'}"
