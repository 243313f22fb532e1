"""Sidebar: what is kept about people and prompts, for how long, who is not to be contacted, and erasing."""

import streamlit as st

from config import locations
from config.errors import UserFacingError
from jobs import erasure
from jobs.interactive import JobState
from leads.privacy import REVIEW_AFTER, Erasure
from leads.record import now
from ui import draft
from ui.components import trouble
from ui.language import mark, t, tn
from ui.safe import md
from ui.state import Services, go_to

_SWITCHES = (
    (
        "named_people",
        mark("Keep mailboxes of named people"),
        mark(
            "Off: info@ is kept, marie.lefevre@ is not. Whoever keeps a person's data must tell that person "
            "so."
        ),
    ),
    (
        "log_prompts",
        mark("Keep prompts and answers in the call log"),
        mark("Off: the log in data/logs names models, tokens and seconds. On: it holds what pages say too."),
    ),
    (
        "retention",
        mark("Keep no longer than needed"),
        mark(
            "On: page texts go after 30 days; leads left alone come up after 12 months and are deleted "
            "after 36."
        ),
    ),
)
_LOOKED_AT = 200
# Section, key, the value that protects, and what is so with the other.
_PROTECTIONS = (
    ("privacy", "named_people", False, mark("Mailboxes of named people are kept: each must be told so.")),
    ("privacy", "log_prompts", False, mark("The call log keeps prompts and answers, and so what pages say.")),
    ("privacy", "retention", True, mark("Pages and leads are kept for longer than needed.")),
    ("network", "respect_robots", True, mark("Pages are read that robots.txt asks programs not to read.")),
)


def draw_off(shared: Services) -> None:
    """Draw the protections that are switched off, each with what follows from it; nothing where none is."""
    config = shared.loader.get_merged_config()
    told = [
        t(words) for section, name, is_safe, words in _PROTECTIONS if config[section][name] is not is_safe
    ]
    if told:
        st.warning("  \n".join(told), title=t("Switched off"), icon=":material/shield:")


def draw(shared: Services) -> None:
    """Draw the switches, the opt-out list, erasing, and where the data lies."""
    in_force = shared.loader.get_merged_config()["privacy"]
    for name, label, reason in _SWITCHES:
        _switch(f"privacy.{name}", label, reason, is_on=bool(in_force[name]))
    _review(shared)
    _opt_out(shared)
    _erase(shared)
    st.caption(t("Everything is kept on this machine, in"))
    st.code(str(locations.data_dir()), language=None, wrap_lines=True)


def _switch(key: str, label: str, reason: str, *, is_on: bool) -> None:
    st.toggle(
        t(label),
        value=draft.value(key, is_on),
        key=draft.widget(key),
        on_change=draft.edited,
        args=(key, is_on),
    )
    st.caption(t(reason))


def _review(shared: Services) -> None:
    old = shared.store.untouched_since(now() - REVIEW_AFTER)
    if old:
        count = len(old)
        st.markdown(
            tn(
                "**{count} lead** has not been touched for a year.",
                "**{count:,} leads** have not been touched for a year.",
                count,
            )
        )
        st.button(t("Pick them in Review"), key="privacy_old", on_click=_pick, args=(old[:_LOOKED_AT],))


def _pick(ids: list[str]) -> None:
    st.session_state["rv_picked"] = set(ids)
    go_to("Review")


def _opt_out(shared: Services) -> None:
    count = len(shared.store.suppressions())
    st.markdown(tn("**Opt-out list** · {count} entry", "**Opt-out list** · {count:,} entries", count))
    st.text_input(
        t("E-mail, phone or domain"),
        key="opt_out_text",
        placeholder=t("name@business.example"),
        help=t(
            "Kept as keyed hashes: the list itself names nobody. What is on it is not found, imported or "
            "exported again."
        ),
    )
    with st.container(horizontal=True):
        st.button(t("Add"), key="opt_out_add", on_click=_add, args=(shared,))
        st.button(t("Remove"), key="opt_out_remove", on_click=_remove, args=(shared,))
        st.button(t("Is it on?"), key="opt_out_ask", on_click=_ask, args=(shared,))
    if told := st.session_state.get("opt_out_told"):
        st.caption(told)


