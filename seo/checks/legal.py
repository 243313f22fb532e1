"""Checks of what the law asks of a business's site: notice, privacy, terms, mediator."""

import re

from scrapers.vocabulary import any_of
from seo.check import Family, Level, Scope, Verdict, check, failed, not_applicable, passed, warned
from seo.element import Element
from seo.legal import french_notice, impressum
from seo.legal.pages import (
    NOTICE_ADDRESS,
    NOTICE_WORDS,
    PRIVACY_ADDRESS,
    PRIVACY_WORDS,
    TERMS_ADDRESS,
    TERMS_WORDS,
    Law,
    is_notice_page,
    law_of,
    links_to,
)
from seo.legal.sections import Notice, Part
from seo.page_view import PageView
from seo.spot import Spot

# A page with fewer words shows its notice as a picture or by script.
LEAST_WORDS = 6

_SCRIPTED = ("onclick", "role", "data-toggle", "data-target", "data-bs-toggle", "data-modal", "aria-controls")
_MEDIATOR = re.compile(r"m[ée]diat(?:eur|rice|ion)", re.IGNORECASE)
_KNOWN_MEDIATOR = r"CM2C|MEDICYS|ANM\s?Conso|CNPM|\bMCP\b|AME\s?Conso|\bMTV\b|\bCMAP\b|\bSMCE\b"
_EU_PLATFORM = re.compile(r"(?:https?://)?(?:webgate\.)?ec\.europa\.eu\S*", re.IGNORECASE)
_LAW_WORDS = r"(?:Code|Consommation|M[ée]di|Conform|Article|Union|Commission|Europ)"
# What a mediator is told by: a known name, a site, an address, or words with capitals of a name.
_NAMED_MEDIATOR = re.compile(
    rf"(?i:{_KNOWN_MEDIATOR})|[\w-]\.(?:fr|com|eu|org|net|info|example)\b|\b\d{{5}}\s"
    rf"|\b(?:M\.|Mme|Ma[îi]tre|Me)\s+[A-ZÉÈ]|[a-zé:]\s+(?!{_LAW_WORDS})[A-ZÉÈ][\w'’-]+\s+(?!{_LAW_WORDS})[A-ZÉÈ]"
)
_MEDIATOR_NEAR = 400
_SHOP = re.compile(
    any_of(
        r"ajouter_au_panier \bmon_panier\b \bvotre_panier\b valider_(?:ma|la|votre)_commande \badd_to_cart\b",
        r"in_den_warenkorb \bwarenkorb\b",
    ),
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"e-?mail|courriel|phone|tel\b|t[ée]l[ée]phone|portable|nom\b|name|prenom|adresse", re.I
)
_NOT_PERSONAL = re.compile(r"search|recherche|\bs\b|query|login|password", re.I)


@check(
    "legal-notice-link",
    Family.LOCAL_LEGAL,
    title="The legal notice is one click away",
    threshold="a link to the legal notice (mentions légales, Impressum) on the page, or the notice itself",
    why="The law asks for it on every page, up to 75,000 euros of fine in France, and clients look for it.",
    how_to_fix='Put a link named "Mentions légales" (in German "Impressum") in the footer of every page.',
    source="LCEN art. 6-III and 1-1 (FR); DDG § 5 (DE); ECG § 5 (AT); UWG art. 3 (CH)",
    impact=Level.HIGH,
)
def legal_notice_link(page: PageView) -> Verdict:
    """Look for a link to the notice by its words or its address."""
    law = law_of(page)
    if law is None or not page.kind.is_page:
        return not_applicable("no country or language whose law we know")
    links = links_to(page, NOTICE_WORDS, NOTICE_ADDRESS)
    if any(not _is_dead(link) for link in links):
        return passed(len(links), *page.spots(links[:1]))
    if is_notice_page(page) or any(
        NOTICE_WORDS.search(heading.words())
        for heading in page.tags("h2", "h3", "h4")
        if len(heading.words()) < 60
    ):
        return passed("the page is or contains the notice")
    if links:
        return warned("the link leads nowhere", *page.spots(links))
    name = "Impressum" if page.language == "de" else "mentions légales"
    is_duty = law in {Law.FRANCE, Law.GERMANY, Law.AUSTRIA}
    return failed(f"no link to the {name}") if is_duty else warned(f"no link to the {name}")


