import json
import subprocess
import sys

import pytest

from config.locations import ROOT
from seo.audit import PageAudit, audit_page
from seo.check import Family, Level, Status
from seo.checks import CHECKS
from seo.page_input import PageInput
from seo.score import FAMILY_WEIGHTS, grade_of, page_score
from tests.seo.cases import URL, page

WORDS = "Nous réparons vos fuites et nous installons votre chauffe-eau. Un devis suit sous deux jours. " * 16
GOOD = page(
    f'<main><h1>Dépannage de plomberie à Bordeaux</h1><p>{WORDS}</p><a href="/tarifs">Nos tarifs</a></main>'
    '<footer><a href="/mentions-legales">Mentions légales</a></footer>',
    head='<meta charset="utf-8"><title>Plombier à Bordeaux, dépannage en une heure</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="description" content="Dépannage, chauffe-eau et salles de bains à Bordeaux et dans toute la'
    ' métropole : un devis gratuit sous deux jours.">'
    f'<link rel="canonical" href="{URL}"><link rel="icon" href="/favicon.ico">'
    '<meta property="og:title" content="Plombier à Bordeaux"><meta property="og:description" content="Un devis">'
    f'<meta property="og:image" content="{URL}atelier.webp"><meta property="og:locale" content="fr_FR">'
    '<meta name="twitter:card" content="summary_large_image">',
)


def audited(html: str = GOOD, **given: object) -> PageAudit:
    return audit_page(PageInput.model_validate({"url": URL, "html": html, **given}))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"status": 404},
        {"html": ""},
        {"html": "\x00\x01\x02" * 99},
        {"html": "<div>" * 50_000},
        {"html": '{"a": 1}', "headers": {"content-type": "application/json"}},
        {"html": None, "headers": {"server": "x"}},
        {"html": "<svg xmlns='http://www.w3.org/2000/svg'/>", "headers": {"content-type": "image/svg+xml"}},
        {"html": "<a><b>&nbsp;</a>", "headers": {"content-type": "application/xhtml+xml"}},
        {"url": "", "html": "<p>"},
        {"url": "https://[", "html": "<base href='http://[:'><a href='http://[x'>x</a>"},
        {"html": "<a href='//'><img src='http:///'><form action='::'><link rel=canonical href='https://:x'>"},
    ],
    ids=str,
)
def test_every_check_is_in_every_answer_and_none_breaks(given: dict[str, object]) -> None:
    audit = audit_page(PageInput.model_validate({"url": URL, "html": GOOD, **given}))

    assert [result.id for result in audit.checks] == [check.id for check in CHECKS]
    assert not [result.id for result in audit.checks if "broke" in str(result.value)]
    assert 0 <= audit.score <= 100
    json.loads(audit.model_dump_json())


@pytest.mark.parametrize("status", [0, 403, 404, 429, 500, 503])
def test_behind_an_error_nothing_passes(status: int) -> None:
    audit = audited(status=status, robots_txt="User-agent: *\nDisallow:", robots_status=200)

    assert audit.result("http-status-code").status is Status.FAIL
    others = {result.status for result in audit.checks if result.id != "http-status-code"}
    assert others == {Status.COULD_NOT_CHECK}
    assert audit.score <= 69


def test_a_page_with_nothing_wrong_scores_100() -> None:
    audit = audited(
        headers={
            "content-type": "text/html; charset=utf-8",
            "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
            "x-content-type-options": "nosniff",
            "content-encoding": "br",
            "content-security-policy": "default-src 'self'; frame-ancestors 'none'",
            "referrer-policy": "strict-origin-when-cross-origin",
        },
        robots_txt="User-agent: *\nDisallow:",
        robots_status=200,
    )

    assert [(fault.id, fault.value) for fault in audit.faults] == []
    assert (audit.score, audit.grade) == (100, "A")


def test_a_page_that_cannot_be_indexed_never_scores_above_69() -> None:
    audit = audited(GOOD.replace("<head>", '<head><meta name="robots" content="noindex">'))

    assert audit.score <= 69
    assert audited().score > 69


@pytest.mark.parametrize("html", ["", " ", "\x00\x01" * 99, "<div>" * 50_000])
def test_a_page_nobody_can_read_says_so_and_gets_an_f(html: str) -> None:
    audit = audited(html)

    assert audit.problem
    assert audit.grade == "F"
    assert audit.result("document-title").status is Status.COULD_NOT_CHECK


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100, "A"),
        (90, "A"),
        (89, "B"),
        (80, "B"),
        (79, "C"),
        (70, "C"),
        (69, "D"),
        (50, "D"),
        (49, "F"),
        (0, "F"),
    ],
)
def test_grades(score: int, grade: str) -> None:
    assert grade_of(score) == grade


def test_what_was_not_checked_does_not_count() -> None:
    results = audited().checks
    judged = [one for one in results if one.status not in {Status.NOT_APPLICABLE, Status.COULD_NOT_CHECK}]

    assert page_score(judged) == page_score(results)


def test_the_weights_of_the_families_add_up() -> None:
    assert sum(FAMILY_WEIGHTS.values()) == 100
    assert set(FAMILY_WEIGHTS) == set(Family)


def test_evidence_has_the_line_of_the_element() -> None:
    audit = audited(page("<p>un</p>\n<!-- <img src=x> -->\n<img src=a alt=a>\n<p>\n<img src=b></p>"))

    proof = audit.result("image-alt").evidence[0]

    assert (proof.line, proof.snippet) == (8, "<img src=b>")


def test_every_check_explains_itself() -> None:
    for check in CHECKS:
        assert check.title
        assert check.threshold
        assert check.source
        assert check.why.endswith((".", "?", "”", "."))
        assert check.how_to_fix.count(". ") == 0, check.id
        assert isinstance(check.impact, Level)
        assert isinstance(check.effort, Level)


GARBAGE = """
import gc
from seo.audit import audit_page
from seo.page_input import PageInput
given = PageInput(url="https://a.example/", html="<h1>Plombier</h1><a href='/tarifs'><img src='a.png'></a>" * 50)
audit_page(given)
gc.collect()
gc.disable()
audit_page(given)
print(gc.collect())
"""


def test_a_judged_page_leaves_nothing_to_the_garbage_collector() -> None:
    """In a process of its own: threads of other tests leave garbage too."""
    done = subprocess.run(
        [sys.executable, "-c", GARBAGE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"
