import asyncio
import json
import threading
import time
from typing import ClassVar

import httpx
import pytest
import respx
from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException

from config.schema import PROVIDERS
from scrapers.fetch import Door
from scrapers.search import PROVIDER_NAMES, SearchError, duckduckgo, provider_named
from scrapers.search.base import Hit, unique
from tests.servers.loopback import LoopbackWeb, answer

INSTANCE = "https://searx.example"


def searxng(url=INSTANCE, limit=10, language="fr", country="FR"):
    config = {"search": {"searxng_url": url}}

    async def run():
        async with Door.from_config(config) as door:
            provider = provider_named("searxng", config, door)
            hits = await provider.search(
                "plombier à Bordeaux", limit=limit, language=language, country=country
            )
            return hits, provider.notes

    return asyncio.run(run())


def results(*numbers, silent=()):
    found = [
        {
            "url": f"https://plombier-{n}.example/",
            "title": f"Plombier {n}",
            "content": f"Dépannage {n}",
            "engine": "x",
        }
        for n in numbers
    ]
    return {"query": "q", "results": found, "unresponsive_engines": [list(engine) for engine in silent]}


@respx.mock
def test_searxng_follows_its_pages_until_there_are_enough():
    route = respx.get(f"{INSTANCE}/search")
    route.side_effect = [
        httpx.Response(200, json=results(1, 2, 3, silent=[("brave", "timeout")])),
        httpx.Response(200, json=results(3, 4, silent=[("brave", "timeout")])),
        httpx.Response(200, json=results(5, 6)),
    ]
    hits, notes = searxng(f" {INSTANCE}/search/ ", limit=5)
    assert [hit.url for hit in hits] == [f"https://plombier-{n}.example/" for n in (1, 2, 3, 4, 5)]
    assert hits[0] == Hit(url="https://plombier-1.example/", title="Plombier 1", snippet="Dépannage 1")
    assert notes == ["No answer from brave: timeout."]
    asked = [dict(call.request.url.params) for call in route.calls]
    common = {"q": "plombier à Bordeaux", "format": "json", "language": "fr-FR", "categories": "general"}
    assert asked == [{**common, "pageno": str(number)} for number in (1, 2, 3)]


@respx.mock
@pytest.mark.parametrize(
    ("pages", "count", "asked"),
    [
        ([results()], 0, 1),
        ([results(1, 2), results()], 2, 2),
        ([results(1, 2), results(2, 1)], 2, 2),
        ([{"results": [{"url": "https://a.example"}, {"url": None}, {}]}], 1, 2),
    ],
)
def test_searxng_stops_where_nothing_new_comes(pages, count, asked):
    route = respx.get(f"{INSTANCE}/search")
    route.side_effect = [httpx.Response(200, json=page) for page in (*pages, results())]
    assert len(searxng()[0]) == count
    assert route.call_count == asked


@respx.mock
def test_searxng_gives_web_addresses_only():
    found = [
        {"url": url}
        for url in (
            "ftp://a.example/",
            "javascript:x",
            "",
            "/relative",
            "https://b.example/#x",
            "https://B.example",
        )
    ]
    respx.get(f"{INSTANCE}/search").respond(200, json={"results": found})
    assert [hit.url for hit in searxng()[0]] == ["https://b.example/#x"]


@respx.mock
@pytest.mark.parametrize(
    ("language", "country", "sent"),
    [("fr", "FR", "fr-FR"), ("de", "at", "de-AT"), ("fr", "", "fr"), ("", "FR", "all")],
)
def test_searxng_is_told_the_language(language, country, sent):
    route = respx.get(f"{INSTANCE}/search").respond(200, json=results())
    searxng(language=language, country=country)
    assert route.calls.last.request.url.params["language"] == sent


