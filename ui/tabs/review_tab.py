"""Review: the leads that were kept."""

import streamlit as st

from leads.export import leads_csv
from leads.record import LeadStatus
from ui.components import lead_table
from ui.state import Services, go_to

_PAGE = 200


def draw(shared: Services) -> None:
    """Draw the tab."""
    kept = shared.store.leads(status=LeadStatus.NEW, limit=_PAGE)
    if not kept:
        st.markdown("Nothing to review yet: add leads from the results of a question.")
        st.button("Ask a question", on_click=go_to, args=("Search Scraper",), key="review_go")
        return
    st.caption(f"{len(kept)} leads" if len(kept) < _PAGE else f"The first {_PAGE} leads")
    lead_table.draw(kept, "review")
    st.download_button(
        "CSV",
        data=lambda: leads_csv(kept).encode("utf-8-sig"),
        file_name="leads.csv",
        on_click="ignore",
        icon=":material/download:",
    )
