"""The tree of a page as a browser builds it, in plain Python objects that many checks can walk cheaply."""

from collections.abc import Iterator, Mapping

# Elements whose text is no text of the page.
RAW_TEXT = frozenset({"script", "style", "noscript", "template", "iframe", "noembed", "noframes"})
_BLANK = "\t\n\f\r "


class Element:
    """One element: its lower-case name, attributes, parent, and children (elements and pieces of text).

    `order` is its place in the document; `namespace` is `html`, `svg` or `math`.
    """

    __slots__ = ("attributes", "children", "namespace", "order", "parent", "tag")

    def __init__(
        self,
        tag: str,
        attributes: Mapping[str, str],
        parent: "Element | None",
        order: int,
        namespace: str = "html",
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.order = order
        self.namespace = namespace
        self.children: list[Node] = []

    def __repr__(self) -> str:
        return f"<{self.tag} #{self.order}>"

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute's value, `default` where it is absent."""
        return self.attributes.get(name, default)

    def has(self, name: str) -> bool:
        """Tell whether an attribute is there, empty or not."""
        return name in self.attributes

    @property
    def elements(self) -> list["Element"]:
        """The child elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator["Element"]:
        """Yield the elements below this one in document order."""
        stack = self.elements[::-1]
        while stack:
            element = stack.pop()
            yield element
            stack += element.elements[::-1]

    def find(self, *tags: str) -> Iterator["Element"]:
        """Yield the elements below this one with one of some names."""
        return (element for element in self.walk() if element.tag in tags)

    def ancestors(self) -> Iterator["Element"]:
        """Yield the elements around this one, the nearest first."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent

    def closest(self, *tags: str) -> "Element | None":
        """Return this element or the nearest one around it with one of some names."""
        if self.tag in tags:
            return self
        return next((element for element in self.ancestors() if element.tag in tags), None)

    def text(self) -> str:
        """Return all text below this element as it stands, scripts and styles included (DOM textContent)."""
        pieces: list[str] = []
        stack: list[Node] = self.children[::-1]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                stack += node.children[::-1]
        return "".join(pieces)

    def has_words(self) -> bool:
        """Tell whether `words` would return any."""
        stack: list[Node] = self.children[::-1]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                if not node.isspace():
                    return True
            elif node.tag not in RAW_TEXT:
                stack += node.children[::-1]
        return False

    def words(self) -> str:
        """Return the text below this element without scripts and styles, white space folded."""
        pieces: list[str] = []
        stack: list[Node] = self.children[::-1]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                pieces.append(node)
            elif node.tag not in RAW_TEXT:
                stack += node.children[::-1]
        return " ".join("".join(pieces).split())


Node = Element | str


def tokens(value: str) -> list[str]:
    """Return the words of a space-separated attribute such as `class` or `rel`, in lower case."""
    return value.lower().split()


def strip(value: str) -> str:
    """Return an attribute without the white space HTML takes off."""
    return value.strip(_BLANK)
