"""The door over real HTTP on loopback: redirects, robots.txt, sizes, times, charsets."""

import asyncio
import email.utils
import gzip
import socket
import threading
import time
import zlib
from datetime import UTC, datetime
from itertools import pairwise

import httpx
import pytest
import respx

from scrapers import fetch, guard, wire
from scrapers.fetch import ApiAnswer, Door, FetchCode, FetchError
from scrapers.wire import explained, retry_after
from tests.servers.clock import Clock
from tests.servers.loopback import LoopbackWeb, answer, moved

HTML = "<html><title>Boulangerie Éclair</title><p>01 99 00 12 34</p>"


# Seconds for what is to succeed or to be refused at once, on the busiest machine.
PATIENCE = 60.0
PAUSE = 25.0


def page(web, path="/", run=asyncio.run, **options):
    options = {"deadline": PATIENCE, "allow_hosts": [web.pair], **options}
    url = path if "://" in path else web.url + path

    async def read():
        async with Door(**options) as door:
            return await door.page(url)

    return run(read())


def refusal(web, path="/", **options):
    with pytest.raises(FetchError) as caught:
        page(web, path, **options)
    assert caught.value.url == (path if "://" in path else web.url + path)
    assert caught.value.message
    assert caught.value.remedy
    return caught.value


def test_a_page():
    body = HTML.encode()
    with LoopbackWeb({"/a": answer(body=body, kind="text/html; charset=utf-8", X_Powered_By="Café")}) as web:
        before, begin = datetime.now(UTC), time.monotonic()
        got = page(web, "/a?b=c#d", user_agent="LeadHunterToolkit/0.1 (+https://analyst.example)")
        took, sent = time.monotonic() - begin, web.requests[-1]
    assert (got.url, got.final_url) == (f"{web.url}/a?b=c#d", f"{web.url}/a?b=c")
    assert (got.status, got.html, got.redirects) == (200, HTML, ())
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert all(name == name.lower() for name in got.headers)
    assert before <= got.fetched_at <= datetime.now(UTC)
    assert 0 < got.seconds <= took
    assert (sent.method, sent.target) == ("GET", "/a?b=c")
    assert sent.headers["user-agent"] == "LeadHunterToolkit/0.1 (+https://analyst.example)"
    assert sent.headers["accept-encoding"] == "gzip, deflate"
    assert sent.headers["host"] == web.pair
    assert "authorization" not in page_headers("http://user:secret@{pair}/")


def page_headers(url):
    with LoopbackWeb({"/": answer(body=b"<p>x")}) as web:
        page(web, url.format(pair=web.pair))
        return web.requests[-1].headers


def test_the_configuration():
    config = {
        "network": {
            "user_agent": "",
            "contact": "mailto:études@cabinet.example\r\nX-Evil: 1",
            "timeout": 3,
            "pause": 0,
            "respect_robots": False,
            "allow_hosts": ["127.0.0.1:1"],
        },
        "search": {"searxng_url": "localhost:8888"},
    }
    with LoopbackWeb({"/": answer(body=b"<p>x")}, robots=answer(500)) as web:

        async def run():
            async with Door.from_config(config, allow_hosts=[web.pair]) as door:
                await door.page(f"{web.url}/")

        asyncio.run(run())
        assert [request.target for request in web.requests] == ["/"]
        named = "LeadHunterToolkit/0.1 (+mailto:tudes@cabinet.exampleX-Evil: 1)"
        assert web.requests[0].headers["user-agent"] == named
    assert Door.from_config({})._user_agent == "LeadHunterToolkit/0.1"


# Redirects


def test_redirects_are_followed_and_kept():
    pages = {
        "/old": moved("/older/../new?x=é", 301),
        "/new": moved("page.html", 308),
        "/page.html": answer(body=b"<p>here"),
    }
    with LoopbackWeb(pages) as web:
        got = page(web, "/old")
    assert got.final_url == f"{web.url}/page.html"
    assert got.redirects == (f"{web.url}/old", f"{web.url}/new?x=%C3%A9")


