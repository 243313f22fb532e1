"""Two audits next to each other: what got better since the last one, and where competitors stand."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from seo.audit_record import AuditRecord, Fault
from seo.check import Family, Status


class Change(BaseModel):
    """What became of one check: how many pages or links had the fault before, and have it now."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    before: int
    after: int


class Changes(BaseModel):
    """What changed between two audits of the same page or site.

    Attributes:
        score: points won, negative where they were lost.
        families: the same for each family both audits could judge.
        mended: faults that are gone, and were looked for again.
        better, worse: faults with fewer or more pages, or of another gravity.
        new: faults that were not there.
        unknown: faults of before that could not be looked for this time.
    """

    model_config = ConfigDict(frozen=True)

    score: int
    families: dict[Family, int] = Field(default_factory=dict)
    mended: list[Change] = Field(default_factory=list)
    better: list[Change] = Field(default_factory=list)
    worse: list[Change] = Field(default_factory=list)
    new: list[Change] = Field(default_factory=list)
    unknown: list[Change] = Field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether both audits say the same."""
        return not (self.score or self.mended or self.better or self.worse or self.new)


class Rival(BaseModel):
    """A competitor's page or site next to ours: what they have mended and we have not, and the reverse."""

    model_config = ConfigDict(frozen=True)

    url: str
    score: int
    families: dict[Family, int | None]
    ahead: list[str] = Field(default_factory=list)
    behind: list[str] = Field(default_factory=list)


def changes(before: AuditRecord, after: AuditRecord) -> Changes:
    """Return what changed from one audit to a later one."""
    old = {fault.id: fault for fault in before.faults}
    new = {fault.id: fault for fault in after.faults}
    unmeasured = {one.id for one in after.not_measured}
    gone = [fault for name, fault in old.items() if name not in new]
    both = [(old[name], fault) for name, fault in new.items() if name in old]
    return Changes(
        score=after.score - before.score,
        families={
            family: now - then
            for family, now in after.families.items()
            if now is not None and (then := before.families.get(family)) is not None
        },
        mended=[_change(fault, fault.count, 0) for fault in gone if fault.id not in unmeasured],
        unknown=[_change(fault, fault.count, 0) for fault in gone if fault.id in unmeasured],
        better=[_change(now, then.count, now.count) for then, now in both if _weight(now) < _weight(then)],
        worse=[_change(now, then.count, now.count) for then, now in both if _weight(now) > _weight(then)],
        new=[_change(fault, 0, fault.count) for name, fault in new.items() if name not in old],
    )


def against(own: AuditRecord, others: Sequence[AuditRecord]) -> list[Rival]:
    """Return how others stand next to ours, by the checks that could be made on both."""
    return [_rival(own, other) for other in others]


def _rival(own: AuditRecord, other: AuditRecord) -> Rival:
    ours = {fault.id: fault for fault in own.faults}
    theirs = {fault.id: fault for fault in other.faults}
    passed_here, passed_there = set(own.passed), set(other.passed)
    return Rival(
        url=other.url,
        score=other.score,
        families=other.families,
        ahead=[fault.title for name, fault in ours.items() if name in passed_there],
        behind=[fault.title for name, fault in theirs.items() if name in passed_here],
    )


def _weight(fault: Fault) -> tuple[bool, int]:
    return fault.status is Status.FAIL, fault.count


def _change(fault: Fault, before: int, after: int) -> Change:
    return Change(id=fault.id, title=fault.title, before=before, after=after)
