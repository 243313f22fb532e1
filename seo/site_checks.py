"""Checks over all pages of a site: links, redirects, depth, doubles, originals, translations, sitemaps."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from scrapers.crawl import Crawl
from scrapers.sitemap import Sitemaps
from scrapers.sites import canonical_url
from seo.check import Family, Level, Status
from seo.site_facts import PageFacts, likeness
from seo.site_result import Place, SiteCheck, shown

TOO_DEEP = 4
ALMOST_THE_SAME = 0.9
# An answer with one of these says that we are not wanted, not that the page is gone.
UNVERIFIABLE = frozenset({401, 403, 405, 406, 429, 451, 503, 999})
_REACHED_NOT = frozenset({"dns", "connect", "timeout"})
# So many pages are compared for texts that are almost the same.
_MOST_COMPARED = 1500


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


@dataclass(frozen=True)
class _Verdict:
    status: Status
    value: str = ""
    places: Sequence[Place] = ()


@dataclass(frozen=True)
class SiteRule:
    """One check of a site and the function that judges it."""

    id: str
    family: Family
    title: str
    threshold: str
    why: str
    how_to_fix: str
    source: str
    impact: Level
    effort: Level
    judge: Callable[[SiteView], _Verdict]


def site_checks(view: SiteView) -> list[SiteCheck]:
    """Return what each check says of a site."""
    return [_result(rule, rule.judge(view)) for rule in RULES]


def _result(rule: SiteRule, verdict: _Verdict) -> SiteCheck:
    return SiteCheck(
        id=rule.id,
        family=rule.family,
        status=verdict.status,
        title=rule.title,
        value=verdict.value,
        threshold=rule.threshold,
        why=rule.why,
        how_to_fix=rule.how_to_fix,
        impact=rule.impact,
        effort=rule.effort,
        source=rule.source,
        count=len(verdict.places),
        places=shown(verdict.places),
    )


def _found(places: Sequence[Place], what: str, *, status: Status = Status.FAIL) -> _Verdict:
    if not places:
        return _Verdict(Status.PASS)
    return _Verdict(status, f"{len(places)} {what}", places)


def broken_links(view: SiteView) -> _Verdict:
    """Links of the site to its own pages that are gone, or to nothing."""
    places = []
    for page in view.pages:
        gone = page.status in range(400, 600) and page.status not in UNVERIFIABLE
        if (gone or page.code in _REACHED_NOT) and (page.referrer or page.source == "sitemap"):
            reason = f"status {page.status}" if page.status else page.error
            places.append(
                Place(url=page.asked, detail=f"{reason}; linked from {page.referrer or 'the sitemap'}")
            )
    return _found(places, "links to pages that are gone")


def broken_outside_links(view: SiteView) -> _Verdict:
    """Links to other sites that lead to nothing."""
    if not view.outside:
        return _Verdict(Status.NOT_APPLICABLE, "no link to another site was tried")
    places = [
        Place(url=url, detail=f"status {status}" if status else code)
        for url, (status, code) in view.outside.items()
        if (status >= 400 and status not in UNVERIFIABLE) or code == "dns"
    ]
    return _found(places, "links to other sites that are gone", status=Status.WARN)


def unverifiable_links(view: SiteView) -> _Verdict:
    """Links whose server does not let programs look."""
    own = [(page.asked, page.status) for page in view.pages if page.status in UNVERIFIABLE]
    others = [(url, status) for url, (status, _) in view.outside.items() if status in UNVERIFIABLE]
    places = [Place(url=url, detail=f"status {status}") for url, status in [*own, *others]]
    if not places:
        return _Verdict(Status.PASS)
    return _Verdict(Status.COULD_NOT_CHECK, f"{len(places)} links could not be checked", places)


def redirect_chains(view: SiteView) -> _Verdict:
    """Links that are sent on more than once."""
    places = [
        Place(url=page.asked, detail=f"{' → '.join(map(str, page.hops))} → {page.url}")
        for page in view.pages
        if len(page.hops) > 1
    ]
    return _found(places, "links that are sent on more than once", status=Status.WARN)


def redirect_loops(view: SiteView) -> _Verdict:
    """Links that are sent on without end."""
    places = [
        Place(url=page.asked, detail=page.error) for page in view.pages if page.code == "too_many_redirects"
    ]
    return _found(places, "links that are sent on without end")


def redirected_links(view: SiteView) -> _Verdict:
    """Links of the site to its own pages that are sent on."""
    places = [
        Place(url=page.asked, detail=f"leads to {page.url}; linked from {page.referrer}")
        for page in view.pages
        if page.hops and page.referrer and page.status < 400
    ]
    return _found(places, "links that take a detour", status=Status.WARN)


def crawl_depth(view: SiteView) -> _Verdict:
    """Pages that are many clicks away."""
    places = [
        Place(url=page.url, detail=f"{page.depth} clicks from the start")
        for page in view.readable
        if page.depth is not None and page.depth > TOO_DEEP
    ]
    return _found(places, "pages are far from the start", status=Status.WARN)


def orphan_pages(view: SiteView) -> _Verdict:
    """Pages that only the sitemap knows."""
    if view.sitemaps is None or not view.sitemaps.entries:
        return _Verdict(Status.NOT_APPLICABLE, "the site has no sitemap to compare with")
    if not view.complete:
        return _Verdict(Status.COULD_NOT_CHECK, "not every page of the site was read")
    places = [
        Place(url=page.url, detail="only in the sitemap")
        for page in view.readable
        if page.depth is None and not view.inlinks[page.key]
    ]
    return _found(places, "pages no other page leads to", status=Status.WARN)


def dead_ends(view: SiteView) -> _Verdict:
    """Pages that lead nowhere within the site."""
    if len(view.readable) < 2:
        return _Verdict(Status.NOT_APPLICABLE, "the site has one page")
    places = [
        Place(url=page.url)
        for page in view.readable
        if not {canonical_url(link) for link in page.links} - {page.key}
    ]
    return _found(places, "pages lead nowhere", status=Status.WARN)


def _doubles(view: SiteView, of: Callable[[PageFacts], str], what: str) -> _Verdict:
    indexed = [page for page in view.readable if not page.noindex and not _points_elsewhere(page)]
    if len(indexed) < 2:
        return _Verdict(Status.NOT_APPLICABLE, "there are no two pages to compare")
    groups: defaultdict[str, list[PageFacts]] = defaultdict(list)
    for page in indexed:
        if text := of(page).casefold():
            groups[text].append(page)
    places = [
        Place(url=page.url, detail=of(page)[:120])
        for group in groups.values()
        if len(group) > 1
        for page in group
    ]
    return _found(places, what)


def duplicate_titles(view: SiteView) -> _Verdict:
    """Pages with one title."""
    return _doubles(view, lambda page: page.title, "pages share their title with another")


def duplicate_descriptions(view: SiteView) -> _Verdict:
    """Pages with one description."""
    found = _doubles(view, lambda page: page.description, "pages share their description with another")
    return _Verdict(Status.WARN, found.value, found.places) if found.status is Status.FAIL else found


def near_duplicates(view: SiteView) -> _Verdict:
    """Pages whose texts are almost the same."""
    pages = [
        page for page in view.readable if page.sketch and not page.noindex and not _points_elsewhere(page)
    ]
    if len(pages) < 2:
        return _Verdict(Status.NOT_APPLICABLE, "there are no two pages with enough text")
    places = [
        Place(url=one.url, detail=f"{100 * share:.0f} % like {other.url}")
        for one, other, share in _alike(pages[:_MOST_COMPARED])
    ]
    return _found(places, "pairs of pages are almost the same", status=Status.WARN)


def _alike(pages: Sequence[PageFacts]) -> Iterable[tuple[PageFacts, PageFacts, float]]:
    """Yield the pairs that are alike; only those that share one of their smallest hashes are compared."""
    buckets: defaultdict[int, list[PageFacts]] = defaultdict(list)
    for page in pages:
        for value in page.sketch[:8]:
            buckets[value].append(page)
    seen: set[frozenset[str]] = set()
    for group in buckets.values():
        for one, other in combinations(group[:50], 2):
            pair = frozenset((one.key, other.key))
            if pair in seen:
                continue
            seen.add(pair)
            share = likeness(one.sketch, other.sketch)
            if share >= ALMOST_THE_SAME:
                yield one, other, share


def _points_elsewhere(page: PageFacts) -> bool:
    return bool(page.canonical) and canonical_url(page.canonical) != page.key


def canonical_targets(view: SiteView) -> _Verdict:
    """Canonical links to pages that are gone, sent on, not to be listed, or canonical to another again."""
    given = [page for page in view.readable if _points_elsewhere(page)]
    if not given:
        return _Verdict(Status.NOT_APPLICABLE, "no page names another one as its original")
    places = []
    for page in given:
        target = view.by_key.get(canonical_url(page.canonical))
        if target is None:
            continue
        reason = _why_no_original(target)
        if reason:
            places.append(Place(url=page.url, detail=f"names {page.canonical}, which {reason}"))
    return _found(places, "pages name an original that is none")


def _why_no_original(target: PageFacts) -> str:
    if target.status >= 400 or target.error:
        return "is gone"
    if target.hops:
        return "is sent on"
    if target.noindex:
        return "asks not to be listed"
    return "names another one itself" if _points_elsewhere(target) else ""


def hreflang_returns(view: SiteView) -> _Verdict:
    """Translations that do not name each other."""
    given = [page for page in view.readable if page.alternates]
    if not given:
        return _Verdict(Status.NOT_APPLICABLE, "no page names translations")
    places = []
    for page in given:
        for language, target in page.alternates:
            other = view.by_key.get(target)
            if other is None or language == "x-default" or other.key == page.key:
                continue
            if page.key not in {address for _, address in other.alternates}:
                places.append(Place(url=page.url, detail=f"{target} ({language}) does not name it in return"))
    return _found(places, "translations are not named in return")


def sitemap_exists(view: SiteView) -> _Verdict:
    """Whether the site lists its pages."""
    if view.sitemaps is None:
        return _Verdict(Status.COULD_NOT_CHECK, "the sitemap was not asked for")
    if view.sitemaps.files:
        return _Verdict(Status.PASS, f"{len(view.sitemaps.entries)} addresses")
    return _Verdict(Status.WARN, "no sitemap was found")


def sitemap_valid(view: SiteView) -> _Verdict:
    """Whether the lists can be read."""
    if view.sitemaps is None or not (view.sitemaps.files or view.sitemaps.problems):
        return _Verdict(Status.NOT_APPLICABLE, "there is no sitemap")
    places = [Place(url=one.url, detail=one.message) for one in view.sitemaps.problems]
    return _found(places, "sitemaps cannot be read in full")


def sitemap_addresses(view: SiteView) -> _Verdict:
    """Whether every listed address is a page that may be listed."""
    if view.sitemaps is None or not view.sitemaps.entries:
        return _Verdict(Status.NOT_APPLICABLE, "there is no sitemap")
    places = []
    for url in dict.fromkeys(entry.url for entry in view.sitemaps.entries):
        page = view.by_key.get(canonical_url(url))
        if page is not None and (reason := _why_not_listed(page)):
            places.append(Place(url=url, detail=reason))
    return _found(places, "listed addresses are no pages to be listed")


def _why_not_listed(page: PageFacts) -> str:
    if page.code == "robots":
        return "robots.txt blocks it"
    if page.status >= 400 and page.status not in UNVERIFIABLE:
        return f"status {page.status}"
    if page.hops:
        return f"is sent on to {page.url}"
    if page.noindex:
        return "asks not to be listed"
    return "names another page as its original" if page.is_page and _points_elsewhere(page) else ""


def sitemap_coverage(view: SiteView) -> _Verdict:
    """Whether the site's own list has all its pages."""
    if view.sitemaps is None or not view.sitemaps.entries:
        return _Verdict(Status.NOT_APPLICABLE, "there is no sitemap")
    listed = {canonical_url(entry.url) for entry in view.sitemaps.entries}
    places = [
        Place(url=page.url, detail="not in the sitemap")
        for page in view.readable
        if page.key not in listed and not page.noindex and not _points_elsewhere(page)
    ]
    return _found(places, "pages are not in the sitemap", status=Status.WARN)


