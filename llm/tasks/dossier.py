"""Task `dossier`: claims with quotes from excerpts, a second model's check of them, and prose from claims.

Excerpts and claims are shown as `[id] text`, one a line, so that neither can end its own frame.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from llm.messages import Message, document
from llm.tasks.page_data import one_line
from llm.tasks.prompts import language_name, load_prompt

# A model that lists more for one question repeats itself.
MAX_CLAIMS = 60
MAX_LETTERS = 600


class FoundClaim(BaseModel):
    """One claim as a model answers it; nothing of it is believed yet."""

    model_config = ConfigDict(extra="ignore")

    claim: str = ""
    quote: str = ""
    chunk: str = ""

    @field_validator("claim", "quote", "chunk", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> str:
        return " ".join(str(value).split())[:MAX_LETTERS] if isinstance(value, (str, int, float)) else ""


class FoundClaims(BaseModel):
    """What a model found in some excerpts."""

    model_config = ConfigDict(extra="ignore")

    claims: list[FoundClaim] = Field(default_factory=list)

    @field_validator("claims", mode="after")
    @classmethod
    def _few(cls, claims: list[FoundClaim]) -> list[FoundClaim]:
        return claims[:MAX_CLAIMS]


class Supported(BaseModel):
    """Whether a quotation proves a claim."""

    supported: bool


class Contradicted(BaseModel):
    """Whether a quotation says the opposite of a claim."""

    contradicted: bool


class Polarity(StrEnum):
    """The two ways a claim is asked about; a model that says yes to everything is found out by the second."""

    SUPPORTED = "La citation prouve-t-elle cette affirmation, en tout point ?"
    CONTRADICTED = "La citation contredit-elle cette affirmation, en un point au moins ?"


def claim_messages(
    question: str, subject: str, excerpts: Iterable[tuple[str, str]], language: str
) -> list[Message]:
    """Return the messages that ask for claims about a question; `excerpts` are ids and texts."""
    prompt = load_prompt("dossier_claims")
    shown = "\n".join(f"[{name}] {one_line(text)}" for name, text in excerpts)
    asked = prompt.user.format(question=one_line(question), subject=one_line(subject) or "the business")
    return [
        {"role": "system", "content": prompt.system.replace("{language}", language_name(language))},
        {
            "role": "user",
            "content": [document(shown), {"type": "text", "text": asked}],
        },
    ]


def check_messages(key: str, claim: str, chunk: str, quote: str, polarity: Polarity) -> list[Message]:
    """Return the messages that ask whether a quotation proves, or contradicts, a claim."""
    prompt = load_prompt("dossier_check")
    shown = prompt.user.format(key=key, claim=one_line(claim), chunk=chunk, quote=one_line(quote))
    return [
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": f"{shown}\n{polarity.value}"},
    ]


def prose_messages(title: str, claims: Sequence[tuple[str, str]], language: str) -> list[Message]:
    """Return the messages that ask for a section from claims, given as keys and texts."""
    prompt = load_prompt("dossier_prose")
    asked = prompt.user.format(title=one_line(title), language=language_name(language), count=len(claims) + 1)
    return _over_claims(prompt.system, claims, asked)


def analysis_messages(
    task: str, claims: Sequence[tuple[str, str]], language: str, count: int
) -> list[Message]:
    """Return the messages that ask for conclusions from claims, at most `count` sentences."""
    prompt = load_prompt("dossier_analysis")
    asked = prompt.user.format(task=one_line(task), language=language_name(language), count=count)
    return _over_claims(prompt.system, claims, asked)


def _over_claims(system: str, claims: Sequence[tuple[str, str]], asked: str) -> list[Message]:
    shown = "\n".join(f"[{key}] {one_line(text)}" for key, text in claims)
    return [{"role": "system", "content": system}, {"role": "user", "content": f"{shown}\n\n{asked}"}]


_KEYS = re.compile(r"[\[【(]\s*(c\d+(?:\s*[,;&]?\s*(?:et|and|und)?\s*c\d+)*)\s*[\]】)]", re.IGNORECASE)
_KEYS_BEHIND = re.compile(
    rf"([.!?…]+(?:\s?[»”\"'’)])*)((?:\s*{_KEYS.pattern})+)(?:\s*[.!?…]+(?=\s|$))?", re.IGNORECASE
)


def keys_inside(prose: str) -> str:
    """Return prose with the keys that stand behind a full stop put in front of it: they end that sentence."""
    return _KEYS_BEHIND.sub(lambda match: f" {match[2].strip()}{match[1]} ", prose)


def keys_of(sentence: str) -> tuple[str, list[str]]:
    """Return a sentence without the keys it cites, and those in order, each once."""
    keys = [key.lower() for match in _KEYS.finditer(sentence) for key in re.findall(r"c\d+", match[1], re.I)]
    bare = re.sub(r"\s+(?=[.,)])", "", " ".join(_KEYS.sub("", sentence).split()))
    return bare, list(dict.fromkeys(keys))
