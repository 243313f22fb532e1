"""The only door to the web: what goes out is checked, paced and bounded, whoever named the address.

Only public addresses are dialled, on each hop; robots.txt is obeyed; a request ends within its deadline and a
page within 5 MB. The modules next to this one hold the rules and are private to the door: `web_url`, `guard`,
`robots`, `pace`, `page`, `page_store`, `courier`, `wire`, `inflate`, `charset`, `fetch_error`.
"""

import asyncio
import hashlib
import json as json_module
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx

from config import locations
from scrapers.charset import decode
from scrapers.courier import Courier, Hop
from scrapers.fetch_error import FetchCode, FetchError, refusal
from scrapers.guard import Guard, parse_origins, parse_pairs, read_url
from scrapers.inflate import gunzipped
from scrapers.pace import Turns
from scrapers.page import ApiAnswer, Page, Resource, answer_of, page_of
from scrapers.page_store import DAY, PageStore, Stored, lifetime
from scrapers.robots import RobotsBook, RobotsFile, Rules
from scrapers.web_url import WebURL
from scrapers.wire import (
    Exchange,
    GuardedTransport,
    Reader,
    explained,
    read_any,
    read_found,
    read_page,
)

__all__ = ["DEFAULT_USER_AGENT", "ApiAnswer", "Door", "FetchCode", "FetchError", "Page", "Resource"]

DEFAULT_USER_AGENT = "LeadHunterToolkit/0.1"
DEADLINE = 20.0
PAUSE = 1.0
CONCURRENCY = 32
MAX_RESOURCE = 10_000_000
ALLOW_HOSTS_VARIABLE = "LEADHUNTER_ALLOW_HOSTS"


