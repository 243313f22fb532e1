"""How the reader is addressed: O-GENDER, O-CIV (greeting) and O-VOUS (vous and Sie kept)."""

import re

from llm.tasks.words import fold
from outreach.checks.message import Message, found, matches, not_applicable, passed, quoted, span_of
from outreach.draft import Channel, CheckResult, Language, Part, Span, Status
from outreach.wording import ADDRESS, masked

_CIVILITIES = {
    "f": re.compile(
        r"(?<!\w)(?:(?i:Madame|Mme|Mlle|Mademoiselle|Frau)|Mrs\.?|Ms\.?|Miss)(?!\w)"
        r"(?!\s*(?:,?\s*(?:et|ou|/)\s*)?(?i:Monsieur))",
    ),
    "m": re.compile(r"(?<!\w)(?:(?i:Monsieur|Herrn?)|M\.|Mr\.?)(?!\w)"),
}
_BOTH = re.compile(
    r"Madame,?\s*(?:et |ou |/)?\s*(?:cher )?Monsieur|Mesdames|Damen und Herren|Sir or Madam|Madam or Sir"
    r"|Herr oder Frau|Frau oder Herr",
    re.IGNORECASE,
)
_FEMALE = {"madame", "mme", "mlle", "mademoiselle", "mrs", "ms", "miss", "frau", "f", "female", "w"}
_MALE = {"monsieur", "m", "mr", "herr", "herrn", "male"}
_GREETED = re.compile(
    r"^\s*(?:bonjour|bonsoir|ch[eè]re?s?|hello|hi|hey|dear|guten (?:tag|morgen)|hallo|liebe[rs]?|sehr "
    r"geehrte[rs]?)[\s\u00a0]+"
    r"(?P<who>[^\n,.!?:;–—]{1,80})",
    re.IGNORECASE,
)
_GREETED_CHANNELS = {Channel.EMAIL, Channel.LETTER}
_ANYBODY = {
    "madame",
    "monsieur",
    "mesdames",
    "messieurs",
    "mme",
    "mlle",
    "m",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "docteur",
    "maitre",
    "herr",
    "herrn",
    "frau",
    "damen",
    "und",
    "herren",
    "et",
    "ou",
    "a",
    "tous",
    "toutes",
    "l'equipe",
    "equipe",
    "toute",
    "la",
    "le",
    "team",
    "there",
    "all",
    "everyone",
    "zusammen",
    "sir",
    "or",
    "madam",
    "sehr",
    "geehrte",
    "geehrter",
    "an",
    "das",
    "the",
    "of",
    "de",
    "du",
    "des",
    "d",
    "l",
    "chez",
    "cher",
    "chere",
    "chers",
    "dear",
    "good",
    "morning",
}
_TU = re.compile(
    r"(?<![\w'’\-])(?:tu|te|toi|ta|tes|tien(?:ne)?s?)(?![\w'’])|(?<![\w])t['’](?=[^\W\d_])|(?<=-)(?:tu"
    r"|toi)(?!\w)"
    r"|(?<![\w])(?<!le )(?<!un )(?<!du )(?<!au )(?<!ce )(?<!son )(?<!bon )(?<!votre )(?<!quel )(?<!de "
    r")ton(?= [^\W\d_])",
    re.IGNORECASE,
)
_IMPERATIVE_OBJECT = re.compile(
    r"(?<![\w\-])(?!(?:faites|dites|est|sommes|puisse|puissé|dussé|fusse|êtes|suis|peut|doit|faut|sont"
    r"|ont|ait|soit|fait|dit)-)"
    r"[^\W\d_]+[es](?<!ons)(?<!mes)(?<!tes)-(?:moi|nous|le|la|les|lui|y|en)(?![\w'’-])",
    re.IGNORECASE,
)
_IMPERATIVE_START = re.compile(
    r"(?:^|[.!?:…\n][^\S\n]*|(?:alors|donc|et|ou),? )(?P<verb>Appelle|Contacte|Clique|Découvre|Profite"
    r"|Réponds|Écris|Ecris|Envoie|Essaie|Essaye|Imagine|Rejoins|Préviens|Reviens|Tiens|Apprends|Attends|Mets"
    r"|Viens|Prends|Choisis|N['’](?:hésite|attends|oublie)|Regarde|Pense|Passe|Fais|Dis|Laisse|Demande"
    r"|Réserve|Lis|Sois|Réfléchis|Reçois|Vérifie|Teste|Compare|Commence|Ajoute|Raconte|Explique|Utilise|Ouvre"
    r"|Jette|Montre|Donne|Garde|Parle|Trouve|Aide|Note)(?= (?!de\b|d['’])[^\W\d_]"
    r"|[.!,])(?! (?:[^\W\d_]+)?[ \u00a0]?:)",
)
_SUBJECT_OF_THIRD = re.compile(r"(?:qui|il|elle|on|personne|cela|ça)\s*$", re.IGNORECASE)
_DU = re.compile(
    r"(?<!\w)(?:du|dir|dich|dein(?:e[rsnm]?)?|euch|eu(?:er|re[rsnm]?)|deinetwegen)(?!\w)", re.IGNORECASE
)
_DU_IMPERATIVE = re.compile(
    r"(?:^|[.!?:…\n][^\S\n]*)(?:Ruf|Melde?|Schreib|Sag|Schau|Klick|Meld|Antworte|Probier|Komm|Lass|Gib|Denk"
    r"|Stell|Nimm) (?=[a-zäöü])(?!\w+ Sie\b)"
)
_SIE = re.compile(r"(?<!\w)(?:Sie|Ihnen|Ihr(?:e[rsnm]?)?)(?!\w)")


