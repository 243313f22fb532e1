"""An answer without a model: sentences of the sources themselves, chosen by rules, word for word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.record import Evidence, Method
from leads.search_run import Answer, AnswerKind, Sentence
from llm.tasks.sentences import sentences
from llm.tasks.words import fold, terms
from scrapers.evidence import find_quote
from scrapers.passages import is_heading, plain, score, weights
from scrapers.research.pages import ReadPage

NO_MODEL = "No writing model is connected: sentences taken from the sources."

_SHORTEST, _LONGEST = 25, 280
_QUOTE = 200
# What a source has said already counts little in its next sentence: that one should add the price, say.
_AGAIN = 0.2
# A sentence that adds less than this share of what the first one says is not worth reading.
_WORTH = 0.1
# A word with a capital that does not begin the question: a town, a brand; in German any noun.
_NAME = re.compile(r"(?<=[\w,;:'’] )[A-ZÀ-Þ]\w+|(?<=['’])[A-ZÀ-Þ]\w+")
_CELLS = re.compile(r"\s*\|\s*")


@dataclass(frozen=True)
class _Candidate:
    page: ReadPage
    text: str
    terms: frozenset[str]


def quoted_answer(
    question: str, pages: Sequence[ReadPage], *, note: str = NO_MODEL, limit: int = 5, per_source: int = 2
) -> Answer | None:
    """Return up to `limit` sentences that meet the question best, each cited; None where none does."""
    candidates = [one for page in pages for one in _candidates(page)]
    weight = weights(question, (one.terms for one in candidates))
    # One shared word is a coincidence where the question has several.
    least = min(2, len(weight))
    fitting = [one for one in candidates if len(weight.keys() & one.terms) >= least]
    relevance = _relevance(question, pages, weight)
    chosen: list[_Candidate] = []
    enough = 0.0
    while fitting and len(chosen) < limit:
        gain, best = max(
            ((relevance[one.page.n] * _gain(one, chosen, weight), one) for one in fitting),
            key=lambda pair: pair[0],
        )
        enough = enough or gain * _WORTH
        if gain <= 0 or gain < enough:
            break
        chosen.append(best)
        full = sum(one.page.n == best.page.n for one in chosen) >= per_source
        fitting = [
            one
            for one in fitting
            if fold(one.text) != fold(best.text) and not (full and one.page.n == best.page.n)
        ]
    if not chosen:
        return None
    return Answer(kind=AnswerKind.QUOTED, sentences=[_sentence(one) for one in chosen], note=note)


def _relevance(question: str, pages: Sequence[ReadPage], weight: Mapping[str, float]) -> dict[int, float]:
    """Return how far each page as a whole is about the question: not at all if it is about another town."""
    about = {page.n: frozenset(terms(f"{page.title}\n{page.text}")) for page in pages}
    named = terms(" ".join(_NAME.findall(question)))
    if any(named & found for found in about.values()):
        about = {n: found if named & found else frozenset() for n, found in about.items()}
    scores = {n: score(found, weight) for n, found in about.items()}
    best = max(scores.values(), default=0) or 1.0
    return {n: found / best for n, found in scores.items()}


def _gain(one: _Candidate, chosen: Sequence[_Candidate], weight: Mapping[str, float]) -> float:
    """Return what a sentence adds to what its source has said so far."""
    said = frozenset().union(*(other.terms for other in chosen if other.page.n == one.page.n))
    return score(one.terms - said, weight) + _AGAIN * score(one.terms & said, weight)


def _candidates(page: ReadPage) -> list[_Candidate]:
    lines = [plain(line) for line in page.text.splitlines() if not is_heading(line)]
    texts = dict.fromkeys(text for line in lines for text in _quotable(line))
    # Word for word: what the reading or the cutting has changed is no quotation.
    return [
        _Candidate(page, text, frozenset(terms(text)))
        for text in texts
        if find_quote(_beginning(text), page.visible) is not None
    ]


def _quotable(line: str) -> list[str]:
    """Return the sentences of a line that say something by themselves; a row of a table is one sentence."""
    if "|" in line:
        row = _CELLS.sub(" ", line).strip()
        # A row without a figure is the head of the table.
        return [row] if re.search(r"\d", row) and len(row) <= _LONGEST else []
    return [text for text in sentences(line) if _reads_like_one(text)]


def _reads_like_one(text: str) -> bool:
    words = re.findall(r"\w+", text)
    if not _SHORTEST <= len(text) <= _LONGEST or text.endswith("?"):
        return False
    return len(words) >= 6 or (len(words) >= 4 and any(word.isdigit() for word in words))


def _sentence(one: _Candidate) -> Sentence:
    page = one.page
    quote = find_quote(_beginning(one.text), page.visible) or _beginning(one.text)
    evidence = Evidence(url=page.url, quote=quote, method=Method.TEXT, fetched_at=page.fetched_at)
    return Sentence(text=one.text, citations=[page.n], evidence=[evidence])


def _beginning(text: str) -> str:
    return text if len(text) <= _QUOTE else text[:_QUOTE].rsplit(" ", 1)[0]
