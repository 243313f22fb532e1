"""The wording: O-PLACEHOLDER, O-AI-TELL, O-READ, O-TYPO-FR, O-GRAM."""

import functools
import re
from pathlib import Path

import yaml

from outreach import typography
from outreach.checks.grammar import GrammarError, grammar_errors, has_grammalecte
from outreach.checks.message import Message, found, matches, not_applicable, passed, quoted, span_of, told
from outreach.checks.readability import ease_of
from outreach.checks.spam import folded_in_place
from outreach.draft import Channel, CheckResult, Language, Part, Span, Status
from outreach.layout import GREETING
from outreach.wording import sentences, word_count

_PLACEHOLDER = re.compile(
    r"\[[^\[\]\n]*[^\W\d_][^\[\]\n]*\](?!\()|\{\{?[^{}\n]*\}?\}|\$\{?[A-Za-z_]\w*\}?|%\w+%|%[sd](?!\w)"
    r"|<\s*/?\s*[^\W\d_][^<>\n]{0,60}>"
    r"|(?<![\w.])[Xx]{2,}(?![\w.])|_{2,}|\?{3,}|(?<!\w)(?:TODO|TBD|N/A|(?:à compléter|à remplir"
    r"|zu ergänzen)(?=\s*(?:[.)\]»:]|$)))(?!\w)"
    r"|[A-ZÀ-Ý]{2,}_[A-ZÀ-Ý_]{2,}|\*\|\w+\|\*|##\w+##|%%\w+%%|(?<!\w)(?:jj/mm/aaaa|dd/mm/yyyy"
    r"|TT\.MM\.JJJJ)(?!\w)"
    r"|[(\[][^()\[\]\n]{0,40}(?:\bà (?:confirmer|définir|préciser|renseigner|personnaliser|ajouter)"
    r"|\bto be (?:confirmed|completed|defined|added|inserted)|\bwird ergänzt|\bbitte (?:ergänzen"
    r"|einfügen))[^()\[\]\n]{0,20}[)\]]"
    r"|\([^()\n]{0,40}\b(?:einfügen|eintragen|insert|insérer|à insérer)\b[^()\n]{0,20}\)"
    r"|\b(?:here is|voici|hier ist) (?:the |la |die )?(?:version|variante?) \d\b[^.!?\n]*"
    r"|\b(?:insert|insérez|insérer|einfügen)\b[^.!?\n]{0,30}\b(?:here|name|ici|nom|prénom|hier)\b"
    r"|^(?:note|nb|remarque|hinweis|anmerkung)[ \u00a0\u202f]?:[^\n]{0,120}\b(?:mots|words|wörter"
    r"|consignes?|instructions?"
    r"|variante?|version|draft|brouillon|entwurf|ton|tone)\b"
    r"|\b(?:word (?:limit|count)|(?:limite|nombre) de mots|wort(?:limit|zahl|grenze))\b"
    r"|\((?:env(?:iron)?\.? |about |ca\.? )?(?:(?:mots|words|wörter|caractères|characters|zeichen|longueur"
    r"|length|länge)"
    r"[ \u00a0\u202f]?:|\d+ (?:mots|words|wörter|caractères|characters|zeichen)\b)[^()\n]{0,20}\)"
    r"|\b(?:this|ce|cet|cette|diese[rs]?|der) (?:draft|version|message|e-?mail|template|brouillon|modèle"
    r"|texte"
    r"|proposition|entwurf|nachricht|vorlage)\b[^.!?\n]{0,30}\b(?:requirements?|instructions?|expectations"
    r"|consignes?"
    r"|attentes|exigences|besoins|vorgaben|anforderungen|erwartungen)\b"
    r"|\b(?:like|want|need) (?:any|me to make|some) (?:changes|adjustments|edits)\b|\bsouhaitez (?:des"
    r"|que j['’]apporte"
    r" des|une autre|d['’]autres) (?:modifications?|ajustements?|changements?|versions?|variantes?)\b"
    r"|\b(?:weitere|noch) (?:anpassungen|änderungen|varianten)\b|\b(?:feel free to|please) (?:adapt|adjust"
    r"|customi[sz]e)\b"
    r"|\badaptez (?:ce|le|selon)\b"
    r"|(?-i:(?<!\w)(?:FIRST ?NAME|LAST ?NAME|PR[EÉ]NOM|VORNAME|NACHNAME|FIRMENNAME)(?!\w))|#[^\W\d_]{3,}#"
    r"|(?:bonjour|hello|hi|dear|hallo|guten tag)[ \u00a0](?:\.{3}|…|(?-i:NOM|NAME)(?!\w))|[(\[](?:\.{3}"
    r"|…)[)\]]"
    r"|\((?:(?:le|la|votre|the|your|Ihre?) )?(?:nom|prénom|nombre|ville|métier|entreprise|société|date|note"
    r"|numéro|name|first name"
    r"|number|city|company|trade|rating|vorname|anzahl|stadt|ort|firma|datum|beruf|branche"
    r"|signature|unterschrift|expéditeur|absender|sender|destinataire|empfänger|recipient|lien|link|offre"
    r"|angebot)"
    r"(?: (?:de |du "
    r"|des |d['’]|of |der |vom )"
    r"[^()\n]{0,30})?\)"
    r"|\b(?:message|e-?mail|texte?|nachricht|note) (?:comporte|contient|compte|fait|contains|has|is|enthält"
    r"|umfasst|hat)"
    r"\b[^.!?\n]{0,12}\d+ (?:mots|words|wörter|caractères|characters|zeichen)\b"
    r"|\b(?:ton|tone) (?:demandé|souhaité|requested|asked)\b|\brequested tone\b|\bgewünschte[nmr]? ton\b"
    r"|lorem ipsum|\bdolor sit amet|en tant qu['’](?:ia|assistant|intelligence)|en tant que modèle|as an? "
    r"(?:ai|language model|large language)(?: language)?(?: model)?|als (?:ki|sprachmodell)\b"
    r"|\bvoici (?:une?|la|le|votre|ma) (?:variante|proposition|version|brouillon|message|e-?mail|exemple"
    r"|ébauche)\b|\bvariante? ?\d\b ?:?|\bversion \d ?:|\bhere(?:['’]s| is) (?:a|an|the|your) (?:draft"
    r"|version|variant|email|message|example)\b"
    r"|\bhier ist (?:ein|eine|der|die|Ihr|Ihre) (?:entwurf|variante|nachricht|e-?mail|version|beispiel)\b"
    r"|```|~~~|</?think\w*>|\*\*[^*\n]+\*\*|^#{1,6} |^(?:objet|subject|betreff) ?:",
    re.IGNORECASE | re.MULTILINE,
)
# Where the name of the sender should stand: alone on a line, or behind a comma.
_UNSIGNED = re.compile(
    r"(?:^|[,:(]\s*)(?:votre (?:nom|prénom|entreprise|signature|société|poste|numéro|fonction|titre"
    r"|téléphone)"
    r"|(?:le )?nom de (?:l['’]entreprise|votre entreprise|la société|l['’]expéditeur|l['’]établissement)"
    r"|your (?:full )?(?:name|company|title|signature|position|phone)|(?:Ihr (?:Name|Vorname"
    r"|Unternehmen)|Ihre (?:Firma|Unterschrift)))"
    r"(?: ici| here| hier)?(?=[ \t]*(?:$|[\]),]))",
    re.IGNORECASE | re.MULTILINE,
)
_DASHES = re.compile(r"—|\s–\s")
_TRIAD = re.compile(r"\b([^\W\d_]+), ([^\W\d_]+)(?:,)? (?:et|and|und) ([^\W\d_]+)\b")
_MOST_WORDS_IN_A_SENTENCE = 25
_MOST_WORDS_ON_AVERAGE = 18
_LEAST_EASE = {Language.FR: 50.0, Language.EN: 50.0, Language.DE: 40.0}
_ENOUGH_WORDS = 30


