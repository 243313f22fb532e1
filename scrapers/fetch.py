"""The only door to the web: what goes out is checked, paced and bounded, whoever named the address.

Only public addresses are dialled, on each hop; robots.txt is obeyed; a request ends within its deadline and a
page within 5 MB. The modules next to this one hold the rules and are private to the door: `web_url`, `guard`,
`robots`, `pace`, `wire`, `inflate`, `charset`, `fetch_error`.
"""

import asyncio
import json as json_module
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx

from scrapers.charset import decode
from scrapers.fetch_error import FetchCode, FetchError
from scrapers.guard import Guard, follow, parse_origins, parse_pairs, read_url
from scrapers.inflate import ACCEPTED, read_body
from scrapers.pace import Turns
from scrapers.robots import RobotsBook, RobotsFile, Rules
from scrapers.web_url import WebURL
from scrapers.wire import Exchange, exchange, explained, open_client, patient_exchange, read_page, read_robots

__all__ = ["DEFAULT_USER_AGENT", "ApiAnswer", "Door", "FetchCode", "FetchError", "Page"]

DEFAULT_USER_AGENT = "LeadHunterToolkit/0.1"
DEADLINE = 20.0
PAUSE = 1.0
MAX_REDIRECTS = 5
ALLOW_HOSTS_VARIABLE = "LEADHUNTER_ALLOW_HOSTS"

_PAGES = "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1"
_ASTRAY = "The site sends its visitors to an address that is not one of the public web."


@dataclass(frozen=True)
class Page:
    """A page as it was read. `redirects` are the addresses on the way to `final_url`, the asked one first.

    `headers` has lower-case names; `html` is decoded text; `seconds` counts from the turn at the host.
    """

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    html: str
    fetched_at: datetime
    redirects: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class ApiAnswer:
    """What a search or registry service answered, whatever its status."""

    status: int
    text: str
    headers: dict[str, str]
    url: str = ""

    def json(self) -> object:
        """Return the data of a JSON answer.

        Raises:
            FetchError: encoding, where it is not JSON.
        """
        try:
            data: object = json_module.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise FetchError(
                FetchCode.ENCODING,
                self.url,
                status=self.status,
                message="The service did not answer in JSON.",
                remedy="Check its address in the settings.",
            ) from error
        return data


@dataclass(frozen=True)
class _Session:
    """What belongs to one event loop."""

    web: httpx.AsyncClient
    providers: httpx.AsyncClient
    turns: Turns
    robots: RobotsBook


