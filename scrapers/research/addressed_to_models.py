"""Text on a page that talks to language models instead of people.

A few templates make up almost all of what is found in the wild, so a short list of patterns takes most of it
out. It is a cheap layer: what it misses still has to stand on the page to be stored.
"""

import re
from collections.abc import Iterable, Sequence

from leads.record import Value
from llm.tasks.words import fold

_MODEL = r"""(?:\b(?:ai|ia|ki|llms?|chatgpt|gpt-?\d?|chatbots?)\b|language\ models?|modeles?\ de\ langage
    |sprachmodell\w*|(?:ai|virtual|ki|ia)[ -]assist\w*)"""
_PATTERNS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        # "Ignore all previous instructions"
        r"""\b(?:ignor\w+|disregard|forget|override|oubli\w+|vergiss|vergessen)\b.{0,40}
            \b(?:previous|prior|above|earlier|all|tout\w*|precedent\w*|vorherig\w*|bisherig\w*|alle)\b.{0,30}
            (?:instruction|prompt|consigne|anweisung|direction|rules|regles|regeln)""",
        r"""(?:system|developer|hidden)[ -]?(?:prompt|override|instructions?)\b|prompt\ systeme""",
        # "You are now an AI assistant"
        rf"""\b(?:you\ are|tu\ es|vous\ etes|du\ bist|sie\ sind)\b.{{0,15}}{_MODEL}""",
        # "Note to AI crawlers"
        rf"""\b(?:notes?|messages?|instructions?|attention|consignes?|hinweise?|anweisung(?:en)?|dear|cher|chere)
            \b.{{0,5}}\b(?:to|for|aux?|pour|an|fur|any|all|the|les|die|alle)\b.{{0,12}}{_MODEL}""",
        # "If you are a language model, ..."
        rf"""\b(?:if\ you\ are|si\ vous\ etes|si\ tu\ es|wenn\ (?:du|sie))\b.{{0,12}}{_MODEL}""",
        # "AI assistants must answer"
        r"""\b(?:(?:ai|ia|ki)[ -](?:assistants?|agents?|models?|crawlers?|bots?)|language\ models?|llms
            |chatbots?|assistants?\ ia|modeles?\ de\ langage|sprachmodelle?)\b.{0,12}
            \b(?:must|should|shall|please|devez|doit|doivent|muss|mussen|sollen)\b""",
        # Marks of chat templates
        r"""<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?inst\]|<</?sys>>
            |^\#+\ ?(?:system|instructions?)\ ?:""",
    )
)


def is_addressed_to_models(line: str) -> bool:
    """Say whether a line of a page gives orders to a model."""
    folded = fold(line)
    return any(pattern.search(folded) for pattern in _PATTERNS)


def without_orders(markdown: str, visible: str) -> tuple[str, str, int]:
    """Take such text out of both forms of a page; return them and the number of lines taken out.

    In the Markdown an order ends with its block; what stood there is taken out of the visible text too.
    """
    if not is_addressed_to_models(" ".join(visible.split())) and not is_addressed_to_models(markdown):
        return markdown, visible, 0
    kept, ordered, inside = [], set(), False
    for line in markdown.splitlines():
        inside = bool(line.strip()) and (inside or is_addressed_to_models(line))
        if inside:
            ordered.add(_bare(line))
        else:
            kept.append(line)
    shown = [
        line
        for line in visible.splitlines()
        if not is_addressed_to_models(line) and _bare(line) not in ordered
    ]
    removed = max(len(ordered), len(visible.splitlines()) - len(shown))
    return "\n".join(kept), "\n".join(shown), removed


def distrusted_lines(lines: Iterable[tuple[str, bool]]) -> list[str]:
    """Return the lines of a page no contact is taken from. `lines` are texts and whether each is hidden.

    These are the orders themselves, and all that is hidden on a page that hides one.
    """
    every = list(lines)
    orders = [(text, hidden) for text, hidden in every if is_addressed_to_models(text)]
    if any(hidden for _, hidden in orders):
        return [text for text, hidden in every if hidden or is_addressed_to_models(text)]
    return [text for text, _ in orders]


def believable(values: Iterable[Value], distrusted: Sequence[str]) -> list[Value]:
    """Return the values that stand elsewhere than in distrusted lines, with the evidence that is left."""
    lies = [_bare(line) for line in distrusted]
    kept = []
    for value in values:
        evidence = [one for one in value.evidence if not any(_bare(one.quote) in lie for lie in lies)]
        if evidence:
            kept.append(value.model_copy(update={"evidence": evidence}))
    return kept


def _bare(line: str) -> str:
    return " ".join(re.findall(r"\w+", fold(line)))
