"""The line above the tabs in a real browser: projects and sessions, two browser tabs, reload, back, Quit."""

import re

import pytest

from config.locations import ROOT
from leads.database import Database
from leads.record import Kind
from leads.store import Store
from leads.workers import WorkerBook
from tests.browser.running import press, running_app, settle, shoot, switch_to
from tests.leads.records import lead, value
from ui import language
from ui.components.streamlit_words import SENTENCES

pytestmark = pytest.mark.browser
SCRIPT = ROOT / "ui" / "assets" / "streamlit_words.js"
# What is being typed, and nobody has left: at once in the field of a line, after a rest in that of a text.
UNLEFT = "() => document.querySelector('[aria-label=Trade]')?.value == 'çà et là œuvre'"
# Fields of Streamlit's with its words, and words of a page that are the same.
SPOKEN = """
<section data-testid="stSidebar" aria-label="Sidebar"><p id="quote">No results</p></section>
<div data-testid="stTooltipContent"><p id="hint">Search</p></div>
<div data-testid="stSelectbox"><button aria-label="Remove Search"></button></div>
<div role="listbox"><div role="option" id="lead">No results</div></div>
<div role="listbox" data-empty="true"><div role="option" id="none">No results</div></div>
<span data-testid="InputInstructions" id="keys">Press Enter to apply</span>
"""
SPEAK = """async ([script, data]) => {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }))
  window.speak ??= (await import(address)).default
  window.speak({ data })
}"""
HEARD = """() => [
  ...["quote", "hint", "lead", "none", "keys"].map(id => document.getElementById(id).textContent),
  ...["stSidebar]", "stSelectbox] button"].map(of => document.querySelector(`[data-testid=${of}`).ariaLabel),
]"""
TYPED = "document.querySelector('input[aria-label=Trade]')?.value == 'couvreurs'"


def open_popover(page, name):
    page.get_by_role("button", name=name).first.click()
    settle(page)


def stays_while_it_is_typed(page, data):
    """A reload with the caret in the field loses nothing; a text at rest is with the app, the caret stays."""
    settle(page)
    page.get_by_role("textbox", name="Trade", exact=True).fill("")
    page.keyboard.type("çà et là œuvre")
    page.reload()
    page.wait_for_function(UNLEFT)
    page.wait_for_function("sessionStorage.getItem('unsent') == '{}'")
    page.get_by_role("button", name="Addresses").click()
    text = page.get_by_label("Read these addresses instead of searching")
    text.press_sequentially("https://tye.example/")
    for _ in range(10):
        text.press("ArrowLeft")
    text.press_sequentially("p")
    [memory] = [one for one in (data / "windows").iterdir() if one.stem in page.url]
    page.wait_for_function("sessionStorage.getItem('unsent') == '{}'")
    assert "https://typ" in memory.read_text(encoding="utf-8")
    text.press_sequentially("é")
    assert text.input_value() == "https://typée.example/"
    page.keyboard.press("Escape")
    settle(page)


def stays_while_a_cell_is_edited(page, store):
    """F5 with the editor of a grid's cell open loses nothing either."""
    saved = store.save_lead(lead("rosalune.example", value("Rosa", Kind.NAME)))
    switch_to(page, "Review")
    settle(page)
    grid = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.dblclick(grid["x"] + 170, grid["y"] + 52)
    page.locator(".gdg-input").wait_for()
    page.keyboard.press("End")
    page.keyboard.type("lune")
    # The browser's own button would ask whether to leave.
    assert not page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    page.evaluate("window.isBefore = true")
    page.keyboard.press("F5")
    page.wait_for_function("!window.isBefore")
    page.get_by_test_id("stDataFrame").wait_for()
    settle(page)
    assert store.lead(saved.id).first(Kind.NAME) == "Rosalune"
    assert page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_only_the_words_of_streamlit_are_said_in_french(chrome):
    page = chrome.new_page()
    page.set_content(SPOKEN)
    script = SCRIPT.read_text(encoding="utf-8")
    words = {sentence: language.catalogue("fr")[sentence] for sentence in SENTENCES}
    french = {"language": "fr", "joint": " : ", "words": words}
    before = page.evaluate(HEARD)
    page.evaluate(SPEAK, [script, french])
    theirs, after = ["No results", "Search", "No results"], ["Barre latérale", "Retirer Search"]
    assert page.evaluate(HEARD) == [*theirs, "Aucun résultat", "Entrée pour valider", *after]
    page.evaluate("document.getElementById('keys').firstChild.nodeValue = 'Press Ctrl+Enter to apply'")
    assert page.evaluate(HEARD)[4] == "Ctrl+Entrée pour valider"
    page.evaluate(SPEAK, [script, {"language": "en", "joint": ": ", "words": {}}])
    assert page.evaluate(HEARD) == [*before[:4], "Press Ctrl+Enter to apply", *before[5:]]
    page.close()


