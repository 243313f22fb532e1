"""Where audits are kept: with the lead whose site it is, else in a file, so that the next one can compare."""

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from config import locations
from leads.record import Lead
from leads.review import LeadFilter
from leads.store import Store
from leads.work import Audit
from scrapers.sites import canonical_url, site_key
from seo.audit_record import AuditRecord, Scope
from seo.findings import Finding, findings_of

logger = logging.getLogger(__name__)

MOST = 24
_SAMPLE_PORT = re.compile(r"\.localhost:\d+")
_NOT_PLAIN = re.compile(r"[^a-z0-9.-]+")


def is_of(lead: Lead, url: str) -> bool:
    """Tell whether an address belongs to the site of a lead; any may be that of a lead without one."""
    site = _without_port(site_key(url))
    return not lead.website or site in {_without_port(lead.site), _without_port(site_key(lead.website))}


def lead_of(store: Store, url: str) -> Lead | None:
    """Return the lead whose site an address belongs to, or None."""
    site = _without_port(site_key(url))
    if not site:
        return None
    rows = store.list_rows(LeadFilter(text=site.partition(":")[0]), limit=50)
    same = next((row for row in rows if _without_port(row.site) == site), None)
    return store.lead(same.id) if same else None


def keep(store: Store, record: AuditRecord, lead_id: str, replaces: str = "") -> str:
    """Keep an audit and return its id; with `replaces` it takes the place of an earlier save of the same."""
    if not lead_id:
        return _to_file(record)
    saved = store.save_audit(
        Audit(
            lead_id=lead_id,
            url=record.url,
            score=record.score,
            report=record.model_dump(mode="json"),
            created_at=record.made_at,
        )
    )
    if replaces:
        store.remove_work(*(one for one in store.audits_of(lead_id) if one.id == replaces))
    return saved.id


def history(store: Store, url: str, scope: Scope | None = None, lead_id: str = "") -> list[AuditRecord]:
    """Return the audits of a page or site, newest first, those kept with its lead and those in files."""
    stored = store.audits_of(lead_id)[:MOST] if lead_id else []
    records = [*_readable(one.report for one in stored), *_from_files(url)]
    same = [one for one in records if _is_same(one, url, scope)]
    return sorted(same, key=lambda one: one.made_at, reverse=True)[:MOST]


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


def _folder(url: str) -> Path:
    name = _NOT_PLAIN.sub("_", _without_port(site_key(url)).lower()).strip("._") or "site"
    return locations.audits_dir() / name[:100]


def _to_file(record: AuditRecord) -> str:
    folder = _folder(record.url)
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"{record.made_at:%Y%m%d-%H%M%S-%f}-{record.scope.value}"
    # (The same audit saved again, with the remarks of the model, takes its own place.)
    fresh = folder / f"{name}.new"
    fresh.write_text(record.model_dump_json(), encoding="utf-8")
    fresh.replace(folder / f"{name}.json")
    return name


def _from_files(url: str) -> list[AuditRecord]:
    folder = _folder(url)
    if not folder.is_dir():
        return []
    return list(_parsed(sorted(folder.glob("*.json"), reverse=True)[:MOST]))


def _parsed(files: Iterable[Path]) -> Iterable[AuditRecord]:
    for file in files:
        try:
            yield AuditRecord.model_validate_json(file.read_bytes())
        except (OSError, ValueError):
            logger.warning("%s is no audit of this version and is passed over", file.name)


def latest() -> AuditRecord | None:
    """Return the last audit kept in a file, whatever its site; None without any."""
    files = sorted(locations.audits_dir().glob("*/*.json"), key=lambda file: file.name)
    return next(iter(_parsed(reversed(files))), None)
