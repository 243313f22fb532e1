"""Checks of the numbers and addresses people tap: what is shown, what is dialled, what cannot be tapped."""

import re
from collections.abc import Iterator

from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.element import Element
from seo.legal.pages import is_legal_page
from seo.page_view import PageView
from seo.phone_text import Dialled, any_same, numbers_in, numbers_of_link
from seo.spot import Spot

# A short number is compared only with a short one: "24h/24" in a link is no number.
_FULL = 7
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


@check(
    "tel-link-mismatch",
    Family.LOCAL_LEGAL,
    title="Telephone links dial the number they show",
    threshold="the number in the words of each tel: link is the one it dials, in E.164 or with trunk zero",
    why="A visitor who taps the number reaches somebody else, and the call is lost.",
    how_to_fix="Correct the number behind the link so that it is the one visitors read.",
    source="squirrelscan links/tel-mailto; RFC 3966",
    impact=Level.HIGH,
)
def tel_link_mismatch(page: PageView) -> Verdict:
    """Compare the digits of each telephone link with the number in its words or just beside it."""
    links = [(element, number) for element, number in page.local.dialling_links if _is_tel(element)]
    if not links:
        return not_applicable("no telephone link")
    wrong: list[Spot] = []
    for element, number in links:
        shown = _shown_by(element)
        shown = shown or _beside(page, element, len(links))
        if shown and not any_same(number, shown):
            wrong.append(
                page.spot(element, f"{element.words() or element.get('href')} → {element.get('href')}")
            )
    return failed(f"{len(wrong)} of {len(links)} links", *wrong) if wrong else passed(len(links))


def _is_tel(element: Element) -> bool:
    return element.get("href").strip()[:4].lower() == "tel:"


def _shown_by(element: Element) -> list[Dialled]:
    """Return the numbers a link shows: in its words, else in the label it has for screen readers."""
    for text in (element.words(), element.get("aria-label"), element.get("title")):
        if numbers := [number for number in numbers_of_link(text) if len(number.digits) >= _FULL]:
            return numbers
    return []


def _beside(page: PageView, element: Element, count: int) -> list[Dialled]:
    """Return the one number that stands in the same line as a link without one ("05 … : appeler")."""
    parent = element.parent
    if parent is None or count > 1 or parent.tag in {"body", "nav", "header", "footer", "main", "section"}:
        return []
    line = parent.words()
    shown = list(numbers_in(line, page.local.countries[0])) if len(line) < 120 else []
    return [shown[0].number] if len(shown) == 1 and not shown[0].fax else []


@check(
    "mailto-link-mismatch",
    Family.LOCAL_LEGAL,
    title="E-mail links write to the address they show",
    threshold="the address in the words of each mailto: link is the one it writes to",
    why="A visitor who taps the address writes to somebody else, and the enquiry is lost.",
    how_to_fix="Correct the address behind the link so that it is the one visitors read.",
    source="squirrelscan links/tel-mailto; RFC 6068",
)
def mailto_link_mismatch(page: PageView) -> Verdict:
    """Compare the address of each mailto: link with the one in its words."""
    links = [link for link in page.links if link.get("href").strip()[:7].lower() == "mailto:"]
    if not links:
        return not_applicable("no e-mail link")
    wrong = []
    for link in links:
        shown = _EMAIL.search(link.words()[:300])
        if shown and shown[0].rstrip(".").lower() not in link.get("href").lower().replace("%40", "@"):
            wrong.append(page.spot(link, f"{link.words()} → {link.get('href')}"))
    return failed(f"{len(wrong)} of {len(links)} links", *wrong) if wrong else passed(len(links))


@check(
    "click-to-call",
    Family.LOCAL_LEGAL,
    title="Phone numbers can be tapped",
    threshold="every phone number of the business that is shown is dialled by a tel: link of the page",
    why="Most local searches are made on a phone: a number that cannot be tapped costs calls.",
    how_to_fix='Make the number a link, for example <a href="tel:+33556001122">05 56 00 11 22</a>.',
    source="Google Search Central, mobile sites; RFC 3966",
    impact=Level.HIGH,
)
def click_to_call(page: PageView) -> Verdict:
    """Look for numbers of the business that no link of the page dials."""
    if is_legal_page(page):
        return not_applicable("a legal page")
    phones = page.local.phones
    if not phones:
        return not_applicable("no phone number of the business is shown")
    links = [number for _, number in page.local.dialling_links]
    # A link that dials another number than it shows is another fault.
    links += [shown for element, _ in page.local.dialling_links for shown in _shown_by(element)]
    dead = [phone for phone in phones if not any_same(phone.number, links)]
    if not dead:
        return passed(len(phones))
    spots = [page.quote(phone.written) for phone in dead]
    return failed(dead[0].written, *spots) if not links else warned(dead[0].written, *spots)


