"""The Review tab, or every tab, with many leads: what one interaction costs on the server.

python -m benchmarks.review [--leads 100000] [--repeat 7] [--every-tab]

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
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks import bounds
from benchmarks.store import write_csv
from config import locations
from leads.importing import import_file
from leads.scoring_rules import ScoringRules
from leads.store import Store
from scrapers.sites import site_key
from scrapers.trades import trade_key
from ui.state import TABS

MOST_MILLISECONDS = 300


def main() -> None:
    """Fill a store and time what an analyst does in the tab."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--every-tab", action="store_true", help="time all tabs with a lead at hand, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["LEADHUNTER_DATA_DIR"] = os.environ.get("BENCHMARK_DATA", name)
        os.environ["LEADHUNTER_EMBEDDED"] = "0"
        fill(Path(name) / "leads.csv", options.leads)
        measure(options.repeat)
        if options.every_tab:
            every_tab(options.repeat)
    bounds.conclude()


def fill(file: Path, leads: int) -> None:
    """Import invented businesses, unless the store holds them from an earlier run."""
    with Store(rules=ScoringRules()) as store:
        if not store.count_rows():
            write_csv(file, leads)
            import_file(file, store, site_key, trade_of=trade_key)
        print(f"{store.count_rows():,} leads")


def measure(repeat: int) -> None:
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
    told(
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


def every_tab(repeat: int) -> None:
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

    for tab in TABS:
        acts = {"open": opened(tab), "find a lead": searched, "all leads": cleared}
        told(app, repeat, {f"{tab}: {name}": act for name, act in acts.items()})


def told(app: AppTest, repeat: int, cases: Mapping[str, Callable[[], object]]) -> None:
    """Time each interaction several times and print what it takes."""
    for label, act in cases.items():
        first_wall, first_cpu = timed(act)
        walls, cpus = zip(*(timed(act) for _ in range(repeat)), strict=True)
        assert not app.exception, app.exception
        print(
            f"{label:26} first {first_wall:4.0f} ms (CPU {first_cpu:4.0f} ms), then median "
            f"{statistics.median(walls):4.0f} ms, most {max(walls):4.0f} ms "
            f"(CPU {statistics.median(cpus):4.0f} ms)"
        )
        bounds.at_most(label, max(first_wall, *walls), MOST_MILLISECONDS, " ms")


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
