"""Screens name tasks, models and servers in words; what the analyst has named keeps its name."""

import pytest

from config.schema import TASKS
from config.shipped import SHIPPED_MODELS
from llm.bench.cases import ALL_TASKS
from ui.components.model_words import TASK_WORDS, model_word, server_word, task_word


def test_every_task_has_a_word_without_the_signs_of_an_id() -> None:
    assert set(TASK_WORDS) >= {*TASKS, *ALL_TASKS}
    assert not [word for word in TASK_WORDS.values() if "_" in word]


@pytest.mark.parametrize("endpoint", SHIPPED_MODELS["endpoints"])
def test_every_shipped_server_has_a_word(endpoint: str) -> None:
    assert server_word(endpoint) != endpoint


@pytest.mark.parametrize("named", [task_word, model_word, server_word])
def test_a_name_of_the_analyst_stays(named) -> None:
    assert named("office_llm") == "office_llm"
