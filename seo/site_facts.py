"""What a site audit keeps of each page: enough to compare pages, without their HTML."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from scrapers.crawl import CrawledPage
from scrapers.sites import canonical_url, site_key
from seo.audit import PageAudit
from seo.head_links import head_links
from seo.nap_drift import PageNap, page_nap
from seo.page_view import PageView
from seo.subjects import Subjects

logger = logging.getLogger(__name__)

# Words in a row that make one piece of a text, and how many hashes stand for a text.
_SHINGLE, _SKETCH = 5, 96
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page of a site.

    Attributes:
        url: where it was read from.
        asked: the address a link or sitemap gives.
        status: HTTP status, 0 where no answer came; `error` says why in words.
        depth: clicks from the start, None for what only a sitemap lists.
        hops: statuses of the redirects on the way.
        links: addresses of the site it leads to; `outside` leads to other sites.
        canonical: the address it gives as its own, empty for none.
        alternates: language and address of its hreflang links.
        sketch: hashes that stand for its text, to find texts that are almost the same.
        nap: the numbers and addresses of the business it shows.
        answered: ids of the subjects of the trade it has a word of.
        audit: what the checks of pages say, None where there was no page.
    """

    url: str
    asked: str
    status: int
    error: str
    code: str
    depth: int | None
    referrer: str
    source: str
    hops: tuple[int, ...]
    links: tuple[str, ...]
    outside: tuple[str, ...]
    canonical: str
    noindex: bool
    title: str
    description: str
    alternates: tuple[tuple[str, str], ...]
    words: int
    sketch: tuple[int, ...]
    nap: PageNap | None
    audit: PageAudit | None
    answered: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The form in which two addresses of the page are equal."""
        return canonical_url(self.url)

    @property
    def is_page(self) -> bool:
        """Whether a page came that people can read."""
        return self.audit is not None and 200 <= self.status < 300


def page_facts(
    page: CrawledPage,
    view: PageView | None,
    audit: PageAudit | None,
    sites: set[str],
    subjects: Subjects | None = None,
) -> PageFacts:
    """Return what is kept of a page; `sites` are the keys of the site itself."""
    inside: list[str] = []
    outside: list[str] = []
    for link in page.links:
        (inside if site_key(link.url) in sites else outside).append(link.url)
    text = [] if view is None else _WORD.findall(" ".join(view.words).casefold())
    return PageFacts(
        url=page.final_url,
        asked=page.url,
        status=page.status,
        error=page.error.message if page.error else "",
        code=str(page.error.code) if page.error else "",
        depth=page.depth,
        referrer=page.referrer,
        source=page.source.value,
        hops=page.page.redirect_statuses if page.page else (),
        links=tuple(dict.fromkeys(inside)),
        outside=tuple(dict.fromkeys(outside)),
        canonical=page.canonical,
        noindex=page.noindex,
        title=_title(view),
        description=_description(view),
        alternates=_alternates(view),
        words=len(text),
        sketch=sketch(text),
        nap=_nap(view),
        audit=audit,
        answered=subjects.answered(view.text) if view and subjects else frozenset(),
    )


def _nap(view: PageView | None) -> PageNap | None:
    """Return what a page shows of the business; a page that breaks the reading of it shows nothing."""
    if view is None:
        return None
    try:
        return page_nap(view)
    except Exception:
        logger.exception("numbers and addresses of %s could not be read", view.url)
        return None


def sketch(words: Sequence[str]) -> tuple[int, ...]:
    """Return the smallest hashes of the runs of words in a text; empty for one too short to compare."""
    if len(words) < 4 * _SHINGLE:
        return ()
    runs = {" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)}
    return tuple(sorted(_hash(run) for run in runs)[:_SKETCH])


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return how much two texts have in common, from 0 to 1 (bottom-k estimate of the Jaccard index)."""
    if not one or not other:
        return 0.0
    union = sorted({*one, *other})[: max(len(one), len(other))]
    both = set(one) & set(other)
    return sum(value in both for value in union) / len(union)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _title(view: PageView | None) -> str:
    title = next(iter(view.tags("title")), None) if view else None
    return title.words() if title else ""


def _description(view: PageView | None) -> str:
    meta = view.named_meta("description") if view else None
    return " ".join(meta.get("content").split()) if meta else ""


def _alternates(view: PageView | None) -> tuple[tuple[str, str], ...]:
    """Return language and absolute address of each hreflang link."""
    if view is None:
        return ()
    return tuple(
        (link.hreflang.strip().lower(), canonical_url(view.absolute(link.href)))
        for link in head_links(view)
        if link.hreflang and "alternate" in link.rel.split()
    )