def placeholder(message: Message) -> CheckResult:
    """No gap left to fill, no word of the model about itself, no markup of its own."""
    spans = [*matches(message, _PLACEHOLDER), *matches(message, _UNSIGNED, Part.BODY), *_preamble(message)]
    if not spans:
        return passed("O-PLACEHOLDER")
    return found("O-PLACEHOLDER", Status.FAIL, f"{quoted(spans)} is no text for a reader.", spans)


def _preamble(message: Message) -> list[Span]:
    """Return what stands above the greeting: a model talking to whoever asked it."""
    body = message.draft.body
    first, mark, rest = body.partition("\n")
    below = rest.lstrip()
    if not mark or message.channel is Channel.CALL_SCRIPT or GREETING.match(first):
        return []
    is_talk = first.rstrip().endswith((":", "!", ".", "…")) and GREETING.match(below)
    return [span_of(Part.BODY, body, 0, len(first))] if is_talk else []


def ai_tell(message: Message) -> CheckResult:
    """No phrase that readers take for a machine's."""
    spans: list[Span] = []
    for part, text in message.parts:
        folded = folded_in_place(text)
        spans += [span_of(part, text, *match.span()) for match in _tells()[message.language].finditer(folded)]
    dashes, triads = matches(message, _DASHES, Part.BODY), matches(message, _TRIAD, Part.BODY)
    spans += dashes if len(dashes) > 2 else []
    spans += triads if len(triads) > 1 else []
    if not spans:
        return passed("O-AI-TELL")
    return found("O-AI-TELL", Status.FAIL, f"{quoted(spans)} sounds like a machine.", spans)


