"""Names in a German message, where every noun has a capital.

A word is a name if we know it as one, if it is no word of the language and not made of such, if it stands
behind a kind of business, or if it is made of what firms are called by and stands where a noun would have an
article: bei Wasserfink.
"""

import re
from collections.abc import Iterator, Sequence

from llm.tasks.words import fold
from outreach.checks.dictionary import is_plural, is_word, tail_of_compound
from outreach.checks.name_words import Known, Word, touches
from outreach.draft import Language

# Behind a kind of business stands what it is called, whatever noun that is: Konditorei Zuckerhut.
_KIND = re.compile(
    r"(?<!\w)(?=[A-ZÄÖÜ])(?:Firma|Kollege|Kollegen|Kollegin|(?i:[a-zäöüß]*(?:rei|handlung|betrieb|haus|hof"
    r"|praxis"
    r"|kanzlei|agentur|studio|[Ss]alon|hotel|apotheke|bau|laden|markt|manufaktur|schmiede|[Bb]istro|brauhaus"
    r"|boutique|gärtnerei|stube|tischler|technik|kellerei|verlag|reinigung|schule|keller|brauerei|kneipe"
    r"|institut|klinik|werkstatt|zentrum|center))"
    r"|Elektro|Sanitär|Restaurant|Café|Pizzeria|Kaffeehaus|Friseur|Schreiner|Metzger|Bäcker|Weingut|Gasthof"
    r"|Maler|Optiker|Imker|Tischler|Elektriker|Klempner|Installateur|Zahnarzt|Fleischer|Konditor|Florist"
    r"|Gärtner|Winzer|Schlosser|Glaser|Schuster|Steuerberater|Anwalt|Apotheker|Dachdecker|Optik|Bar)"
    r"[\s\u00a0]+([A-ZÄÖÜ][\w'’\-]+)"
)
# Behind these a noun may stand that names nothing: in der Praxis Termine vergeben.
_ROLE = re.compile(
    r"(?<!\w)(?:Praxis|Kanzlei|Agentur|Studio|Salon|Hotel|Apotheke|Werkstatt|Galerie|Gasthof|Gasthaus|Weingut"
    r"|Physiotherapie|Freund(?:in)?|Nachbar(?:in)?|Chef(?:in)?|Partner(?:in)?|Kund(?:e|en"
    r"|in)"
    r"|Geschäftsführer(?:in)?|Inhaber(?:in)?)[\s\u00a0]+([A-ZÄÖÜ][\w'’\-]+)"
)
_FAMILY = re.compile(
    r"(?<!\w)([A-ZÄÖÜ][\w'’\-]+)[\s\u00a0]+(?:und|&)[\s\u00a0]+(?:Söhne|Sohn|Töchter|Tochter|Co\b|Partner\b)"
)
_ARTICLE = re.compile(
    r"(?:\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|kein\w*|mein\w*|dein\w*|sein\w*|ihr"
    r"|ihre\w*|unser\w*"
    r"|euer|eure\w*|diese\w*|jede\w*|jene\w*|welche\w*|alle\w*|beide\w*|viele\w*|wenige\w*|mehr|einige\w*"
    r"|manche\w*|solche\w*|zum|zur|im|am"
    r"|beim|vom|ins|ans|als|pro|zu|ohne|per|kein|und|oder|sowie|\d+)|\b[a-zäöüß]+(?:e|en|er|es|em))\s+$",
    re.IGNORECASE,
)
_NAME_PLACE = re.compile(r"\b(?:bei|von|aus|nach|in|mit|für|wie|durch|gegen|über|an|um)\s+$", re.IGNORECASE)
_AT_A_FIRM = re.compile(r"\b(?:bei|von)\s+$", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:in|aus|nach|bei|um|Raum|Region)\s+$", re.IGNORECASE)
# bei Stromausfall, bei Fragen: what happens, and no firm.
_EVENTS = re.compile(
    r"(?:fall|ausfall|bruch|schaden|schaden|bedarf|wetter|sturm|regen|frost|not|anruf|besuch|kauf|beginn"
    r"|ende|licht"
    r"|zeit|feier|fest|arbeit|druck|verkehr|wechsel|ung|heit|keit|schaft|ion|en|er|e|s)$"
)
# Königstraße, Badergasse: what a street is called; Landstraße and Sackgasse are kinds of streets.
_STREET = re.compile(r"(?P<of>\w{3,})(?:straße|strasse|gasse|allee)$", re.IGNORECASE)
_KINDS_OF_STREETS = frozenset(
    ["land", "neben", "seiten", "quer", "bundes", "einbahn", "sack", "haupt", "dorf", "einkaufs", "spiel"]
)
_CAPITAL_WITHIN = re.compile(r"[a-zäöüß][A-ZÄÖÜ]")


