"""Tests of outreach ask no program of the machine, but those that are about such programs."""

import importlib

import pytest


@pytest.fixture(autouse=True)
def no_programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("programs") is None:
        # By module: the package has functions of the same names.
        monkeypatch.setattr(importlib.import_module("outreach.checks.spam"), "assassin", lambda: None)
        monkeypatch.setattr(
            importlib.import_module("outreach.checks.wording"), "has_grammalecte", lambda: False
        )
        monkeypatch.setattr(importlib.import_module("outreach.fixes"), "has_grammalecte", lambda: False)
