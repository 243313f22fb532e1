"""Checks of what a page says: how much, in readable letters, finished, and up to date."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.element import RAW_TEXT, Element, Node
from seo.page_view import PageView
from seo.spot import Spot

_THIN = 200
_H1_LONGEST = 70
_CODE = frozenset({"code", "pre", "samp", "kbd", "var", "textarea"})
# UTF-8 read as Windows-1252 or Latin-1: a lead octet and what its followers look like.
_FOLLOWERS = "[\u0080-\u00bf" + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore") + "]"
_MOJIBAKE = re.compile(
    rf"Ã{_FOLLOWERS}|Â(?=[\u00a0-\u00bf])[\u00a0-\u00bf]|â€{_FOLLOWERS}?|â(?:‚¬|„¢|†’|€™)|ðŸ{_FOLLOWERS}{{2}}|ï»¿"
    rf"|Å[“¡¾¸]|Ãƒ[\u0080-\u00bf]"
    # (What is left of a no-break space: its other half has become a blank, or is gone.)
    r"|(?<=[a-zà-ÿ\d°%»€)])Â(?![A-Za-zÀ-ÿ])|(?<![A-ZÀ-Þ])Ã(?=\s)"
)
_DOUBLE_ENTITY = re.compile(
    r"&(?:nbsp|amp|quot|lt|gt|apos|eacute|egrave|ecirc|agrave|acirc|ccedil|ocirc|ucirc|ugrave|rsquo|lsquo|rdquo"
    r"|ldquo|laquo|raquo|euro|hellip|ndash|mdash|#\d{2,5}|#x[0-9a-f]{2,4});",
    re.IGNORECASE,
)
_REPLACEMENT = "\ufffd"
# One of these is in all that is looked for, and looking for one letter is quick.
_SUSPICIOUS = re.compile(r"[ÃÂâðïÅ&\ufffd]")
_LOREM = re.compile(
    r"\blorem\s+ipsum\b|\bdolor\s+sit\s+amet\b|\bconsectetur\s+adipisc|\bsed\s+do\s+eiusmod\b|\bpellentesque\s+habitant"
    r"|\bvestibulum\s+ante\s+ipsum\b|\bquisque\s+velit\s+nisi\b",
    re.IGNORECASE,
)
# Most pages have none of these words, and looking for them is quick.
_LOREM_HINTS = ("lorem", "dolor", "consectetur", "eiusmod", "pellentesque", "vestibulum", "quisque")
_DEMO_HINTS = (
    *("ceci est", "suis un paragraphe", "cliquez ici pour", "votre texte ici", "texte à remplacer"),
    *("texte à compléter", "insérez votre texte", "sur wordpress", "dans wordpress", "m a paragraph"),
    *("click here to", "text here", "content here", "tagline here", "sample text", "sample page"),
    *("placeholder text", "placeholder page", "dummy text", "dummy page", "to wordpress", "dies ist ein"),
    *("ich bin ein", "hier steht ihr", "mustertext", "bloc de texte", "double-cli", "doppelkli", "titre ici"),
    *("text block", "double click", "pour éditer", "pour modifier", "um diesen text", "text hier"),
    *("votre propre", "exemple de page", "remplacez ce", "contenu ici", "saisissez votre", "idéal pour"),
    *("cet espace pour", "suis un titre", "blindtext", "beispielseite", "beispieltext", "platzhaltertext"),
    *("great place to", "this space to", "m a title", "bin ein titel", "edit this"),
)
_DEMO = re.compile(
    r"\b(?:ceci\s+est\s+(?:un|du)\s+(?:texte|paragraphe|exemple)\s+(?:d['’]exemple|de\s+démonstration|fictif)"
    r"|je\s+suis\s+un\s+paragraphe|cliquez\s+ici\s+pour\s+(?:ajouter|modifier)\s+(?:votre\s+)?(?:propre\s+)?texte"
    r"|votre\s+texte\s+ici|texte\s+à\s+(?:remplacer|compléter)|insérez\s+votre\s+texte|bienvenue\s+(?:sur|dans)\s+wordpress"
    r"|i['’]m\s+a\s+paragraph|click\s+here\s+to\s+(?:add|edit)\s+(?:your\s+own\s+)?text|add\s+your\s+(?:own\s+)?text\s+here"
    r"|this\s+is\s+(?:a\s+)?(?:sample|placeholder|dummy)\s+(?:text|page)|your\s+(?:text|content|tagline)\s+here"
    r"|hello\s+world!\s+welcome\s+to\s+wordpress|dies\s+ist\s+ein\s+(?:beispieltext|platzhalter|blindtext)"
    r"|ich\s+bin\s+ein\s+(?:textabschnitt|absatz)|hier\s+steht\s+ihr\s+text|mustertext|je\s+suis\s+un\s+bloc\s+de\s+texte"
    r"|double[-\s]?cli(?:quez|c)\s+(?:ici\s+|sur\s+\S+\s+\S+\s+)?pour\s+(?:éditer|modifier)"
    r"|cliquez\s+(?:ici\s+)?pour\s+(?:éditer|modifier)\s+(?:ce|le)\s+(?:texte|titre|paragraphe)"
    r"|(?:votre|ajoutez\s+un|ajouter\s+un)\s+titre\s+ici|i\s+am\s+(?:a\s+)?text\s+block"
    r"|double[-\s]?click\s+(?:here\s+)?to\s+edit|doppelklicken\s+sie\b[^.\n]{0,30}\bbearbeiten"
    r"|(?:ajoutez|ajouter|écrivez|insérez|saisissez)\s+(?:ici\s+)?votre\s+(?:propre\s+)?(?:contenu|texte)"
    r"|ceci\s+est\s+un\s+exemple\s+de\s+page|remplacez\s+ce\s+(?:texte|contenu|paragraphe)|votre\s+contenu\s+ici"
    r"|(?:endroit\s+idéal|cet\s+espace)\s+pour\s+(?:raconter\s+votre|parler\s+de\s+vo(?:us|tre)|présenter\s+votre"
    r"|décrire\s+vo(?:s|tre)|en\s+dire\s+plus)|je\s+suis\s+un\s+titre"
    r"|great\s+place\s+to\s+tell|use\s+this\s+space\s+to|i['’]m\s+a\s+title|edit\s+this\s+(?:text|paragraph)"
    r"|(?:ein|der)\s+(?:blindtext|beispieltext|platzhaltertext)|ich\s+bin\s+ein\s+titel|eine\s+beispielseite"
    r"|um\s+diesen\s+text\s+zu\s+bearbeiten|fügen\s+sie\s+(?:ihren|hier\s+ihren)\s+text\s+hier)\b",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"\b(?:(?:site|page)\s+(?:(?:web|internet)\s+)?(?:est\s+|actuellement\s+)*en\s+(?:cours\s+de\s+)?(?:construction"
    r"|travaux|maintenance|création|refonte|rédaction)|(?:website|site|page)\s+(?:is\s+)?(?:currently\s+)?under\s+construction"
    r"|(?:seite|website)\s+(?:befindet\s+sich\s+)?(?:derzeit\s+)?im\s+aufbau|coming\s+soon|bientôt\s+(?:en\s+ligne|disponible)"
    r"|prochainement\s+en\s+ligne|demnächst\s+online"
    r"|site\s+(?:(?:web|internet)\s+)?(?:est\s+)?(?:fait|en\s+(?:pleine\s+)?refonte|se\s+refait)"
    r"(?:\s+(?:peau\s+neuve|une\s+beauté))?|(?:ouverture|lancement)\s+prochaine?\s+(?:du|de\s+notre)\s+(?:nouveau\s+)?site)\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"\W*(?:en\s+(?:cours\s+de\s+)?(?:construction|travaux|maintenance)|under\s+construction|im\s+aufbau)\W*",
    re.IGNORECASE,
)
_SHORT = 150
_STUFFED_FROM, _STUFFED, _LONG_WORD = 150, 0.08, 5
_COPYRIGHT_SIGNS = ("©", "(c)", "&copy;", "copyright", "droits", "rights")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|&copy;|\bcopyright\b|\btous\s+droits\s+réservés\b|\ball\s+rights\s+reserved\b)"
    r"[^\n\d]{0,60}((?:19|20)\d{2})(?:\s*[-–—/]\s*((?:19|20)?\d{2}))?"
    r"|((?:19|20)\d{2})(?:\s*[-–—/]\s*((?:19|20)\d{2}))?\s*(?:©|\(c\)|\bcopyright\b)",
    re.IGNORECASE,
)


@check(
    "thin-content",
    Family.CONTENT,
    title="The page has enough to read",
    threshold="at least 200 words without menus and footer",
    why="A page with few words answers few questions, and is found for few.",
    how_to_fix="Describe what is offered, where, to whom, for how much and how to order it.",
    source="Screaming Frog, seonaut",
    effort=Level.MEDIUM,
)
def thin_content(page: PageView) -> Verdict:
    """Count the words people see outside the site's frame."""
    if page.body is None or page.body.tag == "frameset":
        return not_applicable("no body")
    count = len(page.words)
    return passed(count) if count >= _THIN else warned(count)


