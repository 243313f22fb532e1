"""What `robots` prints: verdicts for many cases, or for one robots.txt with its faults."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from config.errors import UserFacingError
from scrapers.robots_txt import allowed, parse
from seo.robots_txt import Problem, lint


class RobotsCase(BaseModel):
    """One question: may this robot read this address, by this robots.txt? What is left out is empty."""

    model_config = ConfigDict(extra="ignore")

    id: object = None
    robots_txt: str = ""
    user_agent: str = ""
    url: str = ""

    @field_validator("robots_txt", "user_agent", "url", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return "" if value is None else value


@dataclass(frozen=True)
class RobotsReport:
    """The verdict on one address (None where none was asked), the line that gives it, and the faults."""

    allowed: bool | None
    line: int
    problems: list[Problem]

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain data for JSON."""
        faults = [
            {"line": problem.number, "text": problem.line, "message": problem.message}
            for problem in self.problems
        ]
        return {"allowed": self.allowed, "line": self.line or None, "problems": faults}

    def as_text(self) -> str:
        """Return the report for people."""
        rows = [f"line {problem.number}: {problem.message}: {problem.line}" for problem in self.problems]
        if self.allowed is not None:
            by = f" (line {self.line})" if self.line else ""
            rows.insert(0, f"{'allowed' if self.allowed else 'not allowed'}{by}")
        return "\n".join(rows or ["robots.txt is valid"])


def judge_cases(path: Path) -> Iterator[dict[str, object]]:
    """Yield one verdict for each line of a file of cases; a line that is no case gives an error in its place.

    Raises:
        UserFacingError: the file cannot be read.
    """
    for number, line in enumerate(_read(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            case = RobotsCase.model_validate_json(line)
        except ValidationError:
            reason = f"Line {number} is no case."
            remedy = "Write {id, robots_txt, user_agent, url}."
            yield {
                "id": _id_of(line),
                "error": {"code": "invalid_case", "message": reason, "remedy": remedy},
            }
            continue
        yield {"id": case.id, "allowed": allowed(case.robots_txt, case.user_agent, case.url)}


def judge_file(path: Path, user_agent: str, url: str) -> RobotsReport:
    """Return what is wrong with a robots.txt and, where an address is given, whether it may be read.

    Raises:
        UserFacingError: the file cannot be read.
    """
    text = _read(path)
    if not url:
        return RobotsReport(None, 0, lint(text))
    verdict = parse(text).rules_for(user_agent).verdict(url)
    return RobotsReport(verdict.allowed, verdict.line, lint(text))


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise UserFacingError(
            f"{path} cannot be read.", "Check its name and whether you may read it.", code="bad_file"
        ) from error


def _id_of(line: str) -> object:
    """Return the id of a line that is JSON but no case, so that its answer can be told apart."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data.get("id") if isinstance(data, dict) else None