@pytest.mark.parametrize(("hops", "fits"), [(5, True), (6, False)])
def test_five_redirects_and_no_more(hops, fits):
    pages = {f"/{n}": moved(f"/{n + 1}") for n in range(hops)} | {f"/{hops}": answer(body=b"<p>here")}
    with LoopbackWeb(pages) as web:
        if fits:
            assert len(page(web, "/0").redirects) == 5
        else:
            assert refusal(web, "/0").code is FetchCode.TOO_MANY_REDIRECTS
            assert len(web.targets()) == 6


def test_a_circle():
    with LoopbackWeb({"/": moved("/")}) as web:
        assert refusal(web).code is FetchCode.TOO_MANY_REDIRECTS


def test_cookies_live_for_one_visit():
    pages = {"/": [moved("/", Set_Cookie="session=1; Path=/"), answer(body=b"<p>here")]}
    with LoopbackWeb(pages) as web:

        async def run():
            async with Door(allow_hosts=[web.pair]) as door:
                await door.page(f"{web.url}/")
                await door.page(f"{web.url}/")

        asyncio.run(run())
        sent = [request.headers.get("cookie") for request in web.requests if request.target == "/"]
    assert sent == [None, "session=1", None]


def test_each_hop_obeys_the_robots_txt_of_its_own_host():
    closed = answer(body=b"User-agent: *\nDisallow: /private", kind="text/plain")
    with LoopbackWeb({"/private": answer(body=b"<p>secret")}, robots=closed) as other:
        with LoopbackWeb({"/": moved(f"{other.url}/private")}) as web:
            error = refusal(web, allow_hosts=[web.pair, other.pair])
        assert error.code is FetchCode.ROBOTS
        assert other.targets() == []


@pytest.mark.parametrize("status", [300, 304, 305])
def test_other_3xx_are_errors(status):
    with LoopbackWeb({"/": answer(status, Location="/x"), "/x": answer(body=b"<p>x")}) as web:
        error = refusal(web)
    assert (error.code, error.status) == (FetchCode.HTTP_ERROR, status)


def test_a_redirect_without_a_target_is_an_error():
    with LoopbackWeb({"/": answer(302)}) as web:
        assert refusal(web).code is FetchCode.HTTP_ERROR


# robots.txt


