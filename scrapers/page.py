"""What the door brings back: a page, a resource of any kind, the answer of a service."""

import json as json_module
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scrapers.charset import decode
from scrapers.fetch_error import FetchCode, FetchError
from scrapers.page_store import Stored


@dataclass(frozen=True)
class Page:
    """A page as it was read. `redirects` are the addresses on the way to `final_url`, the asked one first.

    `redirect_statuses` are theirs, in that order; `headers` has lower-case names; `html` is decoded text;
    `seconds` counts from the turn at the host; `cached` tells that it came from our own store, and
    `fetched_at` when its server was last asked.
    """

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    html: str
    fetched_at: datetime
    redirects: tuple[str, ...]
    seconds: float
    cached: bool = False
    redirect_statuses: tuple[int, ...] = ()


@dataclass(frozen=True)
class Resource:
    """Anything that was read, such as a sitemap; `body` is unpacked."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    cached: bool = False


@dataclass(frozen=True)
class ApiAnswer:
    """What a search or registry service answered, whatever its status."""

    status: int
    text: str
    headers: dict[str, str]
    url: str = ""
    cached: bool = False

    def json(self) -> object:
        """Return the data of a JSON answer.

        Raises:
            FetchError: encoding, where it is not JSON.
        """
        try:
            data: object = json_module.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise FetchError(
                FetchCode.ENCODING,
                self.url,
                status=self.status,
                message="The service did not answer in JSON.",
                remedy="Check its address in the settings.",
            ) from error
        return data


def page_of(url: str, found: Stored, seconds: float) -> Page:
    """Return what was read at an address as a page."""
    return Page(
        url=url,
        final_url=found.final_url,
        status=found.status,
        headers=dict(found.headers),
        html=decode(found.body, found.headers.get("content-type", "")),
        fetched_at=found.fetched_at,
        redirects=found.redirects,
        seconds=seconds,
        cached=found.cached,
        redirect_statuses=found.redirect_statuses,
    )


def answer_of(url: str, found: Stored) -> ApiAnswer:
    """Return what a service said as its answer."""
    text = decode(found.body, found.headers.get("content-type", ""))
    return ApiAnswer(found.status, text, dict(found.headers), url, found.cached)
