"""What the two fake model servers have in common: records, faults, slots, pace."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.servers.faults import CHATS, Fault, FaultBook
from tests.servers.http_base import Exchange, Gone, LoopbackServer, Request
from tests.servers.replies import Reply, Speaker
from tests.servers.templates import Template, template_for
from tests.servers.wire import Answer, Encoder, deliver_stream, deliver_whole

# How often a request that waits for a slot looks whether its client is still there.
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class FakeModel:
    """A model on the server's disk. `max_context` is the context it was trained with, in tokens."""

    id: str
    max_context: int = 8192
    kind: str = "llm"
    template: Template | None = None

    def render(self, messages: Sequence[dict[str, Any]]) -> str:
        """Return the prompt; raise TemplateError as the model's own template does."""
        return (self.template or template_for(self.id))(messages)


class Refusal(Exception):
    """The server answers with an error. `body` replaces the JSON made of `words`."""

    def __init__(self, status: int, words: str, body: object = None) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.body = body


class Slots:
    """The answers a server writes at a time; the rest queues, and beyond `queue` is refused."""

    def __init__(self, count: int, queue: int) -> None:
        self._free = count
        self._queue = queue
        self._waiting = 0
        self._changed = threading.Condition()

    def acquire(self, exchange: Exchange) -> None:
        """Wait for a slot; raise Gone when the client gives up and OverflowError when the queue is full."""
        with self._changed:
            if not self._free and self._waiting >= self._queue:
                raise OverflowError
            self._waiting += 1
            try:
                while not self._free:
                    self._changed.wait(POLL_SECONDS)
                    if exchange.gone():
                        raise Gone
                self._free -= 1
            finally:
                self._waiting -= 1

    def release(self) -> None:
        """Give the slot back."""
        with self._changed:
            self._free += 1
            self._changed.notify()


@dataclass
class Turn:
    """One chat request on its way through the server."""

    exchange: Exchange
    faults: Sequence[Fault]
    on_release: list[Callable[[], None]] = field(default_factory=list)

    def release(self) -> bool:
        """Give back what the turn holds; False when it was done before."""
        held, self.on_release = self.on_release, []
        for give_back in held:
            give_back()
        return bool(held)


