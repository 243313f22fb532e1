"""What the guide says to type: lines of blocks of commands, and what looks like one in a sentence."""

import re
from collections.abc import Iterator

from tests.docs.test_documentation import COMMANDS, TEXTS

BLOCK = re.compile(r"^```(sh|powershell)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
# A program and what it is told: no key with its value (`switch: by_hand`), no call, no list.
_LOOKS_TYPED = re.compile(r"(?:\$env:|[A-Z_]+=|[.\\/\w-]*[\w/\\])[\w.\\/:=-]*(?<!:) \S")
_SET_BEFORE = re.compile(r"^(?:\$env:\w+ ?= ?\S+; |[A-Z_]+=\S+ )*")


def spans(text: str) -> Iterator[str]:
    """Yield the code in the sentences and tables of a page that looks like something to type."""
    for span in _SPAN.findall(_FENCED.sub("", text)):
        if _LOOKS_TYPED.match(span) and re.match(r"[$.\w\\/]", span):
            yield span


def lines() -> dict[str, str]:
    """Return all that is typed, each with a page it stands on."""
    found: dict[str, str] = {}
    for page, text in TEXTS.items():
        typed = [line for _, block in BLOCK.findall(text) for line in block.splitlines() if line.strip()]
        for line in [*typed, *spans(text)]:
            found.setdefault(bare(line), page)
    return found


def bare(line: str) -> str:
    """Return a line without its comment and without what it sets for the command."""
    return _SET_BEFORE.sub("", line.partition(" #")[0].strip())


def short_for_cli(line: str) -> bool:
    """Say whether a line is a command of cli.py named without it, such as `export --profile`."""
    return line.split(maxsplit=1)[0] in COMMANDS
