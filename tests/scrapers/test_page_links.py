"""What a crawl needs of a page, of any quality and in little time."""

import time

import pytest

from scrapers.page_links import MAX_LINKS, PageLinks, read_links, robots_header

URL = "https://www.fournil.example/fr/pain"


def links(html: str, **headers: str) -> PageLinks:
    return read_links(
        html, URL, {name.replace("_", "-"): value for name, value in headers.items()}, "Toolkit"
    )


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (
            '<a href="contact">Nous  <b>contacter</b></a>',
            ("https://www.fournil.example/fr/contact", "Nous contacter"),
        ),
        ('<a href="/a#b">A</a>', ("https://www.fournil.example/a", "A")),
        ('<a href="//cdn.example/x">x</a>', ("https://cdn.example/x", "x")),
        ('<a href=" HTTPS://Fournil.example/É ">x</a>', ("https://fournil.example/%C3%89", "x")),
        ('<a href="/a"><img src=x alt="Contact"></a>', ("https://www.fournil.example/a", "Contact")),
        (
            '<a href="/a" aria-label="Contact"><svg><style>.a{}</style></svg></a>',
            ("https://www.fournil.example/a", "Contact"),
        ),
        (
            '<base href="/de/"><a href="kontakt">Kontakt</a>',
            ("https://www.fournil.example/de/kontakt", "Kontakt"),
        ),
        ('<base href="http://["><a href="kontakt">K</a>', ("https://www.fournil.example/fr/kontakt", "K")),
        (
            '<frameset><frame src="menu.html" title="Menu"></frameset>',
            ("https://www.fournil.example/fr/menu.html", "Menu"),
        ),
        ('<a href="/a">' + "x" * 999, ("https://www.fournil.example/a", "x" * 300)),
    ],
)
def test_links(html, found):
    assert [(link.url, link.text) for link in links(html).links] == [found]


@pytest.mark.parametrize(
    "href",
    [
        "#top",
        "mailto:a@b.example",
        "tel:+33556001122",
        "javascript:void(0)",
        "http://[",
        "data:text/html,x",
        "ftp://a.example/",
        "http://a.example:99999/",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(href):
    assert links(f'<a href="{href}">x</a>').links == ()


@pytest.mark.parametrize(
    ("html", "header", "canonical"),
    [
        ('<link rel="canonical" href="/a">', "", "https://www.fournil.example/a"),
        (
            '<link REL="alternate Canonical" HREF="https://fournil.example/a">',
            "",
            "https://fournil.example/a",
        ),
        ("", '<https://fournil.example/b>; rel="canonical"', "https://fournil.example/b"),
        ("", "</style.css>; rel=preload, </c>; rel=canonical", "https://www.fournil.example/c"),
        ('<link rel="canonical" href="">', "", ""),
        ('<link rel="canonical" href="javascript:1">', "", ""),
        ("", "", ""),
    ],
)
def test_the_canonical_address(html, header, canonical):
    assert links(html, link=header).canonical == canonical


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("noindex, nofollow", {"noindex", "nofollow"}),
        ("NOINDEX", {"noindex"}),
        ("toolkit: none", {"none"}),
        ("otherbot: noindex, nofollow", set()),
        ("noarchive, otherbot: noindex, toolkit: nofollow", {"noarchive", "nofollow"}),
        ("max-snippet: 20, noindex", {"max-snippet: 20", "noindex"}),
        ("", {""}),
    ],
)
def test_the_header_for_robots(value, found):
    assert robots_header(value, "Toolkit") == found


def test_pages_with_the_same_words_have_the_same_digest():
    same = [
        "<p>Pain  au levain</p>",
        "<div>Pain au levain</div><script>x()</script>",
        "<style>p{}</style>Pain au<br> levain",
    ]
    assert len({links(html).digest for html in same}) == 1
    # Two pages that show nothing are told apart by what they are made of.
    assert links("<script>a()</script>").digest != links("<script>b()</script>").digest


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "<a href=/a>a</a>",
        "<b>" * 20_000 + "<a href=/a>a</a>" * 20_000,
        "<a href=/a>" * 50_000,
        "<a " + "x=1 " * 50_000 + "href=/a>a</a>",
        "<select>" + "<option>" * 50_000,
        "<" * 1_000_000,
        "",
        "\0" * 1000,
    ],
)
def test_hostile_pages_keep_nobody_waiting(html):
    begin = time.process_time()
    assert len(links(html).links) <= MAX_LINKS
    assert time.process_time() - begin < 5
