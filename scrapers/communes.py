"""The French communes by postcode: does a town stand behind a postcode, and where does its name end?"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "gazetteer" / "communes_fr.tsv"
_WORD = re.compile(r"[^\W\d_]+|/")
_SHORT = {"st": "saint", "ste": "sainte", "s": "sur", "nd": "notre", "mt": "mont"}
_ARRONDISSEMENT = re.compile(r"\s+\d+(?:er|e|ème)\b.*")
_DISTRICT = re.compile(
    r"(paris|lyon|marseille)\s+(\d{1,2}|[ivx]{1,5})\s*(?:er|e|è|ème|eme)?(?:\s+arr(?:ondissement|dt)?\.?)?",
    re.IGNORECASE,
)
_BEFORE_FIRST_DISTRICT = {"paris": 75000, "lyon": 69000, "marseille": 13000}
# Overseas departments have three digits.
_LONG_DEPARTMENTS = ("97", "98")

Words = tuple[str, ...]


def fold_words(text: str) -> Words:
    """Return the words of a place name as they are compared: no accents, no case, Saint for St."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFD", text.casefold().replace("œ", "oe"))
        if ord(char) < 0x300 or char == "/"
    )
    return tuple(_SHORT.get(word, word) for word in _WORD.findall(plain) if word != "/")


@lru_cache(maxsize=1)
def _by_postcode() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    with _FILE.open(encoding="utf-8") as lines:
        for line in lines:
            if line[0] != "#":
                postcode, _, names = line.rstrip("\n").partition("\t")
                table[postcode] = tuple(names.split(";"))
    return table


def is_postcode(postcode: str) -> bool:
    """Tell whether a postcode is one that some commune has."""
    return postcode in _by_postcode()


def department(postcode: str) -> str:
    """Return the department a postcode lies in."""
    return postcode[:3] if postcode.startswith(_LONG_DEPARTMENTS) else postcode[:2]


@lru_cache(maxsize=2048)
def _names(postcode: str) -> dict[Words, str]:
    return {fold_words(_ARRONDISSEMENT.sub("", name)): name for name in _by_postcode().get(postcode, ())}


@lru_cache(maxsize=128)
def _department_names(code: str) -> dict[Words, str]:
    return {
        words: name
        for postcode in _by_postcode()
        if postcode.startswith(code)
        for words, name in _names(postcode).items()
    }


def town_after(postcode: str, text: str, *, anywhere_in_department: bool = False) -> int:
    """Return where the commune of this postcode ends that a text begins with, 0 if there is none.

    A business postcode (CEDEX) belongs to no commune: then any commune of the department will do.
    """
    spans = [(match[0], match.end()) for match in _WORD.finditer(text[:80])]
    return _longest(_candidates(postcode, anywhere_in_department), spans)


def town_before(postcode: str, text: str) -> int:
    """Return where the commune of this postcode begins that a text ends with, -1 if there is none."""
    spans = [(match[0], match.start()) for match in _WORD.finditer(text)][-8:]
    names = _candidates(postcode, anywhere_in_department=False)
    for first in range(len(spans)):
        if fold_words(" ".join(word for word, _ in spans[first:])) in names:
            return spans[first][1]
    return -1


def _candidates(postcode: str, anywhere_in_department: bool) -> dict[Words, str]:
    names = _names(postcode)
    return _department_names(department(postcode)) if anywhere_in_department and not names else names


def _longest(names: dict[Words, str], spans: Sequence[tuple[str, int]]) -> int:
    words: list[str] = []
    best = 0
    for word, end in spans[:8]:
        words += fold_words(word)
        if tuple(words) in names:
            best = end
    return best


@lru_cache(maxsize=1)
def _by_name() -> dict[Words, tuple[str, ...]]:
    table: dict[Words, list[str]] = {}
    for postcode, names in _by_postcode().items():
        for name in names:
            table.setdefault(fold_words(_ARRONDISSEMENT.sub("", name)), []).append(postcode)
    return {words: tuple(postcodes) for words, postcodes in table.items()}


def postcodes_of(town: str) -> tuple[str, ...]:
    """Return the postcodes of all communes of a name, in their order; none where no commune is called so."""
    return _by_name().get(fold_words(town), ())


def is_town(name: str) -> bool:
    """Tell whether a commune is called so."""
    return bool(postcodes_of(name))


def official_name(postcode: str, town: str) -> str:
    """Return a commune's name as the register spells it, empty when the postcode has none of that name."""
    return _ARRONDISSEMENT.sub("", _names(postcode).get(fold_words(town), ""))


def main_town(postcode: str) -> str:
    """Return the first commune of a postcode, empty where it has none."""
    names = _by_postcode().get(postcode, ())
    return _ARRONDISSEMENT.sub("", names[0]) if names else ""


def district(text: str) -> tuple[str, int, str] | None:
    """Return town, number and postcode of an arrondissement ("Paris 15e"), None where the text names none."""
    found = _DISTRICT.fullmatch(text.strip())
    if not found:
        return None
    town, number = found[1].capitalize(), _number(found[2])
    postcode = f"{_BEFORE_FIRST_DISTRICT[found[1].lower()] + number:05}"
    return (town, number, postcode) if is_postcode(postcode) else None


def _number(text: str) -> int:
    """Return a number in digits or in Roman figures."""
    if text.isdigit():
        return int(text)
    figures = [{"i": 1, "v": 5, "x": 10}[char] for char in text.lower()]
    return sum(-one if one < after else one for one, after in zip(figures, [*figures[1:], 0], strict=True))
