"""Find the name of a trade in typed words, with plurals, feminine forms, missing accents and mistakes."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from scrapers import communes
from scrapers.trade_list import Trade, all_trades
from scrapers.vocabulary import words
from scrapers.word_forms import distance, fold, lower, stem, with_umlauts

# Words of a name that may be typed in between or left out.
_LINKS = words("de du des d la le les l a au aux en et und the of and fur & un une")
MAX_WINDOW = 6
# A shorter word is another word when a letter changes (maison, mason); from the second length on two may.
_ONE_MISTAKE, _TWO_MISTAKES = 7, 10
# A name that is short; in it a slip of the fingers is forgiven all the same.
_SHORT = 6
# In a name of several words the others vouch for it.
_MENDED = 5

# A name of several words is looked for as a whole from this many letters on, with two mistakes from the
# second length on, in no more words than a question has.
_LONG_NAME, _TWO_IN_NAME = 8, 9
_QUESTION = 12
_RIVALS = 8

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|&")
_FEMININE = re.compile(r"ère(?=s?\b)")


Named = tuple[Trade, int, int]


def find_trade(typed: Sequence[str]) -> Named | None:
    """Return the trade some words name and where.

    The longest name counts, then the first. A longer one that a typing mistake hides goes before a shorter
    one: "salon de ociffure" is no tea room. A mistake in a name of one word is thought of last.
    """
    exact = _named(typed)
    mended = [_mended(word) for word in typed]
    if mended != list(typed):
        longer = _named(mended)
        if longer and _size(longer) > max(1, _size(exact)):
            return longer
    near = _nearest(typed) if _size(exact) < 2 and len(typed) <= _QUESTION else None
    if _size(near) > _size(exact):
        return near
    if exact:
        return exact
    for start, word in enumerate(typed):
        if (trade := _mistaken(word)) is not None:
            return trade, start, start + 1
    return None


def _size(found: Named | None) -> int:
    return found[2] - found[1] if found else 0


def _named(typed: Sequence[str]) -> Named | None:
    """Return the longest name some words hold as they stand, of several the first."""
    index, spellings = _index()
    for size in range(min(MAX_WINDOW, len(typed)), 0, -1):
        for start in range(len(typed) - size + 1):
            window = typed[start : start + size]
            if window[0].lower() in _LINKS or window[-1].lower() in _LINKS:
                continue
            for key in _keys(window):
                trade = index.get(key)
                if trade and _accents_agree(window, spellings[key]):
                    return trade, start, start + size
    return None


def _nearest(typed: Sequence[str]) -> Named | None:
    """Return the trade whose name of several words some words miss by a mistake or two, and where.

    Letters and blanks count alike: "roofi gcontractor". The nearest one counts, none if two are as near.
    """
    folded = [fold(lower(word)).replace("-", "") for word in typed]
    found: dict[str, tuple[int, Named]] = {}
    for start in range(len(typed)):
        for end in range(start + 1, min(len(typed), start + MAX_WINDOW) + 1):
            if folded[start] in _LINKS or folded[end - 1] in _LINKS:
                continue
            whole = folded[start:end]
            bare = [word for word in whole if word not in _LINKS]
            for letters in {"".join(whole), "".join(bare)}:
                for trade, apart in _near_names(letters, typed[start:end]):
                    if trade.key not in found or apart < found[trade.key][0]:
                        found[trade.key] = (apart, (trade, start, end))
    ranked = sorted(found.values(), key=lambda one: one[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _near_names(letters: str, typed: Sequence[str]) -> list[tuple[Trade, int]]:
    """Return the trades whose long names are a mistake or two from some letters, and how many."""
    if len(letters) < _LONG_NAME:
        return []
    names = _long_names()
    near = process.extract(
        letters,
        list(names),
        scorer=OSA.distance,
        score_cutoff=2 if len(letters) >= _TWO_IN_NAME else 1,
        limit=_RIVALS,
    )
    found = ((names[name], int(apart)) for name, apart, _ in near)
    return [(trade, apart) for (trade, parts), apart in found if _slipped(typed, parts)]


def _slipped(typed: Sequence[str], parts: frozenset[str]) -> bool:
    """Tell whether the words a name has not are mistakes: no town and no word of a trade's name."""
    others = [word for word in typed if fold(lower(word)) not in parts | _LINKS]
    return not any(stem(fold(lower(word))) in _vocabulary() or communes.is_town(word) for word in others)


@lru_cache(maxsize=1)
def _long_names() -> dict[str, tuple[Trade, frozenset[str]]]:
    """Return the names of several words by their letters, links in or out: the trade, and the words."""
    found: dict[str, tuple[Trade, frozenset[str]]] = {}
    for trade in all_trades():
        for labels in trade.labels.values():
            for label in labels:
                written = [fold(part) for part in lower(label).replace("'", " ").replace("-", " ").split()]
                parts = [part for part in written if part not in _LINKS]
                if len(parts) > 1:
                    for letters in ("".join(parts), "".join(written)):
                        found.setdefault(letters, (trade, frozenset(parts)))
    return found