@check(
    "mojibake",
    Family.CONTENT,
    title="Accents are shown as they should",
    threshold="no Ã©, â€™, \ufffd or &amp;eacute; in the text",
    why="Broken letters look careless, and words with them are not found.",
    how_to_fix="Save and send the page as UTF-8, and repair the texts that were stored broken.",
    source="squirrelscan mojibake",
)
def mojibake(page: PageView) -> Verdict:
    """Look for letters decoded wrongly in the text people see, code left out."""
    if page.body is None or not page.body.has_words():
        return not_applicable("no text")
    count, lost = 0, False
    spots: list[Spot] = []
    for text in _prose(page):
        if _SUSPICIOUS.search(text) is None:
            continue
        found = [match[0] for match in (*_MOJIBAKE.finditer(text), *_DOUBLE_ENTITY.finditer(text))]
        losses = text.count(_REPLACEMENT)
        if found or losses:
            count += len(found) + losses
            lost = lost or bool(losses)
            spots.append(page.quote(text.strip()[:80]))
    if not count:
        return passed(0)
    return failed(count, *spots) if lost else warned(count, *spots)


@check(
    "lorem-ipsum",
    Family.CONTENT,
    title="The texts are the business's own",
    threshold="no lorem ipsum and no sample text of a site builder",
    why="Visitors take a page with sample text for abandoned.",
    how_to_fix="Replace the sample text, or take the block out.",
    source="Screaming Frog, squirrelscan placeholder-text",
)
def lorem_ipsum(page: PageView) -> Verdict:
    """Look for sample text in what people see."""
    if not page.words:
        return not_applicable("no text")
    match = _found(page, _LOREM, _LOREM_HINTS) or _found(page, _DEMO, _DEMO_HINTS)
    return failed(match[0], page.quote(match[0])) if match else passed()


