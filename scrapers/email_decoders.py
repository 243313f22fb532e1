"""Undo the ways in which pages hide an e-mail address from collectors.

Each decoder takes text as the page has it and returns candidates; whether a candidate is an address is judged
by `email_addresses.contact_address`. None of them runs a script.
"""

import base64
import binascii
import codecs
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from scrapers.vocabulary import any_of, stems, words

MAX_ENCODED = 4_000
MAX_EXPRESSIONS = 2_000
MAX_CODE = 0x110000

_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_CLOUDFLARE_LINK = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-f]{4,4000})", re.IGNORECASE)


def cloudflare(encoded: str) -> str:
    """Return the text behind Cloudflare's form: hexadecimal bytes XORed with the first; empty if none."""
    if not 4 <= len(encoded) <= MAX_ENCODED or not _HEX.fullmatch(encoded):
        return ""
    data = bytes.fromhex(encoded[: len(encoded) // 2 * 2])
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace")


def cloudflare_link(href: str) -> str:
    """Return the text behind the hash of a Cloudflare link, empty if it is none."""
    match = _CLOUDFLARE_LINK.search(href)
    return cloudflare(match[1]) if match else ""


# The three character ranges in which TYPO3 shifts, as its linkTo_UnCryptMailto has them.
_TYPO3_RANGES = ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A))
_TYPO3_CALL = re.compile(r"UnCryptMailto\(\s*(['\"])(.*?)\1", re.DOTALL)
_JS_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_MAILTO = "mailto:"


def unescape_js(literal: str) -> str:
    r"""Return the text of a JavaScript string literal's inside: \/ and \u002F become /."""

    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": ""}.get(match[3], match[3])

    return _JS_ESCAPE.sub(one, literal) if "\\" in literal else literal


def typo3_argument(script: str) -> str:
    """Return what a `linkTo_UnCryptMailto('...')` call is given, unescaped; empty without such a call."""
    if "UnCryptMailto" not in script:
        return ""
    match = _TYPO3_CALL.search(unquote(html.unescape(script)))
    return unescape_js(match[2]) if match else ""


def typo3(encoded: str) -> str:
    """Return the `mailto:` address behind TYPO3's form, whatever the shift; empty if there is none."""
    if not len(_MAILTO) < len(encoded) < MAX_ENCODED:
        return ""
    for offset in (sign * step for step in range(1, 26) for sign in (-1, 1)):
        if "".join(_shift(char, offset) for char in encoded[: len(_MAILTO)]) == _MAILTO:
            return "".join(_shift(char, offset) for char in encoded)
    # The oldest releases moved every character by the same step, without ranges.
    step = ord(encoded[0]) - ord(_MAILTO[0])
    plain = "".join(chr(max(0, ord(char) - step)) for char in encoded)
    return plain if step and plain.startswith(_MAILTO) else ""


def _shift(char: str, offset: int) -> str:
    code = ord(char)
    for start, end in _TYPO3_RANGES:
        if start <= code <= end:
            return chr(start + (code - start + offset) % (end - start + 1))
    return char


def rot13(text: str) -> str:
    """Return text with its Latin letters moved by 13."""
    return codecs.decode(text, "rot13")


def base64_text(text: str) -> str:
    """Return what a base64 string holds, empty if it is none."""
    packed = text.strip()
    if not packed or len(packed) > MAX_ENCODED:
        return ""
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


