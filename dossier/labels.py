"""Headings and fixed words of a dossier, in French, German and English."""

import functools
from pathlib import Path

import yaml


def label(name: str, language: str) -> str:
    """Return a heading or a fixed text in a language, in French where that is another one."""
    texts = _texts()[name]
    return texts.get(language[:2].lower(), texts["fr"])


@functools.cache
def fact_labels() -> dict[str, dict[str, str]]:
    """Return what typed facts are called, by their id and the language."""
    data = yaml.safe_load((Path(__file__).parent / "fact_labels.yml").read_text(encoding="utf-8"))
    return {name: dict(texts) for name, texts in data.items()}


@functools.cache
def _texts() -> dict[str, dict[str, str]]:
    data = yaml.safe_load((Path(__file__).parent / "wording.yml").read_text(encoding="utf-8"))
    return {name: dict(texts) for name, texts in data.items()}
