"""The whole afternoon in one app: hunt, review, audit, dossier, outreach, export; offline."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import TimeoutError as NotThere

from leads.record import LeadStatus
from leads.store import Store
from tests.browser.running import App, faults, press, running_app, settle, shoot, switch_to
from tests.conftest import skip_or_fail
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama
from tests.servers.real_llama import missing
from tests.servers.replies import asked_schema

# The middle of the name in the first row, from the left edge of the grid.
NAME = (200, 52)
# Cells to the right of the name until the status: trade, town, e-mail, phone, score.
TO_STATUS = 6
CLOSING = "\n\nSouhaitez-vous mes notes\u202f?\n\nCordialement,\nClaire Fontaine"


class Script:
    """Says what both fake servers say; the hunt's questions wait until the test lets them go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked: list[str] = []

    def __call__(self, body: dict[str, Any]) -> str | None:
        properties = (asked_schema(body) or {}).get("properties", {})
        self.asked.append(next(iter(properties), "prose"))
        self.go_on.wait(60)
        text = body["messages"][-1]["content"]
        if "claims" in properties:
            excerpts = re.findall(r"^\[(S[\d.]+)\] (\w[^.!?\n]{30,120}[.!?])", text, re.M)
            claims = [{"claim": quote, "quote": quote, "chunk": name} for name, quote in excerpts[:3]]
            return json.dumps({"claims": claims}, ensure_ascii=False)
        if properties.keys() & {"supported", "contradicted"}:
            return json.dumps({name: name == "supported" for name in properties})
        if any("Angle: " in message["content"] for message in body["messages"]):
            return f"Objet : Votre site\n\nBonjour,\n\nVotre site m’a donné envie de vous écrire.{CLOSING}"
        if keys := re.findall(r"^\[(c\d+)\] (.*)", text, re.M):
            return " ".join(f"{claim.rstrip('.')} [{key}]." for key, claim in keys)
        return None


class Walk:
    """One analyst at one page; `patience` is how many milliseconds the work of a tab may take."""

    def __init__(self, page: Any, app: App, mode: str, patience: int) -> None:
        self.page, self.app, self.mode, self.patience = page, app, mode, patience
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        settle(page)

    def button(self, name: str | re.Pattern[str]) -> Any:
        return self.page.get_by_role("button", name=name).first

    def wait(self, what: Any) -> Any:
        """Wait for what a tab works on; an exception on the page ends the waiting."""
        broken = self.page.get_by_test_id("stException")
        what.or_(broken).first.wait_for(timeout=self.patience)
        assert broken.count() == 0
        return what

    def stage(self, name: str) -> None:
        """Keep a picture of what is done, in which there is no exception and axe-core finds no fault."""
        settle(self.page)
        assert self.page.get_by_test_id("stException").count() == 0
        assert faults(self.page) == []
        shoot(self.page, f"walk-{self.mode}-{name}")

    def reload(self) -> None:
        """Press F5, in the run with two servers; the other would only show the same again."""
        if self.mode == "servers":
            self.page.reload()

    def arrive(self, tab: str) -> None:
        self.page.wait_for_function("tab => new URLSearchParams(location.search).get('tab') === tab", arg=tab)
        settle(self.page)

    def open(self) -> Store:
        return Store(f"sqlite:///{self.app.data / 'leads.db'}")

    @property
    def lead(self) -> str:
        return parse_qs(urlsplit(self.page.url).query)["lead"][0]


@contextmanager
def model_servers(mode: str, script: Script) -> Iterator[dict[str, str]]:
    """Give the settings of two scripted servers, or of none, where the embedded model is left."""
    if mode == "embedded":
        script.go_on.set()
        if absent := missing():
            skip_or_fail(f"{absent} is not installed: `make run` installs it")
        yield {}
        return
    with (
        FakeLMStudio(reply=script, context=8192) as studio,
        FakeOllama(reply=script, context=8192) as ollama,
    ):
        yield {
            "LEADHUNTER_LM_STUDIO_URL": studio.url,
            "LEADHUNTER_OLLAMA_URL": ollama.url,
            "LEADHUNTER_EMBEDDED": "0",
        }


def hunt(walk: Walk, script: Script) -> None:
    """Hunt on the sample web; the strip shows it on another tab, after a reload too, and leads back."""
    page = walk.page
    if walk.mode == "embedded":
        sites = page.get_by_role("spinbutton", name=re.compile("sites", re.I)).first
        sites.fill("1")
        sites.press("Tab")
        settle(page)
    press(walk.button("Try it on the sample sites"), page.get_by_text("plombiers Bordeaux"))
    if walk.mode == "servers":
        switch_to(page, "SEO")
        page.reload()
        strip = walk.button(re.compile(r"Hunt \w+: plombiers Bordeaux"))
        strip.wait_for()
        walk.button("Refresh models").wait_for()  # the sidebar comes last of what the picture shows
        shoot(page, "walk-servers-strip")
        press(strip, page.get_by_role("button", name="Start hunt"))
        assert "tab=Hunt" in page.url
    script.go_on.set()
    onward = walk.wait(walk.button(re.compile(r"Review \d+ leads?")))
    walk.stage("hunt")
    onward.click()
    walk.arrive("Review")
    page.get_by_text(re.compile(r"of \d+ leads?")).first.wait_for()


