"""Prose from claims: only sentences that hold are shown, while it is written and after."""

import pytest

from dossier.records import Citation, Claim, DroppedClaim, Section, Source
from dossier.verify import Verifier
from dossier.witness import Witness
from dossier.write import Writer
from llm.tasks.dossier import keys_inside, keys_of
from llm.tasks.sentences import sentences

TEXT = "Notre équipe compte douze salariés. La zone couvre Bordeaux et Pessac."
SOURCE = Source(id="S1", url="https://fontrouge.example/", text=TEXT, language="fr")
CLAIMS = [
    Claim(
        key=key,
        text=claim,
        chunk="S1.1",
        citations=[Citation(source="S1", url=SOURCE.url, quote=quote)],
    )
    for key, claim, quote in (
        ("c1", "L'équipe compte douze salariés.", "Notre équipe compte douze salariés"),
        ("c2", "La zone couvre Bordeaux et Pessac.", "La zone couvre Bordeaux et Pessac"),
    )
]
PROSE = "L'équipe compte douze salariés [c1]. Elle compte 40 salariés [c1]. La zone couvre Bordeaux et Pessac [c2]."


class _Writing:
    """A model that writes letter by letter."""

    def room(self, _instructions: object) -> int:
        return 4_000

    def write(self, _messages: object, on_text: object = None, *, anew: bool = False) -> str:
        assert not anew
        for end in range(1, len(PROSE) + 1):
            if callable(on_text):
                on_text(PROSE[:end])
        return PROSE


def test_a_section_grows_sentence_by_sentence_and_never_shows_what_does_not_hold() -> None:
    shown: list[Section] = []
    dropped: list[DroppedClaim] = []
    verifier = Verifier.over([SOURCE], [], [])
    models = _Writing()
    writer = Writer(models, verifier, Witness(models), "fr", dropped.append, shown.append)  # type: ignore[arg-type]
    section = writer.section("Taille", "Quelle taille ?", CLAIMS)
    texts = [[one.text for one in step.sentences] for step in shown]
    assert texts[0] == ["L'équipe compte douze salariés."]
    assert all("40" not in text for step in texts for text in step)
    assert [one.text for one in section.sentences] == [
        "L'équipe compte douze salariés.",
        "La zone couvre Bordeaux et Pessac.",
    ]
    assert [one.text for one in dropped] == ["Elle compte 40 salariés."]


@pytest.mark.parametrize(
    "prose",
    [
        "Un fait [c1]. Un autre [c2][c3].",
        "Un fait. [c1] Un autre. [c2][c3]",
        "Un fait.[c1] Un autre. [c2, c3]",
        "Un fait ! (c1) Un autre… [c2] [c3]",
        "« Un fait. » [c1]. « Un autre. » [c2][c3].",
        "“Un fait.” [c1]\nUn autre [c2, c3].",
    ],
)
def test_keys_behind_a_full_stop_belong_to_its_sentence(prose: str) -> None:
    keys = [keys_of(sentence)[1] for sentence in sentences(keys_inside(prose))]
    assert keys == [["c1"], ["c2", "c3"]]
