"""Search providers that plugins bring: a class with a name and a label, made with a door and the settings."""

import inspect
from collections.abc import Mapping
from typing import Any, Protocol, cast

from config.plugins import Group, plugins
from scrapers.fetch import Door
from scrapers.search.base import SearchProvider


class ProviderMaker(Protocol):
    """What the entry point names: a class of providers."""

    name: str
    label: str
    finds: str
    """`pages` or `businesses`."""

    def __call__(self, door: Door, search: Mapping[str, Any], city: str) -> SearchProvider:
        """Make a provider; `search` is that section of the settings."""
        ...


def makers(taken: frozenset[str]) -> dict[str, ProviderMaker]:
    """Return the classes plugins bring, by the names of their providers; `taken` are the toolkit's own."""

    def fault(name: str, thing: object) -> str:
        if getattr(thing, "name", None) != name or name in taken:
            return "its attribute `name` has to be the entry point's name, and not one of the toolkit's own"
        if not isinstance(getattr(thing, "label", None), str):
            return "it has no `label`"
        if getattr(thing, "finds", None) not in {"pages", "businesses"}:
            return "its `finds` has to be `pages` or `businesses`"
        return (
            "" if inspect.iscoroutinefunction(getattr(thing, "search", None)) else "it has no async `search`"
        )

    return {one.name: cast(ProviderMaker, one.thing) for one in plugins(Group.SEARCH, fault)}
