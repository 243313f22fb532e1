"""The crawl of one site over loopback: what is read, in which order, and what is left alone."""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import replace

import pytest

from scrapers.crawl import (
    FOR_AUDIT,
    Crawl,
    CrawledPage,
    CrawlLimits,
    PageRole,
    Purpose,
    Source,
    StopReason,
    Trap,
    crawl,
)
from scrapers.crawl_frontier import Frontier
from scrapers.fetch import Door, FetchCode
from scrapers.page_links import read_links
from tests.servers.clock import Clock
from tests.servers.loopback import LoopbackWeb, Reply, answer, moved
from tests.servers.small_web import SmallWeb, html


def page(title: str, *links: str, head: str = "", text: str = "") -> str:
    anchors = "".join(f'<a href="{url}">{url.strip("/")}</a>' for url in links)
    return f"<!doctype html><title>{title}</title>{head}<body><h1>{title}</h1>{text}{anchors}</body>"


def crawled(
    web: LoopbackWeb,
    *,
    start: str = "/",
    purpose: Purpose = Purpose.AUDIT,
    limits: CrawlLimits = FOR_AUDIT,
    also: tuple[str, ...] = (),
    cancel: threading.Event | None = None,
    clock: Clock | None = None,
) -> tuple[Crawl, list[CrawledPage]]:
    async def run() -> tuple[Crawl, list[CrawledPage]]:
        async with Door(allow_hosts=[web.pair], deadline=60.0) as door:
            found = crawl(
                door,
                web.url + start,
                purpose=purpose,
                limits=limits,
                also=[web.url + path for path in also],
                cancel=cancel,
            )
            return found, [one async for one in found]

    return clock.run(run()) if clock else asyncio.run(run())


def site(pages: Mapping[str, Reply | str], robots: str = "") -> LoopbackWeb:
    served = {
        path: answer(body=reply.encode()) if isinstance(reply, str) else reply
        for path, reply in pages.items()
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


def test_what_a_page_says_of_itself():
    pages = {
        "/": page("start", "/a", "http://other.example/x"),
        "/a": page(
            "a",
            "/",
            head='<link rel=canonical href="/a"><meta name=robots content="noindex">',
        ),
    }
    with site(pages) as web:
        _, (start, second) = crawled(web)
    assert (start.depth, start.source, start.referrer, start.status) == (0, Source.START, "", 200)
    assert [link.url for link in start.links] == [f"{web.url}/a", "http://other.example/x"]
    assert (second.depth, second.source, second.referrer) == (1, Source.LINK, f"{web.url}/")
    assert second.canonical == f"{web.url}/a"
    assert (second.noindex, second.nofollow, second.duplicate_of) == (True, False, "")
    assert "other.example" not in {request.headers["host"] for request in web.requests}


def test_an_audit_sees_statuses_redirects_files_and_errors():
    pages: dict[str, Reply | str] = {
        "/": page("start", "/gone", "/moved", "/closed", "/data", "/away"),
        "/moved": moved("/new", 301),
        "/new": page("new"),
        "/data": answer(body=b"{}", kind="application/json"),
        "/away": moved("http://127.0.0.1:9/"),
    }
    with site(pages, "User-agent: *\nDisallow: /closed") as web:
        _, found = crawled(web)
    by_path = dict(zip(paths(web, found), found, strict=True))
    assert (by_path["/gone"].status, by_path["/gone"].error) == (404, None)
    assert by_path["/moved"].final_url == f"{web.url}/new"
    assert by_path["/moved"].page
    assert by_path["/moved"].page.redirects == (f"{web.url}/moved",)
    assert by_path["/moved"].page.redirect_statuses == (301,)
    assert by_path["/data"].page
    assert by_path["/data"].page.html == ""
    assert by_path["/closed"].error
    assert by_path["/closed"].error.code is FetchCode.ROBOTS
    assert by_path["/away"].error
    assert by_path["/away"].error.code is FetchCode.BLOCKED_ADDRESS
    assert "/closed" not in web.targets()


@pytest.mark.parametrize(
    ("link", "head", "headers"),
    [
        ('<a href="/b" rel="noopener nofollow">b</a>', "", {}),
        ('<a href="/b">b</a>', '<meta name="ROBOTS" content="index, NoFollow">', {}),
        ('<a href="/b">b</a>', '<meta name="LeadHunterToolkit" content="none">', {}),
        ('<a href="/b">b</a>', "", {"X_Robots_Tag": "noindex, nofollow"}),
        ('<a href="/b">b</a>', "", {"X_Robots_Tag": "leadhuntertoolkit: nofollow"}),
        ('<p style="display:none"><a href="/b">b</a></p>', "", {}),
        ('<a href="/b" hidden>b</a>', "", {}),
    ],
)
def test_links_that_are_not_to_be_followed(link, head, headers):
    start = f"<!doctype html><title>x</title>{head}<body><p>Accueil</p>{link}</body>"
    with site({"/": answer(body=start.encode(), **headers), "/b": page("b")}) as web:
        _, found = crawled(web)
    assert paths(web, found) == ["/"]


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        ('<meta name="otherbot" content="nofollow">', {}),
        ('<meta name="robots" content="noindex">', {}),
        ("", {"X_Robots_Tag": "otherbot: noindex, nofollow"}),
        ("", {"X_Robots_Tag": "unavailable_after: 25 Jun 2030 15:00:00 PST"}),
    ],
)
def test_directives_for_others_or_about_listing_close_no_link(head, headers):
    start = f'<!doctype html><title>x</title>{head}<body><a href="/b">b</a></body>'
    with site({"/": answer(body=start.encode(), **headers), "/b": page("b")}) as web:
        _, found = crawled(web)
    assert paths(web, found) == ["/", "/b"]


