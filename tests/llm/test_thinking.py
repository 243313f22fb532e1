import pytest

from llm.thinking import ThinkingFilter, without_thinking

CASES = [
    ("Bonjour", "Bonjour"),
    ("<think>plan</think>\n\nBonjour", "Bonjour"),
    ("<THINK>plan</THINK>Bonjour", "Bonjour"),
    ("<thought>plan</thought>Bonjour<think>more</think> toi", "Bonjour toi"),
    ("<think>never closed", ""),
    ("a < b and <b>bold</b>", "a < b and <b>bold</b>"),
]


@pytest.mark.parametrize(("text", "answer"), [*CASES, ("plan without opening</think> Bonjour", "Bonjour")])
def test_whole_text(text, answer):
    assert without_thinking(text).strip() == answer


@pytest.mark.parametrize(("text", "answer"), CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_stream_in_pieces_of_any_size(text, answer, size):
    stream = ThinkingFilter()
    shown = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.end()
    assert shown.strip() == answer


def test_stream_holds_back_no_more_than_a_tag():
    stream = ThinkingFilter()
    assert stream.feed("Three firms ") == "Three firms "
    assert stream.feed("<thi") == ""
    assert stream.feed("s>") == "<this>"
