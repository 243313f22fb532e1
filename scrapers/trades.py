"""The trades of small businesses in French, German and English: what people call them, and how registers do.

`trade_of` forgives plurals, feminine forms, missing accents and a typing mistake; `split_query` takes
"plombiers à Bordeaux" apart into a trade and a place.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scrapers import communes
from scrapers.departments import department_at, department_of, is_area
from scrapers.vocabulary import words
from scrapers.word_forms import distance, fold, lower, stem, with_umlauts

_FILE = Path(__file__).parent / "gazetteer" / "trades.tsv"
_LANGUAGES = ("fr", "de", "en")
# Words of a name that may be typed in between or left out.
_LINKS = words("de du des d la le les l a au aux en et und the of and fur & un une")
_MAX_WINDOW = 6
# A longer text is no question; what it names comes early.
_MOST_WORDS = 60
# "Frankfurt am Main", "Newcastle upon Tyne"
_IN_NAMES = words(
    "am an auf bei der die im in ob vor von by of on the under upon and und à aux de du en et la le les",
    "lès lez sous sur",
)
# A shorter word is another word when a letter changes (maison, mason); from the second length on two may.
_ONE_MISTAKE, _TWO_MISTAKES = 7, 10
# A name that is short; in it a slip of the fingers is forgiven all the same.
_SHORT = 6
# In a name of several words the others vouch for it.
_MENDED = 5

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
_FEMININE = re.compile(r"ère(?=s?\b)")
_POSTCODE = re.compile(r"\d{4,5}(?:\s.+)?")
_SEPARATORS = re.compile(r"[,;|/()]+|\s[-–]\s")


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


@dataclass(frozen=True, slots=True)
class TradeQuery:
    """What somebody looks for: a trade (None where we know none), as it was typed, where, and how far around.

    `radius` is in kilometres, None where the question names none.
    """

    trade: Trade | None
    words: str
    place: str
    radius: float | None = None


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


def trade_of(text: str) -> Trade | None:
    """Return the trade a text names, the longest name first; None where it names none."""
    found = _find([match[0] for match in _WORD.finditer(text)])
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
    found = _find(typed)
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
    runs = (typed[at:end] for at in range(size) for end in range(at + 1, min(size, at + _MAX_WINDOW) + 1))
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


Named = tuple[Trade, int, int]


def _find(typed: Sequence[str]) -> Named | None:
    """Return the trade some words name and where.

    The longest name counts, then the first. A longer one that a typing mistake hides goes before a shorter
    one: "salon de ociffure" is no tea room. A mistake in a name of one word is thought of last.
    """
    exact = _named(typed)
    mended = [_mended(word) for word in typed]
    if mended != list(typed):
        longer = _named(mended)
        if longer and _size(longer) > max(1, _size(exact)):
            return longer
    if exact:
        return exact
    for start, word in enumerate(typed):
        if (trade := _mistaken(word)) is not None:
            return trade, start, start + 1
    return None


def _size(found: Named | None) -> int:
    return found[2] - found[1] if found else 0


def _named(typed: Sequence[str]) -> Named | None:
    """Return the longest name some words hold as they stand, of several the first."""
    index, spellings = _index()
    for size in range(min(_MAX_WINDOW, len(typed)), 0, -1):
        for start in range(len(typed) - size + 1):
            window = typed[start : start + size]
            if window[0].lower() in _LINKS or window[-1].lower() in _LINKS:
                continue
            for key in _keys(window):
                trade = index.get(key)
                if trade and _accents_agree(window, spellings[key]):
                    return trade, start, start + size
    return None


@lru_cache(maxsize=1024)
def _mended(word: str) -> str:
    """Return the one word of the names of trades that is a typing mistake away, else the word itself."""
    folded = fold(lower(word))
    known = _vocabulary()
    if len(folded) < _MENDED or not folded.isalpha() or stem(folded) in known or communes.is_town(word):
        return word
    # (The first letter is right, or the first two are swapped.)
    likely = [name for letter in dict.fromkeys(folded[:2]) for name in _by_letter().get(letter, ())]
    near = {stem(name): name for name in likely if _is_near(folded, name)}
    return next(iter(near.values())) if len(near) == 1 else word


def _is_near(typed: str, name: str) -> bool:
    """Tell whether a word is a typing mistake away from another."""
    allowed = 2 if min(len(typed), len(name)) >= _TWO_MISTAKES else 1
    return abs(len(name) - len(typed)) <= allowed and distance(typed, name, allowed) <= allowed


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, str]:
    """Return the words of the names of trades by their stems."""
    labels = [label for trade in all_trades() for labels in trade.labels.values() for label in labels]
    found = [fold(word) for label in labels for word in _WORD.findall(lower(label).replace("'", " "))]
    return {stem(word): word for word in found if word.isalpha() and len(word) >= _MENDED}


@lru_cache(maxsize=1)
def _by_letter() -> dict[str, list[str]]:
    """Return the words of the names of trades by their first letter."""
    found: dict[str, list[str]] = {}
    for word in _vocabulary().values():
        found.setdefault(word[0], []).append(word)
    return found


def _keys(window: Sequence[str]) -> list[str]:
    """Return what a run of words is looked up by: stems without links, with either way to write umlauts."""
    split = [fold(part) for word in window for part in lower(word).replace("-", " ").split()]
    parts = [part for part in split if part not in _LINKS]
    plain = " ".join(map(stem, parts))
    spelt = " ".join(stem(with_umlauts(part)) for part in parts)
    return list(dict.fromkeys([plain, spelt]))


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, Trade], dict[str, str]]:
    """Return the trades by the stems of their names, and a spelling of each with its accents."""
    trades: dict[str, Trade] = {}
    spellings: dict[str, str] = {}
    for trade in all_trades():
        for labels in trade.labels.values():
            for label in labels:
                key = _keys(label.replace("'", " ").replace("’", " ").split())[0]
                trades.setdefault(key, trade)
                spellings.setdefault(key, lower(label))
    return trades, spellings


def _accents_agree(window: Sequence[str], label: str) -> bool:
    """Tell whether no accent that was typed speaks against a name: "Mâcon" is a town, no maçon."""
    typed = lower(" ".join(window))
    if typed.isascii():
        return True
    # (An umlaut may be the plural's, Arzt and Ärzte, an accent the feminine's, potier and potière.)
    typed = _FEMININE.sub("ere", typed)
    return all(char in label for char in typed if char.isalpha() and not char.isascii() and char not in "äöü")


def _is_slip(typed: str, name: str) -> bool:
    """Tell whether a short word is a name with two letters swapped ("aovcat") or one left out ("dentit").

    One without its last letter is more often a word of its own: "bouche" is no butcher.
    """
    return sorted(typed) == sorted(name) or (len(name) >= _ONE_MISTAKE and typed[-1] == name[-1])


def _mistaken(word: str) -> Trade | None:
    """Return the one trade whose name of a single word differs from this one by a typing mistake."""
    folded = fold(lower(word))
    if len(folded) < _SHORT or not folded.isalpha() or communes.is_town(word):
        return None
    allowed = 2 if len(folded) >= _TWO_MISTAKES else 1
    near: dict[str, int] = {}
    for name, trade in _single_words():
        if (
            (len(folded) >= _ONE_MISTAKE or _is_slip(folded, name))
            and abs(len(name) - len(folded)) <= allowed
            and name[0] == folded[0]
        ):
            apart = distance(folded, name, allowed)
            if apart <= allowed:
                near[trade.key] = min(apart, near.get(trade.key, allowed))
    best = min(near.values(), default=0)
    closest = [key for key, apart in near.items() if apart == best]
    return next((trade for trade in all_trades() if [trade.key] == closest), None)


@lru_cache(maxsize=1)
def _single_words() -> tuple[tuple[str, Trade], ...]:
    found: dict[str, Trade] = {}
    for trade in all_trades():
        for labels in trade.labels.values():
            for label in labels:
                name = fold(lower(label))
                if name.isalpha() and len(name) >= _SHORT:
                    found.setdefault(name, trade)
                    found.setdefault(f"{name}s", trade)
    return tuple(found.items())
