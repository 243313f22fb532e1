from seo.check import Status
from seo.lead_facts import LeadFacts
from tests.seo.cases import Case
from tests.seo.french_pages import BODY, home, markup

LEAD = LeadFacts(trade="plombier", city="Bordeaux")
BREAK = "Du lundi au vendredi : 8h-12h et 14h-18h"

CASES = [
    Case("opening-hours-consistency", Status.PASS, home()),
    Case("opening-hours-consistency", Status.FAIL, home(BODY.replace("8h - 18h", "9h - 18h"))),
    Case("opening-hours-consistency", Status.WARN, home(BODY.replace("Du lundi au vendredi : 8h - 18h", BREAK)), note="the break at noon"),
    Case("opening-hours-consistency", Status.NOT_APPLICABLE, home(head=markup(openingHoursSpecification=None))),
    Case("opening-hours-consistency", Status.NOT_APPLICABLE, home("<p>Sur rendez-vous du lundi au jeudi de 9h à 10h</p>")),
    Case("opening-hours-consistency", Status.NOT_APPLICABLE,
         home("<p>Magasin : lundi 9h-12h</p><p>Atelier : lundi 14h-18h</p>"), note="two timetables"),
    Case("map-link", Status.PASS, home()),
    Case("map-link", Status.PASS, home(BODY.replace("https://maps.app.goo.gl/exemple", "/plan") + '<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>')),
    Case("map-link", Status.WARN, home(BODY.replace("https://maps.app.goo.gl/exemple", "/plan"))),
    Case("map-link", Status.NOT_APPLICABLE, home("<p>Bonjour</p>")),
    Case("local-keywords", Status.PASS, home(title="Plomberie et chauffage à BORDEAUX"), lead=LEAD),
    Case("local-keywords", Status.WARN, home(title="Durand – à votre service"), lead=LEAD),
    Case(
        "local-keywords",
        Status.WARN,
        home("<h1>Bienvenue</h1><p>Nous sommes à votre service.</p>", title="Plomberie et chauffage à BORDEAUX"),
        lead=LEAD,
        note="title-only",
    ),
    Case("local-keywords", Status.NOT_APPLICABLE, home()),
    Case("price-information", Status.PASS, home()),
    Case("price-information", Status.WARN, home(BODY.replace(" – devis gratuit", ""))),
    Case("price-information", Status.NOT_APPLICABLE, "<p>Bonjour</p>"),
]  # fmt: skip
