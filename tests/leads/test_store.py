from collections.abc import Callable
from datetime import timedelta, timezone
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import event

from leads.record import Kind, Lead, LeadStatus, Method, Owner
from leads.search_run import Notice, RunStatus, SearchRun, Source, SourceState
from leads.store import PAGE_LIMIT, Store, StoreError
from leads.tables import run_sources
from tests.leads.records import NOON, full_run, lead, proof, value


def test_a_lead_comes_back_as_it_was(store: Store) -> None:
    given = lead(
        "fuites.example",
        value("Fuites & Fils", Kind.NAME, proof(method=Method.JSONLD)),
        value("contact@fuites.example", Kind.EMAIL, proof(), proof("https://fuites.example/contact")),
        value("agence@web.example", owner=Owner.THIRD_PARTY),
        value("https://social.example/fuites", Kind.SOCIAL, label="facebook"),
    )
    assert store.save_lead(given) == given
    assert store.lead(given.id) == given
    assert store.lead("unknown") is None


def test_leads_of_one_site_become_one_with_all_evidence(store: Store) -> None:
    first = store.save_lead(
        lead("fuites.example", value("Contact@Fuites.example", Kind.EMAIL, proof("https://a/")))
    )
    second = lead(
        "fuites.example",
        value("contact@fuites.example", Kind.EMAIL, proof("https://b/"), proof("https://a/")),
        value("+33199001122", Kind.PHONE),
        value("contact@fuites.example", owner=Owner.THIRD_PARTY),
    )
    merged = store.save_lead(second)
    assert merged.id == first.id
    assert [(v.value, v.kind, v.owner) for v in merged.values] == [
        ("Contact@Fuites.example", Kind.EMAIL, Owner.BUSINESS),
        ("+33199001122", Kind.PHONE, Owner.BUSINESS),
        ("contact@fuites.example", Kind.EMAIL, Owner.THIRD_PARTY),
    ]
    assert [e.url for e in merged.values[0].evidence] == ["https://a/", "https://b/"]
    assert store.save_lead(second) == merged
    assert len(store.leads()) == 1


def test_evidence_is_the_same_by_url_method_and_quote(store: Store) -> None:
    proofs = [
        proof("https://a/", "x", Method.TEXT),
        proof("https://a/", "x", Method.MAILTO),
        proof("https://a/", "y", Method.TEXT),
        proof("https://b/", "x", Method.TEXT),
    ]
    again = proofs[0].model_copy(update={"fetched_at": None})
    stored = store.save_lead(lead("fuites.example", value("a@b.example", Kind.EMAIL, *proofs, again)))
    assert stored.values[0].evidence == proofs


def test_a_lead_needs_a_site(store: Store) -> None:
    with pytest.raises(ValueError, match="site"):
        store.save_lead(lead("  "))


@pytest.mark.parametrize(
    ("kept", "incoming", "expected"),
    [
        (LeadStatus.FOUND, LeadStatus.NEW, LeadStatus.NEW),
        (LeadStatus.QUALIFIED, LeadStatus.FOUND, LeadStatus.QUALIFIED),
        (LeadStatus.REJECTED, LeadStatus.NEW, LeadStatus.REJECTED),
    ],
)
def test_the_status_the_analyst_gave_stays(
    store: Store, kept: LeadStatus, incoming: LeadStatus, expected: LeadStatus
) -> None:
    store.save_lead(lead().model_copy(update={"status": kept}))
    assert store.save_lead(lead().model_copy(update={"status": incoming})).status is expected


def test_a_missing_website_is_filled_in_and_a_known_one_stays(store: Store) -> None:
    store.save_lead(Lead(site="fuites.example", website=""))
    store.save_lead(Lead(site="fuites.example", website="https://www.fuites.example/"))
    assert store.save_lead(lead()).website == "https://www.fuites.example/"


def test_add_to_review_counts_only_what_was_found(store: Store) -> None:
    ids = [store.save_lead(lead(f"s{n}.example")).id for n in range(4)]
    store.remove(ids[:1])
    assert store.add_to_review([*ids[:3], "unknown"]) == 2
    assert store.add_to_review(ids) == 1
    assert store.add_to_review([]) == 0
    assert {found.id for found in store.leads(LeadStatus.NEW)} == set(ids[1:])
    assert store.leads(LeadStatus.FOUND) == []


