"""Task `outreach`: one first message, written from keyed facts only.

What the model returns is read tolerantly: prose (`Objet : ...`, an empty line, the body), or JSON of one
draft or of several. Nothing in it is believed: the outreach room checks every word against the facts.
"""

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from llm import schemas
from llm.messages import Message, document
from llm.tasks.page_data import as_data, one_line
from llm.tasks.prompts import language_name

_FOLDER = Path(__file__).resolve().parent.parent / "prompts"
_SUBJECT = re.compile(
    r"^[ \t]*(?:\*\*)?(?:objet|subject|betreff)(?:\*\*)?\s*:[ \t]*(?P<subject>[^\n]*)\n?",
    re.IGNORECASE | re.MULTILINE,
)
# A subject stands at the top; further down the words are prose.
_SUBJECT_WITHIN = 300
_MOST_FACTS = 40
_LONGEST_FACT = 240


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


def _texts(raw: object) -> list[str]:
    return [one for one in raw if isinstance(one, str)] if isinstance(raw, list) else []


class DraftAnswer(BaseModel):
    """One message as a model writes it where it is bound to a schema."""

    model_config = ConfigDict(extra="ignore")

    subject: Annotated[str, BeforeValidator(_text)] = ""
    body: str
    cta: Annotated[str, BeforeValidator(_text)] = ""
    angle: Annotated[str, BeforeValidator(_text)] = ""
    facts_used: Annotated[list[str], BeforeValidator(_texts)] = Field(default_factory=list)


class DraftAnswers(BaseModel):
    """Several messages in one answer."""

    model_config = ConfigDict(extra="ignore")

    variants: list[DraftAnswer] = Field(min_length=1)


class KeyedFact(BaseModel):
    """A fact the model may state, and the key it goes by."""

    key: str
    text: str


class OutreachInput(BaseModel):
    """What the model is told: the facts, how to write, and what other variants have said already."""

    language: str
    channel: str
    tone: str
    angle: str
    facts: list[KeyedFact]
    greeting: str
    closing: str = ""
    has_subject: bool = True
    avoid: list[str] = Field(default_factory=list)


def outreach_messages(given: OutreachInput) -> list[Message]:
    """Return the messages for one draft. What changes between variants stands at the end."""
    prompt, words = _prompt(), _words()
    facts = "\n".join(
        f"[{one_line(fact.key)}] {one_line(fact.text)[:_LONGEST_FACT]}" for fact in given.facts[:_MOST_FACTS]
    )
    avoid = "; ".join(one_line(sentence) for sentence in given.avoid)
    wanted = prompt["user"].format(
        language=language_name(given.language),
        tone=words["tone"][given.tone],
        length=words["length"][given.channel],
        greeting=given.greeting,
        closing=f"End with this closing, word for word:\n{given.closing}"
        if given.closing
        else "Add no closing.",
        shape=_shape(given),
        angle=words["angle"][given.angle],
        avoid=f"Other messages begin like this; do not repeat them: {avoid}" if avoid else "",
    )
    return [
        {"role": "system", "content": prompt["system"].format(form=words["form"][given.language]).strip()},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Facts:"},
                document(as_data(facts) or "> nothing is known"),
                {"type": "text", "text": wanted.strip()},
            ],
        },
    ]


def repair_messages(given: OutreachInput, written: str, faults: Sequence[str]) -> list[Message]:
    """Return the messages that ask for the same draft without its faults."""
    told = "\n".join(f"- {one_line(fault)}" for fault in faults)
    asked = _prompt()["repair"].format(
        faults=told, language=language_name(given.language), shape=_shape(given)
    )
    return [
        *outreach_messages(given),
        {"role": "assistant", "content": written},
        {"role": "user", "content": asked.strip()},
    ]


def read_answer(text: str) -> list[DraftAnswer]:
    """Return the drafts in an answer: those of its JSON, else its prose as one."""
    if "{" in text and '"body"' in text:
        for model in (DraftAnswers, DraftAnswer):
            try:
                data, _ = schemas.read(model, text)
            except schemas.Unreadable:
                continue
            return (
                data.variants
                if isinstance(data, DraftAnswers)
                else [data]
                if isinstance(data, DraftAnswer)
                else []
            )
    return [_prose(text)]


def _prose(text: str) -> DraftAnswer:
    """Return a prose draft. What stands above the subject stays in the body, where the checks see it."""
    match = _SUBJECT.search(text[:_SUBJECT_WITHIN])
    if match is None:
        return DraftAnswer(body=text.strip())
    above, below = text[: match.start()].strip(), text[match.end() :].strip()
    subject = match["subject"].strip().strip("*").strip()
    return DraftAnswer(subject=subject, body=f"{above}\n\n{below}".strip())


def _shape(given: OutreachInput) -> str:
    if not given.has_subject:
        return "Answer with the message only."
    label = _words()["subject_label"][given.language].strip()
    return (
        f"Answer with “{label}” and a subject of 2 to 7 words, an empty line, then the message. Nothing else."
    )


@functools.cache
def _prompt() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load((_FOLDER / "outreach.yml").read_text(encoding="utf-8"))
    return texts


@functools.cache
def _words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = yaml.safe_load(
        (_FOLDER / "outreach_words.yml").read_text(encoding="utf-8")
    )
    return words
