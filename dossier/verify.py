"""Proof of a claim by code: its quote stands in the source, and says no other than the claim does.

What passes may still be wrong; a second model is asked then (`dossier.crosscheck`). What fails here is
wrong, or cannot be told from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dossier.clauses import clauses, mood_differs, speaks_of_others
from dossier.names import Vocabulary, foreign_names
from dossier.quantities import missing_figures, quantities
from dossier.records import Chunk, Citation, Source
from dossier.topics import topics_of
from llm.tasks.dossier import FoundClaim
from llm.tasks.orders import is_addressed_to_models
from llm.tasks.words import fold, terms
from scrapers.evidence import find_span
from scrapers.language import detect_language

# Shorter quotes prove nothing, longer ones are pages.
SHORTEST, LONGEST = 3, 600
# Of the words of a claim so many stand in its quote, unless both speak of the same topic.
OVERLAP = 0.3
_EDGES = "\"'«»“”„‟‚‘’ .…\u00a0"


@dataclass(frozen=True)
class Proof:
    """What became of a claim: where it is proven, or why it is dropped."""

    citation: Citation | None
    reason: str = ""


@dataclass(frozen=True)
class Verifier:
    """Proves claims against the sources of one dossier.

    Attributes:
        sources: by id.
        chunks: by id.
        subject: names of the business, which a claim may use although its quote does not.
    """

    sources: dict[str, Source]
    chunks: dict[str, Chunk]
    subject: Sequence[str] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @classmethod
    def over(cls, sources: Sequence[Source], chunks: Sequence[Chunk], subject: Sequence[str]) -> "Verifier":
        """Return the verifier over some sources."""
        return cls(
            sources={one.id: one for one in sources},
            chunks={one.id: one for one in chunks},
            subject=[*subject],
            vocabulary=Vocabulary.of(one.text for one in sources),
        )

    def prove(self, found: FoundClaim, language: str) -> Proof:
        """Return where a claim is proven, or why it is not; `language` is that of the claims asked for."""
        if not re.search(r"\w{2}", found.claim):
            return Proof(None, "it says nothing")
        chunk = self._chunk(found)
        if chunk is None:
            return Proof(None, "its quote stands in no source")
        source = self.sources[chunk.source]
        citation = locate(found.quote, source)
        if citation is None:
            return Proof(None, "its quote stands in no source")
        reason = self.why_not(found.claim, citation.quote, language, source.language)
        return Proof(None, reason) if reason else Proof(citation)

    def why_not(self, claim: str, quote: str, language: str, quote_language: str) -> str:
        """Return in words why a quote does not prove a claim, empty where nothing speaks against it."""
        if is_addressed_to_models(quote) or is_addressed_to_models(claim):
            return "it is an instruction to language models"
        language = detect_language(claim, language) or language
        if reason := self.unproven(claim, quote, language, quote_language):
            return reason
        if reason := mood_differs(claim, quote):
            return reason
        if speaks_of_others(claim, quote):
            return "its quote speaks of somebody else"
        if swapped(claim, quote, language):
            return "its quote says that of something else"
        return (
            ""
            if _is_about_the_same(claim, quote, language, quote_language)
            else "its quote is about something else"
        )

    def unproven(self, text: str, quote: str, language: str, quote_language: str = "") -> str:
        """Return which figures and names of a text its quote does not show, in words; empty for none."""
        missing = missing_figures(text, quote, language, quote_language or language)
        missing = missing or foreign_names(text, quote, language, self.vocabulary, self.subject)
        return f"{_named(missing)} is not in its quote" if missing else ""

    def _chunk(self, found: FoundClaim) -> Chunk | None:
        """Return the chunk a claim names; where its quote stands in another only, that one."""
        named = self.chunks.get(found.chunk.strip("[]() "))
        quote = found.quote.strip(_EDGES)
        if len(quote) < SHORTEST:
            return None
        if named is not None and find_span(quote, named.text):
            return named
        return next((one for one in self.chunks.values() if find_span(quote, one.text)), None)


def locate(quote: str, source: Source) -> Citation | None:
    """Return the very words of a source that a quote repeats, None where it does not stand there."""
    for wanted in dict.fromkeys((" ".join(quote.split()), quote.strip(_EDGES))):
        if not SHORTEST <= len(wanted) <= LONGEST:
            continue
        if span := find_span(wanted, source.text):
            words = " ".join(source.text[slice(*span)].split())
            return Citation(source=source.name, url=source.url, quote=words)
    return None


def swapped(claim: str, quote: str, language: str) -> bool:
    """Tell whether the words of a claim stand in another clause of its quote than its figures and names.

    "Repair costs 89 €, servicing 120 €" does not prove "servicing costs 89 €".
    """
    parts = clauses(quote)
    if len(parts) < 2:
        return False
    common = set.intersection(*(terms(part.text) for part in parts))
    for anchors in (_number_anchors, _name_anchors):
        mine = anchors(claim, language)
        if not mine:
            continue
        of_parts = [anchors(part.text, language) for part in parts]
        wanted = {term for term in terms(claim) - common if term not in mine and not term.startswith("#")}
        with_it = [
            len(wanted & terms(part.text)) for part, own in zip(parts, of_parts, strict=True) if own & mine
        ]
        rivals = [
            len(wanted & terms(part.text))
            for part, own in zip(parts, of_parts, strict=True)
            if own and not own & mine
        ]
        if with_it and rivals and max(with_it) == 0 and max(rivals) > 0:
            return True
    return False


def _number_anchors(text: str, language: str) -> set[str]:
    return {one.key for one in quantities(text, language)}


def _name_anchors(text: str, _language: str) -> set[str]:
    pairs = re.findall(r"\b[^\W\d_a-zà-ÿ][\w’'-]+(?:\s+[^\W\d_a-zà-ÿ][\w’'-]+)+", text)
    return {fold(name)[:5] for pair in pairs for name in pair.split()}


def _is_about_the_same(claim: str, quote: str, language: str, quote_language: str) -> bool:
    wanted, shown = terms(claim), terms(quote)
    # (« douze » and "12" are the same word.)
    shared = wanted & shown | _number_anchors(claim, language) & _number_anchors(quote, quote_language)
    if not wanted or len(shared) >= max(1, OVERLAP * len(wanted)):
        return True
    same_topic = bool(topics_of(claim) & topics_of(quote))
    return same_topic and (bool(shared) or language[:2] != quote_language[:2])


def _named(missing: Sequence[str]) -> str:
    return ", ".join(f"“{one[:60]}”" for one in dict.fromkeys(missing))
