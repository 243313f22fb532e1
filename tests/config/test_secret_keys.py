import json
import logging
import pickle
import threading
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.loader import ConfigLoader
from config.secrets import Secret, Secrets

Load = Callable[..., ConfigLoader]


def test_a_secret_does_not_show_in_containers_and_works_as_a_key() -> None:
    secret = Secret("sk-private")
    assert repr(secret) == "'***'"
    assert "sk-private" not in f"{ {'api_key': secret} } {[secret]!r} {(secret,)}"
    assert f"Bearer {secret}" == "Bearer sk-private"
    assert secret == "sk-private"
    assert repr(Secret("")) == "''"
    assert "sk-private" not in repr(deepcopy(secret)) + repr(pickle.loads(pickle.dumps(secret)))


def test_store_and_forget(data_dir: Path) -> None:
    secrets = Secrets()
    assert (secrets.get("ollama"), secrets.names()) == (None, [])
    secrets.set("ollama", " sk-1 \n")
    secrets.set("lm_studio", "sk-2")
    assert (secrets.get("ollama"), Secrets().names()) == ("sk-1", ["lm_studio", "ollama"])
    assert "sk-1" not in repr(secrets.get("ollama"))
    secrets.remove("ollama")
    secrets.remove("ollama")
    secrets.set("lm_studio", "")
    assert json.loads((data_dir / "secrets.json").read_text()) == {}
    assert (data_dir / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert data_dir.stat().st_mode & 0o777 == 0o700


def test_a_file_that_others_can_read_is_closed(data_dir: Path) -> None:
    Secrets().set("ollama", "sk-1")
    (data_dir / "secrets.json").chmod(0o644)
    assert Secrets().get("ollama") == "sk-1"
    assert (data_dir / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["sk\n1", "sk\0", "clé"])
def test_what_cannot_be_a_key(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Secrets().set("ollama", key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"[" * 100_000, b"5"])
def test_a_broken_file_is_told_and_kept(load: Load, data_dir: Path, content: bytes) -> None:
    data_dir.mkdir()
    (data_dir / "secrets.json").write_bytes(content)
    loader = load({})
    assert [problem["file"] for problem in loader.problems] == ["secrets.json"]
    assert loader.get_merged_config()["llm"]["api_key"] == "not-needed"
    Secrets().set("lm_studio", "sk-1")
    assert (data_dir / "secrets.json.broken").read_bytes() == content
    assert loader.problems == []
    assert loader.get_merged_config()["llm"]["api_key"] == "sk-1"


def test_a_folder_in_its_place(data_dir: Path) -> None:
    (data_dir / "secrets.json").mkdir(parents=True)
    assert Secrets().get("ollama") is None
    with pytest.raises(SettingsError, match=r"secrets\.json"):
        Secrets().set("ollama", "sk-1")


def test_values_that_are_no_keys_are_left_out(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "secrets.json").write_text('{"a": 5, "b": "", "c": "sk"}')
    assert Secrets().names() == ["c"]


def test_order_of_keys(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = load(
        {
            "llm_key": "from-settings",
            "endpoints.box.url": "http://box.lan:1",
            "endpoints.box.api_key": "BOX_KEY",
        }
    )

    def keys() -> tuple[str, ...]:
        endpoints = loader.get_merged_config()["endpoints"]
        assert all(isinstance(endpoint["api_key"], Secret) for endpoint in endpoints.values())
        return tuple(endpoints[name]["api_key"] for name in ("lm_studio", "ollama", "box"))

    assert keys() == ("from-settings", "not-needed", "not-needed")
    for name in ("lm_studio", "ollama", "box"):
        Secrets().set(name, f"file-{name}")
    assert keys() == ("file-lm_studio", "file-ollama", "file-box")
    monkeypatch.setenv("LLM_API_KEY", "env-lm")
    monkeypatch.setenv("OLLAMA_API_KEY", "env-ollama")
    monkeypatch.setenv("BOX_KEY", "env-box")
    assert keys() == ("env-lm", "env-ollama", "env-box")
    assert loader.get_merged_config()["llm"]["api_key"] == "env-lm"
    assert "env-lm" not in str(loader.get_merged_config())
    monkeypatch.setenv("LLM_API_KEY", "")
    assert keys()[0] == "file-lm_studio"


def test_no_key_in_the_log(load: Load, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        loader = load({"llm_key": "sk-private", "llm_top_k": "x"})
        loader.save_settings({"llm_top_p": 0.5})
    assert caplog.records
    assert "sk-private" not in caplog.text


def test_keys_typed_at_once() -> None:
    threads = [threading.Thread(target=Secrets().set, args=(f"e{number}", "sk")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Secrets().names()) == 8
