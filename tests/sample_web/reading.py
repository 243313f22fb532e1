"""A plain reader of the sample pages, independent of the product's own: what stands where, and how hidden."""

import codecs
import html
import json
import re
import unicodedata
from html.parser import HTMLParser

import phonenumbers

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.example\b")
_VOID = {"meta", "link", "img", "input", "br", "hr", "path", "rect", "circle", "ellipse"}
_INLINE = {"a", "span", "b", "strong", "em", "i"}
_ENTITY_MARK = "\ufffc"
_AT_WORDS = re.compile(
    r"([\w.-]+?)\s*(?:\[at\]|\(at\)|\[arobase\])\s*([\w-]+(?:(?:\s*(?:\[dot\]|\[point\]|\(punkt\)|\(dot\))\s*|\.)[\w-]+)+)"
)
_DOT_WORDS = re.compile(r"\s*(?:\[dot\]|\[point\]|\(punkt\)|\(dot\))\s*")


class Reading(HTMLParser):
    """One page, read."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.problems: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.comments: list[str] = []
        self.nodes: list[str] = []
        self.everything = ""
        self.visible = ""
        self.scripts: list[str] = []
        self.title: str | None = None
        self._open: list[tuple[str, bool]] = []
        self.feed(source)
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag, _ in self._open]

    @property
    def _hidden(self) -> bool:
        return any(hidden for _, hidden in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self._separate(tag)
        if tag not in _VOID:
            hides = "display:none" in given.get("style", "").replace(" ", "") or "hidden" in given
            self._open.append((tag, hides or tag in {"script", "style", "title"}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._separate(tag)
        if not self._open or self._open[-1][0] != tag:
            self.problems.append(f"</{tag}> closes {self._open[-1:]} at line {self.getpos()[0]}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1][0] if self._open else ""
        if inside == "title":
            self.title = (self.title or "") + data
        elif inside == "script":
            self.scripts.append(data)
        else:
            self.everything += data
            if not self._hidden:
                self.nodes.append(data)
                self.visible += data

    def handle_charref(self, name: str) -> None:
        self._entity(f"&#{name};")

    def handle_entityref(self, name: str) -> None:
        self._entity(f"&{name};")

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def _entity(self, _: str) -> None:
        self.everything += _ENTITY_MARK
        if not self._hidden:
            self.visible += _ENTITY_MARK

    def _separate(self, tag: str) -> None:
        if tag not in _INLINE:
            self.everything += "\n"
            self.visible += "\n"

    def attributes(self, name: str, tag: str | None = None) -> list[str]:
        """Return all values of an attribute, of one kind of tag or of all."""
        return [given[name] for kind, given in self.tags if name in given and tag in (None, kind)]

    def meta(self, name: str) -> str | None:
        """Return the content of a meta element, or None."""
        found = [g["content"] for kind, g in self.tags if kind == "meta" and g.get("name") == name]
        return found[0] if found else None

    @property
    def lang(self) -> str:
        """The language the html element declares, or an empty string."""
        return next(given.get("lang", "") for kind, given in self.tags if kind == "html")

    @property
    def text(self) -> str:
        """The visible text with one kind of space."""
        return one_space(self.visible)

    @property
    def structured(self) -> list[dict[str, object]]:
        """All JSON-LD objects of the page, graphs unfolded."""
        loaded = [json.loads(script) for script in self.scripts]
        return [item for one in loaded for item in one.get("@graph", [one])]


def one_space(text: str) -> str:
    """Return text with every run of white space, no-break spaces too, as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def emails_by_way(page: Reading) -> dict[str, set[str]]:
    """Return the addresses of a page by the way they are written there."""
    visible, everything = set(EMAIL.findall(page.visible)), set(EMAIL.findall(page.everything))
    plain = {found for node in page.nodes for found in EMAIL.findall(node)}
    hrefs = re.findall(r'href="mailto:([^"]+)"', page.source)
    found = {
        "plain": plain,
        "split": (visible & everything) - plain,
        "decoy": visible - everything,
        "mailto": {href.split("?")[0] for href in hrefs if "@" in href},
        "jsonld": {str(item["email"]) for item in page.structured if "email" in item},
        "entities": _entities(page.source),
        "cfemail": _cloudflare(page),
        "typo3": _typo3(page),
        "spamspan": _spamspan(page.source),
        "at_words": {_joined(match) for match in _AT_WORDS.finditer(one_space(page.visible))},
        "rot13": {codecs.decode(v, "rot13").replace("[ng]", "@") for v in page.attributes("data-enc-email")},
    }
    return {way: addresses for way, addresses in found.items() if addresses}


def _joined(match: re.Match[str]) -> str:
    return f"{match[1]}@{_DOT_WORDS.sub('.', match[2])}"


def _entities(source: str) -> set[str]:
    runs = re.findall(r"(?:&#x?[0-9a-fA-F]+;){6,}", source)
    return {address for run in runs for address in EMAIL.findall(html.unescape(run))}


def _cloudflare(page: Reading) -> set[str]:
    codes = page.attributes("data-cfemail")
    codes += [href.split("#")[1] for href in page.attributes("href", "a") if "email-protection#" in href]
    return {"".join(chr(byte ^ raw[0]) for byte in raw[1:]) for raw in map(bytes.fromhex, codes)}


def _typo3(page: Reading) -> set[str]:
    codes = re.findall(r"linkTo_UnCryptMailto\('([^']+)'\)", " ".join(page.attributes("href", "a")))
    decoded = {_shifted(code, by) for code in codes for by in range(-25, 26)}
    return {text.removeprefix("mailto:") for text in decoded if text.startswith("mailto:")}


def _shifted(code: str, by: int) -> str:
    """Shift as TYPO3 does: three ranges of characters, each closed in itself."""
    out = []
    for character in code:
        for first, last in ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A)):
            if first <= ord(character) <= last:
                character = chr((ord(character) - first + by) % (last - first + 1) + first)  # noqa: PLW2901
                break
        out.append(character)
    return "".join(out)


def _spamspan(source: str) -> set[str]:
    pairs = re.findall(r'<span class="u">(.+?)</span> \[at\] <span class="d">(.+?)</span>', source)
    return {f"{user}@{_DOT_WORDS.sub('.', domain)}" for user, domain in pairs}


def phones_by_way(page: Reading, country: str) -> dict[str, set[str]]:
    """Return the telephone numbers of a page in E.164, by where they stand."""
    matcher = phonenumbers.PhoneNumberMatcher(page.text, country)
    microdata = re.findall(r'itemprop="telephone">([^<]+)<', page.source)
    found = {
        "text": {_e164(match.number) for match in matcher},
        "tel": {
            _parsed(href[4:], country) for href in page.attributes("href", "a") if href.startswith("tel:")
        },
        "jsonld": {
            _parsed(str(item["telephone"]), country) for item in page.structured if "telephone" in item
        },
        "jsonld_fax": {
            _parsed(str(item["faxNumber"]), country) for item in page.structured if "faxNumber" in item
        },
        "microdata": {_parsed(text, country) for text in microdata},
    }
    return {way: numbers for way, numbers in found.items() if numbers}


def _parsed(text: str, country: str) -> str:
    return _e164(phonenumbers.parse(text, country))


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
