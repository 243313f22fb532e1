"""What the configuration files may hold: every key, its type and range."""

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypedDict
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, Strict

NO_KEY: Final = "not-needed"
PROVIDERS: Final = (
    "duckduckgo",
    "searxng",
    "brave",
    "serper",
    "openstreetmap",
    "registry",
    "google_places",
    "serper_places",
    "url_list",
)
TASKS: Final = ("extraction", "answer", "audit", "classification", "lead_summary", "outreach", "dossier")


@dataclass(frozen=True)
class Expects:
    """How to tell an analyst what a value must be; a `secret` value is never shown."""

    text: str
    example: str
    secret: bool = False


def _whole(value: object) -> object:
    """Accept 2048.0, which number fields of browsers write, as 2048."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _no_limit(value: int | None) -> int | None:
    return value or None


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _joined(value: object) -> object:
    """Accept a list of names as one text, and blanks around the commas of a text."""
    names = value.split(",") if isinstance(value, str) else value
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return ",".join(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
    return value


def _plain(text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
        raise ValueError("control character")
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text


def _address(text: str) -> str:
    """Accept what the model layer can dial: an http address, or host and port, without a key in it."""
    url = text if "://" in text else f"http://{text}"
    parts = urlsplit(url)
    _ = parts.port  # raises for a port that is no number or out of range
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
        raise ValueError("not an address")
    if "@" in parts.netloc:
        raise ValueError("a key in the address")
    return text


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


_Text = Annotated[str, Strict(), Field(max_length=500), AfterValidator(_plain)]
_Filled = Annotated[_Text, AfterValidator(_filled)]
_Integer = Annotated[int, Strict(), BeforeValidator(_whole)]
_Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
_Url = Annotated[_Filled, AfterValidator(_address)]

Temperature = Annotated[_Number, Field(ge=0, le=2), Expects("a number from 0 to 2", "0.4")]
TopP = Annotated[_Number, Field(gt=0, le=1), Expects("a number above 0 and up to 1", "0.9")]
TopK = Annotated[Annotated[_Integer, Field(ge=0)] | None, Expects("a whole number from 0, or null", "40")]
MaxTokens = Annotated[
    Annotated[_Integer, Field(ge=0)] | None,
    AfterValidator(_no_limit),
    Expects("a whole number from 1, or 0 for no limit", "2048"),
]
Seconds = Annotated[_Number, Field(gt=0, le=86400), Expects("a number of seconds above 0", "60")]
Context = Annotated[_Integer, Field(ge=256), Expects("a whole number of tokens from 256", "4096")]
Slots = Annotated[_Integer, Field(ge=1, le=64), Expects("a whole number from 1 to 64", "4")]
SourceCount = Annotated[_Integer, Field(ge=3, le=50), Expects("a whole number from 3 to 50", "10")]
Characters = Annotated[_Integer, Field(ge=500), Expects("a whole number of characters from 500", "24000")]
Deadline = Annotated[_Number, Field(gt=0, le=120), Expects("a number of seconds above 0 and up to 120", "20")]
Pause = Annotated[_Number, Field(ge=0, le=30), Expects("a number of seconds from 0 to 30", "1.0")]
CacheHours = Annotated[_Number, Field(ge=0, le=168), Expects("a number of hours from 0 to 168", "24")]
Fetches = Annotated[_Integer, Field(ge=1, le=32), Expects("a whole number from 1 to 32", "6")]
Weight = Annotated[_Number, Field(ge=0, le=100), Expects("a number from 0 to 100", "20")]
Switch = Annotated[bool, Strict(), Expects("true or false", "true")]
ModelId = Annotated[_Filled, Expects("the id of a model, a text", "llama3:8b")]
Alias = Annotated[_Filled, Expects("the name of a model under models:, a text", "small_model")]
Aliases = Annotated[
    list[_Filled],
    Strict(),
    BeforeValidator(_as_list),
    Expects("the name of a model, or a list of names", "[small_model]"),
]
EndpointRef = Annotated[_Filled, Expects("the name of an endpoint, or an http address", "lm_studio")]
OptionalEndpoint = Annotated[
    Literal[""] | _Filled, Expects("the name of an endpoint, an http address, or nothing", "ollama")
]
Address = Annotated[
    _Url, Expects("an http or https address without a key in it", "http://localhost:1234", secret=True)
]
Addresses = Annotated[
    list[_Url],
    Strict(),
    BeforeValidator(_as_list),
    Field(min_length=1, max_length=32),
    Expects(
        "a list of http or https addresses without a key in them", "[http://localhost:1234]", secret=True
    ),
]
OptionalAddress = Annotated[
    Literal[""] | _Url, Expects("an http or https address, or nothing", "http://localhost:8888", secret=True)
]
Variants = Annotated[_Integer, Field(ge=1, le=3), Expects("1, 2 or 3", "3")]
Price = Annotated[_Number, Field(ge=0, le=10), Expects("a price in euros from 0 to 10", "0.07")]
Length = Annotated[_Integer, Field(ge=0, le=20000), Expects("a whole number from 0 to 20000", "120")]
Words = Annotated[_Text, Expects("a text", "Bordeaux")]
ListOfWords = Annotated[
    list[_Filled], Strict(), BeforeValidator(_as_list), Expects("a list of texts", "[plombier, plumber]")
]
People = Annotated[_Integer, Field(ge=0), Expects("a whole number of people, 0 for no limit", "10")]
Points = Annotated[_Number, Field(ge=-10, le=10), Expects("a number of points from -10 to 10", "2")]
Language = Annotated[
    str,
    Strict(),
    BeforeValidator(_lower),
    Field(pattern=r"^[a-z]{2}$"),
    Expects("a language code of two letters, in quotes", '"fr"'),
]
InterfaceLanguage = Annotated[
    Literal["", "en", "fr"], Expects("en, fr, or nothing for the browser's language", "fr")
]
Country = Annotated[
    str,
    Strict(),
    BeforeValidator(_upper),
    Field(pattern=r"^[A-Z]{2}$"),
    Expects("a country code of two letters, in quotes", '"FR"'),
]
HostPorts = Annotated[
    list[Annotated[str, Strict(), Field(pattern=r"^[^\s/@]+:[0-9]{1,5}$")]],
    Strict(),
    BeforeValidator(_as_list),
    Expects("a list of host:port pairs", "[localhost:8080]"),
]
FilePath = Annotated[_Filled | None, Expects("the path of a GGUF file, or null", "~/models/small.gguf")]
# Upper case only: a key pasted here by mistake is told from a variable's name.
KeyName = Annotated[
    str,
    Strict(),
    Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=100),
    Expects("the name of an environment variable in capitals, never the key itself", "LLM_API_KEY", True),
]
NoKey = Annotated[
    Literal["not-needed"],
    Expects("not-needed; keys are typed in the sidebar or set as LLM_API_KEY", NO_KEY, secret=True),
]
Key = Annotated[_Text, Expects("a text", "", secret=True)]
Kind = Annotated[
    Literal["lm_studio", "ollama", "llama_cpp", "openai", "auto"],
    Expects("lm_studio, ollama, llama_cpp, openai or auto", "auto"),
]
Tier = Annotated[Literal["starter", "small", "large"], Expects("starter, small or large", "small")]
Layers = Annotated[_Integer, Field(ge=-1, le=1000), Expects("a whole number of layers, -1 for all", "33")]
Depth = Annotated[_Integer, Field(ge=1, le=1000), Expects("a whole number of layers from 1", "32")]
Card = Annotated[_Integer, Field(ge=0, le=127), Expects("the number of a graphics card, from 0", "0")]
Shares = Annotated[
    list[Annotated[_Number, Field(ge=0)]],
    Strict(),
    Field(max_length=16),
    Expects("a list of numbers, one a graphics card", "[3, 1]"),
]
Switching = Annotated[Literal["auto", "by_hand", "by_app"], Expects("auto, by_hand or by_app", "auto")]
SystemRole = Annotated[Literal["fold", "native"], Expects("fold or native", "fold")]
Providers = Annotated[
    str,
    Strict(),
    BeforeValidator(_joined),
    Field(pattern=rf"^({'|'.join(PROVIDERS)})(,({'|'.join(PROVIDERS)}))*$"),
    Expects(f"one or several of {', '.join(PROVIDERS)}", "duckduckgo"),
]
Radius = Annotated[_Number, Field(ge=0, le=50), Expects("a number of kilometres from 0 to 50", "10")]
Profile = Annotated[
    Literal["", "hubspot", "pipedrive", "brevo"],
    Expects("hubspot, pipedrive, brevo or nothing", "hubspot"),
]


class Llm(TypedDict, total=False):
    """Calls without a task, and what presets and models leave unset."""

    base_url: Address
    model: ModelId
    temperature: Temperature
    top_k: TopK
    top_p: TopP
    max_tokens: MaxTokens
    timeout: Seconds
    api_key: NoKey


class Locale(TypedDict, total=False):
    """Where the analyst looks for businesses."""

    language: Language
    country: Country
    city: Words
    interface: InterfaceLanguage


class Search(TypedDict, total=False):
    """How sources are found."""

    provider: Providers
    searxng_url: OptionalAddress
    overpass_url: OptionalAddress
    registry_url: OptionalAddress
    radius_km: Radius
    sources: SourceCount
    max_sources: SourceCount


class Network(TypedDict, total=False):
    """How the door to the web behaves; times in seconds."""

    user_agent: Words
    contact: Words
    timeout: Deadline
    concurrency: Fetches
    pause: Pause
    respect_robots: Switch
    cache_hours: CacheHours
    render: Switch
    allow_hosts: HostPorts


class Extraction(TypedDict, total=False):
    """What of a page a model is given."""

    max_characters: Characters


class ScoringWeights(TypedDict, total=False):
    """How much each part weighs in the scores of a lead."""

    name: Weight
    email: Weight
    phone: Weight
    address: Weight
    website: Weight
    company_id: Weight
    social: Weight
    opening_hours: Weight
    corroborated: Weight
    trade: Weight
    place: Weight
    size: Weight
    need: Weight
    quality: Weight
    fit: Weight


class Scoring(ScoringWeights, total=False):
    """The scores of a lead: the vertical aimed at, and the weights."""

    vertical: Words


class VerticalRules(TypedDict, total=False):
    """Points, 10 for a full need, for what a business of the vertical lacks."""

    no_website: Weight
    social_only: Weight
    weak_site: Weight
    no_https: Weight
    free_mail: Weight
    no_email: Weight
    no_phone: Weight
    no_opening_hours: Weight
    no_contact_form: Weight
    no_social: Weight


class Question(TypedDict, total=False):
    """What customers of a vertical ask, and the words of a site that answers it."""

    fr: Words
    en: Words
    de: Words
    words: ListOfWords


class VerticalFile(TypedDict, total=False):
    """config/verticals/*.yml: a kind of business, and what makes one worth a message."""

    label: Words
    trades: ListOfWords
    places: ListOfWords
    min_employees: People
    max_employees: People
    weights: ScoringWeights
    rules: VerticalRules
    keywords: dict[str, Points]
    questions: dict[str, Question]


class Embeddings(TypedDict, total=False):
    """Which model gives vectors of texts, by which dossiers are searched beside their words."""

    enabled: Switch
    endpoint: OptionalEndpoint
    model: Words


class Export(TypedDict, total=False):
    """How leads are written to files."""

    profile: Profile


class Privacy(TypedDict, total=False):
    """What is kept about people and prompts."""

    log_prompts: Switch
    named_people: Switch
    retention: Switch


class Sender(TypedDict, total=False):
    """Who writes to leads: what they offer, what they can prove, how they sign."""

    name: Words
    company: Words
    role: Words
    offer: Words
    proof: Words
    phone: Words
    email: Words
    website: Words
    address: Words
    siren: Words


class Outreach(TypedDict, total=False):
    """How first messages are written: what is chosen first, what a text message costs, how long they are."""

    channel: Words
    tone: Words
    variants: Variants
    sms_price: Price
    email_low: Length
    email_high: Length
    email_most: Length
    linkedin_high: Length
    linkedin_most: Length
    linkedin_message_high: Length
    linkedin_message_most: Length
    sms_high: Length
    sms_most: Length
    letter_low: Length
    letter_high: Length
    letter_most: Length
    call_script_low: Length
    call_script_high: Length
    call_script_most: Length


class EmbeddedSwitch(TypedDict, total=False):
    """Whether the built-in engine answers."""

    enabled: Switch


class Embedded(EmbeddedSwitch, total=False):
    """The built-in engine and the analyst's own model files."""

    small: FilePath
    large: FilePath


class Endpoint(TypedDict, total=False):
    """One model server; `enabled` belongs to the embedded endpoint only."""

    url: Address
    urls: Addresses
    kind: Kind
    parallel: Slots
    api_key: KeyName
    send_top_k: Switch
    load_timeout: Seconds
    switch: Switching
    enabled: Switch


class Entry(TypedDict, total=False):
    """A model, or a task's preset."""

    id: ModelId
    model: Alias
    base: Alias
    endpoint: EndpointRef
    temperature: Temperature
    top_k: TopK
    top_p: TopP
    max_tokens: MaxTokens
    timeout: Seconds
    context: Context
    system_role: SystemRole
    quantization: Words
    fallback: Aliases
    tier: Tier
    min_tier: Tier
    ensemble: Aliases
    variants: ListOfWords
    layers: Depth
    n_gpu_layers: Layers
    main_gpu: Card
    tensor_split: Shares


class DefaultsFile(TypedDict, total=False):
    """config/defaults.yml."""

    llm: Llm
    locale: Locale
    search: Search
    network: Network
    extraction: Extraction
    embeddings: Embeddings
    scoring: Scoring
    export: Export
    privacy: Privacy
    sender: Sender
    outreach: Outreach
    embedded: EmbeddedSwitch


class ModelsFile(TypedDict, total=False):
    """config/models.yml."""

    endpoints: dict[str, Endpoint]
    endpoint_presets: dict[str, dict[str, Address]]
    embedded: Embedded
    models: dict[str, Entry]


class SettingsFile(TypedDict, total=False):
    """settings.json."""

    llm_base: Address
    llm_key: Key
    llm_model: ModelId
    llm_temperature: Temperature
    llm_top_k: TopK
    llm_top_p: TopP
    llm_max_tokens: MaxTokens
    llm_timeout: Seconds
    locale: Locale
    search: Search
    network: Network
    extraction: Extraction
    embeddings: Embeddings
    scoring: Scoring
    export: Export
    privacy: Privacy
    sender: Sender
    outreach: Outreach
    embedded: Embedded
    endpoints: dict[str, Endpoint]
    models: dict[str, Entry]
    tasks: dict[str, Entry]
