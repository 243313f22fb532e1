"""Tasks that plugins bring: a question about one lead, with the check that holds the answer to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from config.plugins import Group, plugins
from config.schema import TASKS
from llm.messages import Message

LeadRecord = Mapping[str, Any]
"""A lead as `export --format json` writes it, every value with its evidence."""


@dataclass(frozen=True)
class LeadTask:
    """One task. It runs with the preset of the task it is like: its model, parameters and fallback.

    Attributes:
        title: what it is called on the screen.
        like: `lead_summary`, `outreach` or another task of models.yml.
        messages: makes the question of a lead and a language such as `fr`.
        check: returns of the answer what the lead's values bear out; the rest is dropped.
    """

    title: str
    like: str
    messages: Callable[[LeadRecord, str], list[Message]]
    check: Callable[[LeadRecord, str], str]


def lead_tasks() -> dict[str, LeadTask]:
    """Return the tasks of the installed plugins by name."""

    def fault(_: str, thing: object) -> str:
        if not isinstance(thing, LeadTask):
            return "it is no LeadTask of llm.tasks.lead_task"
        return "" if thing.like in TASKS else f"there is no task {thing.like!r} to be like"

    found = plugins(Group.TASKS, fault)
    return {one.name: one.thing for one in found if isinstance(one.thing, LeadTask)}
