"""Build the tree of a page: HTML as browsers do it (HTML5), XHTML, SVG and other XML by XML's own rules."""

from collections.abc import Mapping
from html import unescape
from types import MappingProxyType
from typing import cast
from xml.parsers import expat

from selectolax.lexbor import LexborHTMLParser, LexborNode

from seo.element import Element

MAX_NODES = 300_000
MAX_XML_DEPTH = 2_000

_HTML_AGAIN = frozenset({"foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"})
_NAMESPACES = {
    "http://www.w3.org/1999/xhtml": "html",
    "http://www.w3.org/2000/svg": "svg",
    "http://www.w3.org/1998/Math/MathML": "math",
}
_NONE: Mapping[str, str] = MappingProxyType({})
_PREFIXES = {"http://www.w3.org/XML/1998/namespace": "xml:", "http://www.w3.org/1999/xlink": "xlink:"}


class NotXML(ValueError):
    """The text is not well-formed XML."""


def html_tree(html: str) -> list[Element]:
    """Return all elements of an HTML page in document order, the root first.

    The tree is the one a browser with scripts on would build before any has run.
    """
    parser = LexborHTMLParser(html, scripting=True)
    elements = [Element("html", _NONE, None, 0)]
    if parser.root is not None:
        _copy(parser.root, elements)
    return elements


def _copy(top: LexborNode, elements: list[Element]) -> None:
    """Copy what stands below a node, without recursion: pages nest as deep as they like."""
    root = elements[0]
    root.attributes = _attributes(top)
    order = 0
    stack = [(top.child, root)]
    while stack:
        node, parent = stack.pop()
        while node is not None and order < MAX_NODES:
            if node.is_element_node:
                order += 1
                tag = node.tag or ""
                element = Element(tag, _attributes(node), parent, order, _namespace(tag, parent))
                parent.children.append(element)
                elements.append(element)
                child = node.child
                if child is not None:
                    stack.append((node.next, parent))
                    node, parent = child, element
                    continue
            elif node.is_text_node and (text := node.text_content):
                parent.children.append(text)
            node = node.next


def _attributes(node: LexborNode) -> Mapping[str, str]:
    given = node.attributes
    if not given:
        return _NONE
    if None in given.values():
        return {name: value or "" for name, value in given.items()}
    return cast("Mapping[str, str]", given)


def _namespace(tag: str, parent: Element) -> str:
    if tag in {"svg", "math"}:
        return tag
    if parent.namespace != "html" and parent.tag not in _HTML_AGAIN:
        return parent.namespace
    return "html"


def xml_tree(text: str) -> list[Element]:
    """Return all elements of an XML document such as XHTML or SVG in document order, the root first.

    Raises:
        NotXML: it is not well-formed, or nests without end.
    """
    builder = _Builder()
    parser = expat.ParserCreate("utf-8", "\n")
    parser.buffer_text = True
    parser.UseForeignDTD(True)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.SkippedEntityHandler = builder.entity
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except (expat.ExpatError, ValueError) as error:
        raise NotXML(str(error)) from error
    if not builder.elements:
        raise NotXML("no element")
    return builder.elements


class _Builder:
    """Takes the events of the XML parser and makes the tree."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.elements) >= MAX_NODES or len(self.open) > MAX_XML_DEPTH:
            raise ValueError("too large")
        space, _, local = name.rpartition("\n")
        parent = self.open[-1] if self.open else None
        element = Element(
            local.lower(),
            {_plain(key): value for key, value in attributes.items()},
            parent,
            len(self.elements),
            _NAMESPACES.get(space, "xml"),
        )
        self.elements.append(element)
        if parent is not None:
            parent.children.append(element)
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        self.open[-1].children.append(data)

    def entity(self, name: str, is_parameter: bool) -> None:
        """Put in the character XHTML's own definitions would give: they are not read from the web."""
        if not is_parameter and self.open:
            self.open[-1].children.append(unescape(f"&{name};"))


def _plain(name: str) -> str:
    """Return an attribute's name as HTML has it: `xml:lang` and not its namespace's address."""
    space, _, local = name.rpartition("\n")
    return f"{_PREFIXES.get(space, '')}{local}".lower()
