"""Leads from the command line: in, looked at, out, erased, backed up and put back."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app

ROWS = """name,website,emails,phones,street,postcode,city,country,notes
Fuites,https://fuites.example,contact@fuites.example,'+33199001122,1 rue,33000,Bordeaux,FR,hi
'=2+2,,b@gmail.com,,,,,,
,,,,,,,,only a note
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("LEADHUNTER_DATABASE_URL", raising=False)
    (tmp_path / "in.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.stdout


def asked(*arguments: object, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json", code=code))
    return found


def test_in_and_out_again(data: Path) -> None:
    told = asked("import", data / "in.csv")
    assert (told["rows"], told["new"], [one["row"] for one in told["rejected"]]) == (3, 2, [4])
    assert "0 new leads, 2 known, 1 rows left out" in run("import", data / "in.csv")
    for form in ("csv", "xlsx", "json", "jsonl", "md", "vcf"):
        assert "2 leads in" in run("export", "--format", form, "--out", data / f"out.{form}")
    with (data / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], row["phones"], row["notes"]) for row in rows] == [
        ("Fuites", "'+33199001122", "hi"),
        ("'=2+2", "", ""),
    ]
    assert all(0 <= float(row["score"]) <= 10 for row in rows)


def test_review_lists_and_changes(data: Path) -> None:
    run("import", data / "in.csv", "--project", "Gironde")
    assert asked("review")["total"] == 2
    [found] = asked("review", "--town", "bordeaux", "--project", "Gironde")["leads"]
    assert (found["name"], found["status"]) == ("Fuites", "new")
    changed = asked("review", found["id"], "--set-status", "qualified", "--note", "Good", "--add-tag", "warm")
    assert [(one["status"], one["tags"]) for one in changed["leads"]] == [("qualified", ["warm"])]
    assert asked("review", "--status", "qualified", "--text", "good", "--has-email")["total"] == 1
    assert "Fuites" in run("review", "--merge-same")
    assert asked("review", "--project", "Girond", code=2)["error"]["remedy"] == 'Did you mean "Gironde"?'


def test_a_status_of_many_needs_no_ids(data: Path) -> None:
    run("import", data / "in.csv")
    run("review", "--has-email", "--set-status", "to_contact")
    assert asked("review", "--status", "to_contact")["total"] == 2


def test_erased_backed_up_and_put_back(data: Path) -> None:
    run("import", data / "in.csv")
    made = asked("backup", "--out", data / "copy.db")
    assert made["leads"] == 2
    assert asked("erase", "b@gmail.com")["values"] == 1
    assert asked("erase", "gmail.com", code=2)["error"]["message"].startswith("gmail.com is shared")
    assert asked("erase", "fuites.example")["leads"] == 1
    assert asked("review")["total"] == 1
    put_back = asked("restore", data / "copy.db")
    assert (put_back["leads"], put_back["leads_before"]) == (2, 1)
    assert asked("export", "--format", "csv", "--out", data / "x.csv")["left_out"] == 1
    assert "b@gmail.com" not in (data / "x.csv").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "none.csv"),
        ("export", "--format", "csv", "--out", "/nowhere/x.csv"),
        ("export", "--format", "vcf", "--out", "x.vcf", "--profile", "hubspot"),
        ("restore", "none.db"),
        ("erase", "nonsense"),
    ],
)
def test_what_cannot_be_done_is_told(data: Path, arguments: tuple[str, ...]) -> None:
    told = asked(*arguments, code=2)
    assert told["error"]["message"]
    assert told["error"]["remedy"]
