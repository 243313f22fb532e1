"""Task of a small model: which of several answers to the same instructions is the best."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, WithJsonSchema, create_model

from llm.messages import Message
from llm.tasks.page_data import as_data
from llm.tasks.prompts import load_prompt

LETTERS = "ABCDEF"
_LONGEST_INSTRUCTIONS, _LONGEST_ANSWER = 1500, 2400


def pick_messages(instructions: str, answers: Sequence[str]) -> list[Message]:
    """Return the messages that show the answers under letters, in their order."""
    prompt = load_prompt("pick")
    asked = prompt.user.replace("{instructions}", as_data(instructions[:_LONGEST_INSTRUCTIONS]))
    shown = "\n\n".join(
        f"Answer {letter}:\n{as_data(answer[:_LONGEST_ANSWER])}"
        for letter, answer in zip(LETTERS, answers, strict=False)
    )
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": f"{asked}\n\n{shown}"}]


def pick_schema(count: int) -> type[BaseModel]:
    """Return the schema of a pick among so many answers; the reason stands first, so that it comes first."""
    closed: Any = Annotated[str, WithJsonSchema({"type": "string", "enum": list(LETTERS[:count])})]
    fields: dict[str, Any] = {"reason": (str, ""), "best": (closed, ...)}
    return create_model("Pick", **fields)


def picked(answer: BaseModel | None, count: int) -> int | None:
    """Return the place of the answer picked, None where it names none."""
    letter = str(getattr(answer, "best", "")).strip().upper()[:1]
    place = LETTERS.find(letter) if letter else -1
    return place if 0 <= place < count else None
