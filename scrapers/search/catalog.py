"""The search providers there are: their names, what they find, what they need."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scrapers.search.base import SearchError
from scrapers.search.plugin import makers


class Finds(StrEnum):
    """What a provider returns."""

    PAGES = "pages"
    BUSINESSES = "businesses"


OPENSTREETMAP = "© OpenStreetMap contributors (ODbL)"
REGISTRY = "Source: Annuaire des Entreprises, data.gouv.fr (INSEE, Licence Ouverte 2.0)"
GOOGLE_MAPS = "Google Maps"


@dataclass(frozen=True)
class ProviderInfo:
    """One provider.

    Attributes:
        name: its name in settings and commands.
        label: its name on the screen.
        finds: web pages, or businesses with what a map or register knows of them.
        key: under which name its key is kept; empty where it needs none.
        aliases: other names people type.
        attribution: what has to be shown next to what it found.
    """

    name: str
    label: str
    finds: Finds
    key: str = ""
    aliases: tuple[str, ...] = ()
    attribution: str = ""


CATALOG = (
    ProviderInfo("duckduckgo", "DuckDuckGo", Finds.PAGES, aliases=("ddg", "ddgs")),
    ProviderInfo("searxng", "SearXNG", Finds.PAGES),
    ProviderInfo("brave", "Brave Search", Finds.PAGES, "brave"),
    ProviderInfo("serper", "Google (Serper)", Finds.PAGES, "serper"),
    ProviderInfo(
        "openstreetmap",
        "OpenStreetMap",
        Finds.BUSINESSES,
        aliases=("osm", "overpass"),
        attribution=OPENSTREETMAP,
    ),
    ProviderInfo(
        "registry",
        "French company registry",
        Finds.BUSINESSES,
        aliases=("recherche-entreprises", "sirene", "annuaire-entreprises"),
        attribution=REGISTRY,
    ),
    ProviderInfo(
        "google_places", "Google Places", Finds.BUSINESSES, "google_places", attribution=GOOGLE_MAPS
    ),
    ProviderInfo(
        "serper_places", "Google Maps (Serper)", Finds.BUSINESSES, "serper", attribution=GOOGLE_MAPS
    ),
    ProviderInfo("url_list", "My own list of URLs", Finds.PAGES),
)
PROVIDER_NAMES = tuple(info.name for info in CATALOG)
URL_LIST = "url_list"
_KNOWN = {known: info.name for info in CATALOG for known in (info.name, *info.aliases)}


def catalog() -> tuple[ProviderInfo, ...]:
    """Return the toolkit's own providers, and those that plugins bring."""
    brought = makers(frozenset(PROVIDER_NAMES)).items()
    return (*CATALOG, *(ProviderInfo(name, one.label, Finds(one.finds)) for name, one in brought))


def provider_info(name: str) -> ProviderInfo:
    """Return what is known of a provider.

    Raises:
        SearchError: there is none of this name.
    """
    typed = name.strip().lower()
    wanted = _KNOWN.get(typed, typed)
    every = catalog()
    found = next((info for info in every if info.name == wanted), None)
    if found is None:
        raise SearchError(
            f"There is no search provider called “{name.strip()}”.",
            f"Choose one or several of {', '.join(info.name for info in every)}.",
            code="unknown",
        )
    return found


def provider_names(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return the names of providers, each once; several may stand in one text, parted by commas.

    Raises:
        SearchError: one is not known, or there is none.
    """
    texts = [names] if isinstance(names, str) else names
    typed = [piece for text in texts for piece in text.split(",") if piece.strip()]
    if not typed:
        raise SearchError("No search provider is chosen.", f"Choose one of {', '.join(PROVIDER_NAMES)}.")
    found = tuple(dict.fromkeys(provider_info(name).name for name in typed))
    if URL_LIST in found and len(found) > 1:
        raise SearchError(
            "A list of addresses is read by itself, not together with a search.",
            "Choose the list, or search providers.",
        )
    return found


def attributions(names: str) -> list[str]:
    """Return what has to be shown next to the results of a run through these providers."""
    asked = {_KNOWN.get(name.strip().lower()) for name in names.split(",")}
    return list(dict.fromkeys(one.attribution for one in CATALOG if one.name in asked and one.attribution))
