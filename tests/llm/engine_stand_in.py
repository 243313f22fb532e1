"""A stand-in for the embedded engine's child process: the same one line, /health and /slots, no model.

`python engine_stand_in.py BEHAVIOUR`: serve, busy, silent (never says its port), loading (/health says 503),
or a number to exit with at once, after printing the further arguments to stderr.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    behaviour = "serve"

    def do_GET(self) -> None:
        body = b"{}"
        if self.path == "/slots":
            body = json.dumps([{"is_processing": self.behaviour == "busy"}]).encode()
        self.send_response(503 if self.behaviour == "loading" else 200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep stderr for the further arguments."""


def main(behaviour: str, *words: str) -> None:
    sys.stderr.write("\n".join(words))
    sys.stderr.flush()
    if behaviour.isdigit():
        sys.exit(int(behaviour))
    if behaviour == "silent":
        time.sleep(600)
    Handler.behaviour = behaviour
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
