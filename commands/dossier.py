"""`dossier`: what is known about a client, each sentence proven."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.terminal import fail, progress, stop_on_interrupt
from config.errors import UserFacingError

if TYPE_CHECKING:
    from dossier.records import Source


def dossier(
    pages_dir: Annotated[
        Path, typer.Option(help="A folder with pages, texts, PDF and DOCX; pages.json describes it.")
    ],
    lead_json: Annotated[Path, typer.Option(help="The lead, as extract prints it.")],
    questions: Annotated[
        Path | None, typer.Option(help="A file with one question a line, in place of the outline.")
    ] = None,
    language: Annotated[str, typer.Option(help="fr, de or en; else that of the lead or of the pages.")] = "",
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Ask no model: facts by rules only.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again what was answered before.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Build a dossier from pages: facts, proven claims, contradictions, and what was not found."""
    from config import locations
    from config.loader import ConfigLoader
    from dossier.build import LANGUAGES, Order, build, read_questions
    from dossier.cache import AnswerCache
    from dossier.layout import spent
    from dossier.lead import read_lead
    from dossier.render_markdown import as_markdown
    from llm.embeddings import Embedder
    from llm.errors import Cancelled
    from llm.router import TaskRouter
    from llm.vector_cache import VectorCache

    try:
        if language and language[:2].lower() not in LANGUAGES:
            raise UserFacingError(
                f"No dossier is written in {language!r}.", "Choose fr, de or en.", code="usage"
            )
        order = Order(
            lead=read_lead(lead_json),
            sources=_sources(pages_dir),
            questions=_questions(questions, read_questions),
            language=language,
            cancel=stop_on_interrupt(),
            fresh=fresh,
            on_step=_tell,
        )
        loader = ConfigLoader()
        router = None if no_llm else TaskRouter.from_config(loader)
        with (
            AnswerCache(locations.dossier_cache_file()) as cache,
            VectorCache(locations.vectors_file()) as vectors,
        ):
            result = build(order, router, cache, Embedder.from_config(loader, vectors, order.cancel))
    except Cancelled as error:
        progress("Stopped. What was answered is kept: run it again to go on.")
        raise typer.Exit(130) from error
    except UserFacingError as error:
        fail(error, as_json=as_json)
    progress(spent(result))
    if as_json:
        typer.echo(json.dumps(result.model_dump(mode="json"), ensure_ascii=False))
    else:
        typer.echo(as_markdown(result, order.lead.name))


def _tell(step: str, detail: str, done: int, total: int) -> None:
    """Say on standard error what is being done."""
    count = f" {done + 1}/{total}" if total else ""
    progress(f"{step}{count} {detail}".strip())


def _sources(folder: Path) -> "list[Source]":
    """Return what the folder holds, and tell which of its files show no text, such as scans."""
    from dossier.sources import read_folder

    sources = read_folder(folder)
    for one in sources:
        if not one.text.strip():
            progress(f"No text could be read from {one.name!r}. Of a scan, give the text as a .txt file.")
    return sources


def _questions(path: Path | None, read: Callable[[Path], list[str]]) -> list[str]:
    if path is None:
        return []
    try:
        questions = read(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UserFacingError(
            f"The questions in {str(path)!r} cannot be read: {reason}.",
            "Check the file's name and its encoding.",
            code="bad_questions",
        ) from error
    if not questions:
        raise UserFacingError(
            f"There is no question in {str(path)!r}.",
            "Write one a line, or leave the file out for the outline.",
            code="bad_questions",
        )
    return questions
