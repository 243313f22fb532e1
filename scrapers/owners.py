"""Whose contact is it: the business's own, or its host's, web agency's, mediator's, insurer's?"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrapers import owner_patterns as patterns
from scrapers.dom import Document, Line
from scrapers.own_name import presents, site_names
from scrapers.owner_bodies import BODY_NAME, PUBLIC_BODY
from scrapers.owner_guides import guided_lines
from scrapers.owner_patterns import Where
from scrapers.sites import site_key
from scrapers.vocabulary import slug

# How many lines a label without a heading may rule, and how long a line of a contact block is.
MAX_REACH = 8
BLOCK_LINE = 140
# A longer line is prose, unless the page is a legal notice, which may be one long line.
LONG_CREDIT = 500
PROSE = 200
# A second label this near the first belongs to it: "Éditeur et hébergeur".
SAME_LABEL = 12
# Reviews that are a larger share of the page are the page itself, whatever its class.
MAX_REVIEWS = 0.5
# Level of a line that reads like a heading without being one.
PSEUDO_LEVEL = 7
# A shorter name of a site is a word that a line may consist of by chance.
LONG_SITE = 9

# "Éditeur et hébergeur": the business is its own host.
_SAME_AS_OWN = re.compile(rf"(?:{patterns.OWN.pattern})[\s,/&]*(?:et|und|and)?\s*\Z", re.IGNORECASE)
_CONTACT = re.compile(r"\b\d{5}\b|\d(?:[\s.]?\d){8}|@")
_NOT_HEADING = re.compile(r"\d{4}|@")
# "© Salon Lise | 01 99 00 99 88 - Site créé par Pixel"
_BARE_NUMBER = re.compile(
    r"(?:\A|[|•·])\s*(\(?\+?\d(?:[\s().-]{0,3}\d){7,13})\s*[-–—:]?\s*(?:un\s)?\Z", re.IGNORECASE
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")

Pattern = tuple[re.Pattern[str], Where]
# Parts of a page that no section above runs into.
_FRAME = frozenset({"header", "footer", "nav"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the page about another company: under a heading of a level, or after a label (level 0)."""

    level: int = 0
    first: int = -1
    block: int = -1
    region: str = ""
    loose: bool = False
    # Whether its first line has a contact already, whether it only announces the company.
    told: bool = False
    # Whether a sentence only mentions it, with its contact.
    mentioned: bool = False
    announces: bool = False

    def left_at(self, line: Line, above: Line | None) -> bool:
        """Tell whether a line stands in another part of the page's frame, or below the customers' words."""
        if line.region != self.region and (
            line.region in _FRAME or (self.loose and line.region == "address")
        ):
            return True
        return above is not None and above.boiler == "reviews" != line.boiler

    def ends_before(self, number: int, line: Line, text: str, heading: int) -> bool:
        """Tell whether the part is over before a line of the same frame."""
        bold_name = heading == PSEUDO_LEVEL == self.level
        if number == self.first + 1 and (bold_name or (self.announces and not heading)):
            # The company's name.
            return patterns.OWN.search(text) is not None
        if heading:
            back = heading == PSEUDO_LEVEL or self.loose
            same = back and patterns.OWN_HEADING.search(text) is not None
            return not self.level or heading <= self.level or same
        if patterns.OWN.search(text[:60]):
            return True
        if self.level or line.block == self.block:
            return False
        if self.mentioned:
            return True
        if self.told and not patterns.LABELLED.match(text):
            return True
        return (
            number > self.first + MAX_REACH or len(text) > BLOCK_LINE or not patterns.CONTINUES.search(text)
        )


