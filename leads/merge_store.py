"""Merges: which leads are one business, what the analyst is asked, and the way back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from config.errors import UserFacingError
from leads import index_rows
from leads.businesses import COMPARED, Business, business
from leads.dedupe import Match, Plan, Rule, plan
from leads.lead_store import LeadStore
from leads.merge_rows import take_back, take_over
from leads.record import Kind, Owner, new_id, now
from leads.store_base import parts
from leads.tables import lead_values, leads
from leads.upsert import insert_new
from leads.work_tables import merge_questions, merges

_AT_ONCE = 200
_DIFFERENT = "different"

Progress = Callable[[int, int], object]
"""Told how many of how many are done."""

T = TypeVar("T")


class MergeError(UserFacingError):
    """Two leads cannot be merged, or a merge not be undone."""


class MergeRecord(BaseModel):
    """A merge that was made, and why."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    kept_id: str
    gone_id: str
    rule: Rule
    reason: str
    created_at: datetime = Field(default_factory=now)
    undone_at: datetime | None = None


class MergeQuestion(BaseModel):
    """Two leads that may be one business, for the analyst to decide."""

    model_config = ConfigDict(frozen=True)

    one_id: str
    other_id: str
    similarity: float
    reason: str


class MergeStore(LeadStore):
    """The part of the store that merges leads."""

    def dedupe(self, told: Progress | None = None) -> Plan:
        """Merge the leads that surely are one business, keep the doubtful pairs as questions; return both.

        `told` is called now and then with how many of how many merges are made.
        """
        with self._database.reading() as connection:
            answered = select(merge_questions.c.one_id, merge_questions.c.other_id)
            answered = answered.where(merge_questions.c.answer == _DIFFERENT)
            apart = [(one, other) for one, other in connection.execute(answered)]
            apart += _undone(connection)
            found = plan(list(_businesses(connection)), apart=apart)
        done = 0
        for some in _batches([(match, (match.kept, match.gone)) for match in found.merges]):
            with self._database.writing() as connection:
                self._merge(connection, some)
            done += len(some)
            if told is not None:
                told(done, len(found.merges))
        with self._database.writing() as connection:
            _keep_questions(connection, found.questions)
        return found

    def merge(self, kept_id: str, gone_id: str, reason: str = "Merged by hand.") -> MergeRecord:
        """Let one lead take over another: its values, evidence, notes and documents.

        Raises:
            MergeError: one of them is not there.
        """
        with self._database.writing() as connection:
            made = self._merge(connection, [Match(kept_id, gone_id, Rule.BY_HAND, reason)])
            if not made:
                raise MergeError("One of the two leads is not there any more.", "Load the list again.")
        return made[0]

    def undo_merge(self, merge_id: str) -> None:
        """Make two leads of one again; they are not merged by rules any more.

        Raises:
            MergeError: there is no such merge, or a later one has to be undone first.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                select(merges).where(merges.c.id == merge_id, merges.c.undone_at.is_(None)).with_for_update()
            ).first()
            if row is None:
                raise MergeError("This merge was undone already.", "Load the list again.")
            if not self._undo(connection, [row]):
                raise MergeError("The lead was merged into another one later.", "Undo that merge first.")

    def undo_merges(self, merge_ids: Sequence[str], told: Progress | None = None) -> int:
        """Undo merges, the last one first; return how many could be: others were undone or merged on.

        `told` is called now and then with how many of how many were looked at.
        """
        rows: list[Row[Any]] = []
        with self._database.reading() as connection:
            for some in parts(merges.c.id, merge_ids):
                rows += connection.execute(select(merges).where(some, merges.c.undone_at.is_(None)))
        rows.sort(key=lambda row: (row.created_at, row.id), reverse=True)
        done = looked_at = 0
        for batch in _batches([(row, (row.kept_id, row.gone_id)) for row in rows]):
            with self._database.writing() as connection:
                done += self._undo(connection, batch)
            looked_at += len(batch)
            if told is not None:
                told(looked_at, len(rows))
        return done

    def merges(self, lead_id: str | None = None) -> list[MergeRecord]:
        """Return the merges that hold, newest first, of one lead or of all."""
        wanted = select(merges).where(merges.c.undone_at.is_(None))
        if lead_id is not None:
            wanted = wanted.where(merges.c.kept_id == lead_id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(merges.c.created_at.desc(), merges.c.id)).mappings()
            return [MergeRecord.model_validate(dict(row)) for row in rows]

    def merge_questions(self, limit: int = 50) -> list[MergeQuestion]:
        """Return the pairs to decide, the most alike first."""
        one, other = leads.alias(), leads.alias()
        wanted = (
            select(merge_questions)
            .join(one, one.c.id == merge_questions.c.one_id)
            .join(other, other.c.id == merge_questions.c.other_id)
            .where(merge_questions.c.answer == "", one.c.deleted_at.is_(None), other.c.deleted_at.is_(None))
            .order_by(merge_questions.c.similarity.desc(), merge_questions.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(wanted).mappings()
            return [MergeQuestion.model_validate(dict(row)) for row in rows]

    def count_merge_questions(self) -> int:
        """Return how many pairs there are to decide."""
        one, other = leads.alias(), leads.alias()
        wanted = (
            select(func.count())
            .select_from(merge_questions)
            .join(one, one.c.id == merge_questions.c.one_id)
            .join(other, other.c.id == merge_questions.c.other_id)
            .where(merge_questions.c.answer == "", one.c.deleted_at.is_(None), other.c.deleted_at.is_(None))
        )
        with self._database.reading() as connection:
            return connection.execute(wanted).scalar_one()

    def answer_merge_question(self, one_id: str, other_id: str, *, same: bool) -> None:
        """Merge a pair, or note that it is two businesses for good.

        Raises:
            MergeError: one of them is not there.
        """
        if same:
            self.merge(one_id, other_id, "The analyst said that they are one business.")
            return
        is_pair = or_(
            (merge_questions.c.one_id == one_id) & (merge_questions.c.other_id == other_id),
            (merge_questions.c.one_id == other_id) & (merge_questions.c.other_id == one_id),
        )
        with self._database.writing() as connection:
            connection.execute(update(merge_questions).where(is_pair).values(answer=_DIFFERENT))

    def _merge(self, connection: Connection, matches: Sequence[Match]) -> list[MergeRecord]:
        """Merge pairs of leads that are both there; leave out those removed or merged meanwhile."""
        every = [lead_id for match in matches for lead_id in (match.kept, match.gone)]
        wanted = select(leads.c.id).where(leads.c.id.in_(every), leads.c.deleted_at.is_(None))
        there = set(connection.execute(wanted).scalars())
        pairs = [one for one in matches if one.kept != one.gone and {one.kept, one.gone} <= there]
        if not pairs:
            return []
        undos = take_over(connection, [(match.kept, match.gone) for match in pairs])
        made = [
            MergeRecord(kept_id=match.kept, gone_id=match.gone, rule=match.rule, reason=match.reason)
            for match in pairs
        ]
        rows = [{**record.model_dump(), "undo": undo} for record, undo in zip(made, undos, strict=True)]
        connection.execute(insert(merges), rows)
        touched = sorted(lead_id for match in pairs for lead_id in (match.kept, match.gone))
        index_rows.refresh(connection, touched, self._scorer)
        return made

    def _undo(self, connection: Connection, rows: Sequence[Row[Any]]) -> int:
        """Undo merges whose kept leads were not merged on; return how many these are."""
        wanted = select(leads.c.id).where(
            leads.c.id.in_([row.kept_id for row in rows]), leads.c.merged_into.is_(None)
        )
        there = set(connection.execute(wanted).scalars())
        held = select(merges.c.id).where(merges.c.id.in_([row.id for row in rows]))
        held = held.where(merges.c.undone_at.is_(None)).with_for_update()
        still = set(connection.execute(held).scalars())
        some = [row for row in rows if row.kept_id in there and row.id in still]
        if some:
            pairs = [(row.kept_id, row.gone_id) for row in some]
            take_back(connection, pairs, [row.undo for row in some])
            change = update(merges).where(merges.c.id.in_([row.id for row in some]))
            connection.execute(change.values(undone_at=now()))
            index_rows.refresh(connection, sorted(i for pair in pairs for i in pair), self._scorer)
        return len(some)


def _batches(given: Sequence[tuple[T, tuple[str, str]]]) -> Iterator[list[T]]:
    """Yield what is to be done at once: no lead twice in one batch, and in the order given for each lead."""
    last: dict[str, int] = {}
    rounds: list[list[T]] = []
    for one, ids in given:
        number = max(last.get(lead_id, -1) for lead_id in ids) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(one)
        last.update(dict.fromkeys(ids, number))
    for some in rounds:
        yield from (some[start : start + _AT_ONCE] for start in range(0, len(some), _AT_ONCE))


def _undone(connection: Connection) -> list[tuple[str, str]]:
    """Return the pairs that the analyst has taken apart again."""
    wanted = select(merges.c.kept_id, merges.c.gone_id).where(merges.c.undone_at.is_not(None))
    return [(kept, gone) for kept, gone in connection.execute(wanted)]


def _businesses(connection: Connection) -> Iterator[Business]:
    """Yield what is compared of each lead: its values alone, as evidence has no part in it."""
    texts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    values = select(lead_values.c.lead_id, lead_values.c.kind, lead_values.c.value).where(
        lead_values.c.kind.in_([Kind(kind) for kind in COMPARED]), lead_values.c.owner == Owner.BUSINESS
    )
    for lead_id, kind, value in connection.execute(values.order_by(lead_values.c.position, lead_values.c.id)):
        texts[lead_id][kind].append(value)
    columns = leads.c.id, leads.c.site, leads.c.status, leads.c.created_at
    for lead_id, site, status, created_at in connection.execute(
        select(*columns).where(leads.c.deleted_at.is_(None))
    ):
        yield business(lead_id, site, status, created_at, texts[lead_id])


def _keep_questions(connection: Connection, questions: Iterable[Match]) -> None:
    """Replace the open questions; answers stay."""
    connection.execute(delete(merge_questions).where(merge_questions.c.answer == ""))
    rows = []
    for match in questions:
        one, other = sorted((match.kept, match.gone))
        rows.append(
            {
                "one_id": one,
                "other_id": other,
                "similarity": match.similarity,
                "reason": match.reason,
                "answer": "",
                "created_at": now(),
            }
        )
    insert_new(connection, merge_questions, rows, "one_id", "other_id")
