"""How good a lead is, by rules alone: quality, fit and priority, 0 to 10, each with its reasons in words.

Pure: what is weighed how is in `leads.scoring_rules`, and what a model thinks of a lead has no part in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from leads.domains import is_social, mail_domain
from leads.record import Kind, Lead, LeadStatus, Owner, Value
from leads.scoring_rules import ScoringRules, Vertical
from leads.text import fold

_EXCLUDED = {LeadStatus.OPPOSED: "Asked never to be contacted", LeadStatus.OFF_TARGET: "Off target"}
# From this score of an audit (0 to 100) on a site is no occasion any more.
_GOOD_SITE = 60.0
# A part of the fit that cannot be told neither helps nor rules out.
_UNKNOWN = 0.4


@dataclass(frozen=True)
class Reason:
    """One reason for a score: `points` of at most `most`."""

    text: str
    points: float
    most: float


@dataclass(frozen=True)
class Score:
    """A score from 0 to 10 and why."""

    points: float
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        """All reasons, one a line."""
        return "\n".join(f"{reason.points:g} of {reason.most:g}: {reason.text}" for reason in self.reasons)


@dataclass(frozen=True)
class Scores:
    """The three scores of a lead."""

    quality: Score
    fit: Score
    priority: Score


@dataclass(frozen=True)
class _Part:
    """A part of a score: how much of its weight was reached, from 0 to 1, and why."""

    weight: float
    share: float
    text: str


@dataclass(frozen=True)
class Scorer:
    """Scores leads by one set of rules."""

    rules: ScoringRules

    def score(self, lead: Lead, audit: float | None = None) -> Scores:
        """Return the scores of a lead; `audit` is the score of the last audit of its site, 0 to 100."""
        facts = _Facts(lead, audit)
        quality = _sum(_quality(facts, self.rules))
        fit = _sum(_fit(facts, self.rules))
        return Scores(quality, fit, _priority(facts, quality, fit, self.rules))


@dataclass(frozen=True)
class _Facts:
    """What the rules ask about a lead."""

    lead: Lead
    audit: float | None

    @cached_property
    def by_kind(self) -> dict[Kind, list[Value]]:
        """The business's own values."""
        found: dict[Kind, list[Value]] = {}
        for value in self.lead.values:
            if value.owner is Owner.BUSINESS:
                found.setdefault(value.kind, []).append(value)
        return found

    def first(self, kind: Kind) -> str:
        """Return the best value of a kind, or nothing."""
        return self.by_kind[kind][0].value if kind in self.by_kind else ""

    @cached_property
    def has_own_site(self) -> bool:
        """Whether the lead has a site that is more than a profile."""
        return bool(self.lead.website) and not is_social(self.lead.site)

    @cached_property
    def words(self) -> str:
        """What the business is and does, folded."""
        kinds = (Kind.TRADE, Kind.NAME, Kind.SERVICE)
        return fold(" . ".join(value.value for kind in kinds for value in self.by_kind.get(kind, [])))

    @cached_property
    def employees(self) -> int | None:
        """The number of people, where a field of that name holds one."""
        for value in self.by_kind.get(Kind.FIELD, []):
            if fold(value.label) in {"employees", "effectif", "salaries", "mitarbeiter"}:
                digits = "".join(char for char in value.value if char.isdigit())
                return int(digits[:6]) if digits else None
        return None


def _quality(facts: _Facts, rules: ScoringRules) -> Iterator[_Part]:
    weights = rules.weights
    yield _has(facts, Kind.NAME, weights.name, "Its name is known", "No name")
    yield _email(facts, weights.email)
    yield _has(facts, Kind.PHONE, weights.phone, "Has a phone number", "No phone number")
    yield _address(facts, weights.address)
    yield _website(facts, weights.website)
    ids = [kind for kind in (Kind.SIREN, Kind.SIRET, Kind.VAT) if kind in facts.by_kind]
    text = "Its company number is known" if ids else "No company number"
    yield _Part(weights.company_id, float(bool(ids)), text)
    yield _has(facts, Kind.SOCIAL, weights.social, "Has profiles on social networks", "No social profile")
    yield _has(
        facts, Kind.OPENING_HOURS, weights.opening_hours, "Opening hours are known", "No opening hours"
    )
    yield _corroborated(facts, weights.corroborated)


