"""Stand-ins of programs of others that the guide names: what they do not take is refused.

Each knows the subcommands and options of the real one, as its own help and pages give them, and has an effect
that can be seen: a model is pulled from the Ollama at `OLLAMA_HOST`, a server stands in for LM Studio's, a
variable is kept, a unit of systemd is edited.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from config.locations import ROOT
from tests.servers.fake_lm_studio import FakeLMStudio

PACKAGES = {"apt": {"spamassassin", "python3-grammalecte"}, "brew": {"spamassassin"}}
"""What the package managers are asked for, looked up in Debian's list and in Homebrew's."""


def install(folder: Path) -> None:
    """Write a program for each into a folder."""
    folder.mkdir(exist_ok=True)
    for name in PROGRAMS:
        program = folder / name
        program.write_text(
            f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{sys.executable}' -m tests.docs.programs {name} \"$@\"\n",
            encoding="utf-8",
        )
        program.chmod(0o755)


def _parser(name: str) -> "tuple[argparse.ArgumentParser, argparse._SubParsersAction[Any]]":
    parser = argparse.ArgumentParser(prog=name, allow_abbrev=False)
    return parser, parser.add_subparsers(dest="verb", required=True)


def ollama(words: list[str]) -> int:
    """Pull a model: `ollama pull MODEL [--insecure]`."""
    parser, verbs = _parser("ollama")
    pull = verbs.add_parser("pull", allow_abbrev=False)
    pull.add_argument("model")
    pull.add_argument("--insecure", action="store_true")
    wanted = parser.parse_args(words)
    host = os.environ.get("OLLAMA_HOST", "http://127.0.0.1:11434")
    answer = httpx.post(f"{host}/api/pull", json={"model": wanted.model}, timeout=60, trust_env=False)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    for line in lines:
        sys.stdout.write(f"{line.get('status') or line}\n")
    return int(any("error" in line for line in lines))


def lms(words: list[str]) -> int:
    """Start the server: `lms server start [--port N] [--cors]`; it goes on after the command has ended."""
    parser, verbs = _parser("lms")
    server = verbs.add_parser("server", allow_abbrev=False).add_subparsers(dest="what", required=True)
    start = server.add_parser("start", allow_abbrev=False)
    start.add_argument("--port", type=int)
    start.add_argument("--cors", action="store_true")
    parser.parse_args(words)
    state = Path(os.environ["PROGRAMS_STATE"])
    with (state / "lms.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.docs.programs", "lms-serves", str(state)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (state / "lms.pid").write_text(str(process.pid))
    while not (state / "lms.port").exists():
        if process.poll() is not None:
            return 1
        time.sleep(0.05)
    sys.stdout.write(f"Success! Server is now running on port {(state / 'lms.port').read_text()}\n")
    return 0


def lms_serves(words: list[str]) -> int:
    """Serve what LM Studio would, until the process is ended."""
    state = Path(words[0])
    with FakeLMStudio() as studio:
        (state / "lms.part").write_text(str(studio.port))
        (state / "lms.part").rename(state / "lms.port")
        while True:
            time.sleep(60)


def launchctl(words: list[str]) -> int:
    """Set a variable for the apps of a session: `launchctl setenv KEY VALUE`."""
    parser, verbs = _parser("launchctl")
    setenv = verbs.add_parser("setenv", allow_abbrev=False)
    setenv.add_argument("key")
    setenv.add_argument("value")
    wanted = parser.parse_args(words)
    Path(os.environ["PROGRAMS_STATE"], "session").write_text(f"{wanted.key}={wanted.value}\n")
    return 0


def systemctl(words: list[str]) -> int:
    """Edit a unit with the editor of the variables: `systemctl edit UNIT`; or restart it."""
    parser, verbs = _parser("systemctl")
    for verb in ("edit", "restart"):
        verbs.add_parser(verb, allow_abbrev=False).add_argument("unit", choices=["ollama", "ollama.service"])
    wanted = parser.parse_args(words)
    folder = Path(os.environ["PROGRAMS_STATE"], "ollama.service.d")
    folder.mkdir(exist_ok=True)
    if wanted.verb == "edit":
        subprocess.run([os.environ["SYSTEMD_EDITOR"], str(folder / "override.conf")], check=True)
    return 0


def apt(words: list[str]) -> int:
    """Install packages of Debian: `apt install PACKAGE`."""
    return _package_manager("apt", words)


def brew(words: list[str]) -> int:
    """Install packages of Homebrew: `brew install PACKAGE`."""
    return _package_manager("brew", words)


def _package_manager(name: str, words: list[str]) -> int:
    parser, verbs = _parser(name)
    verbs.add_parser("install", allow_abbrev=False).add_argument("package", nargs="+", choices=PACKAGES[name])
    parser.parse_args(words)
    return 0


PROGRAMS: dict[str, Callable[[list[str]], int]] = {
    "ollama": ollama,
    "lms": lms,
    "launchctl": launchctl,
    "systemctl": systemctl,
    "apt": apt,
    "brew": brew,
}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    sys.exit({**PROGRAMS, "lms-serves": lms_serves}[name](arguments))
