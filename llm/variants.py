"""Which quantizations of the configured models fit this machine, alone and both models together."""

from collections.abc import Mapping, Sequence
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
    """A quantization of a model: bytes it takes with its context, and whether these are there.

    `together`: whether it fits beside the other model as that one is configured.
    """

    alias: str
    model: str
    quantization: str
    needs: int
    fits: bool
    together: bool
    on_card: bool
    chosen: bool


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
    for alias, entry in here.items():
        beside = [one for name, one in as_set.items() if name != alias and one is not None]
        for quantization in _offered(entry):
            needed = _need(entry, quantization)
            if needed is None:
                continue
            found.append(
                Variant(
                    alias=alias,
                    model=str(entry.get("id")),
                    quantization=quantization,
                    needs=needed.total,
                    fits=fits(needed, have=have.total),
                    together=fits(needed, *beside, have=have.total),
                    on_card=0 < needed.total <= card,
                    chosen=quantization == _quantization(entry),
                )
            )
    return found


def _offered(entry: Mapping[str, Any]) -> Sequence[str]:
    own = [str(one).upper() for one in entry.get("variants") or []]
    return list(dict.fromkeys([*(own or USUAL), _quantization(entry)]))


def _quantization(entry: Mapping[str, Any]) -> str:
    return str(entry.get("quantization") or _DEFAULT).upper()


def _need(entry: Mapping[str, Any], quantization: str) -> Need | None:
    parameters = parameters_of(str(entry.get("id") or ""))
    return None if parameters is None else need(parameters, quantization, int(entry.get("context") or 4096))


def _elsewhere(entry: Mapping[str, Any], config: Mapping[str, Any]) -> bool:
    endpoint = config.get("endpoints", {}).get(str(entry.get("endpoint"))) or {}
    url = str(endpoint.get("url") or "")
    return bool(url) and leaves_machine(url)
