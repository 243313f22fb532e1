"""Tables of what models need of a machine, from the estimates of `llm.memory` that the Models tab uses."""

from itertools import product

from llm.memory import RESERVE, Need, need

_GB = 1e9
_SIZES = (("3B", 3e9), ("7B", 7.2e9), ("8B", 8e9), ("14B", 14e9))
_QUANTIZATIONS = ("Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "F16")
_SMALL, _LARGE = need(7.2e9, "Q4_K_M", 4096), need(8e9, "Q4_K_M", 8192)
# Layers of a model of 7 to 8 billion parameters, its output counted as one.
_LAYERS = 33
# What a screen and the engine's buffers take of a card.
_CARD_RESERVE = 1 * _GB
# GB a second by the makers' data sheets, lowest and highest of a class.
_BANDWIDTHS = (
    ("processor, two channels of DDR4", 38, 51),
    ("processor, two channels of DDR5", 70, 100),
    ("Apple chip, base", 68, 150),
    ("Apple chip, Pro or Max", 200, 550),
    ("graphics card of 8 GB", 220, 450),
    ("graphics card of 12 to 16 GB", 290, 740),
    ("graphics card of 24 GB", 900, 1010),
)
# The share of a bandwidth that engines reach in public comparisons.
_REACHED = (0.5, 0.8)


def tables() -> str:
    """Return the tables as Markdown."""
    return "\n\n".join("\n".join(part) for part in (_memory(), _sets(), _cards(), _speeds()))


def _memory() -> list[str]:
    head = f"| Model, context | {' | '.join(_QUANTIZATIONS)} |"
    rows = ["### Memory of one model, in GB", "", head, "| --- |" + " --- |" * len(_QUANTIZATIONS)]
    for (name, parameters), context in product(_SIZES, (4096, 8192)):
        needs = [_gb(need(parameters, one, context).total) for one in _QUANTIZATIONS]
        rows.append(f"| {name}, {context} | {' | '.join(needs)} |")
    return rows


def _sets() -> list[str]:
    rows = [
        "### Memory of the shipped models together, in GB",
        "",
        "| What runs | Models | With the system |",
    ]
    rows.append("| --- | --- | --- |")
    sets: tuple[tuple[str, tuple[Need, ...]], ...] = (
        ("small model alone", (_SMALL,)),
        ("large model alone", (_LARGE,)),
        ("both at once", (_SMALL, _LARGE)),
    )
    for name, needs in sets:
        total = sum(one.total for one in needs)
        rows.append(f"| {name}, Q4_K_M | {_gb(total)} | {_gb(total + RESERVE)} |")
    return rows


def _cards() -> list[str]:
    columns = ("Q4_K_M", "Q5_K_M", "Q8_0")
    rows = [f"### Layers of an 8B model that fit on a card, of {_LAYERS}", ""]
    rows += [f"| Card | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    for size in (4, 6, 8, 12):
        fitting = [_layers(need(8e9, one, 4096), size * _GB) for one in columns]
        rows.append(f"| {size} GB | {' | '.join(str(one) for one in fitting)} |")
    return rows


def _layers(needed: Need, card: float) -> int:
    return min(_LAYERS, int((card - _CARD_RESERVE) / ((needed.weights + needed.cache) / _LAYERS)))


def _speeds() -> list[str]:
    columns = ("Q4_K_M", "Q6_K", "Q8_0")
    rows = ["### Tokens a second of an 8B model, all of it in that memory", ""]
    rows += [f"| Memory | GB/s | {' | '.join(columns)} |", "| --- | --- |" + " --- |" * len(columns)]
    for name, low, high in _BANDWIDTHS:
        ranges = [_range(need(8e9, one, 4096).weights / _GB, low, high) for one in columns]
        rows.append(f"| {name} | {low} to {high} | {' | '.join(ranges)} |")
    return rows


def _range(weights: float, low: int, high: int) -> str:
    return f"{low * _REACHED[0] / weights:.0f} to {high * _REACHED[1] / weights:.0f}"


def _gb(size: float) -> str:
    return f"{size / _GB:.1f}"
