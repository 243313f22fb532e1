import pytest

from leads.record import Kind, Method
from scrapers.contacts import extract_contacts
from scrapers.dom_walk import read_page
from scrapers.json_ld import load_json
from scrapers.structured_data import read_entities

URL = "https://www.durand.example/"

BROKEN_JSON = {
    "comment": '<!-- {"name": "x"} -->',
    "cdata": '//<![CDATA[\n{"name": "x"}\n//]]>',
    "trailing commas": '{"name": "x",}',
    "line comment": '// note\n{"name": "x"}',
    "block comment": '{/* note */"name": "x"}',
    "semicolon": '{"name": "x"};',
    "entities": "{&quot;name&quot;: &quot;x&quot;}",
    "byte order mark": '\ufeff{"name": "x"}',
    "raw line break": '{"name": "x", "about": "two\nlines"}',
}
HOURS = [
    ("<p>Horaires : lundi au vendredi 8h-18h</p>", "Horaires : lundi au vendredi 8h-18h"),
    ("<p>Lundi : 8h-12h<br>Mardi : fermé</p>", "Lundi : 8h-12h; Mardi : fermé"),
    (
        "<table><tr><td>Montag</td><td>8.00 - 12.00 Uhr</td></tr><tr><td>Dienstag</td><td>geschlossen</td></table>",
        "Montag: 8.00 - 12.00 Uhr; Dienstag: geschlossen",
    ),
    ("<p>Le mardi 12 mai à 18h, concert.</p>", None),
    ("<p>Ouvert toute l'année</p>", None),
]
FORMS = [
    ("<form><input type=email name=m><textarea name=message></textarea></form>", URL),
    ("<a href='/contact'>Formulaire de contact</a>", "https://www.durand.example/contact"),
    ("<form role=search><input name=s></form>", None),
    ("<form><input type=email name=newsletter></form>", None),
    ("<form id=commentform><input type=email><textarea></textarea></form>", None),
]
NAMES = [
    ("<title>Plombier à Bordeaux | Durand Plomberie</title>", "Durand Plomberie"),
    ("<title>Accueil</title><p>© 2024 Durand Plomberie. Tous droits réservés</p>", "Durand Plomberie"),
    ("<title>Accueil</title><img class=logo alt='Logo Durand Plomberie'>", "Durand Plomberie"),
    ("<title>x</title><p>Raison sociale : Durand Plomberie, SARL au capital de 1 €</p>", "Durand Plomberie"),
    ("<meta property=og:site_name content='Durand Plomberie'><title>Fuites</title>", "Durand Plomberie"),
    ("<title>Impressum</title><p>Durand Haustechnik GmbH<br>Weg 1</p>", "Durand Haustechnik GmbH"),
    ("<title>Les Deux Epis - Figeac</title>", "Les Deux Epis"),
    ("<title>Figeac | Les Deux Epis</title>", "Les Deux Epis"),
    ("<title>Accueil</title>", None),
    ("", None),
]


def facts(html):
    """Return the facts of the first entity of a page by name."""
    entity = read_entities(read_page(html, URL))[0]
    return {name: [fact.value for fact in found] for name, found in entity.facts.items()}


def values_of(html, kind):
    """Return the values of one kind a page gives."""
    return [value.value for value in extract_contacts(html, URL).values if value.kind is kind]


@pytest.mark.parametrize("text", BROKEN_JSON.values(), ids=BROKEN_JSON)
def test_broken_json_is_mended(text):
    value = load_json(text)[0]
    assert isinstance(value, dict)
    assert value["name"] == "x"


def test_several_values_in_one_script():
    assert load_json('{"name": "x"}\n{"name": "y"}') == [{"name": "x"}, {"name": "y"}]


def test_json_ld_gives_the_business_and_nobody_else():
    html = """<script type="application/ld+json">{"@graph": [{"@type": ["Plumber", "LocalBusiness"],
        "name": "Durand &amp; Fils", "address": {"@id": "#a"}, "brand": {"name": "Acme"},
        "review": {"author": {"name": "Ann", "email": "ann@x.example"}}},
        {"@id": "#a", "@type": "PostalAddress", "postalCode": 33000, "addressLocality": "Bordeaux",
        "addressCountry": {"@type": "Country", "name": "France"}}]}</script>"""
    assert facts(html) == {
        "name": ["Durand & Fils"],
        "postalcode": ["33000"],
        "addresslocality": ["Bordeaux"],
        "addresscountry": ["France"],
    }
    assert all(entity.first("email") is None for entity in read_entities(read_page(html, URL)))


