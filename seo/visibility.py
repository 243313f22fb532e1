"""Which elements people see and which are read out, as axe-core judges it, without drawing the page."""

import re
from collections.abc import Callable

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
        self._taken: dict[int, bool] = {}
        self._gone: dict[int, bool] = {}
        self._silent: dict[int, bool] = {}
        self._invisible: dict[int, bool] = {}

    def is_hidden(self, element: Element) -> bool:
        """Tell whether nobody perceives an element: neither on a screen nor read out."""
        return self._is_invisible(element) or _handed_down(element, self._gone, self._is_taken_away)

    def is_read_out(self, element: Element) -> bool:
        """Tell whether a screen reader meets an element."""
        if self._is_invisible(element) or _handed_down(element, self._silent, self._is_silenced):
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
        if self.is_hidden(element) or self._is_far_off(element):
            return False
        return not any(self._is_faded(one) for one in (element, *element.ancestors()))

    @staticmethod
    def is_inert(element: Element) -> bool:
        """Tell whether an element takes part in no interaction."""
        return element.has("inert") or any(above.has("inert") for above in element.ancestors())

    def _image_of(self, area: Element) -> Element | None:
        around = area.closest("map")
        name = around.get("name") if around else ""
        return self._maps.get(f"#{name}") if name else None

    def _is_silenced(self, element: Element) -> bool:
        """Tell whether an element itself keeps screen readers from it and what is in it."""
        is_kept_out = element.get("aria-hidden") == "true" or element.has("inert")
        return is_kept_out or self._is_taken_away(element)

    def _is_taken_away(self, element: Element) -> bool:
        """Tell whether an element itself is not displayed, or its parent displays no children."""
        known = self._taken.get(element.order)
        if known is None:
            parent = element.parent
            is_inside = parent is not None and self._hides_children(parent)
            known = self._taken[element.order] = is_inside or self._takes_itself_away(element)
        return known

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
        path: list[Element] = []
        verdict = False
        for one in (element, *element.ancestors()):
            known = self._invisible.get(one.order)
            declared = "" if known is not None else self.styles.value(one, "visibility")
            if known is not None or (declared and declared not in {"inherit", "unset"}):
                verdict = declared in {"hidden", "collapse"} if known is None else known
                path.append(one)
                break
            path.append(one)
        for one in path:
            self._invisible[one.order] = verdict
        return verdict

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


def _handed_down(element: Element, known: dict[int, bool], own: Callable[[Element], bool]) -> bool:
    """Tell whether something is true of an element or of any around it; what is found out is kept."""
    path: list[Element] = []
    verdict = False
    one: Element | None = element
    while one is not None:
        told = known.get(one.order)
        if told is None and not own(one):
            path.append(one)
            one = one.parent
            continue
        verdict = True if told is None else told
        known[one.order] = verdict
        break
    for below in path:
        known[below.order] = verdict
    return verdict
