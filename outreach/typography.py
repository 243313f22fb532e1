"""French typography: spaces that do not break, guillemets, apostrophes. Addresses and times are left alone.

The narrow space U+202F stands before ; ! ? and in numbers, the wide one U+00A0 before : and within « ».
"""

import re
from dataclasses import dataclass

from outreach.wording import ADDRESS, CLOCK

NARROW, WIDE = "\u202f", "\u00a0"
APOSTROPHE = "Straight apostrophe"
_SPACE = "[ \u00a0\u202f\u2009]"
_KEPT = re.compile(rf"{ADDRESS.pattern}|{CLOCK.pattern}|(?<!\w)[:;]-?[)(DPp](?!\w)|<[^<>\n]{{1,200}}>")


@dataclass(frozen=True)
class Fault:
    """One place that breaks a rule: where, and which."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class _Rule:
    name: str
    wrong: re.Pattern[str]
    right: str


_RULES = (
    _Rule(APOSTROPHE, re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "’"),
    _Rule(
        "Quotation marks other than « »",
        re.compile(r'(?<![\w])["“”](?=\S)([^"“”\n]{1,300}?)(?<=\S)["“”](?!\w)'),
        rf"«{WIDE}\1{WIDE}»",
    ),
    _Rule(
        "No-break space missing within « »", re.compile(rf"«(?!{WIDE}|{NARROW}){_SPACE}*(?=\S)"), f"«{WIDE}"
    ),
    _Rule(
        "No-break space missing within « »",
        re.compile(rf"(?<=[^\s])(?:(?<!{WIDE})(?<!{NARROW})|[ \u2009]+)»"),
        f"{WIDE}»",
    ),
    _Rule(
        "No-break space missing before “;”, “!” or “?”",
        re.compile(r"(?<=[^\s?!;¡¿…(«])(?:[ \u2009]+|)(?=[;?!])"),
        NARROW,
    ),
    _Rule(
        "No-break space missing before the colon",
        re.compile(r"(?<=[^\s:])(?:[ \u2009]+|)(?=:(?!\S*//)(?:\s|$))"),
        WIDE,
    ),
    _Rule("No-break space missing before %", re.compile(r"(?<=\d)(?:[ \u2009]+|)(?=%)"), NARROW),
    _Rule("No-break space missing before €", re.compile(r"(?<=\d)(?:[ \u2009]+|)(?=€)"), NARROW),
    _Rule(
        "One space too many before a comma or a full stop",
        re.compile(rf"(?<=[\w»)]){_SPACE}+(?=[,.](?![\w.]))"),
        "",
    ),
    _Rule("Space missing after a comma or a semicolon", re.compile(r"(?<=[^\W\d_][,;])(?=[^\W\d_])"), " "),
    _Rule(
        "Times not written as 14 h 30",
        re.compile(r"(?<!\d)((?:[01]?\d|2[0-3]))[hH]([0-5]\d)(?!\d)"),
        rf"\1{WIDE}h{WIDE}\2",
    ),
    _Rule(
        "First of the month not written as 1er",
        re.compile(r"\b1(?:ier|ère?\b(?= (?:janvier|mars|mai|juillet|août|octobre)))\b"),
        "1er",
    ),
    _Rule("Mr where French writes M.", re.compile(r"\bMr\.?(?= [A-ZÀ-Ý])"), "M."),
    _Rule(
        "Thousands set apart by a space that breaks",
        re.compile(r"(?<![\d.,])(\d{1,3}) (?=\d{3}(?: \d{3})*(?:,\d{1,2})?[ \u00a0\u202f]?(?:€|euros?\b))"),
        rf"\1{NARROW}",
    ),
)


def french(text: str) -> str:
    """Return the text in French typography. Doing it again changes nothing."""
    kept: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\ue000{len(kept) - 1}\ue001"

    changed = _KEPT.sub(put_away, re.sub("[\ue000\ue001]", "", text))
    for rule in _RULES:
        changed = rule.wrong.sub(rule.right, changed)
    return re.sub("\ue000(\\d+)\ue001", lambda match: kept[int(match[1])], changed)


def faults(text: str) -> list[Fault]:
    """Return the places where a text breaks the rules, in order."""
    plain = _KEPT.sub(lambda match: "\uffff" * len(match.group()), text)
    found = []
    for rule in _RULES:
        for match in rule.wrong.finditer(plain):
            if match.expand(rule.right) != match.group():
                end = max(match.end(), match.start() + 1)
                found.append(Fault(match.start(), min(end, len(text)), rule.name))
    return sorted(found, key=lambda fault: fault.start)
