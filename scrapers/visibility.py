"""What a page hides from people: by attribute, by inline style, by simple rules in its own style sheets."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache

# Style sheets beyond this are a framework's, not a page's own few rules.
MAX_CSS = 400_000
MAX_RULES = 5_000


class Hiding(IntEnum):
    """How far an element is out of sight. A model reads what is shown; contacts may be in the next two too.

    `MUTE`: people see it, but it is kept from being read out (`aria-hidden`). `VEILED`: a style sheet makes
    it transparent, as pages do until their scripts have run. `GONE`: nobody sees it.
    """

    SHOWN = 0
    MUTE = 1
    VEILED = 2
    GONE = 3


# (Bound once: looking a member up in its enumeration is slow, and the walk does it for every element.)
SHOWN, MUTE, VEILED, GONE = Hiding

_GONE = re.compile(
    r"""(?:^|[;{\s])(?:
        display\s*:\s*none
      | visibility\s*:\s*(?:hidden|collapse)
      | font-size\s*:\s*0(?:\.0*)?(?:[a-z%]{1,4})?\s*(?:$|[;!}])
      | (?:left|right|top|bottom|text-indent|margin-(?:left|top|right))\s*:\s*-(?:\d{3,}(?:\.\d+)?\s*px
          |\d{2,}(?:\.\d+)?\s*r?em)
      | (?:left|top|text-indent)\s*:\s*-\d{3,}(?:\.\d+)?\s*(?:%|v[wh])
      | text-indent\s*:\s*-100%
      | clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)
      | clip-path\s*:\s*inset\(\s*(?:50|100)%
      | opacity\s*:\s*(?:0(?:\.0*)?|\.0+)%?\s*(?:$|[;!}])
      | (?:color|text-fill-color)\s*:\s*transparent
      | transform\s*:[^;}]*(?:scale\(\s*0(?:\s*,\s*0)?\s*\)|translate[xy3d]*\(\s*-\d{4,}px)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CLIPPED = re.compile(
    r"(?:^|[;{\s])(?:max-)?(?:height|width)\s*:\s*[01](?:\.0*)?(?:px|em|rem|%)?\s*(?:$|[;!}])", re.I
)
_OVERFLOW = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_SHOWS = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible|opacity\s*:\s*(?:1|0?\.\d*[1-9]))",
    re.I,
)
_VEILS = re.compile(r"visibility|opacity", re.IGNORECASE)
_TAKES_AWAY = re.compile(
    r"display\s*:\s*none|font-size\s*:\s*0|:\s*-\d{2,}|clip|scale|translate", re.IGNORECASE
)
_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)


@lru_cache(maxsize=8192)
def style_hides(style: str) -> Hiding:
    """Tell how far declarations such as `display:none` put an element out of sight."""
    if ":" not in style:
        return SHOWN
    if _GONE.search(style) or (_CLIPPED.search(style) and _OVERFLOW.search(style)):
        return GONE
    return SHOWN


@lru_cache(maxsize=8192)
def style_breaks_lines(style: str) -> bool:
    """Tell whether an inline style makes an element a block of its own."""
    return _BLOCK.search(style) is not None


def attributes_hide(attributes: Mapping[str, str | None]) -> Hiding:
    """Tell how far an element's own attributes put it out of sight."""
    if "hidden" in attributes:
        return GONE
    hiding = SHOWN
    style = attributes.get("style")
    if style:
        hiding = style_hides(style)
    if hiding is SHOWN and (attributes.get("aria-hidden") or "").strip().lower() == "true":
        hiding = MUTE
    return hiding


# Declarations without any of these neither hide nor show anything.
_MATTERS = re.compile(r"display|visib|opacity|size\s*:\s*0|:\s*-\d|clip|scale|translate|transparent|overflow")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)+)\Z")
_PART = re.compile(r"[.#][\w-]+")
_BRACE = re.compile(r"[{}]")


