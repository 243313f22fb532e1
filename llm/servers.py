"""What this process remembers of each model server, keyed by its address and shared by all who ask it."""

import asyncio
import time

from llm.breaker import Breaker
from llm.endpoints import ServerReport, probe
from llm.errors import AuthenticationFailed, EndpointUnavailable
from llm.targets import Target

# How long a report may serve; a server that dies meanwhile is noticed by the call itself.
REPORT_SECONDS = 10.0
# French and English texts run at 3.2 to 4.5 characters a token with these tokenizers; the low end is safe.
CHARS_PER_TOKEN = 3.2
_LOWEST, _HIGHEST = 1.5, 6.0


class Server:
    """One model server: its breaker, last report, slots and oddities. Used in the background loop only.

    `load`: calls of ours on their way to it, those that wait for a slot included. `closed`: calls for the
    model that is loaded wait, since it is being changed.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.breaker = Breaker()
        self.report: ServerReport | None = None
        self.schema_level: dict[str, int] = {}
        self.must_fold: set[str] = set()
        self.load = 0
        self.switching = asyncio.Lock()
        self.closed = False
        self._reported_at = 0.0
        self._probing = asyncio.Lock()
        self._load_locks: dict[str, asyncio.Lock] = {}
        self._slots: tuple[int, asyncio.Semaphore] | None = None
        self._chars_per_token: dict[str, float] = {}

    def slots(self, parallel: int) -> asyncio.Semaphore:
        """Return the semaphore that keeps at most twice the server's slots in flight."""
        if self._slots is None or self._slots[0] != parallel:
            self._slots = (parallel, asyncio.Semaphore(2 * parallel))
        return self._slots[1]

    def load_lock(self, model: str) -> asyncio.Lock:
        """Return the lock under which a model is loaded: N first requests would load it N times."""
        return self._load_locks.setdefault(model, asyncio.Lock())

    async def state(self, target: Target, *, max_age: float = REPORT_SECONDS) -> ServerReport:
        """Return a report no older than `max_age` seconds.

        Raises:
            EndpointUnavailable: nobody answers; the breaker is open from then on.
            AuthenticationFailed: the server wants a key.
        """
        asked_at = time.monotonic()
        async with self._probing:
            if self.report is not None and self._reported_at >= asked_at - max_age:
                return self.report
            try:
                report = await probe(
                    self.root,
                    kind=target.kind,
                    api_key=target.api_key,
                    name=target.endpoint,
                    label=target.label,
                )
            except (EndpointUnavailable, AuthenticationFailed) as error:
                self.report = None
                self.breaker.failed(error, at_once=True)
                raise
            self.report, self._reported_at = report, time.monotonic()
            self.breaker.reachable()
            return report

    def forget(self) -> None:
        """Drop the report, since something changed."""
        self.report = None

    def chars_per_token(self, model: str) -> float:
        """Return the characters a token of this model has stood for so far."""
        return min(CHARS_PER_TOKEN, self._chars_per_token.get(model, CHARS_PER_TOKEN))

    def learn_tokens(self, model: str, chars: int, tokens: int | None) -> None:
        """Learn from the usage of an answered prompt long enough to mean something."""
        if tokens and chars > 500:
            ratio = min(max(chars / tokens, _LOWEST), _HIGHEST)
            known = self._chars_per_token.get(model, ratio)
            self._chars_per_token[model] = 0.7 * known + 0.3 * ratio


_servers: dict[str, Server] = {}


def server(root: str) -> Server:
    """Return what is remembered of a server. Call it in the background loop only."""
    if root not in _servers:
        _servers[root] = Server(root)
    return _servers[root]


def forget_all() -> None:
    """Forget every server, as a new process would."""
    _servers.clear()
