"""Words as people type them, in French, German and English: accents, plurals, and how far two are apart."""

import unicodedata


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters were added, left out, changed or swapped; `most` + 1 where it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, target in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != target))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == target:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def lower(word: str) -> str:
    """Return a word in lower case, without the article before its apostrophe."""
    text = unicodedata.normalize("NFC", word).lower().replace("’", "'")
    # "d'architecte", "l'opticien"
    return text[2:] if text[1:2] == "'" and text[0] in "dl" else text


def fold(word: str) -> str:
    """Return a word without accents."""
    text = word.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def with_umlauts(word: str) -> str:
    """Return a word whose umlauts were spelt out, as in "Baecker", with plain letters in their place."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def stem(word: str) -> str:
    """Return what a word has in common with its plural and feminine forms in the three languages."""
    for ending, stands_for in (
        ("innen", ""),
        ("euses", "eur"),
        ("euse", "eur"),
        ("rices", "eur"),
        ("rice", "eur"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word.removesuffix(ending) + stands_for
            break
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 5:
        word = word.removesuffix("aux") + "al"
    if word.endswith(("s", "x")) and len(word) > 2 and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("y"):
        word = word[:-1] + "ie"
    while len(word) > 4:
        shorter = next((word.removesuffix(end) for end in ("en", "in", "e", "n") if word.endswith(end)), word)
        if shorter == word or len(shorter) < 4:
            break
        word = shorter
    return word
