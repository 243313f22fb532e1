"""What structured data describes: things with plain facts, each with the words it was read from."""

import html
import re
from dataclasses import dataclass, field

from leads.record import Method
from scrapers.vocabulary import words

# What stands under these describes somebody else.
OTHERS = words(
    "review reviews reviewedby itemreviewed author brand manufacturer memberof member affiliation alumniof",
    "sponsor funder customer creator contributor translator competitor knows subjectof video comment",
    "acceptedanswer isrelatedto issimilarto performer organizer award",
)
# What stands under these is the business, or whoever made its theme.
MAKERS = words("publisher provider copyrightholder sourceorganization maintainer producer accountableperson")
_NOT_BUSINESS = words(
    "website webpage webpageelement aboutpage contactpage collectionpage itempage profilepage",
    "searchresultspage breadcrumblist listitem itemlist imageobject imagegallery article newsarticle",
    "blogposting blog product offer aggregateoffer faqpage question answer person review rating",
    "aggregaterating searchaction readaction event jobposting videoobject mediaobject service creativework",
    "entrypoint propertyvalue quantitativevalue postaladdress contactpoint geocoordinates",
    "openinghoursspecification sitenavigationelement wpheader wpfooter wpsidebar country city place",
    "administrativearea geocircle state offercatalog howto recipe thing language speakablespecification",
    "comment discussionforumposting softwareapplication course menu menusection menuitem",
)
INSIDE = frozenset(
    {"postaladdress", "contactpoint", "openinghoursspecification", "geocoordinates", "country"}
)
_TAG = re.compile(r"<[^>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Fact:
    """One value as the page's data has it, and the words that show it."""

    value: str
    quote: str
    line: int = 0


@dataclass(slots=True)
class Entity:
    """One thing the page's data describes, with its plain facts by property name in lower case.

    Facts of its address, contact points and opening hours are its own, under the same names. `role` is the
    property it is the value of, in lower case.
    """

    types: tuple[str, ...]
    method: Method
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    hours: list[Fact] = field(default_factory=list)
    role: str = ""

    @property
    def is_business(self) -> bool:
        """Whether it is an organisation or a place of business, as far as its types say."""
        kinds = {kind.lower() for kind in self.types}
        return bool(kinds - _NOT_BUSINESS)

    def first(self, name: str) -> Fact | None:
        """Return the first fact of a name, or None."""
        found = self.facts.get(name)
        return found[0] if found else None

    def add(self, name: str, fact: Fact) -> None:
        """Add one fact."""
        self.facts.setdefault(name, []).append(fact)


def plain_text(text: str) -> str:
    """Return text without markup and entities, white space collapsed."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(text.split())
