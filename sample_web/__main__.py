"""`python -m sample_web`: serve the sample web until Ctrl+C, to look at it in a browser."""

import argparse
import sys
import threading

from sample_web.pages import PREFERRED_PORT
from sample_web.server import SampleWeb


def main() -> None:
    """Serve, say where, and wait."""
    parser = argparse.ArgumentParser(prog="python -m sample_web", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=PREFERRED_PORT, help="port wished for (default: %(default)s)"
    )
    parser.add_argument(
        "--latency", type=float, default=0.15, help="seconds before each page (default: %(default)s)"
    )
    options = parser.parse_args()
    with SampleWeb(port=options.port, latency=options.latency) as web:
        sys.stdout.write(f"Sample web at {web.search_url}/ (Ctrl+C ends it)\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


if __name__ == "__main__":
    main()
