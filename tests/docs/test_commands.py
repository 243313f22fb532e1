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
from config import locations
from config.loader import ConfigLoader
from config.locations import ROOT
from tests.docs.programs import PROGRAMS
from tests.docs.test_documentation import COMMANDS, TEXTS
from tests.docs.typed import lines, short_for_cli
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama

PLUGINS = "tests/plugins/test_plugins.py, which types what the page on plugins says"
OTHERS = "tests/docs/test_programs_named.py"

_CLI = re.compile(r"python cli\.py (.+)")
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
    "git clone": OTHERS,
    "make ": f"{OTHERS} runs it dry; wholly: tests/build/test_install.py, tests/build/test_desktop.py, CI",
    "powershell": f"needs Windows; {OTHERS} parses it, tests/build/test_build_files.py holds it to make",
    "./make.ps1": f"needs Windows; {OTHERS} parses it, tests/build/test_build_files.py holds it to make",
    **dict.fromkeys((f"{program} " for program in PROGRAMS), OTHERS),
    "python cli.py bench": "below, with servers that answer for the models",
    "python cli.py worker": "tests/jobs/test_worker_process.py",
    "python cli.py research": "tests/docs/test_documentation.py asks the samples",
    "python cli.py task": PLUGINS,
    "python cli.py audit sample_web": PLUGINS,
    "python cli.py export --format csv --profile postcards": PLUGINS,
    "python cli.py import ~/": PLUGINS,
    "echo ": PLUGINS,
    "python -m benchmarks": "takes minutes; tests/docs/test_measured.py wants the result of a whole run",
    "python -m pytest": "is this run",
    "pytest -m programs": "tests/outreach/test_programs.py is what it runs",
    "python -m scripts.docs": "tests/docs/test_generated.py",
    "python -m pip": "below, with what it installs",
}


def commands() -> list[str]:
    """Return what is typed in the guide, each once, as if `python` were that of .venv."""
    typed = {one for one in lines() if not short_for_cli(one) and not re.fullmatch(r"cli\.py [a-z]+", one)}
    ours = re.compile(r"^\S*python(?:\.exe)? |^(?=cli\.py)")
    return sorted({ours.sub("python ", one).replace("\\", "/") for one in typed})


def is_told(command: str) -> bool:
    """Say whether a command is run, here or elsewhere."""
    return command.startswith(tuple(ELSEWHERE)) or bool(_CLI.fullmatch(command))


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
    assert [one for one in commands() if not is_told(one)] == []
    idle = [start for start in ELSEWHERE if not any(one.startswith(start) for one in commands())]
    assert idle == [], "nothing in the guide begins so any more"
    named = re.findall(r"tests/[\w/]+\.py", " ".join(ELSEWHERE.values()))
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "unknown", ["mkae run", "winget install Ollama.Ollama", "curl -fsSL https://a.example"]
)
def test_a_program_that_nobody_runs_is_told(unknown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (f"```sh\n{unknown}\n```\n", f"Type `{unknown}` first.\n", f"| Linux | `{unknown}` |\n"):
        monkeypatch.setitem(TEXTS, "docs/new.md", text)
        assert [one for one in commands() if not is_told(one)] == [unknown]


def test_options_of_commands_named_without_the_program_exist() -> None:
    short = [line for line in lines() if short_for_cli(line)]
    assert short
    for line in short:
        name, *options = line.split()
        known = {one for parameter in COMMANDS[name].params for one in parameter.opts}
        assert set(options) <= known, line


def test_there_are_commands_to_run() -> None:
    expected = {"doctor", "doctor --json", "erase contact@plomberie.example", "pack SITE", "plugins"}
    assert expected <= set(run_here())


@pytest.mark.parametrize("command", run_here())
def test_commands_run(command: str, desk: Path) -> None:
    for form in forms(command):
        if form.startswith("restore"):
            typed("backup --out kept")
        typed(form)


def benches() -> list[str]:
    """Return the commands of the bench that say what to measure or to write."""
    return [one for one in commands() if one.startswith("python cli.py bench --") and one != BENCH_ALONE]


BENCH_ALONE = "python cli.py bench --readme"


@pytest.mark.parametrize("command", benches())
def test_the_bench_runs(command: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "README.md", desk)
    shutil.copy(ROOT / "benchmarks" / "results" / "starter_model.json", "FILE.json")
    # (The first entry the page on adding a model shows, where my_model comes from.)
    (desk / "config").mkdir()
    entry = _FENCED_YAML.findall(TEXTS["docs/adding-a-model.md"])[0]
    (desk / "config" / "models.yml").write_text(entry, encoding="utf-8")
    monkeypatch.setattr(locations, "ROOT", desk)
    with FakeLMStudio() as studio, FakeOllama(context=8192) as ollama:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        typed(command.removeprefix("python cli.py "))


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
