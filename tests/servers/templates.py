"""Chat templates as strict as those that come with the models.

Each takes messages with text contents and returns the prompt, or raises TemplateError with the template's
own words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Message = Mapping[str, Any]
Template = Callable[[Sequence[Message]], str]

ONLY_USER_AND_ASSISTANT = "Only user and assistant roles are supported!"
MUST_ALTERNATE = "Conversation roles must alternate user/assistant/user/assistant/..."
MUST_ALTERNATE_AFTER_SYSTEM = (
    "After the optional system message, conversation roles must alternate user/assistant/user/assistant/..."
)
ONLY_WITH_INITIAL_SYSTEM = (
    "Only user and assistant roles are supported, with the exception of an initial optional system message!"
)
NO_SYSTEM_ROLE = "System role not supported"

# The template of Mistral 7B v0.1 and v0.2, for servers that run the real language.
MISTRAL_JINJA = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('" + MUST_ALTERNATE + "') }}{% endif %}"
    "{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token }}"
    "{% else %}{{ raise_exception('" + ONLY_USER_AND_ASSISTANT + "') }}{% endif %}{% endfor %}"
)


class TemplateError(Exception):
    """The template raised an exception."""


def mistral_v1(messages: Sequence[Message]) -> str:
    """Render Mistral 7B v0.1 and v0.2: alternation is looked at first, so a leading system breaks it."""
    prompt = "<s>"
    for index, message in enumerate(messages):
        role, text = message["role"], _text(message)
        if (role == "user") != (index % 2 == 0):
            raise TemplateError(MUST_ALTERNATE)
        if role not in {"user", "assistant"}:
            raise TemplateError(ONLY_USER_AND_ASSISTANT)
        prompt += f"[INST] {text} [/INST]" if role == "user" else f"{text}</s>"
    return prompt


def mistral_v03(messages: Sequence[Message]) -> str:
    """Render Mistral 7B v0.3 as LM Studio has it: no system message anywhere (lmstudio-bug-tracker#1054)."""
    if any(message["role"] not in {"user", "assistant"} for message in messages):
        raise TemplateError(ONLY_USER_AND_ASSISTANT)
    return mistral_v1(messages)


def mistral_later(messages: Sequence[Message]) -> str:
    """Render the later official template: one leading system message is folded into the first user turn."""
    system, turns = _split_system(messages)
    for index, message in enumerate(turns):
        if message["role"] not in {"user", "assistant"}:
            raise TemplateError(ONLY_WITH_INITIAL_SYSTEM)
        if (message["role"] == "user") != (index % 2 == 0):
            raise TemplateError(MUST_ALTERNATE_AFTER_SYSTEM)
    return mistral_v1(_folded(system, turns))


def gemma(messages: Sequence[Message]) -> str:
    """Render Gemma 1 and 2: a leading system message is refused, the rest must alternate."""
    if messages and messages[0]["role"] == "system":
        raise TemplateError(NO_SYSTEM_ROLE)
    return _gemma_turns(messages)


def gemma3(messages: Sequence[Message]) -> str:
    """Render Gemma 3: one leading system message is folded, the rest must alternate."""
    return _gemma_turns(_folded(*_split_system(messages)))


def llama3(messages: Sequence[Message]) -> str:
    """Render Llama 3: any role in any order; neighbours of one role are joined, as Ollama does."""
    prompt = "<|begin_of_text|>"
    for role, text in _runs(messages):
        prompt += f"<|start_header_id|>{role}<|end_header_id|>\n\n{text}<|eot_id|>"
    return prompt + "<|start_header_id|>assistant<|end_header_id|>\n\n"


def template_for(model: str) -> Template:
    """Return the template a model of this name comes with."""
    name = model.lower()
    for word, template in (
        ("mistral", mistral_v03),
        ("gemma-3", gemma3),
        ("gemma3", gemma3),
        ("gemma", gemma),
    ):
        if word in name:
            return template
    return llama3


def _gemma_turns(messages: Sequence[Message]) -> str:
    prompt = "<bos>"
    for index, message in enumerate(messages):
        if (message["role"] == "user") != (index % 2 == 0):
            raise TemplateError(MUST_ALTERNATE)
        role = "model" if message["role"] == "assistant" else message["role"]
        prompt += f"<start_of_turn>{role}\n{_text(message).strip()}<end_of_turn>\n"
    return prompt + "<start_of_turn>model\n"


def _split_system(messages: Sequence[Message]) -> tuple[str, Sequence[Message]]:
    if messages and messages[0]["role"] == "system":
        return _text(messages[0]), messages[1:]
    return "", messages


def _folded(system: str, turns: Sequence[Message]) -> Sequence[Message]:
    if not system or not turns:
        return turns
    first = {**turns[0], "content": f"{system}\n\n{_text(turns[0])}"}
    return [first, *turns[1:]]


def _runs(messages: Iterable[Message]) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for message in messages:
        role, text = message["role"], _text(message)
        if runs and runs[-1][0] == role:
            runs[-1] = (role, f"{runs[-1][1]}\n\n{text}")
        else:
            runs.append((role, text))
    return runs


def _text(message: Message) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    raise TemplateError("Cannot perform operation + on undefined values")
