"""Who or what the figures and names of a quote belong to: "repair 89 €, servicing 120 €"."""

import re
from collections.abc import Callable, Iterable, Sequence

from dossier.clauses import Clause, clauses
from dossier.lexicon import Term, content, met
from dossier.names import people_and_firms
from dossier.quantities import Quantity, is_year, quantities
from llm.tasks.words import fold

# What a figure is, not what it is of: "costs", "since", "open".
_MEASURES = frozenset({"price", "hourly", "founded", "hours", "rating", "delay"})
_BY = re.compile(r"\b(?:par|von|durch|by|de la part de)\b")


def swapped(claim: str, quote: str, language: str, quote_language: str) -> bool:
    """Tell whether a claim gives a figure or a name of its quote to something else in it."""
    parts = clauses(quote)
    return (
        _from_another_clause(claim, parts, lambda text: {one.key for one in quantities(text, language)})
        or _from_another_clause(claim, parts, _named)
        or _beside_another_figure(claim, quote, language, quote_language)
        or _roles_turned(claim, quote)
    )


def _from_another_clause(claim: str, parts: Sequence[Clause], anchors: Callable[[str], set[str]]) -> bool:
    """Tell whether the words of a claim stand in another clause than its figures (or names) do."""
    mine = anchors(claim)
    if len(parts) < 2 or not mine:
        return False
    of_parts = [(anchors(part.text), content(part.text)) for part in parts]
    wanted = [
        term
        for term in content(claim)
        if term.word[:5] not in mine
        and not term.concepts & _MEASURES
        and not all(met(term, own) for _, own in of_parts)
    ]
    with_it = [_met_by(own, wanted) for found, own in of_parts if found & mine]
    rivals = [_met_by(own, wanted) for found, own in of_parts if found and not found & mine]
    best = max(with_it, key=len, default=frozenset())
    return bool(with_it) and any(best < rival for rival in rivals)


def _beside_another_figure(claim: str, quote: str, language: str, quote_language: str) -> bool:
    """Tell the same within one clause, by what stands between its figures: "repair 89 € servicing 120 €"."""
    figures = [one for one in quantities(quote, quote_language) if not is_year(one)]
    mine = {one.key for one in quantities(claim, language)}
    theirs = [one for one in figures if one.key not in mine]
    if len(figures) < 2 or not theirs or len(theirs) == len(figures):
        return False
    gaps = _gaps(quote, figures)
    if gaps[0] and not gaps[-1]:
        beside = dict(enumerate(gaps[:-1]))
    elif gaps[-1] and not gaps[0]:
        beside = dict(enumerate(gaps[1:]))
    else:
        return False
    wanted = [term for term in content(claim) if not term.concepts & _MEASURES]
    own = max(_shared(wanted, beside[n]) for n, one in enumerate(figures) if one.key in mine)
    rival = max(_shared(wanted, beside[n]) for n, one in enumerate(figures) if one.key not in mine)
    return own == 0 and rival > 0


def _gaps(quote: str, figures: Sequence[Quantity]) -> list[tuple[Term, ...]]:
    """Return the words before, between and behind the figures."""
    ends = [0, *(one.end for one in figures)]
    starts = [*(one.start for one in figures), len(quote)]
    return [content(quote[end:start]) for end, start in zip(ends, starts, strict=True)]


def _roles_turned(claim: str, quote: str) -> bool:
    """Tell whether two names have changed places: "Roux bought Berger" is not "Berger bought Roux"."""
    first, second = _two_names(claim), _two_names(quote)
    if not first or not second or set(first) != set(second) or first == second:
        return False
    return bool(_BY.search(fold(claim))) == bool(_BY.search(fold(quote)))


def _two_names(text: str) -> list[str]:
    found = list(dict.fromkeys(fold(name).split()[-1] for name in people_and_firms(text)))
    return found if len(found) == 2 else []


def _named(text: str) -> set[str]:
    return {fold(word)[:5] for name in people_and_firms(text) for word in name.split()}


def _met_by(own: Sequence[Term], wanted: Iterable[Term]) -> frozenset[Term]:
    return frozenset(term for term in wanted if met(term, own))


def _shared(wanted: Iterable[Term], own: Sequence[Term]) -> int:
    return sum(met(term, own) for term in wanted)
