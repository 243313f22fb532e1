import os
import threading
import time
from collections.abc import Callable

import pytest

from config.loader import ConfigLoader
from tests.config.project_files import Project

Load = Callable[..., ConfigLoader]


@pytest.mark.parametrize("file", ["settings", "models", "defaults"])
def test_a_change_is_seen_without_restart(load: Load, project: Project, file: str) -> None:
    texts = {
        "settings": '{"tasks.outreach.top_k": %d}',
        "models": "models: {outreach: {model: large_model, top_k: %d}}",
        "defaults": "llm: {top_k: %d}",
    }
    models = "models: {large_model: {id: x}, outreach: {model: large_model}}"
    loader = load(models=models)
    # again and again within one tick of the clock, the size unchanged
    for number in range(10, 40):
        project.write(**{file: texts[file] % number})
        assert loader.get_task_config("outreach")["top_k"] == number
        assert loader.explain("outreach")["top_k"]["value"] == number


def test_a_change_that_keeps_the_time(load: Load, project: Project) -> None:
    loader = load({"llm_top_k": 1})
    status = project.settings_file.stat()
    project.write({"llm_top_k": 2})
    os.utime(project.settings_file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert loader.get_merged_config()["llm"]["top_k"] == 2


def test_files_come_and_go(load: Load, project: Project) -> None:
    loader = load()
    project.write({"llm_top_k": 1})
    assert loader.get_merged_config()["llm"]["top_k"] == 1
    project.settings_file.unlink()
    assert loader.get_merged_config()["llm"]["top_k"] == 40
    assert loader.problems == []


def test_version_grows_only_with_a_change(load: Load, project: Project) -> None:
    loader = load({"llm_top_k": 1})
    version = loader.version
    loader.reload()
    project.write('{"llm_top_k":   1}')
    assert loader.version == version
    project.write({"llm_top_k": 2})
    assert loader.version == version + 1
    project.write({"llm_top_k": 2, "zzz": 1})
    assert loader.version == version + 2
    loader.save_settings({}, ["zzz"])
    assert loader.version == version + 3


def test_getters_cost_nothing_when_nothing_changed(load: Load) -> None:
    loader = ConfigLoader()
    time.sleep(0.06)  # until the files' times are older than a tick of the clock
    for getter in (
        lambda: loader.get_task_config("outreach"),
        loader.get_merged_config,
        lambda: loader.version,
    ):
        getter()
        best = min(_timed(getter) for _ in range(50))
        assert best < 0.0005  # measured 15 to 40 µs; ten times that on a busy machine


def _timed(call: Callable[[], object]) -> float:
    start = time.thread_time()
    call()
    return time.thread_time() - start


def test_threads_see_whole_states(load: Load, project: Project) -> None:
    text = '{"tasks.outreach": {"top_k": %d, "max_tokens": %d}}'
    loader = load(text % (100, 100))
    stop = threading.Event()
    torn: list[object] = []

    def read() -> None:
        while not stop.is_set():
            config = loader.get_task_config("outreach")
            if config["top_k"] != config["max_tokens"]:
                torn.append(config)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(101, 121):
        temporary = project.root / "next"
        temporary.write_text(text % (number, number))
        temporary.replace(project.settings_file)
        assert loader.get_task_config("outreach")["top_k"] == number
    stop.set()
    for thread in threads:
        thread.join()
    assert torn == []
