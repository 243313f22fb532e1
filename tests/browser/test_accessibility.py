"""axe-core looks at every tab, light and dark; the keyboard alone is enough to work."""

import pytest
from playwright.sync_api import TimeoutError as NotThere

from tests.browser.running import faults, running_app, settle, shoot, switch_to
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


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running_app(tmp_path_factory.mktemp("axe"), has_worker=True, LEADHUNTER_EMBEDDED="0") as running:
        yield running


def test_every_tab_passes_axe_light_and_dark(app, open_page):
    page = open_page(f"{app.url}/?tab=Hunt")
    told = {}
    for name in TABS:
        switch_to(page, name)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settle(page, 500)
            told[name, scheme] = faults(page)
            shoot(page, f"axe-{name.lower().replace(' ', '-')}-{scheme}")
    assert {where: found for where, found in told.items() if found} == {}


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
