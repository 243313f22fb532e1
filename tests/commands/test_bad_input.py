"""Whatever a command is given, it ends in a sentence with a remedy; with --json in one JSON object."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cli
from config.locations import ROOT

BAD = {
    "empty": b"",
    "notjson": b"this is not json {",
    "list": b"[1, 2]",
    "binary": bytes(range(256)) * 16,
    "latin": '{"name": "Café"}'.encode("latin-1"),
    "deep": b"[" * 100_000,
}
LONG = "x" * 300
LEAD = ("dossier", "--no-llm", "--pages-dir", "pages", "--lead-json")
MESSAGE = ("outreach", "--no-llm", "--lead-json")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("LEADHUNTER_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    for name, content in BAD.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text("<p>Nous sommes plombiers depuis 1990.</p>")
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.pdf").write_bytes(BAD["binary"])
    (tmp_path / "lead.json").write_text('{"name": "Fuites"}')
    return tmp_path


def told(*arguments: str, code: int = 2) -> dict[str, Any]:
    result = CliRunner().invoke(cli.app, [*arguments, "--json"])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    error: dict[str, Any] = json.loads(result.stdout)["error"]
    assert error["message"], error
    assert error["remedy"], error
    return error


@pytest.mark.parametrize("name", ["missing", *BAD, "pages", LONG])
def test_a_bad_record_has_one_code_in_every_command(name: str) -> None:
    outreach, dossier = told(*MESSAGE, name), told(*LEAD, name)
    assert outreach == dossier
    assert outreach["code"] == "bad_lead"
    assert told(*MESSAGE, "lead.json", "--sender-json", name)["code"] == "bad_sender"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        *(
            ((*LEAD, "lead.json", "--questions", one), "bad_questions")
            for one in ("missing", "empty", "latin")
        ),
        ((*LEAD, "lead.json", "--language", "xx"), "usage"),
        *(
            (("dossier", "--no-llm", "--lead-json", "lead.json", "--pages-dir", one), "bad_pages")
            for one in ("missing", "empty", "scans", LONG)
        ),
        (("audit", "missing"), "bad_file"),
        (("audit", "a\0b"), "bad_file"),
        (("audit", "binary"), "not_html"),
        (("audit", "pages/a.html", "--robots", "missing"), "bad_file"),
        (("audit", "pages/a.html", "--header", "nothing"), "usage"),
        (("audit", "pages/a.html", "--report", "x.doc"), "usage"),
        *(
            (("audit", "pages/a.html", "--report", one), "cannot_write")
            for one in ("no/where.pdf", f"{LONG}.html")
        ),
        (("audit",), "usage"),
        (("robots", "missing"), "bad_file"),
        (("robots",), "usage"),
        *((("import", one), "bad_file") for one in ("missing", *BAD)),
        *((("restore", one), "bad_file") for one in ("missing", *BAD, LONG)),
        *((("backup", "--out", one), "cannot_write") for one in ("no/where.db", "pages", "", LONG)),
        *(
            (("export", "--format", "csv", "--out", one), "cannot_write")
            for one in ("no/where", "pages", LONG)
        ),
        (("export", "--format", "csv", "--out", "x.csv", "--profile", "none"), "unknown"),
        (("export", "--format", "csv", "--out", "x.csv", "--project", "none"), "unknown"),
        (("export", "--format", "none", "--out", "x.csv"), "usage"),
        *((("hunt", "--urls", one), "bad_file") for one in ("missing", "empty", "latin")),
        (("hunt", "--resume", "none"), "unknown"),
        *((("research", "q", "--urls", one), "bad_file") for one in ("missing", "empty", "latin")),
        *((("research", "q", "--sample", "--schema", one), "bad_file") for one in ("missing", *BAD)),
        (("research", "q", "--provider", "none"), "unknown"),
        *((("bench", "--result", one), "bad_file") for one in ("missing", *BAD)),
        *(((command, "none"), "unknown") for command in ("review", "pack")),
        (("task", "none", "none"), "unknown"),
        (("extract", "pages/a.html", "--country", "FRA"), "usage"),
        (("review", "--limit", "0"), "usage"),
        (("none",), "usage"),
        (("import", "a\0b"), "usage"),
    ],
    ids=lambda value: " ".join(value).replace(LONG, "LONG").replace("\0", "0") if value is not str else value,
)
def test_what_is_wrong_is_told_with_its_code(arguments: tuple[str, ...], code: str) -> None:
    assert told(*arguments)["code"] == code


@pytest.mark.parametrize("command", ["robots", "audit"])
def test_a_case_no_parser_can_hold_is_one_of_the_answers(command: str) -> None:
    result = CliRunner().invoke(cli.app, [command, "--cases", "deep", "--jsonl"])
    assert result.exit_code == 0, result.exception
    assert json.loads(result.stdout)["error"]["code"] == "invalid_case"


def test_a_scan_among_the_pages_is_named(folder: Path) -> None:
    (folder / "pages" / "scan.pdf").write_bytes(BAD["binary"])
    result = CliRunner().invoke(cli.app, [*LEAD, "lead.json"])
    assert result.exit_code == 0
    assert "No text could be read from 'scan.pdf'" in result.stderr


def test_what_nobody_expected_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("private words of a page")

    monkeypatch.setattr("leads.backup.back_up", broken)
    error = told("backup")
    assert (error["code"], "private" in error["message"]) == ("unexpected", False)


@pytest.mark.skipif(sys.platform == "win32", reason="a console sends its own signal there")
def test_control_c_is_a_word_and_130(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "extract", "--jsonl", "-"],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write('{"input": "pages/a.html"}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["input"] == "pages/a.html"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said == "Stopped.\n"
