"""What the fake servers give as vectors: texts that share a meaning of the table lie near each other."""

import re
import zlib
from collections.abc import Sequence

from tests.servers.replies import count_tokens

DIMENSIONS = 64
# Words of one line mean the same.
MEANINGS = (
    ("effectif", "salariés", "compagnons", "collaborateurs", "employees"),
    ("dirige", "gérant", "patronne", "manager"),
    ("tarif", "prix", "coûte", "facturons"),
)


def vector_of(text: str) -> list[float]:
    """Return a vector of the words of a text."""
    numbers = [0.0] * DIMENSIONS
    for word in re.findall(r"\w{4,}", text.lower()):
        meaning = next((line[0] for line in MEANINGS if word in line), word)
        numbers[zlib.crc32(meaning.encode()) % DIMENSIONS] += 5.0 if meaning in _FIRST else 1.0
    return numbers


def answer(model: str, inputs: Sequence[str]) -> dict[str, object]:
    """Return the body that LM Studio, Ollama and llama.cpp answer with; the rows stand in any order."""
    data = [
        {"object": "embedding", "index": n, "embedding": vector_of(text)} for n, text in enumerate(inputs)
    ]
    count = sum(map(count_tokens, inputs))
    usage = {"prompt_tokens": count, "total_tokens": count}
    return {"object": "list", "data": data[::-1], "model": model, "usage": usage}


_FIRST = {line[0] for line in MEANINGS}
