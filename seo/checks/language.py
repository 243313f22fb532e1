"""Checks of the languages a page declares. Verdicts of axe-core 4.14, and our own against the text."""

import re
from itertools import islice

from scrapers.vocabulary import words
from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed
from seo.element import RAW_TEXT, Element, Node
from seo.judging import judge_each
from seo.languages import base_language, is_language, text_language
from seo.page_input import PageKind
from seo.page_view import PageView

_ATTRIBUTES = ("lang", "xml:lang")
_VISUAL = words("img iframe object video audio canvas svg math button select textarea keygen progress meter")
_SILENT = words("head title template script style iframe object video audio noscript")
# Fewer words than this say nothing of a language; more characters say no more.
_ENOUGH_WORDS = 8
_ENOUGH_TEXT = 4_000
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@check(
    "html-has-lang",
    Family.ACCESSIBILITY,
    title="The page names its language",
    threshold="a lang attribute on the html element",
    why="Screen readers choose their voice by it, browsers offer to translate by it.",
    how_to_fix='Write <html lang="fr"> (or the language of the page).',
    source="axe html-has-lang, WCAG 3.1.1",
)
def html_has_lang(page: PageView) -> Verdict:
    """Judge the document element; xml:lang alone does for XHTML only."""
    if page.root.tag != "html":
        return not_applicable("no html element")
    names = _ATTRIBUTES if page.kind is PageKind.XHTML else ("lang",)
    given = next((page.root.get(name).strip() for name in names if page.root.get(name).strip()), "")
    return passed(given, page.spot(page.root)) if given else failed("none", page.spot(page.root))


@check(
    "html-lang-valid",
    Family.ACCESSIBILITY,
    title="The language of the page is one that exists",
    threshold="a registered language code in lang and xml:lang of the html element",
    why="An invented code is as good as none.",
    how_to_fix="Use a code such as fr, fr-BE, de or en.",
    source="axe html-lang-valid, WCAG 3.1.1",
)
def html_lang_valid(page: PageView) -> Verdict:
    """Judge the document element where it names a language."""
    root = page.root
    if root.tag != "html" or not any(root.get(name) for name in _ATTRIBUTES):
        return not_applicable("no language named")
    wrong = _invalid(root)
    return (
        failed(", ".join(wrong), page.spot(root))
        if wrong
        else passed(root.get("lang") or root.get("xml:lang"))
    )


@check(
    "html-xml-lang-mismatch",
    Family.ACCESSIBILITY,
    title="lang and xml:lang agree",
    threshold="the same primary language in both",
    why="Programs that read one or the other take the page for another language.",
    how_to_fix="Write the same code in both, or drop xml:lang.",
    source="axe html-xml-lang-mismatch, WCAG 3.1.1",
    impact=Level.LOW,
)
def html_xml_lang_mismatch(page: PageView) -> Verdict:
    """Compare the two attributes where both name a language that exists."""
    root = page.root
    if root.tag != "html" or not all(root.has(name) for name in _ATTRIBUTES):
        return not_applicable("not both")
    first, second = (base_language(root.get(name)) for name in _ATTRIBUTES)
    if not (is_language(first) and is_language(second)):
        return not_applicable("no language that exists")
    value = f"{first}, {second}"
    return passed(value) if first == second else failed(value, page.spot(root))


@check(
    "valid-lang",
    Family.ACCESSIBILITY,
    title="Languages of parts of the page exist",
    threshold="a registered language code in every lang inside the page",
    why="A screen reader goes on in the wrong voice.",
    how_to_fix="Use a code such as fr, de or en.",
    source="axe valid-lang, WCAG 3.1.2",
    impact=Level.LOW,
)
def valid_lang(page: PageView) -> Verdict:
    """Judge the elements inside the page that name a language for some text."""
    named = {one.order: one for name in _ATTRIBUTES for one in page.having(name) if one.tag != "html"}
    parts = [named[order] for order in sorted(named)]
    return judge_each(
        page,
        page.accessible.read_out(parts),
        lambda part: not _invalid(part) or not _has_text(page, part),
        absent="no part with a language",
    )


@check(
    "html-lang-mismatch",
    Family.CONTENT,
    title="The page is written in the language it names",
    threshold="the language of lang and that of the text are the same",
    why="Google may show the page to people of another language, and browsers offer to translate it.",
    how_to_fix="Name the language the text is written in.",
    source="ACT rule ucwvc8",
)
def html_lang_mismatch(page: PageView) -> Verdict:
    """Compare the declared language with the detected one, on pages with enough text to tell."""
    declared = page.declared_language
    if not declared or not is_language(declared):
        return not_applicable("no language named")
    text = _own_text(page)
    if sum(1 for _ in islice(_LETTERS.finditer(text), _ENOUGH_WORDS)) < _ENOUGH_WORDS:
        return not_applicable("too little text to tell")
    written = text_language(text, declared)
    if not written.sure:
        return not_applicable("the language of the text cannot be told")
    value = f"{declared} declared, {written.language} written"
    if written.language == declared:
        return passed(value)
    return failed(value, page.spot(page.root), page.quote(text[:80].strip()))


def _own_text(page: PageView) -> str:
    """Return the title and the text of a page without the parts that name a language of their own."""
    pieces = [" ".join(title.text().split()) for title in page.tags("title")[:1]]
    length = sum(map(len, pieces))
    stack: list[Node] = [page.body] if page.body else []
    while stack and length < _ENOUGH_TEXT:
        node = stack.pop()
        if isinstance(node, str):
            added = " ".join(node.split())
        else:
            attributes = node.attributes
            if node.tag in RAW_TEXT or "lang" in attributes or "hidden" in attributes:
                continue
            added = " ".join(attributes.get("alt", "").split())
            stack += node.children[::-1]
        if added:
            pieces.append(added)
            length += len(added)
    return " ".join(pieces)


def _invalid(element: Element) -> list[str]:
    """Return the language attributes of an element that name none, as written."""
    wrong = []
    for name in _ATTRIBUTES:
        given = element.attributes.get(name)
        if given is None:
            continue
        base = base_language(given)
        if (base and not is_language(base)) or (given and not given.strip()):
            wrong.append(f'{name}="{given}"')
    return wrong


def _has_text(page: PageView, element: Element) -> bool:
    """Tell whether anything in an element is in its language: text, or what is seen and has a name."""
    if element.tag not in _SILENT and any(isinstance(one, str) and one.strip() for one in element.children):
        return True
    is_field = element.tag == "input" and element.get("type") != "hidden"
    if element.tag in _VISUAL or is_field:
        return bool(page.accessible.names.name(element))
    return any(
        not child.get("lang") and _has_text(page, child) and not page.accessible.visibility.is_hidden(child)
        for child in element.elements
    )
