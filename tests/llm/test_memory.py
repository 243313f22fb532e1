"""What models need of a machine's memory, and which of their variants fit."""

import pytest

from llm import gpu, variants
from llm.memory import Memory, fits, memory, need, parameters_of

GB = 1 << 30

NAMES = [
    ("mistralai/mistral-7b-instruct-v0.3", 7e9),
    ("llama3:8b", 8e9),
    ("smollm2-135m-instruct", 135e6),
    ("qwen2.5-0.5b", 0.5e9),
    ("mixtral", None),
    ("phi-3.5-mini", None),
]


@pytest.mark.parametrize(("name", "parameters"), NAMES)
def test_a_name_tells_its_parameters(name, parameters):
    assert parameters_of(name) == parameters


# Sizes of the files as published, within a tenth.
FILES = [
    (7.25e9, "Q4_K_M", 4.37e9),
    (8.03e9, "Q4_0", 4.66e9),
    (8.03e9, "Q8_0", 8.54e9),
    (7.25e9, "Q2_K", 2.72e9),
]


@pytest.mark.parametrize(("parameters", "quantization", "size"), FILES)
def test_weights_come_near_to_the_published_files(parameters, quantization, size):
    assert need(parameters, quantization, 4096).weights == pytest.approx(size, rel=0.1)


def test_the_cache_grows_with_context_and_slots():
    # Llama 3 8B at 8,192 tokens keeps 1 GiB.
    assert need(8e9, "Q4_0", 8192).cache == pytest.approx(GB, rel=0.05)
    assert need(8e9, "Q4_0", 8192, slots=2).cache == pytest.approx(2 * GB, rel=0.05)
    assert need(8e9, "Q4_0", 8192, size=5).weights == 5


def test_two_models_need_their_sum():
    one = need(8e9, "Q4_0", 8192)
    assert fits(one, have=8 * GB)
    assert not fits(one, one, have=8 * GB)


def test_this_machine_tells():
    have = memory()
    assert have.total >= have.available > 0
    assert have.cores >= 1


CONFIG = {
    "endpoints": {"lm_studio": {"url": "http://localhost:1234"}, "ollama": {"url": "http://localhost:11434"}},
    "models": {
        "small_model": {"id": "mistral-7b", "endpoint": "lm_studio", "context": 4096},
        "large_model": {
            "id": "llama3:8b",
            "endpoint": "ollama",
            "context": 8192,
            "quantization": "Q4_0",
            "variants": ["q8_0", "Q4_0"],
        },
    },
}


def test_variants_are_held_to_the_machine_alone_and_together():
    found = variants.variants(CONFIG, Memory(12 * GB, 10 * GB, 4))
    large = {one.quantization: one for one in found if one.alias == "large_model"}
    assert list(large) == ["Q8_0", "Q4_0"]
    assert (large["Q8_0"].fits, large["Q8_0"].together) == (True, False)
    assert large["Q4_0"].chosen
    small = {one.quantization: one for one in found if one.alias == "small_model"}
    assert small["Q4_K_M"].chosen
    assert not small["Q8_0"].together
    assert small["Q2_K"].together


def test_a_model_on_another_machine_takes_nothing_of_this_one():
    away = {**CONFIG, "endpoints": {**CONFIG["endpoints"], "ollama": {"url": "http://models.example:11434"}}}
    assert {one.alias for one in variants.variants(away, Memory(8 * GB, 8 * GB, 2))} == {"small_model"}


def test_cards_are_read_from_the_listing_of_nvidia_smi():
    listed = "NVIDIA GeForce RTX 4070, 12282, 11000\nbroken line\nNVIDIA A2, 15356, 15000\n"
    found = gpu.read_cards(listed)
    assert [(card.name, card.total // (1 << 20), card.free // (1 << 20)) for card in found] == [
        ("NVIDIA GeForce RTX 4070", 12282, 11000),
        ("NVIDIA A2", 15356, 15000),
    ]


TUNES = {
    **CONFIG,
    "models": {
        **CONFIG["models"],
        "letters": {
            "id": "own/letters",
            "base": "large_model",
            "endpoint": "ollama",
            "quantization": "Q5_K_M",
        },
        "outreach": {"id": "llama3:8b", "base": "large_model", "task": "outreach"},
    },
}


def test_a_fine_tune_stands_beside_the_quantizations_of_its_base():
    found = variants.variants(TUNES, Memory(12 * GB, 10 * GB, 4))
    (tune,) = [one for one in found if one.is_own_entry]
    assert (tune.alias, tune.entry, tune.model, tune.quantization) == (
        "large_model",
        "letters",
        "own/letters",
        "Q5_K_M",
    )
    assert tune.needs == need(8e9, "Q5_K_M", 8192).total  # its name tells no size: that of its base
    assert variants.changes_for(tune) == {
        "models.large_model.quantization": "Q5_K_M",
        "models.large_model.id": "own/letters",
    }
    plain = next(one for one in found if one.quantization == "Q8_0" and one.alias == "large_model")
    assert variants.changes_for(plain) == {"models.large_model.quantization": "Q8_0"}


def test_layers_decide_the_cache_where_they_are_known():
    assert need(8e9, "Q4_K_M", 1000, layers=32).cache == 131_072_000
    assert need(8e9, "Q4_K_M", 1000, layers=36).cache == 147_456_000
