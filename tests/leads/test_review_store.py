"""The lists of the Review tab, and what an analyst does with leads."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from pydantic import ValidationError
from sqlalchemy import create_engine

from leads.record import Kind, Lead, LeadStatus, Owner
from leads.review import Facet, LeadFilter, SavedView, Sort, SortBy
from leads.scoring_rules import ScoringRules
from leads.store import Store
from leads.work import (
    Audit,
    Dossier,
    Draft,
    Opinion,
    OpinionSource,
    OutreachEvent,
    OutreachResult,
    Quoted,
)
from tests.leads.records import lead, value


@pytest.fixture
def four(store: Store) -> dict[str, Lead]:
    return save_four(store)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the four leads, only to be read."""
    path = tmp_path_factory.mktemp("review") / "leads.db"
    with Store(f"sqlite:///{path}", ScoringRules()) as store:
        save_four(store)
        yield store


def save_four(store: Store) -> dict[str, Lead]:
    """A plumber with all, a baker with a phone, a hairdresser with a site only, and a lead with nothing."""
    return {
        given.site.removesuffix(".example"): store.save_lead(given)
        for given in (
            lead(
                "eau.example",
                value("Éau Vive", Kind.NAME),
                value("plombier", Kind.TRADE),
                value("a@eau.example"),
                value("+33199001122", Kind.PHONE),
                value("Bordeaux", Kind.CITY),
                value("33000", Kind.POSTCODE),
                value("fr", Kind.LANGUAGE),
            ),
            lead("pain.example", value("Pain Doré", Kind.NAME), value("+33199001133", Kind.PHONE)).model_copy(
                update={"website": "", "source": "import"}
            ),
            lead("meche.example", value("Mèche", Kind.NAME), value("Bègles", Kind.CITY)),
            lead("vide.example"),
        )
    }


def sites(store: Store, **wanted: object) -> set[str]:
    rows = store.list_rows(LeadFilter(**wanted))  # type: ignore[arg-type]
    assert store.count_rows(LeadFilter(**wanted)) == len(rows)  # type: ignore[arg-type]
    return {row.site.removesuffix(".example") for row in rows}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {"eau", "pain", "meche", "vide"}),
        ({"text": "eau viv"}, {"eau"}),
        ({"text": "VIVE éau"}, {"eau"}),
        ({"text": "99001133"}, {"pain"}),
        ({"text": "%"}, set()),
        ({"trade": "Plombier"}, {"eau"}),
        ({"place": "begles"}, {"meche"}),
        ({"place": "330"}, {"eau"}),
        ({"has_email": True}, {"eau"}),
        ({"has_phone": False}, {"meche", "vide"}),
        ({"has_website": False}, {"pain"}),
        ({"source": "import"}, {"pain"}),
        ({"language": "fr"}, {"eau"}),
        ({"min_score": 10}, set()),
        ({"max_score": 0}, set()),
        ({"statuses": (LeadStatus.FOUND,)}, {"eau", "pain", "meche", "vide"}),
        ({"statuses": (LeadStatus.WON,)}, set()),
        ({"project": "other"}, set()),
        ({"ids": ()}, set()),
    ],
)
def test_filters(filled: Store, wanted: dict[str, object], expected: set[str]) -> None:
    assert sites(filled, **wanted) == expected


def test_a_filter_with_a_typing_error_is_refused() -> None:
    with pytest.raises(ValidationError):
        LeadFilter(trad="x")  # type: ignore[call-arg]


@pytest.mark.parametrize("by", SortBy)
@pytest.mark.parametrize("descending", [True, False])
def test_pages_of_any_sorting_hold_each_lead_once(filled: Store, by: SortBy, descending: bool) -> None:
    sort = Sort(by=by, descending=descending)
    pages = [row.id for n in range(5) for row in filled.list_rows(sort=sort, limit=1, offset=n)]
    assert pages == filled.list_ids(sort=sort)
    assert len(set(pages)) == 4


