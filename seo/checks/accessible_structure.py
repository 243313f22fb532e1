"""Checks of headings, landmarks, ids, autocompletion and zoom. Verdicts of axe-core 4.14."""

import re

from scrapers.vocabulary import words
from seo.aria_tables import WIDGETS
from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed
from seo.element import Element
from seo.judging import judge_each
from seo.page_view import PageView
from seo.roles import explicit_role, tabindex

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEADING_NUMBER = re.compile(r"\s*(\d+)")
_FLOAT = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+))")
_DELAY = re.compile(r"[0-9.]+")
_LONGEST_DELAY = 72_000
_STATES = words("on off none false true disabled enabled undefined null xoff xon")
_PURPOSES = words(
    "name honorific-prefix given-name additional-name family-name honorific-suffix nickname username",
    "new-password current-password organization-title organization street-address address-line1",
    "address-line2 address-line3 address-level4 address-level3 address-level2 address-level1 country",
    "country-name postal-code cc-name cc-given-name cc-additional-name cc-family-name cc-number cc-exp",
    "cc-exp-month cc-exp-year cc-csc cc-type transaction-currency transaction-amount language bday",
    "bday-day bday-month bday-year sex url photo one-time-code",
)
_CONTACT_PURPOSES = words(
    "tel tel-country-code tel-national tel-area-code tel-local tel-local-prefix tel-local-suffix",
    "tel-extension email impp",
)
_CONTACT_KINDS = words("home work mobile fax pager")
# Wrong, and yet nothing that keeps a browser from filling in.
_TOLERATED = words("text pronouns gender message content")


@check(
    "heading-order",
    Family.ACCESSIBILITY,
    title="Headings go down one level at a time",
    threshold="no heading more than one level below the one before it",
    why="Readers and search engines follow a page by its headings; a missing level breaks the outline.",
    how_to_fix="Use h2 below h1, h3 below h2, whatever the size of the letters should be.",
    source="axe heading-order",
)
def heading_order(page: PageView) -> Verdict:
    """Judge the headings a screen reader meets, in document order."""
    headings = _read_headings(page)
    if not headings:
        return not_applicable("no heading")
    levels = [_level(heading) for heading in headings]
    jumps = [
        heading
        for heading, level, before in zip(headings[1:], levels[1:], levels, strict=False)
        if level - before > 1
    ]
    if jumps:
        return failed(f"{len(jumps)} of {len(headings)}", *page.spots(jumps))
    return passed(len(headings))


@check(
    "empty-heading",
    Family.ACCESSIBILITY,
    title="Headings have words",
    threshold="text or a name in every heading",
    why="An empty heading is announced and says nothing.",
    how_to_fix="Remove the heading, or write its words.",
    source="axe empty-heading",
    impact=Level.LOW,
)
def empty_heading(page: PageView) -> Verdict:
    """Judge the headings a screen reader meets."""
    names = page.accessible.names
    return judge_each(
        page,
        _read_headings(page),
        lambda one: bool(
            names.has_content(one)
            or names.aria_label(one)
            or names.referenced(one)
            or one.get("title").strip()
        ),
        absent="no heading",
    )


@check(
    "page-has-heading-one",
    Family.ACCESSIBILITY,
    title="The page has a main heading",
    threshold="one heading of level 1",
    why="It is the first thing a reader looks for: what is this page about?",
    how_to_fix="Make the page's main line an h1.",
    source="axe page-has-heading-one",
)
def page_has_heading_one(page: PageView) -> Verdict:
    """Look for a heading of level 1 that is read out; an open dialog stands for the page."""
    return _has_one(
        page, [one for one in page.tags(*_HEADINGS) if _is_level_one(one)] + _roles_level_one(page)
    )


@check(
    "landmark-one-main",
    Family.ACCESSIBILITY,
    title="The page says where its content begins",
    threshold="one main element or role",
    why="People who use a keyboard or a screen reader jump to it past the menu.",
    how_to_fix="Put the content of the page into a main element.",
    source="axe landmark-one-main",
    impact=Level.LOW,
)
def landmark_one_main(page: PageView) -> Verdict:
    """Look for a main landmark that is read out; an open dialog stands for the page."""
    mains = [one for one in page.tags("main") if not one.has("role")]
    return _has_one(page, mains + [one for one in page.having("role") if one.get("role") == "main"])


@check(
    "duplicate-id",
    Family.ACCESSIBILITY,
    title="Ids are unique",
    threshold="no id twice",
    why="A link, a label or a script that names an id meets the wrong element.",
    how_to_fix="Give each element an id of its own.",
    source="axe duplicate-id, -active and -aria, ACT 3ea0c8, WCAG 4.1.1 (obsolete)",
    impact=Level.LOW,
)
def duplicate_id(page: PageView) -> Verdict:
    """Look for ids that two elements have, whether or not anything refers to them."""
    groups: dict[str, list[Element]] = {}
    for element in page.having("id"):
        if name := element.get("id").strip():
            groups.setdefault(name, []).append(element)
    if not groups:
        return not_applicable("no id")
    twice = [same[1] for same in groups.values() if len(same) > 1]
    if twice:
        return failed(f"{len(twice)} of {len(groups)}", *page.spots(twice))
    return passed(len(groups))


@check(
    "autocomplete-valid",
    Family.ACCESSIBILITY,
    title="Fields say what they ask for",
    threshold="a value of autocomplete that HTML knows",
    why="With it a browser fills in name, phone and address, and forms get sent.",
    how_to_fix="Use the values HTML knows, such as name, email, tel or postal-code.",
    source="axe autocomplete-valid, WCAG 1.3.5",
    impact=Level.LOW,
)
def autocomplete_valid(page: PageView) -> Verdict:
    """Judge the autocomplete attributes of fields people can fill in."""
    fields = [one for one in page.tags("input", "select", "textarea") if one.get("autocomplete").strip()]
    return judge_each(
        page,
        (one for one in page.accessible.read_out(fields) if _can_be_filled(one)),
        lambda field: _is_autocomplete(field.get("autocomplete")),
        absent="no field with autocomplete",
    )


