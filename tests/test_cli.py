import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import cli
from config.locations import ROOT
from leads.search_run import Answer, AnswerKind, Notice, SearchRun, Sentence, Source, SourceState
from scrapers.research_command import as_text
from tests.servers.small_web import SmallWeb, html

QUESTION = "Quels plombiers à Bordeaux dépannent la nuit et à quel prix ?"


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("LEADHUNTER_DATABASE_URL", raising=False)
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallWeb]:
    petit = html(
        "Petit Plombier",
        "Plombier à Bordeaux, dépannage la nuit pour 89 € TTC.",
        "Tél. 05 36 49 98 76, contact@petit-plombier.example",
    )
    with SmallWeb({"petit": {"/": petit}, "slow": {"/": SmallWeb.HANG}}) as served:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(served.hosts))
        yield served


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments], input=stdin)


def listed(tmp_path: Path, *urls: str) -> Path:
    file = tmp_path / "urls.txt"
    file.write_text("\n".join(urls), encoding="utf-8")
    return file


def test_the_version_is_that_of_the_project() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert re.fullmatch(r"lead-hunter-toolkit \d+\.\d+\.\d+\n", result.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["research", "--help"], ["extract", "--help"]])
def test_help_is_there(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert "Usage" in result.stdout


def test_the_sample_sites_answer_offline_in_one_json_object() -> None:
    result = run(
        "research", "Quels plombiers à Bordeaux dépannent 24h/24 ?", "--sample", "--no-llm", "--json"
    )
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["status"] == "done"
    assert record["provider"] == "searxng"
    assert record["answer"]["kind"] == "quoted"
    assert re.search(r"\[\d\]", record["answer"]["text"])
    assert len(record["leads"]) >= 3
    assert all(value["evidence"] for lead in record["leads"] for value in lead["values"])
    assert "robots" in {source["code"] for source in record["sources"]}
    assert "reading sources" in result.stderr


def test_pasted_addresses_fields_and_a_readable_result(web: SmallWeb, tmp_path: Path) -> None:
    urls = listed(tmp_path, web.page("petit"), "nonsense")
    result = run("research", QUESTION, "--urls", urls, "--field", "E-mail", "--no-llm")
    assert result.exit_code == 0, result.output
    assert "dépannage la nuit pour 89 € TTC. [1]" in result.stdout
    assert "  [1] E-mail: contact@petit-plombier.example" in result.stdout
    assert "+33536499876" in result.stdout
    assert f"+ [1] {web.page('petit')}" in result.stdout
    assert "Note: 1 of the pasted texts are no addresses: “nonsense”." in result.stdout


def test_markdown_mode_prints_the_pages(web: SmallWeb, tmp_path: Path) -> None:
    result = run("research", QUESTION, "--urls", listed(tmp_path, web.page("petit")), "--mode", "markdown")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"# {QUESTION}\n\n## [1] Petit Plombier\n")


