"""Hunts as the analyst handles them: submit, watch, pause, resume, stop, retry, repeat.

Nothing here does the work: workers find in the database what was asked for (`jobs.worker`). So a closed
browser or a restarted app changes nothing, and a look costs a few milliseconds.
"""

from threading import Lock

from config.errors import UserFacingError
from leads.database import Database
from leads.hunt import (
    GOING,
    FailureGroup,
    Hunt,
    HuntOptions,
    HuntRequest,
    HuntSite,
    HuntSnapshot,
    HuntStatus,
    SiteState,
)
from leads.hunt_snapshots import take_snapshot
from leads.hunts import HuntBook
from leads.record import Lead
from scrapers.search.url_list import UrlListProvider

__all__ = [
    "FailureGroup",
    "Hunt",
    "HuntOptions",
    "HuntRequest",
    "HuntSite",
    "HuntSnapshot",
    "HuntStatus",
    "SiteState",
    "delete",
    "find",
    "latest_unfinished",
    "leads_of",
    "pause",
    "recent",
    "resume",
    "retry_failed",
    "run_again",
    "sites",
    "snapshot",
    "stop",
    "submit",
]

MOST_SITES = 10_000

_books: dict[str, HuntBook] = {}
_lock = Lock()


def submit(request: HuntRequest) -> Hunt:
    """Write down a new hunt, which the next free worker sets going.

    Raises:
        UserFacingError: the request makes no sense, or the database cannot be used.
    """
    query = " ".join(request.query.split())
    if not query and not request.options.urls:
        raise UserFacingError(
            "There is nothing to look for.", "Write a trade and a place, or paste addresses."
        )
    pasted = UrlListProvider(request.options.urls)
    if request.options.urls and pasted.is_empty:
        texts = ", ".join(f"“{text[:60]}”" for text in pasted.rejected[:5])
        raise UserFacingError(
            f"None of the texts is an address: {texts}.",
            "Give addresses that start with https://, one a line.",
        )
    if not 1 <= request.options.sites <= MOST_SITES:
        raise UserFacingError(
            f"{request.options.sites} sites cannot be read in one hunt.",
            f"Choose a number from 1 to {MOST_SITES}.",
        )
    return _book().add(Hunt(query=query, project=request.project, options=request.options))


def snapshot(hunt_id: str) -> HuntSnapshot | None:
    """Return how far a hunt is, None where there is none."""
    return take_snapshot(_book(), hunt_id)


def find(hunt_id: str) -> Hunt | None:
    """Return a hunt, None where there is none or it was deleted."""
    return _book().hunt(hunt_id)


def recent(limit: int = 20) -> list[Hunt]:
    """Return the last hunts, newest first."""
    return _book().recent(limit)


def latest_unfinished() -> Hunt | None:
    """Return the hunt that was started last among those that still have something to do."""
    return next(iter(_book().with_status(*GOING, HuntStatus.PAUSED)), None)


def sites(hunt_id: str, *states: SiteState, limit: int | None = None, offset: int = 0) -> list[HuntSite]:
    """Return the sites of a hunt in these states, or all of them, in the order they were found."""
    return _book().sites(hunt_id, *states, limit=limit, offset=offset)


def leads_of(hunt_id: str, limit: int = 50, offset: int = 0) -> list[Lead]:
    """Return leads a hunt has found, those found last first."""
    from leads.store import Store  # noqa: PLC0415 (the command line writes a hunt down before it loads more)

    ids = _book().lead_ids(hunt_id, limit, offset)
    with Store() as store:
        found = [store.lead(lead_id) for lead_id in ids]
    return [lead for lead in found if lead is not None]


def pause(hunt_id: str) -> bool:
    """Begin no further site; the sites that are being read are finished. Return whether it was going."""
    return _book().change(hunt_id, HuntStatus.PAUSED, only=GOING)


def resume(hunt_id: str) -> bool:
    """Go on with a paused, stopped or failed hunt; return whether it was one."""
    only = (HuntStatus.PAUSED, HuntStatus.STOPPED, HuntStatus.FAILED)
    return _book().change(hunt_id, HuntStatus.QUEUED, only=only, next_round=True)


def stop(hunt_id: str) -> bool:
    """End a hunt; what it has found stays. Return whether it had not ended."""
    return _book().change(hunt_id, HuntStatus.STOPPED, only=(*GOING, HuntStatus.PAUSED))


def retry_failed(hunt_id: str) -> int:
    """Read the failed sites of a hunt again; return how many there are."""
    book = _book()
    count = book.requeue_failed(hunt_id)
    if count:
        # Where it is going, too: the new round queues all that is open, and what the old one queued is void.
        book.change(hunt_id, HuntStatus.QUEUED, only=tuple(HuntStatus), next_round=True)
    return count


def run_again(hunt_id: str) -> Hunt | None:
    """Start the same hunt anew; its snapshot counts as new what no hunt had found before."""
    before = _book().hunt(hunt_id)
    if before is None:
        return None
    again = Hunt(query=before.query, project=before.project, options=before.options, after=before.id)
    return _book().add(again)


def delete(hunt_id: str) -> bool:
    """Stop a hunt and take it off the list; its leads stay."""
    stop(hunt_id)
    return _book().delete(hunt_id)


def _book() -> HuntBook:
    """Return the book of the database that is in force: tests and the environment may change it."""
    database = Database()
    with _lock:
        return _books.setdefault(database.url.render_as_string(hide_password=False), HuntBook(database))
