import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config import locations
from config.atomic import write_atomically
from config.loader import ConfigLoader, SettingsError
from config.secrets import Secrets
from tests.config.project_files import Project

Load = Callable[..., ConfigLoader]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


TOP_K = "tasks.outreach.top_k"


def outreach(**values: object) -> dict[str, Any]:
    return {"tasks": {"outreach": values}}


def in_models(name: str, **values: object) -> dict[str, Any]:
    return {"models": {name: values}}


@pytest.mark.parametrize(
    ("before", "changes", "remove", "after"),
    [
        ({}, {"llm_temperature": 0.5}, [], {"llm_temperature": 0.5}),
        ({}, {TOP_K: 5}, [], outreach(top_k=5)),
        ({}, {"models.small_model.top_k": None}, [], in_models("small_model", top_k=None)),
        ({}, {"endpoints.ollama.url": "http://a:1"}, [], {"endpoints": {"ollama": {"url": "http://a:1"}}}),
        ({}, {"city": "Nîmes", "country": "be"}, [], {"locale": {"city": "Nîmes", "country": "BE"}}),
        ({}, {"tasks.outreach.fallback": "small_model"}, [], outreach(fallback=["small_model"])),
        # other spellings of the same key go, all else stays
        ({TOP_K: 1, "zzz": [1]}, {TOP_K: 2}, [], {"zzz": [1], **outreach(top_k=2)}),
        ({"language": "fr", "a": 1}, {"locale.language": "de"}, [], {"a": 1, "locale": {"language": "de"}}),
        (outreach(top_p=0.5), {TOP_K: 2}, [], outreach(top_p=0.5, top_k=2)),
        # values other keys have wrong stay for the analyst to mend
        ({"llm_top_p": 7}, {"llm_top_k": 2}, [], {"llm_top_p": 7, "llm_top_k": 2}),
        # what is set to the value below it is set all the same
        ({}, {"tasks.outreach.temperature": 0.7}, [], outreach(temperature=0.7)),
        ({"llm_top_k": 1, "llm_top_p": 0.5}, {}, ["llm_top_k"], {"llm_top_p": 0.5}),
        ({**outreach(top_k=1), "a": 1}, {}, [TOP_K], {"a": 1}),
        ({**outreach(top_k=1, top_p=0.5), "tasks.a.top_k": 1}, {}, ["tasks.outreach"], {"tasks.a.top_k": 1}),
        ({**outreach(top_k=1), "tasks.audit.top_k": 1, "a": 1}, {}, ["tasks"], {"a": 1}),
        ({"zzz": 1, "llm_top_k": 1}, {}, ["zzz"], {"llm_top_k": 1}),
        ({"city": "Lille", "llm_top_k": 1}, {}, ["locale.city"], {"llm_top_k": 1}),
        ({"llm_top_k": 1}, {"llm_top_k": 2}, ["llm_top_k"], {"llm_top_k": 2}),
        (in_models("l3.1", id="a"), {"models.l3.1.top_k": 2}, [], in_models("l3.1", id="a", top_k=2)),
        ({"tasks": {}}, {TOP_K: 2}, [], outreach(top_k=2)),
    ],
)
def test_only_the_changed_keys_change(
    load: Load,
    project: Project,
    before: dict[str, Any],
    changes: dict[str, object],
    remove: list[str],
    after: dict[str, Any],
) -> None:
    load(before).save_settings(changes, remove)
    assert project.settings() == after


def test_the_change_is_in_force_at_once(load: Load) -> None:
    loader = load({})
    version = loader.version
    loader.save_settings({"tasks.outreach.temperature": 0.9})
    assert loader.get_task_config("outreach")["temperature"] == 0.9
    assert loader.version > version


