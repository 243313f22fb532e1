"""Claims from a model, proven by code and checked by a second model."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from dossier.models import Models
from dossier.moods import is_denied
from dossier.names import people_and_firms
from dossier.phrasing import as_quotation, as_sentence
from dossier.records import Chunk, Citation, Claim, ClaimState, DroppedClaim, Source, state_of
from dossier.relevance import answers
from dossier.retrieve import Retriever
from dossier.self_contained import answers_for_itself
from dossier.topics import speaks_of_rivals, topics_of
from dossier.verify import Proof, Standing, Verifier
from dossier.witness import Control, Verdict, Witness
from llm.errors import SchemaMismatch
from llm.messages import Message
from llm.tasks.dossier import FoundClaim, FoundClaims, claim_messages
from llm.tasks.words import fold, terms

# Characters of excerpts in one question at the most, in a large context, too: models lose the thread of more.
EXCERPTS = 7_000
# "[id] text" and the end of the line.
_BRACKETS = 4
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


@dataclass(frozen=True)
class _Proven:
    """A claim that code lets pass, before the second model has seen it."""

    key: str
    found: FoundClaim
    proof: Proof
    citation: Citation
    asked: Question


class ClaimCollector:
    """Asks each question over the chunks that speak of it, and keeps what is proven."""

    def __init__(
        self,
        questions: Sequence[Question],
        models: Models,
        witness: Witness,
        verifier: Verifier,
        retriever: Retriever,
        subject: Sequence[str],
        language: str,
    ) -> None:
        self.result = Collected()
        self._models = models
        self._witness = witness
        self._verifier = verifier
        self._retriever = retriever
        self._subject = [*subject]
        self._language = language
        self._questions = [*questions]
        self._seen: set[tuple[str, str, str]] = set()
        self._checks: dict[tuple[str, str], Future[Verdict]] = {}
        self._proven: list[_Proven] = []

    def collect(self, on_step: Callable[[str, int, int], None] = lambda *_: None) -> Collected:
        """Ask all questions, have the second model check what code lets pass, and return what holds.

        As many are asked side by side as the endpoints answer at once; what is made of the answers goes by
        the order of the questions.

        `on_step` is told what is asked, how many are, of all.
        """
        asked = [(question, batch) for question in self._questions for batch in self._batches(question)]
        with (
            _threads(self._models.at_once(second=False)) as asking,
            _threads(self._models.at_once(second=True)) as checking,
        ):
            coming = [asking.submit(self._ask, question, batch) for question, batch in asked]
            verdicts: list[Future[Verdict]] = []
            for n, ((question, _), answer) in enumerate(zip(asked, coming, strict=True)):
                on_step(question.title, n, len(asked))
                self._take_all(answer.result(), question)
                verdicts += [self._checking(one, checking) for one in self._proven[len(verdicts) :]]
                self._models.tell()
            seen = [(one, verdict.result()) for one, verdict in zip(self._proven, verdicts, strict=True)]
            self._models.tell()
        # All are heard before any is settled: only then is known whether the second model objects at all.
        heard = [(one, self._witness.note(self._once_more(one, verdict))) for one, verdict in seen]
        for one, verdict in heard:
            self._settle(one, verdict)
        return self.result

    def _batches(self, question: Question) -> list[list[Chunk]]:
        if not self._models.available:
            return []
        chunks = self._retriever.search(question.text, question.topics, CHUNKS)
        self.result.searched[question.text] = list(dict.fromkeys(self._source(one).name for one in chunks))
        room = min(EXCERPTS, self._models.room(self._messages(question, ())))
        return [*batches(chunks, room)]

    def _messages(self, question: Question, batch: Sequence[Chunk]) -> list[Message]:
        shown = [(one.id, one.text) for one in batch]
        return claim_messages(question.text, " ".join(self._subject[:2]), shown, self._language)

    def _ask(self, question: Question, batch: Sequence[Chunk]) -> list[FoundClaim]:
        """Return what a model finds in some chunks; where its answer is cut, in each half of them."""
        may_part = len(batch) > 1
        try:
            found = self._models.extract(FoundClaims, self._messages(question, batch), may_part=may_part)
        except SchemaMismatch:
            half = len(batch) // 2
            return [*self._ask(question, batch[:half]), *self._ask(question, batch[half:])]
        return found.claims if found else []

    def _take_all(self, answer: Sequence[FoundClaim], question: Question) -> None:
        for found in answer:
            self._take(found, question)

    def _take(self, found: FoundClaim, asked: Question) -> None:
        # The same words in another source confirm a claim.
        said = (fold(found.claim), fold(found.quote), self._verifier.source_of(found))
        if not found.claim or said in self._seen:
            return
        self._seen.add(said)
        proof = self._verifier.prove(found, self._language)
        if proof.citation is not None:
            self._proven.append(_Proven(f"c{len(self._seen)}", found, proof, proof.citation, asked))
            return
        self._drop(found, proof.reason)
        if proof.refuted_by:
            self._witness.remember(Control(found.claim, proof.refuted_by))

    def _once_more(self, one: "_Proven", verdict: Verdict) -> Verdict:
        """Return a verdict, asked for again where a call failed: that is no reason to doubt a claim."""
        return self._check(one) if verdict is Verdict.ABSENT and self._models.checks else verdict

    def _checking(self, one: "_Proven", pool: ThreadPoolExecutor) -> Future[Verdict]:
        """Have a claim checked, the same words of claim and quote once."""
        words = (fold(one.found.claim), fold(one.found.quote))
        if words not in self._checks:
            self._checks[words] = pool.submit(self._check, one)
        return self._checks[words]

    def _check(self, one: "_Proven") -> Verdict:
        text = as_sentence(one.found.claim, one.proof.as_of)
        return self._witness.asked(one.key, text, one.found.chunk or "S", one.citation.quote)

    def _settle(self, one: "_Proven", verdict: Verdict) -> None:
        """Let a claim stand in its own words or in those of its source, after all were seen."""
        known = self._same(one.found.claim) if one.proof.standing is Standing.SOUND else None
        if known is not None:
            self._add_to(known, one.citation)
        else:
            self._place(one, verdict)

    def _add_to(self, known: Claim, citation: Citation) -> None:
        """Add what else proves a claim that stands already."""
        if citation not in known.citations:
            known.citations.append(citation)
            known.state = self._state(known)

    def _place(self, one: "_Proven", verdict: Verdict) -> None:
        found, citation = one.found, one.citation
        if verdict in {Verdict.UNSUPPORTED, Verdict.CONTRADICTED}:
            self._drop(found, verdict.value)
            return
        claim = Claim(
            key=one.key,
            questions=self._answered_by(found.claim, citation.quote, one.asked),
            text=as_sentence(found.claim, one.proof.as_of),
            chunk=found.chunk,
            citations=[citation],
        )
        is_doubtful = one.proof.standing is Standing.DOUBTFUL or (
            one.proof.standing is Standing.THIN
            and not (verdict is Verdict.AGREES and self._witness.is_proven)
        )
        if is_doubtful:
            self._drop(found, f"{one.proof.reason}; the words of the source stand in its place")
        if is_doubtful or (verdict is Verdict.AGREES and not self._witness.is_reliable):
            claim = self._in_words_of_the_source(claim, one.proof.words, citation)
        if verdict is Verdict.ABSENT:
            self._list(claim, self.result.unverified)
        else:
            claim.state = self._state(claim)
            self._list(claim, self.result.claims)

    def _in_words_of_the_source(self, claim: Claim, words: str, citation: Citation) -> Claim:
        """Return a claim as the sentence its quote stands in; it answers what that answers, too."""
        still = [
            one.text
            for one in self._questions
            if (
                one.text in claim.questions
                if one.topics
                else answers_for_itself(words, one.text, self._subject)
            )
        ]
        whole = citation.model_copy(update={"quote": words}) if citation.quote in words else citation
        quoted = as_quotation(words, self._verifier.language_of(citation) or self._language)
        return claim.model_copy(
            update={"text": quoted, "citations": [whole], "questions": still, "quoted": True}
        )

    def _list(self, claim: Claim, among: list[Claim]) -> None:
        """Add a claim; a sentence of a source stands once, in one section of the outline."""
        is_outlined = any(one.topics for one in self._questions)
        for known in among:
            if known.quoted and claim.quoted and known.text == claim.text:
                if not known.questions or not is_outlined:
                    known.questions += [one for one in claim.questions if one not in known.questions]
                known.citations += [one for one in claim.citations if one not in known.citations]
                if known.state is not ClaimState.UNVERIFIED:
                    known.state = self._state(known)
                return
        among.append(claim)

    def _answered_by(self, text: str, quote: str, asked: Question) -> list[str]:
        """Return the questions a claim answers; of the outline the one whose section it then stands in."""
        rivals = self._rivals_in(text, quote)
        if not asked.topics:
            return [
                one.text
                for one in self._questions
                if (not rivals or speaks_of_rivals(one.text) or any(name in one.text for name in rivals))
                and answers(text, one.text, quote, self._subject)
            ]
        topics = frozenset({"competitors"}) if rivals else topics_of(text)
        best = max(self._questions, key=lambda one: (len(one.topics & topics), one is asked))
        return [best.text] if best.topics & topics else []

    def _rivals_in(self, text: str, quote: str) -> list[str]:
        """Return whom a claim names where its quote is about competitors: how large they are is no answer."""
        own = [fold(one) for one in self._subject]
        named = people_and_firms(text) if speaks_of_rivals(quote) else ()
        return [name for name in named if not any(fold(name) in one or one in fold(name) for one in own)]

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

    def _state(self, claim: Claim) -> ClaimState:
        cited = {citation.source for citation in claim.citations}
        return state_of(one.site for one in self._verifier.sources.values() if one.name in cited)

    def _drop(self, found: FoundClaim, reason: str) -> None:
        self.result.dropped.append(
            DroppedClaim(text=found.claim, quote=found.quote, chunk=found.chunk, reason=reason)
        )

    def _source(self, chunk: Chunk) -> Source:
        return self._verifier.sources[chunk.source]


@contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Give threads for so many calls; what is still waiting when one fails is not asked any more."""
    pool = ThreadPoolExecutor(count, thread_name_prefix="claims")
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def batches(chunks: Sequence[Chunk], room: int = EXCERPTS) -> Iterator[list[Chunk]]:
    """Yield the chunks in groups that fit one question, of so many characters."""
    group: list[Chunk] = []
    size = 0
    for chunk in chunks:
        shown = len(chunk.id) + len(chunk.text) + _BRACKETS
        if group and size + shown > room:
            yield group
            group, size = [], 0
        group.append(chunk)
        size += shown
    if group:
        yield group