@check(
    "under-construction",
    Family.CONTENT,
    title="The page is finished",
    threshold="no “en construction” or “coming soon” in the title, the main heading or a short page",
    why="Visitors leave and do not come back.",
    how_to_fix="Put up a short page with trade, town and telephone until the site is ready.",
    source="our own",
    impact=Level.HIGH,
    effort=Level.MEDIUM,
)
def under_construction(page: PageView) -> Verdict:
    """Look for these words where they speak of the page and not of a building site."""
    if not page.words:
        return not_applicable("no text")
    for element in (*page.tags("title")[:1], *page.tags("h1")):
        if match := _BUILDING.search(element.words()) or _UNFINISHED.fullmatch(element.words()):
            return failed(match[0], page.spot(element, element.words()))
    match = _BUILDING.search(page.text) if len(page.words) <= _SHORT else None
    return failed(match[0], page.quote(match[0])) if match else passed()


@check(
    "stale-copyright",
    Family.CONTENT,
    title="The site looks cared for",
    threshold="the latest copyright year is this year or the last",
    why="An old year at the foot of the page makes visitors doubt that the business is still there.",
    how_to_fix="Let the year be written by the site itself, or leave it out.",
    source="squirrelscan",
    impact=Level.LOW,
)
def stale_copyright(page: PageView) -> Verdict:
    """Read the years behind copyright signs; the latest one counts."""
    years = list(_copyright_years(page))
    if not years:
        return not_applicable("no copyright year")
    latest = max(year for year, _ in years)
    words = next(words for year, words in years if year == latest)
    is_stale = latest < datetime.now(UTC).year - 1
    return warned(latest, page.quote(words)) if is_stale else passed(latest)


