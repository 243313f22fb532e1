"""One plugin of each kind for the Lead Hunter Toolkit."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leads.export_profiles import Profile
from leads.export_rows import ExportRecord
from leads.record import Kind
from llm.messages import Message, document
from llm.tasks.lead_task import LeadRecord, LeadTask
from scrapers.fetch import Door
from scrapers.search.base import Hit
from seo.check import Family, Level, Verdict, check, passed, warned
from seo.page_view import PageView


class AddressBook:
    """Searches a text file of your own: an address, a blank, and words, one site a line."""

    name = "address_book"
    label = "My address book"
    finds = "pages"

    def __init__(self, door: Door, search: Mapping[str, Any], city: str) -> None:
        del door, search, city  # what asks a service uses the door: it keeps robots.txt, pauses and the guard
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Return the sites whose words hold one of the question's."""
        del language, country
        book = Path.home() / "address-book.txt"
        if not book.exists():
            self.notes.append(f"There is no {book.name} in your home folder.")
            return []
        lines = (line.partition(" ") for line in book.read_text(encoding="utf-8").splitlines())
        words = question.casefold().split()
        found = [
            Hit(url=url, title=text)
            for url, _, text in lines
            if any(word in text.casefold() for word in words)
        ]
        return found[:limit]


@check(
    "example-print-styles",
    Family.TECHNICAL,
    title="The page can be printed",
    threshold="a style sheet for print",
    why="Some clients print the page with the opening hours and put it on the fridge.",
    how_to_fix="Add a style sheet with media=print that leaves out menus and backgrounds.",
    source="our own experience",
    impact=Level.LOW,
)
def print_styles(page: PageView) -> Verdict:
    """Look for a style sheet that is meant for print."""
    return passed() if 'media="print"' in page.html else warned("none")


def _question(lead: LeadRecord, language: str) -> list[Message]:
    asked = f"Write one friendly opening line to this business, in the language {language}."
    return [{"role": "user", "content": [document(str(lead["name"])), {"type": "text", "text": asked}]}]


def _named(lead: LeadRecord, answer: str) -> str:
    """Keep the line only if it names the business: a line for anybody is none."""
    return answer.strip() if str(lead["name"]).casefold() in answer.casefold() else ""


opening_line = LeadTask("Opening line", like="outreach", messages=_question, check=_named)


def _cells(record: ExportRecord) -> list[str]:
    lead = record.lead
    return [
        lead.title,
        lead.first(Kind.STREET) or "",
        f"{lead.first(Kind.POSTCODE) or ''} {lead.first(Kind.CITY) or ''}",
    ]


postcards = Profile(("To", "Street", "Town"), _cells)
