"""Find an element's start tag in the source of its page: parsers that are fast enough keep no positions."""

import re

from seo.element import Element

# A quotation mark means something behind "=" only.
_TAG = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))|<([a-zA-Z][^\s/>]*+)(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*+>?""",
    re.DOTALL,
)
_RAW = frozenset({"script", "style", "textarea", "title", "noscript", "xmp", "iframe", "template"})
_KEYS = ("id", "name", "href", "src", "content", "class", "rel", "alt")


class StartTags:
    """All start tags of a source by name, with their offsets."""

    def __init__(self, source: str) -> None:
        self._found: dict[str, list[tuple[int, str]]] = {}
        position = 0
        while (match := _TAG.search(source, position)) is not None:
            position = match.end()
            if match[1] is None:
                continue
            name = match[1].lower()
            self._found.setdefault(name.rpartition(":")[2], []).append((match.start(), match[0]))
            if name in _RAW and not match[0].endswith("/>"):
                end = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(source, position)
                position = end.start() if end else len(source)

    def find(self, element: Element, same: list[Element]) -> tuple[int, str]:
        """Return (offset, start tag) of an element; `same` are all of its name. Offset -1: unknown."""
        tags = self._found.get(element.tag, [])
        if not tags:
            return -1, ""
        place = next((at for at, other in enumerate(same) if other is element), 0)
        if len(tags) == len(same):
            return tags[place]
        # The parser has added, moved or dropped some: the nearest with the same attributes is the one.
        alike = [at for at, (_, tag) in enumerate(tags) if _is_like(tag, element)]
        if not alike:
            return (-1, "")
        return tags[min(alike, key=lambda at: abs(at - place))]


def _is_like(tag: str, element: Element) -> bool:
    return all(element.attributes[key].split("&")[0] in tag for key in _KEYS if element.attributes.get(key))
