"""Whose contact is it: single forms by which a page speaks of other people."""

import pytest

from leads.record import Kind, Owner
from scrapers.contacts import extract_contacts

URL = "https://www.cabinet-durand.example/"
OWN = "<p>Cabinet Durand, 12 rue du Port, 33000 Bordeaux, 01 99 00 12 34</p>"
OTHERS = [
    "<p>Médiateur national de la consommation de la profession d'avocat, 01 99 00 99 99</p>",
    "<p>Médiation de la consommation : CM2C, 01 99 00 99 99</p>",
    "<p>Médiateur du bâtiment : 01 99 00 99 99</p>",
    "<p>Ordre des avocats de Lyon : 01 99 00 99 99</p>",
    "<p>Chambre de métiers de la Gironde : 01 99 00 99 99</p>",
    "<p>Chambre départementale des notaires, 01 99 00 99 99</p>",
    "<div class='testimonials'><p>Parfait ! Appelez-moi : 01 99 00 99 99. Julie</p></div>",
    "<section id='avis-google'><div><p>Bravo</p><p>Julie, 01 99 00 99 99</p></div></section>",
    "<ol class='comment-list'><li>Je cherche un avocat, 01 99 00 99 99</li></ol>",
]
STILL_OWN = [
    "<p>Inscrit à l'ordre des avocats de Lyon, 01 99 00 12 34</p>",
    "<body class='page testimonials'><p>01 99 00 12 34</p></body>",
    "<div class='page-avis'><h1>Avis</h1><p>Contact : 01 99 00 12 34</p></div>",
]


def owners(html):
    """Return the owner of every phone of a page."""
    values = extract_contacts(html, URL, country="FR").values
    return {value.value: value.owner for value in values if value.kind is Kind.PHONE}


@pytest.mark.parametrize("html", OTHERS)
def test_numbers_of_others_are_kept_apart(html):
    assert owners(OWN + OWN + html) == {"+33199001234": Owner.BUSINESS, "+33199009999": Owner.THIRD_PARTY}


@pytest.mark.parametrize("html", STILL_OWN)
def test_words_that_only_sound_like_others_take_nothing_away(html):
    assert owners(html) == {"+33199001234": Owner.BUSINESS}


def emails(html, url=URL):
    """Return the owner of every e-mail of a page."""
    values = extract_contacts(html, url, country="FR").values
    return {value.value: value.owner for value in values if value.kind is Kind.EMAIL}


TWO = "<p>accueil@cabinet-durand.example</p><h2>Visites</h2><p>La tonnellerie : visites@tonnelier.example</p>"


def test_an_address_of_another_companys_domain_is_its():
    assert emails(TWO) == {
        "accueil@cabinet-durand.example": Owner.BUSINESS,
        "visites@tonnelier.example": Owner.THIRD_PARTY,
    }


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8000/page.html", "https://durand.wixsite.com/cabinet"])
def test_a_page_without_a_domain_of_its_own_has_no_foreign_ones(url):
    assert set(emails(TWO, url).values()) == {Owner.BUSINESS}


def test_a_saved_page_names_its_site_itself():
    canonical = "<link rel=canonical href='https://www.tonnelier.example/'>"
    assert emails(f"<head>{canonical}</head>{TWO}", "")["visites@tonnelier.example"] is Owner.BUSINESS


def test_colleagues_at_a_sister_company_are_among_the_sites_own():
    team = "".join(f"<li>{name}@cabinet-durand.example</li>" for name in ("lea", "max", "zoe"))
    html = f"<h2>Associés</h2><ul>{team}<li>Paul Roy, roy@autre-maison.example</li></ul>"
    assert emails(html)["roy@autre-maison.example"] is Owner.BUSINESS


def test_a_department_on_another_domain_is_the_businesss():
    html = "<h2>Contact</h2><p>accueil@cabinet-durand.example</p><p>Comptabilité : compta@holding-vega.example</p>"
    assert emails(html)["compta@holding-vega.example"] is Owner.BUSINESS


def test_a_public_body_that_is_all_a_page_speaks_of_is_its_own():
    assert owners("<p>Mairie de Riom, place de l'Hôtel : 01 99 00 12 34</p>") == {
        "+33199001234": Owner.BUSINESS
    }
    assert owners(f"{OWN}<p>Mairie de Riom : 01 99 00 99 99</p>")["+33199009999"] is Owner.THIRD_PARTY