def accused_in_german(n: int, words: Sequence[Word], plain: str, known: Known) -> bool:
    """Say whether the word at `n` names somebody or something that no record names."""
    word = words[n]
    if word.folded in known.lexicon.starters[Language.DE] and word.at_start:
        return False
    before = plain[max(0, word.start - 40) : word.start]
    has_article = not word.at_start and _ARTICLE.search(before) and not _NAME_PLACE.search(before)
    if known.lexicon.is_listed_name(word.folded) and not known.is_also_a_word(word.folded):
        return not (has_article and known.is_plain_noun(word.text))
    if _follows_a_name(n, words, plain, known) or _CAPITAL_WITHIN.search(word.text):
        return True
    if (
        _names_a_place(word, before, known)
        or _names_a_street(word)
        or _opens_a_name(n, words, plain, known, before)
    ):
        return True
    if _is_word_of_language(word, known):
        return False
    tail = tail_of_compound(word.text)
    if not tail or (_AT_A_FIRM.search(before) and not _EVENTS.search(fold(word.text))):
        return True
    if fold(tail) not in known.lexicon.german_tails or is_plural(tail) or has_article:
        return False
    return _is_subject(word, plain) if word.at_start else True


def after_german_cues(plain: str, known: Known) -> Iterator[tuple[int, int]]:
    """Yield what a kind of business, a colleague or a family firm is called."""
    stops = known.lexicon.starters[known.language] | known.lexicon.allowed[known.language]
    for pattern, takes_nouns in ((_KIND, True), (_ROLE, False), (_FAMILY, True)):
        for match in pattern.finditer(plain):
            folded = fold(match[1])
            if known.has(folded) or folded in stops or folded in known.lexicon.german_measures:
                continue
            is_noun = known.is_plain_noun(match[1])
            if not is_noun or (takes_nouns and not is_plural(match[1])):
                yield match.span(1)


def _is_word_of_language(word: Word, known: Known) -> bool:
    """Say whether a word, or each part of one with hyphens, is a noun or another word."""
    return all(
        known.is_plain_noun(part)
        or known.has(fold(part))
        or any(is_word(part, language) for language in Language)
        or ("-" in word.text and known.is_noun(part))
        for part in (one[:1].upper() + one[1:] for one in word.text.split("-"))
        if part
    )


def _names_a_place(word: Word, before: str, known: Known) -> bool:
    """Say whether a town that is a word too stands where a town does: aus Weingarten, in Leer."""
    return word.folded in known.lexicon.german_towns and _PLACE.search(before) is not None


def _names_a_street(word: Word) -> bool:
    street = _STREET.fullmatch(word.text)
    return street is not None and fold(street["of"]) not in _KINDS_OF_STREETS


def _opens_a_name(n: int, words: Sequence[Word], plain: str, known: Known, before: str) -> bool:
    """Say whether a noun without an article is followed by another one: bei Sturmvogel Bedachungen."""
    after = words[n + 1] if n + 1 < len(words) else None
    if after is None or not _AT_A_FIRM.search(before) or not touches(words[n], after, plain):
        return False
    return (
        not known.has(after.folded)
        and words[n].folded not in known.lexicon.german_measures
        and known.is_noun(after.text)
    )


def _follows_a_name(n: int, words: Sequence[Word], plain: str, known: Known) -> bool:
    word = words[n]
    ahead = words[n - 1] if n else None
    if ahead is None or word.at_start or not touches(ahead, word, plain) or known.has(ahead.folded):
        return False
    return ahead.folded in known.lexicon.first_names or accused_in_german(n - 1, words, plain, known)


def _is_subject(word: Word, plain: str) -> bool:
    """Say whether a verb follows: a noun without an article begins few sentences."""
    following = re.match(r"\s+([a-zäöüß]+)", plain[word.end :])
    return following is not None and re.search(r"(?:t|te|en|kann|will|darf|weiß)$", following[1]) is not None
