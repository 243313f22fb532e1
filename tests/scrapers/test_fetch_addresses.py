"""The door against a listener that nobody may dial: not one connection, whatever the address looks like."""

import asyncio
import socket

import pytest

from scrapers import guard
from scrapers.fetch import Door, FetchCode, FetchError
from tests.servers.loopback import LoopbackWeb, answer, canary, moved

# The same machine in every notation that resolvers, browsers and HTTP clients have been seen to take.
NOTATIONS = """
    127.0.0.1 127.0.0.1. 127.1 127.0.1 2130706433 0x7f000001 0x7f.0x0.0x0.0x1 0X7F.1 0177.0.0.1
    0177.0000.0000.0001 017700000001 0x7f.0.1 127.0.0.01 127.00000.0.1 0 0.0.0.0 0x0 127.8.9.10
    %31%32%37.0.0.1 127%2e0%2e0%2e1 127。0。0。1 １２７.０.０.１ ①②⑦.⓪.⓪.① 127．0．0．1 localhost LOCALHOST
    localhost. ⓛⓞⓒⓐⓛⓗⓞⓢⓣ a.localhost [::1] [0:0:0:0:0:0:0:1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1]
    [::127.0.0.1] [::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::]
    [2001:0:7f00:1::1] [fe80::1] [fe80::1%25lo] [fec0::1] [ff02::1] [fd00::1] [::ffff:0:127.0.0.1]
    user@127.0.0.1 user:secret@127.1 bakery.example@127.0.0.1 100.64.0.1 169.254.169.254 168.63.129.16
    10.0.0.1 192.168.1.1 172.16.0.1 224.0.0.1 255.255.255.255 425.510.425.510 127.0.0.256 1.2.3.4.5
    4294967297
""".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def listener():
    with canary() as found:
        yield found


def refusal(url, **options):
    async def run():
        async with Door(deadline=60.0, pause=0.0, **options) as door:
            await door.page(url)

    with pytest.raises(FetchError) as caught:
        asyncio.run(run())
    return caught.value


def test_the_listener_counts_connections(listener):
    for host in ("127.0.0.1", "127.8.9.10"):
        socket.create_connection((host, listener.port)).close()
    assert listener.connects() == 2


@pytest.mark.parametrize("host", NOTATIONS)
def test_no_notation_is_dialled(listener, host):
    error = refusal(f"http://{host}:{listener.port}/")
    assert (error.code, listener.connects()) == (FetchCode.BLOCKED_ADDRESS, 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://0/",
        "https://127.1/",
        "http://[::1]/",
        "http://localhost/",
        "https://localhost:443/",
        "http://0x7f.1:80",
    ],
)
def test_default_ports_are_no_way_in(url):
    assert refusal(url).code is FetchCode.BLOCKED_ADDRESS


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_environment_names_no_proxy(listener, monkeypatch, scheme):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{listener.port}")
    monkeypatch.setattr(socket, "getaddrinfo", answers("10.0.0.1"))
    assert refusal(f"{scheme}://bakery.example/").code is FetchCode.BLOCKED_ADDRESS
    assert listener.connects() == 0


def answers(*addresses):
    def getaddrinfo(host, port, *rest, **more):
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, port))
            for family, address in zip(families, addresses, strict=True)
        ]

    return getaddrinfo


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["127.0.0.1", "93.184.216.34"],
        ["64:ff9b::7f00:1"],
    ],
)
def test_a_name_that_leads_home_is_not_dialled(listener, monkeypatch, found):
    monkeypatch.setattr(socket, "getaddrinfo", answers(*found))
    monkeypatch.setattr(guard, "WEB_PORTS", frozenset({listener.port}))
    error = refusal(f"http://bakery.example:{listener.port}/")
    assert (error.code, listener.connects()) == (FetchCode.BLOCKED_ADDRESS, 0)
    assert "127" not in str(error)


def test_an_unknown_name(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers())
    assert refusal("https://bakery.example/").code is FetchCode.DNS


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://127.0.0.1:{port}/", FetchCode.BLOCKED_ADDRESS),
        ("//127.0.0.1:{port}/", FetchCode.BLOCKED_ADDRESS),
        ("http://2130706433:{port}/", FetchCode.BLOCKED_ADDRESS),
        ("http://[::ffff:127.0.0.1]:{port}/", FetchCode.BLOCKED_ADDRESS),
        ("http://bakery.example:{port}/", FetchCode.BLOCKED_PORT),
        ("file:///etc/passwd", FetchCode.BLOCKED_SCHEME),
        ("gopher://127.0.0.1:{port}/", FetchCode.BLOCKED_SCHEME),
        ("http://[", FetchCode.INVALID_URL),
        ("http://[::1", FetchCode.INVALID_URL),
        ("https://xn--bakery-.example/", FetchCode.INVALID_URL),
    ],
)
@pytest.mark.parametrize("hops", [1, 3])
def test_redirects_are_judged_like_addresses(listener, target, code, hops):
    pages = {f"/{n}": moved(f"/{n + 1}") for n in range(hops)}
    pages[f"/{hops}"] = moved(target.format(port=listener.port))
    with LoopbackWeb(pages) as web:
        error = refusal(f"{web.url}/0", allow_hosts=[web.pair])
        assert (error.code, listener.connects()) == (code, 0)
        assert error.url == f"{web.url}/0"
        assert web.targets() == [f"/{n}" for n in range(hops + 1)]


