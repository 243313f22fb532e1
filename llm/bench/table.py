"""The performance table of the README, written from the result of a bench between two markers."""

import re
from pathlib import Path

from config.atomic import write_atomically
from llm.bench.records import BenchResult, Row
from llm.errors import InvalidRequest

BEGIN = "<!-- bench: begin (written by `cli.py bench --readme`) -->"
END = "<!-- bench: end -->"
_HEAD = (
    "| Model | Task | Cases | First token | Tokens/s | Whole answer | Valid JSON | Right | Invented |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


def table(result: BenchResult) -> str:
    """Return the table with a line that names machine and day."""
    note = _cache(result)
    if result.scripted:
        note += " **A scripted server of the tests answered: these figures say nothing of a model.**"
    lines = [*_HEAD, *map(_line, result.rows), ""]
    lines.append(f"Measured on {result.at:%d %B %Y}: {result.machine.words}.{note}")
    return "\n".join(lines)


def write_into(path: Path, result: BenchResult) -> None:
    """Replace the table of a file.

    Raises:
        InvalidRequest: the file has no markers.
    """
    text = path.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise InvalidRequest(f"{path.name} has no place for the table.", f"Put {BEGIN} and {END} into it.")
    write_atomically(path, replaced(text, result).encode(), mode=0o644)


def replaced(text: str, result: BenchResult) -> str:
    """Return a text with the table between its markers."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return pattern.sub(lambda _: f"{BEGIN}\n{table(result)}\n{END}", text, count=1)


def _line(row: Row) -> str:
    cells = (
        f"`{row.served_model}`",
        row.task.replace("_", " "),
        str(row.cases) + (f" ({row.failed} failed)" if row.failed else ""),
        _number(row.first_token, " s", 2),
        _number(row.tokens_per_second, "", 0),
        _number(row.seconds, " s", 1),
        _percent(row.valid_json),
        _percent(row.fields_right_held_out if row.fields_right_held_out is not None else row.fields_right),
        f"{row.invented:.1f} a case",
    )
    return f"| {' | '.join(cells)} |"


def _cache(result: BenchResult) -> str:
    """Return in a sentence how much of the prompts of a batch the servers knew already, where they say so."""
    several = len({row.served_model for row in result.rows}) > 1
    told = []
    for row in result.rows:
        if row.cached_tokens:
            whose = f" ({row.served_model})" if several else ""
            told.append(f"{row.task.replace('_', ' ')}{whose} {_percent(row.cached_tokens)}")
    return f" Of the prompts' tokens the server knew already: {', '.join(told)}." if told else ""


def _number(value: float | None, unit: str, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}{unit}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f} %"
