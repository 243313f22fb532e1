"""Postal addresses as they are compared: what people abbreviate or leave out is no difference."""

import re
import unicodedata
from dataclasses import dataclass

from scrapers.vocabulary import pairs, words

_SHORT = pairs(
    "bd:boulevard bld:boulevard blvd:boulevard boul:boulevard bvd:boulevard av:avenue ave:avenue aven:avenue",
    "r:rue pl:place plc:place imp:impasse all:allee che:chemin chem:chemin ch:chemin chm:chemin rte:route",
    "rt:route sq:square crs:cours fg:faubourg fbg:faubourg fb:faubourg qu:quai pass:passage psg:passage",
    "res:residence lot:lotissement bat:batiment bt:batiment zac:zone za:zone zi:zone st:saint ste:sainte",
    "dr:docteur gal:general gl:general gen:general mal:marechal pdt:president prof:professeur pr:professeur",
    "cdt:commandant cne:capitaine cap:capitaine col:colonel lt:lieutenant mgr:monseigneur nd:notre",
    "str:strasse strasse:strasse pltz:platz rd:road dr.:drive ln:lane sq.:square",
)
_IGNORED = words("de du des d la le les l a au aux en et und der die das dem den an am im the of n no numero")
_BUILDING = words(
    "batiment residence zone etage appartement lotissement centre espace parc immeuble bp cs hall"
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]+|\d+")
_CEDEX = re.compile(r"\bcedex\b(?:\s+\d{1,2})?", re.IGNORECASE)
_ARRONDISSEMENT = re.compile(r"\b\d{1,2}\s*(?:er|e|eme|ème)?\b(?:\s*arr\w*)?", re.IGNORECASE)
_GLUED_STREET = re.compile(r"(?<=[a-z]{3})(?:str|strasse)\b")


def fold(text: str) -> str:
    """Return a text without case, accents and ligatures."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Place:
    """One address to compare: street, postcode and town as written; any may be empty."""

    street: str
    postcode: str
    city: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)

    def difference(self, other: "Place") -> str:
        """Return which part differs: `postcode`, `city` or `street`; empty where nothing contradicts."""
        if not self._postcode_agrees(other):
            return "postcode"
        if not _cities_agree(self.city, other.city):
            return "city"
        return "" if _streets_agree(self.street, other.street) else "street"

    def shares_street_with(self, other: "Place") -> bool:
        """Tell whether two addresses name the same street, whatever the house number."""
        names = [
            {word for word in _street_words(place.street) if not word.isdigit()} for place in (self, other)
        ]
        return bool(names[0]) and names[0] == names[1]

    def _postcode_agrees(self, other: "Place") -> bool:
        mine, theirs = (re.sub(r"\W", "", code).upper() for code in (self.postcode, other.postcode))
        if not mine or not theirs or mine == theirs:
            return True
        # A CEDEX has a postcode of its own beside the town's.
        special = _CEDEX.search(self.city) or _CEDEX.search(other.city)
        return bool(special) and mine[:2] == theirs[:2]


def _cities_agree(one: str, other: str) -> bool:
    """Tell whether two names of towns may mean the same one."""
    first, second = (_town_words(name) for name in (one, other))
    if not first or not second:
        return True
    return first <= second or second <= first


def _town_words(name: str) -> frozenset[str]:
    plain = _ARRONDISSEMENT.sub(" ", _CEDEX.sub(" ", fold(name)))
    return (
        frozenset(_SHORT.get(word, word) for word in re.findall(r"[a-z]+", plain)) - _IGNORED - {"sur", "s"}
    )


def _streets_agree(one: str, other: str) -> bool:
    """Tell whether two streets may be the same: no different house number, no different name."""
    first, second = _street_words(one), _street_words(other)
    if not first or not second:
        return True
    numbers = [{word for word in street if word.isdigit()} for street in (first, second)]
    if numbers[0] and numbers[1] and not numbers[0] & numbers[1]:
        return False
    names = [
        {word for word in street if not word.isdigit() and (len(word) > 1 or len(street) < 4)}
        for street in (first, second)
    ]
    if not names[0] or not names[1] or names[0] <= names[1] or names[1] <= names[0]:
        return True
    shared = names[0] & names[1]
    # A building or a zone in one of them is more, not something else.
    bare = [name - _BUILDING for name in names]
    if bare[0] <= names[1] or bare[1] <= names[0]:
        return True
    has_building = names[0] & _BUILDING or names[1] & _BUILDING
    return bool(has_building) and len(shared) >= 2


def _street_words(street: str) -> frozenset[str]:
    plain = fold(street).replace("n°", " ")
    plain = _GLUED_STREET.sub("strasse", plain)
    found = (_SHORT.get(word, word) for word in _WORD.findall(plain))
    return frozenset(word for word in found if word not in _IGNORED and word not in {"bis", "ter", "quater"})
