"""Prose taken apart: sentences, and the [n] they cite."""

import re

# A full stop after these ends no sentence: M. Durand, z.B., St. Martin, env. 20 km.
_ABBREVIATIONS = re.compile(
    r"(?:m|mm|mme|mlle|dr|st|ste|av|bd|bld|n|nr|tel|tél|str|env|ex|cf|etc|z\.b|d\.h|u\.a|ca|bzw|ltd|mr|mrs|ms|vs"
    r"|pp|hr|geb|inkl|zzgl|[^\W\d_])",
    re.IGNORECASE,
)
_CITATION = re.compile(
    r"[\[【]\s*(?:sources?\s*)?(\d{1,3}(?:\s*(?:[,;&]|et|and|und)\s*\d{1,3})*)\s*[\]】]", re.IGNORECASE
)
_CITATIONS_BEHIND = re.compile(rf"(?:\s*(?:{_CITATION.pattern}))+", re.IGNORECASE)
_END = re.compile(r"[.!?…]+(?:\s?»|[”\"')])*(?=\s|$|[\[【])")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with the citations that stand right behind it."""
    found: list[str] = []
    for raw in text.splitlines():
        line = _BULLET.sub("", _EMPHASIS.sub("", raw)).strip().lstrip("#> ")
        start = 0
        for end in _END.finditer(line):
            behind = _CITATIONS_BEHIND.match(line, end.end())
            ends = behind or not _is_abbreviation(line[start : end.start()], end.group())
            if end.start() < start or not ends:
                continue
            stop = behind.end() if behind else end.end()
            found.append(line[start:stop].strip())
            start = stop
        found.append(line[start:].strip())
    return [sentence for sentence in found if re.search(r"\w", sentence)]


def whole_sentences(text: str) -> str:
    """Return a text that was cut off without what its end left unfinished, one sentence a line."""
    found = sentences(text)
    ended = re.search(rf"[.!?…][»”\"')\s]*(?:{_CITATION.pattern}\s*)*$", text, re.IGNORECASE)
    return "\n".join(found if ended else found[:-1])


def citations(sentence: str) -> tuple[str, list[int]]:
    """Return a sentence without its citations, and their numbers in order, each once."""
    numbers = [
        int(number) for match in _CITATION.finditer(sentence) for number in re.findall(r"\d+", match.group())
    ]
    bare = re.sub(r"\s+(?=[.,)])", "", " ".join(_CITATION.sub("", sentence).split()))
    return bare, list(dict.fromkeys(numbers))


def _is_abbreviation(before: str, mark: str) -> bool:
    if mark != ".":
        return False
    word = before.rsplit(maxsplit=1)[-1].lstrip("(«\"'") if before.split() else ""
    return _ABBREVIATIONS.fullmatch(word) is not None
