"""How wide a line is in a results page: Arial at 20 pixels, as Google sets titles."""

import functools
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).resolve().parent / "tables" / "arial_widths.txt"
_SIZE = 20
# What the font lacks is drawn by another: letters of the East are as wide as they are high.
_WIDE = 2048
_OTHER = 1139


@functools.cache
def _widths() -> tuple[int, Mapping[str, int]]:
    """Return the units of one em, and the advance width of each character in them."""
    units, found = 2048, dict[str, int]()
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("units "):
            units = int(line.split()[1])
        elif line.startswith("space "):
            found.update(dict.fromkeys(" \u00a0", int(line.split()[1])))
        elif line and not line.startswith("#"):
            width, _, characters = line.partition(" ")
            found.update(dict.fromkeys(characters, int(width)))
    return units, found


def pixel_width(text: str, size: int = _SIZE) -> int:
    """Return the width of a line in pixels at a size of letters, composed characters counted once."""
    units, known = _widths()
    total = 0
    for char in unicodedata.normalize("NFC", text):
        width = known.get(char)
        if width is None:
            if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn"}:
                continue
            width = _WIDE if unicodedata.east_asian_width(char) in {"W", "F"} else _OTHER
        total += width
    return round(total * size / units)
