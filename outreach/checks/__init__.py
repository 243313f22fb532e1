"""Every check of a message, in the order they are shown. None of them needs a model."""

from outreach.checks.address import civility, gender, vous
from outreach.checks.diversity import diverse
from outreach.checks.duties import law, opt_out, suppressed
from outreach.checks.facts import fact_name, fact_num
from outreach.checks.form import ask, capitals, length, links, subject, you
from outreach.checks.language import lang
from outreach.checks.message import Check, Message
from outreach.checks.promises import claim, trace
from outreach.checks.spam import spam
from outreach.checks.wording import ai_tell, grammar, placeholder, readable, typo_fr
from outreach.draft import CheckResult, Status

CHECKS: dict[str, Check] = {
    "O-FACT-NUM": fact_num,
    "O-FACT-NAME": fact_name,
    "O-PLACEHOLDER": placeholder,
    "O-CLAIM": claim,
    "O-LAW": law,
    "O-SUPPRESS": suppressed,
    "O-OPTOUT": opt_out,
    "O-LANG": lang,
    "O-GENDER": gender,
    "O-CIV": civility,
    "O-VOUS": vous,
    "O-LEN": length,
    "O-SUBJ": subject,
    "O-CTA": ask,
    "O-YOU": you,
    "O-LINKS": links,
    "O-CAPS": capitals,
    "O-SPAM": spam,
    "O-AI-TELL": ai_tell,
    "O-READ": readable,
    "O-TYPO-FR": typo_fr,
    "O-GRAM": grammar,
    "O-DIVERSE": diverse,
    "O-TRACE": trace,
}
BLOCKING = frozenset({"O-FACT-NUM", "O-FACT-NAME", "O-PLACEHOLDER", "O-LAW", "O-SUPPRESS"})
"""A failure of these keeps a message from leaving the toolkit."""


def run_checks(message: Message) -> list[CheckResult]:
    """Return the verdict of every check."""
    return [check(message) for check in CHECKS.values()]


def is_blocked(results: list[CheckResult]) -> bool:
    """Say whether a message may not leave the toolkit."""
    return any(result.id in BLOCKING and result.status is Status.FAIL for result in results)


__all__ = ["BLOCKING", "CHECKS", "Message", "is_blocked", "run_checks"]
