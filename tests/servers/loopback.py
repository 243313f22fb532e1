"""Servers on loopback for the door: one that says what a test says, and one that nobody may dial."""

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

Reply = bytes | Callable[[socket.socket], None]


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float


def answer(status: int = 200, body: bytes = b"", *, kind: str | None = "text/html", **headers: str) -> bytes:
    """One response; `content_encoding="gzip"` becomes `content-encoding: gzip`."""
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(body)}"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(location: str, status: int = 302, **headers: str) -> bytes:
    return answer(status, b"", Location=location, **headers)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            while self._one():
                pass

    def _one(self) -> bool:
        line = self.rfile.readline().decode("latin-1").split()
        if len(line) < 2:
            return False
        at = time.monotonic()
        headers = {}
        while pair := self.rfile.readline().decode("latin-1").strip():
            name, _, value = pair.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        web = cast("_Server", self.server).web
        request = Request(line[0], line[1], headers, body, at)
        web.requests.append(request)
        reply = web.reply(request)
        if callable(reply):
            reply(self.connection)
            return False
        self.connection.sendall(reply)
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, web: "LoopbackWeb") -> None:
        self.web = web
        super().__init__(("127.0.0.1", 0), _Handler)


class LoopbackWeb:
    """Answers by path; a list of replies is served one after the other, the last one for good."""

    def __init__(self, pages: Mapping[str, Reply | list[Reply]], robots: Reply | None = None) -> None:
        self.pages = dict(pages)
        self.requests: list[Request] = []
        self._served: dict[str, int] = {}
        self.pages.setdefault("/robots.txt", robots if robots is not None else answer(404))
        self._server = _Server(self)
        self.port: int = self._server.server_address[1]
        self.pair = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.pair}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def reply(self, request: Request) -> Reply:
        path = request.target.partition("?")[0]
        found = self.pages.get(path, answer(404))
        if not isinstance(found, list):
            return found
        turn = self._served.get(path, 0)
        self._served[path] = turn + 1
        return found[min(turn, len(found) - 1)]

    def targets(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [request.target for request in self.requests if request.target != "/robots.txt"]

    def __enter__(self) -> "LoopbackWeb":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Canary:
    """A listener that counts who dials it."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.port: int = listener.getsockname()[1]

    def connects(self) -> int:
        """Connections the kernel has completed, accepted or not."""
        count = 0
        while True:
            try:
                self._listener.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1


@contextlib.contextmanager
def canary() -> Iterator[Canary]:
    """Listen on every loopback and local address of both families, on one port."""
    listener = (
        socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) if _has_ipv6() else None
    )
    listener = listener or socket.create_server(("0.0.0.0", 0))
    listener.setblocking(False)
    with listener:
        yield Canary(listener)


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return socket.has_dualstack_ipv6()
    return False
