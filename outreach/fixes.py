"""One-click fixes: what code can mend in a draft without a model and without saying anything new."""

import re
from collections.abc import Callable, Sequence

from outreach.checks.counted import exact, hedge_before
from outreach.checks.form import shouted_words
from outreach.checks.grammar import has_grammalecte
from outreach.checks.message import Message
from outreach.checks.wording import mistakes
from outreach.draft import Channel, CheckResult, Draft, Language, Status
from outreach.figures import figures
from outreach.fill import closing_lines
from outreach.greeting import greeting_of
from outreach.layout import GREETING, OPT_OUT, ORIGIN, SIGN_OFF
from outreach.sms import gsm_safe
from outreach.typography import french
from outreach.wording import masked

Fix = Callable[[Message], Draft]


def fixed(message: Message, check_id: str) -> Draft:
    """Return the draft with the fault of one check mended; unchanged where there is no fix for it."""
    fix = FIXES.get(check_id)
    return fix(message) if fix else message.draft


def all_fixed(message: Message, results: Sequence[CheckResult], *, figures_too: bool = False) -> Draft:
    """Return the draft with every fault of form mended that has a fix, typography last.

    What a message states is not put right unseen: a figure is the model's to mend, or the analyst's, who asks
    for it with `figures_too`.
    """
    draft = message.draft
    failing = {result.id for result in results if result.status in {Status.FAIL, Status.WARN}}
    for check_id in [one for one in FIXES if figures_too or one != "O-FACT-NUM"]:
        if check_id in failing or check_id == "O-TYPO-FR":
            draft = fixed(Message(draft, message.request, message.book, message.siblings), check_id)
    return draft


def gsm_version(draft: Draft) -> Draft:
    """Return a text message in the letters of GSM-7."""
    return draft.model_copy(update={"body": gsm_safe(draft.body), "cta": gsm_safe(draft.cta)})


def _greeting(message: Message) -> Draft:
    """Put the greeting the record supports in place of the one that is there, or where there is none."""
    body = message.draft.body
    first, _, rest = body.partition("\n")
    if not GREETING.match(first):
        return _with(message.draft, body=f"{greeting_of(message.request)}\n\n{body}")
    comma = re.match(r"[^,\n]{0,80},", first)
    tail = first[comma.end() :] if comma else ""
    return _with(message.draft, body=f"{greeting_of(message.request)}{tail}\n{rest}".rstrip())


def _closing(message: Message) -> Draft:
    """Add the lines that are missing: who writes, where the address comes from, how to object."""
    draft, request = message.draft, message.request
    if request.channel is Channel.SMS:
        who = ", ".join(part for part in (request.sender.name, request.sender.company) if part)
        missing = [who + "."] if who and who.split(",")[0] not in draft.body else []
        missing += [] if OPT_OUT.search(draft.body) else [closing_lines(request, message.book)[-1]]
        return _with(draft, body=" ".join([draft.body.rstrip(), *missing]))
    lines = closing_lines(request, message.book)
    if message.layout.closing and SIGN_OFF.match(message.layout.closing):
        kept = draft.body[: len(draft.body.rstrip()) - len(message.layout.closing)].rstrip()
        return _with(draft, body=f"{kept}\n\n" + "\n".join(lines))
    if OPT_OUT.search(draft.body) and ORIGIN.search(masked(draft.body)):
        lines = lines[:-2]
    return _with(draft, body=f"{draft.body.rstrip()}\n\n" + "\n".join(lines))


def _quiet(message: Message) -> Draft:
    """Take the shouting out: words in capitals become small, marks stand once, exclamations end plainly."""

    def calm(text: str) -> str:
        for word in shouted_words(message, text):
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", word.lower(), text)
        text = re.sub(
            r"[\s\u00a0\u202f]*\?[\s\u00a0\u202f]*[?!]+",
            "\u202f?" if message.language is Language.FR else "?",
            text,
        )
        text = re.sub(r"[\s\u00a0\u202f]*!(?:[\s\u00a0\u202f]*[!?])*", ".", text)
        text = re.sub(r"(€|\$){2,}", r"\1", text)
        return re.sub(r"(^|[.?]\s+)([a-zà-ÿ])", lambda match: match[1] + match[2].upper(), text)

    draft = message.draft
    return _with(draft, subject=calm(draft.subject).rstrip("."), body=calm(draft.body), cta=calm(draft.cta))


def _exact(message: Message) -> Draft:
    """Write the figures of the record for the rounded ones, without the "nearly" before them."""
    changed: dict[str, str] = {}
    for part, written_text in message.parts:
        text = written_text
        for figure in reversed(figures(text, message.language)):
            if message.book.known_figures.shows(figure):
                continue
            if written := exact(figure, text, message.book, message.language):
                if message.channel is Channel.SMS:
                    written = gsm_safe(written)
                text = text[: hedge_before(text, figure.start)] + written + text[figure.end :]
        changed[part.value] = text
    return _with(message.draft, **changed)


def _grammar(message: Message) -> Draft:
    """Write what grammalecte suggests, from the end so that places hold."""
    body = message.draft.body
    errors = mistakes(message) if message.language is Language.FR and has_grammalecte() else None
    for error in sorted(errors or [], key=lambda one: -one.start):
        if error.better:
            body = body[: error.start] + error.better + body[error.end :]
    return _with(message.draft, body=body)


def _typography(message: Message) -> Draft:
    if message.language is not Language.FR or message.channel is Channel.SMS:
        return message.draft
    draft = message.draft
    return _with(draft, subject=french(draft.subject), body=french(draft.body), cta=french(draft.cta))


def _with(draft: Draft, **changes: str) -> Draft:
    return Draft.model_validate({**draft.model_dump(include=set(Draft.model_fields)), **changes})


FIXES: dict[str, Fix] = {
    "O-GENDER": _greeting,
    "O-CIV": _greeting,
    "O-CAPS": _quiet,
    "O-FACT-NUM": _exact,
    "O-GRAM": _grammar,
    "O-OPTOUT": _closing,
    "O-TYPO-FR": _typography,
}
