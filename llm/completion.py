"""What comes back from a model, and from which."""

from enum import StrEnum

from pydantic import BaseModel, Field, SerializeAsAny


class Phase(StrEnum):
    """What a call is doing, for the analyst's eyes."""

    WAITING = "waiting for a free slot"
    CONNECTING = "connecting"
    LOADING = "loading model"
    BY_HAND = "waiting for you to load its model"
    READING = "reading the prompt"
    WRITING = "writing"


class Completion(BaseModel):
    """One answer of a model.

    `requested_model` and `served_model` are model ids, `endpoint` an endpoint's name, `attempts` counts
    HTTP requests. `truncated`: the server cut the prompt. `omitted`: what was left out before sending.
    `repaired`: the data took a JSON repair or a second question. `cached`: no server was asked, the answer
    was kept. `cached_tokens`: how many tokens of the prompt the server still knew from an earlier call, None
    where it does not say. `agreement`: the share of values several models agreed on, None where only one was
    asked; `disagreements` tells the others. Times in seconds.
    """

    text: str
    data: SerializeAsAny[BaseModel] | None = None
    task: str | None = None
    requested_model: str = ""
    served_model: str = ""
    endpoint: str = ""
    fallback_reason: str | None = None
    attempts: int = 1
    finish_reason: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float = 0.0
    tokens_per_second: float | None = None
    truncated: bool = False
    omitted: list[str] = Field(default_factory=list)
    repaired: bool = False
    cached: bool = False
    cached_tokens: int | None = None
    agreement: float | None = None
    disagreements: list[str] = Field(default_factory=list)
    tier: str = ""
