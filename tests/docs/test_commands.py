"""What the guide says to type does what it says: every command that is quick and needs no network is run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from config.loader import ConfigLoader
from config.locations import ROOT
from tests.docs.test_documentation import TEXTS, pieces

_COMMAND = re.compile(
    r"(?:python(?:\.exe)?|^) ?(?:\S*/)?cli\.py ((?:doctor|erase|bench|import|export|backup)\b[^#]*)"
)
_FENCED_YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What a command stands for rather than says.
_STANDS_FOR = re.compile(r"\b[A-Z]{3,}\b|\||\[")
LEADS = "name,website,emails,city\nPlomberie Exemple,https://plomberie.example,contact@plomberie.example,Bordeaux\n"


def commands() -> list[str]:
    """Return the commands of the guide that can be run as they stand, each once."""
    found = {
        match[1].strip()
        for text in TEXTS.values()
        for piece in pieces(text)
        for match in _COMMAND.finditer(piece)
    }
    return sorted(one for one in found if not _STANDS_FOR.search(one) and not one.startswith("bench"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with one lead and no model server."""
    folder = tmp_path_factory.mktemp("guide")
    environment = {
        **os.environ,
        "LEADHUNTER_DATA_DIR": str(folder / "data"),
        "LEADHUNTER_LM_STUDIO_URL": "http://127.0.0.1:9",
        "LEADHUNTER_OLLAMA_URL": "http://127.0.0.1:9",
        "LEADHUNTER_EMBEDDED": "0",
    }
    leads = folder / "leads.csv"
    leads.write_text(LEADS, encoding="utf-8")
    done = run(["import", str(leads)], environment)
    assert done.returncode == 0, done.stderr
    return environment


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_there_are_commands_to_run() -> None:
    assert {"doctor", "doctor --json", "erase contact@plomberie.example"} <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_commands_run(command: str, desk: dict[str, str]) -> None:
    done = run(shlex.split(command), desk)
    assert done.returncode == 0, done.stdout + done.stderr


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
