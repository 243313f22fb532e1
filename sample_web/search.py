"""A small search engine over the sample sites: words weighted by rarity, one page a site."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from sample_web.pages import Document, Site
from sample_web.words import terms

_HIDDEN = 'script, style, template, [hidden], [style*="display:none"]'
_BLOCKS = "h1, h2, h3, p, li, tr, blockquote"
_SNIPPET_LENGTH = 220
_TITLE_WEIGHT, _HEADING_WEIGHT, _DESCRIPTION_WEIGHT = 3.0, 2.0, 1.5
# The usual BM25 constants (Robertson and Zaragoza, 2009).
_SATURATION, _LENGTH_EFFECT = 1.2, 0.75
# A page below this part of the best score answers another question.
_RELEVANCE_FLOOR = 0.25


@dataclass(frozen=True)
class Result:
    """One page found. `score` has no unit and compares within one search only."""

    url: str
    title: str
    content: str
    score: float


@dataclass(frozen=True)
class _Page:
    site: str
    url: str
    title: str
    blocks: tuple[str, ...]
    weights: dict[str, float]
    length: int


class SearchIndex:
    """All pages of the sample sites, ready to be searched."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._pages = [
            _read(site, document)
            for site in sites
            for document in site.documents.values()
            if document.is_page and document.status == 200
        ]
        self._average_length = sum(page.length for page in self._pages) / max(len(self._pages), 1)
        self._page_counts = Counter(term for page in self._pages for term in page.weights)
        self._title_counts = Counter(term for page in self._pages for term in set(terms(page.title)))

    def search(self, query: str) -> list[Result]:
        """Return the best page of each site that answers the query, best first."""
        wanted = sorted({term for term in terms(query) if term in self._page_counts})
        best: dict[str, tuple[float, _Page]] = {}
        for page in self._pages:
            score = self._score(page, wanted)
            if score > best.get(page.site, (0.0, page))[0]:
                best[page.site] = (score, page)
        ranked = sorted(best.values(), key=lambda found: (-found[0], found[1].site))
        floor = ranked[0][0] * _RELEVANCE_FLOOR if ranked else 0.0
        return [
            Result(page.url, page.title, _snippet(page, wanted), round(score, 4))
            for score, page in ranked
            if score >= floor
        ]

    def _score(self, page: _Page, wanted: list[str]) -> float:
        """Return BM25 over the weighted fields, times the share of the query the page covers."""
        rarity = {term: self._rarity(term) for term in wanted}
        covered = sum(rarity[term] for term in wanted if term in page.weights)
        if not covered:
            return 0.0
        relative_length = page.length / self._average_length
        damping = _SATURATION * (1 - _LENGTH_EFFECT + _LENGTH_EFFECT * relative_length)
        score = sum(
            rarity[term] * page.weights[term] * (_SATURATION + 1) / (page.weights[term] + damping)
            for term in wanted
            if term in page.weights
        )
        return score * covered / sum(rarity.values())

    def _rarity(self, term: str) -> float:
        """Return how much a word tells: rare words more, and words that titles use (trades, towns) more."""
        pages_with = self._page_counts[term]
        rarity = math.log(1 + (len(self._pages) - pages_with + 0.5) / (pages_with + 0.5))
        return rarity * (0.25 + self._title_counts[term] / pages_with)


def _read(site: Site, document: Document) -> _Page:
    tree = LexborHTMLParser(document.text)
    for node in tree.css(_HIDDEN):
        node.decompose()
    main = tree.css_first("main")
    blocks = tuple(_squeeze(node.text(separator=" ")) for node in main.css(_BLOCKS)) if main else ()
    headings = [_squeeze(node.text()) for node in tree.css("h1, h2, h3")]
    title_node = tree.css_first("title")
    title = _squeeze(title_node.text()) if title_node else ""
    description_node = tree.css_first('meta[name="description"]')
    description = (description_node.attributes.get("content") or "") if description_node else ""
    body = [term for block in blocks for term in terms(block)]
    weights: dict[str, float] = {term: float(count) for term, count in Counter(body).items()}
    for weight, field in (
        (_TITLE_WEIGHT, title),
        (_HEADING_WEIGHT, " ".join(headings)),
        (_DESCRIPTION_WEIGHT, description),
    ):
        for term in terms(field):
            weights[term] = weights.get(term, 0.0) + weight
    url = f"{site.origin}{document.path}"
    return _Page(site.slug, url, title or (headings or [url])[0], blocks, weights, len(body))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _snippet(page: _Page, wanted: list[str]) -> str:
    """Return the run of blocks that holds most of the query, cut at a word."""
    if not page.blocks:
        return ""
    starts = range(len(page.blocks))
    start = max(starts, key=lambda i: (len(set(wanted).intersection(terms(_run(page, i)))), -i))
    return _run(page, start)


def _run(page: _Page, start: int) -> str:
    text = " ".join(page.blocks[start : start + 6])
    if len(text) <= _SNIPPET_LENGTH:
        return text
    return text[:_SNIPPET_LENGTH].rsplit(" ", 1)[0] + " …"
