import socket

import pytest

from scrapers.sites import canonical_url, site_key
from scrapers.web_url import ForeignScheme, InvalidURL, OddAddress, parse


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.bakery.example/contact", "bakery.example"),
        ("http://shop.bakery.example:8080/", "bakery.example"),
        ("https://a.b.bakery.co.uk/", "bakery.co.uk"),
        ("https://bakery.wixsite.com/home", "bakery.wixsite.com"),
        ("https://www.bakery.github.io", "bakery.github.io"),
        ("https://github.io/", "github.io"),
        ("https://WWW.Bücher.Example/", "xn--bcher-kva.example"),
        ("https://bakery.example./", "bakery.example"),
        ("http://127.0.0.1:8001/", "127.0.0.1:8001"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("https://127.0.0.1/", "127.0.0.1"),
        ("http://[::1]:8001/", "[::1]:8001"),
        ("http://intranet:8001/", "intranet:8001"),
        ("http://intranet/", "intranet"),
        ("http://bakery.localhost:8001/", "bakery.localhost"),
        ("http://bakery.localhost/", "bakery.localhost"),
        ("mailto:someone@bakery.example", ""),
        ("not an address", ""),
    ],
)
def test_site_key(url, key):
    assert site_key(url) == key


def test_site_key_needs_no_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    assert site_key("https://www.offline-bakery.example/") == "offline-bakery.example"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Bakery.Example", "https://www.bakery.example/"),
        ("https://bakery.example:443/#top", "https://bakery.example/"),
        ("http://bakery.example:443/", "http://bakery.example:443/"),
        ("http://bakery.example/A/../b?z=1&a=2&utm_source=x&UTM_medium=y", "http://bakery.example/b?a=2&z=1"),
        ("http://bakery.example/?fbclid=1&gclid=2", "http://bakery.example/"),
        ("http://bakery.example/?", "http://bakery.example/"),
        ("http://bakery.example/?b=2&b=1&a", "http://bakery.example/?a&b=2&b=1"),
        ("http://bakery.example/é?q=à", "http://bakery.example/%C3%A9?q=%C3%A0"),
        ("http://bakery.example/?q=a%26b", "http://bakery.example/?q=a%26b"),
        ("http://user:secret@bakery.example/", "http://bakery.example/"),
        ("  http://bakery.example/\n", "http://bakery.example/"),
        ("http://0x7f.1:8001/", "http://127.0.0.1:8001/"),
        (" tel:+33199000001 ", "tel:+33199000001"),
    ],
)
def test_canonical_url(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http:\\\\bakery.example\\a?b\\c", "http://bakery.example/a?b\\c"),
        ("http://bak\tery.exam\nple/", "http://bakery.example/"),
        ("http://bakery%2Eexample/", "http://bakery.example/"),
        ("http://a.example\\@b.example/", "http://a.example/@b.example/"),
        ("http://a.example#@b.example/", "http://a.example/"),
        ("http://a.example?@b.example/", "http://a.example/?@b.example/"),
        ("http://a.example:80+&@b.example/", "http://b.example/"),
        ("http://bakery.example:/", "http://bakery.example/"),
        ("http://foo_bar.example/", "http://foo_bar.example/"),
        ("https://[2001:0DB8:0:0::1]/", "https://[2001:db8::1]/"),
    ],
)
def test_addresses_are_read_as_browsers_read_them(url, text):
    assert parse(url).text == text


@pytest.mark.parametrize(
    "url",
    [
        "http:bakery.example",
        "http:/bakery.example",
        "http:///bakery.example",
        "http://:80/",
        "http://bakery.example:0/",
        "http://bakery.example:65536/",
        "http://bakery.example:8x/",
        "http://bak ery.example/",
        "http://bakery..example/",
        "http://[::1/",
        "http://[bakery.example]/",
        "http://127.0.0.1／bakery/",
        "http://%00.example/",
        "http://\udc80.example/",
        "http://bakery.example/\udc80",
        "http://" + "a" * 64 + ".example/",
        "http://bakery.example/" + "a" * 2083,
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(InvalidURL):
        parse(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://256.0.0.1/",
        "http://1.2.3.4.5/",
        "http://09.1.1.1/",
        "http://4294967296/",
        "http://[fe80::1%25eth0]/",
    ],
)
def test_numbers_that_are_no_ip_address(url):
    with pytest.raises(OddAddress):
        parse(url)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("contact", "https://a.example/x/contact"),
        ("/contact?a=b#c", "https://a.example/contact?a=b"),
        ("//b.example", "https://b.example/"),
        ("http://b.example/", "http://b.example/"),
        ("?page=2", "https://a.example/x/y?page=2"),
    ],
)
def test_join(reference, text):
    assert parse("https://a.example/x/y").join(reference).text == text


@pytest.mark.parametrize("reference", ["mailto:a@b.example", "//[x", "http://", "javascript:void(0)"])
def test_join_with_what_leads_nowhere(reference):
    with pytest.raises(InvalidURL):
        parse("https://a.example/x/y").join(reference)
    with pytest.raises(ForeignScheme):
        parse("https://a.example/").join("tel:+33199000001")
