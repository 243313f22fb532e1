"""Where leads, their evidence, what is made of them and the runs that found them are kept."""

from leads.audit_store import AuditStore
from leads.database import StoreError
from leads.merge_store import MergeStore
from leads.privacy_store import PrivacyStore
from leads.rank_store import RankStore
from leads.review_store import ReviewStore
from leads.run_store import PAGE_LIMIT, RunStore, StoredPage
from leads.scoring_rules import ScoringRules

__all__ = ["PAGE_LIMIT", "Store", "StoreError", "StoredPage"]


class Store(RunStore, ReviewStore, MergeStore, PrivacyStore, RankStore, AuditStore):
    """All that is kept, in SQLite or PostgreSQL; threads and processes may share it.

    Without `url` it is LEADHUNTER_DATABASE_URL, or else the SQLite file of the data folder. Every method may
    raise `StoreError`; a write that returns is kept. The methods stand in the modules of the parts.

    Args:
        url: the database.
        rules: what scores are made with; by default what the configuration says when first needed.
    """

    def __init__(self, url: str | None = None, rules: ScoringRules | None = None) -> None:
        super().__init__(url, rules)
