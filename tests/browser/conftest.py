"""A page of a real Chromium."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from scrapers.chromium import chromium
from tests.browser.running import is_strange

# Milliseconds. What comes at once on a quiet machine may take a minute on one that is busy.
PATIENCE = 150_000
# Without a graphics card a browser that animates takes a core for itself. What is drawn anew fades slowly:
# without that transition it would be pale at once.
STILL = """
addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style")
  style.textContent = "*, ::before, ::after { animation: none !important; transition: none !important }"
  style.textContent += "[data-stale=true] { opacity: 1 !important }"
  document.head.append(style)
})
"""


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    """The browser of this machine, of one module: Playwright keeps a loop running in this thread."""
    program = chromium()
    if not program:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine, and none could be downloaded")
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    arguments += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chrome: Any) -> Iterator[Callable[..., Any]]:
    """Open pages; at the end, no other machine may have been asked and no script may have failed."""
    pages, strangers, errors = [], [], []

    def opened(url: str, *, scheme: str = "light") -> Any:
        page = chrome.new_page(
            viewport={"width": 1400, "height": 1050}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.set_default_timeout(PATIENCE)
        page.add_init_script(STILL)
        page.on("request", lambda request: strangers.append(request.url) if is_strange(request.url) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        page.get_by_role("tab", name="Search Scraper").wait_for()
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert strangers == []
    assert errors == []
