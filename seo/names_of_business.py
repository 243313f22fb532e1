"""Does the name in a page's markup agree with the one visitors read?"""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from scrapers.trades import trade_of
from scrapers.vocabulary import words
from seo.page_view import PageView
from seo.postal import fold

_FORMS = words(
    "sarl sas sasu eurl sa sci snc scop selarl selas scp ei eirl eurl gie asso association societe ste ets",
    "etablissements entreprise cabinet groupe gmbh ug ag kg ohg gbr ek e k co ltd llc inc plc company firma",
)
_SMALL = words("le la les l un une de du des d et and und a au aux en the of der die das chez fils cie s")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*[-–—|:,.]?\s*", re.IGNORECASE
)
_COPYRIGHT_END = re.compile(
    r"\s*(?:[|•·—–,.]|\s-\s|\(|tous droits|all rights|alle rechte|mentions|powered|créé|réalis|\d{4}).*",
    re.IGNORECASE,
)
_LEAST_ALIKE = 80
MAX_NAME = 40


def name_conflict(page: PageView, declared: list[str]) -> str | None:
    """Return the name visitors read where it is another than the markup's, empty where they agree.

    None: the page shows no name to compare with.
    """
    everything = _tokens(f"{page.text} {_title(page)} {_site_name(page)} {' '.join(_pictures(page))}")
    if any(telling and telling <= everything for telling in map(_telling, declared)):
        return ""
    known = frozenset(word for name in declared for word in _in_order(name))
    candidates = (
        _site_name(page),
        _owner_of_rights(page),
        _at_address(page, known),
        _heading(page, known),
        _sign(page),
    )
    shown = [name for name in candidates if len(name) > 2]
    if not shown:
        return None
    for name in shown:
        for other in declared:
            if _agree(name, other):
                return ""
    return shown[0]


def _agree(one: str, other: str) -> bool:
    """Tell whether two names share what makes them a name, or are spelt almost alike."""
    first, second = _telling(one), _telling(other)
    if not first or not second or first & second:
        return True
    glued = ["".join(sorted_words) for sorted_words in (_in_order(one), _in_order(other))]
    if glued[0] in glued[1] or glued[1] in glued[0]:
        return True
    initials = ["".join(word[0] for word in _in_order(name)) for name in (one, other)]
    if initials[0] in second or initials[1] in first:
        return True
    return bool(
        fuzz.token_sort_ratio(" ".join(_in_order(one)), " ".join(_in_order(other))) >= _LEAST_ALIKE
    ) and (not _same_trade_other_name(first, second))


def _same_trade_other_name(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two names differ in the very word that tells them apart: Durand and Dupont."""
    return max(fuzz.ratio(one, other) for one in first for other in second) < _LEAST_ALIKE


def _telling(name: str) -> frozenset[str]:
    """Return the words of a name that are neither a form of company nor a trade; all where there are none."""
    all_words = _in_order(name)
    rare = frozenset(word for word in all_words if not _is_trade(word))
    return rare or frozenset(all_words)


@lru_cache(maxsize=4096)
def _is_trade(word: str) -> bool:
    return trade_of(word) is not None


def _in_order(name: str) -> list[str]:
    found = re.findall(r"[a-z0-9]+", fold(name.replace("&", " et ")))
    kept = [word for word in found if word not in _FORMS and word not in _SMALL]
    return kept or found


def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", fold(text)))


def _title(page: PageView) -> str:
    return next((element.words() for element in page.tags("title") if element.namespace == "html"), "")


def _site_name(page: PageView) -> str:
    meta = page.meta("og:site_name")
    return meta.get("content").strip() if meta else ""


def _pictures(page: PageView) -> list[str]:
    return [image.get("alt") for image in page.images[:30]]


def _at_address(page: PageView, known: frozenset[str]) -> str:
    """Return what stands before the street or on the line above, where it shares a word with the markup."""
    lines = page.document.lines
    for address in page.local.addresses:
        for number in range(address.line, max(-1, address.line - 3), -1):
            before, street, _ = lines[number].clean.partition(address.street or "\0")
            if street:
                above = lines[number - 1].clean if number else ""
                for name in (before.strip(" ,;:|•·–—-"), above.strip(" ,;:|•·–—-")):
                    if name and (_is_name(name, known) or _is_called(page, name)):
                        return name
    return ""


def _sign(page: PageView) -> str:
    """Return the part of the title that also stands on the link home: what the business calls itself."""
    signs = _signs(page)
    for part in re.split(r"\s[|–—·:-]\s", _title(page)):
        tokens = _tokens(part)
        if len(tokens) > 1 and len(part) <= MAX_NAME and tokens in signs:
            return part.strip()
    return ""


def _signs(page: PageView) -> set[frozenset[str]]:
    """Return the words on the links home, or of the pictures in them."""
    home = {"/", "./", page.absolute("/")}
    return {
        _tokens(link.words() or " ".join(image.get("alt") for image in link.find("img")))
        for link in page.tags("a")[:10]
        if link.get("href").strip() in home
    }


def _heading(page: PageView, known: frozenset[str]) -> str:
    """Return the main heading or the part of the title that reads like the name of such a business."""
    parts = [heading.words() for heading in page.tags("h1")] + re.split(r"\s[|–—·:-]\s", _title(page))
    return next((part for part in parts if _is_name(part, known)), "")


def _is_name(text: str, known: frozenset[str]) -> bool:
    """Tell whether a short text shares a word with a known name and goes on with a proper noun."""
    found = text.split()
    return (
        len(text) <= MAX_NAME
        and 2 <= len(found) <= 4
        and bool(known & _tokens(text))
        and found[-1][:1].isupper()
        and not re.search(r"\d|\b(?:à|in|de|du|des|près)\b", text)
    )


def _is_called(page: PageView, text: str) -> bool:
    """Tell whether a name before an address also heads the page, its title or its link home."""
    found = text.split()
    if not 2 <= len(found) <= 6 or len(text) > MAX_NAME or not found[-1][:1].isupper():
        return False
    if re.search(r"\d|\b(?:à|in|près)\b", text):
        return False
    parts = [heading.words() for heading in page.tags("h1")] + re.split(r"\s[|–—·:-]\s", _title(page))
    return any(_tokens(part) == _tokens(text) for part in parts) or _tokens(text) in _signs(page)


def _owner_of_rights(page: PageView) -> str:
    """Return the name behind the copyright sign."""
    for _, line, text in page.document.lines_with(("©", "(c)", "copyright")):
        match = _COPYRIGHT.search(text)
        if match and not line.hidden:
            return _COPYRIGHT_END.sub("", text[match.end() :][:80]).strip(" -–|.")
    return ""
