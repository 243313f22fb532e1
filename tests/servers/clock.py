"""An event loop whose clock stands still until a test moves it: a busy machine changes nothing."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Loop(asyncio.SelectorEventLoop):
    at = 0.0

    def time(self) -> float:
        return self.at


class Clock:
    """Runs a coroutine in such a loop; sockets and threads work as usual, timers by this clock alone."""

    def __init__(self) -> None:
        self._loop = _Loop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end, once."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            return runner.run(work)

    def now(self) -> float:
        """Return the time of the loop."""
        return self._loop.at

    def forward(self, seconds: float) -> None:
        """Let time pass at once, from any thread: what was to happen until then is due."""
        self._loop.at += seconds
        self._loop.call_soon_threadsafe(lambda: None)
