"""One invented company of the benchmark of dossiers: its frozen sources, and what a model claims about it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """What the scripted model claims: true, or how it was altered."""

    claim: str
    quote: str
    fault: str = ""


@dataclass
class Company:
    """One frozen company: its files, its lead, and what is expected of its dossier."""

    name: str
    language: str
    files: dict[str, str]
    pages: list[dict[str, str]]
    lead: dict[str, str]
    said: list[Said] = field(default_factory=list)
    answerable: list[str] = field(default_factory=list)
    unanswerable: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, str]] = field(default_factory=list)
