"""Sites in whose company workers died are read alone: a page that kills its worker takes no other along."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SUSPECT_STARTS = 3
"""A site that was begun so often and never ended is worked on alone."""

MOST_STARTS = 9
"""A site that was begun so often is given up: the last times it was alone with the worker that died."""


class Turns:
    """Lets pieces of work run side by side, and one that asks for it alone."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._running = 0
        self._waiting = 0
        self._is_alone = False

    @asynccontextmanager
    async def turn(self, *, alone: bool) -> AsyncIterator[None]:
        """Wait until this piece of work may run, and let others wait where it is alone."""
        async with self._changed:
            if alone:
                self._waiting += 1
                await self._changed.wait_for(lambda: not self._running)
                self._waiting -= 1
            else:
                await self._changed.wait_for(lambda: not self._is_alone and not self._waiting)
            self._running += 1
            self._is_alone = alone
        try:
            yield
        finally:
            async with self._changed:
                self._running -= 1
                self._is_alone = False
                self._changed.notify_all()
