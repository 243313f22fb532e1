"""Which elements people see and which are read out, as axe-core judges it, without drawing the page."""

import re

from seo.aria_tables import NOT_DISPLAYED, UNSEEN
from seo.element import Element
from seo.styles import Styles

_CLIP = re.compile(r"rect\s*\(\s*(\d+)(?:px)?[\s,]+(\d+)(?:px)?[\s,]+(\d+)(?:px)?[\s,]+(\d+)(?:px)?\s*\)")
_CLIP_PATH = re.compile(r"(inset|circle)\((\d+)")
_FAR_LEFT = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%|vw)?")


class Visibility:
    """Answers for the elements of one page; every answer is worked out once."""

    def __init__(self, styles: Styles, images: list[Element]) -> None:
        self.styles = styles
        self._maps = {image.get("usemap"): image for image in images if image.has("usemap")}
        self._hidden: dict[int, bool] = {}
        self._read_out: dict[int, bool] = {}

    def is_hidden(self, element: Element) -> bool:
        """Tell whether nobody perceives an element: neither on a screen nor read out."""
        known = self._hidden.get(element.order)
        if known is None:
            known = self._hidden[element.order] = self._is_invisible(element) or self._is_gone(element)
        return known

    def is_read_out(self, element: Element) -> bool:
        """Tell whether a screen reader meets an element."""
        known = self._read_out.get(element.order)
        if known is None:
            known = self._read_out[element.order] = not self._is_invisible(element) and self._is_exposed(
                element
            )
        return known

    def is_on_screen(self, element: Element) -> bool:
        """Tell whether people see an element, as far as its styles say without a layout."""
        if element.tag == "area":
            image = self._image_of(element)
            return image is not None and self.is_on_screen(image)
        if self.is_hidden(element) or self._is_far_off(element):
            return False
        return not any(self._is_faded(one) for one in (element, *element.ancestors()))

    def is_inert(self, element: Element) -> bool:
        """Tell whether an element takes part in no interaction."""
        return element.has("inert") or any(above.has("inert") for above in element.ancestors())

    def _image_of(self, area: Element) -> Element | None:
        around = area.closest("map")
        name = around.get("name") if around else ""
        return self._maps.get(f"#{name}") if name else None

    def _is_exposed(self, element: Element) -> bool:
        if element.get("aria-hidden") == "true" or element.has("inert"):
            return False
        if element.tag == "area":
            image = self._image_of(element)
            return image is not None and self.is_read_out(image)
        parent = element.parent
        if self._takes_itself_away(element):
            return False
        if parent is None:
            return True
        return not self._hides_children(parent) and self._is_exposed_above(parent)

    def _is_exposed_above(self, element: Element) -> bool:
        """As `_is_exposed`, of an element around the one asked for: its own `visibility` does not matter."""
        for one in (element, *element.ancestors()):
            if one.get("aria-hidden") == "true" or one.has("inert") or self._takes_itself_away(one):
                return False
            if one.parent is not None and self._hides_children(one.parent):
                return False
        return True

    def _is_gone(self, element: Element) -> bool:
        for one in (element, *element.ancestors()):
            if self._takes_itself_away(one) or (one.parent is not None and self._hides_children(one.parent)):
                return True
        return False

    def _takes_itself_away(self, element: Element) -> bool:
        """Tell whether an element is not displayed, whatever is around it."""
        tag = element.tag
        if tag in UNSEEN:
            return True
        if tag == "area":
            return False
        declared = self.styles.value(element, "display")
        if declared:
            return declared == "none"
        if element.has("hidden") and element.get("hidden") != "until-found":
            return True
        if element.namespace == "html":
            if tag in NOT_DISPLAYED or (tag == "dialog" and not element.has("open")):
                return True
            if tag == "input" and element.get("type").strip().lower() == "hidden":
                return True
        return self._is_folded(element)

    @staticmethod
    def _is_folded(element: Element) -> bool:
        """Tell whether an element is the content of a details that is closed."""
        parent = element.parent
        if parent is None or parent.tag != "details" or parent.has("open"):
            return False
        first = next((child for child in parent.elements if child.tag == "summary"), None)
        return element is not first

    def _hides_children(self, element: Element) -> bool:
        declared = self.styles.value(element, "content-visibility")
        return declared == "hidden" or (not declared and element.get("hidden") == "until-found")

    def _is_invisible(self, element: Element) -> bool:
        """Tell whether the inherited `visibility` of an element keeps it from being seen."""
        for one in (element, *element.ancestors()):
            declared = self.styles.value(one, "visibility")
            if declared and declared not in {"inherit", "unset"}:
                return declared in {"hidden", "collapse"}
        return False

    def _is_faded(self, element: Element) -> bool:
        opacity = self.styles.value(element, "opacity")
        if opacity and re.fullmatch(r"0*\.?0+%?", opacity):
            return True
        path = _CLIP_PATH.match(self.styles.value(element, "clip-path"))
        if path and (int(path[2]) >= 50 if path[1] == "inset" else int(path[2]) == 0):
            return True
        clip = _CLIP.match(self.styles.value(element, "clip"))
        if clip is None or self.styles.value(element, "position") not in {"absolute", "fixed"}:
            return False
        top, right, bottom, left = (int(clip[at]) for at in range(1, 5))
        return bottom - top <= 0 and right - left <= 0

    def _is_far_off(self, element: Element) -> bool:
        return any(
            self.styles.value(one, "position") in {"absolute", "fixed"}
            and _FAR_LEFT.fullmatch(self.styles.value(one, "left"))
            for one in (element, *element.ancestors())
        )
