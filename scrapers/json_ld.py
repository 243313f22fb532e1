"""Read the JSON-LD of a page, mended where people and plugins commonly break it."""

import html
import json
import re
from collections.abc import Iterator, Mapping

from leads.record import Method
from scrapers.entities import INSIDE, OTHERS, Entity, Fact, plain_text
from scrapers.evidence import QUOTE_LIMIT
from scrapers.vocabulary import pairs

MAX_OBJECTS = 3_000
MAX_DEPTH = 12

_DAYS = pairs(
    "monday:Mo tuesday:Tu wednesday:We thursday:Th friday:Fr saturday:Sa sunday:Su publicholidays:PH"
)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
    r"|(?://\s*)?(?:/\*\s*)?\]\]>(?:\s*\*/)?\s*$|-->\s*$"
)
_COMMENTS = re.compile(r"^\s*//[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_TRAILING = re.compile(r",(\s*[}\]])")
_MISSING = re.compile(r"([}\]])(\s*)([{\[])")
_PAIR = re.compile(
    r'"(name|email|telephone|faxNumber|streetAddress|postalCode|addressLocality|addressCountry'
    r"|vatID|taxID|legalName"
    r'|url|sameAs|openingHours)"\s*:\s*"((?:[^"\\\n]|\\.){1,300})"'
)


def load_json(text: str) -> list[object]:
    """Return the values in a JSON-LD script, mended where people and plugins commonly break it."""
    text = text.strip().lstrip("\ufeff")
    for mended in _mendings(text):
        values = _decoded(mended)
        if values:
            return values
    return []


def _mendings(text: str) -> Iterator[str]:
    yield text
    bare = _WRAPPING.sub("", text).strip().rstrip(";")
    yield bare
    simpler = _TRAILING.sub(r"\1", _COMMENTS.sub("", bare)).strip()
    yield simpler
    yield _TRAILING.sub(r"\1", html.unescape(simpler))


def _decoded(text: str) -> list[object]:
    """Return the JSON values that follow one another in a text, nothing if one of them is broken."""
    decoder = json.JSONDecoder(strict=False)
    values: list[object] = []
    position = 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return []
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n,;":
            position += 1
    return values


