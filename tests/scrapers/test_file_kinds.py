import random

import pytest

from scrapers.file_kinds import is_file, is_unannounced_file

PAGE = "<!doctype html><title>Fournil d’Ambre</title><p>Tél. 05 56 00 11 22</p>"
NOISE = random.Random(7).randbytes(4000)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        PAGE.encode(),
        PAGE.encode("cp1252"),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-16-le"),
        PAGE.encode("utf-16-be"),
        ("<p>Ресторан</p>" * 50).encode("koi8-r"),
        ("<p>日本語</p>" * 50).encode("shift_jis"),
    ],
)
def test_pages_of_any_charset_are_no_files(body):
    assert not is_file(body)
    assert not is_unannounced_file(body)


@pytest.mark.parametrize(
    "body", [PAGE.encode() + b"\0", b"\x0c" + PAGE.encode(), b"<p>\x07 9</p>" * 1 + b"x" * 99]
)
def test_a_stray_byte_makes_no_page_a_file_that_was_announced(body):
    assert not is_file(body)


@pytest.mark.parametrize(
    "body",
    [
        NOISE,
        bytes(5000),
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"SQLite format 3\0",
        b"PK\x03\x04x",
        b"\x1f\x8b\x08",
    ],
)
def test_files_are_files(body):
    assert is_file(body)
    assert is_unannounced_file(body)


def test_what_nobody_announced_has_no_such_byte_at_all():
    assert is_unannounced_file(b"<p>\x07</p>")