def _has(facts: _Facts, kind: Kind, weight: float, there: str, missing: str) -> _Part:
    is_there = kind in facts.by_kind
    return _Part(weight, float(is_there), there if is_there else missing)


def _email(facts: _Facts, weight: float) -> _Part:
    emails = [value.value for value in facts.by_kind.get(Kind.EMAIL, [])]
    if not emails:
        return _Part(weight, 0.0, "No e-mail address")
    if any(map(mail_domain, emails)):
        return _Part(weight, 1.0, "Has an e-mail address on a domain of its own")
    return _Part(weight, 0.7, "Has an e-mail address, of a free provider")


def _address(facts: _Facts, weight: float) -> _Part:
    known = [kind for kind in (Kind.STREET, Kind.POSTCODE, Kind.CITY) if kind in facts.by_kind]
    missing = {0: "No address", 3: "Its address is complete"}.get(len(known))
    text = missing or f"Of its address only the {' and '.join(kind.value for kind in known)} is known"
    return _Part(weight, len(known) / 3, text)


def _website(facts: _Facts, weight: float) -> _Part:
    if not facts.lead.website:
        return _Part(weight, 0.0, "No website")
    if not facts.has_own_site:
        return _Part(weight, 0.3, "Only a profile in place of a website")
    return _Part(weight, 1.0, "Has a website")


def _corroborated(facts: _Facts, weight: float) -> _Part:
    """A contact that two pages show is more than one page's typing error."""
    checked = [value for kind in (Kind.EMAIL, Kind.PHONE) for value in facts.by_kind.get(kind, [])[:1]]
    twice = [value for value in checked if len({proof.url for proof in value.evidence}) > 1]
    share = len(twice) / len(checked) if checked else 0.0
    text = "Contacts stand on several pages" if twice else "No contact stands on two pages"
    return _Part(weight, share, text)


def _fit(facts: _Facts, rules: ScoringRules) -> Iterator[_Part]:
    weights = rules.weights
    vertical = rules.vertical_of(facts.words)
    parts = (
        _trade(facts, rules, vertical, weights.trade),
        _place(facts, rules, vertical, weights.place),
        _size(facts, vertical, weights.size),
        _need(facts, vertical or rules.general, weights.need),
    )
    yield from (part for part in parts if part is not None)


def _trade(facts: _Facts, rules: ScoringRules, vertical: Vertical | None, weight: float) -> _Part:
    if not rules.target:
        named = facts.first(Kind.TRADE) or (vertical.label if vertical else "")
        text = f"Its trade is known: {named}" if named else "Its trade is not known"
        return _Part(weight, 1.0 if named else _UNKNOWN, text)
    target = rules.verticals.get(rules.target)
    label = target.label if target else rules.target
    if vertical is not None and vertical is target:
        return _Part(weight, 1.0, f"Its trade is one of {label}")
    if vertical is None and not facts.first(Kind.TRADE):
        return _Part(weight, _UNKNOWN, "Its trade is not known")
    return _Part(weight, 0.0, f"Its trade is not one of {label}")


def _place(facts: _Facts, rules: ScoringRules, vertical: Vertical | None, weight: float) -> _Part | None:
    wanted = (vertical.places if vertical else ()) or ((rules.city,) if rules.city else ())
    if not wanted:
        return None
    city, postcode = fold(facts.first(Kind.CITY)), fold(facts.first(Kind.POSTCODE))
    if not city and not postcode:
        return _Part(weight, _UNKNOWN, "Where it is is not known")
    for place in wanted:
        folded = fold(place)
        if folded == city or (folded[:1].isdigit() and postcode.startswith(folded)):
            return _Part(weight, 1.0, f"It is in {place}")
    return _Part(weight, 0.0, f"It is not in {', '.join(wanted)}")


def _size(facts: _Facts, vertical: Vertical | None, weight: float) -> _Part | None:
    if vertical is None or facts.employees is None or not vertical.max_employees:
        return None
    if vertical.min_employees <= facts.employees <= vertical.max_employees:
        return _Part(weight, 1.0, f"Its size fits: {facts.employees} people")
    return _Part(weight, 0.0, f"Its size does not fit: {facts.employees} people")


