"""Which language codes exist (the primary subtags of IANA's registry), and which one a text is written in."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrapers.language import count_small_words, has_small_words
from scrapers.vocabulary import words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_FILE = Path(__file__).resolve().parent / "tables" / "languages.txt"
_SAMPLE = 2_000
# By how much (in nats) another language must be likelier than the declared one to contradict it, and how many
# of its small words must be in the text: a menu of pizzas in French is no Italian page.
_CONTRADICTS = 30.0
_DOUBTFUL = 5.0
_SMALL_WORDS = 2
# A text with so many small words of its language, and so many different ones, needs no further look.
_PLAINLY, _PLAINLY_MORE, _DIFFERENT = 25, 2.5, 9
# Of a few words only those small words can tell.
_FEW_WORDS = 40
_TELLING = 3
_MORE_SMALL_WORDS = {
    "en": words("has was were not but they their which who what there no in at an as it its if so been"),
    "fr": words("a au ce ces cette elle il ils mais ne ou où pas plus se si son sa ses tout très chez"),
    "de": words(
        "als an am das dem des einen einer er es hat ihr im nach noch nur oder sich so vom was wie zur"
    ),
    "nl": words("als er hij in is maar met naar nog of te was wat wordt ze zij"),
    "es": words("a al es la lo me no o si sin sobre ya e en de que y"),
    "it": words("a da e ha i in la le lo ma o se si su un al ed"),
}
# What sites are written in; what is rarer is believed only where it is declared.
_USUAL = words("ar ca cs da de el en es fi fr he hu it ja ko nl no pl pt ro ru sv tr uk zh")
# Languages and their varieties that programs take for one another.
_KIN = (
    {"no", "nb", "nn", "da"},
    {"hr", "sr", "bs", "sh"},
    {"id", "ms"},
    {"gl", "pt"},
    {"ca", "es", "oc", "an"},
    {"nl", "af"},
    {"cs", "sk"},
    {"gsw", "lb", "de"},
)
_WORD = re.compile(r"\w+")


@functools.cache
def _codes() -> frozenset[str]:
    lines = [
        line for line in _FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    groups = [group.partition(":") for line in lines[1:] for group in line.split()]
    return frozenset(lines[0].split()) | {start + last for start, _, ends in groups for last in ends}


def is_language(code: str) -> bool:
    """Tell whether a lower-case primary subtag such as `fr` is registered."""
    return code in _codes()


def base_language(tag: str) -> str:
    """Return the primary subtag of a tag such as `fr-CA`, lower-case."""
    return tag.strip().partition("-")[0].lower()


@dataclass(frozen=True, slots=True)
class Written:
    """The language a text is written in; `sure` unless it may as well be the declared one."""

    language: str
    sure: bool


def text_language(text: str, declared: str) -> Written:
    """Return the language of a text: the declared one unless two ways of telling contradict it."""
    spoken = _WORD.findall(text[:_SAMPLE].lower())
    if _is_plainly(declared, spoken):
        return Written(declared, sure=True)
    scores = _scores(text[:_SAMPLE])
    known = {code: score for code, score in scores.items() if code in _USUAL or code == declared}
    found = max(known, key=lambda code: known[code])
    if found == declared or any({found, declared} <= kin for kin in _KIN):
        return Written(declared, sure=True)
    if len(spoken) < _FEW_WORDS and _is_told(frozenset(spoken), found, declared):
        return Written(found, sure=True)
    lead = known[found] - known.get(declared, known[found] - _CONTRADICTS)
    if lead < _DOUBTFUL:
        return Written(declared, sure=False)
    counted = count_small_words(spoken)
    has_words = not has_small_words(found) or (
        counted[found] >= _SMALL_WORDS and counted[found] > counted[declared]
    )
    return Written(found if lead >= _CONTRADICTS and has_words else declared, sure=True)


def _is_plainly(declared: str, spoken: Sequence[str]) -> bool:
    """Tell whether so many different small words of a language are in a text that it can be no other."""
    counted = count_small_words(spoken)
    rival = max((count for language, count in counted.items() if language != declared), default=0)
    if counted[declared] < _PLAINLY or counted[declared] < _PLAINLY_MORE * rival:
        return False
    return sum(declared in count_small_words((word,)) for word in set(spoken)) >= _DIFFERENT


def _is_told(spoken: frozenset[str], found: str, declared: str) -> bool:
    """Tell whether the small words of a few lines speak for one language and not for the other."""
    counted = count_small_words(spoken)
    for language, more in _MORE_SMALL_WORDS.items():
        counted[language] += len(spoken & more)
    return counted[found] >= _TELLING and counted[found] - counted[declared] >= _SMALL_WORDS


@functools.cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - half a second, one check

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _scores(text: str) -> Mapping[str, float]:
    """Return the log likelihood of a text in each language py3langid knows."""
    return dict(_identifier().rank(text))
