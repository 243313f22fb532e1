"""A message taken apart: words, sentences with their places, and what is no prose (addresses, times)."""

import functools
import re
from dataclasses import dataclass

# A run of these must be left alone by typography, and is no word of the language.
ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)[^\s<>()\[\]\"«»]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w.@-])(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.){1,6}(?:fr|com|net|org|eu|de|at|ch|be"
    r"|lu|uk|nl|it|es|pt"
    r"|ie|us|ca|info|biz|io|app|dev|pro|co|ly|gl|gd|me|ai|shop|store|site|online|agency|paris|bzh|alsace"
    r"|berlin|hamburg|koeln|bayern|example|test|invalid)\b(?:/[^\s<>()\[\]\"«»]*)?"
)
CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?!\d)")

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_END = re.compile(r"[.!?…]+(?:[\s\u00a0\u202f]?»|[”\"')])*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:m|mm|mme|mmes|mlle|dr|me|st|ste|av|bd|bld|nr|tel|tél|str|env|ex|cf|etc|ca|bzw|ltd|mr|mrs|ms|vs"
    r"|inkl|zzgl|art|co|inc|usw|ggf)|(?<!\d)(?<!\d[ \u00a0\u202f])\b[^\W\d_]|\bz\.\s?b|\bd\.\s?h|\bu\.\s?a"
    r"|\bp\.\s?ex)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Run:
    """A run of a text and where it starts."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the run ends."""
        return self.start + len(self.text)


def masked(text: str, *patterns: re.Pattern[str]) -> str:
    """Return the text with every address (and match of `patterns`) as blanks, every place unchanged."""
    if not patterns:
        return _without_addresses(text)
    for pattern in patterns:
        text = pattern.sub(_blanks, text)
    return text


@functools.lru_cache(maxsize=2048)
def _without_addresses(text: str) -> str:
    return ADDRESS.sub(_blanks, text)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())


def word_count(text: str) -> int:
    """Return the words of a text as a person counts them: runs between blanks with a letter or digit."""
    return sum(1 for run in text.split() if any(char.isalnum() for char in run))


def words(text: str) -> list[Run]:
    """Return the words of a text with their places; `l'atelier` and `Saint-Denis` are one word each."""
    return [Run(match.group(), match.start()) for match in _WORD.finditer(masked(text))]


@functools.lru_cache(maxsize=1024)
def sentences(text: str) -> tuple[Run, ...]:
    """Return the sentences of a text with their places; every line ends one."""
    found: list[Run] = []
    plain = masked(text)
    at = 0
    for line in text.split("\n"):
        start = at
        for end in _END.finditer(plain, at, at + len(line)):
            if _is_abbreviation(plain[start : end.end()], end.group(), at_end=end.end() == at + len(line)):
                continue
            found.append(_stripped(text, start, end.end()))
            start = end.end()
        found.append(_stripped(text, start, at + len(line)))
        at += len(line) + 1
    return tuple(run for run in found if any(char.isalnum() for char in run.text))


def paragraphs(text: str) -> list[Run]:
    """Return the blocks of a text that blank lines part."""
    found, at = [], 0
    for block in re.split(r"(\n[ \t]*\n\s*)", text):
        if block.strip():
            found.append(_stripped(text, at, at + len(block)))
        at += len(block)
    return found


def _stripped(text: str, start: int, end: int) -> Run:
    run = text[start:end]
    return Run(run.strip(), start + len(run) - len(run.lstrip()))


def _is_abbreviation(sentence: str, mark: str, *, at_end: bool) -> bool:
    return mark == "." and not at_end and _ABBREVIATION.search(sentence) is not None
