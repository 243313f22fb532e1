"""Which quantizations and fine-tunes of the configured models fit this machine, alone and both together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from config.hosts import leaves_machine
from llm.gpu import cards
from llm.memory import Memory, Need, fits, memory, need, parameters_of

SMALL, LARGE = "small_model", "large_model"
# What is offered where an entry lists no variants of its own, the best first.
USUAL = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_M", "Q2_K")
_DEFAULT = "Q4_K_M"


class Variant(BaseModel):
    """A quantization or fine-tune of a model: bytes it takes with its context, and whether these are there.

    `model` is the id its server knows it by, `entry` the entry that describes it. `together`: whether it fits
    beside the other model as that one is configured.
    """

    alias: str
    entry: str
    model: str
    quantization: str
    needs: int
    fits: bool
    together: bool
    on_card: bool
    chosen: bool

    @property
    def is_own_entry(self) -> bool:
        """Whether it is a fine-tune, or a quantization that its server knows by an id of its own."""
        return self.entry != self.alias


def variants(config: Mapping[str, Any], have: Memory | None = None) -> list[Variant]:
    """Return the variants of the small and the large model, estimated; nothing for a model of unknown size.

    A model on another machine takes none of this one's memory, and is left out.
    """
    have = have or memory()
    card = sum(one.total for one in cards())
    entries = {alias: config.get("models", {}).get(alias) or {} for alias in (SMALL, LARGE)}
    here = {alias: entry for alias, entry in entries.items() if entry and not _elsewhere(entry, config)}
    as_set = {alias: _need(entry, _quantization(entry)) for alias, entry in here.items()}
    found: list[Variant] = []
    for alias, current in here.items():
        beside = [one for name, one in as_set.items() if name != alias and one is not None]
        for name, entry, quantization in _offered(alias, config):
            needed = _need({**current, **entry}, quantization) or _need(current, quantization)
            if needed is None:
                continue
            found.append(
                Variant(
                    alias=alias,
                    entry=name,
                    model=str(entry.get("id")),
                    quantization=quantization,
                    needs=needed.total,
                    fits=fits(needed, have=have.total),
                    together=fits(needed, *beside, have=have.total),
                    on_card=0 < needed.total <= card,
                    chosen=quantization == _quantization(current) and entry.get("id") == current.get("id"),
                )
            )
    return found


def changes_for(variant: Variant) -> dict[str, str]:
    """Return what choosing a variant writes to settings.json."""
    changes = {f"models.{variant.alias}.quantization": variant.quantization}
    if variant.is_own_entry:
        changes[f"models.{variant.alias}.id"] = variant.model
    return changes


def _offered(alias: str, config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Yield name, entry and quantization: those of the model itself, then of the entries built on it."""
    models = config["models"]
    entry = models[alias]
    own: Sequence[str] = [str(one).upper() for one in entry.get("variants") or []]
    for quantization in dict.fromkeys([*(own or USUAL), _quantization(entry)]):
        yield alias, entry, quantization
    for name, other in models.items():
        if other.get("base") == alias and name != alias and not other.get("task"):
            yield name, other, _quantization(other)


def _quantization(entry: Mapping[str, Any]) -> str:
    return str(entry.get("quantization") or _DEFAULT).upper()


def _need(entry: Mapping[str, Any], quantization: str) -> Need | None:
    parameters = parameters_of(str(entry.get("id") or ""))
    if parameters is None:
        return None
    context = int(entry.get("context") or 4096)
    return need(parameters, quantization, context, layers=entry.get("layers"))


def _elsewhere(entry: Mapping[str, Any], config: Mapping[str, Any]) -> bool:
    endpoint = config.get("endpoints", {}).get(str(entry.get("endpoint"))) or {}
    url = str(endpoint.get("url") or "")
    return bool(url) and leaves_machine(url)
