"""Find the name of the business behind a page: what its data, title, notice and logo agree on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from leads.record import Kind, Method
from scrapers import name_patterns as patterns
from scrapers.communes import is_town
from scrapers.dom import Document, Line
from scrapers.entities import Entity
from scrapers.evidence import QUOTE_LIMIT, cut_around
from scrapers.found import Found
from scrapers.owners import Owners
from scrapers.sites import site_key
from scrapers.vocabulary import slug

MAX_LENGTH = 80
MAX_LINE = 1_500
MAX_IMAGES = 60
LONG_HEADING = 60
LONG_TITLE_PIECE = 45
LONG_META = 30
LONG_NAME = 40
# A site's name of fewer letters is a word that stands anywhere.
LONG_SITE = 6
# What a name loses that is the owner's.
PERSON = 2.0
# How well a name with its legal form must be attested to stand for the one without.
IN_FULL = 5.0
# What a part of a title loses that is the name of a town, beside what stands there.
OF_A_TOWN = 2.0
# The first links of a page lead home.
MAX_HOME = 12

_NO_NAME = re.compile(r"\A\[|[!?]\s|\{[{$%]|\$\{|<\?|\[%|%%|\d{5}")
_HOME = re.compile(r"(?:\.{0,2}/)?(?:(?:index|home|acc?[eu]{2}il|startseite)\.\w{3,5})?|\./", re.IGNORECASE)
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of the name: how far its place is trusted, and where it stands."""

    text: str
    weight: float
    found: Found


def find_names(document: Document, entities: Sequence[Entity], owners: Owners) -> list[Found]:
    """Return the most trusted name of the business, once for every place that shows it."""
    groups: dict[str, list[_Reading]] = {}
    for reading in _readings(document, entities, owners):
        key = slug(reading.text)
        if len(key) >= 2:
            groups.setdefault(key, []).append(reading)
    if not groups:
        return []
    site = slug(site_key(document.url).partition(".")[0])
    persons = _persons(document)
    best = max(groups, key=lambda key: _score(key, groups[key], site) - PERSON * (key in persons))
    best = _in_full(best, groups)
    # (Of the same name the one that is written as a name: no file's "les-fins-gourmets".)
    winners = sorted(groups[best], key=lambda reading: (reading.text.islower(), -reading.weight))
    return [replace(reading.found, value=winners[0].text) for reading in winners]


def _in_full(best: str, groups: dict[str, list[_Reading]]) -> str:
    """Return the same name with its legal form, where the title or the legal notice writes it so."""
    name = groups[best][0].text
    for key, readings in groups.items():
        written = readings[0].text
        longer = written.lower().startswith(name.lower()) and patterns.WITH_FORM.fullmatch(
            written[len(name) :]
        )
        if longer and sum(reading.weight for reading in readings) >= IN_FULL:
            return key
    return best


def _persons(document: Document) -> frozenset[str]:
    """Return the names of persons that a page calls the owner or head of the business."""
    return frozenset(
        slug(match[1])
        for _, _, text in document.lines_with(patterns.PERSON_STEMS, menus=False)
        for match in patterns.PERSON.finditer(text)
    )


def _score(key: str, readings: Sequence[_Reading], site: str) -> float:
    """Return how much speaks for a name: its best places, agreement between them, likeness to the domain."""
    weights = sorted((reading.weight for reading in readings), reverse=True)
    methods = {reading.found.method for reading in readings}
    score = weights[0] + 0.4 * sum(weights[1:4]) + 0.5 * len(methods)
    if len(site) >= 3:
        if key in site or site in key:
            score += 5 * min(len(key), len(site)) / max(len(key), len(site)) + 1
        elif fuzz.ratio(key, site) > 50:
            # (Never less than the ratio of matching blocks, and many times faster.)
            score += 3 * max(0.0, SequenceMatcher(None, key, site).ratio() - 0.5)
    if len(key) > LONG_NAME or patterns.ADDRESSES.match(readings[0].text):
        score -= 1.5
    return score - (2.0 if patterns.SENTENCE.search(readings[0].text) else 0.0)


