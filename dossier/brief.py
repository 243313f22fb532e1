"""One page for the minutes before a meeting: who they are, the points, the contradictions, what to ask."""

from dossier.records import Dossier, Section, SentenceKind, SourceEntry

# A page holds about so many sentences.
_FACTS, _POINTS, _NEWS, _ASKS = 9, 5, 4, 6


def brief_of(dossier: Dossier) -> Dossier:
    """Return a dossier of one page: rendered like any other, each sentence still with its proof."""
    facts = dossier.sections[:1]
    analysis = [
        section
        for section in dossier.sections
        if any(one.kind is SentenceKind.ANALYSIS for one in section.sentences)
    ]
    middle = [section for section in dossier.sections[1:] if section not in analysis]
    sections = [_first(section, _FACTS) for section in facts]
    sections += [_first(section, _POINTS) for section in analysis[:1]]
    sections += [_first(section, 1) for section in middle][:_NEWS] if not analysis else []
    sections += [_first(section, 2) for section in analysis[2:4]]
    cited = {
        one.source for section in sections for sentence in section.sentences for one in sentence.citations
    }
    return dossier.model_copy(
        update={
            "sections": sections,
            "contradictions": dossier.contradictions[:_ASKS],
            "not_found": [one.model_copy(update={"searched": []}) for one in dossier.not_found[:_ASKS]],
            "unverified": [],
            "sources": [one for one in dossier.sources if _is_cited(one, cited)],
        }
    )


def _first(section: Section, count: int) -> Section:
    return section.model_copy(update={"sentences": section.sentences[:count]})


def _is_cited(entry: SourceEntry, cited: set[str]) -> bool:
    return entry.file in cited or entry.id in cited
