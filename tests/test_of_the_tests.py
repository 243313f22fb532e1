"""What the run of the tests itself promises: nothing is left out, and what takes long comes first."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.conftest import LONGEST

TESTS = Path(__file__).parent


def test_no_folder_of_tests_is_left_out(request: pytest.FixtureRequest) -> None:
    folders = {path.parent for path in TESTS.rglob("test_*.py")}
    names = {part for folder in folders for part in folder.relative_to(TESTS).parts}
    patterns = request.config.getini("norecursedirs")
    assert {name for name in names if any(fnmatch(name, pattern) for pattern in patterns)} == set()
    assert "build" in names, "a name that pytest leaves out unless it is told otherwise"


def test_what_comes_first_is_there() -> None:
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
