"""The remarks of the small model on a page: an addition to the audit, which is complete without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from llm.errors import LLMError
from llm.router import TaskRouter
from llm.tasks.audit import AuditInput, Remark, Remarks, audit_messages, remarks_so_far, verify
from scrapers.evidence import find_quote
from seo.page_view import PageView
from seo.subjects import GENERAL, subjects_of_page

TASK = "audit"
# A page with less to read than this has nothing to remark on that the rules have not said.
FEWEST_WORDS = 30


@dataclass(frozen=True)
class ContentAudit:
    """What the model has remarked, what was dropped and why, and in words why there is nothing."""

    remarks: tuple[Remark, ...] = ()
    dropped: tuple[str, ...] = ()
    model: str = ""
    note: str = ""
    remedies: tuple[str, ...] = field(default=())


async def content_audit(
    router: TaskRouter,
    page: PageView,
    *,
    trade: str = "",
    language: str = "fr",
    fresh: bool = False,
    on_remarks: Callable[[Sequence[Remark]], None] = lambda _: None,
) -> ContentAudit:
    """Return the model's remarks on a page, not the kept ones where they are to be `fresh`.

    `on_remarks` is told of those that are complete while the model still writes, whenever one is added, in
    the thread of the model calls. Never raises: without a model the note says how to get one.
    """
    if page.is_error or page.problem or len(page.words) < FEWEST_WORDS:
        return ContentAudit(note="There is too little text to remark on.")
    subjects = subjects_of_page(page, trade)
    given = AuditInput(
        text=page.text,
        trade=trade or ("" if subjects.vertical == GENERAL else subjects.vertical.replace("_", " ")),
        questions=subjects.questions(language),
        language=language,
    )
    watch = _Watch(page.text, on_remarks)
    try:
        done = await router.run_async(
            TASK,
            audit_messages(given),
            Remarks,
            on_draft=watch,
            overrides={"fresh": fresh},
        )
    except LLMError as error:
        return ContentAudit(tuple(watch.kept), note=error.message, remedies=(error.remedy,))
    answer = done.data if isinstance(done.data, Remarks) else Remarks()
    kept = verify(answer, page.text, find_quote)
    return ContentAudit(tuple(kept.remarks), tuple(kept.dropped), done.served_model or "")


class _Watch:
    """Looks for complete remarks in an answer while it is written; tells of those the page bears out."""

    def __init__(self, text: str, tell: Callable[[Sequence[Remark]], None]) -> None:
        self._text = text
        self._tell = tell
        self._complete = 0
        self.kept: list[Remark] = []

    def __call__(self, draft: str) -> None:
        found = remarks_so_far(draft)
        if len(found.remarks) == self._complete:
            return
        self._complete = len(found.remarks)
        kept = verify(found, self._text, find_quote).remarks
        if kept != self.kept:
            self.kept = kept
            self._tell(kept)
