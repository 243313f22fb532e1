"""Words as the search of the sample web compares them, in French, German and English."""

import re
import unicodedata

_AROUND_THE_CLOCK = re.compile(
    r"\b24\s*h?\s*/\s*(?:24|7)\s*h?\b|\b24 (?:heures sur|hours a) (?:24|day)\b|\bjour et (?:de )?nuit\b"
    r"|\bjour comme de nuit\b|\btag und nacht\b|\bday and night\b|\bround the clock\b|\brund um die uhr\b"
    r"|\ba toute heure\b|\bat any hour\b"
)
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("s", "x", "en", "e")

# People ask in one language and the page answers in another: words that begin so mean the same.
_CONCEPTS = {
    "plumber": ("plomb", "plumb", "klempner", "sanitar", "sanitaer", "installateur"),
    "heating": ("chauffag", "chaudier", "heating", "boiler", "heizung"),
    "electrician": ("electri", "elektri"),
    "baker": ("boulang", "baker", "backer", "baecker", "backt"),
    "hairdresser": ("coiff", "haircut", "hairdress", "friseur"),
    "bookshop": ("librair", "bookshop", "bookstore", "bookseller", "buchhand"),
    "garage": ("garag", "mecanic", "mechanic", "werkstatt"),
    "emergency": ("urgen", "emergenc", "depann", "notdienst", "notfall", "astreint"),
    "price": ("prix", "price", "pricing", "preis", "tarif", "charge", "cost", "kost", "cout", "combien"),
    "open": ("ouvert", "open", "geoffnet"),
    "night": ("nuit", "night", "nacht"),
    "sunday": ("dimanche", "sunday", "sonntag"),
}

_FRENCH = """
a au aux avec ce ces cette dans de des du elle en est et il ils je la le les leur leurs mais nos notre nous
on ou par pas pour que quel quelle quelles quels qui sa se ses son sont sur un une vos votre vous
"""
_GERMAN = """
am an auf aus bei bis das dem den der die ein eine einem einen einer es fur im in ist kommt mit nach oder
sich sind und uns von vor wann was welche welcher welches wer wie wir wo zu zum zur
"""
_ENGLISH = """
and any are at be by can do does for from has have how i is it its me my of offer offers or our service
services that the their them there they this to until we what when where which who with you your
"""
_STOP_WORDS = frozenset((_FRENCH + _GERMAN + _ENGLISH).split())


def terms(text: str) -> list[str]:
    """Return the words of a text as they are compared: folded, stemmed, synonyms as one."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    plain = _AROUND_THE_CLOCK.sub(" 24h ", plain)
    return [_term(word) for word in _WORD.findall(plain) if word not in _STOP_WORDS]


def _term(word: str) -> str:
    for concept, beginnings in _CONCEPTS.items():
        if word.startswith(beginnings):
            return f"={concept}"
    for ending in _ENDINGS:
        if len(word) - len(ending) > 3:
            word = word.removesuffix(ending)
    return word
