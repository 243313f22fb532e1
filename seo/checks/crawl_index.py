"""Checks that search engines may find and index a page: status, robots, canonical, hreflang, redirects."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

from scrapers.robots_txt import RobotsTxt, parse
from seo.check import (
    Family,
    Level,
    Scope,
    Verdict,
    check,
    could_not_check,
    failed,
    not_applicable,
    passed,
    warned,
)
from seo.element import Element
from seo.head_links import HeadLink, head_links
from seo.languages import is_language
from seo.page_view import PageView
from seo.robots_dates import unavailable_after
from seo.robots_txt import lint
from seo.soft_errors import soft_error
from seo.spot import Spot
from seo.web_address import Address, read_address

# The robots Lighthouse asks for; the empty name stands for any other.
ROBOTS = ("", "Googlebot", "bingbot", "DuckDuckBot", "archive.org_bot")
# A robots.txt names a robot by letters, hyphens and underscores; what follows is not read.
_TOKEN = re.compile(r"[A-Za-z_-]*")
_BLOCKING = frozenset({"noindex", "none"})
_AGENT = re.compile(r"\s*([^,:]+):")
_UNAVAILABLE = "unavailable_after"
_ASSISTANTS = (
    "GPTBot",
    "OAI-SearchBot",
    "ClaudeBot",
    "PerplexityBot",
    "Google-Extended",
    "Applebot-Extended",
)
# What Googlebot reads of an HTML file.
_LARGEST_HTML = 2_000_000
_URL_LIMIT = 115
_PARAMETERS = 3
_SESSION = re.compile(r"(?:^|[?&;])(?:phpsessid|jsessionid|sid|session_?id|aspsessionid\w*)=", re.IGNORECASE)
_TRACKING = re.compile(r"[?&;](?:utm_[a-z]+|gclid|fbclid|msclkid|mc_[ce]id)=", re.IGNORECASE)
_SCRIPT_REDIRECT = re.compile(
    r"""location(?:(?:\.href)?\s*=\s*["'][^"']+["']|\.(?:replace|assign)\(\s*["'][^"']+["']\s*\))"""
)
_OF_THE_WINDOW = re.compile(r"(?<![\w.])(?:(?:window|document|self|top|parent)\.)*\Z")
_INSIDE = re.compile(r"\bfunction\b|=>|\baddEventListener\b|\bonclick\b|\bif\s*\(")
_REFRESH_TARGET = re.compile(r"^\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?['\"]?\s*([^'\"\s]+)", re.IGNORECASE)


@check(
    "page-readable",
    Family.INDEXING,
    title="The server sends a page",
    threshold="an answer with HTML that can be read",
    why="Without content there is nothing to find, to read or to check.",
    how_to_fix="Make the server send the page as HTML, with content.",
    source="our own",
    impact=Level.HIGH,
    effort=Level.HIGH,
    scope=Scope.ANSWER,
)
def page_readable(page: PageView) -> Verdict:
    """Fail where the answer is empty, binary or too deeply nested to be read."""
    if not page.kind.is_page and not page.problem:
        return not_applicable("not an HTML page")
    return failed(page.problem) if page.problem else passed(f"{page.size} characters")


@check(
    "http-status-code",
    Family.INDEXING,
    title="The page answers without error",
    threshold="a status below 400",
    why="Search engines drop pages that answer with an error.",
    how_to_fix="Find out on the server why the page answers with an error, or redirect it.",
    source="Lighthouse http-status-code",
    impact=Level.HIGH,
    effort=Level.MEDIUM,
    scope=Scope.ALWAYS,
)
def http_status_code(page: PageView) -> Verdict:
    """Judge the status of the answer; status 0 stands for no answer."""
    if page.is_local_file and page.status == 200:
        return not_applicable("a local file")
    if page.status == 0:
        return failed("no answer")
    return failed(page.status) if page.status >= 400 else passed(page.status)


@check(
    "is-crawlable",
    Family.INDEXING,
    title="Search engines may index the page",
    threshold="no noindex, none or past unavailable_after for all robots, no Disallow in robots.txt",
    why="A page that forbids it is not in any results page.",
    how_to_fix="Take noindex out of the robots meta or header, or the Disallow out of robots.txt.",
    source="Lighthouse is-crawlable",
    impact=Level.HIGH,
    scope=Scope.ANSWER,
)
def is_crawlable(page: PageView) -> Verdict:
    """Fail where every robot is kept out; warn with the names of those that are where some are not."""
    rules = _robots(page)
    blocked: list[str] = []
    evidence: list[Spot] = []
    for robot in ROBOTS:
        found = list(_blocks(page, robot, rules))
        if found:
            blocked.append(robot or "all others")
            evidence += [spot for spot in found if spot not in evidence]
    if len(blocked) == len(ROBOTS):
        return failed("blocked for all robots", *evidence)
    if blocked:
        return warned(f"blocked: {', '.join(blocked)}", *evidence)
    return not_applicable("a local file") if page.is_local_file else passed("not blocked")


@check(
    "robots-txt",
    Family.INDEXING,
    title="robots.txt is valid",
    threshold="an answer below 500 and no line that crawlers cannot follow",
    why="Crawlers that cannot read robots.txt stay away or go where they should not.",
    how_to_fix="Correct the lines named; each rule stands below a user-agent and begins with / or *.",
    source="Lighthouse robots-txt",
    scope=Scope.ANSWER,
)
def robots_txt(page: PageView) -> Verdict:
    """Judge the file line by line where it was supplied."""
    status, text = page.robots_status, page.robots_txt
    if status is not None:
        if status == 0:
            return failed("the request failed")
        if status >= 500 or status == 429:
            return failed(f"status {status}")
        if status >= 400:
            return not_applicable(f"status {status}")
    if text is None:
        return could_not_check("robots.txt was not supplied")
    if text == "":
        return not_applicable("empty")
    problems = lint(text)
    if not problems:
        return passed("no fault")
    spots = [
        Spot(problem.number, f"{problem.line.strip()[:160]} ({problem.message})") for problem in problems
    ]
    return failed(f"{len(problems)} lines", *spots)


@check(
    "canonical",
    Family.INDEXING,
    title="The page names its one address",
    threshold="at most one rel=canonical, absolute, not the home page and not another language",
    why="Several addresses of one page share its rank; a wrong one takes the page out of the index.",
    how_to_fix="Give the page one link rel=canonical with its own full address.",
    source="Lighthouse canonical",
    impact=Level.HIGH,
)
def canonical(page: PageView) -> Verdict:
    """Judge the canonical links of head and headers together."""
    links = head_links(page)
    named = [link for link in links if link.rel == "canonical" and link.href]
    targets: dict[str, HeadLink] = {}
    for link in named:
        address = read_address(link.href)
        if address is None or not address.origin:
            what = "relative" if read_address(link.href, page.address_base) else "invalid"
            return failed(f"{what}: {link.href}", link.spot(page))
        targets.setdefault(address.text, link)
    if not targets:
        return not_applicable("no canonical link")
    if len(targets) > 1:
        return failed(f"{len(targets)} different addresses", *(link.spot(page) for link in targets.values()))
    target, link = next(iter(targets.items()))
    mistake = _canonical_mistake(page, links, target)
    return failed(mistake, link.spot(page)) if mistake else passed(target, link.spot(page))


@check(
    "hreflang",
    Family.INDEXING,
    title="Language versions are named correctly",
    threshold="a language code that exists and a full address in each alternate link",
    why="Google shows each visitor the version in their language, if it can make sense of the links.",
    how_to_fix="Use codes such as fr or fr-BE and full addresses that start with https://.",
    source="Lighthouse hreflang",
    effort=Level.MEDIUM,
)
def hreflang(page: PageView) -> Verdict:
    """Judge the alternate links of head and headers that name a language."""
    links = [link for link in head_links(page) if link.rel == "alternate" and link.hreflang]
    if not links:
        is_elsewhere = any(one.has("hreflang") for one in page.tags("link"))
        return passed("none in the head") if is_elsewhere else not_applicable("no language versions")
    wrong = [link for link in links if not _is_good_alternate(link)]
    if wrong:
        return failed(f"{len(wrong)} of {len(links)}", *(link.spot(page) for link in wrong))
    return passed(len(links))


@check(
    "soft-404",
    Family.INDEXING,
    title="The page is not an error page in disguise",
    threshold="no title, heading or short text that says the page was not found, with a status below 400",
    why="Google drops such pages, and visitors find nothing.",
    how_to_fix="Answer with status 404 where there is no page, or put the content back.",
    source="squirrelscan soft-404, Screaming Frog; phrases in French, German and English",
    impact=Level.HIGH,
    effort=Level.MEDIUM,
)
def soft_404(page: PageView) -> Verdict:
    """Look for the words of an error page in title and headings, and in the text of a short page."""
    found = soft_error(page)
    if found is None:
        return passed("no words of an error page") if page.words else not_applicable("no text")
    return failed(found.snippet, found)


@check(
    "page-redirects",
    Family.INDEXING,
    title="The page does not send visitors on",
    threshold="no redirect by meta refresh or by a script that runs at once",
    why="Google follows redirects of the server at once, those of the page late or never.",
    how_to_fix="Redirect on the server with status 301.",
    source="Screaming Frog, seonaut",
    impact=Level.HIGH,
)
def page_redirects(page: PageView) -> Verdict:
    """Look for refresh metas with a target, and for scripts whose first act is to change the address."""
    found = [meta for meta in page.tags("meta") if _refreshes_elsewhere(page, meta)]
    scripts = [script for script in page.tags("script") if not script.has("src")]
    found += [script for script in scripts if _redirects(script.text())]
    if found:
        return failed(len(found), *page.spots(found))
    return passed(0) if page.body is not None and page.words else not_applicable("no content")


@check(
    "html-size",
    Family.TECHNICAL,
    title="The page is small enough to be read whole",
    threshold="at most 2 MB of HTML",
    why="Googlebot reads the first 2 MB of a page; what comes later does not count.",
    how_to_fix="Take scripts, styles and images out of the HTML into files of their own.",
    source="Google: Googlebot file size limits",
    impact=Level.LOW,
    effort=Level.HIGH,
)
def html_size(page: PageView) -> Verdict:
    """Judge the length of the source in octets."""
    size = len(page.html.encode("utf-8", "replace")) + page.size - len(page.html)
    return failed(size) if size > _LARGEST_HTML else passed(size)


@check(
    "url-shape",
    Family.INDEXING,
    title="The address is short and readable",
    threshold="up to 115 characters, 3 parameters; no capitals, _, blank, //, part twice, tracking, session",
    why="People read the address in the results page, and copy it.",
    how_to_fix="Use short words in lower case with hyphens, and redirect the old address.",
    source="Screaming Frog, squirrelscan, seonaut",
    impact=Level.LOW,
    effort=Level.MEDIUM,
    scope=Scope.ANSWER,
)
def url_shape(page: PageView) -> Verdict:
    """List what is wrong with the page's own address."""
    address = read_address(page.url)
    if address is None or address.scheme not in {"http", "https"}:
        return not_applicable("no address")
    faults = list(_url_faults(page.url, address))
    return warned(", ".join(faults), Spot(0, page.url[:200])) if faults else passed(page.url[:200])


