"""Tables as CSV and as XLSX, none of whose cells a spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import xlsxwriter

from leads.cells import safe_cell
from leads.text import storable

# What one cell of Excel holds, and how many rows a sheet has.
_CELL_LENGTH = 32_767
_SHEET_ROWS = 1_048_576
# XML 1.0 has no such characters, and Excel calls a file that holds them damaged.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {"name": 32, "website": 32, "emails": 30, "notes": 40}
_TEXT_ONLY = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV."""
    return "".join(csv_lines(header, rows))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table as lines of CSV; cells that look like formulas get a leading `'`."""
    line = io.StringIO()
    writer = csv.writer(line)
    for row in chain([header], rows):
        writer.writerow([safe_cell(storable(cell)) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as an Excel file with text cells only, a sheet for each million rows."""
    with xlsxwriter.Workbook(str(path), _TEXT_ONLY) as book:
        bold = book.add_format({"bold": True})
        sheet, row_number = None, _SHEET_ROWS
        for row in rows:
            if row_number >= _SHEET_ROWS:
                sheet, row_number = _new_sheet(book, header, bold), 1
            for column, cell in enumerate(row):
                if cell and sheet is not None:
                    sheet.write_string(row_number, column, _xlsx_text(cell))
            row_number += 1
        if sheet is None:
            _new_sheet(book, header, bold)


def _new_sheet(
    book: xlsxwriter.Workbook, header: Sequence[str], bold: xlsxwriter.format.Format
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.set_column(column, column, _WIDTHS.get(name, 18))
        sheet.write_string(0, column, name, bold)
    return sheet


def _xlsx_text(cell: str) -> str:
    return _NO_XML.sub("", storable(cell))[:_CELL_LENGTH]
