"""The parts of a legal notice: what it says of the business, of the host, of those who made the site."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from scrapers.dom import Document
from scrapers.vocabulary import any_of

# A notice that goes on longer is a book of terms; the business introduces itself at its beginning.
MAX_NOTICE = 80_000

_I = re.IGNORECASE


class Part(StrEnum):
    """Whom a part of a notice is about."""

    OWN = "own"
    HOST = "host"
    MAKER = "maker"
    OTHER = "other"


# A label stands at the beginning of a line or sentence, after an article or "Nom de" at most.
_BEGINS = (
    r"(?:(?<=\n)|\A|(?<=[.;!?•·|]\s))[\s*#–—-]*(?:(?:article\s*)?\d{1,2}\s*[.)–:-]+\s*(?:\d{1,2}[.)]?\s*)?)?"
    r"(?:(?:nom|coordonnées|identité|informations|le|la|les|notre|ce)\s+)?(?:(?:relatives\s+)?(?:à|sur"
    r"|de|du)\s+)?"
    r"(?:la\s+|l['’]\s?|des\s+|les\s+)?"
)
_HOST = (
    any_of(
        r"h[ée]berg[ée]e?s?_(?:par|chez|sur|aupr[èe]s|à|en|via|sous|physiquement|actuellement)",
        r"\bgehostet\b \bhosted_by\b",
        r"\bh[ée]bergement_du_site\b",
        r"\bprestataire_d['’]h[ée]bergement \bh[ée]bergement_(?:est_)?(?:assur|effectu|r[ée]alis)",
        r"\bstockage_direct \bh[ée]bergeurs?_(?:du|de_ce|web|internet|est)\b",
        r"\b(?:où|qui)_(?:est_)?h[ée]berg[ée]e?_",
        r"\bh[ée]bergeurs?\s*(?::|\() \bhosting(?:_provider)?\s*: \bhosting[-\s]?anbieter",
    )
    + rf"|{_BEGINS}(?:h[ée]bergeurs?|h[ée]bergement|hosting|hoster|webhosting)\b"
)
_MAKER = any_of(
    r"\b(?:conception|r[ée]alisation|cr[ée]ation|d[ée]veloppement)(?:_(?:et|&)_\w+)?_(?:du|de_ce|par|technique|web)\b",
    r"\b(?:conception|r[ée]alisation|cr[ée]ation|d[ée]veloppement|webmaster|webdesign)(?:_(?:et|&)_\w+)?\s*:",
    r"\bsite_(?:web_|internet_)?(?:r[ée]alis|con[çc]|cr[ée][ée]|d[ée]velopp)\w* \bagence_(?:web|digitale)\b",
    r"\b(?:umsetzung|webdesign|gestaltung|realisierung|konzept(?:ion)?|programmierung|betrieb|betreuung|pflege)\b[^.\n]{0,30}:",
)
_OTHER = any_of(
    r"\bm[ée]diat(?:eur|rice|ion)_ \bassur(?:eur|ance)s?\b \bCNIL\b \bcommission_nationale \bschlichtung",
    r"\bstreitbeilegung \baufsichtsbeh[öo]rde \b\w*kammer\s*: \bhaftpflicht \bberufshaftpflicht",
    r"\bbild(?:nachweise?|quellen?|rechte)\b \bgarantie_financi[èe]re \bcr[ée]dits?_photo \bfotos?\s*:",
)
_OWN = (
    rf"{_BEGINS}"
    + any_of(
        r"[ée]dit(?:eur|rice|ion|é)\b propri[ée]taires?\b direct(?:eur|rice|ion)\b responsable\b",
        r"raison_sociale",
        r"d[ée]nomination_sociale propri[ée]t[ée]_intellectuelle donn[ée]es_(?:personnelles|à)",
        r"cookies?\b liens?\b",
        r"droit_applicable litiges?\b rgpd\b confidentialit[ée] contact(?:s|ez)?\b qui_sommes protection_des",
        r"politique\b conditions\b limitation droits?\b angaben_gem[äa][ßs] verantwortlich vertreten",
        r"gesch[äa]ftsf",
        r"kontakt\b haftung urheberrecht datenschutz inhaber registereintrag umsatzsteuer",
    )
    + r"|\b[ée]dit[ée]e?_par\b".replace("_", r"\s+")
    + r"|\bdirect(?:eur|rice)\s+(?:de\s+(?:la\s+)?)?publication"
)
# A label that the business and its host may both have.
_NAMES_ANYONE = re.compile(r"raison\s+sociale|d[ée]nomination", _I)
_BLANK = re.compile(r"[\s:–—-]*+(?:(?:du|de\s+ce)\s+site\b[\s:–—-]*+)?")
_LABELS = re.compile(f"(?P<host>{_HOST})|(?P<maker>{_MAKER})|(?P<other>{_OTHER})|(?P<own>{_OWN})", _I)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a notice's text that is about one company, with the offset it begins at."""

    part: Part
    start: int
    text: str


class Notice:
    """A legal notice: its text line by line, cut into pieces."""

    def __init__(self, document: Document) -> None:
        lines = [
            "" if line.hidden or line.control or line.boiler in {"nav", "cookie"} else line.clean
            for line in document.lines
        ]
        self.text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]
        # Behind a heading and at the foot of the page the business speaks of itself until it says otherwise.
        turns = [
            self._starts[number]
            for number, line in enumerate(document.lines)
            if lines[number] and (line.level or _enters_footer(document, number))
        ]
        self.pieces = _pieces(self.text[:MAX_NOTICE], [turn for turn in turns if turn < MAX_NOTICE])

    def of(self, part: Part) -> str:
        """Return all that is said of one company."""
        texts = [piece.text for piece in self.pieces if piece.part is part]
        return "".join(text if text.endswith("\n") else f"{text}\n" for text in texts)

    def part_at(self, line: int, position: int) -> Part:
        """Tell whom a place in a line is about."""
        offset = self._starts[line] + position if 0 <= line < len(self._starts) else 0
        at = bisect_right([piece.start for piece in self.pieces], offset) - 1
        return self.pieces[max(0, at)].part if self.pieces else Part.OWN


def _enters_footer(document: Document, number: int) -> bool:
    """Tell whether a line is the first of the page's footer."""
    region = document.lines[number].region
    return region == "footer" and number > 0 and document.lines[number - 1].region != region


def _pieces(text: str, turns: Sequence[int]) -> list[Piece]:
    """Cut a text at its labels; where it turns without one, it turns back to the business."""
    marks: dict[int, Part] = {0: Part.OWN}
    marks.update(dict.fromkeys(turns, Part.OWN))
    behind_host = range(0)
    for match in _LABELS.finditer(text):
        part = Part(match.lastgroup or "own")
        # ("Hébergeur", then "Raison sociale : …": the host's, not again the business's.)
        if part is Part.OWN and match.start() in behind_host and _NAMES_ANYONE.search(match[0]):
            continue
        marks[match.start()] = part
        behind_host = (
            range(match.end(), _end_of_blank(text, match.end()) + 1) if part is Part.HOST else range(0)
        )
    # (A label inside a heading is at its beginning or just behind it.)
    starts = sorted(marks)
    ends = [*starts[1:], len(text)]
    return [Piece(marks[start], start, text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _end_of_blank(text: str, position: int) -> int:
    """Return where the next words begin behind a label, a line before them left in."""
    match = _BLANK.match(text, position)
    return match.end() if match else position
