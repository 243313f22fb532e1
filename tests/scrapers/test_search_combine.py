"""Several providers at once: who is the same business, what is kept of each, and what a failure does."""

import asyncio

import pytest

from config.errors import UserFacingError
from scrapers.search import CombinedProvider
from scrapers.search.base import Hit, Listing, SearchError
from scrapers.search.combine import merged


class Scripted:
    """A provider that gives what it was told to; with `meet` it waits until all others are asked too."""

    def __init__(self, name, outcome, *, notes=(), meet=None):
        self.name = name
        self.outcome = outcome
        self.notes = list(notes)
        self.meet = meet

    async def search(self, question, *, limit, language, country):
        if self.meet:
            await asyncio.wait_for(self.meet.wait(), 60)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        assert (question, language, country) == ("q", "fr", "FR")
        return self.outcome[:limit]


def search(*providers, limit=10):
    async def run():
        combined = CombinedProvider(providers)
        return await combined.search("q", limit=limit, language="fr", country="FR"), combined.notes

    return asyncio.run(run())


def page(url, title="", provider=""):
    return Hit(url=url, title=title, provider=provider)


def listed(provider, number, website="", **known):
    known.setdefault("name", f"{provider} {number}")
    listing = Listing(provider=provider, id=str(number), website=website, **known)
    return Hit(url=website, title=listing.name, provider=provider, listings=[listing])


def groups(*hits):
    """Return who came together, by the ids of listings and the addresses of pages."""
    return [sorted({one.id for one in hit.listings} | ({hit.url} - {""})) for hit in merged(hits)]


SITE, OTHER = "https://durand.example", "https://martin.example"


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        ([page(f"{SITE}/"), page(f"{SITE}/contact"), page("https://www.durand.example/x")], [[f"{SITE}/"]]),
        ([page(SITE), listed("osm", 1, SITE)], [["1", SITE]]),
        ([listed("osm", 1, siren="123456782"), listed("registry", 2, siren="123456782")], [["1", "2"]]),
        (
            [listed("osm", 1, phones=("+33556001122",)), listed("google", 2, SITE, phones=("+33556001122",))],
            [["1", "2", SITE]],
        ),
        ([listed("osm", 1), listed("registry", 2)], [["1"], ["2"]]),
        # One phone at two companies: an accountant's, a call centre's.
        (
            [
                listed("a", 1, phones=("+33556001122",), siren="123456782"),
                listed("b", 2, phones=("+33556001122",), siren="987654324"),
            ],
            [["1"], ["2"]],
        ),
        # The third knows the site of one and the SIREN of the other.
        (
            [
                listed("a", 1, SITE),
                listed("b", 2, siren="123456782"),
                listed("c", 3, SITE, siren="123456782"),
            ],
            [["1", "2", "3", SITE]],
        ),
        # The third has the phone of both, which are two companies.
        (
            [
                listed("a", 1, phones=("+33556001122",), siren="123456782"),
                listed("b", 2, phones=("+33556001133",), siren="987654324"),
                listed("c", 3, phones=("+33556001122", "+33556001133")),
            ],
            [["1", "3"], ["2"]],
        ),
        # A chain with one site is one business here: one site, one lead.
        (
            [listed("a", 1, SITE, siren="123456782"), listed("b", 2, SITE, siren="987654324")],
            [["1", "2", SITE]],
        ),
        # Pages of a directory, profiles and rooms that are lent are of different businesses.
        (
            [page("https://www.pagesjaunes.fr/pros/1"), page("https://www.pagesjaunes.fr/pros/2")],
            [["https://www.pagesjaunes.fr/pros/1"], ["https://www.pagesjaunes.fr/pros/2"]],
        ),
        (
            [page("https://sites.google.com/view/a"), page("https://sites.google.com/view/b")],
            [["https://sites.google.com/view/a"], ["https://sites.google.com/view/b"]],
        ),
        (
            [page("https://a.wixsite.com/x"), page("https://b.wixsite.com/x")],
            [["https://a.wixsite.com/x"], ["https://b.wixsite.com/x"]],
        ),
        # The map and the registry have no key in common but name and postcode.
        (
            [
                listed("osm", 1, SITE, name="Plomberie Durand", postcode="33000"),
                listed("registry", 2, name="SARL PLOMBERIE DURAND", postcode="33000", siren="123456782"),
            ],
            [["1", "2", SITE]],
        ),
        (
            [
                listed("osm", 1, name="Plomberie Durand", postcode="33000"),
                listed("registry", 2, name="PLOMBERIE DURAND", postcode="33800"),
            ],
            [["1"], ["2"]],
        ),
        (
            [
                listed("osm", 1, SITE, name="Plomberie Durand", postcode="33000"),
                listed("google", 2, OTHER, name="Plomberie Durand", postcode="33000"),
            ],
            [["1", SITE], ["2", OTHER]],
        ),
        # What only says the trade is no name.
        (
            [
                listed("osm", 1, name="Boulangerie Pâtisserie", postcode="33000"),
                listed("registry", 2, name="BOULANGERIE PATISSERIE", postcode="33000"),
            ],
            [["1"], ["2"]],
        ),
    ],
)
def test_who_is_the_same_business(hits, expected):
    assert groups(*hits) == expected


