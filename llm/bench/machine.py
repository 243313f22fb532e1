"""The name of this machine, as figures need it."""

import platform
import re
from pathlib import Path

from llm.bench.records import Machine
from llm.gpu import cards
from llm.memory import memory

_CPU_INFO = Path("/proc/cpuinfo")


def this_machine() -> Machine:
    """Return processor, cores, memory and graphics cards."""
    have = memory()
    return Machine(
        processor=_processor(), cores=have.cores, memory=have.total, cards=[card.name for card in cards()]
    )


def _processor() -> str:
    try:
        named = re.search(r"^model name\s*:\s*(.+)$", _CPU_INFO.read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        named = None
    return named[1].strip() if named else platform.processor() or platform.machine()
