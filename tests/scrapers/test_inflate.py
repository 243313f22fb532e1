import asyncio
import gzip
import time
import tracemalloc
import zlib

import httpx
import pytest

from scrapers.fetch_error import FetchCode, FetchError
from scrapers.inflate import MAX_DECODED, MAX_WIRE, read_body

TEXT = "Boulangerie Éclair, tél. 01 99 00 12 34. ".encode() * 5000


def raw_deflate(data):
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush()


def pieces(data, size):
    async def stream():
        for start in range(0, len(data), size):
            yield data[start : start + size]

    return stream()


def read(data, encoding, size=16_384, **options):
    response = httpx.Response(200, headers={"content-encoding": encoding}, content=pieces(data, size))
    return asyncio.run(read_body(response, **options))


@pytest.mark.parametrize("size", [1, 7, 16_384, 10_000_000])
@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 512),
        ("gzip", gzip.compress(TEXT) + b"\n"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("deflate", zlib.compress(TEXT) + b"padding"),
    ],
)
def test_bodies_come_out_whole_however_they_are_cut(encoding, packed, size):
    assert read(packed, encoding, size) == TEXT


@pytest.mark.parametrize("length", [65_536, 65_537, 65_538, 131_073])
def test_what_zlib_still_holds_when_the_wire_is_at_its_end_is_taken(length):
    assert len(read(raw_deflate(b"a" * length), "deflate")) == length


def test_a_body_that_ends_early_gives_what_there_is():
    got = read(gzip.compress(TEXT)[:-200], "gzip")
    assert TEXT.startswith(got)
    assert read(b"", "gzip") == b""


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("br", b"x"),
        ("zstd", b"x"),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("gzip", b"<html>not packed"),
        ("gzip", gzip.compress(b"") * 100),
        ("deflate", b"<html>not packed"),
    ],
)
def test_what_cannot_be_unpacked(encoding, body):
    with pytest.raises(FetchError) as caught:
        read(body, encoding)
    assert caught.value.code is FetchCode.ENCODING


@pytest.mark.parametrize(("size", "fits"), [(MAX_DECODED, True), (MAX_DECODED + 1, False)])
@pytest.mark.parametrize(("encoding", "pack"), [("", bytes), ("gzip", gzip.compress)])
def test_five_megabytes_and_no_more(encoding, pack, size, fits):
    body = pack(b"a" * size)
    if fits:
        assert len(read(body, encoding)) == size
        return
    with pytest.raises(FetchError) as caught:
        read(body, encoding)
    assert caught.value.code is FetchCode.TOO_LARGE
    assert len(read(body, encoding, cut=True)) == MAX_DECODED


def test_what_the_wire_may_carry_is_bounded_too():
    endless = gzip.compress(b"") + b"\0" * (MAX_WIRE + 1)  # unpacks to nothing
    with pytest.raises(FetchError) as caught:
        read(endless, "gzip")
    assert caught.value.code is FetchCode.TOO_LARGE


def test_a_declared_length_is_refused_before_reading():
    async def never():
        raise AssertionError("read")
        yield b""

    response = httpx.Response(200, headers={"content-length": str(MAX_WIRE + 1)}, content=never())
    with pytest.raises(FetchError) as caught:
        asyncio.run(read_body(response))
    assert caught.value.code is FetchCode.TOO_LARGE


@pytest.fixture(scope="module")
def bomb():
    squeeze = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    block = bytes(1024 * 1024)
    return b"".join([squeeze.compress(block) for _ in range(512)] + [squeeze.flush()])


def test_half_a_megabyte_that_unpacks_to_512(bomb):
    assert len(bomb) < 600_000
    tracemalloc.start()
    begin = time.process_time()
    with pytest.raises(FetchError) as caught:
        read(bomb, "gzip")
    seconds = time.process_time() - begin
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code is FetchCode.TOO_LARGE
    assert peak < 15_000_000
    assert seconds < 10