def readable(message: Message) -> CheckResult:
    """Short sentences and plain words."""
    core = message.layout.text or message.draft.body
    runs = sentences(core)
    if message.channel in {Channel.SMS, Channel.LINKEDIN} or word_count(core) < _ENOUGH_WORDS or not runs:
        return not_applicable("O-READ", "Too short to measure.")
    counts = [word_count(run.text) for run in runs]
    average, ease = sum(counts) / len(counts), ease_of(core, message.language)
    wrong = []
    if max(counts) > _MOST_WORDS_IN_A_SENTENCE:
        wrong.append(f"a sentence of {max(counts)} words")
    if average > _MOST_WORDS_ON_AVERAGE:
        wrong.append(f"{average:.0f} words a sentence on average")
    if ease < _LEAST_EASE[message.language]:
        wrong.append(f"reading ease {ease:.0f}, below {_LEAST_EASE[message.language]:.0f}")
    long_ones = [run for run, count in zip(runs, counts, strict=True) if count > _MOST_WORDS_IN_A_SENTENCE]
    body = message.draft.body
    spans = [
        span_of(Part.BODY, body, at, at + len(run.text))
        for run in long_ones
        if (at := body.find(run.text)) >= 0
    ]
    if wrong:
        return found("O-READ", Status.WARN, told(f"Hard to read: {one}." for one in wrong), spans)
    return passed("O-READ", f"ease {ease:.0f}, {average:.0f} words a sentence")


def typo_fr(message: Message) -> CheckResult:
    """French spaces, guillemets and apostrophes; never in a text message, an address or a time."""
    if message.language is not Language.FR:
        return not_applicable("O-TYPO-FR", "Not French.")
    if message.channel is Channel.SMS:
        return not_applicable("O-TYPO-FR", "A text message keeps plain characters.")
    spans, rules = [], []
    for part, text in message.parts:
        names = message.book.spans(text, message.language, part) if "'" in text else []
        for fault in typography.faults(text):
            if fault.rule == typography.APOSTROPHE and any(
                one.start <= fault.start < one.end for one in names
            ):
                continue  # as the record writes it
            spans.append(span_of(part, text, fault.start, fault.end))
            rules.append(fault.rule)
    if not rules:
        return passed("O-TYPO-FR")
    status = Status.WARN if set(rules) == {typography.APOSTROPHE} else Status.FAIL
    return found(
        "O-TYPO-FR", status, told(f"{rule} ({rules.count(rule)})." for rule in rules), spans, fixable=True
    )


def grammar(message: Message) -> CheckResult:
    """No mistake grammalecte knows, where it is installed."""
    if message.language is not Language.FR:
        return not_applicable("O-GRAM", "Not French.")
    if not has_grammalecte():
        return not_applicable("O-GRAM", "grammalecte is not installed.")
    if not message.asks_programs:
        return not_applicable("O-GRAM", "grammalecte was not asked.")
    errors = mistakes(message)
    if errors is None:
        return not_applicable("O-GRAM", "grammalecte gave no answer.")
    if not errors:
        return passed("O-GRAM", "grammalecte finds nothing.")
    body = message.draft.body
    spans = [span_of(Part.BODY, body, error.start, error.end) for error in errors]
    said = "; ".join(f"{error.rule}: {error.message}" for error in errors[:3])
    return found("O-GRAM", Status.WARN, said, spans, fixable=any(error.better for error in errors))


def mistakes(message: Message) -> list[GrammarError] | None:
    """Return the mistakes grammalecte finds in a body, names and values of the records left alone."""
    errors = grammar_errors(message.draft.body)
    if errors is None:
        return None
    values = [
        span
        for span in message.book.spans(message.draft.body, message.language)
        if not message.book.is_prose(span.fact)
    ]
    return [one for one in errors if all(one.end <= span.start or one.start >= span.end for span in values)]


@functools.cache
def _tells() -> dict[Language, re.Pattern[str]]:
    data = yaml.safe_load(Path(__file__).with_name("tells.yml").read_text(encoding="utf-8"))
    return {one: re.compile(rf"(?<!\w)(?:{'|'.join(data[one.value])})(?!\w)") for one in Language}