@pytest.mark.parametrize(
    ("robots", "reads"),
    [
        (answer(404), True),
        (answer(401), True),
        (answer(429, Retry_After="1"), True),
        (answer(body=b"User-agent: *\nDisallow: /", kind="text/plain"), False),
        (answer(body=b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /", kind=None), False),
        (answer(body=b"User-agent: *\nDisallow: /\n\nUser-agent: LeadHunterToolkit\nAllow: /\n"), True),
        (answer(500), False),
        (answer(503, Retry_After="0"), False),
        (answer(body=b"x", content_encoding="br"), False),
        (b"garbage\r\n\r\n", False),
        (b"", False),
        (moved("/robots.txt"), True),  # more than five redirects: as if there were none
        (answer(body=gzip.compress(b"User-agent: *\nDisallow: /"), content_encoding="gzip"), False),
        # What begins within the first 500 KiB counts, what begins after does not.
        (answer(body=b"User-agent: *\n" + b"# padding\n" * 51_000 + b"Disallow: /\n"), False),
        (answer(body=b"User-agent: *\n" + b"# padding\n" * 51_300 + b"Disallow: /\n"), True),
        (answer(body=b"User-agent: *\n" + b"#" * (500 * 1024 - 26) + b"\nDisallow: /private\n"), True),
    ],
)
def test_robots_txt(robots, reads):
    def closes(connection):
        connection.shutdown(socket.SHUT_RDWR)

    with LoopbackWeb({"/": answer(body=b"<p>page")}, robots=robots or closes) as web:
        if reads:
            assert page(web).status == 200
        else:
            assert refusal(web).code is FetchCode.ROBOTS
            assert web.targets() == []


def test_robots_txt_that_moved():
    pages = {
        "/": answer(body=b"<p>page"),
        "/robots.txt": moved("/a"),
        "/a": moved("/b", 301),
        "/b": answer(body=b"User-agent: *\nDisallow: /"),
    }
    with LoopbackWeb(pages) as web:
        assert refusal(web).code is FetchCode.ROBOTS


def test_robots_txt_that_moved_to_a_dead_host(monkeypatch):
    def getaddrinfo(*rest, **more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with LoopbackWeb({"/": answer(body=b"<p>page")}, robots=moved("https://old.example/robots.txt")) as web:
        assert refusal(web).code is FetchCode.ROBOTS


def hang(connection):
    connection.recv(1)


def test_robots_txt_that_hangs_leaves_time_to_say_so():
    clock = Clock()

    def hangs_for_half_the_deadline(connection):
        clock.forward(PATIENCE / 2)
        hang(connection)

    pages = {"/": answer(body=b"<p>page")}
    with LoopbackWeb(pages, robots=hangs_for_half_the_deadline) as web:
        assert refusal(web, run=clock.run).code is FetchCode.ROBOTS


def test_robots_txt_is_asked_for_once():
    with LoopbackWeb({"/": answer(body=b"<p>page")}) as web:

        async def run():
            async with Door(allow_hosts=[web.pair]) as door:
                await asyncio.gather(*(door.page(f"{web.url}/?{n}") for n in range(6)))

        asyncio.run(run())
        assert [request.target for request in web.requests].count("/robots.txt") == 1
        assert len(web.targets()) == 6


# Answers that are no page


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (400, "Bad Request"),
        (403, "keeps programs out"),
        (404, "gone"),
        (410, "Gone"),
        (500, "Error"),
        (599, "unknown"),
    ],
)
def test_error_statuses(status, word):
    with LoopbackWeb({"/": answer(status, b"<p>sorry")}) as web:
        error = refusal(web)
    assert (error.code, error.status) == (FetchCode.HTTP_ERROR, status)
    assert word in str(error)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("kind", "body", "is_page"),
    [
        ("text/html", HTML.encode(), True),
        ("TEXT/HTML;charset=utf-8", HTML.encode(), True),
        ("text/html, text/html", HTML.encode(), True),
        ("application/xhtml+xml", HTML.encode(), True),
        ("text/plain", b"01 99 00 12 34", True),
        (None, HTML.encode(), True),
        (None, HTML.encode("utf-16"), True),
        (None, b"", True),
        ("text/html", b"", True),
        ("application/pdf", b"%PDF-1.7", False),
        ("text/html", b"%PDF-1.7", False),
        ("text/html", PNG, False),
        (None, PNG, False),
        (None, b"\x01\x02\x03", False),
        ("application/octet-stream", HTML.encode(), False),
        ("application/json", b"{}", False),
        ("text/xml", b"<a/>", False),
        ("image/svg+xml", b"<svg/>", False),
        ("x", HTML.encode(), False),
    ],
)
def test_what_is_a_page(kind, body, is_page):
    with LoopbackWeb({"/": answer(body=body, kind=kind)}) as web:
        if is_page:
            assert page(web).status == 200
        else:
            assert refusal(web).code is FetchCode.NOT_HTML


