"""What the rooms make of a lead: audits, drafts, dossiers, opinions, and what became of messages."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import Table, func, insert, select

from leads import index_rows
from leads.lead_store import LeadStore
from leads.record import now
from leads.upsert import upsert
from leads.work import (
    AngleResults,
    Audit,
    Dossier,
    Draft,
    Opinion,
    OpinionSource,
    OutreachEvent,
    OutreachResult,
)
from leads.work_tables import audits, dossiers, drafts, opinions, outreach_events

Record = TypeVar("Record", bound=BaseModel)
Work = Audit | Draft | Dossier | OutreachEvent

_TABLES: dict[type[BaseModel], Table] = {
    Audit: audits,
    Draft: drafts,
    Dossier: dossiers,
    OutreachEvent: outreach_events,
}


class WorkStore(LeadStore):
    """The part of the store that keeps what is made of leads; nothing in it is ever overwritten."""

    def save_audit(self, audit: Audit) -> Audit:
        """Keep an audit; its score counts in the lead's. Saved again under its id, it is there once."""
        with self._database.writing() as connection:
            upsert(connection, audits, [audit.model_dump()], "id")
            index_rows.refresh(connection, [audit.lead_id], self._scorer)
        return audit

    def audits_of(self, lead_id: str) -> list[Audit]:
        """Return the audits of a lead, newest first."""
        return self._of_lead(Audit, lead_id)

    def save_draft(self, draft: Draft) -> Draft:
        """Keep a draft as the next version of its message and return it with its version."""
        latest = select(func.max(drafts.c.version)).where(drafts.c.draft_id == draft.draft_id)
        with self._database.writing() as connection:
            version = (connection.execute(latest).scalar() or 0) + 1
            saved = draft.model_copy(update={"version": version})
            connection.execute(insert(drafts), [saved.model_dump()])
        return saved

    def drafts_of(self, lead_id: str, channel: str = "") -> list[Draft]:
        """Return all versions of the drafts of a lead, newest first, of one channel or of all."""
        every = [draft for draft in self._of_lead(Draft, lead_id) if channel in ("", draft.channel)]
        return sorted(every, key=lambda draft: (draft.created_at, draft.version), reverse=True)

    def save_dossier(self, dossier: Dossier) -> Dossier:
        """Keep a dossier; earlier ones stay, but a later state of the same one takes its place."""
        with self._database.writing() as connection:
            upsert(connection, dossiers, [dossier.model_dump()], "id")
        return dossier

    def dossiers_of(self, lead_id: str) -> list[Dossier]:
        """Return the dossiers about a lead, newest first."""
        return self._of_lead(Dossier, lead_id)

    def dossier_of(self, lead_id: str) -> Dossier | None:
        """Return the last dossier about a lead, or None."""
        return next(iter(self.dossiers_of(lead_id)), None)

    def log_outreach(self, event: OutreachEvent) -> OutreachEvent:
        """Keep what became of a message."""
        with self._database.writing() as connection:
            connection.execute(insert(outreach_events), [event.model_dump()])
        return event

    def outreach_of(self, lead_id: str) -> list[OutreachEvent]:
        """Return what became of messages to a lead, newest first."""
        return self._of_lead(OutreachEvent, lead_id)

    def results_by_angle(self) -> list[AngleResults]:
        """Return how messages of each channel and angle fared, the most used first."""
        columns = outreach_events.c.channel, outreach_events.c.angle, outreach_events.c.result
        wanted = select(*columns, func.count()).where(outreach_events.c.deleted_at.is_(None))
        counts: dict[tuple[str, str], dict[str, int]] = {}
        with self._database.reading() as connection:
            for channel, angle, result, count in connection.execute(wanted.group_by(*columns)):
                counts.setdefault((channel, angle), {})[result] = count
        counted = (OutreachResult.SENT, OutreachResult.ANSWERED, OutreachResult.BOOKED)
        results = [
            AngleResults(channel=channel, angle=angle, **{name: found.get(name, 0) for name in counted})
            for (channel, angle), found in counts.items()
        ]
        return sorted(results, key=lambda one: (-one.sent, one.channel, one.angle))

    def remove_work(self, *records: Work) -> int:
        """Take audits, drafts, dossiers or events away; `restore_work` brings them back."""
        return self._mark_work(records, is_removed=True)

    def restore_work(self, *records: Work) -> int:
        """Bring back what was removed."""
        return self._mark_work(records, is_removed=False)

    def save_opinion(self, opinion: Opinion) -> Opinion:
        """Keep what a model, or the rules in its place, think of a lead, instead of its last opinion."""
        with self._database.writing() as connection:
            upsert(connection, opinions, [opinion.model_dump()], "lead_id", "source")
            index_rows.refresh(connection, [opinion.lead_id], self._scorer)
        return opinion

    def opinions_of(self, lead_id: str) -> dict[OpinionSource, Opinion]:
        """Return the opinions on a lead by whose they are."""
        wanted = select(opinions).where(opinions.c.lead_id == lead_id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(opinions.c.source)).mappings()
            found = [Opinion.model_validate(dict(row)) for row in rows]
        return {opinion.source: opinion for opinion in found}

    def _of_lead(self, record: type[Record], lead_id: str) -> list[Record]:
        table = _TABLES[record]
        wanted = select(table).where(table.c.lead_id == lead_id, table.c.deleted_at.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(table.c.created_at.desc(), table.c.id)).mappings()
            return [record.model_validate(dict(row)) for row in rows]

    def _mark_work(self, records: Sequence[Work], *, is_removed: bool) -> int:
        changed = 0
        for kind in {type(record) for record in records}:
            ids = [record.id for record in records if type(record) is kind]
            changed += self._mark_deleted(_TABLES[kind], ids, now() if is_removed else None)
        audited = {record.lead_id for record in records if isinstance(record, Audit)}
        if audited:
            self._refresh_index(list(audited))
        return changed
