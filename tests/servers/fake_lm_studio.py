"""LM Studio's server, as strict and as odd as the real one (0.4, or older with `api_v0` and `api_v1` off)."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.servers import embedding
from tests.servers.model_server import FakeModel, ModelServer, Refusal, Turn
from tests.servers.replies import Reply, count_tokens
from tests.servers.templates import TemplateError
from tests.servers.wire import Answer, OpenAIEncoder

MISTRAL = "mistralai/mistral-7b-instruct-v0.3"
EMBEDDER = "text-embedding-nomic-embed-text-v1.5"
DEFAULT_MODELS = (FakeModel(MISTRAL, 32_768), FakeModel(EMBEDDER, 2048, "embeddings"))

NO_MODELS = "No models loaded. Please load a model in the developer page or use the 'lms load' command."
UNLOADED = "Model unloaded."
TOKEN_REQUIRED = (
    "An LM Studio API token is required to make requests to this server, but none was provided using the "
    "Authorization header using the 'Bearer' scheme (i.e., 'Authorization: Bearer $LM_API_TOKEN'). "
    "Learn more at: https://lmstudio.ai/docs/developer/core/authentication."
)
TEMPLATE_ADVICE = (
    "This is usually an issue with the model's prompt template. If you are using a popular model, you can "
    "try to search the model under lmstudio-community, which will have fixed prompt templates."
)


@dataclass
class Instance:
    """A model in memory. `jit`: loaded by a request, not by hand; `alive`: not evicted yet."""

    id: str
    model: FakeModel
    context: int
    jit: bool = False
    alive: bool = True


class FakeLMStudio(ModelServer):
    """LM Studio over real HTTP on a free loopback port.

    Oddities, each with the issue of lmstudio-bug-tracker that tells of it: an unknown path is answered with
    status 200 (#618); with one model in memory any unknown id is answered by it (#619); concurrent first
    requests load the model several times (#1751); a load on demand evicts the last one in mid-answer (#671).

    Args:
        models: downloaded models, ids or FakeModels.
        loaded: ids in memory, loaded by hand; None: the first model.
        context: tokens the models are loaded with.
        load_seconds: time a load takes; the headers are withheld meanwhile.
        tokens_per_second: pace of writing; None: at once.
        reply: what the models say, see `replies.Speaker`.
        jit: load on demand; off, `/v1/models` lists what is loaded and nothing else.
        jit_fires: False: demand is ignored although `jit` is on (#1217, #1730).
        auto_evict: only the last model loaded on demand stays.
        api_v0, api_v1: offer the native interfaces; without both the words are those of 2024.
        api_token: the token asked for; None: no authentication.
        refuse_top_k: answer 400 to a body with `top_k`.
        late_errors: errors of streams come as an event after status 200.
        parallel: answers written at a time.
        keep_alive: seconds until an idle connection is closed.
    """

    def __init__(
        self,
        *,
        models: Sequence[str | FakeModel] = DEFAULT_MODELS,
        loaded: Sequence[str] | None = None,
        context: int = 4096,
        load_seconds: float = 0.0,
        tokens_per_second: float | None = None,
        reply: Reply = None,
        jit: bool = True,
        jit_fires: bool = True,
        auto_evict: bool = True,
        api_v0: bool = True,
        api_v1: bool = True,
        api_token: str | None = None,
        refuse_top_k: bool = False,
        late_errors: bool = False,
        parallel: int = 4,
        keep_alive: float = 5.0,
    ) -> None:
        super().__init__(
            models=models,
            loaded=loaded,
            context=context,
            load_seconds=load_seconds,
            tokens_per_second=tokens_per_second,
            reply=reply,
            parallel=parallel,
            max_queue=10_000,
            keep_alive=keep_alive,
        )
        self.jit = jit
        self.jit_fires = jit_fires
        self.auto_evict = auto_evict
        self.api_v0 = api_v0
        self.api_v1 = api_v1
        self.api_token = api_token
        self.refuse_top_k = refuse_top_k
        self.late_errors = late_errors
        self.parallel = parallel
        self._memory = threading.Lock()
        self._instances: dict[str, Instance] = {}
        for model in self._initially_loaded:
            self._add_instance(self.models[model], context, jit=False)

    @property
    def loaded(self) -> list[str]:
        """Ids of the instances in memory."""
        with self._memory:
            return list(self._instances)

    def load(self, model: str, context: int | None = None) -> str:
        """Load a model by hand, at once; return the id of the instance."""
        return self._add_instance(self.models[model], context or self.context, jit=False).id

    def unload(self, instance: str) -> None:
        """Unload an instance, even one that is writing."""
        with self._memory:
            self._instances.pop(instance).alive = False

    def error_body(self, status: int, words: str, path: str) -> object:
        """Return LM Studio's plain form of an error."""
        return {"error": words}

    def route(self, turn: Turn) -> None:
        """Answer what is known, and status 200 with an error for all the rest."""
        request = turn.exchange.request
        self._authenticate(request.headers)
        if "h2c" in request.headers.get("upgrade", ""):
            # lmstudio-bug-tracker#1079: an upgrade to HTTP/2 is never answered.
            turn.exchange.wait(None)
        method, path = request.method, request.path
        if (method, path) == ("POST", "/v1/chat/completions"):
            self._chat(turn)
        elif (method, path) == ("POST", "/v1/embeddings"):
            self._embed(turn)
        elif (method, path) == ("GET", "/v1/models"):
            turn.exchange.send_json(200, self._v1_models())
        elif self.api_v0 and method == "GET" and path.startswith("/api/v0/models"):
            turn.exchange.send_json(200, self._native_v0(path))
        elif self.api_v1 and (method, path) == ("GET", "/api/v1/models"):
            turn.exchange.send_json(
                200, {"models": [self._v1_model(model) for model in self.models.values()]}
            )
        elif self.api_v1 and (method, path) == ("POST", "/api/v1/models/load"):
            self._load_on_order(turn)
        elif self.api_v1 and (method, path) == ("POST", "/api/v1/models/unload"):
            self._unload_on_order(turn)
        else:
            words = f"Unexpected endpoint or method. ({method} {path})"
            turn.exchange.send_json(200, {"error": words})

    def _authenticate(self, headers: dict[str, str]) -> None:
        if self.api_token and headers.get("authorization") != f"Bearer {self.api_token}":
            error = {"type": "invalid_request", "code": "invalid_api_key", "message": TOKEN_REQUIRED}
            raise Refusal(401, TOKEN_REQUIRED, {"error": error})

    def _chat(self, turn: Turn) -> None:
        body = turn.exchange.request.json
        stream = isinstance(body, dict) and bool(body.get("stream"))
        try:
            _check(body)
            if self.refuse_top_k and "top_k" in body:
                raise Refusal(400, "Unrecognized key(s) in object: 'top_k'")
            instance = self._resolve(turn, str(body.get("model") or ""))
            prompt = _rendered(instance.model, body["messages"])
            prompt_tokens = count_tokens(prompt)
            self._check_room(prompt_tokens, instance.context)
        except Refusal as refusal:
            if not (stream and self.late_errors):
                raise
            turn.exchange.begin(200, "text/event-stream")
            error = OpenAIEncoder(Answer("", "", 0), {}, error_event=True).error(refusal.words)
            turn.exchange.send_last(error)
            return
        self.prompts.append(prompt)
        self.say(
            turn,
            Answer(
                "", instance.id, prompt_tokens, failure=lambda _sent: None if instance.alive else UNLOADED
            ),
            lambda answer: OpenAIEncoder(answer, body, error_event=True),
            most_tokens=_most_tokens(body, instance.context - prompt_tokens),
            stream=stream,
        )

    def _embed(self, turn: Turn) -> None:
        body = turn.exchange.request.json or {}
        model = self.models.get(str(body.get("model")))
        if model is None or model.kind != "embeddings":
            words = (
                f'Invalid model identifier "{body.get("model")}". Please specify a valid downloaded model.'
            )
            raise Refusal(400, words, _typed_error(words, "model_not_found"))
        inputs = body["input"] if isinstance(body.get("input"), list) else [body.get("input")]
        turn.exchange.send_json(200, embedding.answer(model.id, inputs))

    def _resolve(self, turn: Turn, asked: str) -> Instance:
        """Find the instance that answers for `asked`, loading it if that is the way of this server."""
        with self._memory:
            usable = [one for one in self._instances.values() if one.model.kind != "embeddings"]
            named = next((one for one in usable if asked in {one.id, one.model.id}), None)
        if named:
            return named
        known = self.models.get(asked)
        if self.jit and self.jit_fires and known and known.kind != "embeddings":
            return self._load(turn, known, self.context, jit=True)
        if len(usable) == 1:
            return usable[0]
        if not usable and (not self.jit or not self.jit_fires or not asked):
            raise self._no_models()
        examples = ", ".join(self._ids()[:3])
        words = (
            f'Invalid model identifier "{asked}". Please specify a valid downloaded model (e.g., {examples}).'
        )
        raise Refusal(400, words, _typed_error(words, "model_not_found"))

    def _no_models(self) -> Refusal:
        if not self.api_v0 and not self.api_v1:
            return Refusal(404, NO_MODELS)
        return Refusal(400, NO_MODELS, _typed_error(NO_MODELS, None))

    def _check_room(self, prompt_tokens: int, context: int) -> None:
        if prompt_tokens < context:
            return
        advice = "Try to load the model with a larger context length, or provide a shorter input"
        if not self.api_v0 and not self.api_v1:
            words = (
                f"Trying to keep the first {prompt_tokens} tokens when context the overflows. However, the "
                f"model is loaded with context length of only {context} tokens, which is not enough. {advice}"
            )
            raise Refusal(400, words)
        raise Refusal(
            400,
            "The number of tokens to keep from the initial prompt is greater than the context length "
            f"(n_keep: {prompt_tokens}>= n_ctx: {context}). {advice}",
        )

    def _load(self, turn: Turn, model: FakeModel, context: int, *, jit: bool) -> Instance:
        with self._memory:
            self.loads += 1
        turn.exchange.wait(self.load_seconds)
        return self._add_instance(model, context, jit=jit)

    def _add_instance(self, model: FakeModel, context: int, *, jit: bool) -> Instance:
        with self._memory:
            if jit and self.auto_evict:
                # Not those of the same model: that is how one comes to have several (#1751).
                for old in [one for one in self._instances.values() if one.jit and one.model is not model]:
                    old.alive = False
                    del self._instances[old.id]
            copies = sum(one.model is model for one in self._instances.values())
            name = f"{model.id}:{copies + 1}" if copies else model.id
            instance = Instance(name, model, min(context, model.max_context), jit)
            self._instances[name] = instance
            return instance

    def _load_on_order(self, turn: Turn) -> None:
        order = turn.exchange.request.json or {}
        model = self.models.get(order.get("model", ""))
        if model is None:
            words = f"Model not found: {order.get('model')}"
            raise Refusal(404, words, {"error": {"type": "model_not_found", "message": words}})
        instance = self._load(turn, model, int(order.get("context_length") or self.context), jit=False)
        done: dict[str, object] = {
            "type": "embedding" if model.kind == "embeddings" else "llm",
            "instance_id": instance.id,
            "load_time_seconds": self.load_seconds,
            "status": "loaded",
        }
        if order.get("echo_load_config"):
            done["load_config"] = self._config(instance)
        turn.exchange.send_json(200, done)

    def _unload_on_order(self, turn: Turn) -> None:
        name = (turn.exchange.request.json or {}).get("instance_id", "")
        if name not in self.loaded:
            words = f"Model instance not found: {name}"
            raise Refusal(404, words, {"error": {"type": "model_not_found", "message": words}})
        self.unload(name)
        turn.exchange.send_json(200, {"instance_id": name})

    def _ids(self) -> list[str]:
        return list(self.models) if self.jit else self.loaded

    def _v1_models(self) -> object:
        data = [{"id": name, "object": "model", "owned_by": "organization_owner"} for name in self._ids()]
        return {"data": data, "object": "list"}

    def _native_v0(self, path: str) -> object:
        name = path.removeprefix("/api/v0/models").removeprefix("/")
        if not name:
            return {"object": "list", "data": [self._v0_model(model) for model in self.models.values()]}
        if name not in self.models:
            raise Refusal(404, f"Model {name} not found")
        return self._v0_model(self.models[name])

    def _v0_model(self, model: FakeModel) -> dict[str, object]:
        instances = self._instances_of(model)
        entry: dict[str, object] = {
            "id": model.id,
            "object": "model",
            "type": model.kind,
            "publisher": model.id.split("/")[0],
            "arch": "llama",
            "compatibility_type": "gguf",
            "quantization": "Q4_K_M",
            "state": "loaded" if instances else "not-loaded",
            "max_context_length": model.max_context,
        }
        if instances:
            entry["loaded_context_length"] = instances[0].context
        return entry

    def _v1_model(self, model: FakeModel) -> dict[str, object]:
        running = [{"id": one.id, "config": self._config(one)} for one in self._instances_of(model)]
        return {
            "type": "embedding" if model.kind == "embeddings" else "llm",
            "publisher": model.id.split("/")[0],
            "key": model.id,
            "display_name": model.id.split("/")[-1],
            "architecture": "llama",
            "quantization": {"name": "Q4_K_M", "bits_per_weight": 4},
            "size_bytes": 4_370_000_000,
            "params_string": "7B",
            "loaded_instances": running,
            "max_context_length": model.max_context,
            "format": "gguf",
            "capabilities": {"vision": model.kind == "vlm", "trained_for_tool_use": False},
        }

    def _config(self, instance: Instance) -> dict[str, object]:
        return {
            "context_length": instance.context,
            "eval_batch_size": 512,
            "parallel": self.parallel,
            "flash_attention": True,
            "offload_kv_cache_to_gpu": True,
        }

    def _instances_of(self, model: FakeModel) -> list[Instance]:
        with self._memory:
            return [one for one in self._instances.values() if one.model is model]


def _check(body: Any) -> None:
    if not isinstance(body, dict):
        raise Refusal(400, "Invalid JSON in request body")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refusal(400, "'messages' array must not be empty")
    wanted = body.get("response_format") or {"type": "text"}
    if wanted.get("type") not in {"json_schema", "text"}:
        raise Refusal(400, "'response_format.type' must be 'json_schema' or 'text'")
    if wanted["type"] == "json_schema" and "schema" not in (wanted.get("json_schema") or {}):
        raise Refusal(400, "'response_format.json_schema.schema' is required")


def _rendered(model: FakeModel, messages: list[dict[str, Any]]) -> str:
    known = [{**one, "role": "system"} if one.get("role") == "developer" else one for one in messages]
    try:
        return model.render(known)
    except TemplateError as error:
        words = f'Error rendering prompt with jinja template: "{error}".\n\n{TEMPLATE_ADVICE}'
        raise Refusal(400, words) from error


def _most_tokens(body: dict[str, Any], room: int) -> int:
    asked = body.get("max_tokens")
    # LM Studio takes -1 for no limit.
    return min(asked, room) if isinstance(asked, int) and asked > 0 else room


def _typed_error(words: str, code: str | None) -> object:
    return {"error": {"message": words, "type": "invalid_request_error", "param": "model", "code": code}}
