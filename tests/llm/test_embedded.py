"""The embedded engine's models and processes, with a stand-in for the engine itself."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from config import locations
from llm import embedded, embedded_child, embedded_process
from llm.completion import Phase
from llm.embedded import STARTER_ID, EmbeddedEngine, EmbeddedModel
from llm.embedded_process import Placement
from llm.errors import Cancelled, EmbeddedUnavailable
from llm.targets import entry_target

STAND_IN = Path(__file__).with_name("engine_stand_in.py")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "mistral.gguf"
    path.write_bytes(b"GGUF and more")
    return path


@pytest.fixture
def engine(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedEngine]:
    monkeypatch.setattr(embedded, "installed", lambda: True)
    # What is told to end ends by itself, however busy the machine is.
    monkeypatch.setattr(embedded_process, "STOP_SECONDS", 60.0)
    made = EmbeddedEngine(small)
    yield made
    made.stop()


@pytest.fixture
def behave(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[EmbeddedModel]]:
    """Set what a child does; returns the list of the models children were started for."""
    started: list[EmbeddedModel] = []

    def behave(*arguments: str) -> list[EmbeddedModel]:
        def command(model: EmbeddedModel) -> list[str]:
            started.append(model)
            return [sys.executable, str(STAND_IN), *arguments]

        monkeypatch.setattr(embedded_process, "command", command)
        return started

    behave("serve")
    return behave


def healthy(root: str) -> bool:
    try:
        with httpx.Client(trust_env=False, timeout=60) as client:
            return client.get(f"{root}/health").status_code == 200
    except httpx.TransportError:
        return False


def eventually(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def kill(root: str) -> None:
    """End the child behind an address from outside."""
    (child,) = [each for each in embedded_process._alive if each.root == root]
    assert child._process is not None
    child._process.kill()
    child._process.wait()


class TestModels:
    def test_own_files_are_found_where_the_readme_says(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(embedded, "_starter_file", lambda: None)
        engine = EmbeddedEngine()
        assert engine.models() == []
        assert engine.best_for("starter") is None
        folder = locations.own_models_dir()
        folder.mkdir(parents=True)
        for name in ("small.gguf", "large.gguf"):
            (folder / name).write_bytes(b"GGUF")
        assert [(m.id, m.tier, m.bytes) for m in engine.models()] == [
            ("small", "small", 4),
            ("large", "large", 4),
        ]

    def test_two_files_of_one_name_have_two_ids(self, tmp_path: Path, small: Path) -> None:
        other = tmp_path / "other" / small.name
        other.parent.mkdir()
        other.write_bytes(b"GGUF")
        ids = [model.id for model in EmbeddedEngine(small, other).models()]
        assert ids[-2:] == ["mistral", "large"]

    def test_a_file_that_is_not_there_is_told_in_the_log(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert EmbeddedEngine(tmp_path / "gone.gguf").find("gone") is None
        assert "gone.gguf" in caplog.text

    @pytest.mark.parametrize(
        ("files", "min_tier", "expected"),
        [
            ("", "starter", STARTER_ID),
            ("", "small", None),
            ("small", "starter", "small"),
            ("small", "small", "small"),
            ("small", "large", None),
            ("small large", "starter", "large"),
            ("small large", "small", "large"),
            ("large", "large", "large"),
        ],
    )
    def test_the_highest_tier_that_meets_the_task_answers(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: str, min_tier: str, expected: str | None
    ) -> None:
        starter = tmp_path / "starter.gguf"
        starter.write_bytes(b"GGUF")
        monkeypatch.setattr(embedded, "_starter_file", lambda: starter)
        paths = {name: tmp_path / f"{name}.gguf" for name in files.split()}
        for path in paths.values():
            path.write_bytes(b"GGUF")
        best = EmbeddedEngine(**paths).best_for(min_tier)
        assert (best.id if best else None) == expected

    def test_whoever_names_the_same_files_shares_one_engine(self, small: Path) -> None:
        assert embedded.engine(small) is embedded.engine(str(small))
        assert embedded.engine(small) is not embedded.engine(None, small)


class TestStarting:
    def test_it_starts_once_for_all_who_ask_at_once(
        self, engine: EmbeddedEngine, behave: Callable[..., list[EmbeddedModel]]
    ) -> None:
        started = behave("serve")
        phases: list[Phase] = []
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(engine.ensure, "mistral", on_phase=phases.append) for _ in range(8)]
            roots = {each.result() for each in asked}
        (root,) = roots
        assert healthy(root)
        assert engine.running() == {"mistral": root}
        assert len(started) == 1
        assert set(phases) == {Phase.LOADING}
        phases.clear()
        assert engine.ensure("mistral", on_phase=phases.append) == root
        assert phases == []

    def test_a_child_that_died_is_started_again(
        self, engine: EmbeddedEngine, behave: Callable[..., list[EmbeddedModel]]
    ) -> None:
        first = engine.ensure("mistral")
        kill(first)
        assert not engine.is_running("mistral")
        second = engine.ensure("mistral")
        assert second != first
        assert healthy(second)

    def test_a_replaced_file_is_loaded_anew(
        self, engine: EmbeddedEngine, small: Path, behave: Callable[..., list[EmbeddedModel]]
    ) -> None:
        first = engine.ensure("mistral")
        small.write_bytes(b"GGUF and a better model")
        second = engine.ensure("mistral")
        assert engine.running() == {"mistral": second}
        assert not healthy(first)

    def test_stop_ends_it_and_the_next_call_starts_it(
        self, engine: EmbeddedEngine, behave: Callable[..., list[EmbeddedModel]]
    ) -> None:
        first = engine.ensure("mistral")
        engine.stop("mistral")
        assert not healthy(first)
        assert engine.running() == {}
        assert healthy(engine.ensure("mistral"))

    def test_two_models_run_at_once(
        self,
        small: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        behave: Callable[..., list[EmbeddedModel]],
    ) -> None:
        monkeypatch.setattr(embedded, "installed", lambda: True)
        large = tmp_path / "llama.gguf"
        large.write_bytes(b"GGUF")
        engine = EmbeddedEngine(small, large)
        roots = [engine.ensure("mistral"), engine.ensure("llama")]
        assert all(map(healthy, roots))
        assert len(set(roots)) == 2
        engine.stop()
        assert not any(map(healthy, roots))


class TestIdle:
    def test_a_model_that_nobody_uses_gives_its_memory_back(
        self,
        engine: EmbeddedEngine,
        behave: Callable[..., list[EmbeddedModel]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(embedded_process, "IDLE_SECONDS", 0.2)
        root = engine.ensure("mistral")
        assert eventually(lambda: not engine.running())
        assert not healthy(root)
        monkeypatch.setattr(embedded_process, "IDLE_SECONDS", 600.0)
        assert healthy(engine.ensure("mistral"))

    def test_a_long_answer_is_not_cut(
        self,
        engine: EmbeddedEngine,
        behave: Callable[..., list[EmbeddedModel]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        behave("busy")
        monkeypatch.setattr(embedded_process, "IDLE_SECONDS", 0.1)
        engine.ensure("mistral")
        assert not eventually(lambda: not engine.running(), seconds=0.6)


class TestFailing:
    def test_unknown_model(self, engine: EmbeddedEngine) -> None:
        with pytest.raises(EmbeddedUnavailable, match="no model nothing") as caught:
            engine.ensure("nothing")
        assert "data/models" in caught.value.remedy

    def test_engine_not_installed(self, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(embedded, "installed", lambda: False)
        with pytest.raises(EmbeddedUnavailable, match="not installed") as caught:
            engine.ensure("mistral")
        assert "make run" in caught.value.remedy

    @pytest.mark.parametrize("content", [b"", b"GG", b"<!doctype html><title>404</title>"])
    def test_not_a_model_file(self, engine: EmbeddedEngine, small: Path, content: bytes) -> None:
        small.write_bytes(content)
        with pytest.raises(EmbeddedUnavailable, match=r"mistral\.gguf is not a GGUF file"):
            engine.ensure("mistral")

    @pytest.mark.parametrize(
        ("code", "log", "message"),
        [
            ("1", "E ggml_aligned_malloc: insufficient memory (attempted to allocate 87896.25 MB)", "memory"),
            ("137", "", "memory"),
            (
                "1",
                "E llama_model_load: error loading model: unknown model architecture: 'x'",
                "kind of model",
            ),
            ("1", "E tensor is not within the file bounds, model is corrupted or incomplete", "damaged"),
            ("1", "ModuleNotFoundError: No module named 'xllamacpp'", "cannot be loaded"),
            ("132", "", "newer processor"),
            ("7", "something else", "ended with code 7"),
        ],
    )
    def test_a_child_that_ends_at_once_is_diagnosed(
        self,
        engine: EmbeddedEngine,
        behave: Callable[..., list[EmbeddedModel]],
        code: str,
        log: str,
        message: str,
    ) -> None:
        behave(code, "first line", log)
        with pytest.raises(EmbeddedUnavailable, match=message) as caught:
            engine.ensure("mistral")
        error = caught.value
        assert error.server_words.split("\n") == ["first line", *([log] if log else [])]
        assert error.remedy
        assert (error.model, error.endpoint) == ("mistral", "embedded")

    def test_a_failure_is_not_repeated_for_each_page(
        self,
        engine: EmbeddedEngine,
        behave: Callable[..., list[EmbeddedModel]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        started = behave("1")
        for _ in range(3):
            with pytest.raises(EmbeddedUnavailable):
                engine.ensure("mistral")
        assert len(started) == 1
        monkeypatch.setattr(embedded_process, "REST_SECONDS", 0.0)
        behave("serve")
        assert healthy(engine.ensure("mistral"))

    @pytest.mark.parametrize("behaviour", ["silent", "loading"])
    def test_loading_takes_too_long_for_one_call_only(
        self, engine: EmbeddedEngine, behave: Callable[..., list[EmbeddedModel]], behaviour: str
    ) -> None:
        started = behave(behaviour)
        for _ in range(2):
            with pytest.raises(EmbeddedUnavailable, match="still loading"):
                engine.ensure("mistral", timeout=0.2)
        assert len(started) == 1

    def test_the_stop_button_ends_the_waiting(
        self, engine: EmbeddedEngine, behave: Callable[..., list[EmbeddedModel]]
    ) -> None:
        behave("silent")
        cancel = threading.Event()
        threading.Timer(0.2, cancel.set).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            engine.ensure("mistral", cancel=cancel)
        assert time.monotonic() - began < 60

    def test_a_process_that_cannot_be_made(
        self, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(embedded_process, "command", lambda _: [str(tmp_path / "no-such-program")])
        with pytest.raises(EmbeddedUnavailable, match="could not be started"):
            engine.ensure("mistral")

    def test_closing_the_app_does_not_wait_for_a_model(self, small: Path) -> None:
        """A thread pool's threads are waited for before anything else is cleaned up."""
        app = f"""
import sys
from concurrent.futures import ThreadPoolExecutor
from llm import embedded, embedded_child, embedded_process
embedded.installed = lambda: True
embedded_process.command = lambda _: [sys.executable, {str(STAND_IN)!r}, "silent"]
ThreadPoolExecutor().submit(embedded.engine({str(small)!r}).ensure, "mistral")
"""
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error", "-c", app], cwd=locations.ROOT, check=True
        )
        assert time.monotonic() - began < 100

    @pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
    def test_stopping_ends_a_child_that_is_still_loading(
        self, engine: EmbeddedEngine, behave: Callable[..., list[EmbeddedModel]]
    ) -> None:
        behave("silent")
        with pytest.raises(EmbeddedUnavailable):
            engine.ensure("mistral", timeout=0.1)
        (child,) = embedded_process._alive
        engine.stop()
        assert child._process is not None
        assert child._process.returncode == -signal.SIGTERM
        with pytest.raises(EmbeddedUnavailable, match="was stopped"):
            child.wait(1)


