import asyncio
import time

import httpx
import pytest

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.robots import KEPT, KEPT_UNREACHABLE, RobotsBook, RobotsFile
from scrapers.web_url import parse

PAGE = parse("https://bakery.example/kontakt/a?b=c")


def book(*outcomes, kept=None):
    """A book whose site answers with one outcome after the other."""
    asked = []
    left = list(outcomes)

    async def ask(url):
        asked.append(url.text)
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return RobotsBook("LeadHunterToolkit", {} if kept is None else kept, ask), asked


def allowed(text, url=PAGE):
    rules = asyncio.run(book(RobotsFile(200, text))[0].rules(url))
    try:
        rules.check(url)
    except FetchError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", True),
        ("<html>not found</html>", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /kontakt", False),
        ("User-agent: *\nDisallow: /Kontakt", True),
        ("User-agent: *\nDisallow: /*?b=", False),
        ("User-agent: *\nDisallow: /kontakt/a$", True),
        ("User-agent: *\nDisallow: /\nAllow: /kontakt/", True),
        ("User-agent: *\nAllow: /\nDisallow: /kontakt/a", False),
        # Our own group counts alone, whatever stands in that of all others.
        ("User-agent: *\nDisallow: /\n\nUser-agent: LeadHunterToolkit\nDisallow:", True),
        ("User-agent: leadhuntertoolkit/2.0\nDisallow: /\n\nUser-agent: *\nDisallow:", False),
        ("user-agent: LEADHUNTERTOOLKIT # us\r\nUser-agent: other\r\nDisallow: /", False),
        ("User-agent: googlebot\nDisallow: /", True),
        ("User-agent: lead\nDisallow: /", True),  # a part of our name is somebody else's
        ("User-agent: LeadHunter\nDisallow: /", True),
        ("User-agent: LeadHunterToolkit-Images\nDisallow: /", True),
        ("User-agent: * all\nDisallow: /", False),
        ("User agent: *\nDisallow: /", False),
        ("User-agent *\nDisallow: /", False),
        ("User-agent: *\rDisallow: /", False),
        ("\x85User-agent: *\x85Disallow: /", True),  # these end no line
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("Disallow: /", True),
        ("User-agent: a\nUser-agent: *\nCrawl-delay: 1\nDisallow: /", False),
    ],
)
def test_verdicts(text, verdict):
    assert allowed(text) is verdict


@pytest.mark.parametrize(
    ("pattern", "path", "verdict"),
    [
        ("/private", "/%70rivate/x", False),
        ("/%70rivate", "/private/x", False),
        ("/~fournil", "/%7Efournil", False),
        ("/%7efournil", "/~fournil", False),
        ("/é", "/%C3%A9", False),
        ("/%c3%a9", "/é", False),
        ("/%C3%A9", "/%c3%a9", False),
        ("/a/b", "/a%2Fb", True),  # a reserved character is another one than its escape
        ("/a%2fb", "/a%2Fb", False),
        ("/*%2a", "/x%2A", False),
        ("/x*", "/%78", False),
        ("/100%", "/100%", False),  # a lonely percent sign stays alone
    ],
)
def test_one_character_in_two_spellings_is_one(pattern, path, verdict):
    url = parse(f"https://bakery.example{path}")
    assert allowed(f"User-agent: *\nDisallow: {pattern}", url) is verdict


@pytest.mark.parametrize(
    ("delay", "seconds"), [("3", 3), ("0.5", 0.5), ("-1", 0), ("x", 0), ("nan", 0), ("inf", 0)]
)
def test_crawl_delay(delay, seconds):
    rules = asyncio.run(book(RobotsFile(200, f"User-agent: *\nCrawl-delay: {delay}"))[0].rules(PAGE))
    assert rules.crawl_delay == seconds


def refused(outcome):
    async def run():
        rules = await book(outcome)[0].rules(PAGE)
        rules.check(PAGE)
        return rules

    return asyncio.run(run())


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 429, 451])
def test_no_file_allows_everything(status):
    assert refused(RobotsFile(status)).crawl_delay == 0


@pytest.mark.parametrize(
    ("outcome", "code", "word"),
    [
        (RobotsFile(500), FetchCode.ROBOTS, "status 500"),
        (RobotsFile(503), FetchCode.ROBOTS, "status 503"),
        (TimeoutError(), FetchCode.ROBOTS, "could not be read"),
        (httpx.ReadError("reset"), FetchCode.ROBOTS, "could not be read"),
        (httpx.RemoteProtocolError("garbage"), FetchCode.ROBOTS, "could not be read"),
        (FetchError(FetchCode.ENCODING), FetchCode.ROBOTS, "could not be read"),
        (FetchError(FetchCode.BLOCKED_PORT), FetchCode.ROBOTS, "could not be read"),
        (FetchError(FetchCode.DNS), FetchCode.DNS, "No server"),
        (FetchError(FetchCode.BLOCKED_ADDRESS), FetchCode.BLOCKED_ADDRESS, "public web"),
    ],
)
def test_a_file_that_cannot_be_read_closes_the_site(outcome, code, word):
    with pytest.raises(FetchError) as caught:
        refused(outcome)
    assert caught.value.code is code
    assert word in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("")])
def test_a_site_that_is_down_is_down(error):
    with pytest.raises(type(error)):
        refused(error)


def test_kept_for_a_day_by_scheme_host_and_port():
    known = {}

    async def run():
        robots, asked = book(RobotsFile(200, "User-agent: *\nDisallow: /x"), kept=known)
        for url in (
            "https://a.example/1",
            "https://a.example/2",
            "http://a.example/",
            "https://a.example:8443/",
        ):
            await robots.rules(parse(url))
        await asyncio.gather(*(robots.rules(parse("https://b.example/")) for _ in range(5)))
        return asked

    assert asyncio.run(run()) == [
        "https://a.example/robots.txt",
        "http://a.example/robots.txt",
        "https://a.example:8443/robots.txt",
        "https://b.example/robots.txt",
    ]


@pytest.mark.parametrize(
    ("outcome", "kept_for"), [(RobotsFile(404), KEPT), (RobotsFile(500), KEPT_UNREACHABLE)]
)
def test_asked_again_when_the_time_is_over(outcome, kept_for, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    async def run():
        robots, asked = book(outcome)
        await robots.rules(PAGE)
        clock[0] += kept_for - 1
        await robots.rules(PAGE)
        assert len(asked) == 1
        clock[0] += 2
        await robots.rules(PAGE)
        assert len(asked) == 2

    # The loop reads the same clock, which stands still: it has nothing to wait for.
    asyncio.run(run())


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\n"
        + "".join(f"User-agent: bot{n}\n" for n in range(15_000))
        + "Disallow: /x\n" * 10_000,
        "User-agent: *\n"
        + "".join(f"User-agent: bot{n}\u2028" for n in range(15_000))
        + "Disallow: /x\n" * 10_000,
        "User-agent: *\n" + "".join(f"Disallow: /{'*a' * 20}{n}\n" for n in range(9_000)),
        "user" + " " * 200_000 + "agent" + " " * 200_000,
        "user agent\t" * 40_000,
    ],
)
def test_hostile_files_keep_nobody_waiting(text):
    begin = time.process_time()
    allowed(text[: 500 * 1024], parse("https://bakery.example/" + "a" * 2000))
    assert time.process_time() - begin < 2
