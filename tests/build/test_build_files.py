"""The files a machine is set up from: lock files, their reasons, make's two forms, Streamlit's settings."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit import config as streamlit_config

from config.locations import ROOT

REQUIREMENTS = ROOT / "requirements"
INPUTS = sorted(REQUIREMENTS.glob("*.in"))
LOCKS = sorted(REQUIREMENTS.glob("*.lock"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")


def name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def direct(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [name(line) for line in lines if line and not line.startswith(("#", "-"))]


def pins(path: Path) -> dict[str, str]:
    return {name(found[0]): found[1] for found in PINNED.findall(path.read_text(encoding="utf-8"))}


def test_every_input_has_its_lock() -> None:
    assert INPUTS
    assert [path.stem for path in INPUTS] == [path.stem for path in LOCKS]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_every_direct_dependency_is_locked_and_has_its_reason(path: Path) -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for dependency in direct(path):
        assert dependency in pins(path.with_suffix(".lock")), f"run make lock: {dependency}"
        row = re.search(rf"^\| `{re.escape(dependency)}` \|[^|]*\| (.+) \|$", reasons, re.MULTILINE)
        assert row, f"docs/dependencies.md does not say why {dependency} is there"
        assert len(row.group(1).split()) >= 4, dependency


def test_no_reason_is_left_for_what_is_gone() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([^`]+)` \|", reasons, re.MULTILINE))
    assert told == {dependency for path in INPUTS for dependency in direct(path)}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_locks_are_hashed_and_name_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|git\+|index-url|find-links|trusted-host| @ ", text)
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert requirements
    for requirement in requirements:
        assert PINNED.match(requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_locks_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for path in LOCKS:
        for package, version in pins(path).items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


def test_make_has_the_same_verbs_on_windows() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    windows = (ROOT / "make.ps1").read_text(encoding="utf-8")
    validated = re.search(r"ValidateSet\(([^)]*)\)", windows)
    assert validated
    assert set(re.findall(r'"(\w+)"', validated.group(1))) == verbs
    assert set(re.findall(r'^    "(\w+)" \{', windows, re.MULTILINE)) == verbs


def steps_of_makefile() -> dict[str, list[str]]:
    """Return what each verb installs and runs, in order, as plain words."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    pytest_line = re.search(r"^PYTEST = .*\$\(PYTHON\) (.+)$", text, re.MULTILINE)
    assert pytest_line
    text = text.replace("$(PYTEST)", f"$(PYTHON) {pytest_line[1]}")
    found: dict[str, list[str]] = {}
    for verb, first, recipe in re.findall(r"^([a-z]+):([^\n]*)\n((?:\t.*\n?)+)", text, re.MULTILINE):
        lines = [re.sub(r"^\t@?(?:exec )?", "", line) for line in recipe.splitlines()]
        found[verb] = [f"$({one})" for one in first.split()]
        found[verb] += [line.replace("$(INSTALL)", "install").replace("$(PYTHON) ", "") for line in lines]
    return {verb: unfolded(verb, found, "$({})") for verb in found}


def steps_of_windows() -> dict[str, list[str]]:
    """Return the same of make.ps1."""
    text = (ROOT / "make.ps1").read_text(encoding="utf-8")
    pytest_line = re.search(r"^\$Pytest = @\((.+)\)$", text, re.MULTILINE)
    lint = re.search(r"^function Invoke-Lint \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    assert pytest_line
    assert lint
    found = {"lint": lint[1]}
    for verb, body in re.findall(r'^    "(\w+)" \{(.*?)\}$', text, re.MULTILINE | re.DOTALL):
        found.setdefault(verb, body)
    return {
        verb: unfolded(
            verb, {name: words_of(body, pytest_line[1]) for name, body in found.items()}, "Invoke-{}"
        )
        for verb in found
    }


def words_of(body: str, pytest_words: str) -> list[str]:
    """Return the steps of a block of PowerShell without its signs."""
    lines = []
    for line in filter(None, (line.strip() for line in body.splitlines())):
        plain = line.replace("$Pytest", pytest_words).replace("Install-Part", "install")
        plain = re.sub(r"^Invoke-Step \$Python ", "", plain)
        lines.append(" ".join(re.findall(r"[^\s@()+,]+", re.sub(r'"([^" ]*)"', r"\1", plain))))
    return lines


def unfolded(verb: str, found: dict[str, list[str]], call: str) -> list[str]:
    """Return the steps of a verb with those of the verbs it begins with in their place."""
    steps = []
    for step in found[verb]:
        named = next((one for one in found if step.casefold() == call.format(one).casefold()), None)
        steps += unfolded(named, found, call) if named else [step]
    return steps


def test_make_does_the_same_on_windows() -> None:
    assert steps_of_windows() == steps_of_makefile()


def test_streamlit_knows_every_setting() -> None:
    def flat(table: dict[str, object], prefix: str = "") -> dict[str, object]:
        values: dict[str, object] = {}
        for key, value in table.items():
            values |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        return values

    settings = flat(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")))
    assert set(settings) <= set(streamlit_config._config_options_template)
    private = {
        "server.address": "127.0.0.1",
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "server.enableStaticServing": False,
    }
    assert {key: settings[key] for key in private} == private


@POSIX_ONLY
@pytest.mark.parametrize("script", [".ci/run", "scripts/python.sh"])
def test_shell_scripts_are_well_formed_and_may_run(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    shell = path.read_text(encoding="utf-8").splitlines()[0].split("/")[-1].split()[-1]
    subprocess.run([shell, "-n", path], check=True)


@POSIX_ONLY
class TestPythonIsFound:
    def run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", ROOT / "scripts" / "python.sh", *arguments],
            cwd=folder,
            env={"PATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    def program(self, folder: Path, name: str, body: str) -> None:
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def test_one_that_is_new_enough_is_taken(self, tmp_path: Path) -> None:
        folder = tmp_path / "a folder"
        self.program(folder, "python3.13", "exit 1")  # too old, whatever its name says, or a broken shim
        self.program(folder, "python3", f'exec "{sys.executable}" "$@"')
        done = self.run(folder, "-c", "import sys; print(sys.argv[1])", "two words")
        assert (done.returncode, done.stdout) == (0, "two words\n")

    def test_none_is_told_with_what_to_do(self, tmp_path: Path) -> None:
        self.program(tmp_path, "python3", "exit 1")
        done = self.run(tmp_path, "anything.py")
        assert done.returncode == 1
        assert "No Python 3.11 or newer" in done.stderr
        assert "Install" in done.stderr
