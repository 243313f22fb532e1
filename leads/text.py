"""Text a database and a file can hold, whatever a page or a model sent."""

import hashlib
import json
import re
import unicodedata

# In JSON a NUL is always the escape \u0000; an even number of backslashes before it means it is a real one.
_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def storable(text: str) -> str:
    """Return the text without NUL characters and with U+FFFD for every lone surrogate.

    PostgreSQL refuses NUL, and UTF-8 has no surrogates; both occur in scraped pages.
    """
    text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def dump_json(value: object, *, indent: int | None = None) -> str:
    """Return the value as JSON that can be stored and written to a file."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if "\\u0000" in text:
        text = _ESCAPED_NUL.sub(r"\1", text)
    return storable(text)


def digest(*parts: str) -> str:
    """Return the SHA-256 of the parts, as 64 hex digits; ("ab", "c") and ("a", "bc") differ."""
    joined = "\x00".join(storable(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()


def fold(text: str) -> str:
    """Return the text as people type it when they search: no accents, small letters, single blanks."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(text.split())
