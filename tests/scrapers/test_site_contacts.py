"""A site read as one business: pages merged with their evidence, one country, one address, whose it is."""

import asyncio
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from leads.record import Evidence, Kind, Method, Owner, Value
from scrapers.crawl import StopReason
from scrapers.fetch import Door, FetchCode
from scrapers.page_store import PageStore
from scrapers.site_contacts import SiteContacts, read_site
from scrapers.site_merge import Said, merge_pages
from tests.servers.loopback import LoopbackWeb, answer
from tests.servers.small_web import SmallWeb, html

CONTACT = (
    "Fournil d'Ambre, 12 rue des Lilas, 33000 Bordeaux",
    "Tél. 05 56 00 11 22 — bonjour@fournil-ambre.example",
)
LEGAL = (
    "Éditeur : SARL Fournil d'Ambre, SIREN 732 829 320, siège : 4 quai Louis XVIII, 33000 Bordeaux",
    "Hébergement : Nuage Hébergeur SAS, 59100 Roubaix, 03 20 00 11 22, support@nuage-hebergeur.example",
)
SITE = {
    "/": html(
        "Fournil d'Ambre",
        "Boulangerie artisanale à Bordeaux. Nous vous accueillons pour le pain et les gâteaux.",
        "Appelez le 05 56 00 11 22.",
        links={"/contact": "Nous contacter", "/mentions-legales": "Mentions légales", "/blog": "Blog"},
    ),
    "/contact": html("Contact", *CONTACT),
    "/mentions-legales": html("Mentions légales", *LEGAL),
    "/blog": html("Blog", "Le pain est fait avec la farine de nos voisins."),
}


def read(
    web: SmallWeb,
    site: str = "fournil",
    path: str = "/",
    *,
    also: tuple[str, ...] = (),
    store: PageStore | None = None,
    **options: Any,
) -> SiteContacts:
    async def run() -> SiteContacts:
        async with Door(allow_hosts=web.hosts, deadline=60.0, store=store) as door:
            pages = [web.page(site, other) for other in also]
            return await read_site(door, web.page(site, path), also=pages, **options)

    return asyncio.run(run())


def values(site: SiteContacts, kind: Kind, owner: Owner = Owner.BUSINESS) -> list[str]:
    return [value.value for value in site.all(kind, owner)]


def test_pages_of_a_site_are_one_business_with_all_its_evidence():
    with SmallWeb({"fournil": SITE}) as web:
        found = read(web)
    assert values(found, Kind.NAME)[0] == "Fournil d'Ambre"
    assert values(found, Kind.EMAIL) == ["bonjour@fournil-ambre.example"]
    assert values(found, Kind.PHONE) == ["+33556001122"]
    assert values(found, Kind.SIREN) == ["732829320"]
    phone = found.all(Kind.PHONE)[0]
    assert {item.url for item in phone.evidence} == {web.page("fournil"), web.page("fournil", "/contact")}
    assert all(item.fetched_at for value in found.values for item in value.evidence)
    assert (found.country, found.language, found.stopped) == ("FR", "fr", StopReason.DONE)
    assert (found.site, found.website) == ("fournil.localhost", web.page("fournil"))
    assert [page.url.rpartition("/")[2] for page in found.pages][:3] == ["", "contact", "mentions-legales"]
    assert all(page.page.html for page in found.pages)


def test_a_third_party_on_one_page_stays_one():
    with SmallWeb({"fournil": SITE}) as web:
        found = read(web)
    assert values(found, Kind.EMAIL, Owner.THIRD_PARTY) == ["support@nuage-hebergeur.example"]
    assert values(found, Kind.PHONE, Owner.THIRD_PARTY) == ["+33320001122"]


def test_numbers_of_every_page_are_read_for_the_country_of_the_site():
    pages = {
        "/": html("Bäckerei Krume", "Rufen Sie uns an: 030 23125 471", links={"/impressum": "Impressum"}),
        "/impressum": html(
            "Impressum",
            "Bäckerei Krume GmbH, Lindenweg 3, 10117 Berlin, Amtsgericht Charlottenburg HRB 12345",
            "Telefon: +49 30 23125 471. Wir sind für Sie da und freuen uns auf Ihren Besuch mit der Familie.",
        ),
    }
    german = {path: text.replace('lang="fr"', 'lang="de"') for path, text in pages.items()}
    with SmallWeb({"krume": german}) as web:
        found = read(web, "krume")
    assert (found.country, found.language) == ("DE", "de")
    assert values(found, Kind.PHONE) == ["+493023125471"]
    assert len(found.all(Kind.PHONE)[0].evidence) == 2


