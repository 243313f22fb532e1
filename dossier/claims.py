"""Claims from a model, proven by code and checked by a second model."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from dossier.models import Models
from dossier.moods import is_denied
from dossier.records import Chunk, Claim, ClaimState, DroppedClaim, Source
from dossier.relevance import answers
from dossier.retrieve import Retriever
from dossier.topics import topics_of
from dossier.verify import Verifier
from llm.tasks.dossier import (
    Contradicted,
    FoundClaim,
    FoundClaims,
    Polarity,
    Supported,
    check_messages,
    claim_messages,
)
from llm.tasks.words import fold, terms

# Characters of excerpts in one question: with instructions and answer they stay under half of 8,192 tokens.
EXCERPTS = 7_000
# So many chunks are read for a question at the most.
CHUNKS = 24
# Claims that share so much of their words are the same one.
_SAME = 0.8


@dataclass(frozen=True)
class Question:
    """What is asked: the words, where the answer goes, and what it is about (empty: read from the words)."""

    text: str
    title: str
    topics: frozenset[str] = frozenset()


@dataclass
class Collected:
    """What the models found: proven claims by question, and what did not hold."""

    claims: list[Claim] = field(default_factory=list)
    unverified: list[Claim] = field(default_factory=list)
    dropped: list[DroppedClaim] = field(default_factory=list)
    searched: dict[str, list[str]] = field(default_factory=dict)

    def of(self, question: str) -> list[Claim]:
        """Return the proven claims that answer a question; with an empty one, those that answer none."""
        return [claim for claim in self.claims if question in (claim.questions or [""])]


class ClaimCollector:
    """Asks each question over the chunks that speak of it, and keeps what is proven."""

    def __init__(
        self,
        questions: Sequence[Question],
        models: Models,
        verifier: Verifier,
        retriever: Retriever,
        subject: Sequence[str],
        language: str,
    ) -> None:
        self.result = Collected()
        self._models = models
        self._verifier = verifier
        self._retriever = retriever
        self._subject = [*subject]
        self._language = language
        self._questions = [*questions]
        self._seen: set[tuple[str, str]] = set()

    def collect(self, on_step: Callable[[str, int, int], None] = lambda *_: None) -> Collected:
        """Ask all questions and return what holds; `on_step` is told what is asked, how many are, of all."""
        asked = [(question, batch) for question in self._questions for batch in self._batches(question)]
        for n, (question, batch) in enumerate(asked):
            on_step(question.title, n, len(asked))
            self._ask(question, batch)
        return self.result

    def _batches(self, question: Question) -> list[list[Chunk]]:
        if not self._models.available:
            return []
        chunks = self._retriever.search(question.text, question.topics, CHUNKS)
        self.result.searched[question.text] = list(dict.fromkeys(self._source(one).name for one in chunks))
        return [*batches(chunks)]

    def _ask(self, question: Question, batch: Sequence[Chunk]) -> None:
        messages = claim_messages(
            question.text,
            " ".join(self._subject[:2]),
            [(one.id, one.text) for one in batch],
            self._language,
        )
        answer = self._models.extract(FoundClaims, messages)
        for found in answer.claims if answer else []:
            self._take(found, question)

    def _take(self, found: FoundClaim, asked: Question) -> None:
        if not found.claim or (fold(found.claim), fold(found.quote)) in self._seen:
            return
        self._seen.add((fold(found.claim), fold(found.quote)))
        proof = self._verifier.prove(found, self._language)
        if proof.citation is None:
            self._drop(found, proof.reason)
            return
        known = self._same(found.claim)
        if known is not None:
            if proof.citation not in known.citations:
                known.citations.append(proof.citation)
                self._confirm(known)
            return
        claim = Claim(
            key=f"c{len(self._seen)}",
            questions=self._answered_by(found.claim, proof.citation.quote, asked),
            text=_as_sentence(found.claim, proof.as_of),
            chunk=found.chunk,
            citations=[proof.citation],
        )
        self._check(claim, found)

    def _answered_by(self, text: str, quote: str, asked: Question) -> list[str]:
        """Return the questions a claim answers; of the outline the one whose section it then stands in."""
        if not asked.topics:
            return [one.text for one in self._questions if answers(text, one.text, quote, self._subject)]
        topics = topics_of(text)
        best = max(self._questions, key=lambda one: (len(one.topics & topics), one is asked))
        return [best.text] if best.topics & topics else []

    def _check(self, claim: Claim, found: FoundClaim) -> None:
        """Ask the other model both ways; a model that agrees with both is no witness."""
        quote = claim.citations[0].quote
        asked = (claim.key, claim.text, found.chunk or "S", quote)
        supported = self._models.check(Supported, check_messages(*asked, Polarity.SUPPORTED))
        contradicted = (
            self._models.check(Contradicted, check_messages(*asked, Polarity.CONTRADICTED))
            if supported
            else None
        )
        if supported is None or (supported.supported and contradicted is None):
            self.result.unverified.append(claim)
        elif not supported.supported:
            self._drop(found, "the second model does not find it in its quote")
        elif contradicted is not None and contradicted.contradicted:
            self._drop(found, "the second model finds that its quote says otherwise")
        else:
            claim.state = ClaimState.VERIFIED
            self.result.claims.append(claim)

    def _same(self, text: str) -> Claim | None:
        wanted = terms(text)
        for claim in self.result.claims:
            have = terms(claim.text)
            if (
                is_denied(fold(claim.text)) == is_denied(fold(text))
                and wanted
                and len(wanted & have) >= _SAME * len(wanted | have)
            ):
                return claim
        return None

    def _confirm(self, claim: Claim) -> None:
        sites = {source.site for source in self._verifier.sources.values() if self._cites(claim, source)}
        if len(sites) > 1:
            claim.state = ClaimState.CONFIRMED

    @staticmethod
    def _cites(claim: Claim, source: Source) -> bool:
        return any(citation.source == source.name for citation in claim.citations)

    def _drop(self, found: FoundClaim, reason: str) -> None:
        self.result.dropped.append(
            DroppedClaim(text=found.claim, quote=found.quote, chunk=found.chunk, reason=reason)
        )

    def _source(self, chunk: Chunk) -> Source:
        return self._verifier.sources[chunk.source]


def batches(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Yield the chunks in groups that fit one question."""
    group: list[Chunk] = []
    size = 0
    for chunk in chunks:
        if group and size + len(chunk.text) > EXCERPTS:
            yield group
            group, size = [], 0
        group.append(chunk)
        size += len(chunk.text)
    if group:
        yield group


def _as_sentence(text: str, as_of: str) -> str:
    """Return a claim as a sentence; a figure of a certain year keeps it."""
    plain = " ".join(text.split()).rstrip(" ;,")
    if as_of:
        return f"{plain.rstrip('.!')} ({as_of})."
    return plain if plain[-1:] in {".", "!", "?", "…", "»"} else f"{plain}."
