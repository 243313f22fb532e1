"""How often a worker looks into its queues: often while there is work, seldom while there is none.

An idle worker that looked ten times a second into every queue took a tenth of a core for nothing.
"""

from collections.abc import Callable

from dbos import DBOS

# Seconds between two looks into a queue. DBOS reads the interval anew before each look.
BUSY = 0.1
IDLE = 1.0


class Pace:
    """Sets the interval of the queues through `register`, which makes them known with one."""

    def __init__(self, register: Callable[[float], None]) -> None:
        self._register = register
        self._is_busy: bool | None = None

    def adapt(self) -> None:
        """Look whether anything is queued or under way, and change the interval where that has changed."""
        is_busy = bool(
            DBOS.list_workflows(status=["ENQUEUED", "PENDING"], limit=1, load_input=False, load_output=False)
        )
        if is_busy != self._is_busy:
            self._register(BUSY if is_busy else IDLE)
            self._is_busy = is_busy
