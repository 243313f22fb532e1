"""Whether a claim puts a word, a share or an exception in the place of another one of its quote."""

import re

from dossier.lexicon import content, met
from llm.tasks.words import fold
from scrapers.vocabulary import words

# « une gamme végane » for « une gamme sans gluten »: as long is what the quote has in the place of one word.
_MOST_REPLACED = 3
# A verb is often said by another one, so a word counts only where no verb can stand: at the end of a
# sentence, or before its verb.
_VERBS = words(
    "a ont est sont etait etaient sera ist sind hat haben wird werden wurde wurden is are was has",
)
_AUXILIARIES = _VERBS | words(
    "ete etre ne n pas se s il elle on y avoir de que qui et ou were been have not nicht",
)
_PLURAL_VERB = re.compile(r"(?<!m)ent$")
_SHARES = {
    "all": r"totalite|tous|toutes|integralite|alle|samtliche|ganzen?|vollen?|gesamten?|all|whole|full",
    "half": r"moitie|jede\w? zweite\w?|un \w+ sur deux|halfte|halb\w*|half",
    "two thirds": r"deux[ -]tiers|zwei drittel|two[ -]thirds",
    "third": r"tiers|jede\w? dritte\w?|un \w+ sur trois|drittel|third",
    "three quarters": r"trois[ -]quarts|drei viertel|dreiviertel\w*|three[ -]quarters",
    "quarter": r"quart|viertel\w*|jede\w? vierte\w?|quarter",
    "tenth": r"dixieme|zehntel|tenth",
    "fifth": r"cinquieme|jede\w? funfte\w?|un \w+ sur cinq|funftel|fifth",
}
_CAUSE = re.compile(
    r"\b(?:faute d[e']|en raison d\w*|a cause d\w*|(?:par|suite a un) manque d[e']|grace a\w*"
    r"|wegen|dank|mangels|aufgrund|because of|due to|thanks to) ?(?P<what>(?:[\w'-]+ ?){1,5})"
)
_EXCEPT = re.compile(
    r"(?<!\w)(?:sauf|hors|hormis|excepte\w*|a l'exception d\w*|en dehors d\w*|ausser|ausgenommen"
    r"|mit ausnahme \w+|except|apart from)\W+(?P<what>[^.;,!?]+)"
)


def replaces(claim: str, quote: str, language: str) -> bool:
    """Tell whether a claim has another word, share or exception where its quote has its own."""
    said, shown = _plain(claim), _plain(quote)
    return (
        _word_replaced(claim, said, shown, language)
        or _other_share(said, shown)
        or _excepted(said, shown)
        or _other_cause(said, shown)
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+(?:[-.,]\w+)*|[.;,!?]", fold(text).replace("’", "'")))


def _word_replaced(claim: str, said: str, shown: str, language: str) -> bool:
    """Tell whether an unknown word stands where something else stands between the same words of the quote."""
    tokens = [*re.findall(r"\w+", said), ""]
    capitals = {fold(word) for word in re.findall(r"\b[A-ZÀ-Ý]\w+", claim)}
    known = content(shown)
    for before, word, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        terms = content(word)
        if not terms or met(terms[0], known) or before in _AUXILIARIES or after not in _VERBS | {""}:
            continue
        is_verb = word not in capitals if language == "de" else _PLURAL_VERB.search(word) is not None
        if is_verb:
            continue
        end = rf"{re.escape(after)}\b" if after else r"(?:[.;!?]|$)"
        between = rf"\b{re.escape(before)} ((?:\w+ ?){{1,{_MOST_REPLACED}}}?) ?{end}"
        if any(content(match[1]) for match in re.finditer(between, shown)):
            return True
    return False


def _other_share(said: str, shown: str) -> bool:
    """Tell whether both name a share of something, and not the same."""
    mine, theirs = _shares(said), _shares(shown)
    return bool(mine and theirs and not mine & theirs)


def _shares(text: str) -> set[str]:
    found = set()
    for name, pattern in _SHARES.items():
        bare = re.sub(rf"\b(?:{pattern})\b", " ", text)
        if bare != text:
            found.add(name)
            text = bare
    return found


def _other_cause(said: str, shown: str) -> bool:
    """Tell whether both name a cause, and not the same."""
    mine, theirs = _CAUSE.search(said), _CAUSE.search(shown)
    if not mine or not theirs:
        return False
    own = content(theirs["what"])
    return bool(own) and not any(met(term, own) for term in content(mine["what"]))


def _excepted(said: str, shown: str) -> bool:
    """Tell whether a claim says of the exception what its quote says of all the others."""
    if _EXCEPT.search(said) or re.search(
        r"\b(?:pas|ni|non|nicht|kein\w*|not?|exclu\w*|ausgeschlossen)\b", said
    ):
        return False
    mine = content(said)
    return any(met(term, mine) for match in _EXCEPT.finditer(shown) for term in content(match["what"])[:1])
