"""Find the e-mail addresses of a page: in its text, its links, and where it hides them."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, unquote

from leads.record import Kind, Method
from scrapers import email_decoders as decoders
from scrapers.dom import Anchor, Clue, Document, Line, without_invisible
from scrapers.email_addresses import addresses_in, contact_address, trimmed, well_formed
from scrapers.evidence import cut_around
from scrapers.found import Found, attribute_quote

MAX_PER_PAGE = 500
MAX_RECIPIENTS = 20
MAX_FIELDS = 50

_SAME_LENGTH = str.maketrans({"＠": "@", "．": ".", "﹫": "@", "\u00a0": " "})
_ODD_SIGN = re.compile("[＠．﹫\u00a0]")
_LABEL_WORD = re.compile(r"(?:e-?mail|mail|courriel|mél|kontakt|contact|adresse|message)\Z", re.IGNORECASE)
_BRACKETED_AT = re.compile(r"[\[(]at[\])]", re.IGNORECASE)
_WHOLE_ATTRIBUTES = frozenset({"data-enc-email", "data-email", "data-mail"})
_DOMAIN_ATTRIBUTES = ("data-domain", "data-host", "data-last", "data-d")
_ENDING_ATTRIBUTES = ("data-tld", "data-ext")


def find_emails(document: Document, unseen: frozenset[int]) -> list[Found]:
    """Return every address of a page with its evidence, in document order of each channel."""
    found: list[Found] = []
    for channel in (
        _in_links(document),
        _in_clues(document),
        _in_scripts(document),
        _in_text(document, unseen),
    ):
        for item in channel:
            found.append(item)
            if len(found) >= MAX_PER_PAGE:
                return found
    return found


def _in_text(document: Document, unseen: frozenset[int]) -> Iterator[Found]:
    """Yield the addresses that can be read in the lines of the page."""
    for number, line, written in document.lines_with(decoders.STEMS):
        if number in unseen:
            continue
        text = written.translate(_SAME_LENGTH) if _ODD_SIGN.search(written) else written
        for start, end in _plain(text, line):
            cleaned = decoders.without_spam_words(text[start:end])
            if value := contact_address(cleaned):
                plain = cleaned == text[start:end] and not line.hides_words(start, end)
                method = Method.TEXT if plain else Method.DECODED
                yield Found(Kind.EMAIL, value, line.quote(start, end), method, number, start)
        for match in decoders.spoken_in(text):
            if value := contact_address(trimmed(decoders.spoken(match))):
                quote = line.quote(match.start(), match.end())
                yield Found(Kind.EMAIL, value, quote, Method.DECODED, number, match.start())


def _plain(text: str, line: Line) -> Iterator[tuple[int, int]]:
    """Yield where plain addresses stand, cut where layout glued neighbours to them without a space."""
    for _, start, end in addresses_in(text):
        begin, stop = start, end
        for seam in line.seams:
            if begin < seam < stop:
                head, tail = text[begin:seam], text[seam:stop]
                if "@" in head and well_formed(head):
                    stop = seam
                elif well_formed(tail) and (head.strip(".").isdigit() or _LABEL_WORD.search(head)):
                    begin = seam
        yield begin, stop


def _in_links(document: Document) -> Iterator[Found]:
    """Yield the addresses that links and forms lead to, plainly or after decoding."""
    for form in document.forms:
        if form.action.lower().startswith("mailto:"):
            yield from _mailto(form.action, Anchor(form.action, form.line, 0))
    for anchor in document.seen_anchors():
        href = anchor.href.strip()
        low = href[:20].lower()
        if low.startswith("mailto:"):
            yield from _mailto(href, anchor)
        elif "email-protection#" in href:
            yield from _decoded(decoders.cloudflare_link(href), href, anchor.line, anchor.start)
        elif "UnCryptMailto" in href:
            text = decoders.typo3(decoders.typo3_argument(href))
            yield from _decoded(text, href, anchor.line, anchor.start)
        elif low.startswith("javascript:"):
            for text in decoders.script_texts(unquote(href)):
                yield from _decoded(text, href, anchor.line, anchor.start)
        elif "@" in href and "/" not in (bare := href.rpartition("//")[2].rstrip("/")):
            yield from _forgotten_mailto(href, bare, anchor)


def _forgotten_mailto(href: str, bare: str, anchor: Anchor) -> Iterator[Found]:
    """Yield the address that stands where a web address should."""
    if value := contact_address(bare):
        quote = attribute_quote(href, bare)
        yield Found(Kind.EMAIL, value, quote, Method.LINK, anchor.line, anchor.start)


def _mailto(href: str, anchor: Anchor) -> Iterator[Found]:
    """Yield the addresses of a mailto link: lists, names in angle brackets, percent signs, scrambled ones."""
    target, _, query = href[len("mailto:") :].partition("?")
    recipients = f"{unquote(target)},{_recipients(query)}"
    for raw in re.split(r"[,;]", recipients)[:MAX_RECIPIENTS]:
        part = without_invisible(" ".join(raw.split())).translate(_SAME_LENGTH)
        part = part.rpartition("<")[2].rstrip("> ").removeprefix("mailto:").strip("/ ")
        if value := contact_address(part):
            method = Method.MAILTO if part.lower() in href.lower() else Method.DECODED
            quote = attribute_quote(href, part)
            yield Found(Kind.EMAIL, value, quote, method, anchor.line, anchor.start)
            continue
        if "~" in part and "@" not in part:
            part = part.replace("~", "@", 1)
        match = decoders.SPOKEN.search(part)
        text = decoders.spoken(match) if match else part.replace(" ", "")
        yield from _decoded(text, href, anchor.line, anchor.start)


def _recipients(query: str) -> str:
    """Return the recipients that the query of a mailto link names."""
    if "to=" not in query.lower():
        return ""
    return ",".join(parse_qs(query, max_num_fields=MAX_FIELDS).get("to", []))


def _decoded(text: str, written: str, line: int, position: int = 0) -> Iterator[Found]:
    """Yield the addresses of a decoded text; `written` is what the page has."""
    text = unquote(text) if "%" in text else text
    head, question, query = text.partition("?")
    if question and "@" not in head:
        # A link that opens a message without a recipient: its subject and body name no contact.
        head = _recipients(query)
    for address, _, _ in addresses_in(head.replace("mailto:", " ").replace("tel:", " ")):
        if value := contact_address(decoders.without_spam_words(address)):
            yield Found(Kind.EMAIL, value, attribute_quote(written), Method.DECODED, line, position)


def _in_clues(document: Document) -> Iterator[Found]:
    """Yield the addresses hidden in attributes."""
    for clue in document.clues:
        for text in _clue_texts(clue):
            yield from _decoded(text, clue.value, clue.line)


def _clue_texts(clue: Clue) -> Iterable[str]:
    """Return what an attribute may hide, decoded."""
    name, value, others = clue.name, clue.value, clue.others
    texts: Iterable[str] = ()
    if name == "data-cfemail":
        texts = (decoders.cloudflare(value),)
    elif "email-protection" in value:
        # (Links are read with the other links.)
        texts = () if clue.tag == "a" and name == "href" else (decoders.cloudflare_link(value),)
    elif name == "data-mailto-token":
        texts = (decoders.typo3(decoders.unescape_js(value)),)
    elif name == "onclick":
        argument = decoders.typo3_argument(value)
        texts = (decoders.typo3(argument),) if argument else decoders.script_texts(value)
    elif clue.tag == "joomla-hidden-mail":
        texts = ("@".join(decoders.base64_text(others.get(key) or "") for key in ("first", "last")),)
    elif name == "direction":
        texts = (value[::-1],)
    elif name in _WHOLE_ATTRIBUTES:
        texts = _attribute_forms(value, scrambled=name == "data-enc-email")
    elif host := next((others[key] or "" for key in _DOMAIN_ATTRIBUTES if others.get(key)), ""):
        ending = next((others[key] or "" for key in _ENDING_ATTRIBUTES if others.get(key)), "")
        domain = host.lstrip("@") + (f".{ending.lstrip('.')}" if ending else "")
        texts = (f"{value}@{domain}", f"{value[::-1]}@{domain[::-1]}")
    return texts


def _attribute_forms(value: str, *, scrambled: bool) -> list[str]:
    """Return the first reading of an attribute that is an address: plain, spoken, ROT13, reversed, base64.

    ROT13 comes first where the attribute says so: what it makes of an address looks like an address too.
    """
    turned = [decoders.rot13(_BRACKETED_AT.sub("@", value)), decoders.rot13(value)]
    others = [value[::-1], decoders.base64_text(value)]
    for form in [*turned, value, *others] if scrambled else [value, *turned, *others]:
        match = decoders.SPOKEN.search(form)
        text = decoders.spoken(match) if match else form
        if contact_address(text):
            return [text]
    return []


def _in_scripts(document: Document) -> Iterator[Found]:
    """Yield the addresses that inline scripts would write into the page."""
    for script, line in document.scripts:
        argument = decoders.typo3_argument(script)
        if argument:
            yield from _decoded(decoders.typo3(argument), argument, line)
        for text in decoders.script_texts(script):
            if "@" in text:
                for item in _decoded(_text_of(text), script, line):
                    quote = _script_quote(script, item.value)
                    yield Found(Kind.EMAIL, item.value, quote, Method.DECODED, line)


def _text_of(markup: str) -> str:
    """Return the links and text of a piece of markup that a script would write."""
    hrefs = re.findall(r"mailto:([^\"'?>\s]+)", markup)
    return " ".join([*hrefs, re.sub(r"<[^>]*>", " ", markup)])


def _script_quote(script: str, value: str) -> str:
    """Return the part of a script that a decoded address comes from, as near as plain search can tell."""
    at = max(0, script.find(value.partition("@")[0][:4]))
    return " ".join(cut_around(script, at, min(len(script), at + 40), 0, len(script)).split())
