"""What the law asks: erasing for good, keeping no longer than needed, telling people where data came from."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from config import locations
from config.errors import UserFacingError
from leads.domains import is_carrier
from leads.erasure_files import FilesReport, erase_from_files
from leads.record import now
from leads.store import Store
from leads.suppression import Target, target_of
from leads.traces import traces

PAGES_KEPT = timedelta(days=30)
REVIEW_AFTER = timedelta(days=365)
DELETED_AFTER = timedelta(days=3 * 365)


class CannotErase(UserFacingError):
    """What was asked would erase what belongs to others."""


@dataclass(frozen=True)
class Erasure:
    """What an erasure has done."""

    leads: int
    values: int
    files: FilesReport = field(default_factory=FilesReport)


@dataclass(frozen=True)
class Retention:
    """What keeping no longer than needed has done, and which leads are to be looked at again."""

    pages: int
    leads: int
    to_review: list[str]


def erase(store: Store, text: str, *, reason: str = "erased") -> Erasure:
    """Erase an e-mail address, a phone number, a domain or a lead (by its id) from all that is kept.

    Rows, evidence, pages, caches, logs and backups lose it; exports that hold it are deleted. It goes on the
    opt-out list, so that it does not come back.

    Raises:
        CannotErase: the text is none of these, or a domain that many businesses share.
    """
    text = text.strip()
    if store.has_lead(text):
        wanted, country = store.contacts_of(text)
        counts = store.erase_lead(text, wanted, country, reason)
    else:
        wanted, country = [_target(text)], ""
        counts = store.erase_contacts(wanted, country, reason)
    if not wanted:
        return Erasure(*counts)
    files = erase_from_files(locations.data_dir(), locations.exports_dir(), traces(wanted, country))
    return Erasure(*counts, files)


def keep_no_longer(store: Store, moment: datetime | None = None) -> Retention:
    """Delete old pages and leads nothing has happened with for three years; return what is to be reviewed."""
    today = moment or now()
    pages = store.delete_pages_before(today - PAGES_KEPT)
    old = store.untouched_since(today - DELETED_AFTER)
    store.delete_for_good(old)
    store.delete_site_audits_before(today - DELETED_AFTER)
    return Retention(pages, len(old), store.untouched_since(today - REVIEW_AFTER))


def notice(language: str, sender: str, source: str, collected: datetime) -> str:
    """Return what a first message must tell (Art. 14 GDPR): who writes, from where, and how to object."""
    notices = yaml.safe_load((Path(__file__).parent / "notices.yml").read_text(encoding="utf-8"))
    template = str(notices.get(language, notices["en"])).strip()
    return template.format(sender=sender, source=source, date=f"{collected:%d/%m/%Y}")


def _target(text: str) -> tuple[Target, str]:
    target = target_of(text)
    digits = sum(char.isdigit() for char in text)
    plausible = {
        Target.EMAIL: "." in text.rpartition("@")[2] and " " not in text,
        Target.PHONE: digits >= 6,
        Target.DOMAIN: "." in text and " " not in text,
    }
    if not plausible[target]:
        raise CannotErase(
            f"{text!r} is no e-mail address, phone number, domain or id of a lead.", "Type it in full."
        )
    if target is Target.DOMAIN and is_carrier(text):
        raise CannotErase(
            f"{text} is shared by many businesses.", "Give the e-mail address, the phone number or the lead."
        )
    return target, text
