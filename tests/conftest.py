"""What every test has: a clean environment, no way out of this machine, and model servers to talk to."""

import ipaddress
import itertools
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from config import locations
from leads.store import Store
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama
from tests.servers.real_llama import RealLlama, missing
from tests.servers.templates import MISTRAL_JINJA

PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy"}
PREFIXES = ("LEADHUNTER_", "OPENAI_")


# What takes longest comes first: a long module at the end leaves the other processes with nothing to do.
LONGEST = (
    "browser/test_walkthrough.py",
    "browser/test_accessibility.py",
    "browser/test_models_page.py",
    "browser/test_frame_page.py",
    "browser/test_search_scraper_page.py",
    "build/test_desktop.py",
    "test_cli_hunt.py",
    "jobs/test_dossier_worker.py",
    "jobs/test_worker_process.py",
    "jobs/test_audit_bulk.py",
    "jobs/test_workers_postgres.py",
    "llm/test_adapter.py",
    "outreach/test_outreach_messages.py",
    "scrapers/test_search_scraper.py",
    "leads/test_store_processes.py",
    "scrapers/test_render.py",
    "llm/test_router.py",
    "test_cli.py",
    "outreach/test_outreach_command.py",
    "plugins/test_plugins.py",
    "scrapers/test_vitals.py",
    "scrapers/test_page_store.py",
    "outreach/test_templates.py",
    "app/test_review_tab.py",
    "scrapers/test_trades.py",
)


class OneBrowser(LoadFileScheduling):
    """Gives out the tests file by file, those that drive the app in a browser all to one process.

    Two apps, each with a browser and a model, keep a laptop busier than a person would bear.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "tests/browser" if file.startswith("tests/browser/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    return OneBrowser(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: nearly half of the time of a test is waiting for a process or a page."""
    return (os.cpu_count() or 1) + 1


class OutsideConnection(OSError):
    """A test tried to reach something that is not this machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


def skip_or_fail(reason: str) -> NoReturn:
    """Skip a test that cannot run here; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def clean_session_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the developer's settings, proxies, keys and data from what lives longer than one test."""
    with pytest.MonkeyPatch.context() as patch:
        _clean(patch, tmp_path_factory.mktemp("session") / "data")
        yield


@pytest.fixture(scope="session")
def spare_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Name folder after folder; none is made before somebody writes there."""
    parent = tmp_path_factory.mktemp("spare")
    return (parent / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def clean_environment(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, spare_folders: Iterator[Path]
) -> None:
    """Give each test a data folder, in its `tmp_path` where it has one, and no setting of another."""
    has_own = "tmp_path" in request.fixturenames
    _clean(monkeypatch, (request.getfixturevalue("tmp_path") if has_own else next(spare_folders)) / "data")


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Refuse connections beyond loopback, and fail the test even where the code swallows the refusal.

    Names other than those of this machine do not resolve, as on a machine without a network. A test that
    expects the refusal clears the list.
    """
    attempts: list[object] = []
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(address: Any) -> None:
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            attempts.append(address)
            raise OutsideConnection(f"a test may not connect to {address}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        guard(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and _needs_dns(name):
            raise socket.gaierror(socket.EAI_NONAME, f"a test may not look up {name}")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)
    yield attempts
    if attempts:
        pytest.fail(f"connections beyond loopback: {attempts}")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, which costs a tenth of a second to make."""
    path = tmp_path_factory.mktemp("database") / "leads.db"
    with Store(f"sqlite:///{path}") as store:
        store.leads()
    return path


@pytest.fixture
def used_before(clean_environment: None, empty_database: Path) -> None:
    """Put an empty database into the data folder, as every start but the first finds one."""
    shutil.copy(empty_database, locations.data_dir())


@pytest.fixture
def lm_studio() -> Iterator[FakeLMStudio]:
    """LM Studio with Mistral 7B loaded (context 4096) and its strict template."""
    with FakeLMStudio() as server:
        yield server


@pytest.fixture
def ollama() -> Iterator[FakeOllama]:
    """Ollama with Llama 3 8B loaded (context 4096)."""
    with FakeOllama() as server:
        yield server


@pytest.fixture(scope="session")
def real_llama() -> Iterator[RealLlama]:
    """A real llama.cpp server with the starter model."""
    yield from _real_server(None)


@pytest.fixture(scope="session")
def real_strict_llama() -> Iterator[RealLlama]:
    """The same with Mistral's strict chat template."""
    yield from _real_server(MISTRAL_JINJA)


def _clean(patch: pytest.MonkeyPatch, data: Path) -> None:
    for name in list(os.environ):
        if name.lower() in PROXIES or name.startswith(PREFIXES) or name == "LLM_API_KEY":
            patch.delenv(name)
    patch.setenv("LEADHUNTER_DATA_DIR", str(data))


def _real_server(chat_template: str | None) -> Iterator[RealLlama]:
    if absent := missing():
        skip_or_fail(f"{absent} is not installed: `make run` installs it")
    with RealLlama(chat_template=chat_template) as server:
        yield server


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _needs_dns(name: str) -> bool:
    if _is_loopback(name) or ":" in name:
        return False
    try:
        # Any notation of an address: 127.1, 0x7f000001, 2130706433, digits of other scripts.
        socket.inet_aton(name.encode("idna").decode())
    except (OSError, UnicodeError):
        return True
    return False


_SETTINGS = locations.ROOT / "settings.json"
_SHIPPED = _SETTINGS.read_bytes()


@pytest.fixture(autouse=True)
def shipped_settings():
    """Put back settings that were saved into the tree during a run, as one process in some runs does."""
    if _SETTINGS.read_bytes() != _SHIPPED:
        _SETTINGS.write_bytes(_SHIPPED)
