"""Sentences taken apart into clauses, and the sentence of a source around a quote."""

import re
from dataclasses import dataclass

from dossier.lexicon import concepts_of, content
from dossier.names import people_and_firms
from dossier.quantities import quantities
from llm.tasks.words import fold

_SPLIT = re.compile(
    r"\s*[;.!?…](?=\s|$)\s*|\s+[–—|•·-]\s+|,\s+"
    r"|(?<!nicht)(?<!pas)\s+(?:et|mais|puis|tandis que|alors que|und|aber|wahrend|sondern"
    r"|and|but|while|whereas)\s+"
)
# « Notre confrère, lui, pose des poêles » is one clause.
_ASIDE = re.compile(
    r",\s(?:lui|elle|eux|quant a (?:lui|elle|eux)|pour sa part|de son cote|en revanche"
    r"|seinerseits|ihrerseits|hingegen|dagegen|jedoch|however)(?:,(?=\s))"
)
_JOINED = re.compile(r",|et|und|and")
# How an addition begins, and what makes it a statement of its own.
_ADDED = re.compile(
    r"\W*(?:(?:le|la|les|un|une|de|du|des|a|au|aux|en|par|pour|sur|der|die|das|den|dem|am|im|an|auf|fur|mit|the"
    r"|on|at|in|for|to|with)\b|[ld]'|\w+$)"
)
_FINITE = re.compile(
    r"\b(?:est|sont|a|ont|fait|font|reste|ist|sind|hat|haben|wird|werden|kostet|coute\w*|is|are|has|have|costs?)\b"
)
_WHEN = re.compile(
    r"\W*(?:(?:en|au|a|depuis|des|le|la|les|dans|pour|sur|am|im|bis|seit|ab|in|on|until|since|from|for|at)\b|jusqu)"
)
_ABBREVIATED = re.compile(
    r"\b(?:m|mm|mme|dr|prof|st|ste|av|bd|env|ca|z\.b|inkl|zzgl|tel|nr|no|mr|mrs|str)$", re.I
)
# A part so short is an addition to the one before: « le samedi et le dimanche ».
_ADDITION = 4
_LONGEST = 400


@dataclass(frozen=True)
class Clause:
    """A part of a sentence: its words as written, and folded; where it stands."""

    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class Setting:
    """Where a quote stands: its whole sentence, the one before it, and where in the source that is."""

    sentence: str
    before: str
    start: int
    end: int


def clauses(text: str) -> list[Clause]:
    """Return the clauses of a text; commas inside numbers do not part them, short additions stay joined."""
    folded = fold(text).replace("’", "'")
    if len(folded) != len(text):
        text = folded
    folded = _ASIDE.sub(lambda match: " " * len(match.group()), folded)
    bounds: list[tuple[int, int]] = []
    start = 0
    for gap in _SPLIT.finditer(folded):
        if gap.group().strip() == "." and _goes_on(folded[start : gap.start()], folded[gap.end() :]):
            continue
        bounds.append((start, gap.start()))
        start = gap.end()
    bounds.append((start, len(folded)))
    parts: list[Clause] = []
    for begin, end in bounds:
        if not folded[begin:end].strip():
            continue
        gap_text = folded[parts[-1].end : begin].strip() if parts else ""
        if len(parts) == 1 and gap_text == "," and _is_adverb(parts[0].text):
            begin = parts.pop().start  # noqa: PLW2901 - « Jusqu'en 2018, » holds for what follows
        if parts and _JOINED.fullmatch(gap_text) and _is_addition(text[begin:end]):
            begin = parts.pop().start  # noqa: PLW2901 - the part grows to the left
        parts.append(Clause(text[begin:end], folded[begin:end], begin, end))
    return parts


def _is_addition(part: str) -> bool:
    numbers = {one.key for code in ("fr", "de") for one in quantities(part, code)} - {"1"}
    if len(part.split()) > _ADDITION or numbers:
        return False
    folded = fold(part)
    if re.match(r"\W*(?:pas|non|nicht|kein\w*|not)\b", folded):
        return False
    return _ADDED.match(folded) is not None and not _FINITE.search(folded) and not people_and_firms(part)


def _is_adverb(part: str) -> bool:
    """Tell whether the beginning of a sentence only says when or where."""
    folded = fold(part)
    is_short = len(folded.split()) <= _ADDITION and not _FINITE.search(folded)
    return is_short and _WHEN.match(folded) is not None


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a full stop ends no sentence: behind an abbreviation, or in a date such as „3. März“."""
    if _ABBREVIATED.search(before):
        return True
    word = re.match(r"\s*([^\W\d_]+)", after)
    return bool(re.search(r"\b\d{1,2}$", before) and word) and any(
        one.startswith("month_") for one in concepts_of(word[1] if word else "")
    )


def closest(claim: str, parts: list[Clause]) -> list[Clause]:
    """Return the clauses that have most in common with a claim: those within one word of the best."""
    wanted = content(claim)
    scored = []
    for part in parts:
        own = content(part.text)
        scored.append((sum(any(term.meets(one) for one in own) for term in wanted), part))
    best = max((score for score, _ in scored), default=0)
    return [part for score, part in scored if score >= max(1, best - 1)] or parts


def setting(text: str, start: int, end: int) -> Setting:
    """Return the sentences of a text that hold a span, and what stands right before them."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    left = max(_sentence_ends(text, line_start, start), default=line_start)
    right = min(_sentence_ends(text, max(end - 1, start), line_end), default=line_end)
    if right - left > _LONGEST:
        left, right = max(left, start - _LONGEST // 2), min(right, end + _LONGEST // 2)
    before = text[max(line_start, left - _LONGEST) : left].strip()
    if not before and line_start:
        before = text[text.rfind("\n", 0, line_start - 1) + 1 : line_start].strip()
    else:
        ends = [*_sentence_ends(before, 0, len(before) - 1)]
        before = before[max(ends, default=0) :].strip()
    return Setting(text[left:right].strip(), before, left, right)


def _sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Return where the sentences of a part of a text end, behind their full stops."""
    found = []
    for match in re.finditer(r"[.!?…](?=\s)", text[start:end]):
        at = start + match.end()
        if match.group() == "." and _goes_on(
            fold(text[max(start, at - 12) : at - 1]), fold(text[at : at + 20])
        ):
            continue
        found.append(at)
    return found
