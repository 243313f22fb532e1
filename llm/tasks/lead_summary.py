"""Task `lead_summary`: the best opportunities in a table of leads, each line held to the rows it names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm.messages import Message, document
from llm.tasks.figures import figure_keys, figures
from llm.tasks.page_data import one_line
from llm.tasks.prompts import language_name, load_prompt
from llm.tasks.words import fold

INSTRUCTION = "Summarize the top opportunities in 10 bullets."
# Rows of one question: with the instructions they stay under half of 8,192 tokens.
TABLE_CHARACTERS = 9_000

_IDS = re.compile(r"[\[(]\s*(L\d+(?:\s*[,;&]?\s*(?:et|and|und)?\s*L\d+)*)\s*[\])]", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_NAME = re.compile(r"(?<![.!?:;]\s)(?<!^)\b[A-ZÀ-Ý][\w’'-]{2,}")


@dataclass(frozen=True)
class SummaryLine:
    """One line of a summary: its words, the leads it names, and what of it the table does not show."""

    text: str
    leads: tuple[str, ...]
    unproven: tuple[str, ...] = ()


def summary_messages(rows: Mapping[str, str], instruction: str, language: str) -> list[Message]:
    """Return the messages for one table; `rows` are lines by id, such as L3."""
    prompt = load_prompt("lead_summary")
    table = "\n".join(f"[{key}] {one_line(row)}" for key, row in rows.items())
    asked = prompt.user.format(instruction=one_line(instruction), language=language_name(language))
    return [
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": [document(table), {"type": "text", "text": asked}]},
    ]


def tables(rows: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows in tables that fit one question each."""
    parts: list[dict[str, str]] = [{}]
    size = 0
    for key, row in rows.items():
        if parts[-1] and size + len(row) > TABLE_CHARACTERS:
            parts.append({})
            size = 0
        parts[-1][key] = row
        size += len(row)
    return parts


def checked(prose: str, rows: Mapping[str, str]) -> list[SummaryLine]:
    """Return the lines of a summary; a figure or name that the rows do not show is marked, not hidden."""
    found = []
    for raw in prose.splitlines():
        line = _BULLET.sub("", raw).strip()
        ids = [one.upper() for match in _IDS.finditer(line) for one in re.findall(r"L\d+", match[1], re.I)]
        known = tuple(dict.fromkeys(one for one in ids if one in rows))
        text = re.sub(r"\s+(?=[.,)])", "", " ".join(_IDS.sub("", line).split())).strip(" ,")
        if re.search(r"\w{2}", text):
            found.append(SummaryLine(text, known, tuple(_unproven(text, ids, known, rows))))
    return found


def _unproven(text: str, ids: Sequence[str], known: Sequence[str], rows: Mapping[str, str]) -> list[str]:
    """Return what of a line its rows do not show; a line that names no lead is held to the whole table."""
    shown = " \n".join(rows[one] for one in known) or " \n".join(rows.values())
    keys = figure_keys(shown)
    missing = [one.written for one in figures(text) if (one.kind, one.key) not in keys]
    folded = fold(shown)
    missing += [name for name in _NAME.findall(text) if fold(name).strip("'’-") not in folded]
    missing += [one for one in ids if one not in rows]
    return list(dict.fromkeys(missing))
