"""An afternoon's work in a real browser: hunt, reload, review, edit, open with evidence, export."""

import re

import pytest
from playwright.sync_api import TimeoutError as NotThere

from leads.record import LeadStatus
from leads.store import Store
from tests.browser.running import running_app, shoot, switch_to

pytestmark = pytest.mark.browser

# The middle of the first row's cells, from the left edge of the grid: its button, its name.
OPEN, NAME = (72, 52), (200, 52)
# Cells to the right of the name until the status: trade, town, e-mail, phone, score.
TO_STATUS = 6


def qualify_first(page, grid):
    """Give the first lead another status with the keyboard, as the grid offers it."""
    choice = page.get_by_role("option", name="Qualified", exact=True)
    for _ in range(4):  # a click is swallowed while the grid is drawn anew
        grid.click(position={"x": NAME[0], "y": NAME[1]})
        for _ in range(TO_STATUS):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        try:
            choice.wait_for(timeout=1500)
            break
        except NotThere:
            page.keyboard.press("Escape")
    choice.click()


def settle(page):
    """Wait until the page has been drawn and nothing is running."""
    page.wait_for_timeout(1000)
    idle = "[data-testid='stApp'][data-test-script-state='notRunning']"
    page.locator(idle).wait_for(state="attached", timeout=20_000)


def test_a_hunt_is_reviewed_edited_and_exported(tmp_path, open_page):
    with running_app(tmp_path, has_worker=True, LEADHUNTER_EMBEDDED="0") as app:
        page = open_page(f"{app.url}/?tab=Hunt")
        complaints = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.get_by_role("button", name="Try it on the sample sites").click()
        page.get_by_text("plombiers Bordeaux").first.wait_for(timeout=30_000)
        page.reload()
        page.get_by_text(re.compile(r"^Done|done")).first.wait_for(timeout=60_000)
        shoot(page, "hunt-done")

        switch_to(page, "Review")
        page.get_by_text(re.compile(r"of \d+ leads")).wait_for(timeout=30_000)
        grid = page.get_by_test_id("stDataFrame").first
        grid.wait_for()
        page.wait_for_timeout(500)
        qualify_first(page, grid)
        with Store(f"sqlite:///{app.data / 'leads.db'}") as store:
            best = store.list_rows()[0]
            for _ in range(50):
                if store.list_rows()[0].status is LeadStatus.QUALIFIED:
                    break
                page.wait_for_timeout(100)
            assert store.lead(best.id).status is LeadStatus.QUALIFIED

        settle(page)
        drawer = page.get_by_role("dialog")
        for _ in range(3):
            grid.click(position={"x": OPEN[0], "y": OPEN[1]})
            try:
                drawer.wait_for(timeout=8000)
                break
            except NotThere:
                continue
        drawer.get_by_text("Show all quotes").click()
        drawer.get_by_text(re.compile(r"read on \d{4}-\d\d-\d\d")).first.wait_for()
        assert drawer.locator(".lh-q").count() > 2
        shoot(page, "lead-drawer")
        page.keyboard.press("Escape")
        drawer.wait_for(state="hidden")
        settle(page)
        page.mouse.move(5, 5)  # off the grid, whose tools would lie over what is above it

        page.get_by_role("button", name="Export").click()
        page.get_by_role("button", name=re.compile(r"Export [\d,]+ leads")).click()
        page.keyboard.press("Escape")
        page.mouse.move(5, 5)
        with page.expect_download() as kept:
            page.get_by_role("button", name="Download xlsx").click()
        assert kept.value.suggested_filename.endswith(".xlsx")
        assert list((app.data / "exports").glob("leads-*.xlsx"))
        assert complaints == []