def test_names_sort_without_accents_and_what_is_empty_comes_last(filled: Store) -> None:
    for descending, expected in (
        (False, ["eau", "meche", "pain", "vide"]),
        (True, ["pain", "meche", "eau", "vide"]),
    ):
        rows = filled.list_rows(sort=Sort(by=SortBy.NAME, descending=descending))
        assert [row.site.removesuffix(".example") for row in rows] == expected


def test_counts_agree_with_the_lists(store: Store, four: dict[str, Lead]) -> None:
    store.add_tag([four["eau"].id, four["pain"].id], "warm;er")
    facets = store.facets()
    assert facets.total == 4
    assert (facets.without_email, facets.without_phone, facets.without_website) == (3, 2, 1)
    assert {count.value: count.leads for count in facets.tag} == {"warm er": 2}
    assert {count.value: count.leads for count in facets.trade} == {"plombier": 1}
    assert sum(count.leads for count in facets.score) == 4
    assert store.facets(LeadFilter(text="nothing")).total == 0
    assert sites(store, tag="warm er") == {"eau", "pain"}
    store.remove_tag([four["eau"].id], "warm er")
    assert sites(store, tag="warm er") == {"pain"}


def test_the_index_follows_every_change(store: Store, four: dict[str, Lead]) -> None:
    eau = four["eau"].id
    store.remove([eau])
    assert "eau" not in sites(store)
    store.restore([eau])
    note = store.add_note(eau, "Zèbre")
    assert sites(store, text="zebre") == {"eau"}
    store.remove_note(note.id)
    assert sites(store, text="zebre") == set()
    assert store.restore_note(note.id)
    before = store.list_rows(LeadFilter(ids=(eau,)))[0]
    audit = store.save_audit(Audit(lead_id=eau, url="https://eau.example/", score=5))
    assert store.list_rows(LeadFilter(ids=(eau,)))[0].score > before.score
    store.remove_work(audit)
    assert store.list_rows(LeadFilter(ids=(eau,)))[0].score == before.score
    weights = ScoringRules().weights.model_copy(update={"fit": 0, "quality": 0})
    assert store.rescore(ScoringRules(weights=weights)) == 4
    assert {row.score for row in store.list_rows()} == {0}


def test_a_history_of_statuses_is_kept(store: Store, four: dict[str, Lead]) -> None:
    ids = [found.id for found in four.values()]
    assert store.set_status(ids, LeadStatus.QUALIFIED, "looks good") == 4
    assert store.set_status(ids[:1], LeadStatus.QUALIFIED) == 0
    assert store.set_status(ids[:1], LeadStatus.WON) == 1
    changes = store.history_of(ids[0])
    assert [(c.before, c.after, c.reason) for c in changes] == [
        (LeadStatus.FOUND, LeadStatus.QUALIFIED, "looks good"),
        (LeadStatus.QUALIFIED, LeadStatus.WON, ""),
    ]
    assert store.lead(ids[0]).status is LeadStatus.WON  # type: ignore[union-attr]


def test_projects_hold_leads(store: Store, four: dict[str, Lead]) -> None:
    project = store.ensure_project("  Girondins ")
    assert store.ensure_project("Girondins") == project
    assert [one.name for one in store.projects()] == ["Default", "Girondins"]
    assert store.move_to_project([four["eau"].id], project.id) == 1
    assert sites(store, project=project.id) == {"eau"}
    assert store.project_named("Girondins") == project


def test_views_are_saved_and_the_default_one_stays(store: Store) -> None:
    [default] = store.saved_views()
    assert default.is_default
    wanted = LeadFilter(text="x", statuses=(LeadStatus.NEW,), min_score=5)
    view = store.save_view(
        SavedView(name="Best", filter=wanted, sort=Sort(by=SortBy.NAME), columns=("name",))
    )
    store.save_view(default.model_copy(update={"columns": ("city",)}))
    assert store.saved_views() == [default.model_copy(update={"columns": ("city",)}), view]
    assert not store.delete_view(default.id)
    assert store.delete_view(view.id)
    assert len(store.saved_views()) == 1
    assert store.restore_view(view.id)
    assert store.saved_views()[1] == view


