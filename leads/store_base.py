"""What the parts of the store share: one database, removing and bringing back, ids in bounded numbers."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Self

from sqlalchemy import ColumnElement, Table, update

from config.loader import ConfigLoader
from leads.database import Database
from leads.score import Scorer
from leads.scoring_rules import ScoringRules

# SQLite builds take 32,766 parameters in one statement at the least.
_IDS_AT_ONCE = 10_000


class StoreBase:
    """One database, and the rules that scores are made with; the other parts of the store build on it."""

    def __init__(self, url: str | None = None, rules: ScoringRules | None = None) -> None:
        self._database = Database(url)
        self._given_rules = rules
        self._configuration: ConfigLoader | None = None
        self._scorer_in_use: Scorer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the store opens them again when it is used again."""
        self._database.close()

    @property
    def scoring_rules(self) -> ScoringRules:
        """The rules scores are made with now: those the store was given, else those of the configuration."""
        if self._given_rules is not None:
            return self._given_rules
        if self._configuration is None:
            self._configuration = ConfigLoader()
        return ScoringRules.from_config(self._configuration.get_merged_config())

    @property
    def _scorer(self) -> Scorer:
        rules = self.scoring_rules
        if self._scorer_in_use is None or self._scorer_in_use.rules != rules:
            self._scorer_in_use = Scorer(rules)
        return self._scorer_in_use

    def _mark_deleted(self, table: Table, ids: Iterable[str], moment: datetime | None) -> int:
        """Set when the rows were deleted; return how many were not in that state yet."""
        is_deleted = table.c.deleted_at.is_not(None)
        other_state = is_deleted if moment is None else ~is_deleted
        changed = 0
        with self._database.writing() as connection:
            for some in parts(table.c.id, ids):
                change = update(table).where(some, other_state).values(deleted_at=moment)
                changed += connection.execute(change).rowcount
        return changed


def parts(column: ColumnElement[str], ids: Iterable[str]) -> Iterator[ColumnElement[bool]]:
    """Yield "column is one of these" for as many ids at a time as one statement takes."""
    every = list(ids)
    for start in range(0, len(every), _IDS_AT_ONCE):
        yield column.in_(every[start : start + _IDS_AT_ONCE])
