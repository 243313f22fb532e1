"""What a check sees: a draft, who it goes to, what is known, and the other variants."""

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from llm.tasks.words import fold, terms
from outreach.draft import Channel, CheckResult, Draft, Language, Part, Span, Status
from outreach.facts import FactBook
from outreach.layout import Layout, layout
from outreach.request import OutreachRequest
from outreach.wording import sentences

_SHARED_TERMS = 2
# « vous garantissez » is told of the reader by its subject; what the word shares with « garantie » is enough.
_READER_DOES = re.compile(r"(?<!\w)(?:vous|you|Sie)\s$", re.IGNORECASE)
_STEM = 6
Check = Callable[["Message"], CheckResult]


@dataclass(frozen=True)
class Message:
    """A draft among its siblings.

    With `asks_programs` SpamAssassin and grammalecte are asked too, where installed: they take seconds, so
    this is for what a person will read and not for every draft on the way there.
    """

    draft: Draft
    request: OutreachRequest
    book: FactBook
    siblings: Sequence[Draft] = ()
    asks_programs: bool = False

    @property
    def channel(self) -> Channel:
        """How it travels."""
        return self.request.channel

    @property
    def language(self) -> Language:
        """The language it should be written in."""
        return self.request.language

    @functools.cached_property
    def parts(self) -> list[tuple[Part, str]]:
        """Every text a reader may see; a call to action that stands in the body is not named twice."""
        found = [(Part.SUBJECT, self.draft.subject), (Part.BODY, self.draft.body)]
        if _flat(self.draft.cta) not in _flat(self.draft.body):
            found.append((Part.CTA, self.draft.cta))
        return [(part, text) for part, text in found if text]

    def says_of_lead(self, span: Span) -> bool:
        """Say whether words repeat a fact of the lead: the guarantee it gives is no promise of ours."""
        text = dict(self.parts)[span.part]
        run = next((one for one in sentences(text) if one.start <= span.start < one.end), None)
        if run is None:
            return False
        word, said, shared = fold(span.text), terms(run.text), _SHARED_TERMS
        if _READER_DOES.search(text, 0, span.start):
            word, shared = word[:_STEM], 1
        return any(
            word in fold(told) and len(said & terms(told)) >= shared
            for fact in self.book.facts
            if fact.is_prose and not fact.is_of_sender
            for told in (fact.text, fact.quote)
        )

    @functools.cached_property
    def layout(self) -> Layout:
        """The body taken apart."""
        return layout(self.draft.body)


def passed(check_id: str, detail: str = "") -> CheckResult:
    """Return the verdict of a check that found nothing."""
    return CheckResult(id=check_id, status=Status.PASS, detail=detail)


def not_applicable(check_id: str, why: str) -> CheckResult:
    """Return the verdict of a check that has nothing to say here."""
    return CheckResult(id=check_id, status=Status.NOT_APPLICABLE, detail=why)


def found(
    check_id: str, status: Status, detail: str, spans: Iterable[Span] = (), *, fixable: bool = False
) -> CheckResult:
    """Return the verdict of a check that found something, with the words at fault."""
    return CheckResult(id=check_id, status=status, detail=detail, spans=list(spans), fixable=fixable)


def span_of(part: Part, text: str, start: int, end: int) -> Span:
    """Return a run of a part as a span."""
    return Span(part=part, start=start, end=end, text=text[start:end])


def matches(message: Message, pattern: re.Pattern[str], *parts: Part) -> list[Span]:
    """Return where a pattern stands in the parts named, or in all."""
    return [
        span_of(part, text, match.start(), match.end())
        for part, text in message.parts
        if not parts or part in parts
        for match in pattern.finditer(text)
        if match.group()
    ]


def quoted(spans: Sequence[Span], most: int = 5) -> str:
    """Return the words of spans for a detail, each once."""
    words = list(dict.fromkeys(f"“{' '.join(span.text.split())}”" for span in spans))
    more = f" (+{len(words) - most})" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def told(sentences_of_it: Iterable[str]) -> str:
    """Return the sentences of a detail one a line, each once: a screen says them in its own language."""
    return "\n".join(dict.fromkeys(one for one in sentences_of_it if one))


def _flat(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