@respx.mock
@pytest.mark.parametrize(
    ("reply", "message", "remedy"),
    [
        (httpx.Response(403), "as JSON", "search.formats"),
        (httpx.Response(429), "limits", "Wait a minute"),
        (httpx.Response(500), "status 500", "log"),
        (httpx.Response(200, html="<html>"), "not the JSON interface", "search.formats"),
        (httpx.Response(200, json=[]), "not the JSON interface", "search.formats"),
        (httpx.ConnectError("refused"), "could not be reached", "running"),
    ],
)
def test_searxng_that_gives_no_answer(reply, message, remedy):
    respx.get(f"{INSTANCE}/search").mock(side_effect=[reply])
    with pytest.raises(SearchError) as caught:
        searxng()
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert "paste addresses" in caught.value.remedy


@respx.mock
def test_searxng_keeps_what_it_had_when_a_later_page_fails():
    respx.get(f"{INSTANCE}/search").side_effect = [httpx.Response(200, json=results(1)), httpx.Response(500)]
    hits, notes = searxng()
    assert len(hits) == 1
    assert notes == ["Page 2 of the results was not read. The SearXNG instance answered with status 500."]


def test_searxng_on_this_machine_over_real_http():
    body = json.dumps(results(1)).encode()
    with LoopbackWeb({"/search": answer(body=body, kind="application/json")}, robots=answer(500)) as web:
        assert len(searxng(web.pair, limit=1)[0]) == 1
        assert web.requests[0].target.startswith("/search?q=plombier")


def test_searxng_without_an_address():
    with pytest.raises(SearchError) as caught:
        searxng("")
    assert "sidebar" in caught.value.remedy


class FakeDDGS:
    """Stands in for the library's client; `outcome` is what its search gives or raises."""

    outcome: ClassVar[object] = []
    asked: ClassVar[dict[str, object]] = {}

    def __init__(self, **options):
        FakeDDGS.asked = {"options": options}

    def text(self, question, **options):
        FakeDDGS.asked |= {"question": question, **options}
        if callable(FakeDDGS.outcome):
            FakeDDGS.outcome()
        if isinstance(FakeDDGS.outcome, Exception):
            raise FakeDDGS.outcome
        return FakeDDGS.outcome


@pytest.fixture
def ddg(monkeypatch):
    monkeypatch.setattr(duckduckgo, "DDGS", FakeDDGS)

    def search(outcome, limit=10, language="fr", country="FR"):
        FakeDDGS.outcome = outcome

        async def run():
            provider = provider_named("duckduckgo", {}, Door())
            return await provider.search(
                "plombier", limit=limit, language=language, country=country
            ), provider.notes

        return asyncio.run(run())

    return search


def test_duckduckgo(ddg):
    found = [
        {"title": "A", "href": "https://a.example/?utm_source=x", "body": "un"},
        {"title": "A again", "href": "https://a.example/", "body": ""},
        {"title": "bad", "href": "javascript:alert(1)", "body": ""},
        {"title": None, "href": None},
        {"title": "B", "href": "https://b.example/", "body": "deux"},
        {"title": "C", "href": "https://c.example/", "body": "trois"},
    ]
    hits, notes = ddg(found, limit=2)
    assert [(hit.url, hit.title, hit.snippet) for hit in hits] == [
        ("https://a.example/?utm_source=x", "A", "un"),
        ("https://b.example/", "B", "deux"),
    ]
    assert notes == []
    assert FakeDDGS.asked == {
        "options": {"timeout": 10},
        "question": "plombier",
        "region": "fr-fr",
        "max_results": 2,
        "backend": "duckduckgo,brave,mojeek,startpage,yahoo",
    }


@pytest.mark.parametrize(
    ("language", "country", "region"),
    [
        ("de", "AT", "at-de"),
        ("en", "GB", "uk-en"),
        ("fr", "BE", "be-fr"),
        ("", "FR", "wt-wt"),
        ("fr", "", "wt-wt"),
    ],
)
def test_duckduckgo_is_told_the_region(ddg, language, country, region):
    ddg([], language=language, country=country)
    assert FakeDDGS.asked["region"] == region


