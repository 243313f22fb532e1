"""Values made fit for the cells of spreadsheets and tables."""

import phonenumbers

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Return the text with a leading `'` where a spreadsheet would take it for a formula (CWE-1236).

    CSV exports and the tables of the UI, which the browser saves as CSV, both need it. Phone numbers in
    E.164 get one too; importing takes it off.
    """
    text = text.replace("\x00", "")  # some spreadsheets drop it and then see what follows
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def without_guard(cell: str) -> str:
    """Return a cell without the `'` that `safe_cell` put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS_A_FORMULA) else cell


def phone_cell(number: str) -> str:
    """Return a phone number as its country writes it, which no spreadsheet takes for a formula."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return safe_cell(number)
    return safe_cell(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))
