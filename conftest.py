"""Says which browser and model tests were skipped, and why; in CI such a skip fails the run."""

import os
from collections import defaultdict
from collections.abc import Iterator

import pytest

GUARDED = ("browser", "model")


class SkipGuard:
    """Collects the reasons of skipped tests that carry a guarded marker."""

    def __init__(self) -> None:
        self.reasons: defaultdict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that was skipped while it ran or was set up; an expected failure is none."""
        if report.skipped and not hasattr(report, "wasxfail"):
            for marker in GUARDED:
                if marker in report.keywords:
                    self.reasons[marker].append(_reason(report))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a whole file that was skipped; its folder tells what it tests."""
        if report.skipped:
            for marker in GUARDED:
                if f"tests/{marker}/" in report.nodeid:
                    self.reasons[marker].append(_reason(report))

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """Fail a run in CI that skipped what nobody else runs."""
        if self.reasons and _in_ci() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the lines that close the report."""
        for marker, reasons in sorted(self.reasons.items()):
            line = f"{len(reasons)} {marker} tests skipped: {'; '.join(dict.fromkeys(reasons))}"
            if _in_ci():
                terminalreporter.write_line(f"FAILED: {line} (in CI that is a failure)", red=True)
            else:
                terminalreporter.write_line(line, yellow=True)


def pytest_configure(config: pytest.Config) -> None:
    """Register the guard."""
    config.pluginmanager.register(SkipGuard(), "skip-guard")


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)
