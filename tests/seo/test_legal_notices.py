"""Legal notices as builders' templates, lawyers and craftsmen write them; each with what is taken out of it."""

import pytest

from seo.audit import audit_page
from seo.check import Status
from seo.page_input import PageInput
from tests.seo.french_pages import NOTICE
from tests.seo.french_pages import SIREN as S
from tests.seo.french_pages import SIRET as T

FRAME = (
    '<!doctype html><html lang="fr"><head><title>Mentions légales</title></head><body><header><nav><a href="/">Accueil</a> '
    '<a href="/contact">Contact</a></nav></header><main>{}</main><footer><p>Plomberie Durand – 12 rue des Lilas 33000 '
    'Bordeaux – 05 56 00 11 22</p><a href="/mentions-legales">Mentions légales</a></footer></body></html>'
)
COMPLETE = {
    "template": f"""<h2>1. Présentation du site.</h2><p>En vertu de l'article 6 de la loi n° 2004-575 du 21 juin 2004 pour la confiance dans l'économie numérique, il est précisé aux utilisateurs du site www.durand.example l'identité des différents intervenants dans le cadre de sa réalisation et de son suivi :</p><p><strong>Propriétaire</strong> : SARL Durand Capital social de 8000€ Numéro de TVA: FR12900000001 – 12 rue des Lilas 33000 Bordeaux, SIRET {T}<br><strong>Créateur</strong> : Agence Exemple<br><strong>Responsable publication</strong> : Jean Durand – contact@durand.example<br>Le responsable publication est une personne physique ou une personne morale.<br><strong>Webmaster</strong> : Agence Exemple – web@agence.example<br><strong>Hébergeur</strong> : ovh – 2 rue Kellermann 59100 Roubaix 1007<br></p><h2>2. Conditions générales d'utilisation du site et des services proposés.</h2><p>L'utilisation du site implique l'acceptation pleine et entière des conditions générales d'utilisation ci-après décrites. Durand ne saurait être tenue responsable de l'hébergement.</p><h2>6. Gestion des données personnelles.</h2><p>En France, les données personnelles sont notamment protégées par la loi n° 78-87.</p>""",
    "enfrance": f"<h1>MENTIONS LÉGALES</h1><p>Ce site est la propriété de Durand Plomberie, SAS au capital social de 1.000,00 euros, immatriculée au Registre du Commerce et des Sociétés de Bordeaux sous le numéro B {S}, dont le siège est au 12, rue des Lilas – 33 000 Bordeaux.</p><p>Le directeur de la publication et responsable de la rédaction est M. Jean Durand.</p><p>Ce site est hébergé en France par la société Nuage, 3 quai des Serveurs à Roubaix (59100). Tel : 09.72.10.10.07</p>",
    "micro": f"<h1>Mentions légales</h1><p>Jean Durand – micro-entrepreneur<br>N° SIRET : {T.replace(' ', '')}<br>Adresse : 12 rue des Lilas<br>33000 BORDEAUX<br>Mail : jean@durand.example</p><h3>Directeur de la publication</h3><p>Jean Durand</p><h3>Hébergeur</h3><p>IONOS SARL<br>7, place de la Gare<br>BP 70109<br>57200 Sarreguemines Cedex<br>Tél. : 0970 808 911</p>",
    "asso": "<h1>Mentions légales</h1><p>Éditeur : Association Les Lilas, association loi 1901 déclarée sous le n° W332000001<br>12 rue des Lilas, 33000 Bordeaux</p><p>Directrice de la publication : Claire Petit, présidente</p><p>Hébergement : Gandi SAS, 63-65 boulevard Masséna, 75013 Paris, tél. +33 (0)1 70 37 76 61</p>",
    "avocat": f"<h1>Mentions légales</h1><p>Maître Anne Petit, avocate au Barreau de Bordeaux<br>12 rue des Lilas, 33000 Bordeaux<br>SIRET {T}</p><p>Responsable de la publication : Anne Petit</p><p>Hébergeur : Wix.com Ltd. Adresse : 40 Namal Tel Aviv St., Tel Aviv, Israël. Téléphone : +1 415-639-9034.</p>",
    "dl": f"<h1>Mentions légales</h1><dl><dt>Éditeur</dt><dd>Durand EURL, capital : 500 €</dd><dt>Siège social</dt><dd>12 rue des Lilas, 33000 Bordeaux</dd><dt>RCS</dt><dd>Bordeaux {S}</dd><dt>Directeur de la publication</dt><dd>Jean Durand</dd><dt>Hébergeur</dt><dd>Nuage SAS</dd><dd>3 quai des Serveurs, 59100 Roubaix</dd><dd>03 20 00 11 22</dd></dl>",
    "hostfirst": f"<h1>Mentions légales</h1><h2>Hébergeur</h2><p>Nuage SAS, 3 quai des Serveurs, 59100 Roubaix, 03 20 00 11 22</p><h2>Editeur</h2><p>Durand SARL au capital de 5000 euros, 12 rue des Lilas 33000 Bordeaux, {S} R.C.S. Bordeaux</p><h2>Directeur de publication</h2><p>Monsieur Durand Jean</p>",
    "squash": f"<h1>Informations légales</h1><p>Editeur du site : DURAND PLOMBERIE S.A.R.L. au capital de 7 500 EUR - RCS BORDEAUX {S} - 12 rue des Lilas - 33000 BORDEAUX - Directeur de la publication : Jean DURAND - Hébergeur : NUAGE - 3 quai des Serveurs - 59100 ROUBAIX - Tél : 03 20 00 11 22</p>",
}
LACKING = {
    "template_nohosttel": COMPLETE["template"].replace(" 1007", ""),
    "template_badsiret": COMPLETE["template"].replace(T, "900 000 001 00018"),
    "enfrance_nodir": COMPLETE["enfrance"].replace(
        "<p>Le directeur de la publication et responsable de la rédaction est M. Jean Durand.</p>", ""
    ),
    "micro_nohost": COMPLETE["micro"].split("<h3>Hébergeur")[0],
    "micro_noaddr_host": COMPLETE["micro"].replace(
        "<br>7, place de la Gare<br>BP 70109<br>57200 Sarreguemines Cedex", ""
    ),
    "avocat_notel": COMPLETE["avocat"].replace(" Téléphone : +1 415-639-9034.", ""),
    "dl_nodir": COMPLETE["dl"].replace("<dt>Directeur de la publication</dt><dd>Jean Durand</dd>", ""),
    "dl_emptydir": COMPLETE["dl"].replace("<dd>Jean Durand</dd>", "<dd></dd>"),
    "hostfirst_nosiren": COMPLETE["hostfirst"].replace(f", {S} R.C.S. Bordeaux", ""),
    "squash_nohost": COMPLETE["squash"].split(" - Hébergeur")[0],
    "squash_hostnoaddr": COMPLETE["squash"].replace(" - 3 quai des Serveurs - 59100 ROUBAIX", ""),
    "squash_nodir": COMPLETE["squash"].replace(" - Directeur de la publication : Jean DURAND", ""),
    "squash_hosttel": COMPLETE["squash"].replace(" - Tél : 03 20 00 11 22", ""),
}


def verdict(body: str) -> tuple[Status, object]:
    result = audit_page(PageInput(url=NOTICE, html=FRAME.format(body))).result("legal-notice-content")
    return result.status, result.value


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_notice_passes(name: str) -> None:
    assert verdict(COMPLETE[name]) == (Status.PASS, "complete")


@pytest.mark.parametrize("name", LACKING)
def test_what_is_taken_out_is_missed(name: str) -> None:
    status, value = verdict(LACKING[name])

    assert status is Status.FAIL, value


def test_an_article_about_notices_is_none() -> None:
    html = "<html lang='fr'><title>Mentions légales obligatoires : le guide</title><h1>Mentions légales obligatoires : ce qu'il faut savoir en dix points</h1></html>"
    result = audit_page(PageInput(url="https://a.example/blog/guide", html=html)).result(
        "legal-notice-content"
    )

    assert result.status is Status.NOT_APPLICABLE
