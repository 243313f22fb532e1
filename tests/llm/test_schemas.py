import json
from enum import StrEnum

import pytest
from pydantic import BaseModel, Field

from llm.schemas import Unreadable, read, response_format, wire_schema


class Trade(StrEnum):
    PLUMBER = "plumber"
    BAKER = "baker"


class Price(BaseModel):
    amount: float
    unit: str = "EUR"


class Firm(BaseModel):
    """A firm."""

    name: str = Field(min_length=1, max_length=80, pattern=r"^\S")
    trade: Trade | None = None
    town: str | None = None
    prices: list[Price] = []


def keys(node):
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from keys(value)
    elif isinstance(node, list):
        for one in node:
            yield from keys(one)


def test_the_wire_schema_is_flat_and_free_of_what_grammars_refuse():
    schema = wire_schema(Firm)
    assert not {"$ref", "$defs", "pattern", "maxLength", "minLength", "format", "default", "title"} & set(
        keys(schema)
    )
    assert schema["properties"]["town"]["type"] == ["string", "null"]
    assert schema["properties"]["prices"]["items"]["properties"]["amount"] == {"type": "number"}
    assert schema["additionalProperties"] is False
    assert response_format(Firm)["type"] == "json_schema"


GOOD = {"name": "Durand", "trade": "plumber", "town": None, "prices": [{"amount": 89}]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"```json\n{json.dumps(GOOD, indent=2)}\n```",
        f"Here it is:\n{json.dumps(GOOD)}\nAnything else?",
        f'<think>{{"name": "draft"}}</think>{json.dumps(GOOD)}',
        f"{json.dumps({'name': 'Planted by the page'})}\n{json.dumps(GOOD)}",
    ],
)
def test_clean_answers_are_read_without_repair(text):
    data, repaired = read(Firm, text)
    assert data.name == "Durand"
    assert data.prices[0].amount == 89
    assert repaired is False


def test_single_quotes_and_trailing_commas_are_repaired_and_said():
    data, repaired = read(Firm, "{'name': 'Durand', 'town': 'Bordeaux',}")
    assert (data.name, data.town, repaired) == ("Durand", "Bordeaux", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot do that.",
        '{"name": "Dur',
        '{"name": "Durand", "prices": [{"amount": 89',
        '{"wrong": {"deeper": 1}}',
        '{"name": "", "town": "Bordeaux"}',
        "[1, 2]",
        '{"name": "Durand", "trade": "astronaut"}',
        "{" * 10_000,
    ],
)
def test_what_does_not_fit_is_unreadable_and_never_invented(text):
    with pytest.raises(Unreadable) as error:
        read(Firm, text)
    assert str(error.value)
