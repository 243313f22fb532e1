"""A model is loaded only where there is room for it, beside the other one too."""

import pytest

from llm import embedded, embedded_memory, embedded_process
from llm.embedded import EmbeddedEngine
from llm.embedded_memory import check_room, need_of, too_much_together
from llm.embedded_process import EmbeddedModel, Placement
from llm.errors import EmbeddedUnavailable
from llm.gpu import Card
from llm.memory import Memory
from tests.llm.test_embedded import STAND_IN
from tests.llm.test_gguf import GROUPED, LLAMA, header

GB = 1 << 30


def model(tmp_path, name, size, **more):
    path = tmp_path / f"{name}.gguf"
    path.write_bytes(header(*LLAMA, GROUPED))
    return EmbeddedModel(name, path, name, size, more.pop("context", 8192), **more)


def test_a_model_needs_its_file_and_the_cache_its_header_tells(tmp_path):
    need = need_of(model(tmp_path, "large", 5 * GB, context=8192, parallel=2))
    assert (need.weights, need.cache) == (5 * GB, 131_072 * 8192 * 2)


def test_a_file_without_a_header_is_estimated_by_its_size(tmp_path):
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF")
    need = need_of(EmbeddedModel("m", path, "large", 5 * GB, 8192))
    assert 0.9 * GB < need.cache < 1.3 * GB


@pytest.mark.parametrize(
    ("available", "remedy"),
    [
        (4 * GB, "Close other programs"),
        (2 * GB, "Close other programs"),
    ],
)
def test_too_little_memory_is_told_with_the_numbers(tmp_path, available, remedy):
    with pytest.raises(EmbeddedUnavailable) as caught:
        check_room(model(tmp_path, "large", 5 * GB), have=Memory(16 * GB, available, 4))
    assert caught.value.message == (
        f"large needs 6.3 GB of memory with its context of 8,192 tokens; "
        f"{available / GB:.1f} GB of 16.0 GB are free."
    )
    assert caught.value.remedy.startswith(remedy)
    assert "Q4_K_M" in caught.value.remedy


def test_a_model_larger_than_the_machine_wants_a_smaller_one(tmp_path):
    with pytest.raises(EmbeddedUnavailable, match=r"needs 6\.3 GB") as caught:
        check_room(model(tmp_path, "large", 5 * GB), have=Memory(6 * GB, 6 * GB, 4))
    assert caught.value.remedy.startswith("It is too large for this machine")


def test_the_other_model_counts_loaded_or_on_its_way(tmp_path):
    large, small = model(tmp_path, "large", 5 * GB), model(tmp_path, "small", 4 * GB, context=4096)
    have = Memory(16 * GB, 10 * GB, 4)
    check_room(large, have=have)
    for others in ({"loaded": [small]}, {"starting": [small]}):
        with pytest.raises(EmbeddedUnavailable) as caught:
            check_room(large, have=have, **others)
        assert "Stop small in the Models tab" in caught.value.remedy
    assert too_much_together([small, large], Memory(16 * GB, 1, 4)) == ""
    assert "11.1 GB together; this machine has 8.0 GB" in too_much_together(
        [small, large], Memory(8 * GB, 1, 4)
    )


def test_cards_count_where_layers_are_put_on_them(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_memory, "cards", lambda: [Card("A", 8 * GB, 8 * GB)])
    have = Memory(8 * GB, 3 * GB, 4)
    check_room(model(tmp_path, "large", 5 * GB, placement=Placement(n_gpu_layers=-1)), have=have)
    with pytest.raises(EmbeddedUnavailable):
        check_room(model(tmp_path, "large", 5 * GB, placement=Placement(n_gpu_layers=0)), have=have)


def test_a_system_that_does_not_tell_is_no_reason_to_refuse(tmp_path):
    check_room(model(tmp_path, "large", 50 * GB), have=Memory(0, 0, 4))


def test_nothing_is_started_where_there_is_no_room(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "installed", lambda: True)
    path = tmp_path / "huge.gguf"
    path.write_bytes(header(*LLAMA, GROUPED))
    started = []
    monkeypatch.setattr(embedded_process, "command", lambda one: started.append(one) or [str(STAND_IN)])
    monkeypatch.setattr(embedded_memory, "memory", lambda: Memory(GB, GB // 4, 2))
    with pytest.raises(EmbeddedUnavailable, match=r"huge needs .* GB of memory"):
        EmbeddedEngine(path).ensure("huge")
    assert started == []
