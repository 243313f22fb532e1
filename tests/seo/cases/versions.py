from seo.check import Status
from tests.seo.cases import URL, Case, page

P, W, N = Status.PASS, Status.WARN, Status.NOT_APPLICABLE
PLAIN = URL.replace("https", "http")
VERSIONS = '<link rel="alternate" hreflang="{}" href="{}">'


def head(markup: str) -> str:
    return page("<h1>Plombier</h1>", head=f"<title>Plomberie Exemple</title>{markup}")


CASES = [
    Case("canonical-https", P, head(f'<link rel="canonical" href="{URL}">')),
    Case("canonical-https", P, head('<link rel="canonical" href="/">'), note="relative"),
    Case(
        "canonical-https",
        P,
        head('<link rel="canonical" href="http://ailleurs.example/">'),
        note="other-host",
    ),
    Case("canonical-https", W, head(f'<link rel="canonical" href="{PLAIN}">')),
    Case("canonical-https", W, "<p>x</p>", headers={"Link": f"<{PLAIN}>; rel=canonical"}, note="header"),
    Case("canonical-https", N, head(f'<link rel="canonical" href="{PLAIN}">'), url=PLAIN, note="http"),
    Case("canonical-https", N, head("")),
    Case("hreflang-self", P, head(VERSIONS.format("fr", URL) + VERSIONS.format("de", f"{URL}de"))),
    Case("hreflang-self", P, head(VERSIONS.format("fr", URL)), url=f"{URL}#contact", note="fragment"),
    Case(
        "hreflang-self",
        P,
        head(f'<link rel="canonical" href="{URL}">' + VERSIONS.format("fr", URL)),
        url=f"{URL}?ref=1",
        note="canonical",
    ),
    Case("hreflang-self", W, head(VERSIONS.format("de", f"{URL}de"))),
    Case("hreflang-self", N, head("")),
]
