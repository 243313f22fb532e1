"""The records of a dossier: its sources, what they say, what was made of it and what was left out."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from leads.record import now


class SourceKind(StrEnum):
    """Where a source comes from; the order is how far it is trusted where two differ."""

    REGISTRY = "registry"
    SITE = "site"
    LISTING = "listing"
    PRESS = "press"
    SOCIAL = "social"
    DOCUMENT = "document"


class Source(BaseModel):
    """One thing that was read. `text` is what people can see of it, a block a line; `sha256` is that of it.

    `html` is kept for sources that are pages, so that contacts can be read from them.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    file: str = ""
    url: str = ""
    title: str = ""
    kind: SourceKind = SourceKind.SITE
    site: str = ""
    language: str = ""
    fetched_at: datetime | None = None
    sha256: str = ""
    text: str = Field(default="", repr=False)
    html: str = Field(default="", repr=False)

    @property
    def name(self) -> str:
        """What citations call it: its file, else its id."""
        return self.file or self.id


class Chunk(BaseModel):
    """A part of a source that a model is shown at once: its id such as `S3.12`, its words on one line."""

    model_config = ConfigDict(frozen=True)

    id: str
    source: str
    position: int
    text: str
    language: str = ""


class Citation(BaseModel):
    """Where something stands: the source, its address, and the words as they stand there."""

    model_config = ConfigDict(frozen=True)

    source: str
    url: str
    quote: str


class ClaimState(StrEnum):
    """How far a claim is proven.

    `VERIFIED`: quote, figures and names hold and a second model agrees. `CONFIRMED`: two independent sites
    say so. `UNVERIFIED`: no second model could check; it never gets into prose.
    """

    VERIFIED = "verified"
    CONFIRMED = "confirmed"
    UNVERIFIED = "unverified"


def state_of(sites: Iterable[str]) -> ClaimState:
    """Return how far what these sites say is proven; a source without a site is nobody's word but its own."""
    return ClaimState.CONFIRMED if len(set(filter(None, sites))) > 1 else ClaimState.VERIFIED


class Claim(BaseModel):
    """A sentence a model took from a source, with the words that prove it.

    `questions` are those it answers; none where it answers no question that was asked. `quoted` tells that
    the text is a sentence of the source, printed in place of a model's.
    """

    key: str
    questions: list[str] = Field(default_factory=list)
    text: str
    chunk: str
    citations: list[Citation]
    state: ClaimState = ClaimState.UNVERIFIED
    quoted: bool = False


class DroppedClaim(BaseModel):
    """A claim or sentence that did not hold, and why."""

    text: str
    quote: str = ""
    chunk: str = ""
    reason: str


class SentenceKind(StrEnum):
    """What a sentence of a dossier is; `EDITED` is the analyst's own."""

    FACT = "fact"
    ANALYSIS = "analysis"
    EDITED = "edited"


class Sentence(BaseModel):
    """A sentence of a dossier with what proves it, or what it was concluded from.

    `state` is how far a fact is proven; `instead_of` is what stood there before the analyst wrote it anew.
    """

    text: str
    kind: SentenceKind = SentenceKind.FACT
    citations: list[Citation] = Field(default_factory=list)
    state: ClaimState | None = None
    instead_of: str = ""


class Section(BaseModel):
    """A part of a dossier. `question` is what it answers, empty where nothing was asked."""

    title: str
    question: str = ""
    sentences: list[Sentence] = Field(default_factory=list)


class StatedValue(BaseModel):
    """A value as one source states it; `code` is where only the code of a page does, which has no quote."""

    value: str
    source: str
    url: str
    quote: str
    code: str = ""
    fetched_at: datetime | None = None


class Contradiction(BaseModel):
    """Values of one thing that differ, side by side; nobody decides here which is true."""

    subject: str
    values: list[StatedValue]


class NotFound(BaseModel):
    """A question nothing answers, word for word, and where was looked."""

    question: str
    searched: list[str]


class SourceEntry(BaseModel):
    """What the annex says of a source."""

    id: str
    file: str = ""
    url: str = ""
    title: str = ""
    kind: SourceKind = SourceKind.SITE
    fetched_at: datetime | None = None
    sha256: str = ""


class Dossier(BaseModel):
    """What is known about a client.

    Attributes:
        written: whether a model wrote it; else it is a dossier of facts.
        dropped: how many claims and sentences did not hold; `dropped_claims` says which and why.
        unverified: claims that no second model could check; they are in no section.
        models: the models that took part.
        reused: how many answers of models an earlier dossier had already asked for; the others cost `calls`,
            tokens and `seconds`.
        made_at: when it was built.
        notices: what the analyst should know about how it was built.
    """

    language: str
    written: bool = False
    sections: list[Section] = Field(default_factory=list)
    contradictions: list[Contradiction] = Field(default_factory=list)
    not_found: list[NotFound] = Field(default_factory=list)
    sources: list[SourceEntry] = Field(default_factory=list)
    dropped: int = 0
    dropped_claims: list[DroppedClaim] = Field(default_factory=list)
    unverified: list[Claim] = Field(default_factory=list)
    models: list[str] = Field(default_factory=list)
    notices: list[str] = Field(default_factory=list)
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reused: int = 0
    seconds: float = 0.0
    made_at: datetime = Field(default_factory=now)
