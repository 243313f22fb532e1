"""The greeting a record supports: a civility or a name stands only where the record gives it."""

from llm.tasks.words import fold
from outreach.draft import Language, Tone
from outreach.records import Person
from outreach.request import OutreachRequest

_WORDS = {Language.FR: "Bonjour", Language.EN: "Hello", Language.DE: "Guten Tag"}
_FEMALE = {"madame", "mme", "mlle", "mademoiselle", "mrs", "ms", "miss", "frau", "f", "w"}
_MALE = {"monsieur", "m", "mr", "herr", "herrn"}
_CIVILITY = {
    Language.FR: ("Madame", "Monsieur"),
    Language.EN: ("Ms", "Mr"),
    Language.DE: ("Frau", "Herr"),
}


def greeting_of(request: OutreachRequest) -> str:
    """Return the greeting with its comma: « Bonjour Madame Martin, » where known, else « Bonjour, »."""
    name = addressed_name(request.lead.contact, request.language, request.tone)
    hello = _WORDS[request.language]
    return f"{hello} {name}," if name else f"{hello},"


def nameless_greeting(language: Language) -> str:
    """Return the greeting for whoever reads."""
    return f"{_WORDS[language]},"


def addressed_name(person: Person, language: Language, tone: Tone = Tone.PROFESSIONAL) -> str:
    """Return how a person is addressed; empty where the record does not say enough."""
    civility = fold(person.civility).strip(" .")
    last, first = capitalised(person.last_name), capitalised(person.first_name)
    if tone is Tone.FRIENDLY and first and language is Language.EN:
        return first
    if last and civility in _FEMALE:
        return f"{_CIVILITY[language][0]} {last}"
    if last and civility in _MALE:
        return f"{_CIVILITY[language][1]} {last}"
    return f"{first} {last}" if first and last else ""


def capitalised(name: str) -> str:
    """Return a name typed in small or in capital letters as names are written; others as they are."""
    if name != name.lower() and name != name.upper():
        return name
    particles = {"de", "du", "des", "von", "van", "der", "den", "zu", "la", "le", "d", "di", "da"}
    words = [word if word.lower() in particles else _titled(word) for word in name.lower().split()]
    return " ".join(words)


def _titled(word: str) -> str:
    for mark in ("-", "'", "’"):
        if mark in word:
            head, _, tail = word.partition(mark)
            if mark != "-" and len(head) == 1:
                return f"{head}{mark}{_titled(tail)}"
            return f"{_titled(head)}{mark}{_titled(tail)}"
    return word[:1].upper() + word[1:]
