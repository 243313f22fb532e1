"""The year a sentence gives for its figures: « En 2023 : 12 salariés », „Stand 2023“, "as of 2023"."""

import re

from llm.tasks.words import fold

_AS_OF = re.compile(
    r"(?:\ben|\bfin|\bau \d{1,2}(?:er)? \w+|\bexercice|\bim jahre?|\bende|\bstand:?(?: \w+)?|\bas of(?: \w+)?"
    r"|\bin|\bannee|\(|^|:)\s?(?P<year>(?:19|20)\d\d)\b(?!\s?(?:m2|m²|€|euros?|kg|km|clients|salarie))"
)
# A year of foundation, "since 1998", dates no figure.
_FOUNDED = re.compile(
    r"\b(?:fond|cree|creation|depuis|ouvert|naissance|ne en|nee en|grund|gegrund|seit|besteh|eroffn|found"
    r"|establ|since|open|start)\w*"
)
_NEAR = 30


def year_of(sentence: str) -> str:
    """Return the year a sentence is as of, empty where it names none or tells of a beginning."""
    folded = fold(sentence)
    for match in _AS_OF.finditer(folded):
        around = folded[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        if not _FOUNDED.search(around):
            return match["year"]
    return ""
