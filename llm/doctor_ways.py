"""Ways out of a finding that go beyond its own server: another model, another server, loading once more."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from config.environment import environment_layer
from config.hosts import leaves_machine
from llm import embedded
from llm.doctor_records import Action, ActionKind, Facts, Finding, Status, Support, Trial, Wanted
from llm.doctor_words import SLOW_TOKENS
from llm.endpoints import same_model
from llm.errors import ContextOverflow, ModelCrashed, ModelNotFound, NoModelLoaded
from llm.route import meets
from llm.setups import STRUCTURED, WRITING

# Findings of a server that cannot be asked, which only another one can mend.
_UNREACHABLE = frozenset({"reachable", "bind", "proxy"})
# What a model refuses to do until it is loaded, or loaded with more context.
_UNLOADED = frozenset(kind.__name__ for kind in (NoModelLoaded, ContextOverflow, ModelCrashed))


def with_ways_out(
    findings: Sequence[Finding], config: Mapping[str, Any], presets: Mapping[str, Mapping[str, str]]
) -> list[Finding]:
    """Return the findings, those of servers that cannot be asked with a button to do without them."""
    action = way_out(config, presets)
    return [
        one.model_copy(update={"action": action})
        if one.status is Status.FAIL and one.action is None and one.id in _UNREACHABLE
        else one
        for one in findings
    ]


def way_out(config: Mapping[str, Any], presets: Mapping[str, Mapping[str, str]]) -> Action | None:
    """Return a button to a model that answers: the embedded engine, else another set of addresses."""
    engine = embedded.configured_engine(config)
    if embedded.installed() and engine.models() and not config.get("embedded", {}).get("enabled"):
        return Action(
            kind=ActionKind.CHANGE_SETTINGS,
            label="Switch on the embedded engine",
            settings={"embedded.enabled": True},
        )
    in_force = {name: str(spec.get("url")) for name, spec in config.get("endpoints", {}).items()}
    # What a variable of the environment sets, no setting changes.
    fixed = environment_layer()[0].leaves
    for name, preset in presets.items():
        urls = {one: url for one, url in preset.items() if ("endpoints", one, "url") not in fixed}
        if any(in_force.get(endpoint) != url for endpoint, url in urls.items()):
            keys = {"lm_studio": "llm_base"}
            return Action(
                kind=ActionKind.CHANGE_SETTINGS,
                label=f"Use the {name} servers",
                settings={keys.get(one, f"endpoints.{one}.url"): url for one, url in urls.items()},
                leaves_machine=any(leaves_machine(url) for url in urls.values()),
            )
    return None


def again(facts: Facts, trial: Trial) -> Action | None:
    """Return a button that loads or fetches a model which said why it does not answer."""
    wanted = next((one for one in facts.wanted if same_model(one.model, trial.model)), None)
    is_gone = trial.error in _UNLOADED
    if facts.kind == "lm_studio" and is_gone and facts.find(trial.model) is not None:
        context = (wanted.context if wanted else 0) or 4096
        return Action(
            kind=ActionKind.LOAD_MODEL,
            label=f"Load it with a context of {context:,}",
            endpoint=facts.endpoint,
            model=trial.model,
            context=context,
        )
    if facts.kind == "ollama" and trial.error == ModelNotFound.__name__:
        return pulled(facts, trial.model)
    if facts.kind == "ollama" and is_gone:
        return Action(
            kind=ActionKind.PRELOAD,
            label=f"Load the model {trial.model}",
            endpoint=facts.endpoint,
            model=trial.model,
        )
    return None


def pulled(facts: Facts, model: str) -> Action:
    """Return a button that has Ollama fetch a model."""
    return Action(kind=ActionKind.PULL, label=f"Get the model {model}", endpoint=facts.endpoint, model=model)


def renamed(facts: Facts, wanted: Wanted, near: str) -> Action:
    """Return a button that asks for the model a server has in place of the one it does not have."""
    return Action(
        kind=ActionKind.CHANGE_SETTINGS,
        label=f"Use the model {near}",
        endpoint=facts.endpoint,
        model=near,
        settings={f"models.{wanted.alias}.id": near},
    )


def with_other_models(
    findings: Sequence[Finding], facts: Sequence[Facts], config: Mapping[str, Any]
) -> list[Finding]:
    """Return the findings, those of a model that does badly with a button to one that did well just now."""
    good_writers = [one.model for one in findings if one.id == "quality" and one.status is Status.OK]
    able: dict[str, tuple[tuple[str, ...], Callable[[Trial], bool]]] = {
        "answers": ((*STRUCTURED, *WRITING), lambda trial: trial.answered),
        "structured-output": (STRUCTURED, lambda trial: trial.schema_bound is Support.YES),
        "quality": (WRITING, lambda trial: trial.model in good_writers),
        "speed": ((*STRUCTURED, *WRITING), lambda trial: (trial.tokens_per_second or 0) >= SLOW_TOKENS),
    }
    found = []
    for one in findings:
        if one.status is not Status.OK and one.id in able and one.model:
            action = _given_away(one, facts, config, *able[one.id])
            key = "alternative" if one.action is not None else "action"
            found.append(one.model_copy(update={key: action}) if action else one)
        else:
            found.append(one)
    return found


def _given_away(
    finding: Finding,
    facts: Sequence[Facts],
    config: Mapping[str, Any],
    kind: Sequence[str],
    does_well: Callable[[Trial], bool],
) -> Action | None:
    """Return a button that gives a model's tasks of a kind to another one that does them well."""
    models = config.get("models", {})
    known = [(one, wanted) for one in facts for wanted in one.wanted]
    tasks = [
        task
        for one, wanted in known
        if one.endpoint == finding.endpoint and same_model(wanted.model, finding.model)
        for task in wanted.tasks
        if task in kind
    ]
    for one, wanted in known:
        trial = next((trial for trial in one.trials if same_model(trial.model, wanted.model)), None)
        if trial is None or not trial.answered or not does_well(trial) or wanted.alias not in models:
            continue
        tier = str(models[wanted.alias].get("tier") or "small")
        taken = [
            task for task in tasks if meets(tier, str(models.get(task, {}).get("min_tier") or "starter"))
        ]
        if taken and not same_model(wanted.model, finding.model):
            return Action(
                kind=ActionKind.CHANGE_SETTINGS,
                label=f"Give its tasks to {wanted.alias}",
                settings={f"tasks.{task}.model": wanted.alias for task in taken},
            )
    return None


def nearest_model(model: str, known: Sequence[str]) -> str:
    """Return the id that comes nearest to a model's, nothing where none is near."""
    short = {one.rsplit("/", 1)[-1].lower(): one for one in known}
    near = difflib.get_close_matches(model.rsplit("/", 1)[-1].lower(), short, n=1, cutoff=0.5)
    return short[near[0]] if near else ""
