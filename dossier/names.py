"""Proper names in a claim: each must stand in its quote. In German nouns have capitals, so it takes more."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dossier.lexicon import Term, concepts_of, content, met, term_of
from dossier.units import UNIT_WORDS
from llm.tasks.words import fold, terms
from scrapers.vocabulary import words

# Adjectives, and things that are named without an article.
_NO_GERMAN_NAME = re.compile(
    r"(?:isch|lich|ig|bar|sam|los|voll)e[nmrs]?$|.(?:schluss|termin|zeit|zeiten|preis|preise|partner|partnerin|ung|heit"
    r"|keit|stelle|dauer|grund|kosten|gebuhr|lieferant|pflicht|beginn|ende|tag|anteil)$"
)
# Longer words count in an acronym.
_SMALL_WORD = 2
_TOKEN = re.compile(r"[^\W\d_](?:[^\W_]|[-’'.&](?=[^\W_]))*")
_SENTENCE_END = re.compile(r"[.!?:;…«»„“\"()]\s*$")
_TITLES = words("m mm mme mlle monsieur madame dr pr me maitre herr herrn frau prof mr mrs ms sir")
_PREPOSITIONS = words("in aus bei nach von zu durch")
# Words before a German noun: what follows them with a capital is a thing as often as a name.
_DETERMINERS = words(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner mein dein sein",
    "seine seinen seinem seiner ihr ihre ihren ihrem ihrer unser unsere unseren unserem unserer jede jeder",
    "jedes jeden alle allen viele vielen mehrere mehreren einige einigen am im zum zur beim vom ins ans fur",
    "mit ohne auf und oder als sowie gegen uber unter vor seit pro per nur auch",
)
# Capitalised in some language, and the name of nothing that could be invented.
_COMMON = words(
    "je il elle ils elles on nous vous le la les l un une des d du de ce cet cette ces son sa ses leur leurs",
    "en au aux et ou lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin",
    "juillet aout septembre octobre novembre decembre france francais francaise europe internet pme tpe tva",
    "siren siret rcs sarl sas sasu eurl sa ei scop der die das den dem des ein eine einen einem einer er",
    "sie es wir ihr ihre sein seine und oder montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "januar februar marz april juni juli august oktober dezember deutschland gmbh kg ug ag ohg gbr inhaber",
    "unternehmen betrieb firma the a an it its they we he she his her this that these those and or company",
    "business monday tuesday wednesday thursday friday saturday sunday january february march may june july",
    "september october november december uk us eu ltd plc entreprise societe etablissement cela ceci chez",
    "deux trois quatre cinq six sept huit neuf dix onze douze",
    "zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "notre nos votre vos pour dans sur avec sans selon depuis aucun aucune tous toutes chaque plusieurs",
)
# Before these a capital at the beginning of a sentence is a name: a thing would have its article.
_VERB = re.compile(
    r"(?:est|a|dirige|gere|fonde|emploie|travaille|leitet|fuhrt|ist|hat|grundete|is|has|runs|leads|owns)$"
)


_RUN = re.compile(r"\b[^\W\d_a-zà-ÿ][\w’'-]+(?:\s+(?:de |von |van )?[^\W\d_a-zà-ÿ][\w’'-]+)+")


@dataclass
class Vocabulary:
    """What the sources write in lower case, and what only with a capital in the middle of a sentence."""

    ordinary: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """Return the vocabulary of some texts."""
        found = cls()
        for text in texts:
            for token, _, first in _tokens(text):
                if token[0].islower():
                    found.ordinary.add(fold(token)[:4])
                elif not first:
                    found.names.add(fold(token))
        return found


@dataclass(frozen=True)
class _Place:
    """A word with what stands around it."""

    token: str
    before: str
    after: str
    first: bool


def foreign_names(
    claim: str, quote: str, language: str, known: Vocabulary, allowed: Iterable[str]
) -> list[str]:
    """Return the names in a claim that neither its quote nor what is `allowed` shows.

    Args:
        claim: a sentence of a model.
        quote: what is to prove it.
        language: that of the claim.
        known: the words of all sources.
        allowed: texts whose words may be named anywhere, such as the name of the business.
    """
    texts = [quote, *allowed]
    shown = {_bare(token) for text in texts for token, _, _ in _tokens(text)}
    quoted = content(quote)
    tokens = list(_tokens(claim))
    missing = []
    for n, (token, before, first) in enumerate(tokens):
        bare = _bare(token)
        if token[0].islower() or bare in shown or bare in _COMMON or len(bare) < 2:
            continue
        if _says_nothing(bare) or (language == "de" and _NO_GERMAN_NAME.search(bare)):
            continue
        term = term_of(bare)
        # (An acronym names one thing: that RGE is a label makes no label RGE.)
        is_known = term is not None and bool(term.concepts) and met(term, quoted) and not token.isupper()
        if is_known or bare in UNIT_WORDS or _is_inflected(bare, shown):
            continue
        if token.isupper() and _has_initials(bare, quote):
            continue
        if language == "de" and is_compound(bare, quoted):
            continue
        if language == "de" and first and _is_adjective(token, claim, quote):
            continue
        after = tokens[n + 1][0] if n + 1 < len(tokens) and f"{token} {tokens[n + 1][0]}" in claim else ""
        if _is_name(_Place(token, before, after, first), bare, language, known):
            missing.append(token)
    return missing


def _is_adjective(token: str, claim: str, quote: str) -> bool:
    """Tell whether the first word of a German sentence qualifies a thing of the quote: „Größere Auflagen“."""
    match = re.match(rf"\W*{re.escape(token)} ([A-ZÄÖÜ]\w+)", claim)
    if match is None or not token.endswith(("e", "en", "er", "es", "em")):
        return False
    named = {word for name in people_and_firms(quote) for word in name.split()}
    return match[1] not in named and _stands_in(match[1], quote)


def _stands_in(word: str, quote: str) -> bool:
    """Tell whether a quote has a word, or one for the same."""
    shown = content(quote)
    return any(met(term, shown) for term in content(word))


def _says_nothing(bare: str) -> bool:
    """Tell whether a word is one that every text has: « Environ », „Etwa“."""
    return term_of(bare) is None and len(bare) > _SMALL_WORD


def _has_initials(bare: str, quote: str) -> bool:
    """Tell whether an acronym is made of words of the quote that follow each other: « PMR »."""
    every = re.findall(r"[^\W\d_]+", fold(quote))
    full = [word for word in every if len(word) > _SMALL_WORD]
    return len(bare) > 1 and any(bare in "".join(word[0] for word in some) for some in (every, full))


def is_compound(bare: str, quoted: Sequence[Term]) -> bool:
    """Tell whether a German word is made of two words of the quote: „Maßmöbel“ of „Möbel nach Maß“."""
    return any(
        bare.startswith(one.word[:-1])
        and any(
            bare.endswith(other.word) and len(one.word) + len(other.word) <= len(bare) + 2 for other in quoted
        )
        for one in quoted
    )


def people_and_firms(text: str) -> list[str]:
    """Return the runs of two or more capitalised words of a text: « Anna Berger », "Dubois Frères"."""
    return [name for run in _RUN.findall(text) if (name := _without_determiners(run))]


def _without_determiners(run: str) -> str:
    """Return a run of capitalised words without articles at its beginning, empty where one word is left."""
    rest = run.split()
    while rest and (fold(rest[0]) in _COMMON or fold(rest[0]) in _DETERMINERS):
        rest = rest[1:]
    return " ".join(rest) if len(rest) > 1 else ""


def _is_name(place: _Place, bare: str, language: str, known: Vocabulary) -> bool:
    if fold(place.before).rstrip(".") in _TITLES:
        return True
    is_ordinary = bare[:4] in known.ordinary
    is_word = bool(concepts_of(place.token)) or not terms(place.token)
    capital_after = place.after[:1].isupper() and _bare(place.after) not in _COMMON
    if language == "de":
        return _is_german_name(place, is_word=is_word, is_ordinary=is_ordinary)
    if place.first:
        named = bare in known.names and not is_ordinary
        return (
            named
            or (capital_after and not is_ordinary)
            or (not is_word and _VERB.match(fold(place.after)) is not None)
        )
    return not (is_word and place.token[1:].islower() and bare not in known.names)


def _is_german_name(place: _Place, *, is_word: bool, is_ordinary: bool) -> bool:
    if is_word:
        return False
    before = fold(place.before)
    beside = (place.after[:1].isupper() and _bare(place.after) not in _COMMON) or (
        place.before[:1].isupper() and before not in _COMMON
    )
    if beside and not is_ordinary and before not in _DETERMINERS:
        return True
    if place.first:
        return not is_ordinary and _VERB.match(fold(place.after)) is not None
    return before in _PREPOSITIONS and not is_ordinary


def _is_inflected(bare: str, shown: set[str]) -> bool:
    """Tell whether a name stands in the quote with another ending: Müllers, Durand's."""
    return any(
        len(other) > 3
        and (bare.startswith(other) or other.startswith(bare))
        and abs(len(bare) - len(other)) <= 2
        for other in shown
    )


def _tokens(text: str) -> Iterable[tuple[str, str, bool]]:
    """Yield each word with the word before it and whether it begins a sentence."""
    before, end = "", 0
    for match in _TOKEN.finditer(text):
        gap = text[end : match.start()]
        first = end == 0 or _SENTENCE_END.search(gap) is not None
        yield match.group(), "" if first else before, first
        before, end = match.group(), match.end()


def _bare(token: str) -> str:
    """Return a word folded, without an elided article: L’Atelier, d'Arc."""
    folded = fold(token).replace("’", "'")
    return folded.rsplit("'", 1)[-1] if re.match(r"(?:l|d|qu|s|n|j)'", folded) else folded.split("'", 1)[0]