def test_quotes_of_json_ld_stand_in_the_script():
    data = '{"@type":"Plumber", "url":"https:\\/\\/durand.example", "name" : "Été"}'
    entity = read_entities(read_page(f'<script type="application/ld+json">{data}</script>', URL))[0]
    assert [fact.quote for found in entity.facts.values() for fact in found] == [
        '"url":"https:\\/\\/durand.example"',
        '"name" : "Été"',
    ]


def test_json_that_cannot_be_mended_still_gives_single_properties():
    data = '{"name": "Durand", "telephone": "01 99 00 12 34", broken'
    html = f'<script type="application/ld+json">{data}</script>'
    assert facts(html) == {"name": ["Durand"], "telephone": ["01 99 00 12 34"]}


def test_microdata():
    html = """<div itemscope itemtype="https://schema.org/Plumber"><a itemprop="name" href="/">Durand</a>
        <a itemprop="email" href="mailto:contact@durand.example">Écrire</a>
        <meta itemprop="telephone" content="01 99 00 12 34">
        <div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
        <span itemprop="postalCode">33000</span></div>
        <div itemprop="review" itemscope><span itemprop="name">Ann</span></div></div>"""
    assert facts(html) == {
        "name": ["Durand"],
        "email": ["mailto:contact@durand.example"],
        "telephone": ["01 99 00 12 34"],
        "postalcode": ["33000"],
    }


@pytest.mark.parametrize(("html", "expected"), HOURS)
def test_opening_hours(html, expected):
    assert values_of(html, Kind.OPENING_HOURS) == ([expected] if expected else [])


def test_opening_hours_of_the_data_come_first():
    html = """<script type="application/ld+json">{"@type":"Plumber","openingHoursSpecification":[
        {"@type":"OpeningHoursSpecification","dayOfWeek":["https://schema.org/Monday","Tuesday"],
        "opens":"09:00:00","closes":"18:00"}]}</script><p>Lundi : 8h<br>Mardi : 9h</p>"""
    values = extract_contacts(html, URL).values
    value = next(value for value in values if value.kind is Kind.OPENING_HOURS)
    assert value.value == "Mo,Tu 09:00-18:00"
    assert value.evidence[0].method is Method.JSONLD


def test_hours_written_as_numbers_are_times_and_an_address_ends_in_no_comma():
    html = """<script type="application/ld+json">{"@type":"Plumber","openingHoursSpecification":[
        {"dayOfWeek":"Monday","opens":800,"closes":"1830"}],"address":{"@type":"PostalAddress",
        "streetAddress":"12 rue du Port, ","postalCode":"33000","addressLocality":"Bordeaux,"}}</script>"""
    assert values_of(html, Kind.OPENING_HOURS) == ["Mo 08:00-18:30"]
    assert values_of(html, Kind.STREET) == ["12 rue du Port"]
    assert values_of(html, Kind.CITY) == ["Bordeaux"]


def test_where_forms_are_mailed_to_is_not_where_the_business_is():
    told = (
        "Owners submit estimated payments each quarter, and the vouchers can be mailed to State Income Tax, "
        "Processing Center, PO Box 4122, Binghamton, NY 13902, or submitted online by whoever prefers that."
    )
    html = f"<html lang=en><h1>How to start a company</h1><p>{told}</p>"
    assert values_of(html, Kind.POSTCODE) == []


@pytest.mark.parametrize(("html", "expected"), FORMS)
def test_contact_forms(html, expected):
    assert values_of(html, Kind.CONTACT_FORM) == ([expected] if expected else [])


@pytest.mark.parametrize(("html", "name"), NAMES)
def test_the_name_of_the_business(html, name):
    assert values_of(html, Kind.NAME) == ([name] if name else [])
