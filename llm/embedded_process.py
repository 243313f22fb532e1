"""One child process with one model: started, watched, diagnosed, stopped."""

import atexit
import concurrent.futures.thread  # noqa: F401 (it must register itself before we do, see the end)
import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from config import locations
from llm.completion import Phase
from llm.embedded_failures import start_failure
from llm.errors import Cancelled, EmbeddedUnavailable

logger = logging.getLogger(__name__)

# Seconds after the last use until a model gives its memory back.
IDLE_SECONDS = 600.0
# Seconds between two looks at whether a child is idle or dead.
LOOK_EVERY = 30.0
# Seconds in which a model that failed to start is not tried again: ten pages are ten calls.
REST_SECONDS = 30.0
# How often a waiting call looks at its stop button, in seconds.
POLL = 0.1
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Placement:
    """Where a model's layers lie: how many on graphics cards, the main card, and the share of each card.

    None leaves the choice to llama.cpp, which takes what the cards have room for.
    """

    n_gpu_layers: int | None = None
    main_gpu: int | None = None
    tensor_split: tuple[float, ...] = ()


@dataclass(frozen=True)
class EmbeddedModel:
    """A GGUF file the engine can serve; `context` is in tokens, for each of `parallel` answers at once."""

    id: str
    path: Path
    tier: str
    bytes: int
    context: int
    parallel: int = 1
    placement: Placement = Placement()


