"""Verdicts on robots.txt files, by the behaviour Google documents and tests for its own parser."""

import pytest

from scrapers.robots_txt import MAX_LINE, allowed, parse, path_of

SITE = "https://atelier.example"


def group(agent: str, *rules: str) -> str:
    return "\n".join([f"user-agent: {agent}", *rules, ""])


@pytest.mark.parametrize(
    ("robots_txt", "agent", "url", "expected"),
    [
        # Empty values.
        ("", "Picbot", "", True),
        ("", "", "", True),
        (group("Picbot", "disallow: /"), "", "", True),
        (group("Picbot", "disallow: /"), "Picbot", "", False),
        (group("", "disallow: /"), "", f"{SITE}/a", False),
        (group("Picbot", "disallow:"), "Picbot", f"{SITE}/a", True),
        (group("Picbot", "disallow: ", "allow: "), "Picbot", f"{SITE}/a", True),
        # Lines: colon forgotten, unknown words, comments, blanks.
        ("user-agent Picbot\ndisallow /\n", "Picbot", f"{SITE}/a/b", False),
        ("user-agent Picbot\ndisallow / now\n", "Picbot", f"{SITE}/a/b", True),
        ("robot: Picbot\nforbid: /\n", "Picbot", f"{SITE}/a/b", True),
        ("\t User-Agent :  Picbot \n  Disallow :\t/ \n", "Picbot", f"{SITE}/a", False),
        (group("Picbot", "# disallow: /", "disallow: /zinc#neuf"), "Picbot", f"{SITE}/zinc", False),
        (group("Picbot", "# disallow: /", "disallow: /zinc#neuf"), "Picbot", f"{SITE}/cuivre", True),
        (": /\nuser-agent: Picbot\ndisallow: /", "Picbot", f"{SITE}/", False),
        # Names of lines in any case, and as people mistype them.
        ("USER-AGENT: Picbot\nDISALLOW: /\nALLOW: /ok/\n", "Picbot", f"{SITE}/ok/1", True),
        ("uSeR-aGeNt: Picbot\ndIsAlLoW: /\naLLoW: /ok/\n", "Picbot", f"{SITE}/no", False),
        *(
            (f"{agent}: Picbot\n{rule}: /", "Picbot", f"{SITE}/a", False)
            for agent in ("useragent", "user agent", "User-agents")
            for rule in ("dissallow", "dissalow", "disalow", "diasllow", "disallaw", "disallowed")
        ),
        (group("Picbot", "dsallow: /"), "Picbot", f"{SITE}/a", True),
        # Robots' names.
        (group("PICBOT", "disallow: /"), "picbot", f"{SITE}/a", False),
        (group("Picbot", "disallow: /"), "PICBOT", f"{SITE}/a", False),
        (group("Pic Bot", "disallow: /"), "Pic", f"{SITE}/a", False),
        (group("*", "disallow: /") + group("Pic Bot", "allow: /ok"), "Pic", f"{SITE}/no", True),
        (group("*", "disallow: /") + group("Pic Bot", "allow: /ok"), "Pic Bot", f"{SITE}/ok", False),
        (group("Picbot/2.1", "disallow: /"), "Picbot", f"{SITE}/a", False),
        (group("Picbot", "disallow: /"), "Picbot/2.1", f"{SITE}/a", True),
        (group("Picbot-Images", "disallow: /"), "Picbot", f"{SITE}/a", True),
        (group("Picbot", "disallow: /"), "Picbot-Images", f"{SITE}/a", True),
        (group("* of all kinds", "disallow: /"), "Picbot", f"{SITE}/a", False),
        (group("*bot", "disallow: /"), "Picbot", f"{SITE}/a", True),
        # Groups.
        ("disallow: /early/\n" + group("Picbot", "disallow: /late/"), "Picbot", f"{SITE}/early/1", True),
        ("user-agent: A\nuser-agent: B\ndisallow: /x\n", "A", f"{SITE}/x", False),
        ("user-agent: A\nuser-agent: B\ndisallow: /x\n", "B", f"{SITE}/x", False),
        (group("A", "disallow: /") + group("B", "allow: /"), "B", f"{SITE}/x", True),
        (group("A", "disallow: /x") + group("B") + group("A", "disallow: /y"), "A", f"{SITE}/x", False),
        (group("A", "disallow: /x") + group("B") + group("A", "disallow: /y"), "B", f"{SITE}/y", False),
        (group("*", "allow: /") + group("Picbot", "disallow: /"), "Picbot", f"{SITE}/a", False),
        (group("*", "allow: /") + group("Picbot", "disallow: /"), "Other", f"{SITE}/a", True),
        (group("*", "disallow: /x/") + group("Picbot", "disallow: /y/"), "Picbot", f"{SITE}/x/1", True),
        (group("*", "disallow: /x/") + group("Picbot", "disallow: /y/"), "Picbot", f"{SITE}/y/1", False),
        (group("*", "disallow: /") + group("Picbot"), "Picbot", f"{SITE}/y/1", True),
        ("user-agent: *\nuser-agent: Picbot\ndisallow: /\n", "Other", f"{SITE}/", False),
        # Sitemaps and words nobody knows do not close a group.
        (
            "User-agent: A\nSitemap: https://a.example/s.xml\nUser-agent: *\nDisallow: /\n",
            "A",
            f"{SITE}/",
            False,
        ),
        ("User-agent: A\nNever-heard: of\nUser-agent: *\nDisallow: /\n", "A", f"{SITE}/", False),
        ("User-agent: A\nNever-heard: of\nUser-agent: *\nDisallow: /\n", "B", f"{SITE}/", False),
        # The longest pattern decides; of two equal ones the one that allows.
        (group("A", "disallow: /p/tarif.html", "allow: /p/"), "A", f"{SITE}/p/tarif.html", False),
        (group("A", "allow: /p/tarif.html", "disallow: /p/"), "A", f"{SITE}/p/tarif.html", True),
        (group("A", "allow: /p/tarif.html", "disallow: /p/"), "A", f"{SITE}/p/", False),
        (group("A", "disallow: /", "allow: /"), "A", f"{SITE}/p", True),
        (group("A", "disallow: /p", "allow: /p/"), "A", f"{SITE}/p", False),
        (group("A", "disallow: /p", "allow: /p/"), "A", f"{SITE}/p/", True),
        (group("A", "allow: /page", "disallow: /*.html"), "A", f"{SITE}/page.html", False),
        (group("A", "allow: /page", "disallow: /*.html"), "A", f"{SITE}/page", True),
        (group("A", "allow: /p/page.", "disallow: /*.html"), "A", f"{SITE}/p/page.html", True),
        (group("A", "disallow: /X/"), "A", f"{SITE}/x/1", True),
        # Octets beyond ASCII.
        (group("A", "disallow: /", "allow: /prix?a=b&u=http://c.example?d&e"), "A",
         f"{SITE}/prix?a=b&u=http://c.example?d&e", True),
        (group("A", "disallow: /", "allow: /été"), "A", f"{SITE}/%C3%A9t%C3%A9", True),
        (group("A", "disallow: /", "allow: /été"), "A", f"{SITE}/été", False),
        (group("A", "disallow: /", "allow: /%c3%a9t%C3%A9"), "A", f"{SITE}/%C3%A9t%C3%A9", True),
        (group("A", "disallow: /", "allow: /%7Ejo"), "A", f"{SITE}/~jo", False),
        (group("A", "disallow: /", "allow: /%7ejo"), "A", f"{SITE}/%7Ejo", True),
        (group("A", "disallow: /100%"), "A", f"{SITE}/100%", False),
        # Signs with a meaning.
        (group("A", "disallow: /a/b/c", "allow: /a/*/d"), "A", f"{SITE}/a/b/c", False),
        (group("A", "disallow: /", "allow: /a/*/d"), "A", f"{SITE}/a/b/c/d/e", True),
        (group("A", "disallow: /a/b$"), "A", f"{SITE}/a/b", False),
        (group("A", "disallow: /a/b$"), "A", f"{SITE}/a/b/", True),
        (group("A", "disallow: /a$b"), "A", f"{SITE}/a$b", False),
        (group("A", "disallow: /", "allow: /$"), "A", f"{SITE}/", True),
        (group("A", "disallow: /", "allow: /$"), "A", f"{SITE}/x", False),
        (group("A", "disallow: /*.php$"), "A", f"{SITE}/a.php?b=c", True),
        (group("A", "disallow: /*.php$"), "A", f"{SITE}/a.php?b=c.php", False),
        (group("A", "disallow: /*.php"), "A", f"{SITE}/x/a.php5", False),
        (group("A", "disallow: /*.php"), "A", f"{SITE}/a.PHP", True),
        (group("A", "disallow: /fish*"), "A", f"{SITE}/fishmonger", False),
        (group("A", "disallow: /fish*.php"), "A", f"{SITE}/fishmonger/a.php?b", False),
        (group("A", "disallow: /fish*.php"), "A", f"{SITE}/catfish.php", True),
        (group("A", "disallow: *x"), "A", f"{SITE}/box", False),
        (group("A", "disallow: fish"), "A", f"{SITE}/fish", True),
        (group("A", "disallow: /a**b"), "A", f"{SITE}/ab", False),
        (group("A", "disallow: /ab*b$"), "A", f"{SITE}/ab", True),
        (group("A", "disallow: /ab*$"), "A", f"{SITE}/ab", False),
        # Who allows index.html allows its directory.
        (group("*", "allow: /d/index.html", "disallow: /"), "A", f"{SITE}/d/", True),
        (group("*", "allow: /d/index.html", "disallow: /"), "A", f"{SITE}/d/index.html", True),
        (group("*", "allow: /d/index.html", "disallow: /"), "A", f"{SITE}/d/index.htm", False),
        (group("*", "allow: /d/index.htm", "disallow: /"), "A", f"{SITE}/d/", True),
        (group("*", "allow: /d/index.html", "disallow: /"), "A", f"{SITE}/d/other", False),
        (group("*", "allow: /", "disallow: /d/index.html"), "A", f"{SITE}/d/", True),
        # Ends of lines.
        ("user-agent: A\r\ndisallow: /x\r\n", "A", f"{SITE}/x", False),
        ("user-agent: A\rdisallow: /x\r", "A", f"{SITE}/x", False),
        ("user-agent: A\ndisallow: /x", "A", f"{SITE}/x", False),
        # A byte order mark is passed over at the beginning only.
        ("\ufeffuser-agent: A\ndisallow: /x\n", "A", f"{SITE}/x", False),
        ("user-agent: A\n\ufeffdisallow: /x\n", "A", f"{SITE}/x", True),
    ],
)  # fmt: skip
def test_verdicts(robots_txt: str, agent: str, url: str, expected: bool) -> None:
    assert allowed(robots_txt, agent, url) is expected


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"])
def test_a_byte_order_mark_cut_short_is_passed_over(mark: bytes) -> None:
    assert not allowed(mark + b"user-agent: A\ndisallow: /x", "A", f"{SITE}/x")


