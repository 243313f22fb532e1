"""What is an e-mail address, what only looks like one, and what is a sample to be replaced."""

import re
from collections.abc import Iterator
from functools import lru_cache

import tldextract

from scrapers.vocabulary import any_of, words

MAX_LOCAL = 64
MAX_DOMAIN = 253

_CANDIDATE = re.compile(r"(?<![\w.+%@/-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-){0,61}[^\W_]|[^\W_]")
# "durand.frTél": the ending, and what a layout glued to it.
_GLUED_ENDING = re.compile(r"([a-z]{2,})(?=[A-ZÀ-Þ0-9])")
# "2x.png", the resolution in an image's name.
_DENSITY = re.compile(r"\d+x\.", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{24,}", re.IGNORECASE)

_ENDING = any_of(r"com net org fr de tld ch be eu co\.uk it es")
_SAMPLE_DOMAIN = re.compile(
    any_of(
        r"(?:.*\.)?(?:example|exemple|beispiel|muster|ejemplo|voorbeeld)\.(?!example\Z)[a-z.]{2,6}",
        r"(?:votre|mon|ma|notre|le|ihre|deine|meine|ihr)-?(?:domaine?|site|siteweb|entreprise|societe|firma|seite)"
        r"\.[a-z]{2,6}",
        rf"(?:my|your|our|the)?-?(?:domain|domaine|domein|company|website|yoursite|mysite)\.{_ENDING}",
        rf"(?:mydomain|yourdomain|yourcompany|yourwebsite|nomdedomaine|exampledomain|musterdomain)\.{_ENDING}",
        rf"(?:musterfirma|mustermann|lorem|ipsum|tests?|abc|xyz|xxxx?|site|mail)\.{_ENDING}",
        rf"(?:e-?mail|emailaddress|adresse|address)\.{_ENDING}",
        r"(?:mailservice|reallygreatsite|mysite\d*|yoursite|sitename|companyname|yourbusiness|yourname|mystore)\.com",
        r"(?:.*\.)?sentry\.io (?:.*\.)?wixpress\.com",
    ),
    re.IGNORECASE,
)
_WEBMAIL = words("mail.com email.com email.de mail.de mail.fr")
_SAMPLE_HOSTS = _WEBMAIL | words("gmail.com yahoo.com hotmail.com outlook.com gmx.de web.de")
_ALWAYS_SAMPLE = any_of(
    "(?:votre|your|ihre?|deine?)[.-]?(?:e-?mail|name|nom|adresse)? (?:first|last|user|full)[.-]?name",
    "(?:prenom|nom)[.-](?:nom|prenom) (?:vor|nach)name[.-](?:vor|nach)name (?:john|jane)[.-]?doe",
    "mustermail (?:max|erika)?[.-]?muster(?:mann|frau)",
)
_SAMPLE_AT_WEBMAIL = any_of(
    "you vous nom prenom name vorname nachname tu jemand someone somebody quelquun user username test",
    "email e-mail (?:john|jane)[.-]?smith jean[.-]dupont example exemple beispiel xxx+ abc aaa+ adresse",
    "address utilisateur me",
)
_SAMPLE_LOCAL = re.compile(_ALWAYS_SAMPLE, re.IGNORECASE)
_SAMPLE_WEBMAIL_LOCAL = re.compile(f"{_ALWAYS_SAMPLE}|{_SAMPLE_AT_WEBMAIL}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _endings() -> frozenset[str]:
    """Return the top-level domains there are, and `.example`, which invented businesses use."""
    suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None).tlds
    return frozenset(suffix.rpartition(".")[2] for suffix in suffixes) | {"example"}


def well_formed(address: str) -> str:
    """Return an address with its domain in lower case, or nothing when it cannot be one."""
    local, at, domain = address.strip().strip(".,;:<>()[]\"'").rpartition("@")
    local, domain = local.lstrip(".-+_%"), domain.lower().rstrip(".")
    if not at or not 1 <= len(local) <= MAX_LOCAL or len(domain) > MAX_DOMAIN or not _LOCAL.fullmatch(local):
        return ""
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    known = labels[-1] in _endings() or labels[-1].startswith("xn--")
    return f"{local}@{domain}" if known and not _DENSITY.match(domain) else ""


def is_placeholder(address: str) -> bool:
    """Tell whether an address is a sample to be replaced, or a machine's, rather than a contact."""
    local, _, domain = address.lower().rpartition("@")
    if domain not in _WEBMAIL and _SAMPLE_DOMAIN.fullmatch(domain):
        return True
    sample = _SAMPLE_WEBMAIL_LOCAL if domain in _SAMPLE_HOSTS else _SAMPLE_LOCAL
    return bool(sample.fullmatch(local.replace("_", ".")) or _HASH.fullmatch(local))


def contact_address(text: str) -> str:
    """Return the address a text is, or nothing when it is none or a placeholder."""
    address = well_formed(text)
    return "" if not address or is_placeholder(address) else address


def trimmed(candidate: str) -> str:
    """Return a candidate without what sentence or layout glued to its ends; empty if it is no address."""
    local, _, domain = candidate.rpartition("@")
    local = local.lstrip(".-+_%")
    labels = domain.split(".")
    while len(labels) >= 2:
        if labels[-1].lower() in _endings():
            break
        glued = _GLUED_ENDING.match(labels[-1])
        if glued and glued[1] in _endings():
            labels[-1] = glued[1]
            break
        labels.pop()
    address = f"{local}@{'.'.join(labels)}"
    return address if len(labels) >= 2 and well_formed(address) else ""


def addresses_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the plain addresses of a text with their span, placeholders among them."""
    if "@" not in text:
        return
    for match in _CANDIDATE.finditer(text):
        address = trimmed(match[0])
        if address:
            start = match.start() + match[0].index(address[: address.index("@")])
            yield address, start, start + len(address)
