"""Programs of others that the guide names are run: Git, make, strict stand-ins of those not at hand."""

import configparser
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser
from typer.testing import CliRunner

import cli
from config.locations import ROOT
from config.shipped import SHIPPED_MODELS
from tests.docs import programs
from tests.docs.test_documentation import TEXTS
from tests.docs.typed import BLOCK, bare, lines
from tests.servers.fake_ollama import FakeOllama

CONTEXT = f"OLLAMA_CONTEXT_LENGTH={SHIPPED_MODELS['models']['large_model']['context']}"
OTHERS = [line for line in lines() if line.split()[0] in programs.PROGRAMS and "…" not in line]
STARTS = [(language, block) for language, block in BLOCK.findall(TEXTS["README.md"]) if "git clone" in block]
POWERSHELL = Parser(Language(tree_sitter_powershell.language()))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Variables of a machine that has the programs; what was started there is ended."""
    programs.install(tmp_path / "bin")
    yield {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PROGRAMS_STATE": str(tmp_path),
    }
    started = tmp_path / "lms.pid"
    if started.exists():
        os.kill(int(started.read_text()), signal.SIGTERM)


def run(line: str, machine: Mapping[str, str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-e", "-c", line],
        cwd=folder,
        env=machine,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def good(line: str, machine: Mapping[str, str], folder: Path = ROOT) -> str:
    done = run(line, machine, folder)
    assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
    return done.stdout


def doctor(monkeypatch: pytest.MonkeyPatch, **servers: str) -> str:
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
    for name in ("LEADHUNTER_LM_STUDIO_URL", "LEADHUNTER_OLLAMA_URL"):
        monkeypatch.setenv(name, servers.get(name, "http://127.0.0.1:9"))
    done = CliRunner().invoke(cli.app, ["doctor", "--json"])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the tree as it is."""
    folder = tmp_path_factory.mktemp("repository")
    git = ["git", "--git-dir", str(folder), "--work-tree", str(ROOT), "-c", "core.autocrlf=false"]
    name = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    # (What a clone and a dry run of make need.)
    few = ["Makefile", "make.ps1", "pyproject.toml", "scripts", "README.md"]
    subprocess.run([*git, "add", *few], cwd=ROOT, check=True)
    subprocess.run([*git, *name, "commit", "-q", "-m", "As it is"], cwd=ROOT, check=True)
    return folder


def test_the_first_block_clones_and_starts(repository: Path, machine: dict[str, str], tmp_path: Path) -> None:
    [block] = [block for language, block in STARTS if language == "sh"]
    (tmp_path / "REPOSITORY").symlink_to(repository)
    said = good(block, {**machine, "MAKEFLAGS": "-n"}, tmp_path)
    assert (tmp_path / "lead-hunter" / "Makefile").is_file()
    assert [line for line in said.splitlines() if not line.startswith("make")] == [
        "sh scripts/python.sh scripts/install.py app",
        "exec .venv/bin/python -m scripts.launch",
    ]


def test_windows_clones_the_same() -> None:
    shell, windows = (block.splitlines() for _, block in STARTS)
    assert windows[0] == shell[0]
    assert shell[1:] == ["make -C lead-hunter run"]
    assert windows[1:] == [r"powershell -ExecutionPolicy Bypass -File lead-hunter\make.ps1 run"]


@pytest.mark.parametrize("line", [line for line in lines() if re.match("make [a-z]", line)])
def test_make_knows_what_it_is_told(line: str, machine: dict[str, str]) -> None:
    assert "scripts/install.py" in good(line, {**machine, "MAKEFLAGS": "-n"})


def windows_lines() -> list[str]:
    """Return what is typed in PowerShell, with what is set before."""
    blocks = [block for text in TEXTS.values() for language, block in BLOCK.findall(text) if language != "sh"]
    inline = [span for text in TEXTS.values() for span in re.findall(r"`([^`\n]*make\.ps1 [^`\n]*)`", text)]
    return [*inline, *(line for block in blocks for line in block.splitlines())]


@pytest.mark.parametrize("line", sorted(set(windows_lines())))
def test_powershell_would_take_it(line: str) -> None:
    assert not POWERSHELL.parse(line.encode()).root_node.has_error
    if verb := re.search(r"make\.ps1 (\S+)$", line):
        validated = re.search(r"ValidateSet\(([^)]*)\)", (ROOT / "make.ps1").read_text(encoding="utf-8"))
        assert validated
        assert f'"{verb[1]}"' in validated[1]


