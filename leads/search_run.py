"""What one question to the web has found, as it is kept."""

import os
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from leads.record import Evidence, new_id, now


class SearchMode(StrEnum):
    """What is made of the pages."""

    EXTRACT = "extract"
    MARKDOWN = "markdown"


class RunStatus(StrEnum):
    """How far a run is. `INTERRUPTED`: its process died; what it had found is kept."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class SourceState(StrEnum):
    """How far one source is."""

    FOUND = "found"
    FETCHING = "fetching"
    FETCHED = "fetched"
    READING = "reading"
    READ = "read"
    SKIPPED = "skipped"
    FAILED = "failed"


class Source(BaseModel):
    """One page a run reads. `n` is the number its citations carry, from 1.

    `code` is a machine-readable cause (`robots`, `timeout`, `directory`, ...), `detail` the same in words.
    """

    n: int
    url: str
    title: str = ""
    site: str = ""
    state: SourceState = SourceState.FOUND
    code: str = ""
    detail: str = ""
    remedy: str = ""
    leads: int = 0
    dropped: int = 0
    characters: int = 0
    seconds: float = 0.0
    read_by: str = ""


class FieldValue(BaseModel):
    """One value of a field the analyst asked for, with what vouches for it."""

    field: str
    value: str
    evidence: Evidence


class Row(BaseModel):
    """The asked fields of one source."""

    source: int
    values: list[FieldValue] = Field(default_factory=list)


class AnswerKind(StrEnum):
    """Who wrote the sentences: a model, or the pages themselves."""

    WRITTEN = "written"
    QUOTED = "quoted"


class Sentence(BaseModel):
    """One sentence of an answer and the numbers of the sources it cites."""

    text: str
    citations: list[int]
    evidence: list[Evidence] = Field(default_factory=list)


class Answer(BaseModel):
    """The answer to the question. A sentence without a citation is not kept."""

    kind: AnswerKind
    sentences: list[Sentence] = Field(default_factory=list)
    model: str = ""
    endpoint: str = ""
    starter: bool = False
    seconds: float = 0.0
    tokens_per_second: float | None = None
    fallback_reason: str | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """The sentences with their [n], as one paragraph."""
        return " ".join(s.text.rstrip() + "".join(f" [{n}]" for n in s.citations) for s in self.sentences)


class Notice(BaseModel):
    """Something the analyst should know about a run: what happened, and what to do."""

    message: str
    remedy: str = ""


class SearchRun(BaseModel):
    """One question, its sources, and what came of it."""

    id: str = Field(default_factory=new_id)
    question: str
    mode: SearchMode = SearchMode.EXTRACT
    provider: str = ""
    limit: int = 10
    fields: list[str] = Field(default_factory=list)
    json_schema: dict[str, object] | None = None
    status: RunStatus = RunStatus.RUNNING
    phase: str = ""
    sources: list[Source] = Field(default_factory=list)
    lead_ids: list[str] = Field(default_factory=list)
    rows: list[Row] = Field(default_factory=list)
    answer: Answer | None = None
    markdown: str = ""
    dropped: list[str] = Field(default_factory=list)
    notices: list[Notice] = Field(default_factory=list)
    pid: int = Field(default_factory=os.getpid)
    created_at: datetime = Field(default_factory=now)
    finished_at: datetime | None = None
