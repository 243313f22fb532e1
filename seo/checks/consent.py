"""Checks of what is tracked, and whether visitors were asked."""

import re

from seo.check import Family, Level, Verdict, check, could_not_check, failed, not_applicable, passed, warned
from seo.legal.pages import needs_consent
from seo.page_view import PageView
from seo.tracker_tables import TAG_MANAGER, Maker
from seo.trackers import consent_tool

_REFUSE = re.compile(
    r"refus|reject|d[ée]clin|ablehn|continuer sans|deny|tout interdire|necessary|n[ée]cessaires", re.I
)
_ACCEPT = re.compile(r"accept|agree|akzept|zustimm|autoris|\bok\b|j['’]ai compris|allow", re.I)
_BANNER = ("cookie", "consent", "rgpd", "gdpr")


@check(
    "consent-before-trackers",
    Family.LOCAL_LEGAL,
    title="Trackers wait for consent",
    threshold="no tracker loads before the visitor has accepted it",
    why="Trackers without consent are what the CNIL fines most often; a visitor's complaint is enough.",
    how_to_fix="Let a consent tool load the trackers named here only after the visitor has accepted.",
    source="French data protection act art. 82; ePrivacy directive art. 5(3); CNIL guidelines on cookies",
    impact=Level.HIGH,
    effort=Level.MEDIUM,
)
def consent_before_trackers(page: PageView) -> Verdict:
    """Look for trackers that nothing holds back."""
    if not needs_consent(page):
        return not_applicable("a page from outside Europe")
    trackers = page.local.trackers
    if not trackers:
        return not_applicable("no tracker")
    free = page.local.loaded_trackers
    names = ", ".join(tracker.name for tracker in free)
    if not free:
        return passed("; ".join(f"{one.name}: {one.gated}" for one in trackers))
    spots = page.spots([tracker.element for tracker in free])
    tool = consent_tool(page)
    if tool and all(tracker.name == TAG_MANAGER for tracker in free):
        return could_not_check(f"{names} with {tool}: what the container loads shows only in a browser")
    if all(tracker.maker is Maker.MATOMO for tracker in free):
        return warned("Matomo without its exempt settings", *spots)
    return failed(f"{names} ({tool or 'no consent tool'})", *spots)


@check(
    "consent-refusal",
    Family.LOCAL_LEGAL,
    title="Refusing is as easy as accepting",
    threshold="a banner of the page's own has a button to refuse beside the one to accept",
    why="A banner without a way to refuse is not consent, and has been fined.",
    how_to_fix='Add a button "Tout refuser" of the same size beside "Tout accepter".',
    source="CNIL recommendation on cookies of 17 September 2020, § 30",
    impact=Level.MEDIUM,
)
def consent_refusal(page: PageView) -> Verdict:
    """Read the buttons of a cookie banner that stands in the page itself."""
    for element in page.tags("div", "aside", "section", "dialog"):
        if not element.attributes:
            continue
        name = f"{element.get('id')} {element.get('class')}".lower()
        if not any(word in name for word in _BANNER):
            continue
        controls = [
            control.words() or control.get("value") for control in element.find("button", "a", "input")
        ]
        if not any(_ACCEPT.search(text) for text in controls):
            continue
        if any(_REFUSE.search(text) for text in controls):
            return passed("both", page.spot(element))
        return warned("no button to refuse", page.spot(element))
    return not_applicable("no banner in the page itself")
