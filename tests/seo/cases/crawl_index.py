from seo.check import Status
from tests.seo.cases import URL, Case, page

P, F, W, N = Status.PASS, Status.FAIL, Status.WARN, Status.NOT_APPLICABLE
LOCAL = "file:///pages/page.html"
SVG = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>'
SVG_TYPE: dict[str, str | list[str]] = {"content-type": "image/svg+xml"}


def head(markup: str) -> str:
    return page("<h1>Plombier</h1><p>Bonjour</p>", head=f"<title>Plomberie Exemple</title>{markup}")


CASES = [
    Case("page-readable", P, "<p>Bonjour</p>"),
    Case("page-readable", F, " \n ", note="nothing"),
    Case("page-readable", F, "\x00\x01\x02\x03" * 50, note="binary"),
    Case("page-readable", F, "<div>" * 50_000, note="nested"),
    Case("page-readable", N, SVG, headers=SVG_TYPE, note="svg"),
    Case("http-status-code", P, "<p>Bonjour</p>"),
    Case("http-status-code", P, "<p>Bonjour</p>", code=301),
    Case("http-status-code", F, "<p>Non</p>", code=404),
    Case("http-status-code", F, "", code=0),
    Case("http-status-code", N, "<p>Bonjour</p>", url=LOCAL),
    Case("is-crawlable", P, "<p>Bonjour</p>"),
    Case("is-crawlable", P, head('<meta name="robots" content="all, noarchive">')),
    Case(
        "is-crawlable", P, head('<meta name="robots" content="unavailable_after: 25 Jun 2199 15:00:00 GMT">')
    ),
    Case("is-crawlable", F, head('<meta name="RoBots" content="follow, NOINDEX">')),
    Case("is-crawlable", F, head('<meta name="robots" content="none">')),
    Case(
        "is-crawlable", F, head('<meta name="robots" content="unavailable_after: 25 Jun 2011 15:00:00 GMT">')
    ),
    Case(
        "is-crawlable",
        F,
        head('<meta name="robots" content="all, unavailable_after: 25-Aug-2012 15:00:00 EST">'),
    ),
    Case("is-crawlable", F, head('<meta name="robots" content="unavailable_after: 2012-08-25">')),
    Case("is-crawlable", F, "<p>x</p>", headers={"X-Robots-Tag": ["all", "  noindex "]}, note="header"),
    Case(
        "is-crawlable",
        F,
        "<p>x</p>",
        headers={"X-Robots-Tag": "nofollow, unavailable_after: Saturday, 25-Aug-12 15:00:00 EST"},
        note="rfc-850",
    ),
    Case(
        "is-crawlable",
        P,
        "<p>x</p>",
        headers={"X-Robots-Tag": "unavailable_after: Saturday, 25-Aug-57 15:00:00 EST, nofollow"},
        note="rfc-850-to-come",
    ),
    Case("is-crawlable", P, "<p>x</p>", headers={"X-Robots-Tag": "otherbot: noindex"}, note="other-bot"),
    Case("is-crawlable", W, "<p>x</p>", headers={"X-Robots-Tag": "Googlebot: noindex"}, note="one-bot"),
    Case("is-crawlable", W, head('<meta name="googlebot" content="noindex">')),
    Case("is-crawlable", F, "<p>x</p>", robots_txt="User-agent: *\nDisallow: /", note="robots.txt"),
    Case(
        "is-crawlable", P, "<p>x</p>", robots_txt="User-agent: *\nDisallow: /", robots_status=503, note="503"
    ),
    Case("is-crawlable", P, "<p>x</p>", robots_txt="User-agent: SomeBot\nDisallow: /", note="some-bot"),
    Case(
        "is-crawlable",
        W,
        "<p>x</p>",
        robots_txt="User-agent: archive.org_bot\nAllow: /\n\nUser-agent: *\nDisallow: /",
        note="one-allowed",
    ),
    Case("is-crawlable", P, page("<p>x</p><meta name=robots content=noindex>"), note="in-body"),
    Case("is-crawlable", N, "<p>x</p>", url=LOCAL),
    Case("robots-txt", P, "<p>x</p>", robots_txt="User-agent: *\nDisallow: /x", robots_status=200),
    Case("robots-txt", F, "<p>x</p>", robots_txt="Disallow: /x", robots_status=200),
    Case("robots-txt", F, "<p>x</p>", robots_status=500),
    Case("robots-txt", F, "<p>x</p>", robots_status=429),
    Case("robots-txt", F, "<p>x</p>", robots_status=0),
    Case("robots-txt", N, "<p>x</p>", robots_txt="no such thing", robots_status=404),
    Case("robots-txt", N, "<p>x</p>", robots_txt="", robots_status=200),
    Case("robots-txt", Status.COULD_NOT_CHECK, "<p>x</p>"),
    Case("canonical", P, head(f'<link rel="canonical" href="{URL}">')),
    Case(
        "canonical",
        P,
        head(f'<link rel="Canonical" href="{URL}"><link rel="canonical" href="{URL}">'),
        note="twice",
    ),
    Case("canonical", F, head('<link rel="canonical" href="/">')),
    Case("canonical", F, head('<link rel="canonical" href="https:// plomberie.example">')),
    Case("canonical", F, head('<link rel="canonical" href="https://">')),
    Case(
        "canonical",
        F,
        head('<link rel="canonical" href="https://a.example/">'),
        headers={"Link": '<https://b.example/>; rel="canonical"'},
        note="conflict",
    ),
    Case("canonical", F, head(f'<link rel="canonical" href="{URL}">'), url=f"{URL}tarifs", note="home-page"),
    Case(
        "canonical",
        F,
        head(
            f'<link rel="canonical" href="{URL}en"><link rel="alternate" hreflang="en" href="{URL}en">'
            f'<link rel="alternate" hreflang="fr" href="{URL}">'
        ),
        note="other-language",
    ),
    Case("canonical", P, "<p>x</p>", headers={"Link": f"<{URL}>; rel=canonical"}, note="header"),
    Case("canonical", N, "<p>x</p>"),
    Case("canonical", N, page(f'<link rel="canonical" href="{URL}x"><p>x</p>'), note="in-body"),
    Case("hreflang", P, head('<link rel="alternate" hreflang="FR-be" href="https://a.example/">')),
    Case("hreflang", P, head('<link rel="alternate" hreflang="x-default" href="https://a.example/">')),
    Case("hreflang", F, head('<link rel="alternate" hreflang="xx" href="https://a.example/">')),
    Case("hreflang", F, head('<link rel="alternate" hreflang=" fr" href="https://a.example/">')),
    Case("hreflang", F, head('<link rel="alternate" hreflang="fr" href="//a.example/">')),
    Case("hreflang", F, head('<link rel="alternate" hreflang="fr">')),
    Case(
        "hreflang",
        F,
        "<p>x</p>",
        headers={"Link": ['<https://a.example/>;rel="alternate";hreflang="xx"']},
        note="header",
    ),
    Case("hreflang", N, "<p>x</p>"),
    Case("hreflang", P, page('<p>x</p><link rel="alternate" hreflang="xx" href="/">'), note="in-body"),
    Case("soft-404", P, "<h1>Plombier à Bordeaux</h1><p>Nous réparons vos fuites.</p>"),
    Case("soft-404", F, "<h1>Page introuvable</h1><p>Retour à l'accueil.</p>"),
    Case("soft-404", F, "<h1>Oups !</h1><p>La page que vous cherchez n’existe plus.</p>"),
    Case("soft-404", F, page("<p>Zurück</p>", head="<title>Seite nicht gefunden</title>")),
    Case("soft-404", F, "<h1>404</h1>"),
    Case("soft-404", P, "<h1>Notre agence au 404 rue du Port</h1><p>Ouverte du lundi au vendredi.</p>"),
    Case(
        "soft-404",
        P,
        "<p>" + "Un article sur les erreurs d'un site. " * 30 + "La page demandée n'existe pas.</p>",
    ),
    Case("soft-404", N, "<p></p>"),
    Case("page-redirects", P, "<p>Bonjour</p><script>document.title = 'x';</script>"),
    Case("page-redirects", F, head('<meta http-equiv="refresh" content="0; url=/nouveau">')),
    Case("page-redirects", P, head('<meta http-equiv="refresh" content="300">')),
    Case("page-redirects", F, "<p>x</p><script>window.location.href = '/nouveau';</script>"),
    Case("page-redirects", F, "<p>x</p><script>location.replace('/nouveau')</script>"),
    Case("page-redirects", P, "<p>x</p><script>function go() { location.href = '/x'; }</script>"),
    Case("page-redirects", N, page("")),
    Case("html-size", P, "<p>x</p>"),
    Case("html-size", F, f"<p>{'mot ' * 520_000}</p>", note="large"),
    Case("html-size", N, SVG, headers=SVG_TYPE, note="svg"),
    Case("url-shape", P, "<p>x</p>", url=f"{URL}depannage-plomberie"),
    Case("url-shape", W, "<p>x</p>", url=f"{URL}Nos_Services"),
    Case("url-shape", W, "<p>x</p>", url=f"{URL}p?a=1&b=2&c=3&d=4"),
    Case("url-shape", W, "<p>x</p>", url=f"{URL}p?PHPSESSID=abc"),
    Case("url-shape", W, "<p>x</p>", url=f"{URL}{'plomberie-' * 12}"),
    Case("url-shape", N, "<p>x</p>", url=LOCAL),
    Case("ai-crawlers", P, "<p>x</p>", robots_txt="User-agent: *\nDisallow: /admin"),
    Case("ai-crawlers", W, "<p>x</p>", robots_txt="User-agent: GPTBot\nDisallow: /"),
    Case("ai-crawlers", N, "<p>x</p>", robots_txt="", robots_status=200),
]
