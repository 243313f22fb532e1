"""What kind of answer the words of a question want: a year, a weekday, a cause, a condition, a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dossier.lexicon import concepts_of
from llm.tasks.words import fold
from scrapers.vocabulary import any_of

_YEAR = r"\b(?:18|19|20)\d\d\b"
_AGENTS = (
    r"assureurs? banques? fournisseurs? prestataires? fabricants? hebergeurs? proprietaires?"
    r" bailleurs? architectes? editeurs? constructeurs? imprimeurs? transporteurs? cabinets?"
    r" logiciels? marques? notaires?"
    r" versicherer versicherung bank hausbank lieferant(?:en)? hersteller dienstleister vermieter eigentumer"
    r" architekt(?:en)? spediteur software marken? steuerberater notar"
    r" insurer bank suppliers? manufacturers? landlord contractor architect brands?"
)


@dataclass(frozen=True)
class _Form:
    """A kind of question, by its folded words, and what an answer to it has, folded or as written."""

    asked: re.Pattern[str]
    wanted: re.Pattern[str]
    as_written: bool = False


_FORMS = (
    _Form(
        re.compile(r"\b(?:quelle annee|welchem jahr|welches jahr|what year|which year)\b"), re.compile(_YEAR)
    ),
    _Form(
        re.compile(r"\b(?:pourquoi|pour quelles? raisons?|warum|weshalb|wieso|why)\b"),
        re.compile(
            r"\b(?:parce qu|car\b|puisqu|cause|raison|grace a|faute d|suite a|due? aux?\b|due? a\b|expliqu"
            r"|afin d|pour (?:\w+ )?\w+(?:er|ir|re)\b|pour (?:se|s')|but\b|motif|weil|wegen|denn\b|aufgrund"
            r"|dank\b|deshalb|daher\b|infolge|grund|damit\b|um [^.;]*\bzu\b|because|due to|owing|reason"
            r"|since\b|so that|in order)"
        ),
    ),
    _Form(
        re.compile(
            r"\b(?:quelles? conditions?|welche[rn]? (?:bedingung|voraussetzung)\w*"
            r"|(?:what|which) conditions?)\b"
        ),
        re.compile(
            r"\b(?:si\b|s'il|condition|reserve|sauf\b|suppose|pourvu|des lors|wenn\b|sofern|falls\b|voraus"
            r"|nur\b|bedingung|vorbehalt|if\b|provided|unless|only\b)"
        ),
    ),
    _Form(
        re.compile(
            r"\b(?:quelle (?:part|proportion)|quel pourcentage|welcher (?:anteil|prozentsatz)|what share)\b"
        ),
        re.compile(
            r"%|pour cent|prozent|percent|per cent"
            r"|\b(?:moitie|tiers|quart|halfte|drittel|viertel|half|third)\b"
        ),
    ),
    _Form(
        re.compile(
            r"\b(?:quel(?:le)?s?|welche[rsmn]?|which|what) (?:est l[ea'] ?|ist (?:der|die) )?"
            + any_of(_AGENTS)
        ),
        # A name: a capital within a sentence, or several.
        re.compile(r"(?<=[^\W\d_][ ,:’'(«„])[^\W\d_a-zß-öø-ÿ][\w&’'-]+"),
        as_written=True,
    ),
)
_WEEKDAY = re.compile(r"\b(?:quels? jours?|welche[mnrs]? (?:wochen)?tag(?:en?)?|(?:what|which) days?)\b")
# A place is named: „in Polen“, « d'une tannerie de Millau ».
_IN_A_PLACE = re.compile(
    r"\b(?:in|bei|aus|nach|à|en|au|aux|de|dans|near|from|at)\s(?:l[ae]\s|de[rmn]\s)?[A-ZÀ-Ý][^\W\d_]{2,}|\bd['’][A-ZÀ-Ý]"
)
_COMES_FROM = re.compile(r"\b(?:aus|von|from|provien\w+|issue?s?|(?:vient|viennent)\b.*\bd(?:e|es|u|'))\b")
_WHENCE = re.compile(r"\b(?:woher|wohin|d'ou|where from|from where)\b")


def has_wanted_form(text: str, question: str, subject: Sequence[str] = ()) -> bool:
    """Tell whether a text holds the kind of thing a question asks for.

    Args:
        text: a claim or a sentence of a source.
        question: what is asked.
        subject: names of the business, which are no answer to who or which.
    """
    asked, folded = fold(question).replace("’", "'"), fold(text).replace("’", "'")
    named = concepts_of(text)
    if _WEEKDAY.search(asked) and not any(one.startswith("weekdays_") for one in named):
        return bool(re.search(r"\b\d{1,2}\b", text)) and any(one.startswith("month_") for one in named)
    if _WHENCE.search(asked) and not (names_a_place(text) or _COMES_FROM.search(folded)):
        return False
    for form in _FORMS:
        if not form.asked.search(asked):
            continue
        if not form.as_written and not form.wanted.search(folded):
            return False
        if form.as_written and not _has_name(form.wanted, text, subject, question):
            return False
    return True


def asks_for_a_reason(question: str) -> bool:
    """Tell whether a question wants a cause or a condition, which may stand in a clause of its own."""
    asked = fold(question)
    return any(form.asked.search(asked) for form in _FORMS[1:3])


def names_a_place(text: str) -> bool:
    """Tell whether a text names a place something is in, or comes from."""
    return _IN_A_PLACE.search(text) is not None


def _has_name(name: re.Pattern[str], text: str, subject: Sequence[str], question: str) -> bool:
    known = f"{' '.join(subject)} {question}".casefold()
    return any(one.group().casefold() not in known for one in name.finditer(text))
