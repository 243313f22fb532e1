"""Audits of sites that no lead is of."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from leads.audit_tables import site_audits
from leads.store_base import StoreBase
from leads.upsert import upsert
from leads.work import SiteAudit


class AuditStore(StoreBase):
    """The part of the store that keeps audits by their site, where there is no lead to keep them with."""

    def save_site_audit(self, audit: SiteAudit) -> SiteAudit:
        """Keep an audit; saved again, as with the remarks of a model, it takes its own place."""
        with self._database.writing() as connection:
            upsert(connection, site_audits, [audit.model_dump()], "id")
        return audit

    def site_audits_of(self, site: str, limit: int = 24) -> list[SiteAudit]:
        """Return the audits of a site, newest first."""
        return self._site_audits(site_audits.c.site == site, limit=limit)

    def site_audit(self, audit_id: str) -> SiteAudit | None:
        """Return one audit, None where it is no longer kept."""
        return next(iter(self._site_audits(site_audits.c.id == audit_id, limit=1)), None)

    def latest_site_audit(self) -> SiteAudit | None:
        """Return the last of these audits, whatever its site, or None."""
        return next(iter(self._site_audits(limit=1)), None)

    def delete_site_audits_before(self, moment: datetime) -> int:
        """Delete audits made before a moment; return how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(site_audits).where(site_audits.c.created_at < moment)).rowcount

    def _site_audits(self, *conditions: ColumnElement[bool], limit: int) -> list[SiteAudit]:
        wanted = select(site_audits).where(*conditions)
        ordered = wanted.order_by(site_audits.c.created_at.desc(), site_audits.c.id).limit(limit)
        with self._database.reading() as connection:
            return [SiteAudit.model_validate(dict(row)) for row in connection.execute(ordered).mappings()]
