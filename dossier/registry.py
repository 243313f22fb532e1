"""Records of a company registry (JSON): readable line by line, with the facts that their fields state."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.records import Source

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_FIELD = re.compile(r'"(?P<key>[\w.-]+)"\s*:\s*(?P<value>"(?:[^"\\]|\\.)*"|-?[\d.]+|true|false)')
_DIRECTOR = re.compile(
    r'"(?:nom|prenoms)"\s*:\s*"(?P<one>[^"]+)"[^{}]{0,120}?"(?P<other>nom|prenoms)"\s*:\s*"(?P<two>[^"]+)"'
)
_ADDRESS = re.compile(r"^(?P<street>.*?)\s*,?\s*(?P<postcode>\d{5})\s+(?P<city>\D+)$")
# Field of the record -> fact.
_FACTS = {
    "nom_complet": "name",
    "nom_raison_sociale": "name",
    "siren": "siren",
    "siret": "siret",
    "date_creation": "founded",
    "effectif": "staff",
    "effectifs": "staff",
    "nombre_salaries": "staff",
    "tranche_effectif_salarie": "staff_band",
    "code_postal": "postcode",
    "libelle_commune": "city",
    "ville": "city",
    "adresse": "street",
    "capital": "capital",
    "capital_social": "capital",
    "telephone": "phone",
    "etat_administratif": "state",
    "forme_juridique": "legal_form",
    "dirigeant": "director",
    "gerant": "director",
}
# What the codes of the French statistics office say.
STAFF_BANDS = {
    "00": (0, 0),
    "01": (1, 2),
    "02": (3, 5),
    "03": (6, 9),
    "11": (10, 19),
    "12": (20, 49),
    "21": (50, 99),
    "22": (100, 199),
    "31": (200, 249),
    "32": (250, 499),
    "41": (500, 999),
    "42": (1000, 1999),
    "51": (2000, 4999),
    "52": (5000, 9999),
}


@dataclass(frozen=True)
class Entry:
    """A fact of a record: its id, the value as written there, and the field with its value as a quote."""

    id: str
    written: str
    quote: str


def readable(text: str) -> str:
    """Return JSON with a line for each field, and nothing else changed but the escapes of letters."""
    plain = _ESCAPE.sub(lambda match: _letter(match[1]), text)
    pieces, end = [], 0
    for match in _STRING.finditer(plain):
        pieces.append(_broken(plain[end : match.start()]))
        pieces.append(match.group())
        end = match.end()
    pieces.append(_broken(plain[end:]))
    lines = (" ".join(line.split()) for line in "".join(pieces).splitlines())
    return "\n".join(filter(None, lines))


def entries_of(source: Source) -> Iterator[Entry]:
    """Yield the facts that the first company of a record states."""
    text = " ".join(source.text.split())
    seen: set[str] = set()
    for match in _FIELD.finditer(text):
        name = _FACTS.get(match["key"])
        value = match["value"].strip('"').strip()
        if name is None or not value or (name in seen and name != "name"):
            continue
        if name == "street":
            yield from _address(value, match.group(), seen)
            continue
        seen.add(name)
        yield Entry(name, value, match.group())
    for match in list(_DIRECTOR.finditer(text))[:5]:
        first = match["two"] if match["other"] == "prenoms" else match["one"]
        last = match["one"] if match["other"] == "prenoms" else match["two"]
        yield Entry("director", f"{first.title()} {last.title()}", match.group())


def _address(value: str, quote: str, seen: set[str]) -> Iterator[Entry]:
    parts = _ADDRESS.match(value)
    found = parts.groupdict() if parts else {"street": value}
    for name, written in found.items():
        if written and name not in seen:
            seen.add(name)
            yield Entry(name, written.strip(), quote)


def _broken(between: str) -> str:
    return between.replace(",", ",\n")


def _letter(code: str) -> str:
    letter = chr(int(code, 16))
    return letter if letter.isprintable() and letter not in '"\\' else f"\\u{code}"
