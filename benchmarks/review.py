"""Review and every other tab with many leads: what one interaction costs on the server.

    python -m benchmarks.review [--leads 10000] [--repeat 7] [--no-every-tab] [--keep]

The app runs in Streamlit's own test runner, which executes the script as the server does, without a browser.
CPU time is told beside wall time, as a busy machine stretches only the second.
"""

import argparse
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from benchmarks.store import write_csv
from config import locations
from leads.importing import import_file
from leads.scoring_rules import ScoringRules
from leads.store import Store
from scrapers.sites import site_key
from scrapers.trades import trade_key
from ui.state import TABS

MOST_MILLISECONDS = 300
INTERACTIONS = 31
BENCHMARK = Benchmark(
    name="review",
    claims=(
        Claim(
            sentence="A click on any tab costs less than 300 ms of the server with 10,000 leads",
            bounds=(
                Bound(what="interactions within 300 ms each time", least=INTERACTIONS),
                Bound(what="longest single run", unit=" ms"),
                Bound(what="slowest median, processor time", unit=" ms"),
            ),
        ),
    ),
)


def main() -> None:
    """Fill a store and time what an analyst does in the tab."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument(
        "--every-tab", action=argparse.BooleanOptionalAction, default=True, help="time the other tabs, too"
    )
    run = Measuring(BENCHMARK, parser)
    options = run.options
    with tempfile.TemporaryDirectory() as name:
        os.environ["LEADHUNTER_DATA_DIR"] = os.environ.get("BENCHMARK_DATA", name)
        os.environ["LEADHUNTER_EMBEDDED"] = "0"
        fill(Path(name) / "leads.csv", options.leads)
        costs = measure(options.repeat)
        if options.every_tab:
            costs += every_tab(options.repeat)
    within = sum(cost.longest <= MOST_MILLISECONDS for cost in costs)
    run.conclude(
        {
            "interactions within 300 ms each time": (within, len(costs)),
            "longest single run": max(cost.longest for cost in costs),
            "slowest median, processor time": max(cost.processor for cost in costs),
        }
    )


@dataclass(frozen=True)
class Cost:
    """What one interaction takes in milliseconds: its longest run, and its median of the processor."""

    longest: float
    processor: float


def fill(file: Path, leads: int) -> None:
    """Import invented businesses, unless the store holds them from an earlier run."""
    with Store(rules=ScoringRules()) as store:
        if not store.count_rows():
            write_csv(file, leads)
            import_file(file, store, site_key, trade_of=trade_key)
        print(f"{store.count_rows():,} leads")


def measure(repeat: int) -> list[Cost]:
    """Time each interaction: the run of the script that it causes."""
    app = AppTest.from_file(str(locations.ROOT / "app.py"), default_timeout=60)
    app.query_params["tab"] = "Review"
    app.run()

    def set_state(**values: object) -> Callable[[], object]:
        def act() -> object:
            for key, value in values.items():
                app.session_state[key] = value
            return app.run()

        return act

    first = app.data_editor[0].value
    print(f"{len(first)} rows a page")
    with Store() as store:
        some = store.list_rows()[3].id
    return told(
        app,
        repeat,
        {
            "nothing changed": app.run,
            "page 500": set_state(rv_page=500),
            "search of a word": set_state(rv_q="boulangerie", rv_page=1),
            "search without a hit": set_state(rv_q="xyzxyz"),
            "sort by name": set_state(rv_q="", rv_sort="name"),
            "open a lead": set_state(rv_sort="score", rv_drawer=some),
            "open the filters": set_state(rv_filters=True),
            "filter by place": set_state(rv_place="Bordeaux"),
            "filters and charts open": set_state(rv_place=None, rv_charts=True),
            "another filter with both": another_filter(app),
        },
    )


def every_tab(repeat: int) -> list[Cost]:
    """Time what is done on each tab: it is opened, drawn again, and a lead is looked for above it."""
    with Store() as store:
        chosen = store.list_rows()[3].id
    app = AppTest.from_file(str(locations.ROOT / "app.py"), default_timeout=60)
    app.query_params["lead"] = chosen
    app.run()

    def opened(tab: str) -> Callable[[], object]:
        def act() -> object:
            app.query_params["tab"] = tab
            return app.run()

        return act

    def searched() -> object:
        return app.text_input(key="lead_search").set_value("boulangerie").run()

    def cleared() -> object:
        return app.text_input(key="lead_search").set_value("").run()

    costs = []
    for tab in TABS:
        acts = {"open": opened(tab), "find a lead": searched, "all leads": cleared}
        costs += told(app, repeat, {f"{tab}: {name}": act for name, act in acts.items()})
    return costs


def told(app: AppTest, repeat: int, cases: Mapping[str, Callable[[], object]]) -> list[Cost]:
    """Time each interaction several times and print what it takes."""
    costs = []
    for label, act in cases.items():
        first_wall, first_cpu = timed(act)
        walls, cpus = zip(*(timed(act) for _ in range(repeat)), strict=True)
        assert not app.exception, app.exception
        print(
            f"{label:26} first {first_wall:4.0f} ms (CPU {first_cpu:4.0f} ms), then median "
            f"{statistics.median(walls):4.0f} ms, most {max(walls):4.0f} ms "
            f"(CPU {statistics.median(cpus):4.0f} ms)"
        )
        costs.append(Cost(max(first_wall, *walls), statistics.median(cpus)))
    return costs


def another_filter(app: AppTest) -> Callable[[], object]:
    """Return an interaction whose counts nobody has asked for yet, each time."""
    lows = itertools.count(1)

    def act() -> object:
        app.session_state["rv_score"] = (0.0, 10.0 - next(lows) / 2)
        return app.run()

    return act


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds by the wall and of the processor that an interaction takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


if __name__ == "__main__":
    main()
