"""What a report on an audit holds, in French, English or German, whatever it is drawn as."""

import base64
import io
import re
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator

from llm.tasks.audit import Aspect
from seo.audit import Proof
from seo.audit_record import AuditRecord, Fault, Unmeasured
from seo.check import Family
from seo.compare import Change, Changes
from seo.score import FAMILY_WEIGHTS
from seo.site_result import Place
from seo.texts import CheckText, report_words, text_of

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LARGEST_LOGO = 1024 * 1024
_MOST_PIXELS = 4_000
_LOGOS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
# Below the first a score is red, below the second orange.
BANDS = (50, 90)
PLACES = 12


class Branding(BaseModel):
    """Whose report it is: a name, a colour such as #1f5a7a, a logo as PNG or JPEG."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(default="", max_length=120)
    colour: str = "#1f5a7a"
    logo: bytes = b""

    @field_validator("colour")
    @classmethod
    def _is_colour(cls, value: str) -> str:
        if not _COLOUR.fullmatch(value):
            raise ValueError("a colour is written #1f5a7a")
        return value

    @field_validator("logo")
    @classmethod
    def _is_picture(cls, value: bytes) -> bytes:
        if value and not any(value.startswith(begin) for begin in _LOGOS):
            raise ValueError("a logo is a PNG or JPEG picture")
        if len(value) > _LARGEST_LOGO:
            raise ValueError("a logo has at most 1 MB")
        if value and not 0 < max(_size(value)) <= _MOST_PIXELS:
            raise ValueError(f"a logo is at most {_MOST_PIXELS} pixels wide and high")
        return value

    @property
    def logo_address(self) -> str:
        """The logo as an address that needs no file, empty without one."""
        kind = next((kind for begin, kind in _LOGOS.items() if self.logo.startswith(begin)), "")
        return f"data:{kind};base64,{base64.b64encode(self.logo).decode()}" if kind else ""


class Report(BaseModel):
    """Everything a report shows; `language` is `fr`, `en` or `de`.

    Attributes:
        record: the audit.
        before: the audit it is compared with, if any, and what changed since.
        rivals: audits of others' pages that stand next to ours: `own`, or else the audit itself.
    """

    model_config = ConfigDict(frozen=True)

    record: AuditRecord
    language: str = "fr"
    branding: Branding = Field(default_factory=Branding)
    before: AuditRecord | None = None
    changes: Changes | None = None
    own: AuditRecord | None = None
    rivals: Sequence[AuditRecord] = ()
    made_on: date = Field(default_factory=lambda: datetime.now(UTC).date())

    @property
    def words(self) -> Mapping[str, str]:
        """The report's own words in its language."""
        return report_words(self.language)

    @property
    def families(self) -> list[tuple[Family, str, int | None, int]]:
        """Each family with its name, its score (None: not judged) and its weight."""
        return [
            (family, self.words[family.value], self.record.families.get(family), FAMILY_WEIGHTS[family])
            for family in Family
        ]

    @property
    def extent(self) -> str:
        """How many pages were read, in words."""
        read = self.record.read
        told = self.words["read_one"] if read == 1 else self.words["read"].format(count=read)
        if not self.record.failed:
            return told
        return f"{told}, {self.words['failed'].format(count=self.record.failed)}"

    @property
    def side_by_side(self) -> list[tuple[str, AuditRecord]]:
        """Our page and those of others with their names; empty where there is no other."""
        if not self.rivals:
            return []
        own = self.own or self.record
        return [(f"{own.url} ({self.words['you']})", own), *((one.url, one) for one in self.rivals)]

    @property
    def since(self) -> str:
        """The heading of what changed, empty where nothing is compared."""
        if self.before is None or self.changes is None:
            return ""
        return self.words["since"].format(date=self.day(self.before.made_at.date()))

    @property
    def changed(self) -> list[tuple[str, Sequence[Change]]]:
        """What changed, as lists with their names; empty lists are left out."""
        if self.changes is None:
            return []
        lists = [(name, getattr(self.changes, name)) for name in ("mended", "better", "worse", "new")]
        return [(self.words[name], found) for name, found in lists if found]

    def day(self, moment: date) -> str:
        """Return a date in words."""
        day = f"{moment.day}." if self.language == "de" else str(moment.day)
        return f"{day} {self.words['months'].split()[moment.month - 1]} {moment.year}"

    def text(self, item: Fault) -> CheckText:
        """Return what a fault says, in the report's language."""
        return text_of(item.id, item.title, item.why, item.how_to_fix, self.language)

    def title(self, item: Change | Unmeasured) -> str:
        """Return the title of a check, in the report's language."""
        return text_of(item.id, item.title, "", "", self.language).title

    def faults_of(self, family: Family) -> list[Fault]:
        """Return all faults of a family, the best worth mending first."""
        return [fault for fault in self.record.faults if fault.family is family]

    def facts(self, fault: Fault) -> str:
        """Return impact, work and gain of a fault in one line."""
        words = self.words
        told = [
            words["impact"].format(level=words[fault.impact.value]),
            words["effort"].format(level=words[f"effort_{fault.effort.value}"]),
        ]
        if fault.gain:
            told.append(words["gain"].format(points=fault.gain))
        return " · ".join(told)

    def where(self, fault: Fault) -> list[str]:
        """Return the pages of a fault with what is to be said of each; of many only the first ones."""
        if not fault.of_site and self.record.read == 1 and fault.count == 1:
            return []
        rows = [self.place(place) for place in fault.places[:PLACES]]
        rest = fault.count - len(rows)
        return [*rows, self.words["more"].format(count=rest)] if rest > 0 and rows else rows

    def place(self, place: Place) -> str:
        """Return a page or link and what is to be said of it."""
        said = place.said(self.language)
        return f"{place.url} ({said})" if said else place.url

    def proof(self, proof: Proof) -> str:
        """Return where a proof stands and its words, in one line."""
        return f"{self.words['line']} {proof.line}: {proof.snippet}" if proof.line else proof.snippet

    @property
    def missing(self) -> list[str]:
        """What customers ask and the pages have no word of."""
        return [subject.said(self.language) for subject in self.record.missing]

    def quoted(self, words: str) -> str:
        """Return words of a page between the quotation marks of the language."""
        around = {"de": "„{}“", "en": "“{}”"}.get(self.language, "«\u00a0{}\u00a0»")
        return around.format(words)

    def aspect(self, aspect: Aspect) -> str:
        """Return the name of an aspect in the report's language."""
        return self.words[aspect.value]

    def points(self) -> str:
        """Return how the score changed, with its sign."""
        change = self.changes.score if self.changes else 0
        return self.words["points_since"].format(points=f"{change:+d}")


def band(score: int | None) -> str:
    """Return `good`, `fair` or `poor`, as Lighthouse draws the line; `none` where nothing was judged."""
    if score is None:
        return "none"
    return "poor" if score < BANDS[0] else "fair" if score < BANDS[1] else "good"


def _size(picture: bytes) -> tuple[int, int]:
    """Return width and height as the head of a PNG or JPEG gives them, zeros where it gives none."""
    if picture.startswith(b"\x89PNG"):
        return struct.unpack(">II", picture[16:24]) if len(picture) >= 24 else (0, 0)
    file = io.BytesIO(picture)
    file.read(2)
    while (head := file.read(4)) and len(head) == 4 and head[0] == 0xFF:
        length = struct.unpack(">H", head[2:])[0]
        # (Start of frame, in any of its forms; the other codes of that range are tables.)
        if 0xC0 <= head[1] <= 0xCF and head[1] not in {0xC4, 0xC8, 0xCC}:
            frame = file.read(5)
            height, width = struct.unpack(">HH", frame[1:5]) if len(frame) == 5 else (0, 0)
            return width, height
        file.seek(length - 2, io.SEEK_CUR)
    return 0, 0
