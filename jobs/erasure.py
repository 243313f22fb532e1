"""An erasure as a job of the process: every file of the data folder is looked through."""

from jobs import interactive
from leads.privacy import erase
from leads.store import Store

KEY = "erasure"


def start(store: Store, text: str, reason: str = "erased on the screen") -> interactive.Job:
    """Start erasing an e-mail address, a phone number, a domain or a lead, or return the job that is running.

    The title does not say what is erased: jobs are shown and logged.
    """
    return interactive.submit(
        KEY, lambda handle: handle.set_result(erase(store, text, reason=reason)), "Erasing"
    )


def current() -> interactive.Job | None:
    """Return the job of the last erasure of this process."""
    return interactive.job(KEY)


def forget() -> None:
    """Drop an erasure that has ended from the screen."""
    interactive.forget(KEY)
