"""Faults planted in the pages of an invented plumber, each beside the twin that has it right.

Every fault must be found, and its twin accused of nothing by the same check.
"""

from dataclasses import dataclass

import pytest

from seo.audit import audit_page
from seo.check import Status
from seo.lead_facts import LeadFacts
from seo.page_input import PageInput
from tests.seo.french_pages import (
    BODY,
    DIRECTOR,
    EDITOR,
    GTAG,
    GTM,
    HOME,
    HOST,
    MATOMO,
    NOTICE,
    NOTICE_BODY,
    PIXEL,
    SIREN,
    SIRET,
    address,
    home,
    markup,
    notice,
)

ACCUSED = {Status.FAIL, Status.WARN}
HARD = (
    "Conformément aux dispositions réglementaires susmentionnées, l'optimisation multidimensionnelle des "
    "infrastructures thermodynamiques résidentielles nécessite préalablement une caractérisation exhaustive des "
    "déperditions calorifiques, subséquemment complétée par l'établissement contradictoire d'un référentiel "
    "méthodologique intégrant simultanément les problématiques environnementales et économiques particulières. "
) * 3  # fmt: skip
EASY = (
    "Une fuite ? Appelez-nous. Nous venons le jour même. Le prix est connu avant de commencer. Nous laissons la "
    "pièce propre. Votre eau est coupée ? Nous passons avant midi. Un devis ne coûte rien. Nos clients sont de la "
    "ville et des villages voisins. Ils nous gardent depuis vingt ans. Demandez-leur : ils vous le diront. "
) * 2  # fmt: skip
TEN = "<p>Nous travaillons à Bordeaux, à Pessac et à Talence depuis vingt ans avec la même équipe.</p>"


@dataclass(frozen=True)
class Pair:
    """One fault: the check that must find it, the page that has it, and its twin."""

    name: str
    check: str
    fault: str
    twin: str
    url: str = HOME
    lead: LeadFacts | None = None


def body(old: str, new: str) -> str:
    """Return the body of the home page with some words replaced; they must be there."""
    assert old in BODY, old
    return BODY.replace(old, new)


def notice_body(old: str, new: str = "") -> str:
    assert old in NOTICE_BODY, old
    return NOTICE_BODY.replace(old, new)


def imprint(text: str) -> str:
    return notice(f"<main><h1>Impressum</h1>{text}</main>", "de", "Impressum")


GMBH = (
    "<p>Angaben gemäß § 5 DDG</p><p>Muster Heizung GmbH<br>Musterweg 12<br>50667 Köln</p>"
    "<p>Vertreten durch den Geschäftsführer Max Muster</p><p>Telefon: 0221 99887766<br>"
    "E-Mail: info@muster-heizung.example</p><p>Amtsgericht Köln, HRB 12345</p><p>USt-IdNr.: DE136695976</p>"
)
IMPRESSUM = "https://www.muster-heizung.example/impressum"
LEAD = LeadFacts(
    name="Plomberie Durand",
    trade="plombier",
    phones=["+33556001122"],
    street="12 bd des Lilas",
    postcode="33000",
    city="Bordeaux",
)
DENIED = "<script>function gtag(){dataLayer.push(arguments)}gtag('consent','default',{ad_storage:'denied',analytics_storage:'denied'});</script>"  # fmt: skip

