"""`model: auto`: the small model where it is good enough, the large one where it is not.

Before asking, the kind and size of the work and the last bench decide; after it, an answer of the small model
that fails its schema, its evidence or its prose is given to the large one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from llm.bench import keep
from llm.bench.records import Row
from llm.completion import Completion
from llm.doctor_words import REPETITIVE, repetition
from llm.messages import Message, content_parts
from llm.servers import CHARS_PER_TOKEN
from llm.targets import DEFAULT_CONTEXT
from llm.tasks.figures import figure_keys, unsupported
from llm.tasks.words import fold

SMALL, LARGE = "small_model", "large_model"
# The share of the large model's quality that the small one must have shown in the bench.
_AS_GOOD = 0.95
# The share of its answers that have to be good enough, or asking it first costs more than it saves.
_MOST = 0.5
# Where no bench has chosen a threshold: half of what is said must stand in the document.
_EVIDENCE = 0.5
# A prompt may fill half of the context; what is longer would be shortened for the small model.
_PROMPT_SHARE = 0.5
_WRITING = frozenset({"lead_summary", "outreach", "dossier"})
# Tasks without cases of their own stand near to one that has them.
BENCH_TASK = {"answer": "extraction", "dossier": "lead_summary"}
_LEAST_DOCUMENT = 200
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")


def first_choice(task: str, config: Mapping[str, Any], messages: Sequence[Message]) -> str:
    """Return the alias of the model to ask first."""
    models = config["models"]
    if LARGE not in models or SMALL not in models:
        return SMALL if SMALL in models else LARGE
    context = int(models[SMALL].get("context") or DEFAULT_CONTEXT)
    if len(_prompt(messages)) / CHARS_PER_TOKEN > context * _PROMPT_SHARE:
        return LARGE
    measured = BENCH_TASK.get(task, task)
    small = keep.last_row(str(models[SMALL].get("id")), measured)
    large = keep.last_row(str(models[LARGE].get("id")), measured)
    if small is None or large is None:
        return LARGE if task in _WRITING else SMALL
    # An answer that has to be asked for twice costs more than the small model saves.
    good = _as_good(small, large)
    return SMALL if good or (task not in _WRITING and small.fields_right > 0.5) else LARGE


def _as_good(small: Row, large: Row) -> bool:
    """Tell whether what is kept of the small answers is as right as the large ones, and most is kept."""
    kept = small.threshold
    if kept is None:
        return small.fields_right >= _AS_GOOD * large.fields_right
    return kept.quality >= _AS_GOOD * large.fields_right and kept.kept >= _MOST


def threshold_for(task: str, model: str) -> float:
    """Return the least evidence of a good answer, as the last bench of the model has chosen it."""
    row = keep.last_row(model, BENCH_TASK.get(task, task))
    return row.threshold.evidence if row is not None and row.threshold is not None else _EVIDENCE


def doubt(done: Completion, messages: Sequence[Message], threshold: float) -> str | None:
    """Return why an answer of the small model is not good enough, None where it is."""
    if done.data is not None:
        return _data_doubt(done.data, document_of(messages), threshold)
    words = fold(done.text).split()
    if repetition(words) > REPETITIVE:
        return "The small model repeats itself."
    shown = figure_keys(_prompt(messages))
    invented = [figure for sentence in _SENTENCE.split(done.text) for figure in unsupported(sentence, shown)]
    return f"The small model invents a figure ({invented[0]})." if invented else None


def evidence(data: BaseModel, document: str) -> float | None:
    """Return the share of what the data says that stands in the document, None where it says nothing.

    Where the data quotes, its quotes are held to the document and its own words are not.
    """
    said = list(_texts(data.model_dump(), ""))
    quotes = [text for key, text in said if key == "quote" or key.endswith("_quote")]
    held = [words for text in quotes or [text for _, text in said] if len(words := fold(text).strip()) > 1]
    if not held:
        return None
    return sum(stands_in(words, document) for words in held) / len(held)


def stands_in(text: str, document: str) -> bool:
    """Tell whether a text stands in a document, whatever the case, accents and blanks."""
    return " ".join(fold(text).split()) in " ".join(fold(document).split())


def _data_doubt(data: BaseModel, document: str, threshold: float) -> str | None:
    if len(document) < _LEAST_DOCUMENT:
        return None
    share = evidence(data, document)
    if share is None:
        return "The small model found nothing in the text."
    if share < threshold:
        return f"Only {100 * share:.0f} % of what the small model says stands in the text."
    return None


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)


def _prompt(messages: Sequence[Message]) -> str:
    parts = (part for message in messages for part in content_parts(message))
    return "\n".join(str(part.get("text", "")) for part in parts)


def document_of(messages: Sequence[Message]) -> str:
    """Return the text of the page in the messages, without the marks that stand before its lines."""
    parts = (part for message in messages for part in content_parts(message))
    texts = [str(part.get("text", "")) for part in parts if part.get("may_shorten")]
    return "\n".join(line.removeprefix("> ") for text in texts for line in text.splitlines())
