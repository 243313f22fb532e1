"""Typed facts in the many ways businesses write them, and those that are of somebody else."""

import pytest

from dossier.facts import facts_of
from dossier.sources import page_source, text_source
from dossier.statements import statements

STATED = [
    ("staff", "9", "Effectif : 9. Nous travaillons pour les particuliers."),
    ("staff", "8", "Notre équipe de 8 artisans travaille pour les particuliers."),
    ("staff", "10", "Une dizaine de collaborateurs travaille pour nous."),
    ("staff", "14", "Wir sind 14 Leute und arbeiten in der Werkstatt."),
    ("staff", "15", "Mitarbeiterzahl: 15. Wir arbeiten in der Werkstatt."),
    ("staff", "9", "Unser 9-köpfiges Team ist für die Kunden da."),
    ("staff", "40", "Der Betrieb beschäftigt rund 40 Menschen."),
    ("founded", "1999", "L'entreprise a été créée le 3 mars 1999."),
    ("founded", "2004", "Année de création : 2004"),
    ("founded", "1993", "La maison a vu le jour en 1993."),
    ("founded", "1985", "Gründungsjahr: 1985"),
    ("founded", "1988", "Der Betrieb wurde 1988 von Anna Berger ins Leben gerufen."),
    ("director", "anna berger", "Direction : Anna Berger"),
    ("director", "paul roux", "Représentant légal : M. Paul Roux"),
    ("director", "paul roux", "Paul Roux dirige l'entreprise depuis dix ans."),
    ("director", "lothar sommer", "Inh. Lothar Sommer"),
    ("director", "klein paul", "Vertreten durch: Paul Klein"),
    ("rating", "4.6", "Note : 4.6 sur notre page, et les clients sont contents."),
    ("rating", "4.9", "Bewertung: 4.9"),
    ("rating", "4.9", "Clients : 4,9 sur Google (212 avis)."),
    ("radius", "60 km", "Einsatzgebiet im Umkreis: 60 km"),
    ("radius", "50 km", "Wir fahren bis zu 50 Kilometer rund um Köln."),
    ("warranty", "6 month", "Garantie : 6 mois sur toutes les réparations."),
    ("warranty", "5 year", "Gewährleistung: 5 Jahre auf alle Arbeiten."),
    ("legal_form", "gmbhcokg", "Holunderhof GmbH & Co. KG, HRA 70123"),
    ("legal_form", "gmbh", "Rechtsform: GmbH"),
    ("turnover", "800 keur", "CA : 800 k€ pour l'année."),
    ("staff", "20-29", "Effectif : 20 à 29 salariés"),
    ("staff", "10-19", "Der Betrieb hat 10 bis 19 Mitarbeiter."),
    ("staff", "50+", "Mitarbeiterzahl: 50+"),
    ("staff", "20", "Le Gasthof beschäftigt 20 Mitarbeiter und hat 13 Zimmer."),
    ("staff", "22", "Mitarbeiter\n22\nGegründet\n1997"),
    ("branches", "3", "Coopérative fondée en 1966, 3 points de vente en Tarentaise."),
    ("branches", "4", "Wir sind an 4 Standorten in Kassel und Baunatal."),
    ("age", "50 year", "Seit über 50 Jahren bauen und stimmen wir Orgeln."),
    ("age", "30 year", "L'art du fer forgé depuis 30 ans."),
    ("founded", "1989", "Le Lavoir, né en 1989 rue du Mail, emploie une vingtaine de personnes."),
    ("founded", None, "Seit 2018 nehmen wir keine Smartwatches mehr an."),
    ("founded", None, "Depuis 2020 les véhicules sont désinfectés à l'ozone."),
    ("founded", "1952", "Seit 1952 ziehen wir Stauden, heute auf 3,5 Hektar."),
    ("siren", "813204757", "FONTROUGE, SIREN 813 204 757"),
    ("siren", "442917308", "Capital de 150.000 €, 442 917 308 RCS Lille Métropole"),
    ("register", "204417", "Handelsregister\nHRB 204417"),
    ("register", "8814", "Register: AG Bamberg, HRA 8814"),
    ("capital", "90000", "Capital : 90 000,00 EUR"),
    ("legal_form", "selarl", "Forme juridique\nSELARL"),
    ("legal_form", "ek", "Inhaberin: Nadja Wolkenstein, e. K."),
    ("director", "amrani leila", "Directrice : Leïla Amrani."),
    ("director", "castagnede ludovic", "Gérant\nLudovic Castagnède"),
    ("director", None, "Direction\nMentions légales"),
    ("director", None, "What does Project Management Software Cost?"),
    ("director", "anna berger", "Management: Anna Berger"),
    ("land", "32 ha", "Le vignoble s'étend sur 32 hectares."),
]


