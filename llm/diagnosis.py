"""From the words of a server to an error of our tree.

The patterns are what LM Studio, Ollama and llama.cpp really say; LM Studio sends `{"error": "text"}`, Ollama
`{"error": {"message": ...}}` or, from its native API, `{"error": "text"}`, and each of them says some of it
with HTTP status 200.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from llm.errors import (
    AuthenticationFailed,
    Busy,
    ContextOverflow,
    LLMError,
    ModelCrashed,
    ModelNotFound,
    NoModelLoaded,
    RequestRefused,
    SchemaRefused,
    ServerFailed,
    TemplateRefused,
)


@dataclass(frozen=True)
class Asked:
    """Whom we asked for what, and what must never be shown."""

    endpoint: str
    root: str
    model: str
    api_key: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """The endpoint as people write it."""
        return self.label or self.endpoint

    def redact(self, text: str) -> str:
        """Return the text without our key, should the server echo it."""
        return text.replace(self.api_key, "***") if len(self.api_key) > 3 else text


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    error: type[LLMError]
    message: str
    remedy: str


def _rule(pattern: str, error: type[LLMError], message: str, remedy: str) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE | re.DOTALL), error, message, remedy)


_RULES = (
    _rule(
        r"no models? (is )?(currently )?loaded",
        NoModelLoaded,
        "{endpoint} has no model loaded.",
        "Load one in LM Studio (Developer page), then try again.",
    ),
    _rule(
        r"invalid model identifier|model_not_found|try pulling it|model ['\"].*['\"] (was )?not found",
        ModelNotFound,
        "{endpoint} does not have the model {model}.",
        "Pick a model the server lists in the sidebar, or fetch this one (`ollama pull {model}`).",
    ),
    _rule(
        r"unexpected endpoint or method",
        ServerFailed,
        "{endpoint} answers at {root}, but not to chat requests.",
        "Check the address in the sidebar: it is the server's, with nothing after the port.",
    ),
    _rule(
        r"keep from the initial prompt|context the overflows|context (length|size|window)|n_keep|n_ctx"
        r"|longer than the context|exceeds? the (available )?context",
        ContextOverflow,
        "The prompt is longer than the context {model} was loaded with.",
        "Load the model with a larger context, or send less.",
    ),
    _rule(
        r"response_format|failed to parse grammar|initialize samplers|json_schema|grammar",
        SchemaRefused,
        "{endpoint} does not take this answer schema.",
        "Update the server, or choose another model for structured tasks.",
    ),
    _rule(
        r"roles? must alternate|only user(,| and) |system role|jinja|chat template|\broles? (are|is) ",
        TemplateRefused,
        "The chat template of {model} refuses these roles.",
        "Set `system_role: fold` for this model in config/models.yml.",
    ),
    _rule(
        r"top_?k\b",
        RequestRefused,
        "{endpoint} refuses top_k.",
        "Set `send_top_k: false` for it in config/models.yml; the doctor has a button for that.",
    ),
    _rule(
        r"maximum pending requests|server (is )?busy|loading model|too many requests",
        Busy,
        "{endpoint} is busy.",
        "Wait a moment, then try again.",
    ),
    _rule(
        r"model has crashed|exit code|model unloaded|llama runner process",
        ModelCrashed,
        "{model} stopped working on {endpoint}.",
        "Load it again; if it crashes once more, choose a smaller quantization or less context.",
    ),
    _rule(
        r"invalid_api_key|api token is required|incorrect api key|unauthori[sz]ed",
        AuthenticationFailed,
        "{endpoint} asks for a key, or refuses the one it got.",
        "Enter the server's key in the sidebar.",
    ),
)

_BY_STATUS: dict[int, tuple[type[LLMError], str, str]] = {
    401: (
        AuthenticationFailed,
        "{endpoint} asks for a key, or refuses the one it got.",
        "Enter the server's key in the sidebar.",
    ),
    403: (
        AuthenticationFailed,
        "{endpoint} refuses access.",
        "Enter the server's key; behind a reverse proxy, let it set the Host header to localhost.",
    ),
    404: (
        ServerFailed,
        "{endpoint} answers at {root}, but has no chat API there.",
        "Check the address in the sidebar: it is the server's, with nothing after the port.",
    ),
    429: (Busy, "{endpoint} is busy.", "Wait a moment, then try again."),
    503: (Busy, "{endpoint} is busy.", "Wait a moment, then try again."),
}
_FAILED = (
    ServerFailed,
    "{endpoint} answered with an error (HTTP {status}).",
    "Look at the server's log; restart it if it goes on.",
)
_REFUSED = (
    RequestRefused,
    "{endpoint} refused the request (HTTP {status}).",
    "Look at what the server says.",
)


def diagnose(asked: Asked, *, body: object, status: int, retry_after: float | None = None) -> LLMError:
    """Return the error that a refusal, or an error said with status 200, stands for."""
    words = asked.redact(error_words(body))[:2000]
    error, message, remedy = _matched(words, status, is_page=looks_like_html(body))
    details = {"endpoint": asked.name, "root": asked.root, "model": asked.model, "status": status}
    return error(
        message.format(**details),
        remedy.format(**details),
        server_words=words,
        endpoint=asked.endpoint,
        model=asked.model,
        status=status,
        retry_after=retry_after,
    )


def error_words(body: object) -> str:
    """Return what the server said as text, whatever shape it came in."""
    if isinstance(body, bytes):
        body = body.decode("utf-8", "replace")
    if isinstance(body, str):
        parsed = _parsed(body)
        return error_words(parsed) if isinstance(parsed, (dict, list)) else body.strip()
    if isinstance(body, dict):
        error = body.get("error", body)
        if isinstance(error, dict):
            code, text = error.get("code") or error.get("type"), error.get("message")
            return f"{text} ({code})" if text and code else str(text or json.dumps(error, ensure_ascii=False))
        return str(error)
    return "" if body is None else str(body)


def looks_like_html(body: object) -> bool:
    """Tell whether a proxy or a web page answered in place of the model server."""
    if isinstance(body, bytes):
        body = body[:500].decode("utf-8", "replace")
    return isinstance(body, str) and body.lstrip()[:20].lower().startswith(("<!doctype", "<html", "<head"))


def retry_after_seconds(value: Any) -> float | None:
    """Return a Retry-After header in seconds, or None where it is missing or a date."""
    try:
        return max(0.0, float(value))
    except (TypeError, ValueError):
        return None


def _matched(words: str, status: int, *, is_page: bool) -> tuple[type[LLMError], str, str]:
    if is_page and status not in {401, 403}:
        return (
            ServerFailed,
            "A web page answered in place of {endpoint} (HTTP {status}).",
            "A proxy stands between: check the address, or whether the server behind it runs.",
        )
    if status in {401, 403}:
        return _BY_STATUS[status]
    for rule in _RULES:
        if rule.pattern.search(words):
            return rule.error, rule.message, rule.remedy
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return _REFUSED if 400 <= status < 500 else _FAILED


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