def blocked_pages(view: SiteView) -> _Verdict:
    """Pages the site leads to and robots.txt blocks."""
    places = [
        Place(url=page.asked, detail=f"linked from {page.referrer or 'the sitemap'}")
        for page in view.pages
        if page.code == "robots"
    ]
    return _found(places, "linked pages are blocked by robots.txt", status=Status.WARN)


_GOOGLE = "Google Search Central"
_FROG = "Screaming Frog's list of issues"
RULES = (
    SiteRule(
        "broken-links",
        Family.INDEXING,
        "Links that lead to a missing page",
        "no link of the site to a page that answers 4xx or 5xx, or not at all",
        "Visitors land on an error and leave; search engines stop following.",
        "Correct the link, or take it out.",
        _FROG,
        Level.HIGH,
        Level.LOW,
        broken_links,
    ),
    SiteRule(
        "broken-external-links",
        Family.CONTENT,
        "Links to other sites that are gone",
        "no link to another site that answers 404, 410 or 5xx; 401, 403, 429 and 999 prove nothing",
        "A dead link looks as if nobody looked after the site.",
        "Correct the link, or take it out.",
        _FROG,
        Level.LOW,
        Level.LOW,
        broken_outside_links,
    ),
    SiteRule(
        "unverifiable-links",
        Family.CONTENT,
        "Links that could not be checked",
        "answers 401, 403, 429 or 999 say that programs are not welcome, not that the page is gone",
        "They may be fine; only a person can tell.",
        "Open them in a browser.",
        "RFC 9110, sections 15.5.2 to 15.5.4",
        Level.LOW,
        Level.LOW,
        unverifiable_links,
    ),
    SiteRule(
        "redirect-chain",
        Family.INDEXING,
        "Links that are sent on twice or more",
        "at most one redirect",
        "Each detour costs visitors time, and search engines give up after some.",
        "Let the link lead to the last address at once.",
        _GOOGLE,
        Level.MEDIUM,
        Level.LOW,
        redirect_chains,
    ),
    SiteRule(
        "redirect-loop",
        Family.INDEXING,
        "Links that are sent on without end",
        "no redirect loop",
        "Nobody can open the page.",
        "Have the redirect mended by whoever runs the server.",
        _GOOGLE,
        Level.HIGH,
        Level.MEDIUM,
        redirect_loops,
    ),
    SiteRule(
        "redirected-links",
        Family.TECHNICAL,
        "Links that take a detour",
        "links of the site lead to their page without a redirect",
        "A detour slows every visitor down.",
        "Write the final address into the link.",
        _FROG,
        Level.LOW,
        Level.LOW,
        redirected_links,
    ),
    SiteRule(
        "crawl-depth",
        Family.INDEXING,
        "Pages that are many clicks away",
        f"at most {TOO_DEEP} clicks from the start",
        "Search engines rarely visit what lies deep, and visitors never find it.",
        "Link the page from the menu or from a page above it.",
        "seonaut (depth over 4)",
        Level.LOW,
        Level.MEDIUM,
        crawl_depth,
    ),
    SiteRule(
        "orphan-pages",
        Family.INDEXING,
        "Pages no other page leads to",
        "every page of the sitemap is linked from another page",
        "Nobody who is on the site can get there.",
        "Link the page, or take it out of the sitemap.",
        _FROG,
        Level.MEDIUM,
        Level.LOW,
        orphan_pages,
    ),
    SiteRule(
        "dead-end-pages",
        Family.CONTENT,
        "Pages that lead nowhere",
        "every page links to another page of the site",
        "Visitors can only go back.",
        "Add the menu, or a link to the contact page.",
        "squirrelscan",
        Level.LOW,
        Level.LOW,
        dead_ends,
    ),
    SiteRule(
        "duplicate-title",
        Family.CONTENT,
        "Pages with the same title",
        "each page that may be listed has a title of its own",
        "In the results nobody can tell the pages apart.",
        "Give each page a title that says what it is about.",
        _FROG,
        Level.MEDIUM,
        Level.LOW,
        duplicate_titles,
    ),
    SiteRule(
        "duplicate-meta-description",
        Family.CONTENT,
        "Pages with the same description",
        "each page that may be listed has a description of its own",
        "The text under the title in the results fits one page only.",
        "Write one or two sentences for each page.",
        _FROG,
        Level.LOW,
        Level.LOW,
        duplicate_descriptions,
    ),
    SiteRule(
        "near-duplicate-content",
        Family.CONTENT,
        "Pages that are almost the same",
        "texts of two pages are less than 90 % alike",
        "Search engines list one of them, and choose which.",
        "Merge the pages, or let one name the other as its original (canonical).",
        "Screaming Frog (near duplicates from 90 %)",
        Level.MEDIUM,
        Level.MEDIUM,
        near_duplicates,
    ),
    SiteRule(
        "canonical-target",
        Family.INDEXING,
        "Originals that are none",
        "a canonical link leads to a page that answers, may be listed and names itself",
        "Neither of the two pages may be listed.",
        "Let the canonical link lead to the page that should be found.",
        _GOOGLE,
        Level.HIGH,
        Level.LOW,
        canonical_targets,
    ),
    SiteRule(
        "hreflang-return",
        Family.INDEXING,
        "Translations that do not name each other",
        "each page named by hreflang names the other in return",
        "Search engines ignore translations that are named on one side only.",
        "Add the missing hreflang link.",
        _GOOGLE,
        Level.MEDIUM,
        Level.LOW,
        hreflang_returns,
    ),
    SiteRule(
        "sitemap-exists",
        Family.INDEXING,
        "A list of the site's pages",
        "a sitemap at /sitemap.xml or named in robots.txt",
        "Search engines find new pages sooner.",
        "Switch the sitemap on in your site's settings.",
        _GOOGLE,
        Level.LOW,
        Level.LOW,
        sitemap_exists,
    ),
    SiteRule(
        "sitemap-valid",
        Family.INDEXING,
        "A sitemap that can be read",
        "every sitemap can be fetched and read, with at most 50,000 addresses",
        "What cannot be read is not used.",
        "Have the sitemap made anew by your site's system.",
        "sitemaps.org",
        Level.MEDIUM,
        Level.LOW,
        sitemap_valid,
    ),
    SiteRule(
        "sitemap-addresses",
        Family.INDEXING,
        "A sitemap without wrong addresses",
        "listed addresses answer 200, may be listed and are no detour",
        "Search engines trust a list with errors less.",
        "Take the address out of the sitemap, or mend the page.",
        _GOOGLE,
        Level.MEDIUM,
        Level.LOW,
        sitemap_addresses,
    ),
    SiteRule(
        "sitemap-coverage",
        Family.INDEXING,
        "A sitemap with all pages",
        "each page that may be listed is in the sitemap",
        "New pages are found later.",
        "Add the pages, or have the sitemap made by your site's system.",
        _FROG,
        Level.LOW,
        Level.LOW,
        sitemap_coverage,
    ),
    SiteRule(
        "blocked-linked-pages",
        Family.INDEXING,
        "Linked pages that robots.txt blocks",
        "no page of the site leads to one that robots.txt blocks",
        "Search engines see the link and may not follow it.",
        "Allow the page in robots.txt, or take the link out.",
        _GOOGLE,
        Level.LOW,
        Level.LOW,
        blocked_pages,
    ),
)
"""The checks of a site, in the order of a report."""
