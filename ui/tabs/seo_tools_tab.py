"""SEO: the audit of a page or a whole site."""

from ui.components import not_built
from ui.state import Services


def draw(shared: Services) -> None:  # noqa: ARG001 - every tab is drawn with the services
    """Draw the tab."""
    not_built.draw(
        "Audits are not part of this version. "
        "The Search Scraper already reads sites and keeps what it finds with its evidence."
    )