def test_removed_leads_come_back_whole(store: Store) -> None:
    store.save_run(full_run().model_copy(update={"id": "r"}))
    kept, gone = (store.save_lead(lead(f"s{n}.example", value("a@b.example")), "r") for n in range(2))
    assert store.remove([gone.id, "unknown"]) == 1
    assert store.remove([gone.id]) == 0
    assert store.leads() == store.leads_of_run("r") == [kept]
    assert store.lead(gone.id) is None
    run = store.run("r")
    assert run is not None
    assert run.lead_ids == [kept.id]
    assert store.restore([kept.id, gone.id]) == 1
    assert store.leads_of_run("r") == [kept, gone]


def test_a_removed_lead_comes_back_when_a_further_run_finds_it(store: Store) -> None:
    for run_id in ("first", "second"):
        store.save_run(SearchRun(id=run_id, question="q"))
    found = store.save_lead(lead(), "first")
    store.remove([found.id])
    store.save_lead(lead("fuites.example", value("late@fuites.example")), "first")
    assert store.leads() == []
    store.save_lead(lead(), "second")
    assert [v.value for v in store.leads_of_run("first")[0].values] == ["late@fuites.example"]


def test_leads_are_listed_newest_first_in_pages(store: Store) -> None:
    for n in range(5):
        store.save_lead(lead(f"s{n}.example").model_copy(update={"created_at": NOON + timedelta(minutes=n)}))
    assert [found.site for found in store.leads(limit=2, offset=1)] == ["s3.example", "s2.example"]
    assert len(store.leads()) == 5