@dataclass(frozen=True)
class _Session:
    """What belongs to one event loop."""

    web: GuardedTransport
    providers: GuardedTransport
    turns: Turns
    slots: asyncio.Semaphore
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
        concurrency: how many pages are read at once, of all hosts; who waits for a host takes up no place.
        respect_robots: whether robots.txt is asked for and obeyed.
        store: where answers are kept, None to ask anew each time.
        keep: seconds an answer is good at least, whatever its server says.
        keep_looks: whether what `look` reads is kept too, for an audit that may have to go on later.
    """

    def __init__(
        self,
        *,
        user_agent: str = DEFAULT_USER_AGENT,
        allow_hosts: Iterable[str] = (),
        provider_urls: Iterable[str] = (),
        deadline: float = DEADLINE,
        pause: float = PAUSE,
        concurrency: int = CONCURRENCY,
        respect_robots: bool = True,
        store: PageStore | None = None,
        keep: float = DAY,
        keep_looks: bool = False,
    ) -> None:
        pairs = parse_pairs([*allow_hosts, *os.environ.get(ALLOW_HOSTS_VARIABLE, "").split(",")])
        self._providers = parse_origins(provider_urls)
        self._guard = Guard(pairs)
        self._provider_guard = Guard(pairs | {origin.pair for origin in self._providers.values()})
        self._user_agent = user_agent
        self._courier = Courier(user_agent, self._guard)
        self._deadline = deadline
        self._pause = pause
        self._concurrency = concurrency
        self._respect_robots = respect_robots
        self._store = store
        self._keep = keep
        self._keep_looks = keep_looks
        self._known_rules: dict[str, Rules] = {}
        self._open: _Session | None = None

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], *, allow_hosts: Iterable[str] = (), looks: PageStore | None = None
    ) -> Self:
        """Build a door from the merged configuration: its `network` section and the addresses of services.

        Answers are kept in the data folder unless `network.cache_hours` is 0; or, those to `look` too, in
        `looks`.
        """
        network = config.get("network") or {}
        hours = float(network.get("cache_hours", DAY / 3600))
        search = config.get("search") or {}
        services = (search.get(name) for name in ("searxng_url", "overpass_url", "registry_url"))
        return cls(
            user_agent=_named(network.get("user_agent") or DEFAULT_USER_AGENT, network.get("contact") or ""),
            allow_hosts=[*(network.get("allow_hosts") or ()), *allow_hosts],
            provider_urls=[url for url in services if url],
            deadline=float(network.get("timeout", DEADLINE)),
            pause=float(network.get("pause", PAUSE)),
            concurrency=int(network.get("concurrency", CONCURRENCY)),
            respect_robots=bool(network.get("respect_robots", True)),
            store=looks or (PageStore(locations.page_cache_file()) if hours else None),
            keep=DAY if looks else hours * 3600,
            keep_looks=looks is not None,
        )

    async def __aenter__(self) -> Self:
        if self._open:
            raise RuntimeError("this door is already open")
        self._open = _Session(
            web=GuardedTransport(self._guard),
            providers=GuardedTransport(self._provider_guard),
            turns=Turns(),
            slots=asyncio.Semaphore(self._concurrency),
            robots=RobotsBook(self.product, self._known_rules, self._ask_robots),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        session, self._open = self._session, None
        await session.web.aclose()
        await session.providers.aclose()
        if self._store:
            self._store.close()

    @property
    def product(self) -> str:
        """The name under which we go: what robots.txt files and robots directives call us."""
        name = re.match(r"[A-Za-z_-]+", self._user_agent)
        return name[0] if name else "LeadHunterToolkit"

    def check(self, url: str) -> None:
        """Refuse an address that can be refused without asking anybody.

        Raises:
            FetchError: its scheme, port or host is none of the public web.
        """
        with explained(url):
            self._guard.check(read_url(url))

    async def page(self, url: str, *, keep: float | None = None) -> Page:
        """Read one web page, robots.txt obeyed, from the store where it is fresh enough.

        Args:
            url: its address.
            keep: for how many seconds a stored page is good, in place of what its server and the settings
                say; with 0 its server is asked whether it has changed.

        Raises:
            FetchError: with any of its codes.
        """
        with explained(url):
            found, seconds = await self._answer("page", url, read_page, keep)
        return page_of(url, found, seconds)

    async def look(self, url: str) -> Page:
        """Read a page whatever its status, for those who judge pages; an answer that is none has no `html`.

        Raises:
            FetchError: as `page`, without http_error and not_html.
        """
        with explained(url):
            found, seconds = await self._answer("look", url, read_any, None)
        return page_of(url, found, seconds)

    async def document(self, url: str, *, limit: int = MAX_RESOURCE) -> Resource:
        """Read anything the web has, such as a sitemap; a body that is a gzip file comes unpacked.

        Raises:
            FetchError: as `page`, without not_html.
        """
        with explained(url):
            found, _ = await self._answer("document", url, partial(read_found, limit=limit), None)
            return Resource(
                url=url,
                final_url=found.final_url,
                status=found.status,
                headers=found.headers,
                body=gunzipped(found.body, limit),
                fetched_at=found.fetched_at,
                cached=found.cached,
            )

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the addresses of sitemaps that the robots.txt of a page's origin names.

        Raises:
            FetchError: the address is refused or its server cannot be reached.
        """
        with explained(url):
            target = read_url(url)
            self._guard.check(target)
            async with asyncio.timeout(self._deadline):
                return (await self._session.robots.rules(target)).sitemaps

    async def _answer(self, kind: str, url: str, read: Reader, keep: float | None) -> tuple[Stored, float]:
        """Return what an address answers, from the store or the web, and the seconds that took."""
        target = read_url(url)
        self._guard.check(target)
        key = f"{kind} {target.text}"
        looks = kind == "look"
        store = None if looks and not self._keep_looks else self._store
        known = store.get(key) if store else None
        if known and known.is_fresh(keep):
            await self._still_allowed(target, known)
            return known, known.seconds if looks else 0.0
        now = asyncio.get_running_loop().time
        async with self._session.turns.queue(target):
            begin = now()
            async with asyncio.timeout_at(begin + self._deadline):
                await self._take_turn(target, await self._checked_rules(target))
            waits = now()
            await self._session.slots.acquire()
            begin += now() - waits
            self._session.turns.started(target)
        try:
            async with asyncio.timeout_at(begin + self._deadline):
                final, trail, done = await self._courier.walk(
                    self._session.web, target, begin + self._deadline, read, known, self._enter
                )
        finally:
            self._session.slots.release()
        status = done.response.status_code
        if not self._guard.exempts(final):
            self._session.turns.hold(final, min(done.asked_to_wait, self._deadline / 2))
        if not (done.response.is_success or looks or (known and status == HTTPStatus.NOT_MODIFIED)):
            raise refusal(status)
        answer = self._recorded(url, final, trail, done, known)
        seconds = now() - begin
        if store:
            store.put(key, replace(answer, seconds=seconds))
        return answer, seconds

    async def _still_allowed(self, target: WebURL, known: Stored) -> None:
        """Hold what is in the store to the rules of today.

        Raises:
            FetchError: robots, or what the guard says of where the answer came from.
        """
        async with asyncio.timeout(self._deadline):
            await self._checked_rules(target)
            if known.final_url != target.text:
                final = read_url(known.final_url)
                self._guard.check(final)
                await self._checked_rules(final)

    def _recorded(
        self, url: str, final: WebURL, trail: list[Hop], done: Exchange, known: Stored | None
    ) -> Stored:
        headers = dict(done.response.headers.items())
        if known and done.response.status_code == HTTPStatus.NOT_MODIFIED:
            return known.renewed(headers, self._keep)
        return Stored(
            url=url,
            final_url=final.text,
            status=done.response.status_code,
            headers=headers,
            body=done.body,
            fetched_at=datetime.now(UTC),
            redirects=tuple(address for address, _ in trail),
            redirect_statuses=tuple(status for _, status in trail),
            expires=time.time() + lifetime(headers, self._keep),
        )

    async def api(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: object = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        pause: float = 0.0,
        keep: float = 0.0,
        worth_keeping: Callable[[ApiAnswer], bool] | None = None,
    ) -> ApiAnswer:
        """Ask a service that is there for programs. An address of `provider_urls` need not be public.

        Only GET follows redirects; our own headers are not taken to another origin.

        Args:
            method: GET or POST.
            url: where the service is.
            params: what is added to the address.
            json: what is sent as JSON.
            data: what is sent as a form.
            headers: what is sent besides our own, such as a key.
            pause: the least seconds between two questions to this service, in place of the settings' pause,
                where its operator names some.
            keep: for how many seconds a good answer to the same question is used again. Of the question only
                a hash is stored, so that no key gets to the disk.
            worth_keeping: tells a good answer from an error that comes with status 200.

        Raises:
            FetchError: as `page`, without robots, not_html and http_error: any status is an answer.
        """
        with explained(url):
            target = read_url(url)
            if params:
                target = read_url(str(httpx.URL(target.text).copy_merge_params(params)))
            if target.origin not in self._providers:
                self._guard.check(target)
            asked = json_module.dumps([method, target.text, json, dict(data or {}), dict(headers or {})])
            key = f"api {hashlib.sha256(asked.encode()).hexdigest()}"
            known = self._store.get(key) if self._store and keep else None
            if known and known.is_fresh(keep):
                return answer_of(url, known)
            loop = asyncio.get_running_loop()
            async with self._session.turns.queue(target):
                end = loop.time() + self._deadline
                async with asyncio.timeout_at(end):
                    await self._take_turn(target, None, pause)
            async with asyncio.timeout_at(end):
                web = self._session.web
                services = self._session.providers if target.origin in self._providers else web
                done = await self._courier.ask(
                    services, web, method.upper(), target, end, json=json, data=data, headers=headers
                )
        stored = replace(self._recorded("", target, [], done, None), final_url="")
        answer = answer_of(url, stored)
        good = done.response.is_success and (worth_keeping is None or worth_keeping(answer))
        if self._store and keep and good:
            self._store.put(key, stored)
        return answer

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

    async def _take_turn(self, url: WebURL, rules: Rules | None, pause: float = 0.0) -> None:
        is_own = self._guard.exempts(url) or url.origin in self._providers
        delay = min(rules.crawl_delay, self._deadline / 2) if rules else 0.0
        usual = 0.0 if is_own else self._pause
        await self._session.turns.wait(url, max(pause or usual, delay))

    async def _ask_robots(self, url: WebURL) -> RobotsFile:
        """Fetch a robots.txt within half the deadline."""
        key = f"robots {url.text}"
        known = self._store.get(key) if self._store else None
        if known and known.is_fresh(DAY):
            age = time.time() - known.fetched_at.timestamp()
            return RobotsFile(known.status, decode(known.body), age)
        async with asyncio.timeout(self._deadline / 2):
            final, done = await self._courier.robots(self._session.web, url)
        if self._store and done.response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._store.put(key, self._recorded(url.text, final, [], done, None))
        return RobotsFile(done.response.status_code, decode(done.body))

    async def _enter(self, here: WebURL, url: WebURL) -> None:
        """Obey the rules of the address a redirect leads to, and wait for our turn at another host."""
        rules = await self._checked_rules(url)
        if url.host != here.host:
            await self._take_turn(url, rules)


def _named(user_agent: str, contact: str) -> str:
    """Add whom a webmaster may write to; characters a header cannot hold are left out."""
    clean, reach = (re.sub(r"[^\x20-\x7e]|[()]", "", text).strip() for text in (user_agent, contact))
    return f"{clean or DEFAULT_USER_AGENT} (+{reach})" if reach else clean or DEFAULT_USER_AGENT
