"""A hundred sentences in natural French and German: a paraphrase of each is kept, what alters it is dropped.

The table is in wording.txt, a sentence a line, with one true claim and altered ones of many kinds.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier.chunks import chunks_of
from dossier.relevance import answers
from dossier.sources import text_source
from dossier.verify import Proof, Standing, Verifier
from llm.tasks.dossier import FoundClaim

TABLE = Path(__file__).parent / "wording.txt"
UNANSWERED = [
    ("Combien de pains la boulangerie vend-elle par jour ?", "La boulangerie vend des pains au levain."),
    ("Quel est le montant du loyer de la boutique ?", "La boutique se trouve rue Haute."),
    ("Qui a dessiné le logo de la boulangerie ?", "Odile Fasquier a fondé la boulangerie."),
    ("Quel est le salaire des apprentis ?", "Deux apprentis travaillent à l'atelier."),
    ("Quelle banque finance l'atelier ?", "L'atelier accepte le paiement par carte bancaire."),
    ("Quels pays l'entreprise livre-t-elle ?", "La livraison est gratuite dès 60 €."),
    ("La terrasse est-elle chauffée en hiver ?", "La terrasse reçoit quarante convives."),
    ("Combien de chiens le salon toilette-t-il par an ?", "Le toilettage d'un chien dure trois heures."),
    ("Quel diplôme possède la gérante ?", "Margaux dirige l'institut."),
    ("Wie viele Brote verkauft die Bäckerei täglich?", "Die Bäckerei verkauft Brot an das Hotel Seeblick."),
    ("Wer hat das Logo entworfen?", "Hanna Trautwein leitet die Werkstatt."),
    ("Wie hoch ist die Miete der Werkstatt?", "Die Werkstatt liegt in der Hafengasse."),
    ("Welche Bank finanziert den Betrieb?", "Kartenzahlung ist möglich."),
    ("Wie viele Fahrschüler bestehen beim ersten Mal?", "Eine Fahrstunde kostet 58 Euro."),
    ("Was verdienen die Lehrlinge?", "Edda Schirmer bildet drei Lehrlinge aus."),
    ("Gibt es einen Lieferdienst nach Österreich?", "Geliefert wird dienstags und freitags."),
    ("Ist der Biergarten im Winter geöffnet?", "Den Biergarten betreibt Familie Hollerer."),
    ("Wann wurde die Mühle verkauft?", "Die Mühle wurde 2014 neu aufgebaut."),
    (
        "Welchen Umsatz machte der Teehandel 2020?",
        "Der Teehandel verschickt Bestellungen innerhalb von drei Werktagen.",
    ),
]


def rows() -> Iterator[tuple[str, str, str, list[str]]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, sentence, true, *altered = line.split(" | ")
            yield language, sentence, true, altered


def proof(language: str, sentence: str, claim: str) -> Proof:
    sources = [text_source(sentence, id="S1", url="https://page.example/")]
    verifier = Verifier.over(sources, chunks_of(sources), ["Beispiel Betrieb"], [])
    return verifier.prove(FoundClaim(claim=claim, quote=sentence, chunk="S1.1"), language)


@pytest.mark.parametrize(
    ("language", "sentence", "claim"), [(row[0], row[1], row[2]) for row in rows() if row[2] != "-"]
)
def test_what_a_sentence_says_in_other_words_is_kept(language: str, sentence: str, claim: str) -> None:
    found = proof(language, sentence, claim)
    assert found.standing is Standing.SOUND, found.reason


@pytest.mark.parametrize(
    ("language", "sentence", "altered"), [(row[0], row[1], one) for row in rows() for one in row[3]]
)
def test_what_alters_a_sentence_does_not_stand_in_its_own_words(
    language: str, sentence: str, altered: str
) -> None:
    _, _, claim = altered.partition(": ")
    assert proof(language, sentence, claim).standing is not Standing.SOUND


@pytest.mark.parametrize(("question", "text"), UNANSWERED)
def test_a_claim_with_a_word_of_the_question_does_not_answer_it(question: str, text: str) -> None:
    assert not answers(text, question, "", ["Beispiel"])
