import pytest

from leads.record import Kind
from scrapers.addresses import find_addresses
from scrapers.communes import fold_words, official_name, town_after, town_before
from scrapers.contacts import extract_contacts
from scrapers.dom_walk import read_page

URL = "https://www.durand.example/"

ADDRESSES = [
    ("FR", "12 rue du Port, 33000 Bordeaux", ("12 rue du Port", "33000", "Bordeaux")),
    ("FR", "Durand - 12 bis, rue du Lac<br>33000 BORDEAUX", ("12 bis, rue du Lac", "33000", "BORDEAUX")),
    ("FR", "12 rue du Port<br>BP 12<br>33076 Bordeaux Cedex", ("12 rue du Port", "33076", "Bordeaux")),
    ("FR", "ZA du Pré 33160 St Médard en Jalles", ("ZA du Pré", "33160", "St Médard en Jalles")),
    ("FR", "Siège : 5 place Gambetta – 33 000 Bordeaux", ("5 place Gambetta", "33000", "Bordeaux")),
    ("FR", "Bordeaux (33000)", ("", "33000", "Bordeaux")),
    ("FR", "1 rue du Puits, 13120 Biver", ("1 rue du Puits", "13120", "Biver")),
    (
        "FR",
        "Lieu-dit Le Pré<br>24340 Mareuil en Périgord",
        ("Lieu-dit Le Pré", "24340", "Mareuil en Périgord"),
    ),
    ("FR", "3 Rue des Lilas 97400 Saint-Denis", ("3 Rue des Lilas", "97400", "Saint-Denis")),
    ("FR", "8 rue du Lac 75116 PARIS", ("8 rue du Lac", "75116", "PARIS")),
    ("FR", "14, avenue du Lac à Bordeaux (33000)", ("14, avenue du Lac", "33000", "Bordeaux")),
    (
        "FR",
        "<span>23 Grande Rue</span><span>25000</span><span>Besançon</span>",
        ("23 Grande Rue", "25000", "Besançon"),
    ),
    ("DE", "Musterstraße 12, 10115 Berlin", ("Musterstraße 12", "10115", "Berlin")),
    ("DE", "Am Alten Markt 5a<br>D-01067 Dresden", ("Am Alten Markt 5a", "01067", "Dresden")),
    ("DE", "Hauptstr. 3<br>60311 Frankfurt am Main", ("Hauptstr. 3", "60311", "Frankfurt am Main")),
    ("AT", "Ringstraße 4, 1010 Wien", ("Ringstraße 4", "1010", "Wien")),
    ("CH", "Rue du Lac 12, 1204 Genève", ("Rue du Lac 12", "1204", "Genève")),
    ("CH", "Bahnhofstrasse 1<br>8001 Zürich", ("Bahnhofstrasse 1", "8001", "Zürich")),
    ("BE", "Rue du Marché 16<br>1000 Bruxelles", ("Rue du Marché 16", "1000", "Bruxelles")),
    ("BE", "Kerkstraat 12, 9000 Gent", ("Kerkstraat 12", "9000", "Gent")),
    ("NL", "Kerkstraat 12<br>1017 GC Amsterdam", ("Kerkstraat 12", "1017 GC", "Amsterdam")),
    ("GB", "12 High Street, Leeds LS1 4AP", ("12 High Street", "LS1 4AP", "Leeds")),
    ("GB", "12 High Street<br>Guildford<br>Surrey<br>GU1 3AA", ("12 High Street", "GU1 3AA", "Guildford")),
    ("GB", "Unit 4, Bath Road, Bristol BS1 5TY", ("Unit 4, Bath Road", "BS1 5TY", "Bristol")),
    ("US", "520 E Oak Ave<br>Wichita, KS 67202", ("520 E Oak Ave", "67202", "Wichita")),
    ("US", "12 Main St Suite 4 Springfield, Illinois 62701", ("12 Main St Suite 4", "62701", "Springfield")),
    ("CA", "10 King Street, Toronto, ON M5H 1A1", ("10 King Street", "M5H 1A1", "Toronto")),
]
NO_ADDRESSES = [
    ("FR", "Plus de 10000 clients"),
    ("FR", "SARL au capital de 33000 euros"),
    ("FR", "33000 €"),
    ("FR", "13850 Biver"),
    ("FR", "Modèle 33000 Turbo"),
    ("DE", "Über 10000 Kunden"),
    ("DE", "Tel 030 12345 Berlin"),
    ("CH", "seit 1998 Wir"),
    ("BE", "depuis 1990 Nous"),
    ("US", "In 2020, Wichita, KS 67202"),
    ("GB", "the A1 is"),
]


@pytest.mark.parametrize(("country", "html", "expected"), ADDRESSES)
def test_addresses_by_the_grammar_of_their_country(country, html, expected):
    found = find_addresses(read_page(f"<p>{html}</p>", URL), [country], frozenset())
    assert [(item.street, item.postcode, item.city) for item in found] == [expected]
    assert expected[1].replace(" ", "") in found[0].quotes[1].replace(" ", "")


@pytest.mark.parametrize(("country", "text"), NO_ADDRESSES)
def test_other_numbers_are_no_addresses(country, text):
    assert find_addresses(read_page(f"<p>{text}</p>", URL), [country], frozenset()) == []


def place(html):
    """Return street, postcode, city and country of the address a page gives."""
    values = {value.kind: value.value for value in extract_contacts(html, "https://www.durand.fr/").values}
    return tuple(values.get(kind) for kind in (Kind.STREET, Kind.POSTCODE, Kind.CITY, Kind.COUNTRY))


def test_the_address_most_speaks_for_is_the_business_s():
    html = """<p>Chantier : 3 rue du Lac, 33600 Pessac</p><p>12 rue du Port, 33000 Bordeaux</p>
        <footer>12 rue du Port, 33000 Bordeaux</footer>"""
    assert place(html) == ("12 rue du Port", "33000", "Bordeaux", "FR")


def test_the_address_of_a_host_is_not_the_business_s():
    html = "<p>Hébergeur : Serveurs SAS, 1 rue du Câble, 59100 Roubaix</p>"
    assert place(html) == (None, None, None, None)


def test_declared_addresses_keep_their_country():
    html = """<script type="application/ld+json">{"@type":"Plumber","address":{"@type":"PostalAddress",
        "streetAddress":"Rue du Lac 12","postalCode":"1204","addressLocality":"Genève","addressCountry":"CH"}}
        </script>"""
    assert place(html) == ("Rue du Lac 12", "1204", "Genève", "CH")


def test_communes_are_told_by_their_folded_words():
    assert fold_words("St-Médard-en-Jalles") == fold_words("SAINT MEDARD EN JALLES")
    assert town_after("33000", "Bordeaux Cedex") == len("Bordeaux")
    assert town_after("33000", "Lyon") == 0
    assert town_after("33076", "Bordeaux", anywhere_in_department=True) == len("Bordeaux")
    assert town_before("33000", "Plombier à Bordeaux") == len("Plombier à ")
    assert town_before("33000", "Plombier à Lyon") == -1
    assert official_name("33160", "ST MEDARD EN JALLES") == "Saint-Médard-en-Jalles"
    assert official_name("33160", "Bordeaux") == ""
