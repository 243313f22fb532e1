"""Prompt texts: one YAML file a task, beside the code that uses it."""

import functools
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

_FOLDER = Path(__file__).resolve().parent.parent / "prompts"

# English names of the languages a prompt may have to name.
_LANGUAGES = {
    "fr": "French",
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}


class Prompt(BaseModel):
    """The texts of one task: `system` never changes within a run, `user` carries the variables."""

    model_config = ConfigDict(frozen=True)

    system: str
    user: str


@functools.cache
def load_prompt(task: str) -> Prompt:
    """Return the prompt of a task."""
    text = (_FOLDER / f"{task}.yml").read_text(encoding="utf-8")
    texts = yaml.safe_load(text)
    return Prompt(system=texts["system"].strip(), user=texts["user"].strip())


def language_name(code: str) -> str:
    """Return the English name of a language code such as `fr` or `fr-CA`; French where it is unknown."""
    return _LANGUAGES.get(code.strip().lower()[:2], "French")