_AT_WORD = any_of("at ad a ä à ät æt @ arobase? arrob[ae] chez klammeraffe")
_DOT_WORD = any_of(r"dot punkt point punto pt \.")
_OPEN, _CLOSE = r"\s*[\[({<]{1,2}\s*", r"\s*[\])}>]{1,2}\s*"
_AT = rf"(?:{_OPEN}{_AT_WORD}{_CLOSE}|\s*[_*|#-]at[_*|#-]\s*)"
_DOT = rf"(?:{_OPEN}{_DOT_WORD}{_CLOSE}|\s*[_*-]dot[_*-]\s*)"
_BARE_AT = r"\s+(?:at|arobase?|chez)\s+"
_BARE_DOT = r"\s+(?:dot|point|punkt)\s+"
_SPACED_AT = r"(?:\s+@\s*|@\s+)"
_LOCAL = rf"[\w+-]+(?:(?:\.|{_DOT})[\w+-]+){{0,6}}"
_DOMAIN = rf"[\w-]+(?:(?:\.|{_DOT}|{_BARE_DOT})[\w-]+){{1,6}}"
SPOKEN = re.compile(rf"(?<![\w.@/+-])({_LOCAL})({_AT}|{_BARE_AT}|{_SPACED_AT})({_DOMAIN})", re.IGNORECASE)
_ANY_DOT = re.compile(rf"{_DOT}|{_BARE_DOT}", re.IGNORECASE)
_BRACKETED_AT = re.compile(_AT, re.IGNORECASE)
_BRACKETED_DOT = re.compile(_DOT, re.IGNORECASE)
# Words alone make an address only when both are of one language: "the oven at this point to" is none.
_FRENCH_DOT = re.compile(r"\spoint\s", re.IGNORECASE)
_SPOKEN_DOT = {
    "at": re.compile(r"\s(?:dot|punkt)\s", re.IGNORECASE),
    "arobase": _FRENCH_DOT,
    "arobas": _FRENCH_DOT,
    "chez": _FRENCH_DOT,
}
# What a line with an address has at least, in lower case.
STEMS = (
    *stems("@ ＠ ﹫ at) at] at} at> at_) at_] at_} _at_ ad) ad] a) a] a} ä) ä] à) à] ät æt arob arrob chez"),
    *stems("klammeraffe -at- *at* |at| #at#"),
    "_at_",
)
# A line must have one of these before the slower pattern is tried on it.
_SPOKEN_HINT = re.compile(
    rf"[\[({{<]\s*{_AT_WORD}\s*[\])}}>]|[_*|#-]at[_*|#-]|\s@|@\s"
    # (In prose "at" stands before many words, and before few that go on like a domain.)
    rf"|\s(?:at|arobase?|chez)\s+[\w-]+(?:\.[\w-]|{_DOT}|{_BARE_DOT})",
    re.IGNORECASE,
)
# Before a bare "at" only these make an address of it: "visit us at durand.example" is none.
_ROLES = words(
    "info infos contact kontakt mail email office hello hallo bonjour accueil service support buero büro",
    "sales cabinet atelier garage salon restaurant hotel pharmacie agence direction compta devis rdv resa",
    "reservations verkauf vertrieb admin secretariat commercial reservation booking praxis kanzlei anfrage",
    "enquiries",
)
_LABEL_BEFORE = re.compile(r"(?:e-?mail|mail|courriel|mél|contact)\s*:?\s*\Z", re.IGNORECASE)
_LABEL_REACH = 20


def spoken_in(text: str) -> Iterator[re.Match[str]]:
    """Return where addresses may be spelt with words in a text."""
    return SPOKEN.finditer(text) if _SPOKEN_HINT.search(text) else iter(())


def spoken(match: re.Match[str]) -> str:
    """Return the address that "info (at) durand [dot] example" spells, empty where words are just words."""
    local = _ANY_DOT.sub(".", match[1]).strip()
    domain = _ANY_DOT.sub(".", match[3]).strip()
    bare_dot = _SPOKEN_DOT.get(match[2].strip().lower())
    label_from = max(0, match.start() - _LABEL_REACH)
    certain = (
        _BRACKETED_AT.fullmatch(match[2]) is not None
        or _BRACKETED_DOT.search(match[3]) is not None
        or (bare_dot is not None and bare_dot.search(match[3]) is not None)
        or local.lower() in _ROLES
        or match[0] == match.string.strip()
        or _LABEL_BEFORE.search(match.string, label_from, match.start()) is not None
    )
    return f"{local}@{domain}" if certain else ""


_NO_SPAM = any_of("NO-?SPAM ANTI-?SPAM REMOVE-?(?:THIS|ME)? SUPPRIMER ENLEVER SPAMSCHUTZ ENTFERNEN")
_NO_SPAM_PART = re.compile(rf"(?<=@){_NO_SPAM}[-_.]?|[-_.]?{_NO_SPAM}")


