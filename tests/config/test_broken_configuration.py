import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.files import MAX_BYTES, UnreadableFile, parse
from config.loader import ConfigLoader
from config.shipped import SHIPPED_SETTINGS
from tests.config.project_files import Project

Load = Callable[..., ConfigLoader]

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
NASTY: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\n",
    "binary": bytes(range(256)) * 20,
    "nul": b"\0" * 1000,
    "10 MB": b"a: " + b"x" * 10_000_000,
    "list": b"[1, 2]",
    "number": b"5",
    "text": b'"text"',
    "null": b"null",
    "true": b"true",
    "unclosed": b'{"llm_temperature": 0.5',
    "cut": b"models:\n  small_model:\n    id: 'ab",
    "tab": b"llm:\n\ttemperature: 1\n",
    "two documents": b"a: 1\n---\nb: 2\n",
    "laughs": LAUGHS.encode(),
    "self": b"a: &a [*a]\n",
    "self in map": b"&a {b: *a}\n",
    "unknown alias": b"a: *b\n",
    "python tag": b"a: !!python/object/apply:os.system ['true']\n",
    "binary tag": b"llm: {model: !!binary aGVsbG8=}\n",
    "bad binary": b"a: !!binary '\xc3\xa9'\n",
    "timestamp": b"llm: {model: 2024-13-45}\n",
    "date": b"llm: {model: 2024-01-02, temperature: 2024-01-02T00:00:00Z}\n",
    "set tag": b"llm: !!set {a, b}\n",
    "sexagesimal": b"llm: {top_k: " + b"1:" * 20_000 + b"1}\n",
    "huge number": b'{"llm_temperature": ' + b"9" * 20_000 + b"}",
    "huge yaml number": b"llm: {temperature: " + b"9" * 90 + b"}\n",
    "deep json": b"[" * 200_000 + b"]" * 200_000,
    "deep objects": b'{"a":' * 500 + b"1" + b"}" * 500,
    "deep yaml": b"a: " + b"[" * 100_000,
    "many keys": json.dumps({f"k{number}": number for number in range(20_000)}).encode(),
    "many values": b"a: [" + b"1," * 300_000 + b"]",
    "list as key": b"[a, b]: 1\n? {c: d}\n: 2\n",
    "alias as key": b"a: &a x\n*a : 1\n",
    "merge of nothing": b"a: {<<: 5}\n",
    "null key": b"? \n: 1\n~: 2\n",
    "odd keys": b'{"": 1, ".": 2, "a..b": 3, "tasks.": 4, "tasks..": 5, ".tasks": 6, "models.x.": 7}',
    "surrogate key": b'{"\\ud800": 1, "tasks": {"\\ud800": {"\\udfff": "\\ud800"}}}',
    "wrong shapes": b'{"tasks": 5, "models": [1], "endpoints": "x", "locale": true, "llm_model": {"a": {}}}',
    "wrong entries": b'{"tasks": {"outreach": 5}, "models": {"small_model": []}, "endpoints": {"ollama": 1}}',
    "wrong yaml": b"models: [a]\nendpoints: x\nendpoint_presets: {a: b}\nembedded: 1\nllm: []\nlocale: 3\n",
    "only lists": b"models: {small_model: [id, x], outreach: {fallback: [[a]], id: [b]}}\n",
    "references in a circle": b"models: {a: {model: a}, b: {model: c}, c: {model: b}, d: {fallback: [d]}}\n",
    "latin-1": "llm: {model: café}\n".encode("latin-1"),
    "C1 control": b"a: \xc2\x85b\n",
    "byte order mark only": b"\xef\xbb\xbf",
    "half UTF-16": b"\xff\xfea",
}


@pytest.mark.parametrize("content", NASTY.values(), ids=NASTY.keys())
def test_no_content_stops_the_loader(load: Load, project: Project, content: bytes) -> None:
    project.write(content, content, content)
    start = time.process_time()
    loader = ConfigLoader(project.root)
    for task in ("extraction", "outreach"):
        assert set(loader.get_task_config(task)) == set(ConfigLoader().get_task_config(task))
        assert loader.explain(task)
    config = loader.get_merged_config()
    assert config["endpoints"]["lm_studio"]["url"]
    assert config["llm"]["model"]
    loader.endpoint_warnings()
    json.dumps(loader.problems)
    assert time.process_time() - start < 3


def test_random_damage_stops_nothing(project: Project) -> None:
    shipped = ConfigLoader().root
    texts = [
        (shipped / name).read_bytes()
        for name in ("settings.json", "config/models.yml", "config/defaults.yml")
    ]
    dice = random.Random(4)
    loader = ConfigLoader(project.root)
    for _ in range(150):
        damaged = []
        for text in texts:
            data = bytearray(text)
            for _ in range(dice.randrange(1, 6)):
                at = dice.randrange(len(data))
                data[at : at + dice.randrange(8)] = dice.choice(
                    [b"", b"{", b":", b"\n", b'"', b"- ", b"\xff", b"&a *a"]
                )
            damaged.append(bytes(data))
        project.write(*damaged)
        loader.reload()
        assert loader.get_task_config("outreach")["id"]
        assert loader.get_merged_config()["llm"]["base_url"]


@pytest.mark.parametrize("kind", ["folder", "fifo", "broken link", "loop"])
def test_something_else_in_the_place_of_a_file(project: Project, kind: str) -> None:
    for path in (project.settings_file, project.models_file, project.defaults_file):
        if kind == "folder":
            path.mkdir()
        elif kind == "fifo":
            os.mkfifo(path)
        else:
            path.symlink_to(path if kind == "loop" else path.with_name("nowhere"))
    loader = ConfigLoader(project.root)
    assert loader.get_task_config("outreach")["id"] == "llama3:8b"
    files = [problem["file"] for problem in loader.problems]
    assert files == ([] if kind == "broken link" else ["settings.json", "models.yml", "defaults.yml"])


