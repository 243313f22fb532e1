"""The crawl of one site over loopback: what is read, in which order, and what is left alone."""

import asyncio
import threading
from collections.abc import Mapping

from scrapers.crawl import (
    FOR_AUDIT,
    Crawl,
    CrawledPage,
    CrawlLimits,
    PageRole,
    Purpose,
    StopReason,
    crawl,
)
from scrapers.fetch import Door
from tests.servers.loopback import LoopbackWeb, Reply, answer
from tests.servers.small_web import SmallWeb, html


def page(title: str, *links: str, head: str = "", text: str = "") -> bytes:
    anchors = "".join(f'<a href="{url}">{url.strip("/")}</a>' for url in links)
    return (
        f"<!doctype html><title>{title}</title>{head}<body><h1>{title}</h1>{text}{anchors}</body>"
    ).encode()


def crawled(
    web: LoopbackWeb,
    *,
    start: str = "/",
    purpose: Purpose = Purpose.AUDIT,
    limits: CrawlLimits = FOR_AUDIT,
    also: tuple[str, ...] = (),
    cancel: threading.Event | None = None,
) -> tuple[Crawl, list[CrawledPage]]:
    async def run() -> tuple[Crawl, list[CrawledPage]]:
        async with Door(allow_hosts=[web.pair], deadline=5.0) as door:
            found = crawl(
                door,
                web.url + start,
                purpose=purpose,
                limits=limits,
                also=[web.url + path for path in also],
                cancel=cancel,
            )
            return found, [one async for one in found]

    return asyncio.run(run())


def site(pages: Mapping[str, Reply | list[Reply] | bytes], robots: str = "") -> LoopbackWeb:
    served = {
        path: reply if not isinstance(reply, bytes) else answer(body=reply) for path, reply in pages.items()
    }
    return LoopbackWeb(served, answer(body=robots.encode(), kind="text/plain") if robots else None)


def paths(web: LoopbackWeb, pages: list[CrawledPage]) -> list[str]:
    return [one.url.removeprefix(web.url) for one in pages]


def test_an_audit_goes_level_by_level():
    pages = {f"/{n}": page(f"n{n}", f"/{2 * n + 1}", f"/{2 * n + 2}") for n in range(15)}
    with site({"/": page("start", "/0"), **pages}) as web:
        run, found = crawled(web, limits=CrawlLimits(pages=100, depth=3, concurrency=4))
    depths = [one.depth for one in found]
    assert depths == sorted(depths)
    assert set(paths(web, found)) == {"/", *(f"/{n}" for n in range(7))}
    assert run.stopped is StopReason.DONE


def test_for_contacts_the_telling_pages_come_first():
    links = {
        "/blog/plombier": "Dix conseils pour bien choisir son plombier et le contacter un dimanche",
        "/produits": "Produits",
        "/prestations": "Nos prestations",
        "/equipe": "Qui sommes-nous ?",
        "/ml": "Mentions légales",
        "/nous-ecrire": "Contactez-nous",
    }
    pages = {"/": html("Accueil", "Bonjour", links=links)}
    pages |= {path: html(path, f"Page {path}") for path in links}
    with SmallWeb({"fournil": pages}) as web:

        async def run() -> list[CrawledPage]:
            async with Door(allow_hosts=web.hosts) as door:
                limits = CrawlLimits(pages=5, concurrency=1)
                return [one async for one in crawl(door, web.page("fournil"), limits=limits)]

        found = asyncio.run(run())
    assert [one.role for one in found] == [
        PageRole.HOME,
        PageRole.CONTACT,
        PageRole.LEGAL,
        PageRole.ABOUT,
        PageRole.SERVICES,
    ]
