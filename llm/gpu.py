"""The graphics cards of this machine, as nvidia-smi tells."""

import shutil
import subprocess
from dataclasses import dataclass

_SECONDS = 3.0
_MIB = 1 << 20


@dataclass(frozen=True)
class Card:
    """A graphics card; memory in bytes."""

    name: str
    total: int
    free: int


def cards() -> list[Card]:
    """Return the cards nvidia-smi lists, none where there is no such program or it does not answer."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    try:
        done = subprocess.run(  # noqa: S603 (found on the path, no word of it is a user's)
            [program, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return read_cards(done.stdout)


def read_cards(listed: str) -> list[Card]:
    """Return the cards in a listing of nvidia-smi, in MiB; a line that is none is left out."""
    found = []
    for line in listed.splitlines():
        name, _, rest = line.partition(",")
        numbers = [part.strip() for part in rest.split(",")]
        if len(numbers) == 2 and all(number.isdigit() for number in numbers):
            found.append(Card(name.strip(), int(numbers[0]) * _MIB, int(numbers[1]) * _MIB))
    return found
