"""Addresses the analyst pasted, as if a search had found them."""

import re
from collections.abc import Iterable, Iterator

from scrapers.search.base import Hit, is_web_address, unique

# A comma ends an address before a blank or the next address; elsewhere in a path it belongs to it.
_BREAKS = re.compile(r"\s+|[,;](?=\s|$|https?://|www\.)", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z]+://)?[^/?#]*", re.IGNORECASE)
# What lists and mails put around an address.
_WRAPPING = "<>\"'`()[]{}«»“”*•-–"
_NUMBERING = re.compile(r"\d+[.)]?")
_DOMAIN = re.compile(r"[^\s/@:?#]+\.[^\s/@:?#]+")


class UrlListProvider:
    """Gives back pasted addresses, one a line or separated by blanks, commas or semicolons.

    Attributes:
        rejected: what was pasted and is no address, in its order.
    """

    name = "url_list"

    def __init__(self, urls: str | Iterable[str] = ()) -> None:
        text = urls if isinstance(urls, str) else "\n".join(urls)
        addresses = [(piece, _address(piece)) for piece in _pieces(text)]
        self.rejected = [piece for piece, address in addresses if not address]
        self.notes: list[str] = []
        self._hits = [Hit(url=address) for _, address in addresses if address]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of what was pasted is an address."""
        return not self._hits

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:  # noqa: ARG002
        """Return the addresses in their order, whatever the question."""
        return unique(self._hits, limit)


def _pieces(text: str) -> Iterator[str]:
    for word in _BREAKS.split(text):
        hosts = _HOST.match(word)
        end = hosts.end() if hosts else 0
        *whole, last = re.split("[,;]", word[:end])
        for piece in (*whole, last + word[end:]):
            bare = piece.strip(_WRAPPING)
            if bare and not _NUMBERING.fullmatch(bare):
                yield bare


def _address(piece: str) -> str:
    """Return the address a pasted word stands for, empty where it is none."""
    if "://" not in piece:
        host = re.split(r"[/?#:]", piece, maxsplit=1)[0]
        if "@" in host or not (_DOMAIN.fullmatch(host) or host == "localhost"):
            return ""
        piece = f"https://{piece}"
    return piece if is_web_address(piece) else ""
