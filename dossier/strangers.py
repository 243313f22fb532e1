"""Whether a sentence speaks of somebody other than the business: a supplier, another firm, a customer."""

import re
from collections.abc import Sequence
from itertools import pairwise

from dossier.clauses import Setting
from dossier.moods import speaks_of_others
from dossier.names import people_and_firms
from dossier.own_part import is_of_itself
from llm.tasks.words import fold

# "She employs 40": whom that is about, the sentence before tells.
_PRONOUN = re.compile(
    r"^\W*(?:elle|il(?! est question| faut| y a| s'agit| est possible)"
    r"|celle-ci|celui-ci|ils|elles|sie|er|dieser|diese|dieses|it|they|he|she)\b"
)
# A firm that is named as one: « la société Dubois », "Meier GmbH".
_FIRM = re.compile(
    r"(?:\b[Ss]ociété|\b[Ee]ntreprise|\b[Gg]roupe|\b[Ee]ts|\b[Mm]aison|\b[Ff]irma|\b[Gg]ruppe|\b[Cc]ompany)"
    r" (?P<before>(?:[A-ZÀ-Ý][\w’'&-]+\s?)+)"
    r"|(?P<behind>(?:[A-ZÀ-Ý][\w’'&-]+\s)+)(?:SARL|SAS|SASU|EURL|GmbH|AG|KG|OHG|Ltd|& Fils|& Söhne|& Co)\b"
)
# The longest line that may be a heading over what follows it.
_HEADING = 60


def somebody_else(
    claim: str, around: Setting, quote: str, subject: Sequence[str], people: Sequence[str]
) -> bool:
    """Tell whether the sentence of a quote is about somebody whom the claim does not name.

    Args:
        claim: a sentence of a model, mostly about the business.
        around: where the quote stands.
        quote: its words.
        subject: names of the business.
        people: names of who belongs to it.
    """
    told = _own_part(around.sentence, quote)
    if speaks_of_others(claim, told) and not is_of_itself(claim, told, subject):
        return True
    is_tied = _PRONOUN.match(fold(around.sentence)) is not None or (
        len(around.before) <= _HEADING and around.before.rstrip().endswith(":")
    )
    if is_tied and speaks_of_others("", around.before) and not speaks_of_others("", claim):
        return True
    said = fold(claim)
    if any(_names(said, name) for name in people_and_firms(quote)):
        return False  # it names one of those the quote speaks of
    known = fold(" ".join([claim, *subject, *people]))
    if is_tied and _foreign_person(around.before, quote, known):
        return True
    texts = [around.sentence, around.before] if is_tied else [around.sentence]
    return any(_foreign_firm(text, quote, known) for text in texts)


def another_person(
    claim: str, around: Setting, quote: str, subject: Sequence[str], people: Sequence[str]
) -> bool:
    """Tell whether the sentence of a quote begins with a person whom the claim does not name."""
    if any(_names(fold(claim), name) for name in people_and_firms(quote)):
        return False
    return _foreign_person(around.sentence, quote, fold(" ".join([claim, *subject, *people])))


def _names(said: str, name: str) -> bool:
    """Tell whether a folded claim names somebody by two words, or by the last of two."""
    words = fold(name).split()
    return any(f"{one} {other}" in said for one, other in pairwise(words)) or (
        len(words) == 2 and re.search(rf"\b{re.escape(words[1])}\b", said) is not None
    )


def _own_part(sentence: str, quote: str) -> str:
    """Return a sentence up to the end of the quote: who it is about stands before what is said."""
    at = fold(sentence).find(fold(quote))
    return sentence[: at + len(quote)] if at >= 0 else sentence


def _foreign_firm(text: str, quote: str, known: str) -> bool:
    """Tell whether a sentence names a firm that is none of those known before it says something."""
    found = [
        (match["before"] or match["behind"] or "").strip() for match in _FIRM.finditer(_own_part(text, quote))
    ]
    return any(name and not _is_known(name, known) for name in found)


def _foreign_person(text: str, quote: str, known: str) -> bool:
    """Tell whether a sentence begins with somebody who is none of those known."""
    names = people_and_firms(_own_part(text, quote))
    begins = bool(names) and text.lstrip('«"“„ ').startswith(names[0])
    return begins and not _is_known(names[0], known)


def _is_known(name: str, known: str) -> bool:
    """Tell whether any word of a name is known; titles and forms say nothing."""
    return any(len(word) > 2 and word in known for word in re.findall(r"\w+", fold(name)))
