"""Leads from a CSV file: exactly as they are written there, with the file and row as evidence. Offline.

The key by which rows and stored leads are one business is that of their website; a row without one is known
again by all it says. So importing a file twice changes nothing.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from config.errors import UserFacingError
from leads.businesses import site_of_facts
from leads.cells import without_guard
from leads.domains import is_carrier, own_site, registrable
from leads.record import DEFAULT_PROJECT, Evidence, Kind, Lead, LeadStatus, Method, Value, now
from leads.store import Store
from leads.suppression import Suppressed
from leads.text import storable
from leads.work import Note

SiteOf = Callable[[str], str]
"""Tells the registrable domain of a web address, or nothing for what is none."""

TradeOf = Callable[[str], str]
"""Tells the name in the closed list of trades of what a text names, or nothing."""

_SINGLE = {
    "name": Kind.NAME,
    "street": Kind.STREET,
    "postcode": Kind.POSTCODE,
    "city": Kind.CITY,
    "country": Kind.COUNTRY,
    "siren": Kind.SIREN,
    "siret": Kind.SIRET,
    "vat": Kind.VAT,
    "trade": Kind.TRADE,
    "language": Kind.LANGUAGE,
}
_SEVERAL = {"emails": Kind.EMAIL, "phones": Kind.PHONE, "socials": Kind.SOCIAL}
_COLUMNS = frozenset({*_SINGLE, *_SEVERAL, "website", "notes"})
# What files of other tools call the same columns.
_OTHER_NAMES = {
    "company": "name",
    "email": "emails",
    "e-mail": "emails",
    "phone": "phones",
    "url": "website",
    "address": "street",
    "zip": "postcode",
    "postal code": "postcode",
    "town": "city",
    "note": "notes",
}
# One of these has to be there: without any nothing says which business a row is.
_IDENTIFYING = ("name", "website", "emails", "phones")
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 5_000_000
_LONGEST_QUOTE = 200
_AT_ONCE = 500


class ImportFailed(UserFacingError):
    """A file that cannot be imported at all."""

    code = "bad_file"


@dataclass(frozen=True)
class Rejected:
    """A row that was left out: its number as a spreadsheet counts, the header being row 1, and why."""

    row: int
    reason: str


@dataclass
class ImportReport:
    """What an import has done."""

    rows: int = 0
    new: int = 0
    known: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    number: int
    lead: Lead
    notes: str


def import_file(
    path: Path,
    store: Store,
    site_of: SiteOf,
    *,
    project: str = DEFAULT_PROJECT,
    trade_of: TradeOf = lambda _: "",
    tell: Callable[[ImportReport], None] = lambda _: None,
) -> ImportReport:
    """Import a CSV file into the store; rows that cannot be used are reported and the rest goes on.

    Raises:
        ImportFailed: the file cannot be read, or its first line names none of the columns.
        StoreError: the database refused; what was told before is kept.
    """
    report = ImportReport()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = _Reader(file, path.name, site_of, trade_of, project)
            report.unknown_columns = reader.unknown
            rows = reader.rows(report)
            while some := list(islice(rows, _AT_ONCE)):
                _save(store, some, report)
                tell(report)
    except OSError as error:
        raise ImportFailed(
            f"{path.name} cannot be read: {error.strerror or error}.", "Check the name of the file."
        ) from error
    except UnicodeDecodeError as error:
        raise ImportFailed(
            f"{path.name} is not UTF-8 text.",
            "Save it as CSV UTF-8 in the spreadsheet, then import it again.",
        ) from error
    return report


class _Reader:
    """Reads the header at once and the rows as they are asked for."""

    def __init__(self, file: TextIO, name: str, site_of: SiteOf, trade_of: TradeOf, project: str) -> None:
        csv.field_size_limit(_LONGEST_CELL)
        first = file.readline()
        file.seek(0)
        self._reader = csv.reader(file, delimiter=_delimiter(first))
        self._url = f"file:{quote(name)}"
        self._site_of = site_of
        self._trade_of = trade_of
        self._project = project
        self._moment = now()
        header = [_column(cell) for cell in next(self._reader, [])]
        self._columns = [column if column in _COLUMNS else "" for column in header]
        self.unknown = tuple(cell for cell in header if cell and cell not in _COLUMNS and cell != "score")
        if not set(_IDENTIFYING).intersection(self._columns):
            raise ImportFailed(
                "The first line names none of the columns name, website, emails, phones.",
                "Begin with: name,website,emails,phones,street,postcode,city,country,notes",
            )

    def rows(self, report: ImportReport) -> Iterator[_Row]:
        """Yield the rows that can be used; the others go to the report."""
        number = 1
        while True:
            number += 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                report.rejected.append(Rejected(number, f"It is not CSV: {error}."))
                continue
            if not any(cell.strip() for cell in cells):
                continue
            report.rows += 1
            try:
                yield self._row(number, cells)
            except ValueError as error:
                report.rejected.append(Rejected(number, str(error)))

    def _row(self, number: int, cells: Sequence[str]) -> _Row:
        if any(cell.strip() for cell in cells[len(self._columns) :]):
            raise ValueError(f"It has {len(cells)} cells, but the header {len(self._columns)}.")
        texts: dict[str, str] = {}
        for column, cell in zip(self._columns, cells, strict=False):
            text = storable(without_guard(cell)).strip()
            if column and text:
                texts.setdefault(column, text)
        if not any(column in texts for column in _IDENTIFYING):
            raise ValueError("It has no name, website, e-mail address or phone number.")
        url = f"{self._url}#row={number}"
        lead = Lead(
            site=self._site(texts),
            website=texts.get("website", ""),
            status=LeadStatus.NEW,
            values=[self._labelled(value) for value in _values(texts, url, self._moment)],
            project=self._project,
            source="import",
        )
        return _Row(number, lead, texts.get("notes", ""))

    def _labelled(self, value: Value) -> Value:
        if value.kind is not Kind.TRADE:
            return value
        return value.model_copy(update={"label": self._trade_of(value.value)})

    def _site(self, texts: Mapping[str, str]) -> str:
        website = texts.get("website", "")
        if "://" in website:
            site = self._site_of(website)
        else:
            site = self._site_of(f"https://{website}") if "." in website else ""
        if site and not is_carrier(own_site(site, website)):
            return site
        return site_of_facts(*(texts.get(column, "") for column in sorted(_COLUMNS - {"notes"})))


def _delimiter(line: str) -> str:
    """Return the sign that parts the first line into most known columns."""
    counts = {
        sign: sum(_column(cell.strip('"')) in _COLUMNS for cell in line.split(sign)) for sign in _DELIMITERS
    }
    return max(counts, key=lambda sign: counts[sign])


def _column(cell: str) -> str:
    name = " ".join(cell.split()).lower()
    return _OTHER_NAMES.get(name, name)


def _values(texts: Mapping[str, str], url: str, moment: datetime) -> Iterator[Value]:
    for column, kind in _SINGLE.items():
        if column in texts:
            yield _value(texts[column], kind, url, moment)
    for column, kind in _SEVERAL.items():
        for part in texts.get(column, "").split(";"):
            if text := part.strip():
                yield _value(text, kind, url, moment)


def _value(text: str, kind: Kind, url: str, moment: datetime) -> Value:
    proof = Evidence(url=url, quote=text[:_LONGEST_QUOTE], method=Method.TEXT, fetched_at=moment)
    label = _network(text) if kind is Kind.SOCIAL else ""
    return Value(value=text, kind=kind, evidence=[proof], label=label)


def _network(url: str) -> str:
    host = url.partition("://")[2].partition("/")[0]
    return registrable(host).partition(".")[0] if host else ""


def _save(store: Store, rows: Sequence[_Row], report: ImportReport) -> None:
    """Save rows in one transaction; if one of them asked not to be kept, one after the other."""
    try:
        saved = store.save_leads([row.lead for row in rows])
    except Suppressed as error:
        if len(rows) == 1:
            report.rejected.append(Rejected(rows[0].number, error.message))
            return
        for row in rows:
            _save(store, [row], report)
        return
    own = {row.lead.id for row in rows}
    new = len({lead.id for lead in saved} & own)
    report.new += new
    report.known += len(rows) - new
    pairs = zip(rows, saved, strict=True)
    store.add_missing_notes(Note(lead_id=lead.id, text=row.notes) for row, lead in pairs if row.notes)
