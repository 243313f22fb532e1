"""Task `outreach`: one first message, written from keyed facts only.

What the model returns is read tolerantly: prose (`Objet : ...`, an empty line, the body), or JSON of one
draft or of several. Nothing in it is believed: the outreach room checks every word against the facts.
"""

import contextlib
import functools
import json
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
from llm.thinking import without_thinking

_FOLDER = Path(__file__).resolve().parent.parent / "prompts"
_SUBJECT = re.compile(
    r"^[ \t#>*_]*(?:objet|sujet|subject(?: line)?|betreff(?:zeile)?)"
    r"[ \t\u00a0\u202f*_]*:[ \t*_]*(?P<subject>[^\n]*)\n?",
    re.IGNORECASE | re.MULTILINE,
)
# A subject stands at the top; further down the words are prose.
_SUBJECT_WITHIN = 300
# Keys that models write in the place of ours, as they stand in the text of an answer.
_OTHER_KEYS = (
    ("subject", re.compile(r'"(?:objet|sujet|betreff|subject_line|title|titre)"(?=\s*:)', re.IGNORECASE)),
    (
        "body",
        re.compile(r'"(?:corps|texte?|message|nachricht|content|inhalt)"(?=\s*:\s*")', re.I),
    ),
    (
        "variants",
        re.compile(r'"(?:drafts|messages|variantes|varianten|e?mails)"(?=\s*:\s*\[)', re.I),
    ),
)
_AROUND_JSON = re.compile(r"^\s*```\w*\s*|\s*```\s*$")
_BODY_VALUE = re.compile(r'"body"\s*:\s*"(?P<value>(?:[^"\\]|\\.)*)', re.DOTALL)
_SUBJECT_VALUE = re.compile(r'"subject"\s*:\s*"(?P<value>(?:[^"\\]|\\.)*)"', re.DOTALL)
_MOST_FACTS = 40
_LONGEST_FACT = 240


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


def _lines(raw: object) -> object:
    """Return a body with real line ends where a model wrote them as two letters."""
    return raw.replace("\\n", "\n") if isinstance(raw, str) else raw


def _texts(raw: object) -> list[str]:
    return [one for one in raw if isinstance(one, str)] if isinstance(raw, list) else []


class DraftAnswer(BaseModel):
    """One message as a model writes it where it is bound to a schema."""

    model_config = ConfigDict(extra="ignore")

    subject: Annotated[str, BeforeValidator(_text)] = ""
    body: Annotated[str, BeforeValidator(_lines)]
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
    """Return the drafts in an answer: those of its JSON, what of it came where it was cut, else its prose."""
    told = _with_our_keys(text)
    if "{" not in told or '"body"' not in told:
        return [_prose(text)]
    with contextlib.suppress(schemas.Unreadable):
        return schemas.read(DraftAnswers, told)[0].variants
    with contextlib.suppress(schemas.Unreadable):
        return [schemas.read(DraftAnswer, told)[0]]
    return [_cut_short(told) or _prose(text)]


def _with_our_keys(text: str) -> str:
    """Return the text of an answer with our names for the fields, and a bare list as `variants`."""
    for ours, theirs in _OTHER_KEYS:
        if f'"{ours}"' not in text:
            text = theirs.sub(f'"{ours}"', text)
    bare = _AROUND_JSON.sub("", without_thinking(text)).strip()
    return f'{{"variants": {bare}}}' if bare.startswith("[") and bare.endswith("]") else text


def _cut_short(text: str) -> DraftAnswer | None:
    """Return the subject and the body of an object that is broken or has no end."""
    found = {
        name: _decoded(match["value"]) if (match := pattern.search(text)) else ""
        for name, pattern in (("subject", _SUBJECT_VALUE), ("body", _BODY_VALUE))
    }
    return DraftAnswer.model_validate(found) if found["body"] else None


def _decoded(value: str) -> str:
    value = re.sub(r"\\u?[0-9a-fA-F]{0,3}$", "", value)
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _prose(text: str) -> DraftAnswer:
    """Return a prose draft. What stands above the subject stays in the body, where the checks see it."""
    match = _SUBJECT.search(text[:_SUBJECT_WITHIN])
    if match is None:
        return DraftAnswer(body=text.strip())
    above, below = text[: match.start()].strip(), text[match.end() :].strip()
    subject = match["subject"].strip(' \t\u00a0\u202f*_"«»“”„')
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
