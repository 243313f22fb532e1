"""Where a question looks: a town, a postcode, a French department or region, and how far around it."""

import re
from dataclasses import dataclass

from scrapers import communes
from scrapers.departments import department_at, department_of, region_of
from scrapers.trade_list import Trade
from scrapers.trades import split_query

# What the registry takes; farther than that nobody calls a craftsman.
MAX_RADIUS = 50.0
_POSTCODE = re.compile(r"(?<!\w)(?:(?:D|A|CH|B|L)-)?(\d{4,5})(?!\w)")
_DEPARTMENT_AFTER = re.compile(r"(?P<town>.*\D)\s(?P<code>\d\d|2[ab]|97\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as the question tells it; empty fields say nothing.

    Attributes:
        text: the words of the question.
        town: name of a town, or of any area outside France.
        postcodes: the postcodes meant; of a French town all of its own.
        has_postcode: whether the question itself names the postcode.
        department: French code, such as 33.
        region: French code, such as 75.
        region_name: its name.
        district: the arrondissement of Paris, Lyon or Marseille, 0 for the whole town.
        radius: kilometres around the town; 0 is the town itself.
    """

    text: str
    town: str = ""
    postcodes: tuple[str, ...] = ()
    has_postcode: bool = False
    department: str = ""
    region: str = ""
    region_name: str = ""
    district: int = 0
    radius: float = 0.0

    @property
    def departments(self) -> tuple[str, ...]:
        """The French departments its postcodes lie in: more than one where towns share a name."""
        return tuple(dict.fromkeys(map(department_at, self.postcodes)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question looks for: a trade (None where we know none), its words, and where."""

    trade: Trade | None
    words: str
    place: Place


def read_question(question: str, country: str, *, city: str = "", radius: float = 0.0) -> Wanted:
    """Take a question apart; `city` and `radius` (kilometres) stand in for what it does not say."""
    query = split_query(question, city=city)
    place = read_place(query.place, country, radius if query.radius is None else query.radius)
    return Wanted(query.trade, query.words, place)


def with_place(question: str, city: str) -> str:
    """Return a question for a map, with the usual town where it names none."""
    return question if not city or split_query(question).place else f"{question} {city}"


def read_place(text: str, country: str, radius: float = 0.0) -> Place:
    """Read the words of a question that say where."""
    text = " ".join(text.split())
    radius = min(max(radius, 0.0), MAX_RADIUS)
    if country.upper() != "FR":
        return _abroad(text, radius)
    if district := communes.district(text):
        town, number, postcode = district
        return Place(text, town, (postcode,), has_postcode=True, district=number, radius=radius)
    if found := department_of(text):
        return Place(text, department=found.code)
    if region := region_of(text):
        return Place(text, region=region[0], region_name=region[1])
    if (found_postcode := _POSTCODE.search(text)) and communes.is_postcode(found_postcode[1]):
        return _with_postcode(text, found_postcode, radius)
    return _french_town(text, radius)


def _abroad(text: str, radius: float) -> Place:
    found = _POSTCODE.search(text)
    if not found:
        return Place(text, text, radius=radius)
    town = _without(text, found)
    return Place(text, town, (found[1],), has_postcode=True, radius=radius)


def _with_postcode(text: str, found: re.Match[str], radius: float) -> Place:
    town = _without(text, found)
    spelled = communes.official_name(found[1], town) or town or communes.main_town(found[1])
    return Place(text, spelled, (found[1],), has_postcode=True, radius=radius)


def _french_town(text: str, radius: float) -> Place:
    """Read the name of a town, with the department some people add: "Saint-Denis 93", "Valence Drôme"."""
    town, department = text, ""
    if named := _DEPARTMENT_AFTER.fullmatch(text):
        found = department_of(named["code"])
        town, department = (named["town"].strip(" ,-"), found.code) if found else (text, "")
    elif not communes.is_town(text):
        town, department = _before_department(text)
    if not communes.is_town(town):
        # "au Mans", "aux Sables-d'Olonne"
        with_article = (f"{article} {town}" for article in ("Le", "Les", "La"))
        town = next(filter(communes.is_town, with_article), town)
    postcodes = communes.postcodes_of(town)
    inside = tuple(code for code in postcodes if department_at(code) == department)
    # ("Nantes nord" is a part of Nantes, not of the Nord.)
    department = department if inside or not postcodes else ""
    postcodes = inside or postcodes
    spelled = communes.official_name(postcodes[0], town) if postcodes else town
    return Place(text, spelled, postcodes, department=department, radius=radius)


def _before_department(text: str) -> tuple[str, str]:
    words = text.split()
    for at in range(1, len(words)):
        head, found = " ".join(words[:at]), department_of(" ".join(words[at:]))
        if found and communes.is_town(head):
            return head, found.code
    return text, ""


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()).strip(" ,-()")
