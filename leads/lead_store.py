"""Leads: saved, read, removed and brought back, with their statuses, tags and notes."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from leads import index_rows
from leads.domains import is_shared, own_site
from leads.lead_rows import collector_paused, put_first, read_bare_leads, read_leads, write_leads
from leads.project_store import ProjectStore
from leads.record import (
    Evidence,
    Kind,
    Lead,
    LeadStatus,
    Method,
    Owner,
    Value,
    now,
)
from leads.score import Scores
from leads.scoring_rules import ScoringRules
from leads.store_base import parts
from leads.suppression import Suppressed, SuppressionList, Target
from leads.tables import lead_values, leads, run_leads
from leads.upsert import insert_new
from leads.work import Note, StatusChange
from leads.work_tables import lead_notes, lead_tags, status_changes

_AT_ONCE = 500

EDITED = "edit:review"
"""The address in the evidence of what the analyst has typed."""


class LeadStore(ProjectStore):
    """The part of the store that keeps leads."""

    def save_lead(self, lead: Lead, run_id: str | None = None) -> Lead:
        """Add a lead, or merge it into the stored lead of its site, and return that one.

        Values and evidence are added, never taken away, except those on the suppression list. The analyst's
        status stays, unless it is still `FOUND`. `run_id` names the saved run that found the lead; a removed
        lead comes back when a run that did not have it yet finds it again.

        Raises:
            Suppressed: the business is on the suppression list and not stored.
            ValueError: the lead has no site, so that nothing says which business it is.
        """
        return self.save_leads([lead], run_id)[0]

    def save_leads(self, given: Sequence[Lead], run_id: str | None = None) -> list[Lead]:
        """Do the same for many leads in one transaction; either all are saved or none.

        Raises:
            Suppressed: one of the businesses is on the suppression list and not stored.
            ValueError: one of the leads has no site.
        """
        if not all(lead.site.strip() for lead in given):
            raise ValueError("a lead needs a site")
        with collector_paused(), self._database.writing() as connection:
            allowed = SuppressionList(connection).cleaned(given)
            if len(allowed) < len(given):
                allowed = _with_stored(connection, given, allowed)
            ids = write_leads(connection, allowed, run_id)
            saved = index_rows.refresh(connection, ids, self._scorer)
            removed = [lead_id for lead_id in ids if lead_id not in saved]
            saved.update({lead.id: lead for lead in _in_order(connection, removed)})
            return [saved[lead_id] for lead_id in ids]

    def lead(self, lead_id: str) -> Lead | None:
        """Return a lead, or None if there is none or it was removed."""
        wanted = select(leads).where(leads.c.id == lead_id, leads.c.deleted_at.is_(None))
        with self._database.reading() as connection:
            return next(iter(read_leads(connection, wanted)), None)

    def leads(
        self, status: LeadStatus | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Lead]:
        """Return the leads of one status, or of any, newest first."""
        wanted = select(leads).where(leads.c.deleted_at.is_(None))
        if status is not None:
            wanted = wanted.where(leads.c.status == status)
        wanted = wanted.order_by(leads.c.created_at.desc(), leads.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return read_leads(connection, wanted)

    def leads_by_id(self, ids: Iterable[str]) -> list[Lead]:
        """Return the leads with these ids that are there, in the order of the ids."""
        with self._database.reading() as connection:
            return _in_order(connection, list(ids))

    def bare_leads(self, ids: Iterable[str]) -> list[Lead]:
        """Return leads as `leads_by_id` does, their values without evidence, which takes half the time."""
        with self._database.reading() as connection:
            return _in_order(connection, list(ids), read_bare_leads)

    def leads_of_run(self, run_id: str) -> list[Lead]:
        """Return the leads a run has found, in the order it found them."""
        wanted = (
            select(leads)
            .join(run_leads, run_leads.c.lead_id == leads.c.id)
            .where(run_leads.c.run_id == run_id, leads.c.deleted_at.is_(None))
            .order_by(run_leads.c.id)
        )
        with self._database.reading() as connection:
            return read_leads(connection, wanted)

    def scores_of(self, lead_id: str) -> Scores | None:
        """Return the scores of a lead with their reasons, by the rules of now."""
        lead = self.lead(lead_id)
        if lead is None:
            return None
        with self._database.reading() as connection:
            return self._scorer.score(lead, index_rows.audit_scores(connection, [lead_id]).get(lead_id))

    def rescore(
        self, rules: ScoringRules | None = None, told: Callable[[int, int], None] = lambda _done, _of: None
    ) -> int:
        """Score all leads anew, by other rules if given, as after a change of weights; return how many.

        `told` is called with how many are done, of how many; what it raises ends the work.
        """
        self._given_rules = rules or self._given_rules
        with self._database.reading() as connection:
            ids = list(connection.execute(select(leads.c.id).where(leads.c.deleted_at.is_(None))).scalars())
        for start in range(0, len(ids), _AT_ONCE):
            told(start, len(ids))
            self._refresh_index(ids[start : start + _AT_ONCE])
        return len(ids)

    def add_to_review(self, ids: Iterable[str]) -> int:
        """Make found leads new ones for the Review tab; return how many were not there yet."""
        to_review = update(leads).where(leads.c.status == LeadStatus.FOUND, leads.c.deleted_at.is_(None))
        changed: list[str] = []
        with self._database.writing() as connection:
            for some in parts(leads.c.id, ids):
                change = to_review.where(some).values(status=LeadStatus.NEW, updated_at=now())
                changed += connection.execute(change.returning(leads.c.id)).scalars()
            index_rows.refresh(connection, changed, self._scorer)
        return len(changed)

    def set_status(self, ids: Iterable[str], status: LeadStatus, reason: str = "") -> int:
        """Give leads a status and note the change in their history; return how many had another.

        Contacts of a lead that becomes `OPPOSED` go on the suppression list, and come off it when the analyst
        takes that back.
        """
        changed = 0
        with self._database.writing() as connection:
            for some in parts(leads.c.id, ids):
                wanted = select(leads).where(some, leads.c.deleted_at.is_(None), leads.c.status != status)
                found = read_leads(connection, wanted.with_for_update())
                _change_status(connection, found, status, reason)
                index_rows.refresh(connection, [lead.id for lead in found], self._scorer)
                changed += len(found)
        return changed

    def history_of(self, lead_id: str) -> list[StatusChange]:
        """Return the changes of a lead's status, oldest first."""
        wanted = select(status_changes).where(status_changes.c.lead_id == lead_id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(status_changes.c.id)).mappings()
            return [StatusChange.model_validate(dict(row)) for row in rows]

    def edit_value(self, lead_id: str, kind: Kind, text: str) -> Lead | None:
        """Put what the analyst has typed before all other values of its kind; those stay.

        Its evidence is the edit: the address is `edit:review`, no page vouches for it. Returns the lead.
        """
        proof = Evidence(url=EDITED, quote=text[:200], method=Method.TEXT, fetched_at=now())
        value = Value(value=text, kind=kind, evidence=[proof])
        with self._database.writing() as connection:
            if not _known(connection, [lead_id]):
                return None
            put_first(connection, lead_id, value)
            connection.execute(update(leads).where(leads.c.id == lead_id).values(updated_at=now()))
            index_rows.refresh(connection, [lead_id], self._scorer)
        return self.lead(lead_id)

    def edit_website(self, lead_id: str, website: str) -> Lead | None:
        """Change the address of a lead's site, not the key by which it is known; return the lead."""
        change = update(leads).where(leads.c.id == lead_id).values(website=website, updated_at=now())
        with self._database.writing() as connection:
            connection.execute(change)
            index_rows.refresh(connection, [lead_id], self._scorer)
        return self.lead(lead_id)

    def set_owner(self, lead_id: str, kind: Kind, text: str, owner: Owner) -> int:
        """Say whose a value is, as when a page's e-mail is its web agency's; return how many changed."""
        is_it = lead_values.c.lead_id == lead_id, lead_values.c.kind == kind, lead_values.c.value == text
        with self._database.writing() as connection:
            there = select(lead_values.c.label).where(*is_it, lead_values.c.owner == owner)
            if connection.execute(there).first() is not None:
                changed = 0
            else:
                change = update(lead_values).where(*is_it, lead_values.c.owner != owner)
                changed = connection.execute(change.values(owner=owner)).rowcount
            index_rows.refresh(connection, [lead_id], self._scorer)
        return changed

    def remove(self, ids: Iterable[str]) -> int:
        """Take leads away, so that `restore` can bring them back; return how many were there."""
        return self._mark_and_index(ids, is_removed=True)

    def restore(self, ids: Iterable[str]) -> int:
        """Bring removed leads back as they were; return how many were removed."""
        return self._mark_and_index(ids, is_removed=False)

    def add_tag(self, ids: Iterable[str], tag: str) -> None:
        """Put a tag on leads; `;` parts tags in lists and is taken out."""
        name = " ".join(tag.replace(";", " ").split())
        if not name:
            return
        with self._database.writing() as connection:
            known = _known(connection, ids)
            insert_new(connection, lead_tags, [{"lead_id": i, "tag": name} for i in known], "lead_id", "tag")
            index_rows.refresh(connection, known, self._scorer)

    def remove_tag(self, ids: Iterable[str], tag: str) -> None:
        """Take a tag off leads."""
        wanted = list(ids)
        with self._database.writing() as connection:
            for some in parts(lead_tags.c.lead_id, wanted):
                connection.execute(delete(lead_tags).where(some, lead_tags.c.tag == tag))
            index_rows.refresh(connection, wanted, self._scorer)

    def add_note(self, lead_id: str, text: str) -> Note:
        """Keep a note about a lead."""
        note = Note(lead_id=lead_id, text=text)
        with self._database.writing() as connection:
            connection.execute(insert(lead_notes), [note.model_dump()])
            index_rows.refresh(connection, [lead_id], self._scorer)
        return note

    def add_missing_notes(self, notes: Iterable[Note]) -> None:
        """Keep the notes that their leads do not have yet, as an import brings them."""
        given = list(notes)
        new: list[Note] = []
        with self._database.writing() as connection:
            there = index_rows.notes_of(connection, [note.lead_id for note in given])
            for note in given:
                texts = there[note.lead_id]
                if note.text not in (*texts, "\n".join(texts)):  # an export joins them
                    texts.append(note.text)
                    new.append(note)
            if new:
                connection.execute(insert(lead_notes), [note.model_dump() for note in new])
                index_rows.refresh(connection, [note.lead_id for note in new], self._scorer)

    def notes_of(self, lead_id: str) -> list[Note]:
        """Return the notes about a lead, oldest first."""
        wanted = select(lead_notes).where(lead_notes.c.lead_id == lead_id, lead_notes.c.deleted_at.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(lead_notes.c.created_at, lead_notes.c.id)).mappings()
            return [Note.model_validate(dict(row)) for row in rows]

    def remove_note(self, note_id: str) -> bool:
        """Take a note away; `restore_note` brings it back."""
        return self._mark_note(note_id, is_removed=True)

    def restore_note(self, note_id: str) -> bool:
        """Bring a removed note back."""
        return self._mark_note(note_id, is_removed=False)

    def _refresh_index(self, ids: Sequence[str]) -> None:
        with self._database.writing() as connection:
            index_rows.refresh(connection, ids, self._scorer)

    def _mark_note(self, note_id: str, *, is_removed: bool) -> bool:
        is_deleted = lead_notes.c.deleted_at.is_not(None)
        change = update(lead_notes).where(
            lead_notes.c.id == note_id, ~is_deleted if is_removed else is_deleted
        )
        change = change.values(deleted_at=now() if is_removed else None)
        with self._database.writing() as connection:
            changed = list(connection.execute(change.returning(lead_notes.c.lead_id)).scalars())
            index_rows.refresh(connection, changed, self._scorer)
        return bool(changed)

    def _mark_and_index(self, ids: Iterable[str], *, is_removed: bool) -> int:
        """Remove leads or bring them back; a lead that was merged into another stays there."""
        other_state = leads.c.deleted_at.is_(None) if is_removed else leads.c.deleted_at.is_not(None)
        moment = now()
        changed: list[str] = []
        with self._database.writing() as connection:
            for some in parts(leads.c.id, ids):
                change = update(leads).where(some, other_state, leads.c.merged_into.is_(None))
                change = change.values(deleted_at=moment if is_removed else None, updated_at=moment)
                changed += connection.execute(change.returning(leads.c.id)).scalars()
            index_rows.refresh(connection, changed, self._scorer)
        return len(changed)


