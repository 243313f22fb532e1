"""The form of a message: O-LEN, O-SUBJ, O-CAPS, O-LINKS, O-CTA, O-YOU."""

import re

from llm.tasks.words import fold
from outreach.checks.message import Message, found, matches, not_applicable, passed, quoted, span_of, told
from outreach.draft import Channel, CheckResult, Language, Part, Status
from outreach.facts import bare_domain
from outreach.sms import sms_size
from outreach.wording import ADDRESS, masked, sentences, word_count

_ACRONYMS = {
    "STOP",
    "STOPP",
    "SARL",
    "SASU",
    "EURL",
    "RGPD",
    "GDPR",
    "DSGVO",
    "CNIL",
    "SIREN",
    "SIRET",
    "HTML",
    "HTTP",
    "HTTPS",
    "GMBH",
    "IBAN",
    "PDF",
    "FAQ",
    "SEO",
    "TPE",
    "PME",
    "UWG",
    "CRM",
    "NAP",
}
_CAPS_WORD = re.compile(r"(?<![\w.@/\-])[A-ZÀ-ÖØ-Ý]{4,}(?![\w@/])")
_LOUD = re.compile(r"![\s\u00a0\u202f]*!+|\?[\s\u00a0\u202f]*[?!]+|![\s\u00a0\u202f]*\?|€{2,}|\${2,}|\*{3,}")
_EXCLAMATION = re.compile(r"!")
_ELLIPSIS = re.compile(r"…|\.{3,}")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\u2b00-\u2bff\ufe0f]")
_FAKE_THREAD = re.compile(r"^\s*(?:re|tr|fw|fwd|aw|wg|réf)\s*:", re.IGNORECASE)
_PROMISE_WORDS = re.compile(
    r"\b(?:gratuit\w*|offre|promo\w*|boost\w*|opportunité|exclusi\w*|incroyable|free|offer|boost|exclusive"
    r"|opportunity|kostenlos|gratis|angebot|exklusiv\w*)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"«»]+|mailto:\S+", re.IGNORECASE)
