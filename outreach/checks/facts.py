"""O-FACT-NUM and O-FACT-NAME: every figure and name is in the lead, its findings or the sender."""

import re
from collections.abc import Iterable

from outreach.checks.addressed import wrongly_addressed
from outreach.checks.attribution import OF_READER, is_of_another
from outreach.checks.counted import exact, is_counted_otherwise
from outreach.checks.message import Message, found, passed, quoted, span_of, told
from outreach.checks.names import unknown_names
from outreach.checks.ordered import out_of_order
from outreach.draft import CheckResult, Part, Span, Status
from outreach.figures import Figure, FigureKind, figures
from outreach.wording import sentences

# Asking for ten minutes of somebody's time states nothing.
_MINUTES = re.compile(r"[\s\u00a0\u202f-]*(?:min\b|minutes?\b|minuten\b)", re.IGNORECASE)
_TALK = re.compile(
    r"\?|\b(?:échange|échanger|appel|appeler|parler|discuter|rendez-vous|call|chat|talk|meet|phone|gespräch"
    r"|telefonat|sprechen|telefonieren|austausch)",
    re.IGNORECASE,
)
_LONGEST_TALK = 60
# « Quatre images valent mieux qu'un long discours »: a saying counts nothing of anybody.
_SAYING = re.compile(
    r"(?:[\s\u00a0\u202f]+[^\W\d_]+){1,3}[\s\u00a0\u202f]+(?:val(?:ent|aient|ai[st]) mieux|en disent plus"
    r"|(?:is|are) (?:better than|worth)|say more|sagen mehr|sind besser|sehen mehr)\b",
    re.IGNORECASE,
)
# A message may count its own points, questions and ideas, and what comes with it: two screenshots.
_OWN_ITEMS = re.compile(
    r"(?:[\s\u00a0\u202f]+(?:ou|or|oder|à|to|bis)[\s\u00a0\u202f]+\w+)?[\s\u00a0\u202f]+(?:(?!de\b|des\b"
    r"|of\b|von\b)[^\W\d_][\w\-]*[\s\u00a0\u202f]+){0,2}"
    r"(?:points?|formulations?|versions?|choses?|raisons?|questions?|mots?|idées?|pistes?|remarques?"
    r"|phrases?|options?|étapes?"
    r"|constats?"
    r"|lignes?|extraits?|citations?|captures?|croquis|esquisses?|maquettes?|suggestions?|propositions?"
    r"|conseils?|repères?|détails?"
    r"|changements?|modifications?|corrections?|exemples?"
    r"|things?|reasons?|ideas?|words?|notes?|remarks?|lines?|steps?|screenshots?|quotes?|captions?"
    r"|sketch(?:es)?|mock-?ups?"
    r"|examples?|changes?|tweaks?|fix(?:es)?|tips?|details?|pointers?"
    r"|punkten?|dingen?|gründen?|fragen?|worten?|ideen?|hinweisen?|anmerkungen|sätzen?|zeilen|schritten?"
    r"|vorschlägen?|zitaten?|auszügen?|bildschirmfotos?|beispielen?|skizzen?|tipps|änderungen|kleinigkeiten"
    r"|stichworten?)\b",
    re.IGNORECASE,
)
_MOST_OWN_ITEMS = 5
# "In fewer than ten words": the length of a text is stated of nobody.
_WORDS_AND_LINES = re.compile(
    r"(?:[\s\u00a0\u202f]+de)?[\s\u00a0\u202f]+(?:mots|lignes|phrases|words|lines|sentences|worten?|wörtern?|zeilen|sätzen?)\b",
    re.IGNORECASE,
)
_LONGEST_TEXT_COUNTED = 30
# « des milliers d'autres », "thousands of others": very many.
_VERY_MANY = re.compile(r"(?:d['’]autres|of others|andere[rn]?)\b", re.IGNORECASE)
# Who writes may count what they made: I wrote three, j'en ai noté deux, fünf davon habe ich verfasst.
_OWN_WORK = re.compile(
    r"\bj['’](?:en )?ai\b[^.!?]{0,30}(?:noté|écrit|rédigé|dessiné|préparé|relevé|repéré|esquissé|compté"
    r"|trouvé)"
    r"|\bje (?:vous )?(?:note|rédige|prépare|propose|montre|envoie)\b"
    r"|\bI had a (?:go|stab) at\b|\bI(?:['’]ve| have)? (?:\w+ )?(?:wrote|written|drafted|noted|sketched"
    r"|jotted|prepared|listed|marked|found"
    r"|spotted|made)\b"
    r"|\b(?:habe ich|ich habe)\b[^.!?]{0,40}(?:geschrieben|verfasst|notiert|entworfen|vorbereitet|skizziert"
    r"|herausgesucht|gefunden|markiert)",
    re.IGNORECASE,
)
# A part of what was just counted, or an idiom that counts nothing.
_COUNTS_NOTHING = re.compile(
    r"[\s\u00a0]+(?:of (?:them|these|those)|davon|d['’]entre|de (?:ces|celles|ceux)|dieser|derselben"
    r"|doigts|mains|pattes|jambes|oreilles|yeux|fingers|hands|thumbs|paws|legs|ears|eyes|fingern|händen|daumen|pfoten"
    r"|beinen?|ohren|augen)\b",
    re.IGNORECASE,
)
# "Two postcodes and a date would be plenty": what would do is not yet there.
_WOULD_DO = re.compile(
    r"\bwould (?:do|be (?:plenty|enough))\b|\bsuffi(?:rai(?:en)?t|ront|ra|sent|t)\b"
    r"|\bwürden? (?:genügen|reichen)|\b(?:genügen|reichen) (?:schon|völlig|meist)\b",
    re.IGNORECASE,
)
# "Two padlocks matter in your trade. One hangs on a gate, the other ...": told apart at once, both of them.
_ONE_AND_OTHER = re.compile(
    r"[^?]{0,80}[.:;,]\s(?:One\b.{0,80}\bthe other|l['’]une?\b.{0,80}\bl['’]autre"
    r"|(?:der|die|das) eine\b.{0,80}\b(?:der|die|das) andere)\b",
    re.IGNORECASE | re.DOTALL,
)
_IDIOM_BEFORE = re.compile(r"\b(?:en|in|entzwei)[\s\u00a0]+$", re.IGNORECASE)


