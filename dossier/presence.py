"""What a site shows of its presence on the web: networks it names and links to, and what it is made with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.records import Source

# The name as a page writes it, and where its link leads; buttons to share a page lead to no profile.
_NETWORKS = {
    "Facebook": r"facebook\.com/(?!sharer|share|tr\b|plugins|dialog)\w",
    "Instagram": r"instagram\.com/\w",
    "LinkedIn": r"linkedin\.com/(?:company|in|school)/\w",
    "YouTube": r"youtube\.com/(?!embed|watch)[@\w]",
    "TikTok": r"tiktok\.com/@\w",
    "Pinterest": r"pinterest\.\w+/(?!pin/create)\w",
    "XING": r"xing\.com/\w",
}
_MADE_WITH = re.compile(
    r"\b(?:propulsé par|réalisé avec|créé avec|powered by|made with|built with|erstellt mit|betrieben mit)\s"
    r"(?P<value>WordPress|WooCommerce|Shopify|Wix|Jimdo|Squarespace|PrestaShop|Webflow|TYPO3|Joomla|Drupal"
    r"|Magento|SiteW|e-monsite)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Shown:
    """A typed fact of a page's presence: its id, the value, and the words that show it."""

    id: str
    written: str
    quote: str


def presence(source: Source) -> Iterator[Shown]:
    """Yield what a page of the business shows, each thing once."""
    for name, address in _NETWORKS.items():
        named = re.search(rf"(?<![\w@.]){name}(?![\w.@])", source.text, re.IGNORECASE)
        if named and re.search(rf"href=[\"']?[^\"'\s>]*{address}", source.html, re.IGNORECASE):
            yield Shown("social", name, named.group())
    if made := _MADE_WITH.search(source.text):
        yield Shown("technology", made["value"], " ".join(made.group().split()))
