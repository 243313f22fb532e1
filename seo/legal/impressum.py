"""What the notice of a German, Austrian, Swiss, Belgian or Luxembourg site must say.

Germany: Digitale-Dienste-Gesetz § 5. Austria: ECG § 5, UGB § 14. Switzerland: UWG art. 3 al. 1 let. s.
Belgium: Code de droit économique XII.6. Luxembourg: law of 14 August 2000, art. 5.
"""

import re
from collections.abc import Iterator

from stdnum.at import uid as at_uid
from stdnum.be import vat as be_vat
from stdnum.de import vat as de_vat

from seo.legal.fault import Fault
from seo.legal.pages import Law
from seo.legal.sections import Notice, Part

_I = re.IGNORECASE

_EMAIL = re.compile(r"@|\(at\)|\[at\]|\{at\}|\s+at\s+\S+\s*(?:\.|dot|punkt)|\(ät\)|e-?mail", _I)
_PHONE = re.compile(r"\bt[ée]l|\bfon\b|\bphone\b|\bmobil|\bhandy\b|\+\d{2}|\b0\d{2,5}\s?[/ -]\s?\d{3}", _I)
_CODE_TOWN = re.compile(r"\b(?:[A-Z]{1,2}-)?\d{4,5} +[A-ZÄÖÜ]\w+")
# A house number, whatever the street is called, at the end of what stands before code and town.
_HOUSE = re.compile(r"[^\W\d_]\.?\s{1,3}\d{1,4}\s?[a-z]?(?:\s?[-/+]\s?\d{1,4}\s?[a-z]?)*[\s,;·•|–-]*\Z", _I)
_REGISTERED = re.compile(r"\b(?:GmbH|UG|gGmbH|AG|KG|KGaA|OHG|e\.\s?K\.|eK|eG|PartG|e\.\s?V\.)(?!\w)")
_REGISTER = re.compile(
    r"\bHR\s?[AB]\b|\bGnR\b|\bVR\b|\bPR\s?\d|registergericht|handelsregister|vereinsregister|registernummer"
    r"|genossenschaftsregister|partnerschaftsregister|amtsgericht",
    _I,
)
_REPRESENTED = re.compile(
    r"gesch[äa]ftsf[üu]hr|vertreten|vertretung|vorstand|inhaber|gesellschafter|partner\b|pr[äa]sident", _I
)
_AUSTRIAN_COMPANY = re.compile(r"\b(?:GmbH|G\.?m\.?b\.?H\.?|AG|KG|OG|e\.\s?U\.)(?!\w)")
_FIRMENBUCH = re.compile(r"\bFN\s?\d{1,6}\s?[a-z]\b|firmenbuch", _I)
_GERMAN_VAT = re.compile(r"\bDE\s?\d{3}\s?\d{3}\s?\d{3}\b")
_AUSTRIAN_VAT = re.compile(r"\bATU\s?\d{8}\b")
_BELGIAN_NUMBER = re.compile(
    r"(?:\bBCE|\bKBO|\bTVA|\bBTW|entreprise)[^\d\n]{0,30}((?:BE\s?)?[01]\d{3}[.\s]?\d{3}[.\s]?\d{3})(?!\d)",
    _I,
)
_LUXEMBOURG_NUMBER = re.compile(r"\bRCS\b[^\d\n]{0,20}B\s?\d{2,6}|\bLU\s?\d{8}\b", _I)


def faults_of(notice: Notice, law: Law, own_address: bool, has_mail_link: bool) -> Iterator[Fault]:
    """Yield what a notice lacks by the law of its country, the gravest first."""
    own = notice.of(Part.OWN)
    if law is Law.GERMANY:
        yield from _german(own)
    elif law is Law.AUSTRIA:
        yield from _austrian(own)
    elif law is Law.BELGIUM:
        yield from _belgian(own)
    elif law is Law.LUXEMBOURG and not _LUXEMBOURG_NUMBER.search(own):
        yield Fault("no RCS number", grave=True)
    if not own_address and not _has_address(own, law):
        yield Fault("no postal address of the business", grave=True)
    if not has_mail_link and not _EMAIL.search(own):
        yield Fault("no e-mail address", grave=True)
    if law is not Law.SWITZERLAND and not _PHONE.search(own):
        yield Fault("no phone number or other quick way to reach you", grave=False)


def _has_address(own: str, law: Law) -> bool:
    """Tell whether code and town stand there; in Germany and Austria a summons needs the house too."""
    towns = list(_CODE_TOWN.finditer(own))
    if law not in {Law.GERMANY, Law.AUSTRIA}:
        return bool(towns)
    return any(_HOUSE.search(own[max(0, town.start() - 60) : town.start()]) for town in towns)


def _german(own: str) -> Iterator[Fault]:
    company = _REGISTERED.search(own)
    if company and not _REGISTER.search(own):
        yield Fault(f"no register and number of the {company[0]}", grave=True)
    if company and not _REPRESENTED.search(own):
        yield Fault(f"nobody who represents the {company[0]}", grave=True)
    for match in _GERMAN_VAT.finditer(own):
        if not de_vat.is_valid(match[0]):
            yield Fault(f"the VAT number {match[0]} is not valid", grave=True, words=match[0])


def _austrian(own: str) -> Iterator[Fault]:
    company = _AUSTRIAN_COMPANY.search(own)
    if company and not _FIRMENBUCH.search(own):
        yield Fault("no Firmenbuch number", grave=True)
    for match in _AUSTRIAN_VAT.finditer(own):
        if not at_uid.is_valid(match[0]):
            yield Fault(f"the VAT number {match[0]} is not valid", grave=True, words=match[0])


def _belgian(own: str) -> Iterator[Fault]:
    numbers = [match[1] for match in _BELGIAN_NUMBER.finditer(own)]
    if not numbers:
        yield Fault("no enterprise number (BCE)", grave=True)
    elif not any(be_vat.is_valid(number) for number in numbers):
        yield Fault(f"the enterprise number {numbers[0]} is not valid", grave=True, words=numbers[0])
