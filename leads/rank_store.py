"""The history of where sites stand in search results."""

from sqlalchemy import insert, select

from leads.rank import RankSnapshot
from leads.rank_tables import rank_snapshots
from leads.store_base import StoreBase


class RankStore(StoreBase):
    """The part of the store that keeps looks at search results; none is ever overwritten."""

    def save_rank(self, snapshot: RankSnapshot) -> RankSnapshot:
        """Keep one look."""
        with self._database.writing() as connection:
            connection.execute(insert(rank_snapshots), [snapshot.model_dump()])
        return snapshot

    def ranks_of(self, site: str, keyword: str = "") -> list[RankSnapshot]:
        """Return all looks for a site, oldest first, of one keyword or of all."""
        wanted = select(rank_snapshots).where(rank_snapshots.c.site == site)
        if keyword:
            wanted = wanted.where(rank_snapshots.c.keyword == keyword)
        ordered = wanted.order_by(rank_snapshots.c.created_at, rank_snapshots.c.id)
        with self._database.reading() as connection:
            return [RankSnapshot.model_validate(dict(row)) for row in connection.execute(ordered).mappings()]