def test_menus_framesets_maps_and_sent_on_visitors_lead_on():
    menu = "".join(f'<li><a href="/m{n}">m{n}</a></li>' for n in range(3))
    start = (
        '<meta http-equiv="refresh" content="3; url=/refreshed"><frame src="/frame">'
        f'<ul style="display:none">{menu}</ul><map><area href="/area" alt="Atelier"></map>'
    )
    pages = {"/": f"<!doctype html><body>{start}"}
    with site(pages) as web:
        _, found = crawled(web)
    assert {"/refreshed", "/m0", "/m1", "/m2", "/area"} <= set(paths(web, found))


# --- traps --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/brochure.pdf", Trap.FILE),
        ("/photo.JPG?v=2", Trap.FILE),
        ("/blog/feed/", Trap.FILE),
        ("/a/b/c/d/e/f/g/h/i", Trap.DEEP_PATH),
        ("/a/x/a/y/a", Trap.REPEATED_SEGMENT),
        ("/shop?a=1&b=2&c=3&d=4", Trap.MANY_PARAMETERS),
        ("/agenda/2027-03", Trap.CALENDAR),
        ("/calendrier/2027/03/14", Trap.CALENDAR),
        ("/evenements?month=12&year=2031", Trap.CALENDAR),
        ("/2026/11/", Trap.CALENDAR),
        ("/x?tribe-bar-date=2027-01-01", Trap.CALENDAR),
        ("/shop?add-to-cart=12", Trap.ACTION),
        ("/shop?orderby=price", Trap.ACTION),
        ("/wp-login.php", Trap.ACTION),
    ],
)
def test_traps_are_left_alone_and_counted(path, why):
    with site({"/": page("start", path)}) as web:
        run, found = crawled(web)
    assert (paths(web, found), run.skipped) == (["/"], {why: 1})
    assert web.targets() == ["/", "/sitemap.xml"]


@pytest.mark.parametrize(
    "path",
    [
        "/2024/03/nos-conseils",
        "/fr/nos-services/plomberie",
        "/index.php?page=contact&lang=fr",
        "/agenda",
        "/produits/2024",
        "/a/a",
        "/page.html",
        "/v1.2/notes",
        "/index.php?m=3",
        "/index.php?action=contact",
        "/modeles/2008",
    ],
)
def test_ordinary_addresses_are_no_traps(path):
    with site({"/": page("start", path), path.partition("?")[0]: page("there")}) as web:
        _, found = crawled(web)
    assert len(found) == 2