def _with_stored(connection: Connection, given: Sequence[Lead], allowed: Sequence[Lead]) -> list[Lead]:
    """Return the allowed leads and, bare of all values, the blocked ones that are stored, in the given order.

    Raises:
        Suppressed: a blocked one is not stored.
    """
    by_id = {lead.id: lead for lead in allowed}
    for lead in given:
        if lead.id in by_id:
            continue
        is_site = leads.c.site == own_site(lead.site, lead.website)
        if connection.execute(select(leads.c.id).where(is_site)).first() is None:
            raise Suppressed("This business asked not to be kept; it was left out.")
        by_id[lead.id] = lead.model_copy(update={"values": []})
    return [by_id[lead.id] for lead in given]


def _in_order(
    connection: Connection,
    ids: Sequence[str],
    read: Callable[[Connection, Select[Any]], list[Lead]] = read_leads,
) -> list[Lead]:
    found: dict[str, Lead] = {}
    for some in parts(leads.c.id, set(ids)):
        found.update({lead.id: lead for lead in read(connection, select(leads).where(some))})
    return [found[lead_id] for lead_id in ids if lead_id in found]


def _known(connection: Connection, ids: Iterable[str]) -> list[str]:
    known: list[str] = []
    for some in parts(leads.c.id, ids):
        known += connection.execute(select(leads.c.id).where(some)).scalars()
    return known


