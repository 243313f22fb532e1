import codecs
import time

import pytest

from scrapers.charset import decode

TEXT = "<title>Pâtisserie Noël</title> contact@patisserie-noel.example 01 99 00 12 34 à Besançon"
EURO = "<p>Devis à 90 € · contact@patisserie.example</p>"
CZECH = "<p>Žluťoučký kůň, příliš ďábelské ódy</p> info@kun.example"
GREEK = "<p>Ελληνικό αρτοποιείο στην Αθήνα</p> info@artos.example"
JAPANESE = "<p>東京のパン屋さん、電話してください</p> info@pan.example"


def meta(charset, text=TEXT):
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">{text}'


@pytest.mark.parametrize(
    ("raw", "header", "text"),
    [
        (TEXT.encode(), "text/html; charset=utf-8", TEXT),
        (TEXT.encode(), "", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1", TEXT),
        (TEXT.encode("cp1252"), "", TEXT),
        (EURO.encode("cp1252"), "text/html;charset=latin1", EURO),  # browsers read Windows-1252
        (EURO.encode("iso8859-15"), "text/html; charset=iso-8859-15", EURO),
        # A mark wins over the header, what is valid UTF-8 over a wrong one.
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=iso-8859-1", TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "text/html; charset=utf-8", TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "", TEXT),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "", TEXT),
        (TEXT.encode(), "text/html; charset=iso-8859-1", TEXT),
        (TEXT.encode("utf-16-le"), "", TEXT),
        (TEXT.encode("utf-16-be"), "text/html; charset=utf-16be", TEXT),
        # The header says UTF-8 and is wrong.
        (TEXT.encode("cp1252"), "text/html; charset=utf-8", TEXT),
        (
            meta("windows-1250", CZECH).encode("cp1250"),
            "text/html; charset=utf-8",
            meta("windows-1250", CZECH),
        ),
        # Header over meta, meta over nothing.
        (
            meta("iso-8859-2", GREEK).encode("iso8859-7"),
            "text/html; charset=iso-8859-7",
            meta("iso-8859-2", GREEK),
        ),
        (meta("iso-8859-7", GREEK).encode("iso8859-7"), "text/html", meta("iso-8859-7", GREEK)),
        (
            f"<?xml version='1.0' encoding='iso-8859-7'?>{GREEK}".encode("iso8859-7"),
            "",
            f"<?xml version='1.0' encoding='iso-8859-7'?>{GREEK}",
        ),
        (JAPANESE.encode("shift_jis"), "text/html; charset=Shift_JIS", JAPANESE),
        (JAPANESE.encode("euc_jp"), "text/html; charset=euc-jp", JAPANESE),
        # Labels that are unknown, or would turn ASCII into something else.
        (TEXT.encode(), "text/html; charset=klingon", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=utf-7", TEXT),
        (TEXT.encode(), "text/html; charset=cp037", TEXT),
        (TEXT.encode(), "text/html; charset=utf-16", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=unicode_escape", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=gbk", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=rot13", TEXT),
        # A template in UTF-8 around a database in Windows-1252, and single bad bytes.
        (TEXT.encode() + EURO.encode("cp1252"), "text/html; charset=utf-8", TEXT + EURO),
        (TEXT.encode() + b"\x81 \xe9", "text/html; charset=iso-8859-1", TEXT + "\ufffd é"),
        (b"a\0b@patisserie.example", "", "a\ufffdb@patisserie.example"),
        (b"", "text/html", ""),
    ],
)
def test_decode(raw, header, text):
    assert decode(raw, header) == text


@pytest.mark.parametrize("raw", [b"\xff" * 5_000_000, b"\xc3\xa9\xff" * 1_600_000, b"\0" * 5_000_000])
@pytest.mark.parametrize("header", ["", "text/html; charset=gbk"])
def test_hostile_bytes_keep_nobody_waiting(raw, header):
    begin = time.process_time()
    decode(raw, header)
    assert time.process_time() - begin < 2
