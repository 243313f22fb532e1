"""What a newer dossier says that an older one did not."""

from dataclasses import dataclass, field

from dossier.records import Contradiction, Dossier, Sentence, SentenceKind
from llm.tasks.words import fold


@dataclass(frozen=True)
class Changes:
    """Sentences that are new, that are gone, and the sources that read otherwise than before."""

    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    changed_sources: list[str] = field(default_factory=list)
    new_contradictions: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.gone or self.changed_sources or self.new_contradictions)


def changes(before: Dossier, after: Dossier) -> Changes:
    """Return how two dossiers of one lead differ; analysis is left out, as it is worded anew each time."""
    old, new = _facts(before), _facts(after)
    hashes = {one.url or one.file: one.sha256 for one in before.sources}
    known = set(map(_compared, before.contradictions))
    return Changes(
        new=[text for key, text in new.items() if key not in old],
        gone=[text for key, text in old.items() if key not in new],
        changed_sources=[
            one.title or one.url or one.file
            for one in after.sources
            if hashes.get(one.url or one.file, one.sha256) != one.sha256
        ],
        new_contradictions=[one.subject for one in after.contradictions if _compared(one) not in known],
    )


def _facts(dossier: Dossier) -> dict[str, str]:
    sentences: list[Sentence] = [one for section in dossier.sections for one in section.sentences]
    return {fold(one.text): one.text for one in sentences if one.kind is not SentenceKind.ANALYSIS}


def _compared(one: Contradiction) -> tuple[str, frozenset[str]]:
    return fold(one.subject), frozenset(fold(value.value) for value in one.values)
