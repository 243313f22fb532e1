"""Names in a message that no record names.

French and English give a capital to names alone, so one within a sentence is a name. At the start of a
sentence any word has one: there a word is a name if we know it as one, if no language lists it, or if another
capital follows. German has rules of its own: `german_names`.
"""

import re
from collections.abc import Iterator, Sequence

from llm.tasks.words import fold
from outreach.checks.dictionary import is_word
from outreach.checks.german_names import accused_in_german, after_german_cues
from outreach.checks.name_words import CLITIC, TOKEN, Known, Word, capitals, touches
from outreach.draft import Language
from outreach.facts import FactBook
from outreach.figures import FigureKind, figures
from outreach.wording import masked

_PARTICLE = r"(?:de|du|des|d['’]|la|le|les|von|van|der|den|zu|zum|zur|vom|di|da|del|y|e|et|&|und|and)"
_JOINS = re.compile(rf"[\s\u00a0\u202f\-]+(?:{_PARTICLE}[\s\u00a0\u202f]+|[dl]['’]){{0,2}}$", re.IGNORECASE)
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
_LOWER_CASE_WORDS = frozenset(
    ["nice", "tours", "pau", "essen", "halle", "reading", "orange", "kiel", "valence", "trier"]
)
# "Quarante minutes", "Twice as many", 12 November: a capital that belongs to a figure.
_WORDS_OF_NUMBERS = {
    FigureKind.NUMBER,
    FigureKind.PERCENT,
    FigureKind.PRICE,
    FigureKind.DATE,
    FigureKind.TIME,
}
# Endings of adverbs, verbs and nouns that open a sentence, and seldom of names.
_EVERYDAY = {
    Language.FR: re.compile(
        r"(?:ement|ment|tion|sion|ite|ance|ence|eur|euse|age|ure|isme|able|ible|ique|ez|ons|ant|er|ir|oir"
        r"|aux|ees?|[ui]s|x)$"
    ),
    Language.EN: re.compile(
        r"(?:ing|tion|ness|ment|ity|ly|ers?|ance|ence|ism|able|ful|less|ed|ies|age|ure)$"
    ),
}


def unknown_names(text: str, language: Language, book: FactBook) -> list[tuple[int, int]]:
    """Return where a text names somebody or something that no record names."""
    plain = masked(text)
    known = Known.of(book, language)
    places = {*_after_cues(plain, known), *_quotes(text, book, known)}
    counted = [(one.start, one.end) for one in figures(text, language) if one.kind in _WORDS_OF_NUMBERS]
    words = [word for word in capitals(plain) if not any(start <= word.start < end for start, end in counted)]
    judge = accused_in_german if language is Language.DE else _accused
    title_case = language is Language.EN and _is_title_case(plain)
    for n, word in enumerate(words):
        if known.has(word.folded):
            continue
        if title_case and not known.lexicon.is_listed_name(word.folded):
            continue
        if judge(n, words, plain, known):
            places.add((word.start, word.end))
    return _joined(sorted(places), text)


def _accused(n: int, words: Sequence[Word], plain: str, known: Known) -> bool:
    word = words[n]
    if _CAPITAL_WITHIN.search(word.text):
        return True
    goes_on = plain[: word.start].rstrip().endswith((",", ".", "!", "?", "…", ")", ":", "»", "”"))
    if word.folded in known.lexicon.starters[known.language] and (word.at_start or goes_on):
        return False  # "Hello Ms Fern, On your site": a capital too many, and no name
    if not word.at_start:
        return True
    if known.lexicon.is_listed_name(word.folded):
        return not known.is_also_a_word(word.folded)
    if not any(is_word(word.text, one) for one in Language):
        return not (known.language is Language.FR and _EVERYDAY[Language.FR].search(word.folded))
    after = words[n + 1] if n + 1 < len(words) else None
    if after is not None and touches(word, after, plain) and not after.at_start:
        is_second = after.folded in known.second and is_word(after.text, known.language)
        return (is_second or not known.has(after.folded)) and not _EVERYDAY[known.language].search(
            word.folded
        )
    if known.language is Language.EN:
        following = re.match(r"[\s\u00a0]+([a-z]+)", plain[word.end :])
        is_firm = word.folded in known.lexicon.firms_that_are_words
        return is_firm and following is not None and following[1] in known.lexicon.verbs[Language.EN]
    return _is_subject(word, plain, known)


def _is_subject(word: Word, plain: str, known: Known) -> bool:
    """Say whether a verb follows a French noun without an article, or a second name of it: Gandi propose."""
    following = re.match(rf"[\s\u00a0]+{_OBJECTS.pattern}?([^\s,.;:!?]+)", plain[word.end :])
    cue = fold(following[1].replace("’", "'")) if following and following[1] != "à" else ""
    is_subject = cue in known.lexicon.verbs[known.language] or _APPOSITION.match(plain, word.end) is not None
    return is_subject and not _EVERYDAY[Language.FR].search(word.folded)


def _after_cues(plain: str, known: Known) -> Iterator[tuple[int, int]]:
    """Yield unknown names behind a form of address, beside a legal form, and towns in lower case."""
    stops = known.lexicon.starters[known.language] | known.lexicon.allowed[known.language]
    for match in _CIVILITY.finditer(plain):
        folded = fold(CLITIC.sub("", match[1]).replace("’", "'"))
        is_name = folded not in known.lexicon.roles and (
            match[1][0].isupper() or not is_word(match[1], known.language)
        )
        if is_name and not known.has(folded) and folded not in stops:
            yield match.span(1)
    for match in _FIRM.finditer(plain):
        group = 1 if match[1] else 2
        folded = fold(CLITIC.sub("", match[group]).replace("’", "'"))
        if not known.has(folded) and folded not in stops:
            yield match.span(group)
    if known.language is Language.DE:
        yield from after_german_cues(plain, known)
    for match in _LOWER_PLACE.finditer(plain):
        folded = fold(match[1])
        if folded in known.lexicon.places and not known.has(folded) and folded not in _LOWER_CASE_WORDS:
            yield match.span(1)


def _quotes(text: str, book: FactBook, known: Known) -> Iterator[tuple[int, int]]:
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
        words = [fold(CLITIC.sub("", word)) for word in re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", inner)]
        if _is_a_phrase(inner, known):
            continue
        if not any(folded in one for one in shown) and not all(known.has(word) for word in words):
            yield match.span(1)


def _is_a_phrase(inner: str, known: Known) -> bool:
    """Say whether quoted words are talk and no name: „Nicht sicher“; « Le comptoir » may be a name."""
    first, *others = re.findall(r"[^\W\d_]+", inner)
    folded = fold(first)
    is_word = folded in known.lexicon.starters[known.language] | known.lexicon.allowed[known.language]
    return is_word and folded not in _ARTICLES and not any(word[0].isupper() for word in others)


def _is_title_case(plain: str) -> bool:
    """Say whether a line without a full stop gives most of its words a capital, as English subjects do."""
    if "\n" in plain or re.search(r"[.!?]\s", plain):
        return False
    long_words = [match.group() for match in TOKEN.finditer(plain) if len(match.group()) > 3]
    return len(long_words) >= 3 and sum(1 for word in long_words if word[0].isupper()) >= 0.75 * len(
        long_words
    )


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