def test_what_rooms_make_of_a_lead_comes_back_as_it_was(store: Store, four: dict[str, Lead]) -> None:
    eau = four["eau"].id
    first = store.save_draft(Draft(lead_id=eau, channel="email", body="a", details={"checks": [1]}))
    second = store.save_draft(first.model_copy(update={"id": "other", "body": "b"}))
    assert [(draft.version, draft.body) for draft in store.drafts_of(eau)] == [(2, "b"), (1, "a")]
    assert store.drafts_of(eau, "sms") == []
    assert second.draft_id == first.draft_id
    dossier = store.save_dossier(Dossier(lead_id=eau, report={"sections": ["é\x00"]}))
    assert store.dossier_of(eau) == dossier.model_copy(update={"report": {"sections": ["é"]}})
    assert store.remove_work(dossier, first) == 2
    assert store.dossier_of(eau) is None
    assert store.restore_work(dossier) == 1
    opinion = Opinion(
        lead_id=eau,
        source=OpinionSource.MODEL,
        trade=Quoted(label="plumber", quote="plombier", url="https://e/"),
    )
    store.save_opinion(Opinion(lead_id=eau, source=OpinionSource.MODEL))
    store.save_opinion(opinion)
    assert store.opinions_of(eau) == {OpinionSource.MODEL: opinion}
    for result in (OutreachResult.SENT, OutreachResult.SENT, OutreachResult.ANSWERED):
        store.log_outreach(OutreachEvent(lead_id=eau, result=result, channel="email", angle="proof"))
    [angle] = store.results_by_angle()
    assert (angle.angle, angle.sent, angle.answered, angle.booked) == ("proof", 2, 1, 0)
    assert len(store.outreach_of(eau)) == 3


def test_leads_of_an_old_database_are_listed(data_dir: Path) -> None:
    data_dir.mkdir()
    path = data_dir / "leads.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "leads:migrations")
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as old, old:
        row = ("a" * 32, "eau.example", "https://eau.example/", "rejected", "2026-01-02 03:04:05")
        old.execute("INSERT INTO leads (id, site, website, status, created_at) VALUES (?, ?, ?, ?, ?)", row)
    with Store() as store:
        [row_] = store.list_rows()
        assert (row_.site, row_.status, row_.project) == ("eau.example", LeadStatus.REJECTED, "default")
        assert [project.id for project in store.projects()] == ["default"]


def test_lists_of_an_older_version_are_counted_by_score(data_dir: Path) -> None:
    """What migration 0006 fills in from the rows of lists that are there."""
    data_dir.mkdir()
    path = data_dir / "leads.db"
    with Store(rules=ScoringRules()) as store:
        save_four(store)
        counted = store.facets().score
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "leads:migrations")
        command.downgrade(config, "0005")
    engine.dispose()
    with Store(rules=ScoringRules()) as store:
        assert store.facets().score == counted
        assert sum(count.leads for count in counted) == 4


def test_what_the_analyst_types_comes_first_and_loses_nothing(store: Store, four: dict[str, Lead]) -> None:
    eau = four["eau"].id
    edited = store.edit_value(eau, Kind.CITY, "Talence")
    assert edited is not None
    assert [v.value for v in edited.all(Kind.CITY)] == ["Talence", "Bordeaux"]
    assert edited.all(Kind.CITY)[0].evidence[0].url == "edit:review"
    again = store.edit_value(eau, Kind.CITY, "BORDEAUX")
    assert again is not None
    assert [v.value for v in again.all(Kind.CITY)] == ["BORDEAUX", "Talence"]
    assert [proof.url for proof in again.all(Kind.CITY)[0].evidence] == [
        "https://fuites.example/",
        "edit:review",
    ]
    assert sites(store, place="bordeaux") == {"eau"}
    assert store.edit_website(eau, "").website == ""  # type: ignore[union-attr]
    assert store.edit_value("unknown", Kind.CITY, "x") is None


