import itertools

import pytest

from llm.errors import InvalidMessages, LLMError
from llm.messages import CONTINUE, document, fold

S, U, A = "system", "user", "assistant"


def message(role, content):
    return {"role": role, "content": content}


def roles(folded):
    return [one["role"] for one in folded]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(U, "hello")], [(U, "hello")]),
        ([(S, "be brief"), (U, "hello")], [(U, "be brief\n\nhello")]),
        ([(S, "one"), (S, "two"), (U, "hello")], [(U, "one\n\ntwo\n\nhello")]),
        ([(U, "hello"), (S, "late")], [(U, "late\n\nhello")]),
        ([(S, "alone")], [(U, "alone")]),
        ([("developer", "be brief"), (U, "hello")], [(U, "be brief\n\nhello")]),
        ([(U, "a"), (U, "b")], [(U, "a\n\nb")]),
        ([(U, "a"), (A, "b"), (A, "c"), (U, "d")], [(U, "a"), (A, "b\n\nc"), (U, "d")]),
        ([(S, "s"), (A, "a"), (U, "u")], [(U, "s"), (A, "a"), (U, "u")]),
        ([(A, "a"), (U, "u")], [(U, CONTINUE), (A, "a"), (U, "u")]),
        ([(U, "u"), (A, "a")], [(U, "u"), (A, "a"), (U, CONTINUE)]),
        ([(U, "u"), (A, None), (U, "v")], [(U, "u\n\nv")]),
        ([(U, "  "), (U, "v")], [(U, "v")]),
        ([(U, "u"), ("tool", "result")], [(U, "u\n\nresult")]),
        ([(U, [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])], [(U, "a\n\nb")]),
        ([(S, [{"type": "text", "text": "s"}]), (U, [document("page")])], [(U, "s\n\npage")]),
    ],
)
def test_fold(given, expected):
    folded = fold([message(role, content) for role, content in given])
    assert [(one["role"], one["content"]) for one in folded] == expected


def test_media_parts_are_kept_with_the_system_text_in_front():
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    folded = fold([message(S, "look"), message(U, [image, document("what is it?")])])
    assert folded == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "look"},
                image,
                {"type": "text", "text": "what is it?"},
            ],
        }
    ]


def test_native_keeps_one_leading_system_message():
    folded = fold([message(U, "a"), message(S, "one"), message(S, "two")], system_role="native")
    assert folded == [message(S, "one\n\ntwo"), message(U, "a")]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [message(U, "")],
        [message(U, None)],
        [message(S, " ")],
        ["hello"],
        [message(U, 3)],
        [message(U, [4])],
    ],
)
def test_nothing_to_send_is_a_typed_error(messages):
    with pytest.raises(InvalidMessages) as error:
        fold(messages)
    assert isinstance(error.value, LLMError)
    assert error.value.message


def mistral_strict(messages):
    """The chat template of Mistral 7B Instruct v0.3 as LM Studio ships it: parity, and no system role."""
    for index, one in enumerate(messages):
        if (one["role"] == "user") != (index % 2 == 0):
            raise AssertionError("Conversation roles must alternate user/assistant/user/assistant/...")
        if one["role"] not in {"user", "assistant"}:
            raise AssertionError("Only user and assistant roles are supported!")


def test_every_history_of_up_to_five_turns_renders_loses_no_text_and_folds_only_once():
    shapes = [(role, blank) for role in (S, U, A, "developer", "tool") for blank in (False, True)]
    checked = 0
    for length in range(1, 5):
        for history in itertools.product(shapes, repeat=length):
            messages = [message(role, " " if blank else f"t{i}") for i, (role, blank) in enumerate(history)]
            before = [dict(one) for one in messages]
            texts = [one["content"] for one in messages if one["content"].strip()]
            if not texts:
                continue
            folded = fold(messages)
            mistral_strict(folded)
            assert folded[-1]["role"] == "user"
            everything = "\n".join(one["content"] for one in folded)
            assert all(text in everything for text in texts)
            assert messages == before
            assert fold(folded) == folded
            checked += 1
    assert checked > 10_000
