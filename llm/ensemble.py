"""`ensemble:` of a structured task: several models read the same document, and what they say is put together.

Lists become the union of what stands in the document. Of a single value the models agree on, or of which only
one stands in the document, that is taken; where several stand there the task's own model is believed, and the
disagreement is told. Prose is never put together: see `ensemble_prose`.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from llm.auto_model import document_of, stands_in
from llm.chain import Chain, ChainJob
from llm.completion import Completion
from llm.errors import LLMError
from llm.tasks.words import fold


async def answer(job: ChainJob, others: Sequence[ChainJob]) -> Completion:
    """Return the answer of the task's own model, put together with those of the others that could answer.

    Raises:
        LLMError: the task's own chain failed.
    """
    own, *asked = await asyncio.gather(
        Chain(job).answer(), *(Chain(other).answer() for other in others), return_exceptions=True
    )
    if isinstance(own, BaseException):
        raise own
    answered: list[Completion] = []
    for one in asked:
        if isinstance(one, Completion):
            answered.append(one)
        elif not isinstance(one, LLMError):
            raise one
    own.attempts += sum(one.attempts for one in answered)
    found = [one.data for one in answered if one.data is not None]
    if own.data is None or not found:
        return own
    return put_together(own, found, document_of(job.messages))


def put_together(own: Completion, others: Sequence[BaseModel], document: str) -> Completion:
    """Return the answer with its data joined with those of other models, field by field."""
    assert own.data is not None
    ours = own.data.model_dump()
    verdict = _Verdict(document)
    for name, value in ours.items():
        theirs = [_dumped(getattr(other, name, None)) for other in others]
        if isinstance(value, list):
            ours[name] = _union([value, *(one for one in theirs if isinstance(one, list))], document)
        else:
            ours[name] = verdict.on(name, value, theirs)
    try:
        data = type(own.data).model_validate(ours)
    except ValidationError:
        return own
    update = {"data": data, "agreement": verdict.agreement, "disagreements": verdict.told}
    return own.model_copy(update=update)


class _Verdict:
    """Judges single values, and keeps count of those the models agree on."""

    def __init__(self, document: str) -> None:
        self.told: list[str] = []
        self._document = document
        self._agreed = self._compared = 0

    @property
    def agreement(self) -> float | None:
        """The share of values that were the same, None where none was compared."""
        return round(self._agreed / self._compared, 3) if self._compared else None

    def on(self, name: str, ours: Any, theirs: Sequence[Any]) -> Any:
        """Return the value to take."""
        taken = ours
        for other in theirs:
            if _is_empty(ours) and _is_empty(other):
                continue
            self._compared += 1
            if _same(ours, other):
                self._agreed += 1
            else:
                taken = _believed(taken, other, self._document)
                self.told.append(f"{name}: {_words(ours)} or {_words(other)}")
        return taken


def _union(lists: Sequence[list[Any]], document: str) -> list[Any]:
    """Return what any list has, once; of the others' texts only what stands in the document."""
    first, *rest = lists
    found = list(first)
    seen = {fold(_words(one)) for one in first}
    for one in (entry for entries in rest for entry in entries):
        value = _dumped(one)
        if fold(_words(value)) in seen or (isinstance(value, str) and not stands_in(value, document)):
            continue
        seen.add(fold(_words(value)))
        found.append(value)
    return found


def _believed(ours: Any, theirs: Any, document: str) -> Any:
    if _is_empty(ours):
        return theirs if isinstance(theirs, str) and stands_in(theirs, document) else ours
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return ours
    return theirs if stands_in(theirs, document) and not stands_in(ours, document) else ours


def _same(one: Any, other: Any) -> bool:
    return fold(_words(one)) == fold(_words(other))


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _dumped(value: Any) -> Any:
    return value.model_dump() if isinstance(value, BaseModel) else value


def _words(value: Any) -> str:
    return "nothing" if _is_empty(value) else " ".join(str(value).split())
