"""Checks of what an answer gives away or lets others do: headers, cookies, versions, old libraries."""

import re
from collections.abc import Iterator

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
from seo.page_view import PageView
from seo.spot import Spot

_NO_HEADERS = "the headers are not known"
_UNSAFE_REFERRER = frozenset({"unsafe-url", "no-referrer-when-downgrade"})
_VERSION = re.compile(r"\d+\.\d+")
_SESSION = re.compile(r"sess|sid\b|auth|login|token(?!.*xsrf)|wordpress_|remember", re.IGNORECASE)
_READ_BY_SCRIPTS = re.compile(r"xsrf|csrf", re.IGNORECASE)
# A comma ends a cookie where a name and an equals sign follow; the one in "Expires=Wed, 09 Jun" does not.
_NEXT_COOKIE = re.compile(r"\n|,\s*(?=[^;,=\s]+=)")

_REFUSES = re.compile(r"\breturn\s+false\b|preventDefault")
# One of these is in every such key, and looking for it is quick.
_SECRET_SIGNS = (
    *("k_live_", "AKIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xoxb-", "xoxp-", "SG.", "glpat-"),
    "PRIVATE KEY",
)
_SECRET = re.compile(
    r"\b(?:sk_live_[0-9A-Za-z]{20,}|rk_live_[0-9A-Za-z]{20,}|AKIA[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{36,}"
    r"|xox[bp]-[0-9A-Za-z-]{20,}|SG\.[\w-]{20,}\.[\w-]{20,}|glpat-[\w-]{20,})\b"
    r"|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----"
)


@check(
    "content-security-policy",
    Family.TECHNICAL,
    title="A policy says where scripts may come from",
    threshold="a Content-Security-Policy header or meta that names script-src or default-src",
    why="Without one a hacked plugin can send visitors and their data anywhere.",
    how_to_fix="Ask your web host or agency to send a Content-Security-Policy header.",
    source="Lighthouse csp-xss; OWASP Secure Headers",
    impact=Level.LOW,
    effort=Level.HIGH,
    scope=Scope.ANSWER,
)
def content_security_policy(page: PageView) -> Verdict:
    """Look for a policy about scripts."""
    policies = _policies(page)
    if any(re.search(r"(?:script|default)-src", policy) for policy in policies):
        return passed(policies[0][:200])
    if not page.headers_known:
        return could_not_check(_NO_HEADERS)
    if not page.kind.is_page:
        return not_applicable("not a page")
    return warned(
        "no policy" if not policies else "says nothing of scripts", *page.header("content-security-policy")
    )


def _policies(page: PageView) -> list[str]:
    found = [value.lower() for value in page.headers.all("content-security-policy")]
    metas = [
        meta for meta in page.metas if meta.get("http-equiv").strip().lower() == "content-security-policy"
    ]
    return found + [meta.get("content").lower() for meta in metas]


@check(
    "clickjacking-protection",
    Family.TECHNICAL,
    title="Other sites cannot frame the page",
    threshold="X-Frame-Options DENY or SAMEORIGIN, or frame-ancestors in the Content-Security-Policy",
    why="A page inside a stranger's page can be made to take clicks its visitors did not mean.",
    how_to_fix="Send the header X-Frame-Options: SAMEORIGIN.",
    source="Lighthouse clickjacking-mitigation; RFC 7034; CSP level 3",
    impact=Level.LOW,
    scope=Scope.ANSWER,
)
def clickjacking_protection(page: PageView) -> Verdict:
    """Judge the two headers that forbid framing."""
    if not page.headers_known:
        return could_not_check(_NO_HEADERS)
    if not page.kind.is_page:
        return not_applicable("not a page")
    if any("frame-ancestors" in value.lower() for value in page.headers.all("content-security-policy")):
        return passed("frame-ancestors", *page.header("content-security-policy"))
    values = {value.strip().lower() for value in page.headers.all("x-frame-options")}
    if values and values <= {"deny", "sameorigin"}:
        return passed(", ".join(sorted(values)), *page.header("x-frame-options"))
    return warned("no protection" if not values else "not understood", *page.header("x-frame-options"))


@check(
    "referrer-policy",
    Family.TECHNICAL,
    title="Other sites do not learn full addresses",
    threshold="no Referrer-Policy that sends the whole address to other sites",
    why="The address of a page can hold what a visitor searched or a secret link.",
    how_to_fix="Send Referrer-Policy: strict-origin-when-cross-origin.",
    source="W3C Referrer Policy; Screaming Frog, missing secure referrer-policy",
    impact=Level.LOW,
    scope=Scope.ANSWER,
)
def referrer_policy(page: PageView) -> Verdict:
    """Judge the policy where one is set; without one browsers are careful by themselves."""
    meta = page.meta("referrer")
    given = page.headers.all("referrer-policy") + ([meta.get("content")] if meta else [])
    tokens = [token.strip().lower() for value in given for token in value.split(",") if token.strip()]
    if not tokens:
        return not_applicable("none is set, so browsers send no more than the origin")
    # The last policy a browser knows is the one that holds.
    if tokens[-1] in _UNSAFE_REFERRER:
        return warned(tokens[-1], *page.header("referrer-policy"), *page.spots([meta] if meta else []))
    return passed(tokens[-1])


