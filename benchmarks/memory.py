"""How much memory a process has taken."""

import resource
import sys


def peak_megabytes() -> float:
    """Return the most this process has held at once."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1_000_000 if sys.platform == "darwin" else peak / 1_000
