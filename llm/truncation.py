"""Whether a server cut the prompt in silence, as Ollama does with HTTP 200."""

# No tokenizer of these models packs more than this many characters of prose into a token on average.
_MOST_CHARS_PER_TOKEN = 8.0
_LIKELY_CHARS_PER_TOKEN = 4.5
# A prompt too long for num_ctx comes out as num_ctx - (num_ctx - num_keep) / 2, num_keep being a few tokens.
_KEEP_MOST = 32
_USUAL_CONTEXTS = (2048, 4096, 8192)


def prompt_was_cut(prompt_tokens: int | None, chars: int, context: int | None) -> bool:
    """Tell from `usage.prompt_tokens` whether fewer tokens were read than the prompt's text makes."""
    if not prompt_tokens:
        return False
    if prompt_tokens * _MOST_CHARS_PER_TOKEN < chars:
        return True
    contexts = (context,) if context else _USUAL_CONTEXTS
    signature = any(half <= prompt_tokens <= half + _KEEP_MOST for half in (size // 2 for size in contexts))
    return signature and prompt_tokens * _LIKELY_CHARS_PER_TOKEN < chars
