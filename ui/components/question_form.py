"""The question of the Search Scraper: what is asked, where, for which fields."""

import json

import streamlit as st

from config.errors import UserFacingError
from jobs import research
from leads.search_run import SearchMode, SearchRun
from scrapers.search.catalog import URL_LIST
from ui import selection
from ui.components import provider_choice, trouble
from ui.language import mark, t
from ui.memory import forget, kept, one_of
from ui.state import Services

_MODES = {SearchMode.EXTRACT: mark("AI extraction"), SearchMode.MARKDOWN: mark("Markdown")}
_URLS_LIKE = "https://plomberie-durand.example\nhttps://…"
# Of the fields in a popover, which is else as narrow as its button.
_FIELD = 340
_SCHEMA_LIKE = '{"type": "object", "properties": {"price": {"type": "string"}}}'
_COMMON_FIELDS = (
    mark("name"),
    mark("phone"),
    mark("e-mail"),
    mark("price"),
    mark("opening hours"),
    mark("services"),
    mark("district"),
)
_SAMPLE_QUESTION = mark("Which plumbers in Bordeaux offer 24/7 emergency service and what do they charge?")


def draw(shared: Services, *, running: bool, is_first: bool) -> None:
    """Draw the form; its button is off while a question is read, the primary one where it `is_first`."""
    config = shared.loader.get_merged_config()["search"]
    with st.container(border=True):
        asked, act = st.columns([4, 1.5], vertical_alignment="bottom")
        asked.text_input(
            t("Question"),
            key=kept("ss_question"),
            placeholder=t(_SAMPLE_QUESTION),
            bind="query-params",
        )
        act.button(
            t("Search and read"),
            type="primary" if is_first else "secondary",
            width="stretch",
            shortcut="Ctrl+Enter",
            disabled=running,
            on_click=ask,
            args=(shared,),
            help=t("A question is being read: stop it first.") if running else None,
        )
        mode, number, provider, more = st.columns([2.2, 1, 2.7, 1.3], vertical_alignment="bottom")
        mode.segmented_control(
            t("Mode"),
            list(_MODES),
            format_func=lambda mode: t(_MODES[mode]),
            default=SearchMode.EXTRACT,
            required=True,
            key=kept("ss_mode", one_of(_MODES)),
            persist_state="session",
            help=t("AI extraction: leads and an answer. Markdown: the text of the pages, without any model."),
        )
        number.number_input(
            t("Sources"), 3, 50, int(config["sources"]), key=kept("ss_sources"), bind="query-params"
        )
        with provider:
            provider_choice.draw("ss_provider", config["provider"])
        with more.popover(t("Fields"), icon=":material/tune:", width="stretch"):
            _fields()
        chosen = list(st.session_state.get("ss_provider") or ())
        provider_choice.draw_lacks(chosen, config)
        if URL_LIST in chosen:
            st.text_area(
                t("URLs, one a line"),
                key=kept("ss_urls"),
                placeholder=_URLS_LIKE,
                persist_state="session",
            )
    if problem := st.session_state.pop("ss_problem", None):
        trouble.draw_error(problem, "question_form")


def _fields() -> None:
    st.multiselect(
        t("Fields to look for"),
        [t(name) for name in _COMMON_FIELDS],
        key=kept("ss_fields"),
        accept_new_options=True,
        persist_state="session",
        select_all=False,
        placeholder=t("Choose or type a name"),
        width=_FIELD,
        help=t("Each becomes a column. A value is kept only if the page shows it."),
    )
    st.text_area(
        t("or a JSON schema"),
        key=kept("ss_schema"),
        placeholder=_SCHEMA_LIKE,
        width=_FIELD,
        persist_state="session",
    )


def ask(shared: Services, provider: str | None = None) -> None:
    """Start the question; runs as a callback, before the page is drawn again."""
    state = st.session_state
    if provider is not None:
        state["ss_provider"] = [provider]
    chosen = list(state.get("ss_provider") or ())
    text = (state.get("ss_question") or "").strip()
    if chosen == [research.SAMPLES] and not text:
        text = state["ss_question"] = t(_SAMPLE_QUESTION)
    try:
        question = research.Question(
            text=_required(text),
            mode=state.get("ss_mode") or SearchMode.EXTRACT,
            sources=int(state.get("ss_sources") or 10),
            provider=_joined(chosen),
            urls=_urls() if chosen == [URL_LIST] else "",
            fields=tuple(state.get("ss_fields") or ()),
            json_schema=_schema(state.get("ss_schema") or ""),
        )
    except UserFacingError as problem:
        state["ss_problem"] = problem
        return
    _look_at_last()
    research.start(question, shared.loader, shared.router, shared.store)


def _look_at_last() -> None:
    forget("ss_run")
    selection.show(selection.RUN, "")


def _required(text: str) -> str:
    if not text:
        raise UserFacingError(
            t("There is no question yet."), t("Type what you want to know, then press the button.")
        )
    return text


def _joined(chosen: list[str]) -> str:
    if not chosen:
        raise UserFacingError(t("There is nowhere to search."), t("Choose at least one provider."))
    return ",".join(chosen)


def _urls() -> str:
    text = str(st.session_state.get("ss_urls") or "").strip()
    if not text:
        raise UserFacingError(t("There is no URL in the list."), t("Paste one address a line."))
    return text


def _schema(text: str) -> dict[str, object] | None:
    if not text.strip():
        return None
    try:
        schema = json.loads(text)
    except ValueError as error:
        raise UserFacingError(
            t("The JSON schema cannot be read: {error}.", error=error),
            t("Correct it under Fields, or empty the box."),
        ) from None
    if not isinstance(schema, dict):
        raise UserFacingError(t("The JSON schema must be an object."), t("Begin it with a brace."))
    return schema


def again(shared: Services, run: SearchRun) -> None:
    """Ask the question of an earlier run once more; a callback."""
    question = research.Question(
        text=run.question,
        mode=run.mode,
        sources=run.limit,
        provider=run.provider,
        urls="\n".join(source.url for source in run.sources) if run.provider == URL_LIST else "",
        fields=tuple(run.fields),
        json_schema=run.json_schema,
        fresh=True,
    )
    _look_at_last()
    research.start(question, shared.loader, shared.router, shared.store)
