"""Sitemaps: what is read of a file, and which files of a site are read."""

import asyncio
import gzip
import time

import pytest

from scrapers.fetch import Door
from scrapers.sitemap import MAX_URLS, SitemapError, Sitemaps, parse_sitemap, read_sitemaps
from tests.servers.loopback import LoopbackWeb, answer, moved

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<urlset {XMLNS}><url><loc>http://a.example/&b;</loc></url></urlset>"
)


def urlset(*urls: str) -> bytes:
    rows = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {XMLNS}>{rows}</urlset>'.encode()


def index(*urls: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<?xml version="1.0"?><sitemapindex {XMLNS}>{rows}</sitemapindex>'.encode()


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (urlset("http://a.example/", "http://a.example/b"), ["http://a.example/", "http://a.example/b"]),
        (urlset(), []),
        (urlset("http://a.example/?a=1&amp;b=2"), ["http://a.example/?a=1&b=2"]),
        (urlset("\n  http://a.example/caf&#233;\n"), ["http://a.example/café"]),
        (urlset("<![CDATA[http://a.example/?a=1&b=2]]>"), ["http://a.example/?a=1&b=2"]),
        (urlset("http://a.example/").decode().encode("utf-16"), ["http://a.example/"]),
        (
            b"<!-- <url><loc>http://a.example/old</loc></url> -->" + urlset("http://a.example/"),
            ["http://a.example/"],
        ),
        # what is not well-formed
        (urlset("http://a.example/?a=1&b=2")[:-20], ["http://a.example/?a=1&b=2"]),
        # prefixes, and the addresses of pictures
        (
            (
                b'<sm:urlset xmlns:sm="x"><sm:url><sm:loc>http://a.example/</sm:loc><image:image>'
                b"<image:loc>http://a.example/a.jpg</image:loc></image:image></sm:url></sm:urlset>"
            ),
            ["http://a.example/"],
        ),
        (
            (
                b"<urlset><url><image:image><image:loc>http://a.example/a.jpg</image:loc></image:image>"
                b"<loc>http://a.example/</loc></url></urlset>"
            ),
            ["http://a.example/"],
        ),
        (b"http://a.example/\r\nhttps://a.example/b\n", ["http://a.example/", "https://a.example/b"]),
        (
            b"<rss><channel><link>http://a.example/</link><item><link>http://a.example/b</link></item></channel></rss>",
            ["http://a.example/b"],
        ),
    ],
)
def test_what_a_sitemap_lists(body, pages):
    assert [url for url, _ in parse_sitemap(body).pages] == pages


def test_dates_and_indexes():
    dated = b"<urlset><url><lastmod>2026-11-02</lastmod><loc>http://a.example/</loc></url></urlset>"
    assert parse_sitemap(dated).pages == (("http://a.example/", "2026-11-02"),)
    assert parse_sitemap(index("http://a.example/s.xml")).sitemaps == ("http://a.example/s.xml",)


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        b"<!doctype html><title>Introuvable</title>",
        b"",
        b"\0\1\2",
        b"not an address\nhttp://a.example/",
    ],
)
def test_what_is_none_is_an_error_and_not_an_empty_list(body):
    with pytest.raises(SitemapError):
        parse_sitemap(body)


def test_fifty_thousand_addresses_and_no_more():
    parsed = parse_sitemap(urlset(*(f"http://a.example/{n}" for n in range(MAX_URLS + 7))))
    assert (len(parsed.pages), parsed.surplus) == (MAX_URLS, 7)


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset>" + b"<url>" * 400_000,
        b"<urlset>" + b"<!--" * 400_000,
        b"<urlset><url>" + b"<loc>" * 400_000,
    ],
)
def test_hostile_files_keep_nobody_waiting(body):
    begin = time.process_time()
    parse_sitemap(body)
    assert time.process_time() - begin < 5


def sitemaps(web: LoopbackWeb, **options: int) -> Sitemaps:
    async def run() -> Sitemaps:
        async with Door(allow_hosts=[web.pair], deadline=60.0) as door:
            return await read_sitemaps(door, web.url, **options)

    return asyncio.run(run())


