"""Bytes of a page to text, whatever its server says about them: no contact is lost to a wrong label."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Every charset we believe keeps ASCII as it is. UTF-7, EBCDIC and Python's own codecs (punycode,
# unicode_escape) would turn an address into something else.
_ONE_BYTE = frozenset(
    {
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp866",
        "cp874",
    }
    | {f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
    | {"koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "tis-620"}
)
_SEVERAL_BYTES = frozenset(
    {"gbk", "gb2312", "gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"}
)
# Labels Python does not know, and what browsers read under others (WHATWG Encoding).
_LABELS = {"windows-31j": "cp932", "windows-874": "cp874", "x-sjis": "cp932", "x-mac-roman": "mac-roman"}
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
}
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
# Browsers look at 1,024 bytes; pages with a long comment on top have it later.
_HEAD = 4096
# The handler below is called for each bad byte: a page of nothing else would keep the processor busy.
_MANY = 10_000


def decode(raw: bytes, content_type: str = "") -> str:
    """Return the text of a page: byte order mark, then what is valid UTF-8, then header, meta, Windows-1252.

    Valid UTF-8 is read as such whatever else was announced: other text is so by accident only. Where a few
    bytes are not UTF-8 those are read as Windows-1252. NUL becomes U+FFFD, as browsers have it.
    """
    return _decode(raw, content_type).replace("\0", "\ufffd")


def _decode(raw: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace")
    if wide := _utf16_without_mark(raw[:1024]):
        return raw.decode(wide, "replace")
    text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if not bad:
        return text
    good = _beyond_ascii(text) - bad
    for name in _announced(raw[:_HEAD], content_type):
        if name in _ONE_BYTE and good <= bad:
            return raw.decode(name, "replace")
        if name in _SEVERAL_BYTES:
            read = raw.decode(name, "replace")
            if read.count("\ufffd") * 100 <= _beyond_ascii(read):
                return read
    if bad > _MANY:
        return raw.decode("cp1252", "replace") if good <= bad else text
    return raw.decode("utf-8", _FALLBACK)


def _utf16_without_mark(head: bytes) -> str | None:
    """Markup is ASCII for the most part, so every second byte of it is zero in UTF-16."""
    if head.count(0) * 3 < len(head) or not head:
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _announced(head: bytes, content_type: str) -> list[str]:
    """Return the charsets the header and then the page itself name, as far as they are known."""
    header = _HEADER_CHARSET.search(content_type)
    labels = [header[1]] if header else []
    labels += [m[1].decode("ascii") for m in (_META_CHARSET.search(head), _XML_CHARSET.search(head)) if m]
    return [name for name in map(_python_name, labels) if name]


def _python_name(label: str) -> str | None:
    try:
        name = codecs.lookup(_LABELS.get(label.lower(), label)).name
    except LookupError:
        return None
    return _READ_AS.get(name, name)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_FALLBACK = "leadhunter-windows-1252"
codecs.register_error(_FALLBACK, _as_windows_1252)
