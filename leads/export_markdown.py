"""Leads and runs as Markdown."""

from collections.abc import Iterable, Iterator

from leads.export_rows import ExportRecord, Extra, Extras
from leads.markdown import link, paragraph, plain, tamed
from leads.record import Kind, Lead, Value
from leads.search_run import Answer, AnswerKind, Row, SearchMode, SearchRun, Sentence, Source
from leads.text import storable

_LABELS = {
    Kind.NAME: "Name",
    Kind.EMAIL: "E-mail",
    Kind.PHONE: "Phone",
    Kind.FAX: "Fax",
    Kind.STREET: "Street",
    Kind.POSTCODE: "Postcode",
    Kind.CITY: "City",
    Kind.COUNTRY: "Country",
    Kind.SIREN: "SIREN",
    Kind.SIRET: "SIRET",
    Kind.VAT: "VAT number",
    Kind.SOCIAL: "Profile",
    Kind.OPENING_HOURS: "Opening hours",
    Kind.CONTACT_FORM: "Contact form",
    Kind.TRADE: "Trade",
    Kind.SERVICE: "Service",
    Kind.LANGUAGE: "Language",
    Kind.FIELD: "Field",
}


def leads_markdown(leads: Iterable[Lead], extras: Extras | None = None) -> str:
    """Return the leads as Markdown, each value with the quote and the page that vouch for it."""
    return "".join(markdown_parts(ExportRecord(lead, (extras or {}).get(lead.id, Extra())) for lead in leads))


def markdown_parts(records: Iterable[ExportRecord]) -> Iterator[str]:
    """Yield the same, a lead at a time."""
    yield "# Leads\n\n"
    for record in records:
        yield storable("\n".join([*_lead(record, level=2), ""]))


def run_markdown(run: SearchRun, leads: Iterable[Lead]) -> str:
    """Return the run as Markdown: question, answer with citations, sources, asked fields, leads."""
    urls = {source.n: source.url for source in run.sources}
    lines = [f"# {plain(run.question)}", "", f"{run.created_at:%Y-%m-%d %H:%M} UTC, {run.status}", ""]
    if run.notices:
        lines += [*(f"- {plain(f'{notice.message} {notice.remedy}')}" for notice in run.notices), ""]
    if run.answer and run.answer.sentences:
        lines += ["## Answer", "", *_answer(run.answer, urls), ""]
    lines += ["## Sources", "", *(_source(source) for source in run.sources), ""]
    if run.rows:
        lines += ["## Fields", "", *_fields(field_names(run), run.rows, urls), ""]
    if run.dropped:
        lines += [f"Left out, as no page shows it: {len(run.dropped)} of the values a model gave.", ""]
    found = list(leads)
    if found:
        lines += ["## Leads", "", *_leads(found, level=3)]
    if run.mode is SearchMode.MARKDOWN and run.markdown:
        lines += ["## Pages", "", tamed(run.markdown), ""]
    return storable("\n".join(lines))


def field_names(run: SearchRun) -> list[str]:
    """Return the asked fields, then those that only the rows name (a pasted JSON schema)."""
    return list(dict.fromkeys([*run.fields, *(value.field for row in run.rows for value in row.values)]))


def _leads(leads: Iterable[Lead], level: int) -> list[str]:
    return [line for lead in leads for line in _lead(ExportRecord(lead), level)]


def _lead(record: ExportRecord, level: int) -> list[str]:
    lead, extra = record
    lines = [f"{'#' * level} {plain(lead.title)}", ""]
    if record.score:
        lines += [f"- Score: {record.score} of 10"]
    lines += [f"- Website: {link(lead.website, lead.website)}"]
    for kind, label in _LABELS.items():
        lines += [_value(value, label) for value in lead.all(kind)]
    if extra.tags:
        lines += [f"- Tags: {plain(', '.join(extra.tags))}"]
    if extra.notes:
        lines += [f"- Notes: {plain(extra.notes)}"]
    return [*lines, ""]


def _value(value: Value, label: str) -> str:
    proof = value.evidence[0]
    name = f"{label} ({plain(value.label)})" if value.label else label
    return f"- {name}: {plain(value.value)}, “{plain(proof.quote)}” ({link('source', proof.url)})"


def _answer(answer: Answer, urls: dict[int, str]) -> list[str]:
    text = paragraph(" ".join(_cited(sentence, urls) for sentence in answer.sentences))
    if answer.kind is AnswerKind.QUOTED:
        return [text, "", plain(f"These sentences are taken from the sources. {answer.note}")]
    speaker = f"{answer.model} ({answer.endpoint})" if answer.endpoint else answer.model
    starter = ", the starter model" if answer.starter else ""
    reason = f" {answer.fallback_reason}" if answer.fallback_reason else ""
    return [text, "", plain(f"Written by {speaker}{starter}.{reason} {answer.note}")]


def _cited(sentence: Sentence, urls: dict[int, str]) -> str:
    return " ".join([plain(sentence.text), *(_citation(n, urls.get(n, "")) for n in sentence.citations)])


def _source(source: Source) -> str:
    """Not an item of a numbered list: Markdown counts by itself, and a citation must keep its number."""
    state = f"{source.state}: {source.detail} {source.remedy}" if source.detail else source.state
    return (
        f"- {_citation(source.n, source.url)} {link(source.title or source.url, source.url)}, {plain(state)}"
    )


def _citation(n: int, url: str) -> str:
    return link(f"[{n}]", url)


def _fields(fields: list[str], rows: list[Row], urls: dict[int, str]) -> list[str]:
    lines = [
        "| " + " | ".join(["Source", *(plain(field) for field in fields)]) + " |",
        "|" + " --- |" * (len(fields) + 1),
    ]
    for row in rows:
        cells = ["; ".join(plain(v.value) for v in row.values if v.field == field) for field in fields]
        lines.append("| " + " | ".join([_citation(row.source, urls.get(row.source, "")), *cells]) + " |")
    return lines
