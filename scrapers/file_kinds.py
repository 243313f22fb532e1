"""Tell pages from files, whatever they are called: servers announce pictures as text/html, or as nothing."""

_FILES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"SQLite format 3\0",
    b"OggS",
    b"ID3",
)
# Bytes that are in no text (WHATWG MIME Sniffing), and the marks of UTF-16, in which they are.
_BINARY = bytes({*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
# How much browsers look at, and how much we do where a server says that it is text.
_SNIFFED = 1445
_HEAD = 8192
# Of random bytes a ninth are in no text; of a broken page next to none.
_MANY = 0.04


def is_file(body: bytes) -> bool:
    """Tell whether a body that was announced as a page is something else."""
    head = body[:_HEAD]
    return head.startswith(_FILES) or _binary_bytes(head) > len(head) * _MANY


def is_unannounced_file(body: bytes) -> bool:
    """Tell whether a body that nobody has announced is no page: one byte that is in no text will do."""
    return is_file(body) or _binary_bytes(body[:_SNIFFED]) > 0


def _binary_bytes(head: bytes) -> int:
    if head.startswith(_WIDE_MARKS) or _is_wide(head):
        return 0
    return len(head) - len(head.translate(None, _BINARY))


def _is_wide(head: bytes) -> bool:
    """Tell whether every second byte is zero, as in markup in UTF-16 without its mark."""
    fewer, more = sorted((head[::2].count(0), head[1::2].count(0)))
    return more * 2.5 > len(head) > 3 and fewer * 4 < more
