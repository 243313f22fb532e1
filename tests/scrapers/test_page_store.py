"""The store of answers, alone and behind the door: what a second run still asks for."""

import asyncio
import gzip
import logging
import multiprocessing
import random
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from config import locations
from scrapers import page_store
from scrapers.fetch import Door, FetchCode, FetchError
from scrapers.page_store import DAY, PageStore, Stored, lifetime
from tests.servers.loopback import LoopbackWeb, answer, moved

PATHS = [f"/page-{number}" for number in range(12)]


def stored(body=b"<p>a", **changes):
    now = datetime.now(UTC)
    answer = Stored("http://a.example/", "http://a.example/", 200, {"etag": '"1"'}, body, now, (), 0.0)
    return replace(answer, **changes)


async def _visit(web, store, paths, **options):
    options = {"allow_hosts": [web.pair], "deadline": 60.0, **options}
    async with Door(store=store, **options) as door:
        return [await door.page(web.url + path) for path in paths]


def visit(web, path, paths=PATHS, **options):
    """Read pages as a process of its own would: with a store opened anew."""
    with PageStore(path) as store:
        return asyncio.run(_visit(web, store, paths, **options))


def changing(request_headers):
    """Answer as servers with validators do."""
    if request_headers.get("if-none-match") == '"v1"':
        return answer(304, ETag='"v1"')
    return answer(body=b"<p>Durand", ETag='"v1"')


class Validating(LoopbackWeb):
    """Knows every page, and says when it has not changed."""

    def reply(self, request):
        if request.target == "/robots.txt":
            return answer(200, b"User-agent: *\nDisallow: /secret\n", kind="text/plain")
        return changing(request.headers)


def test_a_second_run_asks_for_nothing(tmp_path):
    with Validating({}) as web:
        first = visit(web, tmp_path / "pages.db")
        assert len(web.requests) == len(PATHS) + 1
        second = visit(web, tmp_path / "pages.db")
        assert len(web.requests) == len(PATHS) + 1
    assert [page.html for page in second] == [page.html for page in first]
    assert {page.cached for page in first} == {False}
    assert {page.cached for page in second} == {True}
    assert second[0].fetched_at == first[0].fetched_at


def test_what_is_no_longer_fresh_costs_a_question_without_a_body(tmp_path):
    with Validating({}) as web:
        visit(web, tmp_path / "pages.db", keep=0.0)
        asked = len(web.requests)
        again = visit(web, tmp_path / "pages.db", keep=0.0)
        conditional = web.requests[asked:]
    assert len(conditional) == len(PATHS)
    assert {request.headers["if-none-match"] for request in conditional} == {'"v1"'}
    assert {page.html for page in again} == {"<p>Durand"}
    assert {page.status for page in again} == {200}


def test_a_caller_may_want_it_as_it_is_now(tmp_path):
    with Validating({}) as web, PageStore(tmp_path / "pages.db") as store:

        async def run():
            async with Door(store=store, allow_hosts=[web.pair]) as door:
                await door.page(f"{web.url}/a")
                kept = await door.page(f"{web.url}/a")
                asked = await door.page(f"{web.url}/a", keep=0)
                return kept.cached, asked.cached

        assert asyncio.run(run()) == (True, True)
        assert [request.target for request in web.requests] == ["/robots.txt", "/a", "/a"]


def test_a_page_that_has_changed_is_the_new_one(tmp_path):
    pages = {"/": [answer(body=b"<p>old", ETag='"1"'), answer(body=b"<p>new", ETag='"2"')]}
    with LoopbackWeb(pages) as web:
        assert visit(web, tmp_path / "p.db", ["/"], keep=0.0)[0].html == "<p>old"
        new = visit(web, tmp_path / "p.db", ["/"], keep=0.0)[0]
        assert (new.html, new.cached) == ("<p>new", False)


