"""What is asked for: who writes to whom, how, in which language, and the limits that hold."""

from pydantic import BaseModel, Field

from outreach.draft import Channel, Language, Tone
from outreach.records import LeadFile, SenderFile


class Limits(BaseModel):
    """Lengths the analyst may change. Words for e-mail, letter and script; characters for LinkedIn.

    Below `low` or above `high` warns, above `most` fails.
    """

    low: int = 0
    high: int
    most: int


# E-mail: 50 to 120 French words get most answers, above 200 few. LinkedIn: a note has 200 characters on the
# free plan and 300 on paid ones, InMail 1 900, a message 8 000. SMS: parts.
DEFAULT_LIMITS = {
    Channel.EMAIL: Limits(low=50, high=120, most=200),
    Channel.LINKEDIN: Limits(high=200, most=300),
    Channel.LINKEDIN_MESSAGE: Limits(high=1900, most=8000),
    Channel.SMS: Limits(high=2, most=4),
    Channel.LETTER: Limits(low=60, high=350, most=600),
    Channel.CALL_SCRIPT: Limits(low=30, high=450, most=800),
}


class OutreachRequest(BaseModel):
    """One task: variants of a first message to one lead."""

    lead: LeadFile
    sender: SenderFile = Field(default_factory=SenderFile)
    channel: Channel = Channel.EMAIL
    language: Language = Language.FR
    tone: Tone = Tone.PROFESSIONAL
    variants: int = Field(default=3, ge=1, le=3)
    limits: Limits | None = None

    @property
    def bounds(self) -> Limits:
        """The limits in force."""
        return self.limits or DEFAULT_LIMITS[self.channel]
