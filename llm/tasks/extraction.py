"""Task `extraction`: facts of one page, each of which stands on that page.

The verifier takes the function that finds a value in a text, so that the model room needs no other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel

from llm.messages import Message, document
from llm.tasks.asked_schema import AskedField, FieldType, facts_model
from llm.tasks.figures import figures, number_key
from llm.tasks.page_data import as_data, one_line
from llm.tasks.prompts import load_prompt
from llm.tasks.words import fold, is_placeholder, terms

# (value, text) -> the verbatim run of the text that contains the value, or None.
Finder = Callable[[str, str], str | None]

IDENTITY = (
    AskedField("name", "name", FieldType.TEXT, "name of the business"),
    AskedField("trade", "trade", FieldType.TEXT, "its trade, such as plumber, as the page calls it"),
    AskedField("town", "town", FieldType.TEXT, "town of the business"),
)
DEFAULT_FIELDS = (
    *IDENTITY,
    AskedField("services", "services", FieldType.TEXTS, "services offered, a few words each"),
    AskedField("prices", "prices", FieldType.TEXTS, "prices, with what they are for"),
)


class ExtractionInput(BaseModel):
    """One page for the model: its title and its text, with what is wanted of it."""

    question: str
    title: str = ""
    text: str


@dataclass(frozen=True)
class Found:
    """A value that stands on the page, and the run of the page that shows it."""

    field: AskedField
    value: str
    quote: str


@dataclass
class Verified:
    """What is left of a model's answer, and in words what is not."""

    found: list[Found] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shape:
    """The fields asked for and the schema their answer has."""

    fields: tuple[AskedField, ...]
    schema: type[BaseModel]


def shape_of(asked: Sequence[AskedField] = (), *, lists: bool = True) -> Shape:
    """Return the shape for the fields of an analyst, with name, trade and town; ours where none are named.

    Without `lists` each field holds one text: the smallest models do not end a list they have begun.
    """
    fields: tuple[AskedField, ...] = DEFAULT_FIELDS if lists else IDENTITY
    if asked:
        own = {one.key for one in asked}
        fields = (*(one for one in IDENTITY if one.key not in own), *asked)
    if not lists:
        fields = tuple(
            replace(one, type=FieldType.TEXT) if one.type is FieldType.TEXTS else one for one in fields
        )
    return Shape(fields, facts_model(fields))


def extraction_messages(given: ExtractionInput, shape: Shape) -> list[Message]:
    """Return the messages for one page; only the page's text may be shortened."""
    prompt = load_prompt("extraction")
    keys = "\n".join(f"- {one.key}: {one_line(one.description or one.label)}" for one in shape.fields)
    wanted = prompt.user.format(question=one_line(given.question), title=one_line(given.title))
    return [
        {"role": "system", "content": prompt.system.replace("{keys}", keys)},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": f"{wanted}\n<page>"},
                document(as_data(given.text)),
                {"type": "text", "text": "</page>"},
            ],
        },
    ]


def verify(answer: BaseModel, shape: Shape, page: str, find: Finder) -> Verified:
    """Keep the values that stand on the page, each with its quote; name the others."""
    result = Verified()
    for asked in shape.fields:
        seen: set[str] = set()
        for raw in _values(getattr(answer, asked.key, None)):
            value = _cleaned(raw) if isinstance(raw, str) else raw
            if not _says_something(value) or fold(str(value)) in seen:
                continue
            seen.add(fold(str(value)))
            quote = _quote(asked, value, page, find)
            if quote is None:
                result.dropped.append(f"{asked.label} “{_short(str(value))}”: not on the page")
            else:
                result.found.append(Found(asked, _as_on_page(_written(value), quote), quote))
    return result


def _values(raw: object) -> Iterator[str | float | bool]:
    for value in raw if isinstance(raw, list) else [raw]:
        if isinstance(value, (str, int, float)):
            yield value


def _says_something(value: str | float | bool) -> bool:
    if isinstance(value, str):
        return len(value) > 1 and re.search(r"\w", value) is not None and not is_placeholder(value)
    # A page that does not say so has no "no" in it either: false is the absence of a value.
    return value is not False


def _quote(asked: AskedField, value: str | float | bool, page: str, find: Finder) -> str | None:
    if isinstance(value, str):
        return find(value, page)
    if isinstance(value, bool):
        wanted = terms(f"{asked.label} {asked.description}")
        best = max(page.splitlines(), key=lambda line: len(wanted & terms(line)), default="")
        # A yes is vouched for by a line with most of what the field is called.
        return find(_short(best, 150), page) if len(wanted & terms(best)) * 2 > len(wanted) else None
    key = number_key(_written(value))
    written = next((one.written for one in figures(page) if one.kind == "number" and one.key == key), None)
    return find(written, page) if written else None


def _as_on_page(value: str, quote: str) -> str:
    """Return the value in the page's own capitals, where it can be told apart in the quote."""
    words = r"\s+".join(re.escape(word) for word in value.split())
    match = re.search(rf"(?<!\w){words}(?!\w)", quote, re.IGNORECASE)
    return " ".join(match.group().split()) if match else value


def _written(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "yes"
    return format(value, "g") if isinstance(value, float) else str(value)


def _cleaned(value: str) -> str:
    """Take out what cannot be seen, so that nothing hidden is stored."""
    visible = "".join(
        char for char in value if unicodedata.category(char) not in {"Cc", "Cf"} or char.isspace()
    )
    return " ".join(visible.split())


def _short(text: str, letters: int = 60) -> str:
    return text if len(text) <= letters else text[:letters].rsplit(" ", 1)[0] + "…"
