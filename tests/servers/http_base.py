"""A small threaded HTTP/1.1 server on 127.0.0.1, for servers that misbehave on purpose.

One thread a connection. `stop()` and `start()` keep the port: between the two it stays bound and unheard, so
that clients are refused and no other process can take it.
"""

import contextlib
import http.client
import io
import json
import os
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

JOIN_SECONDS = 5.0


class Gone(Exception):
    """The client hung up, or the server is being stopped."""


class Cut(Exception):
    """The server drops the connection in the middle of what it says."""


@dataclass(frozen=True)
class Request:
    """One request as it arrived. Header names are lower-case, `json` is None where the body is no JSON.

    `time` is that of `time.monotonic()`.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    json: Any
    time: float


class Exchange:
    """One request and the way to answer it, badly if need be.

    Attributes:
        request: the request.
        settle: called once the answer is ready, before the client can know that it is complete: what a test
            counts is counted by then.
    """

    def __init__(self, connection: socket.socket, request: Request, keep_alive: float | None) -> None:
        self.request = request
        self.settle: Callable[[], object] = lambda: None
        self._connection = connection
        self._keep_alive = keep_alive
        self._chunked = False

    def send(
        self, status: int, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a whole response."""
        self.settle()
        self._send(self._head(status, content_type, len(body), headers) + body)

    def send_json(self, status: int, value: object, headers: Mapping[str, str] | None = None) -> None:
        """Send `value` as a JSON response."""
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send(status, body, "application/json; charset=utf-8", headers)

    def begin(self, status: int, content_type: str, length: int | None = None) -> None:
        """Send the headers only; without `length` the body comes in chunks."""
        self._chunked = length is None
        self._send(self._head(status, content_type, length, None))

    def write(self, data: bytes) -> None:
        """Send a part of the body."""
        self._send(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)

    def end(self) -> None:
        """End a body sent in chunks."""
        if self._chunked:
            self._send(b"0\r\n\r\n")

    def send_last(self, data: bytes) -> None:
        """Send the last part of a body sent in chunks."""
        self.settle()
        self.write(data)
        self.end()

    def cut(self) -> NoReturn:
        """Close the connection now."""
        raise Cut

    def gone(self) -> bool:
        """Tell whether the client has hung up."""
        try:
            self.wait(0)
        except Gone:
            return True
        return False

    def wait(self, seconds: float | None) -> None:
        """Sleep (None: forever); raise Gone as soon as the client hangs up or the server stops."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            # Unlike select, poll takes descriptors above 1023.
            waiting = select.poll()
            waiting.register(self._connection, select.POLLIN)
            readable = waiting.poll(None if left is None else left * 1000)
            if not readable:
                return
            if not self._peek():
                raise Gone
            # The client has sent more already: it lives, and select no longer tells when it goes.
            time.sleep(min(0.01, left) if left is not None else 0.01)
            if left == 0:
                return

    def _peek(self) -> bytes:
        try:
            return self._connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return b""

    def _send(self, data: bytes) -> None:
        try:
            self._connection.sendall(data)
        except OSError as error:
            raise Gone from error

    def _head(
        self, status: int, content_type: str, length: int | None, headers: Mapping[str, str] | None
    ) -> bytes:
        reason = http.client.responses.get(status, "Unknown")
        lines = [f"HTTP/1.1 {status} {reason}", f"Content-Type: {content_type}", "Connection: keep-alive"]
        lines.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
        if self._keep_alive is not None:
            lines.append(f"Keep-Alive: timeout={int(self._keep_alive)}")
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


class LoopbackServer:
    """Base of the fake servers; a subclass overrides `handle`.

    Args:
        keep_alive: seconds after which an idle connection is closed, announced in a Keep-Alive header; None:
            never, and no header.
    """

    def __init__(self, *, keep_alive: float | None = None) -> None:
        self.port = 0
        self._idle_limit = keep_alive
        self._lock = threading.RLock()
        self._bound: socket.socket | None = None
        self._listening: _Listener | None = None
        self._busy: dict[socket.socket, bool] = {}
        self._threads: set[threading.Thread] = set()

    @property
    def url(self) -> str:
        """Address of the server, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def handle(self, exchange: Exchange) -> None:
        """Answer one request."""
        raise NotImplementedError

    def start(self) -> Self:
        """Listen, on the same port as before if there was one."""
        with self._lock:
            if self._listening is None:
                bound = self._bound or _bound_socket(self.port)
                self._bound = None
                self.port = bound.getsockname()[1]
                self._listening = _Listener(bound, self._accept)
        return self

    def refuse(self) -> None:
        """Refuse new connections and drop the idle ones; those in use finish their answer."""
        with self._lock:
            listening, self._listening = self._listening, None
        if listening is None:
            return
        # Outside the lock: the accepting thread may need it before it ends.
        listening.close()
        with self._lock:
            self._bound = _bound_socket(self.port)
            for connection, busy in self._busy.items():
                if not busy:
                    _shut(connection)

    def stop(self) -> None:
        """Refuse new connections, drop all others in the middle of what they do."""
        self.refuse()
        with self._lock:
            for connection in self._busy:
                _shut(connection)
            threads = self._threads - {threading.current_thread()}
        for thread in threads:
            thread.join(JOIN_SECONDS)
            if thread.is_alive():
                raise RuntimeError("a connection of the fake server does not end: does its reply wait?")

    def close(self) -> None:
        """Stop for good and free the port."""
        self.stop()
        with self._lock:
            if self._bound is not None:
                self._bound.close()
                self._bound = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = threading.Thread(target=self._serve, args=(connection,), name="fake-server", daemon=True)
        with self._lock:
            self._busy[connection] = False
            self._threads.add(thread)
        thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            # Any other exception, of a reply for instance, ends the thread and so fails the test.
            with connection.makefile("rb") as reader, contextlib.suppress(Gone, Cut):
                while request := _read_request(reader):
                    self._set_busy(connection, True)
                    connection.settimeout(None)
                    self.handle(Exchange(connection, request, self._idle_limit))
                    self._set_busy(connection, False)
                    if self._listening is None:
                        break
                    connection.settimeout(self._idle_limit)
        finally:
            with self._lock:
                self._busy.pop(connection, None)
                self._threads.discard(threading.current_thread())
            _shut(connection)
            connection.close()

    def _set_busy(self, connection: socket.socket, busy: bool) -> None:
        with self._lock:
            self._busy[connection] = busy


