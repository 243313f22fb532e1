"""Addresses as browsers read them (the WHATWG URL standard), as far as checks of links need it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

SPECIAL = {"http": "80", "https": "443", "ftp": "21", "ws": "80", "wss": "443"}
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED = {ord(char): None for char in "\t\n\r"}
_BLANK = "".join(map(chr, range(0x21)))
_AUTHORITY_END = re.compile(r"[/\\?#]")
_FORBIDDEN = re.compile(r"[\x00-\x20#/:<>?@\[\\\]^|%\x7f]")
_PORT = re.compile(r":(\d*)\Z")
_IPV6 = re.compile(r"\[[0-9a-fA-F:.]+\]")


@dataclass(frozen=True, slots=True)
class Address:
    """An address with its scheme, lower-case; `text` is its normal form."""

    scheme: str
    text: str

    @property
    def origin(self) -> str:
        """Scheme and authority, empty where the address has none."""
        if self.scheme not in SPECIAL:
            return ""
        return f"{self.scheme}://{urlsplit(self.text).netloc}"

    @property
    def path(self) -> str:
        """The path of an address of the web."""
        return urlsplit(self.text).path

    @property
    def without_fragment(self) -> str:
        """The address up to its fragment."""
        return self.text.partition("#")[0]


@lru_cache(maxsize=8192)
def read_address(raw: str, base: str = "") -> Address | None:
    """Return an address as seen from a base, None where a browser takes it for none."""
    text = raw.strip(_BLANK).translate(_IGNORED)
    match = _SCHEME.match(text)
    base_match = _SCHEME.match(base)
    base_scheme = base_match[1].lower() if base_match else ""
    if match is None:
        return _relative(text, base, base_scheme)
    scheme, rest = match[1].lower(), text[match.end() :]
    if scheme not in SPECIAL:
        return Address(scheme, f"{scheme}:{rest}")
    if scheme == base_scheme and not rest.startswith(("/", "\\")):
        return _relative(rest, base, base_scheme)
    return _special(scheme, rest)


def _relative(text: str, base: str, base_scheme: str) -> Address | None:
    if not base_scheme:
        return None
    if base_scheme not in SPECIAL:
        is_fine = text.startswith("#") or base_scheme == "file"
        return Address(base_scheme, base + text) if is_fine else None
    if re.match(r"[/\\]{2}", text):
        return _special(base_scheme, text)
    try:
        joined = urljoin(base, text.replace("\\", "/"))
    except ValueError:
        return None
    return _special(base_scheme, joined.partition(":")[2])


def _special(scheme: str, rest: str) -> Address | None:
    """Return an address of the web from what stands behind its scheme."""
    rest = rest.lstrip("/\\")
    end = _AUTHORITY_END.search(rest)
    authority, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    host = authority.rpartition("@")[2]
    port = ""
    if found := _PORT.search(host):
        host, port = host[: found.start()], found[1]
        if port and int(port) > 65535:
            return None
    if not host or not (_IPV6.fullmatch(host) or _FORBIDDEN.search(host) is None):
        return None
    path, mark, query = tail.partition("?")
    path = path.replace("\\", "/") if "#" not in path else path
    if not path.startswith("/"):
        path = f"/{path}"
    place = f":{port}" if port and port != SPECIAL[scheme] else ""
    return Address(scheme, f"{scheme}://{host.lower()}{place}{path}{mark}{query}")
