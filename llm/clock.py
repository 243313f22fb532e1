"""How long a call may take, and what does not count."""

import time


class CallClock:
    """The time allowed for one call, retries included; it stands still while the model is being loaded.

    A stream is given `timeout` to its first piece and `SILENCE` seconds at most between two, and ten times
    `timeout` in all: an answer that keeps flowing from a slow laptop is not cut.
    """

    SILENCE = 30.0
    STREAM_FACTOR = 10.0

    def __init__(self, timeout: float | None, load_timeout: float, *, streaming: bool = False) -> None:
        self.timeout = timeout
        self.load_timeout = load_timeout
        self._streaming = streaming
        self._last = time.monotonic()
        self._counted = 0.0
        self._loaded_for = 0.0
        self._silent = 0.0
        self._pieces = 0
        self.is_loading = False

    def restart(self) -> None:
        """Begin to count now: waiting for a slot of our own does not count."""
        self._last = time.monotonic()

    def tick(self) -> None:
        """Book the time since the last tick."""
        now = time.monotonic()
        passed, self._last = now - self._last, now
        if self.is_loading:
            self._loaded_for += passed
        else:
            self._counted += passed
            self._silent += passed

    def loading(self, yes: bool) -> None:
        """Say whether the model is being loaded from now on."""
        self.tick()
        self.is_loading = yes

    def piece(self) -> None:
        """Say that a piece of a stream came."""
        self.tick()
        self.is_loading = False
        self._silent = 0.0
        self._pieces += 1

    def left(self) -> float:
        """Return the seconds left, infinity where there is no limit."""
        self.tick()
        if self.is_loading:
            return self.load_timeout - self._loaded_for
        if self.timeout is None:
            return float("inf")
        if not self._streaming:
            return self.timeout - self._counted
        silence = self.timeout if not self._pieces else min(self.timeout, self.SILENCE)
        return min(silence - self._silent, self.timeout * self.STREAM_FACTOR - self._counted)
