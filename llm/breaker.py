"""A switch that keeps a dead server from being waited for twice."""

import time

from llm.errors import AuthenticationFailed, ConnectionFailed, LLMError

# Twenty seconds of rest and a probe at the next call: recovery is noticed within forty.
OPEN_SECONDS = 20.0
# One 5xx may be the fault of one prompt; a second one in a row is the server's.
FAILURES = 2


class Breaker:
    """Closed: calls go through. Open: the last error is the answer, until a probe may be tried again."""

    def __init__(self) -> None:
        self._failures = 0
        self._opened_at: float | None = None
        self.last_error: LLMError | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls should not be sent now."""
        return self._opened_at is not None and time.monotonic() - self._opened_at < OPEN_SECONDS

    def failed(self, error: LLMError, *, at_once: bool) -> None:
        """Book a failure; `at_once` where waiting for it again would cost time."""
        self._failures += 1
        self.last_error = error
        if at_once or self._failures >= FAILURES:
            self._opened_at = time.monotonic()

    def reachable(self) -> None:
        """Book a probe that was answered; it does not cure a server whose chats time out before its rest."""
        if not self.is_open or isinstance(self.last_error, (ConnectionFailed, AuthenticationFailed)):
            self.succeeded()

    def succeeded(self) -> None:
        """Book an answer."""
        self._failures = 0
        self._opened_at = None
        self.last_error = None
