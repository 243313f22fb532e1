"""200 calls over two equal servers against one: with both at most 0.55 of the time.

The servers are those of the tests: two slots each, a fixed pace of writing. What is measured is how evenly
calls are shared out and how busy the servers are kept, not a model.

    python -m benchmarks.several_servers [--keep]
"""

import argparse
import asyncio
import os
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from config import locations
from config.loader import ConfigLoader
from llm.router import TaskRouter
from tests.servers.fake_lm_studio import FakeLMStudio

BENCHMARK = Benchmark(
    name="several_servers",
    claims=(
        Claim(
            sentence="Two equal model servers take 200 calls in at most 0.55 of the time of one",
            bounds=(Bound(what="of the time of one", most=0.55, digits=2),),
        ),
    ),
)
CALLS = 200
SLOTS = 2
TOKENS_PER_SECOND = 120
MESSAGES = [{"role": "user", "content": "Bonjour"}]


def main() -> None:
    """Measure one server, then two, and print both."""
    run = Measuring(BENCHMARK, argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LEADHUNTER_DATA_DIR"] = f"{folder}/data"
        root = Path(folder) / "root"
        (root / "config").mkdir(parents=True)
        for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
            shutil.copy(locations.ROOT / name, root / name)
        one, two = (_seconds(root, count) for count in (1, 2))
    print(f"one server {one:.2f} s, two servers {two:.2f} s")
    run.conclude({"of the time of one": two / one})


def _seconds(root: Path, count: int) -> float:
    servers = [
        FakeLMStudio(parallel=SLOTS, tokens_per_second=TOKENS_PER_SECOND).__enter__() for _ in range(count)
    ]
    try:
        loader = ConfigLoader(root)
        loader.save_settings(
            {
                "endpoints.lm_studio.urls": [server.url for server in servers],
                "endpoints.lm_studio.parallel": SLOTS,
            }
        )
        router = TaskRouter.from_config(loader)
        router.run("extraction", MESSAGES)
        started = time.perf_counter()
        asyncio.run(_all(router))
        seconds = time.perf_counter() - started
        print(
            [server.max_in_flight for server in servers], [sum(server.served.values()) for server in servers]
        )
        return seconds
    finally:
        for server in servers:
            server.__exit__(None, None, None)


async def _all(router: TaskRouter) -> None:
    await asyncio.gather(*(router.run_async("extraction", MESSAGES) for _ in range(CALLS)))


if __name__ == "__main__":
    main()
