import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_words import is_verbatim

from leads.record import Evidence, Kind, Method, Owner, Value
from scrapers.contact_report import extract_json
from scrapers.contacts import extract_contacts, merge_values
from scrapers.evidence import QUOTE_LIMIT

HERE = Path(__file__).parent
LABELS = json.loads((HERE / "contact_labels.json").read_text(encoding="utf-8"))
# Precision and recall over all labelled pages; what is reached stays reached.
FLOORS = {
    "emails": (1.0, 1.0),
    "phones": (1.0, 1.0),
    "faxes": (1.0, 1.0),
    "socials": (1.0, 1.0),
    "ids": (1.0, 1.0),
    "place": (1.0, 1.0),
    "street": (1.0, 1.0),
    "name": (1.0, 1.0),
    "third_party": (1.0, 1.0),
}


def read(name):
    """Return the source of a labelled page and its label."""
    return (HERE / "pages" / name).read_text(encoding="utf-8"), LABELS[name]


def report(name):
    """Return what the extractor says about a labelled page."""
    html, label = read(name)
    return extract_json(extract_contacts(html, label["url"], country=label.get("country")))


def found_in(said):
    """Return the fields of a report as sets of comparable values."""
    socials = [
        url for urls in said["socials"].values() for url in ([urls] if isinstance(urls, str) else urls)
    ]
    return {
        "emails": set(said["emails"]),
        "phones": set(said["phones"]),
        "faxes": set(said["faxes"]),
        "socials": set(socials),
        "ids": {said[key] for key in ("siren", "siret", "vat") if said[key]},
        "place": {f"{said['postcode']} {said['city']}".casefold()} if said["postcode"] else set(),
        "street": {said["street"].casefold()} if said["street"] else set(),
        "name": {said["name"].casefold()} if said["name"] else set(),
        "third_party": {*said["third_party"]["emails"], *said["third_party"]["phones"]},
    }


def wanted_by(label):
    """Return the labels of a page in the same form."""
    place = f"{label['postcode']} {label['city']}".casefold() if "postcode" in label else None
    lists = ("emails", "phones", "faxes", "socials", "ids", "third_party")
    return {field: set(label[field]) for field in lists} | {
        "place": {place} if place else set(),
        "street": {label["street"].casefold()} if "street" in label else set(),
        "name": {label["name"].casefold()},
    }


def test_every_page_is_labelled():
    assert {path.name for path in (HERE / "pages").glob("*.html")} == LABELS.keys()


@pytest.mark.parametrize("field", FLOORS)
def test_no_change_lowers_what_the_labelled_pages_reach(field):
    right = said = wanted = 0
    faults = {}
    for name, label in LABELS.items():
        ignored = set(label.get("ignore", []))
        found, truth = found_in(report(name))[field] - ignored, wanted_by(label)[field]
        right, said, wanted = right + len(found & truth), said + len(found), wanted + len(truth)
        if found != truth:
            faults[name] = {"extra": sorted(found - truth), "missing": sorted(truth - found)}
    precision, recall = FLOORS[field]
    assert right >= precision * said, faults
    assert right >= recall * wanted, faults
    assert wanted


@pytest.mark.parametrize("name", LABELS)
def test_every_reported_value_is_vouched_for_by_the_pages_own_words(name):
    html, label = read(name)
    contacts = extract_contacts(html, label["url"], country=label.get("country"))
    for value in contacts.values:
        for evidence in value.evidence:
            assert evidence.url == label["url"]
            assert 0 < len(evidence.quote) <= QUOTE_LIMIT
            if value.kind is not Kind.CONTACT_FORM:
                assert is_verbatim(evidence.quote, html), (value.kind, evidence)
            written = evidence.quote.casefold()
            if value.kind is Kind.EMAIL and evidence.method is not Method.DECODED:
                assert value.value.casefold() in written
            if value.kind in {Kind.PHONE, Kind.FAX}:
                assert value.value[-2:] in "".join(char for char in written if char.isdigit())
            if value.kind in {Kind.SIRET, Kind.SIREN}:
                assert value.value in "".join(char for char in written if char.isdigit())


@pytest.mark.parametrize("name", LABELS)
def test_a_report_has_evidence_for_all_it_says(name):
    said = report(name)
    assert json.loads(json.dumps(said)) == said
    evidence = said["evidence"]
    for field in ("emails", "phones", "faxes"):
        assert {row["value"] for row in evidence.get(field, [])} == set(said[field])
    for field in ("siren", "siret", "vat", "name", "street", "postcode", "city"):
        assert {row["value"] for row in evidence.get(field, [])} == ({said[field]} if said[field] else set())
    assert {row["value"] for row in evidence.get("socials", [])} == found_in(said)["socials"]
    for rows in evidence.values():
        for row in rows:
            assert row.keys() == {"value", "url", "quote", "method"}


