"""One form for the many ways people write a model server's address."""

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from llm.errors import InvalidURL

# Longest first: what users paste from documentation, logs and other tools' settings.
_KNOWN_ENDINGS = (
    "/v1/chat/completions",
    "/chat/completions",
    "/v1/completions",
    "/v1/models",
    "/api/v0/models",
    "/api/v1/models",
    "/api/chat",
    "/api/generate",
    "/api/tags",
    "/api/v0",
    "/api/v1",
    "/api",
    "/v1",
)
_PRIVATE_ENDINGS = (".local", ".internal", ".lan", ".home.arpa", ".localhost")
_REMEDY = "Write it like http://localhost:1234."


def canonical_root(url: str) -> str:
    """Return scheme, host, port and path prefix only, with `localhost` as 127.0.0.1.

    A name in place of the address costs two seconds a connection on Windows, where ::1 is tried first and
    neither server listens there.

    Raises:
        InvalidURL: no host, another scheme than http(s), a port out of range, or a key inside the address.
    """
    text = url.strip()
    if not re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", text):
        text = "http://" + text
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InvalidURL(f"{url!r} is not an address of a model server.", _REMEDY) from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", parts.netloc):
        raise InvalidURL(f"{_without_userinfo(text)!r} is not an address of a model server.", _REMEDY)
    if parts.username is not None or parts.password is not None:
        raise InvalidURL(
            f"The address of {host} carries a user name or a key.",
            "Put the key in the sidebar, not in the address.",
        )
    host = "127.0.0.1" if host in {"localhost", "0.0.0.0"} else host  # noqa: S104 - compared, never bound
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}[parts.scheme]
    netloc = host if port in {None, default} else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, _prefix(parts.path), "", ""))


def api_base(url: str) -> str:
    """Return the base of the OpenAI-compatible API: the root plus `/v1`."""
    return canonical_root(url) + "/v1"


def is_on_this_machine(url: str) -> bool:
    """Tell whether the address is a loopback address."""
    host = urlsplit(canonical_root(url)).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.endswith(".localhost")


def is_private(url: str) -> bool:
    """Tell whether the address is loopback or on a private network: a proxy has no business there."""
    host = urlsplit(canonical_root(url)).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_ENDINGS)


def _prefix(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    cut = True
    while cut:
        cut = False
        for ending in _KNOWN_ENDINGS:
            if path.endswith(ending):
                path, cut = path[: -len(ending)].rstrip("/"), True
                break
    return path


def _without_userinfo(text: str) -> str:
    return re.sub(r"//[^/@]*@", "//", text)
