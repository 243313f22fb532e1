"""From an address to its answer: our requests, and the redirects on their way, every hop checked.

Private to the door, `fetch`.
"""

from collections.abc import Awaitable, Callable, Mapping

import httpx

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.guard import Guard, follow
from scrapers.inflate import ACCEPTED, read_body
from scrapers.page_store import Stored
from scrapers.web_url import WebURL
from scrapers.wire import Exchange, GuardedTransport, Reader, exchange, patient_exchange, read_robots

MAX_REDIRECTS = 5

# An address on the way, and the status with which it sent us on.
Hop = tuple[str, int]
# What has to be done before another address is asked: from which one, to which one.
Enter = Callable[[WebURL, WebURL], Awaitable[None]]

_PAGES = "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1"
_ASTRAY = "The site sends its visitors to an address that is not one of the public web."


class Courier:
    """Carries requests out under one name, and follows where they are sent."""

    def __init__(self, user_agent: str, guard: Guard) -> None:
        self._user_agent = user_agent
        self._guard = guard

    async def walk(
        self,
        web: GuardedTransport,
        url: WebURL,
        end: float,
        read: Reader,
        known: Stored | None,
        enter: Enter,
    ) -> tuple[WebURL, list[Hop], Exchange]:
        """Follow redirects to the end, every hop checked as if it had been asked for."""
        trail: list[Hop] = []
        cookies = httpx.Cookies()
        while True:
            validators = known.validators if known and known.final_url == url.text else {}
            request = self._request("GET", url, validators)
            cookies.set_cookie_header(request)
            done = await patient_exchange(web, request, read, end)
            if not done.redirect:
                return url, trail, done
            cookies.extract_cookies(done.response)
            trail.append((url.text, done.response.status_code))
            if len(trail) > MAX_REDIRECTS:
                raise FetchError(FetchCode.TOO_MANY_REDIRECTS)
            here, url = url, self._hop(url, done.redirect)
            await enter(here, url)

    async def ask(
        self,
        services: GuardedTransport,
        web: GuardedTransport,
        method: str,
        url: WebURL,
        end: float,
        *,
        json: object = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Exchange:
        """Ask a service; where it sends us to another origin, only `web` goes there, without our headers."""
        home, way, given = url.origin, services, dict(headers or {})
        for _ in range(MAX_REDIRECTS + 1):
            ready = self._request(method, url, {"Accept": "application/json", **given}, json, data)
            done = await patient_exchange(way, ready, read_body, end)
            if not done.redirect or method != "GET":
                return done
            url = follow(url, done.redirect)
            if url.origin != home:
                self._guard.check(url)
                way, given = web, {}
        raise FetchError(FetchCode.TOO_MANY_REDIRECTS)

    async def robots(self, web: GuardedTransport, url: WebURL) -> tuple[WebURL, Exchange]:
        """Fetch a robots.txt and return where it lay; more than five redirects mean that there is none."""
        done = await exchange(web, self._request("GET", url), read_robots)
        for _ in range(MAX_REDIRECTS):
            if not done.redirect:
                break
            url = self._hop(url, done.redirect)
            done = await self._moved_robots(web, url)
        return url, done

    async def _moved_robots(self, web: GuardedTransport, url: WebURL) -> Exchange:
        """Fetch a robots.txt another address has sent us to: where that fails, the site itself may be up."""
        try:
            return await exchange(web, self._request("GET", url), read_robots)
        except (FetchError, httpx.TransportError) as error:
            if isinstance(error, FetchError) and error.code is FetchCode.BLOCKED_ADDRESS:
                raise
            raise FetchError(FetchCode.ROBOTS) from error

    def _hop(self, url: WebURL, reference: str) -> WebURL:
        """Return where a redirect leads, checked as if it had been asked for."""
        try:
            target = follow(url, reference)
            self._guard.check(target)
        except FetchError as error:
            raise FetchError(error.code, message=_ASTRAY) from error
        return target

    def _request(
        self,
        method: str,
        url: WebURL,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        data: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        ours = {"User-Agent": self._user_agent, "Accept": _PAGES, "Accept-Encoding": ACCEPTED}
        return httpx.Request(method, url.text, headers={**ours, **(headers or {})}, json=json, data=data)
