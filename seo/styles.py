"""What a page's own style sheets and style attributes say of an element: the part of the cascade checks need.

Selectors of tags, classes, ids and attributes with descendant and child combinators are understood; a rule
with any other selector, or inside a block that may not apply (`@media print`, `@supports`), is passed over.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from scrapers.vocabulary import words
from seo.element import Element

MAX_CSS = 600_000
MAX_RULES = 8_000
# The only properties any check asks for; a rule without them is not kept.
PROPERTIES = words(
    "display visibility content-visibility opacity position width height aspect-ratio clip clip-path left"
)

Declared = Mapping[str, str]
_NOTHING: Declared = MappingProxyType({})

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_WANTED = re.compile(r"(?:^|[\s;])(" + "|".join(sorted(PROPERTIES)) + r")\s*:", re.IGNORECASE)
_COMPOUND = re.compile(
    r"""([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+|\[\s*[\w:-]+\s*(?:[~|^$*]?=\s*(?:"[^"]*"|'[^']*'|[\w-]+)\s*)?\])*)"""
)
_PART = re.compile(
    r"""\.([\w-]+)|\#([\w-]+)|\[\s*([\w:-]+)\s*(?:([~|^$*]?=)\s*("[^"]*"|'[^']*'|[\w-]+)\s*)?\]"""
)
_NAMED = re.compile(r"[.#]([a-zA-Z_-][\w-]*)")
_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_AT_BLOCK = re.compile(r"@(media|supports|layer|container)([^{]*)\{", re.IGNORECASE)
_SCREEN = re.compile(r"\s*(?:only\s+)?(?:all|screen)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Compound:
    """One part of a selector without combinators, and the combinator to its left."""

    tag: str
    ids: tuple[str, ...]
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    combinator: str

    def matches(self, element: Element) -> bool:
        if self.tag and self.tag != element.tag:
            return False
        attributes = element.attributes
        return self.is_named(attributes.get("id", ""), attributes.get("class", "")) and self.has_attributes(
            element
        )

    def is_named(self, name: str, classes: str) -> bool:
        """Tell whether an id and classes are those the selector asks for."""
        if self.ids and any(name != one for one in self.ids):
            return False
        return not self.classes or (classes != "" and self.classes <= _class_set(classes))

    def has_attributes(self, element: Element) -> bool:
        """Tell whether an element has the attributes the selector asks for."""
        return not self.attributes or all(
            _attribute_matches(element, name, sign, value) for name, sign, value in self.attributes
        )


@lru_cache(maxsize=4096)
def _class_set(value: str) -> frozenset[str]:
    return frozenset(value.split())


def _attribute_matches(element: Element, name: str, sign: str, value: str) -> bool:
    if not element.has(name):
        return False
    given = element.get(name)
    match sign:
        case "":
            return True
        case "=":
            return given == value
        case "~=":
            return value in given.split()
        case "^=":
            return bool(value) and given.startswith(value)
        case "$=":
            return bool(value) and given.endswith(value)
        case "*=":
            return bool(value) and value in given
        case _:
            return given == value or given.startswith(f"{value}-")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector with the declarations that matter. `parts` are read from right to left."""

    parts: tuple[_Compound, ...]
    weight: tuple[int, int, int, int]
    declarations: dict[str, tuple[str, bool]]

    @property
    def is_told_by_name(self) -> bool:
        """Whether name, id and classes of an element alone tell that the rule is about it."""
        return len(self.parts) == 1 and not self.parts[0].attributes

    def matches_around(self, element: Element) -> bool:
        """Tell whether the rule is about an element whose name, id and classes fit."""
        return self.parts[0].has_attributes(element) and _matches_above(self.parts, 1, element)


def _matches_above(parts: tuple[_Compound, ...], at: int, element: Element) -> bool:
    if at == len(parts):
        return True
    if parts[at - 1].combinator == ">":
        parent = element.parent
        return parent is not None and parts[at].matches(parent) and _matches_above(parts, at + 1, parent)
    return any(
        parts[at].matches(above) and _matches_above(parts, at + 1, above) for above in element.ancestors()
    )


class Styles:
    """The declared values of a page's elements. Nothing is inherited here; `computed` for what is."""

    def __init__(self, sheets: Iterable[str], names: frozenset[str]) -> None:
        """Read some style sheets; others than the page's own `names` (ids, classes) are left out."""
        self._by_key: dict[str, list[_Rule]] = defaultdict(list)
        self._known: dict[int, Declared] = {}
        self._names = names
        # The rules whose last part fits a name, an id and classes: most elements of a page share theirs.
        self._fitting: dict[tuple[str, str, str], tuple[_Rule, ...]] = {}
        order = 0
        for css in sheets:
            for selectors, body in _rules(_COMMENT.sub(" ", css[:MAX_CSS])):
                if order >= MAX_RULES:
                    return
                kept = [selector for selector in selectors.split(",") if self._may_match(selector)]
                if not kept or _WANTED.search(body) is None:
                    continue
                declarations = _declarations(body)
                for selector in kept:
                    order += 1
                    self._add(selector.strip(), declarations, order)

    def _may_match(self, selector: str) -> bool:
        """Tell whether the page has the ids and classes a selector asks for."""
        if "[" in selector:
            selector = _IN_BRACKETS.sub("", selector)
        return self._names.issuperset(_NAMED.findall(selector))

    def _add(self, selector: str, declarations: dict[str, tuple[str, bool]], order: int) -> None:
        parts = _parsed(selector)
        if not parts:
            return
        weight = (
            sum(len(part.ids) for part in parts),
            sum(len(part.classes) + len(part.attributes) for part in parts),
            sum(bool(part.tag) for part in parts),
            order,
        )
        last = parts[0]
        key = (
            (last.ids and f"#{last.ids[0]}") or (last.classes and f".{min(last.classes)}") or last.tag or "*"
        )
        self._by_key[key].append(_Rule(parts, weight, declarations))

    def value(self, element: Element, name: str) -> str:
        """Return the declared value of one of `PROPERTIES`, lower-case; empty where none is declared."""
        return self.declared(element).get(name, "")

    def declared(self, element: Element) -> Declared:
        """Return the values declared for an element."""
        known = self._known.get(element.order)
        if known is None:
            known = self._known[element.order] = self._cascaded(element)
        return known

    def _cascaded(self, element: Element) -> Declared:
        rules = self._rules_for(element) if self._by_key else ()
        style = element.attributes.get("style")
        own = _declarations(_COMMENT.sub(" ", style)) if style and _WANTED.search(style) else None
        if not rules and not own:
            return _NOTHING
        best: dict[str, tuple[tuple[bool, bool, tuple[int, int, int, int]], str]] = {}
        for rule in rules:
            for name, (value, important) in rule.declarations.items():
                rank = (important, False, rule.weight)
                if name not in best or rank >= best[name][0]:
                    best[name] = rank, value
        for name, (value, important) in (own or {}).items():
            rank = (important, True, (0, 0, 0, 0))
            if name not in best or rank >= best[name][0]:
                best[name] = rank, value
        return {name: value for name, (_, value) in best.items()}

    def _rules_for(self, element: Element) -> Sequence[_Rule]:
        """Return the rules that are about an element."""
        attributes = element.attributes
        key = (element.tag, attributes.get("id", ""), attributes.get("class", ""))
        fitting = self._fitting.get(key)
        if fitting is None:
            fitting = self._fitting[key] = tuple(self._fit(*key))
        if not fitting:
            return ()
        return [rule for rule in fitting if rule.is_told_by_name or rule.matches_around(element)]

    def _fit(self, tag: str, name: str, classes: str) -> Iterator[_Rule]:
        keys = [tag, "*"]
        if name:
            keys.append(f"#{name}")
        if classes:
            keys += [f".{one}" for one in _class_set(classes)]
        for key in keys:
            for rule in self._by_key.get(key, ()):
                last = rule.parts[0]
                if (not last.tag or last.tag == tag) and last.is_named(name, classes):
                    yield rule


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield (selectors, declarations) of the rules that hold on a screen, blocks that hold there opened."""
    position = 0
    for block in _AT_BLOCK.finditer(css):
        if block.start() < position:
            continue
        yield from _flat_rules(css[position : block.start()])
        end = _block_end(css, block.end())
        is_open = block[1].lower() == "layer" or (block[1].lower() == "media" and _SCREEN.fullmatch(block[2]))
        if is_open:
            yield from _flat_rules(css[block.end() : end])
        position = end + 1
    yield from _flat_rules(css[position:])


def _flat_rules(css: str) -> Iterator[tuple[str, str]]:
    for match in _RULE.finditer(css):
        selectors = match[1].rpartition(";")[2].strip()
        if selectors and not selectors.startswith("@"):
            yield selectors, match[2]


def _block_end(css: str, position: int) -> int:
    depth = 1
    for match in re.finditer(r"[{}]", css[position:]):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return position + match.start()
    return len(css)


def _declarations(body: str) -> dict[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    for declaration in body.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if not colon or name not in PROPERTIES:
            continue
        value, bang, _ = value.strip().lower().partition("!important")
        if (value := value.strip()) and not (name in found and found[name][1] and not bang):
            found[name] = value, bool(bang)
    return found


def _parsed(selector: str) -> tuple[_Compound, ...]:
    """Return the parts of a selector from right to left, none where it is not understood."""
    parts: list[_Compound] = []
    combinator = ""
    for piece in re.sub(r"\s*>\s*", " > ", selector).split():
        if piece == ">":
            combinator = ">"
            continue
        match = _COMPOUND.fullmatch(piece)
        if match is None or not (match[1] or match[2]):
            return ()
        ids, classes, attributes = [], [], []
        for part in _PART.finditer(match[2]):
            if part[1]:
                classes.append(part[1])
            elif part[2]:
                ids.append(part[2])
            else:
                attributes.append((part[3].lower(), part[4] or "", (part[5] or "").strip("\"'")))
        tag = (match[1] or "").lower()
        parts.append(
            _Compound(
                tag if tag != "*" else "", tuple(ids), frozenset(classes), tuple(attributes), combinator
            )
        )
        combinator = ""
    return tuple(parts[::-1])