def test_duckduckgo_finds_nothing(ddg):
    hits, notes = ddg(DDGSException("No results found."))
    assert hits == []
    assert "asks too often" in notes[0]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RatelimitException("202 Ratelimit"), "limit the number"),
        (DDGSException("https://html.duckduckgo.com/html/ 202 Ratelimit"), "limit the number"),
        (TimeoutException("timed out"), "in time"),
        (DDGSException("DNSError: no records found for Query"), "could not be reached"),
        (DDGSException("ConnectError: refused"), "could not be reached"),
        (DDGSException("ParserError: empty"), "can be read"),
    ],
)
def test_duckduckgo_gives_no_answer(ddg, error, message):
    with pytest.raises(SearchError) as caught:
        ddg(error)
    assert message in caught.value.message
    assert "paste addresses" in caught.value.remedy


def test_duckduckgo_does_not_hold_up_who_stops(ddg, monkeypatch):
    monkeypatch.setattr(duckduckgo, "TOTAL_SECONDS", 0.2)
    release = threading.Event()
    begin = time.monotonic()
    try:
        with pytest.raises(SearchError, match="in time"):
            ddg(lambda: release.wait(100))
        assert time.monotonic() - begin < 50
    finally:
        release.set()


def test_duckduckgo_through_the_library_itself_without_a_network(monkeypatch):
    monkeypatch.setattr(duckduckgo, "BACKENDS", "wikipedia")
    monkeypatch.setattr(duckduckgo, "ENGINE_SECONDS", 1)
    monkeypatch.setattr("ddgs.http_client.HttpClient.request", refuse)

    async def run():
        return await provider_named("duckduckgo", {}, Door()).search(
            "x", limit=1, language="fr", country="FR"
        )

    with pytest.raises(SearchError):
        asyncio.run(run())


def refuse(*_, **__):
    raise DDGSException("ConnectError: no network in tests")


def pasted(urls, limit=50):
    provider = provider_named("url_list", {}, Door(), urls)
    hits = asyncio.run(provider.search("anything", limit=limit, language="fr", country="FR"))
    return [hit.url for hit in hits], provider.rejected


@pytest.mark.parametrize(
    ("text", "urls", "rejected"),
    [
        ("", [], []),
        ("https://a.example/\nhttp://b.example/x", ["https://a.example/", "http://b.example/x"], []),
        (
            "a.example, b.example;c.example d.example/x",
            [f"https://{x}" for x in ("a.example", "b.example", "c.example", "d.example/x")],
            [],
        ),
        (
            "a.example,b.example/x,https://c.example",
            ["https://a.example", "https://b.example/x", "https://c.example"],
            [],
        ),
        ("https://a.example/page,12.html", ["https://a.example/page,12.html"], []),
        ("https://A.example\nhttps://a.example/#top\na.example/?utm_source=x", ["https://A.example"], []),
        (
            "1. <https://a.example/>\n2) «b.example»\n- c.example",
            ["https://a.example/", "https://b.example", "https://c.example"],
            [],
        ),
        ("a.example:8080/x localhost:8501", ["https://a.example:8080/x", "https://localhost:8501"], []),
        ("bücher.example", ["https://bücher.example"], []),
        (
            "someone@a.example, hello, ftp://a.example, http://, mailto:x@a.example",
            [],
            ["someone@a.example", "hello", "ftp://a.example", "http://", "mailto:x@a.example"],
        ),
        (
            ["a.example", "b.example c.example"],
            ["https://a.example", "https://b.example", "https://c.example"],
            [],
        ),
    ],
)
def test_pasted_addresses(text, urls, rejected):
    assert pasted(text) == (urls, rejected)


def test_pasted_addresses_are_cut_to_the_limit():
    assert pasted("a.example b.example c.example", limit=2)[0] == ["https://a.example", "https://b.example"]


def test_no_result_is_asked_for_none():
    assert unique([Hit(url="https://a.example")], 0) == []


def test_names():
    assert PROVIDER_NAMES == PROVIDERS
    with pytest.raises(SearchError) as caught:
        provider_named("altavista", {}, Door())
    assert "duckduckgo, searxng, brave" in caught.value.remedy
