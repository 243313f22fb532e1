"""The checks of a whole site: what each is about, why it matters, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from seo import site_checks
from seo.check import Family, Level, Status
from seo.site_checks import SiteVerdict
from seo.site_result import SiteCheck, shown
from seo.site_view import SiteView


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
    judge: Callable[[SiteView], SiteVerdict]


_GOOGLE = "Google Search Central"
_FROG = "Screaming Frog's list of issues"
RULES = (
    SiteRule(
        "broken-links",
        Family.INDEXING,
        "No link leads to a missing page",
        "no link of the site to a page that answers 4xx or 5xx, or not at all",
        "Visitors land on an error and leave; search engines stop following.",
        "Correct the link, or take it out.",
        _FROG,
        Level.HIGH,
        Level.LOW,
        site_checks.broken_links,
    ),
    SiteRule(
        "broken-external-links",
        Family.CONTENT,
        "Links to other sites lead somewhere",
        "no link to another site that answers 404, 410 or 5xx; 401, 403, 429 and 999 prove nothing",
        "A dead link looks as if nobody looked after the site.",
        "Correct the link, or take it out.",
        _FROG,
        Level.LOW,
        Level.LOW,
        site_checks.broken_outside_links,
    ),
    SiteRule(
        "unverifiable-links",
        Family.CONTENT,
        "Links can be checked",
        "answers 401, 403, 429 or 999 say that programs are not welcome, not that the page is gone",
        "They may be fine; only a person can tell.",
        "Open them in a browser.",
        "RFC 9110, sections 15.5.2 to 15.5.4",
        Level.LOW,
        Level.LOW,
        site_checks.unverifiable_links,
    ),
    SiteRule(
        "redirect-chain",
        Family.INDEXING,
        "No link is sent on twice or more",
        "at most one redirect",
        "Each detour costs visitors time, and search engines give up after some.",
        "Let the link lead to the last address at once.",
        _GOOGLE,
        Level.MEDIUM,
        Level.LOW,
        site_checks.redirect_chains,
    ),
    SiteRule(
        "redirect-loop",
        Family.INDEXING,
        "No link is sent on without end",
        "no redirect loop",
        "Nobody can open the page.",
        "Have the redirect mended by whoever runs the server.",
        _GOOGLE,
        Level.HIGH,
        Level.MEDIUM,
        site_checks.redirect_loops,
    ),
    SiteRule(
        "redirected-links",
        Family.TECHNICAL,
        "Links lead to their page at once",
        "links of the site lead to their page without a redirect",
        "A detour slows every visitor down.",
        "Write the final address into the link.",
        _FROG,
        Level.LOW,
        Level.LOW,
        site_checks.redirected_links,
    ),
    SiteRule(
        "crawl-depth",
        Family.INDEXING,
        "No page is many clicks away",
        f"at most {site_checks.TOO_DEEP} clicks from the start",
        "Search engines rarely visit what lies deep, and visitors never find it.",
        "Link the page from the menu or from a page above it.",
        "seonaut (depth over 4)",
        Level.LOW,
        Level.MEDIUM,
        site_checks.crawl_depth,
    ),
    SiteRule(
        "orphan-pages",
        Family.INDEXING,
        "Every page is linked from another",
        "every page of the sitemap is linked from another page",
        "Nobody who is on the site can get there.",
        "Link the page, or take it out of the sitemap.",
        _FROG,
        Level.MEDIUM,
        Level.LOW,
        site_checks.orphan_pages,
    ),
    SiteRule(
        "dead-end-pages",
        Family.CONTENT,
        "Every page leads on",
        "every page links to another page of the site",
        "Visitors can only go back.",
        "Add the menu, or a link to the contact page.",
        "squirrelscan",
        Level.LOW,
        Level.LOW,
        site_checks.dead_ends,
    ),
    SiteRule(
        "duplicate-title",
        Family.CONTENT,
        "Every page has a title of its own",
        "each page that may be listed has a title of its own",
        "In the results nobody can tell the pages apart.",
        "Give each page a title that says what it is about.",
        _FROG,
        Level.MEDIUM,
        Level.LOW,
        site_checks.duplicate_titles,
    ),
    SiteRule(
        "duplicate-meta-description",
        Family.CONTENT,
        "Every page has a description of its own",
        "each page that may be listed has a description of its own",
        "The text under the title in the results fits one page only.",
        "Write one or two sentences for each page.",
        _FROG,
        Level.LOW,
        Level.LOW,
        site_checks.duplicate_descriptions,
    ),
    SiteRule(
        "near-duplicate-content",
        Family.CONTENT,
        "No two pages are almost the same",
        "texts of two pages are less than 90 % alike",
        "Search engines list one of them, and choose which.",
        "Merge the pages, or let one name the other as its original (canonical).",
        "Screaming Frog (near duplicates from 90 %)",
        Level.MEDIUM,
        Level.MEDIUM,
        site_checks.near_duplicates,
    ),
    SiteRule(
        "nap-drift",
        Family.LOCAL_LEGAL,
        "All pages give the same number and address",
        "no page gives another number, or another number of the same street, than most of them; branches may",
        "Customers call or drive to the wrong place, and Google trusts neither.",
        "Correct the page that differs, or say that it is another branch.",
        "squirrelscan (agreement of 70 %)",
        Level.HIGH,
        Level.LOW,
        site_checks.nap_drifts,
    ),
    SiteRule(
        "canonical-target",
        Family.INDEXING,
        "The originals pages name are originals",
        "a canonical link leads to a page that answers, may be listed and names itself",
        "Neither of the two pages may be listed.",
        "Let the canonical link lead to the page that should be found.",
        _GOOGLE,
        Level.HIGH,
        Level.LOW,
        site_checks.canonical_targets,
    ),
    SiteRule(
        "hreflang-return",
        Family.INDEXING,
        "Translations name each other",
        "each page named by hreflang names the other in return",
        "Search engines ignore translations that are named on one side only.",
        "Add the missing hreflang link.",
        _GOOGLE,
        Level.MEDIUM,
        Level.LOW,
        site_checks.hreflang_returns,
    ),
    SiteRule(
        "sitemap-exists",
        Family.INDEXING,
        "The site lists its pages",
        "a sitemap at /sitemap.xml or named in robots.txt",
        "Search engines find new pages sooner.",
        "Switch the sitemap on in your site's settings.",
        _GOOGLE,
        Level.LOW,
        Level.LOW,
        site_checks.sitemap_exists,
    ),
    SiteRule(
        "sitemap-valid",
        Family.INDEXING,
        "The sitemap can be read",
        "every sitemap can be fetched and read, with at most 50,000 addresses",
        "What cannot be read is not used.",
        "Have the sitemap made anew by your site's system.",
        "sitemaps.org",
        Level.MEDIUM,
        Level.LOW,
        site_checks.sitemap_valid,
    ),
    SiteRule(
        "sitemap-addresses",
        Family.INDEXING,
        "The sitemap has no wrong address",
        "listed addresses answer 200, may be listed and are no detour",
        "Search engines trust a list with errors less.",
        "Take the address out of the sitemap, or mend the page.",
        _GOOGLE,
        Level.MEDIUM,
        Level.LOW,
        site_checks.sitemap_addresses,
    ),
    SiteRule(
        "sitemap-coverage",
        Family.INDEXING,
        "The sitemap has all pages",
        "each page that may be listed is in the sitemap",
        "New pages are found later.",
        "Add the pages, or have the sitemap made by your site's system.",
        _FROG,
        Level.LOW,
        Level.LOW,
        site_checks.sitemap_coverage,
    ),
    SiteRule(
        "blocked-linked-pages",
        Family.INDEXING,
        "Linked pages are open to search engines",
        "no page of the site leads to one that robots.txt blocks",
        "Search engines see the link and may not follow it.",
        "Allow the page in robots.txt, or take the link out.",
        _GOOGLE,
        Level.LOW,
        Level.LOW,
        site_checks.blocked_pages,
    ),
)
"""The checks of a site, in the order of a report."""


def judged(view: SiteView) -> list[SiteCheck]:
    """Return what each check says of a site; of one without a page that could be read nothing can be said."""
    if not view.readable:
        nothing = SiteVerdict(Status.COULD_NOT_CHECK, "no page of the site could be read")
        return [_result(rule, nothing) for rule in RULES]
    return [_result(rule, rule.judge(view)) for rule in RULES]


def _result(rule: SiteRule, verdict: SiteVerdict) -> SiteCheck:
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
