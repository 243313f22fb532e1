"""Checks of what brings people to a local business: hours, place, trade and town, price."""

import re

from scrapers.trades import trade_of
from scrapers.vocabulary import stems
from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.lead_facts import LeadFacts
from seo.legal.pages import is_legal_page
from seo.page_view import PageView
from seo.postal import fold
from seo.week import Spans, envelope, markup_week, text_week, told

_FIRST_WORDS = 100
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOSED = stems("ferm geschlossen closed ruhetag repos relâche")
_TIME = re.compile(r"\d\s?(?:h|:\d\d|\.\d\d|uhr|[ap]\.?m)|24/24", re.IGNORECASE)
_MAP = re.compile(
    r"google\.[a-z.]+/maps|maps\.google|maps\.app\.goo\.gl|goo\.gl/maps|g\.page|g\.co/kgs|share\.google"
    r"|openstreetmap\.org|waze\.com|maps\.apple\.com|bing\.com/maps|mappy\.com|leaflet|business\.google"
    r"|search\.google\.com/local",
    re.IGNORECASE,
)
_PRICE_WORDS = ("€", "eur", "chf", "devis", "tarif", "prix", "preis", "angebot")
_PRICE = re.compile(
    r"\d\s?(?:€|eur\b|euros?\b|chf\b)|€\s?\d|\bdevis\b|\btarifs?\b|\bprix\b|\bpreise?\b|angebot", re.I
)


@check(
    "opening-hours-consistency",
    Family.LOCAL_LEGAL,
    title="Opening hours agree",
    threshold="the hours in the text are those of the markup, day by day",
    why="Google shows the hours of the markup: where they are wrong, clients stand before a closed door.",
    how_to_fix="Give the same hours in the text, in the markup and in your Google profile.",
    source="Google Search Central, LocalBusiness openingHoursSpecification",
    impact=Level.HIGH,
)
def opening_hours_consistency(page: PageView) -> Verdict:
    """Compare the week visitors read with the week of the JSON-LD."""
    nodes = [node for node in page.local.businesses if _has_hours(node.properties)]
    if not nodes:
        return not_applicable("no hours in the markup")
    if len(nodes) > 1:
        return not_applicable("several businesses with hours")
    graph = page.local.graph
    specifications = graph.objects(nodes[0].properties.get("openingHoursSpecification"))
    declared = markup_week(nodes[0].properties, specifications)
    shown = text_week(_timed_lines(page))
    if shown is None:
        return not_applicable("several timetables in the text")
    if not shown or not declared:
        return not_applicable("no hours in the text that can be read for certain")
    grave, mild = _differences(shown, declared)
    if grave or mild:
        day, text, markup = (grave or mild)[0]
        value = f"{_DAY_NAMES[day]}: text {told(text)}, markup {told(markup)}"
        verdict = failed if grave else warned
        return verdict(value, page.quote(_line_of(page)))
    return passed(len(shown))


def _has_hours(properties: object) -> bool:
    return isinstance(properties, dict) and bool(
        properties.get("openingHours") or properties.get("openingHoursSpecification")
    )


def _timed_lines(page: PageView) -> list[str]:
    """Return the lines that tell times or closed days, with the line above each, an empty one at each gap."""
    document = page.document
    numbers = {number for number, _, _ in document.lines_with(_CLOSED)}
    numbers |= {
        number
        for number, line in enumerate(document.lines)
        if len(line.text) < 400 and _TIME.search(line.text)
    }
    lines: list[str] = []
    last = -1
    for number in sorted(numbers | {number - 1 for number in numbers if number}):
        if number in page.local.unseen:
            continue
        if number != last + 1:
            lines.append("")
        lines.append(document.lines[number].clean)
        last = number
    return lines


def _line_of(page: PageView) -> str:
    return next((line for line in _timed_lines(page) if _TIME.search(line)), "")


Difference = tuple[int, Spans, Spans]


def _differences(
    shown: dict[int, Spans], declared: dict[int, Spans]
) -> tuple[list[Difference], list[Difference]]:
    """Return the days that differ, and those of which the markup only leaves out the break at noon."""
    grave: list[Difference] = []
    mild: list[Difference] = []
    for day, text in sorted(shown.items()):
        # A day the markup does not name is a closed one.
        markup = declared.get(day, frozenset())
        if text != markup:
            same_ends = text and markup and envelope(text) == envelope(markup)
            (mild if same_ends else grave).append((day, text, markup))
    return grave, mild


