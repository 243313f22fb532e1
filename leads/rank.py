"""Where a site stood in the results of a search, and how that changed."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from leads.record import new_id, now


class RankSnapshot(BaseModel):
    """One look at the results for one keyword.

    Attributes:
        site: the registrable domain that was looked for.
        engine: the search provider that was asked.
        position: its first place, from 1; None where it is not among the results.
        depth: how many results were looked at: "not found" means "not among so many".
        url: the page of the site that stands there.
        above: the sites that stand before it, or the first ones where it is not found.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    site: str
    keyword: str
    engine: str
    language: str = ""
    country: str = ""
    position: int | None = None
    depth: int = 0
    url: str = ""
    above: list[str] = Field(default_factory=list)
    created_at: datetime = Field(default_factory=now)


class RankChange(BaseModel):
    """The last two looks at one keyword; `gained` is positive where the site climbed, None if unknown."""

    model_config = ConfigDict(frozen=True)

    keyword: str
    engine: str
    latest: RankSnapshot
    previous: RankSnapshot | None = None
    best: int | None = None
    gained: int | None = None


def rank_changes(history: Iterable[RankSnapshot]) -> list[RankChange]:
    """Return for each keyword, engine, language and country how its last look differs from the one before."""
    groups: dict[tuple[str, str, str, str], list[RankSnapshot]] = {}
    for snapshot in sorted(history, key=lambda one: one.created_at):
        key = (snapshot.keyword.casefold(), snapshot.engine, snapshot.language, snapshot.country)
        groups.setdefault(key, []).append(snapshot)
    return [_change(snapshots) for snapshots in groups.values()]


def _change(snapshots: list[RankSnapshot]) -> RankChange:
    latest, previous = snapshots[-1], snapshots[-2] if len(snapshots) > 1 else None
    gained = None
    if previous is not None and previous.position is not None and latest.position is not None:
        gained = previous.position - latest.position
    places = [snapshot.position for snapshot in snapshots if snapshot.position is not None]
    return RankChange(
        keyword=latest.keyword,
        engine=latest.engine,
        latest=latest,
        previous=previous,
        best=min(places, default=None),
        gained=gained,
    )
