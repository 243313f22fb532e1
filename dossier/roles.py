"""Whether a claim has two parties change places: who supplies whom, who is trained by whom."""

import re

from dossier.lexicon import Term, content
from dossier.names import people_and_firms
from llm.tasks.words import fold
from scrapers.vocabulary import words

_PASSIVE = re.compile(
    r"\b(?:(?:est|sont|ete|etait|etaient|fut)\s+(?:\w+ment\s)?\w+(?:e|es|ee|ees|i|is|ie|ies|u|us|ue|ues|t|ts|te|tes)\s"
    r"[^.;]*?\bpar|(?:wird|werden|wurde|wurden)\b[^.;]*?\b(?:von|vom|durch)"
    r"|(?:is|are|was|were|been)\s\w+\s[^.;]*?\bby)\s"
)
_TO = re.compile(
    r"(?<!\w)(?:a|au|aux|an|ans|to|von|vom|aus|wie|als|que|than)\s+"
    r"(?:l'|(?:la|le|les|une?|die|das|den|dem|der|ein\w*|the)\s)?\s*$"
)


def parties_turned(claim: str, quote: str, language: str) -> bool:
    """Tell whether what acts in a claim is what is acted upon in its quote, and the other way round."""
    said, shown = _Line(claim), _Line(quote)
    if said.passive != shown.passive:
        active, passive = (shown, said) if said.passive else (said, shown)
        return _agent_acted_upon(active, passive)
    if said.passive:
        return False
    return _exchanged(said, shown, is_german=language == "de") or _case_turned(said, shown)


_IS = re.compile(
    r"\b(?:est|sont|ete|etre|fut|etait|etaient|wird|werden|wurden?|worden|is|are|was|were|been)\b[^.;,]{0,40}$"
)
_DONE_TO = re.compile(r"\b(?:wird|werden|wurden?|worden|ist|sind)\b")
# With no preposition before it, by which it would be neither.
_MASCULINE = re.compile(
    "".join(
        rf"(?<!\b{word} )"
        for word in words("in an auf mit bei von fur um zu aus uber durch nach seit vor unter")
    )
    + r"\b(der|den) (\w{4,}(?<!en)(?<!ung))\b"
)


class _Line:
    """A sentence with its content words and where each stands."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text).replace("’", "'")
        self.text = text if len(text) == len(self.folded) else self.folded
        self.terms = [
            (match.start(), term)
            for match in re.finditer(r"[^\W_]+", self.folded)
            for term in content(match.group())
        ]
        found = _PASSIVE.search(self.folded)
        self.passive = found is not None
        self.agent = found.end() if found else 0

    def at(self, term: Term) -> int:
        """Return where a word stands, -1 for nowhere."""
        return next((start for start, own in self.terms if own.stems & term.stems), -1)

    def is_done_to(self, start: int) -> bool:
        """Tell whether the verb that stands there follows "is" or "are"."""
        return _IS.search(self.folded[:start]) is not None

    def is_lower(self, start: int) -> bool:
        """Tell whether the word that stands there is written in lower case."""
        return self.text[start : start + 1].islower()

    def word(self, start: int) -> str:
        """Return the word that stands there."""
        match = re.match(r"[^\W_]+", self.folded[start:])
        return match.group() if match else ""


def _agent_acted_upon(active: _Line, passive: _Line) -> bool:
    """Tell whether who does it in the passive sentence is not who does it in the active one.

    That is where somebody named comes before them in the active one, too (a German object may stand first).
    """
    if not active.terms or not passive.terms:
        return False
    agents = [active.at(term) for start, term in passive.terms if start >= passive.agent][:1]
    patients = [active.at(term) for start, term in passive.terms if start < passive.agent][:2]
    named = {fold(word) for name in people_and_firms(active.text) for word in name.split()}
    return bool(agents) and any(
        0 <= patient < agents[0] and active.word(patient) in named for patient in patients
    )


def _case_turned(said: _Line, shown: _Line) -> bool:
    """Tell whether a thing is subject in one sentence and object in the other: „der Hof“, „den Hof“."""
    if (_DONE_TO.search(said.folded) is None) != (_DONE_TO.search(shown.folded) is None):
        return False
    mine, theirs = (
        {match[2]: match[1] for match in _MASCULINE.finditer(line.folded)} for line in (said, shown)
    )
    return any({mine[noun], theirs[noun]} == {"der", "den"} for noun in mine.keys() & theirs.keys())


def _exchanged(said: _Line, shown: _Line, *, is_german: bool) -> bool:
    """Tell whether two parties stand the other way round about the same verb, and both ways read as actors.

    A German object may stand first, so it takes a "to" before the later party or a verb of another number.
    """
    for place, verb in shown.terms:
        now = said.at(verb)
        if now < 0 or not shown.is_lower(place) or not said.is_lower(now):
            continue
        before = [term for start, term in shown.terms if start < place]
        after = [(start, term) for start, term in shown.terms if start > place]
        if said.is_done_to(now) != shown.is_done_to(place):
            continue
        turned = [(start, term) for start, term in after if 0 <= said.at(term) < now]
        lost = [term for term in before if said.at(term) > now]
        if not turned or not lost:
            continue
        is_to = any(
            _TO.search(shown.folded[:start]) and _TO.search(said.folded[: said.at(term)])
            for start, _ in turned
            for term in lost
        )
        if is_to or not is_german or _number(shown.word(place)) != _number(said.word(now)):
            return True
    return False


def _number(verb: str) -> str:
    """Return whether a verb is one of many, as far as its ending tells."""
    return "many" if verb.endswith(("en", "ent", "ern", "eln")) else "one"
