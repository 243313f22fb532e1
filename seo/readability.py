"""How easily a text is read: Kandel-Moles for French, Amstad for German; 0 is very hard, 100 very easy."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from scrapers.vocabulary import any_of
from seo.syllables import french_syllables, german_syllables

# A text with fewer words says nothing about how its author writes.
LEAST_WORDS = 60
# A line this short that ends without a full stop is a label or an item of a menu, not a sentence.
LABEL_WORDS = 7

_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
_ABBREVIATION = re.compile(
    r"(?<!\w)"
    + any_of(
        r"M MM Mme Mmes Mlle Dr Pr Me St Ste av bd art etc ex tél tel cf p n° no env min max",
        r"z_?B bzw ca Nr Str Tel",
    )
    + r"\.(?=\s|\Z)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…]+[»”\")]*(?:\s+|\Z)")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the Flesch family: `base` less so much a word of a sentence and a syllable of a word."""

    name: str
    base: float
    per_word: float
    per_syllable: float
    syllables: Callable[[str], int]


FORMULAS: Mapping[str, Formula] = {
    "fr": Formula("Kandel-Moles", 207.0, 1.015, 73.6, french_syllables),
    "de": Formula("Amstad", 180.0, 1.0, 58.5, german_syllables),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The score of a text, and the sentence that is longest."""

    score: float
    words: int
    longest: str


def read(lines: Iterable[str], language: str) -> Reading | None:
    """Return how easily some lines are read; None where they are too short or in another language."""
    formula = FORMULAS.get(language)
    if formula is None:
        return None
    sentences = [
        found for line in lines for sentence in _sentences(line) if (found := _WORD.findall(sentence))
    ]
    words = [word for sentence in sentences for word in sentence]
    counts = [count for word in words if (count := formula.syllables(word))]
    if len(counts) < LEAST_WORDS:
        return None
    score = (
        formula.base
        - formula.per_word * len(words) / len(sentences)
        - formula.per_syllable * sum(counts) / len(counts)
    )
    longest = sorted(sentences, key=len)[-1]
    return Reading(round(score, 1), len(words), " ".join(longest))


def _sentences(line: str) -> list[str]:
    """Return the sentences of a line, none where it is a label."""
    text = _ABBREVIATION.sub(lambda match: match[0][:-1], line.strip())
    ends = bool(text) and text[-1] in ".!?…:;»”"
    if not ends and len(text.split()) < LABEL_WORDS:
        return []
    return _SENTENCE_END.split(text)
