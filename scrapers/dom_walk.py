"""Read a page once, in document order, into a `Document`.

The walk follows sibling and parent pointers, never recurses, and stops after `MAX_NODES` nodes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers import dom_names as names
from scrapers.dom import Anchor, Clue, Document, Form, Item, Prop
from scrapers.dom_head import MAX_RECORDS, SCRIPTED, read_head, read_script
from scrapers.dom_source import PROTECTION, names_fax_somewhere, protected_attributes
from scrapers.html_guard import flatten, is_hostile
from scrapers.line_builder import LineBuilder, State
from scrapers.visibility import GONE, MUTE, SHOWN, VEILED, StyleSheet, attributes_hide, style_breaks_lines

MAX_CHARACTERS = 5_000_000
MAX_NODES = 300_000
MAX_DRAWN = 50

# Browsers with scripts show no noscript text; a parser without them spills it into the body.
_NOSCRIPT = re.compile(r"<(/?)noscript(?=[\s/>])", re.IGNORECASE)
# Only browsers without frames show the text between these tags; of a frameset it is all there is to read.
_FRAMESET = re.compile(r"</?(?:frameset|noframes)(?=[\s/>])[^>]*>", re.IGNORECASE)
# An address or a number that a page shows as a picture, to be read in the words that stand for it.
_SHOWN_CONTACT = re.compile(r"\w@\w|(?<![\w-])\+?\d(?:[ ./-]?\d){8,12}(?!\.?[\w-])")
# Text set in reverse order and turned round by the style sheet.
_MIRRORED = re.compile(r"(?=.*bidi-override)(?=.*\brtl\b)", re.IGNORECASE | re.DOTALL)
# What an element does to the lines of text.
_PLAIN, _BREAKS, _BOLD = range(3)
_BOLD_TAGS = frozenset({"b", "strong"})

Attributes = Mapping[str, str | None]


def read_page(html: str, url: str) -> Document:
    """Read a page of any size and quality. Never raises, never hangs."""
    html = _NOSCRIPT.sub(_hidden_block, html[:MAX_CHARACTERS].replace("\0", ""))
    if "rameset" in html or "RAMESET" in html:
        html = _FRAMESET.sub("", html)
    hostile = is_hostile(html)
    if hostile:
        html = flatten(html)
    parser = LexborHTMLParser(html)
    document = Document(url=url, flattened=hostile)
    root = parser.root
    if root is not None:
        _Walk(document, read_head(document, parser), html).run(root)
    return document


def _hidden_block(tag: re.Match[str]) -> str:
    """Return the tag of a hidden block in place of a noscript's."""
    return "</div" if tag[1] else "<div hidden"


@dataclass(slots=True)
class _Extra:
    """What besides its text an element leaves behind when it closes."""

    anchor: int = -1
    outer: int = -1
    prop: int = -1
    fax: tuple[int, int] | None = None
    mirrored: tuple[int, int] | None = None


