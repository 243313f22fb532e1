"""The HTTP server of the sample web: virtual hosts and a search engine on one loopback port."""

import logging
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from sample_web import answers
from sample_web.pages import PREFERRED_PORT, Document, Site, load_sites
from sample_web.search import SearchIndex

_LOG = logging.getLogger(__name__)
_ADDRESS = "127.0.0.1"
_SEARCH_HOSTS = (_ADDRESS, "localhost")
_FORM_LIMIT = 65_536

QUESTIONS = (
    "Which plumbers in Bordeaux offer 24/7 emergency service and what do they charge?",
    "Quels plombiers à Bordeaux dépannent 24h/24 et à quel prix ?",
    "Welcher Sanitär-Notdienst in Berlin kommt nachts, und was kostet die Anfahrt?",
    "Which bakeries are open on Sunday, and until when?",
)


class SampleWeb:
    """The sample web of this process.

    Args:
        port: the port wished for; a free one is taken when it is not to be had (0: always a free one).
        latency: seconds before each page of a site, so that progress can be watched.
    """

    questions = QUESTIONS

    def __init__(self, port: int = PREFERRED_PORT, latency: float = 0.15) -> None:
        self._wished_port = port
        self._latency = latency
        self._lock = threading.Lock()
        self._server: _Server | None = None

    def start(self) -> Self:
        """Serve from a daemon thread; nothing happens when it serves already."""
        with self._lock:
            if self._server is None:
                self._server = _bind(self._wished_port, self._latency)
                threading.Thread(target=self._server.serve, name="sample-web", daemon=True).start()
        return self

    def stop(self) -> None:
        """Close every socket and wait until the last answer is out of hand."""
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether it serves now."""
        return self._server is not None

    @property
    def port(self) -> int:
        """The port really bound."""
        return self._serving.port

    @property
    def search_url(self) -> str:
        """The address to give as a SearXNG server."""
        return f"http://{_ADDRESS}:{self.port}"

    @property
    def sites(self) -> list[str]:
        """The home pages of all sites."""
        return [f"{site.origin}/" for site in self._serving.sites.values()]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The exact host:port pairs of all sites, for whoever guards the door to the web."""
        return tuple(f"{host}:{self.port}" for host in self._serving.sites)

    @property
    def _serving(self) -> "_Server":
        if self._server is None:
            raise RuntimeError("the sample web is not started")
        return self._server


def _bind(port: int, latency: float) -> "_Server":
    try:
        return _Server(port, latency)
    except OSError as taken:
        if port == 0:
            raise
        _LOG.info("port %d is taken (%s); the sample web takes a free one", port, taken)
        return _Server(0, latency)


class _Server(ThreadingHTTPServer):
    """One loopback port; knows its open connections so that it can close them all."""

    daemon_threads = True
    # On Windows SO_REUSEADDR would let two processes serve the same port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, port: int, latency: float) -> None:
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        self.closing = threading.Event()
        super().__init__((_ADDRESS, port), _Handler)
        self.latency = latency
        self.sites: dict[str, Site] = {site.host: site for site in load_sites(self.port)}
        self.index = SearchIndex(self.sites.values())

    @property
    def port(self) -> int:
        """The port bound."""
        return int(self.server_address[1])

    def server_bind(self) -> None:
        """Bind without the reverse look-up of the standard class, which can hang without a network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = _ADDRESS, self.port

    def serve(self) -> None:
        """Answer until closed."""
        self.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        """Stop listening, wake the connections that wait, and wait for their threads (2 s at most)."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        with self._changed:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RD)
                except OSError:
                    _LOG.debug("a connection of the sample web was gone already")
            self._changed.wait_for(lambda: not self._open, timeout=2.0)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection and remember it."""
        connection, address = super().get_request()
        with self._changed:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class's signature
        """Log what went wrong; a client that hangs up is no error."""
        _LOG.debug("a connection to the sample web broke", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request, then closes the connection."""

    protocol_version = "HTTP/1.1"
    server_version = "SampleWeb"
    sys_version = ""
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        """Answer with a page, a file or search results."""
        self._send(self._answer())

    do_HEAD = do_GET  # noqa: N815 - the names http.server calls

    def do_POST(self) -> None:
        """Refuse: the forms of invented businesses go nowhere."""
        length = self.headers.get("Content-Length", "0")
        if length.isdecimal():
            self.rfile.read(min(int(length), _FORM_LIMIT))
        text = "This business is invented: its form goes nowhere, and nothing was kept."
        self._send(answers.refusal_html(self.path, 405, text))

    def _answer(self) -> Document:
        host = self.headers.get("Host", "").rsplit(":", 1)[0].casefold()
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if host in _SEARCH_HOSTS:
            return self._search(path, parts.query)
        site = self.server.sites.get(host)
        if site is None:
            return answers.refusal_html(path, 404, "No site of this name is served here.")
        document = site.documents.get(path)
        if document is None:
            return answers.refusal_html(path, 404, f"{site.name} has no page at this address.")
        if document.is_page:
            self.server.closing.wait(self.server.latency)
        return document

    def _search(self, path: str, query_string: str) -> Document:
        fields = {name: values[-1] for name, values in parse_qs(query_string).items()}
        query = fields.get("q", "").strip()
        page_number = fields.get("pageno", "1")
        if path not in {"/", "/search"}:
            return answers.refusal_html(path, 404, "The sample web has its search at /search.")
        match fields.get("format", "html"):
            case "html":
                results = self.server.index.search(query)
                return answers.search_html(path, query, results, list(self.server.sites.values()))
            case "json" if not query:
                return answers.refusal_json(path, 400, "No query")
            case "json" if not page_number.isdecimal() or int(page_number) < 1:
                return answers.refusal_json(path, 400, "Invalid value for parameter pageno")
            case "json":
                return answers.search_json(path, query, self.server.index.search(query), int(page_number))
            case _:
                return answers.refusal_html(path, 403, "Only the formats html and json are given.")

    def _send(self, document: Document) -> None:
        body = document.text.encode()
        self.send_response(document.status)
        self.send_header("Content-Type", document.media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        if document.status == 405:
            self.send_header("Allow", "GET, HEAD")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Log at debug level instead of writing to the terminal."""
        _LOG.debug(format, *args)
