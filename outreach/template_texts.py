"""The texts of templates/*.yml, read once and checked for shape."""

import functools
import re
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from llm.tasks.words import fold
from outreach.draft import Angle, Language, Tone

_FOLDER = Path(__file__).parent / "templates"
GENERIC = "generic"


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TradeAngle(_Texts):
    """What one angle says to one trade; only a question has an `ask` of its own."""

    subject: str
    hook: str
    ask: str = ""


class Trade(_Texts):
    """A trade: who comes there, what for, and what each angle says."""

    people: str
    people_of: str = ""
    need: str
    problem: TradeAngle
    proof: TradeAngle
    question: TradeAngle

    def angle(self, angle: Angle) -> TradeAngle:
        """Return what an angle says."""
        return {Angle.PROBLEM: self.problem, Angle.PROOF: self.proof, Angle.QUESTION: self.question}[angle]


class LetterTexts(_Texts):
    """What a letter has beyond a mail."""

    greeting_any: str
    sign_off: str
    more: dict[Angle, str]
    reach: str


class CallTexts(_Texts):
    """The lines of a call script."""

    opening: list[str]
    origin: str
    reason: str
    question: str
    agreed: str
    refused: str
    voicemail: str


class TemplateTexts(_Texts):
    """All texts of one language. Of a list of lines the first that can be filled is used."""

    sign_off: dict[Tone, str]
    trades: dict[str, Trade]
    about: dict[Angle, list[str]]
    offer: dict[Angle, list[str]]
    ask: dict[Angle, dict[Tone, str]]
    origin: list[str]
    origin_letter: list[str]
    origin_call: list[str]
    objection: str
    objection_letter: str
    objection_sms: str
    short: dict[Angle, list[str]]
    letter: LetterTexts
    call: CallTexts


@functools.cache
def template_texts(language: Language) -> TemplateTexts:
    """Return the texts of a language."""
    text = (_FOLDER / f"{language.value}.yml").read_text(encoding="utf-8")
    return TemplateTexts.model_validate(yaml.safe_load(text))


def trade_key(trade: str) -> str:
    """Return which of the trades a record's words belong to; `generic` where none does."""
    known = _beginnings()
    folded = fold(trade)
    if folded.strip() in known:
        return folded.strip()
    for word in re.findall(r"[^\W_]+", folded):
        for key, beginnings in known.items():
            if word.startswith(beginnings):
                return key
    return GENERIC


@functools.cache
def _beginnings() -> dict[str, tuple[str, ...]]:
    data = yaml.safe_load((_FOLDER / "trades.yml").read_text(encoding="utf-8"))
    return {key: tuple(words.split()) for key, words in data.items()}
