"""Dossier: a file on a client in which every sentence has its source."""

from ui.components import not_built
from ui.state import Services


def draw(shared: Services) -> None:  # noqa: ARG001 - every tab is drawn with the services
    """Draw the tab."""
    not_built.draw(
        "Dossiers are not part of this version. "
        "The Search Scraper answers questions with cited sources meanwhile."
    )
