"""What a page shows of the business itself: its numbers, its addresses, its markup. Read when first asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from leads.record import Method
from scrapers.addresses import Address, find_addresses
from scrapers.countries import ranked_countries
from scrapers.dom import Line
from scrapers.entities import Entity
from scrapers.found import unseen_lines
from scrapers.owners import Owners
from seo.business_types import LOCAL_BUSINESS
from seo.element import Element
from seo.page_parts import PageParts
from seo.phone_text import Dialled, Shown, dialled, numbers_in
from seo.schema_graph import Node, SchemaGraph
from seo.trackers import Tracker, trackers_of

FOOTER = "footer"
# A page with so many different addresses and numbers is a directory, or a chain's list of branches.
_A_LIST = 3
_DIALS = ("tel:", "callto:", "phone:", "sms:")
_DIALS_BY_SCRIPT = re.compile(r"['\"]tel:([^'\"]+)['\"]", re.IGNORECASE)
_CONTACT_WORDS = ("contact", "kontakt", "coordonnees", "nous-trouver", "acces", "plan-d-acces")
_HOME_NAMES = frozenset(
    {
        "",
        "index.html",
        "index.htm",
        "index.php",
        "accueil",
        "home",
        "home.html",
        "accueil.html",
        "fr",
        "de",
        "en",
    }
)


@dataclass(frozen=True, slots=True)
class ShownPhone:
    """One telephone number of the business in the page's text, and where it stands."""

    number: Dialled
    written: str
    line: int
    region: str


class LocalView:
    """A page as the local checks see it."""

    def __init__(self, page: PageParts) -> None:
        self._page = page

    @cached_property
    def owners(self) -> Owners:
        """Which parts of the page speak of other companies."""
        return Owners(self._page.document)

    @cached_property
    def countries(self) -> list[str]:
        """The countries the page may belong to, most likely first."""
        declared = [
            fact.value for entity in self._page.entities for fact in entity.facts.get("addresscountry", [])
        ]
        return ranked_countries(self._page.document, declared, self._page.language, None)

    @cached_property
    def unseen(self) -> frozenset[int]:
        """The numbers of the lines people do not read."""
        return unseen_lines(self._page.document)

    # Numbers

    @cached_property
    def phones(self) -> list[ShownPhone]:
        """The telephone numbers of the business that people read, faxes and other companies' left out."""
        return [
            ShownPhone(shown.number, shown.written, number, line.region)
            for number, line, shown in self._numbers()
            if not shown.fax and not self.owners.elsewhere(number, shown.start)
        ]

    def _numbers(self) -> list[tuple[int, Line, Shown]]:
        document = self._page.document
        found = []
        for number in document.numbered:
            if number in self.unseen:
                continue
            line = document.lines[number]
            found += [(number, line, shown) for shown in numbers_in(line.clean, self.countries[0])]
        return found

    @cached_property
    def dialling_links(self) -> list[tuple[Element, Dialled]]:
        """The links and buttons that dial, with the number each dials."""
        found = []
        for element in self._page.links:
            href = element.get("href").strip()
            if href[:10].lower().startswith(_DIALS):
                number = dialled(href.partition(":")[2].replace("//", ""))
                if number is not None:
                    found.append((element, number))
            elif "wa.me/" in href and (number := dialled(f"+{href.partition('wa.me/')[2]}")):
                found.append((element, number))
        for element in self._page.having("onclick"):
            script = _DIALS_BY_SCRIPT.search(element.get("onclick"))
            if script and (number := dialled(script[1])) is not None:
                found.append((element, number))
        return found

    # Addresses

    @cached_property
    def all_addresses(self) -> list[Address]:
        """The postal addresses in the page's text, whosever they are."""
        return find_addresses(self._page.document, self.countries, self.unseen)

    @cached_property
    def addresses(self) -> list[Address]:
        """The postal addresses of the business in the page's text."""
        return [one for one in self.all_addresses if not self.owners.elsewhere(one.line, one.start)]

    # Markup

    @cached_property
    def graph(self) -> SchemaGraph:
        """The page's JSON-LD."""
        return SchemaGraph(value for _, values in self._page.data_scripts for value in values)

    @cached_property
    def businesses(self) -> list[Node]:
        """The local businesses the JSON-LD describes."""
        return self.graph.of(LOCAL_BUSINESS)

    @cached_property
    def microdata_businesses(self) -> list[Entity]:
        """The local businesses the microdata describes."""
        return [
            entity
            for entity in self._page.entities
            if entity.method is Method.MICRODATA and {kind.lower() for kind in entity.types} & LOCAL_BUSINESS
        ]

    # What counts visitors

    @cached_property
    def trackers(self) -> list[Tracker]:
        """The trackers of the page, those that wait for consent too."""
        return trackers_of(self._page)

    @cached_property
    def loaded_trackers(self) -> list[Tracker]:
        """The trackers that load without being asked for."""
        return [tracker for tracker in self.trackers if not tracker.gated]

    # What kind of page it is

    @cached_property
    def path(self) -> str:
        """The path of the page's address, decoded, in lower case, without slashes around it."""
        try:
            return unquote(urlsplit(self._page.url).path).strip("/").lower()
        except ValueError:
            return ""

    @property
    def is_home(self) -> bool:
        """Whether the page is the home page of its site, by its address."""
        return self.path in _HOME_NAMES

    @property
    def is_contact(self) -> bool:
        """Whether the page is there to be reached, by its address."""
        return any(word in self.path for word in _CONTACT_WORDS)

    @cached_property
    def has_full_address(self) -> bool:
        """Whether the page shows an address of the business with street, postcode and town."""
        return any(address.street and address.postcode and address.city for address in self.addresses)

    @cached_property
    def lists_businesses(self) -> bool:
        """Whether the page shows so many numbers and addresses that it is a list, not one business's page."""
        places = {(address.street, address.postcode) for address in self.addresses}
        return len(places) >= _A_LIST and len(numbers_of(self.phones)) >= _A_LIST

    def distinct_postcodes(self) -> set[str]:
        """Return the postcodes of the addresses the page shows."""
        return {address.postcode for address in self.addresses if address.postcode}


def numbers_of(phones: Sequence[ShownPhone]) -> list[Dialled]:
    """Return the different numbers among some that are shown."""
    kept: list[Dialled] = []
    for phone in phones:
        if not any(phone.number.same_as(known) for known in kept):
            kept.append(phone.number)
    return kept
