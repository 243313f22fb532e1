"""The texts of follow-up messages, from templates/sequence.yml."""

import functools
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from outreach.draft import Language


class Line(BaseModel):
    """A paragraph, and the slots it needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    needs: list[str] = []


class StepTexts(BaseModel):
    """One follow-up: the first paragraph that can be filled is used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str
    says: list[Line]
    ask: str


class SequenceTexts(BaseModel):
    """The follow-ups of one language, and what each step adds in the analyst's words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adds: list[str]
    steps: dict[int, StepTexts]


@functools.cache
def step_texts(language: Language) -> SequenceTexts:
    """Return the texts of a language."""
    data = yaml.safe_load((Path(__file__).parent / "templates" / "sequence.yml").read_text(encoding="utf-8"))
    return SequenceTexts.model_validate(data[language.value])
