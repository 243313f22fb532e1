"""Find the profiles of a business on social networks: canonical, no share links, no bare networks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.parse import quote as escaped

from leads.record import Kind, Method
from scrapers.dom import Anchor, Document, Line, without_invisible
from scrapers.found import Found, attribute_quote
from scrapers.phone_numbers import is_sample
from scrapers.social_networks import BY_DOMAIN, LEFT_OVER, Network

MAX_PER_PAGE = 200
# A shorter name is a word that any profile may bear.
LONG_NAME = 6

_COUNTRY_HOST = re.compile(r"(?:www|m|mobile|web|touch|[a-z]{2}(?:-[a-z]{2})?|business)\.", re.IGNORECASE)
# (`whatsapp://send` has its verb where an address has its host.)
_WHATSAPP_HOSTS = frozenset({"api.whatsapp.com", "web.whatsapp.com", "send"})
# Addresses that only pass a visitor on, with the name of the target in their query.
_REDIRECTS = {
    "google.com": "q", "www.google.com": "q", "l.facebook.com": "u", "lm.facebook.com": "u",
    "l.instagram.com": "u",
}  # fmt: skip
# Links that follow a profile named in their query: (network, path) -> key, where the name belongs.
_FOLLOWED = {
    ("x", "/intent/follow"): ("screen_name", ""),
    ("x", "/intent/user"): ("screen_name", ""),
    ("youtube", "/subscription_center"): ("add_user", "user/"),
}
_NUMBERED_PROFILES = frozenset({"/profile.php", "/people"})
_FRAME = frozenset({"header", "footer", "nav"})
_PROFILE_ID = re.compile(r"\d{5,20}")
_IN_TEXT = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.|[a-z]{2}(?:-[a-z]{2})?\.|m\.)?"
    r"(?:facebook\.com|instagram\.com|linkedin\.com/(?:company|in)|twitter\.com|youtube\.com"
    r"|tiktok\.com)/[^\s<>\"')\],;]+",
    re.IGNORECASE,
)


def profile(url: str) -> tuple[str, str] | None:
    """Return (network, canonical address) of a profile, None for anything else a network's address may be.

    The host is the network's usual one; X, Pinterest, Yelp, Houzz and others keep the domain as written.
    """
    try:
        parts = urlsplit(f"https:{url.strip()}" if url.strip().startswith("//") else url.strip())
        if key := _REDIRECTS.get(parts.hostname or ""):
            parts = urlsplit(parse_qs(parts.query).get(key, [""])[0])
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme == "whatsapp" or (scheme in {"http", "https"} and host in _WHATSAPP_HOSTS):
        return _whatsapp(parts.query)
    network = _network(host)
    if network is None or scheme not in {"http", "https"}:
        return None
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/") or "/"
    if parts.fragment.startswith("!/") and path == "/":
        path = "/" + parts.fragment[2:].strip("/")
    if network.name == "facebook":
        if path.lower() in _NUMBERED_PROFILES:
            return _numbered_profile(parts.query)
        if path.lower().startswith("/plugins/page"):
            shown = parse_qs(parts.query).get("href", [""])[0]
            return None if "/plugins/" in shown else profile(shown)
        path = path[3:] if path.lower().startswith("/pg/") else path
    if named := _FOLLOWED.get((network.name, path.lower())):
        path = "/" + named[1] + parse_qs(parts.query).get(named[0], [""])[0]
    kept = _kept(network, path)
    return (network.name, f"https://{network.host or _kept_host(host)}/{kept}") if kept else None


def _kept(network: Network, path: str) -> str:
    """Return the part of a path that names a profile, empty when it names none."""
    match = network.profile.match(path)
    if match is None:
        return ""
    kept = without_invisible(unquote(match[1])).strip().rstrip(".,;:)")
    first, handle = kept.partition("/")[0].lower(), kept.rpartition("/")[2]
    if first in network.reserved and "/" not in kept:
        return ""
    if network.name == "whatsapp":
        kept, handle = kept.removeprefix("+"), handle.removeprefix("+")
        if handle.isdigit() and is_sample(handle):
            return ""
    left_over = LEFT_OVER.fullmatch(handle.lstrip("@")) or first.endswith((".php", ".js"))
    # (A link may be written with or without the escapes: one form for both, and one that is an address.)
    return "" if not handle or left_over else escaped(kept, "/@+:~!$&'()*,;=", errors="replace")


def _numbered_profile(query: str) -> tuple[str, str] | None:
    """Return the Facebook profile that a query names by its number."""
    number = parse_qs(query).get("id", [""])[0]
    if not _PROFILE_ID.fullmatch(number):
        return None
    return "facebook", f"https://www.facebook.com/profile.php?id={number}"


@lru_cache(maxsize=4096)
def _may_be_network(host: str) -> bool:
    """Tell whether a host is worth a closer look."""
    bare = host.rpartition("@")[2].partition(":")[0].partition("?")[0]
    return _network(bare) is not None or bare in _WHATSAPP_HOSTS or bare in _REDIRECTS


def _network(host: str) -> Network | None:
    """Return the network a host belongs to: the domain itself or a language or device in front of it."""
    if host in BY_DOMAIN:
        return BY_DOMAIN[host]
    match = _COUNTRY_HOST.match(host)
    return BY_DOMAIN.get(host[match.end() :]) if match else None


def _kept_host(host: str) -> str:
    match = re.match(r"(?:m|mobile|touch)\.", host)
    return host[match.end() :] if match else host


def _whatsapp(query: str) -> tuple[str, str] | None:
    """Return the wa.me address of a WhatsApp link that names a number."""
    digits = re.sub(r"\D", "", parse_qs(query).get("phone", [""])[0])
    called = 8 <= len(digits) <= 15 and not is_sample(digits)
    return ("whatsapp", f"https://wa.me/{digits}") if called else None


def find_socials(document: Document) -> list[Found]:
    """Return the profiles a page links to or spells out, with evidence; `label` is the network."""
    found: list[Found] = []
    for channel in (_in_links(document), _in_boxes(document), _in_text(document)):
        for item in channel:
            found.append(item)
            if len(found) >= MAX_PER_PAGE:
                return found
    return found


def profile_key(url: str) -> str:
    """Return what two addresses of one profile have in common."""
    bare = (
        url.casefold().replace("https://www.", "https://").replace("https://twitter.com/", "https://x.com/")
    )
    return bare.replace("/@", "/")


def foreign_profiles(found: Sequence[Found], document: Document, names: Iterable[str]) -> frozenset[str]:
    """Return the keys of the profiles that are somebody else's where a network has several.

    A page's own are those named like its site or business, in its header or footer, or in its data; those of
    a person in the data may be the owner's or an author's.
    """
    wanted = [slug for name in names if len(slug := _slug(name)) >= 3]
    by_network: dict[str, dict[str, bool]] = {}
    for item in found:
        profiles = by_network.setdefault(item.label, {})
        key = profile_key(item.value)
        profiles[key] = profiles.get(key, False) or _is_own(item, document, wanted)
    return frozenset(
        key
        for profiles in by_network.values()
        if len(profiles) > 1 and any(profiles.values())
        for key, own in profiles.items()
        if not own
    )


def _is_own(item: Found, document: Document, wanted: Sequence[str]) -> bool:
    if item.line < 0:
        if not item.position:
            return True
    elif item.line >= len(document.lines) or document.lines[item.line].region in _FRAME:
        return True
    return _is_called(item.value, wanted)


def is_named_after(url: str, names: Iterable[str]) -> bool:
    """Tell whether a profile bears one of some names of at least `LONG_NAME` letters."""
    return _is_called(url, [slug for name in names if len(slug := _slug(name)) >= LONG_NAME])


def _is_called(url: str, wanted: Sequence[str]) -> bool:
    handle = _slug(url.rpartition("/")[2])
    return any(name in handle or (len(handle) >= 4 and handle in name) for name in wanted)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.casefold())


def _in_links(document: Document) -> Iterator[Found]:
    for anchor in document.seen_anchors():
        href = anchor.href.strip()
        if href[:4].lower() == "www.":
            href = f"https://{href}"
        host = href.partition("//")[2].partition("/")[0].lower()
        if not _may_be_network(host):
            continue
        seen = profile(href)
        if seen is None:
            continue
        network, address = seen
        quote = attribute_quote(anchor.href)
        yield Found(Kind.SOCIAL, address, quote, Method.LINK, *_place(anchor, document.lines), network)


def _place(anchor: Anchor, lines: Sequence[Line]) -> tuple[int, int]:
    """Return where a link stands: a row of icons belongs to what stands above it in its part of the page."""
    number = anchor.line
    if anchor.alone and number > 0:
        above = lines[number - 1]
        if number == len(lines) or above.region == lines[number].region:
            return number - 1, len(above.clean)
    return number, anchor.start


def _in_boxes(document: Document) -> Iterator[Found]:
    """Yield the profiles that the boxes of networks name in an attribute."""
    for clue in document.clues:
        if clue.name == "data-href" and "fb-" in (clue.others.get("class") or ""):
            seen = profile(clue.value)
            if seen is not None:
                quote = attribute_quote(clue.value)
                yield Found(Kind.SOCIAL, seen[1], quote, Method.LINK, clue.line, 0, seen[0])


def _in_text(document: Document) -> Iterator[Found]:
    for number, line in enumerate(document.lines):
        text = line.clean
        if line.hidden or "/" not in text or ".com/" not in text.lower():
            continue
        for match in _IN_TEXT.finditer(text):
            url = match[0] if match[0].lower().startswith("http") else f"https://{match[0]}"
            seen = profile(url)
            if seen is not None:
                quote = line.quote(match.start(), match.end())
                yield Found(Kind.SOCIAL, seen[1], quote, Method.TEXT, number, match.start(), seen[0])
