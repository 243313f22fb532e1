"""A model at an endpoint with every parameter settled: what a request needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llm.embedded_process import Placement
from llm.errors import InvalidRequest
from llm.urls import canonical_root

DEFAULT_LOAD_TIMEOUT = 300.0
DEFAULT_CONTEXT = 4096
LABELS = {"lm_studio": "LM Studio", "ollama": "Ollama", "embedded": "The embedded engine"}


@dataclass(frozen=True)
class Target:
    """One model at one server. Times in seconds, `context` and `max_tokens` in tokens (None: no limit).

    `roots`: all addresses of an endpoint with several servers, of which `root` is the one to ask.
    `switch`: who changes the model of a server with room for one: `by_hand` the analyst, `by_app` this app.
    """

    model: str
    root: str
    endpoint: str = ""
    kind: str = "auto"
    api_key: str = field(default="not-needed", repr=False)
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    timeout: float | None = 60.0
    load_timeout: float = DEFAULT_LOAD_TIMEOUT
    context: int | None = None
    parallel: int = 4
    system_role: str = "fold"
    send_top_k: bool = False
    tier: str = ""
    alias: str = ""
    roots: tuple[str, ...] = ()
    switch: str = "auto"
    placement: Placement = field(default_factory=Placement)

    @property
    def label(self) -> str:
        """The endpoint's name as people write it."""
        return LABELS.get(self.endpoint, self.endpoint or self.root)

    @property
    def is_embedded(self) -> bool:
        """Whether the model runs in our own child process, whose address is known once it has started."""
        return not self.root


def target_named(config: Mapping[str, Any], name: str | None) -> Target:
    """Return the target of an alias, a task, a raw model id, or, without a name, of `llm.model`.

    A raw id is asked at `llm.base_url` with the parameters of `llm`.

    Raises:
        InvalidRequest: the configuration names an endpoint it does not have.
    """
    entry = config.get("models", {}).get(name) if name else None
    if entry is None:
        return plain_target(config.get("llm", {}), config, model=name)
    return entry_target(entry, config.get("endpoints", {}), alias=str(entry.get("alias") or name))


def entry_target(entry: Mapping[str, Any], endpoints: Mapping[str, Any], *, alias: str = "") -> Target:
    """Return the target of a resolved entry of `models:`."""
    server = _server(str(entry["endpoint"]), endpoints)
    return Target(
        model=str(entry["id"]),
        alias=alias,
        temperature=entry.get("temperature"),
        top_k=entry.get("top_k"),
        top_p=entry.get("top_p"),
        max_tokens=entry.get("max_tokens") or None,
        timeout=entry.get("timeout") or None,
        context=entry.get("context"),
        system_role=str(entry.get("system_role") or "fold"),
        tier=str(entry.get("tier") or ""),
        placement=Placement(
            n_gpu_layers=entry.get("n_gpu_layers"),
            main_gpu=entry.get("main_gpu"),
            tensor_split=tuple(entry.get("tensor_split") or ()),
        ),
        **server,
    )


def plain_target(llm: Mapping[str, Any], config: Mapping[str, Any], *, model: str | None) -> Target:
    """Return the target of a call without a task, from the flat parameters."""
    lm_studio = config.get("endpoints", {}).get("lm_studio", {})
    known = str(lm_studio.get("url") or "") == str(llm.get("base_url") or "")
    server = {**lm_studio, "url": llm.get("base_url")} if known else {"url": llm.get("base_url")}
    if not server["url"]:
        raise InvalidRequest("No model server is configured.", "Set llm.base_url in config/defaults.yml.")
    return Target(
        model=model or str(llm.get("model", "")),
        temperature=llm.get("temperature"),
        top_k=llm.get("top_k"),
        top_p=llm.get("top_p"),
        max_tokens=llm.get("max_tokens") or None,
        timeout=llm.get("timeout") or None,
        **{
            **_server("lm_studio" if known else str(server["url"]), {"lm_studio": server}),
            "api_key": str(llm.get("api_key") or "not-needed"),
        },
    )


def _server(name: str, endpoints: Mapping[str, Any]) -> dict[str, Any]:
    spec = endpoints.get(name)
    if spec is None:
        if "." not in name and ":" not in name:
            raise InvalidRequest(
                f"There is no endpoint named {name!r}.", "Name one of `endpoints:` in config/models.yml."
            )
        spec = {"url": name}
    url = str(spec.get("url") or "")
    if not url and spec.get("kind") != "llama_cpp":
        raise InvalidRequest(
            f"The endpoint {name!r} has no address.", "Give it a `url:` in config/models.yml."
        )
    return {
        "endpoint": name,
        "root": canonical_root(url) if url else "",
        "roots": tuple(dict.fromkeys(canonical_root(one) for one in spec.get("urls") or [url] if one)),
        "switch": str(spec.get("switch") or "auto"),
        "kind": str(spec.get("kind") or "auto"),
        "api_key": str(spec.get("api_key") or "not-needed"),
        "parallel": int(spec.get("parallel") or 4),
        "send_top_k": bool(spec.get("send_top_k")),
        "load_timeout": float(spec.get("load_timeout") or DEFAULT_LOAD_TIMEOUT),
    }