def test_an_address_longer_than_a_browser_takes_is_no_link():
    with site({"/": page("start", "/" + "x" * 2083)}) as web:
        _, found = crawled(web)
    assert (len(found), found[0].links) == (1, ())


def test_the_id_of_a_visit_makes_no_new_page():
    session = "0123456789abcdef0123456789abcdef"
    links = (f"/a?PHPSESSID={session}", f"/a;jsessionid={session}", f"/a?sid={session[::-1]}", "/a")
    with site({"/": page("start", *links), "/a": page("a")}) as web:
        _, found = crawled(web)
    assert paths(web, found) == ["/", "/a"]


def test_an_endless_calendar_of_words_ends_with_its_third_equal_page():
    pages = {"/": page("start", "/mois/m1", "/mois/m2", "/mois/m3", "/mois/m4", "/mois/m5", "/autre")}
    pages |= {f"/mois/m{n}": page("Agenda", text="<p>Aucun événement.</p>") for n in range(1, 9)}
    pages["/autre"] = page("Autre")
    limits = CrawlLimits(pages=50, depth=5, concurrency=1)
    with site(pages) as web:
        run, found = crawled(web, limits=limits)
    assert paths(web, found) == ["/", "/mois/m1", "/mois/m2", "/mois/m3", "/autre"]
    assert [one.duplicate_of.removeprefix(web.url) for one in found] == ["", "", "/mois/m1", "/mois/m1", ""]
    assert run.skipped == {Trap.SAME_CONTENT: 2}


def test_pages_under_construction_hide_no_others():
    soon = page("Bientôt")
    pages = {
        "/": page("start", "/a", "/b", "/c", "/d", "/x/a", "/x/b", "/x/c", "/x/contact", "/x/d"),
        "/d": page("d"),
    }
    pages |= dict.fromkeys(("/a", "/b", "/c", "/x/a", "/x/b", "/x/c"), soon) | {"/x/contact": page("Contact")}
    with site(pages) as web:
        run, found = crawled(web, limits=CrawlLimits(pages=50, depth=5, concurrency=1))
    assert {"/d", "/x/contact"} <= set(paths(web, found))
    assert (run.skipped, run.stopped) == ({Trap.SAME_CONTENT: 3}, StopReason.DONE)


def test_a_path_that_grows_with_each_click_ends():
    with LoopbackWeb({"/": answer(body=page("x", "a/").encode())}) as web:
        web.pages = _Everything(answer(body=page("x", "a/", "b/").encode()))
        _, found = crawled(web, limits=CrawlLimits(pages=200, depth=50))
    assert len(found) <= 3


def test_a_site_without_end_ends_at_the_limit():
    class Endless(dict[str, Reply | list[Reply]]):
        def get(self, path, default=None):
            if path in {"/robots.txt", "/sitemap.xml"}:
                return answer(404)
            number = int(path.strip("/") or 0)
            return answer(body=page(f"Page {number}", f"/{2 * number + 1}", f"/{2 * number + 2}").encode())

    with LoopbackWeb({}) as web:
        web.pages = Endless()
        run, found = crawled(web, limits=CrawlLimits(depth=50))
    assert (len(found), run.stopped) == (40, StopReason.PAGES)


class _Everything(dict[str, Reply | list[Reply]]):
    def __init__(self, reply: bytes) -> None:
        super().__init__()
        self._reply = reply

    def get(self, path, default=None):
        return answer(404) if path in {"/robots.txt", "/sitemap.xml"} else self._reply


# --- duplicates ---------------------------------------------------------------------------------------------


def test_an_order_of_the_same_list_is_no_page_of_its_own():
    pages = {
        "/": page("start", "/liste?tri=prix"),
        "/liste": page("liste", "/x", head='<link rel="canonical" href="/liste">'),
        "/x": page("x"),
    }
    with site(pages) as web:
        _, found = crawled(web, limits=CrawlLimits(pages=20, depth=5, concurrency=1))
    assert paths(web, found) == ["/", "/liste?tri=prix", "/liste", "/x"]
    assert found[1].duplicate_of == f"{web.url}/liste"


