"""A store in an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leads.store import Store


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(folder))
    monkeypatch.delenv("LEADHUNTER_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def store(data_dir: Path, used_before: None) -> Iterator[Store]:
    with Store() as opened:
        yield opened
