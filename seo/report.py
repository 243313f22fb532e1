"""What a report on audited pages holds, in French or English, whatever it is drawn as."""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator

from llm.tasks.audit import Aspect, Remark
from seo.audit import CheckResult, PageAudit, Proof
from seo.check import Family, Status
from seo.quick_wins import QuickWin, plan_48_hours, quick_wins
from seo.score import FAMILY_WEIGHTS, grade_of
from seo.texts import CheckText, text_of

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LARGEST_LOGO = 500_000
_LOGOS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Audit de votre site",
        "score": "Note",
        "weight": "Poids",
        "plan": "Le plan en 48 heures",
        "plan_note": "Les réparations qui rapportent le plus pour le moins de travail.",
        "wins": "À réparer en premier",
        "faults": "Tout ce qui est à réparer",
        "pages": "Pages",
        "page": "Page",
        "points": "points",
        "remarks": "Remarques sur le texte",
        "unchecked": "Non vérifié",
        "line": "ligne",
        "none": "Rien à réparer ici.",
        "not_judged": "non jugé",
        "how": "Chaque famille est une moyenne pondérée de ses contrôles, la note une moyenne pondérée des"
        " familles. Ce qui ne s’applique pas ou n’a pu être vérifié ne compte pas. Une page qui ne peut être"
        " indexée n’a jamais plus de 69.",
        "indexing": "Indexation",
        "content": "Contenu",
        "technical": "Technique",
        "local_legal": "Local et légal",
        "accessibility": "Accessibilité",
        "offer": "Offre",
        "audience": "Public",
        "action": "Prochain pas",
        "trust": "Confiance",
        "missing": "Absent",
    },
    "en": {
        "title": "Audit of your site",
        "score": "Score",
        "weight": "Weight",
        "plan": "The 48-hour plan",
        "plan_note": "The repairs that bring most for the least work.",
        "wins": "To repair first",
        "faults": "Everything to repair",
        "pages": "Pages",
        "page": "Page",
        "points": "points",
        "remarks": "Remarks on the words",
        "unchecked": "Not checked",
        "line": "line",
        "none": "Nothing to repair here.",
        "not_judged": "not judged",
        "how": "Each family is a weighted mean of its checks, the score a weighted mean of the families."
        " What does not apply or could not be checked does not count. A page that cannot be indexed"
        " never scores above 69.",
        "indexing": "Indexing",
        "content": "Content",
        "technical": "Technical",
        "local_legal": "Local and legal",
        "accessibility": "Accessibility",
        "offer": "Offer",
        "audience": "Audience",
        "action": "Next step",
        "trust": "Trust",
        "missing": "Missing",
    },
}


class Branding(BaseModel):
    """Whose report it is: a name, a colour such as #1f5a7a, a logo as PNG or JPEG."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
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
            raise ValueError("a logo has at most 500 KB")
        return value

    @property
    def logo_address(self) -> str:
        """The logo as an address that needs no file, empty without one."""
        kind = next((kind for begin, kind in _LOGOS.items() if self.logo.startswith(begin)), "")
        return f"data:{kind};base64,{base64.b64encode(self.logo).decode()}" if kind else ""


class Report(BaseModel):
    """Everything a report shows; `language` is `fr` or `en`."""

    model_config = ConfigDict(frozen=True)

    audits: list[PageAudit]
    language: str = "fr"
    branding: Branding = Field(default_factory=Branding)
    remarks: list[Remark] = Field(default_factory=list)
    made_on: date = Field(default_factory=lambda: datetime.now(UTC).date())

    @property
    def words(self) -> Mapping[str, str]:
        """The report's own words in its language."""
        return WORDS.get(self.language, WORDS["en"])

    @property
    def score(self) -> int:
        """The mean of the pages' scores."""
        return round(sum(audit.score for audit in self.audits) / len(self.audits)) if self.audits else 0

    @property
    def grade(self) -> str:
        """The letter of the score."""
        return grade_of(self.score)

    @property
    def families(self) -> list[tuple[Family, str, int | None, int]]:
        """Each family with its name, its mean score over the pages (None: not judged) and its weight."""
        rows = []
        for family in Family:
            scores = [score for audit in self.audits if (score := audit.families[family]) is not None]
            mean = round(sum(scores) / len(scores)) if scores else None
            rows.append((family, self.words[family.value], mean, FAMILY_WEIGHTS[family]))
        return rows

    @property
    def wins(self) -> list[QuickWin]:
        """What to mend first."""
        return quick_wins(self.audits)

    @property
    def plan(self) -> Sequence[QuickWin]:
        """What to mend within two days."""
        return plan_48_hours(self.wins)

    def text(self, item: CheckResult | QuickWin) -> CheckText:
        """Return what a result or win says, in the report's language."""
        return text_of(item.id, item.title, item.why, item.how_to_fix, self.language)

    def faults_of(self, family: Family) -> list[QuickWin]:
        """Return all faults of a family, grouped over the pages, the best worth mending first."""
        return [win for win in quick_wins(self.audits, most=1_000) if win.family is family]

    def unchecked(self) -> list[str]:
        """Return the titles of what could not be checked on any page."""
        names: dict[str, CheckResult] = {}
        for audit in self.audits:
            for result in audit.checks:
                names.setdefault(result.id, result)
        never = [
            result
            for name, result in names.items()
            if all(audit.result(name).status is Status.COULD_NOT_CHECK for audit in self.audits)
        ]
        return [self.text(result).title for result in never]

    def place(self, proof: Proof) -> str:
        """Return where a proof stands and its words, in one line."""
        return f"{self.words['line']} {proof.line}: {proof.snippet}" if proof.line else proof.snippet

    @staticmethod
    def address(url: str) -> str:
        """Return an address as a client reads it: of a file only its name."""
        return url.rpartition("/")[2] if url.startswith("file:") else url

    def aspect(self, aspect: Aspect) -> str:
        """Return the name of an aspect in the report's language."""
        return self.words[aspect.value]
