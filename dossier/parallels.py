"""Whether a claim mixes what a sentence says side by side: of one thing this, of another thing that.

"We bake the bread ourselves, and the jam is bought in" does not prove "the bread is bought in".
"""

import re
from collections.abc import Iterator

from dossier.clauses import Clause, clauses
from dossier.lexicon import Term, content, met
from dossier.names import people_and_firms
from dossier.quantities import quantities
from llm.tasks.words import fold

# Only what stands in one sentence is side by side.
_NEW_SENTENCE = re.compile(r"[.;!?…\n]")
_OWN_SUBJECT = re.compile(
    r"\W*(?:(?:le|la|les|un|une|notre|nos|son|sa|ses|leurs?|nous|on|ils?|elles?|c'est"
    r"|wir|man|er|unser\w*|the|our|its|we|they)\b|l')"
)
# A German article is one only where a noun follows: „der seit 2010 leitet“ is a relative clause.
_GERMAN_SUBJECT = re.compile(
    r"\W*(?:[Dd]er|[Dd]ie|[Dd]as|[Dd]en|[Dd]em|[Ee]in\w*|[Ii]hr\w*|[Ss]ein\w*|[Ff]rau|[Hh]err)\s+(?:[a-zäöüß]+\s+)?[A-ZÄÖÜ]"
)
_JOINED = re.compile(
    r"\W*(?:(?:tandis que|alors que|mais|et|puis|wahrend|aber|und|sondern|and|but|while|whereas)\s+)?"
)
_DEPENDENT = re.compile(
    r"\W*(?:avant|apres|des|depuis|grace|en|pour|si|quand|lorsque|comme|afin|parce|car|qui|que|dont|ou|sans|faute"
    r"|nach|nachdem|vor|bevor|wegen|seit|wenn|wer|da|weil|dass|ab|bei|ohne|um|falls|damit|obwohl|durch|wo"
    r"|before|after|since|because|if|when|who|which|that|thanks)\b"
)
# Finite verbs; French ones with their accents, for « à » is none.
_VERB = re.compile(
    r"\b(?:est|sont|a|ont|fait|font|reste|peut|peuvent|doit|doivent|va|vont|prend|prennent|dure|demande|reçoit"
    r"|accueille|tient|tiennent|dirige|gère|ouvre|ferme|vient|viennent|provient|proviennent|vend|vendent|achète"
    r"|fabrique|travaille|prête|répare|cuit|co[uû]te\w*|comprend|\w+ons|se \w+)\b|\bs['’]\w+"
)
_ENGLISH_VERB = re.compile(r"\b(?:is|are|has|have|costs?|can|must|takes?|runs?|makes?|sells?|buys?)\b")
_GERMAN_VERB = re.compile(
    r"(?<=\s)(?!nicht\b|mit\b|seit\b|fast\b|selbst\b|erst\b)[a-zäöüß]{2,}(?:t|te|ten|eln|ern|en)\b"
)


def mixes_clauses(claim: str, quote: str, language: str) -> bool:
    """Tell whether any statement of a claim takes one part from one clause of a quote, one from another."""
    pairs = [*_side_by_side(quote, language)]
    return any(
        _mixed(part.text, one, other, language) for part in clauses(claim) for one, other in pairs
    ) or _joins_names(claim, quote)


def _side_by_side(quote: str, language: str) -> Iterator[tuple[Clause, Clause]]:
    """Yield the clauses of a sentence that are statements of their own, two by two."""
    parts = clauses(quote)
    for n, one in enumerate(parts):
        for other in parts[n + 1 :]:
            if _NEW_SENTENCE.search(quote[one.end : other.start]):
                break
            if _is_statement(one, language) and (
                _is_statement(other, language) or _leaves_out_its_verb(other, language)
            ):
                yield one, other


def _is_statement(part: Clause, language: str) -> bool:
    if _DEPENDENT.match(part.folded):
        return False
    verb = {"de": _GERMAN_VERB, "en": _ENGLISH_VERB}.get(language, _VERB)
    return verb.search(part.text if language == "de" else part.text.lower()) is not None


def _leaves_out_its_verb(part: Clause, language: str) -> bool:
    """Tell whether a clause shares the verb before it: « la terrasse reçoit 40 convives, la salle 60 »."""
    has_anchor = bool(quantities(part.text, language) or people_and_firms(part.text))
    return has_anchor and _has_own_subject(part) and not _DEPENDENT.match(part.folded)


def _mixed(claim: str, one: Clause, other: Clause, language: str) -> bool:
    first, second = content(one.text), content(other.text)
    wanted = content(claim)
    of_one = [term for term in wanted if met(term, first) and not met(term, second)]
    of_other = [term for term in wanted if met(term, second) and not met(term, first)]
    figures = {figure.key for figure in quantities(claim, language)}
    theirs = [{figure.key for figure in quantities(part.text, language)} for part in (one, other)]
    if not _is_statement(other, language):
        shared = _subject(one, first) if _has_own_subject(one) else ()
        of_one = [term for term in of_one if met(term, shared)]
    elif not _has_own_subject(other):
        shared = _subject(one, first)
        of_one = [term for term in of_one if not met(term, shared)]
    return bool(of_one or figures & (theirs[0] - theirs[1])) and bool(
        of_other or figures & (theirs[1] - theirs[0])
    )


def _has_own_subject(part: Clause) -> bool:
    text, folded = part.text, part.folded
    if joined := _JOINED.match(folded):
        text, folded = text[joined.end() :], folded[joined.end() :]
    if _GERMAN_SUBJECT.match(text) or _OWN_SUBJECT.match(folded):
        return True
    names = people_and_firms(text)
    return bool(names) and text.startswith(names[0])


def _subject(part: Clause, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return what a clause without a subject takes over from the one before: its first thing, its names."""
    return (*terms[:1], *content(" ".join(people_and_firms(part.text))))


def _joins_names(claim: str, quote: str) -> bool:
    """Tell whether a claim makes one name of words that stand in two clauses of its quote."""
    parts = [set(re.findall(r"\w+", part.folded)) for part in clauses(quote)]
    everything = set().union(*parts)
    names = [set(re.findall(r"\w+", fold(name))) for name in people_and_firms(claim)]
    return any(name <= everything and not any(name <= part for part in parts) for name in names)