class Script:
    """One JSON-LD script: its values, and where in its text they stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.by_id: dict[str, Mapping[str, object]] = {}
        self.found: list[Entity] = []
        self.count = 0

    def entities(self) -> list[Entity]:
        """Return the entities of the script."""
        values = load_json(self.text)
        if not values:
            return self._from_pairs()
        self._index(values)
        self._collect(values)
        return self.found

    def _from_pairs(self) -> list[Entity]:
        """Return what single properties of a script that is no JSON still say."""
        entity = Entity(("Organization",), Method.JSONLD)
        for match in _PAIR.finditer(self.text):
            value = plain_text(match[2].replace("\\/", "/"))
            entity.add(match[1].lower(), Fact(value, " ".join(match[0].split())[:QUOTE_LIMIT]))
        return [entity] if entity.facts else []

    def _index(self, values: list[object]) -> None:
        """Remember the objects that others may point to by `@id`."""
        stack: list[tuple[object, int]] = [(values, 0)]
        seen = 0
        while stack and seen < MAX_OBJECTS:
            value, depth = stack.pop()
            seen += 1
            if isinstance(value, dict):
                name = value.get("@id")
                if isinstance(name, str) and len(value) > 1:
                    self.by_id.setdefault(name, value)
            if depth < MAX_DEPTH:
                children = (
                    value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
                )
                stack += [(child, depth + 1) for child in children if isinstance(child, (dict, list))]

    def _collect(self, values: list[object]) -> None:
        """Gather the entities of all objects that are not somebody else's, in document order."""
        stack: list[tuple[object, int, str]] = [(value, 0, "") for value in reversed(values)]
        while stack:
            value, depth, role = stack.pop()
            self.count += 1
            if self.count > MAX_OBJECTS or depth > MAX_DEPTH:
                continue
            if isinstance(value, list):
                stack += [(child, depth + 1, role) for child in reversed(value)]
            elif isinstance(value, dict):
                kinds = {kind.lower() for kind in _types(value)}
                if not kinds & INSIDE:
                    entity = Entity(_types(value), Method.JSONLD, role=role)
                    self._fill(entity, value, 0)
                    if entity.facts or entity.hours:
                        self.found.append(entity)
                children = [
                    (child, name)
                    for key, child in value.items()
                    if isinstance(child, (dict, list)) and (name := _name(key)) not in OTHERS
                ]
                stack += [(child, depth + 1, name) for child, name in reversed(children)]

    def _fill(self, entity: Entity, value: Mapping[str, object], depth: int) -> None:
        """Add an object's plain properties to an entity, and those of its address and contact points."""
        for key, content in value.items():
            name = _name(key)
            for item in content if isinstance(content, list) else [content]:
                if key[:1] == "@":
                    break
                if isinstance(item, (str, int, float)) and not isinstance(item, bool):
                    text = plain_text(str(item))
                    if text:
                        entity.add(name, Fact(text, self._quote(key, str(item), text)))
                elif isinstance(item, dict) and depth < 3:
                    inner = self._resolved(item)
                    if name in {"address", "location", "contactpoint", "contactpoints", "addresscountry"}:
                        if name == "addresscountry":
                            inner = {"addressCountry": inner.get("name") or inner.get("@id") or ""}
                        self._fill(
                            entity,
                            {
                                k: v
                                for k, v in inner.items()
                                if name == "addresscountry" or _name(k) != "name"
                            },
                            depth + 1,
                        )
                    elif name in {"openinghoursspecification", "openinghours"}:
                        self._add_hours(entity, inner)

    def _resolved(self, value: Mapping[str, object]) -> Mapping[str, object]:
        """Return the object a bare `@id` points to."""
        name = value.get("@id")
        return self.by_id.get(name, value) if len(value) == 1 and isinstance(name, str) else value

    def _add_hours(self, entity: Entity, value: Mapping[str, object]) -> None:
        """Add one opening hours specification in the short form schema.org uses: Mo,Tu 09:00-18:00."""
        days = value.get("dayOfWeek")
        names = [_day(str(day)) for day in (days if isinstance(days, list) else [days]) if day]
        opens, closes = (str(value.get(key) or "") for key in ("opens", "closes"))
        if names and opens and closes and opens != closes:
            text = f"{','.join(names)} {_clock(opens)}-{_clock(closes)}"
            entity.hours.append(Fact(text, self._quote("opens", opens, text)))

    def _quote(self, key: str, written: str, value: str) -> str:
        """Return the property as the script has it, the bare value where it cannot be found."""
        forms = {
            written,
            written.replace("/", "\\/"),
            json.dumps(written)[1:-1],
            json.dumps(written)[1:-1].replace("/", "\\/"),
        }
        alone = ""
        for form in forms:
            at = self.text.find(form)
            while at >= 0:
                alone = alone or form
                start = self.text.rfind(f'"{key}"', max(0, at - 80), at)
                if start >= 0 and len(form) + at - start < QUOTE_LIMIT:
                    return " ".join(self.text[start : at + len(form) + 1].rstrip(",}\n").split())
                at = self.text.find(form, at + 1)
        if alone:
            return " ".join(alone.split())[:QUOTE_LIMIT]
        return value[:QUOTE_LIMIT]


def _name(key: str) -> str:
    """Return a property's name in lower case, without a vocabulary in front of it."""
    return key.rpartition("/")[2].rpartition(":")[2].lower()


def _types(value: Mapping[str, object]) -> tuple[str, ...]:
    kind = value.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(str(item).rpartition("/")[2].rpartition(":")[2] for item in kinds if item)


def _clock(written: str) -> str:
    """Return a time of day as hours and minutes: "09:00:00", "9:00", and 900, as some systems write it."""
    bare = written.strip()
    if bare.isascii() and bare.isdigit() and len(bare) in {3, 4}:
        return f"{int(bare[:-2]):02}:{bare[-2:]}"
    return bare[:5]


def _day(name: str) -> str:
    short = name.rpartition("/")[2]
    return _DAYS.get(short.lower(), short[:2].title())
