"""What stands beside a name or a postcode: « Forge Martin SARL », „Lindenberg 13, 34123 Kassel“."""

import re
from collections.abc import Iterator

from dossier.lexicon import folded_in_place
from llm.tasks.words import fold

# Longer ones first: « SARL » begins with « SA ».
FORMS = (
    r"GmbH\s?&\sCo\.?\s?(?:KG|OHG)|gGmbH|GmbH|UG(?:\s\(haftungsbeschränkt\))?|OHG|KG|AG|GbR|PartG(?:\smbB)?"
    r"|e\.\s?K(?:fm|fr)?\.|e\.\s?G\.|eG|SARL|S\.A\.R\.L\.?|SASU|SAS|S\.A\.S\.?|EURL|SELARL|SCOP|SCIC|SCP|SNC"
    r"|SCEA|GAEC|EARL|EIRL|EI|SA|Sàrl|SRL|S\.à\sr\.l\.|Ltd\.?|LLP"
)
_BESIDE = re.compile(rf"\W{{0,3}}\s?(?P<form>{FORMS})(?![\w-])")
_BEFORE = re.compile(rf"(?P<form>{FORMS})\s[«„“\"]?\s?$")
# A German street may have no word for street in it; the postcode behind it tells. A postcode of four digits
# may be a year, and so stands behind a word for street: « rue du Lac 3, 1299 Ville », „Seegasse 3, 8999 Ort“.
_START = r"(?:^|[–—|•·:,]\s|\s{2})"
_NUMBER = r"\s\d{1,4}\s?[a-z]?"
_STREET = re.compile(
    _START
    + r"(?P<street>[A-ZÄÖÜ][\w.’'-]+(?:\s[A-ZÄÖÜa-zäöü][\w.’'-]+){0,3}"
    + _NUMBER
    + r")\s?[,–|·]?\s(?:D-)?\d{5}\s[A-ZÄÖÜ]"
)
_STREET_AND_FOUR = re.compile(
    _START + r"(?P<street>(?:(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Cc]hemin|[Cc]h\.|[Rr]oute|[Rr]te|[Pp]lace|[Qq]uai"
    r"|[Bb]oulevard|[Rr]uelle|[Ii]mpasse|[Ss]entier|[Aa]ll[ée]e|[Gg]rand-[Rr]ue)(?:\s[\w.’'-]+){0,5}"
    r"|(?:[A-ZÄÖÜ][\w.’'-]*\s){0,2}[A-ZÄÖÜ]?[\w.’'-]*"
    r"(?:[Ss]trasse|[Ss]traße|[Ss]tr\.|[Gg]asse|[Ww]eg|[Pp]latz|[Aa]llee|[Rr]ing|[Qq]uai|[Rr]ain|[Uu]fer))"
    + _NUMBER
    + r")\s?[,–|·]?\s(?:(?:CH|A|B|L)-)?\d{4}\s[A-ZÀ-Ý]"
)
_SAME = {
    "societe anonyme": "sa",
    "societe par actions simplifiee": "sas",
    "societe a responsabilite limitee": "sarl",
    "gesellschaft mit beschrankter haftung": "gmbh",
    "gesellschaft burgerlichen rechts": "gbr",
    "kommanditgesellschaft": "kg",
    "offene handelsgesellschaft": "ohg",
    "eingetragener kaufmann": "ek",
    "eingetragene kauffrau": "ek",
}


def forms_beside(name: str, line: str) -> Iterator[tuple[str, str]]:
    """Yield each legal form beside the name of a business in a line, and name and form as they stand."""
    folded = folded_in_place(line)
    words = re.findall(r"\w+", folded_in_place(name))
    if not words:
        return
    for match in re.finditer(r"\W+".join(map(re.escape, words)) + r"(?!\w)", folded):
        behind = _BESIDE.match(line, match.end())
        if behind and not re.search(r"[.!?]\s", line[match.end() : behind.start("form")]):
            yield behind["form"], line[match.start() : behind.end()]
        elif before := _BEFORE.search(line[: match.start()]):
            yield before["form"], line[before.start() : match.end()]


def form_key(written: str) -> str:
    """Return what a legal form is compared by, however it is written: « S.A.R.L. », « SARL »."""
    bare = " ".join(fold(written).split())
    if bare in _SAME:
        return _SAME[bare]
    return re.sub(r"[\W_]|haftungsbeschrankt", "", bare).replace("ekfm", "ek").replace("ekfr", "ek")


def streets_before_postcodes(text: str) -> Iterator[str]:
    """Yield the streets that stand right before a postcode, each as it is written."""
    yield from dict.fromkeys(
        match["street"]
        for line in text.splitlines()
        for pattern in (_STREET, _STREET_AND_FOUR)
        for match in pattern.finditer(line)
    )
