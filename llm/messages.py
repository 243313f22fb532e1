"""Folding: any list of messages becomes one that every chat template takes.

Mistral's template refuses `system` and two turns of one role, Gemma's too; a history that strictly alternates
user and assistant, starts with user and ends with user renders everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from llm.errors import InvalidMessages

Message = Mapping[str, Any]
Part = dict[str, Any]

CONTINUE = "Continue."
_SYSTEM_ROLES = {"system", "developer"}


def document(text: str) -> Part:
    """Return a content part that may be shortened to fit the context; everything else is kept whole."""
    return {"type": "text", "text": text, "may_shorten": True}


def fold(messages: Sequence[Message], *, system_role: str = "fold") -> list[dict[str, Any]]:
    """Return a new list that alternates user and assistant, starts and ends with user; no text is lost.

    System texts, wherever they stand, join in front of the first user turn, or stay as one leading system
    message where `system_role` is `native`. Runs of one role join with a blank line; text parts are flattened
    to a string unless the turn carries other media.

    Raises:
        InvalidMessages: there is no message, nothing in them, or one is not a role with content.
    """
    if not messages:
        raise InvalidMessages("There is no message to send.", "Write something first.")
    system: list[str] = []
    turns: list[tuple[str, list[Part]]] = []
    for message in messages:
        parts = content_parts(message)
        if message.get("role") in _SYSTEM_ROLES:
            system.extend(part["text"] for part in parts if part["type"] == "text")
            media = [part for part in parts if part["type"] != "text"]
            parts = media
        if not parts:
            continue
        role = "assistant" if message.get("role") == "assistant" else "user"
        if turns and turns[-1][0] == role:
            turns[-1][1].extend(parts)
        else:
            turns.append((role, list(parts)))
    if not system and not turns:
        raise InvalidMessages("The messages are empty.", "Write something first.")
    return _arranged(system, turns, native=system_role == "native")


def content_parts(message: Message) -> list[Part]:
    """Return the non-blank content of a message as parts, a plain string as one text part.

    Raises:
        InvalidMessages: the message is not a mapping, or its content is neither text nor a list of parts.
    """
    if not isinstance(message, Mapping):
        raise InvalidMessages(f"A message must have a role and content, not be {type(message).__name__}.")
    content = message.get("content")
    if content is None:
        return []
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content.strip() else []
    if not isinstance(content, Iterable) or isinstance(content, (Mapping, bytes)):
        raise InvalidMessages(f"The content of a message must be text, not {type(content).__name__}.")
    return [part for part in map(_part, content) if part is not None]


def _part(raw: object) -> Part | None:
    if isinstance(raw, str):
        return {"type": "text", "text": raw} if raw.strip() else None
    if not isinstance(raw, Mapping):
        raise InvalidMessages(f"A part of a message must be text, not {type(raw).__name__}.")
    part = cast(Part, dict(raw))
    if "text" in part and part.get("type", "text") in {"text", "input_text"}:
        text = str(part["text"] or "")
        return {**part, "type": "text", "text": text} if text.strip() else None
    return {"type": "unknown", **part}


def _arranged(
    system: list[str], turns: list[tuple[str, list[Part]]], *, native: bool
) -> list[dict[str, Any]]:
    if not turns:
        turns = [("user", [{"type": "text", "text": CONTINUE}])] if native else [("user", [])]
    elif turns[0][0] == "assistant":
        # System texts alone make a fit first turn; without any, something must stand there.
        turns.insert(0, ("user", [] if system and not native else [{"type": "text", "text": CONTINUE}]))
    if turns[-1][0] == "assistant":
        turns.append(("user", [{"type": "text", "text": CONTINUE}]))
    folded: list[dict[str, Any]] = []
    if system and native:
        folded.append({"role": "system", "content": "\n\n".join(system)})
    elif system:
        turns[0] = (turns[0][0], [{"type": "text", "text": text} for text in system] + turns[0][1])
    folded.extend({"role": role, "content": _joined(parts)} for role, parts in turns)
    return folded


def _joined(parts: list[Part]) -> str | list[Part]:
    if all(part["type"] == "text" for part in parts):
        return "\n\n".join(part["text"] for part in parts)
    return [{key: value for key, value in part.items() if key != "may_shorten"} for part in parts]
