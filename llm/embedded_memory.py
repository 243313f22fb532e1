"""Whether there is room for a model before it is loaded: afterwards the system may end any program."""

from collections.abc import Collection, Sequence

from llm.embedded_process import EmbeddedModel
from llm.errors import EmbeddedUnavailable
from llm.gguf import shape_of
from llm.gpu import cards
from llm.memory import BITS, Memory, Need, memory, need

_GB = 1 << 30
_USUAL = "Q4_K_M"


def need_of(model: EmbeddedModel) -> Need:
    """Return what a model takes: its file, and the cache of its context as its header tells it."""
    context = model.context * model.parallel
    shape = shape_of(model.path)
    if shape is not None:
        return Need(model.bytes, shape.cache_per_token * context)
    return need(8 * model.bytes / BITS[_USUAL], _USUAL, context, size=model.bytes)


def check_room(
    model: EmbeddedModel,
    loaded: Sequence[EmbeddedModel] = (),
    starting: Sequence[EmbeddedModel] = (),
    have: Memory | None = None,
) -> None:
    """Do nothing where a model fits beside the others.

    Args:
        model: what shall be loaded.
        loaded: the models of the engine that are in memory.
        starting: those that are on their way into it, and have taken little so far.
        have: the memory of this machine, looked up where it is not given.

    Raises:
        EmbeddedUnavailable: there is too little memory; with the numbers, and what to do.
    """
    have = have or memory()
    if not have.available:
        return  # the system does not tell
    needed = need_of(model).total
    # Weights are mapped files, which the system counts as memory it could have back.
    taken = sum(need_of(one).weights for one in loaded) + sum(need_of(one).total for one in starting)
    free = max(0, have.available - taken)
    if model.placement.n_gpu_layers not in {None, 0}:
        free += sum(card.free for card in cards())
    if needed <= free:
        return
    others = [one.id for one in (*loaded, *starting)]
    raise EmbeddedUnavailable(
        f"{model.id} needs {needed / _GB:.1f} GB of memory with its context of {model.context:,} tokens; "
        f"{free / _GB:.1f} GB of {have.total / _GB:.1f} GB are free.",
        _remedy(others, needed, have),
        endpoint="embedded",
        model=model.id,
    )


def too_much_together(models: Collection[EmbeddedModel], have: Memory | None = None) -> str:
    """Return in a sentence that models do not fit this machine side by side, nothing where they do."""
    have = have or memory()
    needed = sum(need_of(one).total for one in models)
    if not have.total or needed <= have.total:
        return ""
    names = " and ".join(one.id for one in models)
    return f"{names} need {needed / _GB:.1f} GB together; this machine has {have.total / _GB:.1f} GB."


def _remedy(others: Sequence[str], needed: int, have: Memory) -> str:
    smaller = "use a smaller model or quantization (Q4_K_M)"
    if needed > have.total:
        return f"It is too large for this machine: {smaller}."
    if others:
        return f"Stop {', '.join(others)} in the Models tab, close other programs, or {smaller}."
    return f"Close other programs, or {smaller}."
