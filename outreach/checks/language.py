"""O-LANG: the message, and each of its sentences, is in the language asked for."""

import functools
import re
from typing import Any

from outreach.checks.message import Message, found, not_applicable, passed, quoted, span_of
from outreach.draft import CheckResult, Language, Part, Span, Status
from outreach.wording import masked, sentences

_QUOTED = re.compile(r"[«“„\"][^«»“”„\"\n]{1,300}[»”“\"]")
_NAMES = re.compile(r"(?<=[^.!?\n] )[A-ZÀ-Ý][\w'’\-]+")
# Words that only one of the three languages has, to confirm what the statistics say of a short sentence.
_TELLING = {
    Language.FR: frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "une",
            "est",
            "et",
            "du",
            "pour",
            "dans",
            "vous",
            "nous",
            "votre",
            "nos",
            "sur",
            "avec",
            "aux",
            "qui",
            "que",
            "notre",
            "vos",
            "par",
            "sont",
            "je",
            "ce",
            "cette",
            "ne",
            "pas",
            "au",
            "en",
            "il",
            "elle",
            "ou",
            "où",
            "mais",
            "plus",
            "sans",
            "de",
            "un",
            "leur",
            "bonjour",
        ]
    ),
    Language.EN: frozenset(
        [
            "the",
            "and",
            "of",
            "for",
            "with",
            "you",
            "your",
            "our",
            "are",
            "is",
            "that",
            "this",
            "from",
            "have",
            "we",
            "can",
            "will",
            "be",
            "by",
            "or",
            "it",
            "to",
            "i",
            "my",
            "at",
            "as",
            "would",
            "could",
            "do",
            "does",
            "not",
            "what",
            "when",
            "how",
            "if",
            "hope",
            "hello",
        ]
    ),
    Language.DE: frozenset(
        [
            "der",
            "das",
            "und",
            "ist",
            "ein",
            "eine",
            "für",
            "mit",
            "sie",
            "wir",
            "auf",
            "den",
            "von",
            "ihre",
            "ihr",
            "ihrer",
            "unser",
            "nicht",
            "zu",
            "im",
            "auch",
            "bei",
            "dem",
            "uns",
            "ich",
            "wie",
            "wenn",
            "aber",
            "oder",
            "zum",
            "zur",
            "als",
            "haben",
            "hat",
            "kann",
            "einen",
            "einem",
            "guten",
        ]
    ),
}
_SHORTEST_SENTENCE = 4
_SURE = 0.9


def lang(message: Message) -> CheckResult:
    """The body is in the language asked for, and no sentence strays into another."""
    body = message.draft.body
    if len(body.split()) < _SHORTEST_SENTENCE:
        return not_applicable("O-LANG", "Too short to tell.")
    spoken = language_of(_without_quotations(body))
    if spoken not in {message.language, None}:
        detail = f"Written in {spoken}, asked for in {message.language}."
        return found("O-LANG", Status.FAIL, detail, [span_of(Part.BODY, body, 0, len(body))])
    stray = [span for part, text in message.parts for span in _stray_sentences(part, text, message)]
    if stray:
        return found("O-LANG", Status.FAIL, f"Not in {message.language}: {quoted(stray, 2)}.", stray)
    return passed("O-LANG")


@functools.lru_cache(maxsize=4096)
def language_of(text: str) -> Language | None:
    """Return which of the three languages a text is in, None where statistics and words do not agree."""
    plain = _NAMES.sub("", masked(text))
    words = re.findall(r"[^\W\d_]+", plain.casefold())
    if len(words) < _SHORTEST_SENTENCE:
        return None
    ranked = _identifier().rank(plain)
    likeliest, certainty = Language(ranked[0][0]), float(ranked[0][1])
    votes = {one: sum(1 for word in words if word in telling) for one, telling in _TELLING.items()}
    if certainty < _SURE or votes[likeliest] < max(votes.values()) or not votes[likeliest]:
        return None
    return likeliest


def _stray_sentences(part: Part, text: str, message: Message) -> list[Span]:
    spans = []
    for run in sentences(text):
        spoken = language_of(_without_quotations(run.text))
        if spoken not in {message.language, None}:
            spans.append(span_of(part, text, run.start, run.end))
    return spans


def _without_quotations(text: str) -> str:
    return _QUOTED.sub(" ", text)


@functools.cache
def _identifier() -> Any:
    """Return the identifier, restricted to the three languages; loading it takes a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loading takes a second

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([one.value for one in Language])
    return identifier
