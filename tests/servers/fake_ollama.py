"""Ollama's server, as odd as the real one: it hardly ever refuses, it drops what it cannot use in silence."""

import ipaddress
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from tests.servers import embedding
from tests.servers.http_base import Exchange, Gone
from tests.servers.model_server import POLL_SECONDS, FakeModel, ModelServer, Refusal, Turn
from tests.servers.replies import Reply, count_tokens, tokens
from tests.servers.templates import TemplateError, llama3
from tests.servers.wire import Answer, Encoder, OllamaEncoder, OpenAIEncoder

LLAMA3 = "llama3:8b"
TOO_LONG = (
    "the prompt is longer than the context length currently available to the model; "
    "try a shorter prompt or a larger num_ctx"
)
ERROR_TYPES = {400: "invalid_request_error", 404: "not_found_error"}
PRIVATE = [ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
LOCAL_ENDINGS = (".localhost", ".local", ".internal")
NUM_KEEP = 4
READ_BY_V1 = {
    *("model", "messages", "stream", "stream_options", "max_tokens", "seed", "stop", "temperature", "top_p"),
    *("frequency_penalty", "presence_penalty", "response_format", "tools", "reasoning", "reasoning_effort"),
    *("logprobs", "top_logprobs"),
}


@dataclass(frozen=True)
class Runner:
    """A model in memory. `auto`: nobody asked for this context, it is the server's default."""

    model: FakeModel
    context: int
    auto: bool


@dataclass(frozen=True)
class Wish:
    """What a chat request comes down to, whichever protocol it came by.

    `options` is what the model really gets; `cut`: too long a prompt is cut in silence.
    """

    model: FakeModel
    messages: list[dict[str, Any]]
    options: dict[str, Any]
    cut: bool = True


class FakeOllama(ModelServer):
    """Ollama over real HTTP on a free loopback port.

    Args:
        models: pulled models, names or FakeModels; a bare name gets `:latest`.
        loaded: names in memory; None: the first model.
        context: tokens models are loaded with (`OLLAMA_CONTEXT_LENGTH`), at most what they were trained with.
        load_seconds: time a load takes; the headers are withheld, and a client that hangs up aborts it.
        tokens_per_second: pace of writing; None: at once.
        reply: what the models say, see `replies.Speaker`.
        parallel: answers written at a time (`OLLAMA_NUM_PARALLEL`).
        max_queue: requests that may wait (`OLLAMA_MAX_QUEUE`).
        version: what `/api/version` tells.
        library: models that can be pulled.

    Attributes:
        created: the context of models made with `/api/create`, by name.
        options: what the models really got: sampling, num_ctx, num_predict.
        aborted_loads: loads given up because the client hung up.
    """

    chat_paths: ClassVar[frozenset[str]] = frozenset({"/v1/chat/completions", "/api/chat"})

    def __init__(
        self,
        *,
        models: Sequence[str | FakeModel] = (LLAMA3,),
        loaded: Sequence[str] | None = None,
        context: int = 4096,
        load_seconds: float = 0.0,
        tokens_per_second: float | None = None,
        reply: Reply = None,
        parallel: int = 1,
        max_queue: int = 512,
        version: str = "0.14.2",
        library: Sequence[str] = (),
    ) -> None:
        specs = [FakeModel(model) if isinstance(model, str) else model for model in models]
        # Ollama's own templates take any roles; a model that brings its Jinja may be as strict as elsewhere.
        named = [replace(one, id=tagged(one.id), template=one.template or llama3) for one in specs]
        super().__init__(
            models=named,
            loaded=None if loaded is None else [tagged(name) for name in loaded],
            context=context,
            load_seconds=load_seconds,
            tokens_per_second=tokens_per_second,
            reply=reply,
            parallel=parallel,
            max_queue=max_queue,
            keep_alive=None,
        )
        self.version = version
        self.library = {tagged(name) for name in library}
        self.created: dict[str, int] = {}
        self.options: list[dict[str, Any]] = []
        self.aborted_loads = 0
        self._scheduler = threading.Condition()
        self._is_loading = False
        self._runners = {name: self._runner(self.models[name], None) for name in self._initially_loaded}

    @property
    def loaded(self) -> list[str]:
        """Names of the models in memory."""
        with self._scheduler:
            return list(self._runners)

    def unload(self, model: str) -> None:
        """Take a model out of memory."""
        with self._scheduler:
            self._runners.pop(tagged(model), None)

    def error_body(self, status: int, words: str, path: str) -> object:
        """Return the error in the form of the native interface or of `/v1`."""
        if path.startswith("/api/"):
            return {"error": words}
        kind = ERROR_TYPES.get(status, "api_error")
        return {"error": {"message": words, "type": kind, "param": None, "code": None}}

    def route(self, turn: Turn) -> None:
        """Answer a request; what is not native is OpenAI's."""
        exchange = turn.exchange
        if not _is_allowed_host(exchange.request.headers.get("host", "")):
            exchange.send(403, b"", "text/plain")
            return
        match exchange.request.method, exchange.request.path:
            case "GET", "/":
                exchange.send(200, b"Ollama is running", "text/plain; charset=utf-8")
            case "GET", "/api/version":
                exchange.send_json(200, {"version": self.version})
            case "GET", "/api/tags":
                exchange.send_json(200, {"models": [_tag(model) for model in self.models.values()]})
            case "GET", "/api/ps":
                exchange.send_json(200, {"models": self._running()})
            case "POST", "/api/show":
                exchange.send_json(200, self._show(_asked(exchange)))
            case "POST", "/api/chat":
                self._native_chat(turn)
            case "POST", "/api/pull":
                self._pull(turn)
            case "POST", "/api/create":
                self._create(turn)
            case "POST", "/api/generate":
                self._preload(turn, "response", "")
            case "GET", "/v1/models":
                data = [{"id": name, "object": "model", "owned_by": "library"} for name in self.models]
                exchange.send_json(200, {"object": "list", "data": data})
            case "POST", "/v1/chat/completions":
                self._openai_chat(turn)
            case "POST", "/v1/embeddings":
                self._embed(turn)
            case _:
                exchange.send(404, b"404 page not found", "text/plain")

    def _embed(self, turn: Turn) -> None:
        body = _asked(turn.exchange)
        model = self._model(body)
        if model.kind != "embeddings":
            raise Refusal(501, "this model does not support embeddings")
        inputs = body["input"] if isinstance(body.get("input"), list) else [body.get("input")]
        turn.exchange.send_json(200, embedding.answer(str(body["model"]), inputs))

    def _openai_chat(self, turn: Turn) -> None:
        sent = _asked(turn.exchange)
        body = {name: value for name, value in sent.items() if name in READ_BY_V1}
        messages = _split_parts(body.get("messages"))
        # /v1 does not fall back to the Modelfile: what is not sent becomes 1.0 (openai/openai.go).
        options = {"temperature": body.get("temperature", 1.0), "top_p": body.get("top_p", 1.0), "top_k": 40}
        if body.get("max_tokens") is not None:
            options["num_predict"] = body["max_tokens"]
        wish = Wish(self._model(body), messages, options)
        self._answer(turn, wish, lambda answer: OpenAIEncoder(answer, body, error_event=False), body)

    def _native_chat(self, turn: Turn) -> None:
        body = _asked(turn.exchange)
        if not body.get("messages"):
            self._preload(turn, "message", {"role": "assistant", "content": ""})
            return
        options = {"temperature": 0.8, "top_p": 0.9, "top_k": 40, **(body.get("options") or {})}
        cut = body.get("truncate") is not False
        wish = Wish(self._model(body), body["messages"], options, cut)
        self._answer(turn, wish, OllamaEncoder, {"stream": body.get("stream", True)})

    def _answer(
        self, turn: Turn, wish: Wish, encoder: Callable[[Answer], Encoder], body: dict[str, Any]
    ) -> None:
        runner = self._loaded(turn.exchange, wish.model, wish.options.get("num_ctx"))
        prompt = _fitted(wish, runner.context)
        room = runner.context - count_tokens(prompt)
        asked = wish.options.get("num_predict", -1)
        with self._scheduler:
            self.prompts.append(prompt)
            self.options.append({**wish.options, "num_ctx": runner.context})
        self.say(
            turn,
            Answer("", wish.model.id, count_tokens(prompt)),
            encoder,
            most_tokens=min(asked, room) if asked > 0 else room,
            stream=bool(body.get("stream")),
        )

    def _preload(self, turn: Turn, name: str, empty: object) -> None:
        body = _asked(turn.exchange)
        if body.get("prompt"):
            raise Refusal(400, "this fake generates through chat only")
        model = self._model(body)
        reason = "load"
        if body.get("keep_alive") == 0:
            self.unload(model.id)
            reason = "unload"
        else:
            self._loaded(turn.exchange, model, (body.get("options") or {}).get("num_ctx"))
        head = {"model": body["model"], "created_at": "2026-01-01T00:00:00Z"}
        turn.exchange.send_json(200, {**head, name: empty, "done": True, "done_reason": reason})

    def _pull(self, turn: Turn) -> None:
        """Fetch a model of the library, in lines of progress; an unknown one fails within the stream."""
        name = tagged(str(_asked(turn.exchange).get("model", "")))
        lines: list[dict[str, object]] = [{"status": "pulling manifest"}]
        if name in self.library:
            digest = "sha256:6a0746a1ec1a"
            for done in (0, 2_000_000_000, 4_000_000_000):
                lines.append(
                    {
                        "status": "pulling 6a0746a1ec1a",
                        "digest": digest,
                        "total": 4_000_000_000,
                        "completed": done,
                    }
                )
            lines.append({"status": "success"})
            self.models[name] = FakeModel(name, template=llama3)
        else:
            lines.append({"error": "pull model manifest: file does not exist"})
        _send_lines(turn.exchange, lines)

    def _create(self, turn: Turn) -> None:
        """Make a model of another one with other parameters; only `num_ctx` is known here."""
        body = _asked(turn.exchange)
        base = self.models.get(tagged(str(body.get("from", ""))))
        if base is None:
            raise Refusal(404, f"model '{body.get('from', '')}' not found")
        name = tagged(str(body.get("model", "")))
        self.models[name] = replace(base, id=name)
        self.created[name] = int((body.get("parameters") or {}).get("num_ctx") or self.context)
        _send_lines(turn.exchange, [{"status": "creating new layer"}, {"status": "success"}])

    def _model(self, body: dict[str, Any]) -> FakeModel:
        model = self.models.get(tagged(str(body.get("model", ""))))
        if model is None:
            raise Refusal(404, f"model '{body.get('model', '')}' not found")
        return model

    def _loaded(self, exchange: Exchange, model: FakeModel, num_ctx: int | None) -> Runner:
        """Return the runner of a model, loading it alone if need be, as the real scheduler does."""
        wanted = self._runner(model, num_ctx)
        with self._scheduler:
            while True:
                runner = self._runners.get(model.id)
                # Two that ask for nothing agree; else another context means another load.
                if runner and (runner.context == wanted.context or (runner.auto and wanted.auto)):
                    return runner
                if not self._is_loading:
                    break
                self._scheduler.wait(POLL_SECONDS)
                if exchange.gone():
                    raise Gone
            self._is_loading = True
            self.loads += 1
            self._runners.pop(model.id, None)
        return self._load(exchange, wanted)

    def _load(self, exchange: Exchange, wanted: Runner) -> Runner:
        try:
            exchange.wait(self.load_seconds)
        except Gone:
            self.aborted_loads += 1
            raise
        else:
            with self._scheduler:
                self._runners[wanted.model.id] = wanted
            return wanted
        finally:
            with self._scheduler:
                self._is_loading = False
                self._scheduler.notify_all()

    def _runner(self, model: FakeModel, num_ctx: int | None) -> Runner:
        own = self.created.get(model.id, self.context)
        return Runner(model, min(num_ctx or own, model.max_context), num_ctx is None)

    def _running(self) -> list[dict[str, object]]:
        with self._scheduler:
            runners = list(self._runners.values())
        return [
            {
                **_tag(runner.model),
                "size_vram": 5_100_000_000,
                "expires_at": "2026-01-01T00:05:00Z",
                "context_length": runner.context,
            }
            for runner in runners
        ]

    def _show(self, body: dict[str, Any]) -> dict[str, object]:
        model = self._model(body)
        return {
            "parameters": 'stop "<|eot_id|>"',
            "template": "{{ .System }} {{ .Prompt }}",
            "details": _tag(model)["details"],
            "model_info": {"general.architecture": "llama", "llama.context_length": model.max_context},
            "capabilities": ["completion"],
        }


def _send_lines(exchange: Exchange, lines: Sequence[dict[str, object]]) -> None:
    body = "".join(json.dumps(line) + "\n" for line in lines)
    exchange.send(200, body.encode(), "application/x-ndjson")


def tagged(name: str) -> str:
    """Return a model's name with its tag, which is `latest` unless given."""
    return name if ":" in name.rsplit("/", 1)[-1] else f"{name}:latest"


def _tag(model: FakeModel) -> dict[str, object]:
    details = {
        "format": "gguf",
        "family": "llama",
        "parameter_size": "8.0B",
        "quantization_level": "Q4_0",
    }
    digest = "365c0bd3c000a25d28ddbf732fe1c6add414de7275464c4e4d1c3b5fcb5d8ad1"
    size = 4_661_224_676
    return {"name": model.id, "model": model.id, "size": size, "digest": digest, "details": details}


def _asked(exchange: Exchange) -> dict[str, Any]:
    body = exchange.request.json
    if not isinstance(body, dict):
        raise Refusal(400, "invalid JSON")
    return body


def _split_parts(messages: Any) -> list[dict[str, Any]]:
    """Turn each content part into a message of its own, as the OpenAI side of Ollama does."""
    if not messages:
        raise Refusal(400, "[] is too short - 'messages'")
    split: list[dict[str, Any]] = []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            split.append({"role": message["role"], "content": content})
        elif isinstance(content, list):
            split += [{"role": message["role"], "content": part.get("text", "")} for part in content]
        else:
            kind = "<nil>" if content is None else type(content).__name__
            raise Refusal(400, f"invalid message content type: {kind}")
    return split


def _fitted(wish: Wish, context: int) -> str:
    """Return the prompt; too long, it loses its oldest turns first, then its own middle."""
    messages = wish.messages
    prompt = _rendered(wish.model, messages)
    if count_tokens(prompt) <= context:
        return prompt
    if not wish.cut:
        raise Refusal(400, TOO_LONG)
    while count_tokens(prompt) > context:
        oldest = next((one for one in messages[:-1] if one["role"] != "system"), None)
        if oldest is None:
            pieces = tokens(prompt)
            # contextShiftPromptLimit of llm/llama_server.go: about half of the context is left.
            kept = context - (context - NUM_KEEP) // 2
            return "".join(pieces[:NUM_KEEP] + pieces[NUM_KEEP - kept :])
        messages = [one for one in messages if one is not oldest]
        prompt = _rendered(wish.model, messages)
    return prompt


def _rendered(model: FakeModel, messages: list[dict[str, Any]]) -> str:
    try:
        return model.render(messages)
    except TemplateError as error:
        raise Refusal(400, str(error)) from error


def _is_allowed_host(header: str) -> bool:
    host = header.rsplit(":", 1)[0].strip("[]").lower()
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in {"", "localhost"} or host.endswith(LOCAL_ENDINGS)
    return address.is_loopback or address.is_unspecified or any(address in network for network in PRIVATE)
