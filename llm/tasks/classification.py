"""Task `classification`: what kind of business a site belongs to, in words that stand on its own pages.

What a model says is never stored by itself: a trade has to be named in the quote the model gives for it, and
that quote on the page; services, signals and issues are copies of the page's words, or dropped. The functions
that know how a page names a trade and where a value stands are given by the caller.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from llm import schemas
from llm.messages import Message, document
from llm.tasks.extraction import Finder
from llm.tasks.page_data import as_data, one_line
from llm.tasks.prompts import load_prompt
from llm.tasks.words import fold, is_placeholder

# (key of a trade, text) -> the words of the text that name this trade, or None.
TradeFinder = Callable[[str, str], str | None]

UNKNOWN = "unknown"
LISTS = ("services", "signals", "issues")
MAX_TRADES = 12
MAX_ITEMS = 8
_MOST_LETTERS = 80
# An address or a number among the services is no service: contacts are found by rules alone.
_CONTACT = re.compile(r"@|https?:|www\.|\w\.(?:com|fr|de|net|org|eu)\b|\d(?:[\s./-]?\d){5}", re.IGNORECASE)


class ClassificationInput(BaseModel):
    """The text of a site's pages, and the trades they name."""

    site: str
    text: str
    trades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """Words of a page that vouch for what a model said; `label` is the key of a trade."""

    field: str
    value: str
    quote: str
    label: str = ""


@dataclass
class Verified:
    """What is left of a model's answer, and in words what is not."""

    shown: list[Shown] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def schema_for(trades: Sequence[str], *, lists: bool = True) -> type[BaseModel]:
    """Return the schema of an answer: flat, with the trades of the page as a closed list.

    It binds a server that writes by it; an answer beyond it is no reason to ask again, as every part of it
    is verified. Without `lists` each field holds one text: the smallest models do not end a list they begin.
    """
    text = {"type": "string", "maxLength": _MOST_LETTERS}
    listed = {"type": "string", "enum": [*trades[:MAX_TRADES], UNKNOWN], schemas.IN_THE_TEXT: True}
    closed: Any = Annotated[str, WithJsonSchema(listed)]
    words: Any = Annotated[str, WithJsonSchema(text)]
    texts: Any = Annotated[list[str], WithJsonSchema({"type": "array", "items": text, "maxItems": MAX_ITEMS})]
    fields: dict[str, Any] = {"trade": (closed, UNKNOWN), "trade_quote": (words, "")}
    for name in LISTS:
        fields[name] = (texts, Field(default_factory=list)) if lists else (words, "")
    return create_model("Classification", __config__=ConfigDict(extra="ignore"), **fields)


def classification_messages(given: ClassificationInput) -> list[Message]:
    """Return the messages for one site; only the text of its pages may be shortened.

    What differs between sites stands behind what does not: a server reads the same beginning once.
    """
    prompt = load_prompt("classification")
    trades = ", ".join((*given.trades[:MAX_TRADES], UNKNOWN))
    asked = prompt.user.replace("{trades}", trades).replace("{site}", one_line(given.site))
    return [
        {"role": "system", "content": prompt.system},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": f"{asked}\n<page>"},
                document(as_data(given.text)),
                {"type": "text", "text": "</page>"},
            ],
        },
    ]


def verify(answer: BaseModel, page: str, find: Finder, find_trade: TradeFinder) -> Verified:
    """Keep what the page shows, each with its quote; name the rest."""
    result = Verified()
    _verify_trade(answer, page, find, find_trade, result)
    for name in LISTS:
        raw = getattr(answer, name, None) or []
        seen: set[str] = set()
        for text in [raw] if isinstance(raw, str) else raw[: 2 * MAX_ITEMS]:
            value = " ".join(text.split()).strip(" .;:-–•*")
            if len(value) < 3 or is_placeholder(value) or fold(value) in seen:
                continue
            seen.add(fold(value))
            quote = find(value, page) if len(value) <= _MOST_LETTERS else None
            if quote is None:
                result.dropped.append(f"{name} “{value[:60]}”: not on the page")
            elif _CONTACT.search(value):
                result.dropped.append(f"{name} “{value[:60]}”: an address or a number")
            else:
                result.shown.append(Shown(name, value, quote))
    return result


def _verify_trade(
    answer: BaseModel, page: str, find: Finder, find_trade: TradeFinder, result: Verified
) -> None:
    key = str(getattr(answer, "trade", UNKNOWN))
    if key == UNKNOWN:
        return
    quote = str(getattr(answer, "trade_quote", ""))
    # Where the quote is not one, the page itself may still name the trade: the model chose among its trades.
    words = (find_trade(key, quote) if find(quote, page) else None) or find_trade(key, page)
    stands = find(words, page) if words else None
    if words is None or stands is None:
        result.dropped.append(f"trade “{key}”: not on the page")
    else:
        result.shown.append(Shown("trade", words, stands, key))