class Child:
    """The engine with one model, in a process of its own.

    A thread keeps the process for its whole life: Linux takes the death of the thread that started a child
    for the death of the parent, so it may not be a thread that ends with a call.
    """

    def __init__(self, model: EmbeddedModel) -> None:
        self.model = model
        self.log_file = log_file_of(model.id)
        self._lock = threading.Lock()
        self._settled = threading.Event()
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._root = ""
        self._failure: EmbeddedUnavailable | None = None
        self._failed_at = 0.0
        self._last_used = time.monotonic()
        self._keeper = threading.Thread(target=self._keep, name=f"embedded-{model.id}", daemon=True)
        _alive.add(self)
        self._keeper.start()

    @property
    def root(self) -> str:
        """The server's address once it answers, empty before and after."""
        process = self._process
        return self._root if process is not None and process.poll() is None else ""

    @property
    def claimable(self) -> bool:
        """Whether it serves, or is on its way to it."""
        return not self._stopping.is_set() and (not self._settled.is_set() or bool(self.root))

    def claim(self) -> bool:
        """Tell whether a call may use, or wait for, this child, and keep it from being idle."""
        with self._lock:
            if self._failure is not None:
                return time.monotonic() - self._failed_at < REST_SECONDS
            self._last_used = time.monotonic()
            return self.claimable

    def wait(
        self,
        timeout: float,
        on_phase: Callable[[Phase], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> str:
        """Return the server's address once it answers.

        Raises:
            EmbeddedUnavailable: it does not start, or not within `timeout` seconds.
            Cancelled: `cancel` was set; the child goes on starting for the next call.
        """
        if on_phase is not None and not self._settled.is_set():
            on_phase(Phase.LOADING)
        deadline = time.monotonic() + timeout
        while not self._settled.wait(POLL):
            if cancel is not None and cancel.is_set():
                raise Cancelled("Stopped while the model was loading.", model=self.model.id)
            if time.monotonic() > deadline:
                raise self._unavailable(
                    f"The embedded engine is still loading {self.model.id} after {timeout:.0f} s.",
                    "Wait a little and try again, or choose a smaller model.",
                )
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        return self._root

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self._stopping.set()
        process = self._process
        if process is not None:
            process.terminate()
        self._keeper.join(2 * STOP_SECONDS)

    def _keep(self) -> None:
        try:
            process = self._process = self._spawned()
        except OSError as error:
            self._settle(
                self._unavailable(
                    "The embedded engine could not be started.",
                    "Close other programs, or start LM Studio or Ollama.",
                    str(error),
                )
            )
            _alive.discard(self)
            return
        try:
            self._serve(process)
        finally:
            _end(process)
            _alive.discard(self)
            self._settle(self._unavailable("The embedded engine was stopped.", "Try again."))

    def _spawned(self) -> subprocess.Popen[bytes]:
        with self.log_file.open("wb") as log:
            return subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                command(self.model),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=locations.ROOT,
                # A thread that waits for the others may not burn the core which one of them needs.
                env={"OMP_WAIT_POLICY": "passive", **os.environ},
            )

    def _serve(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for the server, then until it dies, is told to stop, or is idle."""
        assert process.stdout is not None
        if self._stopping.is_set() or _closing.is_set():
            return
        root = _root_said(process.stdout)
        with httpx.Client(trust_env=False, timeout=STOP_SECONDS) as client:
            while root and not _answers(client, root):
                if process.poll() is not None or self._stopping.wait(POLL / 2):
                    root = ""
        if not root:
            code = _end(process)
            if not self._stopping.is_set():
                self._settle(start_failure(self.model.id, self.model.path, code, self.log_file))
            return
        self._root = root
        self._settle(None)
        while process.poll() is None and not self._stopping.wait(min(LOOK_EVERY, IDLE_SECONDS)):
            if self._idle():
                logger.info("%s has not been used for %.0f s: stopped", self.model.id, IDLE_SECONDS)
                return

    def _settle(self, failure: EmbeddedUnavailable | None) -> None:
        with self._lock:
            if not self._settled.is_set():
                self._failure = failure
                self._failed_at = time.monotonic()
                self._settled.set()

    def _idle(self) -> bool:
        if time.monotonic() - self._last_used < IDLE_SECONDS or _busy(self._root):
            return False
        with self._lock:
            if time.monotonic() - self._last_used < IDLE_SECONDS:
                return False
            self._stopping.set()
            return True

    def _unavailable(self, message: str, remedy: str = "", server_words: str = "") -> EmbeddedUnavailable:
        return EmbeddedUnavailable(
            message, remedy, server_words=server_words, endpoint="embedded", model=self.model.id
        )


def log_file_of(model_id: str) -> Path:
    """Return the file a model's process logs to."""
    file_name = re.sub(r"[^\w.-]+", "_", model_id)
    return locations.logs_dir() / f"embedded-{file_name}.log"


def command(model: EmbeddedModel) -> list[str]:
    """Return the child's command line; it runs in the project's folder."""
    return [
        *(sys.executable, "-m", "llm.embedded_child"),
        *("--parent", str(os.getpid())),
        *("--model", str(model.path)),
        *("--alias", model.id),
        *("--context", str(model.context)),
        *("--parallel", str(model.parallel)),
        *_placed(model.placement),
    ]


def _placed(placement: Placement) -> list[str]:
    given = {
        "--n-gpu-layers": placement.n_gpu_layers,
        "--main-gpu": placement.main_gpu,
        "--tensor-split": ",".join(map(str, placement.tensor_split)) or None,
    }
    # With an equals sign: a negative number would be taken for an option.
    return [f"{option}={value}" for option, value in given.items() if value is not None]


def _root_said(stdout: IO[bytes]) -> str:
    """Return the address in the child's one line, nothing where it ended without a word."""
    try:
        return f"http://127.0.0.1:{int(json.loads(stdout.readline())['port'])}"
    except (ValueError, KeyError, TypeError):
        return ""


def _answers(client: httpx.Client, root: str) -> bool:
    try:
        return client.get(f"{root}/health").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _busy(root: str) -> bool:
    """Tell whether the engine is writing: an answer of a large model may take longer than the idle time."""
    try:
        with httpx.Client(trust_env=False, timeout=STOP_SECONDS) as client:
            slots = client.get(f"{root}/slots").json()
        return any(slot["is_processing"] for slot in slots)
    except httpx.TimeoutException:
        return True
    except (httpx.TransportError, ValueError, KeyError, TypeError):
        return False


def _end(process: subprocess.Popen[bytes]) -> int:
    """End the process if it runs, close its pipes, and return its exit code."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    process.terminate()
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _stop_all() -> None:
    _closing.set()
    for child in tuple(_alive):
        child.stop()


_alive: set[Child] = set()
_closing = threading.Event()
# The last to register is the first to run: before the interpreter waits for the threads of pools, one of
# which may wait for a model. `atexit` comes after that wait.
getattr(threading, "_register_atexit", atexit.register)(_stop_all)
