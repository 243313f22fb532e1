"""What README.md and docs/ say to type, set and open is there: commands, options, variables, files, names."""

import ast
import importlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import typer.main
from typer.core import TyperGroup

from cli import app
from config.locations import ROOT

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
COMMANDS = cast(TyperGroup, typer.main.get_command(app)).commands

_CODE = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CLI = re.compile(r"\bcli\.py ([a-z-]+)(.*)")
_MODULE = re.compile(r"python -m ([\w.]+)")
_MAKE = re.compile(r"(?:^|\s)(?:make|make\.ps1) ([a-z]+)")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_VARIABLE = re.compile(r"\b(?:LEADHUNTER|LLM|BRAVE|SERPER|GOOGLE)_[A-Z_]+\b|`(PORT|HEADLESS)(?:=\d+)?`")
_FILE = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|yml|json|md|ps1|toml|in|lock))`")
_FOLDERS = ("", "scrapers/search", "scrapers", "config", "llm", "docs", "ui", "leads", "requirements")


def pieces(text: str) -> Iterator[str]:
    """Yield what stands in code, inline or in blocks, line by line."""
    for language, block in _FENCED.findall(text):
        if language != "python":
            yield from block.splitlines()
    yield from _CODE.findall(_FENCED.sub("", text))


def found(pattern: re.Pattern[str]) -> list[tuple[str, re.Match[str]]]:
    """Return where a pattern stands in the code of the documents, each text once."""
    matches = {
        (name, match[0]): match
        for name, text in TEXTS.items()
        for piece in pieces(text)
        for match in pattern.finditer(piece)
    }
    return [(name, match) for (name, _), match in matches.items()]


def named(cases: list[tuple[str, re.Match[str]]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("name", "match"), cases, ids=[f"{name}: {match[0].strip()}"[:70] for name, match in cases]
    )


@named(found(_CLI))
def test_commands_and_their_options_exist(name: str, match: re.Match[str]) -> None:
    command = COMMANDS.get(match[1])
    assert command is not None, f"{name}: there is no command {match[1]}"
    known = {
        option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)
    }
    assert set(re.findall(r"(?<!\w)--[a-z-]+", match[2])) <= known | {"--help"}


@named(found(_MODULE))
def test_modules_that_are_run_explain_themselves(
    name: str, match: re.Match[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = importlib.import_module(match[1])
    assert match[1] in (module.__doc__ or "") or not match[1].startswith("benchmarks."), name
    assert callable(module.main)
    if "argparse" not in Path(module.__file__ or "").read_text(encoding="utf-8"):
        return
    monkeypatch.setattr(sys, "argv", [match[1], "--help"])
    with pytest.raises(SystemExit) as ended:
        module.main()
    assert ended.value.code == 0
    assert "usage:" in capsys.readouterr().out


@named(found(_MAKE))
def test_targets_exist_on_every_system(name: str, match: re.Match[str]) -> None:
    assert re.search(rf"^{match[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), name
    assert re.search(rf"""['"]?\b{match[1]}\b""", (ROOT / "make.ps1").read_text(encoding="utf-8")), name


def test_links_lead_to_files_of_the_repository() -> None:
    for path in DOCUMENTS:
        for target in _LINK.findall(TEXTS[path.relative_to(ROOT).as_posix()]):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_links_into_a_page_lead_to_one_of_its_headings() -> None:
    missing = [
        f"{name}: {page}#{anchor}"
        for name, text in TEXTS.items()
        for page, anchor in re.findall(r"\]\(([\w./-]*\.md)?#([^)]+)\)", _FENCED.sub("", text))
        if anchor not in anchors(TEXTS[name] if not page else target_of(name, page))
    ]
    assert missing == []


def target_of(name: str, link: str) -> str:
    """Return the text of the page that a link of another leads to."""
    return ((ROOT / name).parent / link).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_files_that_are_named_exist() -> None:
    # (Files people bring or get; what lies in the data folder; what is to be made.)
    others = re.compile(r"^data/|\bNAME\.||secrets\.json|^lead\.json$|^[a-z]+\.(?:small|large)")
    missing = [
        f"{name}: {file}"
        for name, text in TEXTS.items()
        for file in sorted(set(_FILE.findall(text)))
        if not others.search(file) and not any((ROOT / folder / file).exists() for folder in _FOLDERS)
    ]
    assert missing == []


def test_variables_that_are_named_are_read() -> None:
    said = {match[1] or match[0] for text in TEXTS.values() for match in _VARIABLE.finditer(text)}
    sources = [
        *ROOT.glob("*.py"),
        *ROOT.glob("config/*.yml"),
        *ROOT.glob("Makefile"),
        *ROOT.glob("pyproject.toml"),
    ]
    for room in ("config", "llm", "scrapers", "leads", "jobs", "ui", "commands", "scripts"):
        sources += (ROOT / room).rglob("*.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert len(said) >= 8
    # (The names of keys are made from those of their services.)
    made = {f"{service}_API_KEY" for service in ("BRAVE", "SERPER", "GOOGLE_PLACES", "LLM")}
    assert sorted(name for name in said - made if name not in code) == []


def python_blocks() -> list[tuple[str, str]]:
    return [
        (name, block)
        for name, text in TEXTS.items()
        for language, block in _FENCED.findall(text)
        if language == "python"
    ]


@pytest.mark.parametrize(("name", "block"), python_blocks())
def test_code_for_programmers_imports_what_exists(name: str, block: str) -> None:
    tree = ast.parse(block)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = importlib.import_module(node.module)
            assert all(hasattr(module, alias.name) for alias in node.names), f"{name}: {ast.unparse(node)}"


def test_the_sample_question_of_the_readme_gives_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    [line] = [piece for piece in pieces(TEXTS["README.md"]) if "research" in piece and "--sample" in piece]
    arguments = shlex.split(line)[1:]
    for name in ("LEADHUNTER_LM_STUDIO_URL", "LEADHUNTER_OLLAMA_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["leads"]
