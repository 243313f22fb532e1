"""How far the build of a dossier is, written down as it goes."""

import time
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field

from dossier.collect import Rung, RungState
from dossier.models import Usage
from dossier.records import Dossier, Section
from leads.dossier_book import DossierBook, DossierBuild

STEPS = ("collect", "facts", "claims", "write", "analysis")
# Seconds between two writes of how far a build is: more often nobody sees.
_PACE = 0.3


class RungProgress(BaseModel):
    """How far one kind of source is: how many were read, and what went wrong."""

    rung: Rung
    state: RungState = RungState.WAITING
    count: int = 0
    detail: str = ""


class StepProgress(BaseModel):
    """One step of a build: `collect`, `facts`, `claims`, `write`, `analysis`; what it is at, and how far.

    `begun`: how many seconds the build had taken when the step was begun.
    """

    name: str
    state: str = "waiting"
    detail: str = ""
    done: int = 0
    total: int = 0
    begun: float = 0.0


class BuildProgress(BaseModel):
    """What a build is doing, and what the models have cost so far."""

    steps: list[StepProgress] = Field(default_factory=lambda: [StepProgress(name=name) for name in STEPS])
    rungs: list[RungProgress] = Field(default_factory=list)
    calls: int = 0
    tokens: int = 0
    seconds: float = 0.0

    @property
    def running(self) -> StepProgress | None:
        """The step that is being made."""
        return next((step for step in self.steps if step.state == "running"), None)

    @property
    def seconds_left(self) -> float | None:
        """How long the running step will take at its pace so far; None while that cannot be told."""
        step = self.running
        if step is None or not step.done or not step.total:
            return None
        return (self.seconds - step.begun) / step.done * (step.total - step.done)

    @property
    def is_collected(self) -> bool:
        """Whether the sources have been read."""
        return self.steps[0].state == "done"


@dataclass
class Recorder:
    """Writes down how far a build is, and each section as soon as it stands.

    A build that is taken up again shows what stood before until it has got further than that.
    """

    book: DossierBook
    build: DossierBuild
    progress: BuildProgress = field(default_factory=BuildProgress)
    dossier: Dossier = field(default_factory=lambda: Dossier(language="fr"))
    _growing: Section | None = None
    _written_at: float = 0.0
    _since: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.progress = BuildProgress.model_validate(self.build.progress or {})
        self._stood = len(self.build.report.get("sections", []))
        self._seconds = self.progress.seconds

    def rung(self, rung: Rung, state: RungState, count: int, detail: str) -> None:
        """Note how far a kind of source is."""
        row = next((one for one in self.progress.rungs if one.rung is rung), None)
        if row is None:
            row = RungProgress(rung=rung)
            self.progress.rungs.append(row)
        row.state, row.count, row.detail = state, count, detail[:300]
        self._write(soon=state is not RungState.READING)

    def step(self, name: str, detail: str = "", done: int = 0, total: int = 0) -> None:
        """Note that a step is being made; those before it are done."""
        at = STEPS.index(name)
        for before in self.progress.steps[:at]:
            before.state, before.done = "done", before.total
        current = self.progress.steps[at]
        is_new = current.state != "running"
        if is_new or not done:
            current.begun = self._elapsed()
        current.state, current.detail, current.done, current.total = "running", detail, done, total
        self._write(soon=is_new)

    def collected(self) -> None:
        """Note that the sources have been read."""
        self.progress.steps[0].state = "done"
        self._write(soon=True)

    def growing(self, section: Section) -> None:
        """Show a section that is being written."""
        self._growing = section
        self._write()

    def section(self, section: Section) -> None:
        """Show a section that stands."""
        self.dossier.sections.append(section)
        self._growing = None
        self._write(soon=True)

    def usage(self, usage: Usage) -> None:
        """Note what the models have cost so far: whatever kills the worker next, it got this far."""
        self.progress.calls = usage.calls
        self.progress.tokens = usage.prompt_tokens + usage.completion_tokens
        if self.build.starts > 1:
            self.book.change(self.build.id, starts=1)
            self.build = self.build.model_copy(update={"starts": 1})
        self._write()

    def finish(self) -> None:
        """Mark all steps as done."""
        for one in self.progress.steps:
            one.state, one.done = "done", one.total
        self._write(soon=True)

    def _elapsed(self) -> float:
        return self._seconds + time.monotonic() - self._since

    def _write(self, *, soon: bool = False) -> None:
        if not soon and time.monotonic() - self._written_at < _PACE:
            return
        self._written_at = time.monotonic()
        self.progress.seconds = self._elapsed()
        fields: dict[str, Any] = {"progress": self.progress.model_dump(mode="json")}
        sections = [*self.dossier.sections, *filter(None, [self._growing])]
        if sections and len(sections) >= self._stood:
            shown = self.dossier.model_copy(update={"sections": sections})
            fields["report"] = shown.model_dump(mode="json")
        self.book.change(self.build.id, **fields)
