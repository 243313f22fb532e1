"""Which leads are one business, and which may be. Pure, and fast enough for a hundred thousand of them.

Two leads are compared only where they share something rare: a company number, a site, a phone, an e-mail, or
a telling word of their names at one postcode. Two different company numbers are never one business.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz

from leads.businesses import Business


class Rule(StrEnum):
    """What two leads have in common, the surest first."""

    SIREN = "siren"
    SITE = "site"
    PHONE = "phone"
    EMAIL = "email"
    EMAIL_DOMAIN = "email_domain"
    NAME = "name"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Match:
    """Two leads that are, or may be, one business: the one to keep first. `similarity` is 0 to 100."""

    kept: str
    gone: str
    rule: Rule
    reason: str
    similarity: float = 100.0


@dataclass(frozen=True)
class Plan:
    """What to merge, in this order, and what to ask the analyst."""

    merges: tuple[Match, ...]
    questions: tuple[Match, ...]


@dataclass(frozen=True)
class _Pair:
    one: Business
    other: Business
    rule: Rule
    reason: str
    similarity: float
    is_sure: bool


# Names this much alike, at one postcode, are one; a little less and the analyst is asked.
_SAME_NAME = 92.0
_LIKE_NAME = 80.0
_SAME_STREET = 85.0
# A phone or an address that more leads than this share belongs to a platform, not to a business.
_MOST_SHARED = 12
# A word that so many names at one postcode share does not tell them apart.
_MOST_AT_PLACE = 60


def plan(businesses: Sequence[Business], *, apart: Iterable[tuple[str, str]] = ()) -> Plan:
    """Return what to merge and what to ask; `apart` are pairs the analyst has said are different."""
    decided = {frozenset(pair) for pair in apart}
    clusters = _Clusters(businesses)
    doubtful: dict[frozenset[str], _Pair] = {}
    merges: list[Match] = []
    for pair in sorted(_pairs(businesses), key=lambda found: list(Rule).index(found.rule)):
        ids = frozenset((pair.one.id, pair.other.id))
        if ids in decided or clusters.are_one(pair.one.id, pair.other.id):
            continue
        if pair.is_sure and not clusters.contradict(pair.one.id, pair.other.id):
            kept, gone = clusters.join(pair.one.id, pair.other.id)
            merges.append(Match(kept, gone, pair.rule, pair.reason, pair.similarity))
        else:
            doubtful.setdefault(ids, pair)
    return Plan(tuple(merges), tuple(_questions(doubtful.values(), clusters)))


class _Clusters:
    """Leads joined so far; each cluster knows the company numbers in it and the lead that is kept."""

    def __init__(self, businesses: Sequence[Business]) -> None:
        self._parent = {business.id: business.id for business in businesses}
        self._best = {business.id: business for business in businesses}
        self._sirens = {business.id: business.sirens for business in businesses}
        self._sirets = {business.id: business.sirets for business in businesses}

    def are_one(self, one: str, other: str) -> bool:
        return self._root(one) == self._root(other)

    def kept(self, lead_id: str) -> str:
        return self._best[self._root(lead_id)].id

    def contradict(self, one: str, other: str) -> bool:
        """Tell whether the clusters hold different company numbers."""
        one, other = self._root(one), self._root(other)
        return _differ(self._sirens[one], self._sirens[other]) or _differ(
            self._sirets[one], self._sirets[other]
        )

    def join(self, one: str, other: str) -> tuple[str, str]:
        """Make two clusters one; return the lead that is kept and the one it takes over."""
        one, other = self._root(one), self._root(other)
        first, second = sorted((self._best[one], self._best[other]), key=_precedence)
        self._parent[other] = one
        self._best[one] = first
        self._sirens[one] |= self._sirens[other]
        self._sirets[one] |= self._sirets[other]
        return first.id, second.id

    def _root(self, lead_id: str) -> str:
        while self._parent[lead_id] != lead_id:
            self._parent[lead_id] = self._parent[self._parent[lead_id]]
            lead_id = self._parent[lead_id]
        return lead_id


def _differ(some: frozenset[str], others: frozenset[str]) -> bool:
    return bool(some and others and some != others)


def _precedence(business: Business) -> tuple[int, float, str]:
    """Sort what is kept first: what the analyst has worked on, then what is older."""
    age = business.created_at.timestamp() if business.created_at else 0.0
    return -business.rank, age, business.id


def _questions(doubtful: Iterable[_Pair], clusters: _Clusters) -> Iterator[Match]:
    """Ask once for each two clusters, about the leads that are kept of them."""
    asked: set[frozenset[str]] = set()
    for pair in sorted(doubtful, key=lambda found: -found.similarity):
        kept, gone = clusters.kept(pair.one.id), clusters.kept(pair.other.id)
        ids = frozenset((kept, gone))
        if kept != gone and ids not in asked:
            asked.add(ids)
            yield Match(kept, gone, pair.rule, pair.reason, pair.similarity)


def _pairs(businesses: Sequence[Business]) -> Iterator[_Pair]:
    yield from _by_company_number(businesses)
    yield from _by_site(businesses)
    yield from _by_contact(businesses)
    yield from _by_name(businesses)


def _by_company_number(businesses: Sequence[Business]) -> Iterator[_Pair]:
    groups = _groups((siren, business) for business in businesses for siren in business.sirens)
    for siren, group in groups:
        for one, other in _neighbours(group):
            if _differ(one.sirets, other.sirets):
                reason = f"Both have the SIREN {siren}, but different SIRETs: two branches?"
                yield _Pair(one, other, Rule.SIREN, reason, 90.0, is_sure=False)
            else:
                yield _Pair(one, other, Rule.SIREN, f"Both have the SIREN {siren}.", 100.0, is_sure=True)


def _by_site(businesses: Sequence[Business]) -> Iterator[_Pair]:
    """A site is one business's, and so is the mail of its domain."""
    owners = {business.site: business for business in businesses if business.site}
    for site, group in _groups((business.site, business) for business in businesses if business.site):
        for one, other in _neighbours(group):
            yield _Pair(one, other, Rule.SITE, f"Both have the site {site}.", 100.0, is_sure=True)
    for business in businesses:
        for domain in business.domains:
            owner = owners.get(domain)
            if owner is not None and owner.id != business.id:
                yield _with_names(
                    owner,
                    business,
                    Rule.EMAIL_DOMAIN,
                    f"The mail of one is at the site of the other, {domain}",
                )


