"""Build the tree of a page: HTML as browsers do it (HTML5), XHTML, SVG and other XML by XML's own rules."""

from html import unescape
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
_PREFIXES = {"http://www.w3.org/XML/1998/namespace": "xml:", "http://www.w3.org/1999/xlink": "xlink:"}


class NotXML(ValueError):
    """The text is not well-formed XML."""


def html_tree(html: str) -> Element:
    """Return the root of an HTML page as a browser with scripts on would build it before any has run."""
    parser = LexborHTMLParser(html, scripting=True)
    root = Element("html", {}, None, 0)
    if parser.root is not None:
        _copy(parser.root, root)
    return root


def _copy(top: LexborNode, root: Element) -> None:
    """Copy what stands below a node, without recursion: pages nest as deep as they like."""
    root.attributes = _attributes(top)
    order = 0
    stack = [(top.child, root)]
    while stack:
        node, parent = stack.pop()
        while node is not None and order < MAX_NODES:
            if node.is_element_node:
                order += 1
                element = Element(node.tag or "", _attributes(node), parent, order, _namespace(node, parent))
                parent.children.append(element)
                if node.child is not None:
                    stack.append((node.next, parent))
                    node, parent = node.child, element
                    continue
            elif node.is_text_node and (text := node.text_content):
                parent.children.append(text)
            node = node.next


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items()}


def _namespace(node: LexborNode, parent: Element) -> str:
    if node.tag in {"svg", "math"}:
        return str(node.tag)
    if parent.namespace != "html" and parent.tag not in _HTML_AGAIN:
        return parent.namespace
    return "html"


def xml_tree(text: str) -> Element:
    """Return the root of an XML document such as XHTML or SVG.

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
    if builder.root is None:
        raise NotXML("no element")
    return builder.root


class _Builder:
    """Takes the events of the XML parser and makes the tree."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.count >= MAX_NODES or len(self.open) > MAX_XML_DEPTH:
            raise ValueError("too large")
        space, _, local = name.rpartition("\n")
        parent = self.open[-1] if self.open else None
        element = Element(
            local.lower(),
            {_plain(key): value for key, value in attributes.items()},
            parent,
            self.count,
            _NAMESPACES.get(space, "xml"),
        )
        self.count += 1
        if parent is None:
            self.root = element
        else:
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
