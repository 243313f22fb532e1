"""What a newer dossier says that an older one did not."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from dossier.records import Contradiction, Dossier, Sentence, SentenceKind, SourceEntry
from llm.tasks.words import fold

# A place name that was quoted before is no news of what a new sentence says of that place.
_LIKE_THE_WHOLE = 0.5


@dataclass(frozen=True)
class Changes:
    """What is new and what is gone, and the sources that read otherwise than before."""

    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    new_contradictions: list[str] = field(default_factory=list)
    settled_contradictions: list[str] = field(default_factory=list)
    changed_sources: list[str] = field(default_factory=list)
    new_sources: list[str] = field(default_factory=list)
    gone_sources: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(getattr(self, one.name) for one in fields(self))


def changes(before: Dossier, after: Dossier) -> Changes:
    """Return how two dossiers of one lead differ.

    Analysis is left out, as it is worded anew each time; so is what rests on the same words of a source as
    a sentence of the other dossier, however each of them says it.
    """
    hashes = {_place(one): one.sha256 for one in before.sources}
    kept = {_place(one) for one in after.sources}
    return Changes(
        new=_missing(_facts(after), _facts(before)),
        gone=_missing(_facts(before), _facts(after)),
        new_contradictions=_apart(after.contradictions, before.contradictions),
        settled_contradictions=_apart(before.contradictions, after.contradictions),
        changed_sources=[
            _title(one) for one in after.sources if hashes.get(_place(one), one.sha256) != one.sha256
        ],
        new_sources=[_title(one) for one in after.sources if _place(one) not in hashes],
        gone_sources=[_title(one) for one in before.sources if _place(one) not in kept],
    )


def _facts(dossier: Dossier) -> list[Sentence]:
    sentences = [one for section in dossier.sections for one in section.sentences]
    return [one for one in sentences if one.kind is not SentenceKind.ANALYSIS]


def _missing(these: Iterable[Sentence], others: Iterable[Sentence]) -> list[str]:
    """Return the sentences whose words the others lack, and that rest on other quotes; each text once."""
    texts = {fold(text) for one in others for text in (one.text, one.instead_of) if text}
    quotes: dict[str, list[str]] = {}
    for one in others:
        for cited in one.citations:
            quotes.setdefault(cited.url or cited.source, []).append(fold(cited.quote))
    missing = {
        fold(one.text): one.text
        for one in these
        if texts.isdisjoint({fold(one.text), fold(one.instead_of)} - {""}) and not _is_quoted(one, quotes)
    }
    return [*missing.values()]


def _is_quoted(sentence: Sentence, quotes: dict[str, list[str]]) -> bool:
    """Tell whether a sentence rests on a quote that is part of one of those, or has one as its part."""
    return any(
        mine in theirs or (theirs in mine and len(theirs) >= _LIKE_THE_WHOLE * len(mine))
        for cited in sentence.citations
        if (mine := fold(cited.quote))
        for theirs in quotes.get(cited.url or cited.source, ())
        if theirs
    )


def _apart(these: Iterable[Contradiction], others: Iterable[Contradiction]) -> list[str]:
    known = set(map(_compared, others))
    return [one.subject for one in these if _compared(one) not in known]


def _compared(one: Contradiction) -> tuple[str, frozenset[str]]:
    return fold(one.subject), frozenset(fold(value.value) for value in one.values)


def _place(source: SourceEntry) -> str:
    return source.url or source.file


def _title(source: SourceEntry) -> str:
    return source.title or source.url or source.file
