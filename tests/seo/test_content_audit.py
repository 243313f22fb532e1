import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from pydantic import BaseModel

from llm.completion import Completion, Phase
from llm.errors import LLMError
from llm.router import TaskRouter
from llm.tasks.audit import remarks_so_far
from seo.content_audit import ContentAudit, content_audit
from seo.page_input import PageInput
from seo.page_view import PageView
from tests.seo.cases import URL, page

TEXT = "Nous intervenons rapidement chez vous et nous réparons toutes vos fuites. " * 5


class Scripted(TaskRouter):
    """A router whose model answers what a test says."""

    def __init__(self, answer: Mapping[str, Any] | LLMError) -> None:
        self._scripted = answer

    async def run_async(
        self,
        task: str,
        messages: Sequence[Mapping[str, Any]],
        schema: type[BaseModel] | None = None,
        *,
        on_phase: Callable[[Phase], None] | None = None,
        on_draft: Callable[[str], None] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Completion:
        assert task == "audit"
        assert schema is not None
        if isinstance(self._scripted, LLMError):
            raise self._scripted
        return Completion(text="{}", data=schema.model_validate(self._scripted), served_model="facts-7b")


def audited(facts: Mapping[str, Any] | LLMError, text: str = TEXT) -> ContentAudit:
    view = PageView(PageInput(url=URL, html=page(f"<p>{text}</p>")))
    return asyncio.run(content_audit(Scripted(facts), view, trade="plombier"))


def test_remarks_come_with_their_quote() -> None:
    good = {"aspect": "offer", "remark": "Dites en combien de temps.", "quote": "Nous intervenons rapidement"}
    bad = {"aspect": "trust", "remark": "Retirez ces promesses.", "quote": "Numéro un en France"}

    found = audited({"remarks": [good, bad]})

    assert [remark.remark for remark in found.remarks] == ["Dites en combien de temps."]
    assert len(found.dropped) == 1


def test_without_a_model_the_note_says_so() -> None:
    found = audited(LLMError("No model answers.", "Start LM Studio."))

    assert (found.remarks, found.note, found.remedies) == ((), "No model answers.", ("Start LM Studio.",))


def test_a_page_without_words_is_not_sent() -> None:
    assert "too little" in audited(LLMError("unreachable", ""), "Bonjour").note


ONE = '{"aspect": "offer", "remark": "Dites en combien de temps.", "quote": "rapidement"}'


@pytest.mark.parametrize(
    ("draft", "complete"),
    [
        ("", 0),
        ("Voici :", 0),
        ('{"remarks": [', 0),
        (f'{{"remarks": [{ONE[:-4]}', 0),
        (f'{{"remarks": [{ONE}', 1),
        (f'```json\n{{"remarks": [{ONE}, {ONE[:30]}', 1),
        (f'{{"remarks": [{ONE}, {{"aspect": "price", "remark": "x", "quote": "y"}}, {ONE}]}}', 2),
        ('{"remarks": "none"}', 0),
        ("{" * 5000, 0),
    ],
)
def test_of_a_draft_only_complete_remarks_are_taken(draft: str, complete: int) -> None:
    assert len(remarks_so_far(draft).remarks) == complete