class Owners:
    """The parts of a page that speak of other companies, and the sites those link to."""

    def __init__(self, document: Document) -> None:
        self.site = site_key(document.url)
        # A saved page, or one that moved, names its site itself.
        stated = [content for name, content in document.metas if name == "og:url"]
        self.own_sites = frozenset(map(site_key, (document.url, document.canonical, *stated))) - {""}
        named = {slug(content) for name, content in document.metas if name == "og:site_name"}
        self._own_names = site_names(self.own_sites) | {name for name in named if len(name) >= LONG_SITE}
        # Places (line, position) where the text turns to another company (True) or back (False).
        self._switches: list[tuple[int, int]] = [(-1, 0)]
        self._third: list[bool] = [False]
        self._loose: set[int] = set()
        announced = (document.title, *(line.text for line in document.lines if line.level == 1))
        self.is_notice = any(patterns.LEGAL.search(text) for text in (document.url, *announced))
        self._makes_sites = any(patterns.WEB_TRADE.search(text) for text in announced)
        self._is_body = any(BODY_NAME.search(text) for text in announced)
        self._is_operated = self.is_notice and any(
            patterns.OPERATOR_LABEL.match(text)
            for _, _, text in document.lines_with(patterns.OPERATOR_STEMS, menus=False)
        )
        self._reviews = _review_lines(document) | guided_lines(document)
        self._lines = document.lines
        self._scan(document)
        self.sites = self._linked_sites(document)

    def elsewhere(self, line: int, position: int) -> bool:
        """Tell whether a place on the page speaks of another company; line -1 is no place."""
        if line < 0:
            return False
        if line in self._reviews:
            return True
        return self._third[bisect_right(self._switches, (line, position)) - 1]

    def only_elsewhere(self, places: Iterable[tuple[int, int]]) -> bool:
        """Tell whether every place (line, position) a value was seen at speaks of another company."""
        return all(self.elsewhere(line, position) for line, position in places)

    def in_prose_besides(self, places: Sequence[tuple[int, int]]) -> bool:
        """Tell whether a value stands in another company's block, and besides only in sentences."""
        beside = [place for place in places if not self.elsewhere(*place)]
        told = any(self.elsewhere(*place) and place[0] not in self._loose for place in places)
        return told and all(line >= 0 and len(self._lines[line].text) > PROSE for line, _ in beside)

    def only_loosely(self, places: Iterable[tuple[int, int]]) -> bool:
        """Tell whether every place stands below a heading such as "Partners" that may not mean it."""
        return all(line in self._loose for line, _ in places)

    def foreign_address(self, address: str) -> bool | None:
        """Tell by its domain alone whether an address is another company's; None when that says nothing."""
        site = site_key(f"https://{address.rpartition('@')[2]}")
        if site and (site in self.own_sites or _alike(site, self.site)):
            return False
        known = site in patterns.KNOWN_SITES or site in self.sites or site.endswith("gouv.fr")
        return True if known else None

    def is_named(self, site: str) -> bool:
        """Tell whether a legal notice gives the name that a site's address consists of, as the owner's."""
        name = slug(site.partition(".")[0])
        if not self.is_notice or len(name) < LONG_SITE:
            return False
        return any(
            len(line.text) <= 2 * len(name) and slug(line.clean) == name and not self.elsewhere(number, 0)
            for number, line in enumerate(self._lines)
        )

    def _switch(self, line: int, position: int, *, third: bool) -> None:
        if self._third[-1] != third:
            self._switches.append((line, position))
            self._third.append(third)

    def _scan(self, document: Document) -> None:
        """Find where other companies' parts begin and end, line by line."""
        part = _Part()
        suspects = self._suspects(document)
        for number, line in enumerate(document.lines):
            third = self._third[-1]
            if number not in suspects and not third:
                continue
            text = line.clean
            above = document.lines[number - 1] if number else None
            if third and part.left_at(line, above):
                self._switch(number, 0, third=False)
                third = False
            heading = line.level or (PSEUDO_LEVEL if _looks_like_heading(line, text, above) else 0)
            suspected = number in suspects and not self._presents_itself(number, text, heading)
            start = self._begins(line, text, heading, suspects[number]) if suspected else -1
            if part.loose and third:
                self._loose.add(number)
            if start < 0:
                if third and part.ends_before(number, line, text, heading):
                    self._switch(number, 0, third=False)
            elif not (third and part.level and not heading):
                # (Inside a section about another company, naming it once more changes nothing.)
                self._switch(number, 0, third=False)
                self._switch(number, start, third=True)
                loose = _may_be_own(text, suspects[number])
                told = not heading and _CONTACT.search(text, start) is not None
                part = _Part(
                    heading,
                    number,
                    line.block,
                    line.region,
                    loose=loose,
                    told=told,
                    mentioned=told and loose and start > 0,
                    announces=text.endswith(":"),
                )
                if part.loose:
                    self._loose.add(number)
                end = None if heading else patterns.OWN.search(text, start + 1)
                if end is not None and end.start() - start > SAME_LABEL:
                    self._switch(number, end.start(), third=False)

    def _suspects(self, document: Document) -> dict[int, list[Pattern]]:
        """Return the lines that may speak of another company, with the patterns to try on each."""
        suspects: dict[int, list[Pattern]] = {}
        for stems, pattern, where in patterns.PATTERNS:
            if (pattern is patterns.MAKER and self._makes_sites) or (
                pattern is PUBLIC_BODY and self._is_body
            ):
                continue
            for number, line, text in document.lines_with(stems, menus=False):
                if len(text) > PROSE and not (self.is_notice or line.level or _may_lead_on(line)):
                    continue
                wanted = suspects.setdefault(number, [])
                if pattern is not patterns.MAKER or line.level or self._may_credit(text):
                    wanted.append((pattern, where))
        for number, _, text in (
            document.lines_with(patterns.PUBLISHER_STEMS, menus=False) if self._is_operated else ()
        ):
            if patterns.PUBLISHER_LABEL.match(text):
                suspects.setdefault(number, [])
        # Outside a legal notice a host's name is a tool or a partner's.
        for number, _, _ in document.lines_with(patterns.KNOWN_STEMS, menus=False) if self.is_notice else ():
            suspects.setdefault(number, []).append((patterns.KNOWN, Where.ANYWHERE))
        return suspects

    def _may_credit(self, text: str) -> bool:
        """Tell whether a line that names a craft may say who did it: no prose, something like "by"."""
        if len(text) > LONG_CREDIT and not self.is_notice:
            return False
        lowered = text.lower()
        return any(stem in lowered for stem in patterns.CREDIT_STEMS)

    def _presents_itself(self, number: int, text: str, heading: int) -> bool:
        """Tell whether a heading such as "Mediation" or a credit is the business's own: its trade, its name.

        A mediator's own lines stand below the first, a web agency signs its own site.
        """
        if not heading:
            return (credit := patterns.MAKER.search(text)) is not None and presents(
                text[credit.end() :], self._own_names
            )
        if patterns.MEDIATION_HEADING.match(text) and any("mediat" in name for name in self._own_names):
            return True
        below = self._lines[number + 1] if number + 1 < len(self._lines) else None
        return below is not None and not below.level and presents(below.clean, self._own_names)

    def _begins(self, line: Line, text: str, heading: int, wanted: Sequence[Pattern]) -> int:
        """Return where in a line another company's part begins, -1 if it does not."""
        if line.boiler == "cookie":
            return -1
        hosting = self.is_notice and patterns.HOSTING_HEADING.match(text) is not None
        if heading:
            if self._is_operated and patterns.PUBLISHER_LABEL.match(text):
                return 0
            if patterns.OWN.search(text):
                return -1
            credited = self.is_notice and patterns.MAKER_HEADING.match(text) is not None
            named = any(
                pattern.search(text)
                for pattern, where in wanted
                if self.is_notice or where is not Where.LEGAL
            )
            return 0 if hosting or credited or named else -1
        counted = {Where.ANYWHERE}
        if self.is_notice:
            counted |= {Where.NOTICE, Where.LEGAL, Where.CREDITS}
        elif line.region == "footer":
            counted.add(Where.CREDITS)
        starts = [
            _credited_from(text, match.start()) if pattern is patterns.MAKER else match.start()
            for pattern, where in wanted
            if where in counted and (match := pattern.search(text))
        ]
        if hosting and len(text) < 2 * BLOCK_LINE:
            starts.append(0)
        start = min(starts, default=-1)
        return -1 if start > 0 and _SAME_AS_OWN.search(text, 0, start) else start

    def _linked_sites(self, document: Document) -> frozenset[str]:
        """Return the sites that the parts about other companies link to."""
        sites = set()
        worded = {number for number, _, _ in document.lines_with(patterns.AGENCY_STEMS, menus=False)}
        for anchor in document.anchors:
            if not anchor.href.lstrip().lower().startswith(("http://", "https://", "//")):
                continue
            words = document.anchor_text(anchor) if anchor.line in worded else ""
            agency = patterns.AGENCY_LINK.search(f"{anchor.label} {words}") if words or anchor.label else None
            if agency or self.elsewhere(anchor.line, anchor.start):
                sites.add(site_key(document.absolute(anchor.href)))
        others = sites - self.own_sites - {""}
        return frozenset(site for site in others if not self.is_named(site))


