"""The work of a run of audits without durable jobs."""

import asyncio

from config.loader import ConfigLoader
from jobs.audit_work import AuditWork
from jobs.doors import Doors
from leads.audit_run import AuditRun
from leads.audit_runs import AuditRunBook
from leads.database import Database
from leads.store import Store


def worked(run: AuditRun, store: Store) -> AuditRunBook:
    """Do all the work of a run in this process, as a worker does."""
    book = AuditRunBook(Database())
    doors = Doors(ConfigLoader())

    async def work() -> None:
        doing = AuditWork(book, store, doors)
        now = book.run(run.id)
        assert now is not None
        for row_id, _ in await doing.open_leads(run.id):
            await doing.audit(row_id, now.round)
        await doors._close()

    asyncio.run(work())
    return book
