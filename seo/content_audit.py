"""The remarks of the small model on a page: an addition to the audit, which is complete without it."""

from dataclasses import dataclass, field

from llm.errors import LLMError
from llm.router import TaskRouter
from llm.tasks.audit import AuditInput, Remark, Remarks, audit_messages, verify
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
) -> ContentAudit:
    """Return the model's remarks on a page, not the kept ones where they are to be `fresh`.

    Never raises: without a model the note says how to get one.
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
    try:
        done = await router.run_async(TASK, audit_messages(given), Remarks, overrides={"fresh": fresh})
    except LLMError as error:
        return ContentAudit(note=error.message, remedies=(error.remedy,))
    answer = done.data if isinstance(done.data, Remarks) else Remarks()
    kept = verify(answer, page.text, find_quote)
    return ContentAudit(tuple(kept.remarks), tuple(kept.dropped), done.served_model or "")