def test_a_file_is_not_downloaded_to_be_refused():
    def film(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 9999999\r\n\r\n")
        hang(connection)

    with LoopbackWeb({"/": film}) as web:
        assert refusal(web).code is FetchCode.NOT_HTML


# Sizes


def test_a_bomb():
    squeeze = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    block = bytes(1024 * 1024)
    packed = b"".join([squeeze.compress(block) for _ in range(64)] + [squeeze.flush()])
    with LoopbackWeb({"/": answer(body=packed, content_encoding="gzip")}) as web:
        assert refusal(web).code is FetchCode.TOO_LARGE


def test_an_endless_page_is_left():
    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connection.sendall(b"<p>more</p>" * 5000)

    with LoopbackWeb({"/": endless}) as web:
        assert refusal(web).code is FetchCode.TOO_LARGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br"])
def test_packings_that_were_not_asked_for(encoding):
    with LoopbackWeb({"/": answer(body=b"x", content_encoding=encoding)}) as web:
        assert refusal(web).code is FetchCode.ENCODING


def test_a_page_that_is_packed_and_mislabelled():
    body = gzip.compress(HTML.encode("cp1252"))
    with LoopbackWeb(
        {"/": answer(body=body, kind="text/html; charset=utf-8", content_encoding="gzip")}
    ) as web:
        assert page(web).html == HTML


# Times


def drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_head(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-A: b\r\n")
        time.sleep(0.1)


@pytest.mark.parametrize("reply", [drip, drip_head, hang])
def test_a_slow_server_is_cut_at_the_deadline(reply):
    clock, arrived = Clock(), threading.Event()

    def slow(connection):
        arrived.set()
        reply(connection)

    with LoopbackWeb({"/": slow}) as web:

        async def run():
            async with Door(allow_hosts=[web.pair], deadline=PATIENCE) as door:
                reading = asyncio.create_task(door.page(f"{web.url}/"))
                assert await asyncio.to_thread(arrived.wait, PATIENCE)
                clock.forward(PATIENCE - 1)
                await asyncio.to_thread(time.sleep, 0.1)
                assert not reading.done()
                clock.forward(1)
                await reading

        with pytest.raises(FetchError) as caught:
            clock.run(run())
        assert caught.value.code is FetchCode.TIMEOUT


def test_the_deadline_is_one_for_all_hops():
    clock = Clock()

    def slow(location):
        def reply(connection):
            clock.forward(PATIENCE * 0.4)
            connection.sendall(moved(location))

        return reply

    # Without a common deadline the fourth page would be a 404.
    with LoopbackWeb({f"/{n}": slow(f"/{n + 1}") for n in range(3)}) as web:
        assert refusal(web, "/0", run=clock.run).code is FetchCode.TIMEOUT


def http_date(seconds):
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


def hang_up(connection):
    connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("failure", [hang_up, answer(502), answer(504)], ids=["broken", "502", "504"])
def test_what_may_pass_is_tried_again(failure, monkeypatch):
    monkeypatch.setattr(wire, "RETRY_SECONDS", 0.01)
    with LoopbackWeb({"/": [failure, failure, answer(body=b"<p>x")]}) as web:
        assert page(web).html == "<p>x"
        assert len(web.targets()) == 3


@pytest.mark.parametrize("failure", [hang_up, answer(502)], ids=["broken", "502"])
def test_what_does_not_pass_is_given_up_after_two_more_tries(failure, monkeypatch):
    monkeypatch.setattr(wire, "RETRY_SECONDS", 0.01)
    with LoopbackWeb({"/": failure}) as web:
        assert refusal(web).code in {FetchCode.CONNECT, FetchCode.HTTP_ERROR}
        assert len(web.targets()) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 501, 503])
def test_other_answers_are_final(status):
    with LoopbackWeb({"/": answer(status)}) as web:
        assert refusal(web).status == status
        assert len(web.targets()) == 1


def test_a_question_that_may_change_something_is_asked_once(monkeypatch):
    monkeypatch.setattr(wire, "RETRY_SECONDS", 0.01)
    with LoopbackWeb({"/": hang_up}) as web:

        async def run():
            async with Door(allow_hosts=[web.pair]) as door:
                await door.api("POST", web.url + "/", json={})

        with pytest.raises(FetchError):
            asyncio.run(run())
        assert len(web.requests) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_once(status):
    busy = answer(status, Retry_After="1")
    with LoopbackWeb({"/": [busy, answer(body=b"<p>now")]}) as web:
        assert page(web).html == "<p>now"
        first, second = (request.at for request in web.requests if request.target == "/")
        assert second - first >= 1
    with LoopbackWeb({"/": answer(status, Retry_After="0")}) as web:
        assert refusal(web).status == status
        assert web.targets() == ["/", "/"]


@pytest.mark.parametrize(
    "wait",
    ["61", "86400", "9" * 400, http_date(3600), "soon", ""],
    ids=["a second more", "day", "for ever", "in an hour", "a word", "nothing"],
)
def test_a_retry_after_beyond_the_deadline_is_an_error_at_once(wait):
    with LoopbackWeb({"/": answer(503, Retry_After=wait)}) as web:
        begin = time.monotonic()
        error = refusal(web)
        assert (error.code, error.status) == (FetchCode.HTTP_ERROR, 503)
        assert "busy" in error.remedy
        assert time.monotonic() - begin < PATIENCE / 2
        assert web.targets() == ["/"]


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("0", 0, 0),
        (" 7 ", 7, 7),
        (http_date(7200), 3600, 7200),
        (http_date(-100), 0, 0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0, 0),
    ],
    # (Names that do not change from one second to the next: workers compare what they have collected.)
    ids=["now", "seconds", "in two hours", "past", "long past"],
)
def test_retry_after_in_both_forms(value, low, high):
    assert low <= retry_after(value) <= high


