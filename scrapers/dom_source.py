"""What the source of a page has somewhere, so that it is not looked for on each of its elements."""

import re

MAX_CLASS = 300
MAX_VALUE = 2_000
PROTECTION = "email-protection"

# The beginning of a class or property, up to the word that is looked for.
_IN_NAME = re.compile(r"(?:class|itemprop)\s*=\s*(?:\"[^\"<>]*|'[^'<>]*|[^\s\"'<>]*)\Z", re.IGNORECASE)
_GIVEN = re.compile(r"([^\s\"'<>/=]{1,40})\s*=")


def protected_attributes(source: str) -> frozenset[str]:
    """Return the names of the attributes that may link to Cloudflare's protected addresses."""
    found: set[str] = set()
    at = source.find(PROTECTION)
    while at >= 0:
        tag = source.rfind("<", max(0, at - MAX_VALUE), at)
        found.update(name.lower() for name in _GIVEN.findall(source, max(0, tag), at))
        at = source.find(PROTECTION, at + 1)
    return frozenset(found)


def names_fax_somewhere(source: str) -> bool:
    """Tell whether a class or property may announce a fax number; scripts and texts say "fax" more often."""
    at = source.find("fax")
    while at >= 0:
        if _IN_NAME.search(source, max(0, at - MAX_CLASS), at):
            return True
        at = source.find("fax", at + 1)
    return False