def _may_be_own(text: str, wanted: Sequence[Pattern]) -> bool:
    """Tell whether a line names others by a heading such as "Partners" only, or a body that it may be."""
    named = [pattern for pattern, _ in wanted if pattern.search(text)]
    return patterns.OTHERS.search(text) is not None or named == [PUBLIC_BODY]


def _may_lead_on(line: Line) -> bool:
    """Tell whether a long line may give another company's contacts, announce them or be a row of credits."""
    return line.region == "footer" or line.text.endswith(":") or _CONTACT.search(line.clean) is not None


def _credited_from(text: str, start: int) -> int:
    """Return where a credit begins: before an agency's number in front of it."""
    bare = _BARE_NUMBER.search(text, 0, start)
    return bare.start(1) if bare else start


def _review_lines(document: Document) -> frozenset[int]:
    """Return the lines that customers wrote, unless what is called reviews is most of the page."""
    lines = [number for number, line in enumerate(document.lines) if line.boiler == "reviews"]
    if not lines:
        return frozenset()
    sizes: Counter[int] = Counter()
    for number in lines:
        sizes[document.lines[number].boiler_group] += len(document.lines[number].text)
    largest = MAX_REVIEWS * len(document.text)
    return frozenset(number for number in lines if sizes[document.lines[number].boiler_group] <= largest)


def _looks_like_heading(line: Line, text: str, above: Line | None) -> bool:
    """Tell whether a line that is no heading element reads like one: bold, with a colon, first in its row."""
    if len(text) > 70 or _NOT_HEADING.search(text):
        return False
    letters = len(text) - text.count(" ")
    begins_row = line.cell and len(text) < 40 and (above is None or above.row != line.row)
    return line.bold >= letters * 0.8 > 0 or text.endswith(":") or begins_row


def _alike(one: str, other: str) -> bool:
    """Tell whether two sites carry the same name under different endings or spellings."""
    first, second = (_NOT_LETTERS.sub("", site.partition(".")[0]) for site in (one, other))
    if min(len(first), len(second)) < 5:
        return False
    return first == second or first in second or second in first