def test_redirects_are_part_of_what_is_kept(tmp_path):
    with LoopbackWeb({"/": moved("/home"), "/home": answer(body=b"<p>x", ETag='"1"')}) as web:
        first = visit(web, tmp_path / "p.db", ["/"])[0]
        second = visit(web, tmp_path / "p.db", ["/"])[0]
        assert len(web.targets()) == 2
        assert (second.final_url, second.redirects) == (first.final_url, first.redirects)
        assert second.final_url == f"{web.url}/home"


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_errors_are_not_kept(tmp_path, status):
    with LoopbackWeb({"/": [answer(status), answer(body=b"<p>back")]}) as web:
        with pytest.raises(FetchError) as caught:
            visit(web, tmp_path / "p.db", ["/"])
        assert caught.value.code is FetchCode.HTTP_ERROR
        assert visit(web, tmp_path / "p.db", ["/"])[0].html == "<p>back"


def test_rules_made_since_then_hold(tmp_path, monkeypatch):
    pages = {"/robots.txt": [answer(404), answer(body=b"User-agent: *\nDisallow: /", kind="text/plain")]}
    with LoopbackWeb({**pages, "/": answer(body=b"<p>x")}) as web:
        assert visit(web, tmp_path / "p.db", ["/"])[0].html == "<p>x"
        real = time.time
        # The next day the robots.txt is asked for again, and the page may not be read any more.
        monkeypatch.setattr(page_store.time, "time", lambda: real() + DAY + 60)
        with pytest.raises(FetchError) as caught:
            visit(web, tmp_path / "p.db", ["/"], keep=7 * DAY)
        assert caught.value.code is FetchCode.ROBOTS


@pytest.mark.parametrize("keep", [None, DAY])
def test_an_answer_from_the_future_is_asked_for_again(tmp_path, monkeypatch, keep):
    """A clock that was a year ahead must not make pages good for a year."""
    real = time.time
    pages = {"/": answer(body=b"<p>x", ETag='"1"', Cache_Control="max-age=600")}
    with LoopbackWeb(pages) as web, PageStore(tmp_path / "p.db") as store:

        async def run():
            async with Door(store=store, allow_hosts=[web.pair]) as door:
                return await door.page(f"{web.url}/", keep=keep)

        asyncio.run(run())
        monkeypatch.setattr(page_store.time, "time", lambda: real() - 365 * DAY)
        asyncio.run(run())
        assert web.targets() == ["/", "/"]
        assert len(web.requests) == 4, "robots.txt too"


def test_clocks_of_two_machines_differ_a_little(tmp_path, monkeypatch):
    real = time.time
    with LoopbackWeb({"/": answer(body=b"<p>x")}) as web:
        visit(web, tmp_path / "p.db", ["/"])
        monkeypatch.setattr(page_store.time, "time", lambda: real() - 30)
        assert visit(web, tmp_path / "p.db", ["/"])[0].cached


def test_a_304_brings_new_terms_and_keeps_what_the_page_is(tmp_path, monkeypatch):
    real = time.time
    new = {"Cache_Control": "max-age=172800", "ETag": '"2"', "Content_Language": "de"}
    pages = {
        "/": [answer(body=b"<p>x", ETag='"1"'), answer(304, kind="image/png", **new), answer(body=b"<p>y")]
    }
    with LoopbackWeb(pages) as web:
        visit(web, tmp_path / "p.db", ["/"], keep=DAY)
        monkeypatch.setattr(page_store.time, "time", lambda: real() + DAY + 60)
        renewed = visit(web, tmp_path / "p.db", ["/"], keep=DAY)[0]
        assert (renewed.html, renewed.headers["etag"]) == ("<p>x", '"2"')
        assert renewed.headers["content-type"] == "text/html"
        monkeypatch.setattr(page_store.time, "time", lambda: real() + 1.9 * DAY)
        assert visit(web, tmp_path / "p.db", ["/"], keep=DAY)[0].html == "<p>x"
        assert [
            request.headers.get("if-none-match") for request in web.requests if request.target == "/"
        ] == [
            None,
            '"1"',
        ]


def test_a_page_asked_for_by_another_way_is_validated_where_it_lies(tmp_path):
    pages = {"/": moved("/home"), "/home": [answer(body=b"<p>x", ETag='"1"'), answer(304, ETag='"1"')]}
    with LoopbackWeb(pages) as web:
        for _ in range(2):
            assert visit(web, tmp_path / "p.db", ["/"], keep=0.0)[0].html == "<p>x"
        asked = [(request.target, request.headers.get("if-none-match")) for request in web.requests]
        assert asked[-2:] == [("/", None), ("/home", '"1"')]


