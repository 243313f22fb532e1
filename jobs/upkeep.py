"""What the law asks of stored data, once a day: old pages go, and leads nothing happens with for years."""

import logging
from datetime import datetime

from config import locations
from config.loader import ConfigLoader
from leads.privacy import PAGES_KEPT, Retention, keep_no_longer
from leads.record import now
from leads.store import Store
from scrapers.page_store import PageStore

logger = logging.getLogger(__name__)


def keep_no_longer_today(
    store: Store, loader: ConfigLoader, moment: datetime | None = None
) -> Retention | None:
    """Delete what is kept for too long; None where that was done today or is switched off."""
    today = moment or now()
    done = locations.upkeep_file()
    if not loader.get_merged_config()["privacy"]["retention"]:
        return None
    if done.exists() and done.read_text(encoding="ascii") == f"{today:%Y-%m-%d}":
        return None
    for file in (locations.page_cache_file(), locations.audit_pages_file()):
        with PageStore(file) as pages:
            pages.forget_before(today - PAGES_KEPT)
    kept = keep_no_longer(store, today)
    done.write_text(f"{today:%Y-%m-%d}", encoding="ascii")
    if kept.pages or kept.leads:
        logger.info("%d pages and %d leads were kept long enough and are deleted", kept.pages, kept.leads)
    return kept
