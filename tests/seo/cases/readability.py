from seo.check import Status
from tests.seo.cases import Case, page
from tests.seo.test_french_faults import EASY, HARD

GERMAN = (
    "Die Wärmerückgewinnungsanlagenverordnung berücksichtigt insbesondere die Energieeinsparungsverpflichtungen der "
    "Wohnungseigentümergemeinschaften sowie die Verwaltungsvorschriften der Genehmigungsbehörden hinsichtlich der "
    "Emissionsbegrenzungsmaßnahmen. "
) * 4

CASES = [
    Case("readability", Status.PASS, f"<p>{EASY}</p>"),
    Case("readability", Status.WARN, f"<p>{HARD}</p>"),
    Case("readability", Status.WARN, page(f"<p>{GERMAN}</p>", attributes='lang="de"')),
    Case("readability", Status.NOT_APPLICABLE, "<p>Bonjour et bienvenue chez nous.</p>"),
    Case(
        "readability",
        Status.NOT_APPLICABLE,
        page(f"<p>{'We mend what leaks in your house today. ' * 20}</p>", attributes='lang="en"'),
    ),
]
