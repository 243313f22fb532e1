"""Trackers on a page, whether they load before consent, and the tool that asks for it, told by structure.

A page that writes about cookies asks for nothing; a script of a consent tool does. What only a browser could
see (what a tag manager loads later) is said to be unknown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from seo.element import Element
from seo.page_parts import PageParts
from seo.tracker_tables import KINDS, TOOLS, WAITING, Kind, Maker

_BLOCKERS = tuple(tool for tool in TOOLS if tool.blocks)
_JAVASCRIPT = frozenset(
    {
        "",
        "text/javascript",
        "application/javascript",
        "module",
        "text/ecmascript",
        "application/ecmascript",
        "application/x-javascript",
        "text/jscript",
    }
)
# A script that loads a consent tool is short; one that is long is an application.
MAX_LOADER = 20_000
MAX_INLINE = 200_000
_SOURCES = ("src", "data-src", "data-cmp-src", "data-suppressedsrc")
# What an image that counts visitors has in its address.
_PIXEL = re.compile(r"/tr\?|doubleclick|px\.ads|pinterest|bing\.|matomo|piwik|google-analytics")
_WIDGET = re.compile(
    r"cookie[-_]?(?:banner|bar|consent|notice|popup|modal|law|box|bandeau)|\bcookies?\b"
    r"|(?:bandeau|gdpr|rgpd|consent)[-_]?(?:cookies?|banner|bar)",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"accept|refus|reject|d[ée]clin|autoris|agree|akzept|ablehn|zustimm|param[ée]tr|continuer|\bok\b|allow",
    re.IGNORECASE,
)

_WAITING_CLASS = re.compile(
    r"optanon-category|_iub_cs_activate|cmplz-(?:script|native|blocked)|cky-|js-consent", re.I
)
# A script with these decides itself when it loads what it names.
_ASKS = re.compile(
    r"consent|tarteaucitron|axeptio|didomi|cookiebot|onetrust|klaro|orejime|accept|rgpd|gdpr|cnil"
    r"|localstorage"
    r"|getcookie|document\.cookie|refus|autoris",
    re.IGNORECASE,
)
# Settings of the trackers themselves that hold such a word and ask nobody.
_SETTINGS = re.compile(
    r"cookie_?(?:flags|expires|domain|prefix|update|path|name|options)|allow_?ad\w+|setCookieDomain"
    r"|storage_?type"
    r"|consent['\"]\s*,\s*['\"](?:default|update)['\"]|(?:fbq|ttq|uetq|gtag|clarity)\w*\(?['\"]?consent",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"['\"]consent['\"]\s*,\s*['\"]default['\"]\s*,\s*\{(?P<states>[^}]*)\}", re.IGNORECASE | re.DOTALL
)
_MAY_REVOKE = re.compile(r"[cC]onsent|disableCookies|setVisitorCookieTimeout")
_GOOGLE_BEGINS = re.compile(r"gtag\(\s*['\"]config['\"]|googletagmanager\.com/gtm\.js")
_ON_CLICK = re.compile(
    r"(?:addEventListener\(\s*['\"](?:click|change|submit)['\"]\s*,|\.onclick\s*=|\.on\(\s*['\"]click['\"]\s*,"
    r"|\.click\()\s*(?:async\s+)?(?:function\s*\w*\s*)?(?:\([^)]*\)|\w+)\s*(?:=>\s*)?\Z"
)
_FUNCTION = re.compile(
    r"\bfunction\s+(\w+)\s*\([^)]*\)\s*\Z|\b(\w+)\s*=\s*(?:function\s*)?\([^)]*\)\s*(?:=>\s*)?\Z"
)
_REVOKED = {
    Maker.META: re.compile(r"fbq\(\s*['\"]consent['\"]\s*,\s*['\"]revoke['\"]", re.IGNORECASE),
    Maker.TIKTOK: re.compile(r"ttq\.(?:holdConsent|revokeConsent)", re.IGNORECASE),
    Maker.MICROSOFT: re.compile(
        r"uetq[^;]{0,99}consent[^;]{0,99}default[^;]{0,99}denied|clarity\(['\"]consent['\"]\s*,\s*false",
        re.IGNORECASE,
    ),
    Maker.MATOMO: re.compile(
        r"disableCookies|requireCookieConsent|requireConsent|setVisitorCookieTimeout", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True)
class Tracker:
    """One tracker of a page and the element that loads it.

    `gated` says what holds it back, empty where nothing does.
    """

    name: str
    maker: Maker
    element: Element
    gated: str = ""


def trackers_of(page: PageParts) -> list[Tracker]:
    """Return the trackers of a page in the order they load, each once."""
    blocker = ""
    revoked = _revocations("\n".join(_inline(element) for element in page.tags("script") if _runs(element)))
    found: dict[str, Tracker] = {}
    for element in page.tags("script", "iframe", "img"):
        text = _inline(element)
        blocker = blocker or _blocking_tool(element)
        for kind in _kinds(element, text):
            gate = _own_gate(element, text) or blocker or revoked.get(kind.maker, "")
            gate = gate or _click_gate(page, text, kind)
            known = found.get(kind.name)
            if known is None or (known.gated and not gate):
                found[kind.name] = Tracker(kind.name, kind.maker, element, gate)
    return list(found.values())


def _inline(element: Element) -> str:
    """Return the code a script element holds itself."""
    return element.text() if element.tag == "script" and not element.get("src") else ""


def _kinds(element: Element, text: str) -> Iterable[Kind]:
    """Return the trackers an element loads, or would load after consent."""
    where = (text[:MAX_INLINE] or " ".join(element.get(name) for name in _SOURCES)).lower()
    if "." not in where or (element.tag == "img" and not _PIXEL.search(where)):
        return ()
    return [kind for kind in KINDS if any(sign in where for sign in kind.signs)]


def _own_gate(element: Element, text: str) -> str:
    """Return what on the element itself holds it back."""
    if element.tag == "script" and not _runs(element):
        return f"type={element.get('type')}"
    if waits := WAITING & element.attributes.keys():
        return min(waits)
    if _WAITING_CLASS.search(element.get("class")):
        return "class"
    if element.tag in {"iframe", "img"} and not element.get("src").strip():
        return "data-src"
    if element.closest("template", "noscript") is not None:
        return "only without scripts"
    if text and _ASKS.search(_SETTINGS.sub(" ", text)):
        return "its own script asks first"
    return ""


def _click_gate(page: PageParts, text: str, kind: Kind) -> str:
    """Return that a script loads a tracker in answer to a click only, as its own consent buttons do."""
    lowered = text.lower()
    at = min((found for sign in kind.signs if (found := lowered.find(sign)) >= 0), default=-1)
    for head in _heads_around(text, at):
        if _ON_CLICK.search(head):
            return "waits for a click"
        named = _FUNCTION.search(head)
        name = named and (named[1] or named[2])
        if name and _is_called_by_click(page, name):
            return "waits for a click"
    return ""


def _heads_around(text: str, at: int) -> Iterator[str]:
    """Yield what stands before each brace that is open at a place, the nearest first."""
    depth = 0
    for position in range(min(at, MAX_LOADER) - 1, -1, -1):
        if text[position] == "}":
            depth += 1
        elif text[position] == "{":
            if depth == 0:
                yield text[max(0, position - 160) : position]
            depth = max(0, depth - 1)


def _is_called_by_click(page: PageParts, name: str) -> bool:
    """Tell whether a function is called by the clicks of some element and by no script."""
    call = re.compile(rf"(?<!function )\b{re.escape(name)}\s*\(")
    if not any(call.search(element.get("onclick")) for element in page.having("onclick")):
        return False
    return not any(call.search(_inline(script)) for script in page.tags("script"))


def _runs(element: Element) -> bool:
    return element.get("type").strip().lower().partition(";")[0] in _JAVASCRIPT


def _revocations(text: str) -> Mapping[Maker, str]:
    """Return whose trackers a page's scripts, one after the other, tell to wait before they begin."""
    found: dict[Maker, str] = {}
    if not _MAY_REVOKE.search(text):
        return found
    begun = _GOOGLE_BEGINS.search(text)
    for match in _DEFAULT.finditer(text, 0, begun.start() if begun else len(text)):
        states = match["states"].lower()
        if "denied" in states and not re.search(r"(?:ad|analytics)_storage['\"]?\s*:\s*['\"]granted", states):
            found[Maker.GOOGLE] = "consent mode, denied by default"
    for maker, sign in _REVOKED.items():
        if sign.search(text):
            found[maker] = "told to wait for consent"
    return found


