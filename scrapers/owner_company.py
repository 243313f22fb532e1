"""Whose contact is it, told by the company it keeps: by its domain, and by what stands beside it on the page.

An address of another company's domain says that the number beside it, and the section both stand in, are
that company's: a supplier, a journalist, the tourist office.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from leads.domains import is_carrier, is_shared, is_social
from leads.record import Kind
from scrapers import owner_patterns as patterns
from scrapers.dom import Document
from scrapers.found import Found
from scrapers.owners import Owners
from scrapers.sites import site_key
from scrapers.vocabulary import slug, words

# A line with more than this besides its contacts is a sentence; how near in one a number is an address's.
SENTENCE = 140
NEAR = 110
# How many lines above an address the name of its owner may stand.
ABOVE = 6
# Colleagues at a sister company stand among at least this many of the site's own people.
COLLEAGUES = 3
# A page with this many links to one site, most of all it has, is that site's.
MANY_LINKS = 8
MAX_LINKS = 1_000
# Names shorter than this are found in other names by chance.
SHORT = 4

_FRAME = frozenset({"header", "footer", "nav", "address"})
_CONTACT = re.compile(r"\S+@\S+|\+?\d(?:[\s()./-]{0,3}\d){7,}|\S+\s?[(\[]\s?at\s?[)\]]\s?\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
# An address that messages come from and none go to.
_SENDER = re.compile(r"(?:no|do-?not)[-_.]?reply|notifications?|mailer-daemon|bounces?", re.IGNORECASE)
# Who runs a network is written to there (RFC 2142), not who has a site in it.
_NETWORK = re.compile(r"abuse|noc|hostmaster|postmaster|dns-?admin", re.IGNORECASE)
# A name and a number in brackets: « Farines du Moulin de Charroux (01 99 00 12 34) ».
_NAMED_ASIDE = re.compile(
    r"(?:\b(?:du|de\sla|des|chez|avec|par|vom|von|bei|mit|der|from|by|with)\s|\bde\sl['’])(?:[\w'’-]+\s){0,3}"
    r"(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s[\w'’-]+){0,3}\s?\((?:t[ée]l\w*|phone|fon|service\sclients?)?[\s.:]*\Z"
    r"|\b(?:[àa]|par|via)\s(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s[\w'’-]+){0,3}\s?\(service\sclients?[\s.:]*\Z",
    re.IGNORECASE,
)
# A company by its full name, and the label of the one behind the business.
_FORM = re.compile(r"\b(?:GmbH|AG|KG|OHG|UG|eG|e\.\s?V\.|SARL|SASU?|EURL|SCOP|Ltd|LLC|Inc)(?!\w)")
_OPERATOR = re.compile(r"\bbetreiber|\btr[äa]ger|\bexploit|\bsi[èe]ge\b|\boperat", re.IGNORECASE)
_BY_NUMBER = re.compile(r"^\[|:\d+\Z|^[\d.]+\Z|(?:^|\.)localhost\b")
_LABELS = words(
    "tel tél téléphone telephone phone telefon fon mobil mobile portable fax télécopie telefax mail email",
    "e-mail courriel mél contact kontakt adresse écrire nous schreiben und oder ou et and or par via",
    "comptabilité compta facturation devis commandes commercial secrétariat accueil direction service sav",
    "recrutement bureau atelier magasin buchhaltung rechnungen verkauf vertrieb büro bewerbung bewerbungen",
    "auftragsannahme verwaltung sales support accounts billing office orders jobs careers press presse",
)
# Words of trades and forms that two businesses have in common without having to do with each other.
_COMMON = words(
    "hotel restaurant garage boulangerie coiffure immobilier immobilien avocat avocats kanzlei praxis",
    "fahrschule pharmacie apotheke cabinet maison groupe group agence studio atelier domaine clinique",
    "camping fahrrad",
    "gasthof pension service services conseil france deutschland paris lyon berlin hamburg münchen",
    "plomberie menuiserie peinture maler sanitär elektro technik bau holz media digital web contact",
    "kontakt institut centre center zentrum online shop store boutique design photo immo auto taxi",
)


@dataclass(frozen=True, slots=True)
class _Mail:
    """One occurrence of an address in the text: whose domain it has, and where it stands."""

    value: str
    line: int
    position: int
    domain: str
    own: bool

    @property
    def foreign(self) -> bool:
        """Whether its domain is another company's; a mailbox provider's tells nothing."""
        return not self.own and not is_carrier(self.domain) and self.domain not in patterns.SHARED_DOMAINS


class _Names:
    """The names the business goes by, as far as they tell it from others."""

    def __init__(self, site: str, names: Iterable[str]) -> None:
        whole = {slug(name) for name in (site.partition(".")[0], *names)}
        self._whole = {name for name in whole if len(name) >= SHORT}
        found = {slug(word) for name in (site.partition(".")[0], *names) for word in _WORD.findall(name)}
        self._words = {word for word in found if len(word) > SHORT and word not in _COMMON} | self._whole

    def in_address(self, address: str) -> bool:
        """Tell whether an address carries one of the names."""
        local, _, domain = address.partition("@")
        label = slug(domain.rpartition(".")[0])
        return any(word in slug(local) or word in label for word in self._words)

    def in_text(self, text: str) -> bool:
        """Tell whether a text says one of the names."""
        said = slug(text)
        return any(name in said for name in self._whole)


class _Sections:
    """The parts of a page under each heading, and the lines that stand in one block."""

    def __init__(self, document: Document) -> None:
        self._lines = document.lines
        self._headings = [number for number, line in enumerate(document.lines) if line.level]

    def unit(self, number: int) -> range:
        """Return the lines of one paragraph or table row."""
        line = self._lines[number]
        first = last = number
        while first and self._together(line.block, line.row, first - 1):
            first -= 1
        while last + 1 < len(self._lines) and self._together(line.block, line.row, last + 1):
            last += 1
        return range(first, last + 1)

    def _together(self, block: int, row: int, number: int) -> bool:
        other = self._lines[number]
        return other.block == block or (row > 0 and other.row == row)

    def around(self, number: int) -> Iterator[range]:
        """Yield the sections a line stands in, the innermost first; no frame of the page is in one."""
        index = bisect_right(self._headings, number) - 1
        level = 7
        while index >= 0 and level > 1:
            start = self._headings[index]
            index -= 1
            if self._lines[start].level < level:
                level = self._lines[start].level
                yield range(start, self._end(start, level))

    def _end(self, start: int, level: int) -> int:
        for number in range(start + 1, len(self._lines)):
            line = self._lines[number]
            left = line.region != self._lines[start].region and line.region in _FRAME
            if left or 0 < line.level <= level:
                return number
        return len(self._lines)


class Company:
    """The lines of a page that belong to other companies, as far as the domains of addresses tell."""

    def __init__(
        self, document: Document, owners: Owners, found: Sequence[Found], names: Iterable[str]
    ) -> None:
        self._document = document
        self._owners = owners
        self._names = _Names(owners.site, names)
        self._sites: frozenset[str] = frozenset()
        self._lines: set[int] = set()
        self._spans: list[tuple[int, int, int]] = []
        self._strangers: frozenset[str] = frozenset()
        written = [
            item
            for item in found
            if item.kind is Kind.EMAIL and not owners.elsewhere(item.line, item.position)
        ]
        if any(self._mail(item).foreign for item in written):
            self._sites = _home_sites(document)
            if not self._sites and not any(map(_tells_owner, owners.own_sites)):
                written = written if self._tells_apart(written) else []
        mails = [self._mail(item) for item in written]
        foreign = [mail for mail in mails if mail.foreign]
        self._asides = self._named_asides(found)
        if foreign:
            self._sections = _Sections(document)
            self._judge(mails, foreign, found)

    def of_others(self, item: Found) -> bool:
        """Tell whether something found is another company's."""
        if item.kind is Kind.EMAIL:
            mail = self._mail(item)
            if mail.own:
                return False
            if _NETWORK.fullmatch(item.value.partition("@")[0]):
                return True
            if mail.foreign:
                return item.value.casefold() in self._strangers or _is_sender(item.value)
        elif item.value in self._asides:
            return True
        return self.elsewhere(item.line, item.position)

    def elsewhere(self, line: int, position: int) -> bool:
        """Tell whether a place on the page is another company's; line -1 is no place."""
        return line in self._lines or any(
            line == spoken and start <= position <= end for spoken, start, end in self._spans
        )

    def _named_asides(self, found: Sequence[Found]) -> frozenset[str]:
        """Return the numbers that only follow somebody's name in brackets, where the page has others."""
        lines = self._document.lines
        numbers = [item for item in found if item.kind is Kind.PHONE]
        plain = {
            item.value
            for item in numbers
            if not (0 <= item.line < len(lines) and _is_aside(lines[item.line].clean, item.position))
        }
        return frozenset(item.value for item in numbers if plain) - plain

    def _mail(self, item: Found) -> _Mail:
        domain = site_key(f"https://{item.value.rpartition('@')[2]}")
        own = (
            domain in self._sites
            or self._owners.foreign_address(item.value) is False
            or self._names.in_address(item.value)
        )
        return _Mail(item.value.casefold(), item.line, item.position, domain, own)

    def _tells_apart(self, written: Sequence[Found]) -> bool:
        """Tell whether a site by number has an address with its name or of a mailbox provider, so its own."""
        by_number = any(map(_BY_NUMBER.search, self._owners.own_sites))
        return by_number and any(not self._mail(item).foreign for item in written)

    def _judge(self, mails: Sequence[_Mail], foreign: Sequence[_Mail], found: Sequence[Found]) -> None:
        """Find the strangers among the addresses of other domains, and what stands beside them."""
        home = [mail for mail in mails if not mail.foreign]
        numbers = [item for item in found if item.kind in {Kind.PHONE, Kind.FAX}]
        linked = self._linked_domains()
        excused = {mail.value for mail in foreign if self._is_excused(mail, home)}
        known = {mail.domain for mail in foreign if mail.value in excused}
        strangers = [
            mail
            for mail in foreign
            if mail.domain not in known and (home or known or (numbers and mail.domain in linked))
        ]
        self._strangers = frozenset(mail.value for mail in strangers)
        if not strangers:
            return
        own_lines = {mail.line for mail in mails if mail.own or mail.value in excused} | {
            item.line for item in numbers if self._in_frame(item.line)
        }
        own_numbers = {item.value for item in numbers if item.line < 0 or item.line in own_lines}
        own_lines |= {item.line for item in numbers if item.value in own_numbers}
        for mail in strangers:
            if mail.line >= 0:
                self._claim(mail, own_lines)

    def _is_excused(self, mail: _Mail, home: Sequence[_Mail]) -> bool:
        """Tell whether its place says that an address of another domain is the business's all the same."""
        lines = self._document.lines
        if not 0 <= mail.line < len(lines):
            return mail.line < 0
        if (
            self._in_frame(mail.line)
            or self._among_colleagues(mail, home)
            or self._owners.is_named(mail.domain)
        ):
            return True
        if any(other.own for other in home) and self._says_another(lines[mail.line].clean):
            return False
        return self._below_name(mail.line, home) or self._stands_with(mail, home)

    def _in_frame(self, number: int) -> bool:
        return 0 <= number < len(self._document.lines) and self._document.lines[number].region in _FRAME

    def _below_name(self, number: int, home: Sequence[_Mail]) -> bool:
        """Tell whether the business's name, or a label that means it, stands just above a line."""
        lines = self._document.lines
        home_lines = {mail.line for mail in home}
        bare = _is_bare(lines[number].clean)
        for above in range(number, max(-1, number - ABOVE - 1), -1):
            text = lines[above].clean
            if above in home_lines or (
                above < number and not bare and self._owners.elsewhere(above, len(text))
            ):
                return False
            if len(text) <= SENTENCE and (self._names.in_text(text) or patterns.OWN.search(text)):
                return True
            if lines[above].level:
                return patterns.means_business(text)
            if not bare and lines[above].block != lines[number].block and _names_another(text):
                return False
        return False

    def _says_another(self, text: str) -> bool:
        """Tell whether a line gives the full name of a company that is not the one behind the business."""
        return (
            len(text) <= SENTENCE
            and _FORM.search(text) is not None
            and not (patterns.OWN.search(text) or _OPERATOR.search(text) or self._names.in_text(text))
        )

    def _stands_with(self, mail: _Mail, home: Sequence[_Mail]) -> bool:
        """Tell whether an address stands bare in one block with one of the business's."""
        text = self._document.lines[mail.line].clean
        if not _is_bare(text):
            return False
        unit = self._sections.unit(mail.line)
        return any(other.line in unit or abs(other.line - mail.line) == 1 for other in home)

    def _among_colleagues(self, mail: _Mail, home: Sequence[_Mail]) -> bool:
        own = {other.value for other in home if other.own}
        if len(own) < COLLEAGUES:
            return False
        section = next(iter(self._sections.around(mail.line)), range(len(self._document.lines)))
        beside = {other.value for other in home if other.own and other.line in section}
        return len(beside or own) >= COLLEAGUES

    def _claim(self, stranger: _Mail, own_lines: Collection[int]) -> None:
        """Give a stranger's address the paragraph and sections it stands in, where nothing is our own."""
        lines = self._document.lines
        if len(lines[stranger.line].text) > SENTENCE:
            self._spans.append((stranger.line, stranger.position - NEAR, stranger.position + NEAR))
        for part in (self._sections.unit(stranger.line), *self._sections.around(stranger.line)):
            ours = any(number in part for number in own_lines) or any(
                self._is_ours(lines[number].clean, lines[number].level) for number in part
            )
            if ours:
                return
            self._lines.update(part)

    def _is_ours(self, text: str, level: int) -> bool:
        """Tell whether a line says that its part of the page is about the business itself."""
        if level:
            return patterns.means_business(text) or self._names.in_text(text)
        return len(text) <= SENTENCE and self._names.in_text(text)

    def _linked_domains(self) -> frozenset[str]:
        """Return the sites that the page's content, not its frame, links to."""
        return frozenset(
            site_key(anchor.href)
            for anchor in self._document.anchors
            if anchor.href.startswith("http") and not self._in_frame(anchor.line)
        )


