"""Sections from proven claims: the model names claims by keys, code puts the proof in their place.

A sentence without a key, with an unknown one, or with a figure or name its claims do not show is taken out;
claims that no sentence of the section used then stand in their own words, so that none is lost.
"""

from collections.abc import Callable, Mapping, Sequence

from dossier.models import Models
from dossier.records import Citation, Claim, DroppedClaim, Section, Sentence, SentenceKind
from dossier.verify import Verifier
from llm.tasks.dossier import analysis_messages, keys_inside, keys_of, prose_messages
from llm.tasks.sentences import sentences, whole_sentences

MOST_CLAIMS = 12

Growing = Callable[[Section], None]


def written_section(
    title: str,
    question: str,
    claims: Sequence[Claim],
    models: Models,
    verifier: Verifier,
    language: str,
    drop: Callable[[DroppedClaim], None],
    growing: Growing | None = None,
    *,
    anew: bool = False,
) -> Section:
    """Return a section over its claims, twelve at a time; sentences that do not hold are given to `drop`.

    `growing` is given the section while it is being written, `anew` writes it although it is kept.
    """
    section = Section(title=title, question=question)
    for start in range(0, len(claims), MOST_CLAIMS):
        some = claims[start : start + MOST_CLAIMS]
        by_key = {claim.key: claim for claim in some}
        asked = prose_messages(title, [(claim.key, claim.text) for claim in some], language)
        show = _shower(section, by_key, verifier, language, growing)
        prose = models.write(asked, show, anew=anew)
        used: set[str] = set()
        for sentence, keys in _held(prose, by_key, verifier, language, drop):
            section.sentences.append(sentence)
            used |= keys
        section.sentences += [
            Sentence(text=claim.text, citations=claim.citations) for claim in some if claim.key not in used
        ]
    return section


def concluded_section(
    title: str,
    task: str,
    claims: Sequence[Claim],
    models: Models,
    verifier: Verifier,
    language: str,
    drop: Callable[[DroppedClaim], None],
    growing: Growing | None = None,
    *,
    count: int = 5,
    anew: bool = False,
) -> Section:
    """Return conclusions from claims, marked as analysis; empty where none holds."""
    some = claims[: 3 * MOST_CLAIMS]
    by_key = {claim.key: claim for claim in some}
    asked = analysis_messages(task, [(claim.key, claim.text) for claim in some], language, count)
    show = _shower(Section(title=title), by_key, verifier, language, growing, SentenceKind.ANALYSIS)
    prose = models.write(asked, show, anew=anew)
    held = _held(prose, by_key, verifier, language, drop, kind=SentenceKind.ANALYSIS)
    return Section(title=title, sentences=[sentence for sentence, _ in held][:count])


def _shower(
    section: Section,
    claims: Mapping[str, Claim],
    verifier: Verifier,
    language: str,
    growing: Growing | None,
    kind: SentenceKind = SentenceKind.FACT,
) -> Callable[[str], None] | None:
    """Return what shows the section with those of the sentences written so far that hold."""
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
        held = _held(whole, claims, verifier, language, lambda _: None, kind)
        if held:
            sentences = [*standing, *(sentence for sentence, _ in held)]
            growing(section.model_copy(update={"sentences": sentences}))

    return show


def _held(
    prose: str,
    claims: Mapping[str, Claim],
    verifier: Verifier,
    language: str,
    drop: Callable[[DroppedClaim], None],
    kind: SentenceKind = SentenceKind.FACT,
) -> list[tuple[Sentence, set[str]]]:
    """Return the sentences that their claims bear out, with the keys each used."""
    held = []
    for raw in sentences(keys_inside(prose)):
        text, keys = keys_of(raw)
        cited = [claims[key] for key in keys if key in claims]
        reason = _why_not(text, keys, cited, verifier, language, kind)
        if reason:
            drop(DroppedClaim(text=text, reason=reason))
            continue
        citations = [citation for claim in cited for citation in claim.citations]
        held.append((Sentence(text=text, kind=kind, citations=_unique(citations)), set(keys)))
    return held


def _why_not(
    text: str,
    keys: Sequence[str],
    cited: Sequence[Claim],
    verifier: Verifier,
    language: str,
    kind: SentenceKind,
) -> str:
    if not keys:
        return "the sentence names no claim"
    if len(cited) < len(keys):
        return "the sentence names a claim that is not there"
    if not any(char.isalpha() for char in text):
        return "the sentence says nothing"
    quotes = " ; ".join(citation.quote for claim in cited for citation in claim.citations)
    words = " ; ".join(claim.text for claim in cited)
    if kind is SentenceKind.ANALYSIS:
        return verifier.unproven(text, f"{quotes} ; {words}", language)
    # Held to the claims as each of them was held to its quote, and its figures to the quotes themselves.
    return verifier.unproven(text, quotes, language) or verifier.why_not(text, words, language, language)


def _unique(citations: Sequence[Citation]) -> list[Citation]:
    return list({(one.source, one.quote): one for one in citations}.values())
