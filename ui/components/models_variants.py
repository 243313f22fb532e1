"""Models: which quantizations of the two models this machine has room for."""

import streamlit as st

from llm.memory import memory
from llm.variants import variants
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the table, folded away."""
    have = memory()
    with st.expander(f"What fits this machine ({have.total / 2**30:.0f} GB of memory)"):
        found = variants(shared.loader.get_merged_config(), have)
        if not found:
            st.caption("The models run on another machine, or their names do not tell their size.")
            return
        st.dataframe(
            [
                {
                    "Model": one.alias,
                    "Id": one.model,
                    "Quantization": f"{one.quantization}{' (set)' if one.chosen else ''}",
                    "Needs (GB)": round(one.needs / 2**30, 1),
                    "Fits alone": one.fits,
                    "Fits beside the other": one.together,
                    "On the graphics card": one.on_card,
                }
                for one in found
            ],
            hide_index=True,
            key="variants",
        )
        st.caption(
            md("Estimated from the number of parameters, the quantization and the context set in models.yml.")
        )
