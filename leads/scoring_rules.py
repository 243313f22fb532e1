"""The weights and verticals that scores are made with, as the configuration gives them."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from config.verticals import load_verticals
from leads.text import fold


class Weights(BaseModel):
    """How much each part weighs: of quality, of fit, and of both in the priority."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: float = 10
    email: float = 30
    phone: float = 30
    address: float = 20
    website: float = 10
    company_id: float = 15
    social: float = 10
    opening_hours: float = 5
    corroborated: float = 10
    trade: float = 40
    place: float = 25
    size: float = 10
    need: float = 25
    quality: float = 40
    fit: float = 60


class Vertical(BaseModel):
    """A kind of business: what its trade is called, where and how large it should be, what it may need.

    `rules` gives points, 10 for a full need, to what a business lacks; `keywords` to what its pages say.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    label: str = ""
    trades: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    min_employees: int = 0
    max_employees: int = 0
    rules: dict[str, float] = Field(default_factory=dict)
    keywords: dict[str, float] = Field(default_factory=dict)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds one of the trades' names in folded text."""
        names = sorted((re.escape(fold(trade)) for trade in self.trades), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(names)})" if names else r"(?!)")


_GENERAL = Vertical(
    name="general",
    rules={
        "no_website": 10,
        "social_only": 8,
        "weak_site": 6,
        "no_https": 4,
        "free_mail": 3,
        "no_email": 2,
        "no_opening_hours": 2,
    },
)


class ScoringRules(BaseModel):
    """All that scores depend on. `target` names the vertical the analyst is after, if any."""

    model_config = ConfigDict(frozen=True)

    weights: Weights = Weights()
    verticals: dict[str, Vertical] = Field(default_factory=dict)
    target: str = ""
    city: str = ""
    general: Vertical = _GENERAL

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], verticals: Mapping[str, Mapping[str, Any]] | None = None
    ) -> "ScoringRules":
        """Return the rules of a merged configuration; a target vertical's own weights win over it."""
        blocks = load_verticals().verticals if verticals is None else verticals
        scoring = config.get("scoring", {})
        target = str(scoring.get("vertical", ""))
        weights = {**scoring, **blocks.get(target, {}).get("weights", {})}
        return cls(
            weights=Weights.model_validate(weights),
            verticals={name: Vertical(name=name, **block) for name, block in blocks.items()},
            target=target if target in blocks else "",
            city=str(config.get("locale", {}).get("city", "")),
        )

    def vertical_of(self, words: str) -> Vertical | None:
        """Return the vertical whose trade the folded words name, the one aimed at first."""
        ordered = sorted(self.verticals.values(), key=lambda vertical: vertical.name != self.target)
        return next((vertical for vertical in ordered if vertical.pattern.search(words)), None)