def test_make_ps1_is_powershell() -> None:
    script = (ROOT / "make.ps1").read_bytes()
    assert not POWERSHELL.parse(script).root_node.has_error
    assert POWERSHELL.parse(script.replace(b"}", b"", 1)).root_node.has_error


@pytest.mark.parametrize("line", OTHERS)
def test_the_program_takes_what_it_is_told(line: str, machine: dict[str, str], tmp_path: Path) -> None:
    model = f"{line} llama3:8b" if line == "ollama pull" else line
    with FakeOllama(models=[], library=["llama3:8b"]) as ollama:
        good(model, {**machine, "OLLAMA_HOST": ollama.url, "SYSTEMD_EDITOR": "true"}, tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        "ollama pull",
        "ollama pul llama3:8b",
        "ollama pull llama3:8b --quiet",
        "lms server begin",
        "lms server start --prot 1234",
        "launchctl setenv OLLAMA_CONTEXT_LENGTH",
        "systemctl edit olama",
        "apt install spamasassin",
    ],
)
def test_what_a_program_does_not_take_is_refused(wrong: str, machine: dict[str, str]) -> None:
    assert run(wrong, {**machine, "OLLAMA_HOST": "http://127.0.0.1:9"}).returncode == 2


def test_a_model_that_is_pulled_is_there(machine: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    [line] = [one for one in OTHERS if one.startswith("ollama pull ")]
    with FakeOllama(models=[], library=["llama3:8b"]) as ollama:
        before = doctor(monkeypatch, LEADHUNTER_OLLAMA_URL=ollama.url)
        good(line, {**machine, "OLLAMA_HOST": ollama.url})
        after = doctor(monkeypatch, LEADHUNTER_OLLAMA_URL=ollama.url)
    assert ('"kind": "pull"' in before, '"kind": "pull"' in after) == (True, False)
    assert "llama3:8b" in ollama.models


def test_the_server_that_is_started_is_found(
    machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = good("lms server start", machine)
    [port] = re.findall(r"port (\d+)", said)
    url = f"http://127.0.0.1:{port}"
    found = doctor(monkeypatch, LEADHUNTER_LM_STUDIO_URL=url)
    assert SHIPPED_MODELS["models"]["small_model"]["id"] in found
    assert "lm_studio" in found


def test_each_system_is_told_to_set_the_context_the_large_model_counts_on(
    machine: dict[str, str], tmp_path: Path
) -> None:
    [mac] = [one for one in OTHERS if one.startswith("launchctl")]
    good(mac, machine)
    assert (tmp_path / "session").read_text().strip() == CONTEXT
    [edit] = [one for one in OTHERS if one.startswith("systemctl edit")]
    [row] = [line for line in TEXTS["docs/dual-models.md"].splitlines() if edit in line]
    [setting] = re.findall(r"`(Environment=[^`]+)`", row)
    [section] = re.findall(r"under `(\[\w+\])`", row)
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\nprintf '%s\\n' '{section}' '{setting}' > \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    good(edit, {**machine, "SYSTEMD_EDITOR": str(editor)})
    override = tmp_path / "ollama.service.d" / "override.conf"
    unit = configparser.ConfigParser(strict=True)
    unit.read(override, encoding="utf-8")
    assert unit["Service"]["Environment"] == f'"{CONTEXT}"'
    if verify := shutil.which("systemd-analyze"):
        (tmp_path / "ollama.service").write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
        done = subprocess.run(
            [verify, "verify", str(tmp_path / "ollama.service")], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", ["README.md", "docs/dual-models.md"])
def test_the_variable_is_written_as_a_shell_takes_it(page: str, machine: dict[str, str]) -> None:
    [typed] = set(re.findall(r"`(OLLAMA_CONTEXT_LENGTH=\S+)`", TEXTS[page]))
    assert typed == CONTEXT
    shown = f"'{sys.executable}' -c \"import os; print(os.environ['OLLAMA_CONTEXT_LENGTH'])\""
    assert good(f"{typed} {shown}", machine).strip() == CONTEXT.partition("=")[2]


def test_the_port_is_set_as_a_shell_takes_it(machine: dict[str, str]) -> None:
    [typed] = re.findall(r"`(PORT=\d+ make run)`", TEXTS["README.md"])
    assert bare(typed) == "make run"
    assert "scripts.launch" in good(typed, {**machine, "MAKEFLAGS": "-n"})
