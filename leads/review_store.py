"""The lists of the Review tab: filtered, sorted and counted in the database, a page at a time."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    String,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from leads import index_rows
from leads.export_rows import Extra
from leads.hunt_tables import hunt_sites
from leads.index_rows import Missing
from leads.record import now
from leads.review import Count, Facet, Facets, LeadFilter, LeadRow, SavedView, Sort, SortBy
from leads.scoring_rules import ScoringRules
from leads.tables import run_leads
from leads.text import fold
from leads.upsert import upsert
from leads.work_store import WorkStore
from leads.work_tables import COUNTED, lead_index, lead_tags, projects, saved_views

_ROW = tuple(name for name in LeadRow.model_fields if name not in {"id", "tags"})
_DEFAULT_VIEW = SavedView(id="default", name="All leads", is_default=True)
_MOST_COUNTS = 30
# The columns of the index that do not bear the name of what is counted.
_COUNTED_AS = {Facet.TRADE: "trade_group", Facet.SCORE: "score_step"}
_FEW_VALUES = {Facet.SCORE, Facet.MISSING}
_AT_ONCE = 500
# Counted columns kept for the next look; each is a few kilobytes.
_COUNTS_KEPT = 200
# What stands in for a column when texts are compared: folded, so that É is an E.
_KEYS = {SortBy.NAME: "name_key", SortBy.TRADE: "trade_key", SortBy.CITY: "city_key"}
_TEXTS = {
    *_KEYS,
    *(
        SortBy.POSTCODE,
        SortBy.EMAIL,
        SortBy.PHONE,
        SortBy.WEBSITE,
        SortBy.TAGS,
        SortBy.SOURCE,
        SortBy.LANGUAGE,
    ),
}


class ReviewStore(WorkStore):
    """The part of the store that answers the Review tab."""

    _is_indexed = False

    def __init__(self, url: str | None = None, rules: ScoringRules | None = None) -> None:
        super().__init__(url, rules)
        self._counted: dict[tuple[str, LeadFilter, Facet], list[Count]] = {}
        self._totals: dict[tuple[str, LeadFilter], int] = {}

    def list_rows(
        self,
        wanted: LeadFilter = LeadFilter(),  # noqa: B008 - frozen
        sort: Sort = Sort(),  # noqa: B008 - frozen
        limit: int | None = 50,
        offset: int = 0,
    ) -> list[LeadRow]:
        """Return one page of the leads that are wanted, as light rows."""
        # The ids first: sorting whole rows takes three times as long.
        ids = _sorted_ids(wanted, sort).limit(limit).offset(offset).subquery()
        rows = select(lead_index.c.lead_id, lead_index.c.tags, *(lead_index.c[name] for name in _ROW))
        rows = rows.join(ids, ids.c.lead_id == lead_index.c.lead_id).order_by(*_order(sort))
        with self._listing() as connection:
            return [
                LeadRow(id=lead_id, tags=_tags(tags), **dict(zip(_ROW, fields, strict=True)))
                for lead_id, tags, *fields in connection.execute(rows)
            ]

    def list_ids(self, wanted: LeadFilter = LeadFilter(), sort: Sort = Sort()) -> list[str]:  # noqa: B008
        """Return the ids of all leads that are wanted, for an action on each of them."""
        ids = _sorted_ids(wanted, sort)
        with self._listing() as connection:
            return list(connection.execute(ids).scalars())

    def count_rows(self, wanted: LeadFilter = LeadFilter()) -> int:  # noqa: B008
        """Return how many leads are wanted; kept until anything is written."""
        version = self._version_kept()
        total = self._totals.get((version, wanted))
        if total is None:
            with self._listing() as connection:
                conditions = list(_conditions(wanted, is_counted=True))
                total = connection.execute(_number_of(conditions)).scalar_one()
            self._totals[version, wanted] = total
        return total

    def extras_of(self, ids: Sequence[str]) -> dict[str, Extra]:
        """Return scores, tags and notes of leads by id, as exports show them."""
        columns = lead_index.c.lead_id, lead_index.c.score, lead_index.c.tags
        extras = dict.fromkeys(ids, Extra())
        with self._listing() as connection:
            notes = index_rows.notes_of(connection, ids)
            for lead_id, score, tags in connection.execute(
                select(*columns).where(lead_index.c.lead_id.in_(ids))
            ):
                extras[lead_id] = Extra(score, tuple(_tags(tags)), "\n".join(notes[lead_id]))
        return extras

    def facets(
        self,
        wanted: LeadFilter = LeadFilter(),  # noqa: B008 - frozen
        columns: Collection[Facet] = tuple(Facet),
    ) -> Facets:
        """Return the leads that are wanted, counted by these columns; kept until anything is written."""
        version = self._version_kept()
        kept = {facet: self._counted.get((version, wanted, facet)) for facet in columns}
        asked = [facet for facet, counts in kept.items() if counts is None]
        total, counted = self._totals.get((version, wanted)), dict[Facet, list[Count]]()
        if asked or total is None:
            total, counted = self._count(wanted, asked)
            self._totals[version, wanted] = total
            self._counted.update({(version, wanted, facet): counts for facet, counts in counted.items()})
        counts = {facet: counted[facet] if known is None else known for facet, known in kept.items()}
        missing = {Missing(int(one.value)): one.leads for one in counts.pop(Facet.MISSING, [])}
        return Facets(
            total=total,
            without_email=sum(leads for lacks, leads in missing.items() if Missing.EMAIL in lacks),
            without_phone=sum(leads for lacks, leads in missing.items() if Missing.PHONE in lacks),
            without_website=sum(leads for lacks, leads in missing.items() if Missing.WEBSITE in lacks),
            audited=sum(one.leads for one in counts.pop(Facet.AUDITED, [])),
            **{facet.value: found for facet, found in counts.items()},
        )

    def _version_kept(self) -> str:
        """Return the version that counts are kept for; where none can be told, nothing is kept."""
        version = self._database.version()
        if not version or len(self._counted) + len(self._totals) > _COUNTS_KEPT:
            self._counted.clear()
            self._totals.clear()
        return version

    def _count(self, wanted: LeadFilter, columns: Collection[Facet]) -> tuple[int, dict[Facet, list[Count]]]:
        conditions = list(_conditions(wanted, is_counted=True))
        with self._listing() as connection:
            total, counts = _counts(connection, conditions, columns)
            if Facet.TAG in columns:
                counts[Facet.TAG] = _tag_counts(connection, conditions)
        return total, counts

    def saved_views(self) -> list[SavedView]:
        """Return the saved views, the default one first."""
        wanted = select(saved_views).where(saved_views.c.deleted_at.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(saved_views.c.created_at)).mappings()
            views = [SavedView.model_validate(dict(row)) for row in rows]
        others = [view for view in views if not view.is_default]
        return [next((view for view in views if view.is_default), _DEFAULT_VIEW), *others]

    def save_view(self, view: SavedView) -> SavedView:
        """Keep a view, or the change of one; which one is the default cannot be changed."""
        view = view.model_copy(update={"is_default": view.id == _DEFAULT_VIEW.id})
        row = {**view.model_dump(), **view.model_dump(mode="json", include={"filter", "sort", "columns"})}
        with self._database.writing() as connection:
            upsert(connection, saved_views, [{**row, "deleted_at": None}], "id")
        return view

    def delete_view(self, view_id: str) -> bool:
        """Take a view away; the default one stays. `restore_view` brings it back."""
        return view_id != _DEFAULT_VIEW.id and self._mark_deleted(saved_views, [view_id], now()) > 0

    def restore_view(self, view_id: str) -> bool:
        """Bring a deleted view back."""
        return self._mark_deleted(saved_views, [view_id], None) > 0

    @contextmanager
    def _listing(self) -> Iterator[Connection]:
        """Yield a connection for reading the index, which holds every lead from the first list on."""
        if not self._is_indexed:
            self._index_the_rest()
            self._is_indexed = True
        with self._database.reading() as connection:
            yield connection

    def _index_the_rest(self) -> None:
        """Index what an older version has left, a few hundred leads a transaction."""
        while True:
            with self._database.reading() as connection:
                ids = index_rows.unindexed(connection, _AT_ONCE)
            if not ids:
                return
            self._refresh_index(ids)


def _sorted_ids(wanted: LeadFilter, sort: Sort) -> Select[Any]:
    return select(lead_index.c.lead_id).where(*_conditions(wanted)).order_by(*_order(sort))


def _conditions(wanted: LeadFilter, *, is_counted: bool = False) -> Iterator[ColumnElement[bool]]:
    """Yield what a filter asks for; with `is_counted` so that the index that holds all columns is read."""
    column = lead_index.c
    if wanted.ids is not None:
        yield column.lead_id.in_(wanted.ids)
    if wanted.hunt:
        yield column.lead_id.in_(select(hunt_sites.c.lead_id).where(hunt_sites.c.hunt_id == wanted.hunt))
    if wanted.run:
        yield column.lead_id.in_(select(run_leads.c.lead_id).where(run_leads.c.run_id == wanted.run))
    if wanted.statuses:
        yield column.status.in_(wanted.statuses)
    for name in ("project", "area", "country", "language", "source"):
        if getattr(wanted, name):
            yield column[name] == getattr(wanted, name)
    if not wanted.project and wanted.ids is None:
        put_away = select(projects.c.id).where(projects.c.archived_at.is_not(None))
        yield column.project.not_in(put_away)
    if wanted.trade:
        in_words = column.trade_key.contains(fold(wanted.trade), autoescape=True)
        yield or_(column.trade_group == wanted.trade, in_words)
    if wanted.place:
        in_name = column.city_key.contains(fold(wanted.place), autoescape=True)
        yield or_(in_name, column.postcode.startswith(wanted.place.strip(), autoescape=True))
    if wanted.tag:
        yield column.tags.contains(f";{wanted.tag};", autoescape=True)
    for word in fold(wanted.text).split():
        yield column.words.contains(word, autoescape=True)
    # By the index of scores SQLite would look up each row: four times as long where most of them are counted.
    score = lead_index.c.score + 0 if is_counted else lead_index.c.score
    yield from _score_conditions(wanted, score)
    yield from _contact_conditions(wanted)


def _score_conditions(wanted: LeadFilter, score: ColumnElement[float]) -> Iterator[ColumnElement[bool]]:
    column = lead_index.c
    if wanted.min_score is not None:
        yield score >= wanted.min_score
    if wanted.max_score is not None:
        yield score <= wanted.max_score
    if wanted.min_quality is not None:
        yield column.quality >= wanted.min_quality
    if wanted.max_quality is not None:
        yield column.quality <= wanted.max_quality
    if wanted.min_fit is not None:
        yield column.fit >= wanted.min_fit
    if wanted.max_fit is not None:
        yield column.fit <= wanted.max_fit
    if wanted.min_audit is not None:
        yield column.audit >= wanted.min_audit
    if wanted.max_audit is not None:
        yield column.audit <= wanted.max_audit


def _contact_conditions(wanted: LeadFilter) -> Iterator[ColumnElement[bool]]:
    for lack, is_wanted in (
        (Missing.EMAIL, wanted.has_email),
        (Missing.PHONE, wanted.has_phone),
        (Missing.WEBSITE, wanted.has_website),
    ):
        if is_wanted is not None:
            is_missing = lead_index.c.missing.bitwise_and(int(lack)) != 0
            yield ~is_missing if is_wanted else is_missing
    if wanted.is_disputed is not None:
        yield lead_index.c.disputed.is_(wanted.is_disputed)


def _order(sort: Sort) -> Iterator[ColumnElement[Any]]:
    """Sort by a column; what is empty there comes last either way, and equals follow by id."""
    column = lead_index.c[_KEYS.get(sort.by, sort.by.value)]
    if sort.by in _TEXTS:
        yield column == ""
    if sort.by is SortBy.AUDIT:
        yield column.is_(None)
    yield column.desc() if sort.descending else column.asc()
    yield lead_index.c.lead_id.desc() if sort.descending else lead_index.c.lead_id.asc()


def _number_of(conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    return select(func.count()).select_from(lead_index).where(*conditions)


def _counts(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], columns: Collection[Facet]
) -> tuple[int, dict[Facet, list[Count]]]:
    """Return the number of leads, and the most frequent values of each column; what is empty is none.

    Leads that are alike in all counted columns are put together first, in the order of the index, so that
    each column is counted from a few groups.
    """
    asked = [facet for facet in Facet if facet in columns and facet is not Facet.TAG]
    column = lead_index.c
    together = [column[name] for name in COUNTED]
    number, audited = func.count().label("leads"), func.count(column.audit).label("audited")
    found = select(*together, number, audited).where(*conditions).group_by(*together).cte("found")
    parts = [_sum("", literal(""), found.c.leads), *(_most(found, facet) for facet in asked)]
    counts: dict[Facet, list[Count]] = {facet: [] for facet in asked}
    total = 0
    for name, value, leads in connection.execute(union_all(*parts)):
        if not name:
            total = int(leads or 0)
        elif value != "" and leads:
            counts[Facet(name)].append(Count(value=value, leads=int(leads)))
    return total, {facet: sorted(found, key=_most_first) for facet, found in counts.items()}


def _most(found: CTE, facet: Facet) -> Select[Any]:
    if facet is Facet.AUDITED:
        return _sum(facet.value, literal("yes"), found.c.audited)
    column = found.c[_COUNTED_AS.get(facet, facet.value)]
    most: Select[Any] = _sum(facet.value, cast(column, String), found.c.leads).group_by(column)
    if facet not in _FEW_VALUES:
        most = most.where(column != "").order_by(func.sum(found.c.leads).desc(), column).limit(_MOST_COUNTS)
    return select(most.subquery())


def _sum(name: str, value: ColumnElement[str], leads: ColumnElement[int]) -> Select[Any]:
    columns: tuple[ColumnElement[Any], ...] = (literal(name), value, func.sum(leads))
    labels = ("name", "value", "leads")
    return select(*(column.label(label) for column, label in zip(columns, labels, strict=True)))


def _most_first(count: Count) -> tuple[int, str]:
    return -count.leads, count.value


def _tag_counts(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> list[Count]:
    wanted = select(lead_tags.c.tag, func.count()).join(
        lead_index, lead_index.c.lead_id == lead_tags.c.lead_id
    )
    wanted = (
        wanted.where(*conditions).group_by(lead_tags.c.tag).order_by(func.count().desc(), lead_tags.c.tag)
    )
    found = connection.execute(wanted.limit(_MOST_COUNTS))
    return [Count(value=tag, leads=leads) for tag, leads in found]


def _tags(text: str) -> list[str]:
    return [tag for tag in text.split(";") if tag]
