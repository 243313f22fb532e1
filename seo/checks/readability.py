"""How easily the text of a page is read."""

from seo.check import Family, Level, Verdict, check, not_applicable, passed, warned
from seo.legal.pages import is_legal_page
from seo.page_view import PageView
from seo.readability import FORMULAS, LEAST_WORDS, read
from seo.spot import Spot

HARD = 30.0


@check(
    "readability",
    Family.CONTENT,
    title="The text is easy to read",
    threshold="at least 30 of 100 by Kandel-Moles (French) or Amstad (German); below is for specialists only",
    why="Visitors who must read a sentence twice leave, and most of them read on a phone.",
    how_to_fix="Cut the long sentences in two and say it as you would to a client on the phone.",
    source="Kandel and Moles 1958; Amstad 1978",
    impact=Level.LOW,
    effort=Level.MEDIUM,
)
def readability(page: PageView) -> Verdict:
    """Score the sentences outside menus, headers and footers."""
    if page.language not in FORMULAS:
        return not_applicable("neither French nor German")
    if is_legal_page(page):
        return not_applicable("a legal page")
    lines = [
        line.clean
        for line in page.document.lines
        if not (line.hidden or line.boiler or line.control) and line.region not in {"footer", "nav"}
    ]
    reading = read(lines, page.language)
    if reading is None:
        return not_applicable(f"fewer than {LEAST_WORDS} words of text")
    if reading.score >= HARD:
        return passed(reading.score)
    return warned(reading.score, Spot(page.quote(reading.longest[:20]).line, reading.longest[:200]))