class Door:
    """Reads pages and asks services. To be used as `async with Door() as door`, in any event loop in turn.

    Args:
        user_agent: name and version under which we go; the name is what robots.txt files call us.
        allow_hosts: exact `HOST:PORT` pairs that may be dialled although not public, on top of those of
            LEADHUNTER_ALLOW_HOSTS.
        provider_urls: addresses of services from the configuration, for `api` alone; never from a page.
        deadline: seconds for one request with its robots.txt, redirects and retries. Waiting for earlier
            requests to the same host comes before.
        pause: seconds between two starts at one host; a longer Crawl-delay wins, up to half the deadline.
        respect_robots: whether robots.txt is asked for and obeyed.
    """

    def __init__(
        self,
        *,
        user_agent: str = DEFAULT_USER_AGENT,
        allow_hosts: Iterable[str] = (),
        provider_urls: Iterable[str] = (),
        deadline: float = DEADLINE,
        pause: float = PAUSE,
        respect_robots: bool = True,
    ) -> None:
        pairs = parse_pairs([*allow_hosts, *os.environ.get(ALLOW_HOSTS_VARIABLE, "").split(",")])
        self._providers = parse_origins(provider_urls)
        self._guard = Guard(pairs)
        self._provider_guard = Guard(pairs | {origin.pair for origin in self._providers.values()})
        self._user_agent = user_agent
        self._deadline = deadline
        self._pause = pause
        self._respect_robots = respect_robots
        self._known_rules: dict[str, Rules] = {}
        self._open: _Session | None = None

    @classmethod
    def from_config(cls, config: Mapping[str, Any], *, allow_hosts: Iterable[str] = ()) -> Self:
        """Build a door from the merged configuration: its `network` section and the addresses of services."""
        network = config.get("network") or {}
        searxng = (config.get("search") or {}).get("searxng_url")
        return cls(
            user_agent=_named(network.get("user_agent") or DEFAULT_USER_AGENT, network.get("contact") or ""),
            allow_hosts=[*(network.get("allow_hosts") or ()), *allow_hosts],
            provider_urls=[searxng] if searxng else (),
            deadline=float(network.get("timeout", DEADLINE)),
            pause=float(network.get("pause", PAUSE)),
            respect_robots=bool(network.get("respect_robots", True)),
        )

    async def __aenter__(self) -> Self:
        if self._open:
            raise RuntimeError("this door is already open")
        product = re.match(r"[A-Za-z_-]+", self._user_agent)
        self._open = _Session(
            web=open_client(self._guard),
            providers=open_client(self._provider_guard),
            turns=Turns(),
            robots=RobotsBook(
                product[0] if product else "LeadHunterToolkit", self._known_rules, self._ask_robots
            ),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        session, self._open = self._session, None
        await session.web.aclose()
        await session.providers.aclose()

    async def page(self, url: str) -> Page:
        """Read one web page, robots.txt obeyed.

        Raises:
            FetchError: with any of its codes.
        """
        with explained(url):
            target = read_url(url)
            self._guard.check(target)
            now = asyncio.get_running_loop().time
            async with self._session.turns.queue(target):
                begin = now()
                async with asyncio.timeout_at(begin + self._deadline):
                    await self._take_turn(target, await self._checked_rules(target))
            async with asyncio.timeout_at(begin + self._deadline):
                final, trail, done = await self._walk(target, begin + self._deadline)
        response = done.response
        return Page(
            url=url,
            final_url=final.text,
            status=response.status_code,
            headers=dict(response.headers.items()),
            html=decode(done.body, response.headers.get("content-type", "")),
            fetched_at=datetime.now(UTC),
            redirects=tuple(trail),
            seconds=now() - begin,
        )

    async def api(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> ApiAnswer:
        """Ask a service that is there for programs. An address of `provider_urls` need not be public.

        Only GET follows redirects; our own headers are not taken to another origin.

        Raises:
            FetchError: as `page`, without robots, not_html and http_error: any status is an answer.
        """
        with explained(url):
            target = read_url(url)
            if params:
                target = read_url(str(httpx.URL(target.text).copy_merge_params(params)))
            if target.origin not in self._providers:
                self._guard.check(target)
            loop = asyncio.get_running_loop()
            async with self._session.turns.queue(target):
                end = loop.time() + self._deadline
                async with asyncio.timeout_at(end):
                    await self._take_turn(target, None)
            async with asyncio.timeout_at(end):
                done = await self._call(method.upper(), target, json, dict(headers or {}), end)
        response = done.response
        text = decode(done.body, response.headers.get("content-type", ""))
        return ApiAnswer(response.status_code, text, dict(response.headers.items()), url)

    @property
    def _session(self) -> _Session:
        if not self._open:
            raise RuntimeError("open the door first: async with Door() as door")
        return self._open

    async def _checked_rules(self, url: WebURL) -> Rules | None:
        """Return the rules of a page's origin, None where none are asked for.

        Raises:
            FetchError: robots.
        """
        if not self._respect_robots:
            return None
        rules = await self._session.robots.rules(url)
        rules.check(url)
        return rules

    async def _take_turn(self, url: WebURL, rules: Rules | None) -> None:
        is_own = self._guard.exempts(url) or url.origin in self._providers
        delay = min(rules.crawl_delay, self._deadline / 2) if rules else 0.0
        await self._session.turns.wait(url, max(0.0 if is_own else self._pause, delay))

    async def _walk(self, url: WebURL, end: float) -> tuple[WebURL, list[str], Exchange]:
        """Follow redirects to the page, every hop checked as if it had been asked for."""
        trail: list[str] = []
        cookies = httpx.Cookies()
        while True:
            request = self._request("GET", url)
            cookies.set_cookie_header(request)
            done = await patient_exchange(self._session.web, request, read_page, end)
            if not done.redirect:
                if not done.response.is_success:
                    raise _refusal(done.response.status_code)
                return url, trail, done
            cookies.extract_cookies(done.response)
            trail.append(url.text)
            if len(trail) > MAX_REDIRECTS:
                raise FetchError(FetchCode.TOO_MANY_REDIRECTS)
            here, url = url, _hop(url, done.redirect, self._guard)
            rules = await self._checked_rules(url)
            if url.host != here.host:
                await self._take_turn(url, rules)

    async def _call(
        self, method: str, url: WebURL, json: object, headers: dict[str, str], end: float
    ) -> Exchange:
        home = url.origin
        client = self._session.providers if home in self._providers else self._session.web
        for _ in range(MAX_REDIRECTS + 1):
            request = self._request(method, url, {"Accept": "application/json", **headers}, json)
            done = await patient_exchange(client, request, read_body, end)
            if not done.redirect or method != "GET":
                return done
            url = follow(url, done.redirect)
            if url.origin != home:
                self._guard.check(url)
                client, headers = self._session.web, {}
        raise FetchError(FetchCode.TOO_MANY_REDIRECTS)

    async def _ask_robots(self, url: WebURL) -> RobotsFile:
        """Fetch a robots.txt within half the deadline; more than five redirects mean that there is none."""
        async with asyncio.timeout(self._deadline / 2):
            done = await exchange(self._session.web, self._request("GET", url), read_robots)
            for _ in range(MAX_REDIRECTS):
                if not done.redirect:
                    break
                url = _hop(url, done.redirect, self._guard)
                done = await self._moved_robots(url)
        return RobotsFile(done.response.status_code, decode(done.body))

    async def _moved_robots(self, url: WebURL) -> Exchange:
        """Fetch a robots.txt another address has sent us to: where that fails, the site itself may be up."""
        try:
            return await exchange(self._session.web, self._request("GET", url), read_robots)
        except (FetchError, httpx.TransportError) as error:
            if isinstance(error, FetchError) and error.code is FetchCode.BLOCKED_ADDRESS:
                raise
            raise FetchError(FetchCode.ROBOTS) from error

    def _request(
        self, method: str, url: WebURL, headers: Mapping[str, str] | None = None, json: object = None
    ) -> httpx.Request:
        ours = {"User-Agent": self._user_agent, "Accept": _PAGES, "Accept-Encoding": ACCEPTED}
        return httpx.Request(method, url.text, headers={**ours, **(headers or {})}, json=json)


def _hop(url: WebURL, reference: str, guard: Guard) -> WebURL:
    """Return where a redirect leads, checked as if it had been asked for."""
    try:
        target = follow(url, reference)
        guard.check(target)
    except FetchError as error:
        raise FetchError(error.code, message=_ASTRAY) from error
    return target


def _refusal(status: int) -> FetchError:
    """Say what a status means to someone who wants to read the page."""
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown status"
    remedies = {
        (401, 403): "The site keeps programs out, or asks for a password: open the page in a browser.",
        (404, 410): "The page is gone: start from the home page of the site.",
        (429, 503): "The site is busy: try again in some minutes.",
    }
    remedy = next((words for statuses, words in remedies.items() if status in statuses), "")
    message = f"The site answered with status {status} ({phrase})."
    return FetchError(FetchCode.HTTP_ERROR, status=status, message=message, remedy=remedy)


def _named(user_agent: str, contact: str) -> str:
    """Add whom a webmaster may write to; characters a header cannot hold are left out."""
    clean, reach = (re.sub(r"[^\x20-\x7e]|[()]", "", text).strip() for text in (user_agent, contact))
    return f"{clean or DEFAULT_USER_AGENT} (+{reach})" if reach else clean or DEFAULT_USER_AGENT
