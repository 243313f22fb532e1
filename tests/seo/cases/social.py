from seo.check import Status
from tests.seo.cases import Case, page

FULL = (
    '<title>Durand</title><meta property="og:title" content="Durand"><meta property="og:description" content="Plombier">'
    '<meta property="og:image" content="https://a.example/i.jpg"><meta property="og:locale" content="fr_FR">'
    '<meta name="twitter:card" content="summary_large_image">'
)
DRAWING = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'

CASES = [
    Case("og-basic", Status.PASS, page("", FULL)),
    Case("og-basic", Status.WARN, page("", FULL.replace("https://a.example/i.jpg", "/i.jpg"))),
    Case("og-basic", Status.WARN, page("")),
    Case("og-basic", Status.NOT_APPLICABLE, DRAWING, headers={"content-type": "image/svg+xml"}),
    Case("og-locale", Status.PASS, page("", FULL)),
    Case("og-locale", Status.WARN, page("", FULL.replace("fr_FR", "fr-FR"))),
    Case("og-locale", Status.WARN, page("", FULL.replace("fr_FR", "en_US"))),
    Case("og-locale", Status.NOT_APPLICABLE, page("")),
    Case("twitter-card", Status.PASS, page("", FULL)),
    Case("twitter-card", Status.WARN, page("", FULL.replace("summary_large_image", "large"))),
    Case("twitter-card", Status.NOT_APPLICABLE, page("")),
]
