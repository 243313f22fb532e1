"""What a legal notice lacks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is missing or wrong; `words` are those of the page that show it, where there are any."""

    what: str
    grave: bool
    words: str = ""
