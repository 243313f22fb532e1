"""Quantities that are neither digits nor number words: twice, a decade, jeder dritte, cinquantenaire.

Each is compared by the number it means, so that « le double » in a message is "doppelt" in a record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from llm.tasks.number_words import written_numbers
from outreach.draft import Language


@dataclass(frozen=True)
class Amount:
    """A quantity: where it stands, and what it is compared by."""

    start: int
    end: int
    value: str


_B = r"[\s\u00a0\u202f-]+"
# Pattern and value; a group named `n` holds a number word to read instead.
_AMOUNTS: dict[Language, list[tuple[str, str]]] = {
    Language.FR: [
        (r"(?:le|au) double|deux fois (?:plus|moins|mieux|autant)|(?:doublé|dédoublé)e?s?", "x2"),
        (r"(?:le|au) triple|triplée?s?|trois fois (?:plus|moins|mieux|autant)", "x3"),
        (r"(?:demi-siècle|moitié (?:d['’]un|du) siècle)", "50"),
        (r"quart de siècle", "25"),
        (r"(?:un|d['’]un|le|près d['’]un) siècle|centenaire", "100"),
        (r"décennies?", "10"),
        (r"cinquantenaire", "50"),
        (r"trentenaire", "30"),
        (r"(?P<n>[^\W\d_]+)ième anniversaire", ""),
        (r"(?<!vingt-)(?<!quatre)une? (?:\w+ )?sur (?P<n>deux|trois|quatre|cinq|dix)(?! places)", ""),
        (r"(?:cinq|5|quatre|4) étoiles", "stars"),
    ],
    Language.EN: [
        (rf"(?:twice|double) (?:as|the|your|that)|twofold|half{_B}as", "x2"),
        (r"(?:triple|thrice) (?:as|the|your|that)|threefold", "x3"),
        (r"half(?:-| a |-a-)century", "50"),
        (r"quarter(?:-| of a |-of-a-)century", "25"),
        (r"(?:a|one|over a|nearly a) century|centenary", "100"),
        (r"decades?", "10"),
        (r"(?P<n>[^\W\d_]+)th (?:anniversary|birthday)", ""),
        (rf"(?:five|5|four|4){_B}star", "stars"),
        (rf"(?P<n>two|three|four|five|ten|twenty|thirty|fifty){_B}(?:year|strong|person)\b", ""),
        (
            r"(?:one|\d) (?:\w+ )?in (?P<n>two|three|four|five|ten)\b|every (?P<m>second|third|fourth|fifth)",
            "",
        ),
    ],
    Language.DE: [
        (r"doppelt (?:so|mehr)|(?:das|um das) Doppelte|Verdopp(?:e)?lung", "x2"),
        (r"(?:das|um das) Dreifache|dreifache?[nrs]?", "x3"),
        (r"halbe[ns]? Jahrhundert", "50"),
        (r"Vierteljahrhundert", "25"),
        (r"Jahrhunderte?n?s?", "100"),
        (r"Jahrzehnte?n?s?", "10"),
        (r"(?P<n>\w{3,})jährig(?:e[nrsm]?)?", ""),
        (r"jede[rnsm]? (?P<m>zweite|dritte|vierte|fünfte|zehnte)[nrsm]?", ""),
        (r"(?:eine[rmsn]?|jede[rsmn]?) von (?P<n>zwei|drei|vier|fünf|zehn)", ""),
        (r"(?:fünf|5|vier|4)[ -]?Sterne", "stars"),
    ],
}
_ORDINALS = {
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "zweite": "2",
    "dritte": "3",
    "vierte": "4",
    "fünfte": "5",
    "zehnte": "10",
}
_PATTERNS = {
    language: [(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), value) for pattern, value in rows]
    for language, rows in _AMOUNTS.items()
}


# "Half the form, twice the calm": a slogan, and no measure.
_SLOGAN = re.compile(r"\b(?:half|twice|double) the \w+, (?:half|twice|double) the \w+", re.IGNORECASE)


def amounts(text: str, language: Language) -> Iterator[Amount]:
    """Yield the quantities of a text that only such words tell."""
    text = _SLOGAN.sub(lambda match: " " * len(match.group()), text)
    for pattern, value in _PATTERNS[language]:
        for match in pattern.finditer(text):
            yield Amount(match.start(), match.end(), value or _read(match, language))


def _read(match: re.Match[str], language: Language) -> str:
    """Return the number a match means; its own words where they are none we can read."""
    named = match.groupdict()
    ordinal = named.get("m")
    if ordinal:
        return _ORDINALS[ordinal.casefold()]
    word = (named.get("n") or "").casefold()
    stem = {"dix": "dix", "cinquant": "cinquante", "trent": "trente", "quarant": "quarante"}.get(word, word)
    numbers = list(written_numbers(stem, language))
    return str(numbers[0].value) if numbers else match.group().casefold()
