"""The checks of a whole site: each fault planted on a small site, and the same site without it."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from scrapers.crawl import FOR_AUDIT, CrawlLimits
from scrapers.fetch import Door
from seo.audit_record import record_of_site
from seo.check import Status
from seo.site import Progress, audit_site
from seo.site_result import SiteAudit
from seo.site_rules import RULES
from tests.seo.site_pages import Pages, audited, check, moved, page
from tests.servers.loopback import LoopbackWeb, answer

FAIL, WARN, PASS, NONE = Status.FAIL, Status.WARN, Status.PASS, Status.NOT_APPLICABLE
UNKNOWN = Status.COULD_NOT_CHECK


@dataclass(frozen=True)
class Case:
    """A site and what one check says of it; `where` are the paths it points at."""

    check: str
    status: Status
    pages: Pages
    where: tuple[str, ...] = ()
    listed: Sequence[str] | None = None
    robots: bytes | None = None
    outside: Pages | None = None
    limits: CrawlLimits = field(default=FOR_AUDIT)

    def __str__(self) -> str:
        return f"{self.check}-{self.status.value}"


ALONE: Pages = {"/": page("Accueil seul")}
TWO: Pages = {"/": page("Accueil", "/b"), "/b": page("Contact", "/")}
DEEP: Pages = {
    "/": page("Accueil", "/1"),
    **{f"/{n}": page(f"Page {n}", f"/{n + 1}", "/") for n in range(1, 5)},
    "/5": page("Page 5", "/"),
}
SHALLOW: Pages = {**DEEP, "/": page("Accueil", "/1", "/5")}
COPY = "Le même texte se lit ici, mot pour mot, sur deux pages du site de la même entreprise. " * 4


def canonical(path: str) -> str:
    return f'<link rel="canonical" href="{path}">'


def alternates(*pairs: tuple[str, str]) -> str:
    return "".join(f'<link rel="alternate" hreflang="{code}" href="{url}">' for code, url in pairs)


def called(*numbers: str) -> Pages:
    """A site of some pages, each with a number at its foot."""
    foot = "Plomberie Exemple, 1 rue Neuve, 33000 Bordeaux. Tél. : "
    paths = ["/", *(f"/{n}" for n in range(1, len(numbers)))]
    return {
        path: page(f"Page {path}", *paths, text=f"{COPY[:90]} {foot}{number}")
        for path, number in zip(paths, numbers, strict=True)
    }


CASES = [
    Case("broken-links", FAIL, {"/": page("Accueil", "/gone", "/b"), "/b": page("B", "/")}, ("/gone",)),
    Case("broken-links", FAIL, {"/": page("Accueil", "/oops"), "/oops": answer(500)}, ("/oops",)),
    Case("broken-links", PASS, {"/": page("Accueil", "/b"), "/b": answer(403)}),
    Case("broken-links", PASS, TWO),
    Case("broken-links", NONE, ALONE),
    Case(
        "broken-external-links",
        WARN,
        {"/": page("Accueil", "OUTSIDE/lost")},
        outside={"/fine": page("Ailleurs")},
    ),
    Case(
        "broken-external-links",
        PASS,
        {"/": page("Accueil", "OUTSIDE/fine", "OUTSIDE/closed")},
        outside={"/fine": page("Ailleurs"), "/closed": answer(999)},
    ),
    Case("broken-external-links", NONE, TWO),
    Case("unverifiable-links", UNKNOWN, {"/": page("Accueil", "/b"), "/b": answer(429)}, ("/b",)),
    Case(
        "unverifiable-links",
        UNKNOWN,
        {"/": page("Accueil", "OUTSIDE/closed")},
        outside={"/closed": answer(999)},
    ),
    Case("unverifiable-links", PASS, TWO),
    Case("unverifiable-links", NONE, ALONE),
    Case(
        "redirect-chain",
        WARN,
        {"/": page("Accueil", "/a"), "/a": moved("/b", 301), "/b": moved("/c", 302), "/c": page("C", "/")},
        ("/a",),
    ),
    Case("redirect-chain", PASS, {"/": page("Accueil", "/a"), "/a": moved("/c"), "/c": page("C", "/")}),
    Case("redirect-chain", NONE, ALONE),
    Case(
        "redirect-loop",
        FAIL,
        {"/": page("Accueil", "/a"), "/a": moved("/b"), "/b": moved("/a")},
        ("/a",),
    ),
    Case("redirect-loop", PASS, TWO),
    Case("redirect-loop", NONE, ALONE),
    Case(
        "redirected-links",
        WARN,
        {"/": page("Accueil", "/a"), "/a": moved("/c"), "/c": page("C", "/")},
        ("/a",),
    ),
    Case("redirected-links", PASS, TWO),
    Case("redirected-links", NONE, ALONE),
    Case("crawl-depth", WARN, DEEP, ("/5",)),
    Case("crawl-depth", PASS, SHALLOW),
    Case("crawl-depth", NONE, ALONE),
    Case(
        "orphan-pages", WARN, {**TWO, "/lost": page("Perdue", "/")}, ("/lost",), listed=["/", "/b", "/lost"]
    ),
    Case("orphan-pages", PASS, TWO, listed=["/", "/b"]),
    Case("orphan-pages", NONE, TWO),
    Case("orphan-pages", UNKNOWN, SHALLOW, listed=["/", "/5"], limits=CrawlLimits(2, 9, None, 1)),
    Case("dead-end-pages", WARN, {"/": page("Accueil", "/b"), "/b": page("B")}, ("/b",)),
    Case("dead-end-pages", PASS, TWO),
    Case("dead-end-pages", NONE, ALONE),
    Case(
        "duplicate-title",
        FAIL,
        {"/": page("Plombier", "/b", text="Un."), "/b": page("plombier", "/", text="Deux.")},
        ("/", "/b"),
    ),
    Case(
        "duplicate-title",
        PASS,
        {
            "/": page("Plombier", "/b", text="Un."),
            "/b": page("Plombier", "/", text="Deux.", head='<meta name="robots" content="noindex">'),
            "/c": page("Contact", "/"),
        },
        listed=["/", "/c"],
    ),
    Case("duplicate-title", PASS, TWO),
    Case("duplicate-title", NONE, ALONE),
    Case(
        "duplicate-meta-description",
        WARN,
        {
            "/": page("Accueil", "/b", description="Votre plombier à Bordeaux."),
            "/b": page("Contact", "/", description="Votre  plombier à Bordeaux."),
        },
        ("/", "/b"),
    ),
    Case("duplicate-meta-description", PASS, TWO),
    Case("duplicate-meta-description", NONE, ALONE),
    Case(
        "near-duplicate-content",
        WARN,
        {"/": page("Accueil", "/b", text=COPY), "/b": page("Accueil", "/", text=f"{COPY} Fin.")},
        ("/",),
    ),
    Case("near-duplicate-content", PASS, TWO),
    Case("near-duplicate-content", NONE, ALONE),
    Case("nap-drift", FAIL, called(*["05 56 00 11 22"] * 3, "05 56 00 11 23"), ("/3",)),
    Case("nap-drift", PASS, called("05 56 00 11 22", "0556001122", "+33 5 56 00 11 22")),
    Case("nap-drift", NONE, TWO),
    Case("canonical-target", FAIL, {**TWO, "/b": page("B", "/", "/c", head=canonical("/c"))}, ("/b",)),
    Case(
        "canonical-target",
        FAIL,
        {
            "/": page("Accueil", "/b", "/c"),
            "/b": page("B", "/", head=canonical("/c")),
            "/c": page("C", "/", head='<meta name="robots" content="noindex">'),
        },
        ("/b",),
    ),
    Case(
        "canonical-target",
        PASS,
        {
            "/": page("Accueil", "/b", "/c"),
            "/b": page("B", "/", head=canonical("/c")),
            "/c": page("C", "/", head=canonical("/c")),
        },
    ),
    Case("canonical-target", NONE, TWO),
    Case(
        "hreflang-return",
        FAIL,
        {
            "/": page("Accueil", "/de", head=alternates(("fr", "/"), ("de", "/de"))),
            "/de": page("Start", "/"),
        },
        ("/",),
    ),
    Case(
        "hreflang-return",
        PASS,
        {
            "/": page("Accueil", "/de", head=alternates(("fr", "/"), ("de", "/de"))),
            "/de": page("Start", "/", head=alternates(("fr", "/"), ("de", "/de"))),
        },
    ),
    Case("hreflang-return", NONE, TWO),
    Case("sitemap-exists", WARN, TWO),
    Case("sitemap-exists", PASS, TWO, listed=["/", "/b"]),
    Case("sitemap-exists", NONE, ALONE),
    Case(
        "sitemap-valid",
        FAIL,
        {**TWO, "/sitemap.xml": answer(body=b"<html>no list</html>", kind="application/xml")},
        ("/sitemap.xml",),
        robots=answer(body=b"User-agent: *\nAllow: /\n", kind="text/plain"),
    ),
    Case("sitemap-valid", PASS, TWO, listed=["/", "/b"]),
    Case("sitemap-valid", NONE, TWO),
    Case("sitemap-addresses", FAIL, TWO, ("/old",), listed=["/", "/b", "/old"]),
    Case(
        "sitemap-addresses",
        FAIL,
        {
            **TWO,
            "/away": moved("/b"),
            "/hidden": page("H", "/", head='<meta name="robots" content="noindex">'),
        },
        ("/away", "/hidden"),
        listed=["/", "/b", "/away", "/hidden"],
    ),
    Case("sitemap-addresses", PASS, TWO, listed=["/", "/b"]),
    Case("sitemap-addresses", NONE, TWO),
    Case("sitemap-coverage", WARN, TWO, ("/b",), listed=["/"]),
    Case("sitemap-coverage", PASS, TWO, listed=["/", "/b"]),
    Case("sitemap-coverage", NONE, TWO),
    Case(
        "blocked-linked-pages",
        WARN,
        {"/": page("Accueil", "/private", "/b"), "/b": page("B", "/"), "/private": page("P", "/")},
        ("/private",),
        robots=answer(body=b"User-agent: *\nDisallow: /private\n", kind="text/plain"),
    ),
    Case("blocked-linked-pages", PASS, TWO),
    Case("blocked-linked-pages", NONE, ALONE),
]


def paths(audit: SiteAudit, name: str) -> set[str]:
    return {"/" + place.url.split("/", 3)[3] for place in check(audit, name).places}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_planted_fault_is_found_and_its_twin_is_not_accused(case: Case) -> None:
    audit = asyncio.run(
        audited(
            case.pages,
            listed=case.listed,
            robots=case.robots,
            outside=case.outside,
            limits=case.limits,
        )
    )
    found = check(audit, case.check)
    assert found.status is case.status, (found.value, found.places)
    if case.where:
        assert paths(audit, case.check) == set(case.where)
        assert found.count == len(case.where)


@pytest.mark.parametrize("name", [rule.id for rule in RULES])
def test_every_check_has_a_failing_a_passing_and_a_not_applicable_site(name: str) -> None:
    shown = {case.status for case in CASES if case.check == name}
    # (Of a link that lets no program look, nothing but that can be said.)
    bad = {UNKNOWN} if name == "unverifiable-links" else {FAIL, WARN}
    assert shown & bad
    assert {PASS, NONE} <= shown


def test_ids_of_pages_and_sites_are_all_different() -> None:
    audit = asyncio.run(audited(TWO))
    names = [*(rule.id for rule in RULES), *(one.id for one in audit.audits[0].checks)]
    assert len(names) == len(set(names))


def test_every_rule_is_documented() -> None:
    for rule in RULES:
        assert all((rule.title, rule.threshold, rule.why, rule.how_to_fix, rule.source)), rule.id
        assert rule.how_to_fix.endswith(".")


def test_a_site_without_faults_loses_nothing_beyond_its_pages() -> None:
    good = asyncio.run(audited(TWO, listed=["/", "/b"]))
    bad = asyncio.run(audited({**TWO, "/b": page("Contact", "/", "/gone")}, listed=["/", "/b"]))
    assert good.score == round(sum(one.score for one in good.audits) / 2)
    assert bad.score < good.score
    assert good.stopped == "done"


def test_progress_counts_what_was_read_and_what_failed() -> None:
    seen: list[tuple[int, int, str]] = []

    def note(progress: Progress) -> None:
        seen.append((progress.read, progress.failed, progress.phase))

    async def run() -> None:
        with LoopbackWeb({"/": page("Accueil", "/b", "/gone"), "/b": page("B", "/")}) as web:
            async with Door(allow_hosts=[web.pair], pause=0) as door:
                await audit_site(door, f"{web.url}/", on_progress=note)

    asyncio.run(run())
    assert seen[-1] == (2, 1, "comparing pages")


def test_a_stopped_audit_judges_what_was_read() -> None:
    cancel = threading.Event()

    def stop(progress: Progress) -> None:
        if progress.read == 2:
            cancel.set()

    async def run() -> SiteAudit:
        with LoopbackWeb(DEEP) as web:
            async with Door(allow_hosts=[web.pair], pause=0) as door:
                return await audit_site(door, f"{web.url}/", cancel=cancel, on_progress=stop)

    audit = asyncio.run(run())
    assert audit.stopped == "cancelled"
    assert 2 <= len(audit.pages) < len(DEEP)
    assert audit.score > 0


def test_while_paused_no_further_page_is_read() -> None:
    pause, go_on = threading.Event(), threading.Event()
    asked: list[int] = []
    seen: list[Progress] = []

    async def run() -> SiteAudit:
        with LoopbackWeb(DEEP) as web:

            def hold(progress: Progress) -> None:
                seen.append(progress)
                if progress.read == 1 and not go_on.is_set():
                    pause.set()
                    asyncio.get_running_loop().call_later(0.4, release)

            def release() -> None:
                asked.append(len(web.targets()))
                go_on.set()
                pause.clear()

            async with Door(allow_hosts=[web.pair], pause=0) as door:
                return await audit_site(door, f"{web.url}/", pause=pause, on_progress=hold)

    audit = asyncio.run(run())
    assert asked[0] < len(DEEP)
    assert len(audit.pages) == len(DEEP)
    assert 0 < seen[-1].seconds <= audit.seconds - 0.4, "a pause is no time of reading"


def test_a_server_that_is_down_gives_an_audit_that_says_so() -> None:
    async def run() -> SiteAudit:
        with LoopbackWeb({}) as web:
            url, pair = web.url, web.pair
        async with Door(allow_hosts=[pair], pause=0, deadline=60) as door:
            return await audit_site(door, f"{url}/")

    audit = asyncio.run(run())
    assert audit.score == 0
    assert audit.grade == "F"
    assert audit.pages[0].error
    assert {one.status for one in audit.checks} == {UNKNOWN}
    assert record_of_site(audit).problem == audit.pages[0].error


@pytest.mark.parametrize("status", [403, 503])
def test_a_site_that_shuts_us_out_passes_nothing(status: int) -> None:
    record = record_of_site(asyncio.run(audited({"/": answer(status)})))
    assert record.score == 0
    assert not record.passed
    assert record.problem


def test_a_missing_robots_txt_is_no_unknown() -> None:
    record = record_of_site(asyncio.run(audited(TWO)))
    assert "ai-crawlers" not in {one.id for one in record.not_measured}
