from seo.check import Status
from tests.seo.cases import URL, Case, page
from tests.seo.cases.crawl_index import SVG, SVG_TYPE

P, F, W, N = Status.PASS, Status.FAIL, Status.WARN, Status.NOT_APPLICABLE
GOOD_TITLE = "Plombier à Bordeaux, dépannage en une heure"
GOOD_DESCRIPTION = (
    "Dépannage, chauffe-eau et salles de bains à Bordeaux et Mérignac : un devis gratuit sous 24 heures."
)


def titled(text: str, body: str = "<p>Bonjour</p>") -> str:
    return page(body, head=f"<title>{text}</title>")


def head(markup: str, body: str = "<p>Bonjour</p>") -> str:
    return page(body, head=f"<title>{GOOD_TITLE}</title>{markup}")


CASES = [
    Case("document-title", P, titled("Plomberie")),
    Case("document-title", P, page("<title>Plomberie</title>", head=""), note="in-body"),
    Case("document-title", F, titled(" \n ")),
    Case("document-title", F, titled("&nbsp;"), note="nbsp"),
    Case("document-title", F, page("<svg><title>Un logo</title></svg>", head="")),
    Case("document-title", N, SVG, headers=SVG_TYPE, note="svg"),
    Case("title-length", P, titled(GOOD_TITLE)),
    Case("title-length", W, titled("Plomberie Exemple"), note="short"),
    Case("title-length", W, titled("é" * 61), note="long"),
    Case("title-length", P, titled("é" * 50), note="decomposed-counted-once"),
    Case("title-length", P, titled("e\u0301" * 50), note="decomposed"),
    Case("title-length", W, titled("M" * 40), note="wide"),
    Case("title-length", P, titled("i" * 60), note="narrow"),
    Case("title-length", N, titled("")),
    Case("title-single", P, titled("Plomberie")),
    Case("title-single", W, head("<title>Encore un</title>")),
    Case("title-single", W, page("<p>x</p><title>Plomberie</title>", head="")),
    Case("title-single", P, titled("Plomberie", "<svg><title>Logo</title></svg>")),
    Case("title-single", N, page("<p>x</p>", head="")),
    Case("placeholder-title", P, titled(GOOD_TITLE)),
    Case("placeholder-title", P, titled("Accueil - Plomberie Exemple à Bordeaux")),
    Case("placeholder-title", F, titled("Accueil")),
    Case("placeholder-title", F, titled("Page d’accueil")),
    Case("placeholder-title", F, titled("Home")),
    Case("placeholder-title", F, titled("Sans titre 2")),
    Case("placeholder-title", F, titled("Accueil | Wix.com")),
    Case("placeholder-title", F, titled("Startseite")),
    Case("placeholder-title", N, titled(" ")),
    Case("title-same-as-h1", P, titled(GOOD_TITLE, "<h1>Dépannage de plomberie</h1>")),
    Case("title-same-as-h1", W, titled(GOOD_TITLE, f"<h1>{GOOD_TITLE.upper()}</h1>")),
    Case(
        "title-same-as-h1", W, titled(GOOD_TITLE, f"<h1>{GOOD_TITLE.replace('–', '|')} !</h1>"), note="dashes"
    ),
    Case("title-same-as-h1", N, titled(GOOD_TITLE)),
    Case("meta-description", P, head(f'<meta name="Description" content="{GOOD_DESCRIPTION}">')),
    Case("meta-description", F, head("")),
    Case("meta-description", F, head('<meta name="description" content=" ">')),
    Case("meta-description", F, head("", '<meta name="description" content="x">'), note="in-body"),
    Case("meta-description", N, SVG, headers=SVG_TYPE, note="svg"),
    Case("meta-description-length", P, head(f'<meta name="description" content="{GOOD_DESCRIPTION}">')),
    Case("meta-description-length", W, head('<meta name="description" content="Plombier.">')),
    Case("meta-description-length", W, head(f'<meta name="description" content="{"é" * 156}">'), note="long"),
    Case(
        "meta-description-length",
        P,
        head(f'<meta name="description" content="{GOOD_DESCRIPTION.replace(" ", "     ")}">'),
        note="blanks",
    ),
    Case("meta-description-length", N, head("")),
    Case("meta-description-single", P, head('<meta name="description" content="x">')),
    Case("meta-description-single", W, head('<meta name="description" content="x">' * 2)),
    Case("meta-description-single", N, head("")),
    Case("meta-in-body", P, head('<meta name="description" content="x">')),
    Case(
        "meta-in-body",
        F,
        head('<img src="pixel.gif"><meta name="description" content="x">'),
        note="broken-head",
    ),
    Case("meta-in-body", F, head("", f'<link rel="canonical" href="{URL}">')),
    Case("meta-in-body", P, head('<noscript><img src="p.gif"></noscript><meta name="robots" content="all">')),
    Case("meta-in-body", P, head("", '<meta itemprop="name" content="x">'), note="microdata"),
    Case("meta-in-body", N, page("<p>x</p>", head="")),
    Case("viewport", P, head('<meta name="viewport" content="width=device-width, initial-scale=1">')),
    Case("viewport", P, head('<meta name="viewport" content="initial-scale = 1">')),
    Case("viewport", P, head('<meta name="viewport" content="width = device-width   ">')),
    Case("viewport", F, head("")),
    Case("viewport", F, head('<meta name="viewport" content="maximum-scale=1">')),
    Case("viewport", F, head('<meta name="viewport" content="width=device-width, initial-scale=0.9">')),
    Case("viewport", F, head('<meta name="viewport" content="initial-scale=tiny">')),
    Case("viewport", F, head('<meta name="viewport" content="nonsense=1">')),
    Case("viewport", F, head("", '<meta name="viewport" content="width=device-width">'), note="in-body"),
    Case("viewport", N, SVG, headers=SVG_TYPE, note="svg"),
    Case("charset", P, head('<meta charset="UTF-8">')),
    Case("charset", P, head('<meta http-equiv="Content-Type" content="text/html; charset=utf-8">')),
    Case("charset", P, head(""), headers={"Content-Type": "text/html; charset=utf-8"}, note="header"),
    Case("charset", W, head('<meta charset="iso-8859-1">')),
    Case("charset", F, head("")),
    Case("charset", F, head(f'<style>{"a{b:c}" * 300}</style><meta charset="utf-8">'), note="late"),
    Case("charset", N, SVG, headers=SVG_TYPE, note="svg"),
    Case("doctype", P, head("")),
    Case("doctype", P, "<!DOCTYPE html SYSTEM 'about:legacy-compat'><html><title>x</title>"),
    Case("doctype", F, "<html><title>x</title><p>Bonjour</p></html>"),
    Case("doctype", W, '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN"><html><title>x</title></html>'),
    Case("doctype", N, SVG, headers=SVG_TYPE, note="svg"),
    Case("favicon", P, head('<link rel="shortcut icon" href="/favicon.ico">')),
    Case("favicon", W, head("")),
    Case("favicon", N, SVG, headers=SVG_TYPE, note="svg"),
]
