"""Where audits are kept: with the lead whose site it is, else by the site, for the next one to compare."""

import logging
import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from leads.record import Lead, new_id
from leads.review import LeadFilter
from leads.store import Store
from leads.work import Audit, SiteAudit
from scrapers.sites import canonical_url, site_key
from seo.audit_record import AuditRecord, Scope
from seo.findings import Finding, findings_of

logger = logging.getLogger(__name__)

MOST = 24
_SAMPLE_PORT = re.compile(r"\.localhost:\d+")


def is_of(lead: Lead, url: str) -> bool:
    """Tell whether an address belongs to the site of a lead; any may be that of a lead without one."""
    site = _site(url)
    return not lead.website or site in {_without_port(lead.site), _without_port(site_key(lead.website))}


def lead_of(store: Store, url: str) -> Lead | None:
    """Return the lead whose site an address belongs to, or None."""
    site = _site(url)
    if not site:
        return None
    rows = store.list_rows(LeadFilter(text=site.partition(":")[0]), limit=50)
    same = next((row for row in rows if _without_port(row.site) == site), None)
    return store.lead(same.id) if same else None


def keep(store: Store, record: AuditRecord, lead_id: str, audit_id: str = "") -> str:
    """Keep an audit and return its id; under the id of an earlier save it takes the place of that one."""
    work: dict[str, Any] = {
        "id": audit_id or new_id(),
        "url": record.url,
        "score": record.score,
        "report": record.model_dump(mode="json"),
        "created_at": record.made_at,
    }
    if lead_id:
        return store.save_audit(Audit(lead_id=lead_id, **work)).id
    return store.save_site_audit(SiteAudit(site=_site(record.url), **work)).id


def history(store: Store, url: str, scope: Scope | None = None, lead_id: str = "") -> list[AuditRecord]:
    """Return the audits of a page or site, newest first, those kept with its lead and those without one."""
    kept: list[Audit | SiteAudit] = list(store.audits_of(lead_id)[:MOST] if lead_id else [])
    kept += store.site_audits_of(_site(url))
    same = [one for one in _readable(one.report for one in kept) if _is_same(one, url, scope)]
    return sorted(same, key=lambda one: one.made_at, reverse=True)[:MOST]


def find(store: Store, audit_id: str) -> AuditRecord | None:
    """Return an audit of a site that is no lead; None where it is no longer kept."""
    found = store.site_audit(audit_id)
    return next(iter(_readable([found.report])), None) if found else None


def latest(store: Store) -> AuditRecord | None:
    """Return the last audit of a site that is no lead; None without any."""
    last = store.latest_site_audit()
    return next(iter(_readable([last.report])), None) if last else None


def findings_for(store: Store, lead: Lead, language: str = "fr") -> list[Finding]:
    """Return what the last audit of a lead's site says to its owner, for messages and dossiers."""
    last = next(iter(history(store, lead.website, None, lead.id)), None)
    return findings_of(last, language) if last else []


def _is_same(record: AuditRecord, url: str, scope: Scope | None) -> bool:
    if scope is not None and record.scope is not scope:
        return False
    if record.scope is Scope.SITE:
        return _without_port(site_key(record.url)) == _without_port(site_key(url))
    return _without_port(canonical_url(record.url)) == _without_port(canonical_url(url))


def _site(url: str) -> str:
    return _without_port(site_key(url))


def _without_port(text: str) -> str:
    """Return a key without the port of a sample site: each process serves them at another one."""
    return _SAMPLE_PORT.sub(".localhost", text)


def _readable(reports: Iterable[object]) -> Iterable[AuditRecord]:
    """Yield the reports this version can read; those of another one are no fault of the analyst."""
    for report in reports:
        try:
            yield AuditRecord.model_validate(report)
        except ValidationError:
            logger.warning("an audit of another version is passed over")
