"""Headings in sources: what stands under "Our partners" or "To come" is not what the business is today."""

import re

from dossier.moods import is_plain, speaks_of_others
from llm.tasks.words import fold
from scrapers.own_name import presents, site_names

# A heading is so short and ends no sentence. Above sentences, and above the items of a list, it is looked for
# so many lines up.
_LONGEST, _OVER_SENTENCES, _OVER_ITEMS = 40, 3, 8
_END = ".!?;,…"
_PLANS = re.compile(
    r"(?:nos |unsere )?(?:projets?|plane)\W*$|a venir\b|prochainement\b|ausblick\b|zukunft|perspectives\b"
    r"|vision 20\d\d|coming (?:soon|up)|what is next|was kommt"
)
_MAKERS = re.compile(
    r"hebergement\W*$|hebergeur|hosting|hoster|credits?\b|webdesign|mediat(?:ion|eur)|streitbeilegung|schlichtung"
    r"|(?:conception|realisation|creation)(?: du site| web| graphique)?\W*$"
)


def stands_under_makers(text: str, position: int, site: str = "") -> bool:
    """Tell whether a heading says that who hosts or made the site follows, with numbers of theirs.

    Where the first line below it presents the site itself, a mediator's or web agency's own lines follow.
    """
    names = site_names([site])
    lines = [line.strip() for line in text[: _line_end(text, position)].splitlines() if line.strip()]
    for heading in _headings(text, position):
        if _MAKERS.match(fold(heading)):
            at = max((n for n, line in enumerate(lines) if line == heading), default=-1)
            return not any(presents(line, names) for line in lines[at + 1 : at + 2])
    return False


def stands_under_others(text: str, position: int) -> bool:
    """Tell whether a heading says that partners, suppliers or competitors follow."""
    return any(speaks_of_others("", f"{one}.") for one in _headings(text, position))


def stands_under_plans(text: str, position: int) -> bool:
    """Tell whether a heading says that what follows is planned, over or uncertain."""
    return any(_PLANS.match(fold(one)) or not is_plain(one) for one in _headings(text, position))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)


def _headings(text: str, position: int) -> list[str]:
    """Return the lines above a position that may be headings of it, the nearest first."""
    start = text.rfind("\n", 0, position) + 1
    own = text[start : _line_end(text, position)].strip()
    above = [line.strip() for line in text[:start].splitlines()]
    if own[-1:] in _END:
        return next(([line] for line in reversed(above[-_OVER_SENTENCES:]) if _may_head(line)), [])
    found: list[str] = []
    for line in reversed(above[-_OVER_ITEMS:]):
        if not line or line[-1] in _END:
            break
        if _may_head(line):
            found.append(line)
    return found


def _may_head(line: str) -> bool:
    return 0 < len(line) <= _LONGEST and line[-1] not in _END and not any(char.isdigit() for char in line)
