"""Files kept with the memory of a browser tab: under names that harm nothing, copied, and deleted in time."""

import os
import time

import pytest

from config import locations, window_files, window_memory

ONE, OTHER = "0123456789ab", "ba9876543210"


@pytest.mark.parametrize("name", ["../../settings.json", "a/b.csv", "..", "", "é" * 300])
def test_a_strange_name_stays_in_its_folder(name):
    path = window_files.put(ONE, "csv", name, b"x")
    assert path.parent == locations.windows_dir() / ONE / "csv"
    assert [content for _, content in window_files.contents(ONE, "csv")] == [b"x"]


def test_a_copy_has_the_files_and_removes_its_own():
    window_files.put(ONE, "csv", "a.csv", b"x")
    window_files.copy(ONE, OTHER)
    window_files.remove(window_files.listed(OTHER, "csv")[0])
    assert window_files.contents(OTHER, "csv") == []
    assert window_files.contents(ONE, "csv") == [("a.csv", b"x")]


def test_what_nobody_came_back_to_is_deleted():
    window_files.put(ONE, "csv", "a.csv", b"x")
    long_ago = time.time() - (window_memory.KEPT_DAYS + 1) * 86_400
    os.utime(locations.windows_dir() / ONE, (long_ago, long_ago))
    window_memory.new_name()
    assert window_files.listed(ONE, "csv") == []


def test_a_folder_that_cannot_be_written_costs_the_copy_alone():
    (locations.windows_dir() / ONE).write_bytes(b"in the way")
    assert window_files.put(ONE, "csv", "a.csv", b"x") is None
