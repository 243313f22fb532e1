"""O-SPAM: a weighted lexicon in three languages, and SpamAssassin's own rules where it is installed."""

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import yaml

from llm.tasks.words import fold
from outreach.checks.message import Message, found, passed, quoted, span_of, told
from outreach.draft import Channel, CheckResult, Language, Span, Status

_FAILS, _WARNS = 3.0, 1.5
_ASSASSIN_FAILS, _ASSASSIN_WARNS = 5.0, 1.0
_SECONDS = 20
# One line of SpamAssassin's report: points, rule, what it is about.
_RULE = re.compile(r"^[ *]*(-?\d+\.\d+) +([A-Z][A-Z0-9_]{2,}) ", re.MULTILINE)
# Rules about the way a mail took, which a draft has not taken yet.
_NOT_ABOUT_TEXT = {"NO_RELAYS", "NO_RECEIVED", "ALL_TRUSTED", "NONE"}


def spam(message: Message) -> CheckResult:
    """No words and phrases that filters know; a single mild word counts for little."""
    hits = list(_hits(message))
    score = sum(weight for weight, _ in hits)
    spans = [span for _, span in hits]
    status = Status.FAIL if score >= _FAILS else Status.WARN if score >= _WARNS else Status.PASS
    said = [f"{quoted(spans)} weigh {score:g}; {_FAILS:g} is advertising."] if hits else []
    asks = message.asks_programs and message.channel is Channel.EMAIL
    rules = assassin_verdict(message) if asks else None
    if rules is not None:
        points = round(sum(rules.values()), 1)
        named = ", ".join(f"{name} {weight:g}" for name, weight in rules.items())
        said.append(f"SpamAssassin {points:g}: {named or 'no rule'}.")
        if points >= _ASSASSIN_FAILS:
            status = Status.FAIL
        elif points >= _ASSASSIN_WARNS and status is Status.PASS:
            status = Status.WARN
    detail = told(said)
    return passed("O-SPAM", detail) if status is Status.PASS else found("O-SPAM", status, detail, spans)


def assassin_verdict(message: Message) -> dict[str, float] | None:
    """Return SpamAssassin's rules with their points for a mail, read offline; None where it gives none."""
    program = assassin()
    if program is None:
        return None
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        message.draft.subject,
        "sender@example.org",
        "reader@example.com",
    )
    mail["Date"], mail["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 +0000", "<draft@example.org>"
    mail.set_content(message.draft.body)
    return _asked(program, mail.as_bytes())


@functools.cache
def assassin() -> str | None:
    """Return where SpamAssassin is installed, or None."""
    return shutil.which("spamassassin")


@functools.lru_cache(maxsize=256)
def _asked(program: str, mail: bytes) -> dict[str, float] | None:
    try:
        done = subprocess.run(  # noqa: S603 - a program found on PATH, no shell, the mail on stdin
            [program, "--local", "--test-mode", "--nocreate-prefs"],
            input=mail,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    report = done.stdout.decode("utf-8", "replace").partition("Content analysis details:")[2]
    if not report:
        return None
    found = {name: float(points) for points, name in _RULE.findall(report)}
    return {name: points for name, points in found.items() if points and name not in _NOT_ABOUT_TEXT}


def _hits(message: Message) -> Iterator[tuple[float, Span]]:
    """Yield weight and place of each phrase, the heaviest first; no word counts twice."""
    for part, text in message.parts:
        folded = folded_in_place(text)
        taken: list[tuple[int, int]] = []
        for weight, pattern in _lexicon()[message.language]:
            for match in pattern.finditer(folded):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                taken.append(match.span())
                span = span_of(part, text, *match.span())
                if not message.says_of_lead(span):
                    yield weight, span


@functools.lru_cache(maxsize=512)
def folded_in_place(text: str) -> str:
    """Return a text without accents and capitals, every place unchanged."""
    return "".join(_plain(char) for char in text)


@functools.lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in "’ʼ":
        return "'"
    if char in "\u00a0\u202f\n":
        return " "
    folded = fold(char)
    return folded if len(folded) == 1 else char


@functools.cache
def _lexicon() -> dict[Language, list[tuple[float, re.Pattern[str]]]]:
    data = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return {
        language: [
            (float(weight), re.compile(rf"(?<!\w)(?:{'|'.join(map(str, phrases))})(?!\w)"))
            for weight, phrases in sorted(data[language.value].items(), key=lambda item: -float(item[0]))
        ]
        for language in Language
    }
