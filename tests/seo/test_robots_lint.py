import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from seo.robots_txt import lint


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("user-agent: *", ""),
        ("USER-AGENT: *\nDisallow:", ""),
        ("user-agent: *\ndisallow: /a$", ""),
        ("user-agent: *\nallow: *.pdf # notices", ""),
        ("# all welcome", ""),
        ("", ""),
        ("crawl-delay: 10", ""),
        ("host: a.example", ""),
        ("clean-param: a", ""),
        ("content-signal: search=yes", ""),
        ("sitemap: https://a.example/s.xml", ""),
        ("sitemap: ftp://a.example/s.xml", ""),
        ("sitemap: https:a.example/s.xml", ""),
        ("sitemap: https://a.example:8080", ""),
        ("\ufeffuser-agent: *", ""),
        ("sitemap: /s.xml", "Invalid sitemap URL"),
        ("sitemap: www.a.example/s.xml", "Invalid sitemap URL"),
        ("sitemap:", "Invalid sitemap URL"),
        ("sitemap: https://", "Invalid sitemap URL"),
        ("sitemap: https://a.example:port/", "Invalid sitemap URL"),
        ("sitemap: https://a.example:99999/", "Invalid sitemap URL"),
        ("sitemap: file:///s.xml", "Invalid sitemap URL protocol"),
        ("user-agent:", "No user-agent specified"),
        ("disallow: /", "No user-agent specified"),
        ("allow: /", "No user-agent specified"),
        ("user-agent: *\ndisallow: a", 'Pattern should either be empty, start with "/" or "*"'),
        ("user-agent: *\ndisallow: /a$b", '"$" should only be used at the end of the pattern'),
        ("user-agent: *\nallow: /$a$", '"$" should only be used at the end of the pattern'),
        ("disalow: /", "Unknown directive"),
        ("<!doctype html>", "Syntax not understood"),
        ("<a href='https://a.example'>", "Unknown directive"),
    ],
)
def test_each_kind_of_fault_is_named(line: str, message: str) -> None:
    assert [problem.message for problem in lint(line)] == ([message] if message else [])


def test_each_bad_line_counts_once_and_is_numbered() -> None:
    problems = lint("disallow: /\r\nuser-agent: *\rnonsense\nallow: /\n")
    assert [(problem.number, problem.line) for problem in problems] == [(1, "disallow: /"), (3, "nonsense")]


def test_the_command_answers_case_by_case(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    rows = [
        {
            "id": "a",
            "robots_txt": "user-agent: *\ndisallow: /",
            "user_agent": "X",
            "url": "https://a.example/",
        },
        {"id": 2, "robots_txt": "", "user_agent": "", "url": ""},
        {"id": "null", "robots_txt": None, "user_agent": None, "url": None},
    ]
    lines = [
        json.dumps(rows[0]),
        "",
        json.dumps(rows[1]),
        json.dumps(rows[2]),
        "nonsense",
        '{"id": 9, "url": []}',
    ]
    cases.write_text("\n".join(lines), encoding="utf-8")
    result = CliRunner().invoke(app, ["robots", "--cases", str(cases), "--jsonl"])
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[:3] == [
        {"id": "a", "allowed": False},
        {"id": 2, "allowed": True},
        {"id": "null", "allowed": True},
    ]
    assert answers[3]["id"] is None
    assert answers[4]["id"] == 9
    assert all(answer["error"]["code"] == "invalid_case" for answer in answers[3:])


def test_one_file_is_judged_and_linted(tmp_path: Path) -> None:
    file = tmp_path / "robots.txt"
    file.write_text("user-agent: *\ndisallow: /prive\nnonsense\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["robots", str(file), "--url", "https://a.example/prive/1", "--json"])
    assert json.loads(result.stdout) == {
        "allowed": False,
        "line": 2,
        "problems": [{"line": 3, "text": "nonsense", "message": "Syntax not understood"}],
    }
    shown = CliRunner().invoke(app, ["robots", str(file)])
    assert shown.stdout.strip() == "line 3: Syntax not understood: nonsense"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["robots", "--cases", str(tmp_path / "none.jsonl"), "--jsonl"])
    assert result.exit_code == 2
    assert "cannot be read" in json.loads(result.stdout)["error"]["message"]