class _Rule:
    """One selector without combinators, and what it does to the elements it matches."""

    __slots__ = ("classes", "hiding", "ids", "tag", "weight")

    def __init__(self, tag: str, parts: tuple[str, ...], hiding: Hiding, order: int) -> None:
        self.tag = tag if tag != "*" else ""
        self.classes = frozenset(part[1:] for part in parts if part[0] == ".")
        self.ids = frozenset(part[1:] for part in parts if part[0] == "#")
        self.hiding = hiding
        self.weight = (len(self.ids), len(self.classes), bool(self.tag), order)


class StyleSheet:
    """The simple rules of a page's own `<style>` blocks that hide elements or show them again."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        self._by_part: dict[str, list[_Rule]] = {}
        self._seen: dict[tuple[str, str | None, str | None], Hiding] = {}
        order = 0
        for css in sheets:
            if len(css) > MAX_CSS:
                continue
            rules, length = _rules(css)
            for tag, parts, hiding, place in rules:
                if order + place <= MAX_RULES:
                    rule = _Rule(tag, parts, hiding, order + place)
                    self._by_part.setdefault(parts[0], []).append(rule)
            order += length

    def __bool__(self) -> bool:
        return bool(self._by_part)

    def hides(self, tag: str, attributes: Mapping[str, str | None]) -> Hiding:
        """Tell what the strongest matching rule does to an element."""
        if "class" not in attributes and "id" not in attributes:
            return SHOWN
        key = (tag, attributes.get("class"), attributes.get("id"))
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = self._strongest(tag, attributes)
        return known

    def _strongest(self, tag: str, attributes: Mapping[str, str | None]) -> Hiding:
        classes = (attributes.get("class") or "").split()
        name = attributes.get("id") or ""
        if not classes and not name:
            return SHOWN
        best: _Rule | None = None
        have = set(classes)
        for part in (*(f".{item}" for item in classes), f"#{name}"):
            for rule in self._by_part.get(part, ()):
                if rule.tag and rule.tag != tag:
                    continue
                if (
                    rule.classes <= have
                    and rule.ids <= {name}
                    and (best is None or rule.weight > best.weight)
                ):
                    best = rule
        return best.hiding if best else SHOWN


# (tag, classes and ids, what it does to an element, which of the rules of its sheet)
_Hides = tuple[str, tuple[str, ...], Hiding, int]


@lru_cache(maxsize=512)
def _rules(css: str) -> tuple[tuple[_Hides, ...], int]:
    """Return the rules of a sheet that hide or show, and how many it has; sites share their sheets."""
    found: list[_Hides] = []
    order = 0
    for selectors, body in _top_level_rules(_COMMENT.sub(" ", css)):
        order += 1
        if order > MAX_RULES:
            break
        found += [(tag, parts, hiding, order) for tag, parts, hiding in _hiding_rule(selectors, body)]
    return tuple(found), order


def _hiding_rule(selectors: str, body: str) -> Iterator[tuple[str, tuple[str, ...], Hiding]]:
    """Yield (tag, classes and ids, effect) of the simple selectors of a rule that hides or shows."""
    if not _MATTERS.search(body):
        return
    hiding = style_hides(body)
    if hiding is SHOWN and not _SHOWS.search(body):
        return
    if hiding is GONE and _VEILS.search(body) and not _TAKES_AWAY.search(body):
        hiding = VEILED
    for selector in selectors.split(","):
        match = _COMPOUND.match(selector.strip())
        if match is not None:
            yield (match[1] or "").lower(), tuple(_PART.findall(match[2])), hiding


def _top_level_rules(css: str) -> Iterable[tuple[str, str]]:
    """Yield (selectors, declarations) of the rules that stand in no @media or other block."""
    depth = 0
    start = 0
    body_start = 0
    selector = ""
    for brace in _BRACE.finditer(css):
        if brace[0] == "{":
            if depth == 0:
                selector = css[start : brace.start()].rpartition(";")[2].strip()
                body_start = brace.end()
            depth += 1
            continue
        depth = max(0, depth - 1)
        if depth == 0:
            if selector and selector[0] != "@":
                yield selector, css[body_start : brace.start()]
            selector = ""
            start = brace.end()
