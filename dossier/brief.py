"""One page for the minutes before a meeting: who they are, the points, the contradictions, what to ask."""

from io import BytesIO

from pypdf import PdfReader

from dossier.records import Citation, Dossier, Section, SentenceKind, SourceEntry
from dossier.render_pdf import as_pdf

# A page holds about so many sentences.
_FACTS, _POINTS, _NEWS, _ASKS = 9, 5, 4, 6
# Where they are long, fewer: the shares that are tried, in this order.
_SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
# Of a long quote its beginning stands there, word for word.
_QUOTE = 160


def brief_pdf(dossier: Dossier, name: str = "") -> bytes:
    """Return the brief as a PDF of one page: where it does not fit, with fewer sentences of each part."""
    made = b""
    for share in _SHARES:
        made = as_pdf(brief_of(dossier, share), name)
        if len(PdfReader(BytesIO(made)).pages) == 1:
            break
    return made


def brief_of(dossier: Dossier, share: float = 1.0) -> Dossier:
    """Return a dossier of one page: rendered like any other, each sentence still with its proof."""

    def some(count: int) -> int:
        return max(1, round(count * share))

    facts = dossier.sections[:1]
    analysis = [
        section
        for section in dossier.sections
        if any(one.kind is SentenceKind.ANALYSIS for one in section.sentences)
    ]
    middle = [section for section in dossier.sections[1:] if section not in analysis]
    sections = [_first(_each_kind_first(section), some(_FACTS)) for section in facts]
    sections += [_first(section, some(_POINTS)) for section in analysis[:1]]
    sections += [_first(section, 1) for section in middle][: some(_NEWS)] if not analysis else []
    sections += [_first(section, some(2)) for section in analysis[2:4]]
    cited = {
        one.source for section in sections for sentence in section.sentences for one in sentence.citations
    }
    apart = dossier.contradictions[: some(_ASKS)]
    cited |= {value.source for one in apart for value in one.values}
    return dossier.model_copy(
        update={
            "sections": sections,
            "contradictions": apart,
            "not_found": [
                one.model_copy(update={"searched": []}) for one in dossier.not_found[: some(_ASKS)]
            ],
            "unverified": [],
            "sources": [
                one.model_copy(update={"sha256": ""}) for one in dossier.sources if _is_cited(one, cited)
            ],
        }
    )


def _each_kind_first(section: Section) -> Section:
    """Return a section of facts with the first of each kind in front: a second address may wait."""
    first = {one.text.partition(" : ")[0]: one for one in reversed(section.sentences)}
    return section.model_copy(
        update={"sentences": sorted(section.sentences, key=lambda one: one not in first.values())}
    )


def _first(section: Section, count: int) -> Section:
    """Return the first sentences of a section, each with one of its proofs: the dossier has the others."""
    some = [
        one.model_copy(update={"citations": [_begun(proof) for proof in one.citations[:1]]})
        for one in section.sentences[:count]
    ]
    return section.model_copy(update={"sentences": some})


def _begun(proof: Citation) -> Citation:
    if len(proof.quote) <= _QUOTE:
        return proof
    return proof.model_copy(update={"quote": proof.quote[:_QUOTE].rsplit(" ", 1)[0]})


def _is_cited(entry: SourceEntry, cited: set[str]) -> bool:
    return entry.file in cited or entry.id in cited
