"""grammalecte, where the analyst has it: Debian's package lives outside any virtual environment."""

import functools
import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach.wording import paragraphs

_DEBIAN = Path("/usr/lib/python3/dist-packages")
# Our own typography has these.
_IGNORED = ("apos", "nbsp", "esp", "typo", "tab", "unit", "num", "maj", "virg", "poncfin", "tu")
_SECONDS = 20
_SCRIPT = """
import json, sys
sys.path.append(sys.argv[1])
import grammalecte
checker = grammalecte.GrammarChecker("fr")
engine = checker.getGCEngine()
print(json.dumps([list(engine.parse(text, "FR")) for text in json.load(sys.stdin)], default=str))
"""


@dataclass(frozen=True)
class GrammarError:
    """One mistake: where, which rule, and what to do; `better` is what to write instead, if that is known."""

    start: int
    end: int
    rule: str
    message: str
    better: str = ""


@functools.cache
def has_grammalecte() -> bool:
    """Say whether grammalecte can be asked."""
    if (_DEBIAN / "grammalecte").is_dir() and shutil.which("python3"):
        return True
    return importlib.util.find_spec("grammalecte") is not None


@functools.lru_cache(maxsize=256)
def grammar_errors(text: str) -> tuple[GrammarError, ...] | None:
    """Return the mistakes of a French text, None without an answer. The package is GPL: another process."""
    blocks = paragraphs(text)
    python = (
        sys.executable
        if importlib.util.find_spec("grammalecte")
        else shutil.which("python3") or sys.executable
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell, the text on stdin
            [python, "-c", _SCRIPT, str(_DEBIAN)],
            input=json.dumps([block.text for block in blocks]).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return tuple(
        GrammarError(
            block.start + int(error["nStart"]),
            block.start + int(error["nEnd"]),
            str(error.get("sType") or error.get("sRuleId")),
            " ".join(str(error.get("sMessage", "")).split()),
            next((str(one) for one in error.get("aSuggestions") or []), ""),
        )
        for block, errors in zip(blocks, found, strict=False)
        for error in errors
        if str(error.get("sType")) not in _IGNORED
    )
