"""What the guide says to type does what it says: each command is run here, or named with where it is run."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import cli
from config.loader import ConfigLoader
from config.locations import ROOT
from tests.docs.test_documentation import TEXTS, pieces

_PROMPT = re.compile(r"^(?:\$env:\w+ ?= ?\S+; |[A-Z_]+=\S+ )*")
_PROGRAM = re.compile(
    r"(?:make|git|cd|powershell|ollama|lms|\.[\\/]make\.ps1|\S*python(?:\.exe)?|cli\.py) \S"
)
_CLI = re.compile(r"(?:\S*python(?:\.exe)? )?cli\.py (.+)")
_SHELL = re.compile(r"^```(?:sh|powershell)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_FENCED_YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What stands in a command for something of one's own.
FILLED = {
    r"EMAIL|PHONE|DOMAIN|LEAD": "contact@plomberie.example",
    "csv|xlsx|json|jsonl|md|vcf": "xlsx",
    "hubspot|pipedrive|brevo": "brevo",
    "SITE": "plomberie.example",
    "NAME": "Default",
    "FILE.csv": "leads.csv",
    "FILE": "kept",
}
# Begins with these: why it is not run here, and what runs it.
ELSEWHERE = {
    "make test": "is this run: CI starts it",
    "make check": "a part of `make test`, chosen by markers that tests/build/test_skip_guard.py holds to",
    "make lint": "the first step of `make test`",
    "make run": "tests/build/test_install.py, tests/build/test_launch.py",
    "make desktop": "tests/build/test_desktop.py builds the folder and starts what is in it",
    "make lock": "asks the package index; tests/build/test_install.py",
    "make render": "downloads a browser; tests/build/test_install.py",
    "powershell": "needs Windows; tests/build/test_build_files.py holds it to the Makefile",
    "./make.ps1": "needs Windows; tests/build/test_build_files.py holds it to the Makefile",
    "git clone": "needs the network",
    "cd ": "goes into what was cloned",
    "ollama pull": "needs Ollama and the network",
    "lms server": "needs LM Studio",
    "python cli.py bench": "asks real models for minutes; tests/llm/test_bench.py",
    "python cli.py worker": "tests/jobs/test_worker_process.py",
    "python cli.py research": "tests/docs/test_documentation.py asks the samples",
    "python cli.py task TASK": "tests/plugins/test_plugins.py, with the task of the example",
    "python -m benchmarks": "takes minutes; tests/docs/test_documentation.py asks it for its options",
    "python benchmarks/outreach.py": "tests/outreach/test_benchmark.py",
    "python -m pytest": "is this run",
    "python -m scripts.docs": "tests/docs/test_generated.py",
    "python -m pip install": "below, with what it installs",
}


def commands() -> list[str]:
    """Return what is typed in the guide, each once, as if `python` were that of .venv."""
    found = set()
    for text in TEXTS.values():
        for piece in pieces(text):
            line = bare(piece)
            if _PROGRAM.match(line) and not re.fullmatch(r"cli\.py [a-z]+", line):
                found.add(re.sub(r"^\S*python(?:\.exe)? |^(?=cli\.py)", "python ", line).replace("\\", "/"))
    return sorted(found)


def bare(line: str) -> str:
    """Return a line without its comment and without what it sets for the command."""
    return _PROMPT.sub("", line.partition(" #")[0].strip())


def run_here() -> list[str]:
    """Return the arguments of the commands that this file runs."""
    here = [one for one in commands() if not one.startswith(tuple(ELSEWHERE))]
    return [match[1] for one in here if (match := _CLI.fullmatch(one))]


def forms(command: str) -> list[str]:
    """Return a command without what may be left out, and with all of it, filled in."""
    bare, full = re.sub(r" ?\[[^\]]*\]", "", command), command.replace("[", "").replace("]", "")
    for word, own in FILLED.items():
        bare, full = (re.sub(rf"(?<![\w|]){re.escape(word)}(?![\w|])", own, form) for form in (bare, full))
    return list(dict.fromkeys((bare, full)))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to type in, with one lead, a backup of it, and no model server."""
    for name in ("LEADHUNTER_LM_STUDIO_URL", "LEADHUNTER_OLLAMA_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
    monkeypatch.chdir(tmp_path)
    Path("leads.csv").write_text(
        "name,website,emails,city\n"
        "Plomberie Exemple,https://plomberie.example,contact@plomberie.example,Bordeaux\n",
        encoding="utf-8",
    )
    typed("import leads.csv")
    return tmp_path


def typed(line: str) -> None:
    done = CliRunner().invoke(cli.app, shlex.split(line))
    assert done.exit_code == 0, f"{line}: {done.output}"


def test_each_command_is_run_here_or_told_where() -> None:
    told = [one for one in commands() if one.startswith(tuple(ELSEWHERE)) or _CLI.fullmatch(one)]
    assert [one for one in commands() if one not in told] == []
    idle = [start for start in ELSEWHERE if not any(one.startswith(start) for one in commands())]
    assert idle == [], "nothing in the guide begins so any more"
    named = re.findall(r"tests/[\w/]+\.py", " ".join(ELSEWHERE.values()))
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_line_of_a_block_of_commands_is_one_of_them() -> None:
    blocks = [(name, block) for name, text in TEXTS.items() for block in _SHELL.findall(text)]
    assert {"README.md", "CONTRIBUTING.md"} <= {name for name, _ in blocks}
    lines = [(name, line) for name, block in blocks for line in block.splitlines() if line.strip()]
    assert [f"{name}: {line}" for name, line in lines if not _PROGRAM.match(bare(line))] == []


def test_there_are_commands_to_run() -> None:
    expected = {"doctor", "doctor --json", "erase contact@plomberie.example", "pack SITE", "plugins"}
    assert expected <= set(run_here())


@pytest.mark.parametrize("command", run_here())
def test_commands_run(command: str, desk: Path) -> None:
    for form in forms(command):
        if form.startswith("restore"):
            typed("backup --out kept")
        typed(form)


def test_the_example_is_installed_as_the_guide_says(tmp_path: Path) -> None:
    [line] = [one for one in commands() if "pip install" in one]
    *options, example = shlex.split(line)[1:]
    # (A copy: building writes beside the sources. What builds it is here; an isolated build would fetch it.)
    copy = shutil.copytree(ROOT / example, tmp_path / "example")
    command = [
        sys.executable,
        *options,
        "--no-build-isolation",
        "--target",
        str(tmp_path / "site"),
        str(copy),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    asked = [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv.pop(1)); import cli; cli.app()"]
    listed = subprocess.run(
        [*asked, str(tmp_path / "site"), "plugins"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert listed.returncode == 0, listed.stderr
    for name in ("address_book", "example-print-styles", "opening-line", "postcards"):
        assert name in listed.stdout


@pytest.mark.parametrize(
    "block",
    [block for text in TEXTS.values() for block in _FENCED_YAML.findall(text)],
    ids=lambda block: " ".join(block.split())[:40],
)
def test_configuration_that_is_shown_is_accepted(block: str, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "models.yml").write_text(block, encoding="utf-8")
    assert yaml.safe_load(block)
    assert [problem["message"] for problem in ConfigLoader(tmp_path).problems] == []
