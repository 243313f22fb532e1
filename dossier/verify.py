"""Proof of a claim by code: its quote stands in the source, and says no other than the claim does.

What passes may still be wrong, so a second model is asked then. What is false here is dropped; of what is
doubtful the dossier prints the words of the source.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dossier.anchors import swapped
from dossier.clauses import Clause, Setting, clauses, setting
from dossier.dates import year_of
from dossier.headings import stands_under_others, stands_under_plans
from dossier.lexicon import Term, content, met, spoken, term_of, things_in
from dossier.moods import is_plain, mood_differs, speaks_of_others
from dossier.names import Vocabulary, foreign_names, people_and_firms
from dossier.own_part import is_of_itself
from dossier.parallels import mixes_clauses
from dossier.quantities import days_in_ranges, missing_figures, other_measures, quantities
from dossier.records import Chunk, Citation, Source
from dossier.roles import parties_turned
from dossier.strangers import another_person, somebody_else
from dossier.substitutes import replaces
from dossier.units import UNIT_WORDS
from llm.tasks.dossier import FoundClaim
from llm.tasks.orders import is_addressed_to_models
from llm.tasks.words import fold
from scrapers.evidence import find_span

# Shorter quotes prove nothing, longer ones are pages.
SHORTEST, LONGEST = 3, 600
# A sentence of a source that is printed as it stands.
LONGEST_SENTENCE = 300
# Of the content words of a claim so many stand in its quote, as such or by another word for the same.
COVERED = 0.5
# Of a claim that shares less with its whole sentence not even that is worth printing.
TOUCHED = 0.2
# The same where claim and quote are in two languages, and only known concepts can meet.
COVERED_ABROAD = 0.34
# So long a claim may have one word of its own more.
_SHORT_CLAIM = 3
_EDGES = "\"'«»“”„‟‚‘’ .…\u00a0"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMERAL = r"(?=\d|[a-z]+)"
# « démarre à 20 € », „beginnt bei 20 €“: at least that much.
_AT_LEAST = re.compile(
    rf"\b(?:plus d[e'] ?|plus que |au moins |au minimum |mehr als |mindestens |more than |at least )"
    rf"{_NUMERAL}|\bau-dela d[eu'] ?"
    r"|\b(?:minimum|mindest\w*|a partir d[e'’u])\b|\b(?:demarr|debut|commenc)\w+ (?:a|des)\b"
    r"|\b(?:beginn\w*|start\w*|los) (?:bei|ab|mit|at|from)\b|\b(?:over|uber) (?=\d)"
    r"|\b(?:ab|des|from) (?=[\d.,]+ ?(?:€|euro?s?\b))"
    r"|\buber (?=(?:zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|zwanzig|hundert|tausend)\b)"
)
# Of a time or a sum of money, which only a quote is taken at its word for.
_FROM = re.compile(r"\b(?:ab|des|from)\b")
_AT_MOST = re.compile(
    rf"\b(?:moins d[e'] ?|au plus |jusqu'a |weniger als |hochstens |bis zu |less than |at most |up to )"
    rf"{_NUMERAL}|\b(?:maxim\w+|begrenzt|beschrankt|limitee?s?|limited)\b"
    r"|\b(?:pas|nicht) (?:depass|uberschr)\w+"
)
# What sets an end to a figure is held to the quote as such, in whatever words.
_LIMITS = frozenset(["moins", "plus", "minimum", "maximum", "mindestens", "hochstens", "least", "most"])
_NO_MORE = re.compile(r"\bn(?:e |')\w+ plus\b")
_RANKED = re.compile(r"\b[a-z]{3,}er als\b|\bplus \w+ que\b")
_OUT_OF_FIVE = re.compile(r"\d\s?(?:/|sur|von|out of)\s?(?:5|10|20)\b")
# Things every business has: to name one that the quote leaves out changes nothing.
_OF_ALL = frozenset(
    {"customers", "shop", "workshop", "garage", "price", "place", "area", "hours", "works", "rating"}
)
_UNIT_SAYS = {
    **dict.fromkeys(("eur", "usd", "gbp", "chf"), "prix"),
    **dict.fromkeys(("km", "mile"), "rayon"),
}


class Standing(StrEnum):
    """How a claim stands to its quote.

    `SOUND`: code finds no fault with its words. `THIN`: no fault, but too few of them are in the quote: put
    in other words, or not said there. `DOUBTFUL`: about the same, but they may say something else. `FALSE`: a
    figure or name of it is not there, or it is about something or somebody else.
    """

    SOUND = "sound"
    THIN = "thin"
    DOUBTFUL = "doubtful"
    FALSE = "false"


@dataclass(frozen=True)
class Proof:
    """What became of a claim.

    Attributes:
        citation: where it is proven, None for a false one.
        reason: what speaks against it.
        as_of: the year its figure is of.
        words: the sentence of the source the quote stands in.
        standing: how it stands to its quote.
        refuted_by: the quote, where a figure in digits is not the one that stands there.
    """

    citation: Citation | None
    reason: str = ""
    as_of: str = ""
    words: str = ""
    standing: Standing = Standing.FALSE
    refuted_by: str = ""


@dataclass(frozen=True)
class _Found:
    """A quote in its source, with what stands around it there."""

    citation: Citation
    around: Setting
    source: Source


@dataclass(frozen=True)
class Verifier:
    """Proves claims against the sources of one dossier.

    Attributes:
        sources: by id.
        chunks: by id.
        subject: names of the business, which a claim may use although its quote does not.
        people: who is known to belong to it.
    """

    sources: dict[str, Source]
    chunks: dict[str, Chunk]
    subject: Sequence[str] = ()
    people: Sequence[str] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    elsewhere: frozenset[Term] = frozenset()

    @classmethod
    def over(
        cls,
        sources: Sequence[Source],
        chunks: Sequence[Chunk],
        subject: Sequence[str],
        people: Sequence[str] = (),
    ) -> "Verifier":
        """Return the verifier over some sources."""
        return cls(
            sources={one.id: one for one in sources},
            chunks={one.id: one for one in chunks},
            subject=[*subject],
            people=[*people],
            vocabulary=Vocabulary.of(one.text for one in sources),
            elsewhere=frozenset(term for one in chunks for term in content(one.text)),
        )

    def language_of(self, citation: Citation) -> str:
        """Return the language of the source that is cited, empty where it is unknown."""
        return next((one.language for one in self.sources.values() if one.name == citation.source), "")

    def source_of(self, found: FoundClaim) -> str:
        """Return the id of the source a quote stands in, empty where it stands in none."""
        chunk = self._chunk(found)
        return chunk.source if chunk else ""

    def prove(self, found: FoundClaim, language: str) -> Proof:
        """Return where a claim is proven, or why it is not; `language` is that of the claims asked for."""
        if not re.search(r"\w{2}", found.claim):
            return Proof(None, "it says nothing")
        chunk = self._chunk(found)
        source = self.sources[chunk.source] if chunk else None
        located = _locate(found.quote, source) if source else None
        if located is None:
            return Proof(None, "its quote stands in no source")
        if fault := self._fault(found.claim, located, language):
            return Proof(None, fault, refuted_by=_refuting(found.claim, located.citation.quote))
        standing, doubt = self._standing(found.claim, located, language)
        citation, as_of = _dated(found.claim, located)
        return Proof(citation, doubt, as_of, _own_words(located), standing)

    def why_not(self, text: str, quote: str, language: str, quote_language: str) -> str:
        """Return in words why a quote does not prove a text, empty where nothing speaks against it."""
        around = Setting(quote, "", 0, len(quote))
        source = Source(id="", text=quote, language=quote_language)
        found = _Found(Citation(source="", url="", quote=quote), around, source)
        return self._fault(text, found, language) or self._standing(text, found, language)[1]

    def unproven(self, text: str, quote: str, language: str, quote_language: str = "") -> str:
        """Return which figures and names of a text its quote does not show, in words; empty for none."""
        missing = missing_figures(text, quote, language, quote_language or language)
        missing = missing or foreign_names(text, quote, language, self.vocabulary, self.subject)
        return f"{_named(missing)} is not in its quote" if missing else ""

    def _fault(self, claim: str, found: _Found, language: str) -> str:
        """Return what makes a claim false: an order, a figure, a name, somebody else, another matter."""
        quote, sentence = found.citation.quote, found.around.sentence
        if any(is_addressed_to_models(text) for text in (claim, quote, sentence)):
            return "it is an instruction to language models"
        language = spoken(claim, language)
        theirs = spoken(quote, found.source.language or language)
        if reason := self.unproven(claim, quote, language, theirs):
            return reason
        if self._of_others(claim, found):
            return "its quote speaks of somebody else"
        if reason := _headed_otherwise(claim, found):
            return reason
        shares_figure = {one.key for one in quantities(claim, language)} & {
            one.key for one in quantities(quote, theirs)
        }
        if not shares_figure and self._covered(claim, sentence, language, theirs) < TOUCHED:
            return "its quote is about something else"
        return ""

    def _of_others(self, claim: str, found: _Found) -> bool:
        quote = found.citation.quote
        if speaks_of_others(claim, quote) and not is_of_itself(claim, found.around.sentence, self.subject):
            return True
        return somebody_else(claim, found.around, quote, self.subject, self.people)

    def _standing(self, claim: str, found: _Found, language: str) -> tuple[Standing, str]:
        """Return how a claim that is not false stands to its quote, and what makes that doubtful."""
        quote = found.citation.quote
        language = spoken(claim, language)
        theirs = spoken(quote, found.source.language or language)
        if reason := self._doubt(claim, found, language, theirs):
            return Standing.DOUBTFUL, reason
        if not self._covers(claim, quote, language, theirs):
            return Standing.THIN, "its quote does not say all of it"
        return Standing.SOUND, ""

    def _doubt(self, claim: str, found: _Found, language: str, theirs: str) -> str:
        """Return what makes it doubtful that a claim says what its quote says."""
        quote, sentence = found.citation.quote, found.around.sentence
        if another_person(claim, found.around, quote, self.subject, self.people):
            return "its quote speaks of somebody else"
        if other := other_measures(claim, quote, language, theirs):
            return f"{_named(other)} is not in its quote"
        if reason := mood_differs(claim, _touched(found), sentence):
            return reason
        shown = _compares(sentence) | ({"least"} if _FROM.search(fold(sentence)) else set())
        if not (_compares(claim) <= shown or _ranks(sentence)):
            return "only the claim compares"
        turned = parties_turned(claim, quote, language) or mixes_clauses(claim, quote, theirs)
        if language == theirs and replaces(claim, quote, language):
            return "its quote has something else in that place"
        if turned or swapped(claim, quote, language, theirs):
            return "its quote says that of something else"
        return ""

    def _covers(self, claim: str, quote: str, language: str, quote_language: str) -> bool:
        """Tell whether a quote says enough of what a claim says."""
        wanted, missing = self._met_and_missed(claim, quote, language, quote_language)
        if not wanted:
            return True
        share = 1 - len(missing) / len(wanted)
        if language != quote_language:
            return share >= COVERED_ABROAD
        things = things_in(claim, language)
        if any(term.word in things and not term.concepts & _OF_ALL for term in missing):
            return False  # it may put a thing in the place of another
        # A word that the sources have elsewhere was taken from there; one they do not have is a synonym.
        if len(wanted) <= _SHORT_CLAIM and any(met(term, self.elsewhere) for term in missing):
            return share > COVERED
        return share >= COVERED

    def _covered(self, claim: str, quote: str, language: str, quote_language: str) -> float:
        """Return the share of what a claim says that a text speaks of."""
        wanted, missing = self._met_and_missed(claim, quote, language, quote_language)
        return 1 - len(missing) / len(wanted) if wanted else 1.0

    def _met_and_missed(
        self, claim: str, quote: str, language: str, quote_language: str
    ) -> tuple[list[Term], list[Term]]:
        """Return the words of a claim that a quote has to show, and those it does not."""
        own_names = content(" ".join(self.subject))
        wanted = [
            term
            for term in content(claim)
            if term.word not in UNIT_WORDS | _LIMITS and not _is_number(term.word, language)
        ]
        shown = (*content(quote), *_of_units(quote, quote_language))
        wanted = [term for term in wanted if met(term, shown) or not met(term, own_names)]
        days = days_in_ranges(quote)
        return wanted, [term for term in wanted if not met(term, shown) and not term.concepts & days]

    def _chunk(self, found: FoundClaim) -> Chunk | None:
        """Return the chunk a claim names; where its quote stands in another only, that one."""
        named = self.chunks.get(found.chunk.strip("[]() "))
        quote = found.quote.strip(_EDGES)
        if len(quote) < SHORTEST:
            return None
        if named is not None and find_span(quote, named.text):
            return named
        return next((one for one in self.chunks.values() if find_span(quote, one.text)), None)


def _locate(quote: str, source: Source) -> _Found | None:
    """Return the very words of a source that a quote repeats, None where it does not stand there."""
    for wanted in dict.fromkeys((" ".join(quote.split()), quote.strip(_EDGES))):
        if not SHORTEST <= len(wanted) <= LONGEST:
            continue
        if span := find_span(wanted, source.text):
            words = " ".join(source.text[slice(*span)].split())
            citation = Citation(source=source.name, url=source.url, quote=words)
            return _Found(citation, setting(source.text, *span), source)
    return None


def _headed_otherwise(claim: str, found: _Found) -> str:
    """Return what a heading above the quote says of it and its claim does not."""
    text, at = found.source.text, found.around.start
    if stands_under_others(text, at) and not _names_a_firm(claim, found.around.sentence):
        return "it stands under a heading about others"
    if stands_under_plans(text, at) and is_plain(claim):
        return "it stands under a heading about plans"
    return ""


def _names_a_firm(claim: str, sentence: str) -> bool:
    """Tell whether a claim names whom a sentence under such a heading is about."""
    said = fold(claim)
    return any(fold(name).split()[-1] in said for name in people_and_firms(sentence))


def _refuting(claim: str, quote: str) -> str:
    """Return a quote with figures, all others than those of a claim; empty where any is the same."""
    mine, theirs = (set(re.findall(r"\d+", text)) for text in (claim, quote))
    return quote if mine and theirs and not mine & theirs else ""


def _own_words(found: _Found) -> str:
    """Return the whole sentence of a quote, the quote alone where that is too long to read."""
    sentence = " ".join(found.around.sentence.split())
    return sentence if len(sentence) <= LONGEST_SENTENCE else found.citation.quote


def _touched(found: _Found) -> list[Clause]:
    """Return the clauses of the sentence that the quote stands in, or reaches into."""
    parts = clauses(found.around.sentence)
    span = find_span(found.citation.quote, found.around.sentence)
    if span is None:
        return parts
    return [part for part in parts if part.end > span[0] and part.start < span[1]] or parts


def _dated(claim: str, found: _Found) -> tuple[Citation, str]:
    """Return the citation and the year a figure is of, where its sentence dates it and the claim does not."""
    citation, sentence = found.citation, found.around.sentence
    year = year_of(sentence)
    if not year or _YEAR.search(claim) or not quantities(claim, spoken(claim, "fr")):
        return citation, ""
    if year not in citation.quote and len(sentence) <= LONGEST:
        citation = citation.model_copy(update={"quote": " ".join(sentence.split())})
    return citation, year


def _compares(text: str) -> set[str]:
    """Return which ends a text sets to its figures: "at least", "at most"."""
    folded = _NO_MORE.sub(" ", fold(text).replace("’", "'"))
    ends = {"least": _AT_LEAST, "most": _AT_MOST}
    return {name for name, pattern in ends.items() if pattern.search(folded)}


def _ranks(text: str) -> bool:
    return _RANKED.search(fold(text)) is not None


def _of_units(quote: str, language: str) -> tuple[Term, ...]:
    """Return what the units of a quote say without a word: "25 €" is a price, "within 20 miles" an area."""
    words = {"note"} if _OUT_OF_FIVE.search(fold(quote)) else set()
    words |= {_UNIT_SAYS.get(one.unit, "") for one in quantities(quote, language)}
    return tuple(term for word in words if (term := term_of(word)) is not None)


def _is_number(word: str, language: str) -> bool:
    return any(True for _ in quantities(word, language))


def _named(missing: Sequence[str]) -> str:
    return ", ".join(f"“{one[:60]}”" for one in dict.fromkeys(missing))
