from seo.check import Status
from tests.seo.cases import Case, page

CASES = [
    Case("document-title", Status.PASS, page("<p>Bonjour</p>")),
    Case("document-title", Status.FAIL, page("<p>Bonjour</p>", head="<title> \n </title>")),
    Case("document-title", Status.FAIL, page("<svg><title>Un logo</title></svg>", head="")),
    Case(
        "document-title",
        Status.NOT_APPLICABLE,
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        headers={"content-type": "image/svg+xml"},
    ),
]
