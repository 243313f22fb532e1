"""Pages of our own for every check: one module for each module of `seo/checks`, each with a list `CASES`."""

import importlib
import pkgutil
import re
from dataclasses import dataclass, field

from seo.check import Status
from seo.lead_facts import LeadFacts
from seo.page_input import PageInput, Vitals

_IS_PAGE = re.compile(r"<(?:!doctype|html|\?xml|svg xmlns)", re.IGNORECASE)
URL = "https://www.plomberie-exemple.example/"


@dataclass(frozen=True)
class Case:
    """A page, and what one check says of it. `html` without `<html` is put into the body of a small page."""

    check: str
    status: Status
    html: str = ""
    url: str = URL
    code: int = 200
    headers: dict[str, str | list[str]] | None = field(default_factory=dict)
    robots_txt: str | None = None
    robots_status: int | None = None
    vitals: tuple[float | None, float] | Vitals | None = None
    seconds: float | None = None
    lead: LeadFacts | None = None
    note: str = ""

    @property
    def given(self) -> PageInput:
        """The page as the audit takes it."""
        html = self.html
        if html.startswith("<") and _IS_PAGE.match(html) is None and len(html) < 200_000:
            html = page(html)
        return PageInput(
            url=self.url,
            status=self.code,
            headers=self.headers,
            html=html,
            robots_txt=self.robots_txt,
            robots_status=self.robots_status,
            vitals=(
                Vitals(lcp_seconds=self.vitals[0], cls=self.vitals[1])
                if isinstance(self.vitals, tuple)
                else self.vitals
            ),
            seconds=self.seconds,
            lead=self.lead,
        )

    def __str__(self) -> str:
        return f"{self.check}-{self.status.value}-{self.note or self.html[-40:]}"


def page(
    body: str, head: str = "<title>Plomberie Exemple à Bordeaux</title>", attributes: str = 'lang="fr"'
) -> str:
    """Return a small page."""
    return f"<!doctype html>\n<html {attributes}>\n<head>{head}</head>\n<body>{body}</body>\n</html>"


def all_cases() -> list[Case]:
    """Return the cases of all modules."""
    modules = [
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    ]
    return [case for module in modules for case in module.CASES]
