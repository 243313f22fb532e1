"""What the fake models say, and the templates they read through."""

from collections.abc import Callable

import jinja2
import pytest
from pydantic import BaseModel, Field

from tests.servers.fake_lm_studio import MISTRAL
from tests.servers.fake_ollama import LLAMA3
from tests.servers.replies import SENTENCE, Speaker, instance_of
from tests.servers.templates import (
    MISTRAL_JINJA,
    MUST_ALTERNATE,
    MUST_ALTERNATE_AFTER_SYSTEM,
    NO_SYSTEM_ROLE,
    ONLY_USER_AND_ASSISTANT,
    ONLY_WITH_INITIAL_SYSTEM,
    Template,
    TemplateError,
    gemma,
    gemma3,
    llama3,
    mistral_later,
    mistral_v03,
    mistral_v1,
    template_for,
)

# --- replies --------------------------------------------------------------------------------------


class Address(BaseModel):
    city: str
    postcode: str | None
    floors: list[int] = Field(min_length=2)


class Business(BaseModel):
    name: str = Field(min_length=10)
    kind: str = Field(json_schema_extra={"enum": ["plumber", "baker"]})
    score: float = Field(ge=3, le=4)
    rank: int = Field(gt=7)
    active: bool
    address: Address
    parent: "Business | None"


@pytest.mark.parametrize("model", [Address, Business])
def test_instances_satisfy_their_schema(model: type[BaseModel]) -> None:
    schema = model.model_json_schema()
    assert model.model_validate(instance_of(schema))


def test_kinds_of_replies() -> None:
    body = {"messages": [1, 2]}
    assert [Speaker("a").say(body) for _ in range(2)] == ["a", "a"]
    queue = Speaker(["a", "b"])
    assert [queue.say(body) for _ in range(3)] == ["a", "b", SENTENCE]
    assert Speaker(lambda asked: str(len(asked["messages"]))).say(body) == "2"
    assert Speaker(lambda _asked: None).say(body) == SENTENCE


# --- templates ------------------------------------------------------------------------------------

TURNS = {"s": "system", "u": "user", "a": "assistant", "d": "developer"}


def messages(roles: str) -> list[dict[str, str]]:
    return [{"role": TURNS[role], "content": f"{role}{number}"} for number, role in enumerate(roles)]


@pytest.mark.parametrize(
    ("template", "roles", "words"),
    [
        (mistral_v03, "su", ONLY_USER_AND_ASSISTANT),
        (mistral_v03, "us", ONLY_USER_AND_ASSISTANT),
        (mistral_v03, "ud", ONLY_USER_AND_ASSISTANT),
        (mistral_v03, "uu", MUST_ALTERNATE),
        (mistral_v03, "au", MUST_ALTERNATE),
        (mistral_v1, "su", MUST_ALTERNATE),
        (mistral_v1, "us", ONLY_USER_AND_ASSISTANT),
        (mistral_later, "suu", MUST_ALTERNATE_AFTER_SYSTEM),
        (mistral_later, "us", ONLY_WITH_INITIAL_SYSTEM),
        (gemma, "su", NO_SYSTEM_ROLE),
        (gemma, "uu", MUST_ALTERNATE),
        (gemma3, "ssu", MUST_ALTERNATE),
    ],
)
def test_strict_templates_refuse(template: Template, roles: str, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        template(messages(roles))
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("template", "roles", "prompt"),
    [
        (mistral_v03, "uau", "<s>[INST] u0 [/INST]a1</s>[INST] u2 [/INST]"),
        (mistral_later, "su", "<s>[INST] s0\n\nu1 [/INST]"),
        (gemma3, "su", "<bos><start_of_turn>user\ns0\n\nu1<end_of_turn>\n<start_of_turn>model\n"),
    ],
)
def test_templates_render(template: Template, roles: str, prompt: str) -> None:
    assert template(messages(roles)) == prompt


def test_llama3_takes_anything_and_joins_neighbours() -> None:
    assert "u1\n\nu2" in llama3(messages("suusad"))


@pytest.mark.parametrize("roles", ["u", "uau", "su", "us", "uu", "au", "ua", "uas", "ud"])
def test_jinja_for_real_servers_agrees_with_the_function(roles: str) -> None:
    def raise_exception(words: str) -> None:
        raise TemplateError(words)

    def outcome(render: Callable[[], str]) -> str:
        try:
            return render()
        except TemplateError as error:
            return str(error)

    compiled = jinja2.Environment(autoescape=False).from_string(MISTRAL_JINJA)
    values = {"bos_token": "<s>", "eos_token": "</s>", "raise_exception": raise_exception}
    rendered = outcome(lambda: compiled.render(messages=messages(roles), **values))
    assert rendered == outcome(lambda: mistral_v1(messages(roles)))


@pytest.mark.parametrize(
    ("name", "template"),
    [(MISTRAL, mistral_v03), ("google/gemma-2-9b", gemma), ("google/gemma-3-4b", gemma3), (LLAMA3, llama3)],
)
def test_template_goes_by_the_name(name: str, template: Template) -> None:
    assert template_for(name) is template
