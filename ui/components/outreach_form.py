"""To whom, how and in which words: channel, language, tone, the person, the law of the place, the offer."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Order
from leads.record import Kind, Lead, now
from outreach.draft import Channel, Language, Tone
from outreach.law import NOT_LEGAL_ADVICE, Light, Ruling, ruling
from outreach.records import Consent, Person
from outreach.request import OutreachRequest
from ui import selection
from ui.components import outreach_limits, outreach_next, trouble
from ui.language import mark, said, t, tn
from ui.memory import kept, one_of
from ui.safe import md
from ui.state import Services, is_gone

CHANNELS = {
    Channel.EMAIL: mark("E-mail"),
    Channel.LINKEDIN: mark("LinkedIn note"),
    Channel.LINKEDIN_MESSAGE: mark("LinkedIn message"),
    Channel.SMS: mark("SMS"),
    Channel.LETTER: mark("Letter"),
    Channel.CALL_SCRIPT: mark("Call script"),
}
LANGUAGES = {Language.FR: "Français", Language.EN: "English", Language.DE: "Deutsch"}
_TONES = {
    Tone.PROFESSIONAL: mark("Professional"),
    Tone.FRIENDLY: mark("Friendly"),
    Tone.DIRECT: mark("Direct"),
}
_LIGHTS = {
    Light.FREE: (":green[●]", mark("allowed")),
    Light.CONDITIONS: (":orange[●]", mark("allowed with conditions")),
    Light.BLOCKED: (":red[●]", mark("blocked")),
}
E = TypeVar("E", bound=StrEnum)
Remembered = tuple[Person, tuple[Consent, ...]]
_CIVILITIES = {"": mark("unknown"), "Mme": "Mme / Frau / Ms", "M.": "M. / Herr / Mr"}


def draw(shared: Services, lead: Lead, *, running: bool) -> Order:
    """Draw the form and return what is chosen."""
    remembered = outreach_job.remembered(shared.store, lead.id)
    with st.container(border=True):
        channel, language, tone, number, act = st.columns(
            [1.6, 1.4, 1.5, 1.1, 2.6], vertical_alignment="bottom"
        )
        channel.selectbox(
            t("Channel"),
            list(CHANNELS),
            _place(shared, "channel", list(CHANNELS)),
            format_func=lambda one: t(CHANNELS[one]),
            key=kept("or_channel", one_of(CHANNELS)),
            persist_state="session",
            on_change=_remember,
            args=(shared, "channel"),
        )
        language.selectbox(
            t("Language"),
            list(LANGUAGES),
            _default_language(shared, lead),
            format_func=LANGUAGES.__getitem__,
            key=kept("or_language", one_of(LANGUAGES)),
            persist_state="session",
        )
        tone.selectbox(
            t("Tone"),
            list(_TONES),
            _place(shared, "tone", list(_TONES)),
            format_func=lambda one: t(_TONES[one]),
            key=kept("or_tone", one_of(_TONES)),
            persist_state="session",
            on_change=_remember,
            args=(shared, "tone"),
        )
        number.number_input(
            t("Variants"),
            1,
            3,
            int(_settings(shared)["variants"]),
            key=kept("or_variants"),
            persist_state="session",
            on_change=_remember,
            args=(shared, "variants"),
        )
        order = order_now(shared, lead.id, remembered)
        request = outreach_job.request_for(shared.store, shared.loader, order)
        verdict = ruling(request.lead, order.channel) if request else None
        blocked = verdict is not None and verdict.light is Light.BLOCKED
        act.button(
            tn("Write {count} variant", "Write {count} variants", order.variants),
            type="secondary" if outreach_next.leads_on(shared, lead, order.channel) else "primary",
            width="stretch",
            # Not Ctrl+Enter: it ends an edit in a field of this tab.
            shortcut="Ctrl+Shift+Enter",
            disabled=running or blocked,
            on_click=_start,
            args=(shared, order),
            help=_why_not(running=running, blocked=blocked),
        )
        if request is not None and verdict is not None:
            _second_row(shared, lead, request, verdict, remembered[0])
            if blocked:
                _open_instead(verdict)
            elif not request.lead.findings and lead.website:
                _audit_first(lead)
        outreach_limits.draw_unsaved(shared)
    return order


def _audit_first(lead: Lead) -> None:
    """Offer the audit that gives the messages a problem to speak of."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            t("No audit of this site has found anything yet: no message names a problem seen on it."),
            width="stretch",
        )
        st.button(
            t("Audit this site"),
            key="or_audit_first",
            icon=":material/speed:",
            on_click=selection.choose,
            args=(lead.id, "SEO"),
        )


def _open_instead(verdict: Ruling) -> None:
    """Say why a channel is blocked, and offer those that are open."""
    st.caption(md(said(verdict.reason)))
    with st.container(horizontal=True):
        for other in verdict.alternatives:
            st.button(
                t("Use {channel}", channel=t(CHANNELS[other])),
                key=f"or_use_{other}",
                on_click=_use,
                args=(other,),
            )


