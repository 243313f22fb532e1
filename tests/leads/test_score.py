"""Scores by rules, with their reasons."""

import pytest

from config.verticals import load_verticals
from leads.record import Evidence, Kind, Lead, LeadStatus, Method, Value
from leads.score import Scorer
from leads.scoring_rules import ScoringRules
from leads.text import fold
from tests.leads.records import lead, proof, value

RULES = ScoringRules.from_config({})
FULL = lead(
    "fuites.example",
    value("Plomberie Fuites", Kind.NAME),
    value("contact@fuites.example", Kind.EMAIL, proof("https://a/"), proof("https://b/")),
    value("+33199001122", Kind.PHONE, proof("https://a/"), proof("https://b/")),
    value("12 rue du Port", Kind.STREET),
    value("33000", Kind.POSTCODE),
    value("Bordeaux", Kind.CITY),
    value("123456782", Kind.SIREN),
    value("https://social.example/f", Kind.SOCIAL, label="facebook"),
    value("Mo-Fr 8-18", Kind.OPENING_HOURS),
)


def test_a_complete_lead_has_full_quality_and_reasons_in_words() -> None:
    scores = Scorer(RULES).score(FULL)
    assert scores.quality.points == 10
    assert "Has an e-mail address on a domain of its own" in scores.quality.text
    assert scores.priority.reasons[0].text.startswith("Fit is")


def test_an_empty_lead_has_none() -> None:
    scores = Scorer(RULES).score(Lead(site="x.example", website=""))
    assert scores.quality.points == 0
    assert scores.priority.points <= 5
    assert "no way to reach it" in scores.priority.text


@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.PHONE, Kind.CITY, Kind.SIREN, Kind.SOCIAL])
def test_what_is_missing_costs_quality(kind: Kind) -> None:
    less = FULL.model_copy(update={"values": [v for v in FULL.values if v.kind is not kind]})
    assert Scorer(RULES).score(less).quality.points < 10


@pytest.mark.parametrize(
    ("target", "city", "least", "most"),
    [
        ("plumbing_and_trades", "Bordeaux", 6, 10),
        ("restaurant", "Bordeaux", 3, 6),
        ("restaurant", "Lyon", 0, 2),
    ],
)
def test_fit_is_trade_and_place(target: str, city: str, least: float, most: float) -> None:
    rules = ScoringRules.from_config({"scoring": {"vertical": target}, "locale": {"city": city}})
    fit = Scorer(rules).score(FULL).fit
    assert least <= fit.points <= most
    assert "trade is" in fit.text


def test_what_a_business_lacks_is_a_reason_to_write_to_it() -> None:
    scorer = Scorer(RULES)
    bare = FULL.model_copy(update={"website": "", "site": "nosite-1"})
    profile = FULL.model_copy(update={"website": "https://facebook.com/f", "site": "facebook.com/f"})
    assert scorer.score(bare).fit.points > scorer.score(FULL).fit.points
    assert "Has no website" in scorer.score(bare).fit.text
    assert "only a profile" in scorer.score(profile).fit.text
    assert "12 of 100 in the audit" in scorer.score(FULL, audit=12).fit.text
    assert scorer.score(FULL, audit=12).fit.points > scorer.score(FULL, audit=95).fit.points


def test_keywords_and_sizes_of_a_vertical_count() -> None:
    rules = ScoringRules.from_config({"scoring": {"vertical": "plumbing_and_trades"}})
    urgent = FULL.model_copy(update={"values": [*FULL.values, value("Dépannage 24h, RGE", Kind.SERVICE)]})
    large = FULL.model_copy(update={"values": [*FULL.values, value("400", Kind.FIELD, label="employees")]})
    assert "Speaks of “RGE”" in Scorer(rules).score(urgent).fit.text
    assert "does not fit: 400" in Scorer(rules).score(large).fit.text


def test_whom_nobody_may_contact_comes_last() -> None:
    opposed = FULL.model_copy(update={"status": LeadStatus.OPPOSED})
    assert Scorer(RULES).score(opposed).priority.points == 0


def test_what_a_model_says_about_trade_changes_only_what_rules_read() -> None:
    found = Evidence(url="https://a/", quote="plombier", method=Method.MODEL)
    trade = Value(value="plombier", kind=Kind.TRADE, evidence=[found])
    scores = Scorer(RULES).score(FULL.model_copy(update={"values": [*FULL.values, trade]}))
    assert scores.quality == Scorer(RULES).score(FULL).quality


def test_weights_come_from_the_configuration_and_the_vertical() -> None:
    only_phone = dict.fromkeys(ScoringRules().weights.model_dump(), 0) | {"phone": 5, "quality": 1}
    lacks = FULL.model_copy(update={"values": [v for v in FULL.values if v.kind is Kind.PHONE]})
    assert Scorer(ScoringRules.from_config({"scoring": only_phone})).score(lacks).priority.points == 10
    verticals = {"x": {"label": "X", "trades": ["fuites"], "weights": {"phone": 99}}}
    rules = ScoringRules.from_config({"scoring": {"vertical": "x"}}, verticals)
    assert rules.weights.phone == 99


@pytest.mark.parametrize("name", load_verticals().verticals)
def test_each_shipped_vertical_knows_its_trades(name: str) -> None:
    vertical = RULES.verticals[name]
    assert vertical.label
    assert vertical.rules["no_website"] == 10
    for trade in vertical.trades:
        found = RULES.model_copy(update={"target": name}).vertical_of(fold(trade))
        assert found is not None, trade