def test_an_afternoon_of_two_tabs_ends_with_quit(tmp_path, open_page):
    with running_app(tmp_path, has_worker=True, LEADHUNTER_EMBEDDED="0") as app:
        page = open_page(f"{app.url}/?tab=Review")
        other = open_page(f"{app.url}/?tab=Hunt")
        settle(page)
        open_popover(page, re.compile("^Project"))
        page.get_by_label("New project").fill("Bordeaux, autumn")
        page.get_by_role("button", name="Create", exact=True).click()
        page.get_by_role("button", name="Project: Bordeaux, autumn").wait_for()
        page.keyboard.press("Escape")
        settle(page)
        assert other.get_by_role("button", name="Project: All projects").count() == 1
        assert "tab=Hunt" in other.url
        switch_to(page, "Models")
        settle(page)
        page.go_back()
        page.wait_for_function("new URLSearchParams(location.search).get('tab') == 'Review'")
        page.get_by_role("tab", name="Review", exact=True, selected=True).wait_for()
        page.reload()
        page.get_by_role("button", name="Project: Bordeaux, autumn").wait_for()
        settle(page)

        field = other.get_by_role("textbox", name="Trade", exact=True)
        field.fill("couvreurs")
        field.press("Tab")
        other.wait_for_function("location.search.includes('hunt_what=couvreurs')", timeout=30_000)
        settle(other)
        switch_to(other, "Models")
        settle(other)
        # One step, though a field of the tab that was left stood in the address.
        other.go_back()
        other.wait_for_function(f"location.search.includes('tab=Hunt') && {TYPED}", timeout=60_000)
        settle(other)
        switch_to(other, "Models")
        settle(other)
        other.reload()
        other.get_by_role("tab", name="Models", exact=True, selected=True).wait_for(timeout=60_000)
        settle(other)
        switch_to(other, "Hunt")
        other.wait_for_function(TYPED, timeout=60_000)
        stays_while_it_is_typed(other, app.data)
        assert page.url.split("window=")[1][:12] != other.url.split("window=")[1][:12]

        open_popover(page, "Menu")
        page.get_by_text("Sessions", exact=True).click()
        page.get_by_label("Keep what is open as").fill("Monday")
        page.get_by_role("button", name="Keep", exact=True).click()
        page.get_by_role("button", name="Monday").wait_for()
        page.get_by_text("Where your data lives").click()
        page.get_by_text(str(app.data), exact=True).wait_for()
        shoot(page, "frame-menu")
        database = f"sqlite:///{app.data / 'leads.db'}"
        with Store(database) as store:
            [kept] = store.sessions()
        assert (kept.name, kept.tab) == ("Monday", "Review")

        with Store(database) as store:
            stays_while_a_cell_is_edited(other, store)
        settle(other)
        open_popover(other, "Menu")
        other.get_by_text("Sessions", exact=True).click()
        press(
            other.get_by_role("button", name="Monday"),
            other.get_by_role("button", name="Project: Bordeaux, autumn"),
        )
        other.wait_for_function("new URLSearchParams(location.search).get('tab') == 'Review'")

        page.get_by_role("button", name="Quit").click()
        assert app.process.wait(30) == 0
        assert WorkerBook(Database(database)).alive() == set()
