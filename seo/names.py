"""The name a screen reader says for an element: the accessible name computation, as axe-core 4.14 does it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from seo.aria_tables import (
    CONTROL_VALUES,
    EMBEDDED,
    NAMED_FROM_CONTENT,
    NOT_TEXT_INPUTS,
    PHRASING,
    PRESENTATIONAL,
    ROLES,
    UNSEEN,
)
from seo.element import Element, Node
from seo.roles import Roles, input_type
from seo.visibility import Visibility

_SPACES = re.compile(r"\s{2,}")
_RANGES = frozenset({"progressbar", "scrollbar", "slider", "spinbutton"})
_DEFAULT_BUTTON = {"submit": "Submit", "image": "Submit", "reset": "Reset"}
# A page that makes the computation go round and round has no names any more.
MAX_STEPS = 1_000_000


def folded(text: str) -> str:
    """Return text with runs of white space as one blank, none around it."""
    return _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\xa0", " ")).strip()


@dataclass(slots=True)
class _Context:
    """Where in the computation of a name we are; what is None has not been decided yet."""

    start: Element
    in_label: bool = False
    in_reference: bool = False
    with_hidden: bool | None = None
    below: bool | None = None
    done: set[int] | None = None

    def is_done(self, element: Element) -> bool:
        """Take note of an element; tell whether it was met before."""
        if self.done is None:
            self.done = set()
        if element.order in self.done:
            return True
        self.done.add(element.order)
        return False


_Step = Callable[[Element, _Context], str]


class Names:
    """Accessible names of the elements of one page."""

    def __init__(
        self,
        by_id: Mapping[str, Element],
        labels: Mapping[str, list[Element]],
        roles: Roles,
        visibility: Visibility,
    ) -> None:
        self._by_id = by_id
        self._labels = labels
        self._roles = roles
        self._visibility = visibility
        self._steps = 0
        self._by_tag: Mapping[str, _Step] = {
            **dict.fromkeys(("img", "area"), lambda element, _: element.get("alt")),
            **dict.fromkeys(("button", "output", "summary"), self._subtree),
            **dict.fromkeys(("br", "hr"), lambda element, context: self._title(element, context) or " "),
            "a": lambda element, context: self._subtree(element, context) if element.has("href") else "",
            "input": self._input_name,
            "textarea": self._text_field_name,
            "select": self._label_text,
            "fieldset": lambda element, context: self._part(element, "legend", context),
            "figure": lambda element, context: (
                self._part(element, "figcaption", context) or self._title(element, context)
            ),
            "svg": lambda element, context: self._part(element, "title", context),
            "table": lambda element, context: (
                self._part(element, "caption", context) or element.get("summary")
            ),
        }

    def release(self) -> None:
        """Let go of its own steps, which refer back to it; no name can be computed any more."""
        self._by_tag = {}

    def name(self, element: Element) -> str:
        """Return the accessible name of an element."""
        return folded(self._text(element, _Context(element)))

    def has_content(self, element: Element) -> bool:
        """Tell whether what stands in an element gives it a name."""
        is_plain = self._is_named_by_content(element, self._roles.role(element))
        if is_plain and any(isinstance(child, str) and child.strip() for child in element.children):
            return True
        return bool(self.content(element))

    def content(self, element: Element) -> str:
        """Return the name an element has from what stands in it."""
        return folded(self._subtree(element, _Context(element)))

    def aria_label(self, element: Element) -> str:
        """Return the name `aria-label` gives."""
        return folded(element.get("aria-label"))

    def referenced(self, element: Element) -> str:
        """Return the name the elements `aria-labelledby` names give."""
        return folded(self._labelled_by(element, _Context(element)))

    def label(self, label: Element, control: Element) -> str:
        """Return what a label element says of its control."""
        return folded(self._text(label, _Context(control, in_label=True)))

    def explicit_labels(self, control: Element) -> list[Element]:
        """Return the label elements that name a control by its id."""
        name = control.get("id")
        return self._labels.get(name, []) if name else []

    def _text(self, node: Node, context: _Context) -> str:
        self._steps += 1
        if isinstance(node, str):
            return node
        if context.in_reference and context.with_hidden is None:
            context = replace(context, with_hidden=not self._visibility.is_read_out(node))
        if self._is_left_out(node, context):
            return ""
        is_start = node is context.start
        for step in (
            self._labelled_by,
            self._own_label,
            self._native,
            self._value,
            self._subtree,
            self._title,
        ):
            text = step(node, context)
            if is_start:
                text = folded(text)
            if text:
                return text
        return ""

    def _is_left_out(self, element: Element, context: _Context) -> bool:
        if self._steps > MAX_STEPS:
            return True
        if context.with_hidden and element.tag not in UNSEEN:
            return False
        return not self._visibility.is_read_out(element)

    def _labelled_by(self, element: Element, context: _Context) -> str:
        if context.in_reference or context.in_label or not element.has("aria-labelledby"):
            return ""
        text = ""
        for name in element.get("aria-labelledby").split():
            target = self._by_id.get(name)
            if target is not None:
                added = self._text(target, replace(context, in_reference=True))
                text = f"{text} {added}" if text else added
        return text

    @staticmethod
    def _own_label(element: Element, _context: _Context) -> str:
        return element.get("aria-label")

    def _native(self, element: Element, context: _Context) -> str:
        if self._roles.role(element) in PRESENTATIONAL:
            return ""
        native = self._by_tag.get(element.tag)
        return native(element, context) if native else ""

    def _input_name(self, element: Element, context: _Context) -> str:
        kind = input_type(element)
        if kind in {"button", "submit", "reset"}:
            default = _DEFAULT_BUTTON.get(kind, "")
            return element.get("value") or self._title(element, context) or default
        if kind == "image":
            return (
                element.get("alt")
                or element.get("value")
                or self._label_text(element, context)
                or self._title(element, context)
                or _DEFAULT_BUTTON[kind]
            )
        return self._text_field_name(element, context)

    def _text_field_name(self, element: Element, context: _Context) -> str:
        return self._label_text(element, context) or element.get("placeholder")

    def _part(self, element: Element, tag: str, context: _Context) -> str:
        """Return the text of the first part of some name, if no element of the same kind stands before it."""
        for inner in element.walk():
            if inner.tag == element.tag:
                return ""
            if inner.tag == tag:
                return self._text(inner, context)
        return ""

    def _label_text(self, element: Element, context: _Context) -> str:
        if context.in_label or context.in_reference or context.is_done(element):
            return ""
        inner = replace(context, in_label=True)
        labels = list(self.explicit_labels(element))
        around = element.closest("label")
        if around is not None:
            labels.append(around)
            labels.sort(key=lambda label: label.order)
        texts = [self._text(label, inner) for label in labels]
        return " ".join(text for text in texts if text)

    def _value(self, element: Element, context: _Context) -> str:
        role = self._roles.role(element)
        if element is context.start or role not in CONTROL_VALUES:
            return ""
        if element.tag == "textarea":
            return element.text()
        if element.tag == "input" and input_type(element) not in NOT_TEXT_INPUTS:
            return element.get("value")
        if element.tag == "select":
            options = list(element.find("option"))
            chosen = [option for option in options if option.has("selected")] or options[:1]
            return " ".join(self._seen_text(option) for option in chosen)
        if role == "textbox":
            return folded(element.text())
        if role in {"listbox", "combobox"}:
            return self._chosen(element, role, context)
        if role in _RANGES and element.has("aria-valuenow"):
            return element.get("aria-valuenow").strip() or "0"
        return ""

    def _chosen(self, element: Element, role: str, context: _Context) -> str:
        lists = [element] if role == "listbox" else self._owned_lists(element)
        for one in lists[:1]:
            for option in self._owned(one):
                if isinstance(option, Element) and self._is_chosen(option):
                    return self._text(option, context)
        return ""

    def _owned_lists(self, element: Element) -> list[Element]:
        return [
            one
            for one in self._owned(element)
            if isinstance(one, Element) and self._roles.role(one) == "listbox"
        ]

    def _is_chosen(self, option: Element) -> bool:
        return self._roles.role(option) == "option" and option.get("aria-selected") == "true"

    def _seen_text(self, element: Element) -> str:
        return "" if not self._visibility.is_on_screen(element) else folded(element.text())

    def _subtree(self, element: Element, context: _Context) -> str:
        role = self._roles.role(element)
        if context.is_done(element) or element.tag in EMBEDDED or role in CONTROL_VALUES:
            return ""
        if not (context.below or context.in_reference or self._is_named_by_content(element, role)):
            return ""
        if context.below is None:
            context = replace(context, below=not context.in_label and not context.in_reference)
        text = ""
        for child in self._owned(element):
            added = self._text(child, context)
            if not added:
                continue
            if isinstance(child, Element) and child.tag not in PHRASING:
                if added[0] != " ":
                    added += " "
                if text and text[-1] != " ":
                    added = f" {added}"
            text += added
        return text

    @staticmethod
    def _is_named_by_content(element: Element, role: str) -> bool:
        if element.tag in EMBEDDED or role in CONTROL_VALUES:
            return False
        return role in NAMED_FROM_CONTENT or role not in ROLES or role in PRESENTATIONAL

    def _owned(self, element: Element) -> list[Node]:
        """Return the children of an element, those it adopts by `aria-owns` at the end."""
        if not element.has("aria-owns"):
            return element.children
        adopted = [self._by_id.get(name) for name in dict.fromkeys(element.get("aria-owns").split())]
        found: list[Node] = [one for one in adopted if one is not None]
        return [*(child for child in element.children if child not in found), *found]

    def _title(self, element: Element, _context: _Context) -> str:
        title = element.get("title")
        if title and element.tag != "iframe" and self._roles.role(element) in PRESENTATIONAL:
            return ""
        return title