@check(
    "cookie-flags",
    Family.TECHNICAL,
    title="Cookies are kept safe",
    threshold="on https every cookie has Secure; session cookies have HttpOnly; SameSite=None has Secure",
    why="A session cookie that can be read on the way or by a script lets others in.",
    how_to_fix="Set Secure, HttpOnly and SameSite=Lax on the cookies named here.",
    source="RFC 6265bis; squirrelscan security/cookie-flags",
    impact=Level.MEDIUM,
    scope=Scope.ANSWER,
)
def cookie_flags(page: PageView) -> Verdict:
    """Judge each cookie the answer sets."""
    cookies = list(_cookies(page.headers.all("set-cookie")))
    if not cookies:
        return not_applicable("no cookie is set")
    is_secure = page.url.lower().startswith("https:")
    refused = [name for name, flags in cookies if flags.get("samesite") == "none" and "secure" not in flags]
    open_ones = [name for name, flags in cookies if is_secure and "secure" not in flags]
    readable = [
        name
        for name, flags in cookies
        if "httponly" not in flags and _SESSION.search(name) and not _READ_BY_SCRIPTS.search(name)
    ]
    spots = [Spot(0, f"Set-Cookie: {name}") for name in dict.fromkeys([*refused, *open_ones, *readable])]
    if refused:
        return failed(f"SameSite=None without Secure: {', '.join(refused)}", *spots)
    if open_ones or readable:
        parts = [("no Secure", open_ones), ("no HttpOnly", readable)]
        return warned("; ".join(f"{what}: {', '.join(names)}" for what, names in parts if names), *spots)
    return passed(len(cookies))


