"""What an analyst does in the first minutes, in a real browser, without a network."""

import re

import pytest

from tests.browser.running import press, running_app, shoot, switch_to
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import FakeOllama

pytestmark = pytest.mark.browser

DONE = re.compile(r"^Done")
ENDED = re.compile("^Stopped|^Done")
ANSWER = ".lh-answer"


@pytest.fixture(scope="module")
def offline_app(tmp_path_factory):
    """The app as it starts on a machine without any model server: it decides for the starter model itself."""
    with running_app(tmp_path_factory.mktemp("offline")) as app:
        yield app


def ask_samples(page):
    at_work = page.get_by_role("button", name="Stop").or_(page.get_by_text(ENDED))
    press(page.get_by_role("button", name="Try it on the sample sites"), at_work)


def wait_for_result(page, seconds=300):
    page.get_by_text(DONE).wait_for(timeout=seconds * 1000)


@pytest.mark.model
def test_sample_sites_give_leads_with_evidence_and_a_cited_answer(offline_app, open_page):
    page = open_page(offline_app.url)
    page.get_by_text("the starter model is switched on").wait_for()
    few = page.get_by_role("spinbutton", name="Sources")
    few.fill("4")
    few.press("Tab")
    press(page.get_by_role("button", name="Search and read"), page.get_by_text("There is no question yet."))
    ask_samples(page)
    wait_for_result(page)
    answer = page.locator(ANSWER)
    answer.wait_for()
    assert re.search(r"\[\d+\]", answer.inner_text())
    link = answer.get_by_role("link").first
    assert link.get_attribute("href").startswith("http://")
    assert link.get_attribute("title")
    page.get_by_text("sentences taken from the sources").first.wait_for()
    page.get_by_text(re.compile(r"Leads found \(\d+\)")).wait_for()
    page.locator('[data-testid="stCaptionContainer"]', has_text="robots.txt").first.wait_for()
    page.wait_for_timeout(500)
    shoot(page, "search-scraper-light")

    table = page.locator('[data-testid="stDataFrame"]').last
    table.scroll_into_view_if_needed()
    table.click(position={"x": 15, "y": 55})
    drawer = page.get_by_role("dialog")
    drawer.wait_for()
    drawer.get_by_text("E-mail", exact=True).first.wait_for()
    assert drawer.locator(".lh-q").count() > 2
    shoot(page, "evidence-drawer")


@pytest.mark.model
def test_results_survive_tabs_reload_and_kill(offline_app, open_page):
    page = open_page(offline_app.url)
    page.get_by_text(DONE).wait_for()
    before = page.locator(ANSWER).inner_text()
    switch_to(page, "Models")
    page.get_by_text("Who takes which task").wait_for()
    switch_to(page, "Search Scraper")
    page.get_by_text(DONE).wait_for()
    page.reload()
    page.get_by_text(DONE).wait_for()
    assert page.locator(ANSWER).inner_text() == before
    offline_app.kill()
    offline_app.start()
    again = open_page(offline_app.url, scheme="dark")
    again.get_by_text(DONE).wait_for()
    assert again.locator(ANSWER).inner_text() == before
    shoot(again, "search-scraper-dark")


@pytest.mark.model
def test_a_run_killed_in_the_middle_keeps_what_it_had_and_another_one_is_stopped(tmp_path, open_page):
    with running_app(tmp_path, LEADHUNTER_EMBEDDED="1") as app:
        page = open_page(app.url)
        ask_samples(page)
        page.get_by_text(re.compile("Leads so far")).wait_for()
        app.kill()
        app.start()
        again = open_page(app.url)
        again.get_by_text(re.compile("^Interrupted")).wait_for()
        again.get_by_text(re.compile(r"Leads found \(\d+\)")).wait_for()
        press(again.get_by_role("button", name="Again"), again.get_by_role("button", name="Stop"))
        press(again.get_by_role("button", name="Stop"), again.get_by_text(ENDED))


def reply(body):
    """Extract for the small model's schema, write with citations otherwise."""
    if body.get("response_format"):
        return None
    text = body["messages"][-1]["content"]
    n = re.findall(r'(?m)^<source n="(\d+)">$', text)[0]
    return f"Plusieurs plombiers de Bordeaux dépannent jour et nuit [{n}]. Ils prennent 7777 € [{n}]."


def test_two_local_models_and_one_that_stops(tmp_path, open_page):
    """LM Studio writes the answer, a price no source shows is dropped, the sidebar saves settings."""
    with (
        FakeLMStudio(reply=reply, tokens_per_second=60) as studio,
        FakeOllama() as ollama,
        running_app(
            tmp_path,
            LEADHUNTER_EMBEDDED="0",
            LEADHUNTER_LM_STUDIO_URL=studio.url,
            LEADHUNTER_OLLAMA_URL=ollama.url,
        ) as app,
    ):
        page = open_page(app.url)
        page.get_by_text("connected").first.wait_for()
        ask_samples(page)
        wait_for_result(page, 60)
        answer = page.locator(ANSWER)
        answer.wait_for()
        assert "jour et nuit" in answer.inner_text()
        assert "7777" not in answer.inner_text()
        page.get_by_text(re.compile(MISTRAL.rsplit("/", 1)[-1])).first.wait_for()
        page.get_by_text(re.compile("the sources do not show (it|them)")).wait_for()
        shoot(page, "search-scraper-two-models")
        ollama.stop()
        page.get_by_text("offline").first.wait_for()

        page.get_by_text("Language and place").click()
        page.get_by_role("textbox", name="Town").fill("Bordeaux")
        page.get_by_role("textbox", name="Town").press("Enter")
        page.get_by_text("unsaved").wait_for()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Settings saved").wait_for()
        assert '"city": "Bordeaux"' in (app.root / "settings.json").read_text(encoding="utf-8")
