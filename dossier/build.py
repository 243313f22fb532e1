"""A dossier from its sources: facts by rules, claims by a model and proven, sections, contradictions."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from dossier.chunks import chunks_of
from dossier.claims import ClaimCollector, Collected, Question
from dossier.conflicts import contradictions
from dossier.facts import Fact, facts_of, hidden_facts
from dossier.labels import label
from dossier.lead import DossierLead
from dossier.models import Cache, Models, Usage
from dossier.records import (
    Citation,
    Dossier,
    DroppedClaim,
    NotFound,
    Section,
    Sentence,
    SentenceKind,
    Source,
    state_of,
)
from dossier.relevance import answers
from dossier.retrieve import Embeds, Retriever
from dossier.sources import entries, own_site
from dossier.topics import outline
from dossier.verify import Verifier
from dossier.witness import Witness
from dossier.write import Writer
from llm.router import TaskRouter
from scrapers.language import detect_language

LANGUAGES = ("fr", "de", "en")
MOST_FINDINGS = 8
# Fewer claims allow no conclusions.
FEWEST_CLAIMS = 3
CONCLUSIONS = ("points", "balance", "angles")

OnStep = Callable[[str, str, int, int], None]
OnSection = Callable[[Section], None]


@dataclass(frozen=True)
class Order:
    """What is wanted.

    Attributes:
        lead: whom it is about.
        sources: what it is built from.
        questions: the analyst's own, in place of the outline.
        language: `fr`, `de` or `en`; empty: that of the lead, else of the sources.
        since: when it was begun, by the clock; answers kept from then on were given to this dossier, before
            it was interrupted. None: now.
        fresh: ask the models again what they were asked before.
        section: the title of the one section to be written anew; empty for all.
        on_step: told what is being done: the step, what of it, how much is done, out of how much.
        on_section: given each section as soon as it stands.
        on_growing: given a section while it is being written, with the sentences that hold so far.
        on_usage: told what the models have cost whenever one has answered.
    """

    lead: DossierLead
    sources: Sequence[Source]
    questions: Sequence[str] = ()
    language: str = ""
    since: float | None = None
    fresh: bool = False
    section: str = ""
    cancel: threading.Event = field(default_factory=threading.Event)
    on_step: OnStep = lambda *_: None
    on_section: OnSection = lambda _: None
    on_growing: OnSection = lambda _: None
    on_usage: Callable[[Usage], None] = lambda _: None


def build(
    order: Order,
    router: TaskRouter | None = None,
    cache: Cache | None = None,
    embedder: Embeds | None = None,
) -> Dossier:
    """Return the dossier; without a router, or a capable model behind it, a dossier of facts.

    Raises:
        Cancelled: the analyst stopped it; what was answered so far is in the cache.
    """
    return _Builder(_in_a_language(order), router, cache, embedder).build()


def _in_a_language(order: Order) -> Order:
    """Return an order whose sources all have a language: a short page tells none, and is read as the rest."""
    language = language_of(order)
    told = [one if one.language else one.model_copy(update={"language": language}) for one in order.sources]
    return replace(order, sources=told)


class _Builder:
    def __init__(
        self, order: Order, router: TaskRouter | None, cache: Cache | None, embedder: Embeds | None
    ) -> None:
        self._order = order
        self._language = language_of(order)
        self._models = Models(
            router, cache, order.cancel, since=order.since, fresh=order.fresh, on_usage=order.on_usage
        )
        # Chunks are found for models to read: without one there is nothing to find them for.
        self._embedder = embedder if self._models.available else None
        self._dropped: list[DroppedClaim] = []
        self._sections: list[Section] = []

    def build(self) -> Dossier:
        begin = time.monotonic()
        order = self._order
        order.on_step("facts", "", 0, 0)
        own = own_site(order.sources, order.lead.website)
        facts = facts_of(
            order.sources, self._language, own, _country(order.lead, self._language), order.lead.name
        )
        subject = [*filter(None, (order.lead.name, order.lead.city, order.lead.trade))]
        subject += [fact.written for fact in facts if fact.id == "name"]
        hidden = hidden_facts(order.sources, facts, self._language, own, order.lead.name)
        self._add(self._facts_section(facts))
        chunks = chunks_of(order.sources)
        people = [fact.written for fact in facts if fact.id == "director"]
        verifier = Verifier.over(order.sources, chunks, subject, people)
        questions = self._questions()
        witness = Witness(self._models)
        writer = Writer(
            self._models,
            verifier,
            witness,
            self._language,
            self._dropped.append,
            order.on_growing,
            anew=order.section,
        )
        with closing(Retriever(chunks, self._embedder)) as retriever:
            found = ClaimCollector(
                questions, self._models, witness, verifier, retriever, subject, self._language
            ).collect(lambda *at: order.on_step("claims", *at))
            if retriever.notice:
                self._models.usage.notice(retriever.notice)
        self._dropped += found.dropped
        answered = self._answers(questions, found, facts, subject, writer)
        if not order.questions and len(found.claims) >= FEWEST_CLAIMS:
            self._conclusions(found, writer)
        self._add(self._plan())
        usage = self._models.usage
        return Dossier(
            language=self._language,
            written=bool(found.claims),
            sections=self._sections,
            contradictions=contradictions([*facts, *hidden], order.sources, order.lead, self._language),
            not_found=[
                NotFound(question=question.text, searched=[one.name for one in order.sources])
                for question in questions
                if question.text not in answered
            ],
            sources=entries(order.sources),
            dropped=len(self._dropped),
            dropped_claims=self._dropped,
            unverified=found.unverified,
            models=usage.models,
            notices=usage.notices,
            calls=usage.calls,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            reused=usage.reused,
            seconds=time.monotonic() - begin + usage.earlier_seconds,
        )

    def _questions(self) -> list[Question]:
        if self._order.questions:
            return [Question(text, text) for text in self._order.questions]
        return [Question(one.question, one.title, one.topics) for one in outline(self._language)]

    def _answers(
        self,
        questions: Sequence[Question],
        found: Collected,
        facts: Sequence[Fact],
        subject: Sequence[str],
        writer: Writer,
    ) -> set[str]:
        """Write a section for each question; return those that something answers."""
        answered: set[str] = set()
        for n, question in enumerate(questions):
            self._order.on_step("write", question.title, n, len(questions))
            claims = found.of(question.text)
            own = [fact for fact in facts if self._is_answered_by(question, fact, subject)]
            if not claims and not own:
                continue
            answered.add(question.text)
            section = writer.section(question.title, question.text, claims)
            if not claims or self._order.questions:
                section.sentences += self._as_sentences(own)
            self._add(section)
        if others := found.of(""):
            self._add(writer.section(label("others", self._language), "", others))
        return answered

    @staticmethod
    def _is_answered_by(question: Question, fact: Fact, subject: Sequence[str]) -> bool:
        if question.topics:
            return bool(fact.topics & question.topics)
        return answers(f"{fact.label} : {fact.shown}", question.text, fact.citation.quote, subject)

    def _conclusions(self, found: Collected, writer: Writer) -> None:
        for n, name in enumerate(CONCLUSIONS):
            title = label(name, self._language)
            self._order.on_step("analysis", title, n, len(CONCLUSIONS))
            self._add(writer.conclusions(title, label(f"{name}_task", self._language), found.claims))

    def _facts_section(self, facts: Sequence[Fact]) -> Section:
        return Section(title=label("facts", self._language), sentences=self._as_sentences(facts))

    @staticmethod
    def _as_sentences(facts: Sequence[Fact]) -> list[Sentence]:
        """Return a sentence a value, with every place that states it."""
        grouped: dict[tuple[str, str], list[Fact]] = {}
        for fact in facts:
            grouped.setdefault((fact.id, f"{fact.key} {fact.as_of}"), []).append(fact)
        return [
            Sentence(
                text=f"{same[0].label} : {same[0].shown}",
                citations=[fact.citation for fact in same],
                state=state_of(fact.source.site for fact in same),
            )
            for same in grouped.values()
        ]

    def _plan(self) -> Section:
        """Return what to mend first, from the audit; analysis, as nobody wrote it on a page."""
        findings = [one for one in self._order.lead.findings if one.text][:MOST_FINDINGS]
        return Section(
            title=label("plan", self._language),
            sentences=[
                Sentence(
                    text=one.text,
                    kind=SentenceKind.ANALYSIS,
                    citations=[Citation(source=one.id, url=one.url, quote=one.quote)],
                )
                for one in findings
            ],
        )

    def _add(self, section: Section) -> None:
        if section.sentences:
            self._sections.append(section)
            self._order.on_section(section)


def language_of(order: Order) -> str:
    """Return the language a dossier is written in."""
    for code in (order.language, order.lead.language):
        if code[:2].lower() in LANGUAGES:
            return code[:2].lower()
    if order.questions:
        return _known(detect_language(" ".join(order.questions), ""))
    spoken = [source.language for source in order.sources if source.language in LANGUAGES]
    return max(spoken, key=spoken.count, default="fr")


def read_questions(path: Path) -> list[str]:
    """Return the questions of a file, one a line.

    Raises:
        OSError: the file cannot be read.
    """
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return [line.strip() for line in lines if re.search(r"\w", line)]


def _country(lead: DossierLead, language: str) -> str:
    """Return the country of a lead, else the one its language is most spoken in."""
    return lead.country or {"fr": "FR", "de": "DE"}.get(language, "")


def _known(code: str) -> str:
    return code if code in LANGUAGES else "fr"
