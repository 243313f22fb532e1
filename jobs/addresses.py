"""Addresses of sites an analyst gives by hand: pasted text, or a CSV with a column of websites."""

import csv
import io

from config.errors import UserFacingError

_COLUMNS = frozenset({"website", "websites", "url", "urls", "site", "site web", "web", "domain", "domaine"})


def pasted_addresses(text: str) -> tuple[str, ...]:
    """Return the lines of a pasted list; a hunt names those that are no addresses."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def addresses_in_csv(content: bytes) -> tuple[str, ...]:
    """Return the addresses in a CSV, parted by commas, semicolons or tabs.

    Raises:
        UserFacingError: no column is called like one of websites.
    """
    text = content.decode("utf-8-sig", "replace")
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    header = [name.strip().lower() for name in next(rows, [])]
    column = next((n for n, name in enumerate(header) if name in _COLUMNS), None)
    if column is None:
        raise UserFacingError(
            "The CSV has no column with websites.", "Call a column “website”, or paste the addresses."
        )
    found = (row[column].strip() for row in rows if len(row) > column)
    return tuple(dict.fromkeys(filter(None, found)))
