"""What a call through LLMAdapter and TaskRouter costs over a bare httpx post to the same server.

    python -m benchmarks.adapter_overhead [--calls 400] [--keep]

The server answers at once, on loopback, from another process. The ways are taken in turn, so that a busy
machine slows them alike; medians are printed in milliseconds.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

import httpx

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from llm.adapter import LLMAdapter
from llm.router import TaskRouter

ANSWER = json.dumps(
    {
        "object": "chat.completion",
        "model": "m",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Bonjour"}}
        ],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11},
    }
).encode()
MODELS = json.dumps(
    {"data": [{"id": "m", "type": "llm", "state": "loaded", "loaded_context_length": 4096}]}
).encode()
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say hello."}]

BENCHMARK = Benchmark(
    name="adapter_overhead",
    claims=(
        Claim(
            sentence="A call through the model layer costs at most 3 ms more than a bare HTTP request",
            bounds=(
                Bound(what="median over bare", most=3, unit=" ms", digits=1),
                Bound(what="with routing", unit=" ms", digits=1),
            ),
        ),
    ),
)


class Handler(BaseHTTPRequestHandler):
    """Answers every chat and every question about models."""

    protocol_version = "HTTP/1.1"
    # Head and body in one segment: two would wait 40 ms for a delayed acknowledgement, whoever asks.
    wbufsize = 65536

    def do_GET(self) -> None:
        """Answer a probe."""
        self._send(MODELS)

    def do_POST(self) -> None:
        """Answer a chat."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(ANSWER)

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class OneModel:
    """The least configuration a router takes."""

    def __init__(self, url: str) -> None:
        endpoint = {"url": url, "kind": "lm_studio", "parallel": 4, "api_key": "not-needed"}
        model = {"id": "m", "endpoint": "lm_studio", "temperature": 0.4, "max_tokens": 64, "timeout": 60}
        self._config = {"endpoints": {"lm_studio": endpoint}, "models": {"extraction": model}, "llm": {}}

    def get_merged_config(self) -> dict[str, object]:
        """Return the configuration."""
        return self._config

    def explain(self, task: str) -> dict[str, dict[str, object]]:
        """Return no sources."""
        return {}


def serve(pipe: Connection) -> None:
    """Run the server and tell its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pipe.send(server.server_port)
    server.serve_forever()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--calls", type=int, default=400)
    run = Measuring(BENCHMARK, parser)
    calls = run.options.calls
    os.environ["LEADHUNTER_DATA_DIR"] = tempfile.mkdtemp()
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    url = f"http://127.0.0.1:{mine.recv()}"
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": "Be brief.\n\nSay hello."}],
        "max_tokens": 64,
    }
    adapter = LLMAdapter(url, model="m", max_tokens=64)
    router = TaskRouter.from_config(OneModel(url))
    with httpx.Client(trust_env=False) as client:
        ways = {
            "bare httpx post": lambda: client.post(url + "/v1/chat/completions", json=body).json(),
            "LLMAdapter.chat": lambda: adapter.chat(MESSAGES),
            "TaskRouter.run": lambda: router.run("extraction", MESSAGES),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(calls + 20):
            for name, way in ways.items():
                started = time.perf_counter()
                way()
                if turn >= 20:
                    seconds[name].append(time.perf_counter() - started)
    process.terminate()
    bare = statistics.median(seconds["bare httpx post"]) * 1000
    for name, taken in seconds.items():
        median = statistics.median(taken) * 1000
        print(f"{name:16} {median:6.2f} ms   over bare {median - bare:+6.2f} ms")
    over, routed = (
        statistics.median(seconds[name]) * 1000 - bare for name in ("LLMAdapter.chat", "TaskRouter.run")
    )
    run.conclude({"median over bare": over, "with routing": routed})


if __name__ == "__main__":
    main()
