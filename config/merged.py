"""The configuration in force as plain dictionaries, built once for each change of a file."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from config.hosts import is_plain_and_public, leaves_machine
from config.layers import Leaf
from config.references import is_address
from config.resolve import PARAMETERS, Resolver
from config.schema import NO_KEY
from config.secrets import Secret, Secrets
from config.shipped import ENDPOINT_FALLBACKS

SECTIONS: Final = (
    *("locale", "search", "network", "extraction", "embeddings", "scoring", "export", "privacy", "sender"),
    "outreach",
)


class EndpointWarning(TypedDict):
    """What the analyst should know about an endpoint in use."""

    name: str
    message: str
    remedy: str
    leaves_machine: bool


class Origin(TypedDict):
    """A value and where it comes from."""

    value: Any
    file: str
    key: str


@dataclass(frozen=True)
class Merged:
    """Everything a loader answers from."""

    config: dict[str, Any]
    origins: dict[str, dict[str, Origin]]
    presets: dict[str, dict[str, str]]
    key_variables: tuple[str, ...]
    embedded_decided: bool


def merge(resolver: Resolver, secrets: Secrets, llm_key: str) -> Merged:
    """Resolve every model, task and endpoint; `llm_key` is the key settings.json holds, if any."""
    parameters = {name: resolver.parameters(name) for name in resolver.names()}
    models = {name: _entry(name, resolver, leaves) for name, leaves in parameters.items()}
    named = {name: resolver.endpoint(name) for name in resolver.endpoint_names()}
    endpoints = {name: _endpoint(name, leaves, secrets, llm_key) for name, leaves in named.items()}
    addresses = [entry["endpoint"] for entry in models.values()]
    for url in [url for url in addresses if url not in endpoints and is_address(url)]:
        endpoints[url] = {**ENDPOINT_FALLBACKS, "url": url, "api_key": Secret(NO_KEY)}
    llm = _values(resolver.llm())
    llm["api_key"] = endpoints["lm_studio"]["api_key"]
    config = {
        "llm": llm,
        **{name: _values(resolver.section(name)) for name in SECTIONS},
        "embedded": _values(resolver.embedded()),
        "models": models,
        "endpoints": endpoints,
    }
    return Merged(
        config=config,
        origins={name: _origins(resolver.alias(name), leaves) for name, leaves in parameters.items()},
        presets=resolver.presets(),
        key_variables=tuple(str(leaves["api_key"].value) for leaves in named.values()),
        embedded_decided=resolver.embedded_decided(),
    )


def endpoint_warnings(config: Mapping[str, Any]) -> list[EndpointWarning]:
    """Return a warning for each endpoint that is not on this machine."""
    addresses = [
        (name, url)
        for name, endpoint in config["endpoints"].items()
        for url in endpoint.get("urls") or [endpoint["url"]]
        if url
    ]
    if config["llm"]["base_url"] not in {url for _, url in addresses}:
        addresses.append(("llm", config["llm"]["base_url"]))
    return list(_warnings(addresses))


def _warnings(addresses: Iterable[tuple[str, str]]) -> Iterable[EndpointWarning]:
    for name, url in addresses:
        if not leaves_machine(url):
            continue
        message, remedy = f"Lead data leaves this machine: {name} is at {url}.", ""
        if is_plain_and_public(url):
            message += " It travels without encryption."
            remedy = "Use an https address, or a server on your own network."
        yield EndpointWarning(name=name, message=message, remedy=remedy, leaves_machine=True)


def _entry(name: str, resolver: Resolver, leaves: Mapping[str, Leaf]) -> dict[str, Any]:
    entry = {**_values(leaves), "alias": resolver.alias(name).value}
    if resolver.is_auto(name):
        entry["auto"] = True
    return {**entry, "task": name} if resolver.is_task(name) else entry


def _endpoint(name: str, leaves: Mapping[str, Leaf], secrets: Secrets, llm_key: str) -> dict[str, Any]:
    """Return an endpoint with its key: environment, then the file of keys, then settings.json."""
    endpoint = _values(leaves)
    variable = endpoint["api_key"]
    key = os.environ.get(variable, "").strip() if variable else ""
    key = key or secrets.get(name) or (llm_key.strip() if name == "lm_studio" else "")
    return {**endpoint, "api_key": Secret(key or NO_KEY)}


def _values(leaves: Mapping[str, Leaf]) -> dict[str, Any]:
    return {key: leaf.value for key, leaf in leaves.items()}


def _origins(alias: Leaf, leaves: Mapping[str, Leaf]) -> dict[str, Origin]:
    named = {"model": alias, **{parameter: leaves[parameter] for parameter in PARAMETERS}}
    return {
        parameter: Origin(value=leaf.value, file=leaf.file, key=leaf.key) for parameter, leaf in named.items()
    }
