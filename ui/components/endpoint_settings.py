"""Sidebar: where the models run, which ones take the work, and the keys they ask for."""

import os
from typing import Any

import streamlit as st

from llm.endpoints import same_model
from llm.health import Light, lights
from ui import draft
from ui.language import mark, said, t
from ui.safe import md
from ui.state import Services

_URL_KEYS = {"lm_studio": "llm_base", "ollama": "endpoints.ollama.url"}
_MODELS = {"small_model": mark("Small model"), "large_model": mark("Large model")}
_USES = {
    "small_model": mark("Fast, for structured tasks."),
    "large_model": mark("For writing and reasoning."),
}
_SERVERS = {"lm_studio": "LM Studio", "ollama": "Ollama"}
_PRESETS = {"local": mark("Local"), "remote": mark("Remote")}
_VARIABLES = {"lm_studio": "LEADHUNTER_LM_STUDIO_URL", "ollama": "LEADHUNTER_OLLAMA_URL"}


def draw(shared: Services) -> None:
    """Draw the section."""
    config = shared.loader.get_merged_config()
    _presets(shared)
    for name, key in _URL_KEYS.items():
        _address(name, key, config["endpoints"][name])
    for warning in shared.loader.endpoint_warnings():
        st.warning(md(f"{said(warning['message'])} {said(warning['remedy'])}"))
    seen = {light.endpoint: light for light in lights(config)}
    for alias, label in _MODELS.items():
        _picker(alias, t(label), config["models"][alias], seen)
    st.toggle(
        t("Embedded engine"),
        value=draft.value("embedded.enabled", config["embedded"]["enabled"]),
        key=draft.widget("embedded.enabled"),
        on_change=draft.edited,
        args=("embedded.enabled", config["embedded"]["enabled"]),
        help=t(
            "llama.cpp in a process of its own: your GGUF files in data/models/ (small.gguf, large.gguf), "
            "else the starter model. It answers last, and never writes messages with the starter model."
        ),
    )
    for name in _URL_KEYS:
        _api_key(name, config["endpoints"][name])


def _presets(shared: Services) -> None:
    presets = shared.loader.endpoint_presets()
    with st.container(horizontal=True):
        for name, urls in presets.items():
            values = {_URL_KEYS[endpoint]: url for endpoint, url in urls.items() if endpoint in _URL_KEYS}
            st.button(
                t(_PRESETS[name]) if name in _PRESETS else md(name.capitalize()),
                key=f"preset_{name}",
                on_click=draft.put,
                args=(values,),
                help="\n\n".join(md(url) for url in urls.values()),
            )


def _address(name: str, key: str, endpoint: dict[str, Any]) -> None:
    fixed = bool(os.environ.get(_VARIABLES[name]))
    st.text_input(
        t("{server} address", server=_SERVERS[name]),
        value=draft.value(key, endpoint["url"]),
        key=draft.widget(key),
        on_change=draft.edited,
        args=(key, endpoint["url"]),
        disabled=fixed,
        help=t("Set by the environment variable `{name}`.", name=_VARIABLES[name]) if fixed else None,
    )


def _picker(alias: str, label: str, entry: dict[str, Any], seen: dict[str, Light]) -> None:
    key = f"models.{alias}.id"
    light = seen.get(str(entry["endpoint"]))
    listed = sorted(light.models, key=lambda one: not one.loaded) if light else []
    names = [one.id for one in listed]
    current = str(draft.value(key, entry["id"]))
    here = next((name for name in names if same_model(name, current)), None)
    loaded = {one.id for one in listed if one.loaded}
    if here is None:
        names.insert(0, current)

    def shown(name: str) -> str:
        if name == current and here is None:
            return t("{model} (not on server)", model=name) if light and light.models else name
        return t("{model} (loaded)", model=name) if name in loaded else name

    st.selectbox(
        label,
        names,
        names.index(here or current),
        format_func=shown,
        key=draft.widget(key),
        on_change=draft.edited,
        args=(key, here or entry["id"]),
        accept_new_options=True,
        help=f"{t(_USES[alias])} {t('Filled from the server; type another id if it is not there yet.')}",
    )


def _api_key(name: str, endpoint: dict[str, Any]) -> None:
    known = str(endpoint["api_key"]) != "not-needed"
    widget = draft.widget(f"api_key.{name}")

    def typed() -> None:
        draft.typed_keys()[name] = st.session_state[widget]

    st.text_input(
        t("{service} key", service=_SERVERS[name]),
        type="password",
        key=widget,
        placeholder=t("set; type to replace") if known else t("not needed on this machine"),
        on_change=typed,
        autocomplete="off",
        help=t("Kept in a private file under data/, never in settings.json."),
    )
