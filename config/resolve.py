"""Which source wins for each parameter of each model, task and endpoint."""

import functools
from collections.abc import Mapping
from typing import Final

from config.layers import Layer, Leaf
from config.references import entry_names, preset_names
from config.shipped import AUTO, AUTO_BASE, ENDPOINT_EXTRAS, ENDPOINT_FALLBACKS, ENTRY_EXTRAS, ENTRY_FALLBACKS

# Of a model, and with a counterpart among the flat llm_* keys and in `llm:` of defaults.yml.
FLAT: Final = ("temperature", "top_k", "top_p", "max_tokens", "timeout")
PARAMETERS: Final = ("id", "endpoint", *FLAT, *(key for key in ENTRY_FALLBACKS if key != "endpoint"))
_IDENTITY: Final = ("id", "endpoint")

Leaves = Mapping[str, Leaf]


class Resolver:
    """The layers in force, and the order in which they are asked.

    Highest first, for one parameter of a task: the task's override in settings.json, the model's override
    there, the task's preset in models.yml, the model's entry there, the flat `llm_*` keys, defaults.yml.
    """

    def __init__(self, settings: Layer, models: Layer, defaults: Layer, environment: Layer) -> None:
        self._settings = settings
        self._models = models
        self._defaults = defaults
        self._environment = environment

    def names(self) -> list[str]:
        """Return all models and tasks."""
        return entry_names(self._settings, self._models)

    def is_task(self, name: str) -> bool:
        """Tell whether an entry is a task's preset."""
        return name in self._presets

    def alias(self, name: str) -> Leaf:
        """Return the model an entry is built on (empty: none), and what says so."""
        return self._base(name)[0]

    def is_auto(self, name: str) -> bool:
        """Tell whether a task chooses its model by itself; its parameters are then those of the small one."""
        written = (
            self._settings.group("tasks", name).get("model"),
            self._settings.group("models", name).get("model"),
            self._models.group("models", name).get("model"),
        )
        first = next((leaf for leaf in written if leaf is not None), None)
        return self.is_task(name) and first is not None and first.value == AUTO

    def parameters(self, name: str) -> dict[str, Leaf]:
        """Return every parameter of a model or task."""
        levels = self._levels(name)
        resolved: dict[str, Leaf] = {}
        for parameter in PARAMETERS:
            leaf = next((level[parameter] for level in levels if parameter in level), None)
            resolved[parameter] = leaf or self._below_entries(parameter)
        for extra in ENTRY_EXTRAS:
            leaf = next((level[extra] for level in levels if extra in level), None)
            resolved |= {extra: leaf} if leaf is not None else {}
        return resolved

    def llm(self) -> dict[str, Leaf]:
        """Return the parameters of calls without a task."""
        flat = {parameter: self._flat(parameter) for parameter in ("model", *FLAT)}
        return {"base_url": self._base_url(), **flat}

    def endpoint_names(self) -> list[str]:
        """Return all endpoints by name."""
        return list(dict.fromkeys([*self._models.names("endpoints"), *self._settings.names("endpoints")]))

    def endpoint(self, name: str) -> dict[str, Leaf]:
        """Return url, kind, parallel, api_key (the variable's name), and what else is set of an endpoint."""
        resolved = {
            key: Leaf(value, "built-in", f"endpoints.{name}.{key}")
            for key, value in ENDPOINT_FALLBACKS.items()
        }
        self._endpoint_layer(resolved, self._models, name)
        if name == "lm_studio" and resolved["url"].file == "built-in":
            resolved["url"] = self._default("base_url")
        self._endpoint_layer(resolved, self._settings, name)
        base = self._settings.get("llm_base")
        if name == "lm_studio" and base is not None:
            resolved["url"] = base
            resolved.pop("urls", None)
        self._endpoint_layer(resolved, self._environment, name)
        return {key: resolved[key] for key in (*ENDPOINT_FALLBACKS, *ENDPOINT_EXTRAS) if key in resolved}

    @staticmethod
    def _endpoint_layer(resolved: dict[str, Leaf], layer: Layer, name: str) -> None:
        """Put a layer over what lies below: several addresses replace one, and one replaces several."""
        group = layer.group("endpoints", name)
        if "urls" in group:
            resolved["url"] = group["urls"]._replace(value=group["urls"].value[0])
        elif "url" in group:
            resolved.pop("urls", None)
        resolved |= {key: leaf for key, leaf in group.items() if key != "url" or "urls" not in group}

    def section(self, name: str) -> dict[str, Leaf]:
        """Return a section of defaults.yml with the analyst's overrides."""
        return {**self._defaults.group(name), **self._settings.group(name), **self._environment.group(name)}

    def embedded(self) -> dict[str, Leaf]:
        """Return `enabled`, `small` and `large` of the built-in engine."""
        resolved = {**self._defaults.group("embedded")}
        for layer in (self._models, self._settings, self._environment):
            also = layer.get("endpoints", "embedded", "enabled")
            resolved |= {"enabled": also} if also is not None else {}
            resolved |= layer.group("embedded")
        return resolved

    def embedded_decided(self) -> bool:
        """Tell whether the analyst (settings.json or the environment) switched the engine on or off."""
        return any(
            layer.get(*path) is not None
            for layer in (self._settings, self._environment)
            for path in (("embedded", "enabled"), ("endpoints", "embedded", "enabled"))
        )

    def presets(self) -> dict[str, dict[str, str]]:
        """Return the sets of endpoint addresses the sidebar offers."""
        section = "endpoint_presets"
        return {
            name: {endpoint: leaf.value for endpoint, leaf in self._models.group(section, name).items()}
            for name in self._models.names(section)
        }

    def _levels(self, name: str) -> list[Leaves]:
        overrides, entries = [self._settings.group("tasks", name)], []
        route: list[str] = []
        while name and name not in route:
            route.append(name)
            base, moved = self._base(name)
            entry = self._models.group("models", name)
            if moved:
                # the entry's own id and endpoint belong to the model it no longer uses
                entry = {key: leaf for key, leaf in entry.items() if key not in _IDENTITY}
            overrides.append(self._settings.group("models", name))
            entries.append(entry)
            name = base.value
        return [*overrides, *entries]

    def _base(self, name: str) -> tuple[Leaf, bool]:
        """Return the model an entry is built on, and whether settings.json moved it there."""
        override = self._settings.group("tasks", name)
        changed, entry = self._settings.group("models", name), self._models.group("models", name)
        # A fine-tune has an id of its own and everything else of its base.
        written = _named(entry.get("model") or entry.get("base"))
        chosen = _named(override.get("model") or changed.get("model"))
        if "model" not in override and "id" in override:
            chosen = self._model_with(override["id"], override.get("endpoint"), name) or chosen
        if chosen is not None:
            return chosen, written is None or chosen.value != written.value
        if written is not None:
            return written, False
        own = Leaf("" if self.is_task(name) else name, "built-in", "model")
        entry = {**entry, **changed}
        if "id" not in entry or ("endpoint" in entry and not self.is_task(name)):
            return own, False
        return self._model_with(entry["id"], entry.get("endpoint"), name) or own, False

    def _model_with(self, model_id: Leaf, endpoint: Leaf | None, asking: str) -> Leaf | None:
        """Return the model with this id at this endpoint (None: any), unless it is the asking entry itself.

        A model may only build on one that names its endpoint: two of the same id would build on each other.
        """
        for alias, entry in self._identities.get(model_id.value, {}).items():
            placed = entry.get("endpoint")
            if alias == asking or (placed is None and not self.is_task(asking)):
                continue
            there = placed.value if placed is not None else ENTRY_FALLBACKS["endpoint"]
            if endpoint is None or endpoint.value == there:
                return Leaf(alias, model_id.file, model_id.key, model_id.line)
        return None

    @functools.cached_property
    def _presets(self) -> set[str]:
        return preset_names(self._settings, self._models)

    @functools.cached_property
    def _identities(self) -> dict[str, dict[str, Leaves]]:
        """Models by id, those that name an endpoint first."""
        found: dict[str, dict[str, Leaves]] = {}
        entries = {
            name: {**self._models.group("models", name), **self._settings.group("models", name)}
            for name in self.names()
            if not self.is_task(name)
        }
        for name, entry in sorted(entries.items(), key=lambda item: "endpoint" not in item[1]):
            if "id" in entry:
                found.setdefault(entry["id"].value, {})[name] = entry
        return found

    def _below_entries(self, parameter: str) -> Leaf:
        if parameter == "id":
            return self._flat("model")
        if parameter in FLAT:
            return self._flat(parameter)
        return Leaf(ENTRY_FALLBACKS[parameter], "built-in", parameter)

    def _flat(self, parameter: str) -> Leaf:
        return self._settings.get(f"llm_{parameter}") or self._default(parameter)

    def _default(self, parameter: str) -> Leaf:
        return self._defaults.leaves["llm", parameter]

    def _base_url(self) -> Leaf:
        environment = self._environment.get("endpoints", "lm_studio", "url")
        return environment or self._settings.get("llm_base") or self._default("base_url")


def _named(model: Leaf | None) -> Leaf | None:
    """Return the model whose parameters count: those of a task that chooses by itself are the small one's."""
    return model._replace(value=AUTO_BASE) if model is not None and model.value == AUTO else model