@pytest.mark.parametrize("value", ["", "-1", "1.5", "٣", "soon", "Wed, 99 Oct 99999 99:99:99 GMT"])
def test_retry_after_that_says_nothing(value):
    assert retry_after(value) is None


@pytest.fixture
def as_public(monkeypatch):
    """Treat a loopback server as a public one, so that it is paced."""

    def treat(*webs):
        monkeypatch.setattr(guard, "is_public", lambda address: True)
        monkeypatch.setattr(guard, "WEB_PORTS", frozenset(web.port for web in webs))

    return treat


def starts(webs, paths, **options):
    """Read paths of several servers at once; return the times of the requests, robots.txt left out."""

    async def run():
        async with Door(**{"deadline": PATIENCE, **options}) as door:
            await asyncio.gather(*(door.page(f"{web.url}{path}") for web in webs for path in paths))

    asyncio.run(run())
    return [[request.at for request in web.requests if request.target != "/robots.txt"] for web in webs]


def test_a_pause_between_starts_at_one_host(as_public):
    pages = {path: answer(body=b"<p>x") for path in ("/1", "/2", "/3", "/4")}
    with LoopbackWeb(pages) as one, LoopbackWeb(pages) as two:
        as_public(one, two)
        first, second = starts([one, two], list(pages), pause=0.3)
    for at in (first, second):
        # (When a request arrives says a busy machine; the pause is between two starts.)
        assert all(later - earlier > 0.2 for earlier, later in pairwise(at))
    assert second[0] < first[-1], "hosts wait for themselves only"


def test_waiting_for_earlier_requests_is_no_part_of_the_deadline(as_public):
    clock, began = Clock(), []

    def after_a_pause(connection):
        began.append(clock.now())
        connection.sendall(answer(body=b"<p>x"))
        clock.forward(PAUSE)

    pages = {f"/{n}": after_a_pause for n in range(4)}
    with LoopbackWeb(pages) as web:
        as_public(web)

        async def run():
            async with Door(deadline=PATIENCE, pause=PAUSE) as door:
                await asyncio.gather(*(door.page(f"{web.url}{path}") for path in pages))

        clock.run(run())
    assert began == [0, PAUSE, 2 * PAUSE, 3 * PAUSE]
    assert began[-1] > PATIENCE


def test_no_pause_at_allowed_hosts():
    pages = {f"/{n}": answer(body=b"<p>x") for n in range(8)}
    with LoopbackWeb(pages) as web:
        begin = time.monotonic()
        starts([web], list(pages), allow_hosts=[web.pair], pause=30.0)
        assert time.monotonic() - begin < 30


async def comes_after(clock, seconds, reading, web):
    """Wait for a page that must be asked for when so much time has passed, and not before."""
    asked = web.targets()
    reading = asyncio.create_task(reading)
    clock.forward(seconds - 1)
    await asyncio.to_thread(time.sleep, 0.1)
    assert web.targets() == asked
    clock.forward(1)
    await reading


def test_a_host_that_says_it_is_busy_is_left_alone_for_half_a_deadline(as_public):
    clock = Clock()
    with LoopbackWeb({"/1": answer(429, Retry_After="3600"), "/2": answer(body=b"<p>x")}) as web:
        as_public(web)

        async def run():
            async with Door(pause=0.0, deadline=PATIENCE) as door:
                with pytest.raises(FetchError):
                    await door.page(f"{web.url}/1")
                await comes_after(clock, PATIENCE / 2, door.page(f"{web.url}/2"), web)

        clock.run(run())


