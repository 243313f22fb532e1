"""What the standalone folder takes from the checkout it is built in, without building it."""

import json
from pathlib import Path

import pytest

from config.locations import ROOT
from config.shipped import SHIPPED_SETTINGS
from scripts import desktop

MINE = '{"sender": {"name": "Jeanne", "email": "jeanne@agence.example"}, "llm_key": "secret-1"}'
# What using, editing and building leave in a checkout; none of it is the app's.
LEFT_BEHIND = (
    *("settings.json.bak", "settings.json.broken", ".settings.json.1.tmp", ".env", "leads.csv"),
    *("data/leads.db", "data/secrets.json", "dist/LeadHunter/app/settings.json"),
    *("config/.env", "config/defaults.yml.bak", "config/.defaults.yml.2.tmp", "config/models.yml.orig"),
    *(".streamlit/secrets.toml", ".streamlit/credentials.toml", "docs/.DS_Store", "docs/run.log"),
    *("docs/plugin_example/build/lib/one.json", "docs/plugin_example/it.egg-info/PKG-INFO"),
    *("leads/leads.db", "leads/leads.db-wal", "ui/__pycache__/state.cpython-311.pyc", "ui/state.py~"),
    *("scripts/.mypy_cache/3.11/x.json", "jobs/.#queue.py", "seo/.queue.py.swp"),
)

SOURCES = {".py", ".yml", ".css", ".js", ".html", ".tsv", ".txt", ".gz", ".xml", ".png"}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one file a part, in which somebody has worked."""
    tree = tmp_path / "checkout"
    for part in desktop.PARTS:
        name = part if (ROOT / part).is_file() else f"{part}/kept.py"
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("kept", encoding="utf-8")
    for name in LEFT_BEHIND:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(MINE, encoding="utf-8")
    (tree / "settings.json").write_text(MINE, encoding="utf-8")
    for name in desktop.CONFIGURATION:
        (tree / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(desktop, "ROOT", tree)
    return tree


def test_nothing_of_who_builds_it_is_in_it(checkout: Path, tmp_path: Path) -> None:
    into = tmp_path / "app"
    desktop.copy_sources(into)
    files = {path.relative_to(into).as_posix(): path.read_text(encoding="utf-8") for path in files_in(into)}
    assert not {name for name, text in files.items() if "jeanne" in text or "secret-1" in text}
    assert not set(LEFT_BEHIND) & set(files)
    assert json.loads(files["settings.json"]) == SHIPPED_SETTINGS
    kept = {path.relative_to(checkout).as_posix() for path in files_in(checkout)} - set(LEFT_BEHIND)
    assert set(files) == kept


def test_every_source_file_is_in_it(tmp_path: Path) -> None:
    desktop.copy_sources(tmp_path)
    for part in desktop.PARTS:
        all_of_it = {path.relative_to(ROOT) for path in files_in(ROOT / part) if path.suffix in SOURCES}
        found = {path for path in all_of_it if "build" not in path.parts}
        assert found <= {path.relative_to(tmp_path) for path in files_in(tmp_path / part)}, part


def test_a_configuration_of_ones_own_is_told(checkout: Path) -> None:
    assert desktop.own_configuration() == []
    own = (
        (checkout / "config/defaults.yml")
        .read_text(encoding="utf-8")
        .replace('company: ""', "company: Agence")
    )
    (checkout / "config/defaults.yml").write_text(own, encoding="utf-8")
    assert desktop.own_configuration() == ["config/defaults.yml: sender"]


def test_a_folder_that_is_in_use_is_not_built_over(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "out" / desktop.NAME / "app" / "data"
    data.mkdir(parents=True)
    (data / "leads.db").write_text("leads")
    monkeypatch.setattr("sys.argv", ["scripts.desktop", str(tmp_path / "out")])
    assert desktop.main() == 1
    assert "has been used" in capsys.readouterr().err
    assert (data / "leads.db").read_text() == "leads"


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
