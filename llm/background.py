"""One event loop in one daemon thread, in which all talk with model servers happens.

Sync callers, coroutines of any loop and Streamlit's script threads share its connections, so that "async in
successive loops", total deadlines and stopping in mid-answer are each solved in one place.
"""

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, TypeVar

from llm.errors import Cancelled

T = TypeVar("T")

# How often a waiting thread looks at the stop button, in seconds.
_POLL = 0.1


class BackgroundLoop:
    """An event loop that starts with its first coroutine and ends with the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._at_end: list[Callable[[], Awaitable[None]]] = []

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Start the coroutine and return its future; cancelling the future cancels the coroutine."""
        return asyncio.run_coroutine_threadsafe(work, self._running())

    def run(self, work: Coroutine[Any, Any, T], cancel: threading.Event | None = None) -> T:
        """Wait for the coroutine.

        Raises:
            Cancelled: `cancel` was set; what the coroutine was waiting for is closed.
        """
        future = self.submit(work)
        try:
            if cancel is None:
                return future.result()
            while True:
                try:
                    return future.result(timeout=_POLL)
                except FutureTimeout:
                    if future.done():
                        raise
                    if cancel.is_set():
                        raise Cancelled("Stopped.") from None
        except BaseException:
            future.cancel()
            raise

    async def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """Await the coroutine from another loop; cancelling the waiting task cancels it."""
        return await asyncio.wrap_future(self.submit(work))

    def at_end(self, close: Callable[[], Awaitable[None]]) -> None:
        """Have a coroutine function run in the loop before it stops."""
        self._at_end.append(close)

    def forget(self) -> None:
        """Drop the loop without closing it: after a fork its thread lives in the parent only."""
        self._lock = threading.Lock()
        self._loop = self._thread = None

    def stop(self) -> None:
        """Close what was opened in the loop and end its thread."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        closing = asyncio.run_coroutine_threadsafe(self._closed(), loop)
        try:
            closing.result(timeout=2)
        except FutureTimeout:
            closing.cancel()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=2)

    async def _closed(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for close in self._at_end:
            await close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_run_forever, args=(self._loop,), name="model-servers", daemon=True
                )
                self._thread.start()
            return self._loop


def _run_forever(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


background = BackgroundLoop()
atexit.register(background.stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=background.forget)
