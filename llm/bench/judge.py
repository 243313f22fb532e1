"""Judging an answer against what is known: what is right, what is invented, what is not good French."""

import re
from dataclasses import dataclass, field

from pydantic import BaseModel

from llm.bench.cases import Case, shape_for
from llm.doctor_words import REPETITIVE, repetition
from llm.tasks import audit, classification, extraction, lead_summary
from llm.tasks.extraction import shape_of
from llm.tasks.figures import figure_keys, unsupported
from llm.tasks.outreach import read_answer
from llm.tasks.words import fold

_WORD = re.compile(r"[a-zà-ÿœæ]+(?:['’](?=[a-zà-ÿ]))?", re.IGNORECASE)
_FRENCH = frozenset(
    {"le", "la", "les", "un", "une", "des", "et", "est", "de", "du", "en", "pour", "que", "qui", "l’", "l'"}
    | {"vous", "votre", "vos", "nous", "notre", "ce", "sur", "dans", "avec", "par", "au", "d'", "d’", "à"}
)
# « ton » might be a noun, which these messages have no use for.
_TU = re.compile(r"\b(tu|toi|te|ton|ta|tes|t['’](?=[aeéiouyh]))\b", re.IGNORECASE)
_VOUS = re.compile(r"\b(vous|votre|vos)\b", re.IGNORECASE)
_FRENCH_SHARE = 0.15


@dataclass
class Verdict:
    """What an answer is worth.

    Attributes:
        right, asked: how many of the known things it says, of how many.
        invented: what it says and its case does not show.
        evidence: the share of what it says that its case shows; known without the right answers.
        french: whether it is French, None where it says too little to tell.
        vouvoiement: whether it says « vous » and never « tu », None where that is not asked for.
    """

    right: int = 0
    asked: int = 0
    invented: list[str] = field(default_factory=list)
    evidence: float = 0.0
    french: bool | None = None
    vouvoiement: bool | None = None

    @property
    def quality(self) -> float:
        """The share of known things that is right."""
        return self.right / self.asked if self.asked else 0.0


def judge(case: Case, text: str, data: BaseModel | None) -> Verdict:
    """Return the verdict on an answer; `data` is what was read of a schema-bound one."""
    judges = {
        "extraction": _extraction,
        "audit": _audit,
        "classification": _classification,
        "lead_summary": _summary,
        "outreach": _outreach,
    }
    verdict = judges[case.task](case, text, data)
    verdict.asked = (
        sum(len(one) for one in case.known.values()) if case.task == "lead_summary" else len(case.known)
    )
    return verdict


def finds(value: str, text: str) -> str | None:
    """Return the value where the text holds it, whatever the case, accents and blanks."""
    words = fold(" ".join(value.split()))
    return value if words and words in fold(" ".join(text.split())) else None


def is_french(text: str) -> bool | None:
    """Tell whether a text is French by its commonest words, None for a text of a few words."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < 8:
        return None
    return sum(word in _FRENCH for word in words) >= _FRENCH_SHARE * len(words)


def says_vous(text: str) -> bool:
    """Tell whether a message addresses its reader formally throughout."""
    return _VOUS.search(text) is not None and _TU.search(text) is None


def _extraction(case: Case, _text: str, data: BaseModel | None) -> Verdict:
    if data is None:
        return Verdict()
    shape = shape_for(lists=True)
    if not set(type(data).model_fields) >= {"services", "prices"}:
        shape = shape_of(lists=False)
    result = extraction.verify(data, shape, case.text, finds)
    said = len(result.found) + len(result.dropped)
    verdict = Verdict(invented=result.dropped, evidence=len(result.found) / said if said else 0.0)
    for key, words in case.known.items():
        values = [fold(one.value) for one in result.found if one.field.key == key]
        verdict.right += any(_same(fold(word), value, key) for word in words for value in values)
    return verdict


def _same(known: str, value: str, key: str) -> bool:
    if key == "prices":
        return re.search(rf"(?<!\d){re.escape(known)}(?!\d)", value) is not None
    if key == "trade":
        return known in value
    return known == value


def _classification(case: Case, _text: str, data: BaseModel | None) -> Verdict:
    if data is None:
        return Verdict()
    result = classification.verify(data, case.text, finds, finds)
    said = len(result.shown) + len(result.dropped)
    verdict = Verdict(invented=result.dropped, evidence=len(result.shown) / said if said else 0.0)
    verdict.right = sum(one.label in case.known["trade"] for one in result.shown if one.field == "trade")
    return verdict


def _audit(case: Case, _text: str, data: BaseModel | None) -> Verdict:
    if not isinstance(data, audit.Remarks):
        return Verdict()
    result = audit.verify(data, case.text, finds)
    said = len(result.remarks) + len(result.dropped)
    verdict = Verdict(invented=result.dropped, evidence=len(result.remarks) / said if said else 0.0)
    remarks = [fold(one.remark) for one in result.remarks]
    verdict.right = sum(
        any(fold(word) in remark for word in words for remark in remarks) for words in case.known.values()
    )
    verdict.french = is_french(" ".join(one.remark for one in data.remarks))
    return verdict


def _summary(case: Case, text: str, _data: BaseModel | None) -> Verdict:
    lines = lead_summary.checked(text, case.rows)
    named = {lead for line in lines for lead in line.leads}
    unproven = [word for line in lines for word in line.unproven]
    proven = sum(not line.unproven and bool(line.leads) for line in lines)
    return Verdict(
        right=sum(lead in named for lead in case.known["leads"]),
        invented=unproven,
        evidence=proven / len(lines) if lines and repetition(fold(text).split()) <= REPETITIVE else 0.0,
        french=is_french(text),
    )


def _outreach(case: Case, text: str, _data: BaseModel | None) -> Verdict:
    drafts = read_answer(text)
    body = f"{drafts[0].subject}\n{drafts[0].body}" if drafts else ""
    shown = figure_keys(*case.facts.values())
    invented = [
        figure for sentence in re.split(r"(?<=[.!?])\s|\n", body) for figure in unsupported(sentence, shown)
    ]
    folded = fold(body)
    return Verdict(
        right=sum(any(fold(word) in folded for word in words) for words in case.known.values()),
        invented=invented,
        evidence=0.0 if invented or not body or repetition(folded.split()) > REPETITIVE else 1.0,
        french=is_french(body),
        vouvoiement=says_vous(body),
    )