@pytest.mark.parametrize(
    ("changes", "key", "hint"),
    [
        ({"llm_temprature": 0.5}, "llm_temprature", '"llm_temperature"'),
        ({"llm_temperature": 3}, "llm_temperature", "0.4"),
        ({"llm_temperature": True}, "llm_temperature", "0.4"),
        ({"llm_temperature": float("nan")}, "llm_temperature", "0.4"),
        ({"llm_temperature": None}, "llm_temperature", "reset"),
        ({"llm_model": object()}, "llm_model", "llama3:8b"),
        ({"tasks.outreech.top_k": 3}, "tasks.outreech.top_k", '"outreach"'),
        ({"tasks.outreach": 3}, "tasks.outreach", "keys"),
        ({"tasks.outreach.model": "larg_model"}, "tasks.outreach.model", '"large_model"'),
        ({"endpoints.box.parallel": 3}, "endpoints.box.parallel", "url"),
        ({"llm_top_k": 3, "llm_top_p": 9}, "llm_top_p", "0.9"),
        ({"llm.temperature": 1}, "llm.temperature", '"llm_temperature"'),
    ],
)
def test_what_does_not_hold_is_refused_as_a_whole(
    load: Load, project: Project, changes: dict[str, object], key: str, hint: str
) -> None:
    loader = load('{"llm_top_k": 1}')
    with pytest.raises(SettingsError) as caught:
        loader.save_settings(changes)
    assert caught.value.key == key
    assert key.split(".", maxsplit=1)[0] in caught.value.message
    assert hint in caught.value.remedy
    assert project.settings_file.read_text() == '{"llm_top_k": 1}'
    assert not project.settings_file.with_name("settings.json.bak").exists()


def test_a_key_in_the_way(load: Load) -> None:
    with pytest.raises(SettingsError, match=r"tasks.outreach.top_k cannot be set"):
        load({"tasks": 5}).save_settings({"tasks.outreach.top_k": 1})


def test_backup_and_permissions(load: Load, project: Project) -> None:
    backup = project.settings_file.with_name("settings.json.bak")
    loader = load('{"llm_top_k":   1}')
    project.settings_file.chmod(0o644)
    loader.save_settings({"llm_top_k": 2})
    assert backup.read_text() == '{"llm_top_k":   1}'
    assert mode(project.settings_file) == 0o644
    before = project.settings_file.stat().st_mtime_ns
    loader.save_settings({"llm_top_k": 2})
    assert project.settings_file.stat().st_mtime_ns == before, "nothing changed, nothing is written"
    assert backup.read_text() == '{"llm_top_k":   1}'
    assert [path.name for path in project.root.iterdir() if path.name.startswith(".")] == []


def test_a_new_file_is_private(load: Load, project: Project) -> None:
    load().save_settings({"llm_top_k": 2})
    assert mode(project.settings_file) == 0o600


