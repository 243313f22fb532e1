"""What is judged over all pages of a site: links, redirects, depth, doubles, originals, sitemaps."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from scrapers.sites import canonical_url
from seo.check import Status
from seo.nap_drift import nap_drift
from seo.site_facts import PageFacts, likeness
from seo.site_result import Place
from seo.site_view import SiteView

TOO_DEEP = 4
ALMOST_THE_SAME = 0.9
# An answer with one of these says that we are not wanted, not that the page is gone.
UNVERIFIABLE = frozenset({401, 403, 405, 406, 429, 451, 503, 999})
_REACHED_NOT = frozenset({"dns", "connect", "timeout"})
# So many pages are compared for texts that are almost the same.
_MOST_COMPARED = 1500


@dataclass(frozen=True)
class SiteVerdict:
    """What a check says of the whole site: its status, in words what was found, and where."""

    status: Status
    value: str = ""
    places: Sequence[Place] = ()


_ALONE = SiteVerdict(Status.NOT_APPLICABLE, "only one page was found")


def _is_alone(view: SiteView) -> bool:
    """Tell whether the start leads to no other page, so that nothing can be said of links and lists."""
    return len(view.pages) < 2


def _place(url: str, note: str = "", **values: object) -> Place:
    return Place(url=url, note=note, values={name: str(value) for name, value in values.items()})


def _found(places: Sequence[Place], what: str, *, status: Status = Status.FAIL) -> SiteVerdict:
    if not places:
        return SiteVerdict(Status.PASS)
    return SiteVerdict(status, f"{len(places)} {what}", places)


def broken_links(view: SiteView) -> SiteVerdict:
    """Links of the site to its own pages that are gone, or to nothing."""
    if _is_alone(view):
        return _ALONE
    places = []
    for page in view.pages:
        gone = page.status in range(400, 600) and page.status not in UNVERIFIABLE
        if (gone or page.code in _REACHED_NOT) and (page.referrer or page.source == "sitemap"):
            note = "gone" if page.status else "no_answer"
            if not page.referrer:
                note += "_listed"
            places.append(_place(page.asked, note, status=page.status, page=page.referrer))
    return _found(places, "links to pages that are gone")


def broken_outside_links(view: SiteView) -> SiteVerdict:
    """Links to other sites that lead to nothing."""
    if not view.outside:
        return SiteVerdict(Status.NOT_APPLICABLE, "no link to another site was tried")
    places = [
        _place(url, "status" if status else "no_server", status=status)
        for url, (status, code) in view.outside.items()
        if (status >= 400 and status not in UNVERIFIABLE) or code == "dns"
    ]
    return _found(places, "links to other sites that are gone", status=Status.WARN)


def unverifiable_links(view: SiteView) -> SiteVerdict:
    """Links whose server does not let programs look."""
    if _is_alone(view) and not view.outside:
        return _ALONE
    own = [(page.asked, page.status) for page in view.pages if page.status in UNVERIFIABLE]
    others = [(url, status) for url, (status, _) in view.outside.items() if status in UNVERIFIABLE]
    places = [_place(url, "status", status=status) for url, status in [*own, *others]]
    if not places:
        return SiteVerdict(Status.PASS)
    return SiteVerdict(Status.COULD_NOT_CHECK, f"{len(places)} links could not be checked", places)


def redirect_chains(view: SiteView) -> SiteVerdict:
    """Links that are sent on more than once."""
    if _is_alone(view) and not any(page.hops for page in view.pages):
        return _ALONE
    places = [
        _place(page.asked, "hops", hops=" → ".join(map(str, page.hops)), page=page.url)
        for page in view.pages
        if len(page.hops) > 1
    ]
    return _found(places, "links that are sent on more than once", status=Status.WARN)


def redirect_loops(view: SiteView) -> SiteVerdict:
    """Links that are sent on without end."""
    places = [_place(page.asked, "loop") for page in view.pages if page.code == "too_many_redirects"]
    if _is_alone(view) and not places:
        return _ALONE
    return _found(places, "links that are sent on without end")


def redirected_links(view: SiteView) -> SiteVerdict:
    """Links of the site to its own pages that are sent on."""
    if _is_alone(view):
        return _ALONE
    places = [
        _place(page.asked, "detour", page=page.url, source=page.referrer)
        for page in view.pages
        if page.hops and page.referrer and page.status < 400
    ]
    return _found(places, "links that take a detour", status=Status.WARN)


def crawl_depth(view: SiteView) -> SiteVerdict:
    """Pages that are many clicks away."""
    if _is_alone(view):
        return _ALONE
    places = [
        _place(page.url, "far", clicks=page.depth)
        for page in view.readable
        if page.depth is not None and page.depth > TOO_DEEP
    ]
    return _found(places, "pages are far from the start", status=Status.WARN)


def orphan_pages(view: SiteView) -> SiteVerdict:
    """Pages that only the sitemap knows."""
    if view.sitemaps is None or not view.sitemaps.entries:
        return SiteVerdict(Status.NOT_APPLICABLE, "the site has no sitemap to compare with")
    if not view.complete:
        return SiteVerdict(Status.COULD_NOT_CHECK, "not every page of the site was read")
    places = [
        _place(page.url, "only_listed")
        for page in view.readable
        if page.depth is None and not view.inlinks[page.key]
    ]
    return _found(places, "pages no other page leads to", status=Status.WARN)


def dead_ends(view: SiteView) -> SiteVerdict:
    """Pages that lead nowhere within the site."""
    if len(view.readable) < 2:
        return SiteVerdict(Status.NOT_APPLICABLE, "the site has one page")
    places = [
        Place(url=page.url)
        for page in view.readable
        if not {canonical_url(link) for link in page.links} - {page.key}
    ]
    return _found(places, "pages lead nowhere", status=Status.WARN)


def _doubles(view: SiteView, of: Callable[[PageFacts], str], what: str) -> SiteVerdict:
    indexed = [page for page in view.readable if not page.noindex and not _points_elsewhere(page)]
    if len(indexed) < 2:
        return SiteVerdict(Status.NOT_APPLICABLE, "there are no two pages to compare")
    groups: defaultdict[str, list[PageFacts]] = defaultdict(list)
    for page in indexed:
        if text := of(page).casefold():
            groups[text].append(page)
    places = [
        _place(page.url, "text", text=of(page)[:120])
        for group in groups.values()
        if len(group) > 1
        for page in group
    ]
    return _found(places, what)


def duplicate_titles(view: SiteView) -> SiteVerdict:
    """Pages with one title."""
    return _doubles(view, lambda page: page.title, "pages share their title with another")


def duplicate_descriptions(view: SiteView) -> SiteVerdict:
    """Pages with one description."""
    found = _doubles(view, lambda page: page.description, "pages share their description with another")
    return SiteVerdict(Status.WARN, found.value, found.places) if found.status is Status.FAIL else found


def near_duplicates(view: SiteView) -> SiteVerdict:
    """Pages whose texts are almost the same."""
    pages = [
        page for page in view.readable if page.sketch and not page.noindex and not _points_elsewhere(page)
    ]
    if len(pages) < 2:
        return SiteVerdict(Status.NOT_APPLICABLE, "there are no two pages with enough text")
    places = [
        _place(one.url, "alike", share=f"{100 * share:.0f}", page=other.url)
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


def nap_drifts(view: SiteView) -> SiteVerdict:
    """Pages whose number or address contradicts the others."""
    shown = [page.nap for page in view.readable if page.nap and (page.nap.phones or page.nap.places)]
    if len(shown) < 2:
        return SiteVerdict(Status.NOT_APPLICABLE, "no two pages give a number or an address")
    places = [
        _place(drift.url, f"other_{drift.what}", shown=drift.shown, norm=drift.norm)
        for drift in nap_drift(shown)
    ]
    return _found(places, "pages contradict the others")


def _points_elsewhere(page: PageFacts) -> bool:
    return bool(page.canonical) and canonical_url(page.canonical) != page.key


def canonical_targets(view: SiteView) -> SiteVerdict:
    """Canonical links to pages that are gone, sent on, not to be listed, or canonical to another again."""
    given = [page for page in view.readable if _points_elsewhere(page)]
    if not given:
        return SiteVerdict(Status.NOT_APPLICABLE, "no page names another one as its original")
    places = []
    for page in given:
        target = view.by_key.get(canonical_url(page.canonical))
        if target is None:
            continue
        note = _why_no_original(target)
        if note:
            places.append(_place(page.url, note, page=page.canonical))
    return _found(places, "pages name an original that is none")


def _why_no_original(target: PageFacts) -> str:
    if target.status >= 400 or target.error:
        return "original_gone"
    if target.hops:
        return "original_moved"
    if target.noindex:
        return "original_hidden"
    return "original_other" if _points_elsewhere(target) else ""


def hreflang_returns(view: SiteView) -> SiteVerdict:
    """Translations that do not name each other."""
    given = [page for page in view.readable if page.alternates]
    if not given:
        return SiteVerdict(Status.NOT_APPLICABLE, "no page names translations")
    places = []
    for page in given:
        for language, target in page.alternates:
            other = view.by_key.get(target)
            if other is None or language == "x-default" or other.key == page.key:
                continue
            if page.key not in {address for _, address in other.alternates}:
                places.append(_place(page.url, "no_return", page=target, language=language))
    return _found(places, "translations are not named in return")


def sitemap_exists(view: SiteView) -> SiteVerdict:
    """Whether the site lists its pages."""
    if _is_alone(view) and not (view.sitemaps and view.sitemaps.files):
        return _ALONE
    if view.sitemaps is None:
        return SiteVerdict(Status.COULD_NOT_CHECK, "the sitemap was not asked for")
    if view.sitemaps.files:
        return SiteVerdict(Status.PASS, f"{len(view.sitemaps.entries)} addresses")
    return SiteVerdict(Status.WARN, "no sitemap was found")


def sitemap_valid(view: SiteView) -> SiteVerdict:
    """Whether the lists can be read."""
    if view.sitemaps is None or not (view.sitemaps.files or view.sitemaps.problems):
        return SiteVerdict(Status.NOT_APPLICABLE, "there is no sitemap")
    places = [_place(one.url, "text", text=one.message) for one in view.sitemaps.problems]
    return _found(places, "sitemaps cannot be read in full")


def sitemap_addresses(view: SiteView) -> SiteVerdict:
    """Whether every listed address is a page that may be listed."""
    if view.sitemaps is None or not view.sitemaps.entries:
        return SiteVerdict(Status.NOT_APPLICABLE, "there is no sitemap")
    places = []
    for url in dict.fromkeys(entry.url for entry in view.sitemaps.entries):
        page = view.by_key.get(canonical_url(url))
        if page is not None and (note := _why_not_listed(page)):
            places.append(_place(url, note, status=page.status, page=page.url))
    return _found(places, "listed addresses are no pages to be listed")


def _why_not_listed(page: PageFacts) -> str:
    if page.code == "robots":
        return "blocked"
    if page.status >= 400 and page.status not in UNVERIFIABLE:
        return "status"
    if page.hops:
        return "moved"
    if page.noindex:
        return "hidden"
    return "not_original" if page.is_page and _points_elsewhere(page) else ""


def sitemap_coverage(view: SiteView) -> SiteVerdict:
    """Whether the site's own list has all its pages."""
    if view.sitemaps is None or not view.sitemaps.entries:
        return SiteVerdict(Status.NOT_APPLICABLE, "there is no sitemap")
    listed = {canonical_url(entry.url) for entry in view.sitemaps.entries}
    places = [
        _place(page.url, "not_listed")
        for page in view.readable
        if page.key not in listed and not page.noindex and not _points_elsewhere(page)
    ]
    return _found(places, "pages are not in the sitemap", status=Status.WARN)


def blocked_pages(view: SiteView) -> SiteVerdict:
    """Pages the site leads to and robots.txt blocks."""
    if _is_alone(view):
        return _ALONE
    places = [
        _place(page.asked, "linked_from" if page.referrer else "listed", page=page.referrer)
        for page in view.pages
        if page.code == "robots"
    ]
    return _found(places, "linked pages are blocked by robots.txt", status=Status.WARN)