class _Walk:
    """Opens and closes elements and collects their text into lines.

    It runs for every node of every page: what the source has nowhere is not looked for on each element.
    """

    def __init__(self, document: Document, sheet: StyleSheet, source: str) -> None:
        self.document = document
        self.sheet = sheet
        self.has_sheet = bool(sheet)
        self.text = LineBuilder(document.lines)
        self.state = State()
        self.block = 0
        self.blocks = 0
        # How many links were recorded when the last block began or ended.
        self.settled = 0
        # One entry an open element: (it, the state and block to return to, its kind, what it leaves).
        self.frames: list[tuple[LexborNode, State, int, int, _Extra | None]] = []
        self.has_items = "itemscope" in source
        self.has_fax = names_fax_somewhere(source)
        self.protected = protected_attributes(source)
        self.clue_names = names.CLUES | self.protected | {"onclick"}
        self.has_mirrors = "bidi-override" in source
        self.has_drawn_text = "</text>" in source
        self.has_marks = self.has_items or self.has_fax or self.has_mirrors

    def run(self, root: LexborNode) -> None:
        """Walk the whole tree in document order."""
        node = root
        lines, frames = self.text, self.frames
        for _ in range(MAX_NODES):
            tag = node.tag or "-"
            if tag == "-text":
                text = node.text_content or ""
                if text.isspace():
                    lines.gap = True
                elif text:
                    lines.add(text, self.state, self.block)
                    if lines.full:
                        break
            elif tag[0] != "-" and self._open(node, tag):
                child = node.first_child
                if child is not None:
                    node = child
                    continue
                self._close()
            following = node.next
            while following is None and frames:
                following = self._close().next
            if following is None:
                break
            node = following
        while frames:
            self._close()
        lines.end()

    def _open(self, node: LexborNode, tag: str) -> bool:
        """Enter an element; False when its content is not text of the page."""
        if tag in names.NO_TEXT:
            self._pass(node, tag)
            return False
        state, block, extra, kind = self.state, self.block, None, _PLAIN
        breaks = tag in names.BLOCKS
        attributes = node.attributes
        if attributes:
            style = attributes.get("style")
            hiding = SHOWN
            if style or "hidden" in attributes or "aria-hidden" in attributes:
                breaks = breaks or (style is not None and style_breaks_lines(style))
                hiding = attributes_hide(attributes)
            if self.has_sheet and hiding is not GONE and ("class" in attributes or "id" in attributes):
                hiding = max(hiding, self.sheet.hides(tag, attributes))
            if not breaks and (hiding >= VEILED or attributes.get("class") in names.HIDING_CLASSES):
                self.text.omit(node.text())
                return False
            if hiding > state.hiding:
                state = state.copy()
                state.hiding = hiding
        if breaks:
            kind = _BREAKS
            self._break()
            state = self._inside_block(state, tag, attributes)
        elif tag in _BOLD_TAGS:
            kind = _BOLD
            self.text.bold += 1
        if (attributes or tag == "form") and (
            tag in names.NOTED or self.has_marks or not self.clue_names.isdisjoint(attributes)
        ):
            state, extra = self._note(state, tag, attributes)
        self.frames.append((node, self.state, block, kind, extra))
        self.state = state
        return True

    def _pass(self, node: LexborNode, tag: str) -> None:
        """Deal with an element that holds no text of the page."""
        if tag in {"br", "hr"}:
            self.text.end()
        elif tag == "script":
            read_script(self.document, node, len(self.document.lines))
        elif tag == "img":
            self._image(node.attributes)
        elif tag == "input":
            self._field(node.attributes)
        elif tag == "iframe":
            self._frame(node.attributes)
        elif tag == "svg" and self.has_drawn_text:
            self._drawing(node)
        elif self.has_fax and names.names_fax(node.attributes.get("class") or ""):
            self.text.mark_fax()
        if tag in names.PICTURES:
            # What stands before and after a picture are two words, whatever the white space in the source.
            self.text.gap = True

    def _inside_block(self, state: State, tag: str, attributes: Attributes) -> State:
        """Return what holds inside a block element; the same object when it changes nothing."""
        self.blocks += 1
        self.block = self.blocks
        if tag in names.STRUCTURE:
            state = self._structure(state.copy(), tag)
        if not attributes:
            return state
        region = names.ROLES.get(attributes["role"] or "", "") if "role" in attributes else ""
        if tag in names.WHOLE and not region:
            return state
        boiler = "nav" if region == "nav" else ""
        if not (state.boiler and state.region) and ("class" in attributes or "id" in attributes):
            at_the_foot, announced = names.part_of_page(attributes.get("class"), attributes.get("id"))
            boiler = boiler or announced
            if at_the_foot and not region and tag not in names.REGIONS:
                region = "footer"
        if state.boiler:
            boiler = ""
        if region or boiler:
            state = state.copy()
            state.region = region or state.region
            if boiler:
                state.boiler, state.boiler_group = boiler, self.block
        return state

    def _structure(self, state: State, tag: str) -> State:
        """Update what holds inside headings, lists, tables, form controls and parts of a page."""
        if tag in names.HEADINGS:
            state.level = names.HEADINGS[tag]
        elif tag == "li":
            state.item = True
        elif tag in {"ul", "ol"}:
            state.depth += 1
        elif tag == "tr":
            state.row = self.block
        elif tag in {"td", "th"}:
            state.cell = True
        elif tag == "table":
            state.row, state.cell = 0, False
        elif tag in names.REGIONS:
            state.region = tag
            if tag == "nav" and not state.boiler:
                state.boiler, state.boiler_group = "nav", self.block
        else:
            state.control = True
            if tag == "textarea" and state.form >= 0:
                self.document.forms[state.form].asks_message = True
        return state

    def _note(self, state: State, tag: str, attributes: Attributes) -> tuple[State, _Extra | None]:
        """Record what an element carries besides text; return what holds inside it and what it leaves."""
        extra: _Extra | None = None
        if tag == "a":
            extra = self._anchor(state, attributes)
        elif tag == "form":
            state = self._form(state, attributes)
        if self.has_marks:
            state, extra = self._marks(state, extra, attributes)
        if not self.clue_names.isdisjoint(attributes):
            self._clues(tag, attributes)
        elif tag == "joomla-hidden-mail":
            self._clue("first", tag, attributes)
        return state, extra

    def _anchor(self, state: State, attributes: Attributes) -> _Extra | None:
        """Record a link."""
        anchors = self.document.anchors
        href = attributes.get("href")
        if not href or len(anchors) >= MAX_RECORDS:
            return None
        label = attributes.get("aria-label") or attributes.get("title") or ""
        line, start = self.text.here
        extra = _Extra(anchor=len(anchors), outer=self.text.anchor)
        self.text.anchor = extra.anchor
        anchors.append(Anchor(href, line, start, line, start, label, state.hiding is GONE))
        return extra

    def _form(self, state: State, attributes: Attributes) -> State:
        """Record a form."""
        called = " ".join(attributes.get(key) or "" for key in ("id", "class", "name"))
        state = state.copy()
        state.form = len(self.document.forms)
        self.document.forms.append(Form(attributes.get("action") or "", called, len(self.document.lines)))
        return state

    def _marks(
        self, state: State, extra: _Extra | None, attributes: Attributes
    ) -> tuple[State, _Extra | None]:
        """Record the microdata, fax marks and reversed text that an element carries."""
        if self.has_items and ("itemscope" in attributes or "itemprop" in attributes):
            extra = extra or _Extra()
            state = self._microdata(state, extra, attributes)
        called = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}"
        if self.has_fax and called != " " and names.names_fax(called):
            extra = extra or _Extra()
            extra.fax = self.text.here
        if self.has_mirrors and _MIRRORED.match(attributes.get("style") or ""):
            extra = extra or _Extra()
            extra.mirrored = self.text.here
        return state, extra

    def _microdata(self, state: State, extra: _Extra, attributes: Attributes) -> State:
        """Record a property and the item it may begin."""
        document = self.document
        if len(document.props) > MAX_RECORDS or len(document.items) > MAX_RECORDS:
            return state
        name = (attributes.get("itemprop") or "").strip()
        item = len(document.items) if "itemscope" in attributes else -1
        if name and state.scope >= 0:
            attribute = next((key for key in ("content", "href", "datetime") if attributes.get(key)), "")
            line, start = self.text.here
            extra.prop = len(document.props)
            document.props.append(
                Prop(
                    name,
                    state.scope,
                    line,
                    start,
                    line,
                    start,
                    attributes.get(attribute) or "",
                    attribute,
                    item,
                )
            )
        if item >= 0:
            kinds = (attributes.get("itemtype") or "").split()
            types = tuple(kind.rstrip("/").rpartition("/")[2] for kind in kinds)
            document.items.append(Item(types, state.scope, name))
            state = state.copy()
            state.scope = item
        return state

    def _clues(self, tag: str, attributes: Attributes) -> None:
        """Record the attributes in which an address may be hidden."""
        for name, given in attributes.items():
            value = given or ""
            if name in self.clue_names and (
                name in names.CLUES
                or (name == "onclick" and any(sign in value for sign in SCRIPTED))
                or (name in self.protected and PROTECTION in value)
            ):
                self._clue(name, tag, attributes)

    def _clue(self, name: str, tag: str, attributes: Attributes) -> None:
        clues, value = self.document.clues, attributes.get(name)
        if value and len(clues) < MAX_RECORDS:
            clues.append(Clue(name, value, len(self.document.lines), tag, attributes))

    def _drawing(self, node: LexborNode) -> None:
        """Read the words of a drawing, each text of it a line of its own; no model reads them."""
        if attributes_hide(node.attributes) is GONE:
            return
        for text in node.css("text")[:MAX_DRAWN]:
            self._drawn(text.text())

    def _drawn(self, words: str) -> None:
        """Add words of a picture as a line of its own that no model reads."""
        if words.strip():
            state = self.state.copy()
            state.hiding = max(state.hiding, MUTE)
            self.text.end()
            self.text.add(words, state, self.block)
            self.text.end()

    def _image(self, attributes: Attributes) -> None:
        """Record the words of a picture and where it comes from."""
        called = attributes.get("alt") or attributes.get("title") or ""
        where = " ".join(attributes.get(key) or "" for key in ("class", "id", "src"))
        images = self.document.images
        if called and len(images) < MAX_RECORDS:
            images.append((" ".join(called.split()), where[:300], len(self.document.lines)))
        if called and names.names_fax(called):
            self.text.mark_fax()
        if _SHOWN_CONTACT.search(called) and attributes_hide(attributes) is not GONE:
            self._drawn(called)

    def _frame(self, attributes: Attributes) -> None:
        """Record the profile that a network's box on the page shows, as a link."""
        source = attributes.get("src") or attributes.get("data-src") or ""
        if "plugins/page" in source and len(self.document.anchors) < MAX_RECORDS:
            line, start = self.text.here
            self.document.anchors.append(Anchor(source, line, start, line, start))

    def _field(self, attributes: Attributes) -> None:
        """Note what a field of a form asks for."""
        if self.state.form < 0:
            return
        form = self.document.forms[self.state.form]
        kind = (attributes.get("type") or "text").lower()
        called = " ".join(attributes.get(key) or "" for key in ("name", "id", "placeholder")).lower()
        form.asks_email = form.asks_email or kind == "email" or "mail" in called
        form.searches = form.searches or kind == "search" or called.split()[:1] in (["s"], ["q"], ["search"])

    def _close(self) -> LexborNode:
        """Leave the innermost open element and return it."""
        node, state, block, kind, extra = self.frames.pop()
        if extra is not None:
            self._leave(extra)
        if kind == _BREAKS:
            self._break()
        elif kind == _BOLD:
            self.text.bold -= 1
        self.state, self.block = state, block
        return node

    def _break(self) -> None:
        """Go on to the next line, as a block does where it begins and where it ends."""
        anchors = self.document.anchors
        if self.text.length:
            self.text.end()
        elif len(anchors) > self.settled:
            for anchor in anchors[self.settled :]:
                anchor.alone = anchor.end_line == len(self.document.lines)
        self.settled = len(anchors)
        self.text.gap = False

    def _leave(self, extra: _Extra) -> None:
        """Note where the text of an element ends that left something behind."""
        document = self.document
        line, position = self.text.here
        if extra.anchor >= 0:
            anchor = document.anchors[extra.anchor]
            anchor.end_line, anchor.end = line, position
            anchor.alone = anchor.alone and (anchor.line, anchor.start) == (line, position)
            self.text.anchor = extra.outer
            self.text.end_anchor()
        if extra.prop >= 0:
            prop = document.props[extra.prop]
            prop.end_line, prop.end = line, position
        if extra.fax is not None:
            self.text.mark_fax(extra.fax)
        if extra.mirrored is not None and (text := self.text.written_since(extra.mirrored)):
            document.clues.append(Clue("direction", text, line, "", {}))
