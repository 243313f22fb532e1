"""The crawl on sites as the usual builders build them: a handful of pages, the right ones, nothing twice."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from scrapers.crawl import FOR_AUDIT, FOR_CONTACTS, CrawledPage, PageRole, Purpose, Source, crawl
from scrapers.fetch import Door
from tests.servers.loopback import LoopbackWeb, Reply, answer, moved
from tests.servers.small_web import SmallWeb, html

CONTACT = html("Contact", "12 rue des Lilas, 33000 Bordeaux. Tél. 05 36 49 10 20")
LEGAL = html("Mentions légales", "SIRET 123 456 782 00010")


def served(
    web: LoopbackWeb, *, purpose: Purpose = Purpose.CONTACTS, one_by_one: bool = False
) -> list[CrawledPage]:
    limits = FOR_CONTACTS if purpose is Purpose.CONTACTS else FOR_AUDIT
    limits = replace(limits, concurrency=1) if one_by_one else limits

    async def run() -> list[CrawledPage]:
        async with Door(allow_hosts=[web.pair], deadline=60.0) as door:
            return [page async for page in crawl(door, f"{web.url}/", purpose=purpose, limits=limits)]

    return asyncio.run(run())


def site(pages: Mapping[str, str], **more: Reply) -> LoopbackWeb:
    return LoopbackWeb({path: answer(body=text.encode()) for path, text in pages.items()} | more)


def listing(web: LoopbackWeb, kind: str, *paths: str) -> bytes:
    row = "sitemap" if kind == "sitemapindex" else "url"
    rows = "".join(f"<{row}><loc>{web.url}{path}</loc></{row}>" for path in paths)
    return answer(body=f"<{kind}>{rows}</{kind}>".encode(), kind="application/xml")


def read(pages: list[CrawledPage]) -> list[str]:
    return [f"/{page.url.split('/', 3)[3]}" for page in pages]


def test_a_blog_whose_menu_scripts_draw_and_whose_index_lists_five_hundred_articles() -> None:
    articles = [f"/2024/05/conseil-de-plombier-{n}/" for n in range(500)]
    pages = {"/": html("Accueil", "Bonjour", links=dict.fromkeys(articles[:20], "Lire la suite"))}
    pages |= {path: html(path, path) for path in articles}
    pages |= {
        "/nous-contacter/": CONTACT,
        "/mentions-legales/": LEGAL,
        "/nos-prestations/": html("P", "Fuites"),
    }
    with site(pages) as web:
        web.pages["/sitemap.xml"] = moved("/wp-sitemap.xml", 301)
        kinds = ("posts-post-1", "posts-page-1", "taxonomies-category-1", "taxonomies-post_tag-1", "users-1")
        files = [f"/wp-sitemap-{kind}.xml" for kind in kinds]
        web.pages["/wp-sitemap.xml"] = listing(web, "sitemapindex", *files)
        web.pages[files[0]] = listing(web, "urlset", *articles)
        telling = ["/nous-contacter/", "/mentions-legales/", "/nos-prestations/"]
        web.pages[files[1]] = listing(web, "urlset", "/", *telling)
        found = served(web)
        assert len(web.targets()) <= 14, "sitemaps included"
    assert {*telling, "/"} <= set(read(found))
    assert len(found) <= FOR_CONTACTS.pages
    assert sum(page.role is PageRole.OTHER for page in found) <= 1


@pytest.mark.parametrize("articles", [900, 3_000])
def test_one_list_with_the_contact_page_behind_all_articles(articles: int) -> None:
    with site({"/": html("Start", "Hallo"), "/kontakt": CONTACT, "/impressum": LEGAL}) as web:
        posts = [f"/blog/beitrag-{n}" for n in range(articles)]
        web.pages["/sitemap.xml"] = listing(web, "urlset", *posts, "/kontakt", "/impressum")
        found = served(web)
    assert {"/kontakt", "/impressum"} <= set(read(found))
    assert {page.source for page in found} == {Source.START, Source.SITEMAP}


def test_a_builders_site_with_absolute_links_anchors_and_tracking_parameters() -> None:
    with LoopbackWeb({}) as web:
        menu = {
            f"{web.url}/": "Accueil",
            f"{web.url}/?utm_source=menu": "Accueil",
            f"{web.url}/contact": "CONTACT",
            f"{web.url}/contact#formulaire": "Devis",
            f"{web.url}/contact?utm_campaign=x": "Nous appeler",
            f"{web.url}/blank-page-1": "Qui sommes-nous",
            f"{web.url}/_api/feed.xml": "RSS",
            "tel:+33536491020": "Appeler",
            "mailto:a@fournil.example": "Écrire",
        }
        for path in ("/", "/contact", "/blank-page-1"):
            web.pages[path] = answer(body=html(path, path, links=menu).encode())
        found = served(web)
        assert sorted(web.targets()) == ["/", "/blank-page-1", "/contact"]
    assert {page.role for page in found} == {PageRole.HOME, PageRole.CONTACT, PageRole.ABOUT}


def test_a_site_of_one_page_is_read_once() -> None:
    links = {
        "#contact": "Contact",
        "#services": "Services",
        "/#horaires": "Horaires",
        "/index.html": "Accueil",
    }
    home = html("Fournil", "Tout est ici", links=links)
    with site({"/": home, "/index.html": home}) as web:
        found = served(web)
        assert web.targets().count("/") == 1
    assert len([page for page in found if not page.duplicate_of and page.page]) == 1


@pytest.mark.parametrize(
    ("menu", "order"),
    [
        (
            {
                "/blog": "Blog",
                "/leistungen": "Leistungen",
                "/ueber-uns": "Über uns",
                "/impressum": "Impressum",
            }
            | {"/kontakt": "Kontakt & Anfahrt"},
            ["/", "/kontakt", "/impressum", "/ueber-uns", "/leistungen"],
        ),
        (
            {
                "/news": "News",
                "/services": "Our services",
                "/about-us": "About us",
                "/contact-us": "Get in touch",
            }
            | {"/legal-notice": "Legal notice"},
            ["/", "/contact-us", "/legal-notice", "/about-us", "/services"],
        ),
        (
            {"/actualites": "Actus", "/nos-metiers": "Métiers", "/qui-sommes-nous": "L'équipe"}
            | {"/mentions-legales": "Mentions légales", "/contactez-nous": "Nous contacter"},
            ["/", "/contactez-nous", "/mentions-legales", "/qui-sommes-nous", "/nos-metiers"],
        ),
    ],
)
def test_the_telling_pages_come_first_in_three_languages(menu: dict[str, str], order: list[str]) -> None:
    with site({"/": html("Start", "Bonjour", links=menu)} | {path: html(path, path) for path in menu}) as web:
        found = served(web, one_by_one=True)
    assert read(found)[:5] == order


def test_a_site_that_moved_from_its_bare_name_to_www() -> None:
    home = html("Fournil", "Bonjour", links={"/contact": "Contact"})
    shop = {"/": home, "/contact": CONTACT}
    with SmallWeb({"www.fournil": shop}) as web, LoopbackWeb({}) as old:
        for path in ("/", "/contact"):
            old.pages[path] = moved(web.page("www.fournil", path), 301)
        hosts = [*web.hosts, f"fournil.localhost:{old.port}"]

        async def run() -> list[CrawledPage]:
            async with Door(allow_hosts=hosts) as door:
                return [page async for page in crawl(door, f"http://fournil.localhost:{old.port}/")]

        found = asyncio.run(run())
    assert [page.final_url for page in found] == [
        web.page("www.fournil", "/"),
        web.page("www.fournil", "/contact"),
    ]
    assert all(page.on_site for page in found)


def test_an_audit_of_a_large_blog_reads_what_is_linked_before_what_is_only_listed() -> None:
    linked = [f"/article-{n}" for n in range(30)]
    alone = [f"/archive-{n}" for n in range(300)]
    pages = {"/": html("Accueil", "x", links=dict.fromkeys(linked, "lire"))}
    pages |= {path: html(path, path) for path in linked + alone}
    with site(pages) as web:
        web.pages["/sitemap.xml"] = listing(web, "urlset", *alone, *linked)
        found = served(web, purpose=Purpose.AUDIT)
    assert len(found) == 331
    assert set(read(found)[1:31]) == set(linked)
    assert {page.source for page in found[31:]} == {Source.SITEMAP}