def _marks(element: Element) -> str:
    """Return what on an element may show a consent tool, as `name=value` pairs in lower case."""
    return " ".join(f"{name}={value}" for name, value in element.attributes.items()).lower()


def _blocking_tool(element: Element) -> str:
    """Return the consent tool an element loads that holds back trackers by itself."""
    if element.tag != "script" or not element.attributes:
        return ""
    marks = _marks(element)
    return next(
        (tool.name for tool in _BLOCKERS if _shows(marks, tool.blocks) and _shows(marks, tool.signs)), ""
    )


def _shows(marks: str, signs: tuple[str, ...]) -> bool:
    return any(sign in marks for sign in signs)


def consent_tool(page: PageParts) -> str:
    """Return the name of the tool that asks visitors of a page for consent, empty where there is none."""
    marks = [f"{_marks(script)} {_inline(script)[:MAX_LOADER].lower()}" for script in page.tags("script")]
    marks += [_marks(link) for link in page.tags("link") if "stylesheet" in link.get("rel").lower()]
    marks += [
        f"id={element.get('id')} class={element.get('class')}".lower()
        for element in page.tags("div", "aside", "section", "dialog")
        if element.attributes
    ]
    everything = "\n".join(marks)
    name = next((tool.name for tool in TOOLS if _shows(everything, tool.signs)), "")
    return name or ("own banner" if _own_banner(page) else "")


def _own_banner(page: PageParts) -> bool:
    """Tell whether a part of the page is called after cookies and can be answered."""
    for element in page.tags("div", "aside", "section", "dialog", "form"):
        named = f"{element.get('id')} {element.get('class')}"
        is_dialog = element.get("role") in {"dialog", "alertdialog"} and "cookie" in element.words().lower()
        if not is_dialog and not _WIDGET.search(named):
            continue
        if any(
            _ANSWER.search(control.words() or control.get("value"))
            for control in element.find("button", "a", "input")
        ):
            return True
    return False
