"""What a hunt looks for: trade, place, where to search, how many sites, or pasted and imported addresses."""

import streamlit as st

from config.errors import UserFacingError
from jobs import hunts
from jobs.addresses import addresses_in_csv, pasted_addresses
from jobs.doors import is_sample
from jobs.research import SAMPLES
from scrapers.search.company_size import CompanySize
from ui import selection
from ui.components import kept_files, provider_choice, trouble
from ui.components.provider_choice import ALONE
from ui.language import mark, t
from ui.memory import kept, one_of
from ui.state import Services, go_to

_SAMPLE = ("plombiers", "Bordeaux")
_MOST_MEGABYTES = 5
_MOST_KILOMETRES = 50
_SIZES = {
    "": mark("any"),
    CompanySize.NONE: mark("no employees"),
    CompanySize.FEW: mark("1 to 9"),
    CompanySize.SOME: mark("10 to 49"),
    CompanySize.MANY: mark("50 and more"),
}
_EXAMPLE = "https://plomberie-durand.example"


def draw(shared: Services, *, is_first: bool) -> None:
    """Draw the form; its button is the primary one where it `is_first`, before there are results."""
    search = shared.loader.get_merged_config()["search"]
    with st.container(border=True):
        what, where, filters, act = st.columns([2.6, 2.2, 2.9, 2.9], vertical_alignment="bottom")
        what.text_input(t("Trade"), key=kept("hunt_what"), placeholder=t("plombiers"), bind="query-params")
        where.text_input(t("Place"), key=kept("hunt_where"), placeholder=t("Bordeaux"), bind="query-params")
        with filters:
            _filters(float(search["radius_km"]))
        act.button(
            t("Start hunt"),
            type="primary" if is_first else "secondary",
            width="stretch",
            shortcut="Ctrl+Enter",
            on_click=_start,
        )
        providers, number, model, more = st.columns([3.4, 1.3, 2.4, 2.1], vertical_alignment="bottom")
        with providers:
            provider_choice.draw("hunt_provider", search["provider"])
        number.number_input(
            t("Sites"),
            1,
            1000,
            25,
            step=5,
            key=kept("hunt_sites"),
            bind="query-params",
            help=t("Sites to read."),
        )
        model.toggle(
            t("Ask the small model"),
            value=True,
            key=kept("hunt_model"),
            bind="query-params",
            help=t(
                "It classifies: trade, services, signals, each with its quote. Without it keyword rules do."
            ),
        )
        with more.popover(t("Addresses"), icon=":material/link:", width="stretch"):
            _addresses()
        provider_choice.draw_lacks(list(st.session_state.get("hunt_provider") or ()), search)
    if problem := st.session_state.pop("hunt_problem", None):
        trouble.draw_error(problem, "hunt_form")


def _filters(radius: float) -> None:
    around, size = st.columns([1, 1.2], vertical_alignment="bottom")
    around.number_input(
        t("Radius (km)"),
        0.0,
        float(_MOST_KILOMETRES),
        radius,
        step=5.0,
        format="%.0f",
        key=kept("hunt_radius"),
        bind="query-params",
        help=t("How far around the place maps and registers look; 0 is the place itself."),
    )
    size.selectbox(
        t("Company size"),
        list(_SIZES),
        format_func=lambda one: t(_SIZES[one]),
        key=kept("hunt_size", one_of(_SIZES)),
        persist_state="session",
        help=t("Asked of the company registry; companies whose size it does not tell are left out then."),
    )


def _addresses() -> None:
    st.text_area(
        t("Read these addresses instead of searching, one a line"),
        key=kept("hunt_urls"),
        placeholder=_EXAMPLE,
        persist_state="session",
    )
    kept_files.draw(t("or a CSV with a column “website”"), "hunt_csv", ["csv"], _MOST_MEGABYTES)


def start_sample() -> None:
    """Hunt on the invented sample sites; a callback."""
    st.session_state["hunt_what"], st.session_state["hunt_where"] = _SAMPLE
    _submit(" ".join(_SAMPLE), (), sample=True)


def start_address(url: str) -> None:
    """Hunt on one address, and go to where that is watched; a callback."""
    _submit("", (url,), sample=is_sample(url))
    go_to("Hunt")


def _start() -> None:
    state = st.session_state
    words = " ".join(f"{state.get('hunt_what') or ''} {state.get('hunt_where') or ''}".split())
    try:
        urls = pasted_addresses(str(state.get("hunt_urls") or ""))
        for _, content in kept_files.files("hunt_csv"):
            urls += addresses_in_csv(content)
    except UserFacingError as problem:
        state["hunt_problem"] = problem
        return
    _submit(words, urls, sample=SAMPLES in (state.get("hunt_provider") or ()))


def _submit(words: str, urls: tuple[str, ...], *, sample: bool = False) -> None:
    state = st.session_state
    options = hunts.HuntOptions(
        sites=int(state.get("hunt_sites") or 25),
        use_model=bool(state.get("hunt_model", True)),
        provider=",".join(name for name in state.get("hunt_provider") or () if name not in ALONE),
        urls=urls,
        radius_km=state.get("hunt_radius"),
        company_size=state.get("hunt_size") or "",
        sample=sample,
    )
    try:
        hunt = hunts.submit(hunts.HuntRequest(query=words, project=selection.project_id(), options=options))
    except UserFacingError as problem:
        state["hunt_problem"] = problem
        return
    # Named, so that a hunt of another browser tab does not take its place.
    selection.show(selection.HUNT, hunt.id)
