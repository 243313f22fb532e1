"""Networks a site links to, what it is made with, and the services it lists, each with the words that show it."""

import pytest

from dossier.facts import facts_of
from dossier.sources import page_source

LINK = '<a href="https://www.facebook.com/fontrouge.example">Facebook</a>'


def stated(body: str, url: str = "https://fontrouge.example/") -> list[tuple[str, str, str]]:
    source = page_source(f"<html><body>{body}</body></html>", id="S1", url=url)
    wanted = {"social", "technology", "services"}
    found = facts_of([source], "fr", "fontrouge.example", "FR", "Fontrouge")
    return [(one.id, one.written, one.citation.quote) for one in found if one.id in wanted]


@pytest.mark.parametrize(
    ("body", "fact"),
    [
        (f"<p>Suivez-nous {LINK}</p>", ("social", "Facebook", "Facebook")),
        ("<p>Site propulsé par WordPress.</p>", ("technology", "WordPress", "propulsé par WordPress")),
        ("<p>Erstellt mit TYPO3</p>", ("technology", "TYPO3", "Erstellt mit TYPO3")),
        (
            "<p>Nos prestations : dépannage, chauffage, salles de bains.</p>",
            (
                "services",
                "dépannage, chauffage, salles de bains",
                "Nos prestations : dépannage, chauffage, salles de bains.",
            ),
        ),
    ],
)
def test_what_a_page_shows_is_a_fact_with_its_words(body: str, fact: tuple[str, str, str]) -> None:
    assert stated(body) == [fact]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Facebook Ireland Ltd peut déposer des cookies.</p>",
        '<p><a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a></p>',
        '<p><a href="https://www.facebook.com/fontrouge.example"><img src="f.png" alt=""></a></p>',
        "<p>Nous travaillons avec WordPress et d'autres outils.</p>",
    ],
    ids=["no link", "a button to share", "not to be read", "not how it is made"],
)
def test_what_nobody_can_read_as_such_is_none(body: str) -> None:
    assert stated(body) == []


def test_the_networks_of_another_site_are_not_those_of_the_business() -> None:
    assert stated(f"<p>Gazette. {LINK}</p>", "https://gazette.example/") == []
