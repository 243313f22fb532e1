"""`ensemble:` of a task that writes: the large model writes variants, rules and the small model pick one.

Drafts are never mixed, and a weaker model's text is never taken: it lowers the better one's. Rules go first;
where they leave several, the small model compares these in both orders, since small models favour a place.
A pick that changes with the order is none, and the first of the best stays.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import BaseModel

from llm.chain import Chain, ChainJob
from llm.completion import Completion
from llm.doctor_words import REPETITIVE, repetition
from llm.errors import LLMError
from llm.messages import Message, content_parts
from llm.tasks.figures import figure_keys, unsupported
from llm.tasks.pick import LETTERS, pick_messages, pick_schema, picked
from llm.tasks.words import fold

VARIANTS = 3
# Tasks whose answers are prose, though they may be bound to a schema.
WRITING = frozenset({"outreach"})
_TIERS = {"starter": 0, "small": 1, "large": 2}
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
_PICK_TOKENS = 200


def is_prose(job: ChainJob) -> bool:
    """Tell whether the answer of a job is prose."""
    return job.schema is None or job.route.task in WRITING


async def answer(job: ChainJob, others: Sequence[ChainJob]) -> Completion:
    """Return one variant of the model of the highest tier, picked by rules and by the other models.

    Raises:
        LLMError: that model's chain failed.
    """
    writer, *pickers = sorted((replace(job, emit=None), *others), key=_tier, reverse=True)
    if writer.route.model != job.route.model:
        # The task's own chain is what answers where the larger model cannot.
        writer = replace(writer, route=replace(writer.route, chain=(*writer.route.chain, *job.route.chain)))
    variants = await _written(writer)
    best = least_faulty(variants, job.messages)
    place = await _voted(best, job.messages, pickers) if len(best) > 1 else 0
    chosen = best[place]
    done = chosen.model_copy(update={"attempts": sum(one.attempts for one in variants)})
    if job.emit is not None:
        job.emit(done.text)
    return done


def least_faulty(variants: Sequence[Completion], messages: Sequence[Message]) -> list[Completion]:
    """Return the variants that rules find the fewest faults in, each text once."""
    known = "\n".join(str(part.get("text", "")) for one in messages for part in content_parts(one))
    counts = [(len(faults(words_of(one), known)), one) for one in variants]
    fewest = min(count for count, _ in counts)
    return list({one.text: one for count, one in counts if count == fewest}.values())


def faults(text: str, known: str) -> list[str]:
    """Return what rules find wrong with a text that was to say nothing but what is known."""
    found = []
    if repetition(fold(text).split()) > REPETITIVE:
        found.append("repeats itself")
    shown = figure_keys(known)
    found += [f"invents {one}" for part in _SENTENCE.split(text) for one in unsupported(part, shown)]
    return found


def words_of(done: Completion) -> str:
    """Return the words of an answer, without the keys of one that is bound to a schema."""
    return "\n".join(_texts(done.data.model_dump())) if done.data is not None else done.text


async def _written(job: ChainJob) -> list[Completion]:
    """Ask for the variants side by side; the first failure is raised where none came."""
    jobs = [replace(job, overrides={**job.overrides, "seed": seed}) for seed in range(1, VARIANTS + 1)]
    results = await asyncio.gather(*(Chain(one).answer() for one in jobs), return_exceptions=True)
    written = [one for one in results if isinstance(one, Completion)]
    for one in results:
        if isinstance(one, BaseException) and (not isinstance(one, LLMError) or not written):
            raise one
    return written


async def _voted(best: Sequence[Completion], messages: Sequence[Message], pickers: list[ChainJob]) -> int:
    """Return the place of the variant the first picker prefers in both orders, 0 where there is none."""
    shown = [words_of(one) for one in best][: len(LETTERS)]
    instructions = "\n".join(str(part.get("text", "")) for one in messages for part in content_parts(one))
    for picker in pickers:
        try:
            first, second = await asyncio.gather(
                _pick(picker, instructions, shown), _pick(picker, instructions, shown[::-1])
            )
        except LLMError:
            continue
        if first is not None and second is not None and first == len(shown) - 1 - second:
            return first
        return 0
    return 0


async def _pick(job: ChainJob, instructions: str, shown: Sequence[str]) -> int | None:
    schema: type[BaseModel] = pick_schema(len(shown))
    overrides = {"temperature": 0.0, "max_tokens": _PICK_TOKENS}
    messages = pick_messages(instructions, shown)
    asked = replace(
        job, messages=messages, schema=schema, overrides=overrides, emit=None, doubt=None, escalates=False
    )
    done = await Chain(asked).answer()
    return picked(done.data, len(shown))


def _tier(job: ChainJob) -> int:
    return _TIERS.get(job.route.chain[0].target.tier, 1)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
