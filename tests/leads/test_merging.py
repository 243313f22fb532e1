"""Merges in the store, and the way back."""

import pytest

from leads.merge_store import MergeError
from leads.record import Kind, Lead, LeadStatus
from leads.search_run import SearchRun
from leads.store import Store
from leads.work import Audit, Note
from tests.leads.records import lead, proof, value

PHONE = "+33199001122"


@pytest.fixture
def two(store: Store) -> tuple[Lead, Lead]:
    store.save_run(SearchRun(id="r", question="q"))
    first = store.save_lead(
        lead("a.example", value("Azur", Kind.NAME), value(PHONE, Kind.PHONE, proof("https://a.example/")))
    )
    second = store.save_lead(
        lead(
            "b.example",
            value("Azur", Kind.NAME),
            value(PHONE, Kind.PHONE, proof("https://b.example/")),
            value("contact@b.example"),
        ),
        "r",
    )
    return first, second


def test_sure_pairs_are_merged_with_all_evidence_and_work(store: Store, two: tuple[Lead, Lead]) -> None:
    first, second = two
    store.add_note(second.id, "Called back")
    store.add_tag([second.id], "warm")
    store.save_audit(Audit(lead_id=second.id, url="https://b.example/", score=30))
    found = store.dedupe()
    assert [(match.kept, match.gone) for match in found.merges] == [(first.id, second.id)]
    merged = store.lead(first.id)
    assert merged is not None
    assert [e.url for e in merged.all(Kind.PHONE)[0].evidence] == ["https://a.example/", "https://b.example/"]
    assert merged.first(Kind.EMAIL) == "contact@b.example"
    assert [note.text for note in store.notes_of(first.id)] == ["Called back"]
    assert len(store.audits_of(first.id)) == 1
    assert store.lead(second.id) is None
    assert store.leads_of_run("r") == [merged]
    [row] = store.list_rows()
    assert (row.id, row.tags, row.email) == (first.id, ["warm"], "contact@b.example")
    assert "phone number +33199001122" in store.merges(first.id)[0].reason
    assert store.dedupe().merges == ()


def test_a_merge_is_undone_whole_and_not_made_again(store: Store, two: tuple[Lead, Lead]) -> None:
    first, second = two
    store.add_note(second.id, "Called back")
    store.dedupe()
    [merge] = store.merges()
    store.undo_merge(merge.id)
    assert store.lead(first.id) == first
    assert store.lead(second.id) == second
    assert [note.text for note in store.notes_of(second.id)] == ["Called back"]
    assert store.notes_of(first.id) == []
    assert {row.id for row in store.list_rows()} == {first.id, second.id}
    assert store.merges() == []
    assert store.dedupe().merges == ()
    with pytest.raises(MergeError, match="already"):
        store.undo_merge(merge.id)


def test_what_a_merged_site_still_gives_goes_to_the_lead_that_is_kept(
    store: Store, two: tuple[Lead, Lead]
) -> None:
    first, second = two
    merge = store.merge(first.id, second.id)
    late = store.save_lead(lead("b.example", value("late@b.example")))
    assert late.id == first.id
    store.undo_merge(merge.id)
    kept = store.lead(first.id)
    assert kept is not None
    assert "late@b.example" in [v.value for v in kept.values]
    assert store.lead(second.id) == second


def test_merges_of_merges_are_undone_from_the_last(store: Store) -> None:
    a, b, c = (store.save_lead(lead(f"{n}.example", value(f"x@{n}.example"))) for n in "abc")
    inner, outer = store.merge(b.id, a.id), store.merge(c.id, b.id)
    assert store.save_lead(lead("a.example")).id == c.id
    with pytest.raises(MergeError, match="Undo that merge first"):
        store.undo_merge(inner.id)
    store.undo_merge(outer.id)
    store.undo_merge(inner.id)
    assert [store.lead(one.id) for one in (a, b, c)] == [a, b, c]


def test_a_merge_needs_two_leads(store: Store, two: tuple[Lead, Lead]) -> None:
    for one, other in ((two[0].id, two[0].id), (two[0].id, "unknown")):
        with pytest.raises(MergeError):
            store.merge(one, other)