def _change_status(connection: Connection, found: Sequence[Lead], status: LeadStatus, reason: str) -> None:
    if not found:
        return
    moment = now()
    ids = [lead.id for lead in found]
    for some in parts(leads.c.id, ids):
        connection.execute(update(leads).where(some).values(status=status, updated_at=moment))
    changes = [
        StatusChange(lead_id=lead.id, before=lead.status, after=status, reason=reason, created_at=moment)
        for lead in found
    ]
    connection.execute(insert(status_changes), [change.model_dump() for change in changes])
    listed = SuppressionList(connection)
    for lead in found:
        if LeadStatus.OPPOSED in (status, lead.status):
            _list_contacts(listed, lead, is_opposed=status is LeadStatus.OPPOSED)


def _list_contacts(listed: SuppressionList, lead: Lead, *, is_opposed: bool) -> None:
    country = lead.first(Kind.COUNTRY) or ""
    contacts = [(Target.EMAIL, value.value) for value in lead.all(Kind.EMAIL)]
    contacts += [(Target.PHONE, value.value) for value in lead.all(Kind.PHONE)]
    contacts += [] if is_shared(lead.site) else [(Target.DOMAIN, lead.site)]
    for target, text in contacts:
        if is_opposed:
            listed.add(target, text, "opposed", country)
        else:
            listed.remove(target, text, country)
