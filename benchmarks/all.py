"""Every benchmark of the README's table, one after the other: half an hour or so on two quiet cores.

    python -m benchmarks.all [FOLDER] [--obfuscated FILE] [--endpoint URL] [--only NAME] [--keep]

FOLDER holds .html files, FILE is one as `benchmarks.obfuscation` reads it, URL a server with an embedding
model; what needs one that is not given is left out and named. With `--keep` the figures are kept and the
table of the README is written from them; what has none says so.
"""

import argparse
import importlib
import pkgutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import benchmarks
from benchmarks.claims import Benchmark, is_kept, keep, unmeasured
from config.locations import ROOT


def every_benchmark() -> Iterator[Benchmark]:
    """Yield what each benchmark claims, by name."""
    for module in pkgutil.iter_modules(benchmarks.__path__, "benchmarks."):
        found = getattr(importlib.import_module(module.name), "BENCHMARK", None)
        if isinstance(found, Benchmark):
            yield found


def given(benchmark: Benchmark, options: argparse.Namespace) -> list[str] | None:
    """Return what a benchmark is given, None where that is not at hand."""
    taken = {
        "": [],
        "FOLDER": options.folder and [str(options.folder)],
        "FILE": options.obfuscated and [str(options.obfuscated)],
        "--endpoint URL": options.endpoint and ["--endpoint", options.endpoint],
    }
    return taken[benchmark.takes] or ([] if not benchmark.takes else None)


def main() -> None:
    """Run all and tell of each how long it took and whether its bounds held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of .html files")
    parser.add_argument("--obfuscated", type=Path, help="hidden addresses, JSON Lines")
    parser.add_argument("--endpoint", default="", help="a server with an embedding model")
    parser.add_argument("--only", action="append", help="one of them, by name; may be repeated")
    parser.add_argument("--keep", action="store_true", help="keep the figures, and write the README's table")
    options = parser.parse_args()
    chosen = [one for one in every_benchmark() if not options.only or one.name in options.only]
    if not chosen:
        parser.error(f"There is no benchmark called {' or '.join(options.only)}.")
    ends = []
    for benchmark in chosen:
        what = given(benchmark, options)
        if what is None:
            ends.append(f"{benchmark.name:18} left out: it takes {benchmark.takes}")
            continue
        print(f"== {benchmark.command}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{benchmark.name}", *what]
        began = time.monotonic()
        done = subprocess.run([*command, "--keep"] if options.keep else command, cwd=ROOT, check=False)
        held = {0: "held", 1: "MISSED"}.get(done.returncode, f"ended with {done.returncode}")
        ends.append(f"{benchmark.name:18} {held} {time.monotonic() - began:6.0f} s")
    if options.keep:
        for one in every_benchmark():
            if not is_kept(one):
                keep(unmeasured(one))
        subprocess.run([sys.executable, "-m", "scripts.docs"], cwd=ROOT, check=True)
    print("", *ends, sep="\n")
    sys.exit(any(end.split()[1] != "held" for end in ends))


if __name__ == "__main__":
    main()
