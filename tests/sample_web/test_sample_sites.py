"""The sample sites are well made, self-contained, and nobody's."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from sample_web.pages import Document, Site, load_sites
from tests.sample_web.reading import Reading, phones_by_way

SITES = load_sites(8787)
PAGES = [
    pytest.param(site, document, id=f"{site.slug}{document.path}")
    for site in SITES
    for document in site.documents.values()
    if document.is_page and document.status == 200
]
NOT_LINKS = {
    "https://schema.org",
    "http://www.w3.org/2000/svg",
    "http://www.sitemaps.org/schemas/sitemap/0.9",
}
FICTIONAL = re.compile(
    r"\+33(?:19900|53649|35301|46571)\d{4}|\+49(?:3023125|6990009|8999998)\d{3}|\+4917139200\d\d|\+442079460\d{3}"
)
COUNTRIES = {
    "sanitaer-wasserfink": "DE",
    "baeckerei-kornwichtel": "DE",
    "copperwell-plumbing": "GB",
    "paper-otter": "GB",
}
INVENTED = {
    "fr": re.compile("Site d’exemple : .*inventé"),
    "de": re.compile("Beispielseite: Diesen Betrieb gibt es nicht"),
    "en": re.compile("Sample site: this business is invented"),
}


def documents() -> Iterator[tuple[Site, Document]]:
    return ((site, document) for site in SITES for document in site.documents.values())


def test_there_are_twelve_businesses_and_a_directory() -> None:
    assert len(SITES) == 13
    assert [len([d for d in site.documents.values() if d.is_page]) >= 2 for site in SITES] == [True] * 13


@pytest.mark.parametrize(("site", "document"), PAGES)
def test_page_is_well_formed(site: Site, document: Document) -> None:
    page = Reading(document.text)
    ids = page.attributes("id")
    assert document.text.startswith("<!doctype html>\n<html")
    assert page.problems == []
    assert len(ids) == len(set(ids))
    assert set(page.attributes("for", "label")) <= set(ids)
    assert [tag for tag, _ in page.tags].count("main") == 1
    assert all(isinstance(item["name"], str) for item in page.structured)


@pytest.mark.parametrize(("site", "document"), PAGES)
def test_page_says_that_it_is_invented(site: Site, document: Document) -> None:
    page = Reading(document.text)
    assert sum(bool(words.search(page.text)) for words in INVENTED.values()) == 1


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.slug)
def test_site_has_enough_prose(site: Site) -> None:
    pages = [d.text for d in site.documents.values() if d.is_page and d.status == 200]
    mains = [re.sub(r"<(header|footer)\b.*?</\1>", "", text, flags=re.DOTALL) for text in pages]
    words = sum(len(Reading(main).text.split()) for main in mains)
    assert (100 if site.slug == "annuaire-artisans" else 250) < words < 800


@pytest.mark.parametrize(("site", "document"), PAGES)
def test_links_lead_somewhere(site: Site, document: Document) -> None:
    page = Reading(document.text)
    origins = {site.origin: site for site in SITES}
    for link in page.attributes("href") + page.attributes("src") + page.attributes("action"):
        parts = urlsplit(link)
        if parts.scheme in {"mailto", "tel", "javascript"}:
            continue
        if parts.path == "/cdn-cgi/l/email-protection":
            continue  # Cloudflare answers there itself, no site has this file
        target = origins[f"{parts.scheme}://{parts.netloc}"] if parts.netloc else site
        if parts.path:
            assert parts.path in target.documents, f"{link} on {document.path}"
        if parts.fragment:
            there = Reading(target.documents[parts.path or document.path].text)
            assert parts.fragment in there.attributes("id")


def test_nothing_comes_from_elsewhere() -> None:
    for site, document in documents():
        urls = set(re.findall(r"(?:https?:)?//[^\s\"'<>)]+", document.text)) - NOT_LINKS
        urls -= {url for url in urls if url.startswith("https://schema.org/")}
        foreign = {url for url in urls if not (urlsplit(url).hostname or "").endswith(".localhost")}
        assert foreign == set(), f"{site.slug}{document.path}"
        assert "@import" not in document.text
        assert "url(" not in document.text


def test_no_domain_of_anybody_is_named() -> None:
    real = re.compile(r"[\w-]+\.(?:fr|com|de|net|org|eu|io|uk|info|biz|at|ch|be)\b", re.IGNORECASE)
    for site, document in documents():
        text = document.text
        for known in NOT_LINKS:
            text = text.replace(known, " ")
        assert real.findall(text) == [], f"{site.slug}{document.path}"
        assert set(re.findall(r"@[\w.-]+\.(\w+)", text)) <= {"example"}, f"{site.slug}{document.path}"


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.slug)
def test_every_telephone_number_is_fictional(site: Site) -> None:
    pages = [Reading(d.text) for d in site.documents.values() if d.is_page]
    numbers: set[str] = set()
    for page in pages:
        numbers = numbers.union(*phones_by_way(page, COUNTRIES.get(site.slug, "FR")).values())
        unspaced = re.sub(r"(?<=\d)[ .](?=\d\d)", "", page.everything)
        numbers |= {f"+33{run[1:]}" for run in re.findall(r"\b0[1-9]\d{8}\b", unspaced)}
    assert numbers
    assert [number for number in numbers if not FICTIONAL.fullmatch(number)] == []


def test_links_between_sites_follow_the_port() -> None:
    moved = {site.slug: site for site in load_sites(9123)}
    directory = moved["annuaire-artisans"].documents["/"].text
    assert "http://robinet-bleu.localhost:9123/" in directory
    assert not any(":8787" in d.text for site in moved.values() for d in site.documents.values())


@pytest.mark.parametrize("slug", ["aqualune", "plomberie-fontrouge"])
def test_sitemap_lists_pages_that_exist(slug: str) -> None:
    site = next(site for site in SITES if site.slug == slug)
    listed = re.findall(r"<loc>(.+?)</loc>", site.documents["/sitemap.xml"].text)
    assert [url.removeprefix(site.origin) in site.documents for url in listed] == [True] * 5
    assert f"Sitemap: {site.origin}/sitemap.xml" in site.documents["/robots.txt"].text