def test_a_home_page_named_as_canonical_everywhere_hides_nothing():
    head = '<link rel="canonical" href="/">'
    pages = {
        "/": page("start", "/a", head=head),
        "/a": page("a", "/b", head=head),
        "/b": page("b", head=head),
    }
    with site(pages) as web:
        _, found = crawled(web)
    assert paths(web, found) == ["/", "/a", "/b"]


def test_two_addresses_that_lead_to_one_page():
    pages = {
        "/": page("start", "/old", "/new"),
        "/old": moved("/new", 301),
        "/new": page("new", "/x"),
        "/x": page("x"),
    }
    with site(pages) as web:
        _, found = crawled(web, limits=CrawlLimits(pages=20, depth=5, concurrency=1))
    assert paths(web, found) == ["/", "/old", "/x"]
    assert web.targets().count("/new") == 1


# --- sitemaps -----------------------------------------------------------------------------------------------


def urlset(web: LoopbackWeb, *listed: str) -> bytes:
    rows = "".join(f"<url><loc>{web.url}{path}</loc></url>" for path in listed)
    return answer(
        body=f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode(),
        kind="application/xml",
    )


def test_an_audit_reads_what_only_the_sitemap_knows_last():
    pages = {
        "/": page("start", "/a"),
        "/a": page("a"),
        "/orphan": page("orphan", "/under"),
        "/under": page("under"),
    }
    with site(pages) as web:
        web.pages["/sitemap.xml"] = urlset(web, "/", "/a", "/orphan", "/photo.jpg")
        run, found = crawled(web)
    assert [(path, one.depth, one.source) for path, one in zip(paths(web, found), found, strict=True)] == [
        ("/", 0, Source.START),
        ("/a", 1, Source.LINK),
        ("/orphan", None, Source.SITEMAP),
        ("/under", None, Source.LINK),
    ]
    assert run.sitemaps
    assert len(run.sitemaps.entries) == 4


def test_the_sitemap_is_known_even_where_the_pages_run_out():
    pages = {"/": page("start", *(f"/{n}" for n in range(9)))} | {f"/{n}": page(f"n{n}") for n in range(9)}
    with site(pages) as web:
        web.pages["/sitemap.xml"] = urlset(web, "/orphan")
        run, found = crawled(web, limits=CrawlLimits(pages=5, depth=5))
    assert (len(found), run.stopped) == (5, StopReason.PAGES)
    assert run.sitemaps
    assert [entry.url for entry in run.sitemaps.entries] == [f"{web.url}/orphan"]


def test_for_contacts_the_sitemap_is_asked_where_no_link_helps_and_takes_no_place():
    pages = {
        "/": page("start", *(f"/blog/article-{n}" for n in range(9))),
        "/nous-contacter": page("Contact"),
        "/mentions-legales": page("Mentions"),
    }
    pages |= {f"/blog/article-{n}": page(f"Article {n}") for n in range(9)}
    with site(pages) as web:
        listed = [f"/blog/article-{n}" for n in range(200)]
        web.pages["/sitemap.xml"] = urlset(web, *listed, "/nous-contacter", "/mentions-legales")
        _, found = crawled(web, purpose=Purpose.CONTACTS, limits=CrawlLimits(pages=4, depth=2, concurrency=3))
    assert set(paths(web, found)) == {"/", "/nous-contacter", "/mentions-legales", "/blog/article-0"}


def test_for_contacts_no_sitemap_is_asked_where_links_help():
    with site({"/": page("start", "/contact"), "/contact": page("Contact")}) as web:
        crawled(web, purpose=Purpose.CONTACTS)
    assert web.targets() == ["/", "/contact"]


# --- the edges of a site, and its end -----------------------------------------------------------------------


def test_a_start_below_the_home_page_reads_both_for_contacts():
    pages = {"/": page("start", "/contact"), "/contact": page("Contact"), "/ville/bordeaux": page("Bordeaux")}
    with site(pages) as web:
        _, found = crawled(web, start="/ville/bordeaux", purpose=Purpose.CONTACTS)
    assert set(paths(web, found)) == {"/ville/bordeaux", "/", "/contact"}
    assert "/sitemap.xml" not in web.targets()


