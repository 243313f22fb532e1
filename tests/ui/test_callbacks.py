"""A widget that was left half drawn may call back when it is gone: that changes nothing and ends no run."""

from collections.abc import Callable

import pytest
import streamlit as st

from ui.components import (
    dossier_sources,
    dossier_view,
    lead_drawer,
    models_routes,
    models_setup,
    models_variants,
    outreach_form,
    outreach_limits,
    provider_choice,
    review_table,
)
from ui.tabs import search_scraper_tab


# With nothing for the services, whoever goes on fails.
@pytest.mark.parametrize(
    ("callback", "arguments"),
    [
        (dossier_sources._include, ("a1", "one")),
        (dossier_view._edited, (None, "a1", 0, 0, "do_edit_0_0_1")),
        (lead_drawer._set_status, (None, "a1")),
        (models_routes._edited, (None,)),
        (models_setup._switched, (None,)),
        (models_variants._choose, (None, "small_model")),
        (outreach_form._remember, (None, "tone")),
        (outreach_limits._save, (None, "or_email_low", "outreach.email_low")),
        (provider_choice._keep_apart, ("hunt_provider",)),
        (review_table._edited, (None, [], "rv_grid_1_0")),
        (search_scraper_tab._run_chosen, ()),
    ],
    ids=lambda one: getattr(one, "__module__", ""),
)
def test_a_call_of_a_widget_that_is_gone_does_nothing(
    callback: Callable[..., None], arguments: tuple[object, ...]
) -> None:
    st.session_state.clear()
    st.session_state[models_routes._NUMBER] = 0
    callback(*arguments)
    assert set(st.session_state.to_dict()) == {models_routes._NUMBER}
