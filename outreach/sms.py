"""Text messages as networks count them: GSM-7 or UCS-2, units, parts, cost, and a form that stays cheap."""

import math
import unicodedata

from outreach.draft import SmsSize

# 3GPP TS 23.038, default alphabet and its extension, whose characters take two units.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "^{}\\[~]|€\f"
_REPLACED = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "−": "-",
    "…": "...",
    "œ": "oe",
    "Œ": "OE",
    "•": "-",
    "·": "-",
    "×": "x",
    "™": "",
    "®": "",
}
_SPACES = "\u00a0\u202f\u2009\u2007\u2002\u2003\t"
GSM7, UCS2 = "GSM-7", "UCS-2"
STOP_ROOM = 15
"""Characters a French provider adds for the STOP number, which only it knows."""


def sms_size(text: str) -> SmsSize:
    """Return encoding, units and parts of a text message.

    A character is never cut in two: an extension character or a surrogate pair that does not fit moves on.
    """
    if all(char in _BASIC or char in _EXTENSION for char in text):
        widths = [2 if char in _EXTENSION else 1 for char in text]
        return _size(GSM7, widths, alone=160, each=153)
    widths = [len(char.encode("utf-16-le", "surrogatepass")) // 2 for char in text]
    return _size(UCS2, widths, alone=70, each=67)


def gsm_safe(text: str) -> str:
    """Return the text in characters of GSM-7, accents kept where the alphabet has them."""
    return "".join(map(_gsm, unicodedata.normalize("NFC", text)))


def sms_cost(size: SmsSize, price: float) -> float:
    """Return what a message costs where a part costs `price`."""
    return round(size.parts * price, 4)


def _size(encoding: str, widths: list[int], *, alone: int, each: int) -> SmsSize:
    units = sum(widths)
    if units <= alone:
        return SmsSize(encoding=encoding, units=units, parts=min(1, math.ceil(units / alone)))
    parts, used = 1, 0
    for width in widths:
        if used + width > each:
            parts, used = parts + 1, 0
        used += width
    return SmsSize(encoding=encoding, units=units, parts=parts)


def _gsm(char: str) -> str:
    if char in _BASIC or char in _EXTENSION:
        return char
    if char in _SPACES:
        return " "
    if char in _REPLACED:
        return _REPLACED[char]
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(part for part in plain if part in _BASIC or part in _EXTENSION)