def without_spam_words(address: str) -> str:
    """Return an address without the words in capitals that a person is meant to take out (NOSPAM)."""
    return _NO_SPAM_PART.sub("", address)


_CODE = r"(?:0x[0-9a-f]{1,6}|\d{1,7})"
_CHAR_CODES = re.compile(rf"(?:String\.)?fromCharCode\(\s*({_CODE}(?:\s*,\s*{_CODE})*)\s*\)", re.IGNORECASE)
_UNESCAPED = re.compile(r"(?:unescape|decodeURI(?:Component)?)\(\s*(['\"])(.*?)\1", re.DOTALL)
_ATOB = re.compile(r"\batob\(\s*(['\"])([A-Za-z0-9+/=]{8,4000})\1")
_SPIP = re.compile(r"lancerlien\(\s*'([^']{1,80})'\s*,\s*'([^']{3,120})'", re.IGNORECASE)
_LITERAL = r"(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
_TERM = rf"(?:{_LITERAL}|[A-Za-z_$][\w$]*)"
_ASSIGNMENT = re.compile(rf"(?:([A-Za-z_$][\w$]*)\s*(\+?)=\s*)?({_TERM}(?:\s*\+\s*{_TERM})*)")
_ONE_TERM = re.compile(_TERM)
_WRITES = (".write", "innerHTML", "addy", "mailto", ".href", "insertAdjacent", ".html(")
_AT_SIGNS = ("@", "&#64;", "&#x40;", "\\x40", "\\u0040", "%40")
_ROT13_MAILTO = codecs.encode(_MAILTO, "rot13")


def script_texts(script: str) -> Iterator[str]:
    """Yield the texts that a short inline script would write into the page, as far as no run is needed.

    Character codes, escapes, base64, ROT13, reversed literals, SPIP's and Joomla's cloaks, joined strings.
    """
    if "fromCharCode" in script:
        for match in _CHAR_CODES.finditer(script):
            yield _chars(match)
    if "unescape(" in script or "decodeURI" in script:
        yield from (unquote(match[2]) for match in _UNESCAPED.finditer(script))
    if "atob(" in script:
        yield from (base64_text(match[2]) for match in _ATOB.finditer(script))
    if "lancerlien" in script:
        yield from (f"{match[1]}@{match[2]}" for match in _SPIP.finditer(script))
    if _ROT13_MAILTO in script:
        yield rot13(unescape_js(script))
    # (The sign alone is often written as a code between two strings.)
    script = _CHAR_CODES.sub(lambda match: f"'{_chars(match)}'", script)
    if any(sign in script for sign in _WRITES) and any(sign in script for sign in _AT_SIGNS):
        yield from _joined_strings(script)


def _chars(call: re.Match[str]) -> str:
    return "".join(_char(code) for code in call[1].split(",")[:MAX_ENCODED])


def _char(code: str) -> str:
    """Return the character of a code in JavaScript's notation, nothing for one that is none."""
    code = code.strip().lower()
    number = int(code, 16) if code.startswith("0x") else int(code)
    return chr(number) if number < MAX_CODE else ""


def _joined_strings(script: str) -> Iterator[str]:
    """Yield what string expressions such as 'inf' + 'o' + at + 'x' come to, with the variables set so far."""
    known: dict[str, str] = {}
    mirrored = "reverse" in script
    for count, match in enumerate(_ASSIGNMENT.finditer(script)):
        if count > MAX_EXPRESSIONS:
            return
        name, terms = match[1], _ONE_TERM.findall(match[3])
        if name is None and len(terms) == 1 and terms[0][0] not in "'\"":
            continue
        parts = [unescape_js(term[1:-1]) if term[0] in "'\"" else known.get(term, "") for term in terms]
        value = "".join(parts)[:MAX_ENCODED]
        if name is not None:
            value = known[name] = (known.get(name, "") if match[2] else "") + value
        if len(terms) > 1 or _MAILTO in value or mirrored:
            yield html.unescape(value)
        if mirrored:
            yield html.unescape(value)[::-1]
