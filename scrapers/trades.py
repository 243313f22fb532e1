"""The trades of small businesses in French, German and English: what people call them, and how registers do.

`trade_of` forgives plurals, feminine forms, missing accents and a typing mistake; `split_query` takes
"plombiers à Bordeaux" apart into a trade and a place.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scrapers import communes
from scrapers.departments import department_at, department_of, is_area
from scrapers.trade_list import Trade, all_trades
from scrapers.trade_names import MAX_WINDOW, find_trade
from scrapers.vocabulary import words
from scrapers.word_forms import lower

# A longer text is no question; what it names comes early.
_MOST_WORDS = 60
# "Frankfurt am Main", "Newcastle upon Tyne"
_IN_NAMES = words(
    "am an auf bei der die im in ob vor von by of on the under upon and und à aux de du en et la le les",
    "lès lez sous sur",
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|&")
_PREPOSITIONS = words(
    "à a au aux en dans sur près proche autour vers chez in im bei um near around at within nähe nahe"
)
_AFTER_PREPOSITION = words("de du des d l la le les von vom der dem den of the")
_FILLERS = words(
    "bon bons bonne bonnes meilleur meilleurs meilleure meilleures pas cher chers chere chère cheres",
    "chères urgence urgent urgents devis gratuit avis ouvert ouverte dimanche 24h 24h/24 7j rapide",
    "professionnel pro professionnels artisan artisans entreprise entreprises société sociétés liste",
    "annuaire trouver cherche recherche tous toutes les des petit petits petite petites best good",
    "cheap top local find guter gute guten beste bester besten günstig günstige günstiger finden",
    "suche alle firmen firma betrieb betriebe companies company business businesses magasin magasins",
    "boutique moi ici me here mir hier",
)
_RADIUS = re.compile(
    r"[(,]?\s*(?:\b(?:dans un rayon de|rayon(?: de)?|à moins de|a moins de|à|within|less than|im umkreis von"
    r"|umkreis|in a radius of|radius(?: of)?)\s+|[+±]\s*)?(?<![\w.,])(?P<km>\d{1,3}(?:[.,]\d+)?)\s*km\b"
    r"(?:\s+(?:autour|around|um|rund um|from|of|de|d'|von))?",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\d{4,5}(?:\s.+)?")
_SEPARATORS = re.compile(r"[,;|/()]+|\s[-–]\s")


@dataclass(frozen=True, slots=True)
class TradeQuery:
    """What somebody looks for: a trade (None where we know none), as it was typed, where, and how far around.

    `radius` is in kilometres, None where the question names none.
    """

    trade: Trade | None
    words: str
    place: str
    radius: float | None = None


def trade_of(text: str) -> Trade | None:
    """Return the trade a text names, the longest name first; None where it names none."""
    found = find_trade([match[0] for match in _WORD.finditer(text)])
    return found[0] if found else None


def trade_key(text: str) -> str:
    """Return the name in the program of the trade a text names, empty where it names none.

    >>> trade_key("Plomberie")
    'plumber'
    """
    found = trade_of(text)
    return found.key if found else ""


def trade_label(key: str, language: str) -> str:
    """Return the usual name of a trade by its name in the program; what is none of these, as it is."""
    found = _by_key().get(key)
    return found.label(language) if found else key


@lru_cache(maxsize=1)
def _by_key() -> dict[str, Trade]:
    return {trade.key: trade for trade in all_trades()}


def split_query(text: str, *, city: str = "") -> TradeQuery:
    """Take a question apart into a trade and a place; without one in it the place is `city`."""
    rest, radius = _without_radius(text)
    pieces = _SEPARATORS.sub(" , ", rest).split()
    typed = [piece.strip("\"'«»“”.!?:") for piece in pieces]
    typed = [piece for piece in typed if piece][:_MOST_WORDS]
    found = find_trade(typed)
    if found is None:
        head, place = _at_preposition(typed)
        return TradeQuery(None, " ".join(_without_fillers(head)), place or city, radius)
    trade, start, end = found
    before, after = typed[:start], typed[end:]
    place = _place(after)
    if not _is_known(place):
        inner, place = _at_preposition(after)
    if not place:
        place = _place(inner) or _place(before) or city
    return TradeQuery(trade, " ".join(typed[start:end]), place, radius)


def _without_radius(text: str) -> tuple[str, float | None]:
    """Take "10 km" and what goes with it out of a question."""
    found = _RADIUS.search(text)
    if not found:
        return text, None
    before, after = text[: found.start()], text[found.end() :]
    radius = float(found["km"].replace(",", "."))
    return (f"{before} around {after}" if after.strip(" )],.") else before), radius


def _at_preposition(typed: Sequence[str]) -> tuple[list[str], str]:
    """Return the words before a preposition, and the place it leads to: a known town before others."""
    found: list[tuple[int, str]] = []
    for at, word in enumerate(typed):
        if lower(word) in _PREPOSITIONS and (place := _place(_past_small_words(typed[at + 1 :]))):
            found.append((at, place))
    if not found:
        return list(typed), ""
    known = [one for one in found if _is_known(one[1])]
    named = [one for one in found if not one[1][0].islower()]
    at, place = (known or named or found)[0]
    return list(typed[:at]), place


def _past_small_words(typed: Sequence[str]) -> Sequence[str]:
    """Skip what leads from a preposition to the name: "près de Lyon", "in der Nähe von Ulm"."""
    while len(typed) > 1 and (
        lower(typed[0]) in _PREPOSITIONS
        or (typed[0].islower() and lower(typed[0]) in _AFTER_PREPOSITION and not _is_known(" ".join(typed)))
    ):
        typed = typed[1:]
    return typed


def _is_known(place: str) -> bool:
    """Tell whether a place is one of our lists: an area, a postcode, a town, or two of them."""
    words = place.split()
    if _is_area(place) or communes.is_town(place) or communes.district(place):
        return True
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return any(_belong(one, other) or _belong(other, one) for one, other in halves)


def _belong(town: str, area: str) -> bool:
    """Tell whether a town has a postcode or lies in a department: Nantes is not in the Nord."""
    of_town = communes.postcodes_of(town)
    if area.isdigit() and len(area) == 5:
        return area in of_town or (bool(of_town) and communes.is_postcode(area))
    found = department_of(area)
    return found is not None and any(department_at(postcode) == found.code for postcode in of_town)


def _is_area(place: str) -> bool:
    return bool(_POSTCODE.fullmatch(place)) or is_area(place)


def _place(typed: Sequence[str]) -> str:
    """Return words as a place: without what praises or narrows, up to the next preposition.

    What stands after a comma belongs to it where it tells towns of one name apart: "Saint-Denis (93)".
    """
    chunks = [chunk for chunk in map(_chunk, _between_commas(_without_fillers(typed))) if chunk]
    if len(chunks) > 1 and _is_known(" ".join(chunks[:2])):
        return " ".join(chunks[:2])
    return chunks[0] if chunks else ""


def _between_commas(typed: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for word in typed:
        if word == ",":
            yield chunk
            chunk = []
        else:
            chunk.append(word)
    yield chunk


def _chunk(typed: Sequence[str]) -> str:
    kept: list[str] = []
    for word in typed:
        if kept and lower(word) in {"avec", "pour", "mit", "with", "für", "for"}:
            break
        kept.append(word)
    while kept and kept[0].islower() and lower(kept[0]) in _PREPOSITIONS | _AFTER_PREPOSITION:
        if _is_known(" ".join(kept)):
            break
        kept = kept[1:]
    return _known_run(kept) or _leading_name(kept)


def _known_run(typed: Sequence[str]) -> str:
    """Return the words that are a place of our lists: what stands around it tells more of something else.

    "restaurants italiens La Rochelle", "Bordeaux dépannent la nuit". Names with a capital come first, then
    longer ones, then those of larger towns: Bio and Ville are villages.
    """
    size = len(typed)
    runs = (typed[at:end] for at in range(size) for end in range(at + 1, min(size, at + MAX_WINDOW) + 1))
    known = [run for run in runs if _is_known(" ".join(run))]
    if not known:
        return ""
    best = max(
        known,
        key=lambda run: (
            any(word[0].isupper() for word in run),
            len(run),
            len(communes.postcodes_of(" ".join(run))),
        ),
    )
    return " ".join(best)


def _leading_name(typed: Sequence[str]) -> str:
    """Return a name we do not know without the sentence that goes on after it: "Leeds offer a service"."""
    if not typed or typed[0].islower():
        return " ".join(typed)
    end = 1
    for at, word in enumerate(typed[1:], 1):
        if not word[0].islower():
            end = at + 1
        elif word not in _IN_NAMES:
            break
    return " ".join(typed[:end])


def _without_fillers(typed: Sequence[str]) -> list[str]:
    return [word for word in typed if lower(word) not in _FILLERS]