def fact_num(message: Message) -> CheckResult:
    """Numbers, dates, prices, phones, e-mails and addresses occur in what is known."""
    spans: list[Span] = []
    swapped: list[Span] = []
    rounded: dict[str, str] = {}
    for part, text in message.parts:
        for figure in figures(text, message.language):
            if message.book.is_in_address(text, figure.start, figure.end):
                continue
            if message.book.known_figures.shows(figure):
                if is_of_another(figure, text, message) or (
                    is_counted_otherwise(figure, text, message.book) and not _states_nothing(figure, text)
                ):
                    swapped.append(span_of(part, text, figure.start, figure.end))
            elif not _states_nothing(figure, text):
                spans.append(span_of(part, text, figure.start, figure.end))
                if written := exact(figure, text, message.book, message.language):
                    rounded[f"“{spans[-1].text}”"] = written
        swapped += [
            span_of(part, text, *place)
            for place in out_of_order(text, message.language, message.book.stating)
            if _is_free(place, part, (*spans, *swapped))
        ]
    if not spans and not swapped:
        return passed("O-FACT-NUM")
    details = [f"Neither the lead nor the sender profile shows {quoted(spans)}."] if spans else []
    if swapped:
        details.append(f"The records state {quoted(swapped)} of somebody or something else.")
    if rounded:
        pairs = ", ".join(f"{said} → {written}" for said, written in rounded.items())
        details.append(f"Rounded; as the records have it: {pairs}.")
    return found("O-FACT-NUM", Status.FAIL, told(details), [*spans, *swapped], fixable=bool(rounded))


def fact_name(message: Message) -> CheckResult:
    """Names of people, firms, places and tools occur in what is known."""
    spans = [
        span_of(part, text, start, end)
        for part, text in message.parts
        for start, end in unknown_names(text, message.language, message.book)
    ]
    wrong = [
        span_of(part, text, start, end)
        for part, text in message.parts
        for start, end in wrongly_addressed(text, message.request)
        if _is_free((start, end), part, spans)
    ]
    if not spans and not wrong:
        return passed("O-FACT-NAME")
    details = [f"Neither the lead nor the sender profile names {quoted(spans)}."] if spans else []
    if wrong:
        details.append(f"The reader is not called {quoted(wrong)}.")
    return found("O-FACT-NAME", Status.FAIL, told(details), [*spans, *wrong])


def _is_free(place: tuple[int, int], part: Part, told_of: Iterable[Span]) -> bool:
    """Say whether a place of a part is in none of the spans."""
    return all(place[1] <= span.start or span.end <= place[0] for span in told_of if span.part is part)


def _states_nothing(figure: Figure, text: str) -> bool:
    """Say whether a number counts the message's own points, or the minutes of a talk that is asked for."""
    is_whole = figure.kind is FigureKind.NUMBER and figure.key.isdigit() and len(figure.key) <= 2
    is_short = is_whole and int(figure.key) <= _LONGEST_TEXT_COUNTED
    if is_short and _WORDS_AND_LINES.match(text, figure.end):
        return True
    if is_short and _SAYING.match(text, figure.end):
        return True
    if figure.kind is FigureKind.NUMBER and _VERY_MANY.match(text[figure.end :].lstrip()):
        return True
    if is_whole and int(figure.key) <= _MOST_OWN_ITEMS and _is_own_count(figure, text):
        return True
    return _asks_for_time(figure, text)


def _is_own_count(figure: Figure, text: str) -> bool:
    """Say whether a small number counts what the message or its writer has made, or nothing at all."""
    if _OWN_ITEMS.match(text, figure.end) or _COUNTS_NOTHING.match(text, figure.end):
        return True
    if _IDIOM_BEFORE.search(text, 0, figure.start) and re.match(r"\s*[,.;:!?]", text[figure.end :]):
        return True
    if figure.key == "2" and _ONE_AND_OTHER.match(text, figure.end):
        return True
    run = next((one for one in sentences(text) if one.start <= figure.start < one.end), None)
    if run is not None and _WOULD_DO.search(run.text):
        return True
    return run is not None and _OWN_WORK.search(run.text) is not None and not OF_READER.search(run.text)


def _asks_for_time(figure: Figure, text: str) -> bool:
    is_whole = figure.kind is FigureKind.NUMBER and figure.key.isdigit() and len(figure.key) <= 2
    is_short = is_whole and int(figure.key) <= _LONGEST_TALK
    if not is_short or not _MINUTES.match(text, figure.end):
        return False
    return any(run.start <= figure.start < run.end and _TALK.search(run.text) for run in sentences(text))
