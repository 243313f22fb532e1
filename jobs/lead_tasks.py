"""A plugin's task asked about one lead."""

import logging

from config.errors import UserFacingError
from config.problems import did_you_mean
from leads.export_leads import stored_records
from leads.export_rows import json_record
from leads.store import Store
from llm.router import TaskRouter
from llm.tasks.lead_task import lead_tasks

logger = logging.getLogger(__name__)


class TaskFailed(UserFacingError):
    """A plugin's task cannot be done."""


def ask(router: TaskRouter, store: Store, name: str, lead_id: str, language: str) -> str:
    """Return what is left of the answer once the task's own check has looked at it.

    Raises:
        TaskFailed: there is no such task or lead, or the plugin broke.
        LLMError: no model gave an answer.
    """
    tasks = lead_tasks()
    task = tasks.get(name)
    if task is None:
        raise TaskFailed(f"No plugin brings a task {name!r}.", did_you_mean(name, tasks))
    record = next(iter(stored_records(store, [lead_id])), None)
    if record is None:
        raise TaskFailed(
            "This lead is not there, or asked not to be contacted.", "Choose another one in Review."
        )
    lead = json_record(record)
    try:
        messages = task.messages(lead, language)
    except Exception as error:
        raise _broken(name, error) from error
    answer = router.run(task.like, messages).text
    try:
        return str(task.check(lead, answer))
    except Exception as error:
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> TaskFailed:
    logger.error("the task %s of a plugin broke", name, exc_info=error)
    return TaskFailed(
        f"The plugin of the task {name} broke.", "Update or remove it; the log has the details."
    )
