"""The body of an answer, unpacked piece by piece within bounds: half a megabyte may unpack to 512."""

import zlib

import httpx

from scrapers.fetch_error import FetchCode, FetchError

MAX_DECODED = 5_000_000
MAX_WIRE = 8_000_000
# What we ask for. Brotli and zstd have no bound on a single step (GHSA-2qfp-q593-8484).
ACCEPTED = "gzip, deflate"

_STEP = 65_536
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
# 400,000 empty members fit into what the wire may carry, and each costs an allocation.
_MAX_MEMBERS = 64


async def read_body(response: httpx.Response, limit: int = MAX_DECODED, *, cut: bool = False) -> bytes:
    """Read and unpack a body of at most `limit` bytes; a longer one is refused, or cut there if so asked.

    Raises:
        FetchError: too_large, or encoding where the body cannot be unpacked.
    """
    unpacker = _Unpacker(response.headers.get("content-encoding", ""), limit)
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > MAX_WIRE and not cut:
        raise FetchError(FetchCode.TOO_LARGE)
    on_wire = 0
    async for piece in response.aiter_raw():
        on_wire += len(piece)
        unpacker.feed(piece)
        if unpacker.is_full or on_wire > MAX_WIRE:
            if not cut:
                raise FetchError(FetchCode.TOO_LARGE)
            break
    return bytes(unpacker.unpacked[:limit])


def gunzipped(body: bytes, limit: int = MAX_DECODED) -> bytes:
    """Return what a gzip file holds, such as sitemap.xml.gz; any other body as it is.

    Raises:
        FetchError: too_large, or encoding where it cannot be unpacked.
    """
    if not body.startswith(_GZIP_MAGIC):
        return body
    unpacker = _Unpacker("gzip", limit)
    unpacker.feed(body)
    if unpacker.is_full:
        raise FetchError(FetchCode.TOO_LARGE)
    return bytes(unpacker.unpacked)


class _Unpacker:
    """Unpacks gzip and deflate in steps that are small whatever comes in."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._encoding = encoding.strip().lower().removeprefix("x-") or "identity"
        if self._encoding not in ("identity", "gzip", "deflate"):
            raise FetchError(FetchCode.ENCODING)
        self._limit = limit
        self._inflate: zlib._Decompress | None = None
        self._members = 0
        self._waiting = b""
        self.unpacked = bytearray()

    @property
    def is_full(self) -> bool:
        """Whether there is more than the limit."""
        return len(self.unpacked) > self._limit

    def feed(self, piece: bytes) -> None:
        """Unpack one piece from the wire; stops at the limit."""
        if self._encoding == "identity":
            self.unpacked += piece
            return
        piece, self._waiting = self._waiting + piece, b""
        try:
            while piece and not self.is_full:
                if self._inflate is None and len(piece) < 2:
                    self._waiting = piece
                    return
                self._inflate = self._inflate or self._new_member(piece)
                if self._inflate is None:
                    return
                piece = self._drain(self._inflate, piece)
        except zlib.error as error:
            raise FetchError(FetchCode.ENCODING) from error

    def _drain(self, inflate: "zlib._Decompress", piece: bytes) -> bytes:
        """Unpack until the piece or the member ends, and return what is left of the piece."""
        while not self.is_full:
            out = inflate.decompress(piece, _STEP)
            self.unpacked += out
            if inflate.eof:
                self._inflate = None
                return inflate.unused_data
            piece = inflate.unconsumed_tail
            if not piece and len(out) < _STEP:
                break
        return b""

    def _new_member(self, piece: bytes) -> "zlib._Decompress | None":
        """Return what unpacks the next member; None where only padding follows, as browsers have it."""
        if self._members and not (self._encoding == "gzip" and piece.startswith(_GZIP_MAGIC)):
            return None
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise FetchError(FetchCode.ENCODING)
        if self._encoding == "gzip":
            return zlib.decompressobj(_GZIP)
        # "deflate" means zlib (RFC 9110), and yet some servers send it without the zlib header.
        has_zlib_header = piece[0] & 0x0F == 8 and int.from_bytes(piece[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if has_zlib_header else -zlib.MAX_WBITS)