def test_a_country_that_is_known_wins():
    with SmallWeb({"krume": {"/": html("Krume", "Tel. 030 23125 471")}}) as web:
        assert read(web, "krume", country="de").country == "DE"


@pytest.mark.parametrize(
    ("lines", "likely", "country", "phone"),
    [
        (("Rochat SA", "CH-1010 Lausanne", "Tél. 021 652 31 47"), "FR", "CH", "+41216523147"),
        (("Cabinet Namur", "BCE 0403.170.701", "GSM 0475 12 33 56"), "FR", "BE", "+32475123356"),
        (("Cabinet", "Notre équipe vous accueille.", "GSM 0475 12 33 56"), "BE", "BE", "+32475123356"),
        (("Cabinet", "Notre équipe vous accueille.", "Tél. 04 75 12 33 56"), "FR", "FR", "+33475123356"),
    ],
)
def test_a_country_that_is_likely_counts_where_the_site_does_not_tell(lines, likely, country, phone):
    with SmallWeb({"site": {"/": html(*lines)}}) as web:
        found = read(web, "site", likely=likely)
    assert (found.country, values(found, Kind.PHONE)) == (country, [phone])


def test_a_home_page_that_fails_leaves_the_contact_page():
    with SmallWeb({"fournil": {**SITE, "/": 500}}) as web:
        found = read(web, also=("/contact",))
    assert values(found, Kind.PHONE) == ["+33556001122"]
    assert [(error.code, error.status, error.url) for error in found.errors] == [
        (FetchCode.HTTP_ERROR, 500, web.page("fournil"))
    ]
    assert found.website == web.page("fournil")


def test_a_page_that_fails_leaves_the_others():
    with SmallWeb({"fournil": {**SITE, "/mentions-legales": 404}}) as web:
        found = read(web)
    assert values(found, Kind.PHONE) == ["+33556001122"]
    assert [error.status for error in found.errors] == [404]


def test_what_robots_txt_keeps_is_not_read():
    with SmallWeb({"fournil": SITE}, {"fournil": "User-agent: *\nDisallow: /contact"}) as web:
        found = read(web)
    assert "fournil/contact" not in web.asked
    assert [error.code for error in found.errors] == [FetchCode.ROBOTS]


def test_a_site_that_keeps_programs_out_is_not_called_down():
    with SmallWeb({"fournil": SITE}, {"fournil": "User-agent: *\nDisallow: /"}) as web:
        found = read(web)
    assert (found.pages, found.stopped) == ([], StopReason.REFUSED)
    assert web.asked == ["fournil/robots.txt"]


def test_a_home_page_that_fails_leaves_what_the_sitemap_names():
    with SmallWeb({"fournil": {**SITE, "/": 500}}) as web:
        rows = f"<url><loc>{web.page('fournil', '/contact')}</loc></url>"
        web.sites = {"fournil": {**SITE, "/": 500, "/sitemap.xml": f"<urlset>{rows}</urlset>"}}
        found = read(web)
    assert values(found, Kind.PHONE) == ["+33556001122"]


def test_a_site_that_is_not_there_has_no_values():
    async def run() -> SiteContacts:
        async with Door(allow_hosts=["127.0.0.1:9"], deadline=60.0) as door:
            return await read_site(door, "http://127.0.0.1:9/")

    found = asyncio.run(run())
    assert (found.values, found.pages, found.country) == ([], [], "")
    assert (found.stopped, found.site) == (StopReason.UNREACHABLE, "127.0.0.1:9")
    assert [error.code for error in found.errors] == [FetchCode.CONNECT]


@pytest.mark.parametrize(("canonical", "read_pages"), [("/page", 2), ("/contact", 3)])
def test_what_stands_for_a_page_that_was_not_read_is_the_page_itself(canonical, read_pages):
    listing = html("Fournil", *CONTACT).replace(
        "<title>", f'<link rel="canonical" href="{canonical}"><title>'
    )
    pages = {canonical: listing, "/": html("Accueil", "Bonjour")}
    with SmallWeb({"fournil": pages}) as web:
        found = read(web, path=f"{canonical}?id=3")
    assert (len(found.pages), values(found, Kind.PHONE)) == (read_pages, ["+33556001122"])
    assert len(found.all(Kind.PHONE)[0].evidence) == 1


