"""The example of docs/ is installed and used by commands; broken plugins are named and harm nothing."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config.locations import ROOT
from leads.importing import import_file
from leads.store import Store
from scrapers.sites import site_key
from tests.jobs.hunting import business
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.small_web import SmallWeb

EXAMPLE = ROOT / "docs" / "plugin_example"
LEADS = (
    "name,website,emails,street,postcode,city\n"
    "Aqualune,https://aqualune.example,a@aqualune.example,1 rue A,33000,Bordeaux\n"
)
ALL = {"address_book", "example-print-styles", "opening-line", "postcards"}
BROKEN = {
    "leadhunter.checks": {"no-check": "broken_plugin:number", "http-status-code": "broken_plugin:number"},
    "leadhunter.exporters": {"raises": "broken_at_import:anything", "missing": "broken_plugin:nothing"},
    "leadhunter.search_providers": {"duckduckgo": "broken_plugin:number"},
    "leadhunter.tasks": {"no-task": "broken_plugin:number"},
}


def install(package: str, points: dict[str, dict[str, str]], into: Path) -> None:
    """Write the metadata an installer writes for a package."""
    info = into / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
    )
    lines = [
        line
        for group, named in points.items()
        for line in (f"[{group}]", *(f"{name} = {thing}" for name, thing in named.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, used_before: None) -> Path:
    """A folder of packages with the example in it."""
    folder = tmp_path / "site"
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install(project["name"], project["entry-points"], folder)
    shutil.copy(EXAMPLE / "leadhunter_example.py", folder)
    return folder


def environment(site: Path) -> dict[str, str]:
    """Return the variables under which the packages of a folder are found, and no model server."""
    return {
        **os.environ,
        "PYTHONPATH": str(site),
        "HOME": str(site),
        "LEADHUNTER_EMBEDDED": "0",
        "LEADHUNTER_LM_STUDIO_URL": "http://127.0.0.1:9",
        "LEADHUNTER_OLLAMA_URL": "http://127.0.0.1:9",
    }


def cli(site: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        cwd=ROOT,
        env={**environment(site), **more},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def with_lead(site: Path) -> None:
    leads = site / "leads.csv"
    leads.write_text(LEADS, encoding="utf-8")
    with Store() as store:
        assert import_file(leads, store, site_key).new == 1


def test_its_provider_is_asked(site: Path) -> None:
    (site / "address-book.txt").write_text("http://127.0.0.1:9/ plombier Bordeaux\n", encoding="utf-8")
    done = cli(site, "research", "plombier", "--provider", "address_book", "--no-llm", "--json")
    said = json.loads(done.stdout)
    assert [source["url"] for source in said["sources"]] == ["http://127.0.0.1:9/"]
    assert said["provider"] == "address_book"


@pytest.mark.parametrize(
    ("answer", "kept"), [("Bonjour Aqualune, votre site plaît.", True), ("Bonjour à tous.", False)]
)
def test_its_task_asks_a_model_and_holds_it_to_the_lead(site: Path, answer: str, kept: bool) -> None:
    with_lead(site)
    with FakeLMStudio(reply=lambda _: answer) as studio:
        done = cli(
            site, "task", "opening-line", "aqualune.example", "--json", LEADHUNTER_LM_STUDIO_URL=studio.url
        )
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads(done.stdout) == {"task": "opening-line", "text": answer if kept else ""}


def test_the_page_on_plugins_does_what_it_says(site: Path, tmp_path: Path) -> None:
    """Its second block is typed as it stands, with a site of ours for SITE."""
    page = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    _, block = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    with SmallWeb({"s0": business(0)}) as web, FakeLMStudio(reply=lambda _: "Bonjour Aqualune !") as studio:
        done = subprocess.run(
            [
                "sh",
                "-e",
                "-c",
                block.replace("SITE", web.page("s0")).replace(".venv/bin/python", f"'{sys.executable}'"),
            ],
            cwd=ROOT,
            env={
                **environment(site),
                "LEADHUNTER_LM_STUDIO_URL": studio.url,
                "LEADHUNTER_ALLOW_HOSTS": ",".join(web.hosts),
                "LEADHUNTER_DATA_DIR": str(tmp_path / "data"),
            },
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
    assert done.returncode == 0, done.stderr + done.stdout
    assert web.page("s0") in done.stdout
    assert "WARN example-print-styles" in done.stdout
    cards = (site / "postcards.csv").read_text(encoding="utf-8-sig").splitlines()
    assert cards[0] == "To,Street,Town"
    assert "Aqualune,1 rue A,33000 Bordeaux" in cards
    assert done.stdout.splitlines()[-1] == "Bonjour Aqualune !"


def test_broken_plugins_are_named_and_the_rest_works(site: Path) -> None:
    install("broken", BROKEN, site)
    (site / "broken_plugin.py").write_text("number = 1\n", encoding="utf-8")
    (site / "broken_at_import.py").write_text("raise SystemError('no')\n", encoding="utf-8")
    said = json.loads(cli(site, "plugins", "--json").stdout)
    assert {one["name"] for one in said["plugins"]} == ALL
    assert {one["package"] for one in said["plugins"]} == {"leadhunter-example"}
    told = {one["name"]: one for one in said["problems"]}
    assert set(told) == {name for named in BROKEN.values() for name in named}
    assert all(
        one["package"] == "broken" and "pip uninstall broken" in one["remedy"] for one in told.values()
    )
    assert "SystemError" in told["raises"]["message"]
    assert "not one of the toolkit's own" in told["duckduckgo"]["message"]
    done = cli(site, "audit", str(ROOT / "sample_web/sites/aqualune/index.html"), "--json")
    assert done.returncode == 0, done.stderr
    [found] = [one for one in json.loads(done.stdout)["checks"] if one["id"] == "example-print-styles"]
    assert (found["status"], found["family"]) == ("warn", "technical")


def test_two_packages_of_one_name_are_told(site: Path) -> None:
    install("copycat", {"leadhunter.tasks": {"opening-line": "leadhunter_example:opening_line"}}, site)
    [problem] = json.loads(cli(site, "plugins", "--json").stdout)["problems"]
    assert "brings one of this name already" in problem["message"]


def test_a_task_that_is_not_there_and_one_that_breaks(site: Path) -> None:
    with_lead(site)
    done = cli(site, "task", "opening-lime", "aqualune.example")
    assert done.returncode == 2
    assert "opening-line" in done.stderr
    install("broken", {"leadhunter.tasks": {"breaks": "breaking:task"}}, site)
    (site / "breaking.py").write_text(
        "from llm.tasks.lead_task import LeadTask\n"
        "task = LeadTask('Breaks', 'outreach', lambda lead, language: 1 / 0, lambda lead, answer: answer)\n",
        encoding="utf-8",
    )
    done = cli(site, "task", "breaks", "aqualune.example")
    assert done.returncode == 2
    assert "The plugin of the task breaks broke." in done.stderr
    assert "Traceback" not in done.stderr