def listed(found: Sitemaps) -> list[str]:
    return [entry.url for entry in found.entries]


def served(body: bytes, kind: str = "application/xml") -> bytes:
    return answer(body=body, kind=kind)


def test_those_robots_txt_names_win_over_the_usual_place():
    with LoopbackWeb({"/s.xml": served(urlset("http://a.example/"))}) as web:
        web.pages["/robots.txt"] = answer(body=f"Sitemap: {web.url}/s.xml".encode(), kind="text/plain")
        found = sitemaps(web)
    assert (listed(found), found.files, found.problems) == (
        ["http://a.example/"],
        {f"{web.url}/s.xml": 1},
        [],
    )
    assert web.targets() == ["/s.xml"]


@pytest.mark.parametrize("name", ["/sitemap.xml", "/moved"])
@pytest.mark.parametrize("kind", ["application/xml", "application/gzip", "text/html"])
def test_packed_whatever_it_is_called(name, kind):
    pages = {name: served(gzip.compress(urlset("http://a.example/")), kind)}
    with LoopbackWeb({"/sitemap.xml": moved("/moved"), **pages}) as web:
        assert listed(sitemaps(web)) == ["http://a.example/"]


def test_two_levels_of_indexes_each_file_once():
    with LoopbackWeb({}) as web:
        web.pages |= {
            "/sitemap.xml": served(
                index(f"{web.url}/1.xml", f"{web.url}/page.xml", f"{web.url}/sitemap.xml")
            ),
            "/1.xml": served(index(f"{web.url}/2.xml", f"{web.url}/1.xml")),
            "/page.xml": served(urlset("http://a.example/page")),
            "/2.xml": served(urlset("http://a.example/deep")),
        }
        found = sitemaps(web)
    assert (listed(found), found.problems) == (["http://a.example/page", "http://a.example/deep"], [])
    assert web.targets() == ["/sitemap.xml", "/page.xml", "/1.xml", "/2.xml"]


def test_more_levels_are_told():
    with LoopbackWeb({}) as web:
        web.pages |= {
            f"/{n}.xml" if n else "/sitemap.xml": served(index(f"{web.url}/{n + 1}.xml")) for n in range(9)
        }
        found = sitemaps(web)
    assert web.targets() == ["/sitemap.xml", "/1.xml", "/2.xml"]
    assert [problem.message for problem in found.problems] == [
        "Its index of sitemaps has more than two levels."
    ]


def test_so_many_files_and_addresses_and_no_more():
    with LoopbackWeb({}) as web:
        web.pages["/sitemap.xml"] = served(index(*(f"{web.url}/{n}.xml" for n in range(9))))
        web.pages |= {f"/{n}.xml": served(urlset(f"http://a.example/{n}")) for n in range(9)}
        assert len(listed(sitemaps(web, most_files=4))) == 3
        assert len(listed(sitemaps(web, most_urls=2))) == 2


@pytest.mark.parametrize(
    ("reply", "is_told"),
    [
        (answer(404), False),
        (served(b"<!doctype html><title>Accueil</title>", "text/html"), False),
        (served(BOMB.encode()), True),
        (served(b"<broken"), True),
        (answer(200, gzip.compress(b"x" * 11_000_000), kind="application/gzip"), True),
        (lambda connection: connection.close(), True),
    ],
)
def test_what_goes_wrong_is_told_unless_nobody_promised_a_sitemap(reply, is_told):
    with LoopbackWeb({"/sitemap.xml": reply}) as web:
        found = sitemaps(web)
    assert (found.entries, bool(found.problems)) == ([], is_told)


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/s.xml", "http://127.0.0.1:9/s.xml", "file:///etc/passwd", "x"]
)
def test_a_named_sitemap_is_no_way_in(target):
    with LoopbackWeb({"/sitemap.xml": served(index(target))}) as web:
        found = sitemaps(web)
    assert [problem.url for problem in found.problems] == [target]
