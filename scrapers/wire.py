"""One exchange with a server, below the rules of a visit: clients, bodies, and what their failures mean."""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import httpcore
import httpx

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.file_kinds import is_file, is_unannounced_file
from scrapers.guard import Guard, GuardedBackend
from scrapers.inflate import read_body
from scrapers.robots import MAX_ROBOTS

MAX_CONNECTIONS = 100
MAX_RETRIES = 2
# The longest first wait; the second is twice that.
RETRY_SECONDS = 0.4
_BUSY = frozenset({429, 503})
_GATEWAY = frozenset({502, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool that dials through the guard, and never through a proxy.

    It has no time limit of its own. It is used without a client, which would read the address of a redirect
    by itself, and in its own way.
    """

    def __init__(self, guard: Guard) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=5.0,
            network_backend=GuardedBackend(guard),
        )


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True)
class Exchange:
    """A response, closed, and as much of its body as was wanted."""

    response: httpx.Response
    body: bytes

    @property
    def asked_to_wait(self) -> float:
        """The seconds a busy server asks us to stay away, 0 where it does not."""
        if self.response.status_code not in _BUSY:
            return 0.0
        return retry_after(self.response.headers.get("retry-after", "")) or 0.0

    @property
    def redirect(self) -> str | None:
        """Where the server sends us, if it does."""
        location = self.response.headers.get("location")
        return location if self.response.status_code in _REDIRECTS and location else None


Reader = Callable[[httpx.Response], Awaitable[bytes]]


async def exchange(web: GuardedTransport, request: httpx.Request, read: Reader) -> Exchange:
    """Send a request and let `read` take what it wants of the body."""
    response = await web.handle_async_request(request)
    response.request = request
    try:
        return Exchange(response, await read(response))
    finally:
        await response.aclose()


async def patient_exchange(
    web: GuardedTransport, request: httpx.Request, read: Reader, end: float
) -> Exchange:
    """Do as `exchange`, and again after a failure that may pass, as long as that ends before `end`.

    What may pass: for GET a connection that broke and a gateway without an answer, twice at most; for any
    method a server that says when to come back, once. `end` is a time of the loop.
    """
    now = asyncio.get_running_loop().time
    for tries in range(MAX_RETRIES):
        # Full jitter: those who were turned away together do not come back together.
        wait = random.uniform(0, RETRY_SECONDS * 2**tries)  # noqa: S311 (no secret)
        try:
            done = await exchange(web, request, read)
        except (httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectTimeout):
            if request.method != "GET" or now() + wait >= end:
                raise
        else:
            status = done.response.status_code
            if status in _BUSY:
                return await _invited(web, request, read, end, done)
            if status not in _GATEWAY or request.method != "GET" or now() + wait >= end:
                return done
        await asyncio.sleep(wait)
    return await exchange(web, request, read)


async def _invited(
    web: GuardedTransport, request: httpx.Request, read: Reader, end: float, done: Exchange
) -> Exchange:
    """Come back to a busy server when it says so; without a word from it that would be one more burden."""
    wait = retry_after(done.response.headers.get("retry-after", ""))
    if wait is None or asyncio.get_running_loop().time() + wait >= end:
        return done
    await asyncio.sleep(wait)
    return await exchange(web, request, read)


def retry_after(value: str) -> float | None:
    """Read a Retry-After header, seconds or a date; return seconds from now, None where it says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


async def read_page(response: httpx.Response) -> bytes:
    """Read a 2xx answer that is a page; of another nothing is read.

    Raises:
        FetchError: not_html, too_large or encoding.
    """
    if not response.is_success:
        return b""
    kind = response.headers.get("content-type", "").partition(";")[0].partition(",")[0].strip().lower()
    if kind and kind not in _HTML_TYPES:
        raise FetchError(FetchCode.NOT_HTML)
    body = await read_body(response)
    if is_file(body) if kind else is_unannounced_file(body):
        raise FetchError(FetchCode.NOT_HTML)
    return body


async def read_any(response: httpx.Response) -> bytes:
    """Read an answer of any status as far as it is a page; of another nothing is read."""
    kind = response.headers.get("content-type", "").partition(";")[0].partition(",")[0].strip().lower()
    return await read_body(response) if not kind or kind in _HTML_TYPES else b""


async def read_found(response: httpx.Response, limit: int) -> bytes:
    """Read a 2xx answer of any kind; of another nothing is read."""
    return await read_body(response, limit) if response.is_success else b""


async def read_robots(response: httpx.Response) -> bytes:
    """Read the lines of a robots.txt that end within 500 KiB (RFC 9309)."""
    if not response.is_success:
        return b""
    body = await read_body(response, MAX_ROBOTS, cut=True)
    return body.rpartition(b"\n")[0] if len(body) == MAX_ROBOTS else body


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn whatever goes wrong with a request into a FetchError about `url`."""
    try:
        yield
    except FetchError as error:
        error.url = error.url or url
        raise
    except (TimeoutError, httpx.TimeoutException) as error:
        raise FetchError(FetchCode.TIMEOUT, url) from error
    except (httpx.TransportError, OSError) as error:
        raise _unreachable(url, error) from error


def _unreachable(url: str, error: Exception) -> FetchError:
    if "CERTIFICATE_VERIFY_FAILED" not in str(error):
        return FetchError(FetchCode.CONNECT, url)
    return FetchError(
        FetchCode.CONNECT,
        url,
        message="The site's security certificate is not valid.",
        remedy="Tell the owner of the site; where it has an http:// address, try that one.",
    )