def _cookies(headers: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name and the flags (lower case) of each cookie; several may stand in one header."""
    for header in headers:
        for text in _NEXT_COOKIE.split(header):
            first, *rest = text.split(";")
            name = first.partition("=")[0].strip()
            if not name:
                continue
            pairs = (part.partition("=") for part in rest)
            yield name, {key.strip().lower(): value.strip().lower() for key, _, value in pairs}


@check(
    "opener-safe",
    Family.TECHNICAL,
    title="Pages opened in new tabs get no hold of this one",
    threshold="no link to another site with target=_blank and rel=opener",
    why="The page behind such a link can replace this one by a copy that steals passwords.",
    how_to_fix="Take opener out of the rel of these links, or write rel=noopener.",
    source="HTML standard, link type noopener (browsers imply it since 2021)",
    impact=Level.LOW,
)
def opener_safe(page: PageView) -> Verdict:
    """Look for links that ask for the old behaviour."""
    links = [link for link in page.links if link.get("target").strip().lower() == "_blank"]
    if not links:
        return not_applicable("no link opens a new tab")
    unsafe = [
        link
        for link in links
        if "opener" in (rel := link.get("rel").lower().split()) and not {"noopener", "noreferrer"} & set(rel)
    ]
    return warned(len(unsafe), *page.spots(unsafe)) if unsafe else passed(len(links))


@check(
    "version-exposed",
    Family.TECHNICAL,
    title="The page does not tell which version it runs on",
    threshold="no version number in meta generator, Server or X-Powered-By",
    why="Robots that look for holes go by the version number.",
    how_to_fix="Take the version out of the generator meta and the server's headers, and update both.",
    source="OWASP Secure Headers; squirrelscan security/version-exposure",
    impact=Level.LOW,
    scope=Scope.ANSWER,
)
def version_exposed(page: PageView) -> Verdict:
    """Look for versions in the meta and the headers that name software."""
    metas = [meta for meta in page.metas if meta.get("name").strip().lower() == "generator"]
    headers = [
        (name, value)
        for name in ("server", "x-powered-by", "x-generator", "x-aspnet-version")
        for value in page.headers.all(name)
    ]
    if not metas and not headers:
        return not_applicable("no software is named")
    told = [meta for meta in metas if _VERSION.search(meta.get("content"))]
    spots = [
        *page.spots(told),
        *(Spot(0, f"{name}: {value}") for name, value in headers if _VERSION.search(value)),
    ]
    if not spots:
        return passed("names without versions")
    return warned(told[0].get("content") if told else spots[0].snippet, *spots)


# The first version without a known hole, by the name in the file.
_LIBRARIES = {
    "jquery": (3, 5, 0),
    "jquery-ui": (1, 13, 2),
    "bootstrap": (3, 4, 1),
    "angular": (99, 0, 0),
    "lodash": (4, 17, 21),
    "handlebars": (4, 7, 7),
    "moment": (2, 29, 4),
    "swiper": (6, 5, 1),
}
_LIBRARY = re.compile(
    r"(?<![\w-])(?P<name>jquery-ui|jquery|bootstrap|angular|lodash|handlebars|moment|swiper)"
    r"(?:[-.@/](?P<first>\d+\.\d+(?:\.\d+)?))?[^?]*?\.js(?:\?(?:.*&)?v(?:er)?=(?P<after>\d+\.\d+(?:\.\d+)?))?",
    re.IGNORECASE,
)
_OTHER_FILE = re.compile(
    r"migrate|plugin|ui-touch|validate|form|cookie|easing|bundle\.min|-locale|animate", re.I
)
_HOST = re.compile(r"^(?:https?:)?//[^/]+", re.IGNORECASE)
_PATH_VERSION = re.compile(r"/(\d+\.\d+\.\d+)/")


@check(
    "outdated-library",
    Family.TECHNICAL,
    title="Script libraries have no known holes",
    threshold="jQuery from 3.5, Bootstrap from 3.4.1, no AngularJS, and the like",
    why="Known holes in old libraries are how most small sites are hacked.",
    how_to_fix="Update the theme or plugin that brings the library named here.",
    source="National Vulnerability Database: CVE-2020-11022, CVE-2019-8331, CVE-2021-23337 and others",
    impact=Level.MEDIUM,
    effort=Level.MEDIUM,
)
def outdated_library(page: PageView) -> Verdict:
    """Read names and versions of libraries from the addresses of scripts."""
    known, old = 0, []
    for script in page.tags("script"):
        found = _library(script.get("src"))
        if found is None:
            continue
        known += 1
        name, version = found
        if version < _LIBRARIES[name]:
            old.append((f"{name} {'.'.join(map(str, version))}", script))
    if not known:
        return not_applicable("no library whose version shows")
    if old:
        return warned(", ".join(name for name, _ in old), *page.spots([script for _, script in old]))
    return passed(known)


def _library(source: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the name and version of the library a script's address names, None where it tells none."""
    address = _HOST.sub("", source)
    path, _, _ = address.partition("?")
    file = path.rpartition("/")[2]
    # (The folder may bear the name too: jquery/jquery-1.12.4.min.js.)
    named = _LIBRARY.search(address[len(path) - len(file) :])
    match = named if named and (named["first"] or named["after"]) else _LIBRARY.search(address[-200:])
    if match is None or _OTHER_FILE.search(file) or match["name"].lower() not in file.lower():
        return None
    in_path = _PATH_VERSION.search(path)
    version = match["first"] or (in_path[1] if in_path else None) or match["after"]
    if version is None:
        return None
    numbers = tuple(int(part) for part in version.split("."))
    return match["name"].lower(), numbers + (0,) * (3 - len(numbers))


@check(
    "paste-blocked",
    Family.TECHNICAL,
    title="Visitors may paste into fields",
    threshold="no field that refuses what is pasted",
    why="People paste numbers and addresses to get them right; password programs cannot help either.",
    how_to_fix="Take the onpaste handler off the field.",
    source="Lighthouse paste-preventing-inputs",
    impact=Level.LOW,
)
def paste_blocked(page: PageView) -> Verdict:
    """Read the handlers written on the fields."""
    fields = page.tags("input", "textarea")
    if not fields:
        return not_applicable("no field")
    bad = [field for field in fields if _REFUSES.search(field.get("onpaste"))]
    return failed(f"{len(bad)} of {len(fields)}", *page.spots(bad)) if bad else passed(len(fields))


@check(
    "exposed-secrets",
    Family.TECHNICAL,
    title="No secret stands in the page",
    threshold="no secret key of a payment, mail, cloud or code service in the source",
    why="Whoever reads the source can send, pay or delete in your name.",
    how_to_fix="Have the key replaced at the service today, and keep the new one on the server.",
    source="squirrelscan security/leaked-secrets; the services' own key formats",
    impact=Level.HIGH,
    effort=Level.MEDIUM,
)
def exposed_secrets(page: PageView) -> Verdict:
    """Look for keys whose form leaves no doubt; public ones, such as a map's, are none."""
    scripts = [one for one in page.tags("script") if not one.has("src") and one.children]
    if not scripts:
        return not_applicable("no script in the page")
    codes = ((script, script.text()) for script in scripts)
    suspicious = ((script, code) for script, code in codes if any(sign in code for sign in _SECRET_SIGNS))
    found = [(script, match) for script, code in suspicious for match in _SECRET.finditer(code)]
    # (Evidence goes into reports: the key itself does not.)
    spots = (page.spot(script, f"{match[0][:8]}…") for script, match in found)
    return failed(len(found), *spots) if found else passed(len(scripts))