def _readings(document: Document, entities: Sequence[Entity], owners: Owners) -> Iterator[_Reading]:
    sources = (
        _in_data(entities),
        _in_metas(document),
        _in_title(document),
        _in_headings(document),
        _in_lines(document, owners),
        _below_labels(document, owners),
        _like_the_site(document),
        _in_images(document),
        _in_home_links(document),
    )
    for source in sources:
        for found, weight in source:
            name = _tidied(found.value)
            if 2 <= len(name) <= MAX_LENGTH and _is_name(name):
                yield _Reading(name, weight, found)


def _tidied(written: str) -> str:
    """Return a name without ornaments and separators around it; the dot of "Co." is its own."""
    name = patterns.LEADING.sub("", written).strip(' \t-–—|,:;.·•«»"“”')
    name = patterns.TRAILING.sub("", name).strip()
    return f"{name}." if patterns.ABBREVIATED.search(name) and f"{name}." in written else name


def _is_name(text: str) -> bool:
    """Tell whether a text can be a business's name: no generic word, address, sentence or number."""
    if (
        not text.isprintable()
        or "\ufffd" in text
        or "@" in text
        or text.startswith(("http:", "https:", "www."))
    ):
        return False
    if patterns.SAYS.match(text) or patterns.NETWORK.match(text):
        return False
    if patterns.GENERIC.fullmatch(text) or patterns.ONLY_FORM.fullmatch(text):
        return False
    return _TWO_LETTERS.search(text) is not None and not _NO_NAME.search(text)


def _in_data(entities: Sequence[Entity]) -> Iterator[tuple[Found, float]]:
    for entity in entities:
        website = "website" in {kind.lower() for kind in entity.types}
        if not entity.is_business and not website:
            continue
        located = bool(entity.facts.keys() & {"telephone", "streetaddress", "postalcode", "email"})
        trust = 5.0 if website else 8.0 if located else 6.0
        for key, weight in (("name", trust), ("legalname", min(trust, 4.0))):
            fact = entity.first(key)
            if fact is None:
                continue
            yield Found(Kind.NAME, fact.value, fact.quote, entity.method, -1), weight
            head, *more = patterns.SEPARATORS.split(fact.value)
            if more and len(fact.value) > LONG_NAME:
                # "Mornay SRL - Agence de Visé - A. Mornay": the name stands first.
                yield Found(Kind.NAME, head, fact.quote, entity.method, -1), weight


def _in_metas(document: Document) -> Iterator[tuple[Found, float]]:
    weights = {"og:site_name": 6.0, "author": 1.0}
    for name, content in document.metas:
        if name in weights:
            text = " ".join(content.split())
            pieces = patterns.SEPARATORS.split(text) if len(text) > LONG_META else []
            for piece in (text, *pieces):
                yield Found(Kind.NAME, piece, text[:QUOTE_LIMIT], Method.META, -1), weights[name]


def _in_title(document: Document) -> Iterator[tuple[Found, float]]:
    title = document.title
    pieces = [piece for piece in patterns.SEPARATORS.split(title) if piece]
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        weight = 3.0 if last and index else 2.5 if last or not index else 1.5
        at = title.find(piece)
        quote = cut_around(title, at, at + len(piece), 0, len(title))
        found = Found(Kind.NAME, piece, quote, Method.TEXT, -1)
        if len(pieces) > 1 and is_town(piece):
            weight -= OF_A_TOWN
        yield found, weight - (1.0 if len(piece) > LONG_TITLE_PIECE else 0.0)
        of = None if patterns.GENERIC.fullmatch(piece) else patterns.PAGE_OF.match(piece)
        if of:
            yield replace(found, value=piece[of.end() :]), 2.0
        head, comma, _ = piece.partition(",")
        if comma and (not index or last):
            yield replace(found, value=head), 2.0


def _in_headings(document: Document) -> Iterator[tuple[Found, float]]:
    """Yield the headings of the first level; where there is none, the heading that the page begins with."""
    headings = [
        (number, line) for number, line in enumerate(document.lines) if line.level and not line.hidden
    ]
    first = [(number, line) for number, line in headings if line.level == 1]
    begins = [(number, line) for number, line in headings[:1] if not number or line.region == "header"]
    for number, line in first or begins:
        if len(line.text) <= LONG_HEADING:
            text = line.clean
            yield Found(Kind.NAME, text, line.quote(0, len(text)), Method.TEXT, number), 1.5 if first else 1.0


