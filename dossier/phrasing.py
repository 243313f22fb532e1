"""How a claim is printed: as a sentence of its own, or as the words of its source."""

# What stands around words of somebody else, by their language.
_MARKS = {"fr": ("«\u00a0", "\u00a0»"), "de": ("„", "“")}
_OTHERWISE = ("“", "”")


def as_sentence(text: str, as_of: str) -> str:
    """Return a claim as a sentence; a figure of a certain year keeps it."""
    plain = " ".join(text.split()).rstrip(" ;,")
    if as_of:
        return f"{plain.rstrip('.!')} ({as_of})."
    return plain if plain[-1:] in {".", "!", "?", "…", "»"} else f"{plain}."


def as_quotation(words: str, language: str) -> str:
    """Return words of a source between the quotation marks of their language."""
    before, behind = _MARKS.get(language, _OTHERWISE)
    return f"{before}{' '.join(words.split())}{behind}"
