"""Making a prompt fit: at most half of the loaded context, cut at block boundaries, nothing in secret."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from llm.errors import ContextOverflow
from llm.messages import Message, Part, content_parts

# Role markers and separators of a chat template, per message.
_TOKENS_PER_MESSAGE = 8
# Less than this is no answer.
_LEAST_ANSWER = 64
# Of a shortened text, the share kept from its beginning; contacts and conclusions stand at the end.
_HEAD_SHARE = 0.75
_SPLITTERS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?])\s+"), re.compile(r"\s+"))


@dataclass(frozen=True)
class Fitted:
    """Messages that fit, what the answer may take, and what was left out, in words."""

    messages: list[dict[str, Any]]
    max_tokens: int
    tokens: int
    omitted: list[str] = field(default_factory=list)


def fit(
    messages: Sequence[Message], *, context: int, max_tokens: int | None, chars_per_token: float
) -> Fitted:
    """Return messages of at most half of `context` in estimated tokens, `max_tokens` clamped to the rest.

    Documents (see `messages.document`) are shortened first; without any, the user's text is. System messages
    are instructions and stay whole.

    Raises:
        ContextOverflow: the instructions alone do not fit.
    """
    prepared = [{**message, "content": content_parts(message)} for message in messages]
    allowed = int((context // 2 - _TOKENS_PER_MESSAGE * len(prepared)) * chars_per_token)
    total = sum(len(part.get("text", "")) for message in prepared for part in message["content"])
    omitted: list[str] = []
    if total > allowed:
        shortenable = _shortenable(prepared)
        fixed = total - sum(len(part["text"]) for part in shortenable)
        if allowed - fixed < 0:
            raise ContextOverflow(
                f"The instructions alone need more than half of the {context} tokens of context.",
                "Load the model with a larger context.",
            )
        omitted = _shorten(shortenable, allowed - fixed)
        total = sum(len(part.get("text", "")) for message in prepared for part in message["content"])
    tokens = int(total / chars_per_token) + _TOKENS_PER_MESSAGE * len(prepared)
    room = max(_LEAST_ANSWER, context - tokens - _LEAST_ANSWER // 4)
    return Fitted(prepared, min(max_tokens or room, room), tokens, omitted)


def shortened(text: str, limit: int) -> str:
    """Return the text in at most `limit` characters, cut between blocks, else lines, sentences, words."""
    if len(text) <= limit:
        return text
    mark = "\n\n[…]\n\n"
    if limit <= len(mark) + 2:
        return text[: max(0, limit)]
    room = limit - len(mark)
    for splitter in _SPLITTERS:
        head, tail = _ends(_spans(splitter, text), room)
        if head and (tail < len(text) or splitter is _SPLITTERS[-1]):
            return text[:head].rstrip() + mark + text[tail:].lstrip()
    return text[:room].rstrip() + mark.rstrip()


def _spans(splitter: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for gap in splitter.finditer(text):
        spans.append((start, gap.end()))
        start = gap.end()
    return [*spans, (start, len(text))]


def _ends(spans: list[tuple[int, int]], room: int) -> tuple[int, int]:
    """Return the end of the blocks kept in front and the start of those kept at the end."""
    head, tail = 0, spans[-1][1]
    for _, end in spans:
        if end > room * _HEAD_SHARE:
            break
        head = end
    for start, end in reversed(spans):
        if head + (spans[-1][1] - start) > room or start < head:
            break
        tail = start
        del end
    return head, tail


def _shortenable(messages: list[dict[str, Any]]) -> list[Part]:
    texts = [
        (message, part)
        for message in messages
        for part in message["content"]
        if part["type"] == "text" and message.get("role") not in {"system", "developer"}
    ]
    documents = [part for _, part in texts if part.get("may_shorten")]
    return documents or [part for _, part in texts]


def _shorten(parts: list[Part], room: int) -> list[str]:
    """Shorten the parts in place to `room` characters in all, short ones last; say what was left out."""
    shares = _shares([len(part["text"]) for part in parts], room)
    omitted = []
    for number, (part, share) in enumerate(zip(parts, shares, strict=True), start=1):
        before = len(part["text"])
        if before <= share:
            continue
        part["text"] = shortened(part["text"], share)
        which = f" of text {number}" if len(parts) > 1 else ""
        omitted.append(f"{before - len(part['text']):,} of {before:,} characters{which}")
    return omitted


def _shares(lengths: list[int], room: int) -> list[int]:
    """Divide `room` so that what needs less than an equal share is kept whole."""
    shares = [0] * len(lengths)
    left, waiting = room, sorted(range(len(lengths)), key=lambda index: lengths[index])
    while waiting:
        index = waiting.pop(0)
        shares[index] = min(lengths[index], left // (len(waiting) + 1))
        left -= shares[index]
    return shares
