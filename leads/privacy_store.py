"""What must not be kept: the suppression list, and deletion for good after set times."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, delete, func, select

from leads import index_rows
from leads.erasure_rows import Wanted, contacts_of, erase_in_postgresql, erase_lead, erase_wanted
from leads.lead_store import LeadStore
from leads.record import Lead, LeadStatus
from leads.store_base import parts
from leads.suppression import SuppressionList, target_of
from leads.tables import leads, pages
from leads.traces import traces
from leads.work_tables import outreach_events, suppressions


class Suppression(BaseModel):
    """A line of the suppression list. Whom it stands for cannot be read from it."""

    model_config = ConfigDict(frozen=True)

    digest: str
    kind: str
    reason: str
    created_at: datetime


class PrivacyStore(LeadStore):
    """The part of the store that keeps what must not be kept from coming back."""

    def suppress(self, text: str, reason: str, country: str = "") -> bool:
        """Put an e-mail address, a phone number or a domain on the list; say whether it is new there.

        It is not saved, imported, merged or exported any more; what is stored already stays until erased.
        """
        with self._database.writing() as connection:
            return SuppressionList(connection).add(target_of(text), text, reason, country)

    def unsuppress(self, text: str, country: str = "") -> bool:
        """Take one off the list; say whether it was there."""
        with self._database.writing() as connection:
            return SuppressionList(connection).remove(target_of(text), text, country)

    def is_suppressed(self, text: str, country: str = "") -> bool:
        """Tell whether an e-mail address, a phone number or a domain is on the list."""
        with self._database.reading() as connection:
            return SuppressionList(connection).has(text, country)

    def is_lead_suppressed(self, lead: Lead) -> bool:
        """Tell whether nobody may write to this lead: it is opposed, or its site is on the list."""
        if lead.status is LeadStatus.OPPOSED:
            return True
        with self._database.reading() as connection:
            return SuppressionList(connection).is_blocked(lead.site)

    def contactable(self, given: Iterable[Lead]) -> list[Lead]:
        """Return the leads that may be exported and written to, without contacts on the list."""
        willing = [lead for lead in given if lead.status is not LeadStatus.OPPOSED]
        with self._database.reading() as connection:
            return SuppressionList(connection).cleaned(willing)

    def suppressions(self) -> list[Suppression]:
        """Return the list, newest first."""
        wanted = select(suppressions).order_by(suppressions.c.created_at.desc(), suppressions.c.digest)
        with self._database.reading() as connection:
            return [Suppression.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]

    def delete_pages_before(self, moment: datetime) -> int:
        """Delete the texts of pages fetched before a moment, not the quotes; return how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(pages).where(pages.c.fetched_at < moment)).rowcount

    def untouched_since(self, moment: datetime) -> list[str]:
        """Return the ids of the leads that nothing has happened with since a moment, oldest first."""
        touched = func.coalesce(leads.c.updated_at, leads.c.created_at)
        answered = select(outreach_events.c.lead_id).where(outreach_events.c.created_at >= moment)
        wanted = select(leads.c.id).where(touched < moment, leads.c.id.not_in(answered)).order_by(touched)
        with self._database.reading() as connection:
            return list(connection.execute(wanted).scalars())

    def has_lead(self, lead_id: str) -> bool:
        """Tell whether there is a lead with this id, removed or not."""
        with self._database.reading() as connection:
            return connection.execute(select(leads.c.id).where(leads.c.id == lead_id)).first() is not None

    def contacts_of(self, lead_id: str) -> tuple[list[Wanted], str]:
        """Return the addresses, numbers and domain of a lead and of those merged into it; and its country."""
        with self._database.reading() as connection:
            return contacts_of(connection, lead_id)

    def erase_lead(
        self, lead_id: str, wanted: Sequence[Wanted], country: str, reason: str
    ) -> tuple[int, int]:
        """Delete a lead for good, and its contacts wherever they are; return how many leads and values."""
        with self._database.writing() as connection:
            gone = erase_lead(connection, lead_id)
            more, values = self._erase(connection, wanted, country, reason)
        return gone + more, values

    def erase_contacts(self, wanted: Sequence[Wanted], country: str, reason: str) -> tuple[int, int]:
        """Delete contacts for good and put them on the list; return how many leads and values went."""
        with self._database.writing() as connection:
            return self._erase(connection, wanted, country, reason)

    def delete_for_good(self, ids: Sequence[str]) -> int:
        """Delete leads with all that belongs to them; nothing brings them back. Return how many."""
        deleted = 0
        with self._database.writing() as connection:
            for some in parts(leads.c.id, ids):
                deleted += connection.execute(delete(leads).where(some)).rowcount
        return deleted

    def _erase(
        self, connection: Connection, wanted: Sequence[Wanted], country: str, reason: str
    ) -> tuple[int, int]:
        listed = SuppressionList(connection)
        for target, text in wanted:
            listed.add(target, text, reason, country)
        report = erase_wanted(connection, wanted, country)
        if wanted and connection.dialect.name == "postgresql":
            erase_in_postgresql(connection, traces(wanted, country))
        index_rows.refresh(connection, report.touched, self._scorer)
        return report.leads, report.values
