"""What a claim changes in how its quote says something: denial, time, certainty, sense, and of whom."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from dossier.clauses import Clause, clauses, closest
from dossier.lexicon import content, met
from dossier.names import people_and_firms
from llm.tasks.words import fold

# No more words has what says who somebody is.
_APPOSITION = 6
_OPENING = 2
_SUBORDINATE = re.compile(
    r"\W*(?:depuis|avant|apres|si|quand|lorsque|seit|nachdem|bevor|weil|wenn|falls|since|when|if)\b"
)
# « notre fournisseur, la société Dubois Frères », „unser Lieferant Thermalia“.
_NAME_BEHIND = re.compile(
    r"\w*[,:]?\s(?:(?:d[eu]s?|d['’]|la|le|les|l['’]|die|der|das|den|dem|société|maison|entreprise|firma|Firma)\s?)*"
    r"(?P<name>(?:[A-ZÀ-Ý][\w’'&-]+\s?(?:d[eu]\s|des\s|d['’])?)+)"
)
_FORMER = re.compile(r"ancien(?:ne)?s?|ehemalig\w*|fruhere\w?|former")
_CAPITAL = re.compile(r"\b[A-ZÀ-Ý][^\W\d_]{3,}")
_WITHOUT_WHAT = re.compile(r"\b(?:sans|ohne|without)\s+((?:\w+\s?){1,2})")
_FREE = re.compile(r"\b(?:gratuit\w*|offert\w*|kostenlos\w*|kostenfrei\w*|gratis|free)\b")
_NO_COST = re.compile(
    r"\b(?:sans frais|aucun frais|ohne kosten|keine kosten|ohne gebuhr\w*|ohne aufpreis|without charge"
    r"|no charge|kostet nichts|kosten nichts|nicht berechnet|nicht verrechnet|ne coute rien|ne coutent rien"
    r"|pas facture\w*|aucuns? frais(?: \w+){0,2}|keine gebuhr\w*)\b"
)


@dataclass(frozen=True)
class _Moods:
    denied: re.Pattern[str]
    no_denial: re.Pattern[str]
    without: re.Pattern[str]
    planned: re.Pattern[str]
    over: re.Pattern[str]
    maybe: re.Pattern[str]
    others: re.Pattern[str]
    opposites: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


def is_denied(folded: str) -> bool:
    """Tell whether a folded text denies something."""
    plain = folded.replace("’", "'")
    return _moods().denied.search(_moods().no_denial.sub(" ", plain)) is not None


def is_plain(text: str) -> bool:
    """Tell whether a text says how things are: nothing planned, over or uncertain in it."""
    folded, moods = fold(text).replace("’", "'"), _moods()
    return not any(one.search(folded) for one in (moods.planned, moods.over, moods.maybe))


def mood_differs(claim: str, said_where: list[Clause], whole_text: str) -> str:
    """Return in words how a claim differs from its source in denial, time, certainty or sense; empty if not.

    Args:
        claim: a sentence of a model.
        said_where: the clauses of the source that the quote touches.
        whole_text: the sentence they stand in.
    """
    said = fold(claim).replace("’", "'")
    near = " ; ".join(part.folded for part in closest(claim, said_where))
    whole = fold(whole_text).replace("’", "'")
    moods = _moods()
    # „Wir überlegen, ...“ holds for what follows.
    opening = said_where[0].folded if said_where and len(said_where[0].text.split()) <= _OPENING else ""
    for pattern, what in ((moods.planned, "planned"), (moods.over, "over"), (moods.maybe, "uncertain")):
        if pattern.search(f"{opening} ; {near}") and not pattern.search(said):
            if pattern is moods.over and _only_of_something_left_out(claim, near, pattern):
                continue
            return f"in the source it is {what}"
        if pattern.search(said) and not pattern.search(whole):
            return f"only the claim says it is {what}"
    if _turned(said, near) or _turned_around(said, near, " ; ".join(part.folded for part in said_where)):
        return "it says the opposite"
    return "it says the opposite" if _opposite_of_another(claim, said, said_where) else ""


def _only_of_something_left_out(claim: str, near: str, over: re.Pattern[str]) -> bool:
    """Tell whether what is over is a thing that a claim does not name: « créée dans un ancien chai »."""
    said = content(claim)
    found = [*over.finditer(near)]
    of_what = [content(near[match.end() :])[:1] for match in found if _FORMER.fullmatch(match.group())]
    return len(of_what) == len(found) and not any(met(term, said) for some in of_what for term in some)


def first_other(folded: str) -> re.Match[str] | None:
    """Return where a folded text first names a partner, supplier or competitor as such."""
    return _moods().others.search(folded)


def speaks_of_others(claim: str, text: str) -> bool:
    """Tell whether a text speaks of a partner, supplier or competitor where a claim does not."""
    others = _moods().others
    near = closest(claim, clauses(text)) if claim else clauses(text)
    # « La Ferme des Aulnes, notre voisine, loue ... »: an apposition holds for all of its sentence.
    short = [part for part in clauses(text) if _is_short(part)]
    theirs = [part for part in (*near, *short) if others.search(part.folded)]
    words = [word for part in short if part not in near for word in _CAPITAL.findall(part.text)]
    words += [word for part in theirs for word in _their_names(part.text, others)]
    named = {fold(word) for word in words if not others.search(fold(word))}
    said = fold(claim)
    is_named = not named.isdisjoint(re.findall(r"\w+", said))
    return bool(theirs) and not others.search(said) and not is_named


def _their_names(text: str, others: re.Pattern[str]) -> list[str]:
    """Return the names next to what says that somebody is another: « notre fournisseur Dubois »."""
    folded = fold(text)
    at = others.search(folded) if len(folded) == len(text) else None
    runs = [name for name in people_and_firms(text) if not any(char.isdigit() for char in name)]
    if at is None:
        return [word for name in runs for word in name.split()]
    behind = _NAME_BEHIND.match(text, at.end())
    found = behind["name"].split() if behind else []
    before = [name for name in runs if text[: at.start()].rstrip(" ,").endswith(name)]
    return [*found, *(word for name in before for word in name.split())]


def _is_short(part: Clause) -> bool:
    return len(part.text.split()) <= _APPOSITION and not _SUBORDINATE.match(part.folded)


def _turned(said: str, near: str) -> bool:
    """Tell whether denial and opposites together turn the sense: "not open" is "closed"."""
    moods = _moods()
    free_of_cost = bool(_FREE.search(said) and _NO_COST.search(near)) or bool(
        _NO_COST.search(said) and _FREE.search(near)
    )
    said_bare, near_bare = (_NO_COST.sub(" ", text) if free_of_cost else text for text in (said, near))
    if moods.over.search(said_bare) and moods.over.search(near_bare):
        # « a cessé » is « ne ... plus »
        said_bare, near_bare = moods.over.sub(" ", said_bare), moods.over.sub(" ", near_bare)
    turns = is_denied(said_bare) != is_denied(near_bare)
    if turns and moods.without.search(near_bare if is_denied(said_bare) else said_bare):
        turns = False  # « sans engagement » is « n'engage à rien »
    if _lacks(said_bare, near_bare) or _lacks(near_bare, said_bare):
        return True
    for one, other in moods.opposites:
        for mine, theirs in ((one, other), (other, one)):
            if (
                mine.search(said)
                and not mine.search(near)
                and theirs.search(near)
                and not theirs.search(said)
            ):
                turns = not turns
    return turns


def _turned_around(said: str, near: str, touched: str) -> bool:
    """Tell whether a claim has the opposite of a word beside the nearest clause: "before", "after"."""
    return any(
        mine.search(said)
        and theirs.search(touched)
        and not (mine.search(touched) or theirs.search(said) or theirs.search(near))
        for pair in _moods().opposites
        for mine, theirs in (pair, pair[::-1])
    )


def _lacks(one: str, other: str) -> bool:
    """Tell whether a text is without something that another has: « sans engagement », « un engagement »."""
    moods = _moods()
    if moods.without.search(other) or is_denied(other):
        return False
    having = content(other)
    return any(met(term, having) for match in _WITHOUT_WHAT.finditer(one) for term in content(match[1])[:1])


def _opposite_of_another(claim: str, said: str, parts: list[Clause]) -> bool:
    """Tell whether a claim takes its word from a clause about something else, and its own says the opposite.

    "Quotes are free, call-outs are charged" does not prove "call-outs are free".
    """
    if len(parts) < 2:
        return False
    for one, other in _moods().opposites:
        for mine, theirs in ((one, other), (other, one)):
            if not mine.search(said) or theirs.search(said):
                continue
            rest = [term for term in content(claim) if not mine.fullmatch(term.word)]
            with_mine = [content(part.text) for part in parts if mine.search(part.folded)]
            with_theirs = [
                content(part.text)
                for part in parts
                if theirs.search(part.folded) and not mine.search(part.folded)
            ]
            if not with_mine or not with_theirs or not rest:
                continue
            for_mine = max(sum(met(term, own) for term in rest) for own in with_mine)
            for_theirs = max(sum(met(term, own) for term in rest) for own in with_theirs)
            if for_theirs > for_mine:
                return True
    return False


@functools.cache
def _moods() -> _Moods:
    data = yaml.safe_load((Path(__file__).parent / "moods.yml").read_text(encoding="utf-8"))

    def whole(alternatives: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])")

    return _Moods(
        **{
            name: whole("|".join(data[name]))
            for name in ("denied", "no_denial", "without", "planned", "over", "maybe", "others")
        },
        opposites=tuple(
            (whole(one), whole(other)) for one, other in (pair.split(" <> ") for pair in data["opposites"])
        ),
    )
