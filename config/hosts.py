"""Where a model server stands: on this machine, on the own network, or out in the world."""

import ipaddress
import socket
from urllib.parse import urlsplit

_OWN_NETWORK = (".local", ".lan", ".internal", ".home.arpa", ".localdomain", ".intranet")


def leaves_machine(url: str) -> bool:
    """Tell whether what is sent to this address leaves the analyst's machine; a doubtful name does."""
    host = _host(url)
    if host in {"localhost", "host.docker.internal"} or host.endswith(".localhost"):
        return False
    address = _ip(host)
    if address is not None:
        return not (address.is_loopback or address.is_unspecified)
    own = socket.gethostname().lower()
    return host not in {own, f"{own}.local"}


def is_plain_and_public(url: str) -> bool:
    """Tell whether the address is http without encryption to a host beyond the own network."""
    if _split_scheme(url) != "http" or not leaves_machine(url):
        return False
    host = _host(url)
    address = _ip(host)
    if address is not None:
        return not (address.is_private or address.is_link_local)
    return "." in host and not host.endswith(_OWN_NETWORK)


def _split_scheme(url: str) -> str:
    return urlsplit(_with_scheme(url)).scheme


def _host(url: str) -> str:
    return (urlsplit(_with_scheme(url)).hostname or "").rstrip(".").lower()


def _with_scheme(url: str) -> str:
    return url if "://" in url else f"http://{url}"


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:
            # 127.1 and 2130706433 are what the system dials as well
            return ipaddress.ip_address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
