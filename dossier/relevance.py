"""Whether a text answers a question: it speaks of what is asked for, not only of something near it.

A question nothing answers is to be refused, so "How many apprentices?" is not answered by the number of
employees, nor "What is the price of a boiler?" by that of a repair.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dossier.answer_forms import asks_for_a_reason, has_wanted_form, names_a_place
from dossier.hours import DAYS
from dossier.lexicon import Term, concepts_of, content, met, spoken, term_of
from dossier.names import is_compound, people_and_firms
from dossier.quantities import Quantity, is_year, quantities
from dossier.topics import topics_of
from dossier.units import RHYTHMS
from llm.tasks.words import fold
from scrapers.vocabulary import any_of, words

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W\d_]+)*")
# What stands before a thing that is asked for.
_BEFORE_NOUN = words(
    "le la les l un une des du de d au aux en son sa ses leur leurs ce cette ces par pour sur avec sans quel",
    "quelle quels quelles the a an its their any of for with on by in which what many much",
)
# A head that says only in what form the answer is wanted, and things every business has.
_FORMS = words(
    "nom noms montant duree taux niveau type types genre sorte sortes mode modes date annee annees heure",
    "periode numero nombre forme moyen moyens sont est jour jours pourcentage part somme valeur",
    "name namen hohe art arten dauer jahr zahl anzahl hoch grad wert lang tag tage nummer gross",
    "wochentag wochentage welche welchem welchen welcher welches viel viele prozent prozentsatz",
    "percent percentage temps",
    "period amount day days kind kinds number level year long high form total",
    "delai delais frist fristen quantite quantites menge mindestmenge minimale minimal maximale maximal",
    "condition conditions bedingung bedingungen voraussetzung raison raisons anteil woher wohin proportion",
    "meme memes selbst pourquoi warum weshalb wieso why",
)
_OF_ANY = words(
    "travaux installations prestations prestation services service interventions intervention produits",
    "bancaire bancaires client clients equipe avis marche secteur domaine region ville",
    "arbeiten leistungen leistung produkte kunden team bewertungen",
    "work services products customers reviews",
)
# A question for all that is done is met by anything done.
_BROAD = re.compile(
    any_of(
        r"que_fait que_propose quels?_services? quelles?_prestations? quelles?_activites? quels?_produits?",
        r"quel_metier was_macht welche_(?:dienst)?leistungen welche_produkte was_bietet",
        r"what_does which_services what_services",
    )
)
_WHERE = re.compile(r"(?<!d['’])\b(?:où|wo|where)\b", re.I)
_PREMISES = words(
    "atelier boutique magasin cabinet bureau siege etude salon laden werkstatt geschaft buro sitz praxis",
    "kanzlei office shop store workshop",
)
# What a business is called by its kind: « Combien de fabricants le centre compte-t-il ? »
_BUSINESSES = _PREMISES | words(
    "centre agence institut ecole garage ferme domaine etablissement restaurant labor betrieb geschaft haus",
    "hotel schule hof studio clinique salle imprimerie centre clinic school farm",
)
_INVERTED = re.compile(
    r"(?<=\s)(?:l[ea]\s|l['’])(?P<fr>[\w-]+)\s(?:n['’]|ne\s)?[\w]+(?:-t)?-(?:il|elle)\b"
    r"|\s\w+t\s(?:das|der|die)\s(?P<de>[A-ZÄÖÜ]\w+)|\bdoes\sthe\s(?P<en>\w+)",
    re.IGNORECASE,
)
_IS_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on|nous|vous)$", re.IGNORECASE)
# « A-t-elle été agrandie ? » asks for no summer.
_HAS_BEEN = re.compile(
    r"(?<=-elle\s)été\s|(?<=-elles\s)été\s|(?<=-il\s)été\s|(?<=-ils\s)été\s", re.IGNORECASE
)
_OUGHT = re.compile(r"\bfaut-il\s(?P<what>\w+)", re.IGNORECASE)
_IN_ONE_YEAR = re.compile(
    r"\b(?:l'an dernier|l.annee derniere|en 20\d\d|letztes jahr|im jahr 20\d\d|last year)\b"
)
# How French verbs end, accents folded: « annuler », « annulée », « annulons ».
_ENDING = re.compile(r"(?:er|ees?|es?|ons|ez|ent|ant|ait|aient)$")
_SHORTEST_BASE = 5
_RENTS = words("loyer loyers miete mieten rent")
# What may be done with a thing that is counted: who has so many does not do that with all of them.
_DONE_WITH = frozenset({"rent", "sells", "repair", "makes"})
_HOW_LONG = re.compile(r"\b(?:delais?|duree|combien de temps|wie lange|fristen|frist|dauer|how long)\b")
_SHORT_TIME = re.compile(r"\d\s?(?:h|min|mn|j)\b")
# A number behind these that may be a year is one.
_IN_A_YEAR = re.compile(
    r"(?:\b(?:en|in|im jahr|depuis|seit|jusqu'en|bis|des|ab|annee|jahr|l'an|since|until|of|von|de)\s|^)$"
)
# "How old is the owner?" asks for an age, not for an owner.
_HOW = re.compile(
    r"\b(?:wie|how)\s+(?!viel|hoch|gro|lang|weit|many|much|long|large|big|far|is\b|does\b|ist\b)(\w+)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:depuis\s+(?:quand|combien)|seit\s+wann|since\s+when|how\s+long\s+has)\b", re.IGNORECASE
)
_WHO = re.compile(
    r"^\W*(?:par\s|von\s|by\s)?(?:qui(?!\s+sont)|wer(?!\s+sind)|wem|who(?!\s+are))\b", re.IGNORECASE
)
_WHEN = re.compile(
    r"\b(?:quand|quel\s+jour|quelle\s+(?:année|date)|wann|welchem\s+jahr|when|what\s+year|which\s+year)\b",
    re.IGNORECASE,
)
# What is asked is said by the verb: "What do the apprentices earn?"
_WHAT_IS_DONE = re.compile(r"^\W*was\s(?!ist\b|sind\b|kostet|kosten)", re.IGNORECASE)
_HOW_MUCH = re.compile(
    r"\b(?:combien|quel\s+(?:prix|tarif|montant|pourcentage)|wie\s?viele?"
    r"|quelle\s+quantité|welche\s+(?:mindest)?menge|wie\s+(?:hoch|groß|gross|lange|weit)|how\s+(?:many|much|long))\b",
    re.IGNORECASE,
)
# What is counted, not what it costs; and what those that are counted have done: « ont démissionné ».
_HOW_MANY = re.compile(
    r"\b(?:combien\s+(?:l[ea]s?\s\w+\s\w+-(?:t-)?(?:ils?|elles?)\s)?d(?:e\s|['’])|wie\s?viele\s|how\s+many\s)"
    r"(?P<of>[\w-]+)?(?!.*\b(?:euros?|pounds)\b)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:ont|haben)\s(?:\w+\s)*?(?P<what>\w+(?:é|és|ées|is|us|i|u|ge\w+t|ge\w+en)|\w*ge\w+(?:t|en))\s*\?$",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\b(?:prix|tarifs?|coute\w*|kostet|kosten|preise?|price|prices|cost|costs|fee)\b")
_CURRENCIES = frozenset({"eur", "usd", "gbp", "chf", "keur", "meur"})
_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute"})
_TIME = re.compile(
    r"\b(?:ans?|annees?|mois|semaines?|jours?|heures?|minutes?|jahren?|monaten?|wochen?|tagen?|stunden?|minuten"
    r"|years?|months?|weeks?|days?|hours?)\b"
)
# What is asked of these is a sum.
_SUMS = frozenset({"turnover", "profit", "capital", "debt", "rent"})
_BEHIND_ADJECTIVE = r"\s*(?:[?.,]|$|(?:et|ou|à|en|de|du|pour|dans|sur|par)\b)"
_DATES = frozenset(
    [*(f"weekdays_{day}" for day in DAYS), *(f"month_{n:02}" for n in range(1, 13)), "season", "daynight"]
)


@dataclass(frozen=True)
class _Asked:
    """A question taken apart: what it asks for, and what that is to be of."""

    head: Term | None
    others: tuple[Term, ...]
    names: frozenset[str]
    years: frozenset[str]


def answers(text: str, question: str, support: str = "", subject: Sequence[str] = ()) -> bool:
    """Tell whether a text answers a question.

    Args:
        text: a claim or a fact.
        question: what is asked.
        support: the quote behind the text; it may say what the text is of, not what it says.
        subject: names of the business, which say nothing about what is asked.
    """
    asked = _asked(question, tuple(subject))
    whole = f"{text} {support}"
    if not asked.years <= set(_YEAR.findall(whole)) or not asked.names <= set(_folded_words(whole)):
        return False
    if not _has_form(text, question) or not has_wanted_form(text, question, subject):
        return False
    if _BROAD.search(fold(question)):
        return "activity" in topics_of(text)
    own, around = content(text), content(whole)
    if asked.head is None:
        return bool(asked.names)
    if asked.others and _WHERE.search(question) and names_a_place(text):
        return all(_named_in(own, term) for term in asked.others)
    is_priced = "price" in asked.head.concepts and _is_priced(text) and not _SUMS & concepts_of(text)
    is_sum = bool(_SUMS & asked.head.concepts) and _HOW_MUCH.search(question) is not None
    if (is_sum or asked.head.word in _RENTS) and not _is_priced(text):
        return False
    return (is_priced or _named_in(own, asked.head)) and all(_named_in(around, term) for term in asked.others)


def _is_of(term: Term, names: Sequence[Term]) -> bool:
    """Tell whether a word is part of a name; „Stein“ only begins „Steinmetz“ and is another thing."""
    return any(
        met(term, [one])
        for one in names
        if term.stems & one.stems
        or not (one.word.startswith(term.word) and len(one.word) > len(term.word) + 1)
    )


def _named_in(terms: Sequence[Term], asked: Term) -> bool:
    """Tell whether words name what is asked; a word that is a mere part of what is asked does not."""
    named = (one for one in terms if len(one.word) >= len(asked.word) or _shares(one, asked))
    if any(met(asked, [one]) for one in named) or is_compound(asked.word, terms):
        return True
    base = _ENDING.sub("", asked.word)
    return len(base) >= _SHORTEST_BASE and any(_ENDING.sub("", one.word) == base for one in terms)


def _shares(one: Term, asked: Term) -> bool:
    whole = {stem for stem in asked.stems if not stem.endswith("~")}
    return bool(whole & one.stems) or (
        met(asked, [Term(one.word, frozenset(), one.concepts)]) and bool(asked.concepts)
    )


def _has_form(text: str, question: str) -> bool:
    """Tell whether a text gives what kind of answer a question wants: a person, a number, a time."""
    if _WHO.search(question) and not people_and_firms(text):
        return False
    if _WHEN.search(question) and not re.search(r"\d", text) and not _DATES & concepts_of(text):
        return False
    # Why a price has risen is told without it.
    if _PRICE.search(fold(question)) and not asks_for_a_reason(question) and not _is_priced(text):
        return False
    if (done := _DONE.search(question)) and not any(
        met(term, content(text)) for term in content(done["what"])
    ):
        return False
    language = spoken(text, spoken(question, "fr"))
    if _HOW_MANY.search(question) and not (
        _counts(text, language, fold(question)) and _is_as_often(text, question)
    ):
        return False
    if _SINCE.search(question) and not (_YEAR.search(text) or {"year"} & _units(text, language)):
        return False
    lasts = _units(text, language) & _TIMES or _SHORT_TIME.search(fold(text)) or _YEAR.search(text)
    is_long = lasts or not _HOW_LONG.search(fold(question))
    return bool(is_long) and (not _HOW_MUCH.search(question) or bool(quantities(text, language)))


def _counts(text: str, language: str, question: str) -> bool:
    """Tell whether a text has a number that is no sum of money, nor a time where none is asked for."""
    is_of_time = _TIME.search(question) or _HOW_LONG.search(question)
    others = _CURRENCIES if is_of_time else _CURRENCIES | _TIMES
    return any(one.unit not in others for one in quantities(text, language) if not _is_dated(text, one))


def _is_as_often(text: str, question: str) -> bool:
    """Tell whether a text gives a number for the year, the month or the day where one is asked for."""
    asked, said = fold(question), fold(text)
    wanted = [words for words in RHYTHMS.values() if words.search(asked)]
    return all(words.search(said) or _IN_ONE_YEAR.search(said) for words in wanted)


def _is_dated(text: str, one: Quantity) -> bool:
    """Tell whether a number is the year something was done in, and counts nothing."""
    digits = text[one.start : one.end]
    return is_year(one) and digits.isdigit() and bool(_IN_A_YEAR.search(fold(text[: one.start])))


def _is_priced(text: str) -> bool:
    """Tell whether a text names a sum, or says that nothing is to be paid."""
    return bool(_units(text, spoken(text, "fr")) & _CURRENCIES) or "free" in concepts_of(text)


def _units(text: str, language: str) -> set[str]:
    return {one.unit for one in quantities(text, language)}


@functools.lru_cache(maxsize=2_000)
def _asked(question: str, subject: tuple[str, ...]) -> _Asked:
    own = content(" ".join(subject))
    nouns, verbs, names = _parts(_HAS_BEEN.sub("", question))
    if how := _HOW.search(question):
        nouns = [*content(how[1]), *nouns]
    names = {name for name in names if not any(name in fold(one) for one in subject)}
    nouns = _without_business(nouns, verbs, question)
    many = _HOW_MANY.search(question)
    counted = content(many["of"] or "") if many else ()
    wanted = [term for term in nouns if term in counted or not _is_of(term, own)]
    wanted = wanted or [term for term in nouns if term.concepts]
    wanted = wanted or verbs
    if _WHERE.search(question):
        nouns = [term for term in nouns if term.word not in _PREMISES]
        wanted = [term for term in wanted if term.word not in _PREMISES]
        where = term_of("adresse" if not concepts_of(question) & {"area"} else "zone")
        wanted = [*filter(None, [where]), *(term for term in wanted if not term.concepts & {"place", "area"})]
    if _SINCE.search(question):
        wanted = [
            *filter(None, [term_of("fondation")]),
            *(one for one in nouns if one in wanted and not one.concepts),
        ]
    forms = [term for term in wanted if term.word in _FORMS]
    if forms:
        light = _OUGHT.search(question)
        ought = content(light["what"]) if light and len(wanted) > len(forms) else ()
        wanted += [term for term in verbs if term not in ought]
    wanted = [term for term in wanted if term.word not in _FORMS] or verbs or forms
    if not wanted:
        return _Asked(None, (), frozenset(names), frozenset(_YEAR.findall(question)))
    head, *others = wanted
    if (_WHEN.search(question) and not _SINCE.search(question)) or _WHAT_IS_DONE.search(question):
        others += [one for one in verbs if one not in others]
    if _HOW_MANY.search(question):
        # "How many does it rent?" is not answered by how many it has, where both are words we know.
        others += [one for one in verbs if one.concepts & _DONE_WITH and one not in others]
    others = [one for one in others if one.word not in _OF_ANY and not one.meets(head)]
    return _Asked(head, tuple(others), frozenset(names), frozenset(_YEAR.findall(question)))


def _without_business(nouns: list[Term], verbs: list[Term], question: str) -> list[Term]:
    """Return the things of a question without the word that stands for the business itself."""
    match = _INVERTED.search(question)
    found = fold(match["fr"] or match["de"] or match["en"] or "") if match else ""
    rest = [term for term in nouns if term.word != found]
    return rest if found in _BUSINESSES and (rest or verbs) else nouns


def _parts(question: str) -> tuple[list[Term], list[Term], set[str]]:
    """Return the things, the other content words and the names of a question, in order."""
    german = spoken(question, "fr") == "de"
    nouns: list[Term] = []
    verbs: list[Term] = []
    names: set[str] = set()
    before = ""
    was_noun = False
    for n, match in enumerate(_TOKEN.finditer(question)):
        word = match.group()
        elided = re.match(r"(?:l|d|qu|s|n|c)['’]", word, re.I)
        bare = fold(word[elided.end() :] if elided else word)
        terms = content(bare)
        capital = word[elided.end() if elided else 0 :][:1].isupper()
        is_noun = False
        if terms:
            is_elided = elided is not None and elided.group()[0].lower() in {"l", "d"}
            is_noun = capital if german else is_elided or before in _BEFORE_NOUN or n == 0
            is_noun = is_noun or (n > 0 and _qualifies(question, match, german=german, of_noun=was_noun))
            (nouns if is_noun and n else verbs).extend(terms)
            if capital and n and not german and not terms[0].concepts:
                names.add(bare)
        was_noun = bool(terms) and is_noun and n > 0
        before = bare
    return nouns, verbs, names


def _qualifies(question: str, match: re.Match[str], *, german: bool, of_noun: bool) -> bool:
    """Tell whether a word is the adjective of a thing that is asked for: « véhicules électriques ? »."""
    behind = question[match.end() :]
    if german:
        return (
            match.group().endswith(("e", "en", "er", "es", "em"))
            and re.match(r"\s[A-ZÄÖÜ]", behind) is not None
        )
    is_verb = match.group().endswith("ent") or _IS_INVERTED.search(match.group()) is not None
    return of_noun and not is_verb and re.match(_BEHIND_ADJECTIVE, behind) is not None


def _folded_words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
