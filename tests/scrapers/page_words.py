"""What a page literally says: its text, its attributes, its data, white space collapsed."""

from bs4 import BeautifulSoup


def collapsed(text: str) -> str:
    """Return text with each run of white space as one space."""
    return " ".join(text.split())


def page_words(html: str) -> list[str]:
    """Return the texts in which a verbatim quote of a page may stand."""
    soup = BeautifulSoup(html, "lxml")
    places = [collapsed(soup.get_text("")), collapsed(soup.get_text(" "))]
    places += [collapsed(script.get_text()) for script in soup.find_all("script")]
    for node in soup.find_all(True):
        for value in node.attrs.values():
            places.append(collapsed(" ".join(value) if isinstance(value, list) else value))
    return places


def is_verbatim(quote: str, html: str) -> bool:
    """Tell whether a page has a quote word for word."""
    return any(collapsed(quote) in place for place in page_words(html))
