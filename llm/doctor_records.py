"""What the doctor sees, what it says of it, and what the app can do about it."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from llm.endpoints import ModelEntry, ServerReport
from llm.errors import LLMError


class Status(StrEnum):
    """`WARN`: it works, but not as well as it could."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class ActionKind(StrEnum):
    """What the app can do about a finding."""

    LOAD_MODEL = "load_model"
    PRELOAD = "preload"
    PULL = "pull"
    CREATE_VARIANT = "create_variant"
    CHANGE_SETTINGS = "change_settings"


class Action(BaseModel):
    """One press of a button. `settings` are dotted keys of settings.json, written after the work is done.

    `leaves_machine`: lead data goes to another machine from then on.
    """

    kind: ActionKind
    label: str
    endpoint: str = ""
    model: str = ""
    context: int | None = None
    settings: dict[str, str | int | float | bool] = Field(default_factory=dict)
    leaves_machine: bool = False


class Finding(BaseModel):
    """One thing that was looked at: what it is, why, and what to do.

    `tasks`: those it is about, where it is about no server. `alternative`: a second button, for those who do
    not want the first.
    """

    id: str
    status: Status
    endpoint: str
    what: str
    cause: str = ""
    remedy: str = ""
    server_words: str = ""
    model: str = ""
    tasks: list[str] = []
    action: Action | None = None
    alternative: Action | None = None


class Support(StrEnum):
    """How a server takes something that was tried on it."""

    YES = "yes"
    NO = "no"
    IGNORED = "ignored"
    UNKNOWN = "not tested"


class Wanted(BaseModel):
    """A model the configuration asks of an endpoint, with the context its tasks count on, in tokens."""

    model: str
    alias: str = ""
    context: int = 0
    system_role: str = "fold"
    tasks: list[str] = Field(default_factory=list)


class Trial(BaseModel):
    """What a few short questions to one model showed. Times in seconds.

    `late`: nothing came in time. `cause` and `remedy`: why it did not answer, as its server's words tell;
    `error`: the name of the class they stand for.
    """

    model: str
    answered: bool = False
    late: bool = False
    streams: Support = Support.UNKNOWN
    system_role: Support = Support.UNKNOWN
    schema_bound: Support = Support.UNKNOWN
    top_k: Support = Support.UNKNOWN
    first_token: float | None = None
    tokens_per_second: float | None = None
    text: str = ""
    served_model: str = ""
    cause: str = ""
    remedy: str = ""
    error: str = ""
    failures: dict[str, str] = Field(default_factory=dict)


class EndpointSummary(BaseModel):
    """An endpoint as the report lists it."""

    endpoint: str
    label: str
    url: str
    kind: str
    reachable: bool
    version: str
    models: list[ModelEntry]
    loaded: list[str]
    parallel: int | None
    trained: dict[str, int]
    trials: list[Trial]


class Facts:
    """All that was seen of one endpoint."""

    def __init__(self, endpoint: str, label: str, url: str, wanted: list[Wanted]) -> None:
        self.endpoint = endpoint
        self.label = label
        self.url = url
        self.wanted = wanted
        self.kind = "auto"
        self.error: LLMError | None = None
        self.version = ""
        self.models: list[ModelEntry] = []
        self.parallel: int | None = None
        self.configured_parallel = 1
        self.sends_top_k = False
        self.trained: dict[str, int] = {}
        self.trials: list[Trial] = []
        self.out_of_time = False

    def find(self, model: str) -> ModelEntry | None:
        """Return the entry of a model on this server."""
        return ServerReport(root=self.url, models=self.models).find(model)

    def summary(self) -> EndpointSummary:
        """Return what the report lists."""
        return EndpointSummary(
            endpoint=self.endpoint,
            label=self.label,
            url=self.url,
            kind=self.kind,
            reachable=self.error is None,
            version=self.version,
            models=self.models,
            loaded=[one.id for one in self.models if one.loaded],
            parallel=self.parallel,
            trained=self.trained,
            trials=self.trials,
        )


class Diagnosis(BaseModel):
    """The whole report, the worst first."""

    at: datetime
    seconds: float
    findings: list[Finding]
    endpoints: list[EndpointSummary]

    def count(self, status: Status) -> int:
        """Return how many findings have a status."""
        return sum(one.status is status for one in self.findings)
