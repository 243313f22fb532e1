"""Whether a figure is told of whom the records tell it: a client's success is not the reader's."""

import re

from llm.tasks.words import fold
from outreach.checks.dictionary import is_german_noun
from outreach.checks.message import Message
from outreach.draft import Language
from outreach.figures import Figure, FigureKind
from outreach.wording import sentences

_TOLD_OF_SOMEBODY = {FigureKind.NUMBER, FigureKind.PERCENT, FigureKind.PRICE, FigureKind.DATE}
OF_READER = re.compile(
    r"(?<!\w)(?:votre|vos|vous|your|you|Ihre?[rnms]?|Sie|Ihnen)(?!\w)",
)
_READER_OWNS = re.compile(
    r"(?<!\w)(?:votre|vos|vous (?:êtes|avez|recevez|existez|employez|gagnez|obtenez|travaillez)|your"
    r"|you (?:are"
    r"|have|get|receive|employ)|Ihre?[rnms]?|Sie (?:haben|sind|bekommen|erhalten|beschäftigen)"
    r"|(?:haben|bekommen|erhalten|beschäftigen) Sie)(?!\w)",
    re.IGNORECASE,
)
_CLIENT = re.compile(
    r"\b(?:clients?|clientes?|confrères?|customers?|Kund\w+|Betrieb\w*|commerçants?|artisans?|entreprises?"
    r"|businesses|firm|shop)\b",
    re.IGNORECASE,
)
_WE = re.compile(r"(?<!\w)(?:nous|notre|we|our|wir|unsere?)(?!\w)", re.IGNORECASE)
_AGE = re.compile(r"\b(?:depuis|since|seit|fond\w+|founded|gegründet|existe\w*|established)\b", re.IGNORECASE)


def is_of_another(figure: Figure, text: str, message: Message) -> bool:
    """Say whether a sentence gives the reader a figure of the sender, or the sender one of the reader."""
    if figure.kind not in _TOLD_OF_SOMEBODY:
        return False
    run = next((one for one in sentences(text) if one.start <= figure.start < one.end), None)
    if run is None:
        return False
    book = message.book
    of_lead, of_sender = book.lead_figures.shows(figure), book.sender_figures.shows(figure)
    if of_sender and not of_lead:
        told = _READER_OWNS.search(run.text) is not None and not _CLIENT.search(run.text)
        return told and not _names_a_client(run.text, message)
    if of_lead and not of_sender:
        speaks_of_sender = _WE.search(run.text) or _names_sender(run.text, message)
        return bool(speaks_of_sender and _AGE.search(run.text)) and not _is_of_reader(run.text, message)
    return False


def _names_a_client(sentence: str, message: Message) -> bool:
    """Say whether a sentence names somebody the sender profile names."""
    said = set(re.findall(r"[^\W\d_]+", fold(sentence)))
    sender = message.request.sender
    named = re.findall(r"(?<![.!?] )(?<!^)[A-ZÀ-Ý][^\W\d_]{2,}", f" {sender.proof} {sender.company}")
    lead = {fold(word) for word in re.findall(r"[^\W\d_]+", message.request.lead.name)}
    names = [word for word in named if message.language is not Language.DE or not is_german_noun(word)]
    return any(fold(word) in said and fold(word) not in lead for word in names)


def _names_sender(sentence: str, message: Message) -> bool:
    plain = fold(sentence)
    return any(name and fold(name) in plain for name in (message.request.sender.company,))


def _is_of_reader(sentence: str, message: Message) -> bool:
    name = fold(message.request.lead.name)
    return OF_READER.search(sentence) is not None or bool(name and name in fold(sentence))