def qualify_first(walk: Walk, grid: Any) -> None:
    """Give the first lead another status with the keyboard, as the grid offers it."""
    page = walk.page
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
    with walk.open() as store:
        for _ in range(100):
            if store.list_rows()[0].status is LeadStatus.QUALIFIED:
                break
            page.wait_for_timeout(100)
        assert store.list_rows()[0].status is LeadStatus.QUALIFIED
    settle(page)


def review(walk: Walk) -> None:
    """Edit the first lead in place, open it with its quotes, and go on to its audit."""
    page = walk.page
    grid = page.get_by_test_id("stDataFrame").first
    grid.wait_for()
    settle(page, 500)
    if walk.mode == "servers":
        qualify_first(walk, grid)
    drawer = page.get_by_role("dialog")
    press(walk.button("Go through them"), drawer)
    drawer.get_by_text("Show all quotes").click()
    drawer.get_by_text(re.compile(r"read on \d{4}-\d\d-\d\d")).first.wait_for()
    assert drawer.locator(".lh-q").count() > 2
    for step in ("Audit this site", "Write to them", "Build dossier"):
        assert drawer.get_by_role("button", name=step).count() == 1
    walk.stage("review")
    if walk.mode == "servers":
        page.keyboard.press("Escape")
        drawer.wait_for(state="hidden")
        press(walk.button("Go through them"), drawer)
    drawer.get_by_role("button", name="Audit this site").click()
    walk.arrive("SEO")


def audit(walk: Walk) -> None:
    """Audit the site of the lead; after a reload it stands there, and leads to a message."""
    again = walk.button("Audit again")
    press(walk.button("Audit this site"), walk.button("Stop").or_(again))
    walk.wait(again)
    walk.reload()
    walk.button("Audit again").wait_for()
    walk.stage("seo")
    with walk.open() as store:
        [kept, *_] = store.audits_of(walk.lead)
    assert kept.score is not None
    assert walk.button("Write to them with these findings").count() == 1


def dossier(walk: Walk) -> None:
    """Follow a link to the lead's dossier, build it across a reload, take the brief, go on to the message."""
    page = walk.page
    page.goto(f"{walk.app.url}/?tab=Dossier&lead={walk.lead}&do_rungs=site")
    settle(page)
    built = page.get_by_role("button", name="Build again")
    at_work = page.get_by_text(re.compile("Waiting for a worker|Building the dossier"))
    press(walk.button("Build dossier"), at_work.or_(built))
    walk.reload()
    onward = walk.wait(walk.button("Write to them"))
    walk.stage("dossier")
    with walk.open() as store:
        assert store.dossier_of(walk.lead) is not None
    with page.expect_download() as taken:
        walk.button("Meeting brief").click()
    assert taken.value.suggested_filename.startswith("brief-")
    onward.click()
    walk.arrive("Outreach")


def outreach(walk: Walk) -> None:
    """Write the variants; they stand there after a reload."""
    take = walk.button("Take")
    press(walk.button(re.compile(r"Write \d variant")), walk.button("Stop").or_(take))
    walk.wait(take)
    walk.reload()
    walk.button("Take").wait_for()
    walk.stage("outreach")
    with walk.open() as store:
        assert store.drafts_of(walk.lead)


def export(walk: Walk) -> None:
    """Export what was found; the file is offered and kept."""
    page = walk.page
    switch_to(page, "Review")
    settle(page)
    page.mouse.move(5, 5)  # off the grid, whose tools would lie over what is above it
    go = page.get_by_role("button", name=re.compile(r"Export [\d,]+ leads?"))
    press(walk.button("Export"), go)
    settle(page)
    offered = walk.button("Download xlsx")
    press(go.first, offered)
    page.mouse.move(5, 5)
    with page.expect_download() as kept:
        offered.click()
    assert kept.value.suggested_filename.endswith(".xlsx")
    assert list((walk.app.data / "exports").glob("leads-*.xlsx"))
    walk.stage("export")


@pytest.mark.browser
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", ["servers", pytest.param("embedded", marks=pytest.mark.model)])
def test_an_afternoon_from_hunt_to_export(tmp_path, open_page, mode):
    script = Script()
    with (
        model_servers(mode, script) as settings,
        # Without SpamAssassin and a second browser, which have tests of their own and take their time.
        running_app(tmp_path, has_worker=True, PATH=str(tmp_path), **settings) as app,
    ):
        scheme = "dark" if mode == "embedded" else "light"
        walk = Walk(open_page(f"{app.url}/?tab=Hunt", scheme=scheme), app, mode, patience=400_000)
        hunt(walk, script)
        review(walk)
        audit(walk)
        dossier(walk)
        outreach(walk)
        export(walk)
        assert walk.complaints == []
        assert app.outside() == []
        if mode == "servers":
            assert {"claims", "supported", "prose"} <= set(script.asked)
