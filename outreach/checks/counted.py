"""What a figure counts, held against the record's figure of the same thing.

A message states the figures of the record as they are: « près de six secondes » for 5,8 is told, with the
figure to write instead, and so is a number the record has of another thing.
"""

import functools
import re
from collections.abc import Iterator
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation

from llm.tasks.words import fold
from outreach.draft import Language
from outreach.facts import FactBook
from outreach.figures import Figure, FigureKind, figures

_UNIT = re.compile(r"[\s\u00a0\u202f-]*(?:et demie?|and a half)?[\s\u00a0\u202f]*([^\W\d_]{3,})")
# "Rated 4.9", "4,9 sur 5", 4.9 (131): a rating whatever stands behind it.
_RATED_BEFORE = re.compile(
    r"\b(?:notée?s?|note(?: moyenne)? de|rat(?:ed|ing of)|bewertet mit|bewertung(?: von)?|mit)[\s\u00a0]+$",
    re.IGNORECASE,
)
_RATED_BEHIND = re.compile(
    r"[\s\u00a0\u202f]*(?:/[\s\u00a0]?5\b|sur 5\b|out of (?:5|five)\b|von 5\b|étoiles?|stars?"
    r"|Sternen?\b|\(\d+)",
    re.IGNORECASE,
)
_RATING = "*rating"
_BEST_RATING = 5
# Words as they differ by number and gender only: compagnon, compagnons; review, reviews.
_STEM = 6
_HEDGE = re.compile(
    r"(?<!\w)(?:environ|près de|presque|plus de|moins de|un peu (?:plus|moins) de|à peine|quelque|autour de"
    r"|about|around|nearly|almost|over|under|just (?:over|under)|more than|less than|roughly|some"
    r"|rund|etwa|circa|ca\.|knapp|gut|fast|über|unter|mehr als|weniger als|ungefähr)[\s\u00a0\u202f]+$",
    re.IGNORECASE,
)
_NEAR = Decimal("0.15")
_COUNTS = {FigureKind.NUMBER, FigureKind.PERCENT, FigureKind.PRICE}


def is_counted_otherwise(figure: Figure, text: str, book: FactBook) -> bool:
    """Say whether the records count the same thing, and never by this number: five fitters, who are three."""
    unit = _unit(figure, text)
    if figure.kind is not FigureKind.NUMBER or not unit:
        return False
    shown = {key for kind, key, of in _counts(tuple(book.stating)) if of == unit}
    return bool(shown) and figure.key not in shown


def exact(figure: Figure, text: str, book: FactBook, language: Language) -> str:
    """Return the figure of the record that a message rounds, as the language writes it; empty without one."""
    value, unit = _value(figure.key), _unit(figure, text)
    if value is None or figure.kind not in _COUNTS or not (unit or figure.kind is not FigureKind.NUMBER):
        return ""
    hedged = hedge_before(text, figure.start) < figure.start
    near = [
        known
        for kind, key, of in _counts(tuple(book.stating))
        if kind is figure.kind
        and of == unit
        and (known := _value(key)) is not None
        and (abs(known - value) <= known * _NEAR if hedged else value in _rounded(known))
    ]
    best = min(near, key=lambda known: abs(known - value), default=None)
    return _written(best, figure.kind, language) if best is not None else ""


def hedge_before(text: str, start: int) -> int:
    """Return where "nearly" or « plus de » before a figure begins; the figure's own place without one."""
    match = _HEDGE.search(text[:start])
    return match.start() if match else start


@functools.lru_cache(maxsize=64)
def _counts(texts: tuple[str, ...]) -> frozenset[tuple[FigureKind, str, str]]:
    return frozenset(_all_counts(texts))


def _all_counts(texts: tuple[str, ...]) -> Iterator[tuple[FigureKind, str, str]]:
    for text in texts:
        for language in Language:
            for one in figures(text, language):
                if one.kind in _COUNTS:
                    yield one.kind, one.key, _unit(one, text)


def _unit(figure: Figure, text: str) -> str:
    """Return what stands behind a number, cut to what its forms share; nothing behind prices and shares."""
    if figure.kind is not FigureKind.NUMBER:
        return ""
    if _is_rating(figure, text):
        return _RATING
    match = _UNIT.match(text, figure.end)
    return fold(match[1]).rstrip("s")[:_STEM] if match else ""


def _is_rating(figure: Figure, text: str) -> bool:
    value = _value(figure.key)
    if value is None or (value > _BEST_RATING and "." not in figure.key):
        return False
    if _RATED_BEHIND.match(text, figure.end):
        return True
    return "." in figure.key and _RATED_BEFORE.search(text, 0, figure.start) is not None


def _value(key: str) -> Decimal | None:
    try:
        return Decimal(key)
    except InvalidOperation:
        return None


def _rounded(known: Decimal) -> set[Decimal]:
    if known == known.to_integral_value():
        return set()
    half = (known * 2).to_integral_value(ROUND_HALF_UP) / 2
    return {known.to_integral_value(ROUND_HALF_UP), known.to_integral_value(ROUND_FLOOR), half}


def _written(value: Decimal, kind: FigureKind, language: Language) -> str:
    has_cents = kind is FigureKind.PRICE and value != value.to_integral_value()
    plain = f"{value:,.2f}" if has_cents else f"{value:,f}"
    if language is Language.EN:
        return plain
    group = "\u202f" if language is Language.FR else "."
    return plain.translate({ord(","): group, ord("."): ","})
