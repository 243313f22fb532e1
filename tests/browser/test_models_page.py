"""The Models tab in a real browser: a finding is mended by its button, and the page follows by itself."""

import pytest
from playwright.sync_api import TimeoutError as NotThere

from tests.browser.running import running_app, shoot, switch_to
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import FakeOllama

pytestmark = pytest.mark.browser


@pytest.fixture
def page_of(tmp_path, open_page):
    with FakeLMStudio() as studio, FakeOllama(context=8192) as ollama:
        servers = {"LEADHUNTER_LM_STUDIO_URL": studio.url, "LEADHUNTER_OLLAMA_URL": ollama.url}
        with running_app(tmp_path, LEADHUNTER_EMBEDDED="0", **servers) as app:

            def opened():
                page = open_page(app.url)
                switch_to(page, "Models")
                return page

            yield studio, opened


def seen(page, button, studio):
    """Wait for a button; on a busy machine a look may end before the servers have answered.

    A question of the look before loads the model again: LM Studio loads what is asked for.
    """
    for _ in range(4):
        try:
            button.wait_for(timeout=30_000)
        except NotThere:
            if studio.loaded:
                studio.unload(MISTRAL)
            page.get_by_role("button", name="Look again").click()
        else:
            return
    raise AssertionError("the finding did not come")


def mend(button):
    """Press a button until its finding is gone; on a busy machine the page may change under a click."""
    for _ in range(4):
        try:
            button.click(timeout=30_000)
            button.wait_for(state="detached", timeout=30_000)
        except NotThere:
            continue
        return
    raise AssertionError("the finding stays")


def test_buttons_mend_one_finding_after_the_other_without_a_reload(page_of):
    studio, opened = page_of
    studio.unload(MISTRAL)
    page = opened()
    # (The strip above the tabs has a button of this name while the work goes on.)
    load = page.get_by_test_id("stTabs").get_by_role("button", name="Load it with a context of 4,096")
    seen(page, load, studio)
    shoot(page, "models-finding")
    mend(load)
    page.get_by_text("is loaded with a context of").first.wait_for()
    assert studio.loaded == [MISTRAL]
    studio.unload(MISTRAL)
    page.get_by_role("button", name="Look again").click()
    seen(page, load, studio)
    mend(load)
    assert studio.loaded == [MISTRAL]
