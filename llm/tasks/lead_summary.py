"""Task `lead_summary`: the best opportunities in a table of leads, each line held to the rows it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from llm.messages import Message, document
from llm.tasks.figures import figure_keys, figures
from llm.tasks.page_data import one_line
from llm.tasks.prompts import language_name, load_prompt
from llm.tasks.words import fold

INSTRUCTION = "Summarize the top opportunities in 10 bullets."
# Rows of one question: with the instructions they stay under half of 8,192 tokens.
TABLE_CHARACTERS = 9_000

# Stands for all leads of the selection, of which the rows are the best.
ALL = "ALL"

_IDS = re.compile(r"[\[(]\s*(L\d+(?:\s*[,;&]?\s*(?:et|and|und)?\s*L\d+)*)\s*[\])]", re.IGNORECASE)
_OF_ALL = re.compile(rf"[\[(]\s*{ALL}\s*[\])]", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_NAME = re.compile(r"(?<![.!?:;]\s)(?<!^)\b[A-ZÀ-Ý][\w’'-]{2,}")


@dataclass(frozen=True)
class SummaryLine:
    """One line of a summary: its words, the leads it names, and what of it the table does not show."""

    text: str
    leads: tuple[str, ...]
    unproven: tuple[str, ...] = ()


def summary_messages(
    rows: Mapping[str, str], instruction: str, language: str, whole: str = ""
) -> list[Message]:
    """Return the messages for one table; `rows` are lines by id, such as L3, `whole` counts all leads."""
    prompt = load_prompt("lead_summary")
    lines = {ALL: whole, **rows} if whole else rows
    table = "\n".join(f"[{key}] {one_line(row)}" for key, row in lines.items())
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


def checked(prose: str, rows: Mapping[str, str], whole: str = "") -> list[SummaryLine]:
    """Return the lines of a summary; a figure or name that the rows do not show is marked, not hidden.

    A line that names leads is held to these, one about all of them to `whole` too.
    """
    found = []
    for raw in prose.splitlines():
        line, of_all = _OF_ALL.subn("", _BULLET.sub("", raw))
        ids = [one.upper() for match in _IDS.finditer(line) for one in re.findall(r"L\d+", match[1], re.I)]
        known = tuple(dict.fromkeys(one for one in ids if one in rows))
        text = re.sub(r"\s+(?=[.,)])", "", " ".join(_IDS.sub("", line).split())).strip(" ,")
        if re.search(r"\w{2}", text):
            shown = [rows[one] for one in known] or list(rows.values())
            if of_all or not ids:
                shown.append(whole)
            unproven = [*_unproven(text, " \n".join(shown)), *(one for one in ids if one not in rows)]
            found.append(SummaryLine(text, known, tuple(dict.fromkeys(unproven))))
    return found


def _unproven(text: str, shown: str) -> list[str]:
    """Return the figures and names of a line that are not shown."""
    keys = figure_keys(shown)
    missing = [one.written for one in figures(text) if (one.kind, one.key) not in keys]
    folded = fold(shown)
    return missing + [name for name in _NAME.findall(text) if fold(name).strip("'’-") not in folded]
