"""Memory: what this machine has, and what a model needs of it."""

import ctypes
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_KIB = 1024
# Memory that other programs and the system keep, in bytes.
RESERVE = 2 << 30
# Bits a weight takes in each quantization of llama.cpp, scales included (llama.cpp, tools/quantize/README).
BITS = {
    "Q2_K": 3.16,
    "Q3_K_S": 3.64,
    "Q3_K_M": 4.0,
    "Q3_K_L": 4.3,
    "Q4_0": 4.66,
    "Q4_K_S": 4.67,
    "Q4_K_M": 4.89,
    "Q5_0": 5.54,
    "Q5_K_S": 5.57,
    "Q5_K_M": 5.7,
    "Q6_K": 6.56,
    "Q8_0": 8.5,
    "F16": 16.0,
}
# Keys and values of 1,024 numbers of 16 bits each: eight heads of 128, from 3 billion parameters up.
_PER_LAYER = 4096
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*([bm])(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Memory:
    """Bytes of main memory, all and free, and the cores this process may use."""

    total: int
    available: int
    cores: int


@dataclass(frozen=True)
class Need:
    """Bytes a model takes: its weights, and the cache of its context."""

    weights: int
    cache: int

    @property
    def total(self) -> int:
        """All of it, with a little for the engine's own buffers."""
        return self.weights + self.cache + (300 << 20)


def memory() -> Memory:
    """Return what this machine has; zeros where it does not tell."""
    if sys.platform == "win32":
        return _windows()
    total = available = 0
    try:
        told = dict(re.findall(r"^(\w+):\s+(\d+) kB", _MEMINFO.read_text(encoding="utf-8"), re.MULTILINE))
        total, available = int(told["MemTotal"]) * _KIB, int(told["MemAvailable"]) * _KIB
    except (OSError, KeyError):
        pages = os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
        total = available = pages * os.sysconf("SC_PAGE_SIZE") if pages > 0 else 0
    return Memory(total, available, cores())


def cores() -> int:
    """Return the cores this process may use; a container may have fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parameters_of(model: str) -> float | None:
    """Return how many parameters a model's name tells (`7b`, `135m`), None where it tells none."""
    found = _SIZE.findall(model)
    if not found:
        return None
    number, unit = found[-1]
    return float(number) * (1e9 if unit.lower() == "b" else 1e6)


def need(
    parameters: float,
    quantization: str,
    context: int,
    *,
    size: int | None = None,
    layers: int | None = None,
    slots: int = 1,
) -> Need:
    """Return what a model needs with a context in tokens.

    `size` is that of its file, where it is known, and `layers` how many it has. The cache is that of a model
    with grouped attention, as all since Llama 3 and Mistral have it: 4 kB a token and layer, which makes
    128 kB a token of 7 to 8 billion parameters in 32 layers.
    """
    bits = BITS.get(quantization.upper(), BITS["Q4_K_M"])
    weights = size or int(parameters * bits / 8)
    # Layers and width grow with the cube root of the parameters each; 131,072 bytes at 8e9.
    per_token = _PER_LAYER * layers if layers else 131_072 * (parameters / 8e9) ** (2 / 3)
    return Need(weights, int(per_token * context * slots))


def fits(*needs: Need, have: int) -> bool:
    """Tell whether models fit together into so many bytes, with what the system keeps left over."""
    return sum(one.total for one in needs) + RESERVE <= have


class _Status(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *((name, ctypes.c_ulonglong) for name in ("total", "available", "a", "b", "c", "d", "e")),
    )


def _windows() -> Memory:
    status = _Status(length=ctypes.sizeof(_Status))
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return Memory(int(status.total), int(status.available), cores())
