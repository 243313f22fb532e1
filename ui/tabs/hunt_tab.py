"""Hunt: from a trade and a town to a list of verified leads; the work goes on in the background."""

import streamlit as st

from jobs import hunts
from jobs.hunts import Hunt, HuntStatus
from leads.store import StoreError
from ui import selection
from ui.components import hunt_form, hunt_view, trouble
from ui.components.hunt_view import status_word
from ui.components.run_view import ago
from ui.language import t
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the tab."""
    try:
        earlier = hunts.recent()
        shown = _shown(earlier)
        now = hunts.snapshot(shown.id) if shown else None
    except StoreError as error:
        hunt_form.draw(shared, is_first=True)
        trouble.draw_error(error, "hunt")
        return
    hunt_form.draw(shared, is_first=now is None or not hunt_view.can_review(now))
    if now is None:
        _empty()
    elif now.is_going:
        hunt_view.draw_live(shared, now.hunt.id)
    else:
        # Within a container, as the live view is: its elements are replaced where they stand, and none is
        # left for a moment in a place of another width.
        with st.container():
            hunt_view.draw(shared, now)
    _earlier(earlier, now.hunt if now else None)


def _shown(earlier: list[Hunt]) -> Hunt | None:
    """Return the hunt that is looked at: the chosen one, else the last."""
    chosen = selection.shown(selection.HUNT)
    known = hunts.find(chosen) if chosen else None
    return known or (earlier[0] if earlier else None)


def _earlier(earlier: list[Hunt], shown: Hunt | None) -> None:
    others = [one for one in earlier if shown is None or one.id != shown.id]
    if st.session_state.pop("hunt_deleted", None):
        st.toast(t("The hunt was taken off the list; its leads stay."))
    if not others:
        return
    with st.expander(t("Earlier hunts ({count})", count=len(others))):
        for hunt in others:
            with st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
            ):
                st.button(
                    _title(hunt),
                    key=f"open_{hunt.id}",
                    type="tertiary",
                    on_click=selection.show,
                    args=(selection.HUNT, hunt.id),
                )
                if hunt.status in {HuntStatus.DONE, HuntStatus.STOPPED, HuntStatus.FAILED}:
                    st.button(
                        t("Delete"),
                        key=f"delete_{hunt.id}",
                        icon=":material/delete:",
                        type="tertiary",
                        on_click=_delete,
                        args=(hunt.id,),
                        help=t("The hunt goes from this list; its leads stay."),
                    )


def _title(hunt: Hunt) -> str:
    what = hunt.query or t("Pasted addresses")
    return md(f"{what} · {status_word(hunt)} · {ago(hunt.created_at)}")


def _delete(hunt_id: str) -> None:
    if hunts.delete(hunt_id):
        st.session_state["hunt_deleted"] = hunt_id


def _empty() -> None:
    st.markdown(
        t("A hunt finds the businesses of a trade in a town and reads their sites, in the background.")
    )
    st.button(
        t("Try it on the sample sites"),
        icon=":material/science:",
        on_click=hunt_form.start_sample,
        help=t("Twelve invented businesses on this machine; nothing leaves it."),
    )
