"""O-DIVERSE: variants that really differ."""

import functools

from llm.tasks.words import fold
from outreach.checks.message import Message, found, not_applicable, passed, told
from outreach.draft import Channel, CheckResult, Status
from outreach.layout import layout
from outreach.wording import sentences

_GRAM = 5
_MOST_ALIKE = 0.5
# Scripts share how a call opens and ends; they differ in reason and question.
_MOST_ALIKE_SCRIPTS = 0.75


def diverse(message: Message) -> CheckResult:
    """Another angle, another first sentence, another question, and half of the text at most in common."""
    if not message.siblings:
        return not_applicable("O-DIVERSE", "There is one variant.")
    own = message.draft
    is_script = message.channel is Channel.CALL_SCRIPT
    most = _MOST_ALIKE_SCRIPTS if is_script else _MOST_ALIKE
    wrong = []
    for other in message.siblings:
        if other.angle is own.angle:
            wrong.append(f"has the angle of another variant ({own.angle})")
        if not is_script and _first(own.body) and _first(own.body) == _first(other.body):
            wrong.append(f"begins like the variant “{other.angle}”")
        if own.cta and _plain(own.cta) == _plain(other.cta):
            wrong.append(f"asks what the variant “{other.angle}” asks")
        alike = similarity(own.body, other.body)
        if alike > most:
            wrong.append(f"shares {alike:.0%} of its words with the variant “{other.angle}”")
    if wrong:
        return found("O-DIVERSE", Status.FAIL, told(f"It {one}." for one in wrong))
    return passed("O-DIVERSE")


def similarity(one: str, other: str) -> float:
    """Return the share of five-letter runs two bodies have in common, greeting and closing left out."""
    first, second = _grams(one), _grams(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def _core(body: str) -> str:
    return layout(body).text or body


def _first(body: str) -> str:
    runs = sentences(_core(body))
    return _plain(runs[0].text) if runs else ""


@functools.lru_cache(maxsize=512)
def _grams(body: str) -> frozenset[str]:
    plain = _plain(_core(body))
    return frozenset(plain[n : n + _GRAM] for n in range(max(1, len(plain) - _GRAM + 1)))


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