_PLACEHOLDER_MAIL = re.compile(
    r"(?<![\w.+-])(?:[\w.+-]{1,64}@(?:(?:votre|your|ihre?)[-.]?(?:site|domaine?|entreprise|societe|company|firma|e?mail)"
    r"|my-?site|mon-?site|(?:nomde)?domaine?|ex[ae]mple)"
    r"|(?:votre|your|ihre?)[-_.]?(?:e?-?mail|nom|name|adresse|address)?@[\w-]{1,64}"
    r"|(?:e-?mail|nom|name|prenom\.nom)@e?-?mail)\.(?:com|fr|net|org|de|tld)\b",
    re.IGNORECASE,
)
# One of these is in every such address, and looking for it is quick.
_PLACEHOLDER_SIGNS = ("votre", "your", "ihre", "site.", "domain", "example.", "exemple.", "mail.")
# What shows how an address is written, as under a field, is no address of the business.
_AS_FORMAT = re.compile(
    r"(?:format|exemple|example|beispiel|\bex|z\. ?b|p\. ?ex|e\. ?g)\W{0,4}[^\n]{0,12}\Z", re.I
)
_PLACEHOLDER_PHONE = re.compile(
    r"[01](?<!\w[01])(?:(?<=0)1[ .]?23[ .]?45[ .]?67[ .]?89|(?<=1)23-456-7890|(?<=0)[67](?:[ .]?00){4})\b"
)
_PLACEHOLDER_STREET = re.compile(
    r"(?<!\d)(?:\d{1,4},?\s+)?(?:bis\s+)?(?:rue|avenue|allée|place|boulevard)\s+(?:de\s+l['’]exemple|exemple|d['’]exemple|xxx+)\b"
    r"|\bvotre\s+adresse\s+(?:ici|postale\s+ici|complète\s+ici)|\b(?:muster|beispiel)(?:straße|strasse|str\.|weg)\s+\d"
    r"|\b123\s+(?:main|example|demo|anywhere)\s+st(?:reet|\.)|\b\d{5}\s+(?:musterstadt|musterhausen|votre\s+ville|ville)\b",
    re.IGNORECASE,
)
_PLACEHOLDER_DIGITS = ("0123456789", "123-456-7890", "0600000000", "0700000000")
_STREET_SIGNS = ("exemple", "xxx", "votre adresse", "votre ville", "muster", "beispiel", "123 ")
_NO_TOWN = re.compile(r"\d ville")


@check(
    "placeholder-contact",
    Family.LOCAL_LEGAL,
    title="The contact details are the business's own",
    threshold="no address or number that a site builder or theme puts there as an example",
    why="Clients who use them reach nobody.",
    how_to_fix="Replace the example by your own e-mail address or phone number.",
    source="squirrelscan content/placeholder-contact; default texts of Wix, Jimdo and WordPress themes",
    impact=Level.HIGH,
)
def placeholder_contact(page: PageView) -> Verdict:
    """Look for the examples themes come with."""
    mails = [link.get("href") for link in page.links if link.get("href").lower().startswith("mailto:")]
    text = "\n".join([page.text, *mails])
    found = [
        match[0]
        for pattern in _likely(text.lower())
        for match in pattern.finditer(text)
        if not _AS_FORMAT.search(text[max(0, match.start() - 40) : match.start()])
    ]
    if found:
        return failed(found[0], *(page.quote(words) for words in dict.fromkeys(found)))
    return passed() if page.local.phones or "@" in text else not_applicable("no contact details")


def _likely(plain: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns of which a text in lower case holds the signs; the others cannot match."""
    if any(sign in plain for sign in _PLACEHOLDER_SIGNS):
        yield _PLACEHOLDER_MAIL
    digits = plain.replace(" ", "").replace(".", "")
    if any(sign in digits for sign in _PLACEHOLDER_DIGITS):
        yield _PLACEHOLDER_PHONE
    folded = " ".join(plain.split())
    if any(sign in folded for sign in _STREET_SIGNS) or _NO_TOWN.search(folded):
        yield _PLACEHOLDER_STREET
