from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from jobs import dossier_desk, hunts
from tests.servers.small_web import SmallWeb

Serve = Callable[..., Any]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serve sites that the door may read."""
    with ExitStack() as stack:

        def start(sites: dict[str, dict[str, str | int]], kind: type[SmallWeb] = SmallWeb) -> SmallWeb:
            web = stack.enter_context(kind(sites))
            monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(web.hosts))
            return web

        yield start


@pytest.fixture(autouse=True)
def closed_books(used_before: None) -> Iterator[None]:
    yield
    while hunts._books:
        hunts._books.popitem()[1].database.close()
    while dossier_desk._books:
        dossier_desk._books.popitem()[1].database.close()
