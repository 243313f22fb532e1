"""Sites in whose company workers died get more room: a page that kills its worker takes few others along."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST_STARTS = 9
"""A site that was begun so often and never ended is given up: the last workers died with it alone."""

# A site that was begun so often shares the worker with three others at most, and then with none.
_WITH_FEW, _ALONE = 3, 6
_FEW = 4


class Room:
    """Lets pieces of work run side by side as long as there is room for them, in the order they come."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._first = asyncio.Lock()
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def for_site(self, starts: int) -> AsyncIterator[None]:
        """Wait until there is room for a site that was begun so often before."""
        share = 1 if starts < _WITH_FEW else self._size if starts >= _ALONE else -(-self._size // _FEW)
        async with self._first, self._changed:
            await self._changed.wait_for(lambda: self._taken + share <= self._size)
            self._taken += share
        try:
            yield
        finally:
            async with self._changed:
                self._taken -= share
                self._changed.notify_all()
