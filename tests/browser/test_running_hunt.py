"""A running hunt stands above every tab in a real browser: after a reload too, and a click leads to it."""

import re
import threading

import pytest
from playwright.sync_api import TimeoutError as NotThere

from tests.browser.running import running_app, shoot, switch_to
from tests.servers.fake_lm_studio import FakeLMStudio

pytestmark = pytest.mark.browser


def test_a_running_hunt_is_seen_on_another_tab_and_opened_from_there(tmp_path, open_page):
    go_on = threading.Event()

    def reply(_body):
        go_on.wait(60)

    with (
        FakeLMStudio(reply=reply, context=8192) as studio,
        running_app(
            tmp_path, has_worker=True, LEADHUNTER_EMBEDDED="0", LEADHUNTER_LM_STUDIO_URL=studio.url
        ) as app,
    ):
        page = open_page(f"{app.url}/?tab=Hunt")
        page.get_by_role("button", name="Try it on the sample sites").click()
        strip = page.get_by_role("button", name=re.compile(r"Hunt \w+: plombiers Bordeaux"))
        strip.wait_for(timeout=30_000)
        switch_to(page, "SEO")
        page.reload()
        strip.wait_for(timeout=30_000)
        shoot(page, "running-hunt")
        for _ in range(3):  # a click is lost while the line is drawn anew
            strip.click()
            try:
                page.wait_for_function("location.search.includes('tab=Hunt')", timeout=6_000)
                break
            except NotThere:
                continue
        assert "tab=Hunt" in page.url
        go_on.set()
