"""Plugins: packages beside the toolkit that bring search providers, checks, tasks and exporters.

A package names what it brings as entry points of these groups; docs/plugins.md tells how. One that is broken
is left out and told with a remedy: it never keeps the toolkit from working.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points

logger = logging.getLogger(__name__)


class Group(StrEnum):
    """What a plugin can bring: the groups of entry points."""

    SEARCH = "leadhunter.search_providers"
    CHECKS = "leadhunter.checks"
    TASKS = "leadhunter.tasks"
    EXPORTERS = "leadhunter.exporters"


@dataclass(frozen=True)
class Plugin:
    """One thing a package brings."""

    group: Group
    name: str
    package: str
    thing: object


@dataclass(frozen=True)
class PluginProblem:
    """Why something a package brings is left out, and what to do."""

    group: Group
    name: str
    package: str
    message: str
    remedy: str


Fault = Callable[[str, object], str]
"""Returns what is wrong with a thing of a name, empty where nothing is."""

_lock = threading.RLock()
_asked: dict[Group, tuple[Plugin, ...]] = {}
_known: dict[tuple[Group, str], Plugin] = {}
_problems: dict[tuple[Group, str, str], PluginProblem] = {}


def plugins(group: Group, fault: Fault) -> tuple[Plugin, ...]:
    """Return what the installed packages bring to a group, without what is broken; those are `problems`.

    The packages are looked through once a process: an audit asks for each page.
    """
    with _lock:
        if group not in _asked:
            _asked[group] = _looked(group, fault)
        return _asked[group]


def _looked(group: Group, fault: Fault) -> tuple[Plugin, ...]:
    found: dict[str, Plugin] = {}
    for point in sorted(entry_points(group=group), key=lambda one: (one.name, one.value)):
        package = point.dist.name if point.dist else point.module
        try:
            thing = point.load()
            wrong = fault(point.name, thing)
        except Exception as error:  # whatever a stranger's module does, the toolkit starts
            logger.exception("the plugin %s of %s cannot be loaded", point.name, package)
            wrong = f"it cannot be loaded ({type(error).__name__})"
            thing = None
        if not wrong and point.name in found:
            wrong = f"the package {found[point.name].package} brings one of this name already"
        if wrong:
            _note(group, point.name, package, wrong)
        else:
            found[point.name] = _known[group, point.name] = Plugin(group, point.name, package, thing)
    return tuple(found.values())


def _note(group: Group, name: str, package: str, wrong: str) -> None:
    _problems[group, name, package] = PluginProblem(
        group,
        name,
        package,
        f"The plugin {name} of the package {package} is left out: {wrong}.",
        f"Update or remove it: pip uninstall {package}. The log has the details.",
    )


def known() -> list[Plugin]:
    """Return what was found so far and works."""
    return list(_known.values())


def problems() -> list[PluginProblem]:
    """Return what was left out so far, and why."""
    return list(_problems.values())
