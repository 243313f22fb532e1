"""What `cli.py hunt` does: a hunt with a worker of its own, in the foreground, to its end."""

import csv
import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

from config.errors import UserFacingError
from jobs import hunts
from leads.hunt import RULES_ONLY, Hunt, HuntOptions, HuntRequest, HuntSnapshot, HuntStatus

_LOOK = 0.2
# Seconds between two lines of progress in which nothing but numbers has changed.
_LINE = 1.0
_WEBSITE = "website"


class HuntReport(BaseModel):
    """The last line of the output. `sites` are all that were found."""

    job: str | None = None
    sites: int = 0
    done: int = 0
    failed: int = 0
    leads: int = 0


class HuntCommand:
    """Runs one hunt and tells how it goes; `stop` pauses it, so that it can be resumed."""

    def __init__(self, stop: threading.Event, tell: Callable[[str], None]) -> None:
        self._stop = stop
        self._tell = tell

    def hunt(
        self,
        query: str,
        *,
        sites: int,
        urls: tuple[str, ...],
        use_model: bool,
        sample: bool,
        provider: str,
        project: str,
    ) -> HuntReport:
        """Start a hunt and see it through.

        Raises:
            UserFacingError: the options make no sense, the search failed, or the database cannot be used.
        """
        # A foreground hunt runs to its end: nobody would be there to press a button after a pause.
        options = HuntOptions(
            sites=sites, use_model=use_model, provider=provider, urls=urls, sample=sample, breaker=False
        )
        # Written down before anything else is loaded: from here on a kill loses nothing.
        hunt = hunts.submit(HuntRequest(query=query, project=project, options=options))
        self._tell(f"Job {hunt.id}")
        return self._see_through(hunt)

    def resume(self, hunt_id: str | None) -> HuntReport:
        """Go on with a hunt, the last unfinished one where none is named.

        Raises:
            UserFacingError: there is no such hunt, or as `hunt`.
        """
        hunt = hunts.find(hunt_id) if hunt_id else hunts.latest_unfinished()
        if hunt is None:
            if hunt_id:
                raise UserFacingError(
                    f"There is no job {hunt_id!r}.", "Leave the job out to take the last one.", code="unknown"
                )
            self._tell("Nothing is left to do.")
            last = next(iter(hunts.recent(1)), None)
            return _report(hunts.snapshot(last.id)) if last else HuntReport()
        hunts.resume(hunt.id)
        self._tell(f"Job {hunt.id}")
        return self._see_through(hunt)

    def _see_through(self, hunt: Hunt) -> HuntReport:
        snapshot = hunts.snapshot(hunt.id)
        if snapshot is not None and snapshot.hunt.status is HuntStatus.DONE:
            self._tell("Nothing is left to do.")
            return _report(snapshot)
        # Imported here: the hunt is written down by now, and nothing that was begun may wait for it.
        from jobs.worker import Worker  # noqa: PLC0415

        worker = Worker()
        worker.start()
        try:
            last = self._watch(hunt.id)
        finally:
            worker.stop()
        self._conclude(last)
        return _report(last)

    def _watch(self, hunt_id: str) -> HuntSnapshot:
        told, said = 0.0, ""
        while True:
            snapshot = hunts.snapshot(hunt_id)
            if snapshot is None:
                raise UserFacingError("The hunt was deleted.")
            if self._stop.is_set() and snapshot.is_going:
                hunts.pause(hunt_id)
                continue
            line = _progress(snapshot)
            if line != said and (time.monotonic() > told + _LINE or not snapshot.is_going):
                self._tell(line)
                told, said = time.monotonic(), line
            if not snapshot.is_going:
                return snapshot
            self._stop.wait(_LOOK)

    def _conclude(self, last: HuntSnapshot) -> None:
        for notice in last.hunt.notices:
            self._tell(f"Note: {notice.message} {notice.remedy}".rstrip())
        if last.hunt.options.use_model and last.read_by_rules:
            why = last.rules_note.removeprefix(RULES_ONLY)
            told = f"{last.read_by_rules} classified by rules, not by a model. {why}"
            self._tell(told.rstrip())
        for credit in _credits(last.hunt.options) if last.leads else ():
            self._tell(credit)
        for group in last.failures:
            self._tell(f"{group.count} failed ({group.code}): {group.detail} {group.remedy}".rstrip())
        if last.hunt.status is HuntStatus.FAILED:
            raise UserFacingError(last.hunt.reason, last.hunt.remedy)
        if last.hunt.status is not HuntStatus.DONE:
            self._tell(f"{last.hunt.reason} Go on with: hunt --resume {last.hunt.id}".strip())


def _credits(options: HuntOptions) -> list[str]:
    """Return what has to be shown next to what the providers of a hunt have found."""
    from config.loader import ConfigLoader  # noqa: PLC0415 (as above)
    from scrapers.search.catalog import attributions  # noqa: PLC0415

    if options.urls or options.sample:
        return []
    return attributions(options.provider or ConfigLoader().get_merged_config()["search"]["provider"])


def read_urls(path: Path) -> tuple[str, ...]:
    """Return the addresses of a file: one a line, or the column `website` of a CSV.

    Raises:
        UserFacingError: the file cannot be read, or holds no address.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UserFacingError(
            f"{path} cannot be read: {reason}.", "Check its name and its encoding.", code="bad_file"
        ) from error
    urls = _column(text) if path.suffix.casefold() == ".csv" else text.splitlines()
    found = tuple(url.strip() for url in urls if url.strip())
    if not found:
        raise UserFacingError(f"{path} holds no address.", "Write one address a line.", code="bad_file")
    return found


def _column(text: str) -> list[str]:
    """Return the column `website` of a CSV; every line where there is no such column."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    name = next((name for name in rows.fieldnames or () if name.strip().casefold() == _WEBSITE), None)
    return text.splitlines() if name is None else [row[name] or "" for row in rows]


def _progress(snapshot: HuntSnapshot) -> str:
    if snapshot.hunt.status in (HuntStatus.QUEUED, HuntStatus.SEARCHING):
        return "Searching."
    parts = [f"{snapshot.ended} of {snapshot.found} sites", f"{snapshot.leads} leads"]
    if snapshot.failed:
        parts.append(f"{snapshot.failed} failed")
    if snapshot.classifying:
        parts.append(f"{snapshot.classifying} at the model")
    if snapshot.sites_a_minute:
        parts.append(f"{snapshot.sites_a_minute:.0f} a minute")
    if snapshot.seconds_left:
        parts.append(f"about {snapshot.seconds_left:.0f} s left")
    return ", ".join(parts)


def _report(snapshot: HuntSnapshot | None) -> HuntReport:
    if snapshot is None:
        return HuntReport()
    return HuntReport(
        job=snapshot.hunt.id,
        sites=snapshot.found,
        done=snapshot.done + snapshot.skipped,
        failed=snapshot.failed,
        leads=snapshot.leads,
    )
