"""What a bench measures and keeps."""

from datetime import datetime
from statistics import mean, median

from pydantic import BaseModel, Field


class CaseResult(BaseModel):
    """One case with one model. Times in seconds; what a case does not measure is None."""

    case: str
    task: str
    held_out: bool
    seconds: float = 0.0
    first_token: float | None = None
    tokens_per_second: float | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    valid_json: bool | None = None
    right: int = 0
    asked: int = 0
    evidence: float = 0.0
    invented: int = 0
    french: bool | None = None
    vouvoiement: bool | None = None
    error: str = ""

    @property
    def quality(self) -> float:
        """The share of what was asked for that is right."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def worth(self) -> float:
        """How right it is as it stands: prose that invents is worth nothing, data loses what it invents."""
        return 0.0 if self.invented and self.valid_json is None else self.quality


class Threshold(BaseModel):
    """The evidence from which on an answer is good enough, chosen on one half, reported on the other.

    `kept`: the share of held-out answers at or above it; `quality`: how right these are.
    """

    evidence: float
    kept: float
    quality: float


class Row(BaseModel):
    """One model at one task: medians of times, means of the rest. Shares are from 0 to 1."""

    model: str
    served_model: str
    endpoint: str
    task: str
    tier: str = ""
    cases: int
    failed: int
    seconds: float
    first_token: float | None = None
    tokens_per_second: float | None = None
    valid_json: float | None = None
    fields_right: float
    fields_right_held_out: float | None = None
    invented: float
    french: float | None = None
    vouvoiement: float | None = None
    cached_tokens: float | None = None
    threshold: Threshold | None = None
    scripted: bool = False


class Machine(BaseModel):
    """What the figures were measured on; memory in bytes."""

    processor: str
    cores: int
    memory: int
    cards: list[str] = Field(default_factory=list)

    @property
    def words(self) -> str:
        """The machine in a line."""
        cards = f", {', '.join(self.cards)}" if self.cards else ", no graphics card"
        return f"{self.processor}, {self.cores} cores, {self.memory / 2**30:.0f} GB{cards}"


class BenchResult(BaseModel):
    """A whole run. `scripted`: a server of tests answered, whose figures say nothing of a model."""

    id: str
    at: datetime
    seconds: float
    machine: Machine
    scripted: bool
    rows: list[Row]
    cases: dict[str, list[CaseResult]]
    stopped: bool = False


def summed(results: list[CaseResult], *, model: str, served: str, endpoint: str, tier: str) -> Row:
    """Return the row of one model at one task."""
    good = [one for one in results if not one.error]
    held_out = [one.quality for one in results if one.held_out]
    read = [one for one in good if one.cached_tokens is not None and one.prompt_tokens]
    return Row(
        model=model,
        served_model=served or model,
        endpoint=endpoint,
        task=results[0].task,
        tier=tier,
        cases=len(results),
        failed=len(results) - len(good),
        seconds=round(median(one.seconds for one in results), 3),
        first_token=_median([one.first_token for one in good]),
        tokens_per_second=_median([one.tokens_per_second for one in good]),
        valid_json=_share([one.valid_json for one in results]),
        fields_right=round(mean(one.quality for one in results), 3),
        fields_right_held_out=round(mean(held_out), 3) if held_out else None,
        invented=round(mean(one.invented for one in results), 2),
        french=_share([one.french for one in good]),
        vouvoiement=_share([one.vouvoiement for one in good]),
        cached_tokens=_ratio(
            sum(one.cached_tokens or 0 for one in read), sum(one.prompt_tokens or 0 for one in read)
        ),
        threshold=threshold_of(results),
        scripted=looks_scripted(results),
    )


# How near to the best quality a threshold has to come.
_NEAR = 0.95


def threshold_of(results: list[CaseResult], *, wanted: float = 0.8) -> Threshold | None:
    """Return the least evidence from which on answers are right, chosen on one half and told of the other.

    Right are those that come near to the best of that half, and no worse than `wanted`.
    """
    chosen_on = [one for one in results if not one.held_out]
    held_out = [one for one in results if one.held_out]
    if not chosen_on or not held_out:
        return None
    above = {
        evidence: mean(one.worth for one in chosen_on if one.evidence >= evidence)
        for evidence in sorted({one.evidence for one in chosen_on})
    }
    enough = max(wanted, _NEAR * max(above.values()))
    for evidence, quality in above.items():
        if quality >= enough:
            kept = [one.worth for one in held_out if one.evidence >= evidence]
            share = len(kept) / len(held_out)
            return Threshold(
                evidence=round(evidence, 3),
                kept=round(share, 3),
                quality=round(mean(kept), 3) if kept else 0.0,
            )
    return None


# No model of a laptop or workstation writes as fast as this; a server that does reads from a script.
_SCRIPTED_SPEED = 2000.0
_ENOUGH_CASES = 3


def looks_scripted(results: list[CaseResult]) -> bool:
    """Tell whether answers came faster than any model on one machine writes."""
    speeds = [one.tokens_per_second for one in results if one.tokens_per_second]
    instant = [one for one in results if not one.error and one.seconds < 0.02]
    fast = bool(speeds) and median(speeds) > _SCRIPTED_SPEED
    return fast or len(instant) * 2 > len(results) >= _ENOUGH_CASES


def _median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 3) if known else None


def _share(values: list[bool | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
