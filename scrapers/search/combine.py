"""Several providers asked at once, their results merged: one business, one result, every listing kept.

Two results are the same business where they have the same site, SIREN or phone number, or the same name at
the same postcode. A phone or a name does not join companies whose SIREN differ.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from config.errors import UserFacingError
from scrapers.search.base import Hit, Listing, SearchError, SearchProvider, unique
from scrapers.search.directories import is_shared
from scrapers.search.listings import core_words
from scrapers.sites import canonical_url, site_key
from scrapers.trades import trade_of

logger = logging.getLogger(__name__)


class CombinedProvider:
    """Asks several providers at once. One that fails is a note; where all fail, that is an error.

    Attributes:
        providers: who is asked, the most trusted first.
        notes: what the analyst should know about the last search.
    """

    def __init__(self, providers: Sequence[SearchProvider]) -> None:
        self.providers = list(providers)
        self.name = ",".join(provider.name for provider in providers)
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Return what all have found, the first of each before the second of any.

        Raises:
            SearchError: none of them gave an answer.
        """
        self.notes = []
        answers = await asyncio.gather(
            *(_asked(one, question, limit, language, country) for one in self.providers)
        )
        failures = [answer for answer in answers if isinstance(answer, SearchError)]
        if failures and len(failures) == len(answers):
            raise _all_failed(failures)
        for provider, answer in zip(self.providers, answers, strict=True):
            self.notes += [str(answer)] if isinstance(answer, SearchError) else provider.notes
        found = [answer for answer in answers if not isinstance(answer, SearchError)]
        in_turn = (hit for rank in zip_longest(*found) for hit in rank if hit is not None)
        return unique(merged(in_turn), limit)


async def _asked(
    provider: SearchProvider, question: str, limit: int, language: str, country: str
) -> list[Hit] | SearchError:
    try:
        hits = await provider.search(question, limit=limit, language=language, country=country)
    except UserFacingError as error:
        return error if isinstance(error, SearchError) else SearchError(error.message, error.remedy)
    except Exception:
        # An answer of a shape nobody has seen must not take the other providers with it.
        logger.exception("The search provider %s broke off", provider.name)
        return SearchError(f"The search through {provider.name} broke off.", "The log says why.")
    return [hit.model_copy(update={"provider": hit.provider or provider.name}) for hit in hits]


def _all_failed(failures: Sequence[SearchError]) -> SearchError:
    messages = " ".join(dict.fromkeys(error.message for error in failures))
    remedies = " ".join(dict.fromkeys(error.remedy for error in failures if error.remedy))
    return SearchError(messages, remedies)


class _Group:
    """Results of one business, and by what they are known."""

    def __init__(self, hit: Hit) -> None:
        self.hits = [hit]
        listings = hit.listings
        self.addresses = _addresses(hit)
        self.sirens = {one.siren for one in listings if one.siren}
        self.phones = {number for one in listings for number in one.phones}
        self.names = {name for one in listings if (name := _name(one))}

    def is_same(self, other: "_Group") -> bool:
        """Tell whether both are about one business."""
        if self.addresses & other.addresses or self.sirens & other.sirens:
            return True
        if _contradict(self.sirens, other.sirens):
            return False
        if self.phones & other.phones:
            return True
        known_apart = _contradict(self.addresses, other.addresses) or _contradict(self.phones, other.phones)
        return bool(self.names & other.names) and not known_apart

    def take(self, other: "_Group") -> None:
        """Add the results of another group."""
        self.hits += other.hits
        self.addresses |= other.addresses
        self.sirens |= other.sirens
        self.phones |= other.phones
        self.names |= other.names

    def as_hit(self) -> Hit:
        """Return them as one: the first page and words there are, all listings, everyone who found it."""
        listings: dict[str, Listing] = {}
        for hit in self.hits:
            for listing in hit.listings:
                listings.setdefault(listing.key, listing)
        names = (name for hit in self.hits for name in hit.provider.split(",") if name)
        return Hit(
            url=next((hit.url for hit in self.hits if hit.url), ""),
            title=next((hit.title for hit in self.hits if hit.title), ""),
            snippet=next((hit.snippet for hit in self.hits if hit.snippet), ""),
            provider=",".join(dict.fromkeys(names)),
            listings=list(listings.values()),
        )


def merged(hits: Iterable[Hit]) -> list[Hit]:
    """Return the businesses some results are about, each once, in the order of their first result."""
    groups: list[_Group] = []
    for hit in hits:
        new = _Group(hit)
        same = [group for group in groups if group.is_same(new)]
        if not same:
            groups.append(new)
            continue
        home = same[0]
        home.take(new)
        # (The new one may be what two others have in common.)
        for group in same[1:]:
            if home.is_same(group):
                home.take(group)
                groups.remove(group)
    return [group.as_hit() for group in groups]


def _addresses(hit: Hit) -> set[str]:
    """Return the sites of a business; of a directory each page is a thing of its own."""
    urls = [hit.url, *(one.website for one in hit.listings)]
    return {canonical_url(url) if is_shared(url) else site_key(url) for url in urls if url}


def _name(listing: Listing) -> str:
    """Return a name with its postcode, empty where it says no more than the trade."""
    parts = core_words(listing.name)
    tells = len(parts) > 1 and any(len(part) > 2 and trade_of(part) is None for part in parts)
    return f"{' '.join(parts)} {listing.postcode}" if tells and listing.postcode else ""


def _contradict(one: set[str], other: set[str]) -> bool:
    return bool(one and other and one.isdisjoint(other))
