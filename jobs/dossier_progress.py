"""How far the build of a dossier is, written down as it goes."""

import time
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field

from dossier.collect import Rung, RungState
from dossier.records import Dossier, Section
from jobs import interactive
from leads.dossier_book import DossierBook

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
    """One step of a build: `collect`, `facts`, `claims`, `write`, `analysis`; what it is at, and how far."""

    name: str
    state: str = "waiting"
    detail: str = ""
    done: int = 0
    total: int = 0


class BuildProgress(BaseModel):
    """What a build is doing."""

    steps: list[StepProgress] = Field(default_factory=lambda: [StepProgress(name=name) for name in STEPS])
    rungs: list[RungProgress] = Field(default_factory=list)


@dataclass
class Recorder:
    """Writes down how far a build is, and each section as soon as it stands."""

    book: DossierBook
    build_id: str
    handle: interactive.Handle
    progress: BuildProgress = field(default_factory=BuildProgress)
    dossier: Dossier = field(default_factory=lambda: Dossier(language="fr"))
    written_at: float = 0.0

    def rung(self, rung: Rung, state: RungState, count: int, detail: str) -> None:
        """Note how far a kind of source is."""
        row = next((one for one in self.progress.rungs if one.rung is rung), None)
        if row is None:
            row = RungProgress(rung=rung)
            self.progress.rungs.append(row)
        row.state, row.count, row.detail = state, count, detail[:300]
        self._write(soon=state is not RungState.READING)

    def step(self, name: str, detail: str) -> None:
        """Note that a step is being made; those before it are done."""
        self.handle.set_phase(f"{name} {detail}".strip())
        names = [one.name for one in self.progress.steps]
        at = names.index(name) if name in names else 0
        for n, one in enumerate(self.progress.steps):
            if n < at:
                one.state = "done"
        current = self.progress.steps[at]
        current.state, current.detail, current.done = "running", detail, current.done + 1
        self._write()

    def section(self, section: Section) -> None:
        """Show a section that stands."""
        self.dossier.sections.append(section)
        self._write(soon=True)

    def finish(self) -> None:
        """Mark all steps as done."""
        for one in self.progress.steps:
            one.state = "done"
        self._write(soon=True)

    def _write(self, *, soon: bool = False) -> None:
        if not soon and time.monotonic() - self.written_at < _PACE:
            return
        self.written_at = time.monotonic()
        fields: dict[str, Any] = {"progress": self.progress.model_dump(mode="json")}
        if self.dossier.sections:
            fields["report"] = self.dossier.model_dump(mode="json")
        self.book.change(self.build_id, **fields)
