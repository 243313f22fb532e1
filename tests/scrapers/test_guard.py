import asyncio
import ipaddress
import logging

import httpcore
import pytest

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.guard import Guard, GuardedBackend, is_public, parse_origins, parse_pairs, read_url

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.254
    168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.254 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1
    198.18.0.1 198.19.255.254 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::a9fe:a9fe ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808
    64:ff9b:1::a9fe:a9fe 100::1 2001::1 2001:0:7f00:1::1 2001:2::1 2001:10::1 2001:db8::1 2002:7f00:1::
    2002:808:808:: 3ffe::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 febf::1 fec0::1 ff02::1 ff0e::1
""".split()  # noqa: SIM905
PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 168.63.129.15 172.15.255.255
    172.32.0.1 192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1 223.255.255.255
    2001:200::1 2001:4860:4860::8888 2606:4700::1111 2a00:1450::1 2c0f::1
""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_outside_the_public_web(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_web(address):
    assert is_public(ipaddress.ip_address(address))


def resolver(*rounds):
    """Give one answer after the other, the last one for good."""
    answers = list(rounds)

    async def resolve(host, port):
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return resolve


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "10.0.0.7"],
        ["10.0.0.7", "93.184.216.34"],
        ["93.184.216.34", "fd00::7"],
        ["::1"],
        ["fe80::1%2"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::7f00:1"],
        ["168.63.129.16"],
        [],
    ],
)
def test_one_bad_answer_of_the_name_server_refuses_the_name(answers):
    guard = Guard(resolve=resolver(answers))
    with pytest.raises(FetchError) as caught:
        asyncio.run(guard.addresses("bakery.example", 443))
    assert caught.value.code is FetchCode.BLOCKED_ADDRESS
    assert not any(answer in str(caught.value) for answer in answers), "the answer is told to nobody"


@pytest.mark.parametrize(
    ("answers", "dialled"),
    [
        (["93.184.216.34"], ["93.184.216.34"]),
        (["2a00::1", "2a00::2", "2a00::3", "93.184.216.34"], ["2a00::1", "93.184.216.34", "2a00::2"]),
        (["64:ff9b::5db8:d822"], ["64:ff9b::5db8:d822"]),  # a network without IPv4 (DNS64)
    ],
)
def test_public_names_are_dialled_with_both_families(answers, dialled):
    assert asyncio.run(Guard(resolve=resolver(answers)).addresses("bakery.example", 443)) == dialled


def test_local_names_are_never_asked_of_a_name_server():
    async def resolve(host, port):
        raise AssertionError(host)

    guard = Guard(frozenset({("localhost", 8080), ("a.localhost", 8080)}), resolve)
    assert asyncio.run(guard.addresses("a.localhost", 8080)) == ["127.0.0.1"]
    assert asyncio.run(guard.addresses("localhost", 8080)) == ["127.0.0.1"]
    with pytest.raises(FetchError):
        asyncio.run(guard.addresses("b.localhost", 8080))


class Dialled(httpcore.AsyncNetworkStream):
    async def aclose(self):
        pass


class RecordingBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, dead=()):
        self.dialled = []
        self._dead = dead

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.dialled.append(host)
        if host in self._dead:
            raise httpcore.ConnectError("refused")
        return Dialled()


def dial(guard, plain, times=1, host="bakery.example", port=443):
    backend = GuardedBackend(guard)
    backend._plain = plain

    async def run():
        for _ in range(times):
            await backend.connect_tcp(host, port)

    asyncio.run(run())


def test_the_checked_address_is_the_dialled_one_and_a_rebound_name_is_refused():
    plain = RecordingBackend()
    with pytest.raises(FetchError) as caught:
        dial(Guard(resolve=resolver(["93.184.216.34"], ["127.0.0.1"])), plain, times=2)
    assert caught.value.code is FetchCode.BLOCKED_ADDRESS
    assert plain.dialled == ["93.184.216.34"]


def test_the_next_address_is_tried_where_one_is_dead():
    plain = RecordingBackend(dead=("2a00::1",))
    dial(Guard(resolve=resolver(["2a00::1", "93.184.216.34"])), plain)
    assert plain.dialled == ["2a00::1", "93.184.216.34"]


def test_all_addresses_dead_is_the_error_of_the_last():
    plain = RecordingBackend(dead=("2a00::1", "93.184.216.34"))
    with pytest.raises(httpcore.ConnectError):
        dial(Guard(resolve=resolver(["2a00::1", "93.184.216.34"])), plain)


def test_the_port_is_checked_when_dialling_too():
    plain = RecordingBackend()
    with pytest.raises(FetchError) as caught:
        dial(Guard(resolve=resolver(["93.184.216.34"])), plain, port=22)
    assert caught.value.code is FetchCode.BLOCKED_PORT
    assert plain.dialled == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:8080/", None),
        ("http://127.0.0.1:8081/", FetchCode.BLOCKED_ADDRESS),
        ("http://127.0.0.1/", FetchCode.BLOCKED_ADDRESS),
        ("http://2130706433:8080/", FetchCode.BLOCKED_ADDRESS),  # exact pairs only
        ("http://0x7f.1:8080/", FetchCode.BLOCKED_ADDRESS),
        ("http://[::ffff:127.0.0.1]:8080/", FetchCode.BLOCKED_ADDRESS),
        ("http://localhost:8080/", FetchCode.BLOCKED_ADDRESS),
        ("http://[::1]:8080/", None),
        ("http://shop.localhost:8080/", None),
        ("http://xn--bcher-kva.example:8443/", None),
        ("https://bücher.example:8443/", None),
        ("https://bakery.example/", None),
        ("http://bakery.example:443/", None),
        ("http://bakery.example:8443/", FetchCode.BLOCKED_PORT),
        ("http://bakery.example:22/", FetchCode.BLOCKED_PORT),
        ("http://10.0.0.1:22/", FetchCode.BLOCKED_ADDRESS),
        ("ftp://bakery.example/", FetchCode.BLOCKED_SCHEME),
        ("file:///etc/passwd", FetchCode.BLOCKED_SCHEME),
        ("javascript:alert(1)", FetchCode.BLOCKED_SCHEME),
        ("data:text/html,x", FetchCode.BLOCKED_SCHEME),
        ("localhost:8080", FetchCode.INVALID_URL),
        ("bakery.example", FetchCode.INVALID_URL),
        ("http://xn--bakery-.example/", FetchCode.INVALID_URL),
        ("http://xn--zzzzzz.example/", FetchCode.INVALID_URL),
        ("http://", FetchCode.INVALID_URL),
        ("", FetchCode.INVALID_URL),
    ],
)
def test_what_is_refused_without_asking_anybody(url, code):
    guard = Guard(parse_pairs(["127.0.0.1:8080", "[::1]:8080", "shop.localhost:8080", "bücher.example:8443"]))
    if code is None:
        guard.check(read_url(url))
        return
    with pytest.raises(FetchError) as caught:
        guard.check(read_url(url))
    assert caught.value.code is code
    assert caught.value.message.endswith(".")
    assert caught.value.remedy.endswith(".")


def test_allowed_pairs_are_exact_and_bad_ones_are_logged(caplog):
    with caplog.at_level(logging.WARNING):
        found = parse_pairs(
            [" LocalHost:8080 ", "", "x.example", "http://y.example:80", "z.example:80/x", "w:0"]
        )
    assert found == {("localhost", 8080)}
    assert [record.args[0] for record in caplog.records] == [
        "x.example", "http://y.example:80", "z.example:80/x", "w:0"
    ]  # fmt: skip


def test_origins_of_services():
    found = parse_origins(["localhost:8888", "https://search.example/path?x", "ftp://no.example"])
    assert set(found) == {"http://localhost:8888", "https://search.example"}
