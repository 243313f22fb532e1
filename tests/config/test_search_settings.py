"""The settings of the search: one provider or several, in every way people write them."""

from pathlib import Path

import pytest

from config.loader import ConfigLoader


def load(root: Path, text: str) -> ConfigLoader:
    (root / "config").mkdir()
    (root / "config" / "defaults.yml").write_text(f"search:\n  {text}\n", encoding="utf-8")
    return ConfigLoader(root)


@pytest.mark.parametrize(
    ("written", "provider"),
    [
        ("provider: duckduckgo", "duckduckgo"),
        ("provider: openstreetmap,registry", "openstreetmap,registry"),
        ("provider: ' OpenStreetMap , registry, '", "openstreetmap,registry"),
        ("provider: [brave, openstreetmap, brave]", "brave,openstreetmap"),
    ],
)
def test_providers(tmp_path: Path, written: str, provider: str) -> None:
    loader = load(tmp_path, written)
    assert loader.get_merged_config()["search"]["provider"] == provider
    assert loader.problems == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("provider: altavista", "search.provider"),
        ("provider: 'brave,altavista'", "search.provider"),
        ("provider: ''", "search.provider"),
        ("provider: []", "search.provider"),
        ("provider: [1]", "search.provider"),
        ("radius_km: -1", "search.radius_km"),
        ("radius_km: 51", "search.radius_km"),
        ("radius_km: near", "search.radius_km"),
        ("overpass_url: ftp://x", "search.overpass_url"),
        ("registry_url: https://me:key@x.example", "search.registry_url"),
    ],
)
def test_what_is_none_is_told_and_the_shipped_value_holds(tmp_path: Path, written: str, key: str) -> None:
    loader = load(tmp_path, written)
    assert [problem["key"] for problem in loader.problems] == [key]
    search = loader.get_merged_config()["search"]
    assert (search["provider"], search["radius_km"], search["overpass_url"]) == ("duckduckgo", 0.0, "")
