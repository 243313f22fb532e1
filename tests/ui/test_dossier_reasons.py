"""Why a claim was dropped is said in French, too: every reason the rules of the dossier can give."""

import ast
from pathlib import Path
from types import ModuleType

import pytest

from dossier import moods, verify, witness, write
from ui import language


def reasons(module: ModuleType) -> list[str]:
    """Return the sentences a module returns or names: those that begin with a small letter."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    holders = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return | ast.Assign)]
    texts = [
        one.value
        for holder in holders
        if holder is not None
        for one in ast.walk(holder)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    begins = ("it ", "its ", "only ", "the ", "nobody ")
    return [text for text in texts if text.startswith(begins) and not text.endswith(" ") and len(text) > 8]


@pytest.mark.parametrize("module", [moods, verify, witness, write], ids=lambda one: one.__name__)
def test_each_reason_is_said_in_french(module: ModuleType) -> None:
    found = reasons(module)
    assert found or module is moods
    known = language.catalogue("fr")
    assert [text for text in found if text not in known] == []


@pytest.mark.parametrize("what", ["planned", "over", "uncertain"])
@pytest.mark.parametrize("beginning", ["in the source it is", "only the claim says it is"])
def test_each_mood_is_said_in_french(beginning: str, what: str) -> None:
    assert f"{beginning} {what}" in language.catalogue("fr")
