"""An invented web on loopback, to try the toolkit offline: small-business sites and a search engine."""

import threading

from sample_web.server import SampleWeb

__all__ = ["SampleWeb", "sample_web"]

_lock = threading.Lock()
_web = SampleWeb()


def sample_web() -> SampleWeb:
    """Return the sample web of this process, started on first call and again after a stop."""
    with _lock:
        return _web.start()