@check(
    "ai-crawlers",
    Family.INDEXING,
    title="Assistants may read the page",
    threshold="robots.txt lets in GPTBot, OAI-SearchBot, ClaudeBot, PerplexityBot, Google-Extended, Applebot",
    why="More and more people ask an assistant for a business near them; it names those it may read.",
    how_to_fix="Take the assistants you want to be named by out of the Disallow rules.",
    source="Lighthouse, squirrelscan",
    impact=Level.LOW,
    scope=Scope.ANSWER,
)
def ai_crawlers(page: PageView) -> Verdict:
    """Name the assistants robots.txt keeps out."""
    rules = _robots(page)
    if rules is None:
        return (
            could_not_check("robots.txt was not supplied")
            if page.robots_txt is None
            else not_applicable("none")
        )
    blocked = [name for name in _ASSISTANTS if not rules.rules_for(name).verdict(page.url).allowed]
    return warned(f"blocked: {', '.join(blocked)}") if blocked else passed("none blocked")


def _robots(page: PageView) -> RobotsTxt | None:
    """Return the rules of robots.txt where there are any: a file the server could not give has none."""
    is_there = page.robots_status is None or 0 < page.robots_status < 400
    return parse(page.robots_txt) if page.robots_txt and is_there else None


def _blocks(page: PageView, robot: str, rules: RobotsTxt | None) -> Iterator[Spot]:
    """Yield what keeps a robot from indexing a page: a meta, headers, a rule."""
    metas: dict[str, Element] = {}
    for meta in page.metas:
        metas.setdefault(meta.get("name").lower(), meta)
    named = (metas.get(robot.lower()) if robot else None) or metas.get("robots")
    if named is not None and _forbids(named.get("content")):
        yield page.spot(named)
    for value in page.headers.all("x-robots-tag"):
        match = _AGENT.match(value)
        agent = match[1].strip() if match and match[1].strip().lower() != _UNAVAILABLE else ""
        if agent and agent.lower() != robot.lower():
            continue
        if _forbids(value[match.end() :] if agent and match else value):
            yield Spot(0, f"X-Robots-Tag: {value}"[:200])
    if rules is None:
        return
    token = _TOKEN.match(robot)
    verdict = rules.rules_for((token[0] if token else "") or "*").verdict(page.url)
    if not verdict.allowed:
        yield Spot(verdict.line, f"robots.txt: {page.robots_line(verdict.line)}")