def _is_dead(link: Element) -> bool:
    """Tell whether a link leads nowhere and nothing says that a script answers it."""
    href = link.get("href").strip()
    return href in {"", "#"} and not any(link.has(name) for name in _SCRIPTED)


@check(
    "legal-notice-content",
    Family.LOCAL_LEGAL,
    title="The legal notice is complete",
    threshold="publisher, form, capital, seat, valid SIREN or SIRET, publication director, host with "
    "address and phone; elsewhere what the law of the country asks",
    why="An incomplete notice can be fined, and clients check who stands behind a site.",
    how_to_fix="Add what is missing here to the page of your legal notice.",
    source="LCEN art. 6-III and 1-1, C. com. R123-237 (FR); DDG § 5 (DE); ECG § 5 (AT); UWG art. 3 (CH)",
    impact=Level.HIGH,
    effort=Level.LOW,
)
def legal_notice_content(page: PageView) -> Verdict:
    """Judge the notice on its own page."""
    if not is_notice_page(page):
        return not_applicable("not a legal notice of a country whose law we know")
    notice = Notice(page.document)
    law = Law.FRANCE if page.language == "fr" and french_notice.is_french(notice) else law_of(page)
    if law is None:
        return not_applicable("not a legal notice of a country whose law we know")
    if len(notice.text.split()) < LEAST_WORDS:
        return not_applicable("the notice has no text in the page")
    places = [notice.part_at(address.line, address.start) for address in page.local.all_addresses]
    if law is Law.FRANCE:
        if page.language not in {"fr", ""}:
            return not_applicable("not in French")
        faults = list(french_notice.faults_of(notice, Part.OWN in places, Part.HOST in places))
    else:
        mails = any(link.get("href").lower().startswith("mailto:") for link in page.links)
        streets = [place for place, one in zip(places, page.local.all_addresses, strict=True) if one.street]
        faults = list(impressum.faults_of(notice, law, Part.OWN in streets, mails))
    if not faults:
        return passed("complete")
    spots = [page.quote(fault.words) if fault.words else Spot(0, fault.what) for fault in faults]
    told = "; ".join(fault.what for fault in faults)
    return failed(told, *spots) if any(fault.grave for fault in faults) else warned(told, *spots)


@check(
    "privacy-policy-link",
    Family.LOCAL_LEGAL,
    title="The privacy policy can be found",
    threshold="a link to the privacy policy on pages with a form or trackers",
    why="Whoever collects names or addresses must say what becomes of them, where they are asked for.",
    how_to_fix="Link to your privacy policy (politique de confidentialité) in the footer and at forms.",
    source="GDPR art. 13; CNIL, information des personnes",
    impact=Level.MEDIUM,
)
def privacy_policy_link(page: PageView) -> Verdict:
    """Look for a link to the privacy policy where the page collects something."""
    if law_of(page) is None:
        return not_applicable("no country or language whose law we know")
    forms = personal_forms(page)
    if not forms and not page.local.loaded_trackers:
        return not_applicable("no form and no tracker")
    if links := links_to(page, PRIVACY_WORDS, PRIVACY_ADDRESS):
        return passed(len(links), *page.spots(links[:1]))
    if PRIVACY_ADDRESS.search(page.local.path):
        return passed("the page is the policy")
    return warned("no link to a privacy policy", *page.spots(forms))


def personal_forms(page: PageView) -> list[Element]:
    """Return the forms that ask for an address, a name or a number; searches and log-ins left out."""
    return [form for form in page.tags("form") if _asks_personal(form)]


def _asks_personal(form: Element) -> bool:
    if form.get("role") == "search" or _NOT_PERSONAL.search(f"{form.get('class')} {form.get('id')}"):
        return False
    fields = [
        field
        for field in form.find("input", "textarea")
        if field.get("type").lower()
        not in {"hidden", "submit", "button", "search", "checkbox", "radio", "image"}
    ]
    if any(field.get("type").lower() == "password" for field in fields):
        return False
    return any(
        field.tag == "textarea"
        or field.get("type").lower() in {"email", "tel"}
        or _PERSONAL.search(f"{field.get('name')} {field.get('id')} {field.get('placeholder')}")
        for field in fields
    )


