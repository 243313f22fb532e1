"""The shipped values of the configuration.

They stand here as well as in the YAML files, so that the toolkit starts without any file; a test keeps the
two alike.
"""

from typing import Final

from config.schema import NO_KEY, DefaultsFile, ModelsFile, SettingsFile

SHIPPED_DEFAULTS: Final[DefaultsFile] = {
    "llm": {
        "base_url": "http://localhost:1234",
        "model": "mistralai/mistral-7b-instruct-v0.3",
        "temperature": 0.4,
        "top_k": 40,
        "top_p": 0.9,
        "max_tokens": 2048,
        "timeout": 60,
        "api_key": NO_KEY,
    },
    "locale": {"language": "fr", "country": "FR", "city": "", "interface": ""},
    "search": {
        "provider": "duckduckgo",
        "searxng_url": "",
        "overpass_url": "",
        "registry_url": "",
        "radius_km": 0.0,
        "sources": 10,
        "max_sources": 50,
    },
    "network": {
        "user_agent": "",
        "contact": "",
        "timeout": 20,
        "concurrency": 6,
        "pause": 1.0,
        "respect_robots": True,
        "cache_hours": 24,
        "render": False,
        "allow_hosts": [],
    },
    "extraction": {"max_characters": 24000},
    "embeddings": {"enabled": True, "endpoint": "", "model": ""},
    "scoring": {
        "vertical": "",
        "name": 10,
        "email": 30,
        "phone": 30,
        "address": 20,
        "website": 10,
        "company_id": 15,
        "social": 10,
        "opening_hours": 5,
        "corroborated": 10,
        "trade": 40,
        "place": 25,
        "size": 10,
        "need": 25,
        "quality": 40,
        "fit": 60,
    },
    "export": {"profile": ""},
    "privacy": {"log_prompts": False, "named_people": False, "retention": True},
    "sender": {
        "name": "",
        "company": "",
        "role": "",
        "offer": "",
        "proof": "",
        "phone": "",
        "email": "",
        "website": "",
        "address": "",
        "siren": "",
    },
    "outreach": {
        "channel": "email",
        "tone": "professional",
        "variants": 3,
        "sms_price": 0.07,
        "email_low": 50,
        "email_high": 120,
        "email_most": 200,
        "linkedin_high": 200,
        "linkedin_most": 300,
        "linkedin_message_high": 1900,
        "linkedin_message_most": 8000,
        "sms_high": 2,
        "sms_most": 4,
        "letter_low": 60,
        "letter_high": 350,
        "letter_most": 600,
        "call_script_low": 30,
        "call_script_high": 450,
        "call_script_most": 800,
    },
    "embedded": {"enabled": False},
}

SHIPPED_MODELS: Final[ModelsFile] = {
    "endpoints": {
        "lm_studio": {
            "url": "http://localhost:1234",
            "kind": "lm_studio",
            "parallel": 4,
            "api_key": "LLM_API_KEY",
        },
        "ollama": {
            "url": "http://localhost:11434",
            "kind": "ollama",
            "parallel": 1,
            "api_key": "OLLAMA_API_KEY",
        },
        "embedded": {"kind": "llama_cpp", "parallel": 2},
    },
    "endpoint_presets": {
        "local": {"lm_studio": "http://localhost:1234", "ollama": "http://localhost:11434"},
        "remote": {"lm_studio": "https://lm.leophir.com/", "ollama": "http://oll.leophir.com/"},
    },
    "embedded": {"small": None, "large": None},
    "models": {
        "small_model": {
            "id": "mistralai/mistral-7b-instruct-v0.3",
            "endpoint": "lm_studio",
            "temperature": 0.4,
            "top_k": 30,
            "top_p": 0.9,
            "max_tokens": 4096,
            "context": 4096,
            "tier": "small",
        },
        "large_model": {
            "id": "llama3:8b",
            "endpoint": "ollama",
            "temperature": 0.7,
            "top_k": 40,
            "top_p": 0.9,
            "max_tokens": 8192,
            "context": 8192,
            "tier": "large",
        },
        "starter_model": {
            "id": "smollm2-135m-instruct",
            "endpoint": "embedded",
            "temperature": 0.2,
            "top_k": 30,
            "top_p": 0.9,
            "max_tokens": 256,
            "context": 2048,
            "tier": "starter",
        },
        "extraction": {"model": "small_model", "temperature": 0.4, "min_tier": "starter"},
        "answer": {"model": "small_model", "temperature": 0.4, "min_tier": "small"},
        "audit": {"model": "small_model", "temperature": 0.4, "min_tier": "starter"},
        "classification": {"model": "small_model", "temperature": 0.4, "min_tier": "starter"},
        "lead_summary": {"model": "large_model", "temperature": 0.6, "min_tier": "small"},
        "outreach": {"model": "large_model", "temperature": 0.7, "min_tier": "small"},
        "dossier": {"model": "large_model", "temperature": 0.6, "min_tier": "small"},
    },
}

SHIPPED_SETTINGS: Final[SettingsFile] = {
    "llm_model": "mistralai/mistral-7b-instruct-v0.3",
    "llm_temperature": 0.4,
    "llm_top_k": 40,
    "llm_top_p": 0.9,
    "llm_max_tokens": 2048,
    "llm_timeout": 60,
}

# What an endpoint and an entry hold where no file says anything. 4096 tokens is what Ollama allocates on a
# card below 24 GiB and what LM Studio loads by default.
ENDPOINT_FALLBACKS: Final[dict[str, object]] = {
    "url": "",
    "kind": "auto",
    "parallel": 1,
    "api_key": "",
    "send_top_k": False,
    "load_timeout": 300.0,
}
# The `model:` of a task that chooses between the small and the large one by itself.
AUTO: Final = "auto"
AUTO_BASE: Final = "small_model"

# What an endpoint and an entry have only where a file says so.
ENDPOINT_EXTRAS: Final = ("switch", "urls")
ENTRY_EXTRAS: Final = ("base", "ensemble", "variants", "layers", "n_gpu_layers", "main_gpu", "tensor_split")
ENTRY_FALLBACKS: Final[dict[str, object]] = {
    "endpoint": "lm_studio",
    "context": 4096,
    "system_role": "fold",
    "quantization": "",
    "fallback": [],
    "tier": "small",
    "min_tier": "starter",
}
