"""To whom, how and in which words: channel, language, tone, the person, the law of the place, the offer."""

import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Order
from leads.record import Kind, Lead, now
from outreach.draft import Channel, Language, Tone
from outreach.law import NOT_LEGAL_ADVICE, Light, Ruling, ruling
from outreach.records import Consent, Person
from outreach.request import DEFAULT_LIMITS, Limits, OutreachRequest
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
_UNITS = {Channel.LINKEDIN: "characters", Channel.LINKEDIN_MESSAGE: "characters", Channel.SMS: "parts"}
SMS_PRICE = 0.07
Remembered = tuple[Person, tuple[Consent, ...]]
_CIVILITIES = {"": "unknown", "Mme": "Mme / Frau / Ms", "M.": "M. / Herr / Mr"}


def draw(shared: Services, lead: Lead, *, running: bool) -> Order:
    """Draw the form and return what is chosen."""
    remembered = outreach_job.remembered(shared.store, lead.id)
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
        order = order_now(lead.id, remembered)
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
            _second_row(lead, request, verdict, remembered[0])
    return order


def _second_row(lead: Lead, request: OutreachRequest, verdict: Ruling, known: Person) -> None:
    law, person, offer, limits, number = st.columns([3.2, 1.5, 1.4, 1.5, 1.3], vertical_alignment="center")
    with law.container(horizontal=True, vertical_alignment="center"):
        _law(lead, verdict)
    with limits.popover("Limits", icon=":material/straighten:", width="stretch"):
        _limits(request.channel)
    with person.popover("Person", icon=":material/person:", width="stretch"):
        _person(lead, known)
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


def _limits(channel: Channel) -> None:
    """Draw the lengths that hold for the channel, and what a part of a text message costs."""
    usual = DEFAULT_LIMITS[channel]
    st.caption(f"In {_UNITS.get(channel, 'words')}. Outside the first two it warns, above the last it fails.")
    for name, label in (("low", "At least"), ("high", "At most"), ("most", "Never above")):
        st.number_input(
            label,
            0,
            20_000,
            getattr(usual, name),
            key=f"or_{channel.value}_{name}",
            persist_state="session",
        )
    if channel is Channel.SMS:
        st.number_input(
            "Price of a part, €",
            0.0,
            1.0,
            SMS_PRICE,
            0.005,
            "%.3f",
            key="or_sms_price",
            persist_state="session",
        )


def sms_price() -> float:
    """Return what a part of a text message costs."""
    return float(st.session_state.get("or_sms_price", SMS_PRICE))


def _limits_now(channel: Channel) -> Limits:
    usual = DEFAULT_LIMITS[channel].model_dump()
    state = st.session_state
    return Limits(
        **{name: int(state.get(f"or_{channel.value}_{name}", size)) for name, size in usual.items()}
    )


def _law(lead: Lead, verdict: Ruling) -> None:
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
            st.text_input(
                "Consent: where it comes from",
                key=f"or_{lead.id}_consent",
                max_chars=200,
                persist_state="session",
            )
            st.caption("Write down who agreed, when and how: this lifts the block for this lead.")
        st.caption(NOT_LEGAL_ADVICE)


def _person(lead: Lead, known: Person) -> None:
    prefix = f"or_{lead.id}"
    st.selectbox(
        "Civility",
        list(_CIVILITIES),
        list(_CIVILITIES).index(known.civility) if known.civility in _CIVILITIES else 0,
        format_func=_CIVILITIES.__getitem__,
        key=f"{prefix}_civility",
        persist_state="session",
    )
    st.text_input(
        "First name", known.first_name, key=f"{prefix}_first", max_chars=60, persist_state="session"
    )
    st.text_input("Last name", known.last_name, key=f"{prefix}_last", max_chars=60, persist_state="session")
    st.text_input("Role", known.role, key=f"{prefix}_role", max_chars=80, persist_state="session")
    st.caption("Only what you know. Without a name the greeting has none.")


def order_now(lead_id: str, remembered: Remembered | None = None) -> Order:
    """Return what is chosen for a lead; what was known of its person before counts until it is changed."""
    state = st.session_state
    channel = state.get("or_channel") or Channel.EMAIL
    source = " ".join(str(state.get(f"or_{lead_id}_consent") or "").split())
    known, kept = remembered or (Person(), ())
    given = Consent(channel=channel.value, date=f"{now():%Y-%m-%d}", source=source)
    return Order(
        lead_id=lead_id,
        channel=channel,
        language=state.get("or_language") or Language.FR,
        tone=state.get("or_tone") or Tone.PROFESSIONAL,
        variants=int(state.get("or_variants") or 3),
        offer=" ".join(str(state.get("or_offer") or "").split()),
        contact=Person(
            civility=str(state.get(f"or_{lead_id}_civility", known.civility) or ""),
            first_name=str(state.get(f"or_{lead_id}_first", known.first_name) or ""),
            last_name=str(state.get(f"or_{lead_id}_last", known.last_name) or ""),
            role=str(state.get(f"or_{lead_id}_role", known.role) or ""),
        ),
        consent=(*kept, given) if source else kept,
        limits=_limits_now(channel),
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
