"""Everything that can go wrong with a model server, to be switched on in mid-run.

`server.fail(Status(500), times=2)`, `server.fail(Think(), Drip(0.01))`, `server.fail(Hang(), on="*")`; see
`ModelServer.fail`. A fault either intervenes before the server does anything, or shapes the answer.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.servers.http_base import Exchange
from tests.servers.wire import Answer

CHATS = "chats"
EVERYTHING = "*"

CRASHED = "The model has crashed without additional information. (Exit code: 18446744072635812000)"
OVERFLOWED = (
    "The number of tokens to keep from the initial prompt is greater than the context length "
    "(n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length, "
    "or provide a shorter input"
)
THOUGHT = 'The page may be wrong. {"draft": true}'


class Server(Protocol):
    """What a fault needs to know of the server it befalls."""

    def error_body(self, status: int, words: str, path: str) -> object:
        """Return the JSON body of an error in the server's own style."""


class Fault:
    """One way to go wrong."""

    def intervene(self, exchange: Exchange, server: Server) -> bool:
        """Act before the server does; True: the request is done with."""
        return False

    def shape(self, answer: Answer) -> None:
        """Change the answer, or the way it is delivered."""


@dataclass(frozen=True)
class Hang(Fault):
    """The request is accepted and never answered."""

    def intervene(self, exchange: Exchange, server: Server) -> bool:
        exchange.wait(None)
        return True


@dataclass(frozen=True)
class SlowHeaders(Fault):
    """Nothing comes for some seconds, then all is well."""

    seconds: float

    def intervene(self, exchange: Exchange, server: Server) -> bool:
        exchange.wait(self.seconds)
        return False


@dataclass(frozen=True)
class Status(Fault):
    """An error status with a JSON body in the server's style, or with the HTML page of a proxy."""

    code: int
    words: str = CRASHED
    html: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    def intervene(self, exchange: Exchange, server: Server) -> bool:
        if self.html:
            exchange.send(self.code, _proxy_page(self.code), "text/html", self.headers)
        else:
            body = server.error_body(self.code, self.words, exchange.request.path)
            exchange.send_json(self.code, body, self.headers)
        return True


@dataclass(frozen=True)
class Error200(Fault):
    """Status 200 and an error in the body (lmstudio-bug-tracker#2322: an overflow)."""

    words: str = OVERFLOWED

    def intervene(self, exchange: Exchange, server: Server) -> bool:
        exchange.send_json(200, {"error": self.words})
        return True


@dataclass(frozen=True)
class Html200(Fault):
    """Status 200 and the login page of a proxy."""

    def intervene(self, exchange: Exchange, server: Server) -> bool:
        exchange.send(200, b"<!doctype html><title>Sign in</title><h1>Sign in</h1>", "text/html")
        return True


@dataclass(frozen=True)
class EchoKey(Fault):
    """The error repeats the Authorization header."""

    code: int = 401

    def intervene(self, exchange: Exchange, server: Server) -> bool:
        words = f"Malformed API token provided: {exchange.request.headers.get('authorization', '')}"
        exchange.send_json(self.code, server.error_body(self.code, words, exchange.request.path))
        return True


@dataclass(frozen=True)
class SlowBody(Fault):
    """Headers with status 200 at once, the first word some seconds later."""

    seconds: float

    def shape(self, answer: Answer) -> None:
        answer.prefill = self.seconds


@dataclass(frozen=True)
class Drip(Fault):
    """Some seconds between any two parts of the body, so that no single read is ever late."""

    seconds: float

    def shape(self, answer: Answer) -> None:
        answer.drip = self.seconds


@dataclass(frozen=True)
class HangAfterChunks(Fault):
    """The headers and some chunks come, then nothing more, and the connection stays open."""

    chunks: int

    def shape(self, answer: Answer) -> None:
        answer.hang_after = self.chunks


@dataclass(frozen=True)
class CutStream(Fault):
    """The connection is dropped after some chunks, before any finish reason."""

    chunks: int

    def shape(self, answer: Answer) -> None:
        answer.cut_after = self.chunks


@dataclass(frozen=True)
class ErrorInStream(Fault):
    """An error object after some chunks of a stream with status 200; without a stream, status 500."""

    chunks: int
    words: str = CRASHED

    def shape(self, answer: Answer) -> None:
        # At the end at the latest, however short the answer is.
        last = min(self.chunks, answer.completion_tokens)
        answer.failure = lambda sent: self.words if sent >= last else None


@dataclass(frozen=True)
class NoFinish(Fault):
    """The whole text comes and the stream ends in good order, without a finish reason."""

    def shape(self, answer: Answer) -> None:
        answer.finish = None


@dataclass(frozen=True)
class ZeroDeltas(Fault):
    """A stream that ends without having begun (lmstudio-bug-tracker#2339: an overflow)."""

    def shape(self, answer: Answer) -> None:
        answer.silent = True


@dataclass(frozen=True)
class Empty(Fault):
    """The content is an empty string."""

    def shape(self, answer: Answer) -> None:
        answer.text = ""


@dataclass(frozen=True)
class ChoicesNull(Fault):
    """`choices` is null."""

    def shape(self, answer: Answer) -> None:
        answer.choices = False


@dataclass(frozen=True)
class ReasoningOnly(Fault):
    """The answer stands in `reasoning_content`, the content is empty (lmstudio-bug-tracker#1602)."""

    def shape(self, answer: Answer) -> None:
        answer.reasoning, answer.text = answer.text, ""


@dataclass(frozen=True)
class Think(Fault):
    """Thoughts before the answer, in a pair of tags or with only the closing one."""

    orphan: bool = False

    def shape(self, answer: Answer) -> None:
        opening = "" if self.orphan else "<think>"
        answer.text = f"{opening}{THOUGHT}</think>\n\n{answer.text}"


@dataclass(frozen=True)
class Fenced(Fault):
    """The answer stands in a Markdown fence, with a word before it."""

    def shape(self, answer: Answer) -> None:
        answer.text = f"Voici :\n```json\n{answer.text}\n```"


@dataclass(frozen=True)
class TruncatedLength(Fault):
    """Half of the answer, finish reason `length`."""

    def shape(self, answer: Answer) -> None:
        answer.text = answer.text[: len(answer.text) // 2]
        answer.finish = "length"


@dataclass(frozen=True)
class WrongModel(Fault):
    """The response names another model."""

    model: str = "another/model"

    def shape(self, answer: Answer) -> None:
        answer.model = self.model


@dataclass
class _Entry:
    faults: tuple[Fault, ...]
    on: str
    left: int | None


class FaultBook:
    """The faults to come, in order: a request suffers the first entry meant for it."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._lock = threading.Lock()

    def add(self, faults: tuple[Fault, ...], on: str, times: int | None) -> None:
        """Append an entry for `times` requests (None: all to come)."""
        with self._lock:
            self._entries.append(_Entry(faults, on, times))

    def clear(self) -> None:
        """Forget all entries."""
        with self._lock:
            self._entries.clear()

    def take(self, path: str, *, is_chat: bool) -> Sequence[Fault]:
        """Return the faults for one request."""
        with self._lock:
            for entry in self._entries:
                if entry.on in {EVERYTHING, path} or (is_chat and entry.on == CHATS):
                    if entry.left is not None:
                        entry.left -= 1
                        if entry.left == 0:
                            self._entries.remove(entry)
                    return entry.faults
        return ()


def _proxy_page(status: int) -> bytes:
    title = f"{status} Gateway error"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>nginx</body></html>".encode()
