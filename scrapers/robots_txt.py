"""What a robots.txt allows, by the rules of Google's own parser (github.com/google/robotstxt).

It reads bytes, as that parser does: lengths are compared in octets, and a line ends at a NUL. A file is
parsed once; the rules of one robot are sorted once, the longest pattern first, so that the first one that
matches a path is the verdict.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

# A line goes on unread after so many octets: eight times the longest address a browser takes.
MAX_LINE = 2083 * 8 - 1

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_BLANKS = re.compile(rb"[ \t]+")
_NAME = re.compile(rb"[A-Za-z_-]*")
_ANYONE = re.compile(rb"\*(?:\s|\Z)")
_TO_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}|[\x80-\xff]")
_USER_AGENT = (b"user-agent", b"useragent", b"user agent")
_DISALLOW = (b"disallow", b"dissallow", b"dissalow", b"disalow", b"diasllow", b"disallaw")
_ALLOW = (b"allow",)
_SITEMAP = (b"sitemap", b"site-map")
_DELAY = (b"crawl-delay",)
_INDEX = b"/index.htm"
_PATH_BEGINS = re.compile(rb"[/?;]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One allow or disallow line: its pattern, escaped, and the number of the line."""

    allow: bool
    pattern: bytes
    line: int

    def matches(self, path: bytes) -> bool:
        """Tell whether a path begins as the pattern says: `*` is any run, a `$` at the end is the end."""
        pattern = self.pattern
        ends = pattern.endswith(b"$")
        if ends:
            pattern = pattern[:-1]
        if b"*" not in pattern:
            return path == pattern if ends else path.startswith(pattern)
        first, *middle, last = pattern.split(b"*")
        if not path.startswith(first):
            return False
        at = len(first)
        for part in middle:
            at = path.find(part, at)
            if at < 0:
                return False
            at += len(part)
        if ends:
            return len(path) - len(last) >= at and path.endswith(last)
        return path.find(last, at) >= 0


@dataclass(slots=True)
class Group:
    """The robots that some lines name one after the other, and the rules that follow them."""

    names: set[bytes] = field(default_factory=set)
    for_anyone: bool = False
    rules: list[Rule] = field(default_factory=list)
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a robot may read an address, and the number of the line that says so (0: none does)."""

    allowed: bool
    line: int = 0


@dataclass(frozen=True)
class AgentRules:
    """The rules that hold for one robot."""

    rules: tuple[Rule, ...]
    crawl_delay: float = 0.0

    @cached_property
    def _by_length(self) -> list[Rule]:
        """The rules that can decide, longest first; of two equally long ones the one that allows."""
        telling = [rule for rule in self.rules if rule.pattern]
        return sorted(telling, key=lambda rule: (-len(rule.pattern), not rule.allow))

    def verdict(self, url: str) -> Verdict:
        """Return whether an address, percent-encoded as a browser sends it, may be read."""
        path = path_of(url)
        for rule in self._by_length:
            if rule.matches(path):
                return Verdict(rule.allow, rule.line)
        return Verdict(allowed=True)


@dataclass(frozen=True)
class RobotsTxt:
    """A robots.txt that was read: its groups in order, and the sitemaps it names."""

    groups: tuple[Group, ...]
    sitemaps: tuple[str, ...]

    def rules_for(self, user_agent: str) -> AgentRules:
        """Return the rules of all groups that name a robot; where none does, those for any robot."""
        name = user_agent.encode("utf-8", "surrogatepass").lower()
        own = [group for group in self.groups if name in group.names]
        groups = own or [group for group in self.groups if group.for_anyone]
        delays = [group.delay for group in groups if group.delay is not None]
        return AgentRules(
            tuple(rule for group in groups for rule in group.rules), delays[0] if delays else 0.0
        )

    def names(self, user_agent: str) -> bool:
        """Tell whether a group is for this robot by name."""
        name = user_agent.encode("utf-8", "surrogatepass").lower()
        return any(name in group.names for group in self.groups)


def allowed(robots_txt: str | bytes, user_agent: str, url: str) -> bool:
    """Tell whether a robots.txt lets a robot read an address.

    `user_agent` is the robot's product name ("Googlebot"), not the whole header.
    """
    return parse(robots_txt).rules_for(user_agent).verdict(url).allowed


def parse(robots_txt: str | bytes) -> RobotsTxt:
    """Read a robots.txt. Never raises: lines that make no sense are passed over."""
    groups: list[Group] = []
    sitemaps: list[str] = []
    group: Group | None = None
    closed = False
    for number, key, value in _lines(robots_txt):
        if key.startswith(_USER_AGENT):
            if group is None or closed:
                group, closed = Group(), False
                groups.append(group)
            _name(group, value)
        elif key.startswith(_ALLOW) or key.startswith(_DISALLOW):
            if group is not None:
                closed = True
                group.rules += _rules(key.startswith(_ALLOW), _escaped(value), number)
        elif key.startswith(_SITEMAP):
            sitemaps.append(value.decode("utf-8", "replace"))
        elif key.startswith(_DELAY) and group is not None:
            group.delay = _seconds(value)
    return RobotsTxt(tuple(groups), tuple(sitemaps))


def _lines(robots_txt: str | bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (line number, key in lower case, value) of the lines that have both parts."""
    body = robots_txt.encode("utf-8", "surrogatepass") if isinstance(robots_txt, str) else robots_txt
    # Half a byte order mark is passed over too.
    for size in (3, 2, 1):
        if body.startswith(_BOM[:size]):
            body = body[size:]
            break
    for number, line in enumerate(_LINE_END.split(body), 1):
        text = line[:MAX_LINE].partition(b"\0")[0].partition(b"#")[0].strip()
        key, colon, value = text.partition(b":")
        if not colon:
            # Where the colon was forgotten, blanks stand for it between exactly two words.
            words = _BLANKS.split(text)
            if len(words) != 2:
                continue
            key, value = words
        key = key.strip()
        if key:
            yield number, key.lower(), value.strip()