def _second_row(
    shared: Services, lead: Lead, request: OutreachRequest, verdict: Ruling, known: Person
) -> None:
    law, person, offer, limits = st.columns([4, 1.5, 1.4, 1.5], vertical_alignment="center")
    with law.container(horizontal=True, vertical_alignment="center"):
        _law(lead, request.channel, verdict)
    with limits.popover(t("Limits"), icon=":material/straighten:", width="stretch"):
        outreach_limits.draw(shared, request.channel)
    with person.popover(t("Person"), icon=":material/person:", width="stretch"):
        _person(lead, known)
    with offer.popover(t("Offer"), icon=":material/handshake:", width="stretch"):
        st.text_area(
            t("What you offer"),
            key=kept("or_offer"),
            placeholder=request.sender.offer or t("website repair for craftsmen"),
            persist_state="session",
            help=t("For this message alone. Your own words and proof are in the sidebar: Sender profile."),
        )
    if not request.sender.name and not request.sender.company:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("You have no sender profile yet: messages cannot be signed."), width="stretch")
            st.button(
                t("Open Sender profile"),
                key="or_sender",
                icon=":material/tune:",
                on_click=trouble.open_part,
                args=(trouble.SENDER_PART,),
            )


def _law(lead: Lead, channel: Channel, verdict: Ruling) -> None:
    light, words = _LIGHTS[verdict.light]
    place = f" ({md(verdict.country)})" if verdict.country else ""
    st.markdown(f"{light} **{t(words)}**{place}", width="content")
    with st.popover(t("Why"), icon=":material/gavel:"):
        st.markdown(md(said(verdict.reason)))
        if verdict.source:
            st.caption(md(said(verdict.source)))
        if verdict.light is Light.BLOCKED and not verdict.suppressed:
            st.text_input(
                t("Consent: where it comes from"),
                key=kept(f"or_{lead.id}_{channel}_consent"),
                max_chars=200,
                persist_state="session",
            )
            st.caption(t("Write down who agreed, when and how: this lifts the block for this lead."))
        st.caption(said(NOT_LEGAL_ADVICE))


def _person(lead: Lead, known: Person) -> None:
    prefix = f"or_{lead.id}"
    st.selectbox(
        t("Civility"),
        list(_CIVILITIES),
        list(_CIVILITIES).index(known.civility) if known.civility in _CIVILITIES else 0,
        format_func=lambda one: t(_CIVILITIES[one]) if not one else _CIVILITIES[one],
        key=kept(f"{prefix}_civility", one_of(_CIVILITIES)),
        persist_state="session",
    )
    st.text_input(
        t("First name"), known.first_name, key=kept(f"{prefix}_first"), max_chars=60, persist_state="session"
    )
    st.text_input(
        t("Last name"), known.last_name, key=kept(f"{prefix}_last"), max_chars=60, persist_state="session"
    )
    st.text_input(t("Role"), known.role, key=kept(f"{prefix}_role"), max_chars=80, persist_state="session")
    st.caption(t("Only what you know. Without a name the greeting has none."))


def order_now(shared: Services, lead_id: str, remembered: Remembered | None = None) -> Order:
    """Return what is chosen for a lead; what was known of its person before counts until it is changed."""
    state = st.session_state
    held = _settings(shared)
    channel = state.get("or_channel") or _known(Channel, held["channel"])
    source = " ".join(str(state.get(f"or_{lead_id}_{channel}_consent") or "").split())
    known, kept = remembered or (Person(), ())
    given = Consent(channel=channel.value, date=f"{now():%Y-%m-%d}", source=source)
    return Order(
        lead_id=lead_id,
        channel=channel,
        language=state.get("or_language") or Language.FR,
        tone=state.get("or_tone") or _known(Tone, held["tone"]),
        variants=int(state.get("or_variants") or held["variants"]),
        offer=" ".join(str(state.get("or_offer") or "").split()),
        contact=Person(
            civility=str(state.get(f"or_{lead_id}_civility", known.civility) or ""),
            first_name=str(state.get(f"or_{lead_id}_first", known.first_name) or ""),
            last_name=str(state.get(f"or_{lead_id}_last", known.last_name) or ""),
            role=str(state.get(f"or_{lead_id}_role", known.role) or ""),
        ),
        consent=(*kept, given) if source else kept,
    )


def _default_language(shared: Services, lead: Lead) -> int:
    spoken = {"DE": Language.DE, "AT": Language.DE, "GB": Language.EN, "US": Language.EN, "IE": Language.EN}
    fallback = shared.loader.get_merged_config()["locale"]["language"]
    wanted = spoken.get(lead.first(Kind.COUNTRY) or "", fallback)
    return list(LANGUAGES).index(Language(wanted)) if wanted in list(LANGUAGES) else 0


def _known(choices: type[E], name: str) -> E:
    """Return the choice of a name, the first where the settings name none of them."""
    return next((one for one in choices if one.value == name), next(iter(choices)))


def _settings(shared: Services) -> dict[str, Any]:
    held: dict[str, Any] = shared.loader.get_merged_config()["outreach"]
    return held


def _place(shared: Services, name: str, choices: Sequence[str]) -> int:
    """Return the place of a choice of the settings among those offered."""
    wanted = _settings(shared)[name]
    return list(choices).index(wanted) if wanted in choices else 0


def _remember(shared: Services, name: str) -> None:
    """Keep what was chosen, to be chosen first the next time."""
    if is_gone(f"or_{name}"):
        return
    value = st.session_state[f"or_{name}"]
    outreach_limits.save(shared, f"outreach.{name}", value if isinstance(value, int) else str(value))


def _use(channel: Channel) -> None:
    st.session_state["or_channel"] = channel


def _why_not(*, running: bool, blocked: bool) -> str | None:
    if running:
        return t("Messages are being written: stop that first.")
    return t("The law of the place blocks this channel: see why.") if blocked else None


def _start(shared: Services, order: Order) -> None:
    use_model = shared.router.tier_of("outreach") not in {None, "starter"}
    outreach_job.start(shared.store, shared.loader, shared.router, order, use_model=use_model)
    selection.choose(order.lead_id)
