"""What the standalone program does when it is started; `make desktop` builds it around this file.

Without arguments it opens the app, with a command (`doctor`, `hunt` ...) it does what `cli.py` does. It also
stands for the Python that the app starts its own children with: `-m MODULE ...` and `FILE.py ...` are run as
Python would, so that no other module needs to know whether it is packed.
"""

import multiprocessing
import runpy
import sys
from pathlib import Path

SOURCES = "app"
PACKAGES = "site-packages"  # Streamlit takes a folder of another name for a developer's


def main() -> None:
    """Run what the arguments name."""
    multiprocessing.freeze_support()
    # PyInstaller's programs keep no bytecode: each start would compile some thousand modules again.
    sys.dont_write_bytecode = False
    folder = Path(sys.executable).resolve().parent
    sources = folder / SOURCES
    sys.path[:0] = [str(sources), str(folder / "_internal" / PACKAGES)]
    given = sys.argv[1:]
    if given[:1] == ["-m"] and len(given) > 1:
        sys.argv = given[1:]
        runpy.run_module(given[1], run_name="__main__", alter_sys=True)
    elif given and given[0].endswith(".py"):
        sys.argv = given
        runpy.run_path(given[0], run_name="__main__")
    elif given:
        sys.argv = [sys.argv[0], *given]
        runpy.run_path(str(sources / "cli.py"), run_name="__main__")
    else:
        sys.argv = ["scripts.launch"]
        runpy.run_module("scripts.launch", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
