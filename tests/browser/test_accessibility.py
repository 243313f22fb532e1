"""axe-core looks at every tab and at all that opens, light and dark; the keyboard alone is enough to work."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as NotThere

from jobs import audit_history
from leads.record import Kind
from leads.search_run import RunStatus, SearchRun
from leads.store import Store
from seo.audit_record import AuditRecord, Scope
from tests.browser.running import (
    CONTRAST,
    EVERY_RULE,
    App,
    faults,
    press,
    running_app,
    settle,
    shoot,
    switch_to,
)
from tests.leads.records import lead, value
from ui.state import TABS

pytestmark = pytest.mark.browser
# The focus is drawn by an outline, a shadow or a border, of the element or of what it stands in, that is not
# there without it.
SHOWS_FOCUS = """async () => {
  const here = document.activeElement
  if (here === document.body) return true
  const line = []
  for (let one = here; one && line.length < 4; one = one.parentElement) line.push(one)
  const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const drawn = async () => {
    await frames()
    await Promise.allSettled(line.flatMap(one => one.getAnimations().map(one => one.finished)))
  }
  const look = () => line.flatMap(one => [one, ...one.querySelectorAll(':scope > *')]).map(one => {
    const style = getComputedStyle(one)
    return [style.outlineStyle, style.outlineColor, style.boxShadow, style.borderColor, style.backgroundColor]
  }).join()
  await drawn()
  const focused = look()
  here.blur()
  await drawn()
  const plain = look()
  here.focus({focusVisible: true, preventScroll: true})
  return focused !== plain
}"""


POPOVER, DRAWER, SIDEBAR = "[data-testid=stPopoverBody]", "[role=dialog]", "[data-testid=stSidebar]"
HOLDS_FOCUS = "part => !!document.activeElement.closest(part)"


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("axe"), has_worker=True, LEADHUNTER_EMBEDDED="0") as running:
        with Store(f"sqlite:///{running.data / 'leads.db'}") as store:
            filled(store)
        yield running


def filled(store: Store) -> None:
    """Leave a lead that was found by a question and audited, and a site that belongs to nobody."""
    run = SearchRun(question="Qui dépanne la nuit ?", status=RunStatus.DONE)
    store.save_run(run)
    values = value("Aqualune", Kind.NAME), value("info@aqualune.example"), value("Pessac", Kind.CITY)
    values += (value("33600", Kind.POSTCODE), value("FR", Kind.COUNTRY))  # a place on the map
    found = store.save_lead(lead("aqualune.example", *values), run.id)
    record = AuditRecord(url="https://aqualune.example/", scope=Scope.PAGE, score=60, grade="C", families={})
    audit_history.keep(store, record, found.id)
    audit_history.keep(store, record.model_copy(update={"url": "https://other.example/"}), "")


def seen(page: Any, name: str, scheme: str, within: str | None = None) -> dict[str, list[str]]:
    """Return the faults of what is on the screen, where there are any; in the dark, those of its colours."""
    settle(page, 500)
    shoot(page, f"axe-{name.lower().replace(' ', '-')}-{scheme}")
    found = faults(page, within, options=CONTRAST if scheme == "dark" else EVERY_RULE)
    return {f"{name} {scheme}": found} if found else {}


def test_every_tab_passes_axe_light_and_dark(app, open_page):
    page = open_page(f"{app.url}/?tab=Hunt")
    told = {}
    for name in TABS:
        switch_to(page, name)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            told |= seen(page, name, scheme)
    assert told == {}


def enter(page: Any, button: Any, part: str) -> None:
    """Open a part of the page by the keyboard; a press is lost while the page is drawn anew."""
    for _ in range(4):
        button.focus()
        page.keyboard.press("Enter")
        try:
            page.wait_for_function(HOLDS_FOCUS, arg=part, timeout=30_000)
        except NotThere:
            continue
        return
    raise AssertionError(f"the keyboard did not come into what {button} opens")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_passes_axe_is_used_and_closed_by_keyboard(app, open_page, scheme):
    page = open_page(f"{app.url}/?tab=Review", scheme=scheme)
    settle(page)
    told = {}
    for name in ("Project: All projects", "Vertical: all", "Choose a lead", "Menu", "Filters", "Export"):
        button = page.get_by_role("button", name=name).first
        enter(page, button, POPOVER)
        told |= seen(page, name.partition(":")[0], scheme, POPOVER)
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(HOLDS_FOCUS, POPOVER), name
        page.keyboard.press("Escape")
        page.locator(POPOVER).first.wait_for(state="hidden")
        assert button.evaluate("one => one === document.activeElement"), name
    walk = page.get_by_role("button", name="Go through them")
    enter(page, walk, DRAWER)
    for part in ("Contacts", "Score", "Work", "Notes and history"):
        page.locator(DRAWER).get_by_role("tab", name=part).click()
        told |= seen(page, f"drawer {part}", scheme, DRAWER)
    page.keyboard.press("Escape")
    page.locator(DRAWER).wait_for(state="hidden")
    page.wait_for_function("one => one === document.activeElement", arg=walk.element_handle())
    # A click that overtakes the closing has the drawer drawn again.
    settle(page, 1000)
    assert page.locator(DRAWER).count() == 0
    press(page.get_by_text("Map and charts of these leads"), page.get_by_alt_text("Map of France"))
    told |= seen(page, "charts", scheme)
    for part in page.locator(f"{SIDEBAR} summary").all():
        part.click()
    told |= seen(page, "sidebar", scheme, SIDEBAR)
    assert told == {}


def test_the_keyboard_is_enough(app, open_page):
    page = open_page(f"{app.url}/?tab=Search+Scraper")
    settle(page)
    page.get_by_role("tab", name="Search Scraper", exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        try:
            page.wait_for_function("!location.search.includes('Search')", timeout=5_000)
            break
        except NotThere:
            continue
    settle(page)
    assert "tab=SEO" in page.url
    reached, unseen = set(), set()
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel")
        reached.add(name)
        if not page.evaluate(SHOWS_FOCUS):
            unseen.add(name)
    assert any("Audit" in str(one) for one in reached)
    assert unseen == set(), "one cannot see where the keyboard is"


def test_a_shortcut_starts_the_work_and_is_shown(app, open_page):
    page = open_page(f"{app.url}/?tab=Hunt")
    settle(page)
    assert "Ctrl" in page.get_by_role("button", name="Start hunt").inner_text()
    page.get_by_role("textbox", name="Trade").fill("")
    page.keyboard.press("Control+Enter")
    page.get_by_role("alert").first.wait_for()