class TestPlacement:
    def test_layers_go_where_an_entry_of_the_configuration_puts_them(
        self,
        engine: EmbeddedEngine,
        behave: Callable[..., list[EmbeddedModel]],
    ) -> None:
        started = behave("serve")
        first = engine.ensure("mistral", placement=Placement(n_gpu_layers=20))
        assert engine.ensure("mistral", placement=Placement(n_gpu_layers=20)) == first
        engine.ensure("mistral", placement=Placement(n_gpu_layers=33))
        assert [model.placement.n_gpu_layers for model in started] == [20, 33]

    def test_the_child_is_told_and_reads_it(self, small: Path) -> None:
        placement = Placement(n_gpu_layers=-1, main_gpu=1, tensor_split=(3.0, 1.0))
        model = EmbeddedModel("m", small, "small", 4, 4096, placement=placement)
        given = embedded_child._parsed(embedded_process.command(model)[3:])
        assert (given.n_gpu_layers, given.main_gpu, given.tensor_split) == (-1, 1, [3.0, 1.0])
        plain = embedded_child._parsed(
            embedded_process.command(EmbeddedModel("m", small, "small", 4, 4096))[3:]
        )
        assert (plain.n_gpu_layers, plain.main_gpu, plain.tensor_split) == (None, None, None)

    def test_an_entry_carries_it_to_its_target(self) -> None:
        entry = {"id": "small", "endpoint": "embedded", "n_gpu_layers": 12, "tensor_split": [1, 2]}
        target = entry_target(entry, {"embedded": {"kind": "llama_cpp"}})
        assert target.placement == Placement(n_gpu_layers=12, tensor_split=(1, 2))
