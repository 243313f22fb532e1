"""A sentence that names a supplier or a competitor may still be about the business: its own part is."""

import pytest

from dossier.chunks import chunks_of
from dossier.sources import text_source
from dossier.verify import Standing, Verifier
from llm.tasks.dossier import FoundClaim

ITS_OWN = [
    (
        "fr",
        "Mars 2026 : Fontrouge a remporté l'entretien des chaudières de la mairie face à trois concurrents.",
        "En mars 2026, Fontrouge a remporté l'entretien des chaudières de la mairie.",
    ),
    (
        "fr",
        "Nous avons gagné le marché du lycée Valmuz contre deux confrères.",
        "L'entreprise a gagné le marché du lycée Valmuz.",
    ),
    (
        "fr",
        "Nous assemblons les volets chez notre sous-traitant de Valmuz.",
        "L'entreprise assemble les volets.",
    ),
    (
        "de",
        "Seit der Insolvenz unseres Zulieferers Hartung beziehen wir das Holz aus Tirol.",
        "Fontrouge bezieht sein Holz aus Tirol.",
    ),
    (
        "de",
        "Nach dem Ausfall des Lieferanten Hartung fertigen wir die Rahmen in Musterau.",
        "Der Betrieb fertigt die Rahmen in Musterau.",
    ),
    (
        "de",
        "Wir gewannen den Auftrag der Stadt Musterau gegen vier Mitbewerber.",
        "Der Betrieb gewann den Auftrag der Stadt Musterau.",
    ),
    (
        "en",
        "We won the contract of Musterton school against three competitors.",
        "The company won the contract of Musterton school.",
    ),
    (
        "en",
        "Since the closure of our supplier Hartung we buy the felt from Wales.",
        "The company buys its felt from Wales.",
    ),
]
OF_OTHERS = [
    (
        "fr",
        "Nous travaillons avec notre fournisseur Hartung qui emploie 40 personnes.",
        "L'entreprise emploie 40 personnes.",
    ),
    ("fr", "Nous complétons les 40 salariés de notre partenaire.", "L'entreprise compte 40 salariés."),
    (
        "fr",
        "Nous employons avec notre partenaire Hartung 40 personnes.",
        "L'entreprise emploie 40 personnes.",
    ),
    (
        "fr",
        "Face à nous, notre concurrent a remporté l'entretien du lycée.",
        "L'entreprise a remporté l'entretien du lycée.",
    ),
    ("fr", "Notre concurrent affirme que nous livrons 40 communes.", "L'entreprise livre 40 communes."),
    (
        "fr",
        "Nous avons perdu le marché face à un concurrent de Valmuz qui emploie 40 personnes.",
        "L'entreprise emploie 40 personnes.",
    ),
    (
        "de",
        "Seit der Insolvenz unseres Zulieferers mit 40 Mitarbeitern suchen wir Ersatz.",
        "Der Betrieb hat 40 Mitarbeiter.",
    ),
    ("de", "Wir vertreten den Lieferanten Hartung mit 400 Mitarbeitern.", "Der Betrieb hat 400 Mitarbeiter."),
    ("de", "Unser Mitbewerber sagt, dass wir 40 Gemeinden beliefern.", "Der Betrieb beliefert 40 Gemeinden."),
    ("de", "Für unseren Lieferanten arbeiten 40 Schreiner, wie wir hören.", "Der Betrieb hat 40 Schreiner."),
    ("en", "We work beside our supplier Hartung with its 400 employees.", "The company has 400 employees."),
    ("en", "We lost to a competitor with 40 vans.", "The company has 40 vans."),
]


def standing(language: str, sentence: str, claim: str) -> Standing:
    sources = [text_source(sentence, id="S1", url="https://fontrouge.example/")]
    sources = [one.model_copy(update={"language": language}) for one in sources]
    verifier = Verifier.over(sources, chunks_of(sources), ["Fontrouge", "Bordeaux", "plombier"])
    return verifier.prove(FoundClaim(claim=claim, quote=sentence, chunk="S1.1"), language).standing


@pytest.mark.parametrize(("language", "sentence", "claim"), ITS_OWN)
def test_what_the_business_does_beside_others_is_its_own(language: str, sentence: str, claim: str) -> None:
    assert standing(language, sentence, claim) in {Standing.SOUND, Standing.THIN}


@pytest.mark.parametrize(("language", "sentence", "claim"), OF_OTHERS)
def test_what_others_are_said_to_have_is_none_of_its_own(language: str, sentence: str, claim: str) -> None:
    assert standing(language, sentence, claim) in {Standing.FALSE, Standing.DOUBTFUL}
