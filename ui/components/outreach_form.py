"""To whom, how and in which words: channel, language, tone, the person, the law of the place, the offer."""

import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Order
from leads.record import Kind, Lead, now
from outreach.draft import Channel, Language, Tone
from outreach.law import NOT_LEGAL_ADVICE, Light, Ruling, ruling
from outreach.records import Consent, Person
from outreach.request import OutreachRequest
from ui import selection
from ui.safe import md
from ui.state import Services

CHANNELS = {
    Channel.EMAIL: "E-mail",
    Channel.LINKEDIN: "LinkedIn note",
    Channel.LINKEDIN_MESSAGE: "LinkedIn message",
    Channel.SMS: "SMS",
    Channel.LETTER: "Letter",
    Channel.CALL_SCRIPT: "Call script",
}
LANGUAGES = {Language.FR: "Français", Language.EN: "English", Language.DE: "Deutsch"}
_TONES = {Tone.PROFESSIONAL: "Professional", Tone.FRIENDLY: "Friendly", Tone.DIRECT: "Direct"}
_LIGHTS = {
    Light.FREE: (":green[●]", "allowed"),
    Light.CONDITIONS: (":orange[●]", "allowed with conditions"),
    Light.BLOCKED: (":red[●]", "blocked"),
}
_CIVILITIES = {"": "unknown", "Mme": "Mme / Frau / Ms", "M.": "M. / Herr / Mr"}


def draw(shared: Services, lead: Lead, *, running: bool) -> Order:
    """Draw the form and return what is chosen."""
    with st.container(border=True):
        channel, language, tone, act = st.columns([2, 2, 2, 1.8], vertical_alignment="bottom")
        channel.selectbox(
            "Channel",
            list(CHANNELS),
            format_func=CHANNELS.__getitem__,
            key="or_channel",
            persist_state="session",
        )
        language.selectbox(
            "Language",
            list(LANGUAGES),
            _default_language(shared, lead),
            format_func=LANGUAGES.__getitem__,
            key="or_language",
            persist_state="session",
        )
        tone.selectbox(
            "Tone", list(_TONES), format_func=_TONES.__getitem__, key="or_tone", persist_state="session"
        )
        order = order_now(lead.id)
        request = outreach_job.request_for(shared.store, shared.loader, order)
        verdict = ruling(request.lead, order.channel) if request else None
        blocked = verdict is not None and verdict.light is Light.BLOCKED
        act.button(
            f"Write {order.variants} variants",
            type="primary",
            width="stretch",
            disabled=running or blocked,
            shortcut="Ctrl+Enter",
            on_click=_start,
            args=(shared, order),
            help=_why_not(running=running, blocked=blocked),
        )
        if request is not None and verdict is not None:
            _second_row(lead, request, verdict)
    return order


def _second_row(lead: Lead, request: OutreachRequest, verdict: Ruling) -> None:
    law, person, offer, number = st.columns([3.6, 1.6, 1.6, 1.4], vertical_alignment="center")
    with law.container(horizontal=True, vertical_alignment="center"):
        _law(verdict)
    with person.popover("Person", icon=":material/person:", width="stretch"):
        _person(lead)
    with offer.popover("Offer", icon=":material/handshake:", width="stretch"):
        st.text_area(
            "What you offer",
            key="or_offer",
            placeholder=request.sender.offer or "website repair for craftsmen",
            persist_state="session",
            help="For this message alone. Your own words and proof are in the sidebar: Sender profile.",
        )
    number.number_input("Variants", 1, 3, 3, key="or_variants", persist_state="session")
    if not request.sender.name and not request.sender.company:
        st.caption("You have no sender profile yet: fill it in the sidebar, so that messages can be signed.")


def _law(verdict: Ruling) -> None:
    mark, words = _LIGHTS[verdict.light]
    st.markdown(f"{mark} **{words}**" + (f" ({md(verdict.country)})" if verdict.country else ""))
    with st.popover("Why", icon=":material/gavel:"):
        st.markdown(md(verdict.reason))
        if verdict.source:
            st.caption(md(verdict.source))
        for other in verdict.alternatives:
            st.button(
                f"Use {CHANNELS[other]}", key=f"or_use_{other}", on_click=_use, args=(other,), type="tertiary"
            )
        if verdict.light is Light.BLOCKED and not verdict.suppressed:
            st.text_input("Consent: where it comes from", key="or_consent", max_chars=200)
            st.caption("Write down who agreed, when and how: this lifts the block for this lead.")
        st.caption(NOT_LEGAL_ADVICE)


def _person(lead: Lead) -> None:
    prefix = f"or_{lead.id}"
    st.selectbox(
        "Civility",
        list(_CIVILITIES),
        format_func=_CIVILITIES.__getitem__,
        key=f"{prefix}_civility",
        persist_state="session",
    )
    st.text_input("First name", key=f"{prefix}_first", max_chars=60, persist_state="session")
    st.text_input("Last name", key=f"{prefix}_last", max_chars=60, persist_state="session")
    st.text_input("Role", key=f"{prefix}_role", max_chars=80, persist_state="session")
    st.caption("Only what you know. Without a name the greeting has none.")


def order_now(lead_id: str) -> Order:
    """Return what is chosen for a lead."""
    state = st.session_state
    channel = state.get("or_channel") or Channel.EMAIL
    source = " ".join(str(state.get("or_consent") or "").split())
    given = Consent(channel=channel.value, date=f"{now():%Y-%m-%d}", source=source)
    return Order(
        lead_id=lead_id,
        channel=channel,
        language=state.get("or_language") or Language.FR,
        tone=state.get("or_tone") or Tone.PROFESSIONAL,
        variants=int(state.get("or_variants") or 3),
        offer=" ".join(str(state.get("or_offer") or "").split()),
        contact=Person(
            civility=str(state.get(f"or_{lead_id}_civility") or ""),
            first_name=str(state.get(f"or_{lead_id}_first") or ""),
            last_name=str(state.get(f"or_{lead_id}_last") or ""),
            role=str(state.get(f"or_{lead_id}_role") or ""),
        ),
        consent=(given,) if source else (),
    )


def _default_language(shared: Services, lead: Lead) -> int:
    spoken = {"DE": Language.DE, "AT": Language.DE, "GB": Language.EN, "US": Language.EN, "IE": Language.EN}
    fallback = shared.loader.get_merged_config()["locale"]["language"]
    wanted = spoken.get(lead.first(Kind.COUNTRY) or "", fallback)
    return list(LANGUAGES).index(Language(wanted)) if wanted in list(LANGUAGES) else 0


def _use(channel: Channel) -> None:
    st.session_state["or_channel"] = channel


def _why_not(*, running: bool, blocked: bool) -> str | None:
    if running:
        return "Messages are being written: stop that first."
    return "The law of the place blocks this channel: see why." if blocked else None


def _start(shared: Services, order: Order) -> None:
    use_model = shared.router.tier_of("outreach") not in {None, "starter"}
    outreach_job.start(shared.store, shared.loader, shared.router, order, use_model=use_model)
    selection.choose(order.lead_id)
