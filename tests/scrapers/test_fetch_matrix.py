"""Every way of writing an address that is not public, through every way into the door: nobody is dialled."""

import asyncio
import ipaddress
import itertools
import socket
from collections.abc import Iterator
from contextlib import suppress

import httpcore
import pytest

from scrapers import guard
from scrapers.crawl import CrawlLimits, Purpose, crawl
from scrapers.fetch import Door, FetchCode, FetchError
from scrapers.sitemap import read_sitemaps
from tests.servers.loopback import Canary, LoopbackWeb, answer, canary, moved

REFUSALS = {
    FetchCode.BLOCKED_ADDRESS,
    FetchCode.BLOCKED_PORT,
    FetchCode.BLOCKED_SCHEME,
    FetchCode.INVALID_URL,
}
PRIVATE = """
    127.0.0.1 127.8.9.10 0.0.0.0 10.0.0.1 10.255.255.255 100.64.0.1 168.63.129.16 169.254.169.254 172.16.0.1
    172.31.255.254 192.0.0.8 192.168.0.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
""".split()  # noqa: SIM905
NAMES = """
    localhost LOCALHOST localhost. LocalHost.. a.localhost a.b.localhost. ⓛⓞⓒⓐⓛⓗⓞⓢⓣ
    ｌｏｃａｌｈｏｓｔ lo%63alhost loc\talhost localhost%2e %6c%6f%63%61%6c%68%6f%73%74 localhost%00
    localhost%00.example l%6fcalhost. ｌocalhost。
    127.0.0.1.nip.io 7f000001.c.nip.io localtest.me vcap.me spoofed.burpcollaborator.net 0x7f000001.nip.io
    metadata.google.internal instance-data kubernetes.default.svc ip6-localhost ip6-loopback broadcasthost
    intranet router.local printer.home.arpa xn--localhost-.example a_b.example localhost.localdomain
""".replace("\\t", "\t").split(" ")


def dotted(parts: list[int], style: str) -> str:
    return ".".join(format(part, style) for part in parts)


