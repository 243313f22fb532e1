"""The child process: llama.cpp's own server with one model, on a free port of this machine.

`python -m llm.embedded_child --parent PID --model FILE --alias ID --context TOKENS --parallel SLOTS` (and
`--n-gpu-layers`, `--main-gpu`, `--tensor-split` for graphics cards) prints
`{"port": N}` on stdout once the weights are in memory, logs to stderr, and ends when its parent ends.
"""

import argparse
import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import xllamacpp

PR_SET_PDEATHSIG = 1
# Answers of tasks share their instructions, which a slot keeps by itself; copies of whole prompts in memory
# (8 GB by default) are what a laptop has no room for.
PROMPT_CACHE_MIB = 0
WARNINGS = 2
ALL_LAYERS = 9999


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the parent ends."""
    given = _parsed(arguments)
    # Ctrl-C goes to the whole process group; the parent decides what becomes of answers on their way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(given.parent)
    said = os.dup(1)
    os.dup2(2, 1)  # whatever the engine prints belongs into the log, not into our one line
    server = _server(given)  # stops serving when this name goes
    os.write(said, json.dumps({"port": urlsplit(server.listening_address).port}).encode() + b"\n")
    os.close(said)
    threading.Event().wait()


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="llm.embedded_child")
    parser.add_argument("--parent", type=int, required=True, help="process id of the parent")
    parser.add_argument("--model", required=True, help="GGUF file")
    parser.add_argument("--alias", required=True, help="the model's id")
    parser.add_argument("--context", type=int, required=True, help="tokens of context in each slot")
    parser.add_argument("--parallel", type=int, required=True, help="answers at once")
    parser.add_argument("--n-gpu-layers", type=int, help="layers on graphics cards")
    parser.add_argument("--main-gpu", type=int, help="the card that does what cannot be shared")
    parser.add_argument("--tensor-split", type=_shares, help="the share of each card, parted by commas")
    return parser.parse_args(arguments)


def _shares(text: str) -> list[float]:
    return [float(share) for share in text.split(",")]


def _die_with(parent: int) -> None:
    """End with the parent, however it ends: a killed one runs no clean-up, but its end of the pipe closes."""
    threading.Thread(target=_exit_at_end_of_input, daemon=True).start()
    if sys.platform == "linux":
        # The thread does not run while the engine loads a model: it holds Python's lock for seconds.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)


def _exit_at_end_of_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


def _server(given: argparse.Namespace) -> "xllamacpp.Server":
    """Load the model and start the engine's threads."""
    import xllamacpp  # noqa: PLC0415 (a parent that dies during this import is noticed above)

    params = xllamacpp.CommonParams()
    params.model.path = given.model
    params.model_alias = {given.alias}
    params.n_parallel = given.parallel
    params.n_ctx = given.context * given.parallel
    # One core stays free for the app: with a thread on every core a busy machine generates 1.5 tokens/s
    # instead of 95, since all threads wait for the one that was interrupted.
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads = max(1, _cores() - 1)
        cpu.poll = 0
    _place(params, given)
    params.warmup = False
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.cache_idle_slots = False
    params.verbosity = WARNINGS
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.ui = False
    # By default every web page the analyst visits may talk to the engine.
    params.cors_origins = ""
    params.cors_origins_explicit = True
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        sys.exit(str(error))  # the engine has logged the reason; a traceback would push it out of sight


def _place(params: "xllamacpp.CommonParams", given: argparse.Namespace) -> None:
    """Put the layers where they are wanted; a build without a graphics card ignores it."""
    if given.n_gpu_layers is not None:
        # To llama.cpp a negative number means "as many as fit", more layers than any model has means all.
        params.n_gpu_layers = given.n_gpu_layers if given.n_gpu_layers >= 0 else ALL_LAYERS
    if given.main_gpu is not None:
        params.main_gpu = given.main_gpu
    if given.tensor_split:
        # The engine wants a share for every card it could have.
        shares = list(params.tensor_split)
        shares[: len(given.tensor_split)] = given.tensor_split
        params.tensor_split = shares


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))  # a container may have fewer than the machine
    return os.cpu_count() or 2


if __name__ == "__main__":
    main()