def gender(message: Message) -> CheckResult:
    """Madame, Monsieur, Herr, Frau and their like stand only where the record gives that civility."""
    known = _known_gender(message)
    wrong: list[Span] = []
    for part, text in message.parts:
        plain = _BOTH.sub(lambda match: " " * len(match.group()), masked(text))
        for one, pattern in _CIVILITIES.items():
            if one != known:
                wrong += [
                    span_of(part, text, *match.span())
                    for match in pattern.finditer(plain)
                    if not _names_the_sender(plain, match.end(), message)
                ]
    if not wrong:
        return passed("O-GENDER")
    why = "the record gives another civility" if known else "the record gives no civility"
    return found("O-GENDER", Status.FAIL, f"{quoted(wrong)}: {why}.", wrong, fixable=True)


def civility(message: Message) -> CheckResult:
    """The greeting names nobody the record does not name, and by no civility it does not give."""
    body = message.draft.body
    match = _GREETED.match(body)
    if match is None:
        if message.channel in _GREETED_CHANNELS and body and not message.layout.greeting:
            return found("O-CIV", Status.WARN, "It begins without a greeting.", fixable=True)
        return not_applicable("O-CIV", "It greets nobody by name.")
    contact = message.request.lead.contact
    known = {
        fold(word)
        for word in re.findall(
            r"[^\W_]+", f"{contact.first_name} {contact.last_name} {message.request.lead.name}"
        )
    }
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", match["who"])]
    strange = [word for word in words if word not in known and word not in _ANYBODY]
    starts_upper = [
        word for word in re.findall(r"[^\W\d_]+", match["who"]) if fold(word) in strange and word[0].isupper()
    ]
    span = span_of(Part.BODY, body, *match.span("who"))
    if starts_upper:
        return found(
            "O-CIV", Status.FAIL, f"The record does not name “{match['who'].strip()}”.", [span], fixable=True
        )
    if any(wrong.part is Part.BODY and wrong.start < match.end() for wrong in gender(message).spans):
        return found("O-CIV", Status.FAIL, "The record does not give this civility.", [span], fixable=True)
    return passed("O-CIV")


def vous(message: Message) -> CheckResult:
    """Vous in French, Sie in German, from the first word to the last."""
    if message.language is Language.EN:
        return not_applicable("O-VOUS", "English has one form of address.")
    if message.language is Language.FR:
        spans = _familiar_french(message)
    else:
        spans = [*matches(message, _DU), *matches(message, _DU_IMPERATIVE)]
        spans = [span for span in spans if not _is_of_record(span, message)]
    if not spans:
        return passed("O-VOUS")
    formal = "vous" if message.language is Language.FR else "Sie"
    mixes = message.language is Language.DE and matches(message, _SIE)
    detail = f"{quoted(spans)} is familiar{', beside Sie' if mixes else ''}: keep {formal}."
    return found("O-VOUS", Status.FAIL, detail, spans)


def _familiar_french(message: Message) -> list[Span]:
    spans: list[Span] = []
    for part, text in message.parts:
        plain = ADDRESS.sub(lambda match: " " * len(match.group()), text)
        for pattern in (_TU, _IMPERATIVE_OBJECT):
            spans += [span_of(part, text, *match.span()) for match in pattern.finditer(plain)]
        for match in _IMPERATIVE_START.finditer(plain):
            if part is Part.BODY and not _SUBJECT_OF_THIRD.search(plain[: match.start("verb")]):
                spans.append(span_of(part, text, *match.span("verb")))
    return [span for span in spans if not _is_of_record(span, message)]


def _is_of_record(span: Span, message: Message) -> bool:
    """Say whether words lie within a fact quoted from the records: a firm may be called « Chez Toi »."""
    text = dict(message.parts)[span.part]
    return any(
        fact.start <= span.start and span.end <= fact.end
        for fact in message.book.spans(text, message.language, span.part)
        if not message.book.is_prose(fact.fact)
    )


def _known_gender(message: Message) -> str:
    said = fold(message.request.lead.contact.civility).strip(" .")
    return "f" if said in _FEMALE else "m" if said in _MALE else ""


def _names_the_sender(plain: str, end: int, message: Message) -> bool:
    following = re.match(r"[\s\u00a0]+([^\W\d_][\w'’\-]*)", plain[end:])
    sender = {fold(word) for word in re.findall(r"[^\W\d_][\w'’\-]*", message.request.sender.name)}
    return following is not None and fold(following[1]) in sender
