"""Verticals: read, checked, read again."""

from pathlib import Path

from config.loader import ConfigLoader
from config.verticals import load_verticals

SHIPPED = {
    "hairdresser_and_beauty",
    "health",
    "plumbing_and_trades",
    "professional_services",
    "restaurant",
    "retail",
}


def write(root: Path, name: str, text: str) -> None:
    folder = root / "config" / "verticals"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_the_shipped_ones_have_no_problem() -> None:
    found = load_verticals()
    assert set(found.verticals) == SHIPPED
    assert found.problems == ()


def test_a_mistake_is_told_with_line_and_remedy_and_costs_one_value(tmp_path: Path) -> None:
    text = "label: Bars\ntrade: [bar]\nweights:\n  phone: 500\nrules:\n  no_websit: 3\n  free_mail: 2\n"
    write(tmp_path, "bars.yml", text)
    found = load_verticals(tmp_path)
    assert found.verticals == {"bars": {"label": "Bars", "rules": {"free_mail": 2}}}
    assert [(p["file"], p["line"], p["key"]) for p in found.problems] == [
        ("verticals/bars.yml", 2, "trade"),
        ("verticals/bars.yml", 4, "weights.phone"),
        ("verticals/bars.yml", 6, "rules.no_websit"),
    ]
    assert 'Did you mean "trades"?' in found.problems[0]["remedy"]
    assert 'Did you mean "no_website"?' in found.problems[2]["remedy"]


def test_a_broken_file_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a.yml", "label: [")
    write(tmp_path, "b.yml", "label: B\n")
    found = load_verticals(tmp_path)
    assert set(found.verticals) == {"b"}
    assert "YAML" in found.problems[0]["message"]


def test_files_are_read_again_when_they_change(tmp_path: Path) -> None:
    assert load_verticals(tmp_path).verticals == {}
    write(tmp_path, "a.yml", "label: A\n")
    assert load_verticals(tmp_path).verticals == {"a": {"label": "A"}}
    write(tmp_path, "a.yml", "label: Longer\n")
    assert load_verticals(tmp_path).verticals == {"a": {"label": "Longer"}}


def test_the_loader_tells_of_them_and_of_a_vertical_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, "retail.yml", "labl: Shops\n")
    (tmp_path / "settings.json").write_text('{"scoring.vertical": "retial"}', encoding="utf-8")
    problems = ConfigLoader(tmp_path).problems
    assert [(p["file"], p["key"]) for p in problems] == [
        ("verticals/retail.yml", "labl"),
        ("settings.json", "scoring.vertical"),
    ]
    assert 'Did you mean "retail"?' in problems[1]["remedy"]
