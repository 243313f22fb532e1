"""Judging: from what was seen at an endpoint to findings, each with cause and remedy in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.hosts import leaves_machine
from llm import embedded, embedded_memory
from llm.call_log import Call
from llm.doctor_calls import about_calls
from llm.doctor_records import Action, ActionKind, Facts, Finding, Status, Support, Trial, Wanted
from llm.doctor_ways import again, nearest_model, pulled, renamed, way_out
from llm.doctor_words import about_error, about_language, about_speed
from llm.endpoints import ModelEntry, same_model
from llm.errors import Busy
from llm.gpu import Card
from llm.route import meets


def of_endpoint(facts: Facts, cards: Sequence[Card], calls: Sequence[Call]) -> list[Finding]:
    """Return the findings of one endpoint."""
    if facts.error is not None:
        return [about_error(facts)]
    found = _Endpoint(facts, cards).findings()
    more_context = next((one.action for one in found if one.id == "context"), None)
    return [*found, *about_calls(facts, calls, cards, more_context)]


def of_embedded(config: Mapping[str, Any]) -> list[Finding]:
    """Return what is to be said of the embedded engine."""
    engine, found = (
        embedded.configured_engine(config),
        Finding(id="embedded", status=Status.OK, endpoint="embedded", what=""),
    )
    models = engine.models()
    if not embedded.installed() or not models:
        what = "The embedded engine is not installed." if models else "The embedded engine has no model."
        remedy = "Run `make run` again while you are online, or put a GGUF file into data/models/."
        return [found.model_copy(update={"status": Status.WARN, "what": what, "remedy": remedy})]
    best = models[-1]
    too_much = embedded_memory.too_much_together([one for one in models if one.tier != embedded.TIERS[0]])
    if too_much:
        remedy = "Use smaller quantizations; the second is refused while the first is loaded."
        return [
            found.model_copy(
                update={"id": "memory", "status": Status.WARN, "what": too_much, "remedy": remedy}
            )
        ]
    if config.get("embedded", {}).get("enabled"):
        running = ", ".join(engine.running()) or "none, it starts at the first question"
        return [
            found.model_copy(update={"what": f"The embedded engine is on ({best.id}; running: {running})."})
        ]
    return [found.model_copy(update={"what": f"The embedded engine is off; it could serve {best.id}."})]


def of_tasks(
    config: Mapping[str, Any], facts: Sequence[Facts], presets: Mapping[str, Mapping[str, str]]
) -> list[Finding]:
    """Return which tasks have a model that answers, and, where none has, the ways to one."""
    tasks = {name: entry for name, entry in config.get("models", {}).items() if entry.get("task")}
    reachable = {one.endpoint: one for one in facts if one.error is None and _can_answer(one)}
    engine = embedded.configured_engine(config)
    helped = bool(config.get("embedded", {}).get("enabled")) and embedded.installed()
    best = engine.best_for("starter") if helped else None
    without = []
    for name, entry in tasks.items():
        direct = entry.get("endpoint") in reachable
        fallback = entry.get("endpoint") == "ollama" and "lm_studio" in reachable
        by_engine = best is not None and meets(best.tier, str(entry.get("min_tier") or "starter"))
        if not (direct or fallback or by_engine):
            without.append(name)
    if not without:
        what = f"Every task has a model that answers ({len(tasks)} tasks)."
        return [Finding(id="tasks", status=Status.OK, endpoint="", what=what)]
    status = Status.FAIL if len(without) == len(tasks) else Status.WARN
    found = Finding(
        id="tasks",
        status=status,
        endpoint="",
        what=f"No model answers for: {', '.join(without)}.",
        tasks=without,
        cause="Neither their own server nor a fallback has a model ready.",
        remedy="Start LM Studio or Ollama, or switch on the embedded engine; rules do the rest meanwhile.",
        action=way_out(config, presets),
    )
    return [found]


def _can_answer(facts: Facts) -> bool:
    loaded = [entry for entry in facts.models if entry.loaded is not False and not entry.embeds_only]
    wanted = [one for one in facts.wanted if facts.find(one.model) is not None]
    return bool(loaded or wanted or any(trial.answered for trial in facts.trials))


class _Endpoint:
    """Judges one endpoint that answers."""

    def __init__(self, facts: Facts, cards: Sequence[Card]) -> None:
        self._facts = facts
        self._cards = cards

    def findings(self) -> list[Finding]:
        """Return them in the order in which things are built on each other."""
        found = [self._reachable(), *self._parallel()]
        for wanted in self._facts.wanted:
            found += self._model(wanted)
        if not self._facts.wanted and not any(entry.loaded for entry in self._facts.models):
            found += self._nothing_loaded()
        for trial in self._facts.trials:
            found += self._trial(trial)
        if self._facts.out_of_time:
            what = f"{self._facts.label} was too slow to be looked at in full."
            remedy = "Wait until it has nothing else to do, then look again."
            found.append(self._finding("look", Status.WARN, what, "It is busy or loading a model.", remedy))
        return found

    def _finding(
        self,
        name: str,
        status: Status,
        what: str,
        cause: str = "",
        remedy: str = "",
        *,
        words: str = "",
        model: str = "",
        action: Action | None = None,
        alternative: Action | None = None,
    ) -> Finding:
        return Finding(
            id=name,
            status=status,
            endpoint=self._facts.endpoint,
            what=what,
            cause=cause,
            remedy=remedy,
            server_words=words,
            model=model,
            action=action,
            alternative=alternative,
        )

    def _reachable(self) -> Finding:
        facts = self._facts
        version = f" {facts.version}" if facts.version else ""
        chat = [entry for entry in facts.models if not entry.embeds_only]
        loaded = [entry.id for entry in chat if entry.loaded]
        many = "1 model" if len(chat) == 1 else f"{len(chat)} models"
        what = f"{facts.label} answers at {facts.url}: {facts.kind}{version}, {many}"
        what += f", loaded: {', '.join(loaded)}." if loaded else "."
        if leaves_machine(facts.url):
            cause = "It is not on this machine: what a model is given to read travels there."
            return self._finding("reachable", Status.OK, what, cause)
        return self._finding("reachable", Status.OK, what)

    def _parallel(self) -> list[Finding]:
        told, configured = self._facts.parallel, self._facts.configured_parallel
        if told is None:
            return []
        if told == configured:
            return [self._finding("parallel", Status.OK, f"{told} answers are written side by side.")]
        what = f"The server writes {told} answers side by side, the configuration says {configured}."
        remedy = f"Set `parallel: {told}` for this endpoint, or change it in the server."
        action = Action(
            kind=ActionKind.CHANGE_SETTINGS,
            label=f"Count on {told}",
            endpoint=self._facts.endpoint,
            settings={f"endpoints.{self._facts.endpoint}.parallel": told},
        )
        status = Status.OK if told > configured else Status.WARN
        return [self._finding("parallel", status, what, "They were set apart.", remedy, action=action)]

    def _nothing_loaded(self) -> list[Finding]:
        if not self._facts.models or any(entry.loaded is None for entry in self._facts.models):
            return []
        what = f"{self._facts.label} has no model loaded."
        return [self._finding("model-loaded", Status.WARN, what, "", "Load one, or name one in models.yml.")]

    def _model(self, wanted: Wanted) -> list[Finding]:
        entry = self._facts.find(wanted.model)
        if entry is None:
            return [self._missing(wanted)] if self._facts.models else []
        quantization = f", {entry.quantization}" if entry.quantization else ""
        if entry.loaded is False:
            return [self._not_loaded(wanted, entry)]
        listed = "is loaded" if entry.loaded else "is listed"
        what = f"{wanted.model} {listed}{quantization} (for {', '.join(wanted.tasks) or wanted.alias})."
        found = [self._finding("model-loaded", Status.OK, what)]
        return [*found, *self._context(wanted, entry), *self._offload(wanted, entry)]

    def _missing(self, wanted: Wanted) -> Finding:
        facts = self._facts
        chat = [entry.id for entry in facts.models if not entry.embeds_only]
        near = nearest_model(wanted.model, chat)
        what = f"{facts.label} does not have the model {wanted.model}."
        cause = f"It has {', '.join(chat[:5]) or 'none'}."
        if facts.kind == "ollama":
            remedy = f"Get it: `ollama pull {wanted.model}`."
            if near:
                remedy += f" Or use {near}, the nearest it has."
            return self._finding(
                "model-found",
                Status.FAIL,
                what,
                cause,
                remedy,
                action=pulled(facts, wanted.model),
                alternative=renamed(facts, wanted, near) if near else None,
            )
        remedy = f"Download {wanted.model} in {facts.label}."
        if not near:
            return self._finding("model-found", Status.FAIL, what, cause, remedy)
        remedy = f"Did you mean {near}? Else {remedy[0].lower()}{remedy[1:]}"
        action = renamed(facts, wanted, near)
        return self._finding("model-found", Status.FAIL, what, cause, remedy, action=action)

    def _not_loaded(self, wanted: Wanted, entry: ModelEntry) -> Finding:
        facts = self._facts
        what = f"{wanted.model} is on {facts.label}, but not loaded."
        others = [one.id for one in facts.models if one.loaded and not one.embeds_only]
        if facts.kind == "ollama":
            action = Action(
                kind=ActionKind.PRELOAD,
                label=f"Load the model {wanted.model}",
                endpoint=facts.endpoint,
                model=wanted.model,
            )
            cause = "Ollama unloads a model that was not asked for five minutes."
            remedy = "Load it now, or let the first question wait for it."
            return self._finding("model-loaded", Status.WARN, what, cause, remedy, action=action)
        context = min(wanted.context or 4096, entry.max_context or 1 << 20)
        action = Action(
            kind=ActionKind.LOAD_MODEL,
            label=f"Load it with a context of {context:,}",
            endpoint=facts.endpoint,
            model=wanted.model,
            context=context,
        )
        cause = f"{others[0]} is loaded in its place." if others else "No model is loaded."
        remedy = f"Load it in LM Studio with a context of {context:,} tokens."
        return self._finding(
            "model-loaded",
            Status.WARN,
            what,
            cause,
            remedy,
            action=action if facts.kind == "lm_studio" else None,
        )

    def _context(self, wanted: Wanted, entry: ModelEntry) -> list[Finding]:
        facts = self._facts
        trained = next((n for model, n in facts.trained.items() if same_model(model, entry.id)), None)
        loaded = entry.loaded_context
        if loaded is None:
            return []
        of = f" (trained for {trained:,})" if trained else ""
        possible = min(wanted.context, trained or wanted.context)
        if loaded >= possible:
            what = f"{wanted.model} is loaded with a context of {loaded:,} tokens{of}."
            return [self._finding("context", Status.OK, what)]
        what = f"{wanted.model} runs with {loaded:,} of {possible:,} tokens of context{of}."
        cause = (
            "Ollama gives 4,096 tokens unless told otherwise, and cuts longer prompts in silence."
            if facts.kind == "ollama"
            else "It was loaded with less than its tasks count on; their texts are shortened to fit."
        )
        action: Action | None = None
        remedy = f"Load it with a context of {possible:,} tokens."
        if facts.kind == "ollama":
            variant = f"{wanted.model}-ctx{possible}"
            remedy = f"Use a variant with `num_ctx {possible}`, or set OLLAMA_CONTEXT_LENGTH={possible}."
            action = Action(
                kind=ActionKind.CREATE_VARIANT,
                label=f"Create the variant {variant}",
                endpoint=facts.endpoint,
                model=wanted.model,
                context=possible,
                settings={f"models.{wanted.alias}.id": variant},
            )
        elif facts.kind == "lm_studio":
            action = Action(
                kind=ActionKind.LOAD_MODEL,
                label=f"Load it with {possible:,}",
                endpoint=facts.endpoint,
                model=wanted.model,
                context=possible,
            )
        return [self._finding("context", Status.WARN, what, cause, remedy, action=action)]

    def _offload(self, wanted: Wanted, entry: ModelEntry) -> list[Finding]:
        """Tell how much of a model lies on graphics cards, where the server says so."""
        if not entry.loaded or not entry.size or entry.vram is None:
            return []
        share = min(1.0, entry.vram / entry.size)
        if share > 0.98:
            what = f"{wanted.model} lies on the graphics card as a whole."
            return [self._finding("gpu-offload", Status.OK, what)]
        what = f"{100 * share:.0f} % of {wanted.model} lies on the graphics card, the rest in main memory."
        free = sum(card.free for card in self._cards)
        cause = (
            f"The cards have {free / 1e9:.1f} GB free."
            if self._cards
            else "There is no NVIDIA card, or none that nvidia-smi sees."
        )
        remedy = "Choose a smaller quantization or less context, or close what else uses the card."
        return [self._finding("gpu-offload", Status.WARN, what, cause, remedy)]

    def _trial(self, trial: Trial) -> list[Finding]:
        if not trial.answered:
            words = trial.failures.get("write", "")
            what = f"{trial.model} does not answer a short question."
            cause = trial.cause or "It is busy, still loading, or far too slow."
            remedy = (
                trial.remedy or "Look at the server's log; load the model again, or choose a smaller one."
            )
            action = again(self._facts, trial)
            # Who is only busy keeps its tasks.
            model = "" if trial.error == Busy.__name__ else trial.model
            return [
                self._finding(
                    "answers",
                    Status.FAIL,
                    what,
                    cause,
                    remedy,
                    words=words,
                    model=model,
                    action=action,
                )
            ]
        return [
            *self._served(trial),
            self._streams(trial),
            *about_speed(self._facts, trial, self._cards),
            *self._schema(trial),
            *self._system_role(trial),
            *self._top_k(trial),
            *about_language(self._facts, trial),
        ]

    def _served(self, trial: Trial) -> list[Finding]:
        if not trial.served_model or same_model(trial.served_model, trial.model):
            return []
        what = f"{trial.served_model} answers in place of {trial.model}."
        cause = "LM Studio answers with the one model it has loaded, whatever the id."
        return [self._finding("served-model", Status.WARN, what, cause, f"Load the model {trial.model}.")]

    def _streams(self, trial: Trial) -> Finding:
        words = trial.failures.get("write", "")
        if trial.streams is Support.YES:
            return self._finding("streaming", Status.OK, f"{trial.model} streams its answers.")
        what = f"{trial.model} answers, but not piece by piece."
        cause = "A proxy may buffer the stream (proxy_buffering off), or the server does not stream."
        remedy = "Ask the server directly; answers then come as a whole."
        return self._finding("streaming", Status.WARN, what, cause, remedy, words=words)

    def _schema(self, trial: Trial) -> list[Finding]:
        words = trial.failures.get("schema", "")
        if trial.schema_bound is Support.YES:
            what = f"{trial.model} answers in the JSON schema it is given."
            return [self._finding("structured-output", Status.OK, what)]
        if trial.schema_bound is Support.NO:
            what = f"{self._facts.label} refuses JSON schemas."
            remedy = "Update the server; meanwhile the schema stands in the prompt and answers are checked."
            cause = "It is old, or its engine cannot bind answers to a schema."
            return [
                self._finding(
                    "structured-output", Status.WARN, what, cause, remedy, words=words, model=trial.model
                )
            ]
        if trial.schema_bound is Support.IGNORED:
            what = f"{trial.model} gives broken JSON although it is given a schema."
            cause = "The server does not bind it to the schema, or the model is too small for it."
            remedy = "Choose another model for structured tasks; broken answers are repaired or asked again."
            return [
                self._finding(
                    "structured-output", Status.WARN, what, cause, remedy, words=words, model=trial.model
                )
            ]
        return []

    def _system_role(self, trial: Trial) -> list[Finding]:
        native = any(
            one.system_role == "native" and same_model(one.model, trial.model) for one in self._facts.wanted
        )
        words = trial.failures.get("system_role", "")
        if trial.system_role is Support.UNKNOWN:
            return []
        if trial.system_role is Support.YES:
            what = f"The template of {trial.model} takes a system message."
            return [self._finding("system-role", Status.OK, what)]
        how = "refuses" if trial.system_role is Support.NO else "drops"
        what = f"The template of {trial.model} {how} system messages."
        if not native:
            what += " They are put into the user's turn, so nothing is lost."
            return [self._finding("system-role", Status.OK, what, words=words)]
        cause = "The configuration says `system_role: native` for it."
        remedy = "Set `system_role: fold` for this model in config/models.yml."
        alias = next((one.alias for one in self._facts.wanted if same_model(one.model, trial.model)), "")
        action = Action(
            kind=ActionKind.CHANGE_SETTINGS,
            label="Fold system messages",
            settings={f"models.{alias}.system_role": "fold"},
        )
        return [
            self._finding(
                "system-role",
                Status.FAIL,
                what,
                cause,
                remedy,
                words=words,
                action=action if alias else None,
            )
        ]

    def _top_k(self, trial: Trial) -> list[Finding]:
        if not self._facts.sends_top_k or trial.top_k is Support.UNKNOWN:
            return []
        words = trial.failures.get("top_k", "")
        if trial.top_k is Support.YES:
            return [self._finding("top-k", Status.OK, f"{self._facts.label} takes top_k.")]
        what = f"{self._facts.label} refuses top_k."
        name = self._facts.endpoint
        action = Action(
            kind=ActionKind.CHANGE_SETTINGS,
            label="Stop sending top_k",
            endpoint=name,
            settings={f"endpoints.{name}.send_top_k": False},
        )
        remedy = f"Set `send_top_k: false` for {name}; set top-k in the server instead."
        cause = "The endpoint is told to send it (`send_top_k: true`)."
        return [self._finding("top-k", Status.FAIL, what, cause, remedy, words=words, action=action)]
