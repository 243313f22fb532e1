"""All that was read of a site, as its checks see it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scrapers.crawl import Crawl
from scrapers.sitemap import Sitemaps
from scrapers.sites import canonical_url
from seo.site_facts import PageFacts


@dataclass
class SiteView:
    """All that was read of a site.

    Attributes:
        start: key of the page the crawl began with.
        pages: facts of every address that was asked for.
        sitemaps: what the site lists itself, None where that was not asked for.
        outside: what links to other sites answered, by address: status (0: none) and a code.
        complete: whether every page that was found was read.
    """

    start: str
    pages: Sequence[PageFacts]
    sitemaps: Sitemaps | None = None
    outside: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    complete: bool = True

    def __post_init__(self) -> None:
        self.by_key: dict[str, PageFacts] = {}
        for page in self.pages:
            self.by_key.setdefault(canonical_url(page.asked), page)
            self.by_key.setdefault(page.key, page)
        self.inlinks: Counter[str] = Counter()
        self.linked_from: defaultdict[str, list[str]] = defaultdict(list)
        for page in self.readable:
            for target in {canonical_url(link) for link in page.links} - {page.key}:
                self.inlinks[target] += 1
                self.linked_from[target].append(page.url)

    @property
    def readable(self) -> list[PageFacts]:
        """The pages that came, each once."""
        return list({page.key: page for page in self.pages if page.is_page}.values())

    @classmethod
    def of(cls, run: Crawl, start: str, pages: Sequence[PageFacts], complete: bool) -> "SiteView":
        """Return the view of a crawl that has ended."""
        return cls(canonical_url(start), pages, run.sitemaps, complete=complete)