def _name(group: Group, value: bytes) -> None:
    """Add the robot of a user-agent line to its group: the name ends at the first other character."""
    if _ANYONE.match(value):
        group.for_anyone = True
    else:
        match = _NAME.match(value)
        group.names.add(match[0].lower() if match else b"")


def _rules(allow: bool, pattern: bytes, line: int) -> Iterator[Rule]:
    """Yield the rules of a line: who allows "/x/index.html" means "/x/" too."""
    yield Rule(allow, pattern, line)
    slash = pattern.rfind(b"/")
    if allow and slash >= 0 and pattern.startswith(_INDEX, slash):
        yield Rule(allow, pattern[: slash + 1] + b"$", line)


def _escaped(value: bytes) -> bytes:
    """Return a pattern with octets beyond ASCII percent-encoded and hexadecimal digits in capitals."""
    if b"%" not in value and value.isascii():
        return value
    return _TO_ESCAPE.sub(_escape, value)


def _escape(match: re.Match[bytes]) -> bytes:
    octets = match[0]
    return octets.upper() if len(octets) > 1 else b"%%%02X" % octets[0]


def _seconds(value: bytes) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def path_of(url: str) -> bytes:
    """Return the path, parameters and query of an address; "/" where it has none or is no address."""
    octets = url.encode("utf-8", "surrogatepass")
    begin = 2 if octets.startswith(b"//") else 0
    host = begin
    scheme = octets.find(b"://", begin)
    if scheme >= 0 and not 0 <= _first_of(octets, begin) < scheme:
        host = scheme + 3
    start = _first_of(octets, host)
    if start < 0:
        return b"/"
    end = octets.find(b"#", begin)
    if 0 <= end < start:
        return b"/"
    path = (octets[start:] if end < 0 else octets[start:end]).partition(b"\0")[0]
    return path if path.startswith(b"/") else b"/" + path


def _first_of(octets: bytes, begin: int) -> int:
    """Return where the first slash, question mark or semicolon stands, -1 if there is none."""
    match = _PATH_BEGINS.search(octets, begin)
    return match.start() if match else -1