def test_a_report_of_nothing_has_all_fields():
    said = extract_json(extract_contacts("", "https://www.durand.fr/"))
    assert said == {
        "name": None,
        "emails": [],
        "phones": [],
        "faxes": [],
        "street": None,
        "postcode": None,
        "city": None,
        "country": "FR",
        "siren": None,
        "siret": None,
        "vat": None,
        "opening_hours": None,
        "contact_form": None,
        "socials": {},
        "third_party": {"emails": [], "phones": []},
        "evidence": {},
    }


def test_pages_of_a_site_merge_into_one_report():
    home, label = read("fr_plombier_accueil.html")
    notice, other = read("fr_plombier_mentions.html")
    said = extract_json(extract_contacts(home, label["url"]), extract_contacts(notice, other["url"]))
    assert said["emails"] == ["contact@durand-plomberie.example", "rgpd@durand-plomberie.example"]
    assert {row["url"] for row in said["evidence"]["emails"]} == {label["url"], other["url"]}
    assert "bonjour@pixel-agence.example" in said["third_party"]["emails"]
    assert said["siret"] == "12345678200010"


def value(text, kind, *urls, owner=Owner.BUSINESS, label=""):
    evidence = [Evidence(url=url, quote=text, method=Method.TEXT) for url in urls]
    return Value(value=text, kind=kind, evidence=evidence, owner=owner, label=label)


def test_equal_values_merge_with_all_their_evidence():
    one = value("Contact@durand.example", Kind.EMAIL, "https://durand.example/a")
    two = value("contact@durand.example", Kind.EMAIL, "https://durand.example/b", "https://durand.example/a")
    merged = merge_values([[one], [two]])
    assert [item.value for item in merged] == ["Contact@durand.example"]
    assert len(merged[0].evidence) == 3
    assert len(one.evidence) == 1


def test_the_sites_own_domain_comes_first_then_what_is_shown_most():
    page = "https://www.durand.example/"
    values = [
        value("paul@webmail.example", Kind.EMAIL, page, page + "b", page + "c"),
        value("contact@durand.example", Kind.EMAIL, page),
        value("host@hosting.example", Kind.EMAIL, page, page + "b", owner=Owner.THIRD_PARTY),
        value("+33199001234", Kind.PHONE, page),
        value("+33639981234", Kind.PHONE, page, page + "b"),
    ]
    assert [item.value for item in merge_values([values])] == [
        "contact@durand.example",
        "paul@webmail.example",
        "host@hosting.example",
        "+33639981234",
        "+33199001234",
    ]


def test_what_one_page_calls_its_own_is_its_own():
    foreign = value("+33199001234", Kind.PHONE, "https://durand.example/a", owner=Owner.THIRD_PARTY)
    own = value("+33199001234", Kind.PHONE, "https://durand.example/b")
    assert merge_values([[foreign], [own]])[0].owner is Owner.BUSINESS


def test_values_of_different_fields_stay_apart():
    page = "https://durand.example/"
    asked = [value("Bordeaux", Kind.FIELD, page, label=name) for name in ("siège", "agence")]
    assert len(merge_values([asked])) == 2


def test_the_moment_of_fetching_is_kept():
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    contacts = extract_contacts("<p>contact@durand.example", "https://durand.example/", fetched_at=moment)
    assert [item.fetched_at for item in contacts.values[0].evidence] == [moment]


def test_country_and_language_of_the_page():
    german = "<html><p>Wir sind für Sie da und der Weg zu uns ist nicht weit mit dem Auto auf der Straße."
    contacts = extract_contacts(german * 2, "https://www.brandt.example/")
    assert (contacts.country, contacts.language) == ("DE", "de")
    assert extract_contacts("<p>Hello", "https://durand.fr/").country == "FR"
    assert extract_contacts("<p>Hello", "https://durand.fr/", country="be").country == "BE"


def test_quotes_do_not_run_over_seams_of_the_markup():
    html = "<p><b>Tél</b><span>01 99 00 12 34</span><i>Appelez</i></p>"
    contacts = extract_contacts(html, "https://durand.fr/")
    assert [item.quote for item in contacts.values[0].evidence] == ["01 99 00 12 34"]


