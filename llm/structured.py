"""Answers of a given shape: schema on the wire, checked by Pydantic, asked again once with the errors."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from llm import schemas
from llm.completion import Completion
from llm.errors import SchemaMismatch, SchemaRefused, Truncated
from llm.messages import Message
from llm.servers import Server
from llm.targets import Target

Ask = Callable[[Sequence[Message], Mapping[str, Any]], Coroutine[Any, Any, Completion]]

# The schema as grammar, any object as grammar, no grammar: what a server took last is tried first next time.
_NO_GRAMMAR = 2
_SHOWN_OF_ANSWER = 2000


async def ask_for(
    schema: type[BaseModel], messages: Sequence[Message], target: Target, known: Server, ask: Ask
) -> Completion:
    """Return a completion whose `data` is an instance of `schema`, after at most one second question.

    Raises:
        SchemaMismatch: neither answer fits; `text` holds the last one.
    """
    plain = with_instruction(messages, schemas.instruction(schema))
    asked: Sequence[Message] = plain
    requests, problem, answer = 0, "", ""
    for again in (False, True):
        try:
            done = await _ask_down_the_ladder(schema, asked, target, known, ask)
        except Truncated as error:
            requests += error.attempts
            problem, answer = "the answer was cut by max_tokens; answer with shorter values", error.text
            asked = [*plain, {"role": "user", "content": f"Keep it short: {problem}."}]
            continue
        requests += done.attempts
        try:
            done.data, repaired = schemas.read(schema, done.text)
        except schemas.Unreadable as error:
            problem, answer = str(error), done.text
            asked = [*plain, *_correction(answer, problem)]
            continue
        done.repaired = repaired or again
        done.attempts = requests
        return done
    failure = SchemaMismatch(
        f"{target.model} did not answer in the asked form: {problem}.",
        "Try again, or give this task to a larger model.",
        text=answer,
        endpoint=target.endpoint,
        model=target.model,
    )
    failure.attempts = requests
    raise failure


async def _ask_down_the_ladder(
    schema: type[BaseModel], messages: Sequence[Message], target: Target, known: Server, ask: Ask
) -> Completion:
    """Ask with the schema; a server that refuses it is asked with less, and remembered."""
    formats = [schemas.response_format(schema), schemas.ANY_OBJECT, None]
    level = known.schema_level.get(target.model, 0)
    refused = 0
    while True:
        wanted = formats[level]
        try:
            done = await ask(messages, {"response_format": wanted} if wanted else {})
        except SchemaRefused as error:
            if level == _NO_GRAMMAR:
                raise
            refused += error.attempts
            level += 1
            known.schema_level[target.model] = level
        else:
            done.attempts += refused
            return done


def with_instruction(messages: Sequence[Message], instruction: str) -> list[Message]:
    """Put the instruction behind the system text, in front of everything that changes from call to call."""
    first = messages[0] if messages else None
    if first is not None and first.get("role") == "system" and isinstance(first.get("content"), str):
        return [{"role": "system", "content": f"{first['content']}\n\n{instruction}"}, *messages[1:]]
    return [{"role": "system", "content": instruction}, *messages]


def _correction(answer: str, problem: str) -> list[Message]:
    return [
        {"role": "assistant", "content": answer[:_SHOWN_OF_ANSWER]},
        {
            "role": "user",
            "content": f"That is not valid: {problem}. Answer again with the corrected JSON object only.",
        },
    ]