@pytest.mark.parametrize("hops", [0, 2])
def test_robots_txt_is_no_way_in_either(listener, hops):
    pages = {
        "/": answer(body=b"<p>page</p>"),
        "/robots.txt": moved("/r0" if hops else f"http://127.0.0.1:{listener.port}/"),
    }
    pages |= {f"/r{n}": moved(f"/r{n + 1}") for n in range(hops)}
    pages[f"/r{hops}"] = moved(f"http://127.0.0.1:{listener.port}/robots.txt")
    with LoopbackWeb(pages) as web:
        error = refusal(f"{web.url}/", allow_hosts=[web.pair])
        assert (error.code, listener.connects()) == (FetchCode.BLOCKED_ADDRESS, 0)
        assert "/" not in web.targets()


def test_the_environment_lists_pairs_and_only_those(listener, monkeypatch):
    with LoopbackWeb({"/": answer(body=b"<p>own</p>")}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", f"intranet.example:8080, {web.pair}")

        async def run():
            async with Door() as door:
                return await door.page(f"{web.url}/")

        assert asyncio.run(run()).html == "<p>own</p>"
        for url in (
            f"http://127.0.0.1:{listener.port}/",
            f"http://localhost:{web.port}/",
            f"http://127.1:{web.port}/",
        ):
            assert refusal(url).code is FetchCode.BLOCKED_ADDRESS
        assert listener.connects() == 0


def test_local_names_are_reached_when_listed_without_a_name_server(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers())
    with LoopbackWeb({"/": answer(body=b"<p>shop</p>")}) as web:

        async def run():
            async with Door(allow_hosts=[f"shop.localhost:{web.port}"]) as door:
                return await door.page(f"http://shop.localhost:{web.port}/")

        assert asyncio.run(run()).html == "<p>shop</p>"
        assert web.requests[-1].headers["host"] == f"shop.localhost:{web.port}"


@pytest.mark.parametrize("own", ["http://127.0.0.1:{port}/search", "http://127.0.0.1:{port}"])
def test_the_address_of_a_service_is_no_way_in_for_pages(listener, own):
    error = refusal(f"http://127.0.0.1:{listener.port}/", provider_urls=[own.format(port=listener.port)])
    assert (error.code, listener.connects()) == (FetchCode.BLOCKED_ADDRESS, 0)


@pytest.mark.parametrize("path", ["", "/search"])
def test_a_page_cannot_send_us_to_a_service(listener, path):
    service = f"http://127.0.0.1:{listener.port}{path}"
    with LoopbackWeb({"/": moved(service)}) as web:
        error = refusal(f"{web.url}/", allow_hosts=[web.pair], provider_urls=[service])
        assert (error.code, listener.connects()) == (FetchCode.BLOCKED_ADDRESS, 0)


def ask(url, method="GET", **options):
    async def run():
        async with Door(deadline=60.0, **options) as door:
            return await door.api(method, url, headers={"X-Key": "secret"})

    return asyncio.run(run())


def test_services_are_asked_at_their_address_and_nowhere_else(listener):
    with LoopbackWeb({"/search": answer(body=b"{}", kind="application/json")}) as web:
        assert ask(f"{web.url}/search", provider_urls=[web.url]).json() == {}
        for url in (
            f"http://127.0.0.1:{listener.port}/search",
            f"https://127.0.0.1:{web.port}/search",
            f"http://localhost:{web.port}/search",
        ):
            with pytest.raises(FetchError) as caught:
                ask(url, provider_urls=[web.url])
            assert caught.value.code is FetchCode.BLOCKED_ADDRESS
        assert listener.connects() == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_service_cannot_send_us_elsewhere_on_this_machine(listener, status):
    pages = {"/search": moved(f"http://127.0.0.1:{listener.port}/", status)}
    with LoopbackWeb(pages) as web:
        with pytest.raises(FetchError) as caught:
            ask(f"{web.url}/search", provider_urls=[web.url])
        assert (caught.value.code, listener.connects()) == (FetchCode.BLOCKED_ADDRESS, 0)


def test_a_service_cannot_send_us_to_another_service():
    with (
        LoopbackWeb({"/": answer(body=b"{}")}) as inner,
        LoopbackWeb({"/search": moved(f"{inner.url}/")}) as outer,
    ):
        with pytest.raises(FetchError) as caught:
            ask(f"{outer.url}/search", provider_urls=[outer.url, inner.url])
        assert caught.value.code is FetchCode.BLOCKED_ADDRESS
        assert inner.requests == []