def test_the_site_is_where_the_start_leads():
    shop = {"/": html("Boutique", "Bonjour", links={"/contact": "Contact"}), "/contact": html("Contact", "x")}
    with SmallWeb({"boutique": shop}) as web, LoopbackWeb({"/": moved(web.page("boutique"))}) as old:

        async def run() -> list[CrawledPage]:
            async with Door(allow_hosts=[*web.hosts, old.pair]) as door:
                return [one async for one in crawl(door, old.url)]

        found = asyncio.run(run())
    assert [(one.final_url, one.on_site) for one in found] == [
        (web.page("boutique"), True),
        (web.page("boutique", "/contact"), True),
    ]


def test_a_link_that_leaves_the_site_by_a_redirect_is_not_followed_there():
    elsewhere = {"/": html("Annuaire", "Autres", links={"/contact": "Contact"})}
    with SmallWeb({"annuaire": elsewhere}) as web:
        pages = {"/": page("start", "/partenaires"), "/partenaires": moved(web.page("annuaire"))}
        with site(pages) as own:

            async def run() -> list[CrawledPage]:
                async with Door(allow_hosts=[*web.hosts, own.pair]) as door:
                    return [
                        one async for one in crawl(door, own.url, limits=FOR_AUDIT, purpose=Purpose.AUDIT)
                    ]

            found = asyncio.run(run())
        assert [one.on_site for one in found] == [True, False]
        assert "annuaire/contact" not in web.asked


@pytest.mark.parametrize("url", ["", "boulangerie", "ftp://bakery.example/", "http://10.0.0.1/", "http://"])
def test_an_address_that_is_none_is_one_answer_and_not_an_exception(url):
    async def run() -> tuple[Crawl, list[CrawledPage]]:
        async with Door(deadline=60.0) as door:
            found = crawl(door, url)
            return found, [one async for one in found]

    run_, pages = asyncio.run(run())
    assert len(pages) == 1
    assert pages[0].error
    assert pages[0].error.code in {
        FetchCode.INVALID_URL,
        FetchCode.BLOCKED_SCHEME,
        FetchCode.BLOCKED_ADDRESS,
    }
    assert run_.stopped is StopReason.REFUSED


def test_a_site_that_goes_down_is_left_alone():
    pages: dict[str, Reply | str] = {"/": page("start", *(f"/{n}" for n in range(30)))}
    pages |= {f"/{n}": lambda connection: connection.close() for n in range(30)}
    with site(pages) as web:
        run, found = crawled(web, limits=CrawlLimits(pages=30, depth=3, concurrency=1))
    assert run.stopped is StopReason.UNREACHABLE
    assert len(found) == 4


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_site_that_says_it_is_busy_is_left_alone(status, purpose):
    links = [f"/contact-{n}" for n in range(30)]
    pages: dict[str, Reply | str] = {"/": page("start", *links)} | dict.fromkeys(links, answer(status))
    with site(pages) as web:
        limits = CrawlLimits(pages=30, depth=3, concurrency=1)
        run, found = crawled(web, limits=limits, purpose=purpose)
    assert (run.stopped, len(found)) == (StopReason.BUSY, 4)


def test_a_home_page_that_fails_still_lets_others_be_read():
    pages: dict[str, Reply | str] = {"/": answer(500), "/contact": page("Contact")}
    with site(pages) as web:
        _, found = crawled(web, purpose=Purpose.CONTACTS, also=("/contact",))
    assert [(path, one.status) for path, one in zip(paths(web, found), found, strict=True)] == [
        ("/", 500),
        ("/contact", 200),
    ]


