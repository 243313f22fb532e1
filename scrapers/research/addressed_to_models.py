"""Text on a page that talks to language models instead of people, taken out before the page is read."""

import re
from collections.abc import Iterable, Sequence

from leads.record import Value
from llm.tasks.orders import is_addressed_to_models
from llm.tasks.words import fold


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