def _forbids(directives: str) -> bool:
    if any(part.strip().lower() in _BLOCKING for part in directives.split(",")):
        return True
    return any(moment < datetime.now(UTC) for moment in unavailable_after(directives))


def _canonical_mistake(page: PageView, links: list[HeadLink], target: str) -> str:
    """Say what is wrong with a valid canonical address, empty where nothing is."""
    own, address = read_address(page.url), read_address(target)
    if own is None or address is None:
        return ""
    alternates = {
        found.text
        for link in links
        if link.rel == "alternate" and link.hreflang and (found := read_address(link.href, page.address_base))
    }
    if own.text in alternates and address.text in alternates and own.text != address.text:
        return f"points to another language version: {target}"
    if own.origin == address.origin and address.path == "/" and own.path != "/":
        return "points to the home page"
    return ""


def _is_good_alternate(link: HeadLink) -> bool:
    code = link.hreflang.lower()
    is_known = code == "x-default" or is_language(code.split("-")[0])
    return is_known and link.href.lower().startswith(("http:", "https:"))


def _refreshes_elsewhere(page: PageView, meta: Element) -> bool:
    if meta.get("http-equiv").strip().lower() != "refresh":
        return False
    match = _REFRESH_TARGET.match(meta.get("content"))
    if match is None:
        return False
    target, own = read_address(match[1], page.address_base), read_address(page.address_base)
    return target is not None and own is not None and target.without_fragment != own.without_fragment


def _redirects(script: str) -> bool:
    """Tell whether a script changes the address before it does anything that waits for something."""
    for match in _SCRIPT_REDIRECT.finditer(script):
        if _OF_THE_WINDOW.search(script[max(0, match.start() - 80) : match.start()]):
            return _INSIDE.search(script, 0, match.start()) is None
    return False


def _url_faults(url: str, address: Address) -> Iterator[str]:
    path, _, query = address.text.split("//", 1)[1].partition("/")[2].partition("?")
    if len(url) > _URL_LIMIT:
        yield f"{len(url)} characters"
    if query.count("=") > _PARAMETERS:
        yield f"{query.count('=')} parameters"
    if path != path.lower() and "%" not in path:
        yield "upper case"
    if "_" in path:
        yield "underscore"
    if " " in path or "%20" in path:
        yield "blank"
    if "//" in path:
        yield "//"
    if _TRACKING.search(f"?{query}"):
        yield "tracking parameter"
    parts = [part for part in path.split("/") if part]
    if any(one == other for one, other in pairwise(parts)):
        yield "the same part twice"
    if _SESSION.search(f"?{query}") or ";jsessionid=" in path.lower():
        yield "session id"
