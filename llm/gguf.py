"""The header of a GGUF file: what a model is made of, read without loading it.

The format is llama.cpp's: magic, version, counts of tensors and of keys, then keys with typed values.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MAGIC = b"GGUF"
# A key of some kilobytes, or a million keys, is no model's.
_LONGEST, _MOST_KEYS = 1 << 20, 10_000
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _ARRAY = 8, 9
# Bytes of a key and a value in the cache: two numbers of 16 bits.
_PAIR = 4


@dataclass(frozen=True)
class Shape:
    """Layers, width, heads, and heads that share keys and values; `context` is what it was trained with."""

    layers: int
    width: int
    heads: int
    shared_heads: int
    context: int | None = None

    @property
    def cache_per_token(self) -> int:
        """Bytes the cache takes for each token of context."""
        return _PAIR * self.layers * self.width * self.shared_heads // self.heads


def shape_of(path: Path) -> Shape | None:
    """Return what the header of a file tells, None where it tells too little or is none."""
    try:
        with path.open("rb") as file:
            found = dict(_wanted(file))
    except (OSError, struct.error, ValueError, UnicodeDecodeError):
        return None
    numbers = {key: value for key, value in found.items() if isinstance(value, int) and value > 0}
    try:
        layers, width, heads = (
            numbers[key] for key in ("block_count", "embedding_length", "attention.head_count")
        )
    except KeyError:
        return None
    shared = numbers.get("attention.head_count_kv", heads)
    return Shape(layers, width, heads, shared, numbers.get("context_length"))


def _wanted(file: BinaryIO) -> Iterator[tuple[str, object]]:
    """Yield the keys of the model's own kind, without its name in front; it ends where the words begin."""
    if file.read(4) != MAGIC:
        return
    version, _tensors, keys = _read(file, "<IQQ")
    if version not in {2, 3}:  # the first version had shorter counts, and is no longer served
        return
    kind = ""
    for _ in range(min(int(keys), _MOST_KEYS)):
        key = _text(file)
        (type_,) = _read(file, "<I")
        value = _value(file, type_)
        if key == "general.architecture":
            kind = f"{value}."
        elif key.startswith("tokenizer."):
            return
        elif kind and key.startswith(kind):
            yield key.removeprefix(kind), value


def _value(file: BinaryIO, type_: int) -> object:
    if type_ == _TEXT:
        return _text(file)
    if type_ == _ARRAY:
        inner, length = _read(file, "<IQ")
        if length > _LONGEST:
            raise ValueError("an array too long to be true")
        values = [_value(file, inner) for _ in range(length)]
        # Some models have a number of heads for each layer: the largest is on the safe side.
        whole = [one for one in values if isinstance(one, int)]
        return max(whole, default=None)
    (value,) = _read(file, f"<{_NUMBERS[type_]}") if type_ in _NUMBERS else (None,)
    if value is None:
        raise ValueError("a value of an unknown type")
    return value


def _text(file: BinaryIO) -> str:
    (length,) = _read(file, "<Q")
    if length > _LONGEST:
        raise ValueError("a text too long to be true")
    return file.read(length).decode("utf-8", "replace")


def _read(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))