def test_a_value_may_be_given_to_a_third_party_and_back(store: Store, four: dict[str, Lead]) -> None:
    eau = four["eau"].id
    assert store.set_owner(eau, Kind.EMAIL, "a@eau.example", Owner.THIRD_PARTY) == 1
    assert sites(store, has_email=True) == set()
    assert store.set_owner(eau, Kind.EMAIL, "a@eau.example", Owner.BUSINESS) == 1
    assert sites(store, has_email=True) == {"eau"}


def test_words_of_one_trade_are_one_group(store: Store) -> None:
    for site, words, key in (
        ("a.example", "plombier", "plumber"),
        ("b.example", "Plomberie", "plumber"),
        ("c.example", "Sanitär", "plumber"),
        ("d.example", "Dompteur de puces", ""),
    ):
        store.save_lead(lead(site, value(words, Kind.TRADE, label=key)))
    counts = {count.value: count.leads for count in store.facets().trade}
    assert counts == {"plumber": 3, "dompteur de puces": 1}
    assert {row.trade for row in store.list_rows(LeadFilter(trade="plumber"))} == {
        "plombier",
        "Plomberie",
        "Sanitär",
    }
    assert [row.site for row in store.list_rows(LeadFilter(trade="plombi"))] == ["a.example"]
    assert [row.site for row in store.list_rows(LeadFilter(trade="dompteur de puces"))] == ["d.example"]


def test_leads_are_counted_by_department(store: Store) -> None:
    for n, (postcode, country) in enumerate((("33000", "FR"), ("33 600", "fr"), ("10115", "DE"), ("", "FR"))):
        values = [value(postcode, Kind.POSTCODE)] if postcode else []
        store.save_lead(lead(f"s{n}.example", *values, value(country, Kind.COUNTRY)))
    assert {count.value: count.leads for count in store.facets().area} == {"FR-33": 2, "DE-10": 1}
    assert store.count_rows(LeadFilter(area="FR-33")) == 2


def test_audits_are_shown_filtered_and_sorted(store: Store, four: dict[str, Lead]) -> None:
    ids = [one.id for one in four.values()]
    for lead_id, score in zip(ids, (80.0, 35.0), strict=False):
        store.save_audit(Audit(lead_id=lead_id, url="https://a.example/", score=score))
    by_audit = [row.audit for row in store.list_rows(sort=Sort(by=SortBy.AUDIT, descending=False))]
    assert by_audit == [35.0, 80.0, None, None]
    assert [row.id for row in store.list_rows(LeadFilter(max_audit=50))] == [ids[1]]
    assert store.count_rows(LeadFilter(min_audit=35, max_audit=80)) == 2
    assert store.facets().audited == 2


def test_counts_are_kept_until_anybody_writes(
    store: Store, four: dict[str, Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[Facet]] = []
    count = store._count
    monkeypatch.setattr(store, "_count", lambda wanted, some: asked.append(some) or count(wanted, some))
    before = store.facets(columns=[Facet.STATUS])
    assert store.facets(columns=[Facet.STATUS, Facet.TRADE]).status == before.status
    assert store.facets(columns=[Facet.TRADE]).total == store.count_rows() == 4
    assert asked == [[Facet.STATUS], [Facet.TRADE]]
    assert before.trade == []
    with Store() as other:
        other.set_status([four["eau"].id], LeadStatus.QUALIFIED)
    after = store.facets(columns=[Facet.STATUS])
    assert {count.value: count.leads for count in after.status}["qualified"] == 1
    store.remove([four["eau"].id])
    assert store.facets(columns=[Facet.STATUS]).total == store.count_rows() == 3
