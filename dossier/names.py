"""Proper names in a claim: each must stand in its quote. In German every noun has a capital, so more is asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from llm.tasks.words import fold

_TOKEN = re.compile(r"[^\W\d_](?:[^\W_]|[-’'.](?=[^\W_]))*")
_SENTENCE_END = re.compile(r"[.!?:;…«»„“\"()]\s*$")
_TITLES = frozenset(
    [
        "m",
        "mm",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "dr",
        "pr",
        "me",
        "maitre",
        "herr",
        "frau",
        "prof",
        "mr",
        "mrs",
        "ms",
        "sir",
    ]
)
_PREPOSITIONS = frozenset(["in", "aus", "bei", "nach", "von", "zu"])
# Capitalised in some language and the name of nothing that could be invented.
_COMMON = frozenset(
    [
        "je",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "nous",
        "vous",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "d",
        "du",
        "de",
        "ce",
        "cet",
        "cette",
        "ces",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "en",
        "au",
        "aux",
        "et",
        "ou",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
        "france",
        "francais",
        "francaise",
        "allemagne",
        "europe",
        "internet",
        "google",
        "facebook",
        "instagram",
        "linkedin",
        "youtube",
        "whatsapp",
        "pme",
        "tpe",
        "tva",
        "siren",
        "siret",
        "rcs",
        "rge",
        "sarl",
        "sas",
        "sasu",
        "eurl",
        "sa",
        "ei",
        "scop",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "er",
        "sie",
        "es",
        "wir",
        "ihr",
        "ihre",
        "sein",
        "seine",
        "und",
        "oder",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "januar",
        "februar",
        "marz",
        "april",
        "juni",
        "juli",
        "august",
        "oktober",
        "dezember",
        "deutschland",
        "osterreich",
        "schweiz",
        "gmbh",
        "kg",
        "ug",
        "ag",
        "ohg",
        "gbr",
        "inhaber",
        "unternehmen",
        "betrieb",
        "firma",
        "the",
        "a",
        "an",
        "it",
        "its",
        "they",
        "we",
        "he",
        "she",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "and",
        "or",
        "company",
        "business",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "may",
        "june",
        "july",
        "october",
        "december",
        "uk",
        "us",
        "eu",
        "ltd",
        "plc",
        "entreprise",
        "societe",
        "etablissement",
    ]
)


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
    shown = {_bare(token) for text in (quote, *allowed) for token, _, _ in _tokens(text)}
    tokens = list(_tokens(claim))
    missing = []
    for n, (token, before, first) in enumerate(tokens):
        bare = _bare(token)
        if token[0].islower() or bare in shown or bare in _COMMON or len(bare) < 2:
            continue
        if _is_inflected(bare, shown):
            continue
        after = tokens[n + 1][0] if n + 1 < len(tokens) else ""
        if _is_name(bare, before, first=first, after=after, german=language == "de", known=known):
            missing.append(token)
    return missing


def _is_name(bare: str, before: str, *, first: bool, after: str, german: bool, known: Vocabulary) -> bool:
    if fold(before).rstrip(".") in _TITLES:
        return True
    is_ordinary = bare[:4] in known.ordinary
    capital_after = after[:1].isupper() and _bare(after) not in _COMMON
    if german:
        beside = capital_after or (before[:1].isupper() and fold(before) not in _COMMON)
        return (beside and not is_ordinary) or (
            fold(before) in _PREPOSITIONS and bare not in known.names and not first
        )
    if first:
        return bare in known.names or (capital_after and not is_ordinary)
    return True


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
