"""Builds the app as a folder that needs no Python: `python -m scripts.desktop [FOLDER]` (`make desktop`).

PyInstaller gives the interpreter with the whole standard library; the packages of the lock files and the
app's own files lie beside it as they are. Nothing has to be guessed about hidden imports, data files or
metadata, and the files of the configuration can be edited as in a checkout.
"""

import argparse
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

import yaml

from config.locations import ROOT
from config.shipped import SHIPPED_DEFAULTS, SHIPPED_MODELS, SHIPPED_SETTINGS
from scripts.frozen import PACKAGES, SOURCES

NAME = "LeadHunter"
LOCKS = ("app", "embedded", "starter_model")
# What the app runs on, with the guide; neither tests nor what only makes the app.
PARTS = (
    *("app.py", "cli.py", "llm_client.py", "settings.json", "pyproject.toml", "README.md", "LICENSE", "docs"),
    *(".streamlit/config.toml", "commands", "config", "dossier", "jobs", "leads", "llm", "outreach"),
    *("sample_web", "scrapers", "scripts", "seo", "ui"),
)
# What using, editing and building leave between the sources, some of it private: none of it is the app's.
_LEFT_OUT = shutil.ignore_patterns(
    *("__pycache__", "*.pyc", "*.pyo", ".*", "*~", "*.bak", "*.broken", "*.orig", "*.rej", "*.tmp", "*.log"),
    *("*.db", "*.db-*", "data", "build", "*.egg-info"),
)
CONFIGURATION = {"config/defaults.yml": SHIPPED_DEFAULTS, "config/models.yml": SHIPPED_MODELS}
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
# A quarter of the packages' size, and nothing that runs.
_TESTS = frozenset({"tests", "test", "__pycache__"})
# Parts of the standard library that open windows, teach, or say hello.
_NO_USE = frozenset({"antigravity", "this", "idlelib", "turtledemo", "tkinter", "turtle", "lib2to3", *_TESTS})


def main() -> int:
    """Build the folder and say where it is."""
    parser = argparse.ArgumentParser(prog="scripts.desktop", description="Build the standalone folder.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist", help="where to (dist)")
    into = parser.parse_args().folder.resolve() / NAME
    if (into / SOURCES / "data").exists():
        sys.stderr.write(
            f"{into} has been used: its leads and settings would be lost. Move it, or name another folder.\n"
        )
        return 1
    _interpreter(into)
    _packages(into / "_internal" / PACKAGES)
    copy_sources(into / SOURCES)
    for changed in own_configuration():
        sys.stdout.write(f"{changed} is not as shipped and goes along; take out what is yours alone.\n")
    sys.stdout.write(f"Built {into}\n")
    return 0


def program(folder: Path) -> Path:
    """Return what to start in a built folder."""
    return folder / (f"{NAME}.exe" if os.name == "nt" else NAME)


def _interpreter(into: Path) -> None:
    """Have PyInstaller make the program: the entry, Python and all of its standard library."""
    work = into.parent / "build"
    work.mkdir(parents=True, exist_ok=True)
    # Outside its package: PyInstaller would follow the app's own imports otherwise.
    entry = Path(shutil.copy(ROOT / "scripts" / "frozen.py", work / "entry.py"))
    library = [part for name in _library() for part in ("--hidden-import", name)]
    subprocess.run(  # noqa: S603 (our own environment's)
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--onedir"),
            *("--name", NAME, "--distpath", into.parent, "--workpath", work, "--specpath", work),
            *library,
            entry,
        ],
        check=True,
        cwd=work,
    )
    shutil.rmtree(work)


def _library() -> Iterator[str]:
    """Yield the modules of the standard library that this Python has; a package may need any of them."""
    for name in sorted(sys.stdlib_module_names - _NO_USE):
        if name.startswith(("_test", "_xx")) or name in sys.builtin_module_names:
            continue
        try:
            found = find_spec(name)
        except (ImportError, ValueError):
            continue
        if found is None:
            continue
        yield name
        for module in pkgutil.walk_packages(
            found.submodule_search_locations or (), f"{name}.", onerror=_passed
        ):
            if not _NO_USE & set(module.name.split(".")) and not module.name.endswith("__main__"):
                yield module.name


def _passed(name: str) -> None:
    """Go on where a package of another system cannot be looked into."""


def _packages(into: Path) -> None:
    for found in _distributions():
        for file in found.files or ():
            if ".." in file.parts or _TESTS & set(file.parts):
                continue
            source = Path(str(found.locate_file(file)))
            if source.is_file():
                target = into / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)


def _distributions() -> Iterator[Distribution]:
    """Yield what the lock files name and this system has; they name what other systems need too."""
    for lock in LOCKS:
        text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
        for name in _PINNED.findall(text):
            try:
                yield distribution(name)
            except PackageNotFoundError:
                continue


def copy_sources(into: Path) -> None:
    """Copy the app's own files, with the settings it is shipped with: those of the builder are private."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, into / part, ignore=_LEFT_OUT)
        else:
            (into / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, into / part)
    shipped = json.dumps(SHIPPED_SETTINGS, indent=2) + "\n"
    (into / "settings.json").write_text(shipped, encoding="utf-8")


def own_configuration() -> list[str]:
    """Return what of the configuration the builder has changed, as `file: section, section`."""
    found = []
    for name, shipped in CONFIGURATION.items():
        here = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        if changed := [key for key in sorted({*here, *shipped}) if here.get(key) != shipped.get(key)]:
            found.append(f"{name}: {', '.join(changed)}")
    return found


if __name__ == "__main__":
    sys.exit(main())
