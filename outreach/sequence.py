"""The messages after the first: day 3, 7 and 14, each with something new, none once the reader has answered.

What was sent, answered or booked is logged by the analyst; the counts per angle show which angle works.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel

from outreach.compose import checked, template_draft
from outreach.draft import Angle, Channel, Draft, Language, Variant
from outreach.facts import FactBook
from outreach.fill import closing_lines
from outreach.finding_phrases import phrase_of
from outreach.greeting import greeting_of
from outreach.request import OutreachRequest
from outreach.sequence_texts import step_texts
from outreach.slots import slots_of
from outreach.typography import french

DAYS = (0, 3, 7, 14)


class Event(StrEnum):
    """What happened to a message, as the analyst logs it."""

    SENT = "sent"
    ANSWERED = "answered"
    BOOKED = "booked"
    REFUSED = "refused"


class Logged(BaseModel):
    """One line of the log of a lead."""

    angle: Angle
    event: Event
    day: date
    step: int = 0


class Step(BaseModel):
    """One message of a sequence: its day, what it adds, and its text."""

    day: int
    adds: str
    variant: Variant

    def due(self, first: date) -> date:
        """Return the day it is due, moved from a weekend to the Monday after."""
        day = first + timedelta(days=self.day)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


class AngleCounts(BaseModel):
    """How one angle did."""

    angle: Angle
    sent: int = 0
    answered: int = 0
    booked: int = 0
    refused: int = 0


def sequence(request: OutreachRequest) -> list[Step]:
    """Return the messages of day 0, 3, 7 and 14; only mails and messages of a network are followed up."""
    book = FactBook.of(request.lead, request.sender)
    first = template_draft(request, book, Angle.PROBLEM)
    texts = step_texts(request.language)
    steps = [Step(day=0, adds=texts.adds[0], variant=checked(first, request, book))]
    if request.channel not in {Channel.EMAIL, Channel.LINKEDIN_MESSAGE}:
        return steps
    for n, angle in ((1, Angle.PROOF), (2, Angle.QUESTION), (3, Angle.QUESTION)):
        draft = _follow_up(request, book, angle, n)
        steps.append(Step(day=DAYS[n], adds=texts.adds[n], variant=checked(draft, request, book)))
    return steps


def counts(log: Iterable[Logged]) -> list[AngleCounts]:
    """Return what was sent, answered, booked and refused, for each angle."""
    seen = Counter((one.angle, one.event) for one in log)
    return [
        AngleCounts(angle=angle, **{event.value: seen[angle, event] for event in Event}) for angle in Angle
    ]


def _follow_up(request: OutreachRequest, book: FactBook, angle: Angle, n: int) -> Draft:
    """Return a shorter message that says one more thing: another finding, a proof, a question, a goodbye."""
    texts = step_texts(request.language)
    slots = {name: slot.text for name, slot in slots_of(request, book).items()}
    second = _second_finding(request)
    if second:
        slots["second_phrase"] = second
    lines = texts.steps[n]
    said = next(line for line in lines.says if all(name in slots for name in line.needs))
    blocks = [
        greeting_of(request),
        said.text.format_map(slots),
        lines.ask,
        "\n".join(closing_lines(request, book)),
    ]
    body = "\n\n".join(block for block in blocks if block)
    subject = lines.subject if request.channel is Channel.EMAIL else ""
    is_french = request.language is Language.FR
    return Draft(
        angle=angle,
        subject=french(subject) if is_french else subject,
        body=french(body) if is_french else body,
        cta=french(lines.ask) if is_french else lines.ask,
    )


def _second_finding(request: OutreachRequest) -> str:
    phrases = [phrase_of(finding.id, request.language) for finding in request.lead.findings]
    return ([phrase for phrase in phrases if phrase] + ["", ""])[1]
