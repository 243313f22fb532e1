"""Merges: which leads are one business, what the analyst is asked, and the way back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from config.errors import UserFacingError
from leads import index_rows
from leads.businesses import COMPARED, Business, business
from leads.dedupe import Match, Plan, Rule, plan
from leads.lead_store import LeadStore
from leads.merge_rows import take_back, take_over
from leads.record import Kind, Owner, new_id, now
from leads.tables import lead_values, leads
from leads.upsert import insert_new
from leads.work_tables import merge_questions, merges

_AT_ONCE = 200
_DIFFERENT = "different"


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

    def dedupe(self) -> Plan:
        """Merge the leads that surely are one business, keep the doubtful pairs as questions; return both."""
        with self._database.reading() as connection:
            answered = select(merge_questions.c.one_id, merge_questions.c.other_id)
            answered = answered.where(merge_questions.c.answer == _DIFFERENT)
            apart = [(one, other) for one, other in connection.execute(answered)]
            apart += _undone(connection)
            found = plan(list(_businesses(connection)), apart=apart)
        for start in range(0, len(found.merges), _AT_ONCE):
            with self._database.writing() as connection:
                some = found.merges[start : start + _AT_ONCE]
                made = [match for match in some if self._merge(connection, match) is not None]
                touched = {lead_id for match in made for lead_id in (match.kept, match.gone)}
                index_rows.refresh(connection, sorted(touched), self._scorer)
        with self._database.writing() as connection:
            _keep_questions(connection, found.questions)
        return found

    def merge(self, kept_id: str, gone_id: str, reason: str = "Merged by hand.") -> MergeRecord:
        """Let one lead take over another: its values, evidence, notes and documents.

        Raises:
            MergeError: one of them is not there.
        """
        with self._database.writing() as connection:
            record = self._merge(connection, Match(kept_id, gone_id, Rule.BY_HAND, reason))
            if record is None:
                raise MergeError("One of the two leads is not there any more.", "Load the list again.")
            index_rows.refresh(connection, [kept_id, gone_id], self._scorer)
        return record

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
            is_there = select(leads.c.id).where(leads.c.id == row.kept_id, leads.c.merged_into.is_(None))
            if connection.execute(is_there).first() is None:
                raise MergeError("The lead was merged into another one later.", "Undo that merge first.")
            take_back(connection, row.kept_id, row.gone_id, row.undo)
            connection.execute(update(merges).where(merges.c.id == merge_id).values(undone_at=now()))
            index_rows.refresh(connection, [row.kept_id, row.gone_id], self._scorer)

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

    def _merge(self, connection: Connection, match: Match) -> MergeRecord | None:
        """Merge two leads that are both there; None if one was removed or merged meanwhile."""
        pair = leads.c.id.in_([match.kept, match.gone]), leads.c.deleted_at.is_(None)
        if len(connection.execute(select(leads.c.id).where(*pair)).all()) < 2:
            return None
        undo = take_over(connection, match.kept, match.gone)
        record = MergeRecord(kept_id=match.kept, gone_id=match.gone, rule=match.rule, reason=match.reason)
        connection.execute(insert(merges), [{**record.model_dump(), "undo": undo}])
        return record


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
