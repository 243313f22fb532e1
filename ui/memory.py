"""What a browser tab remembers through a reload: every field, on every tab, also on those that are not open.

The address names the memory, so a reload finds it, and each browser tab has its own. A widget joins by its
key, `key=kept("seo_url")`: what its reader changed is kept on disk and is there again when the widget is
drawn in a new session. Keys and passwords never join.
"""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from config import window_files, window_memory

WINDOW: Final = "window"
_BOOK: Final = "memory_book"
_NOTHING: Final = object()
# Which session writes to a memory; a second one that comes with the same address gets a copy.
_owners: dict[str, str] = {}

Reader = Callable[[Any], Any]


@dataclass
class _Book:
    """What one session knows: the values kept, and what fields held before anyone touched them."""

    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    is_first_run: bool = True


def begin() -> None:
    """Find the memory the address names, at the first run of a session; before anything is drawn."""
    book = st.session_state.get(_BOOK)
    if book is None or not book.name:
        name = _claimed(str(st.query_params.get(WINDOW, "")))
        st.session_state[_BOOK] = _Book(name, window_memory.read(name))
    else:
        # A run that was cut short left these unseen: what they hold now may be somebody's choice.
        book.new.clear()
        book.is_first_run = False
        # At once: a reload may cut this run short as well, before the fields are drawn.
        for key in (book.first | book.values).keys() & st.session_state.keys():
            _note(book, key)


def finish() -> None:
    """Note what new fields hold before anyone touches them; after all is drawn."""
    _see_new(_book())


def is_first_run() -> bool:
    """Tell whether the page was opened by this run: by a link, or a reload."""
    return _book().is_first_run


def window() -> str:
    """Return what the address calls this memory."""
    return _book().name


def kept(key: str, reader: Reader | None = None) -> str:
    """Have a field remembered, and return its key; call it where the field is drawn.

    `reader` makes of what was kept, plain JSON, what the field takes; it raises ValueError where that is
    no longer to be had.
    """
    book, state = _book(), st.session_state
    _see_new(book)
    if key in state:
        _note(book, key)
        return key
    # What the address says of a field that stands in it comes first: it may be a link.
    if key in book.values and key not in st.query_params:
        try:
            state[key] = (reader or copy.deepcopy)(book.values[key])
        except (ValueError, TypeError):
            forget(key)
    if key not in book.values:
        book.new.add(key)
    return key


def kept_open(key: str) -> str:
    """Have a popover remembered that is open, for a reload; one that was left by a step elsewhere is closed.

    The step closes it before it can say so.
    """
    if key not in st.session_state and not is_first_run():
        forget(key)
    return kept(key)


def forget(key: str) -> None:
    """Remember a field no longer, as when its subject is gone; its widget starts afresh."""
    book = _book()
    st.session_state.pop(key, None)
    if book.values.pop(key, _NOTHING) is not _NOTHING and book.name:
        window_memory.put(book.name, {}, (key,))


def one_of(options: Iterable[Any]) -> Reader:
    """Return a reader that takes one of these options."""
    offered = list(options)

    def read(value: Any) -> Any:
        found = next((one for one in offered if _plain(one) == value), _NOTHING)
        if found is _NOTHING:
            raise ValueError(value)
        return found

    return read


def some_of(options: Iterable[Any]) -> Reader:
    """Return a reader that takes those of several that are among these options."""
    offered = list(options)

    def read(value: Any) -> Any:
        return [one for one in offered if _plain(one) in value]

    return read


def _book() -> _Book:
    found: _Book = st.session_state.setdefault(_BOOK, _Book())
    return found


def _claimed(asked: str) -> str:
    """Return the memory asked for if no open browser tab writes to it, else a new one with the same in it."""
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    is_known = window_memory.is_name(asked)
    name = asked if is_known and not _is_taken(asked, session) else window_memory.new_name()
    if is_known and name != asked:
        window_memory.copy(asked, name)
        window_files.copy(asked, name)
    _owners[name] = session
    return name


def _is_taken(name: str, session: str) -> bool:
    owner = _owners.get(name, session)
    return owner != session and runtime.exists() and runtime.get_instance().is_active_session(owner)


def _see_new(book: _Book) -> None:
    for key in [key for key in book.new if key in st.session_state]:
        book.first[key] = _plain(st.session_state[key])
        book.new.discard(key)


def _note(book: _Book, key: str) -> None:
    value = _plain(st.session_state[key])
    is_untouched = book.first.get(key, _NOTHING) == value
    if is_untouched and key in book.values:
        del book.values[key]
        if book.name:
            window_memory.put(book.name, {}, (key,))
    elif not is_untouched and book.values.get(key, _NOTHING) != value:
        book.values[key] = value
        if book.name:
            window_memory.put(book.name, {key: value})


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(one) for one in value)
    return value
