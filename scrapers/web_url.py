"""One reading of a web address: the host that is checked is the host that is dialled."""

import ipaddress
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote_to_bytes, urljoin

import httpx
import idna

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Pair = tuple[str, int]
DEFAULT_PORTS = {"http": 80, "https": 443}
# Scrapy's limit, the longest address old browsers took: what is longer is a trap, not a page.
MAX_URL_LENGTH = 2083

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", re.IGNORECASE)
_REST = re.compile(r"//([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_PORT = re.compile(r":(\d{0,5})$")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")
_IGNORED = {ord(c): None for c in "\t\n\r"}
_BLANKS = "".join(map(chr, range(0x21)))


class InvalidURL(ValueError):
    """The text is not an address of the web."""


class ForeignScheme(InvalidURL):
    """The address is neither http nor https."""


class OddAddress(InvalidURL):
    """The host is written as a number and yet is no IP address, or holds a zone (`fe80::1%eth0`)."""


@dataclass(frozen=True)
class WebURL:
    """An http(s) address in its normal form, without credentials and fragment.

    `host` is ASCII and lower-case, an IP address in its shortest form and without brackets; `plain` is
    false where an IP address was written in another notation (decimal, hex, octal, full-width digits).
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str | None
    ip: IPAddress | None = None
    plain: bool = True

    @property
    def pair(self) -> Pair:
        """What is dialled."""
        return self.host, self.port

    @property
    def has_default_port(self) -> bool:
        """Whether the port is the one of the scheme."""
        return DEFAULT_PORTS[self.scheme] == self.port

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port, the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.has_default_port else f":{self.port}")

    @cached_property
    def text(self) -> str:
        """The address as it is sent."""
        return self.origin + self.path + ("" if self.query is None else f"?{self.query}")

    def join(self, reference: str) -> "WebURL":
        """Return the address a link or a redirect of this page leads to.

        Raises:
            InvalidURL: it does not lead to the web.
        """
        try:
            return parse(urljoin(self.text, reference.strip(_BLANKS)))
        except InvalidURL:
            raise
        except ValueError as error:
            raise InvalidURL(str(error)) from error


# (A site's menu is on all of its pages: without this a crawl would do little else than read its addresses.)
@lru_cache(maxsize=8192)
def parse(text: str) -> WebURL:
    """Read an address as browsers do: blanks off, a backslash as a slash, hosts in any script and notation.

    Raises:
        InvalidURL: the text is no address of the web; its subclasses say why.
    """
    cleaned = text.strip(_BLANKS).translate(_IGNORED)
    if len(cleaned) > MAX_URL_LENGTH:
        raise InvalidURL("too long")
    scheme_match = _SCHEME.match(cleaned)
    if not scheme_match:
        raise InvalidURL("no scheme")
    scheme = scheme_match[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise ForeignScheme(scheme)
    rest = cleaned[scheme_match.end() :]
    tail = re.search(r"[?#]", rest)
    cut = tail.start() if tail else len(rest)
    match = _REST.fullmatch(rest[:cut].replace("\\", "/") + rest[cut:])
    if not match:
        raise InvalidURL("no host")
    written, port = _split_port(match[1].rpartition("@")[2], scheme)
    host, ip = _host(written)
    path, query = _quoted(match[2] or "/", match[3])
    plain = ip is None or written.strip("[]").lower() == host
    return WebURL(scheme, host, port, path, query, ip, plain)


def _split_port(authority: str, scheme: str) -> tuple[str, int]:
    match = _PORT.search(authority)
    if not match:
        return authority, DEFAULT_PORTS[scheme]
    port = int(match[1]) if match[1] else DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise InvalidURL("no such port")
    return authority[: match.start()], port


def _host(written: str) -> tuple[str, IPAddress | None]:
    if written.startswith("["):
        return _ipv6(written)
    try:
        name = unquote_to_bytes(written).decode()
        if not name.isascii():
            name = idna.uts46_remap(name, std3_rules=False)
            name = name if name.isascii() else idna.encode(name).decode("ascii")
        if "xn--" in name.lower():
            idna.decode(name.lower().removesuffix("."))
    except UnicodeError as error:
        raise InvalidURL("no host name") from error
    name = name.lower().removesuffix(".")
    if not _HOST.fullmatch(name):
        raise InvalidURL("no host name")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        ip = _ipv4(name)
        return str(ip), ip
    return name, None


def _ipv6(written: str) -> tuple[str, IPAddress]:
    if not written.endswith("]"):
        raise InvalidURL("no host name")
    if "%" in written:
        raise OddAddress("an address with a zone")
    try:
        ip = ipaddress.IPv6Address(written[1:-1])
    except ValueError as error:
        raise InvalidURL("no IPv6 address") from error
    return str(ip), ip


def _ipv4(name: str) -> ipaddress.IPv4Address:
    """Read one to four numbers, decimal, octal or hex, the last of which fills the bytes that are left."""
    parts = name.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise OddAddress("no IPv4 address")
    *heads, last = [_number(part) for part in parts]
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise OddAddress("no IPv4 address")
    return ipaddress.IPv4Address(sum(head << 8 * (3 - i) for i, head in enumerate(heads)) + last)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    try:
        return int(part, 8 if part.startswith("0") else 10)
    except ValueError as error:
        raise OddAddress("no IPv4 address") from error


def _quoted(path: str, query: str | None) -> tuple[str, str | None]:
    """Percent-encode what must be, and resolve `.` and `..`."""
    text = path if query is None else f"{path}?{query}"
    try:
        raw = httpx.URL("http://host" + text).raw_path.decode("ascii")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise InvalidURL("no path") from error
    quoted_path, mark, quoted_query = raw.partition("?")
    return quoted_path, quoted_query if mark else None