def test_time_and_the_stop_button_end_a_crawl():
    clock = Clock()

    def hang(connection):
        clock.forward(20)
        connection.recv(1)

    pages: dict[str, Reply | str] = {"/": page("start", "/slow"), "/slow": hang}
    with site(pages) as web:
        run, found = crawled(web, limits=CrawlLimits(seconds=20), clock=clock)
        assert (len(found), run.stopped) == (1, StopReason.SECONDS)
    stop = threading.Event()
    with site(pages) as web:

        async def stopped() -> tuple[Crawl, list[str]]:
            async with Door(allow_hosts=[web.pair]) as door:
                run = crawl(door, web.url, limits=FOR_AUDIT, purpose=Purpose.AUDIT, cancel=stop)
                seen = []
                async for one in run:
                    seen.append(one.url)
                    stop.set()
                return run, seen

        run, seen = asyncio.run(stopped())
        assert (seen, run.stopped) == ([f"{web.url}/"], StopReason.CANCELLED)


def test_a_reader_who_leaves_early_leaves_no_request_behind():
    pages = {"/": page("start", *(f"/{n}" for n in range(50)))} | {f"/{n}": page(f"n{n}") for n in range(50)}
    with site(pages) as web:

        async def run() -> int:
            async with Door(allow_hosts=[web.pair]) as door:
                async with aclosing(
                    crawl(door, web.url, limits=FOR_AUDIT, purpose=Purpose.AUDIT).pages()
                ) as found:
                    async for one in found:
                        if one.depth == 1:
                            break
                return len(asyncio.all_tasks())

        assert asyncio.run(run()) == 1


def test_a_page_drawn_by_scripts_is_read_again_where_that_is_wanted():
    class Browser:
        async def read_again(self, page):
            if "Contact" in page.html:
                return page, "No browser."
            return replace(page, html='<a href="/contact">Contact</a>'), ""

    with site({"/": "<script>draw()</script>", "/contact": page("Contact")}) as web:

        async def run() -> list[CrawledPage]:
            async with Door(allow_hosts=[web.pair]) as door:
                return [one async for one in crawl(door, web.url, renderer=Browser())]

        found = asyncio.run(run())
    assert [(path, one.notice) for path, one in zip(paths(web, found), found, strict=True)] == [
        ("/", ""),
        ("/contact", "No browser."),
    ]


def test_a_page_that_breaks_the_reader_costs_that_page_only(monkeypatch, caplog):
    def broken(html, *rest):
        if "<h1>bad" in html:
            raise ValueError("a bug")
        return read_links(html, *rest)

    monkeypatch.setattr("scrapers.crawl.read_links", broken)
    with site({"/": page("start", "/bad", "/good"), "/bad": page("bad"), "/good": page("good")}) as web:
        run, found = crawled(web)
    errors = {one.url.removeprefix(web.url): one.error and one.error.code for one in found}
    assert errors == {"/": None, "/bad": FetchCode.NOT_HTML, "/good": None}
    assert run.stopped is StopReason.DONE
    assert "could not be read" in caplog.text


def test_of_several_legal_pages_the_notice_is_read():
    links = ["/cgv", "/confidentialite", "/cookies", "/mentions-legales"]
    with site({"/": page("start", *links)} | {link: page(link) for link in links}) as web:
        _, found = crawled(web, purpose=Purpose.CONTACTS, limits=CrawlLimits(pages=2, depth=2, concurrency=1))
    assert paths(web, found) == ["/", "/mentions-legales"]


def test_other_hosts_of_the_same_domain_are_not_home_pages():
    frontier = Frontier(Purpose.CONTACTS, most_depth=2)
    frontier.add("https://www.fournil.example/", Source.START)
    start = frontier.pop()
    assert start
    for url in (
        "https://jobs.fournil.example/",
        "https://fournil.example/en/",
        "https://www.fournil.example/contact",
    ):
        frontier.add(url, Source.LINK, found_on=start)
    found = [frontier.pop() for _ in range(3)]
    assert [(one.url, one.role) for one in found if one] == [
        ("https://www.fournil.example/contact", PageRole.CONTACT),
        ("https://fournil.example/en/", PageRole.HOME),
        ("https://jobs.fournil.example/", PageRole.OTHER),
    ]


def test_for_contacts_one_page_has_one_address():
    frontier = Frontier(Purpose.CONTACTS, most_depth=2)
    for url in ("http://fournil.example/contact", "https://www.fournil.example/contact/?utm_source=x"):
        frontier.add(url, Source.LINK)
    assert [bool(frontier.pop()), frontier.pop()] == [True, None]