THIRD_PARTIES = {
    "host in a sentence": "<p>Ce site est hébergé par Serveurs SAS, 1 rue du Câble, 59100 Roubaix, 01 99 00 77 88"
    "</p>",
    "host after a label": "<p>Hébergeur : Serveurs SAS<br>1 rue du Câble<br>59100 Roubaix<br>Tél. 01 99 00 77 88"
    "</p>",
    "host in paragraphs": "<p>Hébergeur :</p><p>Serveurs SAS</p><p>1 rue du Câble</p><p>59100 Roubaix</p>"
    "<p>Tél : 01 99 00 77 88</p>",
    "credit": "<footer><p>© Durand</p><p>Réalisation : Agence Pixel, 01 99 00 77 88</p></footer>",
    "credit in English": "<footer><p>Website by Pixel Agency – 01 99 00 77 88</p></footer>",
    "mediator": "<h2>Médiateur de la consommation</h2><p>Médiation Exemple</p><p>01 99 00 77 88</p>",
    "authority": "<h3>Zuständige Aufsichtsbehörde</h3><p>Amt Musterland, 01 99 00 77 88</p>",
    "insurer": "<h1>Mentions légales</h1><h2>Assurance décennale</h2>"
    "<p>Assurances du Port 01 99 00 77 88</p>",
    "hosting in a notice": "<h1>Mentions légales</h1><h2>Hébergement</h2><p>Serveurs SAS 01 99 00 77 88</p><h2>x"
    "</h2>",
}
OWN = {
    "guest house": "<h2>Hébergement</h2><p>Deux chambres. Réservation : 01 99 00 77 88</p>",
    "builder": "<h2>Nos réalisations</h2><p>Devis au 01 99 00 77 88</p>",
    "lawyer": "<p>Avocat au barreau de Lyon, 01 99 00 77 88</p>",
    "broker": "<h2>Assurances</h2><p>Appelez-nous au 01 99 00 77 88</p>",
    "after the host": "<p>Hébergeur : Serveurs SAS<br>Directeur de la publication : Paul Durand, 01 99 00 77 88"
    "</p>",
    "editor who hosts": "<h2>Éditeur et hébergeur</h2><p>Paul Durand, 01 99 00 77 88</p>",
    "next heading": "<h2>Hébergeur</h2><p>Serveurs SAS</p><h2>Contact</h2><p>01 99 00 77 88</p>",
    "also in the header": "<header>01 99 00 77 88</header><p>Hébergeur : Durand, 01 99 00 77 88</p>",
    "far below": "<p>Hébergeur : Serveurs SAS</p><p>Notre équipe vous accueille avec plaisir dans nos "
    "locaux.</p><p>01 99 00 77 88</p>",
}


def owner_of_phone(html):
    values = extract_contacts(html, "https://www.durand.fr/").values
    return [item.owner for item in values if item.kind is Kind.PHONE]


@pytest.mark.parametrize("html", THIRD_PARTIES.values(), ids=THIRD_PARTIES)
def test_contacts_of_others_are_told_apart(html):
    assert owner_of_phone(html) == [Owner.THIRD_PARTY]


@pytest.mark.parametrize("html", OWN.values(), ids=OWN)
def test_contacts_of_the_business_stay_its_own(html):
    assert owner_of_phone(html) == [Owner.BUSINESS]


@pytest.mark.parametrize(
    ("html", "owner"),
    [
        ("<p>Hébergeur : nous, contact@durand.example</p>", Owner.BUSINESS),
        ("<p>Hébergeur : nous, contact@durand.webmail.example</p>", Owner.THIRD_PARTY),
        ("<p>paul.durand@webmail.example</p>", Owner.BUSINESS),
        ("<p>support@ovh.com</p>", Owner.THIRD_PARTY),
        (
            "<p>contact@pixel.example</p><footer>Réalisation : <a href=https://pixel.example>Pixel"
            "</a></footer>",
            Owner.THIRD_PARTY,
        ),
        (
            "<p>contact@pixel.example</p><a href=https://pixel.example title='Agence web'>x</a>",
            Owner.THIRD_PARTY,
        ),
        ("<p>contact@durandplomberie.example</p>", Owner.BUSINESS),
    ],
)
def test_an_address_belongs_to_whom_its_domain_says(html, owner):
    values = extract_contacts(html, "https://www.durand.example/").values
    assert [item.owner for item in values if item.kind is Kind.EMAIL] == [owner]


def test_no_page_hangs_the_extractor():
    pages = (
        "<div>" * 50_000 + "contact@durand.example",
        "<p>01 99 00 12 34</p>" * 200_000,
        "contact@durand.example " * 200_000,
        "01 " * 1_500_000,
        "12 rue du port, " * 200_000 + "33000 Bordeaux",
        '<script type="application/ld+json">' + "[" * 200_000,
        "<script>" + "'a'+" * 60_000 + "@mailto</script>",
        "x(at)" * 500_000,
    )
    for html in pages:
        start = time.process_time()
        extract_contacts(html, "https://www.durand.example/")
        assert time.process_time() - start < 20, html[:40]


def test_a_page_that_chokes_parsers_still_gives_its_contacts():
    values = extract_contacts(
        "<div>" * 50_000 + "<p>contact@durand.example", "https://www.durand.example/"
    ).values
    assert [item.value for item in values] == ["contact@durand.example"]
