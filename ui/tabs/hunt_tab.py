"""Hunt: from a trade and a town to a list of verified leads."""

from ui.components import not_built
from ui.state import Services


def draw(shared: Services) -> None:  # noqa: ARG001 - every tab is drawn with the services
    """Draw the tab."""
    not_built.draw(
        "Hunting in the background is not part of this version. "
        "The Search Scraper finds and reads businesses, one question at a time."
    )