def test_a_file_without_permission(load: Load, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = load({"llm_top_k": 3})

    def refused(self: Path, *arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)  # chmod does not stop root, whom CI runs as
    loader.reload()
    assert loader.problems[0]["message"].startswith("The file cannot be read (Permission denied).")
    assert "permission" in loader.problems[0]["remedy"]
    assert loader.get_merged_config()["llm"]["top_k"] == 3


@pytest.mark.parametrize(
    ("name", "raw", "line"),
    [
        ("a.json", b'{\n"a": 1,\n}', 3),
        ("a.json", b"", 1),
        ("a.yml", b"a:\n  b: 'c\n\nd: [", 4),
        ("a.yml", b"a: 1\nb: !!python/name:os.system x\n", 2),
        ("a.yml", b"a: 1\nb: 2024-13-45\n", 2),
        ("a.yml", b"a: 1\n\xff\n", 2),
        ("a.yml", b"- a\n", 1),
        ("a.yml", LAUGHS.encode(), 4),
    ],
)
def test_the_line_of_a_fault(name: str, raw: bytes, line: int) -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse(name, raw)
    assert caught.value.line == line
    assert caught.value.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_of_editors(load: Load, encoding: str) -> None:
    loader = load('{"city": "Besançon"}'.encode(encoding), defaults="llm: {model: é}".encode(encoding))
    assert loader.problems == []
    assert loader.get_merged_config()["locale"]["city"] == "Besançon"
    assert loader.get_merged_config()["llm"]["model"] == "é"


def test_yaml_aliases_and_merges_work(load: Load) -> None:
    text = """\
base: &base
  endpoint: ollama
  temperature: 0.3
models:
  one: {<<: *base, id: x, temperature: 0.5}
  two:
    <<: [*base, {top_k: 9}]
    id: y
  three: *base
"""
    loader = load(models=text)
    assert [problem["key"] for problem in loader.problems] == ["base"]
    one, two = loader.get_model_config("one"), loader.get_model_config("two")
    assert (one["endpoint"], one["temperature"]) == ("ollama", 0.5)
    assert (two["endpoint"], two["temperature"], two["top_k"]) == ("ollama", 0.3, 9)
    assert loader.get_model_config("three")["temperature"] == 0.3


def test_values_of_a_broken_file_stay_in_force(load: Load, project: Project) -> None:
    models = {"models": {"large_model": {"id": "mine"}}}
    loader = load({"llm_temperature": 0.11}, models, {"locale": {"city": "Brest"}})
    project.write("{", "models: [", "locale: {")
    config = loader.get_merged_config()
    assert config["llm"]["temperature"] == 0.11
    assert config["models"]["large_model"]["id"] == "mine"
    assert config["locale"]["city"] == "Brest"
    assert [problem["file"] for problem in loader.problems] == ["settings.json", "models.yml", "defaults.yml"]
    assert all("last good values stay in force" in problem["message"] for problem in loader.problems)


def test_a_new_process_finds_the_last_good_copy(load: Load, project: Project, data_dir: Path) -> None:
    load({"llm_temperature": 0.11}, {"models": {"large_model": {"id": "mine"}}})
    project.write("{", "models: [")
    loader = ConfigLoader(project.root)
    assert loader.get_merged_config()["llm"]["temperature"] == 0.11
    assert loader.get_model_config("large_model")["id"] == "mine"
    assert "last good copy" in loader.problems[0]["message"]
    copies = [path for path in (data_dir / "last_good").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in copies} == {0o600}


def test_the_backup_comes_before_the_copy(load: Load, project: Project) -> None:
    load({"llm_temperature": 0.11})
    project.settings_file.with_name("settings.json.bak").write_text('{"llm_temperature": 0.22}')
    project.write("{")
    assert ConfigLoader(project.root).get_merged_config()["llm"]["temperature"] == 0.22
    project.settings_file.with_name("settings.json.bak").write_text("broken as well")
    assert ConfigLoader(project.root).get_merged_config()["llm"]["temperature"] == 0.11


def test_another_root_has_another_copy(load: Load, project: Project, tmp_path: Path) -> None:
    load({"llm_temperature": 0.11})
    other = tmp_path / "other"
    other.mkdir()
    (other / "settings.json").write_text("{")
    assert ConfigLoader(other).get_merged_config()["llm"]["temperature"] == 0.4
    assert "shipped values" in ConfigLoader(other).problems[0]["message"]


def test_a_missing_data_folder_is_told_and_stops_nothing(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path / "file" / "below"))
    loader = load({"llm_temperature": 0.11, "llm_key": "from-settings"})
    assert loader.get_merged_config()["llm"]["temperature"] == 0.11
    assert loader.get_merged_config()["llm"]["api_key"] == "from-settings"
    assert [problem["file"] for problem in loader.problems] == ["data"]


def test_the_largest_file_allowed(load: Load) -> None:
    padding = "# " + "x" * (MAX_BYTES - 40) + "\n"
    loader = load(defaults=padding + "llm: {top_k: 7}\n")
    assert loader.problems == []
    assert loader.get_merged_config()["llm"]["top_k"] == 7


def test_shipped_text_of_settings_is_flat() -> None:
    assert all(not isinstance(value, dict) for value in SHIPPED_SETTINGS.values())
