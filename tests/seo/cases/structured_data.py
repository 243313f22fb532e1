from seo.check import Status
from tests.seo.cases import Case
from tests.seo.french_pages import address, home, markup


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


MICRODATA = (
    '<div itemscope itemtype="https://schema.org/Plumber"><b itemprop="name">Durand</b>'
    '<p itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">'
    '<span itemprop="streetAddress">12 rue des Lilas</span> <span itemprop="postalCode">33000</span> '
    '<span itemprop="addressLocality">Bordeaux</span></p></div>'
)

ENTRY = "<p>{0}<br>{1}<br>Tél. {2}</p>"
ENTRIES = [
    ("Plomberie Martin", "12 rue des Lilas, 33000 Bordeaux", "05 36 49 10 20"),
    ("Électricité Petit", "4 avenue Thiers, 33100 Bordeaux", "05 36 49 21 33"),
    ("Garage Leroy", "27 cours Pasteur, 33700 Mérignac", "05 36 49 32 41"),
]
DIRECTORY = "".join(ENTRY.format(*entry) for entry in ENTRIES)

CASES = [
    Case("structured-data-valid", Status.PASS, home()),
    Case("structured-data-valid", Status.PASS, script('<!--\n{"@type": "WebSite", "name": "Durand"}\n-->')),
    Case("structured-data-valid", Status.FAIL, script('{"@type": "WebSite", "name": "Durand"')),
    Case("structured-data-valid", Status.FAIL, script("")),
    Case("structured-data-valid", Status.WARN, script('{"name": "Durand"}')),
    Case("structured-data-valid", Status.NOT_APPLICABLE, "<p>Bonjour</p>"),
    Case("schema-local-business", Status.PASS, home()),
    Case("schema-local-business", Status.PASS, MICRODATA),
    Case("schema-local-business", Status.PASS, home(head=markup(address=[None, address()]))),
    Case("schema-local-business", Status.PASS, home(head=markup(address=None, serviceArea={"name": "Gironde"}))),
    Case("schema-local-business", Status.PASS, home(head=markup(**{"@type": ["Organization", "https://schema.org/HVACBusiness"]}))),
    Case("schema-local-business", Status.PASS,
         script('{"@graph": [{"@type": "Plumber", "name": "D", "areaServed": {"@id": "#a"}}, {"@id": "#a", "@type": "City", "name": "Bordeaux"}]}')),
    Case("schema-local-business", Status.WARN,
         script('{"@type": "LocalBusiness", "name": "D", "address": [null]}')),
    Case("schema-local-business", Status.WARN, MICRODATA.replace('itemprop="postalCode"', "")),
    Case("schema-local-business", Status.FAIL,
         script('{"@type": "LocalBusiness", "name": "D", "areaServed": {"@id": "#nowhere"}}')),
    Case("schema-local-business", Status.FAIL, home(head=markup(name=" "))),
    Case("schema-local-business", Status.WARN, home(head=""), note="address and phone without markup"),
    Case("schema-local-business", Status.NOT_APPLICABLE, "<p>Bonjour</p>"),
    Case("schema-local-business", Status.NOT_APPLICABLE, script('{"@type": "Article", "headline": "Les fuites"}')),
    Case("schema-local-business", Status.NOT_APPLICABLE, DIRECTORY, note="directory"),
    Case("schema-local-business", Status.WARN, ENTRY.format(*ENTRIES[0]), note="one-entry"),
]  # fmt: skip
