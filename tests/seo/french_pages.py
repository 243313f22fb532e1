"""Pages of an invented French plumber, right in every detail; tests plant one fault at a time."""

import json

SIREN = "900 000 001"
SIRET = "900 000 001 00017"
HOME = "https://www.plomberie-durand.example/"
NOTICE = f"{HOME}mentions-legales"

BUSINESS: dict[str, object] = {
    "@context": "https://schema.org",
    "@type": "Plumber",
    "name": "Plomberie Durand",
    "telephone": "+33 5 56 00 11 22",
    "url": HOME,
    "address": {
        "@type": "PostalAddress",
        "streetAddress": "12 boulevard des Lilas",
        "postalCode": "33000",
        "addressLocality": "Bordeaux",
        "addressCountry": "FR",
    },
    "openingHoursSpecification": [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "opens": "08:00",
            "closes": "18:00",
        },
        {"@type": "OpeningHoursSpecification", "dayOfWeek": "Saturday", "opens": "09:00", "closes": "12:00"},
    ],
}
GTAG = (
    '<script async src="https://www.googletagmanager.com/gtag/js?id=G-EXEMPLE"></script>'
    "<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments);}"
    "gtag('js',new Date());gtag('config','G-EXEMPLE',{cookie_flags:'SameSite=None;Secure'});</script>"
)
GTM = (
    "<script>(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':new Date().getTime(),event:'gtm.js'});"
    "var f=d.getElementsByTagName(s)[0],j=d.createElement(s);j.async=true;"
    "j.src='https://www.googletagmanager.com/gtm.js?id='+i;f.parentNode.insertBefore(j,f);"
    "})(window,document,'script','dataLayer','GTM-EXEMPLE');</script>"
)
PIXEL = (
    "<script>!function(f,b,e,v,n,t,s){if(f.fbq)return;n=f.fbq=function(){n.queue.push(arguments)};n.queue=[];"
    "t=b.createElement(e);t.src=v;s=b.getElementsByTagName(e)[0];s.parentNode.insertBefore(t,s)}"
    "(window,document,'script','https://connect.facebook.net/fr_FR/fbevents.js');fbq('init','1');</script>"
)
MATOMO = (
    "<script>var _paq=window._paq||[];_paq.push(['trackPageView']);(function(){var u='//stats.durand.example/';"
    "_paq.push(['setTrackerUrl',u+'matomo.php']);var d=document,g=d.createElement('script');"
    "g.src=u+'matomo.js';d.head.appendChild(g);})();</script>"
)


def markup(**changes: object) -> str:
    """Return the JSON-LD of the business with some properties changed; None takes one out."""
    data = {key: value for key, value in {**BUSINESS, **changes}.items() if value is not None}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def address(**changes: object) -> dict[str, object]:
    """Return the address of the business with some parts changed."""
    known = BUSINESS["address"]
    assert isinstance(known, dict)
    return {key: value for key, value in {**known, **changes}.items() if value is not None}


BODY = """
<header><a href="/">Plomberie Durand</a>
<p>Appelez-nous : <a href="tel:+33556001122">05 56 00 11 22</a></p></header>
<main><h1>Plombier à Bordeaux</h1>
<p>Depuis vingt ans, nous réparons les fuites, les chaudières et les salles de bain des Bordelais.</p>
<h2>Horaires</h2>
<ul><li>Du lundi au vendredi : 8h - 18h</li><li>Samedi : 9h - 12h</li><li>Dimanche : fermé</li></ul>
<form action="/contact" method="post"><label>Votre e-mail <input type="email" name="email"></label>
<p>Vos données servent à vous répondre, voir la <a href="/confidentialite">politique de confidentialité</a>.</p>
<button>Envoyer</button></form></main>
<footer><p>Plomberie Durand, 12 bd des Lilas, 33000 Bordeaux</p>
<p>Tél. <a href="tel:+33556001122">05 56 00 11 22</a></p>
<p><a href="https://maps.app.goo.gl/exemple">Nous trouver</a> – devis gratuit</p>
<p>© 2026 Plomberie Durand – <a href="/mentions-legales">Mentions légales</a>
– <a href="/confidentialite">Confidentialité</a></p></footer>"""

EDITOR = (
    f"<h2>Éditeur du site</h2><p>Plomberie Durand, SARL au capital de 8 000 euros<br>"
    f"Siège social : 12 boulevard des Lilas, 33000 Bordeaux<br>SIRET : {SIRET}<br>"
    f"RCS Bordeaux {SIREN}<br>Téléphone : 05 56 00 11 22<br>contact@plomberie-durand.example</p>"
)
DIRECTOR = "<p>Directeur de la publication : Jean Durand, gérant.</p>"
HOST = (
    "<h2>Hébergement</h2><p>Le site est hébergé par Nuage Exemple SAS, 3 quai des Serveurs, 59100 Roubaix, "
    "téléphone 03 20 00 11 22.</p>"
)
RIGHTS = "<h2>Propriété intellectuelle</h2><p>Les textes et les photos du site sont protégés.</p>"
NOTICE_BODY = f"<main><h1>Mentions légales</h1>{EDITOR}{DIRECTOR}{HOST}{RIGHTS}</main>"


def home(
    body: str = BODY, head: str | None = None, title: str = "Plombier à Bordeaux | Plomberie Durand"
) -> str:
    """Return the home page with another body or head."""
    head = markup() if head is None else head
    return f'<!doctype html>\n<html lang="fr">\n<head><title>{title}</title>{head}</head>\n<body>{body}</body></html>'


def notice(
    body: str = NOTICE_BODY, lang: str = "fr", title: str = "Mentions légales – Plomberie Durand"
) -> str:
    """Return the page of the legal notice with another body."""
    return f'<!doctype html>\n<html lang="{lang}">\n<head><title>{title}</title></head>\n<body>{body}</body></html>'
