"""A second model that agrees with what is plainly false is no witness."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from dossier.models import Usage
from dossier.witness import Control, Verdict, Witness
from llm.tasks.dossier import Supported

REFUTED = [Control(f"Elle emploie {n} salariés.", "Elle emploie 12 salariés.") for n in (13, 14)]


class _Second:
    """A second model that answers by a rule."""

    def __init__(self, supports: Callable[[str], bool]) -> None:
        self.usage = Usage()
        self.asked: list[str] = []
        self._supports = supports

    def check(self, schema: type[Any], messages: list[dict[str, Any]]) -> object:
        text = str(messages[-1]["content"])
        self.asked.append(text)
        if schema is Supported:
            return SimpleNamespace(supported=self._supports(text))
        return SimpleNamespace(contradicted=False)


def _witness(supports: Callable[[str], bool]) -> tuple[Witness, _Second]:
    second = _Second(supports)
    return Witness(second), second  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("supports", "claims", "refuted", "reliable"),
    [
        (lambda _: True, 1, REFUTED, False),
        (lambda text: "13" not in text and "14" not in text, 1, REFUTED, True),
        (lambda text: "13" not in text, 1, REFUTED, False),
        (lambda _: True, 1, [], True),
        (lambda _: True, 20, [], False),
        (lambda text: "Fait" in text, 20, [], True),
        (lambda text: "Fait 3" not in text, 20, [], True),
    ],
    ids=[
        "agrees with what code refuted",
        "objects to it",
        "objects to one of it",
        "has hardly been asked",
        "never objected",
        "never objected, but knows what is false",
        "objected once",
    ],
)
def test_a_model_is_relied_on_by_what_it_says_of_false_sentences(
    supports: Callable[[str], bool], claims: int, refuted: list[Control], *, reliable: bool
) -> None:
    witness, second = _witness(supports)
    for control in refuted:
        witness.remember(control)
    for n in range(claims):
        witness.says(f"c{n}", f"Fait {n}.", "S1.1", "Fait.")
    assert witness.is_reliable is reliable
    assert bool(second.usage.notices) is not reliable


@pytest.mark.parametrize(
    ("supports", "proven"),
    [
        (lambda _: True, False),
        (lambda text: "79" in text or "Fait" in text, False),
        (lambda text: "Fait" in text, True),
    ],
    ids=["agrees with everything", "takes one thing for another", "tells all of them"],
)
def test_a_model_is_proven_by_what_it_says_of_all_false_sentences(
    supports: Callable[[str], bool], *, proven: bool
) -> None:
    witness, second = _witness(supports)
    assert witness.says("c1", "Fait.", "S1.1", "Fait.") is Verdict.AGREES
    assert witness.is_proven is proven
    assert not second.usage.notices, "sound claims have code to vouch for them, too"


def test_a_model_that_does_not_answer_is_absent() -> None:
    witness, second = _witness(lambda _: True)
    second.check = lambda *_: None  # type: ignore[method-assign]
    assert witness.says("c1", "Fait.", "S1.1", "Fait.") is Verdict.ABSENT