def test_doubtful_pairs_are_asked_once_and_the_answer_is_kept(store: Store) -> None:
    one = store.save_lead(lead("a.example", value("Azur", Kind.NAME), value(PHONE, Kind.PHONE)))
    other = store.save_lead(lead("b.example", value("Le Port", Kind.NAME), value(PHONE, Kind.PHONE)))
    store.dedupe()
    store.dedupe()
    [question] = store.merge_questions()
    assert {question.one_id, question.other_id} == {one.id, other.id}
    assert "names are different" in question.reason
    store.answer_merge_question(other.id, one.id, same=False)
    assert store.merge_questions() == []
    assert store.dedupe().questions == ()


def test_the_analyst_may_say_that_two_are_one(store: Store) -> None:
    one = store.save_lead(lead("a.example", value(PHONE, Kind.PHONE), value("Azur", Kind.NAME)))
    other = store.save_lead(lead("b.example", value(PHONE, Kind.PHONE), value("Port", Kind.NAME)))
    store.set_status([one.id], LeadStatus.QUALIFIED)
    store.dedupe()
    store.answer_merge_question(one.id, other.id, same=True)
    assert [row.id for row in store.list_rows()] == [one.id]
    assert store.merge_questions() == []


def test_notes_of_one_import_are_kept_once(store: Store) -> None:
    kept = store.save_lead(lead())
    for _ in range(2):
        store.add_missing_notes([Note(lead_id=kept.id, text="a"), Note(lead_id=kept.id, text="b")])
    store.add_missing_notes([Note(lead_id=kept.id, text="a\nb")])
    assert [note.text for note in store.notes_of(kept.id)] == ["a", "b"]


def test_who_asked_not_to_be_contacted_is_not_under_another_name(
    store: Store, two: tuple[Lead, Lead]
) -> None:
    first, second = two
    store.set_status([second.id], LeadStatus.OPPOSED)
    store.save_lead(lead("c.example", value("contact@c.example")))
    merge = store.merge(first.id, second.id)
    merged = store.lead(first.id)
    assert merged is not None
    assert merged.status is LeadStatus.OPPOSED
    assert "contact@b.example" not in [v.value for v in merged.values]
    store.undo_merge(merge.id)
    assert store.lead(first.id) == first


def test_several_leads_of_one_business_become_one_and_all_of_it_is_undone(store: Store) -> None:
    for n in range(5):
        store.save_lead(
            lead(
                f"s{n}.example",
                value("Azur", Kind.NAME, proof(f"https://s{n}.example/")),
                value(PHONE, Kind.PHONE, proof(f"https://s{n}.example/")),
                value(f"contact@s{n}.example"),
            )
        )
        store.add_tag([store.leads()[0].id], f"tag {n}")
    before, rows = store.leads(), store.list_rows()
    told: list[tuple[int, int]] = []
    assert len(store.dedupe(lambda done, of: told.append((done, of))).merges) == 4
    assert told[-1] == (4, 4)
    [merged] = store.leads()
    assert {proof.url for proof in merged.all(Kind.PHONE)[0].evidence} == {
        f"https://s{n}.example/" for n in range(5)
    }
    assert len(merged.all(Kind.EMAIL)) == 5
    assert store.list_rows()[0].tags == [f"tag {n}" for n in range(5)]
    merges = [merge.id for merge in store.merges()]
    assert store.undo_merges(merges) == 4
    assert store.undo_merges(merges) == 0
    assert store.leads() == before
    assert [row.tags for row in store.list_rows()] == [row.tags for row in rows]


def test_of_many_merges_those_that_cannot_be_undone_are_left(store: Store, two: tuple[Lead, Lead]) -> None:
    store.dedupe()
    [first] = store.merges()
    other = store.save_lead(lead("c.example", value("Zinc", Kind.NAME)))
    store.merge(other.id, two[0].id)
    assert store.undo_merges([first.id]) == 0
    assert store.undo_merges([merge.id for merge in store.merges()]) == 2
    assert {found.id for found in store.leads()} == {two[0].id, two[1].id, other.id}