@check(
    "meta-viewport",
    Family.ACCESSIBILITY,
    title="The page can be zoomed",
    threshold="no user-scalable=no and no maximum-scale below 2",
    why="People with weak eyes enlarge the page with two fingers.",
    how_to_fix="Take user-scalable and maximum-scale out of the viewport.",
    source="axe meta-viewport, WCAG 1.4.4",
)
def meta_viewport(page: PageView) -> Verdict:
    """Judge the viewport metas."""
    metas = [meta for meta in page.tags("meta") if meta.get("name").strip().lower() == "viewport"]
    return judge_each(page, metas, lambda meta: _can_zoom(meta.get("content")), absent="no viewport")


@check(
    "meta-refresh",
    Family.ACCESSIBILITY,
    title="The page does not reload by itself",
    threshold="no refresh after more than 0 seconds and less than 20 hours",
    why="A page that changes while somebody reads it is lost to them; Google takes it for a redirect.",
    how_to_fix="Redirect on the server, with status 301.",
    source="axe meta-refresh, ACT bc659a, WCAG 2.2.1",
)
def meta_refresh(page: PageView) -> Verdict:
    """Judge the first refresh meta a browser can make sense of: it takes no other."""
    metas = [
        meta
        for meta in page.tags("meta")
        if meta.get("http-equiv").strip().lower() == "refresh" and _delay(meta.get("content")) is not None
    ]
    if not metas:
        return not_applicable("no refresh")
    seconds = _delay(metas[0].get("content")) or 0.0
    is_harmless = seconds == 0 or seconds > _LONGEST_DELAY
    return passed(seconds) if is_harmless else failed(seconds, page.spot(metas[0]))


def _read_headings(page: PageView) -> list[Element]:
    """Return the headings a screen reader meets and takes for headings."""
    others = [one for one in page.having("role") if one.get("role").strip().lower() == "heading"]
    found = {one.order: one for one in (*page.tags(*_HEADINGS), *others)}
    headings = [found[order] for order in sorted(found)]
    return [one for one in page.accessible.read_out(headings) if page.accessible.roles.role(one) == "heading"]


def _level(heading: Element) -> int:
    given = _LEADING_NUMBER.match(heading.get("aria-level"))
    if given and int(given[1]) >= 1:
        return int(given[1])
    return int(heading.tag[1]) if heading.tag in _HEADINGS else 2


def _is_level_one(heading: Element) -> bool:
    if heading.has("role"):
        return False
    if heading.has("aria-level"):
        return heading.get("aria-level") == "1"
    return heading.tag == "h1"


def _roles_level_one(page: PageView) -> list[Element]:
    return [
        one for one in page.having("role") if one.get("role") == "heading" and one.get("aria-level") == "1"
    ]


def _has_one(page: PageView, elements: list[Element]) -> Verdict:
    dialogs = [
        *page.tags("dialog"),
        *(one for one in page.having("role") if one.get("role") == "dialog"),
        *(one for one in page.having("aria-modal") if one.get("aria-modal") == "true"),
    ]
    if any(page.accessible.visibility.is_on_screen(one) for one in dialogs):
        return passed("an open dialog")
    found = page.accessible.read_out(elements)
    return passed(len(found), page.spot(found[0])) if found else failed(0)


def _can_be_filled(field: Element) -> bool:
    if field.tag == "input" and field.get("type").strip().lower() in {"submit", "reset", "button", "hidden"}:
        return False
    if field.has("readonly") or field.has("disabled"):
        return False
    if "true" in {field.get("aria-readonly").lower(), field.get("aria-disabled").lower()}:
        return False
    order = tabindex(field)
    return not (order is not None and order < 0 and field.has("role") and explicit_role(field) not in WIDGETS)


def _is_autocomplete(value: str) -> bool:
    """Tell whether HTML knows a value of autocomplete: a section, a kind of address, a purpose."""
    terms = value.lower().split()
    if not terms or " ".join(terms) in _STATES:
        return True
    if terms[-1] == "webauthn":
        terms.pop()
    if terms and terms[0].startswith("section-") and len(terms[0]) > 8:
        terms = terms[1:]
    if terms and terms[0] in {"billing", "shipping"}:
        terms = terms[1:]
    purposes = _PURPOSES | _CONTACT_PURPOSES
    if terms and terms[0] in _CONTACT_KINDS:
        terms, purposes = terms[1:], _CONTACT_PURPOSES
    return len(terms) == 1 and terms[0] in purposes | _TOLERATED


def _can_zoom(content: str) -> bool:
    for item in re.split("[;,]", content.lower()):
        name, _, value = (part.strip() for part in item.partition("="))
        value = value.partition("=")[0].strip()
        if not value:
            continue
        match = _FLOAT.match(value)
        number = float(match[1]) if match else None
        if name == "user-scalable":
            if number is None and value not in {"yes", "device-width", "device-height"}:
                return False
            if number is not None and -1 < number < 1:
                return False
        elif name == "maximum-scale":
            if number is None and value not in {"device-width", "device-height"}:
                return False
            if number is not None and 0 <= number < 2:
                return False
    return True


def _delay(content: str) -> float | None:
    """Return the seconds of a refresh, None where a browser takes it for nonsense."""
    first = re.split(r"[;,\s]", content.strip(), maxsplit=1)[0]
    match = _FLOAT.match(first) if _DELAY.fullmatch(first) else None
    return float(match[1]) if match else None
