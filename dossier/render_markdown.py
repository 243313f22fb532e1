"""A dossier as Markdown: sections with [n], then contradictions, what was not found, and the sources."""

from collections.abc import Iterator

from dossier.labels import label
from dossier.numbering import Numbering
from dossier.records import Contradiction, Dossier, Section, SentenceKind
from leads.markdown import link, paragraph, plain


def as_markdown(dossier: Dossier, name: str = "") -> str:
    """Return the dossier as Markdown in which no scraped text is markup."""
    numbers = Numbering.of(dossier)
    title = " · ".join(filter(None, [label("title", dossier.language), name]))
    lines = [f"# {plain(title)}"]
    if not dossier.written:
        lines.append(plain(label("facts_only", dossier.language)))
    for section in dossier.sections:
        lines += _section(section, numbers, dossier.language)
    lines += _contradictions(dossier.contradictions, dossier.language)
    if dossier.not_found:
        searched = label("searched", dossier.language)
        lines.append(f"## {label('not_found', dossier.language)}")
        lines += [
            f"- {plain(one.question)} ({searched} {plain(', '.join(one.searched))})"
            for one in dossier.not_found
        ]
    if dossier.unverified:
        lines.append(f"## {label('unverified', dossier.language)}")
        lines += [f"- {plain(claim.text)}" for claim in dossier.unverified]
    lines += _sources(dossier, numbers)
    return "\n\n".join(_joined(lines)) + "\n"


def _joined(lines: list[str]) -> Iterator[str]:
    """Yield the lines with those of one list as one block."""
    block: list[str] = []
    for line in lines:
        if line.startswith("- "):
            block.append(line)
            continue
        if block:
            yield "\n".join(block)
            block = []
        yield line
    if block:
        yield "\n".join(block)


def _section(section: Section, numbers: Numbering, language: str) -> list[str]:
    lines = [f"## {plain(section.title)}"]
    analysis = any(sentence.kind is SentenceKind.ANALYSIS for sentence in section.sentences)
    if analysis:
        lines.append(f"*{label('analysis', language)}*")
    for sentence in section.sentences:
        marks = "".join(f"\\[{n}\\]" for n in numbers.of_sentence(sentence))
        lines.append(paragraph(f"{plain(sentence.text)} {marks}".rstrip()))
    return lines


def _contradictions(found: list[Contradiction], language: str) -> list[str]:
    if not found:
        return []
    lines = [f"## {label('contradictions', language)}"]
    for one in found:
        stated = "; ".join(
            f"{plain(value.value)} ({link(value.source, value.url)}"
            f"{f', {value.fetched_at:%Y-%m-%d}' if value.fetched_at else ''})"
            for value in one.values
        )
        lines.append(f"- {plain(one.subject)} : {stated}")
    return lines


def _sources(dossier: Dossier, numbers: Numbering) -> list[str]:
    lines = [f"## {label('sources', dossier.language)}"]
    for n, citation in numbers.citations():
        lines.append(
            paragraph(f"\\[{n}\\] {link(citation.source, citation.url)} : « {plain(citation.quote)} »")
        )
    for entry in dossier.sources:
        date = f" · {entry.fetched_at:%Y-%m-%d}" if entry.fetched_at else ""
        lines.append(
            f"- {link(entry.title or entry.file or entry.id, entry.url)}{date} · sha256 {entry.sha256[:12]}"
        )
    return lines
