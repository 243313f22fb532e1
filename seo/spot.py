"""A place in a page that shows what was found there."""

from dataclasses import dataclass

SNIPPET = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the page that shows what a check found: its line (0 where it has none) and the words."""

    line: int
    snippet: str
