from seo.check import Status
from seo.lead_facts import LeadFacts
from tests.seo.cases import Case
from tests.seo.french_pages import BODY, address, home, markup

LEAD = LeadFacts(
    phones=["05 56 00 11 22"], street="12, Boulevard des Lilas", postcode="33000", city="Bordeaux"
)

CASES = [
    Case("nap-consistency", Status.PASS, home()),
    Case("nap-consistency", Status.FAIL, home(head=markup(telephone="+33556009988"))),
    Case("nap-consistency", Status.FAIL, home(head=markup(address=address(streetAddress="3 rue Neuve")))),
    Case("nap-consistency", Status.NOT_APPLICABLE, home(head=""), note="no markup"),
    Case(
        "nap-consistency",
        Status.NOT_APPLICABLE,
        home("<p>Bonjour</p>", markup(name=None)),
        note="nothing shown",
    ),
    Case("nap-matches-lead", Status.PASS, home(), lead=LEAD),
    Case("nap-matches-lead", Status.WARN, home(BODY.replace("33000 Bordeaux", "33400 Talence")), lead=LEAD),
    Case("nap-matches-lead", Status.NOT_APPLICABLE, home()),
]