@lru_cache(maxsize=1024)
def _mended(word: str) -> str:
    """Return the one word of the names of trades that is a typing mistake away, else the word itself."""
    folded = fold(lower(word))
    known = _vocabulary()
    if len(folded) < _MENDED or not folded.isalpha() or stem(folded) in known or communes.is_town(word):
        return word
    # (The first letter is right, or the first two are swapped.)
    likely = [name for letter in dict.fromkeys(folded[:2]) for name in _by_letter().get(letter, ())]
    near = {stem(name): name for name in likely if _is_near(folded, name)}
    return next(iter(near.values())) if len(near) == 1 else word


def _is_near(typed: str, name: str) -> bool:
    """Tell whether a word is a typing mistake away from another."""
    allowed = 2 if min(len(typed), len(name)) >= _TWO_MISTAKES else 1
    return abs(len(name) - len(typed)) <= allowed and distance(typed, name, allowed) <= allowed


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, str]:
    """Return the words of the names of trades by their stems."""
    labels = [label for trade in all_trades() for labels in trade.labels.values() for label in labels]
    found = [fold(word) for label in labels for word in _WORD.findall(lower(label).replace("'", " "))]
    return {stem(word): word for word in found if word.isalpha() and len(word) >= _MENDED}


@lru_cache(maxsize=1)
def _by_letter() -> dict[str, list[str]]:
    """Return the words of the names of trades by their first letter."""
    found: dict[str, list[str]] = {}
    for word in _vocabulary().values():
        found.setdefault(word[0], []).append(word)
    return found


def _keys(window: Sequence[str]) -> list[str]:
    """Return what a run of words is looked up by: stems without links, with either way to write umlauts."""
    split = [fold(part) for word in window for part in lower(word).replace("-", " ").split()]
    parts = [part for part in split if part not in _LINKS]
    plain = " ".join(map(stem, parts))
    spelt = " ".join(stem(with_umlauts(part)) for part in parts)
    return list(dict.fromkeys([plain, spelt]))


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, Trade], dict[str, str]]:
    """Return the trades by the stems of their names, and a spelling of each with its accents."""
    trades: dict[str, Trade] = {}
    spellings: dict[str, str] = {}
    for trade in all_trades():
        for labels in trade.labels.values():
            for label in labels:
                key = _keys(label.replace("'", " ").replace("’", " ").split())[0]
                trades.setdefault(key, trade)
                spellings.setdefault(key, lower(label))
    return trades, spellings


def _accents_agree(window: Sequence[str], label: str) -> bool:
    """Tell whether no accent that was typed speaks against a name: "Mâcon" is a town, no maçon."""
    typed = lower(" ".join(window))
    if typed.isascii():
        return True
    # (An umlaut may be the plural's, Arzt and Ärzte, an accent the feminine's, potier and potière.)
    typed = _FEMININE.sub("ere", typed)
    return all(char in label for char in typed if char.isalpha() and not char.isascii() and char not in "äöü")


def _is_slip(typed: str, name: str) -> bool:
    """Tell whether a short word is a name with two letters swapped ("aovcat") or one left out ("dentit").

    One without its last letter is more often a word of its own: "bouche" is no butcher.
    """
    return sorted(typed) == sorted(name) or (len(name) >= _ONE_MISTAKE and typed[-1] == name[-1])


def _mistaken(word: str) -> Trade | None:
    """Return the one trade whose name of a single word differs from this one by a typing mistake."""
    folded = fold(lower(word))
    if len(folded) < _SHORT or not folded.isalpha() or communes.is_town(word):
        return None
    allowed = 2 if len(folded) >= _TWO_MISTAKES else 1
    near: dict[str, int] = {}
    for name, trade in _single_words():
        if (
            (len(folded) >= _ONE_MISTAKE or _is_slip(folded, name))
            and abs(len(name) - len(folded)) <= allowed
            and name[0] == folded[0]
        ):
            apart = distance(folded, name, allowed)
            if apart <= allowed:
                near[trade.key] = min(apart, near.get(trade.key, allowed))
    best = min(near.values(), default=0)
    closest = [key for key, apart in near.items() if apart == best]
    return next((trade for trade in all_trades() if [trade.key] == closest), None)


@lru_cache(maxsize=1)
def _single_words() -> tuple[tuple[str, Trade], ...]:
    found: dict[str, Trade] = {}
    for trade in all_trades():
        for labels in trade.labels.values():
            for label in labels:
                name = fold(lower(label))
                if name.isalpha() and len(name) >= _SHORT:
                    found.setdefault(name, trade)
                    found.setdefault(f"{name}s", trade)
    return tuple(found.items())
