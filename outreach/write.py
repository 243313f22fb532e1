"""Variants written by a model, one stream each, repaired once where a check fails; else templates."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from llm.calls import OnPhase
from llm.completion import Completion
from llm.errors import AllModelsFailed, BadAnswer, Cancelled, LLMError
from llm.messages import Message as Turn
from llm.router import TaskRouter
from llm.tasks.outreach import (
    DraftAnswer,
    KeyedFact,
    OutreachInput,
    outreach_messages,
    read_answer,
    repair_messages,
)
from outreach.checks import BLOCKING, Message, run_checks
from outreach.compose import Composed, all_checked, from_templates, template_draft, wanted_angles
from outreach.draft import Angle, Channel, CheckResult, Draft, Language, Status, WhyTemplate, WrittenBy
from outreach.facts import Fact, FactBook
from outreach.fill import closing_lines
from outreach.finding_phrases import phrase_of
from outreach.fixes import all_fixed
from outreach.greeting import greeting_of
from outreach.request import OutreachRequest
from outreach.wording import sentences

TASK = "outreach"
# What a message has no use for, or code adds.
_NOT_TOLD = ("email", "phone", "street", "postcode", "siren", "siret", "vat", "source")
# A model cannot mend these: they are about the lead.
_NOT_THE_TEXT = frozenset({"O-LAW", "O-SUPPRESS", "O-TRACE"})
# Code mends these at a click; a second answer would cost more than it mends.
_LEFT_TO_CODE = frozenset({"O-TYPO-FR", "O-OPTOUT"})
# No message has more; a model that never stops must not keep the checks busy.
_LONGEST_BODY = 10_000
_WITH_SUBJECT = {Channel.EMAIL, Channel.LETTER}
_SITE = {Language.FR: "votre site", Language.EN: "your website", Language.DE: "Ihre Website"}
OnPiece = Callable[[Angle, str], None]


@dataclass
class Writing:
    """How a run is watched and stopped."""

    on_piece: OnPiece | None = None
    on_phase: OnPhase | None = None
    cancel: threading.Event | None = None


def from_model(
    request: OutreachRequest, router: TaskRouter, writing: Writing | None = None, *, fix: bool = False
) -> Composed:
    """Return variants written by the model of the task, and by templates where none answers.

    A lead on the suppression list is not shown to any model. With `fix` the one-click fixes are applied.
    """
    writing = writing or Writing()
    if request.lead.suppressed:
        composed = from_templates(request, writing.cancel, WhyTemplate.SUPPRESSED)
        composed.notes.append("The lead is on the suppression list: no model was asked.")
        return composed
    book = FactBook.of(request.lead, request.sender)
    run = _Run(request, book, router, writing)
    drafts = run.drafts()
    if fix:
        drafts = fix_all(drafts, request, book)
    return Composed(all_checked(drafts, request, book, writing.cancel), run.notes)


def rewrite(
    request: OutreachRequest,
    angle: Angle,
    others: Sequence[Draft],
    router: TaskRouter,
    writing: Writing | None = None,
) -> tuple[Draft, list[str]]:
    """Return one variant written again, unlike the others, and notes about it."""
    book = FactBook.of(request.lead, request.sender)
    run = _Run(request, book, router, writing or Writing())
    return run.one(angle, others), run.notes


def fix_all(drafts: Sequence[Draft], request: OutreachRequest, book: FactBook) -> list[Draft]:
    """Return the drafts with every one-click fix applied."""
    found = []
    for draft in drafts:
        message = Message(draft, request, book)
        found.append(all_fixed(message, run_checks(message)))
    return found


@dataclass
class _Run:
    """One task given to the model: an answer a variant, then at most one repair each."""

    request: OutreachRequest
    book: FactBook
    router: TaskRouter
    writing: Writing
    notes: list[str] = field(default_factory=list)
    gone: bool = False
    why: WhyTemplate = WhyTemplate.NO_MODEL

    def drafts(self) -> list[Draft]:
        """Return a draft for each angle."""
        angles = wanted_angles(self.request)
        written: list[tuple[Draft, str]] = []
        for angle in angles:
            taken = {draft.angle for draft, _ in written}
            if self.gone:
                break
            if angle in taken:
                continue
            written += self._asked(
                angle,
                [draft for draft, _ in written],
                [angle, *(one for one in angles if one not in {*taken, angle})],
            )
        drafts = [draft for draft, _ in written]
        for n, (draft, text) in enumerate(written):
            drafts[n] = self._repaired(draft, text, drafts[:n])
        for angle in angles:
            if angle not in {draft.angle for draft in drafts}:
                drafts.append(self._template(angle, drafts))
        return sorted(drafts, key=lambda draft: angles.index(draft.angle))

    def one(self, angle: Angle, others: Sequence[Draft]) -> Draft:
        """Return one draft, from a template where no model answers."""
        written = self._asked(angle, others, [angle])
        if not written:
            return self._template(angle, others)
        return self._repaired(*written[0], others)

    def _template(self, angle: Angle, others: Sequence[Draft]) -> Draft:
        draft = template_draft(self.request, self.book, angle, others)
        return draft.model_copy(update={"why_template": self.why})

    def _asked(
        self, angle: Angle, others: Sequence[Draft], open_angles: Sequence[Angle]
    ) -> list[tuple[Draft, str]]:
        """Return the drafts of one answer, each with its text: one, or as many as were given."""
        answered = self._stream(angle, outreach_messages(self._input(angle, others)))
        if answered is None:
            return []
        done, text = answered
        answers = read_answer(text)
        placed = _placed(answers, open_angles)
        return [(self._draft(answer, one, done), text) for answer, one in placed]

    def _repaired(self, draft: Draft, text: str, others: Sequence[Draft]) -> Draft:
        """Return the draft, or what the model made of it when told its faults, whichever has fewer."""
        if self.gone:
            return draft
        faults = self._faults(draft, others)
        if all(result.id in _LEFT_TO_CODE for result in faults):
            return draft
        told = [_told(result) for result in faults]
        turns = repair_messages(self._input(draft.angle, others), text, told)
        answered = self._stream(draft.angle, turns)
        if answered is None:
            return draft
        done, again = answered
        answers = read_answer(again)
        answer = next((one for one in answers if one.angle == draft.angle.value), answers[0])
        better = self._draft(answer, draft.angle, done).model_copy(update={"repaired": True})
        return better if _weight(self._faults(better, others)) < _weight(faults) else draft

    def _stream(self, angle: Angle, turns: list[Turn]) -> tuple[Completion | None, str] | None:
        """Return completion and text of one answer; None where no model can give one, which is noted once."""
        pieces: list[str] = []
        try:
            stream = self.router.stream(
                TASK, turns, cancel=self.writing.cancel, on_phase=self.writing.on_phase
            )
            for piece in stream:
                pieces.append(piece)
                if self.writing.on_piece is not None:
                    self.writing.on_piece(angle, piece)
        except Cancelled:
            self.gone, self.why = True, WhyTemplate.STOPPED
            self.notes.append("Stopped: what was not written yet comes from templates.")
            return None
        except LLMError as error:
            # A bad answer is bad luck; where no server answers the next question has none either.
            causes = error.causes if isinstance(error, AllModelsFailed) else [error]
            self.gone = not any(isinstance(cause, BadAnswer) for cause in causes)
            self.why = WhyTemplate.NO_MODEL if self.gone else WhyTemplate.BAD_ANSWER
            note = f"Written from templates: {error.message} {error.remedy}".strip()
            self.notes += [note] if note not in self.notes else []
            return None
        return stream.completion, "".join(pieces)

    def _input(self, angle: Angle, others: Sequence[Draft]) -> OutreachInput:
        request = self.request
        has_closing = request.channel not in {Channel.LINKEDIN, Channel.CALL_SCRIPT}
        return OutreachInput(
            language=request.language.value,
            channel=request.channel.value,
            tone=request.tone.value,
            angle=angle.value,
            facts=[
                KeyedFact(key=fact.key, text=self._said(fact))
                for fact in self.book.facts
                if not fact.key.startswith(_NOT_TOLD)
            ],
            greeting=greeting_of(request),
            closing="\n".join(closing_lines(request, self.book)) if has_closing else "",
            has_subject=request.channel in _WITH_SUBJECT,
            avoid=[runs[1].text for other in others if len(runs := sentences(other.body)) > 1],
        )

    def _said(self, fact: Fact) -> str:
        """Return a fact as the model is told it; findings in our words where we have some."""
        phrase = phrase_of(fact.key, self.request.language)
        return f"{_SITE[self.request.language]} {phrase}" if phrase and fact.is_prose else fact.text

    def _draft(self, answer: DraftAnswer, angle: Angle, done: Completion | None) -> Draft:
        body = answer.body.strip().replace("\r\n", "\n")[:_LONGEST_BODY]
        return Draft(
            angle=angle,
            subject=answer.subject if self.request.channel in _WITH_SUBJECT else "",
            body=body,
            cta=answer.cta or _question_of(body),
            facts_used=[key for key in answer.facts_used if self.book.get(key)],
            written_by=WrittenBy.MODEL,
            model=done.served_model if done else "",
            endpoint=done.endpoint if done else "",
            fallback_reason=(done.fallback_reason or "") if done else "",
        )

    def _faults(self, draft: Draft, others: Sequence[Draft]) -> list[CheckResult]:
        results = run_checks(Message(draft, self.request, self.book, others))
        return [one for one in results if one.status is Status.FAIL and one.id not in _NOT_THE_TEXT]


def _placed(answers: Sequence[DraftAnswer], open_angles: Sequence[Angle]) -> list[tuple[DraftAnswer, Angle]]:
    """Return answers with the angle each is for: the one it names where that is free, else the next."""
    free = list(open_angles)
    if len(answers) == 1:
        return [(answers[0], free[0])] if free else []
    placed = []
    for answer in answers:
        if not free:
            break
        angle = next((one for one in free if one.value == answer.angle), free[0])
        free.remove(angle)
        placed.append((answer, angle))
    return placed


def _told(result: CheckResult) -> str:
    return f"{result.id}: {result.detail}"


def _weight(results: Sequence[CheckResult]) -> tuple[int, int]:
    return sum(one.id in BLOCKING for one in results), len(results)


def _question_of(body: str) -> str:
    """Return the last question of a body; empty where it asks nothing."""
    return next((run.text for run in reversed(sentences(body)) if run.text.rstrip(' »”"').endswith("?")), "")
