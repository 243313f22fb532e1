"""Everything that can go wrong between the toolkit and a model.

LLMError
├── InvalidRequest            what we were asked to send makes no sense
│   ├── InvalidMessages       no message, or nothing in them
│   └── InvalidURL            an address that cannot be one of a model server
├── EndpointUnavailable       the server cannot answer now: the next model of the chain is asked
│   ├── ConnectionFailed      refused, unknown host, cut before anything came
│   │   └── ConnectTimedOut   this machine had no time to connect to itself
│   ├── TimedOut              nothing, or no end, within the time allowed
│   ├── ServerFailed          5xx, or a page of a proxy in place of an answer
│   │   └── ModelCrashed      the model went while it answered
│   └── Busy                  429 or 503
├── ModelUnavailable          the server answers, but not with this model
│   ├── ModelNotFound
│   └── NoModelLoaded
├── AuthenticationFailed      401 or 403
├── RequestRefused            another 4xx
│   ├── ContextOverflow       the prompt is longer than the loaded context
│   ├── TemplateRefused       the chat template does not take these roles
│   └── SchemaRefused         the server does not take this response_format
├── BadAnswer                 200, and yet no answer
│   ├── EmptyAnswer
│   ├── Truncated             cut by max_tokens; `text` holds what came
│   ├── StreamCut             a stream that ended without an end
│   └── SchemaMismatch        no data of the asked shape, after every retry; `text` holds the last answer
├── EmbeddedUnavailable       the engine in the child process cannot run
├── AllModelsFailed           every model of a chain failed; `causes` holds their errors
└── Cancelled                 the analyst pressed stop
"""

from config.errors import UserFacingError


class LLMError(UserFacingError):
    """Base of the tree.

    Attributes:
        server_words: what the server itself said, keys removed; empty if it said nothing.
        endpoint: name or address of the endpoint asked.
        model: id of the model asked.
        status: HTTP status, or None where there was no response.
        retry_after: seconds the server asked to wait, or None.
    """

    def __init__(
        self,
        message: str,
        remedy: str = "",
        *,
        server_words: str = "",
        endpoint: str = "",
        model: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, remedy)
        self.server_words = server_words
        self.endpoint = endpoint
        self.model = model
        self.status = status
        self.retry_after = retry_after
        self.attempts = 0


class InvalidRequest(LLMError):
    """What we were asked to send makes no sense."""


class InvalidMessages(InvalidRequest):
    """No message, or nothing in them."""


class InvalidURL(InvalidRequest):
    """An address that cannot be one of a model server."""


class EndpointUnavailable(LLMError):
    """The server cannot answer now."""


class ConnectionFailed(EndpointUnavailable):
    """Refused, unknown host, or cut before anything came."""


class ConnectTimedOut(ConnectionFailed):
    """This machine had no time to connect to itself: nobody there would have refused at once."""


class TimedOut(EndpointUnavailable):
    """Nothing, or no end, within the time allowed."""


class ServerFailed(EndpointUnavailable):
    """5xx, or a page of a proxy in place of an answer."""


class ModelCrashed(ServerFailed):
    """The model went while it answered; it may be loaded again."""


class Busy(EndpointUnavailable):
    """429 or 503."""


class ModelUnavailable(LLMError):
    """The server answers, but not with this model."""


class ModelNotFound(ModelUnavailable):
    """The server does not know this model."""


class NoModelLoaded(ModelUnavailable):
    """The server has no model in memory and loads none by itself."""


class AuthenticationFailed(LLMError):
    """401 or 403."""


class RequestRefused(LLMError):
    """Another 4xx."""


class ContextOverflow(RequestRefused):
    """The prompt is longer than the loaded context."""


class TemplateRefused(RequestRefused):
    """The chat template does not take these roles."""


class SchemaRefused(RequestRefused):
    """The server does not take this response_format."""


class BadAnswer(LLMError):
    """200, and yet no answer. `text` holds what came."""

    def __init__(self, message: str, remedy: str = "", *, text: str = "", **details: object) -> None:
        super().__init__(message, remedy, **details)  # type: ignore[arg-type]
        self.text = text


class EmptyAnswer(BadAnswer):
    """Not one word."""


class Truncated(BadAnswer):
    """Cut by max_tokens. What the server counted is kept: it read the prompt all the same."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None


class StreamCut(BadAnswer):
    """A stream that ended without an end."""


class SchemaMismatch(BadAnswer):
    """No data of the asked shape, after every retry."""


class EmbeddedUnavailable(LLMError):
    """The engine in the child process cannot run."""


class AllModelsFailed(LLMError):
    """Every model of a chain failed. `causes` holds their errors in the order of the chain."""

    def __init__(self, message: str, remedy: str = "", *, causes: list[LLMError]) -> None:
        super().__init__(message, remedy)
        self.causes = causes


class Cancelled(LLMError):
    """The analyst pressed stop."""
