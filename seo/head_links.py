"""The links a page declares for machines: link elements of the head and `Link` headers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seo.element import Element
from seo.page_view import PageView
from seo.spot import Spot

_LINK = re.compile(r"""<([^>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:"[^"]*"|'[^']*'|[^\s;,"']+))?)*)""")
_PARAMETER = re.compile(r"""([\w*-]+)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s;,"']+))?""")


@dataclass(frozen=True, slots=True)
class HeadLink:
    """One link: its relation, address and language as written, and what it was read from."""

    rel: str
    href: str
    hreflang: str
    element: Element | None = None
    header: str = ""

    def spot(self, page: PageView) -> Spot:
        """Return where the link stands."""
        return page.spot(self.element) if self.element is not None else Spot(0, self.header)


def head_links(page: PageView) -> list[HeadLink]:
    """Return the links of the head and of the headers."""
    found = [
        HeadLink(one.get("rel").lower(), one.get("href"), one.get("hreflang"), one)
        for one in page.head_links
        if one.namespace == "html"
    ]
    return [*found, *_of_headers(page)]


def _of_headers(page: PageView) -> Iterator[HeadLink]:
    for value in page.headers.all("link"):
        for match in _LINK.finditer(value):
            given = {name.lower(): text.strip("\"'") for name, text in _PARAMETER.findall(match[2])}
            rel, language = given.get("rel", "").lower(), given.get("hreflang", "")
            yield HeadLink(rel, match[1].strip(), language, header=f"Link: {match[0]}"[:200])
