import pytest

from seo.audit import audit_page
from seo.audit_record import AuditRecord, Fault, Scope, Unmeasured, record_of_page
from seo.check import Family, Level, Status
from seo.compare import against, changes
from seo.page_input import PageInput
from tests.seo.cases import URL, page


def fault(name: str, *, count: int = 1, status: Status = Status.FAIL, **given: object) -> Fault:
    return Fault.model_validate(
        {
            "id": name,
            "family": Family.CONTENT,
            "status": status,
            "title": name.title(),
            "why": "why",
            "how_to_fix": "fix",
            "impact": Level.HIGH,
            "effort": Level.LOW,
            "count": count,
            **given,
        }
    )


def record(score: int, *faults: Fault, **given: object) -> AuditRecord:
    return AuditRecord.model_validate(
        {
            "url": "https://a.example/",
            "scope": Scope.SITE,
            "score": score,
            "grade": "C",
            "families": dict.fromkeys(Family, score),
            "faults": list(faults),
            **given,
        }
    )


def test_what_is_gone_and_was_looked_for_is_mended() -> None:
    found = changes(record(60, fault("h1"), fault("label")), record(75, fault("label"), passed=["h1"]))
    assert [one.id for one in found.mended] == ["h1"]
    assert found.score == 15
    assert found.families[Family.CONTENT] == 15
    assert not any((found.better, found.worse, found.new, found.unknown))


def test_what_could_not_be_looked_for_is_not_mended() -> None:
    unmeasured = [Unmeasured(id="h1", title="H1")]
    found = changes(record(60, fault("h1")), record(60, not_measured=unmeasured))
    assert not found.mended
    assert [one.id for one in found.unknown] == ["h1"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (fault("h1", count=5), fault("h1", count=2), "better"),
        (fault("h1", count=2), fault("h1", count=5), "worse"),
        (fault("h1"), fault("h1", status=Status.WARN), "better"),
        (fault("h1", status=Status.WARN, count=9), fault("h1"), "worse"),
        (fault("h1"), fault("h1"), ""),
    ],
)
def test_more_or_fewer_pages_and_graver_or_lighter(before: Fault, after: Fault, expected: str) -> None:
    found = changes(record(60, before), record(60, after))
    lists = {name: getattr(found, name) for name in ("better", "worse", "mended", "new")}
    assert [name for name, ones in lists.items() if ones] == ([expected] if expected else [])
    assert found.is_nothing is not bool(expected)


def test_what_was_not_there_is_new() -> None:
    found = changes(record(90), record(80, fault("h1", count=3)))
    assert [(one.id, one.before, one.after) for one in found.new] == [("h1", 0, 3)]
    assert found.score == -10


def test_a_family_one_audit_could_not_judge_is_not_compared() -> None:
    families = dict.fromkeys(Family)
    found = changes(record(60, families=families), record(60))
    assert found.families == {}


def test_competitors_are_ahead_where_they_pass_and_we_fail() -> None:
    own = record(60, fault("h1"), fault("label"), passed=["viewport"])
    other = record(70, fault("viewport"), passed=["h1"], url="https://b.example/")
    (rival,) = against(own, [other])
    assert (rival.ahead, rival.behind) == (["H1"], ["Viewport"])
    assert rival.score == 70


def test_an_audit_survives_being_written_down() -> None:
    audit = audit_page(PageInput(url=URL, html=page("<a href=/x>ici</a>")))
    kept = record_of_page(audit)
    assert AuditRecord.model_validate_json(kept.model_dump_json()) == kept
    assert AuditRecord.model_validate(kept.model_dump(mode="json")) == kept


def test_every_check_of_a_page_stands_in_one_list() -> None:
    audit = audit_page(PageInput(url=URL, html=page("<a href=/x>ici</a>")))
    kept = record_of_page(audit)
    names = [
        *(one.id for one in kept.faults),
        *kept.passed,
        *kept.not_applicable,
        *(one.id for one in kept.not_measured),
    ]
    assert sorted(names) == sorted(one.id for one in audit.checks)


def test_the_plan_has_no_great_work_and_at_most_eight() -> None:
    many = [fault(f"f{n}", effort=Level.LOW if n % 2 else Level.HIGH) for n in range(30)]
    plan = record(10, *many).plan
    assert len(plan) == 8
    assert all(one.effort is Level.LOW for one in plan)


def test_what_a_browser_measured_of_the_start_page_counts_for_the_site() -> None:
    slow = fault("core-web-vitals")
    unmeasured = [Unmeasured(id="core-web-vitals", title="Fast")]
    site = record(80, fault("h1"), not_measured=unmeasured)
    start = record(80, scope=Scope.PAGE, not_measured=unmeasured)
    assert site.with_speed_of(start) == site
    told = site.with_speed_of(record(70, slow))
    assert [one.id for one in told.faults] == ["core-web-vitals", "h1"]
    assert not told.not_measured
    fast = site.with_speed_of(record(90, passed=["core-web-vitals"], titles={"core-web-vitals": "Fast"}))
    assert (fast.passed, fast.titles) == (["core-web-vitals"], {"core-web-vitals": "Fast"})
