"""Outreach: a first message to the selected lead."""

from ui.components import not_built
from ui.state import Services


def draw(shared: Services) -> None:  # noqa: ARG001 - every tab is drawn with the services
    """Draw the tab."""
    not_built.draw(
        "Writing messages is not part of this version. Collect leads with the Search Scraper meanwhile."
    )
