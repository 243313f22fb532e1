import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from scrapers import render
from scrapers.chromium import chromium
from seo.audit_command import audit_cases, read_headers
from tests.seo.cases import URL, page
from tests.servers.small_web import SmallWeb

FIELDS = {"id", "family", "status", "value", "threshold", "why", "how_to_fix", "evidence", "impact", "effort"}
run = CliRunner()


def case(number: int, html: str = "<p>x</p>", **given: object) -> str:
    return json.dumps(
        {"id": f"case-{number}", "url": URL, "status": 200, "headers": {}, "html": html, **given}
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "accueil.html"
    path.write_text(page("<p>Café</p>"), encoding="utf-8")
    return path


def test_a_file_gives_one_object(file: Path) -> None:
    result = run.invoke(
        app, ["audit", str(file), "--url", URL, "--header", "X-Robots-Tag: noindex", "--json"]
    )

    audit = json.loads(result.stdout)
    assert result.exit_code == 0
    assert audit["url"] == URL
    assert set(audit["families"]) == {"indexing", "content", "technical", "local_legal", "accessibility"}
    assert audit["score"] <= 69
    checks = {check["id"]: check for check in audit["checks"]}
    assert checks.keys() >= {"is-crawlable", "has-hsts", "readability"}
    assert all(check.keys() >= FIELDS for check in audit["checks"])
    assert checks["is-crawlable"]["status"] == "fail"


def test_the_options_are_the_answer_of_the_server(file: Path, tmp_path: Path) -> None:
    robots = tmp_path / "robots.txt"
    robots.write_text("Disallow: /", encoding="utf-8")

    gone = json.loads(run.invoke(app, ["audit", str(file), "--status", "410", "--json"]).stdout)
    ruled = json.loads(run.invoke(app, ["audit", str(file), "--robots", str(robots), "--json"]).stdout)

    assert next(one for one in gone["checks"] if one["id"] == "http-status-code")["value"] == 410
    assert next(one for one in ruled["checks"] if one["id"] == "robots-txt")["status"] == "fail"


def test_without_json_it_is_for_people(file: Path) -> None:
    text = run.invoke(app, ["audit", str(file), "--url", URL]).stdout

    assert text.startswith(f"{URL}: ")
    assert "FAIL" in text


def test_cases_come_in_order_with_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    lines = [case(number, f"<p>{number}</p>") for number in range(200)]
    lines[7] = '{"id": "broken", "headers": 5}'
    lines[8] = "no json"
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")

    rows = [json.loads(row) for row in audit_cases(path)]

    assert [row["id"] for row in rows[:9]] == [*(f"case-{n}" for n in range(7)), "broken", None]
    assert rows[7]["error"]["code"] == rows[8]["error"]["code"] == "invalid_case"
    assert rows[199]["id"] == "case-199"
    assert all("checks" in row for row in rows[9:])


def test_a_header_may_have_several_values(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(case(1, headers={"X-Robots-Tag": ["all", "none"]}) + "\n", encoding="utf-8")

    output = run.invoke(app, ["audit", "--cases", str(path), "--jsonl"]).stdout

    checks = {one["id"]: one["status"] for one in json.loads(output)["checks"]}
    assert checks["is-crawlable"] == "fail"
    assert checks["robots-txt"] == "could_not_check"


def test_an_address_is_read_with_its_robots_txt(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = {"garage": {"/": page("<p>Bonjour</p>"), "/panne": 503}}
    with SmallWeb(sites, robots={"garage": "User-agent: Googlebot\nDisallow: /"}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(web.hosts))
        result = run.invoke(app, ["audit", web.page("garage"), web.page("garage", "/panne"), "--json"])

    good, broken = (json.loads(line) for line in result.stdout.splitlines())
    verdicts = {one["id"]: one for one in good["checks"]}
    assert verdicts["http-status-code"]["value"] == 200
    assert verdicts["is-crawlable"]["status"] == "warn"
    assert verdicts["robots-txt"]["status"] == "pass"
    assert {one["status"] for one in broken["checks"]} == {"fail", "could_not_check"}


@pytest.mark.browser
def test_an_address_is_measured_in_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    if not chromium():
        pytest.skip("no Chromium on this machine")
    with SmallWeb({"garage": {"/": page("<h1>Garage Durand</h1>")}}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(web.hosts))
        result = run.invoke(app, ["audit", web.page("garage"), "--vitals", "--json"])

    verdicts = {one["id"]: one for one in json.loads(result.stdout)["checks"]}
    assert verdicts["core-web-vitals"]["status"] != "could_not_check"
    measured = r"LCP \d+\.\d s, CLS 0\.\d\d, TBT \d+ ms \(in place of INP\)"
    assert re.fullmatch(measured, verdicts["core-web-vitals"]["value"])


def test_measuring_without_a_browser_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "has_playwright", lambda: False)
    result = run.invoke(app, ["audit", "https://www.example.org/", "--vitals", "--json"])

    assert result.exit_code != 0
    assert "make render" in json.loads(result.stdout)["error"]["remedy"]


@pytest.mark.parametrize(
    ("url", "code"), [("http://10.1.2.3/", "blocked_address"), ("ftp://a.example/", "blocked_scheme")]
)
def test_no_browser_is_started_for_an_address_that_is_refused(
    url: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "has_playwright", lambda: False)
    result = run.invoke(app, ["audit", url, "--vitals", "--json"])

    assert json.loads(result.stdout)["error"]["code"] == code


def test_of_several_inputs_one_that_fails_leaves_the_others(file: Path) -> None:
    inputs = [str(file), "http://10.1.2.3/", str(file)]
    rows = run.invoke(app, ["audit", *inputs, "--jsonl"])
    text = run.invoke(app, ["audit", *inputs])

    found = [json.loads(row) for row in rows.stdout.splitlines()]
    assert ["error" in row for row in found] == [False, True, False]
    assert (found[1]["input"], found[1]["error"]["code"]) == ("http://10.1.2.3/", "blocked_address")
    assert (rows.exit_code, text.exit_code) == (0, 1)
    assert "http://10.1.2.3/" in text.stderr
    assert text.stdout.count("accueil.html: ") == 2


def test_an_address_nobody_may_read_is_an_error() -> None:
    result = run.invoke(app, ["audit", "http://127.0.0.1:9/", "--json"])

    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] in {"blocked_address", "blocked_port"}


def test_a_report_is_written_as_html_or_pdf(file: Path, tmp_path: Path) -> None:
    for name, begin in (("rapport.html", b"<!doctype html>"), ("rapport.pdf", b"%PDF-")):
        out = tmp_path / name
        assert run.invoke(app, ["audit", str(file), "--report", str(out)]).exit_code == 0
        assert out.read_bytes().startswith(begin)


def test_a_whole_site_is_audited_with_a_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = page('<p>Bonjour</p><a href="/gone">Nos tarifs</a>')
    with SmallWeb({"garage": {"/": home}}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(web.hosts))
        out = tmp_path / "site.html"
        url = web.page("garage")
        told = run.invoke(app, ["audit", url, "--site", "--pages", "5", "--json", "--report", str(out)])
        text = run.invoke(app, ["audit", url, "--site"])

    record = json.loads(told.stdout)
    assert (record["scope"], record["read"], record["failed"]) == ("site", 1, 1)
    assert "broken-links" in {one["id"] for one in record["faults"]}
    assert "/gone" in out.read_text(encoding="utf-8")
    assert "FAIL broken-links" in text.stdout


@pytest.mark.parametrize("inputs", [["page.html"], ["http://a.example/", "http://b.example/"]])
def test_a_site_needs_one_address(inputs: list[str]) -> None:
    assert run.invoke(app, ["audit", *inputs, "--site"]).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [["audit", "/no/such/file.html", "--json"], ["audit", "--cases", "/no/such.jsonl", "--jsonl"]],
)
def test_what_cannot_be_read_is_an_error_with_a_remedy(arguments: list[str]) -> None:
    result = run.invoke(app, arguments)

    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["remedy"]


def test_headers_are_read_from_options() -> None:
    assert read_headers(["A: 1", "a: 2", "B:c:d"]) == {"a": ["1", "2"], "b": ["c:d"]}
    assert read_headers([]) is None
