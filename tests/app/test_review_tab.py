"""The Review tab: what is shown, filtered, edited, picked, merged, removed, undone and exported."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.state.query_params import QueryParams

from config import locations, window_memory
from config.loader import ConfigLoader
from jobs import interactive, lead_export, lead_reading, lead_summary, merging
from leads.record import Kind, LeadStatus, Owner
from leads.review import LeadFilter, SavedView, SortBy
from leads.work import Opinion, OpinionSource
from tests.app.conftest import labelled, press, text_of
from tests.leads.records import lead, value
from ui import language
from ui.components import lead_drawer, review_filters
from ui.components.review_choice import COLUMNS
from ui.components.review_table import keep_edits


@pytest.fixture
def leads(store):
    names = ("Aqualune", "Fontrouge", "Meche Mistigri")
    saved = [
        store.save_lead(
            lead(
                f"{name.lower().replace(' ', '-')}.example",
                value(name, Kind.NAME),
                value(f"contact@{name.lower().replace(' ', '-')}.example"),
                value("Bordeaux" if name != "Aqualune" else "Pessac", Kind.CITY),
            )
        )
        for name in names
    ]
    store.add_to_review([one.id for one in saved])
    return saved


OPEN = {"rv_filters": True}


def grid(app):
    return app.data_editor[0]


def drawn_in(app):
    return " ".join(element.proto.body for element in app.get("html"))


def names_shown(app):
    return list(grid(app).value["Name"])


def test_an_empty_store_says_what_to_do(open_tab):
    app = open_tab("Review")
    assert "There is nothing to review yet" in text_of(app)
    press(app, "Start a hunt")
    assert app.session_state["tab"] == "Hunt"


def test_leads_are_shown_and_counted(open_tab, leads):
    app = open_tab("Review")
    assert "**3** of 3 leads" in text_of(app)
    assert sorted(names_shown(app)) == ["Aqualune", "Fontrouge", "Meche Mistigri"]


def test_words_and_places_filter_in_the_database(open_tab, leads):
    app = open_tab("Review", **OPEN)
    labelled(app.text_input, "Search").input("fontrouge").run()
    assert names_shown(app) == ["Fontrouge"]
    labelled(app.text_input, "Search").input("").run()
    labelled(app.selectbox, "Place").select("Pessac").run()
    assert names_shown(app) == ["Aqualune"]
    press(app, "Clear all filters")
    assert len(names_shown(app)) == 3


def test_clearing_all_filters_is_one_step_of_back(open_tab, leads, monkeypatch):
    app = open_tab("Review", query={"rv_has": "email", "rv_score": ["0", "9"]}, **OPEN)
    labelled(app.text_input, "Search").input("aqualune").run()
    labelled(app.selectbox, "Place").select("Pessac").run()
    steps = []
    send = QueryParams._send_query_param_msg
    monkeypatch.setattr(
        QueryParams, "_send_query_param_msg", lambda self: (steps.append(self.to_dict()), send(self))
    )
    press(app, "Clear all filters")
    assert [sorted(name for name in step if name.startswith("rv_")) for step in steps] == [["rv_view"]]


def test_no_match_offers_the_way_back(open_tab, leads):
    app = open_tab("Review")
    labelled(app.text_input, "Search").input("zzzz").run()
    assert "No lead meets these filters" in text_of(app)


def test_a_view_keeps_filter_and_order(open_tab, store, leads):
    app = open_tab("Review", **OPEN)
    labelled(app.selectbox, "Place").select("Bordeaux").run()
    labelled(app.text_input, "Name of the view").input("Bordeaux only").run()
    press(app, "Save view")
    assert [view.name for view in store.saved_views()] == ["All leads", "Bordeaux only"]
    press(app, "Clear all filters")
    assert len(names_shown(app)) == 3
    labelled(app.selectbox, "View").select(store.saved_views()[0].id).run()
    labelled(app.selectbox, "View").select(store.saved_views()[1].id).run()
    assert len(names_shown(app)) == 2
    press(app, "Delete view Bordeaux only")
    assert [view.name for view in store.saved_views()] == ["All leads"]


def test_a_status_edited_in_the_grid_is_kept(store, leads):
    rows = store.list_rows()
    keep_edits(store, rows, {1: {"Status": "Qualified"}}, set())
    assert store.lead(rows[1].id).status is LeadStatus.QUALIFIED
    assert store.lead(rows[0].id).status is LeadStatus.NEW
    assert store.history_of(rows[1].id)[0].after is LeadStatus.QUALIFIED


def test_tags_are_put_on_and_taken_off_in_the_grid(store, leads):
    first = store.list_rows()[0]
    keep_edits(store, [first], {0: {"Tags": ["autumn", " phone  first "]}}, set())
    tagged = next(row for row in store.list_rows() if row.id == first.id)
    assert sorted(tagged.tags) == ["autumn", "phone first"]
    keep_edits(store, [tagged], {0: {"Tags": ["autumn"]}}, set())
    assert next(row for row in store.list_rows() if row.id == first.id).tags == ["autumn"]


def test_rows_are_picked_and_let_go_in_the_grid(store, leads):
    rows, picked = store.list_rows(), set()
    keep_edits(store, rows, {0: {"✓": True}, 2: {"✓": True}}, picked)
    keep_edits(store, rows, {0: {"✓": False}}, picked)
    assert picked == {rows[2].id}


def test_picked_leads_are_removed_and_brought_back(open_tab, store, leads):
    app = open_tab("Review", rv_picked={leads[0].id})
    assert "**1 picked**" in text_of(app)
    press(app, "Remove")
    assert store.count_rows() == 2
    press(app, "Undo")
    assert store.count_rows() == 3


def test_two_picked_leads_become_one_and_two_again(open_tab, store, leads):
    app = open_tab("Review", rv_picked={leads[0].id, leads[1].id})
    press(app, "Merge")
    assert store.count_rows() == 2
    press(app, "Undo")
    assert store.count_rows() == 3


def test_what_the_drawer_still_has_to_say_does_not_open_it_again(store, leads, monkeypatch):
    """A click elsewhere may overtake its closing; then its fields are left half drawn, and call back."""
    known = leads[0].id
    state = {f"drawer_status_{known}": LeadStatus.CONTACTED, f"note_{known}": "Call after six."}
    monkeypatch.setattr(st, "session_state", state)
    shared = SimpleNamespace(store=store)
    lead_drawer._set_status(shared, known)
    lead_drawer._add_note(shared, known)
    assert store.lead(known).status is LeadStatus.CONTACTED
    assert [note.text for note in store.notes_of(known)] == ["Call after six."]
    assert "rv_drawer" not in state


def test_a_name_that_is_markdown_stays_text(open_tab, store):
    hostile = "![x](http://evil.example/p.png) =1+1"
    store.add_to_review([store.save_lead(lead("evil.example", value(hostile, Kind.NAME))).id])
    app = open_tab("Review", rv_drawer=store.list_rows()[0].id)
    assert "![x](" not in text_of(app)
    assert names_shown(app)[0].startswith(("!", "'"))


def test_the_drawer_shows_reasons_and_takes_notes(open_tab, store, leads):
    app = open_tab("Review", rv_drawer=leads[1].id)
    assert "Priority <strong>" in drawn_in(app)
    labelled(app.text_area, "New note").input("Call after six.")
    press(app, "Add note")
    assert [note.text for note in store.notes_of(leads[1].id)] == ["Call after six."]


def test_what_is_filtered_is_what_is_exported(open_tab, leads):
    app = open_tab("Review", **OPEN)
    labelled(app.selectbox, "Place").select("Bordeaux").run()
    labelled(app.selectbox, "Format").select("csv").run()
    press(app, "Export 2 leads")
    assert lead_export.current().wait(100)
    app.run()
    assert "2 leads are in" in text_of(app)
    files = list(locations.exports_dir().glob("leads-*.csv"))
    assert len(files) == 1
    text = files[0].read_text(encoding="utf-8")
    assert "Fontrouge" in text
    assert "Aqualune" not in text


def test_every_column_can_be_sorted_by():
    assert {*COLUMNS} <= {by.value for by in review_filters._SORTS}


def test_a_summary_marks_what_the_table_does_not_show(open_tab, servers, leads):
    _, ollama = servers
    ollama.set_reply("- Fontrouge has a mail and 45 employees [L1]\n- Zorglub is new [L9]")
    app = open_tab("Review")
    press(app, "Summarize 3 leads")
    job = lead_summary.current()
    assert job is not None
    assert job.wait(100)
    app.run()
    shown = text_of(app)
    assert "Fontrouge has a mail" in shown
    assert "Not in the table" in shown
    assert "45" in shown
    assert "L9" in shown
    lead_summary.forget()


def test_without_a_large_model_the_best_are_listed_by_rules(store, leads):
    class NoModel:
        def tier_of(self, task):
            return None

    job = interactive.submit(
        "by rules",
        lambda handle: lead_summary._work(handle, store, NoModel(), LeadFilter(), "", "fr"),
    )
    assert job.wait(100)
    assert [line.leads for line in job.result.lines] == [("L1",), ("L2",), ("L3",)]
    assert job.result.model == ""


def row_of(store, lead_id):
    return next(row for row in store.list_rows() if row.id == lead_id)


def test_what_is_typed_over_comes_first_and_is_marked(open_tab, store, leads):
    row = row_of(store, leads[1].id)
    typed = {"Name": "Fontrouge Père", "E-mail": "bureau@fontrouge.example", "Phone": "05 36 49 00 11"}
    assert keep_edits(store, [row], {0: {**typed, "Town": "Talence"}}, set()) == []
    after = row_of(store, row.id)
    assert (after.name, after.email) == ("Fontrouge Père", "bureau@fontrouge.example")
    assert (after.phone, after.city) == ("+33536490011", "Talence")
    kept = store.lead(row.id)
    assert [one.value for one in kept.all(Kind.EMAIL)] == [
        "bureau@fontrouge.example",
        "contact@fontrouge.example",
    ]
    app = open_tab("Review", rv_drawer=row.id)
    drawn = drawn_in(app)
    assert drawn.count("typed by you") == 4
    assert "No page vouches for it" in drawn


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("E-mail", "fontrouge", "no e-mail address"),
        ("E-mail", "a@b", "no e-mail address"),
        ("Phone", "call me", "no phone number"),
        ("Phone", "12", "no phone number"),
        ("Name", "  ", "empty cell"),
        ("Town", None, "empty cell"),
        ("E-mail", "stop@fontrouge.example", "opt-out list"),
    ],
)
def test_what_is_no_value_is_refused_with_the_reason(store, leads, column, text, why):
    store.suppress("stop@fontrouge.example", "asked")
    row = row_of(store, leads[1].id)
    [told] = keep_edits(store, [row], {0: {column: text}}, set())
    assert why in told
    assert store.lead(row.id).values == leads[1].values


def test_a_guard_against_formulas_is_no_part_of_what_is_typed(store, leads):
    row = row_of(store, leads[1].id)
    assert keep_edits(store, [row], {0: {"Name": "'+plus"}}, set()) == []
    assert row_of(store, row.id).name == "+plus"


def test_no_cell_of_the_grid_is_a_live_formula(open_tab, store):
    """The grid has a CSV of its own, which asks nobody."""
    values = value('=HYPERLINK("x")', Kind.NAME), value("@town", Kind.CITY), value("+33556001122", Kind.PHONE)
    saved = store.save_lead(lead("formula.example", *values))
    store.add_to_review([saved.id])
    store.add_tag([saved.id], "-1+1")
    row = grid(open_tab("Review", rv_columns=list(COLUMNS))).value.iloc[0]
    cells = [cell for entry in row for cell in (entry if isinstance(entry, list) else [entry])]
    assert any("HYPERLINK" in str(cell) for cell in cells)
    assert [cell for cell in cells if str(cell).startswith(tuple("=+-@\t\r"))] == []


@pytest.fixture
def doubtful(store, leads):
    """Two leads that may be one business."""
    phone = value("+33536490011", Kind.PHONE)
    one, other = (
        store.save_lead(lead(site, value(name, Kind.NAME), phone))
        for site, name in (("lune.example", "Garage de la Lune"), ("rouge.example", "Taxi Rouge"))
    )
    store.add_to_review([one.id, other.id])
    store.dedupe()
    assert store.count_merge_questions() == 1
    return one, other


def test_a_doubtful_pair_is_decided_side_by_side(open_tab, store, doubtful):
    app = open_tab("Review", rv_pairs_menu=True)
    press(app, "Decide the pair")
    assert not app.session_state["rv_pairs_menu"], "the menu would lie over the pair"
    drawn = drawn_in(app)
    assert "Garage de la Lune" in drawn
    assert "Taxi Rouge" in drawn
    press(app, "One: keep the right")
    assert store.count_merge_questions() == 0
    assert store.count_rows() == 4
    press(app, "Undo")
    assert store.count_rows() == 5


def test_a_pair_that_is_two_businesses_is_not_asked_again(open_tab, store, doubtful):
    app = open_tab("Review")
    press(app, "Decide the pair")
    press(app, "Not the same")
    store.dedupe()
    assert store.count_merge_questions() == 0
    assert store.count_rows() == 5


def test_what_surely_is_one_is_merged_with_reasons_and_undone(open_tab, store, leads):
    for site in ("siren-a.example", "siren-b.example"):
        saved = store.save_lead(lead(site, value("Atelier", Kind.NAME), value("732829320", Kind.SIREN)))
        store.add_to_review([saved.id])
    app = open_tab("Review")
    press(app, "Merge what surely is one")
    assert merging.current().wait(100)
    app.run()
    assert "**1 lead was merged**" in text_of(app)
    assert store.count_rows() == 4
    press(app, "Undo all")
    assert merging.current().wait(100)
    app.run()
    assert "1 merge was undone" in text_of(app)
    assert store.count_rows() == 5
    merging.forget()


def test_trades_are_grouped_and_stand_in_the_address(open_tab, store, leads):
    for one, words in zip(leads, ("plombier", "Sanitär", "Coiffeuse"), strict=True):
        key = "plumber" if words != "Coiffeuse" else "hairdresser"
        store.save_lead(one.model_copy(update={"values": [value(words, Kind.TRADE, label=key)]}))
    app = open_tab("Review", **OPEN)
    assert sorted(set(grid(app).value["Trade"])) == ["Hairdresser", "Plumber"]
    choice = labelled(app.selectbox, "Trade")
    assert choice.options == ["Plumber (2)", "Hairdresser (1)"]
    choice.select("plumber").run()
    assert sorted(names_shown(app)) == ["Aqualune", "Fontrouge"]
    assert app.query_params["rv_trade"] in ("plumber", ["plumber"])
    again = open_tab("Review", query={"rv_trade": "plumber"})
    assert sorted(names_shown(again)) == ["Aqualune", "Fontrouge"]
    assert "Plumber" in text_of(again)


def test_back_and_forward_choose_the_filter_the_address_has(open_tab, store, leads):
    app = open_tab("Review", **OPEN)
    labelled(app.selectbox, "Place").select("Pessac").run()
    labelled(app.selectbox, "Place").select("Bordeaux").run()
    for named, shown in (("Pessac", 1), (None, 3), ("Bordeaux", 2)):
        app.query_params.pop("rv_place", None)
        if named:
            app.query_params["rv_place"] = named
        app.run()
        assert len(names_shown(app)) == shown
        assert labelled(app.selectbox, "Place").value == named
    app.query_params["rv_columns"] = "name,email"
    app.run()
    assert app.session_state["rv_columns"] == ["name", "email"]


def test_a_value_sent_with_its_count_is_that_value(open_tab, store, leads):
    app = open_tab("Review", **OPEN)
    assert "Pessac (1)" in labelled(app.selectbox, "Place").options
    # What a browser holds of a choice made while the counts were others.
    app.session_state["rv_place"] = "Pessac (1)"
    app.session_state["rv_filters"] = False
    app.run()
    assert names_shown(app) == ["Aqualune"]
    assert app.query_params["rv_place"] in ("Pessac", ["Pessac"])


def test_a_choice_counts_though_the_browser_knew_an_older_address(open_tab, store, leads):
    app = open_tab("Review", **OPEN)
    labelled(app.selectbox, "Place").select("Pessac").run()
    app.query_params.pop("rv_place")
    labelled(app.selectbox, "Language").set_value(None)
    labelled(app.text_input, "Search").input("a").run()
    assert names_shown(app) == ["Aqualune"]
    assert app.query_params["rv_place"] in ("Pessac", ["Pessac"])


def test_a_link_shows_its_list_whatever_this_browser_remembers(open_tab, store, leads):
    window_memory.put("0123456789ab", {"rv_place": "Pessac", "rv_sort": "name", "rv_page": 1})
    bare = open_tab("Review", query={"window": "0123456789ab"})
    assert names_shown(bare) == ["Aqualune"]
    assert bare.query_params["rv_place"] in ("Pessac", ["Pessac"])
    linked = open_tab("Review", query={"rv_has": "email", "window": "0123456789ab"})
    assert len(names_shown(linked)) == 3


def test_next_goes_on_to_the_page_it_stands_on(open_tab, store, leads, monkeypatch):
    monkeypatch.setattr("ui.components.review_table.PAGE", 2)
    rows = store.list_rows()
    app = open_tab("Review", rv_drawer=rows[1].id)
    assert len(names_shown(app)) == 2
    app.button(key="drawer_chevron_right").click().run()
    assert not app.exception
    assert app.session_state["rv_page"] == 2
    assert names_shown(app) == [rows[2].name]


def test_the_drawer_says_when_pages_were_read_and_keeps_third_parties_apart(open_tab, store, leads):
    agency = value("info@agence.example", owner=Owner.THIRD_PARTY)
    store.save_lead(leads[0].model_copy(update={"values": [agency]}))
    app = open_tab("Review", rv_drawer=leads[0].id)
    drawn = [element.proto.body for element in app.get("html")]
    assert any("read on 2026-03-01" in body for body in drawn)
    assert "Third parties (1)" in [one.label for one in app.expander]
    assert [("agence" in body) for body in drawn if "contact@aqualune" in body] == [False]
    assert "01/03/2026" in " ".join(code.value for code in app.code)


def test_charts_are_drawn_only_when_they_are_opened(open_tab, leads):
    app = open_tab("Review")
    assert 'class="lh-bars"' not in drawn_in(app)
    app = open_tab("Review", rv_charts=True)
    drawn = drawn_in(app)
    assert "Bordeaux" in drawn
    assert 'class="lh-bars"' in drawn


def test_the_drawer_stays_until_it_is_left(open_tab, store, leads):
    app = open_tab("Review", rv_drawer=leads[1].id)
    app.run()
    assert "Priority <strong>" in drawn_in(app)
    app.button(key=f"drawer_SEO_{leads[1].id}").click().run()
    assert not app.exception
    assert app.session_state["tab"] == "SEO"
    assert "rv_drawer" not in app.session_state


def test_chosen_columns_stand_in_the_address(open_tab, leads):
    app = open_tab("Review", query={"rv_columns": "name,city,nonsense"})
    assert app.session_state["rv_columns"] == ["name", "city"]


def test_a_chosen_view_stands_in_the_address(open_tab, store, leads):
    view = store.save_view(SavedView(name="Pessac only", filter=LeadFilter(place="Pessac")))
    app = open_tab("Review")
    labelled(app.selectbox, "View").select(view.id).run()
    assert view.id in app.query_params["rv_view"]
    assert names_shown(app) == ["Aqualune"]


def test_evidence_opens_under_the_pointer_or_all_at_once(open_tab, store, leads):
    app = open_tab("Review", rv_drawer=leads[0].id)
    [contacts] = [
        element.proto.body for element in app.get("html") if "contact@aqualune" in element.proto.body
    ]
    assert 'tabindex="0"' in contacts
    assert "lh-card" in contacts
    assert "lh-list lh-open" not in contacts
    labelled(app.toggle, "Show all quotes").set_value(True).run()
    assert "lh-list lh-open" in drawn_in(app)


def test_a_filter_shows_what_models_disagree_on(open_tab, store, leads):
    told = ["trade: plumber or electrician"]
    store.save_opinion(
        Opinion(lead_id=leads[1].id, source=OpinionSource.MODEL, model="facts-7b", disagreements=told)
    )
    app = open_tab("Review", **OPEN)
    labelled(app.toggle, "Models disagree").set_value(True).run()
    assert names_shown(app) == ["Fontrouge"]
    again = open_tab("Review", query={"rv_disputed": "true"}, rv_drawer=leads[1].id)
    assert names_shown(again) == ["Fontrouge"]
    assert "trade: plumber or electrician" in " ".join(one.value.replace("\\", "") for one in again.warning)


def test_a_lead_is_read_again_from_its_drawer(open_tab, store, leads, monkeypatch):
    started = []
    monkeypatch.setattr(lead_reading, "start", lambda lead, *_: started.append(lead.id))
    store.save_lead(leads[1].model_copy(update={"website": "https://fontrouge.example/"}))
    app = open_tab("Review", rv_drawer=leads[1].id)
    app.button(key=f"read_again_{leads[1].id}").click().run()
    assert (started, app.session_state["rv_drawer"]) == ([leads[1].id], leads[1].id)


def test_ranges_of_quality_and_fit_filter(open_tab, store, leads):
    app = open_tab("Review", rv_quality=(9.5, 10.0))
    assert "No lead meets these filters" in text_of(app)
    assert "quality from 9.5" in text_of(app).replace("\\", "")


def test_a_deleted_view_comes_back(open_tab, store, leads):
    store.save_view(SavedView(id="mine", name="Mine", filter=LeadFilter(place="Pessac")))
    app = open_tab("Review", rv_view="mine")
    press(app, "Delete view Mine")
    assert len(store.saved_views()) == 1
    press(app, "Undo")
    assert [view.name for view in store.saved_views()] == ["All leads", "Mine"]
    assert names_shown(app) == ["Aqualune"]


def test_the_tab_speaks_french(open_tab, store, leads, monkeypatch):
    monkeypatch.setattr(language, "choose", lambda loader: st.session_state.update(interface_language="fr"))
    app = open_tab("Review", rv_drawer=leads[0].id, **OPEN)
    assert not app.exception
    assert "leads sur 3" in text_of(app)
    assert "Priorité" in drawn_in(app)
    assert labelled(app.text_area, "Ce que vous voulez savoir").value.startswith("Résumez")
    shown = grid(app)
    keep_edits(store, store.list_rows(), {0: {"Status": "Qualified"}}, set())
    assert shown.value["Status"][0] == "Nouveau"


def test_what_is_chosen_outlives_a_change_of_language(open_tab, root, leads):
    """The browser keeps labels: it is given the new ones, or it sends back what nothing knows."""
    app = open_tab("Review", **OPEN)
    labelled(app.selectbox, "Sort by").set_value("Changed").run()
    ConfigLoader(root).save_settings({"locale.interface": "fr"})
    app.run()
    assert not app.exception
    sort = labelled(app.selectbox, "Trier par")
    assert (sort.value, sort.proto.set_value, sort.proto.raw_value) == (SortBy.UPDATED_AT, True, "Modifié le")


def test_tags_take_no_room_before_there_are_any(open_tab, store, leads):
    assert "Tags" not in grid(open_tab("Review")).proto.column_order
    store.add_tag([leads[0].id], "autumn")
    assert "Tags" in grid(open_tab("Review")).proto.column_order
