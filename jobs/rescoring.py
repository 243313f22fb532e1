"""Scores follow the rules: after a change of weights, place or vertical all leads are scored anew.

A file names the rules the scores were made with, so that a change made while the app was closed, and work
that was cut short, are caught up with.
"""

import hashlib
import logging

from config import locations
from config.atomic import write_atomically
from jobs import interactive
from jobs.interactive import JobState
from leads.scoring_rules import ScoringRules
from leads.store import Store

KEY = "rescoring"

_log = logging.getLogger(__name__)


def follow(store: Store) -> interactive.Job | None:
    """Start scoring all leads anew if the rules have changed; return the job, or None if there is none.

    What failed is not tried again by these rules before the next start.
    """
    wanted = _name(store.scoring_rules)
    known = _scored_with()
    if known == wanted:
        return None
    if not known:
        try:
            _note(wanted)
        except OSError as error:
            _log.warning("The rules of the scores could not be noted: %s", error)
        return None
    last = interactive.job(KEY)
    if last is not None and last.state is JobState.FAILED and last.result == wanted:
        return None
    return interactive.submit(KEY, lambda handle: _work(handle, store), "New scores for all leads")


def _work(handle: interactive.Handle, store: Store) -> None:
    def told(done: int, of: int) -> None:
        handle.check()
        handle.set_phase(f"{done} of {of} leads scored")

    while (wanted := _name(store.scoring_rules)) != _scored_with():
        handle.set_result(wanted)
        store.rescore(told=told)
        # Another change may have come meanwhile: the leads scored before it are of other rules.
        if _name(store.scoring_rules) == wanted:
            _note(wanted)


def _name(rules: ScoringRules) -> str:
    return hashlib.sha256(rules.model_dump_json().encode()).hexdigest()


def _scored_with() -> str:
    try:
        return locations.scored_with_file().read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _note(name: str) -> None:
    write_atomically(locations.scored_with_file(), name.encode())
