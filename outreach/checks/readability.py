"""Reading ease: Kandel-Moles for French, Flesch for English, Amstad for German."""

import re

from llm.tasks.words import fold
from outreach.draft import Language
from outreach.wording import masked, sentences

_VOWELS = re.compile(r"[aeiouyœæ]+")
_GERMAN_VOWELS = re.compile(r"(?:aa|ai|au|ae|ee|ei|eu|ie|oo|oe|ue|äu|[aeiouyäöü])")


def ease_of(text: str, language: Language) -> float:
    """Return how easily a text reads: 100 very, 60 plainly, 30 hardly."""
    runs = sentences(text)
    words = re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", masked(text))
    if not runs or not words:
        return 100.0
    length = len(words) / len(runs)
    syllables = sum(syllables_of(word, language) for word in words) / len(words)
    if language is Language.FR:
        return 207 - 1.015 * length - 73.6 * syllables
    if language is Language.EN:
        return 206.835 - 1.015 * length - 84.6 * syllables
    return 180 - length - 58.5 * syllables


def syllables_of(word: str, language: Language) -> int:
    """Return the syllables of a word as spoken, silent endings left out."""
    if language is Language.DE:
        return max(1, len(_GERMAN_VOWELS.findall(word.casefold())))
    plain = re.sub(r"['’\-]", "", fold(word))
    if language is Language.FR:
        plain = re.sub(r"(?<=[^aeiouy])(?:es|ent|e)$", "", plain) if len(plain) > 3 else plain
        plain = re.sub(r"(?<=[aiouy])(?:es|ent|e)$", "", plain) if len(plain) > 4 else plain
    else:
        plain = re.sub(r"(?<=[^aeiouyl])(?:es|ed|e)$", "", plain) if len(plain) > 3 else plain
    return max(1, len(_VOWELS.findall(plain)))
