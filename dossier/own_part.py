"""What a clause that names a supplier or competitor says of the business itself, told by its grammar."""

import re
from collections.abc import Sequence

from dossier.clauses import clauses, closest
from dossier.lexicon import content, met
from dossier.moods import first_other
from llm.tasks.words import fold

# Nominative in German and English; in French it may be an object, so it stands first or behind an opening.
_WE = r"(?:nous|wir|we)"
_WHEN = r"(?:[^:]{0,25}:\s*|(?:en|au|im|am|in|on)\s(?:\w+\s){1,3})?"
_ARTICLE = r"(?:(?:le|la|die|der|das|the)\s|l')?"
# They part what somebody does from whom that is beside. « De » and « avec » make it theirs, or both's.
_BESIDE = re.compile(
    r"\b(?:face a|contre|chez|pour|devant|aupres d[eu']|parmi"
    r"|gegen|bei|fur|vor|against|for|before|ahead of|beside)\s"
)
_MOST_BETWEEN = 3
# With these a sentence begins that says whom it is about only afterwards.
_OPENING = re.compile(
    r"\W*(?:seit|nach|trotz|wegen|dank|statt|anstelle|neben|gegen|bei|since|after|despite|thanks to|unlike"
    r"|instead of|because of|depuis|apres|malgre|grace a|contrairement a|face a)\b"
)
_SUBORDINATE = re.compile(r"\b(?:que|qu|qui|dont|dass|ob|wie|that|whether|who|which|whose)\b")


def is_of_itself(claim: str, text: str, subject: Sequence[str]) -> bool:
    """Tell whether all a claim has from a text is in what that says of the business, beside others.

    « Nous avons gagné le marché contre deux confrères » says of the business that it won; nothing of the
    sentence says how large its competitors are.
    """
    near = closest(claim, parts := clauses(text))
    others = [part for part in parts if first_other(part.folded)]
    if len(near) != 1 or others != near:
        return False
    part = near[0]
    own = _behind_an_opening(part.folded) or _before_others(part.text, part.folded, subject)
    if not own:
        return False
    whole, shown = content(part.text), content(own)
    drawn = [term for term in content(claim) if met(term, whole)]
    figures = set(re.findall(r"\d+", claim)) & set(re.findall(r"\d+", part.folded))
    return bool(drawn) and all(met(term, shown) for term in drawn) and figures <= set(re.findall(r"\d+", own))


def _before_others(text: str, folded: str, subject: Sequence[str]) -> str:
    """Return the part of a clause that begins with the business, up to what it is beside."""
    own = [word for word in re.findall(r"\w+", fold(" ".join(subject))) if len(word) > _MOST_BETWEEN]
    who = re.match(rf"\W*{_WHEN}{_ARTICLE}(?P<who>{'|'.join([_WE, *map(re.escape, own)])})\b", folded)
    other = first_other(folded)
    if who is None or other is None or who.end() > other.start():
        return ""
    follows = re.match(r"\s([A-ZÀ-Ý][\w’'-]+)", text[who.end() :])
    if follows and fold(follows[1]) not in own:
        return ""  # « Plombier Dubois » is another one
    beside = [*_BESIDE.finditer(folded, who.end(), other.start())]
    if not beside or len(folded[beside[-1].end() : other.start()].split()) > _MOST_BETWEEN:
        return ""
    return folded[who.start() : beside[-1].start()]


def _behind_an_opening(folded: str) -> str:
    """Return the part of a clause behind « Depuis la faillite de notre fournisseur », from its verb on."""
    other = first_other(folded)
    if other is None or not _OPENING.match(folded):
        return ""
    who = re.compile(rf"(?P<verb>\w+\s)?\b{_WE}\b").search(folded, other.end())
    if who is None or _SUBORDINATE.search(folded[other.end() : who.start()]):
        return ""
    rest = folded[who.start() :]
    return "" if first_other(rest) else rest
