"""What tasks, models and model servers are called on the screen; files and commands keep their ids."""

from llm.targets import LABELS
from ui.language import mark, t

TASK_WORDS = {
    "extraction": mark("extraction"),
    "answer": mark("answer"),
    "audit": mark("audit"),
    "classification": mark("classification"),
    "lead_summary": mark("lead summary"),
    "outreach": mark("outreach"),
    "dossier": mark("dossier"),
}
_MODEL_WORDS = {"small_model": mark("small model"), "large_model": mark("large model")}
_ENGINE = "embedded"


def task_word(task: str) -> str:
    """Return what a task is called; one that a plugin brings has its own name."""
    return t(TASK_WORDS[task]) if task in TASK_WORDS else task


def model_word(alias: str) -> str:
    """Return what an entry of models.yml is called; entries of the analyst's own keep their names."""
    return t(_MODEL_WORDS[alias]) if alias in _MODEL_WORDS else alias


def server_word(endpoint: str) -> str:
    """Return what a model server is called; one of the analyst's own keeps its name."""
    return t("embedded engine") if endpoint == _ENGINE else LABELS.get(endpoint, endpoint)