_NOTICE_AT_FORM = re.compile(
    any_of(
        r"confidentialit[ée] donn[ée]es rgpd \bcnil\b consent accepte j['’]accept autorise vie_priv[ée]e",
        r"privacy",
        r"datenschutz dsgvo gdpr einwillig einverstanden",
    ),
    re.IGNORECASE,
)


@check(
    "form-privacy-notice",
    Family.LOCAL_LEGAL,
    title="Forms say what becomes of the data",
    threshold="a sentence or a tick box about personal data at each form that asks for some",
    why="Asking for names and numbers without a word on their use is the fault the CNIL finds most often.",
    how_to_fix="Write at the form who gets the answers, what for and how long, and link to the policy.",
    source="GDPR art. 13; CNIL, exemples de mentions d'information",
    impact=Level.LOW,
)
def form_privacy_notice(page: PageView) -> Verdict:
    """Look for words about data in each form or just around it."""
    if law_of(page) is None:
        return not_applicable("no country or language whose law we know")
    forms = personal_forms(page)
    if not forms:
        return not_applicable("no form that asks for personal data")
    silent = [form for form in forms if not _speaks_of_data(form)]
    return (
        warned(f"{len(silent)} of {len(forms)} forms", *page.spots(silent)) if silent else passed(len(forms))
    )


def _speaks_of_data(form: Element) -> bool:
    around = (
        form.parent if form.parent is not None and form.parent.tag not in {"body", "html", "main"} else None
    )
    return any(_NOTICE_AT_FORM.search(element.words()) for element in (form, around) if element is not None)


@check(
    "terms-of-sale-link",
    Family.LOCAL_LEGAL,
    title="A shop links to its terms of sale",
    threshold="a link to the terms (CGV, AGB) on pages where something can be bought",
    why="Without terms that can be read before the purchase the contract can be undone for a year.",
    how_to_fix="Link to your terms of sale (CGV) in the footer and before the order button.",
    source="Code de la consommation L111-1 and L221-5; BGB § 312d (DE)",
    impact=Level.MEDIUM,
)
def terms_of_sale_link(page: PageView) -> Verdict:
    """Look for terms where the page sells."""
    if law_of(page) is None:
        return not_applicable("no country or language whose law we know")
    buying = _SHOP.search(page.text)
    if buying is None:
        return not_applicable("nothing is sold on the page")
    if links := links_to(page, TERMS_WORDS, TERMS_ADDRESS):
        return passed(len(links), *page.spots(links[:1]))
    return warned("no link to terms of sale", page.quote(buying[0]))


@check(
    "consumer-mediator",
    Family.LOCAL_LEGAL,
    title="The terms name the consumer mediator",
    threshold="the terms of sale of a French business name a mediator of consumption",
    why="Every business that serves consumers must name its mediator, up to 15,000 euros of fine.",
    how_to_fix="Join a mediator of consumption and give its name, address and site in your terms.",
    source="Code de la consommation L612-1, L616-1 and L641-1",
    impact=Level.LOW,
    effort=Level.MEDIUM,
    scope=Scope.CONTENT,
)
def consumer_mediator(page: PageView) -> Verdict:
    """Look for a mediator in the terms of sale."""
    is_terms = TERMS_ADDRESS.search(page.local.path) or any(
        TERMS_WORDS.search(heading.words()) for heading in page.tags("h1")
    )
    if law_of(page) is not Law.FRANCE or not is_terms:
        return not_applicable("not the terms of a French business")
    sells = re.search(r"\bvente|\bprestation|\bconsommateur|\bcgv\b", page.text, re.IGNORECASE)
    if not sells or page.language != "fr":
        return not_applicable("no terms of sale")
    spots = list(_MEDIATOR.finditer(page.text))
    for found in spots:
        behind = page.text[found.start() : found.end() + _MEDIATOR_NEAR]
        if _NAMED_MEDIATOR.search(_EU_PLATFORM.sub("", behind)):
            return passed(found[0], page.quote(found[0]))
    if named := re.search(_KNOWN_MEDIATOR, page.text, re.IGNORECASE):
        return passed(named[0], page.quote(named[0]))
    if spots:
        return warned("a mediator without a name", page.quote(spots[0][0]))
    return warned("no mediator named")
