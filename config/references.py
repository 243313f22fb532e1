"""Names that must exist: endpoints, models, tasks, and fallbacks that come to an end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from config.files import KeyPath
from config.layers import LastGood, Layer, Leaf, adapter
from config.problems import MOST_PROBLEMS, Problem, did_you_mean, shown
from config.schema import TASKS, Address
from config.shipped import AUTO, SHIPPED_MODELS

_SHIPPED_MODELS: Final = frozenset(SHIPPED_MODELS["models"].keys() - set(TASKS))
_REFERENCES: Final = frozenset({"model", "base", "endpoint", "fallback", "ensemble"})


@dataclass
class Linked:
    """The layers with only such references as lead somewhere."""

    settings: Layer
    models: Layer
    problems: list[Problem] = field(default_factory=list)


def preset_names(settings: Layer, models: Layer) -> set[str]:
    """Return the entries that are tasks, not models: the known tasks, and what is built on a model.

    A model may be built on another one too (`large_model: {model: small_model}` where there is only one).
    """
    leaves = [
        (path, leaf)
        for layer in (models, settings)
        for path, leaf in layer.leaves.items()
        if path[0] in {"models", "tasks"} and path[-1] == "model"
    ]
    built_on = {*_SHIPPED_MODELS, *(leaf.value for _, leaf in leaves)}
    return {*TASKS, *(path[1] for path, _ in leaves if path[1] not in built_on)}


def entry_names(settings: Layer, models: Layer) -> list[str]:
    """Return all models and tasks: those of models.yml first, then those that settings.json adds."""
    added = [
        path[1]
        for path in settings.leaves
        if path[0] in {"models", "tasks"} and len(path) == 3 and path[2] in {"id", "model"}
    ]
    return list(dict.fromkeys([*models.names("models"), *added]))


def link(settings: Layer, models: Layer, *, last_good: LastGood, shipped: Layer) -> Linked:
    """Check every reference; one that leads nowhere is replaced by the last good one or left out."""
    return _Linker(settings, models, last_good, shipped).run()


class _Linker:
    def __init__(self, settings: Layer, models: Layer, last_good: LastGood, shipped: Layer) -> None:
        self._settings = settings
        self._models = models
        self._last_good = last_good
        self._shipped = shipped
        self._problems: list[Problem] = []
        self._endpoints: list[str] = []
        self._entries: list[str] = []
        self._aliases: dict[str, None] = {}  # in the order of the files

    def run(self) -> Linked:
        self._drop_endpoints_without_address()
        self._entries = entry_names(self._settings, self._models)
        presets = preset_names(self._settings, self._models)
        self._aliases = {name: None for name in self._entries if name not in presets}
        self._drop_overrides_of_nothing()
        self._models = self._checked(self._models)
        self._settings = self._checked(self._settings)
        self._report_circles()
        return Linked(self._settings, self._models, self._problems)

    def _drop_endpoints_without_address(self) -> None:
        named = dict.fromkeys([*self._models.names("endpoints"), *self._settings.names("endpoints")])
        for name in named:
            leaves = {**self._models.group("endpoints", name), **self._settings.group("endpoints", name)}
            kind = leaves.get("kind")
            if (
                leaves.keys() & {"url", "urls"}
                or name == "lm_studio"
                or (kind is not None and kind.value == "llama_cpp")
            ):
                self._endpoints.append(name)
            elif name == "embedded" and kind is not None:
                self._endpoints.append(name)
                self._report(kind, "must be llama_cpp, as the engine has no address", "Remove it.")
                self._restore(("endpoints", name, "kind"))
        dropped = [("endpoints", name) for name in named if name not in self._endpoints]
        for prefix in dropped:
            hint = did_you_mean(prefix[1], self._endpoints)
            self._refuse(prefix, "names an endpoint without an address", f"{hint} Or give it a url.")
        self._models = _without(self._models, dropped)
        self._settings = _without(self._settings, dropped)
        for layer in (self._models, self._settings):
            for path, leaf in layer.leaves.items():
                if path[0] == "endpoints" and path[2:] == ("enabled",) and path[1] != "embedded":
                    self._report(leaf, "can only be set for the embedded endpoint", "Remove it.")

    def _restore(self, path: KeyPath) -> None:
        """Put the shipped value back in the place of any other."""
        self._settings = Layer({key: leaf for key, leaf in self._settings.leaves.items() if key != path})
        self._models = Layer({**self._models.leaves, path: self._shipped.leaves[path]})

    def _drop_overrides_of_nothing(self) -> None:
        built_on = {
            leaf.value
            for layer in (self._models, self._settings)
            for path, leaf in layer.leaves.items()
            if path[0] in {"models", "tasks"} and path[-1] == "model"
        }
        entries, in_file = set(self._entries), set(self._models.names("models"))
        dropped: dict[KeyPath, None] = {}
        for name in self._settings.names("models"):
            if name not in entries:
                hint = did_you_mean(name, self._aliases)
                self._refuse(("models", name), "names a model that is not in models.yml", hint)
            elif name in in_file and name not in self._aliases:
                self._refuse(("models", name), "names a task, not a model", f'Write it under "tasks.{name}".')
            else:
                continue
            dropped["models", name] = None
        for name in self._settings.names("tasks"):
            if name not in entries:
                hint = did_you_mean(name, [entry for entry in self._entries if entry not in self._aliases])
                self._refuse(("tasks", name), "names a task that is not in models.yml", hint)
            elif name in self._aliases and name in built_on:
                self._refuse(("tasks", name), "names a model, not a task", f'Write it under "models.{name}".')
            else:
                continue
            dropped["tasks", name] = None
        self._settings = _without(self._settings, dropped)

    def _refuse(self, prefix: KeyPath, fault: str, remedy: str) -> None:
        """Report the first key of a block that has no business there."""
        layers = (self._models, self._settings) if prefix[0] == "endpoints" else (self._settings,)
        for layer in layers:
            for leaf in list(layer.group(*prefix).values())[:1]:
                self._report(leaf, fault, remedy)

    def _checked(self, layer: Layer) -> Layer:
        leaves: dict[KeyPath, Leaf] = {}
        for path, leaf in layer.leaves.items():
            if path[0] in {"models", "tasks"} and path[-1] in _REFERENCES:
                replaced = self._reference(path, leaf)
                if replaced is not None:
                    leaves[path] = replaced
            else:
                leaves[path] = leaf
        return Layer(leaves)

    def _reference(self, path: KeyPath, leaf: Leaf) -> Leaf | None:
        if path[-1] in {"fallback", "ensemble"}:
            return self._fallback(path[1], leaf)
        fault = self._fault(path, leaf.value)
        if not fault:
            return leaf
        candidates = (self._last_good.get((leaf.file, path)), self._shipped.get(*path))
        kept = next((one for one in candidates if one is not None and not self._fault(path, one.value)), None)
        others = [name for name in self._aliases if name not in {leaf.value, path[1]}]
        choices = self._endpoints if path[-1] == "endpoint" else others
        if kept is not None:
            fault += f"; {shown(kept.value)} stays in force"
        self._report(leaf, fault, did_you_mean(str(leaf.value), choices))
        return kept

    def _fault(self, path: KeyPath, value: Any) -> str:
        if path[-1] == "endpoint":
            known = value in self._endpoints or is_address(value)
            return "" if known else f"names {shown(value)}, which is no endpoint"
        if value == AUTO and path[-1] == "model" and path[1] not in self._aliases:
            return ""
        if value not in self._aliases:
            return f"names {shown(value)}, which is {'a task' if value in self._entries else 'no model'}"
        return f"names {shown(value)}, which leads back to {path[1]}" if self._leads(value, path[1]) else ""

    def _leads(self, alias: str, name: str) -> bool:
        """Tell whether an alias is built on `name`; a circle without `name` is the fault of those in it."""
        route: set[str] = set()
        while alias in self._aliases and alias not in route:
            if alias == name:
                return True
            route.add(alias)
            leaves = (
                layer.get("models", alias, key)
                for key in ("model", "base")
                for layer in (self._settings, self._models)
            )
            leaf = next((leaf for leaf in leaves if leaf is not None), None)
            alias = leaf.value if leaf is not None else ""
        return False

    def _fallback(self, entry: str, leaf: Leaf) -> Leaf:
        good = [name for name in leaf.value if name in self._aliases and name != entry]
        for name in leaf.value:
            if name not in self._aliases:
                hint = did_you_mean(name, self._aliases)
                self._report(leaf, f"names {shown(name)}, which is no model; it is left out", hint)
            elif name == entry:
                self._report(leaf, "names the model itself; it is left out", f'Remove "{name}" from it.')
        return leaf._replace(value=good)

    def _report_circles(self) -> None:
        """Report fallbacks that lead back to where they started; each model is asked once all the same."""
        done: set[str] = set()
        for start in self._aliases:
            route: list[str] = []
            ahead: list[list[str]] = [[start]]
            while ahead:
                if not ahead[-1]:
                    ahead.pop()
                    if route:
                        done.add(route.pop())
                    continue
                name = ahead[-1].pop()
                if name in route:
                    self._report_circle(route[route.index(name) :])
                elif name not in done:
                    leaf = self._fallback_of(name)
                    route.append(name)
                    ahead.append(list(leaf.value) if leaf is not None else [])

    def _report_circle(self, circle: list[str]) -> None:
        leaf = self._fallback_of(circle[-1])
        if leaf is not None:
            route = " > ".join((*circle, circle[0]))
            self._report(leaf, f"closes a circle ({route})", f'Remove "{circle[0]}" from it.')

    def _fallback_of(self, alias: str) -> Leaf | None:
        own = self._settings.get("models", alias, "fallback")
        return own or self._models.get("models", alias, "fallback")

    def _report(self, leaf: Leaf, fault: str, remedy: str) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            message = f"{leaf.key} {fault}."
            self._problems.append(
                Problem(file=leaf.file, line=leaf.line, key=leaf.key, message=message, remedy=remedy)
            )


def _without(layer: Layer, prefixes: Iterable[KeyPath]) -> Layer:
    gone = set(prefixes)
    return Layer({path: leaf for path, leaf in layer.leaves.items() if path[:2] not in gone})


def is_address(value: str) -> bool:
    """Tell whether the endpoint of an entry is an address, not a name."""
    if "." not in value and ":" not in value:
        return False
    try:
        adapter(Address).validate_python(value)
    except ValueError:
        return False
    return True
