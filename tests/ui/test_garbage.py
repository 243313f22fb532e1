"""Modules stay for good, so no round of the garbage collector goes through them."""

import gc
import sys
from types import ModuleType

import pytest

from ui import garbage


def test_modules_are_left_out_once_they_have_come(monkeypatch: pytest.MonkeyPatch) -> None:
    garbage.leave_modules_out()
    frozen = gc.get_freeze_count()
    assert frozen > 10_000
    young = [[] for _ in range(1000)]
    garbage.leave_modules_out()
    assert gc.get_freeze_count() <= frozen
    monkeypatch.setitem(sys.modules, "one_more", ModuleType("one_more"))
    garbage.leave_modules_out()
    assert gc.get_freeze_count() >= frozen + len(young)
