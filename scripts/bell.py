"""What a second start rings, so that the window it asks for belongs to the app that runs and ends with it.

The bell hangs on this machine alone and wants a key, which stands in a folder of the analyst's: no page and
no other user can make windows open.
"""

import secrets
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener

HOST = "127.0.0.1"
_SHOWN = b"shown"
# Seconds a start waits for the other one to open its window.
_PATIENCE = 15.0


class Bell:
    """Answers a second start from a thread of its own; `show` opens the window and tells whether it did."""

    def __init__(self, show: Callable[[], bool]) -> None:
        self._show = show
        self._key = secrets.token_bytes(16)
        self._listener = Listener((HOST, 0), authkey=self._key)
        threading.Thread(target=self._answer, name="bell", daemon=True).start()

    @property
    def address(self) -> str:
        """Where it hangs and its key, as `ring` takes them."""
        return f"{self._listener.address[1]} {self._key.hex()}"

    def _answer(self) -> None:
        while True:
            try:
                with self._listener.accept() as caller:
                    caller.send_bytes(_SHOWN if self._show() else b"")
            except (AuthenticationError, EOFError, ConnectionError):
                continue  # somebody without the key, or gone before the answer
            except OSError:
                return


def ring(address: str) -> bool:
    """Ask the app that runs to show its window; tell whether it does."""
    try:
        port, key = address.split()
        with Client((HOST, int(port)), authkey=bytes.fromhex(key)) as door:
            return door.poll(_PATIENCE) and door.recv_bytes() == _SHOWN
    except (AuthenticationError, EOFError, OSError, ValueError):
        return False
