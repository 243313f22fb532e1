"""The cases: invented businesses, what a task is asked about them, and what a right answer holds."""

import functools
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from llm.messages import Message
from llm.tasks.audit import AuditInput, Remarks, audit_messages
from llm.tasks.classification import ClassificationInput, classification_messages, schema_for
from llm.tasks.extraction import ExtractionInput, Shape, extraction_messages, shape_of
from llm.tasks.lead_summary import INSTRUCTION, summary_messages
from llm.tasks.outreach import KeyedFact, OutreachInput, outreach_messages

TASKS = ("extraction", "audit", "lead_summary", "outreach")
# A batch of these shows how much of the prompts a server knows already.
ALL_TASKS = (*TASKS, "classification")
_FOLDER = Path(__file__).resolve().parent / "cases"
_QUESTION = "Who is it, what do they do, where, and at what price?"
_LANGUAGE = "fr"


class Case(BaseModel):
    """One question to a model. `known`: for each thing asked for, the words any of which show it."""

    id: str
    task: str
    title: str = ""
    text: str = ""
    trade: str = ""
    rows: dict[str, str] = Field(default_factory=dict)
    facts: dict[str, str] = Field(default_factory=dict)
    angle: str = "problem"
    known: dict[str, list[str]]

    @property
    def is_held_out(self) -> bool:
        """Whether the case belongs to the half on which figures are reported, not chosen."""
        return int(self.id.rsplit("-", 1)[-1]) % 2 == 0


@functools.cache
def cases_of(task: str) -> tuple[Case, ...]:
    """Return the cases of a task, in the order of their file; classification reads those of extraction."""
    if task == "classification":
        return tuple(_trade_of(case) for case in cases_of("extraction"))
    lines = (_FOLDER / f"{task}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Case.model_validate_json(line) for line in lines)


def spread(cases: Sequence[Case], most: int | None) -> list[Case]:
    """Return at most so many cases, as many of either half as can be."""
    if most is None or most >= len(cases):
        return list(cases)
    halves = [[one for one in cases if one.is_held_out is held_out] for held_out in (True, False)]
    return [*halves[0][: (most + 1) // 2], *halves[1][: most // 2]]


def messages_of(case: Case, *, lists: bool = True) -> list[Message]:
    """Return what the task's own prompt makes of a case."""
    if case.task == "extraction":
        given = ExtractionInput(question=_QUESTION, title=case.title, text=case.text)
        return extraction_messages(given, shape_for(lists=lists))
    if case.task == "classification":
        return classification_messages(
            ClassificationInput(site=f"{case.id}.example", text=case.text, trades=trades_of(case))
        )
    if case.task == "audit":
        return audit_messages(AuditInput(text=case.text, trade=case.trade, language=_LANGUAGE))
    if case.task == "lead_summary":
        return summary_messages(case.rows, INSTRUCTION, _LANGUAGE)
    return outreach_messages(_outreach_input(case))


def schema_of(case: Case, *, lists: bool = True) -> type[BaseModel] | None:
    """Return the shape an answer must have, None for prose."""
    if case.task == "extraction":
        return shape_for(lists=lists).schema
    if case.task == "classification":
        return schema_for(trades_of(case), lists=lists)
    return Remarks if case.task == "audit" else None


def trades_of(case: Case) -> tuple[str, ...]:
    """Return the trades a page might be of: its own, and two that stand beside it in the cases."""
    every = list(dict.fromkeys(one.known["trade"][0] for one in cases_of("extraction")))
    own = every.index(case.known["trade"][0])
    return tuple(sorted({every[(own + step) % len(every)] for step in (0, 1, 5)}))


def _trade_of(case: Case) -> Case:
    number = case.id.rsplit("-", 1)[-1]
    own = {
        "id": f"classification-{number}",
        "task": "classification",
        "known": {"trade": case.known["trade"]},
    }
    return case.model_copy(update=own)


@functools.cache
def shape_for(*, lists: bool) -> Shape:
    """Return the shape of extraction; the smallest models are not asked for lists."""
    return shape_of(lists=lists)


def _outreach_input(case: Case) -> OutreachInput:
    return OutreachInput(
        language=_LANGUAGE,
        channel="email",
        tone="professional",
        angle=case.angle,
        facts=[KeyedFact(key=key, text=text) for key, text in case.facts.items()],
        greeting="Bonjour,",
        closing=f"Cordialement,\n{case.facts['sender_name']}",
    )
