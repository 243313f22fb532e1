from seo.check import Status
from tests.seo.cases import Case, page
from tests.seo.french_pages import GTAG, HOME, NOTICE, NOTICE_BODY, SIRET, home, notice

FORM = '<form action="/contact"><input type="email" name="email"><button>Envoyer</button></form>'
POLICY = '<a href="/politique-de-confidentialite">Vie privée</a>'
TERMS = "<h1>Conditions générales de vente</h1><p>Nos prestations sont vendues aux consommateurs et aux professionnels.</p>"
AUSTRIAN = (
    "<h1>Impressum</h1><p>Muster Installationen GmbH<br>Mustergasse 4<br>1010 Wien</p><p>Tel.: +43 1 9988776, "
    "E-Mail: office@muster.example</p><p>FN 123456a, Handelsgericht Wien</p><p>UID: ATU13585627</p>"
)
SWISS = (
    "<h1>Impressum</h1><p>Muster Sanitär AG<br>Musterstrasse 4<br>8001 Zürich</p><p>info@muster.example</p>"
)
BELGIAN = (
    "<h1>Mentions légales</h1><p>Plomberie Exemple SRL, 4 rue du Marché, 1000 Bruxelles. BCE : 0403.019.261. "
    "Tél. +32 2 998 87 76, info@exemple.example</p>"
)


def german(body: str) -> str:
    return page(body, head="<title>Impressum</title>", attributes='lang="de"')


CASES = [
    Case("legal-notice-link", Status.PASS, home()),
    Case(
        "legal-notice-link",
        Status.PASS,
        "<h2>Mentions légales</h2><p>Durand SARL</p>",
        note="on the page itself",
    ),
    Case("legal-notice-link", Status.PASS, '<a href="/x"><img src="x.png" alt="Mentions légales"></a>'),
    Case("legal-notice-link", Status.FAIL, '<a href="/contact">Contact</a>'),
    Case("legal-notice-link", Status.WARN, '<a href="#">Mentions légales</a>'),
    Case(
        "legal-notice-link",
        Status.NOT_APPLICABLE,
        page("<p>Your plumber in Leeds</p>", attributes='lang="en"'),
        url="https://a.example.co.uk/",
    ),
    Case("legal-notice-content", Status.PASS, notice(), url=NOTICE),
    Case("legal-notice-content", Status.PASS, german(AUSTRIAN), url="https://muster.at/impressum"),
    Case("legal-notice-content", Status.PASS, german(SWISS), url="https://muster.ch/impressum"),
    Case("legal-notice-content", Status.PASS, page(BELGIAN), url="https://exemple.be/mentions-legales"),
    Case(
        "legal-notice-content",
        Status.PASS,
        german(
            "<h1>Impressum</h1><p>Bäckerei Muster, Inhaber Max Muster<br>Mustergasse 5, 80469 München</p><p>Telefon: 089 9998822, info@muster.example</p><p>Technischer Betrieb der Seite: Wolke KG, Telefon 089 9998900</p>"
        ),
        url="https://muster.de/impressum",
        note="a sole owner, hosted by a company",
    ),
    Case(
        "legal-notice-content",
        Status.FAIL,
        notice(NOTICE_BODY.replace(SIRET, "900 000 001 00099")),
        url=NOTICE,
    ),
    Case(
        "legal-notice-content",
        Status.FAIL,
        german(AUSTRIAN.replace("FN 123456a, Handelsgericht Wien", "")),
        url="https://muster.at/impressum",
    ),
    Case(
        "legal-notice-content",
        Status.FAIL,
        german(SWISS.replace("info@muster.example", "")),
        url="https://muster.ch/impressum",
    ),
    Case(
        "legal-notice-content",
        Status.FAIL,
        page(BELGIAN.replace("0403.019.261", "0403.019.262")),
        url="https://exemple.be/mentions-legales",
    ),
    Case(
        "legal-notice-content",
        Status.WARN,
        notice(NOTICE_BODY.replace(" au capital de 8 000 euros", "")),
        url=NOTICE,
    ),
    Case("legal-notice-content", Status.NOT_APPLICABLE, home(), note="a page that links to the notice"),
    Case("privacy-policy-link", Status.PASS, FORM + POLICY),
    Case("privacy-policy-link", Status.WARN, home("<p>Bonjour</p>", GTAG)),
    Case("privacy-policy-link", Status.WARN, FORM),
    Case(
        "privacy-policy-link",
        Status.NOT_APPLICABLE,
        '<form role="search"><input type="search" name="q"></form>',
    ),
    Case("form-privacy-notice", Status.PASS, f"<div>{FORM}<p>Vos données servent à vous répondre.</p></div>"),
    Case("form-privacy-notice", Status.WARN, f"<p>Bonjour</p>{FORM}"),
    Case("form-privacy-notice", Status.NOT_APPLICABLE, '<form><input type="password" name="p"></form>'),
    Case(
        "terms-of-sale-link",
        Status.PASS,
        '<p>Valider ma commande</p><a href="/cgv">Conditions générales de vente</a>',
    ),
    Case("terms-of-sale-link", Status.WARN, "<p>Mon panier</p>"),
    Case("terms-of-sale-link", Status.NOT_APPLICABLE, "<p>Bonjour</p>"),
    Case(
        "consumer-mediator",
        Status.PASS,
        f"{TERMS}<p>Médiateur : CM2C, 49 rue de Ponthieu, 75008 Paris</p>",
        url=f"{HOME}cgv",
    ),
    Case("consumer-mediator", Status.WARN, TERMS, url=f"{HOME}cgv"),
    Case("consumer-mediator", Status.NOT_APPLICABLE, home()),
]
