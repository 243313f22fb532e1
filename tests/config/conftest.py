from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.loader import ConfigLoader
from tests.config.project_files import Project

VARIABLES = (
    "LEADHUNTER_LM_STUDIO_URL",
    "LEADHUNTER_OLLAMA_URL",
    "LEADHUNTER_EMBEDDED",
    "LLM_API_KEY",
    "OLLAMA_API_KEY",
)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "data"
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(path))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "root")


@pytest.fixture
def load(project: Project) -> Callable[..., ConfigLoader]:
    """Write files and load them."""

    def loaded(settings: Any = None, models: Any = None, defaults: Any = None) -> ConfigLoader:
        project.write(settings, models, defaults)
        return ConfigLoader(project.root)

    return loaded
