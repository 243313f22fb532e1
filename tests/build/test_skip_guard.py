"""What a run says, and how it ends, when browser or model tests are skipped."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.locations import ROOT

PASSING = "def test_passes(): pass\n"
MARKED = "import pytest\n@pytest.mark.{marker}\ndef test_it(): {body}\n"
NO_BROWSER = MARKED.format(marker="browser", body='pytest.skip("no Chromium")')
NO_MODEL = MARKED.format(marker="model", body='pytest.skip("no engine")')
WHOLE_FILE = "import pytest\npytest.importorskip('no_such_module', reason='no driver')\n"
UNGUARDED = "import pytest\ndef test_it(): pytest.skip('not on this system')\n"
EXPECTED = MARKED.format(marker="browser", body='pytest.xfail("known")')
FAILING = MARKED.format(marker="browser", body="assert False")


@pytest.mark.parametrize(
    ("files", "ci", "code", "lines"),
    [
        ({"test_a.py": PASSING}, "true", 0, []),
        ({"test_a.py": NO_BROWSER}, "", 0, ["1 browser tests skipped: no Chromium"]),
        ({"test_a.py": NO_BROWSER}, "false", 0, ["1 browser tests skipped: no Chromium"]),
        ({"test_a.py": NO_BROWSER}, "true", 1, ["FAILED: 1 browser tests skipped: no Chromium"]),
        (
            {"test_a.py": NO_BROWSER, "test_b.py": NO_BROWSER, "test_c.py": NO_MODEL, "test_d.py": PASSING},
            "1",
            1,
            ["FAILED: 2 browser tests skipped: no Chromium", "FAILED: 1 model tests skipped: no engine"],
        ),
        ({"tests/browser/test_a.py": WHOLE_FILE, "test_b.py": PASSING}, "true", 1, ["no driver"]),
        ({"test_a.py": UNGUARDED}, "true", 0, []),
        ({"test_a.py": EXPECTED}, "true", 0, []),
        ({"test_a.py": FAILING}, "true", 1, []),
    ],
)
def test_skips(tmp_path: Path, files: dict[str, str], ci: str, code: int, lines: list[str]) -> None:
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser\n  model\n", encoding="utf-8")
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"],
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    for line in lines:
        assert line in done.stdout
    assert lines or "tests skipped" not in done.stdout
