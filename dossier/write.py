"""Sections from proven claims: the model names claims by keys, code puts the proof in their place.

A sentence without a key, with an unknown one, or that says what its claims do not show is taken out; claims
that no sentence of the section used then stand in their own words, so that none is lost. What stands in the
words of a source is not written anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dossier.models import Models
from dossier.records import Citation, Claim, ClaimState, DroppedClaim, Section, Sentence, SentenceKind
from dossier.verify import Verifier
from dossier.witness import Verdict, Witness
from llm.messages import Message
from llm.tasks.dossier import analysis_messages, keys_inside, keys_of, prose_messages
from llm.tasks.sentences import sentences, whole_sentences
from llm.tasks.words import fold

MOST_CLAIMS = 12
# "[key] text" and the end of the line.
_BRACKETS = 4
# A sentence is proven as far as the least proven of its claims.
_STATES = (ClaimState.UNVERIFIED, ClaimState.VERIFIED, ClaimState.CONFIRMED)

Growing = Callable[[Section], None]
_Held = list[tuple[Sentence, set[str]]]


@dataclass(frozen=True)
class Writer:
    """Has sections written from claims, and keeps the sentences that hold.

    Attributes:
        models: who writes.
        verifier: holds a sentence to its claims by code.
        witness: the second model, asked where a sentence is not just one of its claims.
        language: what is written in.
        drop: given the sentences that do not hold.
        growing: given a section while it is being written.
        anew: the title of the section that is written although it is kept.
    """

    models: Models
    verifier: Verifier
    witness: Witness
    language: str
    drop: Callable[[DroppedClaim], None]
    growing: Growing | None = None
    anew: str = ""

    def section(self, title: str, question: str, claims: Sequence[Claim]) -> Section:
        """Return a section over its claims, written twelve at a time, and the quoted ones behind them."""
        section = Section(title=title, question=question)
        to_write = [claim for claim in claims if not claim.quoted]
        for some in self._groups(to_write, prose_messages(title, (), self.language)):
            asked = prose_messages(title, _shown(some), self.language)
            show = self._shower(section, some, SentenceKind.FACT)
            prose = self.models.write(asked, show, anew=self.anew == title)
            used: set[str] = set()
            for sentence, keys in self._held(prose, some, SentenceKind.FACT, self.drop):
                section.sentences.append(sentence)
                used |= keys
            section.sentences += [_as_it_is(claim) for claim in some if claim.key not in used]
        section.sentences += [_as_it_is(claim) for claim in claims if claim.quoted]
        return section

    def conclusions(self, title: str, task: str, claims: Sequence[Claim], count: int = 5) -> Section:
        """Return conclusions from claims, marked as analysis; empty where none holds."""
        bare = analysis_messages(task, (), self.language, count)
        some = next(self._groups(claims, bare, 3 * MOST_CLAIMS), [])
        asked = analysis_messages(task, _shown(some), self.language, count)
        show = self._shower(Section(title=title), some, SentenceKind.ANALYSIS)
        prose = self.models.write(asked, show, anew=self.anew == title)
        held = self._held(prose, some, SentenceKind.ANALYSIS, self.drop)
        return Section(title=title, sentences=[sentence for sentence, _ in held][:count])

    def _groups(
        self, claims: Sequence[Claim], instructions: Sequence[Message], most: int = MOST_CLAIMS
    ) -> Iterator[list[Claim]]:
        """Yield the claims so many at a time, fewer where the context has no room for all."""
        room = self.models.room(instructions) if claims else 0
        group: list[Claim] = []
        size = 0
        for claim in claims:
            shown = len(claim.key) + len(claim.text) + _BRACKETS
            if group and (len(group) == most or size + shown > room):
                yield group
                group, size = [], 0
            group.append(claim)
            size += shown
        if group:
            yield group

    def _shower(
        self, section: Section, claims: Sequence[Claim], kind: SentenceKind
    ) -> Callable[[str], None] | None:
        """Return what shows the section with those of the sentences written so far that hold."""
        growing = self.growing
        if growing is None:
            return None
        standing = [*section.sentences]
        seen = 0

        def show(prose: str) -> None:
            nonlocal seen
            whole = whole_sentences(keys_inside(prose))
            if len(whole) <= seen:
                return
            seen = len(whole)
            held = self._held(whole, claims, kind, lambda _: None, in_between=True)
            if held:
                grown = [*standing, *(sentence for sentence, _ in held)]
                growing(section.model_copy(update={"sentences": grown}))

        return show

    def _held(
        self,
        prose: str,
        claims: Sequence[Claim],
        kind: SentenceKind,
        drop: Callable[[DroppedClaim], None],
        *,
        in_between: bool = False,
    ) -> _Held:
        """Return the sentences that their claims bear out, with the keys each used.

        `in_between`, while the first model writes, the second is not asked: what needs it comes later.
        """
        by_key = {claim.key: claim for claim in claims}
        held = []
        for raw in sentences(keys_inside(prose)):
            text, keys = keys_of(raw)
            reason = self._why_not(text, keys, by_key, kind, in_between=in_between)
            if reason:
                drop(DroppedClaim(text=text, reason=reason))
                continue
            cited = [by_key[key] for key in keys]
            citations = _unique([citation for claim in cited for citation in claim.citations])
            state = (
                min((claim.state for claim in cited), key=_STATES.index)
                if kind is SentenceKind.FACT
                else None
            )
            held.append((Sentence(text=text, kind=kind, citations=citations, state=state), set(keys)))
        return held

    def _why_not(
        self,
        text: str,
        keys: Sequence[str],
        claims: Mapping[str, Claim],
        kind: SentenceKind,
        *,
        in_between: bool,
    ) -> str:
        if not keys:
            return "the sentence names no claim"
        if any(key not in claims for key in keys):
            return "the sentence names a claim that is not there"
        if not any(char.isalpha() for char in text):
            return "the sentence says nothing"
        cited = [claims[key] for key in keys]
        quotes = " ; ".join(citation.quote for claim in cited for citation in claim.citations)
        words = " ; ".join(claim.text for claim in cited)
        if kind is SentenceKind.ANALYSIS:
            return self.verifier.unproven(text, f"{quotes} ; {words}", self.language)
        if any(_bare(text) == _bare(claim.text) for claim in cited):
            return ""
        # Held to the claims as each of them was held to its quote, and its figures to the quotes.
        reason = self.verifier.unproven(text, quotes, self.language)
        reason = reason or self.verifier.why_not(text, words, self.language, self.language)
        if reason or in_between:
            return reason or "the second model has not seen it yet"
        return self._unwitnessed(text, keys[0], words)

    def _unwitnessed(self, text: str, key: str, words: str) -> str:
        """Return why the second model does not vouch for a sentence written from claims."""
        if self.witness.says(key, text, "S", words) is not Verdict.AGREES:
            return "the second model does not find the sentence in its claims"
        return "" if self.witness.is_reliable else "nobody could check the sentence against its claims"


def _shown(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    return [(claim.key, claim.text) for claim in claims]


def _as_it_is(claim: Claim) -> Sentence:
    return Sentence(text=claim.text, citations=claim.citations, state=claim.state)


def _bare(text: str) -> str:
    return fold(" ".join(text.split())).rstrip(".! ")


def _unique(citations: Sequence[Citation]) -> list[Citation]:
    return list({(one.source, one.quote): one for one in citations}.values())