@pytest.mark.parametrize(("name", "key", "text"), STATED, ids=[row[2][:40] for row in STATED])
def test_a_fact_is_read_however_it_is_written(name: str, key: str | None, text: str) -> None:
    found = {one.rule.id: one.key for one in statements([text_source(text, id="S1")])}
    assert found.get(name) == key, found


@pytest.mark.parametrize(
    "text",
    [
        "Nos partenaires\nMinoterie Kervadec : 85 salariés",
        "Unser Zulieferer\nDie Baumschule beschäftigt 85 Mitarbeiter.",
        "À venir\nUne équipe de 85 personnes",
    ],
)
def test_what_stands_under_a_heading_about_others_or_plans_is_no_fact(text: str) -> None:
    assert not statements([text_source(text, id="S1")])


@pytest.mark.parametrize(
    "text",
    [
        "Site hébergé par Nuage Fictif SAS, 75000 Paris, RCS Paris 091 402 701.",
        "Hébergement : Nuage Fictif SAS, 75000 Paris, RCS Paris 091 402 701",
        "Hébergement\nNuage Fictif SAS, 75000 Paris, RCS Paris 091 402 701.",
        "Conception et réalisation du site par Agence Fictive SARL, RCS Paris 091 402 701",
        "Réalisation\nAgence Fictive SARL, RCS Paris 091 402 701",
        "Médiateur de la consommation : Médiation Fictive SAS, RCS Paris 091 402 701",
        "Gehostet bei Wolkenheim GmbH, HRB 4711, Amtsgericht München",
        "Webdesign\nWolkenheim GmbH, HRB 4711, Amtsgericht München",
        "Website by Cloud Nine Ltd, registered in England",
    ],
)
def test_who_hosts_or_made_the_site_is_not_the_business(text: str) -> None:
    source = text_source(text, id="S1", url="https://fontrouge.example/mentions")
    assert [one.rule.id for one in statements([source]) if "legal" in one.rule.topics] == []


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("Vélo Roué. 18 quai de la Graille, 38000 Grenoble. Tél. 02 97 00 11 33", True),
        ("Grenoble Vélo Magazine. Vélo Roué y est cité.\nTél. 02 97 00 11 33", False),
    ],
)
def test_an_entry_of_a_directory_says_where_the_business_is(text: str, *, is_read: bool) -> None:
    name = "Vélo Roué" if is_read else "Clinique du Vélo Roué"
    source = text_source(text, id="S1", file="carte.txt", url="https://cartes.example/x")
    found = {fact.id for fact in facts_of([source], "fr", "veloroue.example", "FR", name)}
    assert ("phone" in found) is is_read


@pytest.mark.parametrize(
    "text",
    [
        "Voltambre SARL, SIREN 073 629 156",
        "Voltambre SARL, RCS Lyon 073629156",
        "Voltambre SARL, 073.629.156 RCS Lyon",
    ],
)
def test_a_number_of_the_register_is_one_fact_however_it_is_spaced(text: str) -> None:
    sources = [text_source(text, id="S1"), text_source("SIREN : 073629156", id="S2")]
    found = [fact for fact in facts_of(sources, "fr", country="FR") if fact.id == "siren"]
    assert sorted((fact.source.id, fact.key) for fact in found) == [("S1", "073629156"), ("S2", "073629156")]


@pytest.mark.parametrize("heading", ["Médiation", "Réalisation", "Webdesign"])
def test_a_site_that_presents_itself_below_such_a_heading_has_its_numbers(heading: str) -> None:
    html = (
        f"<h1>Mentions légales</h1><h2>{heading}</h2><p>Médiation Girelle SARL, RCS Bordeaux 073 629 156</p>"
    )
    assert legal_facts(html, "mediation-girelle.example") == {"siren", "legal_form"}
    assert legal_facts(html, "fontrouge.example") == set()


def legal_facts(html: str, host: str) -> set[str]:
    source = page_source(html, id="S1", url=f"https://{host}/", file="a.html")
    return {fact.id for fact in facts_of([source], "fr", host, "FR")} & {"siren", "legal_form"}
