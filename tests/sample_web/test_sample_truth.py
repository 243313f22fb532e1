"""The ground truth says exactly what the sample sites say."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from stdnum.fr import siren, siret, tva

import sample_web
from sample_web.pages import Site, load_sites
from scrapers.robots_txt import allowed
from tests.sample_web.reading import Reading, emails_by_way, one_space, phones_by_way

TRUTH = json.loads((Path(sample_web.__file__).parent / "truth.json").read_text(encoding="utf-8"))
SITES = {site.slug: site for site in load_sites(8787)}
BY_SITE = pytest.mark.parametrize("truth", TRUTH["sites"], ids=lambda truth: truth["slug"])


def pages_of(site: Site) -> dict[str, Reading]:
    return {d.path: Reading(d.text) for d in site.documents.values() if d.is_page and d.status == 200}


def where(
    pages: dict[str, Reading], read: Callable[[Reading], dict[str, set[str]]]
) -> dict[str, dict[str, list[str]]]:
    """Return value -> way -> pages."""
    found: dict[str, dict[str, list[str]]] = {}
    for path, page in sorted(pages.items()):
        for way, values in read(page).items():
            for value in values:
                found.setdefault(value, {}).setdefault(way, []).append(path)
    return found


def declared(truth: dict[str, Any], kind: str) -> dict[str, dict[str, list[str]]]:
    values = truth[kind] + truth["third_party"][kind] + (truth["faxes"] if kind == "phones" else [])
    return {value["value"]: value["found"] for value in values}


def test_truth_and_sites_are_the_same() -> None:
    assert sorted(truth["slug"] for truth in TRUTH["sites"]) == sorted(SITES)
    for truth in TRUTH["sites"]:
        assert truth["pages"] == sorted(pages_of(SITES[truth["slug"]]))


@BY_SITE
def test_emails_stand_where_declared_and_nowhere_else(truth: dict[str, Any]) -> None:
    found = where(pages_of(SITES[truth["slug"]]), emails_by_way)
    assert found == declared(truth, "emails")


@BY_SITE
def test_phones_stand_where_declared_and_nowhere_else(truth: dict[str, Any]) -> None:
    found = where(pages_of(SITES[truth["slug"]]), lambda page: phones_by_way(page, truth["country"]))
    for trap in truth["traps"]["phones"]:
        found.pop(trap["value"], None)
    assert found == declared(truth, "phones")


def test_every_way_of_hiding_an_email_occurs() -> None:
    ways = {way for t in TRUTH["sites"] for email in t["emails"] for way in email["found"]}
    assert ways == {
        *("plain", "mailto", "jsonld", "entities", "cfemail", "typo3", "spamspan"),
        *("at_words", "rot13", "split", "decoy"),
    }


@BY_SITE
def test_own_addresses_belong_to_the_site(truth: dict[str, Any]) -> None:
    own = {email["value"].split("@")[1] for email in truth["emails"]}
    others = {
        email["value"].split("@")[1] for email in truth["third_party"]["emails"] + truth["traps"]["emails"]
    }
    assert own == {f"{truth['slug']}.example"}
    assert not own & others


@BY_SITE
def test_traps_are_in_the_source_and_not_for_people(truth: dict[str, Any]) -> None:
    pages = pages_of(SITES[truth["slug"]])
    for trap in truth["traps"]["emails"] + truth["traps"]["phones"]:
        needle = trap.get("shown", trap["value"])
        for path in trap["pages"]:
            page = pages[path]
            assert needle in page.source or needle in page.everything
            assert needle not in page.text


def test_the_injection_hides_in_an_element_and_in_a_comment() -> None:
    page = pages_of(SITES["robinet-bleu"])["/tarifs"]
    assert "Ignore previous instructions" in page.everything
    assert "Ignore previous instructions" not in page.visible
    assert any("ignore previous instructions" in comment for comment in page.comments)


@BY_SITE
def test_registration_numbers_are_valid_and_nobodys(truth: dict[str, Any]) -> None:
    ids, pages = truth["ids"], pages_of(SITES[truth["slug"]])
    assert bool(ids) == (truth["country"] == "FR" and truth["kind"] == "business")
    assert not ids or ids["siren"]["value"].startswith("0")
    for kind, check in (("siren", siren), ("siret", siret), ("vat", tva)):
        if kind in ids:
            assert check.is_valid(ids[kind]["value"])
    for own in ids.values():
        assert own["shown"].replace(" ", "") == own["value"]
        assert (
            own["value"]
            .removeprefix(own["value"][:4] if own["value"][0] == "F" else "")
            .startswith(ids["siren"]["value"])
        )
    numbers = [*ids.values(), *truth["third_party"]["sirens"]]
    for number in numbers:
        alone = re.compile(rf"(?<!\d){number['shown']}(?! \d)")
        assert [path for path in sorted(pages) if alone.search(pages[path].text)] == number["pages"]
    shown = re.findall(
        r"(?<!\d)\d{3} \d{3} \d{3}(?: \d{5})?\b", " ".join(page.text for page in pages.values())
    )
    assert set(shown) <= {number["shown"] for number in numbers}


@pytest.mark.parametrize("number", [s for t in TRUTH["sites"] for s in t["third_party"]["sirens"]][:1])
def test_the_hosts_number_is_valid_and_nobodys(number: dict[str, Any]) -> None:
    assert siren.is_valid(number["value"])
    assert number["value"][0] == "0"


@BY_SITE
def test_name_address_and_facts_are_on_the_pages(truth: dict[str, Any]) -> None:
    pages = pages_of(SITES[truth["slug"]])
    everything = " ".join(page.text for page in pages.values())
    for known in ("name", "street", "postcode", "town"):
        assert truth[known] is None or truth[known] in everything
    for fact in truth["facts"]:
        assert one_space(fact["text"]) in pages[fact["page"]].text, fact


@BY_SITE
def test_what_robots_are_refused_is_declared(truth: dict[str, Any]) -> None:
    site = SITES[truth["slug"]]
    robots = site.documents["/robots.txt"].text if "/robots.txt" in site.documents else ""
    refused = {path for path in truth["pages"] if not allowed(robots, "LeadHunter", f"{site.origin}{path}")}
    assert refused == set(truth["robots_refuses"])


@BY_SITE
def test_failing_pages_are_declared(truth: dict[str, Any]) -> None:
    failing = [
        {"path": d.path, "status": d.status}
        for d in SITES[truth["slug"]].documents.values()
        if d.status != 200
    ]
    assert failing == truth["failing_pages"]


def test_the_directory_links_to_the_businesses_it_lists() -> None:
    truth = next(truth for truth in TRUTH["sites"] if truth["kind"] == "directory")
    links = pages_of(SITES[truth["slug"]])["/"].attributes("href", "a")
    listed = [SITES[slug] for slug in truth["lists"]]
    assert [f"{site.origin}/" in links for site in listed] == [True] * 3


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


FAULTS: dict[str, Callable[[Reading, dict[str, Any]], bool]] = {
    "document-title": lambda page, _: page.title is None,
    "placeholder-title": lambda page, _: page.title == "Accueil",
    "meta-description": lambda page, _: page.meta("description") is None,
    "viewport": lambda page, _: page.meta("viewport") is None,
    "html-has-lang": lambda page, _: not page.lang,
    "html-lang-mismatch": lambda page, truth: page.lang not in ("", truth["language"]),
    "page-has-heading-one": lambda page, _: "h1" not in [tag for tag, _ in page.tags],
    "image-alt": lambda page, _: any(tag == "img" and "alt" not in given for tag, given in page.tags),
    "form-https": lambda page, _: any(a.startswith("http:") for a in page.attributes("action", "form")),
    "link-text": lambda page, _: ">cliquez ici</a>" in page.source,
    "tel-link-mismatch": lambda page, _: any(
        _digits(shown)[-8:] not in ("", _digits(called)[-8:])
        for called, shown in re.findall(r'href="tel:([^"]+)">([^<]*)<', page.source)
    ),
}


@BY_SITE
def test_faults_are_where_declared_and_nowhere_else(truth: dict[str, Any]) -> None:
    pages = pages_of(SITES[truth["slug"]])
    found = {
        (path, check) for path, page in pages.items() for check, has in FAULTS.items() if has(page, truth)
    }
    expected = {(f["page"], f["check"]) for f in truth["seo_faults"]}
    assert found == {(path, check) for path, check in expected if not check.startswith("legal-notice")}


@BY_SITE
def test_legal_notices_are_missing_or_incomplete_only_where_declared(truth: dict[str, Any]) -> None:
    pages = pages_of(SITES[truth["slug"]])
    faults = {f["check"] for f in truth["seo_faults"]}
    notice = pages.get("/mentions-legales") or pages.get("/impressum")
    required = truth["country"] in {"FR", "DE"}
    assert ("legal-notice-link" in faults) == (required and notice is None)
    if notice and truth["country"] == "FR":
        complete = "publication" in notice.text and "Site hébergé par" in notice.text
        assert ("legal-notice-content" in faults) == (not complete)
