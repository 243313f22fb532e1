"""Which addresses may be dialled. Checked before a request, and again on the IP address that is dialled."""

import asyncio
import contextlib
import ipaddress
import logging
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from itertools import zip_longest

import httpcore

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.web_url import ForeignScheme, InvalidURL, IPAddress, OddAddress, Pair, WebURL, parse

logger = logging.getLogger(__name__)

Resolver = Callable[[str, int], Awaitable[list[str]]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_PAIR = re.compile(r"[^/?#@\\]+:\d+")
WEB_PORTS = frozenset({80, 443})
# How many addresses of a name are tried; seconds for the last of them, and for those before it.
CONNECT_SECONDS = 5.0
FIRST_TRY_SECONDS = 2.0
MAX_ADDRESSES = 3

_IPV6_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# IANA's special-purpose registries. `ip_address.is_global` is not enough: in Python 3.11 it is true for
# multicast, 6to4, site-local and IPv4-compatible addresses. IPv6 outside 2000::/3 (loopback, mapped,
# compatible, NAT64, unique local, link-local, site-local, multicast) is closed as a whole by `is_public`.
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a provider's customers (CGNAT)
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # the wire server of Azure
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # 6bone, given back
        "3fff::/20",  # documentation
    )
)


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is one of the public web."""
    if address.version == 6 and address not in _IPV6_UNICAST:
        return False
    return not any(address in network for network in _CLOSED)


def parse_pairs(entries: Iterable[str]) -> frozenset[Pair]:
    """Read `HOST:PORT` entries; one that is none is left out and logged."""
    filled = filter(None, map(str.strip, entries))
    found = (_configured(f"http://{entry}" if _PAIR.fullmatch(entry) else "", entry) for entry in filled)
    return frozenset(url.pair for url in found if url)


def parse_origins(urls: Iterable[str]) -> dict[str, WebURL]:
    """Read addresses of services by origin, `http://` understood; a bad one is left out and logged."""
    found = (_configured(url if "://" in url else f"http://{url}", url) for url in urls)
    return {url.origin: url for url in found if url}


def _configured(text: str, entry: str) -> WebURL | None:
    try:
        return parse(text)
    except InvalidURL:
        logger.warning("Not an address the door can dial, left out: %r", entry)
        return None


def read_url(text: str) -> WebURL:
    """Parse an address.

    Raises:
        FetchError: blocked_scheme, blocked_address (a number that is no IP address) or invalid_url.
    """
    try:
        return parse(text)
    except InvalidURL as error:
        raise FetchError(_code(error)) from error


def follow(url: WebURL, reference: str) -> WebURL:
    """Return the address a redirect leads to.

    Raises:
        FetchError: as `read_url`.
    """
    try:
        return url.join(reference)
    except InvalidURL as error:
        raise FetchError(_code(error)) from error


def _code(error: InvalidURL) -> FetchCode:
    if isinstance(error, OddAddress):
        return FetchCode.BLOCKED_ADDRESS
    return FetchCode.BLOCKED_SCHEME if isinstance(error, ForeignScheme) else FetchCode.INVALID_URL


async def system_resolver(host: str, port: int) -> list[str]:
    """Return all addresses of a name, in the order the system prefers.

    Raises:
        FetchError: dns.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(FetchCode.DNS) from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


class Guard:
    """The rules of the door, and the exact host:port pairs that are exempt from them."""

    def __init__(self, allowed: frozenset[Pair] = frozenset(), resolve: Resolver = system_resolver) -> None:
        self._allowed = allowed
        self._resolve = resolve

    def exempts(self, url: WebURL) -> bool:
        """Tell whether an address is on the list, written as such: no other notation of it is."""
        return url.plain and url.pair in self._allowed

    def check(self, url: WebURL) -> None:
        """Refuse what can be judged without asking for the addresses of a name.

        Raises:
            FetchError: blocked_address or blocked_port.
        """
        if self.exempts(url):
            return
        if _is_local_name(url.host) or (url.ip is not None and not is_public(url.ip)):
            raise FetchError(FetchCode.BLOCKED_ADDRESS)
        if url.port not in WEB_PORTS:
            raise FetchError(FetchCode.BLOCKED_PORT)

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses that may be dialled for a host, the preferred ones of each family first.

        Raises:
            FetchError: dns, blocked_port, or blocked_address if any answer is not public.
        """
        if _is_local_name(host):
            found = ["127.0.0.1"]  # RFC 6761: never asked of a name server
        elif _is_literal(host):
            found = [host]
        else:
            found = await self._resolve(host, port)
        if (host, port) not in self._allowed:
            if port not in WEB_PORTS:
                raise FetchError(FetchCode.BLOCKED_PORT)
            if not found or not all(map(_may_dial, found)):
                raise FetchError(FetchCode.BLOCKED_ADDRESS)
        return _interleaved(found)[:MAX_ADDRESSES]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens the connections of a pool: the address that was checked is the one that is dialled."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - httpcore's signature; the door has a deadline
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check, dial."""
        *others, last = await self._guard.addresses(host, port)
        for address in others:
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._plain.connect_tcp(
                    address, port, FIRST_TRY_SECONDS, local_address, socket_options
                )
        return await self._plain.connect_tcp(last, port, CONNECT_SECONDS, local_address, socket_options)


def _is_local_name(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def _is_literal(host: str) -> bool:
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return True
    return False


def _may_dial(answer: str) -> bool:
    """Judge one answer of the resolver.

    A network without IPv4 gives the whole web NAT64 addresses (RFC 6147): those are judged by the IPv4
    address they carry. Written in a URL, such an address is refused.
    """
    address = ipaddress.ip_address(answer)
    if address.version == 6 and address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return is_public(address)


def _interleaved(addresses: list[str]) -> list[str]:
    """Alternate the families (RFC 8305), so that one that leads nowhere does not use up every try."""
    families: dict[bool, list[str]] = {}
    for address in addresses:
        families.setdefault(":" in address, []).append(address)
    rounds = zip_longest(*families.values())
    return [address for turn in rounds for address in turn if address is not None]