def _is_aside(text: str, position: int) -> bool:
    """Tell whether a number stands in brackets after somebody's name."""
    end = position + (text[position : position + 1] == "(")
    return (
        text[end - 1 : end] in {"(", " "} and _NAMED_ASIDE.search(text[max(0, end - NEAR) : end]) is not None
    )


def _is_sender(address: str) -> bool:
    return _SENDER.fullmatch(address.partition("@")[0]) is not None


def _tells_owner(site: str) -> bool:
    """Tell whether a site has a domain of its own: no saved file, server by number or shared host."""
    name, _, carrier = site.partition(".")
    return bool(name) and not _BY_NUMBER.search(site) and not is_shared(carrier)


def _home_sites(document: Document) -> frozenset[str]:
    """Return the site that most links of a page lead to, where one stands out: its own."""
    links = [anchor.href for anchor in document.anchors if anchor.href.startswith("http")]
    hosts = Counter(site_key(link) for link in links[:MAX_LINKS])
    return frozenset(
        site
        for site, times in hosts.most_common(1)
        if site and times >= MANY_LINKS and times * 2 > len(links) and not is_social(site)
    )


def _names_another(text: str) -> bool:
    """Tell whether a line is somebody's name with a contact."""
    return len(text) <= SENTENCE and _CONTACT.search(text) is not None and not _is_bare(text)


def _is_bare(text: str) -> bool:
    """Tell whether a line says nothing besides its contacts and their labels."""
    rest = _CONTACT.sub(" ", text)
    return all(word.lower() in _LABELS for word in _WORD.findall(rest))
