"""A worker: the process that does hunts, audits and dossiers, alone on SQLite or as one of many."""

import logging
import sqlite3
import threading
import time
from contextlib import closing
from datetime import timedelta
from typing import Any

from dbos import DBOS, DBOSConfig
from dbos._serialization import DBOSPortableJSON

from config import locations
from config.loader import ConfigLoader
from jobs import audit_workflows, dossier_workflows, workflows
from jobs.audit_work import AuditWork
from jobs.doors import Doors
from jobs.dossier_work import DossierWork
from jobs.hunt_work import SITES_AT_ONCE, HuntWork
from jobs.pace import Pace
from jobs.upkeep import keep_no_longer_today
from leads.audit_runs import AuditRunBook
from leads.database import Database
from leads.dossier_book import DossierBook
from leads.hunt import HuntStatus
from leads.hunts import HuntBook
from leads.private_file import make_private_file
from leads.record import now
from leads.store import Store
from leads.workers import WorkerBook
from llm.router import TaskRouter

logger = logging.getLogger(__name__)

# Seconds between two looks at each of these.
_NEW_HUNTS = 0.3
_BEAT = 5.0
_ORPHANS = 3.0
_STRANDED = 15.0
_TIDY = 60.0
_RETENTION = 3600.0
# Jobs that have ended say nothing more to anybody: what they found is in the leads.
_KEPT = timedelta(days=1)
_DELETED_AT_ONCE = 500
# How many sites the model is asked about at once; the router bounds what each endpoint gets.
_OPINIONS_AT_ONCE = 8
_HUNTS_AT_ONCE = 4
_LISTEN = 0.25


class Worker:
    """Takes hunts, audits and dossiers from the database and works on them until it is stopped."""

    def __init__(self, loader: ConfigLoader | None = None) -> None:
        self._loader = loader or ConfigLoader()
        self._database = Database()
        self._book = HuntBook(self._database)
        self._list = WorkerBook(self._database)
        self._doors = Doors(self._loader)
        self._store = Store()
        self._stop = threading.Event()
        self._pace = Pace(_register_queues)
        self._watch = threading.Thread(target=self._keep_watch, name="worker watch", daemon=True)

    def start(self) -> None:
        """Make the tables where there are none, take over what dead workers left, and begin.

        Raises:
            StoreError: the database cannot be used.
        """
        self._list.beat()
        store = self._store
        router = TaskRouter.from_config(self._loader)
        workflows.work_with(HuntWork(self._loader, self._book, store, router, self._doors))
        audit_workflows.work_with(AuditWork(AuditRunBook(self._database), store, self._doors))
        dossiers = DossierBook(self._database)
        dossier_workflows.work_with(DossierWork(self._loader, dossiers, store, router, self._doors))
        DBOS(config=self._config())
        DBOS.launch()
        self._pace.adapt()
        self._take_over()
        self._watch.start()

    def stop(self) -> None:
        """End the work; what is under way is taken over by the next worker."""
        self._stop.set()
        self._watch.join()
        dossier_workflows.stop_work()
        self._doors.close()
        DBOS.destroy()
        self._list.leave()

    def _config(self) -> DBOSConfig:
        return {
            "name": workflows.APPLICATION,
            "system_database_url": _system_database(self._database),
            "application_version": workflows.VERSION,
            "executor_id": self._list.me,
            "serializer": DBOSPortableJSON,
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": _LISTEN,
        }

    def _keep_watch(self) -> None:
        every = {
            self._start_hunts: _NEW_HUNTS,
            audit_workflows.start_runs: _NEW_HUNTS,
            dossier_workflows.start_builds: _NEW_HUNTS,
            self._pace.adapt: _NEW_HUNTS,
            self._list.beat: _BEAT,
            self._take_over: _ORPHANS,
            self._free_stranded: _STRANDED,
            audit_workflows.free_stranded: _STRANDED,
            dossier_workflows.free_stranded: _STRANDED,
            self._tidy: _TIDY,
            self._keep_no_longer: _RETENTION,
        }
        due = dict.fromkeys(every, 0.0)
        while not self._stop.wait(_NEW_HUNTS / 3):
            for look, when in due.items():
                if when > time.monotonic():
                    continue
                try:
                    look()
                except Exception:
                    logger.exception("the worker's watch stumbled; it goes on")
                due[look] = time.monotonic() + every[look]

    def _start_hunts(self) -> None:
        for hunt in self._book.with_status(HuntStatus.QUEUED):
            workflows.start_hunt(hunt.id, hunt.round)

    def _take_over(self) -> None:
        """Queue again what was in the hands of workers that are gone, in the queues it came from."""
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        holders = {status.executor_id for status in pending if status.executor_id}
        if not holders - {self._list.me}:
            return
        with self._list.takeover() as mine:
            gone = holders - self._list.alive() - {self._list.me}
            if mine and gone:
                logger.warning("taking over the work of %s", ", ".join(sorted(gone)))
                # The call that DBOS makes for its own past at a start: unlike resume_workflows it leaves a
                # workflow in its queue, under the limits of its site, and counts how often it was recovered.
                DBOS._recover_pending_workflows(sorted(gone))
                self._list.forget_all_but(self._list.alive())

    def _free_stranded(self) -> None:
        """Set a running hunt going anew that has sites left and no work queued, as after a lost job file."""
        for hunt in self._book.with_status(HuntStatus.SEARCHING, HuntStatus.RUNNING):
            queued = DBOS.list_workflows(
                status=["ENQUEUED", "PENDING"],
                workflow_id_prefix=f"{hunt.id}:",
                limit=1,
                load_input=False,
                load_output=False,
            )
            if not queued and not self._book.close_if_done(hunt.id):
                logger.warning("hunt %s had no work queued: it is set going again", hunt.id)
                self._book.change(hunt.id, HuntStatus.QUEUED, only=(hunt.status,), next_round=True)

    def _keep_no_longer(self) -> None:
        keep_no_longer_today(self._store, self._loader)

    def _tidy(self) -> None:
        """Delete jobs that ended long ago."""
        old = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=(now() - _KEPT).isoformat(),
            limit=_DELETED_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if old:
            DBOS.delete_workflows([status.workflow_id for status in old])


def _register_queues(polling: float) -> None:
    options: dict[str, Any] = {"polling_interval_sec": polling, "on_conflict": "always_update"}
    DBOS.register_queue(workflows.HUNTS, worker_concurrency=_HUNTS_AT_ONCE, **options)
    DBOS.register_queue(workflows.SITES, worker_concurrency=SITES_AT_ONCE, partition_concurrency=1, **options)
    DBOS.register_queue(workflows.OPINIONS, worker_concurrency=_OPINIONS_AT_ONCE, **options)
    audit_workflows.register_queues(polling)
    dossier_workflows.register_queues(polling)


def _system_database(database: Database) -> str:
    """Return where DBOS keeps how far each job is: beside the leads on PostgreSQL, else a file of its own."""
    if database.url.get_backend_name() != "sqlite":
        return database.url.render_as_string(hide_password=False)
    path = locations.jobs_file()
    make_private_file(path)
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # twice as fast; DBOS leaves the mode as it is
    return f"sqlite:///{path}"
