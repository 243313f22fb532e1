"""A line that begins with the name of the site it stands on: what follows is the business's own."""

import re
from collections.abc import Collection, Iterable

from scrapers.vocabulary import slug

# A shorter name is a word that a line may begin with by chance.
_SHORTEST = 5
_LABEL = re.compile(r"\W*[^\W\d_][^:\d]{0,25}:\s*")
_WORD = re.compile(r"[\w'’&+.-]+")
# Who is named so is presented, not told of: « Girelle SARL, 12 rue ... », not « Girelle adhère à ... ».
_PRESENTED = re.compile(
    r"\s*(?:\Z|[,;:|(–—•-]|\.(?:\s|\Z)|(?:SARL|SASU?|EURL|EIRL|EI|SA|SNC|SCOP|SCIC|SCP|SELARL|GmbH|UG|AG|KG|OHG"
    r"|GbR|e\.\s?K\.|Ltd|LLP|S\.A\.R\.L|au capital|SIREN|SIRET|RCS|micro-entreprise"
    r"|entreprise individuelle)(?!\w))"
)
_BY_NUMBER = re.compile(r"\[|[\d.]+(?::\d+)?\Z")


def site_names(sites: Iterable[str]) -> frozenset[str]:
    """Return the names that sites give themselves by their domains; one at a bare IP address gives none."""
    labels = {slug(site.partition(".")[0]) for site in sites if not _BY_NUMBER.match(site)}
    return frozenset(label for label in labels if len(label) >= _SHORTEST)


def presents(text: str, names: Collection[str]) -> bool:
    """Tell whether a text presents one of the names: it begins with it, after a label at most."""
    label = _LABEL.match(text)
    starts = (0, label.end()) if label else (0,)
    return any(_begins(text, start, name) for start in starts for name in names)


def _begins(text: str, start: int, name: str) -> bool:
    said = ""
    for word in _WORD.finditer(text, start):
        said += slug(word.group())
        if said == name:
            return _PRESENTED.match(text, word.end()) is not None
        if not name.startswith(said):
            return False
    return False