class ModelServer(LoopbackServer):
    """Base of FakeLMStudio and FakeOllama.

    Args:
        models: what is on the disk.
        loaded: ids of what is in memory; None: the first model.
        context: tokens a model is loaded with.
        load_seconds: time a load takes.
        tokens_per_second: pace of writing; None: at once.
        reply: what the models say, see `replies.Speaker`.
        parallel: answers written at a time.
        max_queue: requests that may wait for a slot.
        keep_alive: see LoopbackServer.

    Attributes:
        served: answers completed, by model id.
        prompts: what the models were given to read, after folding and truncation.
        in_flight, max_in_flight: chat requests received and not yet answered.
        max_writing: answers written at a time, at most.
        loads: loads begun.
        abandoned: chat requests whose client hung up before the end.
    """

    chat_paths: ClassVar[frozenset[str]] = frozenset({"/v1/chat/completions"})

    def __init__(
        self,
        *,
        models: Sequence[str | FakeModel],
        loaded: Sequence[str] | None,
        context: int,
        load_seconds: float,
        tokens_per_second: float | None,
        reply: Reply,
        parallel: int,
        max_queue: int,
        keep_alive: float | None,
    ) -> None:
        super().__init__(keep_alive=keep_alive)
        specs = [FakeModel(model) if isinstance(model, str) else model for model in models]
        self.models = {spec.id: spec for spec in specs}
        self.context = context
        self.load_seconds = load_seconds
        self.tokens_per_second = tokens_per_second
        self.served: Counter[str] = Counter()
        self.prompts: list[str] = []
        self.in_flight = self.max_in_flight = self.max_writing = self.loads = self.abandoned = 0
        self._initially_loaded = list(self.models)[:1] if loaded is None else list(loaded)
        self._writing = 0
        self._requests: list[Request] = []
        self._speaker = Speaker(reply)
        self._slots = Slots(parallel, max_queue)
        self._faults = FaultBook()
        self._counting = threading.Lock()

    @property
    def requests(self) -> list[Request]:
        """Every request so far, in order of arrival."""
        with self._counting:
            return list(self._requests)

    @property
    def chats(self) -> list[dict[str, Any]]:
        """The bodies of the chat requests so far."""
        return [request.json for request in self.requests if self._is_chat(request)]

    def set_reply(self, reply: Reply) -> None:
        """Change what the models say."""
        self._speaker = Speaker(reply)

    def fail(self, *faults: Fault, on: str = CHATS, times: int | None = None) -> None:
        """Let requests go wrong.

        Args:
            *faults: all of them befall the same request.
            on: CHATS, EVERYTHING, or a path.
            times: number of requests; None: until `mend`. Several calls make a queue, served in order.
        """
        self._faults.add(faults, on, times)

    def mend(self) -> None:
        """Forget all faults, and listen again after `refuse` or `stop`."""
        self._faults.clear()
        self.start()

    def wait_for(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until something has come to pass on the server's side; AssertionError when it does not."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "the fake server did not get there"
            time.sleep(0.002)

    def error_body(self, status: int, words: str, path: str) -> object:
        """Return the JSON body of an error in the server's own style."""
        raise NotImplementedError

    def route(self, turn: Turn) -> None:
        """Answer a request that no fault has answered."""
        raise NotImplementedError

    def handle(self, exchange: Exchange) -> None:
        """Record the request, let the faults have it, then answer it."""
        request = exchange.request
        is_chat = self._is_chat(request)
        turn = Turn(exchange, self._faults.take(request.path, is_chat=is_chat))
        exchange.settle = turn.release
        with self._counting:
            self._requests.append(request)
            if is_chat:
                self.in_flight += 1
                self.max_in_flight = max(self.max_in_flight, self.in_flight)
                turn.on_release.append(self._leave)
        try:
            if not any(fault.intervene(exchange, self) for fault in turn.faults):
                self.route(turn)
        except Refusal as refusal:
            body = refusal.body or self.error_body(refusal.status, refusal.words, request.path)
            exchange.send_json(refusal.status, body)
        except Gone:
            # Who hangs up after the last word has not left before the end.
            if turn.release():
                self.abandoned += 1
            raise
        finally:
            turn.release()

    def say(
        self,
        turn: Turn,
        answer: Answer,
        encoder: Callable[[Answer], Encoder],
        *,
        most_tokens: int,
        stream: bool,
    ) -> None:
        """Write the model's answer to the request, at most `most_tokens` long."""
        self._take_slot(turn)
        answer.text = self._speaker.say(turn.exchange.request.json)
        answer.pause = 1 / self.tokens_per_second if self.tokens_per_second else 0.0
        answer.limit(most_tokens)
        for fault in turn.faults:
            fault.shape(answer)
        turn.exchange.settle = lambda: self._count_served(turn, answer.model)
        deliver = deliver_stream if stream else deliver_whole
        words = deliver(turn.exchange, answer, encoder(answer))
        if words:
            turn.exchange.settle = turn.release
            if not stream:
                raise Refusal(500, words)
            turn.exchange.send_last(encoder(answer).error(words))

    def _is_chat(self, request: Request) -> bool:
        return request.path in self.chat_paths and isinstance(request.json, dict)

    def _leave(self) -> None:
        with self._counting:
            self.in_flight -= 1

    def _take_slot(self, turn: Turn) -> None:
        try:
            self._slots.acquire(turn.exchange)
        except OverflowError:
            words = "server busy, please try again.  maximum pending requests exceeded"
            raise Refusal(503, words) from None
        turn.on_release.append(self._free_slot)
        with self._counting:
            self._writing += 1
            self.max_writing = max(self.max_writing, self._writing)

    def _free_slot(self) -> None:
        with self._counting:
            self._writing -= 1
        self._slots.release()

    def _count_served(self, turn: Turn, model: str) -> None:
        with self._counting:
            self.served[model] += 1
        turn.release()