@check(
    "h1",
    Family.CONTENT,
    title="The page has one main heading",
    threshold="one h1 with words of its own, up to 70 characters",
    why="The h1 tells visitors and search engines in one line what the page is about.",
    how_to_fix="Write one h1 with the trade and the town.",
    source="Screaming Frog, seonaut, squirrelscan",
    impact=Level.HIGH,
)
def h1(page: PageView) -> Verdict:
    """Fail without an h1 that has words; warn of several, long ones and those that are an image only."""
    headings = [one for one in page.tags("h1") if one.namespace == "html"]
    if not headings and not page.words:
        return not_applicable("no content")
    named = [one for one in headings if one.words() or _alt_of(one)]
    if not named:
        return failed("none" if not headings else "empty", *page.spots(headings))
    first = named[0]
    if not first.words():
        return warned(f"an image only: {_alt_of(first)}", page.spot(first))
    if len(first.words()) > _H1_LONGEST:
        return warned(f"{len(first.words())} characters", page.spot(first, first.words()))
    if len(named) > 1:
        return warned(f"{len(named)} main headings", *page.spots(named))
    return passed(first.words()[:200], page.spot(first, first.words()))


@check(
    "keyword-stuffing",
    Family.CONTENT,
    title="No word is repeated over and over",
    threshold="no word of five letters and more makes up 8 % of a text of 150 words and more",
    why="Google takes a text stuffed with one word for spam, and people stop reading.",
    how_to_fix="Use the word where it is needed, and say the rest in other words.",
    # (The 3 to 5 % of the trade are reached by any page that is named after a trade.)
    source="Google spam policies, keyword stuffing",
    impact=Level.LOW,
)
def keyword_stuffing(page: PageView) -> Verdict:
    """Count the words people read outside menus."""
    words = [word.casefold() for word in page.words]
    if len(words) < _STUFFED_FROM:
        return not_applicable("too little text to tell")
    counted = Counter(word for word in words if len(word) >= _LONG_WORD and not word.isdecimal())
    word, count = next(iter(counted.most_common(1)), ("", 0))
    value = f"{word}: {count} of {len(words)} words"
    return warned(value, page.quote(word)) if count > _STUFFED * len(words) else passed(value)


def _found(page: PageView, pattern: re.Pattern[str], hints: Sequence[str]) -> re.Match[str] | None:
    """Search the text for a pattern where it has one of the phrases without which there is no match."""
    return pattern.search(page.text) if any(hint in page.flat_text for hint in hints) else None


def _prose(page: PageView) -> Iterator[str]:
    """Yield the pieces of text of the body that are no code, title, description and the names of images."""
    if title := next((one for one in page.tags("title") if one.namespace == "html"), None):
        yield title.text()
    if (meta := page.named_meta("description")) is not None:
        yield meta.get("content")
    yield from (image.get("alt") for image in page.images)
    stack: list[Node] = [page.body] if page.body is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            if not node.isspace():
                yield node
        elif node.tag not in RAW_TEXT and node.tag not in _CODE:
            stack += node.children[::-1]


def _copyright_years(page: PageView) -> Iterator[tuple[int, str]]:
    """Yield the years beside copyright signs with the words that say so."""
    lines = [line for line in page.text.split("\n") if any(sign in line.lower() for sign in _COPYRIGHT_SIGNS)]
    for match in _COPYRIGHT.finditer("\n".join(lines)):
        first, last = (match[1], match[2]) if match[1] else (match[3], match[4])
        year = int(first)
        if last:
            year = max(year, int(last) if len(last) == 4 else year // 100 * 100 + int(last))
        yield year, match[0]


def _alt_of(heading: Element) -> str:
    return next((image.get("alt").strip() for image in heading.find("img") if image.get("alt").strip()), "")
