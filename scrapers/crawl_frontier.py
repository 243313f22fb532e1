"""What a crawl has still to read, and in which order; every page once, traps left out and counted."""

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from scrapers.crawl_traps import Trap, branch, trap, without_session
from scrapers.page_roles import Guess, PageRole, guess_role
from scrapers.sites import canonical_url
from scrapers.web_url import InvalidURL, WebURL, parse

# So many pages with the same text, and their likes are not asked for any more.
SAME_CONTENT = 3
# What no link leads to comes after all that links lead to.
_UNLINKED = 10_000


class Purpose(StrEnum):
    """What a site is read for."""

    CONTACTS = "contacts"
    AUDIT = "audit"


class Source(StrEnum):
    """How an address was found."""

    START = "start"
    LINK = "link"
    SITEMAP = "sitemap"


Rank = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page to read. `depth` counts clicks from where its trail began, the start where it is `linked`."""

    url: str
    key: str
    role: PageRole
    depth: int
    source: Source
    referrer: str = ""
    linked: bool = True


class Frontier:
    """The queue of one crawl.

    For contacts the most telling pages come first, and of each role only so many; an audit goes breadth
    first, level by level, and comes to what only a sitemap knows at the end.

    Args:
        purpose: what the site is read for.
        most_depth: clicks from the start.
        quotas: how many pages of a role are read at most; of one that is not in it, any number.

    Attributes:
        skipped: how many addresses were left alone, and why.
    """

    def __init__(
        self, purpose: Purpose, most_depth: int, quotas: Mapping[PageRole, int] | None = None
    ) -> None:
        self.skipped: Counter[Trap] = Counter()
        self._purpose = purpose
        self._most_depth = most_depth
        self._quotas = dict(quotas or {})
        self._heap: list[tuple[Rank, int, Entry]] = []
        self._numbers = count()
        # The best rank of each page that waits: a page may be queued again under a better name.
        self._ranks: dict[str, Rank] = {}
        self._taken: dict[str, Entry] = {}
        self._roles: Counter[PageRole] = Counter()
        # Addresses by what they show, and branches in which there is nothing new.
        self._contents: dict[str, list[str]] = {}
        self._closed: set[str] = set()
        # What has been looked at already: most links are on all pages of a site.
        self._added: set[tuple[str, str, bool]] = set()
        self._trapped: set[str] = set()
        self._first_host = ""

    def add(self, url: str, source: Source, *, label: str = "", found_on: Entry | None = None) -> None:
        """Queue an address, unless it is known, too deep or a trap; what is given to begin with is none."""
        depth = found_on.depth + 1 if found_on else 0
        linked = found_on.linked if found_on else source is not Source.SITEMAP
        if depth > self._most_depth or (url, label, linked) in self._added:
            return
        self._added.add((url, label, linked))
        try:
            clean = canonical_url(without_session(url))
            address = parse(clean)
        except InvalidURL:
            return
        if source is Source.START:
            self._first_host = self._first_host or address.host
        elif found := trap(address):
            if clean not in self._trapped:
                self._trapped.add(clean)
                self.skipped[found] += 1
            return
        referrer = found_on.url if found_on else ""
        guess = guess_role(clean, label)
        if guess.role is PageRole.HOME and source is not Source.START:
            # (The site in another language; or the shop, the press room, the jobs of the same domain.)
            is_same = self._is_first_host(address)
            guess = Guess(doubt=True, role=PageRole.HOME if is_same else PageRole.OTHER)
        entry = Entry(clean, self.key(clean), guess.role, depth, source, referrer, linked)
        rank = self._rank(entry, guess)
        known = self._ranks.get(entry.key)
        if entry.key in self._taken or (known is not None and rank >= known):
            return
        self._ranks[entry.key] = rank
        heapq.heappush(self._heap, (rank, next(self._numbers), entry))

    def pop(self, level: int | None = None, *, worst: PageRole = PageRole.OTHER) -> Entry | None:
        """Return the next page, None where there is none to be read now.

        Args:
            level: for an audit, the depth that is being read: nothing deeper is begun before it is done.
            worst: for contacts, the last role that may be read now.
        """
        while self._heap:
            rank, _, entry = self._heap[0]
            if self._purpose is Purpose.AUDIT and level is not None and self._level(entry) > level:
                return None
            if self._purpose is Purpose.CONTACTS and entry.role.rank > worst.rank:
                return None
            heapq.heappop(self._heap)
            if entry.key in self._taken or rank != self._ranks[entry.key] or self._is_surplus(entry):
                continue
            self._taken[entry.key] = entry
            self._roles[entry.role] += 1
            return entry
        return None

    def _is_surplus(self, entry: Entry) -> bool:
        if entry.source is Source.START:
            return False
        if entry.role is PageRole.OTHER and branch(parse(entry.url)) in self._closed:
            self.skipped[Trap.SAME_CONTENT] += 1
            return True
        return entry.role in self._quotas and self._roles[entry.role] >= self._quotas[entry.role]

    def arrived(self, entry: Entry, final_url: str, digest: str) -> str:
        """Take note of what an address turned out to be; return the address of the same page read before.

        The third page with the same text closes the branches of all of them, to pages without a role.
        """
        final_key = self.key(final_url)
        earlier = self._taken.setdefault(final_key, entry)
        if earlier is not entry:
            return earlier.url
        same = self._contents.setdefault(digest, [])
        same.append(entry.url)
        if len(same) >= SAME_CONTENT:
            self._closed |= {branch(parse(url)) for url in same} - {""}
        return same[0] if len(same) > 1 else ""

    def has(self, *roles: PageRole) -> bool:
        """Tell whether a page of one of these roles waits or was read."""
        return any(entry.role in roles for _, _, entry in self._heap) or any(
            self._roles[role] for role in roles
        )

    def level_of(self, entries: list[Entry]) -> int | None:
        """Return the least level of some pages that are being read."""
        return min((self._level(entry) for entry in entries), default=None)

    def key(self, url: str) -> str:
        """Return what makes two addresses the same page.

        For contacts the scheme, `www.` and a slash at the end make no other page; an audit looks at them all.
        """
        clean = canonical_url(without_session(url))
        if self._purpose is Purpose.AUDIT:
            return clean
        return clean.partition("://")[2].removeprefix("www.").rstrip("/")

    def _is_first_host(self, address: WebURL) -> bool:
        """Tell whether an address is on the host the crawl began with."""
        return self._first_host.removeprefix("www.") == address.host.removeprefix("www.")

    def _rank(self, entry: Entry, guess: Guess) -> Rank:
        if self._purpose is Purpose.AUDIT:
            return self._level(entry), entry.role.rank
        return int(entry.source is not Source.START), int(guess.doubt), entry.role.rank, entry.depth

    @staticmethod
    def _level(entry: Entry) -> int:
        return entry.depth if entry.linked else _UNLINKED + entry.depth
