"""Which language a page is written in."""

import re
from collections import Counter
from collections.abc import Iterable

_STOPWORDS = {
    "fr": "le la les des une est et du pour dans vous nous votre nos sur avec aux qui que notre vos par sont",
    "de": "der die das und ist ein eine für mit sie wir auf den von ihre unser nicht zu im auch bei dem uns",
    "en": "the and of for with you your our are is that this from have we can will be or by on it",
    "es": "el los las una para con por que del su nuestro más como sus está son desde muy y al",
    "it": "il gli una per con che della nostro sono di più anche come dei nel alla dal e non ai",
    "nl": "de het een voor met uw onze wij van zijn niet ook bij dat naar om op aan te en",
}
_LANGUAGES_OF = {
    word: [language for language, words in _STOPWORDS.items() if word in words.split()]
    for words in _STOPWORDS.values()
    for word in words.split()
}
_SAMPLE = 6_000
_ENOUGH = 12


def has_small_words(language: str) -> bool:
    """Tell whether the small words of a language are known."""
    return language in _STOPWORDS


def count_small_words(words: Iterable[str]) -> Counter[str]:
    """Return how many of some lower-case words are small words of each language."""
    votes: Counter[str] = Counter()
    for word in words:
        votes.update(_LANGUAGES_OF.get(word, ()))
    return votes


def detect_language(text: str, declared: str = "") -> str:
    """Return the two-letter language of a text; where it is too short to tell, the one the page declares."""
    votes: Counter[str] = Counter()
    words = Counter(text[:_SAMPLE].lower().split())
    for word in words.keys() & _LANGUAGES_OF.keys():
        for language in _LANGUAGES_OF[word]:
            votes[language] += words[word]
    declared = declared.strip().lower().partition("-")[0].partition("_")[0]
    ranked = votes.most_common(2)
    if ranked and ranked[0][1] >= _ENOUGH:
        runner_up = ranked[1][1] if len(ranked) > 1 else 0
        if ranked[0][1] >= 1.5 * runner_up or not declared:
            return ranked[0][0]
    return declared if re.fullmatch(r"[a-z]{2,3}", declared) else ""
