"""A question put to the web as a job of the process: started, watched and stopped from any browser tab."""

from dataclasses import dataclass, field
from typing import Any

from config.loader import ConfigLoader
from jobs import interactive
from leads.search_run import SearchMode, SearchRun
from leads.store import Store
from llm.router import TaskRouter
from sample_web import sample_web
from scrapers.search_scraper import SearchScraper

KEY = "research"
SAMPLES = "samples"


@dataclass(frozen=True)
class Question:
    """What the analyst asked for. The provider `SAMPLES` asks the sample sites instead of the web.

    `fresh`: asked before, and what the model answered then will not do.
    """

    text: str
    mode: SearchMode = SearchMode.EXTRACT
    sources: int = 10
    provider: str = "duckduckgo"
    urls: str = ""
    fields: tuple[str, ...] = ()
    json_schema: dict[str, Any] | None = field(default=None, hash=False)
    fresh: bool = False


def start(question: Question, loader: ConfigLoader, router: TaskRouter, store: Store) -> interactive.Job:
    """Start the question, or return the one that is running."""
    return interactive.submit(
        KEY, lambda handle: _work(handle, question, loader, router, store), question.text
    )


def current() -> interactive.Job | None:
    """Return the job of the last question of this process."""
    return interactive.job(KEY)


def live_run() -> SearchRun | None:
    """Return the run of the current job as far as it is."""
    job = current()
    return job.result if job is not None and isinstance(job.result, SearchRun) else None


def stop() -> None:
    """Stop the running question; what it has found stays."""
    interactive.cancel(KEY)


def _work(
    handle: interactive.Handle, question: Question, loader: ConfigLoader, router: TaskRouter, store: Store
) -> None:
    samples = sample_web() if question.provider == SAMPLES else None

    def show(text: str) -> None:
        handle.clear_text()
        handle.append_text(text)

    scraper = SearchScraper(loader=loader, router=router, store=store)
    run = scraper.run(
        question.text,
        mode=question.mode,
        sources=question.sources,
        provider=None if samples else question.provider,
        urls=question.urls,
        fields=question.fields,
        json_schema=question.json_schema,
        fresh=question.fresh,
        search_url=samples.search_url if samples else None,
        kept_as=SAMPLES if samples else "",  # asked again, it goes to the sample sites again
        allow_hosts=samples.hosts if samples else (),
        cancel=handle.cancel,
        on_update=handle.set_result,
        on_text=show,
    )
    handle.set_result(run)
