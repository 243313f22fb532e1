"""A first message: what is asked for, what was written, and what its checks say."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field


class Channel(StrEnum):
    """How the message travels. `LINKEDIN` is the note of a connection request."""

    EMAIL = "email"
    LINKEDIN = "linkedin"
    LINKEDIN_MESSAGE = "linkedin_message"
    SMS = "sms"
    LETTER = "letter"
    CALL_SCRIPT = "call_script"


class Language(StrEnum):
    """The language a message is written in."""

    FR = "fr"
    EN = "en"
    DE = "de"


class Tone(StrEnum):
    """How it sounds. Vous and Sie are kept in every tone."""

    PROFESSIONAL = "professional"
    FRIENDLY = "friendly"
    DIRECT = "direct"


class Angle(StrEnum):
    """Why the reader should care: a problem seen on their site, a proof, a question about their work."""

    PROBLEM = "problem"
    PROOF = "proof"
    QUESTION = "question"


class Status(StrEnum):
    """What a check says of a message."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    WARN = "warn"
    NOT_APPLICABLE = "not_applicable"


class Part(StrEnum):
    """The part of a message a span lies in."""

    SUBJECT = "subject"
    BODY = "body"
    CTA = "cta"


class Span(BaseModel):
    """A run of a part: `part[start:end]` is `text`. `fact` is the key of the fact it states, if any."""

    part: Part = Part.BODY
    start: int
    end: int
    text: str
    fact: str = ""


class CheckResult(BaseModel):
    """The verdict of one check: why, the words at fault, and whether one click mends it."""

    id: str
    status: Status
    detail: str = ""
    spans: list[Span] = Field(default_factory=list)
    fixable: bool = False


class SmsSize(BaseModel):
    """What a text message costs: `units` of its alphabet and the parts it is sent in."""

    encoding: str
    units: int
    parts: int


class WrittenBy(StrEnum):
    """Who wrote a message."""

    TEMPLATE = "template"
    MODEL = "model"
    ANALYST = "analyst"


class WhyTemplate(StrEnum):
    """Why a message that a model might have written comes from a template."""

    NO_MODEL = "no_model"
    STOPPED = "stopped"
    BAD_ANSWER = "bad_answer"
    SUPPRESSED = "suppressed"


def _one_line(text: object) -> object:
    """Return a text as one line; spaces that do not break are typography and stay."""
    return re.sub(r"[ \t\r\n\f\v\x85\u2028\u2029]+", " ", text).strip() if isinstance(text, str) else text


class Draft(BaseModel):
    """A message as written, before anything is checked. `facts_used` are keys of facts."""

    angle: Angle
    subject: Annotated[str, BeforeValidator(_one_line)] = ""
    body: str
    cta: Annotated[str, BeforeValidator(_one_line)] = ""
    facts_used: list[str] = Field(default_factory=list)
    written_by: WrittenBy = WrittenBy.TEMPLATE
    why_template: WhyTemplate | None = None
    model: str = ""
    endpoint: str = ""
    fallback_reason: str = ""
    repaired: bool = False


class Variant(Draft):
    """A draft with its verdicts. What is `blocked` may not leave without being edited."""

    checks: list[CheckResult] = Field(default_factory=list)
    facts: list[Span] = Field(default_factory=list)
    blocked: bool = False
    sms: SmsSize | None = None

    def check(self, check_id: str) -> CheckResult:
        """Return the verdict of one check.

        Raises:
            KeyError: there is no such check.
        """
        for result in self.checks:
            if result.id == check_id:
                return result
        raise KeyError(check_id)

    @property
    def failed(self) -> list[CheckResult]:
        """The checks that failed, in their order."""
        return [result for result in self.checks if result.status is Status.FAIL]