@check(
    "map-link",
    Family.LOCAL_LEGAL,
    title="The way to the business is one tap away",
    threshold="a link to a map or profile, or a map, where the address is shown on the home or contact page",
    why="A link to the map profile brings clients to the door and ties site and profile together.",
    how_to_fix="Link the address to your Google Business Profile.",
    source="Google Business Profile help; squirrelscan local/geo",
    impact=Level.LOW,
)
def map_link(page: PageView) -> Verdict:
    """Look for a map or a link to one beside an address."""
    if not (page.local.is_home or page.local.is_contact) or not page.local.has_full_address:
        return not_applicable("no home or contact page with an address")
    if page.local.lists_businesses:
        return not_applicable("a list of businesses")
    for element in page.tags("a", "iframe", "script", "div"):
        if not element.attributes:
            continue
        where = element.get("href") or element.get("src") or element.get("data-src")
        if (where and _MAP.search(where)) or (element.tag == "div" and "leaflet" in element.get("class")):
            return passed(where or "map", page.spot(element))
    graph = page.local.graph
    if any(graph.says_something(node.properties.get("hasMap")) for node in page.local.businesses):
        return passed("hasMap")
    return warned("no map and no link to one")


@check(
    "local-keywords",
    Family.CONTENT,
    title="The title names trade and town",
    threshold="trade and town of the lead in the title and in the main heading or the first text",
    why="People search for a trade and a town; a title without them is not found by those who are near.",
    how_to_fix='Write a title such as "Plombier à Bordeaux – Dépannage et chauffage | Durand".',
    source="Google Search Central, title links; Moz local ranking factors",
    impact=Level.MEDIUM,
)
def local_keywords(page: PageView) -> Verdict:
    """Look for the lead's trade and town in title and heading of the home page."""
    lead = page.lead
    if lead is None or not (lead.trade or lead.city) or not page.local.is_home:
        return not_applicable("no home page of a lead with trade and town")
    title = next((element.words() for element in page.tags("title") if element.namespace == "html"), "")
    heading = " ".join(element.words() for element in page.tags("h1"))
    if missing := _missing(title, lead):
        spot = page.spots(page.tags("title")[:1])
        return warned(f"not in the title: {', '.join(missing)}", *spot)
    if missing := _missing(f"{heading} {' '.join(page.words[:_FIRST_WORDS])}", lead):
        spot = page.spots(page.tags("h1")[:1])
        return warned(f"neither in the heading nor in the first text: {', '.join(missing)}", *spot)
    return passed(f"{title} | {heading}"[:120])


def _missing(text: str, lead: LeadFacts) -> list[str]:
    """Return the town and the trade of a lead that a text does not name."""
    missing = []
    if lead.city and fold(lead.city).replace("-", " ") not in fold(text).replace("-", " "):
        missing.append(lead.city)
    if lead.trade and not _names_trade(text, lead.trade):
        missing.append(lead.trade)
    return missing


def _names_trade(text: str, trade: str) -> bool:
    """Tell whether a text names a trade, in whatever word for it."""
    if fold(trade) in fold(text):
        return True
    wanted, found = trade_of(trade), trade_of(text)
    return wanted is not None and found is not None and wanted.key == found.key


@check(
    "price-information",
    Family.CONTENT,
    title="Visitors learn what it costs",
    threshold="a price or an offer of a quote on the home page of a business with an address",
    why="The price is the first question of a client; who says how to get one gets the call.",
    how_to_fix="Give a price, a price from which on, or the offer of a free quote.",
    source="Arrêté du 24 janvier 2017 on prices of repair trades (FR); own observation",
    impact=Level.LOW,
)
def price_information(page: PageView) -> Verdict:
    """Look for prices or quotes."""
    if (
        not page.local.is_home
        or is_legal_page(page)
        or not (page.local.phones or page.local.has_full_address)
    ):
        return not_applicable("no home page of a business")
    has_word = any(word in page.lower_text for word in _PRICE_WORDS)
    found = _PRICE.search(page.text) if has_word else None
    return passed(found[0], page.quote(found[0])) if found else warned("neither a price nor a quote")
