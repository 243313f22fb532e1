"""What environment variables say; they win over every file."""

import os
from typing import Final

from config.layers import Layer, Leaf, adapter, expectation
from config.problems import Problem
from config.schema import Address

FILE: Final = "environment"
LM_STUDIO: Final = "LEADHUNTER_LM_STUDIO_URL"
OLLAMA: Final = "LEADHUNTER_OLLAMA_URL"
EMBEDDED: Final = "LEADHUNTER_EMBEDDED"
DATA_DIR: Final = "LEADHUNTER_DATA_DIR"

_URLS: Final = {LM_STUDIO: ("endpoints", "lm_studio", "url"), OLLAMA: ("endpoints", "ollama", "url")}
_WORDS: Final = {"1": True, "true": True, "yes": True, "on": True} | {
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def environment_layer() -> tuple[Layer, list[Problem]]:
    """Return the values the environment sets and what is wrong with them; an empty variable says nothing."""
    leaves: dict[tuple[str, ...], Leaf] = {}
    problems: list[Problem] = []
    for name, path in _URLS.items():
        text = os.environ.get(name, "").strip()
        if not text:
            continue
        try:
            leaves[path] = Leaf(adapter(Address).validate_python(text), FILE, name)
        except ValueError:
            problems.append(_problem(name, expectation(Address).text))
    word = os.environ.get(EMBEDDED, "").strip().lower()
    if word in _WORDS:
        leaves["embedded", "enabled"] = Leaf(_WORDS[word], FILE, EMBEDDED)
    elif word:
        problems.append(_problem(EMBEDDED, "1 or 0"))
    return Layer(leaves), problems


def snapshot(names: tuple[str, ...]) -> tuple[str | None, ...]:
    """Return the present values of variables, to notice a change."""
    return tuple(os.environ.get(name) for name in (LM_STUDIO, OLLAMA, EMBEDDED, DATA_DIR, *names))


def _problem(name: str, expected: str) -> Problem:
    return Problem(
        file=FILE,
        line=0,
        key=name,
        message=f"{name} must be {expected}; it has no effect.",
        remedy="Correct the variable or unset it, then start again.",
    )
