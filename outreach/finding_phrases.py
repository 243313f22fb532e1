"""Findings of an audit said to the owner of the site, in their language, after « votre site »."""

import functools
from pathlib import Path

import yaml

from outreach.draft import Language


def phrase_of(finding_id: str, language: Language) -> str:
    """Return what a finding says of the site, as the rest of a sentence; empty for unknown ids."""
    return _phrases().get(finding_id, {}).get(language.value, "")


@functools.cache
def _phrases() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
    phrases: dict[str, dict[str, str]] = yaml.safe_load(text)
    return phrases
