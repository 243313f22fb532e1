"""Word lists written as plain text: sets of words, alternatives of a regular expression; names as slugs."""

import re
import unicodedata

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def words(*lines: str) -> frozenset[str]:
    """Return the words of some lines, which white space separates."""
    return frozenset(" ".join(lines).split())


def stems(*lines: str) -> tuple[str, ...]:
    """Return the stems of some lines; in a stem `_` stands for a space."""
    return tuple(stem.replace("_", " ") for stem in " ".join(lines).split())


def any_of(*lines: str) -> str:
    r"""Return a group that matches any of the patterns in some lines; in a pattern `_` stands for `\s+`."""
    return f"(?:{'|'.join(' '.join(lines).split())})".replace("_", r"\s+")


def pairs(*lines: str) -> dict[str, str]:
    """Return the pairs of some lines, written `key:value`; in a key `_` stands for a space."""
    split = (pair.partition(":") for pair in " ".join(lines).split())
    return {key.replace("_", " "): value for key, _, value in split}


def slug(name: str) -> str:
    """Return the letters and digits of a name, in lower case and without accents."""
    if name.isascii():
        return _NOT_LETTERS.sub("", name.lower())
    plain = unicodedata.normalize("NFD", name.casefold())
    return _NOT_LETTERS.sub("", "".join(char for char in plain if not unicodedata.combining(char)))
