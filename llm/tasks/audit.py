"""Task `audit`: what rules cannot judge of a page's words, each remark with the words it is about.

A remark that cannot show its words on the page is dropped and counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json

from llm.messages import Message, document
from llm.tasks.figures import figure_keys, unsupported
from llm.tasks.page_data import as_data, one_line
from llm.tasks.prompts import language_name, load_prompt
from llm.tasks.words import fold

# (words, text) -> the verbatim run of the text that contains them, or None.
Finder = Callable[[str, str], str | None]

MOST_REMARKS = 8
_SHORTEST_REMARK, _LONGEST_REMARK = 15, 400
# A quote of one or two letters is on every page.
_SHORTEST_QUOTE = 8
_ELLIPSIS = re.compile(r"^\W*(?:\.{3}|…)\s*|\s*(?:\.{3}|…)\W*$")


class Aspect(StrEnum):
    """What a remark is about."""

    OFFER = "offer"
    AUDIENCE = "audience"
    ACTION = "action"
    TRUST = "trust"
    MISSING = "missing"


class Remark(BaseModel):
    """One weakness of a page's words, and the words that show it."""

    aspect: Aspect
    remark: str
    quote: str


class Remarks(BaseModel):
    """What the model answers."""

    remarks: list[Remark] = Field(default_factory=list)


class AuditInput(BaseModel):
    """One page for the model, with the trade and what its customers ask. The remarks are in `language`."""

    text: str
    trade: str = ""
    questions: list[str] = Field(default_factory=list)
    language: str = "fr"


@dataclass
class VerifiedRemarks:
    """The remarks whose words stand on the page, and in words what was dropped."""

    remarks: list[Remark] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def audit_messages(given: AuditInput) -> list[Message]:
    """Return the messages for one page; only the page's text may be shortened."""
    prompt = load_prompt("audit")
    questions = "; ".join(one_line(question) for question in given.questions) or "those you know of"
    wanted = prompt.user.format(trade=one_line(given.trade) or "unknown", questions=questions)
    return [
        {"role": "system", "content": prompt.system.replace("{language}", language_name(given.language))},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": f"{wanted}\n<page>"},
                document(as_data(given.text)),
                {"type": "text", "text": "</page>"},
            ],
        },
    ]


def remarks_so_far(draft: str) -> Remarks:
    """Return the remarks that are complete in an answer that is still being written."""
    try:
        read = from_json(draft[max(0, draft.find("{")) :], allow_partial=True)
    except ValueError:
        return Remarks()
    given = read.get("remarks") if isinstance(read, dict) else None
    return Remarks(
        remarks=[one for each in (given if isinstance(given, list) else ()) for one in _complete(each)]
    )


def _complete(given: object) -> list[Remark]:
    """Return a remark if all its parts are there; a text that is still being written is not among them."""
    try:
        return [Remark.model_validate(given)]
    except ValidationError:
        return []


def verify(answer: Remarks, page: str, find: Finder) -> VerifiedRemarks:
    """Keep the remarks that quote the page and name no figure it does not show; say of the others why not."""
    result = VerifiedRemarks()
    shown = figure_keys(page)
    seen: set[str] = set()
    for one in answer.remarks[: 2 * MOST_REMARKS]:
        remark = " ".join(one.remark.split())
        if not _SHORTEST_REMARK <= len(remark) <= _LONGEST_REMARK or fold(remark) in seen:
            continue
        seen.add(fold(remark))
        quote = _quoted(one.quote, page, find)
        if quote is None:
            result.dropped.append(f"remark “{_short(remark)}”: its quote is not on the page")
        elif invented := unsupported(remark, shown):
            result.dropped.append(f"remark “{_short(remark)}”: “{invented[0]}” is not on the page")
        else:
            result.remarks.append(Remark(aspect=one.aspect, remark=remark, quote=quote))
    del result.remarks[MOST_REMARKS:]
    return result


def _quoted(quote: str, page: str, find: Finder) -> str | None:
    words = _ELLIPSIS.sub("", " ".join(quote.split()).strip(" \"'«»“”>")).strip()
    return find(words, page) if len(words) >= _SHORTEST_QUOTE else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + "…"