def test_the_order_in_which_they_come_changes_nothing_about_who_is_who():
    hits = [
        listed("a", 1, SITE),
        listed("b", 2, siren="123456782"),
        listed("c", 3, SITE, siren="123456782"),
        listed("d", 4, OTHER),
    ]
    found = {tuple(sorted(map(tuple, groups(*hits[at:], *hits[:at])))) for at in range(len(hits))}
    assert found == {(("1", "2", "3", SITE), ("4", OTHER))}


def test_every_listing_is_kept_and_everyone_who_found_it_named():
    (hit,) = merged(
        [
            page(f"{SITE}/accueil", "Durand, plombier", "duckduckgo"),
            listed("openstreetmap", 7, SITE, siren="123456782"),
            listed("registry", 9, siren="123456782"),
            listed("registry", 9, siren="123456782"),
        ]
    )
    assert (hit.url, hit.title) == (f"{SITE}/accueil", "Durand, plombier")
    assert hit.provider == "duckduckgo,openstreetmap,registry"
    assert [one.key for one in hit.listings] == ["openstreetmap 7", "registry 9"]


def test_the_first_of_each_comes_before_the_second_of_any_and_pages_before_the_rest():
    first = Scripted("web", [page("https://a.example"), page("https://b.example"), page("https://c.example")])
    second = Scripted("map", [listed("map", 1), listed("map", 2, "https://d.example")])
    hits, notes = search(first, second)
    assert [hit.url for hit in hits] == [f"https://{x}.example" for x in "abdc"] + [""]
    assert [hit.provider for hit in hits] == ["web", "web", "map", "web", "map"]
    assert notes == []


def test_there_are_no_more_than_asked_for():
    web = Scripted("web", [page(f"https://a{n}.example") for n in range(9)])
    register = Scripted("registry", [listed("registry", n) for n in range(9)])
    hits, _ = search(web, register, limit=3)
    assert [bool(hit.url) for hit in hits] == [True] * 3 + [False] * 3


def test_they_are_asked_at_the_same_time():
    async def run():
        meet = asyncio.Event()

        class Last(Scripted):
            async def search(self, question, **options):
                meet.set()
                return await super().search(question, **options)

        providers = [
            Scripted("a", [page("https://a.example")], meet=meet),
            Last("b", [page("https://b.example")]),
        ]
        return await CombinedProvider(providers).search("q", limit=5, language="fr", country="FR")

    assert len(asyncio.run(run())) == 2


@pytest.mark.parametrize(
    ("failure", "note"),
    [
        (SearchError("Brave needs a key.", "Enter it."), "Brave needs a key. Enter it."),
        (UserFacingError("Something else.", "Mend it."), "Something else. Mend it."),
        (RuntimeError("a shape nobody has seen"), "The search through bad broke off. The log says why."),
    ],
)
def test_one_that_fails_is_a_note(failure, note):
    good = Scripted("good", [page("https://a.example")], notes=["No answer from x."])
    hits, notes = search(Scripted("bad", failure), good)
    assert [hit.url for hit in hits] == ["https://a.example"]
    assert notes == [note, "No answer from x."]


def test_where_all_fail_that_is_an_error_with_what_each_said():
    with pytest.raises(SearchError) as caught:
        search(
            Scripted("a", SearchError("A is down.", "Wait.")),
            Scripted("b", SearchError("B is down.", "Wait.")),
        )
    assert (caught.value.message, caught.value.remedy) == ("A is down. B is down.", "Wait.")


def test_nothing_found_by_one_is_no_failure():
    assert search(Scripted("a", []), Scripted("b", SearchError("B is down.", "Wait."))) == (
        [],
        ["B is down. Wait."],
    )


def test_who_stops_is_not_kept_waiting():
    async def run():
        never = Scripted("a", [], meet=asyncio.Event())
        work = asyncio.create_task(
            CombinedProvider([never]).search("q", limit=5, language="fr", country="FR")
        )
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(run())