def test_a_page_whose_host_is_no_longer_allowed_is_not_served(tmp_path):
    with LoopbackWeb({"/": answer(body=b"<p>x")}) as web:
        visit(web, tmp_path / "p.db", ["/"])
        with pytest.raises(FetchError) as caught:
            visit(web, tmp_path / "p.db", ["/"], allow_hosts=[])
        assert caught.value.code is FetchCode.BLOCKED_ADDRESS


def test_a_door_from_the_configuration_keeps_a_day(monkeypatch):
    config = {"network": {"allow_hosts": [], "pause": 0}}

    async def run(web, hours):
        options = {**config, "network": {**config["network"], "cache_hours": hours}}
        async with Door.from_config(options, allow_hosts=[web.pair]) as door:
            return await door.page(web.url + "/")

    with LoopbackWeb({"/": answer(body=b"<p>x", Cache_Control="no-store")}) as web:
        for hours, requests in ((0, 1), (0, 2), (24, 3), (24, 3)):
            asyncio.run(run(web, hours))
            assert len(web.targets()) == requests
    assert locations.page_cache_file().exists()


def test_services_are_asked_again_only_after_a_while_and_keys_stay_off_the_disk(tmp_path):
    with LoopbackWeb({"/api": answer(body=b'{"a": 1}', kind="application/json")}) as web:

        async def ask(key, keep):
            with PageStore(tmp_path / "p.db") as store:
                async with Door(store=store, allow_hosts=[web.pair]) as door:
                    return await door.api(
                        "POST", f"{web.url}/api", data={"data": "node"}, headers={"X-Key": key}, keep=keep
                    )

        answers = [asyncio.run(ask("secret-key", keep)) for keep in (60.0, 60.0, 0.0)]
        asyncio.run(ask("other-key", 60.0))
        assert [found.cached for found in answers] == [False, True, False]
        assert [found.json() for found in answers] == [{"a": 1}] * 3
        assert len(web.requests) == 3
        assert web.requests[0].body == b"data=node"
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"secret-key" not in files


def test_a_pause_between_two_questions_to_a_service():
    with LoopbackWeb({"/api": answer(body=b"{}", kind="application/json")}) as web:

        async def run():
            async with Door(allow_hosts=[web.pair]) as door:
                for _ in range(3):
                    await door.api("GET", f"{web.url}/api", pause=0.3)

        asyncio.run(run())
        times = [request.at for request in web.requests]
    # (When a request arrives says a busy machine; the pause is between two starts.)
    assert times[2] - times[0] >= 0.45


def test_documents_of_any_kind_come_unpacked(tmp_path):
    sitemap = b"<urlset><url><loc>https://a.example/</loc></url></urlset>"
    pages = {
        "/a.xml.gz": answer(body=gzip.compress(sitemap), kind="application/gzip"),
        "/b.xml": answer(body=sitemap, kind="application/xml"),
        "/big.gz": answer(body=gzip.compress(b"x" * 3_000_000), kind="application/gzip"),
        "/gone.xml": answer(404),
    }
    robots = answer(body=b"Sitemap: http://a.example/s.xml\nUser-agent: *\nDisallow: /c", kind="text/plain")
    with LoopbackWeb(pages, robots) as web, PageStore(tmp_path / "p.db") as store:

        async def run():
            async with Door(store=store, allow_hosts=[web.pair]) as door:
                found = [await door.document(web.url + path) for path in ("/a.xml.gz", "/b.xml", "/b.xml")]
                codes = []
                for path, limit in (("/big.gz", 1_000_000), ("/gone.xml", 100)):
                    with pytest.raises(FetchError) as caught:
                        await door.document(web.url + path, limit=limit)
                    codes.append(caught.value.code)
                return found, codes, await door.sitemaps(f"{web.url}/a")

        found, codes, sitemaps = asyncio.run(run())
    assert [item.body for item in found] == [sitemap] * 3
    assert [item.cached for item in found] == [False, False, True]
    assert codes == [FetchCode.TOO_LARGE, FetchCode.HTTP_ERROR]
    assert sitemaps == ("http://a.example/s.xml",)