def test_a_host_that_only_says_it_is_busy_is_asked_again_at_once(as_public):
    clock = Clock()
    with LoopbackWeb({"/1": answer(429), "/2": answer(body=b"<p>x")}) as web:
        as_public(web)

        async def run():
            async with Door(pause=0.0, deadline=PATIENCE) as door:
                with pytest.raises(FetchError):
                    await door.page(f"{web.url}/1")
                await door.page(f"{web.url}/2")

        clock.run(run())
        assert clock.now() == 0


def test_a_redirect_within_a_host_is_one_visit(as_public):
    with LoopbackWeb({"/": moved("/home"), "/home": answer(body=b"<p>x")}) as web:
        as_public(web)
        begin = time.monotonic()
        starts([web], ["/"], pause=30.0)
        assert time.monotonic() - begin < 30


@pytest.mark.parametrize(("delay", "seconds"), [("20", 20), ("3600", PATIENCE / 2)])
def test_crawl_delay_is_honoured_up_to_half_the_deadline(delay, seconds):
    clock = Clock()
    robots = answer(body=f"User-agent: *\nCrawl-delay: {delay}".encode(), kind="text/plain")
    with LoopbackWeb({"/1": answer(body=b"<p>x"), "/2": answer(body=b"<p>x")}, robots=robots) as web:

        async def run():
            async with Door(allow_hosts=[web.pair], pause=0.0, deadline=PATIENCE) as door:
                await door.page(f"{web.url}/1")
                await comes_after(clock, seconds, door.page(f"{web.url}/2"), web)

        clock.run(run())


# Failures of the network


def test_a_refused_connection():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        pair = f"127.0.0.1:{listener.getsockname()[1]}"

    async def run():
        async with Door(allow_hosts=[pair]) as door:
            await door.page(f"http://{pair}/")

    with pytest.raises(FetchError) as caught:
        asyncio.run(run())
    assert caught.value.code is FetchCode.CONNECT