def _by_contact(businesses: Sequence[Business]) -> Iterator[_Pair]:
    phones = _groups((phone, business) for business in businesses for phone in business.phones)
    yield from _sharing(phones, Rule.PHONE, "Both have the phone number")
    emails = _groups((email, business) for business in businesses for email in business.emails)
    yield from _sharing(emails, Rule.EMAIL, "Both have the e-mail address")
    domains = _groups((domain, business) for business in businesses for domain in business.domains)
    yield from _sharing(domains, Rule.EMAIL_DOMAIN, "Both have e-mail addresses at")


def _sharing(groups: Iterable[tuple[str, list[Business]]], rule: Rule, words: str) -> Iterator[_Pair]:
    for shared, group in groups:
        if len(group) <= _MOST_SHARED:
            for one, other in combinations(group, 2):
                yield _with_names(one, other, rule, f"{words} {shared}")


def _with_names(one: Business, other: Business, rule: Rule, reason: str) -> _Pair:
    """What two leads share makes them one if their names are alike, or they are at the same door."""
    similarity = _alike(one.name, other.name) if one.name and other.name else 100.0
    same_door = bool(one.street and one.street == other.street and one.postcode == other.postcode)
    is_sure = similarity >= _LIKE_NAME or same_door
    if not is_sure:
        reason += ", but their names are different"
    return _Pair(one, other, rule, f"{reason}.", 100.0 if is_sure else similarity, is_sure=is_sure)


def _by_name(businesses: Sequence[Business]) -> Iterator[_Pair]:
    """Compare names at one postcode that share one of their two most telling words, or how it begins."""
    named = [business for business in businesses if business.name and business.postcode]
    frequency = Counter(word for business in named for word in set(business.name.split()))
    blocks: dict[tuple[str, str], list[Business]] = defaultdict(list)
    for business in named:
        words = sorted(set(business.name.split()), key=lambda word: (frequency[word], word))
        for word in {word[:4] for word in words[:2]}:
            blocks[business.postcode, word].append(business)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) > _MOST_AT_PLACE:
            block.sort(key=lambda business: business.name)
        for one, other in _close(block):
            ids = (one.id, other.id) if one.id < other.id else (other.id, one.id)
            similarity = fuzz.token_sort_ratio(one.name, other.name, score_cutoff=_LIKE_NAME)
            if similarity and ids not in seen:
                seen.add(ids)
                yield _named_alike(one, other, similarity)


def _close(block: Sequence[Business]) -> Iterator[tuple[Business, Business]]:
    """Yield all pairs of a block; of a large one, sorted by name, those that stand near each other."""
    if len(block) <= _MOST_AT_PLACE:
        yield from combinations(block, 2)
        return
    for index, one in enumerate(block):
        for other in block[index + 1 : index + 1 + _MOST_AT_PLACE // 2]:
            yield one, other


def _named_alike(one: Business, other: Business, similarity: float) -> _Pair:
    reason = f"Their names are alike ({similarity:.0f} of 100) at the postcode {one.postcode}"
    is_elsewhere = bool(one.street and other.street) and (
        fuzz.token_sort_ratio(one.street, other.street) < _SAME_STREET
        or _numbers(one.street) != _numbers(other.street)
    )
    if is_elsewhere:
        reason += ", but their streets are different"
    elif one.site and other.site:
        reason += ", but their sites are different"
    has_doubt = is_elsewhere or bool(one.site and other.site)
    is_sure = similarity >= _SAME_NAME and not has_doubt
    return _Pair(one, other, Rule.NAME, f"{reason}.", similarity, is_sure=is_sure)


def _alike(one: str, other: str) -> float:
    """Compare names whose words may stand in any order, one of which may say more than the other."""
    return max(fuzz.token_sort_ratio(one, other), fuzz.token_set_ratio(one, other))


def _numbers(street: str) -> list[str]:
    return [word for word in street.split() if word[0].isdigit()]


def _groups(keyed: Iterable[tuple[str, Business]]) -> Iterator[tuple[str, list[Business]]]:
    """Yield what more than one business has, with those that have it."""
    groups: dict[str, list[Business]] = defaultdict(list)
    for key, business in keyed:
        groups[key].append(business)
    return ((key, group) for key, group in groups.items() if len(group) > 1)


def _neighbours(group: Sequence[Business]) -> Iterator[tuple[Business, Business]]:
    """Yield enough pairs of a small group to see all of it; of a large one those with its first."""
    if len(group) <= _MOST_SHARED:
        yield from combinations(group, 2)
    else:
        yield from ((group[0], other) for other in group[1:])
