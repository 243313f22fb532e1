"""Invented records."""

from datetime import UTC, datetime

from leads.record import Evidence, Kind, Lead, Method, Owner, Value
from leads.search_run import (
    Answer,
    AnswerKind,
    FieldValue,
    Notice,
    Row,
    RunStatus,
    SearchMode,
    SearchRun,
    Sentence,
    Source,
    SourceState,
)

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def proof(url: str = "https://fuites.example/", quote: str = "", method: Method = Method.TEXT) -> Evidence:
    return Evidence(url=url, quote=quote or f"seen on {url}", method=method, fetched_at=NOON)


def value(text: str, kind: Kind = Kind.EMAIL, *proofs: Evidence, label: str = "", **more: Owner) -> Value:
    return Value(value=text, kind=kind, label=label, evidence=list(proofs) or [proof(quote=text)], **more)


def lead(site: str = "fuites.example", *values: Value) -> Lead:
    return Lead(site=site, website=f"https://{site}/", values=list(values))


def full_run() -> SearchRun:
    """A run in which no field has its default."""
    seen = proof(quote="Dépannage 7j/7")
    return SearchRun(
        question="plombiers à Bordeaux",
        mode=SearchMode.MARKDOWN,
        provider="searxng",
        limit=12,
        fields=["hours"],
        json_schema={"type": "object", "properties": {"hours": {"type": "string"}}},
        status=RunStatus.STOPPED,
        phase="Reading",
        sources=[
            Source(
                n=1,
                url="https://fuites.example/",
                title="Fuites",
                site="fuites.example",
                leads=1,
                seconds=0.5,
            ),
            Source(
                n=2,
                url="https://annuaire.example/",
                state=SourceState.SKIPPED,
                code="directory",
                detail="A directory.",
                remedy="Nothing to do.",
                dropped=2,
                characters=345,
                read_by="small_model",
            ),
        ],
        rows=[Row(source=1, values=[FieldValue(field="hours", value="7j/7", evidence=seen)])],
        answer=Answer(
            kind=AnswerKind.WRITTEN,
            sentences=[Sentence(text="Fuites works every day.", citations=[1], evidence=[seen])],
            model="mistral",
            endpoint="lm_studio",
            starter=True,
            seconds=1.5,
            tokens_per_second=20.5,
            fallback_reason="Ollama is off.",
            note="Short.",
        ),
        markdown="# Fuites",
        dropped=["[1] 99 €"],
        notices=[Notice(message="One source was skipped.", remedy="Look at it yourself.")],
        pid=1,
        created_at=NOON,
        finished_at=NOON,
    )