def _need(facts: _Facts, vertical: Vertical, weight: float) -> _Part:
    """What the business lacks is what the analyst can offer; 10 points of it are a full need."""
    found: list[tuple[float, str]] = []
    for name, points in vertical.rules.items():
        lacks = _NEEDS.get(name)
        text = lacks(facts) if lacks else ""
        if text and points:
            found.append((points, text))
    for word, points in vertical.keywords.items():
        if fold(word) in facts.words:
            found.append((points, f"Speaks of “{word}”"))
    share = min(1.0, max(0.0, sum(points for points, _ in found) / 10))
    text = "; ".join(text for _, text in found) or "Nothing is lacking that is known of"
    return _Part(weight, share, text)


def _no_website(facts: _Facts) -> str:
    return "" if facts.lead.website else "Has no website"


def _social_only(facts: _Facts) -> str:
    return "Has only a profile in place of a website" if is_social(facts.lead.site) else ""


def _weak_site(facts: _Facts) -> str:
    if facts.audit is None or facts.audit >= _GOOD_SITE:
        return ""
    return f"Its site has {facts.audit:g} of 100 in the audit"


def _no_https(facts: _Facts) -> str:
    return "Its site is not encrypted" if facts.lead.website.lower().startswith("http:") else ""


def _free_mail(facts: _Facts) -> str:
    emails = [value.value for value in facts.by_kind.get(Kind.EMAIL, [])]
    return "Its e-mail is of a free provider" if emails and not any(map(mail_domain, emails)) else ""


def _lacks(kind: Kind, text: str) -> Callable[[_Facts], str]:
    def lacks(facts: _Facts) -> str:
        return text if facts.has_own_site and kind not in facts.by_kind else ""

    return lacks


_NEEDS: dict[str, Callable[[_Facts], str]] = {
    "no_website": _no_website,
    "social_only": _social_only,
    "weak_site": _weak_site,
    "no_https": _no_https,
    "free_mail": _free_mail,
    "no_email": _lacks(Kind.EMAIL, "Its site shows no e-mail address"),
    "no_phone": _lacks(Kind.PHONE, "Its site shows no phone number"),
    "no_opening_hours": _lacks(Kind.OPENING_HOURS, "Its site shows no opening hours"),
    "no_contact_form": _lacks(Kind.CONTACT_FORM, "Its site has no contact form"),
    "no_social": _lacks(Kind.SOCIAL, "Its site names no social profile"),
}


def _priority(facts: _Facts, quality: Score, fit: Score, rules: ScoringRules) -> Score:
    excluded = _EXCLUDED.get(facts.lead.status)
    if excluded:
        return Score(0.0, (Reason(excluded, 0.0, 10.0),))
    weights = rules.weights
    result = _sum(
        [
            _Part(weights.quality, quality.points / 10, f"Quality is {quality.points:g}"),
            _Part(weights.fit, fit.points / 10, f"Fit is {fit.points:g}"),
        ]
    )
    if any(kind in facts.by_kind for kind in (Kind.EMAIL, Kind.PHONE, Kind.CONTACT_FORM)):
        return result
    halved = round(result.points / 2, 1)
    why = Reason("Halved: no way to reach it is known", round(halved - result.points, 1), 0.0)
    return Score(halved, (*result.reasons, why))


def _sum(parts: Iterator[_Part] | list[_Part]) -> Score:
    """Return the weighted mean of the parts, as 0 to 10; the reasons that weigh most come first."""
    weighed = [part for part in parts if part.weight > 0]
    total = sum(part.weight for part in weighed)
    if not total:
        return Score(0.0, ())
    points = sum(part.weight * part.share for part in weighed) / total * 10
    scale = 10 / total
    reasons = [
        Reason(part.text, round(part.weight * part.share * scale, 1), round(part.weight * scale, 1))
        for part in weighed
    ]
    return Score(round(points, 1), tuple(sorted(reasons, key=lambda reason: -reason.most)))
