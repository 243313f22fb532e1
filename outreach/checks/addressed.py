"""Whether the person and the firm a message speaks to are called by their own names."""

import re
from collections.abc import Iterator

from llm.tasks.words import fold
from outreach.request import OutreachRequest

_NAME = r"[A-ZÀ-Ý][^\W\d_]+(?:['’-][^\W\d_]+)*|[DL]['’][A-ZÀ-Ý][^\W\d_]+"
_TITLED = re.compile(
    r"(?<!\w)(?:M\.|Mme|Mlle|[Mm]adame|[Mm]onsieur|Mr\.?|Mrs\.?|Ms\.?|Miss|Herrn?|Frau)[\s\u00a0\u202f]+"
    rf"({_NAME})"
)
_ASKED_FOR = re.compile(
    r"(?i:\bis this|\bam I (?:speaking|talking) (?:to|with)|\b(?:suis-je|je suis) bien chez|\best-ce bien"
    r"|\bvous êtes bien|\bbin ich (?:hier )?(?:richtig )?(?:bei|mit)|\bspreche ich mit|\bhabe ich)"
    rf"[\s\u00a0]+(?:(?:der|dem|la|le|the)[\s\u00a0]+)?((?:{_NAME})(?:(?:[\s\u00a0]&)?[\s\u00a0](?:{_NAME}))*)"
)


def wrongly_addressed(text: str, request: OutreachRequest) -> Iterator[tuple[int, int]]:
    """Yield names the records hold for somebody else: the firm's or the sender's as the reader's surname."""
    person, lead, sender = request.lead.contact, request.lead, request.sender
    own = _words(f"{person.first_name} {person.last_name}")
    others = _words(f"{lead.name} {sender.name} {sender.company}") - own
    told = _words(" ".join(f"{one.text} {one.quote}" for one in (*lead.findings, *lead.claims)))
    if person.last_name:
        for match in _TITLED.finditer(text):
            if (said := _words(match[1])) & others and not said & (own | told):
                yield match.span(1)
    if person.first_name and person.last_name:
        first = re.compile(rf"(?<!\w){re.escape(person.first_name)}[\s\u00a0]({_NAME})")
        for match in first.finditer(text):
            if not _words(match[1]) & (own | _words(lead.name)):
                yield match.span(1)
    of_lead = own | _words(lead.name) | _words(lead.trade)
    of_sender = _words(f"{sender.name} {sender.company} {sender.proof}")
    for match in _ASKED_FOR.finditer(text):
        if _TITLED.match(text, match.start(1)):
            continue
        said = _words(match[1])
        if said & of_sender and not said & of_lead:
            yield match.span(1)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", fold(text.replace("’", "'"))))
