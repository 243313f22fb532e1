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
    "<h2>Ils parlent de nous</h2><p>La Gazette : 01 99 00 99 99</p>",
    "<h2>Nos artisans partenaires</h2><p>Ets Roy, 01 99 00 99 99</p>",
    "<h2>Devenir franchisé</h2><p>Réseau Vega : 01 99 00 99 99</p>",
    "<p>À voir : le château (01 99 00 99 99)</p>",
    "<h1>Mentions légales</h1><p>Garantie décennale : Assurances Roy, 01 99 00 99 99</p>",
    "<footer>Créé avec Pagefix par Pixel &amp; Moi – 01 99 00 99 99</footer>",
    "<ol class='comment-list'><li>Je cherche un avocat, 01 99 00 99 99</li></ol>",
]
STILL_OWN = [
    "<p>Inscrit à l'ordre des avocats de Lyon, 01 99 00 12 34</p>",
    "<body class='page testimonials'><p>01 99 00 12 34</p></body>",
    "<p>Amtsgericht Mainz, HRB 12345</p><p>Tel. 01 99 00 12 34</p>",
    "<p>Registergericht: Amtsgericht Bad Homburg<br>Tel. 01 99 00 12 34</p>",
    "<p>Finanzamt Mainz, Steuernummer 12/345/67890<br>Tel. 01 99 00 12 34</p>",
    "<h2>Nos partenaires</h2><p>Ets Roy</p><footer>Cabinet Durand, 01 99 00 12 34. Site créé par Pixel</footer>",
    "<p>Centre antipoison</p><h2>Cabinet</h2><p>01 99 00 12 34</p>",
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


def test_another_companys_full_name_beside_an_address_says_whose_it_is():
    own = "<title>Cabinet Durand</title><p>Inhaber: Paul Durand, accueil@cabinet-durand.example</p>"
    html = f"{own}<p>Shop: Velo Vega AG, {{}}</p>"
    assert emails(html.format("shop@vega.example"))["shop@vega.example"] is Owner.THIRD_PARTY
    betreiber = html.format("x@vega.example").replace("Shop", "Betreiber")
    assert emails(betreiber)["x@vega.example"] is Owner.BUSINESS


def test_a_notices_address_on_another_domain_makes_its_agencys_a_strangers():
    html = (
        "<h1>Mentions légales</h1><p>SARL Vega<br>bonjour@vega.example</p>"
        "<p>Le site est hébergé par OVH.</p><p>Réservations : Secureserve, dpo@secureserve.example</p>"
    )
    assert emails(html) == {
        "bonjour@vega.example": Owner.BUSINESS,
        "dpo@secureserve.example": Owner.THIRD_PARTY,
    }


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


PIXEL = "Cabinet Durand SARL, 12 rue du Port, 33000 Bordeaux, 01 99 00 12 34"
HOST = "<h2>Hébergement</h2><p>Nuage SAS, 01 99 00 99 99</p>"


@pytest.mark.parametrize(
    ("url", "html"),
    [
        (URL, f"<h1>Mentions légales</h1><h2>Réalisation</h2><p>{PIXEL}</p>{HOST}"),
        (URL, f"<h1>Mentions légales</h1><h2>Médiation</h2><p>{PIXEL}</p>{HOST}"),
        (URL, f"<h1>Mentions légales</h1><h2>Conception</h2><p>Raison sociale : {PIXEL}</p>{HOST}"),
        (URL, f"<h1>Mentions légales</h1><p>Conception et réalisation : {PIXEL}</p>{HOST}"),
        (
            "https://mediation-girelle.example/",
            "<h2>Médiation</h2><p>Girelle, 01 99 00 12 34</p><footer>Hébergement web : 01 99 00 99 99</footer>",
        ),
    ],
)
def test_a_site_that_signs_itself_or_mediates_by_trade_is_the_business(url: str, html: str) -> None:
    values = extract_contacts(html, url, country="FR").values
    assert {value.value: value.owner for value in values if value.kind is Kind.PHONE} == {
        "+33199001234": Owner.BUSINESS,
        "+33199009999": Owner.THIRD_PARTY,
    }


@pytest.mark.parametrize(
    "below",
    [
        "Durand Conseil SARL, 01 99 00 99 99",
        "Cabinet Durand adhère à Médiation Girelle SARL, 01 99 00 99 99",
        "Cabinet Durandot SARL, 01 99 00 99 99",
    ],
)
@pytest.mark.parametrize("heading", ["Médiation", "Réalisation"])
def test_below_such_a_heading_others_are_others(heading: str, below: str) -> None:
    html = f"<h1>Mentions légales</h1>{OWN}<h2>{heading}</h2><p>{below}</p>"
    assert owners(html)["+33199009999"] is Owner.THIRD_PARTY


@pytest.mark.parametrize("url", ["http://203.0.113.7/", "http://203.0.113.7:8080/x", "http://[2001:db8::1]/"])
def test_a_site_at_a_bare_address_is_not_its_host(url: str) -> None:
    html = (
        "<title>Cabinet Durand</title><h1>Cabinet Durand</h1><p>durand@gmail.com</p>"
        "<p>Server problems: <a href='mailto:support@nuage.example'>support@nuage.example</a></p>"
        "<p>This server is run by Vega: abuse@vega.example</p>"
    )
    assert emails(html, url) == {
        "durand@gmail.com": Owner.BUSINESS,
        "support@nuage.example": Owner.THIRD_PARTY,
        "abuse@vega.example": Owner.THIRD_PARTY,
    }
