"""What a site's robots.txt allows (RFC 9309), kept a day for each origin."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.robots_txt import AgentRules, parse
from scrapers.web_url import WebURL

MAX_ROBOTS = 500 * 1024
KEPT = 24 * 3600.0
# A site that was down is asked again sooner.
KEPT_UNREACHABLE = 300.0

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNREADABLE = "The site's robots.txt could not be read, so its pages are not read either."
_FAILED = "The site's robots.txt is answered with an error (status {}), so its pages are not read."
_REMEDY = "Try again in some minutes, or open the page in a browser."
_NO_RULES = AgentRules(())
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
    """The rules of one origin for us. Without a file all is allowed, or nothing (`reason` says why)."""

    expires: float
    ours: AgentRules = _NO_RULES
    sitemaps: tuple[str, ...] = ()
    reason: str = ""

    @property
    def crawl_delay(self) -> float:
        """Seconds the site asks for between two requests, 0 where it asks for nothing."""
        return self.ours.crawl_delay

    def check(self, url: WebURL) -> None:
        """Refuse a page the site keeps from programs.

        Raises:
            FetchError: robots.
        """
        if self.reason:
            raise FetchError(FetchCode.ROBOTS, message=self.reason, remedy=_REMEDY)
        if not self.ours.verdict(plainly_escaped(url.text)).allowed:
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
        expires = time.monotonic() + KEPT - max(0.0, found.age)
        if found.status >= 300:
            return Rules(expires)
        file = parse(plainly_escaped(found.text))
        return Rules(expires, file.rules_for(self._token), file.sitemaps)

    def _closed(self, reason: str) -> Rules:
        return Rules(time.monotonic() + KEPT_UNREACHABLE, reason=reason)


def plainly_escaped(text: str) -> str:
    """Return addresses or patterns in the one spelling in which RFC 9309 compares them.

    What needs no percent sign has none, so that `/%70rivate` is `/private`; hexadecimal digits are capitals.
    """
    return _ESCAPE.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0].upper()
