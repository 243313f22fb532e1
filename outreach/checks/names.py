"""Names in a message that no record names.

French and English give a capital to names alone, so one within a sentence is a name. At the start of a
sentence any word has one: there a word is a name if we know it as one, if another capital follows, or if it
begins no sentence we know and a verb follows. German gives every noun a capital: there a name is a word we
know as one, one that stands where only names stand, or no noun we can recognise and without an article.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from llm.tasks.words import fold
from outreach.checks.name_lexicon import NameLexicon, name_lexicon
from outreach.draft import Language
from outreach.facts import FactBook
from outreach.figures import FigureKind, figures
from outreach.wording import masked, sentences

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ\-.](?=[^\W\d_])[^\W\d_]+)*(?:['’]s\b)?")
_CLITIC = re.compile(r"^(?:[ldjcnmst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ]", re.IGNORECASE)
_PARTICLE = r"(?:de|du|des|d['’]|la|le|les|von|van|der|den|zu|zum|zur|vom|di|da|del|y|e|et|&|und|and)"
_JOINS = re.compile(rf"[\s\u00a0\u202f\-]+(?:{_PARTICLE}[\s\u00a0\u202f]+|[dl]['’]){{0,2}}$", re.IGNORECASE)
_OPENS = re.compile(r"[«“„\"(:–—•\-*>|]\s*$")
# In German a kind of business before a capital names it, whatever noun its name is: Konditorei Zuckerhut.
_DE_KIND = re.compile(
    r"(?<!\w)(?:Firma|[A-ZÄÖÜ]?[a-zäöüß]*(?:erei|handlung|betrieb|haus|hof|praxis|kanzlei|agentur|studio"
    r"|salon|hotel|apotheke|bau)"
    r"|Elektro|Sanitär|Restaurant|Café|Pizzeria|Kaffeehaus|Friseur|Schreiner|Metzger|Bäcker)"
    r"[\s\u00a0]+([A-ZÄÖÜ][\w'’\-]+)"
)
# Behind these a noun may stand that names nothing: in der Praxis Termine vergeben.
_DE_ROLE = re.compile(
    r"(?<!\w)(?:Praxis|Kanzlei|Agentur|Studio|Salon|Hotel|Apotheke|Werkstatt|Galerie|Gasthof|Gasthaus|Weingut"
    r"|Physiotherapie|Kolleg(?:e|en|in)|Freund(?:in)?|Nachbar(?:in)?|Chef(?:in)?|Partner(?:in)?|Kund(?:e|en"
    r"|in)"
    r"|Geschäftsführer(?:in)?|Inhaber(?:in)?)[\s\u00a0]+([A-ZÄÖÜ][\w'’\-]+)"
)
_CIVILITY = re.compile(
    r"(?<!\w)(?:M\.|Mme|Mlle|[Mm]adame|[Mm]onsieur|Maître|Docteur|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Miss|Herrn?"
    r"|Frau)[\s\u00a0\u202f]+"
    r"(?:(?:de|du|des|la|le|van|von|der|den|zu)[\s\u00a0\u202f]+|d['’])*([^\W\d_][\w'’\-]*)"
)
_FIRM = re.compile(
    r"(?<!\w)(?:(?:SARL|SAS|SASU|EURL|société|agence|cabinet|entreprise|maison|Firma|company"
    r"|agency)[\s\u00a0]+([A-ZÀ-Ý][\w'’\-]+)"
    r"|([A-ZÀ-Ý][\w'’\-]+)[\s\u00a0]+(?:SARL|SAS|SASU|EURL|GmbH|AG|KG|OHG|UG|Ltd|LLC|Inc|plc)\b)"
)
_LOWER_PLACE = re.compile(
    r"(?<!\w)(?:à|in|sur|from|bei|nach|aus|de|of)[\s\u00a0]+([a-zà-ÿ][a-zà-ÿ\-]+)(?!\w)"
)
_QUOTE = re.compile(r"[«“„\"]\s*([^«»“”„\"\n]{2,80}?)\s*[»”“\"]")
_REPLIES = re.compile(
    r"(?:stopp?|oui|non|non merci|ok|yes|no|no thanks|ja|nein|nein danke|désinscription|unsubscribe"
    r"|abmelden|go|info|audit)",
    re.IGNORECASE,
)
_ARTICLES = frozenset(
    ["le", "la", "les", "l", "au", "aux", "chez", "un", "une", "der", "die", "das", "zum", "the", "a"]
)
# "Gandi, votre hébergeur, propose": between commas stands what a name is.
_APPOSITION = re.compile(
    r",[\s\u00a0\u202f](?:votre|notre|mon|ma|your|our|my|Ihre?|unsere?|meine?)[\s\u00a0\u202f]+"
    r"[^\W\d_]+(?:[\s\u00a0\u202f][^\s,.!?:;]+){0,3},[\s\u00a0\u202f][^\W\d_]"
)
_OBJECTS = re.compile(r"(?:(?:ne|le|la|les|vous|nous|se|en|y|lui|leur)[\s\u00a0]+|[lnsmt]['’])")
# HydroVite: no word of a language has a capital inside.
_CAPITAL_WITHIN = re.compile(r"[a-zà-ÿ][A-ZÀ-Ý]")
_COMMON_ENDING = {
    Language.FR: re.compile(
        r"(?:ement|ment|tion|sion|ite|ance|ence|eur|euse|age|ure|isme|able|ible|ique|ez|ons|ant|er|ir|oir"
        r"|aux|ees?|is)$"
    ),
    Language.EN: re.compile(
        r"(?:ing|tion|ness|ment|ity|ly|ers?|ance|ence|ism|able|ful|less|ed|ies|age|ure)$"
    ),
    Language.DE: re.compile(
        r"(?:ige|igen|liche|lichen|ische|ischen|ende|enden|ierte|ierten|ung|ungen|heit|keit|keiten|schaft"
        r"|schaften|tion|tionen|tat|taten|nis|nisse|ling|chen|lein|tum|ment|mente|ik|ur|"
        r"ismus|anz|enz|iker|erin|innen|ierung|erei|seite|seiten|zeit|zeiten|kunden|betrieb|betriebe|weise)$"
    ),
}
_DE_ARTICLE = re.compile(
    r"(?:\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|kein\w*|mein\w*|dein\w*|sein\w*|ihr"
    r"|ihre\w*|unser\w*"
    r"|euer|eure\w*|diese\w*|jede\w*|jene\w*|welche\w*|alle\w*|beide\w*|viele\w*|wenige\w*|mehr|einige\w*"
    r"|manche\w*|solche\w*|zum|zur|im|am"
    r"|beim|vom|ins|ans|als|pro|zu|ohne|per|kein|und|oder|sowie|\d+)|\b[a-zäöüß]+(?:e|en|er|es|em))\s+$",
    re.IGNORECASE,
)
_DE_NAME_PLACE = re.compile(
    r"\b(?:bei|von|aus|nach|in|mit|für|wie|durch|gegen|über|an|um)\s+$", re.IGNORECASE
)
# Listed names that are plain words too, at the start of a sentence and in lower case.
_ALSO_WORDS = {
    Language.FR: frozenset(["tours", "nice", "pau", "orange", "petit", "marchand", "roux", "noel", "claire"]),
    Language.EN: frozenset(
        ["nice", "reading", "orange", "may", "zoom", "jack", "will", "frank", "mark", "brown"]
    ),
    Language.DE: frozenset(["essen", "halle", "orange", "zoom"]),
}
_LOWER_CASE_WORDS = frozenset(
    ["nice", "tours", "pau", "essen", "halle", "reading", "orange", "kiel", "valence", "trier"]
)
# A noun may follow these: Ende November, eine Tasse Kaffee.
_DE_MEASURES = frozenset(
    [
        "anfang",
        "mitte",
        "ende",
        "tasse",
        "stuck",
        "paar",
        "euro",
        "prozent",
        "uhr",
        "liter",
        "art",
        "menge",
        "haufen",
        "thema",
    ]
)
# Nouns that surnames and firms end in: Bollmann, Lindenberg, Steinfeld.
_ENDINGS_OF_NAMES = {
    *("mann", "berg", "burg", "stein", "feld", "hofer", "hauser", "meier", "baum", "bauer", "wald", "heim"),
    *(
        "dorf",
        "hahn",
        "vogel",
        "brunnen",
        "herr",
        "stern",
        "kamp",
        "mond",
        "kron",
        "fels",
        "horst",
        "land",
        "werk",
    ),
}
# A part of a compound that is a noun of its own has at least this many letters.
_SHORTEST_PART = 4


@dataclass(frozen=True)
class _Word:
    """A word with a capital: as written, folded without what clings to it, and where it stands."""

    text: str
    folded: str
    start: int
    end: int
    at_start: bool


def unknown_names(text: str, language: Language, book: FactBook) -> list[tuple[int, int]]:
    """Return where a text names somebody or something that no record names."""
    plain = masked(text)
    known = _Known(known_words(book), language, name_lexicon())
    places = {*_after_cues(plain, known), *_quotes(text, book, known)}
    words = list(_capitals(plain))
    judge = _accused_in_german if language is Language.DE else _accused
    title_case = language is Language.EN and _is_title_case(plain)
    for n, word in enumerate(words):
        if known.has(word.folded):
            continue
        if title_case and not known.lexicon.is_listed_name(word.folded):
            continue
        if judge(n, words, plain, known):
            places.add((word.start, word.end))
    return _joined(sorted(places), text)


def known_words(book: FactBook) -> frozenset[str]:
    """Return the folded words that stand in both records."""
    return _words_of(tuple(book.texts))


@functools.lru_cache(maxsize=64)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        for match in re.finditer(r"[^\W_]+(?:['’ʼ\-.&][^\W_]+)*", text):
            word = fold(_CLITIC.sub("", match.group()).replace("’", "'"))
            found.add(word)
            found.update(part for part in re.split(r"[-.'&]", word) if len(part) > 1)
    return frozenset(found)


@dataclass(frozen=True)
class _Known:
    """The words of the records and of the lexicon."""

    records: frozenset[str]
    language: Language
    lexicon: NameLexicon

    def has(self, folded: str) -> bool:
        """Say whether a word may stand: it is in the records, on the allow-list, or both its parts are."""
        forms = {folded, folded.removesuffix("'s"), folded.rstrip("s"), folded.removesuffix("es")}
        if forms & self.records or forms & self.lexicon.allowed[self.language]:
            return True
        parts = re.split(r"[-']", folded)
        if len(parts) == 1 or self.lexicon.is_listed_name(folded):
            return False
        return all(
            part in self.records
            or part in self.lexicon.allowed[self.language]
            or part in self.lexicon.starters[self.language]
            or (self.language is Language.DE and self.is_noun(part))
            for part in parts
            if part
        )

    def is_measure(self, folded: str) -> bool:
        """Say whether a word goes with another noun without naming anything: Ende November."""
        return folded in _DE_MEASURES

    def is_plain_noun(self, folded: str) -> bool:
        """Say whether a German word is a listed noun, or has an ending of nouns."""
        listed = _german_forms(folded) & self.lexicon.german_nouns
        return bool(listed) or _COMMON_ENDING[Language.DE].search(folded) is not None

    def is_noun(self, folded: str) -> bool:
        """Say whether a German word is a noun: listed, with an ending of nouns, or ending in a listed one."""
        nouns = self.lexicon.german_nouns
        return self.is_plain_noun(folded) or any(
            form[cut:] in nouns and form[cut:] not in _ENDINGS_OF_NAMES
            for form in _german_forms(folded)
            for cut in range(3, max(3, len(form) - _SHORTEST_PART + 1))
        )


def _german_forms(folded: str) -> set[str]:
    return {folded, *(folded.removesuffix(end) for end in ("s", "n", "en", "e", "er", "es", "ern"))}


def _capitals(plain: str) -> Iterator[_Word]:
    """Yield the words with a capital, those of shouting and of acronyms left out."""
    starts = {run.start for run in sentences(plain)}
    for match in _TOKEN.finditer(plain):
        clitic = _CLITIC.match(match.group())
        start = match.start() + (clitic.end() if clitic else 0)
        word = match.group()[clitic.end() :] if clitic else match.group()
        if len(word) < 2 or not word[0].isupper():
            continue
        folded = fold(word.replace("’", "'").replace("ʼ", "'"))
        if word.isupper() and not name_lexicon().is_listed_name(folded):
            continue
        before = plain[: match.start()]
        lead = re.search(r"[^\w]*$", before)
        at_start = match.start() in starts or (lead is not None and lead.start() in starts)
        at_start = (
            at_start or before.strip() == "" or _OPENS.search(before) is not None or before.endswith("\n")
        )
        yield _Word(word, folded, start, match.end(), at_start and not clitic)


def _accused(n: int, words: list[_Word], plain: str, known: _Known) -> bool:
    word = words[n]
    if _CAPITAL_WITHIN.search(word.text):
        return True
    goes_on = plain[: word.start].rstrip().endswith(",")
    goes_on = goes_on or plain[: word.start].rstrip().endswith((".", "!", "?", "…", ")", ":", "»", "”"))
    if word.folded in known.lexicon.starters[known.language] and (word.at_start or goes_on):
        return False  # "Hello Ms Fern, On your site": a capital too many, and no name
    if not word.at_start:
        return True
    if known.lexicon.is_listed_name(word.folded):
        return not _is_also_a_word(word.folded, known)
    after = words[n + 1] if n + 1 < len(words) else None
    if (
        after is not None
        and _touches(word, after, plain)
        and not known.has(after.folded)
        and not after.at_start
    ):
        return not _COMMON_ENDING[known.language].search(word.folded)
    following = re.match(rf"[\s\u00a0]+{_OBJECTS.pattern}?([^\s,.;:!?]+)", plain[word.end :])
    cue = fold(following[1].replace("’", "'")) if following and following[1] != "à" else ""
    is_subject = cue in known.lexicon.verbs[known.language] or _APPOSITION.match(plain, word.end) is not None
    return is_subject and not _COMMON_ENDING[known.language].search(word.folded)


def _accused_in_german(n: int, words: list[_Word], plain: str, known: _Known) -> bool:
    word = words[n]
    if word.folded in known.lexicon.starters[known.language] and word.at_start:
        return False
    if known.lexicon.is_listed_name(word.folded) and not _is_also_a_word(word.folded, known):
        return True
    ahead = words[n - 1] if n else None
    if ahead and not word.at_start and _touches(ahead, word, plain) and not known.has(ahead.folded):
        is_first_name = ahead.folded in known.lexicon.first_names
        if is_first_name or _accused_in_german(n - 1, words, plain, known):
            return True
    if known.is_noun(word.folded):
        return False
    before = plain[max(0, word.start - 40) : word.start]
    if not word.at_start and _DE_ARTICLE.search(before) and not _DE_NAME_PLACE.search(before):
        return False
    neighbours = [words[m] for m in (n - 1, n + 1) if 0 <= m < len(words)]
    beside_unknown = any(
        _touches(min(word, other, key=_start), max(word, other, key=_start), plain)
        and other.folded not in _DE_MEASURES
        and not known.has(other.folded)
        and not (other.at_start and not known.is_noun(other.folded))
        and not (word.at_start and known.is_noun(other.folded))
        for other in neighbours
    )
    following = re.match(r"\s+([^\s,.;:!?]+)", plain[word.end :])
    is_subject = (
        bool(following) and fold(following[1] if following else "") in known.lexicon.verbs[Language.DE]
    )
    if word.at_start:
        is_verb = bool(re.search(r"(?:en|t|e)$", word.folded)) and not is_subject
        return (beside_unknown and not is_verb) or is_subject
    return beside_unknown or is_subject or _DE_NAME_PLACE.search(before) is not None


def _is_also_a_word(folded: str, known: _Known) -> bool:
    """Say whether a listed name is a plain word of the language too: Nice, Pau, Tours, Essen, Marie."""
    return folded in _ALSO_WORDS[known.language]


def _after_cues(plain: str, known: _Known) -> Iterator[tuple[int, int]]:
    """Yield unknown names behind a form of address, beside a legal form, and towns in lower case."""
    stops = known.lexicon.starters[known.language] | known.lexicon.allowed[known.language]
    for match in _CIVILITY.finditer(plain):
        folded = fold(_CLITIC.sub("", match[1]))
        if not known.has(folded) and folded not in stops and not _is_plain_word(folded, known):
            yield match.span(1)
    for match in _FIRM.finditer(plain):
        group = 1 if match[1] else 2
        folded = fold(_CLITIC.sub("", match[group]))
        if not known.has(folded) and folded not in stops and not _is_plain_word(folded, known):
            yield match.span(group)
    if known.language is Language.DE:
        yield from _after_german_cues(plain, known)
    for match in _LOWER_PLACE.finditer(plain):
        folded = fold(match[1])
        if folded in known.lexicon.places and not known.has(folded) and folded not in _LOWER_CASE_WORDS:
            yield match.span(1)


def _after_german_cues(plain: str, known: _Known) -> Iterator[tuple[int, int]]:
    """Yield what a kind of business or a colleague is called."""
    stops = known.lexicon.starters[known.language] | known.lexicon.allowed[known.language]
    for pattern, takes_nouns in ((_DE_KIND, True), (_DE_ROLE, False)):
        for match in pattern.finditer(plain):
            folded = fold(match[1])
            is_word = known.has(folded) or folded in stops or known.is_measure(folded)
            if not is_word and (takes_nouns or not known.is_plain_noun(folded)):
                yield match.span(1)


def _is_plain_word(folded: str, known: _Known) -> bool:
    if known.language is Language.DE:
        return known.is_noun(folded)
    return bool(_COMMON_ENDING[known.language].search(folded)) and not known.lexicon.is_listed_name(folded)


def _quotes(text: str, book: FactBook, known: _Known) -> Iterator[tuple[int, int]]:
    """Yield quoted names that stand in no record. A quotation in lower case names nothing."""
    shown = [fold(one.replace("’", "'")) for one in book.texts]
    for match in _QUOTE.finditer(text):
        inner = match[1].replace("\u00a0", " ").replace("\u202f", " ")
        if not inner[0].isupper() or _REPLIES.fullmatch(inner.strip(" .")):
            continue
        if any(
            figure.kind in {FigureKind.EMAIL, FigureKind.ADDRESS} for figure in figures(inner, known.language)
        ):
            continue
        folded = fold(inner.replace("’", "'"))
        words = [fold(_CLITIC.sub("", word)) for word in re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", inner)]
        if _is_a_phrase(inner, known):
            continue
        if not any(folded in one for one in shown) and not all(known.has(word) for word in words):
            yield match.span(1)


def _is_a_phrase(inner: str, known: _Known) -> bool:
    """Say whether quoted words are talk and no name: „Nicht sicher“; « Le comptoir » may be a name."""
    first, *others = re.findall(r"[^\W\d_]+", inner)
    folded = fold(first)
    is_word = folded in known.lexicon.starters[known.language] | known.lexicon.allowed[known.language]
    return is_word and folded not in _ARTICLES and not any(word[0].isupper() for word in others)


def _is_title_case(plain: str) -> bool:
    """Say whether a line without a full stop gives most of its words a capital, as English subjects do."""
    if "\n" in plain or re.search(r"[.!?]\s", plain):
        return False
    long_words = [match.group() for match in _TOKEN.finditer(plain) if len(match.group()) > 3]
    return len(long_words) >= 3 and sum(1 for word in long_words if word[0].isupper()) >= 0.75 * len(
        long_words
    )


def _start(word: _Word) -> int:
    return word.start


def _touches(first: _Word, second: _Word, plain: str) -> bool:
    return re.fullmatch(r"[\s\u00a0\u202f\-]{1,2}| & ", plain[first.end : second.start]) is not None


def _joined(places: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Return the places with names of several words as one, particles between them included."""
    joined: list[tuple[int, int]] = []
    for start, end in places:
        between = text[joined[-1][1] : start] if joined else ""
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif joined and between and "\n" not in between and len(between) < 16 and _JOINS.fullmatch(between):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