def spellings(address: str) -> Iterator[str]:
    """Yield an IPv4 address in the notations resolvers and browsers have been seen to take."""
    ip = ipaddress.IPv4Address(address)
    number, parts = int(ip), list(ip.packed)
    a, b, c, d = parts
    yield from (
        address,
        f"{address}.",
        str(number),
        f"{number}.",
        hex(number),
        hex(number).upper(),
        f"0{number:o}",
    )
    yield from (f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{number & 0xFFFF}", f"0x{a:x}.{b}.{c}.{d}")
    yield from (".".join(f"0x{part:x}" for part in parts), ".".join(f"0{part:o}" for part in parts))
    yield from (".".join(f"000000{part:o}" for part in parts), f"0{a:o}.0x{b:x}.{c * 256 + d}")
    yield from (address.replace(".", "。"), address.replace(".", "．"), address.replace(".", "｡"))
    yield from (address.replace(".", "%2e"), "".join(f"%{ord(sign):02x}" for sign in address))
    yield address.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    yield address.translate({ord("0") + n: "⓪①②③④⑤⑥⑦⑧⑨"[n] for n in range(10)})
    yield address.translate({ord("0") + n: chr(0x1D7CE + n) for n in range(10)})
    yield str(number + 2**32)
    yield ".".join(str(part + 256) for part in parts)


def embeddings(address: str) -> Iterator[str]:
    """Yield IPv6 addresses that carry an IPv4 address."""
    ip = ipaddress.IPv4Address(address)
    high, low = divmod(int(ip), 65536)
    tails = (str(ip), f"{high:x}:{low:x}")
    for prefix, tail in itertools.product(("::", "::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"), tails):
        yield f"[{prefix}{tail}]"
    yield from (
        f"[2002:{high:x}:{low:x}::1]",
        f"[2001:0:{high:x}:{low:x}::1]",
        f"[fe80::5efe:{high:x}:{low:x}]",
    )
    yield from (
        f"[0:0:0:0:0:ffff:{high:04X}:{low:04X}]",
        f"[::FFFF:{ip}]",
        f"[2001::{~high & 65535:x}:{~low & 65535:x}]",
    )


IPV6 = """
    [::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::1%lo] [::1%25lo] [fe80::1] [fe80::1%eth0] [fe80::1%25eth0]
    [fec0::1] [fc00::1] [fd00::1] [ff02::1] [ff0e::1] [100::1] [2001:db8::1] [2001:10::1] [3ffe::1]
    [3fff::1] [5f00::1] [::1 ::1 [::1].example [[::1]] [::127.1] [::ffff:0x7f000001] [v1.::1] [::1]. [::1]%00
""".split()  # noqa: SIM905


def frames(host: str, port: int) -> Iterator[str]:
    """Yield addresses in which parsers have disagreed about where the host is."""
    where = f"{host}:{port}"
    yield from (f"http://{where}/", f"https://{where}/", f"hTTp://{where}", f" \x00\n http://{where}/ ")
    yield from (f"http:\\\\{where}\\", f"http:/\\{where}/", f"ht\ntp://{where}/", f"http:\t//{where}/")
    yield from (f"http://user@{where}/", f"http://user:word@{where}/", f"http://bakery.example@{where}/")
    yield from (
        f"http://bakery.example:80@{where}/",
        f"http://bakery.example%2f@{where}/",
        f"http://a@b@{where}/",
    )
    yield from (
        f"http://{where}\\@bakery.example/",
        f"http://{where}#@bakery.example/",
        f"http://{where}?@bakery.example/",
    )
    yield from (
        f"http:{where}",
        f"http:/{where}",
        f"//{where}/",
        f"http:///{where}/",
        f"http:////{where}/",
        where,
    )
    yield from (
        f"http://{host}:0{port}/",
        f"http://{host}:{port + 65536}/",
        f"http://{host}:+{port}/",
        f"http://{host}:{port}.0/",
    )
    yield from (
        f"http://bakery.example\\@{where}/",
        f"http://bakery.example&@{where}#/",
        f"http://{where}%00.example/",
    )
    yield from (
        f"file://{where}/etc/passwd",
        f"gopher://{where}/_x",
        f"dict://{where}/",
        f"ftp://{where}/",
        f"jar:http://{where}!/",
    )
    yield from (
        f"ws://{where}/",
        f"view-source:http://{where}/",
        f"data:text/html,http://{where}",
        f"javascript:fetch('http://{where}')",
    )


def payloads(port: int) -> list[str]:
    """All of it, each address once."""
    hosts = [spelt for address in PRIVATE for spelt in spellings(address)]
    hosts += [embedded for address in PRIVATE for embedded in embeddings(address)]
    hosts += IPV6 + [name.strip(" \n") for name in NAMES if name.strip()]
    plain = [f"http://{host}:{port}/" for host in hosts]
    return list(
        dict.fromkeys(
            plain + [url for host in ("127.0.0.1", "localhost", "[::1]") for url in frames(host, port)]
        )
    )


class Dials:
    """Counts what is dialled, through to the real network."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.all: list[tuple[str, int]] = []
        real = httpcore.AnyIOBackend.connect_tcp

        async def counted(backend, host, port, *rest, **more):  # type: ignore[no-untyped-def]
            self.all.append((host, port))
            return await real(backend, host, port, *rest, **more)

        monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", counted)

    def besides(self, web: LoopbackWeb) -> list[tuple[str, int]]:
        return [one for one in self.all if one != ("127.0.0.1", web.port)]


@pytest.fixture(scope="module")
def listener() -> Iterator[Canary]:
    with canary() as found:
        yield found


@pytest.fixture
def dials(monkeypatch: pytest.MonkeyPatch, listener: Canary) -> Dials:
    """Names lead home, and the listener's port counts as one of the web: what is left is the guard."""

    def home(host, port, *rest, **more):  # type: ignore[no-untyped-def]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", home)
    monkeypatch.setattr(guard, "WEB_PORTS", frozenset({80, 443, listener.port}))
    return Dials(monkeypatch)


def test_there_are_enough_of_them(listener: Canary) -> None:
    assert len(payloads(listener.port)) >= 600


WAYS = {
    "page": lambda door, url: door.page(url),
    "look": lambda door, url: door.look(url),
    "document": lambda door, url: door.document(url),
    "get": lambda door, url: door.api("GET", url),
    "post": lambda door, url: door.api("POST", url, json={}),
    "sitemaps": lambda door, url: door.sitemaps(url),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in(way: str, listener: Canary, dials: Dials) -> None:
    async def run() -> list[str]:
        passed = []
        async with Door(deadline=60.0, pause=0.0) as door:
            for url in payloads(listener.port):
                try:
                    await WAYS[way](door, url)
                except FetchError as error:
                    if error.code in REFUSALS:
                        continue
                passed.append(url)
        return passed

    assert asyncio.run(run()) == []
    assert (dials.all, listener.connects()) == ([], 0)


@pytest.mark.parametrize("purpose", Purpose)
def test_no_crawl_goes_there_by_itself_or_by_links(purpose: Purpose, listener: Canary, dials: Dials) -> None:
    urls = payloads(listener.port)
    links = "".join(f'<a href="{url}">contact</a>' for url in urls)
    refresh = f'<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{listener.port}/">'
    page = f"<html><head>{refresh}</head><body>{links}</body></html>".encode()
    pages = {"/": answer(body=page, Refresh=f"0; url=http://[::1]:{listener.port}/")}

    async def run(web: LoopbackWeb) -> None:
        limits = CrawlLimits(pages=2_000, depth=3, seconds=10.0)
        async with Door(allow_hosts=[web.pair], deadline=60.0, pause=0.0) as door:
            for start in (f"{web.url}/", *urls[::40]):
                async for _ in crawl(door, start, limits=limits, purpose=purpose, also=urls[:50]):
                    pass

    with LoopbackWeb(pages) as web:
        asyncio.run(run(web))
        assert "/" in web.targets()
        assert (dials.besides(web), listener.connects()) == ([], 0)


def test_no_sitemap_leads_there(listener: Canary, dials: Dials) -> None:
    urls = [url for url in payloads(listener.port) if url.isprintable()]
    robots = "\n".join(f"Sitemap: {url}" for url in urls)

    async def run(web: LoopbackWeb) -> list[str]:
        async with Door(allow_hosts=[web.pair], deadline=60.0, pause=0.0) as door:
            found = await read_sitemaps(door, f"{web.url}/", most_files=2_000)
            return [problem.url for problem in found.problems]

    with LoopbackWeb({}, robots=answer(body=robots.encode(), kind="text/plain; charset=utf-8")) as web:
        assert len(asyncio.run(run(web))) >= 500
        assert (dials.besides(web), listener.connects()) == ([], 0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("of", ["page", "robots.txt"])
def test_no_redirect_leads_there(of: str, status: int, listener: Canary, dials: Dials) -> None:
    urls = [url for url in payloads(listener.port) if url.isascii() and url.isprintable()]
    urls = urls if (of, status) == ("page", 302) else urls[::12]

    async def run(web: LoopbackWeb) -> list[str]:
        passed = []
        for number, url in enumerate(urls):
            path = f"/{number}" if of == "page" else "/robots.txt"
            web.pages[path] = moved(url, status)
            async with Door(allow_hosts=[web.pair], deadline=60.0, pause=0.0) as door:
                with suppress(FetchError):
                    await door.page(f"{web.url}/{number}")
                    passed.append(url)
        return passed

    with LoopbackWeb({}) as web:
        # (What is no address of a host, such as "http:x" without slashes, is a path of the same site.)
        assert asyncio.run(run(web)) == []
        assert (dials.besides(web), listener.connects()) == ([], 0)


@pytest.mark.parametrize(
    "chain",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["2a00::1", "::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
    ],
)
def test_an_alias_of_a_name_leads_nowhere_either(
    chain: list[str], listener: Canary, dials: Dials, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a name server gets there (CNAME, several answers), what it answers is what is judged."""

    def aliased(host, port, *rest, **more):  # type: ignore[no-untyped-def]
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in ip], socket.SOCK_STREAM, 6, "internal.example", (ip, port)) for ip in chain]

    monkeypatch.setattr(socket, "getaddrinfo", aliased)

    async def run() -> FetchCode:
        async with Door(deadline=60.0, pause=0.0) as door:
            with pytest.raises(FetchError) as caught:
                await door.page(f"http://bakery.example:{listener.port}/")
            return caught.value.code

    assert asyncio.run(run()) is FetchCode.BLOCKED_ADDRESS
    assert (dials.all, listener.connects()) == ([], 0)
