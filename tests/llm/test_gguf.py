"""The header of a GGUF file tells layers and cache; anything else tells nothing and breaks nothing."""

import struct

import pytest

from llm import embedded
from llm.gguf import Shape, shape_of

NUMBER, TEXT, ARRAY, FLOAT = 4, 8, 9, 6


def text(words):
    raw = words.encode()
    return struct.pack("<Q", len(raw)) + raw


def key(name, kind, value):
    if kind == TEXT:
        raw = text(value)
    elif kind == ARRAY:
        raw = struct.pack("<IQ", NUMBER, len(value)) + b"".join(struct.pack("<I", one) for one in value)
    else:
        raw = struct.pack("<f" if kind == FLOAT else "<I", value)
    return text(name) + struct.pack("<I", kind) + raw


def header(*keys, version=3):
    return b"GGUF" + struct.pack("<IQQ", version, 0, len(keys)) + b"".join(keys)


LLAMA = (
    key("general.architecture", TEXT, "llama"),
    key("llama.context_length", NUMBER, 8192),
    key("llama.rope.freq_base", FLOAT, 1e6),
    key("llama.block_count", NUMBER, 32),
    key("llama.embedding_length", NUMBER, 4096),
    key("llama.attention.head_count", NUMBER, 32),
)
GROUPED = key("llama.attention.head_count_kv", NUMBER, 8)
WORDS = key("tokenizer.ggml.model", TEXT, "gpt2")


@pytest.mark.parametrize(
    ("raw", "cache"),
    [
        (header(*LLAMA, GROUPED, WORDS), 131_072),
        (header(*LLAMA, WORDS), 524_288),  # every head has keys and values of its own
        (header(*LLAMA, key("llama.attention.head_count_kv", ARRAY, [4, 8, 4])), 131_072),
        (header(*LLAMA, GROUPED, version=2), 131_072),
    ],
)
def test_layers_and_cache_are_read(tmp_path, raw, cache):
    path = tmp_path / "m.gguf"
    path.write_bytes(raw)
    shape = shape_of(path)
    assert (shape.layers, shape.context, shape.cache_per_token) == (32, 8192, cache)


WHOLE = header(*LLAMA, GROUPED)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 a zip", id="another kind"),
        pytest.param(WHOLE[:70], id="cut"),
        pytest.param(header(*LLAMA[:3]), id="too little"),
        pytest.param(header(WORDS, *LLAMA), id="words first"),
        pytest.param(header(*LLAMA, version=1), id="first version"),
        pytest.param(header(text("k") + struct.pack("<I", 99)), id="unknown type"),
        pytest.param(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 60), id="endless text"),
        pytest.param(
            header(text("k") + struct.pack("<I", ARRAY) + struct.pack("<IQ", NUMBER, 1 << 60)),
            id="endless array",
        ),
    ],
)
def test_what_is_no_header_tells_nothing(tmp_path, raw):
    path = tmp_path / "m.gguf"
    path.write_bytes(raw)
    assert shape_of(path) is None


def test_a_missing_file_tells_nothing(tmp_path):
    assert shape_of(tmp_path / "gone.gguf") is None


def test_the_starter_model_tells():
    file = embedded._starter_file()
    if file is None:
        pytest.skip("the starter model is not installed")
    assert shape_of(file) == Shape(layers=30, width=576, heads=9, shared_heads=3, context=8192)