def test_a_look_takes_any_status_and_keeps_nothing(tmp_path):
    pages = {
        "/gone": answer(404, b"<h1>Introuvable"),
        "/file": answer(body=b"%PDF", kind="application/pdf"),
        "/old": moved("/gone"),
    }
    with LoopbackWeb(pages) as web, PageStore(tmp_path / "p.db") as store:

        async def run():
            async with Door(store=store, allow_hosts=[web.pair]) as door:
                return [await door.look(web.url + path) for path in ("/gone", "/file", "/old", "/gone")]

        gone, file, old, _ = asyncio.run(run())
        assert len(web.targets()) == 5
    assert (gone.status, gone.html) == (404, "<h1>Introuvable")
    assert (file.status, file.html) == (200, "")
    assert (old.status, old.redirects) == (404, (f"{web.url}/old",))


@pytest.mark.parametrize(
    ("headers", "keep", "seconds"),
    [
        ({}, 100.0, 100.0),
        ({"cache-control": "max-age=500"}, 100.0, 500.0),
        ({"cache-control": "public, max-age=500, s-maxage=10"}, 100.0, 500.0),
        ({"cache-control": "max-age=500", "age": "450"}, 10.0, 50.0),
        ({"cache-control": "no-store, max-age=500"}, 100.0, 100.0),
        ({"cache-control": "no-cache"}, 0.0, 0.0),
        ({"cache-control": "max-age=99999999"}, 0.0, page_store.LONGEST),
        ({"cache-control": "max-age=abc"}, 7.0, 7.0),
        ({"expires": "0"}, 7.0, 7.0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 7.0, 7.0),
    ],
)
def test_how_long_an_answer_is_good(headers, keep, seconds):
    assert lifetime(headers, keep) == pytest.approx(seconds, abs=60)


def test_an_answer_is_good_until_the_moment_its_server_names():
    soon = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    assert lifetime({"expires": soon}, 7.0) == pytest.approx(7200.0, abs=60)


def test_the_longest_unread_go_first(tmp_path):
    with PageStore(tmp_path / "p.db", max_bytes=60_000) as store:
        for number in range(200):
            store.put(f"page {number}", stored(random.Random(number).randbytes(1000)))
            store.get("page 0")
        assert store.get("page 0") is not None
        assert store.get("page 1") is None
        assert store.get("page 199") is not None


def test_a_damaged_file_is_put_aside(tmp_path, caplog):
    path = tmp_path / "p.db"
    path.write_bytes(b"this is no database" * 100)
    with caplog.at_level(logging.WARNING), PageStore(path) as store:
        store.put("a", stored())
        assert store.get("a").body == b"<p>a"
    assert "damaged" in caplog.text
    assert (tmp_path / "p.damaged").exists()


def test_a_folder_that_cannot_be_written_costs_no_page(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with caplog.at_level(logging.WARNING), LoopbackWeb({"/": answer(body=b"<p>x")}) as web:
        pages = visit(web, blocked / "p.db", ["/", "/"])
    assert [page.html for page in pages] == ["<p>x", "<p>x"]
    assert caplog.text.count("Pages are not kept") == 1


def test_a_row_of_another_making_is_no_answer(tmp_path):
    path = tmp_path / "p.db"
    with PageStore(path) as store:
        store.put("a", stored())
    with sqlite3.connect(path) as db:
        db.execute("UPDATE answers SET meta = '{}'")
    db.close()
    with PageStore(path) as store:
        assert store.get("a") is None


def _fill(path, name):
    with PageStore(path) as store:
        for number in range(150):
            store.put(f"{name} {number}", stored(str(number).encode()))


def test_two_processes_lose_nothing(tmp_path):
    path = tmp_path / "p.db"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_fill, args=(path, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with PageStore(path) as store:
        found = [store.get(f"{name} {number}") for name in ("a", "b") for number in range(150)]
    assert all(found)
    assert {answer.body for answer in found} == {str(number).encode() for number in range(150)}