def cut(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>begin")


def other_protocol(connection):
    connection.sendall(b"SSH-2.0-server\r\n")


@pytest.mark.parametrize("reply", [cut, other_protocol, b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
def test_answers_that_are_no_http(reply):
    with LoopbackWeb({"/": reply}) as web:
        assert refusal(web).code is FetchCode.CONNECT


def test_no_tls_where_tls_was_asked_for():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        pair = f"127.0.0.1:{listener.getsockname()[1]}"

        def talk():
            with listener.accept()[0] as connection:
                connection.recv(1)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        server = threading.Thread(target=talk)
        server.start()

        async def run():
            async with Door(allow_hosts=[pair]) as door:
                await door.page(f"https://{pair}/")

        with pytest.raises(FetchError) as caught:
            asyncio.run(run())
        server.join()
    assert caught.value.code is FetchCode.CONNECT


def test_a_bad_certificate_is_called_so():
    with pytest.raises(FetchError) as caught, explained("https://bakery.example/"):
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: expired")
    assert caught.value.code is FetchCode.CONNECT
    assert "certificate" in caught.value.message


# The door itself


def test_one_door_in_two_loops_and_never_open_twice():
    with LoopbackWeb({"/": answer(body=b"<p>x")}) as web:
        door = Door(allow_hosts=[web.pair])

        async def run():
            async with door:
                with pytest.raises(RuntimeError):
                    await door.__aenter__()
                return await door.page(f"{web.url}/")

        assert asyncio.run(run()).status == asyncio.run(run()).status == 200
        with pytest.raises(RuntimeError):
            asyncio.run(door.page(f"{web.url}/"))


def test_what_is_not_read_is_let_go(monkeypatch):
    monkeypatch.setattr(wire, "MAX_CONNECTIONS", 1)
    with LoopbackWeb({"/": answer(404, b"<p>sorry" * 1000)}) as web:

        async def run():
            async with Door(allow_hosts=[web.pair]) as door:
                for _ in range(3):
                    with pytest.raises(FetchError) as caught:
                        await door.page(f"{web.url}/")
                    assert caught.value.code is FetchCode.HTTP_ERROR

        asyncio.run(run())


def test_who_is_stopped_leaves_no_connection():
    arrived = threading.Event()

    def slow(connection):
        arrived.set()
        hang(connection)

    with LoopbackWeb({"/": slow}) as web:

        async def run():
            async with Door(allow_hosts=[web.pair]) as door:
                reading = asyncio.create_task(door.page(f"{web.url}/"))
                assert await asyncio.to_thread(arrived.wait, PATIENCE)
                reading.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await reading

        asyncio.run(run())


def test_respx_sees_what_the_door_asks():
    async def run():
        async with Door() as door:
            read = await door.page("https://bakery.example/")
            asked = await door.api("POST", "https://api.example/search", json={"q": "pain"})
            return read, asked

    with respx.mock:
        respx.get("https://bakery.example/robots.txt").respond(404)
        respx.get("https://bakery.example/").respond(200, html=HTML)
        api = respx.post("https://api.example/search").respond(200, json={"results": []})
        read, asked = asyncio.run(run())
        assert api.calls.last.request.content == b'{"q":"pain"}'
    assert read.html == HTML
    assert asked.json() == {"results": []}


# Services


def call(web, method="GET", path="/search", door=None, **options):
    async def run():
        async with Door(**{"deadline": PATIENCE, "provider_urls": [web.url], **(door or {})}) as opened:
            return await opened.api(method, web.url + path, **options)

    return asyncio.run(run())


def test_a_service_is_asked_without_robots_txt():
    pages = {"/search": answer(418, '{"é": 1}'.encode(), kind="application/json")}
    with LoopbackWeb(pages, robots=answer(body=b"User-agent: *\nDisallow: /")) as web:
        got = call(
            web, path="/search?a=1", params={"q": "plombier à Bordeaux", "n": 2}, headers={"X-Key": "k"}
        )
        sent = web.requests
    assert (got.status, got.json(), got.headers["content-type"]) == (418, {"é": 1}, "application/json")
    assert [request.target for request in sent] == ["/search?a=1&q=plombier+%C3%A0+Bordeaux&n=2"]
    assert sent[0].headers["x-key"] == "k"
    assert sent[0].headers["accept"] == "application/json"


def test_a_service_is_posted_to_and_its_retry_after_honoured():
    with LoopbackWeb({"/search": [answer(429, Retry_After="0"), answer(body=b"{}")]}) as web:
        assert call(web, "post", json={"q": "pain"}).status == 200
        assert [(request.method, request.body) for request in web.requests] == [("POST", b'{"q":"pain"}')] * 2


def test_keys_are_not_taken_to_another_origin():
    with LoopbackWeb({"/": answer(body=b"{}")}) as other:
        with LoopbackWeb({"/search": moved("/next"), "/next": moved(f"{other.url}/")}) as web:
            door = {"allow_hosts": [other.pair]}
            assert call(web, door=door, headers={"X-Key": "k"}).json() == {}
            assert [request.headers.get("x-key") for request in web.requests] == ["k", "k"]
        assert "x-key" not in other.requests[0].headers


def test_a_post_is_not_sent_on():
    with LoopbackWeb({"/search": moved("/next", 307), "/next": answer(body=b"{}")}) as web:
        assert call(web, "POST", json={}).status == 307
        assert web.targets() == ["/search"]


def test_a_service_that_goes_in_circles():
    with LoopbackWeb({"/search": moved("/search")}) as web:
        with pytest.raises(FetchError) as caught:
            call(web)
        assert caught.value.code is FetchCode.TOO_MANY_REDIRECTS
        assert len(web.requests) == 6


def test_a_service_that_hangs():
    with LoopbackWeb({"/search": hang}) as web:
        with pytest.raises(FetchError) as caught:
            call(web, door={"deadline": 0.3})
        assert caught.value.code is FetchCode.TIMEOUT


@pytest.mark.parametrize("text", ["", "<html>", "[" * 200_000])
def test_what_is_no_json(text):
    with pytest.raises(FetchError) as caught:
        ApiAnswer(200, text, {}, "https://api.example/").json()
    assert (caught.value.code, caught.value.url) == (FetchCode.ENCODING, "https://api.example/")


def test_the_codes_are_those_of_the_command_line():
    assert " ".join(code.value for code in fetch.FetchCode) == (
        "blocked_address blocked_scheme blocked_port invalid_url dns connect timeout too_large "
        "too_many_redirects http_error encoding not_html robots"
    )