def _in_lines(document: Document, owners: Owners) -> Iterator[tuple[Found, float]]:
    for stems, pattern, weight in patterns.IN_LINES:
        for number, line, text in document.lines_with(stems, menus=False):
            if line.hidden or len(text) > MAX_LINE:
                continue
            for match in list(pattern.finditer(text))[:3]:
                credited = patterns.PICTURE_CREDIT.search(text, 0, match.start()) is not None
                if not credited and not owners.elsewhere(number, match.start()):
                    quote = line.quote(*match.span(1))
                    yield (
                        Found(
                            Kind.NAME,
                            _up_to_seam(line, match).strip(),
                            quote,
                            Method.TEXT,
                            number,
                            match.start(1),
                        ),
                        weight,
                    )
                    if second := patterns.AFTER_OWNERS.match(text, match.end(1)):
                        quote = line.quote(*second.span(1))
                        yield Found(Kind.NAME, second[1], quote, Method.TEXT, number, second.start(1)), 2.0


def _up_to_seam(line: Line, match: re.Match[str]) -> str:
    """Return a name up to where the next element begins with a word of its own: "Lise TestSalon Lise"."""
    name, start = match[1], match.start(1)
    for seam in line.seams:
        head, rest = name[: seam - start], name[seam - start :]
        if start < seam < match.end(1) and " " in head and head[-1].islower() and rest[0].isupper():
            return head
    return name


def _below_labels(document: Document, owners: Owners) -> Iterator[tuple[Found, float]]:
    """Yield what stands on the line after a label such as "Éditeur du site" or "Address:"."""
    for stems, label, weight in patterns.LABELS:
        for number, line, text in document.lines_with(stems, menus=False):
            if line.hidden or number + 1 >= len(document.lines) or not label.match(text):
                continue
            below = document.lines[number + 1]
            name = patterns.NAME_ENDS.split(below.clean, maxsplit=1)[0]
            if name and len(name) <= LONG_NAME and not owners.elsewhere(number + 1, 0):
                quote = below.quote(0, len(name))
                yield Found(Kind.NAME, name, quote, Method.TEXT, number + 1), weight


def _like_the_site(document: Document) -> Iterator[tuple[Found, float]]:
    """Yield the lines that are the site's own name, written as people write it."""
    site = slug(site_key(document.url).partition(".")[0])
    if len(site) < LONG_SITE:
        return
    for number, line, text in document.lines_with((site[:3],), menus=False):
        if len(text) <= LONG_NAME and slug(text) == site:
            yield Found(Kind.NAME, text, line.quote(0, len(text)), Method.TEXT, number), 2.5


def _in_home_links(document: Document) -> Iterator[tuple[Found, float]]:
    """Yield what the links to the first page are called: the brand at the head of a page."""
    for anchor in document.anchors[:MAX_HOME]:
        path = anchor.href.partition("#")[0].partition("?")[0]
        if anchor.href.startswith("#") or (
            not _HOME.fullmatch(path) and path.rstrip("/") != document.absolute("/").rstrip("/")
        ):
            continue
        words = "" if anchor.end_line - anchor.line > 1 else document.anchor_text(anchor)
        # (Among the entries of a menu it may be called anything.)
        in_menu = anchor.line < len(document.lines) and document.lines[anchor.line].links > 1
        weight = 1.0 if in_menu else 2.5
        for called in filter(None, (anchor.label, words)):
            pieces = patterns.SEPARATORS.split(called)
            # "Lise · Fleuriste", which the title may write without the dot.
            both = len(pieces) == 2 and len(called) <= LONG_NAME and not patterns.HOME_WORDS.search(called)
            for piece in pieces:
                name = patterns.HOME_WORDS.sub("", piece).strip()
                if name and len(name) <= LONG_NAME:
                    found = Found(Kind.NAME, name, called[:QUOTE_LIMIT], Method.TEXT, anchor.line)
                    yield found, weight - both
            if both:
                yield Found(Kind.NAME, called, called, Method.TEXT, anchor.line), 2.0


def _in_images(document: Document) -> Iterator[tuple[Found, float]]:
    for called, where, line in document.images[:MAX_IMAGES]:
        if "logo" in where.lower() or "logo" in called.lower():
            name = patterns.LOGO_WORDS.sub("", called)
            yield Found(Kind.NAME, name, called[:QUOTE_LIMIT], Method.TEXT, line), 2.5