_MARKUP = re.compile(
    r"<\s*/?\s*(?:a|img|b|i|p|br|div|span|table|html|body|strong|em|ul|li|h\d)\b[^<>]*>"
    r"|!?\[[^\]\n]+\]\([^)\s]+\)",
    re.IGNORECASE,
)
_SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "t.co",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "rebrand.ly",
        "cutt.ly",
        "lnkd.in",
        "shorturl.at",
        "tiny.cc",
        "t.ly",
        "rb.gy",
        "v.gd",
        "urlz.fr",
        "bl.ink",
        "soo.gd",
        "s.id",
        "adf.ly",
        "bit.do",
        "mcaf.ee",
        "tr.im",
        "x.co",
        "dub.co",
        "short.io",
    ]
)
_IP_HOST = re.compile(r"^(?:\d{1,3}\.){3}\d{1,3}$|^\[")
_SAID_ASK = {
    Language.FR: re.compile(
        r"\b(?:dites-(?:le-)?moi|répondez|faites-moi signe|appelez-moi|écrivez-moi|un simple « ?oui)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\b(?:let me know|reply with|just reply|tell me|call me|drop me a line)\b", re.IGNORECASE
    ),
    Language.DE: re.compile(
        r"\b(?:antworten Sie|geben Sie mir|melden Sie sich|rufen Sie mich|schreiben Sie mir)\b", re.IGNORECASE
    ),
}
_YOU = {
    Language.FR: re.compile(r"(?<!\w)(?:vous|votre|vos|vôtres?)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"\b(?:you|your|yours|you['’](?:re|ve|d|ll))\b", re.IGNORECASE),
    Language.DE: re.compile(r"\b(?:Sie|Ihnen|Ihr(?:e[rsnm]?)?)\b"),
}
_WE = {
    Language.FR: re.compile(
        r"(?<!\w)(?:je|nous|notre|nos|mon|ma|mes|moi|me)(?!\w)|(?<!\w)[jm]['’](?=\w)", re.IGNORECASE
    ),
    Language.EN: re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|we|we['’](?:re|ve|d|ll)|our|ours|my|me|us)\b"),
    Language.DE: re.compile(
        r"\b(?:ich|wir|unser(?:e[rsnm]?)?|mein(?:e[rsnm]?)?|mir|mich|uns)\b", re.IGNORECASE
    ),
}
# In one sentence without a word for the reader.
_MOST_OF_SENDER = 5
_MOBILE_CUT = 35
"""Characters of a subject a phone shows."""


def length(message: Message) -> CheckResult:
    """The body is as long as the channel takes: words, or characters, or parts of a text message."""
    bounds, channel, body = message.request.bounds, message.channel, message.draft.body
    if channel in {Channel.LINKEDIN, Channel.LINKEDIN_MESSAGE}:
        size, unit = len(body), "characters"
    elif channel is Channel.SMS:
        size, unit = sms_size(body).parts, "parts"
    else:
        size, unit = word_count(body), "words"
    if size > bounds.most:
        return found("O-LEN", Status.FAIL, f"{size} {unit}: at most {bounds.most} are read.")
    if size > bounds.high:
        return found("O-LEN", Status.WARN, f"{size} {unit}: better at most {bounds.high}.")
    if size < bounds.low:
        return found("O-LEN", Status.WARN, f"{size} {unit}: better at least {bounds.low}.")
    return passed("O-LEN", f"{size} {unit}")


def subject(message: Message) -> CheckResult:
    """Two to seven plain words that fit a phone, like no other variant's."""
    if message.channel is not Channel.EMAIL:
        return not_applicable("O-SUBJ", "This channel has no subject line.")
    text = message.draft.subject
    if not text:
        return found("O-SUBJ", Status.FAIL, "There is no subject.")
    wrong = _subject_faults(message, text)
    spans = [span_of(Part.SUBJECT, text, 0, len(text))]
    if wrong:
        return found("O-SUBJ", Status.FAIL, told(f"The subject {one}." for one in wrong), spans)
    mild = []
    if not 2 <= word_count(text) <= 7:
        mild.append(f"has {word_count(text)} words, 2 to 7 are best")
    if len(text) > _MOBILE_CUT:
        mild.append(f"is cut on phones: “{text[:_MOBILE_CUT]}…”")
    if _PROMISE_WORDS.search(text):
        mild.append("sounds like advertising")
    if mild:
        return found("O-SUBJ", Status.WARN, told(f"The subject {one}." for one in mild), spans)
    return passed("O-SUBJ", f"{word_count(text)} words, {len(text)} characters")


def _subject_faults(message: Message, text: str) -> list[str]:
    known_caps = _caps_of_records(message)
    caps = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3 and word.isupper()]
    others = {" ".join(other.subject.casefold().split()) for other in message.siblings}
    tests = (
        (len(text) > 50, f"has {len(text)} characters, more than 50"),
        (any(word not in _ACRONYMS | known_caps for word in caps), "shouts in capitals"),
        ("!" in text, "has an exclamation mark"),
        (_EMOJI.search(text) is not None, "has an emoji"),
        (_FAKE_THREAD.match(text) is not None, "pretends to be an answer"),
        (" ".join(text.casefold().split()) in others, "is that of another variant"),
    )
    return [words for is_wrong, words in tests if is_wrong]


def capitals(message: Message) -> CheckResult:
    """No shouting: capitals, exclamation marks, repeated punctuation."""
    known = _ACRONYMS | _caps_of_records(message)
    shouted = [span for span in matches(message, _CAPS_WORD) if span.text not in known]
    loud = matches(message, _LOUD)
    exclaimed, trailing = matches(message, _EXCLAMATION), matches(message, _ELLIPSIS)
    words = re.findall(r"[^\W\d_]{2,}", masked(message.draft.body))
    share = len(shouted) / len(words) if words else 0.0
    hard = []
    if loud:
        hard.append(f"repeated marks {quoted(loud)}")
    if len(shouted) > 1 or share > 0.1:
        hard.append(f"capitals {quoted(shouted)}")
    if len(exclaimed) > 1:
        hard.append(f"{len(exclaimed)} exclamation marks")
    if hard:
        return found(
            "O-CAPS",
            Status.FAIL,
            told(f"It shouts: {one}." for one in hard),
            [*shouted, *loud, *exclaimed],
            fixable=True,
        )
    mild = [*shouted, *(trailing if len(trailing) > 1 else [])]
    if mild:
        return found("O-CAPS", Status.WARN, f"Quieter without {quoted(mild)}.", mild, fixable=True)
    return passed("O-CAPS")


def links(message: Message) -> CheckResult:
    """At most one link, to the sender's own site, encrypted, and no markup."""
    spans = matches(message, _LINK)
    markup = matches(message, _MARKUP)
    own = bare_domain(message.request.sender.website)
    wrong = [f"There is markup: {quoted(markup)}"] if markup else []
    addresses = [span for span in matches(message, ADDRESS) if "@" not in span.text]
    short = [span for span in addresses if _host(span.text) in _SHORTENERS]
    if short:
        wrong.append(f"{quoted(short)} hides where it leads")
    for span in spans:
        host = _host(span.text)
        if span in short:
            continue
        if _IP_HOST.match(host):
            wrong.append(f"“{span.text}” is a bare IP address")
        elif span.text.lower().startswith("http://"):
            wrong.append(f"“{span.text}” is not encrypted")
        elif not own or not (host == own or host.endswith(f".{own}")):
            wrong.append(f"“{span.text}” is not the sender's own site")
    if len({span.text.rstrip("./") for span in spans}) > 1:
        wrong.append(f"{len(spans)} links in a first message")
    if wrong:
        return found("O-LINKS", Status.FAIL, told(f"{one}." for one in wrong), [*spans, *short, *markup])
    return passed("O-LINKS", "1 link" if spans else "no link")


def ask(message: Message) -> CheckResult:
    """Exactly one question, in the last paragraph of what is said."""
    if message.channel is Channel.CALL_SCRIPT:
        return not_applicable("O-CTA", "A conversation has several questions.")
    body = message.draft.body
    plain = masked(body)
    marks = [match.start() for match in re.finditer(r"\?+", plain)]
    spans = [span_of(Part.BODY, body, at, at + 1) for at in marks]
    if not marks:
        if _SAID_ASK[message.language].search(message.layout.text):
            return passed("O-CTA", "asks for an answer without a question")
        return found("O-CTA", Status.FAIL, "It asks for nothing: end with one question.")
    if len(marks) > 1:
        return found("O-CTA", Status.FAIL, f"{len(marks)} questions: ask one.", spans)
    core = message.layout.core
    if core and marks[0] < core[-1].start:
        return found("O-CTA", Status.WARN, "The question is not in the last paragraph.", spans)
    return passed("O-CTA")


def you(message: Message) -> CheckResult:
    """It speaks of the reader, by name or not, about as much as of the sender."""
    if message.channel is Channel.CALL_SCRIPT:
        return not_applicable("O-YOU", "On the phone the caller says who calls.")
    text = message.layout.text
    name = fold(message.request.lead.name.replace("’", "'"))
    named = fold(text.replace("’", "'")).count(name) if name else 0
    yours = len(_YOU[message.language].findall(text)) + named
    ours = len(_WE[message.language].findall(text))
    if not yours and not ours:
        return not_applicable("O-YOU", "It speaks of nobody.")
    if yours + 1 < ours or _is_of_sender_alone(text, message.language):
        return found("O-YOU", Status.WARN, f"{ours} words for the sender, {yours} for the reader.")
    return passed("O-YOU", f"{yours} for the reader, {ours} for the sender")


def _is_of_sender_alone(text: str, language: Language) -> bool:
    """Say whether one sentence speaks of the sender again and again, and not of the reader."""
    return any(
        len(_WE[language].findall(run.text)) >= _MOST_OF_SENDER and not _YOU[language].search(run.text)
        for run in sentences(text)
    )


def shouted_words(message: Message, text: str) -> list[str]:
    """Return the words of a text in capitals that are neither acronyms nor written so in the records."""
    known = _ACRONYMS | _caps_of_records(message)
    return [word for word in _CAPS_WORD.findall(text) if word not in known]


def mobile_preview(text: str) -> str:
    """Return what a phone shows of a subject."""
    return text if len(text) <= _MOBILE_CUT else f"{text[: _MOBILE_CUT - 1].rstrip()}…"


def _caps_of_records(message: Message) -> set[str]:
    return {
        word for text in message.book.texts for word in re.findall(r"[^\W\d_]{4,}", text) if word.isupper()
    }


def _host(url: str) -> str:
    bare = re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", url.casefold())
    return re.split(r"[/?#:]", bare.rpartition("@")[2] if bare.startswith("//") else bare)[0].rstrip(".")