class _Listener:
    """The thread that accepts connections, and the pipe that ends it."""

    def __init__(self, bound: socket.socket, accept: Callable[[socket.socket], None]) -> None:
        self._socket = bound
        self._accept = accept
        self._wake, self._waker = socket.socketpair()
        bound.listen(128)
        self._thread = threading.Thread(target=self._run, name="fake-server-accept", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._waker.close()
        self._thread.join(JOIN_SECONDS)
        self._wake.close()
        self._socket.close()

    def _run(self) -> None:
        while True:
            ready, _, _ = select.select([self._socket, self._wake], [], [])
            if self._wake in ready:
                return
            # A client that hangs up before it is accepted is no fault of ours.
            with contextlib.suppress(OSError):
                self._accept(self._socket.accept()[0])


def _bound_socket(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # On Windows the option means that two programs may listen on one port.
    if os.name == "posix":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _read_request(reader: io.BufferedReader) -> Request | None:
    try:
        line = reader.readline(65_536).decode("latin-1").split()
        if len(line) != 3:
            return None
        headers = {name.lower(): value for name, value in http.client.parse_headers(reader).items()}
        length = int(headers.get("content-length", "0"))
        body = reader.read(length)
    except OSError:
        return None
    if len(body) < length:
        return None
    target = urlsplit(line[1]) if not line[1].startswith("//") else None
    path, query = (target.path, target.query) if target else (line[1], "")
    return Request(line[0], path, query, headers, body, _parsed_json(body), time.monotonic())


def _parsed_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
