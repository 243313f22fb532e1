"""One page as all checks see it: parsed once, everything dearer read when a check first asks."""

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from scrapers.contacts import Contacts, document_contacts
from scrapers.dom import Document
from scrapers.dom_walk import read_page
from scrapers.entities import Entity
from scrapers.html_guard import is_hostile
from scrapers.json_ld import load_json
from scrapers.language import detect_language
from scrapers.structured_data import read_entities
from seo.accessible import Accessible
from seo.element import Element
from seo.local_view import LocalView
from seo.page_input import Headers, PageInput, PageKind, kind_of
from seo.source import StartTags
from seo.spot import SNIPPET, Spot
from seo.styles import Styles
from seo.tree import NotXML, html_tree, xml_tree

MAX_CHARACTERS = 5_000_000
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_SAMPLE = 2_000
_TOO_DEEP = "The markup nests too deeply or is too large to be read."


class PageView:
    """An answer of a server and the page in it.

    `problem` says in words why there is no page to check, and is empty where there is one. `root` is the
    document element; where there is no page it is an empty one.
    """

    def __init__(self, given: PageInput) -> None:
        self.url = given.url
        self.status = given.status
        self.headers = Headers(given.headers or {})
        self.headers_known = given.headers is not None
        self.html = given.html[:MAX_CHARACTERS]
        self.size = len(given.html)
        self.robots_txt = given.robots_txt
        self.robots_status = given.robots_status
        self.vitals = given.vitals
        self.seconds = given.seconds
        self.vitals_problem = given.vitals_problem
        self.lead = given.lead
        self.kind = kind_of(self.headers.first("content-type"))
        self.problem = ""
        # All elements in document order, the document element first.
        self.elements = self._parsed()
        self.root = self.elements[0]

    @property
    def is_local_file(self) -> bool:
        """Whether the page is a file of this machine that no server has sent."""
        return self.url.lower().startswith("file:")

    @property
    def is_error(self) -> bool:
        """Whether the server gave no answer (status 0) or one that is an error."""
        return self.status == 0 or self.status >= 400

    def _parsed(self) -> list[Element]:
        self.problem = _problem_of(self.html, self.kind)
        if self.problem:
            return [Element("html", {}, None, 0)]
        if self.kind is not PageKind.HTML:
            try:
                return xml_tree(self.html)
            except NotXML:
                # A browser shows what it has read so far; as HTML most of it can be read.
                if is_hostile(self.html):
                    self.problem = _TOO_DEEP
                    return [Element("html", {}, None, 0)]
        return html_tree(self.html)

    def release(self) -> None:
        """Let go of everything; nothing may be asked of the page any more.

        Its parts refer to each other: this way their memory is free at once, without a search for cycles.
        """
        for element in self.elements:
            element.parent = None
        if "accessible" in self.__dict__:
            self.accessible.names.release()
        self.__dict__.clear()

    # The tree

    @cached_property
    def _by_tag(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = defaultdict(list)
        for element in self.elements:
            found[element.tag].append(element)
        return dict(found)

    @cached_property
    def _by_attribute(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = defaultdict(list)
        for element in self.elements:
            for name in element.attributes:
                found[name].append(element)
        return dict(found)

    def having(self, name: str) -> list[Element]:
        """Return the elements with an attribute, empty or not, in document order."""
        return self._by_attribute.get(name, [])

    def tags(self, *names: str) -> list[Element]:
        """Return the elements with one of some names in document order."""
        if len(names) == 1:
            return self._by_tag.get(names[0], [])
        found = [element for name in names for element in self._by_tag.get(name, ())]
        return sorted(found, key=lambda element: element.order)

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The first element of each id."""
        found: dict[str, Element] = {}
        for element in self.having("id"):
            if name := element.attributes["id"]:
                found.setdefault(name, element)
        return found

    @cached_property
    def head(self) -> Element | None:
        """The head, where the document has one."""
        return next((child for child in self.root.elements if child.tag == "head"), None)

    @cached_property
    def body(self) -> Element | None:
        """The body, where the document has one."""
        return next((child for child in self.root.elements if child.tag in {"body", "frameset"}), None)

    @cached_property
    def metas(self) -> list[Element]:
        """The meta elements in the head."""
        return list(self.head.find("meta")) if self.head else []

    def meta(self, name: str) -> Element | None:
        """Return the first meta in the head with a name or property (any case)."""
        return next(
            (
                meta
                for meta in self.metas
                if name in {meta.get("name").strip().lower(), meta.get("property").strip().lower()}
            ),
            None,
        )

    def named_meta(self, name: str) -> Element | None:
        """Return the first meta in the head with a name (any case)."""
        return next((meta for meta in self.metas if meta.get("name").lower() == name), None)

    @cached_property
    def head_links(self) -> list[Element]:
        """The link elements in the head."""
        return list(self.head.find("link")) if self.head else []

    @cached_property
    def links(self) -> list[Element]:
        """The elements a and area, with and without href."""
        return self.tags("a", "area")

    @cached_property
    def images(self) -> list[Element]:
        """The img elements."""
        return self.tags("img")

    @cached_property
    def styles(self) -> Styles:
        """What the page's own style sheets say, as far as checks need it."""
        sheets = [style.text() for style in self.tags("style") if style.namespace == "html"]
        names: set[str] = set()
        if sheets:
            for element in self.having("class"):
                names.update(element.attributes["class"].split())
            names.update(self.by_id)
        return Styles(sheets, frozenset(names))

    @cached_property
    def accessible(self) -> Accessible:
        """Visibility, roles and accessible names."""
        return Accessible(self.styles, self.by_id, self.images, self.tags("label"))

    # Addresses

    @cached_property
    def base(self) -> str:
        """The address links are resolved against."""
        for element in self.tags("base"):
            if element.has("href"):
                return _joined(self.url, element.get("href"))
        return self.url

    @property
    def address_base(self) -> str:
        """The address links are resolved against, or a stand-in where the page's own is not known."""
        return self.base or "https://page.invalid/"

    def absolute(self, href: str) -> str:
        """Return an address as seen from this page, empty when it is none."""
        return _joined(self.base, href)

    @cached_property
    def host(self) -> str:
        """The host of the page's address, lower-case."""
        try:
            return (urlsplit(self.url).hostname or "").lower()
        except ValueError:
            return ""

    # What people read

    @cached_property
    def document(self) -> Document:
        """The page as lines of text, links and records, as contacts are read from it."""
        return read_page("" if self.problem else self.html, self.url)

    @cached_property
    def text(self) -> str:
        """The text people see, one line a block."""
        return "\n".join(line.clean for line in self.document.lines if not line.hidden)

    @cached_property
    def lower_text(self) -> str:
        """The text in lower case: what it lacks need not be looked for by pattern."""
        return self.text.lower()

    @cached_property
    def flat_text(self) -> str:
        """The text in lower case on one line."""
        return " ".join(self.lower_text.split())

    @cached_property
    def words(self) -> list[str]:
        """The words people see outside menus, headers and footers of the site."""
        lines = [line for line in self.document.lines if not line.hidden and not line.boiler]
        foot = [line for line in lines if line.region == "footer"]
        # A footer that holds the main heading, by a class such as "sticky-footer_body", holds the page.
        if not any(line.level == 1 for line in foot):
            lines = [line for line in lines if line.region != "footer"]
        return _WORD.findall("\n".join(line.clean for line in lines))

    @cached_property
    def declared_language(self) -> str:
        """The primary language the html element declares, lower-case."""
        given = self.root.get("lang") or self.root.get("xml:lang")
        return re.split(r"[-_]", given.strip().lower())[0]

    @cached_property
    def language(self) -> str:
        """The two-letter language the page is written in, the declared one where it is too short to tell."""
        return detect_language(self.text, self.declared_language)

    # What machines read

    @cached_property
    def entities(self) -> list[Entity]:
        """What the page's JSON-LD and microdata describe."""
        return read_entities(self.document)

    @cached_property
    def data_scripts(self) -> list[tuple[Element, list[object]]]:
        """The JSON-LD scripts with the values in them, none where a script cannot be read."""
        return [
            (script, load_json(script.text()))
            for script in self.tags("script")
            if script.get("type").partition(";")[0].strip().lower() == "application/ld+json"
        ]

    @cached_property
    def contacts(self) -> Contacts:
        """The contacts on the page, with evidence."""
        return document_contacts(self.document)

    @cached_property
    def local(self) -> LocalView:
        """What the page shows of the business itself."""
        return LocalView(self)

    # Evidence

    @cached_property
    def _starts(self) -> list[int]:
        return [match.end() for match in re.finditer("\n", self.html)]

    def line_at(self, offset: int) -> int:
        """Return the line, from 1, a place in the source is on."""
        return bisect_right(self._starts, offset) + 1

    @cached_property
    def _start_tags(self) -> StartTags:
        return StartTags(self.html)

    def spot(self, element: Element, snippet: str = "") -> Spot:
        """Return where an element stands in the source, with its start tag unless `snippet` says more."""
        same = self.tags(element.tag)
        offset, tag = self._start_tags.find(element, same)
        line = self.line_at(offset) if offset >= 0 else 0
        return Spot(line, _short(snippet or tag or f"<{element.tag}>"))

    def spots(self, elements: "list[Element]") -> tuple[Spot, ...]:
        """Return where the first few of some elements stand."""
        return tuple(self.spot(element) for element in elements[:10])

    def quote(self, words: str) -> Spot:
        """Return the first line of the source that has some words, line 0 where it has them in pieces."""
        offset = self.html.find(words)
        return Spot(self.line_at(offset) if offset >= 0 else 0, _short(words))

    def robots_line(self, number: int) -> str:
        """Return a line of robots.txt by its number, from 1."""
        lines = re.split(r"\r\n|\r|\n", self.robots_txt or "")
        return _short(lines[number - 1]) if 0 < number <= len(lines) else ""

    def header(self, name: str) -> tuple[Spot, ...]:
        """Return a header's values as evidence."""
        return tuple(Spot(0, _short(f"{name}: {value}")) for value in self.headers.all(name.lower()))


def _problem_of(html: str, kind: PageKind) -> str:
    """Say in words why a text is no page, nothing where it is one."""
    if kind is PageKind.OTHER:
        return "The answer is not a page: its content type is neither HTML nor XML."
    if not html.strip():
        return "The answer has no content."
    sample = html[:_SAMPLE]
    if html.startswith(("%PDF-", "PK\x03\x04", "\x89PNG", "GIF8")) or len(_BINARY.findall(sample)) * 10 > len(
        sample
    ):
        return "The answer is not text."
    if kind.is_page and is_hostile(html):
        return _TOO_DEEP
    return ""


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= SNIPPET else folded[: SNIPPET - 1] + "…"
