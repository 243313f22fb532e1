"""Small invented pages in the manner of small firms' sites, each with what a person would read off it."""

import json
from pathlib import Path

import pytest

from scrapers.contact_report import extract_json
from scrapers.contacts import extract_contacts

FILE = Path(__file__).parent / "small_sites.jsonl"
PAGES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def said_by(page):
    """Return what the extractor says about a page, profiles and others' contacts as plain lists."""
    said = extract_json(extract_contacts(page["html"], page["url"], country=page["country"]))
    urls = said["socials"].values()
    said["socials"] = [url for given in urls for url in ([given] if isinstance(given, str) else given)]
    for kind, values in said["third_party"].items():
        said[f"third_party_{kind}"] = values
    return said


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_a_page_says_what_a_person_reads_there(page):
    said = said_by(page)
    for field, wanted in page["expected"].items():
        found = sorted(said[field]) if isinstance(wanted, list) else said[field]
        assert found == (sorted(wanted) if isinstance(wanted, list) else wanted), field


def test_the_pages_are_many_and_of_several_countries():
    assert len(PAGES) >= 120
    assert len({page["country"] for page in PAGES}) >= 8
    assert len({page["name"] for page in PAGES}) == len(PAGES)
