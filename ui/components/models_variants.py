"""Models: which quantizations and fine-tunes this machine has room for, and choosing one."""

import streamlit as st

from config.errors import UserFacingError
from llm import variants
from llm.memory import Memory, memory
from llm.variants import LARGE, SMALL, Variant
from ui.language import mark, t
from ui.state import Services, is_gone

_GB = 2**30
_NAMES = {SMALL: mark("Small model"), LARGE: mark("Large model")}
_KEYS = ("quantization", "id")


def draw(shared: Services) -> None:
    """Draw a choice for each model and the table, folded away."""
    have = memory()
    with st.expander(t("What fits this machine ({size:.0f} GB of memory)", size=have.total / _GB)):
        found = variants.variants(shared.loader.get_merged_config(), have)
        if not found:
            st.caption(t("The models run on another machine, or their names do not tell their size."))
            return
        _choices(shared, found, have)
        _table(found)
        st.caption(
            t(
                "Estimated from size or number of parameters, quantization, layers and the context set in "
                "models.yml. A fine-tune is an entry of models.yml with `base: small_model` or "
                "`base: large_model`."
            )
        )


def _choices(shared: Services, found: list[Variant], have: Memory) -> None:
    for column, alias in zip(st.columns(2), (SMALL, LARGE), strict=True):
        own = {_key(one): one for one in found if one.alias == alias}
        if not own:
            continue
        with column:
            chosen = next((one for one in own.values() if one.chosen), None)
            st.selectbox(
                t(_NAMES[alias]),
                list(own),
                index=list(own.values()).index(chosen) if chosen else None,
                format_func={key: _named(one) for key, one in own.items()}.__getitem__,
                key=f"variant_{alias}",
                on_change=_choose,
                args=(shared, alias),
                help=t("Get the file in the server first: a choice tells the app which one you run."),
            )
            if chosen is not None:
                st.caption(_verdict(chosen, have))
            if _is_own(shared, alias):
                st.button(
                    t("Back to models.yml"),
                    key=f"variant_reset_{alias}",
                    type="tertiary",
                    on_click=_save,
                    args=(shared, {}, tuple(f"models.{alias}.{key}" for key in _KEYS)),
                )


def _key(one: Variant) -> str:
    return f"{one.entry} {one.quantization}"


def _named(one: Variant) -> str:
    """Return a variant as the choice lists it: its name, what it needs, and whether that is there."""
    name = f"{one.entry} · {one.quantization}" if one.is_own_entry else one.quantization
    fit = t("fits beside the other") if one.together else t("fits alone") if one.fits else t("too large")
    return t("{name} · {size:.1f} GB · {fit}", name=name, size=one.needs / _GB, fit=fit)


def _verdict(one: Variant, have: Memory) -> str:
    if one.together:
        return t("Both models fit side by side.")
    if one.fits:
        return t("It fits alone, not beside the other model: choose a smaller one, or one model at a time.")
    needs, has = one.needs / _GB, have.total / _GB
    return t("It needs {needs:.1f} GB; this machine has {has:.1f} GB.", needs=needs, has=has)


def _table(found: list[Variant]) -> None:
    st.dataframe(
        [
            {
                t("Model"): t(_NAMES[one.alias]),
                t("Id"): one.model,
                t("Quantization"): _marked(one),
                t("Needs (GB)"): round(one.needs / _GB, 1),
                t("Fits alone"): one.fits,
                t("Fits beside the other"): one.together,
                t("On the graphics card"): one.on_card,
            }
            for one in found
        ],
        hide_index=True,
        key="variants",
    )


def _marked(one: Variant) -> str:
    return t("{name} (set)", name=one.quantization) if one.chosen else one.quantization


def _is_own(shared: Services, alias: str) -> bool:
    changed = {f"models.{alias}.{key}" for key in _KEYS}
    told = shared.loader.explain(alias).values()
    return any(origin["key"] in changed and origin["file"] == "settings.json" for origin in told)


def _choose(shared: Services, alias: str) -> None:
    if is_gone(f"variant_{alias}"):
        return
    key = st.session_state[f"variant_{alias}"]
    found = variants.variants(shared.loader.get_merged_config())
    one = next((one for one in found if one.alias == alias and _key(one) == key), None)
    if one is not None:
        _save(shared, variants.changes_for(one), ())


def _save(shared: Services, changes: dict[str, str], removed: tuple[str, ...]) -> None:
    try:
        shared.loader.save_settings(changes, removed)
    except UserFacingError as problem:
        st.session_state["draft_problem"] = problem
        return
    for alias in _NAMES:
        st.session_state.pop(f"variant_{alias}", None)
    st.toast(t("Saved"))
