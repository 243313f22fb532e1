"""Whether a sentence of a source answers a question by one of its clauses, with what that leaves unsaid."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dossier.answer_forms import asks_for_a_reason
from dossier.clauses import clauses
from dossier.lexicon import content
from dossier.moods import speaks_of_others
from dossier.names import people_and_firms
from dossier.relevance import answers
from llm.tasks.words import fold

_NAME_ALONE = 4
# "Since our supplier went bankrupt we buy elsewhere": what we do is said of us.
_WE_DO = re.compile(
    r"^(?:seit|nach|wegen|trotz|statt|depuis|apres|malgre|suite|since|after|despite)\b.*?"
    r"(?P<what>\b(?:\w+n wir\b|nous (?:n'|ne )?\w+ons\b|we \w+).*)",
    re.DOTALL,
)
_LEADS = re.compile(r"\W*(?:a partir de|des|sous|sur|pour|des que|ab|bei|fur|mit|from|for|with)\b")
_GOES_ON = re.compile(r"\W*(?:nous|on|il|elle|wir|\w+n wir|we|it|they)\b")
_NUMBER_FIRST = re.compile(r"\W*(?:de\s)?\d")


def answers_for_itself(sentence: str, question: str, subject: Sequence[str] = ()) -> bool:
    """Tell whether a sentence of a source answers a question by one clause, and of the business itself.

    Args:
        sentence: the words of the source.
        question: what is asked.
        subject: names of the business.
    """
    if speaks_of_others(question, sentence):
        folded = fold(sentence).replace("’", "'")
        ours = _WE_DO.match(folded) if len(folded) == len(sentence) else None
        if ours is None or speaks_of_others(question, sentence[ours.start("what") :]):
            return False
        sentence = sentence[ours.start("what") :]
    parts = [part.text for part in clauses(sentence)]
    tried = [*parts, *_completed(parts)]
    if asks_for_a_reason(question):
        tried.append(sentence)  # a cause stands in a clause of its own
    return any(answers(part, question, part, subject) for part in tried)


def _completed(parts: Sequence[str]) -> Iterator[str]:
    """Yield clauses together with what they leave to another one."""
    for one, other in pairwise(parts):
        # „Ein Hörtest ist unverbindlich und kostet nichts“: without a thing of its own a clause goes on.
        if not _names_things(other) or _is_name(other):
            yield f"{one} {other}"
        # « À partir de 30 kg et sur rendez-vous, nous ... »
        if _LEADS.match(fold(one)) and _GOES_ON.match(fold(other)):
            yield f"{one} {other}"
        # « Une coupe coûte 20 € pour un enfant et 30 € pour un adulte »: the number is of the same thing.
        if _NUMBER_FIRST.match(other) and (number := re.search(r"\d", one)):
            yield f"{one[: number.start()]}{other}"
    # « Anna Berger, ingénieure, dirige l'atelier »: who begins a sentence is there in all of it.
    if parts and people_and_firms(parts[0]) and len(parts[0].split()) <= _NAME_ALONE:
        yield from (f"{parts[0]} {part}" for part in parts[1:])


def _names_things(clause: str) -> bool:
    return any(not term.concepts & {"price", "free", "hours", "founded"} for term in content(clause))


def _is_name(clause: str) -> bool:
    """Tell whether a clause is a name alone: « créée par deux amis, Anna Berger et Paul Roux »."""
    return bool(people_and_firms(clause)) and len(clause.split()) <= _NAME_ALONE
