"""The role of an element: what it says of itself, else what HTML-AAM gives it. As axe-core 4.14 does it."""

import re
from collections.abc import Mapping

from seo.aria_tables import (
    DISABLEABLE,
    GLOBAL_ATTRIBUTES,
    IMPLICIT_ROLES,
    INHERITS_FROM,
    INPUT_TYPES,
    PRESENTATIONAL,
    ROLES,
    SECTIONING,
    SECTIONING_ROLES,
    TEXT_INPUTS,
)
from seo.element import Element
from seo.visibility import Visibility

_TABINDEX = re.compile(r"\s*([-+]?\d+)")
_DIGITS = re.compile(r"\s*(\d+)")
_BUTTONS = frozenset({"button", "image", "reset", "submit"})


def explicit_role(element: Element) -> str:
    """Return the role an element gives itself where it is one, empty else."""
    role = element.attributes.get("role")
    if not role:
        return ""
    role = role.strip().lower()
    return role if role in ROLES else ""


def tabindex(element: Element) -> int | None:
    """Return the number in a tabindex, None without one."""
    match = _TABINDEX.match(element.get("tabindex"))
    return int(match[1]) if match else None


def input_type(element: Element) -> str:
    """Return the type of an input as a browser takes it: what it does not know is text."""
    given = element.get("type").strip().lower()
    return given if given in INPUT_TYPES else "text"


def has_global_aria(element: Element) -> bool:
    """Tell whether an element has one of the ARIA attributes any role may have."""
    return any(name in GLOBAL_ATTRIBUTES for name in element.attributes)


class Roles:
    """Roles and focus of the elements of one page."""

    def __init__(self, by_id: Mapping[str, Element], visibility: Visibility) -> None:
        self._by_id = by_id
        self._visibility = visibility
        self._known: dict[int, str] = {}

    def role(self, element: Element) -> str:
        """Return the role of an element, empty where it has none."""
        known = self._known.get(element.order)
        if known is None:
            known = self._known[element.order] = self._resolved(element)
        return known

    def is_focusable(self, element: Element) -> bool:
        """Tell whether an element can have the focus."""
        if element.tag in DISABLEABLE and element.has("disabled"):
            return False
        if self._visibility.is_in_disabled_fieldset(element) or self._visibility.is_inert(element):
            return False
        if element.tag != "area" and self._visibility.is_hidden(element):
            return False
        return _takes_focus(element) or tabindex(element) is not None

    def is_in_tab_order(self, element: Element) -> bool:
        """Tell whether the tab key reaches an element."""
        order = tabindex(element)
        return (order is None or order >= 0) and self.is_focusable(element)

    def _resolved(self, element: Element) -> str:
        given = explicit_role(element)
        if not given:
            return self._implicit(element)
        if given in PRESENTATIONAL and self._keeps_its_role(element):
            return "" if "-" in element.tag else self._implicit(element)
        return given

    def _keeps_its_role(self, element: Element) -> bool:
        """Tell whether `presentation` is void: the element says more of itself, or takes the focus."""
        return has_global_aria(element) or self.is_focusable(element)

    def _implicit(self, element: Element) -> str:
        role = self._native(element)
        return (self._inherited(element) or role) if role else ""

    def _inherited(self, element: Element) -> str:
        """Return the presentational role a table or list hands down to its parts."""
        above = INHERITS_FROM.get(element.tag)
        parent = element.parent
        if above is None or parent is None or parent.tag not in above:
            return ""
        given = explicit_role(parent)
        if given in PRESENTATIONAL and not self._keeps_its_role(parent):
            return given
        return "" if given else self._inherited(parent)

    def _native(self, element: Element) -> str:
        tag = element.tag
        match tag:
            case "a" | "area":
                return "link" if element.has("href") else ""
            case "img":
                is_empty = element.has("alt") and not element.get("alt")
                return "presentation" if is_empty and not self._keeps_its_role(element) else "img"
            case "input":
                return self._input_role(element)
            case "select":
                size = _DIGITS.match(element.get("size"))
                return "listbox" if element.has("multiple") or (size and int(size[1]) > 1) else "combobox"
            case "header" | "footer":
                return "" if _is_in_section(element) else {"header": "banner"}.get(tag, "contentinfo")
            case "form" | "section":
                named = self._is_named(element)
                return ("form" if tag == "form" else "region") if named else ""
            case "aside":
                return "complementary"
            case _:
                return IMPLICIT_ROLES.get(tag, "")

    def _input_role(self, element: Element) -> str:
        kind = input_type(element)
        suggests = element.has("list") and self._is_datalist(element.get("list"))
        if kind in _BUTTONS:
            return "button"
        if kind == "search":
            return "combobox" if suggests else "searchbox"
        if kind in TEXT_INPUTS:
            return "combobox" if suggests else "textbox"
        special = {"checkbox": "checkbox", "number": "spinbutton", "radio": "radio", "range": "slider"}
        return special.get(kind, "textbox")

    def _is_datalist(self, name: str) -> bool:
        found = self._by_id.get(name)
        return found is not None and found.tag == "datalist"

    def _is_named(self, element: Element) -> bool:
        if element.get("aria-label").strip():
            return True
        return any(name in self._by_id for name in element.get("aria-labelledby").split())


def _takes_focus(element: Element) -> bool:
    match element.tag:
        case "a" | "area":
            return element.has("href")
        case "input":
            return input_type(element) != "hidden"
        case "textarea" | "select" | "summary" | "button":
            return True
        case "details":
            return not any(child.tag == "summary" for child in element.walk())
        case _:
            return False


def _is_in_section(element: Element) -> bool:
    for above in (element, *element.ancestors()):
        if above.has("role"):
            if above.get("role") in SECTIONING_ROLES | {"main"}:
                return True
        elif above.tag in SECTIONING or above.tag == "main":
            return True
    return False
