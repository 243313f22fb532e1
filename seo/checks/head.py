"""Checks of the head of a page: title, description, address of record, languages, viewport."""

from seo.check import Family, Level, Verdict, check, failed, passed
from seo.page_view import PageView


@check(
    "document-title",
    Family.CONTENT,
    title="The page has a title",
    threshold="a title element that is not blank",
    why="The title is the line people click in a results page.",
    how_to_fix="Write a title with the trade and the town in the head of the page.",
    source="Lighthouse document-title, axe document-title",
    impact=Level.HIGH,
)
def document_title(page: PageView) -> Verdict:
    """Judge the first title of the document that is not part of a drawing."""
    title = next((element for element in page.tags("title") if element.namespace != "svg"), None)
    if title is None:
        return failed("no title")
    text = title.words()
    return passed(text, page.spot(title)) if text else failed("blank", page.spot(title))