PAIRS = [
    # Links that dial
    Pair("other number dialled", "tel-link-mismatch",
         home(body('<p>Tél. <a href="tel:+33556001122">', '<p>Tél. <a href="tel:+33556001132">')), home()),
    Pair("two digits swapped", "tel-link-mismatch",
         home('<a href="tel:0556001122">05 56 00 11 22</a> <a href="tel:0556002122">05 56 00 12 22</a>'),
         home('<a href="tel:0556001122">05 56 00 11 22</a> <a href="tel:0033556001222">05.56.00.12.22</a>')),
    Pair("number beside the button", "tel-link-mismatch",
         home('<p>05 56 00 11 22 <a href="tel:+33556001133">Appeler</a></p>'),
         home('<p>05 56 00 11 22 <a href="tel:+33556001122">Appeler</a></p>')),
    Pair("label for screen readers", "tel-link-mismatch",
         home('<a href="tel:+33556001133" aria-label="Appeler le 05 56 00 11 22"><i></i></a>'),
         home('<a href="tel:+33556001122" aria-label="Appeler le 05 56 00 11 22, 24h/24"><i></i></a>')),
    Pair("bracketed zero", "tel-link-mismatch",
         home('<a href="tel:+33556001123">+33 (0)5 56 00 11 22</a>'),
         home('<a href="tel:+33556001122">+33 (0)5 56 00 11 22</a>')),
    Pair("plus forgotten", "tel-link-mismatch",
         home('<a href="tel:33556001123">05 56 00 11 22</a>'), home('<a href="tel:33556001122">05 56 00 11 22</a>')),
    Pair("hours behind the number", "tel-link-mismatch",
         home('<a href="tel:+33556001123">Appelez le 05 56 00 11 22 (8&nbsp;h&nbsp;30 – 19&nbsp;h, 5 jours sur 7)</a>'),
         home('<a href="tel:+33556001122">Appelez le 05 56 00 11 22 (8&nbsp;h&nbsp;30 – 19&nbsp;h, 5 jours sur 7)</a>')),
    Pair("other address behind", "mailto-link-mismatch",
         home('<a href="mailto:info@durand.example">contact@durand.example</a>'),
         home('<a href="mailto:Contact@durand.example?subject=Devis">contact@durand.example</a>')),
    # Words of a page, and of one that is not there
    Pair("words of the footer alone", "thin-content",
         home(f"<main><h1>Plombier</h1><p>Nous réparons.</p></main><div class='site-footer'>{EASY * 2}</div>"),
         home(f"<div class='sticky-footer_body'><main><h1>Plombier</h1><p>{EASY * 2}</p></main></div>")),
    Pair("article about lost pages", "soft-404",
         home(f"<h1>Erreur 404 : page introuvable</h1><p>{EASY}</p>"),
         home(f"<h1>Erreur 404 : que faire d’une page introuvable ?</h1><p>{EASY * 2}</p>")),
    # Numbers that cannot be tapped
    Pair("no telephone link", "click-to-call",
         home("<p>Tél. : 05 56 00 11 22</p>"), home('<p>Tél. : <a href="tel:+33556001122">05 56 00 11 22</a></p>')),
    Pair("sample number", "click-to-call",
         home("<p>Appelez le 01 23 45 67 89</p>"),
         home('<p>Appelez le <a href="tel:+33123456789">01 23 45 67 89</a></p>')),
    Pair("second number not linked", "click-to-call",
         home('<p><a href="tel:0556001122">05 56 00 11 22</a> ou 06 39 98 11 22</p>'),
         home('<p><a href="tel:0556001122">05 56 00 11 22</a>, fax : 05 56 00 11 23</p>')),
    Pair("number that links to a page", "click-to-call",
         home('<p><a href="/contact">05 56 00 11 22</a></p>'),
         home('<p>05 56 00 11 22 <a href="tel:+33556001122">Appeler</a></p>')),
    # Name, address, phone
    Pair("phone of the markup", "nap-consistency", home(head=markup(telephone="+33 5 56 00 11 99")), home()),
    Pair("phone of the footer only", "nap-consistency",
         home(body('<p>Tél. <a href="tel:+33556001122">05 56 00 11 22</a>',
                   '<p>Tél. <a href="tel:+33556009988">05 56 00 99 88</a>')),
         home(body('<p>Tél. <a href="tel:+33556001122">05 56 00 11 22</a>',
                   '<p>Tél. <a href="tel:+33639981122">06 39 98 11 22</a>'))),
    Pair("phone as written", "nap-consistency",
         home(head=markup(telephone="05.56.00.11.23")), home(head=markup(telephone="05.56.00.11.22"))),
    Pair("list of phones", "nap-consistency",
         home(head=markup(telephone=["+33 5 56 11 11 11", None])),
         home(head=markup(telephone=[None, "+33 5 56 11 11 11", "+33 556001122"]))),
    Pair("house number", "nap-consistency",
         home(head=markup(address=address(streetAddress="21 boulevard des Lilas"))),
         home(head=markup(address=address(streetAddress="12, Bd. des LILAS")))),
    Pair("street", "nap-consistency",
         home(head=markup(address=address(streetAddress="12 boulevard des Roses"))),
         home(head=markup(address=address(streetAddress="Bât. B, 12 bld des Lilas")))),
    Pair("postcode", "nap-consistency",
         home(head=markup(address=address(postalCode="33200"))),
         home(body("33000 Bordeaux", "33076 Bordeaux Cedex"))),
    Pair("town", "nap-consistency",
         home(head=markup(address=address(postalCode="33400", addressLocality="Talence"))),
         home(head=markup(address=address(addressLocality="BORDEAUX")))),
    Pair("address of the footer only", "nap-consistency",
         home(body("<h2>Horaires</h2>", "<p>Atelier : 12 boulevard des Lilas, 33000 Bordeaux</p>").replace("12 bd des", "14 bd des")),
         home(body("<h2>Horaires</h2>", "<p>Atelier : 12 boulevard des Lilas, 33000 Bordeaux</p>"))),
    Pair("name", "nap-consistency",
         home(head=markup(name="Plomberie Dupont")), home(head=markup(name="SARL Plomberie DURAND"))),
    Pair("name above the address", "nap-consistency",
         home("<h1>Bienvenue</h1><address>Plomberie Lafon<br>12 bd des Lilas<br>33000 Bordeaux</address>", title="Accueil"),
         home("<h1>Dépannage à Bordeaux</h1><address>Plomberie Durand et Fils<br>12 bd des Lilas<br>33000 Bordeaux</address>", title="Accueil")),
    Pair("name in the heading", "nap-consistency",
         home("<h1>Plomberie Lafon</h1><p>12 bd des Lilas, 33000 Bordeaux</p>", title="Plomberie Lafon"),
         home("<h1>Plomberie Générale</h1><p>12 bd des Lilas, 33000 Bordeaux</p>", title="Durand, plombier")),
    Pair("in a graph", "nap-consistency",
         home(head=markup(telephone=None, **{"@graph": [{"@type": "LocalBusiness", "name": "Plomberie Durand", "telephone": "0556001199"}]})),
         home(head=markup(telephone=None, **{"@graph": [{"@type": "LocalBusiness", "name": "Plomberie Durand", "telephone": "0556001122"}]}))),
    Pair("branches", "nap-consistency",
         home(body("12 bd des Lilas, 33000 Bordeaux", "8 rue du Port, 33120 Arcachon")),
         home(body("12 bd des Lilas, 33000 Bordeaux</p>",
                   "12 bd des Lilas, 33000 Bordeaux</p><p>Agence : 8 rue du Port, 33120 Arcachon, "
                   '<a href="tel:0556009988">05 56 00 99 88</a></p>'))),
    Pair("house number elsewhere", "nap-consistency",
         home(body("<h2>Horaires</h2>", "<p>Venez au 21 boulevard des Lilas, 33000 Bordeaux</p>")),
         home(body("<h2>Horaires</h2>", "<p>Notre magasin : 8 rue du Port, 33000 Bordeaux</p>"))),
    Pair("phone of the lead", "nap-matches-lead",
         home(BODY.replace("05 56 00 11 22", "05 56 00 99 88")), home(), lead=LEAD),
    Pair("address of the lead", "nap-matches-lead",
         home(body("12 bd des Lilas, 33000 Bordeaux", "8 rue du Port, 33120 Arcachon")), home(), lead=LEAD),
    # Markup
    Pair("no name", "schema-local-business", home(head=markup(name=None)), home()),
    Pair("no place", "schema-local-business",
         home(head=markup(address=None)), home(head=markup(address=None, areaServed=["Bordeaux", "Pessac"]))),
    Pair("town missing", "schema-local-business",
         home(head=markup(address=address(addressLocality=None))),
         home(head=markup(address=[None, address()]))),
    Pair("address as text", "schema-local-business",
         home(head=markup(address="12 bd des Lilas, 33000 Bordeaux")),
         home(head=markup(address={"@id": "#lieu"}, location={"@id": "#lieu", **address()}))),
    Pair("empty area", "schema-local-business",
         home(head=markup(address=[], areaServed={"@type": "City"})),
         home(head=markup(address=[], areaServed={"@type": "City", "name": "Bordeaux"}))),
    Pair("no markup at all", "schema-local-business", home(head=""), home()),
    Pair("broken JSON", "structured-data-valid",
         home(head=markup().replace('"Plumber",', '"Plumber"')), home()),
    Pair("trailing comma", "structured-data-valid",
         home(head='<script type="application/ld+json">{"@type": "Plumber", "name": "Durand",}</script>'),
         home(head='<script type="application/ld+json">\n[{"@type": "Plumber", "name": "Durand"}]\n</script>')),
    # Hours
    Pair("closing hour", "opening-hours-consistency",
         home(body("8h - 18h", "8h - 19h")), home(body("8h - 18h", "8h00 à 18h00"))),
    Pair("Saturday", "opening-hours-consistency",
         home(body("Samedi : 9h - 12h", "Samedi : 9h - 17h")), home(body("Samedi : 9h - 12h", "Sam. 9 h 00 – 12 h"))),
    Pair("closed day", "opening-hours-consistency",
         home(body("Samedi : 9h - 12h", "Samedi : fermé")), home(body("<li>Dimanche : fermé</li>", ""))),
    Pair("open on Sunday", "opening-hours-consistency",
         home(body("Dimanche : fermé", "Dimanche : 10h - 12h")),
         home(body("Dimanche : fermé", "Dépannage d'urgence le dimanche, 24h/24"))),
    Pair("hours as text", "opening-hours-consistency",
         home(head=markup(openingHoursSpecification=None, openingHours="Mo-Fr 09:00-18:00")),
         home(head=markup(openingHoursSpecification=None, openingHours=["Mo-Fr 08:00-18:00", "Sa 09:00-12:00"]))),
    Pair("in a sentence", "opening-hours-consistency",
         home(body("<li>Du lundi au vendredi : 8h - 18h</li>", "<li>Notre atelier est ouvert du lundi au vendredi de 9h à 17h.</li>")),
         home(body("<li>Du lundi au vendredi : 8h - 18h</li>", "<li>Notre atelier est ouvert du lundi au vendredi de 8h à 18h.</li>"))),
    Pair("two columns", "opening-hours-consistency",
         home(body("<li>Du lundi au vendredi : 8h - 18h</li>", "<li><table><tr><td>Lundi</td><td>8h - 12h</td><td>14h - 19h</td></tr></table></li>")),
         home(body("<li>Du lundi au vendredi : 8h - 18h</li>", "<li><table><tr><td>Lundi</td><td>8h - 12h</td><td>14h - 18h</td></tr></table></li>"),
              markup(openingHoursSpecification=None, openingHours=["Mo 08:00-12:00", "Mo 14:00-18:00", "Sa 09:00-12:00"]))),
    Pair("in a table", "opening-hours-consistency",
         home(body("<li>Du lundi au vendredi : 8h - 18h</li>", "<li><table><tr><td>Lundi</td><td>8h - 17h</td></tr></table></li>")),
         home(body("<li>Du lundi au vendredi : 8h - 18h</li>", "<li><table><tr><td>Lundi</td><td>8h - 18h</td></tr></table></li>"))),
    # The link to the notice
    Pair("no link", "legal-notice-link", home(body('<a href="/mentions-legales">Mentions légales</a>', "")), home()),
    Pair("words without a link", "legal-notice-link",
         home(body('<a href="/mentions-legales">Mentions légales</a>', "Mentions légales")),
         home(body("Mentions légales", "Informations légales"))),
    Pair("link to nowhere", "legal-notice-link",
         home(body('href="/mentions-legales"', 'href="#"')),
         home(body('href="/mentions-legales"', 'href="#" data-toggle="modal"'))),
    Pair("in a comment", "legal-notice-link",
         home(body('<a href="/mentions-legales">Mentions légales</a>', '<!-- <a href="/mentions-legales">Mentions légales</a> -->')),
         home(body('<a href="/mentions-legales">Mentions légales</a>', '<a href="/legal.html">MENTIONS LEGALES &amp; CGU</a>'))),
    Pair("by its address", "legal-notice-link",
         home("<footer><a href='/contact'>Contact</a></footer>"),
         home("<footer><a href='/mentions_legales.php'><img src='i.png' alt='i'></a></footer>")),
    Pair("Impressum", "legal-notice-link",
         '<html lang="de"><body><p>Ihr Heizungsbauer in Köln.</p><a href="/kontakt">Kontakt</a></body></html>',
         '<html lang="de"><body><p>Ihr Heizungsbauer in Köln.</p><a href="/impressum">Impressum</a></body></html>'),
    # What the notice says
    *(
        Pair(name, "legal-notice-content", notice(fault), notice(twin), NOTICE)
        for name, fault, twin in [
            ("no number", notice_body(f"SIRET : {SIRET}<br>RCS Bordeaux {SIREN}<br>"), NOTICE_BODY),
            ("check digit of the SIRET", notice_body(SIRET, "900 000 001 00018"), NOTICE_BODY),
            ("check digit of the SIREN", notice_body(SIREN, "900 000 002"), NOTICE_BODY),
            ("digits missing", notice_body(f"SIRET : {SIRET}<br>RCS Bordeaux {SIREN}", "SIREN : 900 000 01"),
             notice_body(f"SIRET : {SIRET}<br>RCS Bordeaux {SIREN}", f"{SIREN} RCS Bordeaux")),
            ("no director", notice_body(DIRECTOR), notice_body(DIRECTOR, "<p>Jean Durand, directeur de la publication</p>")),
            ("director without a name", notice_body(DIRECTOR, "<p>Directeur de la publication :</p>"),
             notice_body(DIRECTOR, "<p>La directrice de la publication est Madame Anne Durand.</p>")),
            ("director to be filled in", notice_body(DIRECTOR, "<p>Directeur de la publication : [Nom Prénom]</p>"),
             notice_body(DIRECTOR, "<p>Responsable de publication</p><p>Jean DURAND</p>")),
            ("no host", notice_body(HOST), notice_body(HOST, HOST.replace("<h2>Hébergement</h2>", ""))),
            ("host without address", notice_body(", 3 quai des Serveurs, 59100 Roubaix"), NOTICE_BODY),
            ("host without phone", notice_body(", téléphone 03 20 00 11 22"),
             notice_body("téléphone 03 20 00 11 22", "tél. 1007")),
            ("host without name", notice_body(HOST, "<h2>Hébergeur</h2><p>en cours</p>"),
             notice_body(HOST, "<p>Hébergeur : Nuage Inc., 500 Example Blvd, San Francisco, CA 94158, +1 415 555 0134</p>")),
            ("no capital", notice_body(" au capital de 8 000 euros"),
             notice_body("SARL au capital de 8 000 euros", "entrepreneur individuel")),
            ("no publisher", notice_body(EDITOR), NOTICE_BODY),
            ("no seat", notice_body("<br>Siège social : 12 boulevard des Lilas, 33000 Bordeaux"), NOTICE_BODY),
            ("in one paragraph without director",
             f"<h1>Mentions légales</h1><p>Site édité par la SASU Durand au capital de 1 000 €, 12 rue des Lilas, 33000 Bordeaux, RCS Bordeaux {SIREN}. Il est hébergé par Nuage SAS, 3 quai des Serveurs, 59100 Roubaix, 03 20 00 11 22.</p>",
             f"<h1>Mentions légales</h1><p>Site édité par la SASU Durand au capital de 1 000 €, 12 rue des Lilas, 33000 Bordeaux, RCS Bordeaux {SIREN}. Directeur de publication : Luc Durand. Il est hébergé par Nuage SAS, 3 quai des Serveurs, 59100 Roubaix, 03 20 00 11 22.</p>"),
            ("in a table",
             f"<h1>Mentions légales</h1><table><tr><td>Raison sociale</td><td>Durand SARL</td></tr><tr><td>Capital</td><td>8000 €</td></tr><tr><td>Siège</td><td>12 rue des Lilas, 33000 Bordeaux</td></tr><tr><td>SIRET</td><td>{SIRET}</td></tr><tr><td>Hébergeur</td><td>Nuage, 3 quai des Serveurs, 59100 Roubaix, 03 20 00 11 22</td></tr></table>",
             f"<h1>Mentions légales</h1><table><tr><td>Raison sociale</td><td>Durand SARL</td></tr><tr><td>Capital</td><td>8000 €</td></tr><tr><td>Siège</td><td>12 rue des Lilas, 33000 Bordeaux</td></tr><tr><td>SIRET</td><td>{SIRET}</td></tr><tr><td>Directeur de la publication</td><td>Luc Durand</td></tr><tr><td>Hébergeur</td><td>Nuage, 3 quai des Serveurs, 59100 Roubaix, 03 20 00 11 22</td></tr></table>"),
        ]
    ),
    *(
        Pair(name, "legal-notice-content", imprint(fault), imprint(GMBH), IMPRESSUM)
        for name, fault in [
            ("no register", GMBH.replace("<p>Amtsgericht Köln, HRB 12345</p>", "")),
            ("no representative", GMBH.replace("<p>Vertreten durch den Geschäftsführer Max Muster</p>", "")),
            ("no e-mail", GMBH.replace("<br>E-Mail: info@muster-heizung.example", "")),
            ("VAT number", GMBH.replace("DE136695976", "DE136695977")),
            ("no address", GMBH.replace("Musterweg 12<br>50667 Köln", "")),
        ]
    ),
    # Trackers
    Pair("Google Analytics", "consent-before-trackers", home(head=GTAG),
         home(head=GTAG.replace("<script async", '<script type="text/plain" data-cookieconsent="statistics" async'))),
    Pair("tag manager", "consent-before-trackers", home(head=GTM), home(head=DENIED + GTM)),
    Pair("pixel", "consent-before-trackers", home(head=PIXEL),
         home(head=PIXEL.replace("<script>", '<script type="text/plain" class="optanon-category-C0004">'))),
    Pair("beside a consent tool", "consent-before-trackers",
         home(head='<script src="/tarteaucitron/tarteaucitron.js"></script>' + GTAG),
         home(head='<script src="/tarteaucitron/tarteaucitron.js"></script><script>tarteaucitron.user.gtagUa="G-1";(tarteaucitron.job=tarteaucitron.job||[]).push("gtag");</script>')),
    Pair("beside a banner of its own", "consent-before-trackers",
         home(BODY + '<div id="cookie-banner"><button>Tout accepter</button><button>Tout refuser</button></div>', GTAG),
         home(BODY + '<div id="cookie-banner"><button>Tout accepter</button><button>Tout refuser</button></div>',
              "<script>if(localStorage.getItem('accord')==='oui'){var s=document.createElement('script');s.src='https://www.googletagmanager.com/gtag/js?id=G-1';document.head.appendChild(s);}</script>")),
    Pair("consent tool after", "consent-before-trackers",
         home(head=GTAG + '<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js" data-blockingmode="auto"></script>'),
         home(head='<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js" data-blockingmode="auto"></script>' + GTAG)),
    Pair("granted by default", "consent-before-trackers",
         home(head=DENIED.replace("denied", "granted") + GTAG), home(head=DENIED + GTAG)),
    Pair("denied too late", "consent-before-trackers", home(head=GTAG + DENIED), home(head=GTAG.replace("gtag('js'", "gtag('consent','default',{'analytics_storage':'denied','ad_storage':'denied'});gtag('js'"))),
    Pair("Matomo", "consent-before-trackers", home(head=MATOMO),
         home(head=MATOMO.replace("_paq.push(['trackPageView'])", "_paq.push(['disableCookies']);_paq.push(['trackPageView'])"))),
    Pair("words about trackers", "consent-before-trackers", home(TEN + "<p>Nous utilisons Google Analytics.</p>", GTAG),
         home(TEN + "<p>Nous n'utilisons ni Google Analytics ni googletagmanager.com/gtag/js.</p>", "")),
    Pair("no way to refuse", "consent-refusal",
         home(BODY + '<div class="cookie-consent"><p>Cookies</p><button>OK</button></div>'),
         home(BODY + '<div class="cookie-consent"><button>OK</button><a href="#">Continuer sans accepter</a></div>')),
    # Forms, privacy, terms
    Pair("no privacy policy", "privacy-policy-link",
         home('<form><input type="email" name="email"></form>'), home()),
    Pair("silent form", "form-privacy-notice",
         home('<form><input type="email" name="email"><button>Envoyer</button></form>'), home()),
    Pair("no terms", "terms-of-sale-link",
         home("<button>Ajouter au panier</button>"), home('<button>Ajouter au panier</button><a href="/cgv">CGV</a>')),
    Pair("no mediator", "consumer-mediator",
         notice("<h1>Conditions générales de vente</h1><p>Les ventes aux consommateurs sont fermes et la livraison est faite chez vous dans les dix jours.</p>", title="CGV"),
         notice("<h1>Conditions générales de vente</h1><p>Les ventes aux consommateurs sont fermes. Le médiateur de la consommation est le Centre Exemple, 1 rue du Droit, Paris.</p>", title="CGV"),
         f"{HOME}cgv"),
    # Text
    Pair("hard to read", "readability", home(f"<p>{HARD}</p>"), home(f"<p>{EASY}</p>")),
    Pair("no map", "map-link", home(body("https://maps.app.goo.gl/exemple", "/plan")), home()),
    Pair("town not in the title", "local-keywords", home(title="Durand | Dépannage rapide"), home(), lead=LEAD),
    Pair("example left", "placeholder-contact",
         home("<p>contact@votredomaine.fr</p>"), home("<p>contact@plomberie-durand.example</p>")),
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.check}: {pair.name}")
def test_the_fault_is_found(pair: Pair) -> None:
    result = audit_page(PageInput(url=pair.url, html=pair.fault, lead=pair.lead)).result(pair.check)

    assert result.status in ACCUSED, result.value


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.check}: {pair.name}")
def test_its_twin_is_not_accused(pair: Pair) -> None:
    result = audit_page(PageInput(url=pair.url, html=pair.twin, lead=pair.lead)).result(pair.check)

    assert result.status not in ACCUSED, (result.value, result.evidence)
