"""Every prompt of a dossier stays under half of the loaded context, and nothing is left out to get there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.dossier import scripted
from benchmarks.dossier_wording import wave
from config.loader import ConfigLoader
from dossier.build import Order, build
from dossier.lead import DossierLead
from dossier.records import Dossier, SentenceKind
from dossier.sources import read_folder
from llm.router import TaskRouter
from llm.servers import CHARS_PER_TOKEN
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama
from tests.servers.replies import asked_schema

COMPANY = wave("wave7")[6]
# A page that has more to say than a prompt holds, so that what is read has to be parted.
LONG = "\n".join(
    f"<p>{'Das Labor erklärt hier Schritt für Schritt seine Zahntechnik. ' * 9}({n})</p>" for n in range(24)
)
LEFT_OUT = "[…]"
KINDS = {"claims", "supported", "contradicted", "section", "analysis"}


def kind_of(body: dict[str, Any], prompt: str) -> str:
    asked = next(iter((asked_schema(body) or {}).get("properties", {})), "")
    return asked or ("analysis" if "you conclude what matters" in prompt else "section")


@contextmanager
def loaded_with(
    context: int, monkeypatch: pytest.MonkeyPatch, seen: list[tuple[str, str]]
) -> Iterator[TaskRouter]:
    script = scripted(COMPANY, truthful=True)

    def reply(body: dict[str, Any]) -> str:
        prompt = "\n".join(message["content"] for message in body["messages"])
        seen.append((kind_of(body, prompt), prompt))
        return script(body)

    with (
        FakeLMStudio(models=["mistralai/mistral-7b-instruct-v0.3"], reply=reply, context=context) as studio,
        FakeOllama(models=["llama3:8b"], reply=reply, context=context) as ollama,
    ):
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        yield TaskRouter.from_config(ConfigLoader())


def facts_of(dossier: Dossier) -> set[str]:
    every = [one for section in dossier.sections for one in section.sentences]
    return {one.text for one in every if one.kind is SentenceKind.FACT}


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, content in COMPANY.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "lang.html").write_text(f"<html lang='de'><body>{LONG}</body></html>", encoding="utf-8")
    return Order(lead=DossierLead.model_validate(COMPANY.lead), sources=read_folder(folder))


def test_all_prompts_of_a_dossier_are_under_half_of_the_loaded_context(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[int, set[str]] = {}
    for context in (4096, 8192, 32768):
        seen: list[tuple[str, str]] = []
        with loaded_with(context, monkeypatch, seen) as router:
            found[context] = facts_of(build(order, router))
            questions = [COMPANY.answerable[0], COMPANY.unanswerable[0]]
            own = Order(lead=order.lead, sources=order.sources, questions=questions)
            found[context] |= facts_of(build(own, router))
        assert {kind for kind, _ in seen} == KINDS
        most = max(len(prompt) for _, prompt in seen) / CHARS_PER_TOKEN
        assert most <= context / 2, f"{most:.0f} of {context}"
        assert [kind for kind, prompt in seen if LEFT_OUT in prompt] == [], context
    assert found[4096] == found[8192] == found[32768]
