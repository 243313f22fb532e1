"""Projects are made, renamed, put away and brought back; sessions are kept."""

import pytest

from leads.project_store import ProjectRefused, UnknownProject
from leads.record import DEFAULT_PROJECT, Kind
from leads.review import LeadFilter, SavedView, Sort, SortBy
from leads.store import Store
from leads.work import Session
from tests.leads.records import lead, value


def named(store: Store, *, archived: bool = False) -> list[str]:
    return [one.name for one in store.projects(archived=archived)]


def test_a_project_that_is_put_away_takes_its_leads_out_of_the_lists(store: Store) -> None:
    autumn = store.ensure_project("Bordeaux, autumn")
    inside, outside = store.save_leads([lead("a.example", value("A", Kind.NAME)), lead("b.example")])
    store.move_to_project([inside.id], autumn.id)
    assert store.count_rows(LeadFilter()) == 2
    store.archive_project(autumn.id)
    assert named(store) == ["Default"]
    assert named(store, archived=True) == ["Bordeaux, autumn"]
    assert [row.id for row in store.list_rows()] == [outside.id]
    assert store.count_rows(LeadFilter(project=autumn.id)) == 1, "asked for by name, it is there"
    assert store.lead(inside.id) is not None
    store.unarchive_project(autumn.id)
    assert store.count_rows(LeadFilter()) == 2
    assert named(store, archived=True) == []


def test_making_a_project_of_this_name_brings_it_back(store: Store) -> None:
    one = store.ensure_project("One")
    store.archive_project(one.id)
    assert store.ensure_project("  One ").id == one.id
    assert named(store) == ["Default", "One"]


def test_a_project_gets_another_name(store: Store) -> None:
    one = store.ensure_project("One")
    store.rename_project(one.id, " Two  words ")
    assert store.project_named("Two words").id == one.id
    with pytest.raises(UnknownProject, match="no project 'One'"):
        store.project_named("One")


@pytest.mark.parametrize(("name", "words"), [("  ", "needs a name"), ("Taken", "has this name")])
def test_names_that_are_refused(store: Store, name: str, words: str) -> None:
    taken, one = store.ensure_project("Taken"), store.ensure_project("One")
    store.archive_project(taken.id)
    with pytest.raises(ProjectRefused, match=words):
        store.rename_project(one.id, name)
    assert store.project_named("One").id == one.id


def test_the_default_project_stays(store: Store) -> None:
    with pytest.raises(ProjectRefused, match="default project"):
        store.archive_project(DEFAULT_PROJECT)
    assert named(store) == ["Default"]


def test_sessions_are_kept_replaced_by_name_and_forgotten(store: Store) -> None:
    view = SavedView(
        name="Monday",
        filter=LeadFilter(text="plomb", min_score=4),
        sort=Sort(by=SortBy.NAME),
        columns=("name",),
    )
    first = store.save_session(Session(name="Monday", tab="Review", project="p", lead_id="l", view=view))
    assert store.sessions() == [first]
    second = store.save_session(Session(name="Monday", tab="SEO"))
    assert [(one.tab, one.lead_id) for one in store.sessions()] == [("SEO", "")]
    store.delete_session(second.id)
    assert store.sessions() == []
