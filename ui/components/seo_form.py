"""What to audit: a page or a site, next to which others, for which lead."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from config.errors import UserFacingError
from jobs import audit_history, audits
from jobs.audits import MOST_PAGES, MOST_RIVALS, Wanted
from leads.record import Lead
from seo.audit_record import AuditRecord, Scope
from ui import selection
from ui.components import trouble
from ui.language import mark, t, tn
from ui.memory import kept, one_of
from ui.safe import md
from ui.state import Services

_URL = "seo_url"
# The lead whose site was put into the field, so that what is typed over it stays.
_OF = "seo_url_of"
_SCOPES = {Scope.PAGE: mark("One page"), Scope.SITE: mark("Whole site")}


def draw(shared: Services, lead: Lead | None, shown: AuditRecord | None, *, running: bool) -> None:
    """Draw the form, filled in with the site of the lead at hand, else with what is shown."""
    _prefill(lead, shown)
    with st.container(border=True):
        url, act = st.columns([4, 1.3], vertical_alignment="bottom")
        url.text_input(
            t("Page or site"),
            key=kept(_URL),
            placeholder=t("https://plomberie-durand.example"),
            persist_state="session",
        )
        act.button(
            t("Run audit"),
            type="secondary" if shown else "primary",
            width="stretch",
            shortcut="Ctrl+Enter",
            disabled=running,
            key="seo_audit",
            help=t("An audit is under way.") if running else None,
            on_click=_start,
            args=(shared, lead.id if lead else ""),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            _options()
            if lead is not None and audit_history.is_of(lead, str(st.session_state.get(_URL) or "")):
                st.caption(t("Kept with {name}", name=md(selection.name_of(lead))))
    if problem := st.session_state.pop("seo_problem", None):
        trouble.draw_error(problem, "seo_form")


def _options() -> None:
    """Draw what is audited, how far, next to whom, and by what else than rules."""
    chosen = st.segmented_control(
        t("Extent"),
        list(_SCOPES),
        format_func=lambda scope: t(_SCOPES[scope]),
        required=True,
        key=kept("seo_scope", one_of(_SCOPES)),
        persist_state="session",
        label_visibility="collapsed",
        width="content",
    )
    if chosen is Scope.SITE:
        st.number_input(
            t("Pages at most"),
            1,
            MOST_PAGES,
            50,
            step=10,
            key=kept("seo_pages"),
            persist_state="session",
            label_visibility="collapsed",
            width=130,
        )
        st.caption(t("pages at most"))
    with st.popover(t("Compare with"), icon=":material/compare_arrows:"):
        st.text_area(
            t("Up to {count} competitors, one address a line", count=MOST_RIVALS),
            key=kept("seo_rivals"),
            persist_state="session",
            placeholder=t("https://…"),
            width=380,
            help=t("The same kind of page of each is audited and stands next to yours."),
        )
    st.toggle(
        t("Remarks by the small model"),
        value=True,
        key=kept("seo_remarks"),
        persist_state="session",
        help=t("On clarity, audience, call to action, trust and missing subjects, each with its quote."),
    )
    st.toggle(
        t("Measure its speed"),
        value=audits.can_measure(),
        key=kept("seo_speed"),
        persist_state="session",
        disabled=not audits.can_measure(),
        help=t("The start page is loaded in a browser as on a phone with slow 4G.")
        if audits.can_measure()
        else t("This takes a browser: run “make render” once."),
    )


def draw_cut_off(shared: Services) -> None:
    """Say that an audit was cut off when the app was killed, and offer to go on with it."""
    wanted = audits.cut_off()
    if wanted is None:
        return
    site = (urlsplit(wanted.url).hostname or wanted.url).removeprefix("www.")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        told = t("The audit of **{site}** was cut off: the app ended before it was done.", site=md(site))
        kept = audits.pages_cut_off()
        if kept:
            told += f" {tn('{count:,} page of it is kept', '{count:,} pages of it are kept', kept)}."
        st.markdown(told, width="stretch")
        st.button(
            t("Go on"),
            icon=":material/play_arrow:",
            key="seo_cut",
            on_click=_go_on,
            args=(shared,),
            help=t("What was read is not asked for again.") if kept else None,
        )
        st.button(t("Dismiss"), type="tertiary", key="seo_cut_forget", on_click=audits.forget_cut_off)


def draw_unread(shared: Services, errors: Mapping[str, UserFacingError]) -> None:
    """Say which competitors could not be read; offer to try again, where that is of no use to go without."""
    if errors:
        st.markdown(f"**{t('A competitor could not be read')}**")
    for number, (url, error) in enumerate(errors.items()):
        trouble.draw(
            error.message,
            error.remedy,
            f"rival_{number}",
            partial(audits.again_rivals, shared.loader),
            warns=True,
            about=url,
            otherwise=(t("Leave it out"), "close", partial(_leave_out, url)),
        )


def _leave_out(url: str) -> None:
    audits.leave_out(url)
    typed = str(st.session_state.get("seo_rivals") or "").splitlines()
    st.session_state["seo_rivals"] = "\n".join(line for line in typed if not audits.is_typed(line, url))


def _go_on(shared: Services) -> None:
    wanted = audits.cut_off()
    if wanted is None:
        return
    st.session_state[_URL], st.session_state["seo_scope"] = wanted.url, wanted.scope
    try:
        audits.start(wanted, shared.loader, shared.router, shared.store, goes_on=True)
    except UserFacingError as problem:
        st.session_state["seo_problem"] = problem


def try_sample(shared: Services) -> None:
    """Audit the sample site; a callback."""
    st.session_state[_URL] = audits.sample_address()
    st.session_state["seo_scope"] = Scope.SITE
    _start(shared, "")


def try_lead(shared: Services, lead_id: str, website: str) -> None:
    """Audit the site of the lead at hand; a callback."""
    st.session_state[_URL], st.session_state["seo_scope"] = website, Scope.SITE
    _start(shared, lead_id)


def again(shared: Services, url: str, scope: Scope, *, fresh: bool = False) -> None:
    """Audit what was audited before, with `fresh` remarks of the model if they are wanted; a callback."""
    st.session_state[_URL], st.session_state["seo_scope"] = url, scope
    _start(shared, selection.lead_id(), fresh=fresh)


def _prefill(lead: Lead | None, shown: AuditRecord | None) -> None:
    state = st.session_state
    state.setdefault(kept(_OF), "")
    kept(_URL)
    kept("seo_scope", one_of(_SCOPES))
    of_lead = lead.id if lead else ""
    if lead is not None and state.get(_OF) != of_lead and lead.website:
        state[_URL] = lead.website
    elif _URL not in state and shown is not None:
        state[_URL] = shown.url
    if "seo_scope" not in state:
        state["seo_scope"] = shown.scope if shown is not None else Scope.PAGE
    state[_OF] = of_lead


def _start(shared: Services, lead_id: str, *, fresh: bool = False) -> None:
    state = st.session_state
    rivals = [line.strip() for line in str(state.get("seo_rivals") or "").splitlines() if line.strip()]
    wanted = Wanted(
        url=str(state.get(_URL) or ""),
        scope=Scope(state.get("seo_scope") or Scope.PAGE),
        pages=int(state.get("seo_pages") or 50),
        rivals=tuple(rivals),
        lead_id=lead_id,
        remarks=fresh or bool(state.get("seo_remarks", True)),
        fresh=fresh,
        speed=bool(state.get("seo_speed", False)) and audits.can_measure(),
    )
    try:
        audits.start(wanted, shared.loader, shared.router, shared.store)
    except UserFacingError as problem:
        state["seo_problem"] = problem
        return
    selection.show(selection.AUDIT, "")
    state.pop("seo_shown", None)
