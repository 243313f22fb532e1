"""The book of hunts: each change of a hunt or of one of its sites is one transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, update

from leads.database import Database
from leads.hunt import ENDED, GOING, FoundSite, Hunt, HuntSite, HuntStatus, SiteState
from leads.hunt_tables import hunt_sites, hunts
from leads.record import now
from leads.search_run import Notice
from leads.upsert import insert_new


class HuntBook:
    """Hunts and their sites in the database. Every method may raise `StoreError`."""

    def __init__(self, database: Database | None = None) -> None:
        self.database = database or Database()

    def add(self, hunt: Hunt) -> Hunt:
        """Write down a new hunt."""
        with self.database.writing() as connection:
            connection.execute(insert(hunts), hunt.model_dump(mode="json", include=_JSON) | _plain(hunt))
        return hunt

    def hunt(self, hunt_id: str) -> Hunt | None:
        """Return a hunt, or None if there is none or it was deleted."""
        return next(iter(self._hunts(hunts.c.id == hunt_id)), None)

    def recent(self, limit: int = 20) -> list[Hunt]:
        """Return the last hunts, newest first."""
        return self._hunts(limit=limit)

    def with_status(self, *statuses: HuntStatus) -> list[Hunt]:
        """Return the hunts of these statuses, newest first."""
        return self._hunts(hunts.c.status.in_(statuses))

    def change(
        self,
        hunt_id: str,
        status: HuntStatus,
        *,
        only: Sequence[HuntStatus],
        reason: str = "",
        remedy: str = "",
        next_round: bool = False,
    ) -> bool:
        """Set the status of a hunt that has one of the statuses `only`; return whether it had."""
        fields: dict[str, Any] = {"status": status, "reason": reason, "remedy": remedy}
        if next_round:
            fields |= {"round": hunts.c.round + 1, "finished_at": None}
        if status in (HuntStatus.DONE, HuntStatus.FAILED, HuntStatus.STOPPED):
            fields["finished_at"] = now()
        if status is HuntStatus.SEARCHING:
            fields["started_at"] = now()
        change = update(hunts).where(hunts.c.id == hunt_id, hunts.c.status.in_(only))
        with self.database.writing() as connection:
            return connection.execute(change.values(fields)).rowcount > 0

    def delete(self, hunt_id: str) -> bool:
        """Take a hunt off the list; its leads stay."""
        with self.database.writing() as connection:
            change = update(hunts).where(hunts.c.id == hunt_id, hunts.c.deleted_at.is_(None))
            return connection.execute(change.values(deleted_at=now())).rowcount > 0

    def add_sites(self, hunt_id: str, found: Sequence[FoundSite], notices: Sequence[Notice] = ()) -> None:
        """Write down what a search has found; a site that is there already stays as it is."""
        with self.database.writing() as connection:
            known = select(func.coalesce(func.max(hunt_sites.c.n), 0)).where(hunt_sites.c.hunt_id == hunt_id)
            before = connection.execute(known).scalar_one()
            rows = [
                {**_NEW, **site.model_dump(), "hunt_id": hunt_id, "n": n}
                for n, site in enumerate(found, start=before + 1)
            ]
            insert_new(connection, hunt_sites, rows, "hunt_id", "site")
            said = [notice.model_dump() for notice in notices]
            connection.execute(update(hunts).where(hunts.c.id == hunt_id).values(notices=said))

    def queue_sites(self, hunt_id: str) -> list[HuntSite]:
        """Return the sites that have not ended, all but those to be classified marked as queued."""
        of_hunt = hunt_sites.c.hunt_id == hunt_id
        to_read = (SiteState.FOUND, SiteState.QUEUED, SiteState.FETCHING)
        with self.database.writing() as connection:
            change = update(hunt_sites).where(of_hunt, hunt_sites.c.state.in_(to_read))
            connection.execute(change.values(state=SiteState.QUEUED))
            return _sites(connection, of_hunt, hunt_sites.c.state.not_in(ENDED))

    def site(self, site_id: int) -> HuntSite | None:
        """Return one site."""
        with self.database.reading() as connection:
            return next(iter(_sites(connection, hunt_sites.c.id == site_id)), None)

    def begin(self, site_id: int, round_: int, *, classifying: bool = False) -> HuntSite | None:
        """Take a site in hand; None where it has ended, or its hunt is not going or in another round."""
        wanted = select(hunt_sites.c.id, hunts.c.status, hunts.c.round, hunt_sites.c.state)
        wanted = wanted.join_from(hunt_sites, hunts).where(hunt_sites.c.id == site_id)
        begun: dict[str, Any] = {"starts": hunt_sites.c.starts + 1}
        if not classifying:
            begun["state"] = SiteState.FETCHING
        with self.database.writing() as connection:
            row = connection.execute(wanted.with_for_update(of=hunt_sites)).first()
            if row is None or row.status not in GOING or row.round != round_ or row.state in ENDED:
                return None
            if classifying is not (row.state == SiteState.CLASSIFYING):
                return None
            connection.execute(update(hunt_sites).where(hunt_sites.c.id == site_id).values(begun))
            return _sites(connection, hunt_sites.c.id == site_id)[0]

    def set_site(self, site: HuntSite, **fields: object) -> bool:
        """Change a site that has not ended; return whether it was so. The time it ends is kept."""
        if fields.get("state") in ENDED:
            fields["ended_at"] = now()
        if "state" in fields:
            fields["starts"] = 0  # what comes next has not killed anybody yet
        change = update(hunt_sites).where(hunt_sites.c.id == site.id, hunt_sites.c.state.not_in(ENDED))
        with self.database.writing() as connection:
            return connection.execute(change.values(fields)).rowcount > 0

    def requeue_failed(self, hunt_id: str) -> int:
        """Make the failed sites of a hunt ones that were only found; return how many there were."""
        failed = and_(hunt_sites.c.hunt_id == hunt_id, hunt_sites.c.state == SiteState.FAILED)
        fresh = {name: _NEW[name] for name in ("state", "starts", "code", "detail", "remedy", "note")}
        with self.database.writing() as connection:
            change = update(hunt_sites).where(failed).values(**fresh, ended_at=None)
            return connection.execute(change).rowcount

    def close_if_done(self, hunt_id: str) -> bool:
        """End a running hunt all of whose sites have ended; return whether this call did it."""
        open_sites = select(hunt_sites.c.id).where(
            hunt_sites.c.hunt_id == hunt_id, hunt_sites.c.state.not_in(ENDED)
        )
        change = update(hunts).where(
            hunts.c.id == hunt_id, hunts.c.status == HuntStatus.RUNNING, ~open_sites.exists()
        )
        with self.database.writing() as connection:
            done = change.values(status=HuntStatus.DONE, finished_at=now(), reason="", remedy="")
            return connection.execute(done).rowcount > 0

    def sites(
        self, hunt_id: str, *states: SiteState, limit: int | None = None, offset: int = 0
    ) -> list[HuntSite]:
        """Return the sites of a hunt in these states, or all of them, in their order."""
        conditions = [hunt_sites.c.hunt_id == hunt_id]
        if states:
            conditions.append(hunt_sites.c.state.in_(states))
        with self.database.reading() as connection:
            return _sites(connection, *conditions, limit=limit, offset=offset)

    def lead_ids(self, hunt_id: str, limit: int, offset: int = 0) -> list[str]:
        """Return the leads a hunt has found, each once, those found last first."""
        ended = func.max(hunt_sites.c.ended_at)
        wanted = select(hunt_sites.c.lead_id).where(
            hunt_sites.c.hunt_id == hunt_id, hunt_sites.c.lead_id.is_not(None)
        )
        wanted = wanted.group_by(hunt_sites.c.lead_id).order_by(ended.desc(), hunt_sites.c.lead_id)
        with self.database.reading() as connection:
            return list(connection.execute(wanted.limit(limit).offset(offset)).scalars())

    def last_ended(self, hunt: Hunt, limit: int) -> list[HuntSite]:
        """Return the sites that ended last since the hunt was set going, the last one first."""
        ended = (hunt_sites.c.hunt_id == hunt.id, hunt_sites.c.ended_at >= (hunt.started_at or now()))
        order = (hunt_sites.c.ended_at.desc(), hunt_sites.c.id.desc())
        with self.database.reading() as connection:
            return _sites(connection, *ended, order=order, limit=limit)

    def _hunts(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Hunt]:
        wanted = select(hunts).where(hunts.c.deleted_at.is_(None), *conditions)
        wanted = wanted.order_by(hunts.c.created_at.desc(), hunts.c.id).limit(limit)
        with self.database.reading() as connection:
            return [_hunt(row) for row in connection.execute(wanted)]


_JSON = {"options", "notices"}
_NEW: dict[str, object] = {
    "state": SiteState.FOUND,
    "starts": 0,
    "code": "",
    "detail": "",
    "remedy": "",
    "lead_id": None,
    "is_new": False,
    "pages": 0,
    "read_by": "",
    "note": "",
    "dropped": 0,
    "seconds": 0.0,
}


def _plain(hunt: Hunt) -> dict[str, object]:
    return hunt.model_dump(exclude=_JSON)


def _hunt(row: Row[Any]) -> Hunt:
    fields = {name: value for name, value in row._mapping.items() if name in Hunt.model_fields}
    return Hunt.model_validate(fields)


def _sites(
    connection: Connection,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (hunt_sites.c.n, hunt_sites.c.id),
    limit: int | None = None,
    offset: int = 0,
) -> list[HuntSite]:
    wanted = select(hunt_sites).where(*conditions).order_by(*order).limit(limit).offset(offset)
    return [HuntSite.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]