def test_a_run_that_reads_nothing_exits_with_1(web: SmallWeb, tmp_path: Path) -> None:
    result = run("research", QUESTION, "--urls", listed(tmp_path, web.page("petit", "/gone")), "--no-llm")
    assert result.exit_code == 1
    assert "x [1]" in result.stdout
    assert "None of the sources could be read." in result.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--sources", "2"], "2 sources"),
        (["--provider", "google"], "“google”"),
        (["--urls", "absent.txt"], "absent.txt cannot be read"),
        (["--schema", "absent.json"], "absent.json cannot be read"),
        (["--schema", "broken.json"], "is not JSON"),
        (["--schema", "list.json"], "no JSON schema"),
        (["--schema", "date.json"], "“a.type”"),
    ],
)
def test_options_that_make_no_sense_exit_with_2(
    options: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("list.json").write_text("[]", encoding="utf-8")
    Path("date.json").write_text('{"properties": {"a": {"type": "date"}}}', encoding="utf-8")
    result = run("research", QUESTION, *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    as_json = run("research", QUESTION, *options, "--json")
    assert as_json.exit_code == 2
    error = json.loads(as_json.stdout)["error"]
    assert words in error["message"]
    assert set(error) == {"code", "message", "remedy"}


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    source = Source(n=1, url="https://a.example/", state=SourceState.FAILED, detail="\x1b[2Jgone\u202e")
    answer = Answer(kind=AnswerKind.QUOTED, sentences=[Sentence(text="Oui\x07.", citations=[1])])
    shown = as_text(
        SearchRun(question="?", sources=[source], answer=answer, notices=[Notice(message="a\x9bb")]), []
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "Oui." in shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_ends_a_search_and_prints_what_is_there(web: SmallWeb, tmp_path: Path) -> None:
    urls = listed(tmp_path, web.page("slow"), web.page("petit"))
    command = [
        sys.executable,
        "tests/patient_cli.py",
        "research",
        QUESTION,
        "--urls",
        str(urls),
        "--no-llm",
        "--json",
    ]
    environment: dict[str, Any] = dict(os.environ)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert web.hanging.wait(100)
            assert process.stderr is not None
            while "[2]" not in process.stderr.readline():
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=300)
        finally:
            process.kill()
    assert process.returncode == 0
    record = json.loads(out)
    assert record["status"] == "stopped"
    assert len(record["leads"]) == 1


CONTACTS = {
    "name",
    "emails",
    "phones",
    "faxes",
    "street",
    "postcode",
    "city",
    "country",
    "socials",
    "siren",
    "siret",
    "vat",
    "opening_hours",
    "contact_form",
    "third_party",
    "evidence",
}


def page_file(folder: Path, name: str = "page.html", phone: str = "05 36 49 98 76") -> Path:
    file = folder / name
    file.write_text(
        html("Petit Plombier", f"Tél. {phone}", "contact@petit-plombier.example"), encoding="utf-8"
    )
    return file


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_extract_prints_one_object_with_evidence(tmp_path: Path, options: list[str]) -> None:
    url = "https://petit-plombier.example/"
    result = run("extract", page_file(tmp_path), "--url", url, "--country", "fr", *options)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert set(report) == CONTACTS
    assert report["phones"] == ["+33536499876"]
    assert report["emails"] == ["contact@petit-plombier.example"]
    (evidence,) = report["evidence"]["phones"]
    assert evidence["value"] == "+33536499876"
    assert evidence["url"] == url
    assert "05 36 49 98 76" in evidence["quote"]
    assert evidence["method"] == "text"
    assert result.stdout.count("\n") == 1 if options else result.stdout.count("\n") > 10


def test_extract_reads_an_address(web: SmallWeb) -> None:
    report = json.loads(run("extract", web.page("petit")).stdout)
    assert report["phones"] == ["+33536499876"]
    assert report["evidence"]["phones"][0]["url"] == web.page("petit")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("absent.html", "invalid_url"),
        (".", "invalid_url"),
        ("paper.pdf", "not_html"),
        ("huge.html", "too_large"),
        ("ftp://petit.example/", "blocked_scheme"),
        ("http://127.0.0.1:9/", "blocked_address"),
        ("http://petit.example:8080/", "blocked_port"),
        ("https://", "invalid_url"),
        ("GONE", "http_error"),
    ],
)
def test_a_single_input_that_fails_exits_with_1(
    given: str, code: str, web: SmallWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("paper.pdf").write_bytes(b"%PDF-1.7 05 36 49 98 76")
    Path("huge.html").write_bytes(b" " * 5_000_001)
    given = web.page("petit", "/gone") if given == "GONE" else given
    result = run("extract", given)
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["input"] == given
    assert report["error"]["code"] == code
    assert report["error"]["message"]
    assert report["error"]["remedy"]
    assert "Traceback" not in result.output


def test_many_inputs_give_one_line_each_in_their_order(web: SmallWeb, tmp_path: Path) -> None:
    files = [page_file(tmp_path, f"p{n}.html", f"05 36 49 98 {n}0") for n in range(1, 9)]
    inputs = [web.page("petit"), *map(str, files), "absent.html", web.page("petit", "/gone")]
    result = run("extract", "--jsonl", *inputs)
    assert result.exit_code == 0
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    assert [report["input"] for report in reports] == inputs
    assert [report["phones"] for report in reports[1:9]] == [[f"+335364998{n}0"] for n in range(1, 9)]
    assert [report["error"]["code"] for report in reports[9:]] == ["invalid_url", "http_error"]


def test_requests_on_stdin_are_answered_one_a_line(tmp_path: Path) -> None:
    file = str(page_file(tmp_path))
    german = str(page_file(tmp_path, "german.html", "030 23125 123"))
    lines = [
        json.dumps({"input": file, "url": "https://petit-plombier.example/", "country": None}),
        json.dumps({"input": german, "country": "de", "more": 1}),
        "",
        "nonsense",
        json.dumps({"url": "https://a.example/"}),
        json.dumps({"input": file, "country": "France"}),
        "[1]",
    ]
    result = run("extract", "--jsonl", "-", stdin="\n".join(lines))
    assert result.exit_code == 0, result.output
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    assert [report["input"] for report in reports] == [file, german, "nonsense", None, file, [1]]
    assert reports[0]["evidence"]["phones"][0]["url"] == "https://petit-plombier.example/"
    assert reports[1]["phones"] == ["+493023125123"]
    assert all(report["error"]["code"] == "invalid_url" for report in reports[2:])


def test_a_program_may_wait_for_each_answer_before_it_asks_again(tmp_path: Path) -> None:
    file = page_file(tmp_path)
    with subprocess.Popen(
        [sys.executable, "cli.py", "extract", "--jsonl", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdin.write(json.dumps({"input": str(file)}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["phones"] == ["+33536499876"]
        process.stdin.close()
        assert process.wait(300) == 0


@pytest.mark.parametrize(
    "command",
    [["doctor"], ["extract", "{file}"], ["backup"], ["export", "--format", "csv", "--out", "x.csv"]],
)
def test_a_data_folder_that_cannot_be_made_is_an_error_with_a_remedy(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = page_file(tmp_path)
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", f"{file}/data")
    result = run(*(word.format(file=file) for word in command), "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["remedy"]


def test_a_country_that_is_none_is_refused(tmp_path: Path) -> None:
    result = run("extract", page_file(tmp_path), "--country", "France")
    assert result.exit_code == 2
    assert "two letters" in result.stderr