def test_the_number_of_queries_does_not_grow_with_the_leads(store: Store) -> None:
    def queries(read: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(store._database._engine, "before_cursor_execute", note)
        try:
            read()
        finally:
            event.remove(store._database._engine, "before_cursor_execute", note)
        return len(seen)

    store.save_run(SearchRun(id="r", question="q"))
    for n in range(40):
        store.save_lead(lead(f"s{n}.example", value("a@b.example"), value("+33199001122", Kind.PHONE)), "r")
    assert queries(lambda: store.leads(limit=1)) == queries(store.leads) <= 4
    assert queries(lambda: store.leads_of_run("r")) <= 4


def test_a_run_comes_back_as_it_was(store: Store) -> None:
    run = full_run()
    by_default = SearchRun(question="q")
    untested = [name for name in SearchRun.model_fields if getattr(run, name) == getattr(by_default, name)]
    assert untested == ["lead_ids"], "the example has to say something in every field"
    store.save_run(run)
    assert store.run(run.id) == run
    assert set(run_sources.c.keys()) == {"run_id", *Source.model_fields}


def test_saving_a_run_again_changes_it(store: Store) -> None:
    run = full_run()
    store.save_run(run.model_copy(update={"status": RunStatus.RUNNING, "finished_at": None}))
    run.sources[0].state = SourceState.READ
    run.sources.pop()
    run.rows.clear()
    run.answer = None
    run.notices.append(Notice(message="Late."))
    run.status = RunStatus.RUNNING
    store.save_run(run)
    assert store.run(run.id) == run
    run.status = RunStatus.DONE
    run.markdown = "# More"
    store.save_run(run)
    assert store.run(run.id) == run


def test_another_store_sees_each_save(store: Store) -> None:
    run = SearchRun(question="q")
    with Store() as other:
        for markdown in ("a", "b", "b", "c"):
            run.markdown = markdown
            store.save_run(run)
            assert other.run(run.id) == run


def test_runs_are_listed_newest_first(store: Store) -> None:
    assert store.latest_run() is None
    made = [SearchRun(question=str(n), created_at=NOON + timedelta(hours=n)) for n in range(4)]
    for run in reversed(made):
        store.save_run(run)
    assert store.latest_run() == made[3]
    assert store.runs(limit=2) == [made[3], made[2]]


def test_a_deleted_run_stays_deleted_while_it_still_runs_and_can_be_restored(store: Store) -> None:
    run = SearchRun(question="q")
    store.save_run(run)
    found = store.save_lead(lead(), run.id)
    assert store.delete_run(run.id)
    assert not store.delete_run(run.id)
    store.save_run(run)
    assert store.run(run.id) is store.latest_run() is None
    assert store.leads() == [found]
    assert store.restore_run(run.id)
    assert store.latest_run() == run.model_copy(update={"lead_ids": [found.id]})


def test_moments_keep_their_instant_whatever_their_zone(store: Store) -> None:
    paris = NOON.astimezone(timezone(timedelta(hours=1)))
    run = SearchRun(question="q", created_at=paris, finished_at=NOON.replace(tzinfo=None))
    store.save_run(run)
    stored = store.run(run.id)
    assert stored is not None
    assert stored.created_at == stored.finished_at == NOON


def test_pages_are_kept_per_run_and_url(store: Store) -> None:
    for run_id in ("r", "other"):
        store.save_run(SearchRun(id=run_id, question="q"))
    url, final_url = "https://fuites.example", "https://www.fuites.example/"
    store.save_page("r", url, final_url, "Fuites", "old", NOON)
    store.save_page("r", url, final_url, "Fuites", "Dépannage 7j/7", NOON)
    page = store.page("r", url)
    assert page is not None
    assert (page.title, page.text, page.fetched_at) == ("Fuites", "Dépannage 7j/7", NOON)
    assert page.sha256 == sha256("Dépannage 7j/7".encode()).hexdigest()
    assert store.page("r", final_url) == page
    assert store.page("other", url) is None


def test_a_page_is_cut_at_the_limit(store: Store) -> None:
    store.save_run(SearchRun(id="r", question="q"))
    store.save_page("r", "https://long.example/", "https://long.example/", "", "x" * (PAGE_LIMIT + 1), NOON)
    page = store.page("r", "https://long.example/")
    assert page is not None
    assert len(page.text) == PAGE_LIMIT


NASTY = "a\x00b\ud800c\\u0000'; DROP TABLE leads; --"
CLEAN = "ab\ufffdc\\u0000'; DROP TABLE leads; --"


def test_nothing_scraped_breaks_a_write(store: Store) -> None:
    run = SearchRun(question=NASTY, notices=[Notice(message=NASTY)], markdown=NASTY, dropped=[NASTY])
    run.sources = [Source(n=1, url=NASTY, detail=NASTY)]
    store.save_run(run)
    stored = store.run(run.id)
    assert stored is not None
    texts = {
        stored.question,
        stored.notices[0].message,
        stored.markdown,
        stored.dropped[0],
        stored.sources[0].url,
    }
    assert texts == {CLEAN}

    nasty = value(NASTY, Kind.FIELD, proof(NASTY, NASTY), label=NASTY)
    found = store.save_lead(lead(NASTY, nasty), run.id)
    again = store.save_lead(lead(NASTY, nasty), run.id)
    assert found == again
    assert (
        found.site
        == found.values[0].value
        == found.values[0].label
        == found.values[0].evidence[0].quote
        == CLEAN
    )

    store.save_page(run.id, NASTY, NASTY, NASTY, NASTY, NOON)
    page = store.page(run.id, NASTY)
    assert page is not None
    assert page.text == page.final_url == CLEAN


def test_long_values_are_told_apart_by_their_ends(store: Store) -> None:
    long = "mot " * 2_000
    stored = store.save_lead(lead("x.example", value(long + "a", Kind.FIELD), value(long + "b", Kind.FIELD)))
    assert [v.value[-1] for v in stored.values] == ["a", "b"]


def test_a_lead_of_an_unknown_run_is_refused_and_not_kept(store: Store) -> None:
    with pytest.raises(StoreError):
        store.save_lead(lead(), "unknown")
    assert store.leads() == []


def test_threads_may_share_a_store(store: Store) -> None:
    def work(thread: int) -> None:
        for n in range(10):
            store.save_lead(lead(f"s{n % 3}.example", value(f"t{thread}-{n}@mail.example")))

    threads = [Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(found.values) for found in store.leads()) == 40
    assert len(store.leads()) == 3


def test_the_file_is_private(store: Store, data_dir: Path) -> None:
    store.save_lead(lead())
    modes = {path.name: path.stat().st_mode & 0o777 for path in data_dir.glob("leads*")}
    assert modes == {"leads.db": 0o600, "leads.db-wal": 0o600, "leads.db-shm": 0o600}
