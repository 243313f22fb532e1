"""Which elements people see and which are read out, as axe-core judges it, without drawing the page."""

import re

from seo.aria_tables import NOT_DISPLAYED, UNSEEN
from seo.element import Element
from seo.styles import Declared, Styles

_CLIP = re.compile(r"rect\s*\(\s*(\d+)(?:px)?[\s,]+(\d+)(?:px)?[\s,]+(\d+)(?:px)?[\s,]+(\d+)(?:px)?\s*\)")
_CLIP_PATH = re.compile(r"(inset|circle)\((\d+)")
_FAR_LEFT = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%|vw)?")
_TRANSPARENT = re.compile(r"0*\.?0+%?")
_FLOATING = frozenset({"absolute", "fixed"})

# What holds of an element because of its own styles and attributes, or of those around it, as bits of one
# number: it is worked out for every element of every page.
_INVISIBLE, _GONE, _SILENT, _INERT, _DISABLED, _FADED, _FAR_OFF = (1 << bit for bit in range(7))


class Visibility:
    """Answers for the elements of one page; what holds of an element is worked out once."""

    def __init__(self, styles: Styles, images: list[Element]) -> None:
        self.styles = styles
        self._maps = {image.get("usemap"): image for image in images if image.has("usemap")}
        self._states: dict[int, int] = {}

    def is_hidden(self, element: Element) -> bool:
        """Tell whether nobody perceives an element: neither on a screen nor read out."""
        return bool(self._state(element) & (_INVISIBLE | _GONE))

    def is_read_out(self, element: Element) -> bool:
        """Tell whether a screen reader meets an element."""
        if self._state(element) & (_INVISIBLE | _SILENT):
            return False
        if element.tag != "area":
            return True
        image = self._image_of(element)
        return image is not None and self.is_read_out(image)

    def is_on_screen(self, element: Element) -> bool:
        """Tell whether people see an element, as far as its styles say without a layout."""
        if element.tag == "area":
            image = self._image_of(element)
            return image is not None and self.is_on_screen(image)
        return not self._state(element) & (_INVISIBLE | _GONE | _FADED | _FAR_OFF)

    def is_inert(self, element: Element) -> bool:
        """Tell whether an element takes part in no interaction."""
        return bool(self._state(element) & _INERT)

    def is_in_disabled_fieldset(self, element: Element) -> bool:
        """Tell whether a fieldset around an element, not left by a legend, disables it."""
        return bool(self._state(element) & _DISABLED)

    def _image_of(self, area: Element) -> Element | None:
        around = area.closest("map")
        name = around.get("name") if around else ""
        return self._maps.get(f"#{name}") if name else None

    def _state(self, element: Element) -> int:
        state = self._states.get(element.order)
        if state is not None:
            return state
        states, path = self._states, [element]
        above = element.parent
        while above is not None and above.order not in states:
            path.append(above)
            above = above.parent
        state = states[above.order] if above is not None else 0
        for one in reversed(path):
            state = states[one.order] = self._within(one, state)
        return state

    def _within(self, element: Element, above: int) -> int:
        """Return what holds of an element, given what holds of its parent."""
        attributes, parent = element.attributes, element.parent
        declared = self.styles.declared(element)
        state = above
        if parent is not None and parent.tag in {"legend", "fieldset"}:
            state &= ~_DISABLED
            if parent.tag == "fieldset" and (above & _DISABLED or "disabled" in parent.attributes):
                state |= _DISABLED
        if declared:
            state = self._styled(declared, state)
        if attributes:
            if "inert" in attributes:
                state |= _INERT | _SILENT
            if attributes.get("aria-hidden") == "true":
                state |= _SILENT
        if not state & _GONE and (
            _is_taken_away(element, declared) or (parent is not None and self._hides_children(parent))
        ):
            state |= _GONE | _SILENT
        return state

    @staticmethod
    def _styled(declared: Declared, state: int) -> int:
        visibility = declared.get("visibility", "")
        if visibility and visibility not in {"inherit", "unset"}:
            state &= ~_INVISIBLE
            if visibility in {"hidden", "collapse"}:
                state |= _INVISIBLE
        if _is_faded(declared):
            state |= _FADED
        if declared.get("position", "") in _FLOATING and _FAR_LEFT.fullmatch(declared.get("left", "")):
            state |= _FAR_OFF
        return state

    def _hides_children(self, element: Element) -> bool:
        declared = self.styles.value(element, "content-visibility")
        return declared == "hidden" or (not declared and element.get("hidden") == "until-found")


def _is_taken_away(element: Element, declared: Declared) -> bool:
    """Tell whether an element is not displayed, whatever is around it."""
    tag = element.tag
    if tag in UNSEEN:
        return True
    if tag == "area":
        return False
    if declared and (display := declared.get("display", "")):
        return display == "none"
    attributes = element.attributes
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if element.namespace == "html":
        if tag in NOT_DISPLAYED or (tag == "dialog" and "open" not in attributes):
            return True
        if tag == "input" and element.get("type").strip().lower() == "hidden":
            return True
    return _is_folded(element)


def _is_folded(element: Element) -> bool:
    """Tell whether an element is the content of a details that is closed."""
    parent = element.parent
    if parent is None or parent.tag != "details" or parent.has("open"):
        return False
    first = next((child for child in parent.elements if child.tag == "summary"), None)
    return element is not first


def _is_faded(declared: Declared) -> bool:
    opacity = declared.get("opacity", "")
    if opacity and _TRANSPARENT.fullmatch(opacity):
        return True
    path = _CLIP_PATH.match(declared.get("clip-path", ""))
    if path and (int(path[2]) >= 50 if path[1] == "inset" else int(path[2]) == 0):
        return True
    clip = _CLIP.match(declared.get("clip", ""))
    if clip is None or declared.get("position", "") not in _FLOATING:
        return False
    top, right, bottom, left = (int(clip[at]) for at in range(1, 5))
    return bottom - top <= 0 and right - left <= 0
