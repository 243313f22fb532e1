"""The parts of guides and articles that belong to whom they speak of: ranked companies, guest authors."""

import re

from scrapers.dom import Document
from scrapers.sites import site_key
from scrapers.vocabulary import any_of, slug, stems

# How many rated companies make a ranking, and how many lines one of its cards has.
RANKED = 3
CARD = 8
# Parts of the page that are the site's own.
_FRAME = frozenset({"header", "footer", "nav"})
_RANKING = re.compile(
    r"\b"
    + any_of(
        r"best\b(?=.*\b(?:compan|services|providers|brands|agencies)) top_\d+ compared\b comparison\b",
        r"comparatif\b classement\b meilleur\w*\b(?=.*\b(?:entreprises|soci[ée]t[ée]s|agences|services)\b)",
        r"vergleich\b testsieger\b besten?\b(?=.*\b(?:anbieter|firmen|unternehmen)\b)",
    ),
    re.IGNORECASE,
)
_RATING = re.compile(r"\W*[1-5](?:[.,]\d{1,2})?\s*(?:/\s*5|out of 5|sur 5|von 5|★|⭐)?\W*\Z")
_IS_ARTICLE = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/")
_BIO_STEMS = stems("founder ceo_ owner_of author_of consultant fondat dirigeant_de auteur_de gründer inhaber")
_BIO = re.compile(
    r"\A[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,3},?\s(?:is|est|ist)\s(?:(?:the|a|an|le|la|un|une|der|die|ein|eine)\s)?"
    r"(?:[\w&,’'-]+\s){0,4}?"
    + any_of(
        r"(?:co-?)?founder CEO owner author consultant (?:co-?)?fondat(?:eur|rice) dirigeante? auteure?",
        r"(?:mit)?gr[üu]nder(?:in)? inhaber(?:in)? autor(?:in)?",
    )
    + r"\b",
    re.IGNORECASE,
)


def guided_lines(document: Document) -> frozenset[int]:
    """Return the lines about the companies a guide ranks and about an article's author from elsewhere."""
    return _ranked(document) | _bylines(document)


def _ranked(document: Document) -> frozenset[int]:
    """Return the lines of the cards of a ranking, each from its rating on."""
    if not _RANKING.search(document.title):
        return frozenset()
    rated = [
        number
        for number, line in enumerate(document.lines)
        if len(line.text) <= 12 and line.region not in _FRAME and _RATING.match(line.clean)
    ]
    if len(rated) < RANKED:
        return frozenset()
    return frozenset(
        number
        for start in rated
        for number in range(start, min(start + CARD, len(document.lines)))
        if document.lines[number].region not in _FRAME
    )


def _bylines(document: Document) -> frozenset[int]:
    """Return the lines in which an article introduces an author who does not name the site."""
    is_article = _IS_ARTICLE.search(document.canonical or document.url) is not None or any(
        name == "og:type" and content.strip().lower() == "article" for name, content in document.metas
    )
    site = slug(site_key(document.url).partition(".")[0])
    if not is_article or not site:
        return frozenset()
    return frozenset(
        number
        for number, _, text in document.lines_with(_BIO_STEMS, menus=False)
        if _BIO.match(text) and site not in slug(text)
    )