def names(monkeypatch: pytest.MonkeyPatch, *known: str) -> list[str]:
    """Let the name server know some names, all of this machine; return the list of those asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize(
    ("host", "known", "site"),
    [
        ("fournil.example", "www.fournil.example", "fournil.example"),
        ("fournil.example", "fournil.example", "fournil.example"),
        ("fournil.example", "other.example", ""),
        ("shop.fournil.example", "www.shop.fournil.example", ""),
    ],
)
def test_a_bare_domain_that_is_not_served_is_tried_with_www(monkeypatch, host, known, site):
    asked = names(monkeypatch, known)
    with LoopbackWeb({"/": answer(body=html("Fournil", *CONTACT).encode())}) as web:
        pairs = [f"{name}:{web.port}" for name in (host, known)]

        async def run() -> SiteContacts:
            async with Door(allow_hosts=pairs, deadline=60.0) as door:
                return await read_site(door, f"http://{host}:{web.port}/")

        found = asyncio.run(run())
    assert (found.site if found.pages else "") == site
    assert found.errors == [] if site else found.errors[0].code is FetchCode.DNS
    assert host in asked


def test_a_second_reading_asks_the_server_nothing(tmp_path: Path):
    store = PageStore(tmp_path / "pages.sqlite")
    with SmallWeb({"fournil": SITE}) as web:
        first = read(web, store=store)
        asked = list(web.asked)
        second = read(web, store=store)
        assert (len(asked), web.asked) == (5, asked)
    assert [value.value for value in second.values] == [value.value for value in first.values]
    assert all(page.page.cached for page in second.pages)


# --- merging ------------------------------------------------------------------------------------------------


def value(kind: Kind, text: str, url: str = "/", owner: Owner = Owner.BUSINESS) -> Value:
    evidence = [Evidence(url=f"https://a.example{url}", quote=text, method=Method.TEXT)]
    return Value(value=text, kind=kind, evidence=evidence, owner=owner)


@pytest.mark.parametrize(
    ("own", "foreign", "owner"),
    [(3, 2, Owner.BUSINESS), (2, 2, Owner.BUSINESS), (1, 2, Owner.THIRD_PARTY), (1, 3, Owner.THIRD_PARTY)],
)
def test_where_pages_differ_about_whose_it_is_the_weightier_decides(own, foreign, owner):
    said = [
        Said(own, [value(Kind.EMAIL, "a@b.example", "/1")]),
        Said(foreign, [value(Kind.EMAIL, "A@b.example", "/2", Owner.THIRD_PARTY)]),
    ]
    (merged,) = merge_pages(said)
    assert (merged.owner, len(merged.evidence)) == (owner, 2)


def test_an_address_holds_together():
    shop = {Kind.STREET: "12 rue des Lilas", Kind.POSTCODE: "33000", Kind.CITY: "Bordeaux"}
    seat = {Kind.STREET: "1 place Bellecour", Kind.POSTCODE: "69002", Kind.CITY: "Lyon"}

    def page(weight: int, url: str, address: Mapping[Kind, str]) -> Said:
        return Said(weight, [value(kind, text, url) for kind, text in address.items()])

    pages = [
        page(2, "/legal", seat),
        page(3, "/contact", shop),
        # (The seat's street without its town would win by number.)
        page(1, "/blog", {Kind.STREET: seat[Kind.STREET]}),
        page(1, "/news", {Kind.STREET: seat[Kind.STREET]}),
    ]
    for order in (pages, pages[::-1]):
        merged = merge_pages(order)
        first = {kind: next(one.value for one in merged if one.kind is kind) for kind in shop}
        assert first == shop


def test_the_name_most_pages_show_comes_first():
    pages = [
        Said(3, [value(Kind.NAME, "Bienvenue", "/")]),
        Said(3, [value(Kind.NAME, "Fournil d'Ambre", "/contact")]),
        Said(2, [value(Kind.NAME, "Fournil d'Ambre", "/legal")]),
    ]
    assert merge_pages(pages)[0].value == "Fournil d'Ambre"
