"""One page for checks of accessibility: what is seen, what role it has, what it is called."""

from collections import defaultdict
from collections.abc import Mapping

from seo.element import Element
from seo.names import Names
from seo.roles import Roles
from seo.styles import Styles
from seo.visibility import Visibility


class Accessible:
    """Visibility, roles and names of the elements of one page."""

    def __init__(
        self,
        styles: Styles,
        by_id: Mapping[str, Element],
        images: list[Element],
        labels: list[Element],
    ) -> None:
        named: dict[str, list[Element]] = defaultdict(list)
        for label in labels:
            if label.has("for"):
                named[label.get("for")].append(label)
        self.visibility = Visibility(styles, images)
        self.roles = Roles(by_id, self.visibility)
        self.names = Names(by_id, named, self.roles, self.visibility)

    def read_out(self, elements: list[Element]) -> list[Element]:
        """Return the elements a screen reader meets."""
        return [element for element in elements if self.visibility.is_read_out(element)]