def test_a_link_stays_a_link(load: Load, project: Project, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_text("{}")
    project.settings_file.symlink_to(tmp_path / "elsewhere.json")
    load().save_settings({"llm_top_k": 2})
    assert project.settings_file.is_symlink()
    assert json.loads((tmp_path / "elsewhere.json").read_text()) == {"llm_top_k": 2}


def test_a_broken_file_is_kept_aside(load: Load, project: Project) -> None:
    loader = load({"llm_top_p": 0.5, "zzz": 1})
    project.settings_file.write_text('{"llm_top_p": 0.5,')
    loader.save_settings({"llm_top_k": 2})
    assert project.settings() == {"llm_top_p": 0.5, "zzz": 1, "llm_top_k": 2}
    assert project.settings_file.with_name("settings.json.broken").read_text() == '{"llm_top_p": 0.5,'
    assert loader.problems[0]["key"] == "zzz"


@pytest.mark.parametrize("obstacle", ["settings.json", "settings.json.bak"])
def test_what_cannot_be_written_is_said(load: Load, project: Project, obstacle: str) -> None:
    loader = load(None if obstacle == "settings.json" else {"llm_top_k": 1})
    (project.root / obstacle).mkdir()
    with pytest.raises(SettingsError) as caught:
        loader.save_settings({"llm_top_k": 2})
    assert "settings.json" in caught.value.message
    assert caught.value.remedy
    assert loader.get_merged_config()["llm"]["top_k"] == (40 if obstacle == "settings.json" else 1)
    assert [path.name for path in project.root.iterdir() if path.name.endswith(".tmp")] == []


def test_a_folder_without_permission(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = load({"llm_top_k": 1})
    opened = os.open

    def refused(path: object, flags: int, *arguments: int) -> int:
        if str(path).endswith(".tmp"):
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refused)  # chmod does not stop root, whom CI runs as
    with pytest.raises(SettingsError, match=r"could not be saved \(Permission denied\).*writable"):
        loader.save_settings({"llm_top_k": 2})
    assert loader.get_merged_config()["llm"]["top_k"] == 1


def test_two_tabs_do_not_undo_each_other(load: Load, project: Project) -> None:
    first = load({"llm_top_k": 1})
    second = ConfigLoader(project.root)
    first.save_settings({"llm_top_p": 0.5})
    second.save_settings({"tasks.outreach.top_k": 9})
    first.save_settings({}, ["llm_top_k"])
    assert project.settings() == {"llm_top_p": 0.5, "tasks": {"outreach": {"top_k": 9}}}


def test_many_savers_at_once(load: Load, project: Project) -> None:
    load({})
    failures: list[BaseException] = []

    def save(number: int) -> None:
        try:
            loader = ConfigLoader(project.root)
            for turn in range(5):
                loader.save_settings({f"endpoints.box{number}.url": f"http://box{number}.lan:{turn + 1}"})
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert project.settings()["endpoints"] == {
        f"box{number}": {"url": f"http://box{number}.lan:5"} for number in range(6)
    }


SAVER = """
import os, sys
from pathlib import Path
from config import atomic
from config.loader import ConfigLoader
loader = ConfigLoader(Path(sys.argv[1]))
if sys.argv[2] == "die":
    Path.replace = lambda self, target: os.kill(os.getpid(), 9)
for number in range(int(sys.argv[3])):
    loader.save_settings({f"tasks.{sys.argv[2] if sys.argv[2] != 'die' else 'audit'}.top_k": number})
"""


def saver(project: Project, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SAVER, str(project.root), *arguments]
    return subprocess.Popen(command, cwd=locations.ROOT, stderr=subprocess.PIPE)


def test_two_processes(load: Load, project: Project) -> None:
    load({"llm_top_p": 0.5})
    for process in [saver(project, "outreach", "20"), saver(project, "dossier", "20")]:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    assert project.settings() == {
        "llm_top_p": 0.5,
        "tasks": {"outreach": {"top_k": 19}, "dossier": {"top_k": 19}},
    }


def test_killed_before_the_replace(load: Load, project: Project) -> None:
    text = '{"llm_top_k":  1}'
    loader = load(text)
    process = saver(project, "die", "1")
    process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL
    assert project.settings_file.read_text() == text
    left = [path for path in project.root.iterdir() if path.name.endswith(".tmp")]
    assert len(left) == 1
    assert mode(left[0]) in {0o600, 0o644}
    loader.save_settings({"llm_top_k": 3})
    assert loader.get_merged_config()["llm"]["top_k"] == 3
    # what the dead process left goes with a later save, once no writer can still be using it
    past = time.time() - 120
    os.utime(left[0], (past, past))
    loader.save_settings({"llm_top_k": 4})
    write_atomically(left[0].with_name(left[0].name[1:].rsplit(".", 2)[0]), b"{}")
    assert [path for path in project.root.iterdir() if path.name.endswith(".tmp")] == []


def test_odd_keys_of_others_survive(load: Load, project: Project) -> None:
    load('{"\\ud800": "\\udfff", "é": NaN}').save_settings({"llm_top_k": 2})
    text = project.settings_file.read_text()
    assert '"\\ud800": "\\udfff"' in text
    assert json.loads(text)["llm_top_k"] == 2


def test_a_key_typed_in_the_sidebar(load: Load, project: Project, data_dir: Path) -> None:
    loader = load({"llm_top_k": 1})
    loader.save_settings({"llm_key": "sk-typed", "llm_top_k": 2})
    assert project.settings() == {"llm_top_k": 2}
    assert Secrets().get("lm_studio") == "sk-typed"
    assert mode(data_dir / "secrets.json") == 0o600
    assert loader.get_merged_config()["llm"]["api_key"] == "sk-typed"
    loader.save_settings({"llm_key": ""})
    assert loader.get_merged_config()["llm"]["api_key"] == "not-needed"


def test_a_key_in_settings_is_used_and_moved_on_the_next_save(load: Load, project: Project) -> None:
    loader = load({"llm_key": "sk-old", "llm_top_k": 1})
    assert loader.get_merged_config()["llm"]["api_key"] == "sk-old"
    assert loader.get_merged_config()["endpoints"]["lm_studio"]["api_key"] == "sk-old"
    assert loader.get_merged_config()["endpoints"]["ollama"]["api_key"] == "not-needed"
    loader.save_settings({"llm_top_k": 2})
    assert project.settings() == {"llm_top_k": 2}
    assert loader.get_merged_config()["llm"]["api_key"] == "sk-old"
    for path in project.root.rglob("*"):
        assert path.is_dir() or "sk-old" not in path.read_text(), path


def test_a_key_that_is_no_text_is_refused(load: Load) -> None:
    with pytest.raises(SettingsError) as caught:
        load({}).save_settings({"llm_key": ["a"]})
    assert caught.value.key == "llm_key"
