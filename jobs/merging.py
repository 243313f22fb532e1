"""The search for leads that are one business, as a job of the process: a hundred thousand take a minute."""

from dataclasses import dataclass, replace

from jobs import interactive
from leads.merge_store import MergeRecord
from leads.store import Store

KEY = "merging"


@dataclass(frozen=True)
class Merged:
    """What came of it: the merges, newest first, how many pairs are doubtful, how many merges were undone."""

    merges: tuple[MergeRecord, ...]
    questions: int
    undone: int | None = None


def start(store: Store) -> interactive.Job:
    """Start merging what surely is one business, or return the job that is running."""
    return interactive.submit(KEY, lambda handle: _work(handle, store), "Search for duplicates")


def current() -> interactive.Job | None:
    """Return the job of the last search of this process."""
    return interactive.job(KEY)


def forget() -> None:
    """Drop a search that has ended; its merges stay."""
    interactive.forget(KEY)


def undo(store: Store, merged: Merged) -> interactive.Job:
    """Start undoing all merges of a search, the last one first."""
    forget()
    return interactive.submit(KEY, lambda handle: _undo(handle, store, merged), "Merges are undone")


def _work(handle: interactive.Handle, store: Store) -> None:
    handle.set_phase("comparing all leads")
    before = {merge.id for merge in store.merges()}
    found = store.dedupe(lambda done, of: handle.set_phase(f"{done} of {of} merges made"))
    made = tuple(merge for merge in store.merges() if merge.id not in before)
    handle.set_result(Merged(made, len(found.questions)))


def _undo(handle: interactive.Handle, store: Store, merged: Merged) -> None:
    ids = [merge.id for merge in merged.merges]
    undone = store.undo_merges(ids, lambda done, of: handle.set_phase(f"{done} of {of} merges undone"))
    handle.set_result(replace(merged, undone=undone))