def test_a_broken_byte_order_mark_spoils_its_line() -> None:
    assert allowed(b"\xef\x11\xbfuser-agent: A\ndisallow: /x", "A", f"{SITE}/x")


def test_a_line_ends_at_a_nul() -> None:
    assert not allowed(b"user-agent: A\0B\ndisallow: /x\0yz\n", "A", f"{SITE}/x")


def test_what_is_beyond_the_longest_line_is_not_read() -> None:
    rule = "disallow: "
    head = "/x/" + "a" * (MAX_LINE - len(rule) - 4)
    text = f"user-agent: A\n{rule}{head}/oak\n"
    assert not allowed(text, "A", f"{SITE}{head}/elm")
    assert allowed(text, "A", f"{SITE}/elm")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", b"/"),
        ("https://a.example", b"/"),
        ("https://a.example/", b"/"),
        ("https://a.example/b/c?d=http://e.f/#g", b"/b/c?d=http://e.f/"),
        ("https://a.example#b/c", b"/"),
        ("a.example/b;c#d", b"/b;c"),
        ("a.example?b", b"/?b"),
        ("//a.example/b", b"/b"),
        ("/b", b"/b"),
        ("b/c", b"/c"),
        ("word", b"/"),
    ],
)
def test_the_path_of_an_address(url: str, path: bytes) -> None:
    assert path_of(url) == path


def test_the_line_that_decides_is_told() -> None:
    rules = parse("user-agent: *\n\ndisallow: /a\nallow: /a/b\n").rules_for("A")
    assert rules.verdict(f"{SITE}/a/b").line == 4
    assert rules.verdict(f"{SITE}/a").line == 3
    assert rules.verdict(f"{SITE}/z").line == 0


def test_sitemaps_and_the_pause_are_read() -> None:
    read = parse(
        "user-agent: A\ncrawl-delay: 2.5\ndisallow:\nSitemap: https://a.example/s.xml\nsite-map: /t.xml"
    )
    assert read.sitemaps == ("https://a.example/s.xml", "/t.xml")
    assert read.rules_for("A").crawl_delay == 2.5
    assert read.rules_for("B").crawl_delay == 0.0
    assert parse("user-agent: *\ncrawl-delay: soon").rules_for("A").crawl_delay == 0.0


def test_a_pattern_made_to_take_long_does_not() -> None:
    text = "user-agent: *\n" + f"disallow: /{'*a' * 2000}$\n" * 20
    assert allowed(text, "A", f"{SITE}/{'a' * 1500}b")