def _typed(shared: Services) -> tuple[str, str]:
    """Return what was typed, and the country that numbers without a prefix are of."""
    country = str(shared.loader.get_merged_config()["locale"]["country"])
    return str(st.session_state.get("opt_out_text") or "").strip(), country


def _add(shared: Services) -> None:
    text, country = _typed(shared)
    if len(text) < 4 or not any(sign in text for sign in "@.+0123456789"):
        st.session_state["opt_out_told"] = t("Type an e-mail address, a phone number or a domain.")
        return
    is_new = shared.store.suppress(text, "added on the screen", country)
    st.session_state["opt_out_told"] = (
        t("It is on the list now.") if is_new else t("It was on the list already.")
    )
    st.session_state["opt_out_text"] = ""


def _remove(shared: Services) -> None:
    text, country = _typed(shared)
    was_there = bool(text) and shared.store.unsuppress(text, country)
    st.session_state["opt_out_told"] = (
        t("It was taken off the list.") if was_there else t("It is not on the list.")
    )


def _ask(shared: Services) -> None:
    text, country = _typed(shared)
    is_on = bool(text) and shared.store.is_suppressed(text, country)
    st.session_state["opt_out_told"] = (
        t("Yes, it is on the list.") if is_on else t("No, it is not on the list.")
    )


def _erase(shared: Services) -> None:
    st.markdown(t("**Erase for good**"))
    with st.popover(t("Erase …"), icon=":material/delete_forever:"):
        st.text_input(
            t("E-mail, phone, domain or id of a lead"), key="erase_text", placeholder=t("business.example")
        )
        st.markdown(
            t(
                "It goes from leads, evidence, notes, drafts, dossiers, pages, caches, logs and backups; "
                "exports that hold it are deleted. It is put on the opt-out list. **This cannot be undone.**"
            )
        )
        is_sure = st.checkbox(t("I want this"), key="erase_sure")
        st.button(
            t("Erase"),
            key="erase_go",
            type="primary",
            disabled=not is_sure,
            help=None if is_sure else t("Tick the box first."),
            on_click=_start,
            args=(shared,),
        )
    _told()


def _start(shared: Services) -> None:
    text = str(st.session_state.get("erase_text") or "").strip()
    if text:
        erasure.start(shared.store, text)
    st.session_state["erase_text"] = ""
    st.session_state["erase_sure"] = False


def _told() -> None:
    job = erasure.current()
    if job is None:
        return
    if job.active:
        _watch()
    elif job.state is JobState.FAILED and isinstance(job.error, UserFacingError):
        trouble.draw_failed(job, "erase")
    elif isinstance(job.result, Erasure):
        _done(job.result)


def _done(done: Erasure) -> None:
    files = done.files
    counted = (
        (tn("{count:,} lead erased", "{count:,} leads erased", done.leads), done.leads),
        (tn("{count:,} value erased", "{count:,} values erased", done.values), done.values),
        (tn("{count:,} file cleaned", "{count:,} files cleaned", len(files.changed)), files.changed),
        (tn("{count:,} export deleted", "{count:,} exports deleted", len(files.deleted)), files.deleted),
    )
    st.success(" · ".join(words for words, some in counted if some) or counted[0][0])
    for path in files.remaining:
        st.warning(md(t("Still in {file}: close what uses it, then erase again.", file=path.name)))
    st.button(t("Close"), key="erase_close", type="tertiary", on_click=erasure.forget)


def _watch() -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = erasure.current()
        if job is None or not job.active:
            st.rerun()
        else:
            st.caption(t(":shimmer[Looking through every file] · {seconds:.0f} s", seconds=job.seconds))

    live()
