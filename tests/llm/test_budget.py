import pytest

from llm.budget import fit, shortened
from llm.errors import ContextOverflow
from llm.messages import document, fold

PAGE = "\n\n".join(f"Paragraph {number} about pipes and taps in Bordeaux." for number in range(400))


def fitted(messages, context=4096, max_tokens=4096):
    return fit(messages, context=context, max_tokens=max_tokens, chars_per_token=3.2)


def test_what_fits_is_sent_as_it_is():
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]
    result = fitted(messages)
    assert fold(result.messages) == fold(messages)
    assert result.omitted == []


def test_a_document_is_cut_to_half_the_context_and_the_rest_is_kept():
    messages = [
        {"role": "system", "content": "Only facts."},
        {"role": "user", "content": [{"type": "text", "text": "Which town?"}, document(PAGE)]},
    ]
    result = fitted(messages, context=2048)
    text = fold(result.messages)[0]["content"]
    assert text.startswith("Only facts.\n\nWhich town?")
    assert len(text) / 3.2 <= 1024
    assert len(text) / 3.2 > 800
    assert "Paragraph 0 " in text
    assert "Paragraph 399 " in text
    assert len(result.omitted) == 1
    assert f"of {len(PAGE):,} characters" in result.omitted[0]


def test_text_is_cut_between_blocks():
    kept = shortened(PAGE, 1000)
    blocks = [block for block in kept.split("\n\n") if block != "[…]"]
    assert len(kept) <= 1000
    assert all(block.startswith("Paragraph") and block.endswith("Bordeaux.") for block in blocks)


@pytest.mark.parametrize("text", ["x" * 5000, "word " * 1000, "A sentence here. " * 300, "line\n" * 1000])
def test_text_without_blocks_is_cut_as_well(text):
    assert 400 < len(shortened(text, 500)) <= 500


def test_short_documents_are_kept_whole_beside_long_ones():
    short = "Opening hours: 8 to 18."
    messages = [{"role": "user", "content": [document(PAGE), document(short), document(PAGE)]}]
    result = fitted(messages, context=1024)
    text = fold(result.messages)[0]["content"]
    assert short in text
    assert len(result.omitted) == 2


def test_max_tokens_is_clamped_to_what_is_left():
    result = fitted([{"role": "user", "content": "Hello"}], context=4096, max_tokens=8192)
    assert 3900 < result.max_tokens < 4096
    assert fitted([{"role": "user", "content": "Hello"}], max_tokens=100).max_tokens == 100
    assert fitted([{"role": "user", "content": "Hello"}], max_tokens=None).max_tokens > 3900


def test_instructions_are_never_cut():
    with pytest.raises(ContextOverflow):
        fitted([{"role": "system", "content": "x" * 20_000}, {"role": "user", "content": "Hello"}])


def test_plain_text_is_shortened_when_there_is_no_document():
    result = fitted(
        [{"role": "system", "content": "Sum up."}, {"role": "user", "content": PAGE}], context=1024
    )
    text = fold(result.messages)[0]["content"]
    assert text.startswith("Sum up.\n\nParagraph 0 ")
    assert len(text) / 3.2 <= 512
