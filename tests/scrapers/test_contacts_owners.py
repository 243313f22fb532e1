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
