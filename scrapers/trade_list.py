"""The trades of small businesses: their names in French, German and English, and how registers call them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "gazetteer" / "trades.tsv"
_LANGUAGES = ("fr", "de", "en")


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade.

    Attributes:
        key: its name in the program.
        labels: what people call it, by language; the first is the usual name.
        osm: tags of OpenStreetMap, `key=value`.
        naf: codes of the French activity classification, rev. 2.
    """

    key: str
    labels: dict[str, tuple[str, ...]]
    osm: tuple[str, ...]
    naf: tuple[str, ...]

    def label(self, language: str) -> str:
        """Return its usual name in a language, in English where there is none."""
        return self.labels.get(language, self.labels["en"])[0]


@lru_cache(maxsize=1)
def all_trades() -> tuple[Trade, ...]:
    """Return every trade we know."""
    return tuple(_read())


def _read() -> Iterator[Trade]:
    with _FILE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            key, *names, osm, naf = line.rstrip("\n").split("\t")
            labels = {
                language: tuple(text.split(";")) for language, text in zip(_LANGUAGES, names, strict=True)
            }
            yield Trade(key, labels, tuple(osm.split(";")), tuple(naf.split(",")))
