"""Claims are asked for side by side, and a call that fails costs neither the second model nor a claim."""

import json
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.dossier import models, scripted
from benchmarks.dossier_wording import wave
from dossier.build import Order, build
from dossier.lead import DossierLead
from dossier.records import Dossier
from dossier.sources import read_folder
from llm.router import TaskRouter
from tests.servers.replies import asked_schema

COMPANY = wave("wave4")[0]


def built(folder: Path, router: TaskRouter) -> Dossier:
    for name, content in COMPANY.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return build(Order(lead=DossierLead.model_validate(COMPANY.lead), sources=read_folder(folder)), router)


def said(dossier: Dossier) -> dict[str, Any]:
    return dossier.model_dump(mode="json", include={"sections", "contradictions", "not_found", "unverified"})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LEADHUNTER_LM_STUDIO_URL", "LEADHUNTER_OLLAMA_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


def test_checks_are_asked_side_by_side_and_nothing_hangs_on_their_order(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = scripted(COMPANY, truthful=True)
    at_work, most, lock = Counter[str](), Counter[str](), threading.Lock()
    together = threading.Event()

    def reply(body: dict[str, Any]) -> str:
        kind = next(iter((asked_schema(body) or {}).get("properties", {})), "prose")
        with lock:
            at_work[kind] += 1
            most[kind] = max(most[kind], at_work[kind])
            if at_work[kind] > 1:
                together.set()
        if kind == "supported":
            together.wait(60)
        with lock:
            at_work[kind] -= 1
        return truth(body)

    with models(reply) as router:
        side_by_side = built(here, router)
    monkeypatch.setattr(TaskRouter, "parallel_of", lambda *_: 1)
    with models(truth) as router:
        one_by_one = built(here, router)
    assert most["supported"] > 1
    assert said(side_by_side) == said(one_by_one)
    assert side_by_side.calls == one_by_one.calls


def test_an_answer_that_is_cut_is_asked_for_in_halves(here: Path) -> None:
    truth = scripted(COMPANY, truthful=True)

    def reply(body: dict[str, Any]) -> str:
        is_for_claims = "claims" in (asked_schema(body) or {}).get("properties", {})
        is_long = body["messages"][-1]["content"].count("\n[S") > 1
        return f'{{"claims": [{"0" * 40_000}' if is_for_claims and is_long else truth(body)

    with models(truth) as router:
        whole = built(here, router)
    with models(reply) as router:
        parted = built(here, router)
    facts = [
        {one.text for section in dossier.sections for one in section.sentences if one.kind == "fact"}
        for dossier in (whole, parted)
    ]
    assert facts[0] == facts[1]
    assert parted.calls > whole.calls


@pytest.mark.parametrize(("failing", "is_checked"), [({2}, True), (set(range(1, 500)), False)])
def test_a_failed_check_is_asked_again_and_only_a_row_of_them_ends_the_checking(
    failing: set[int], *, is_checked: bool, here: Path
) -> None:
    truth = scripted(COMPANY, truthful=True)
    checks = Counter[str]()

    def reply(body: dict[str, Any]) -> str:
        properties = (asked_schema(body) or {}).get("properties", {})
        if "supported" not in properties:
            return truth(body)
        checks["supported"] += 1
        return "no answer at all" if checks["supported"] in failing else truth(body)

    with models(reply) as router:
        dossier = built(here, router)
    facts = json.dumps(said(dossier)["sections"], ensure_ascii=False)
    assert (not dossier.unverified) is is_checked
    assert any(one.claim in facts for one in COMPANY.said if not one.fault) is is_checked
    if not is_checked:
        assert checks["supported"] < 40
