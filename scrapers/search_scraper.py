"""SearchScraper: a question becomes leads with evidence and an answer with citations.

Works from a notebook as from the tab:

    run = SearchScraper().run("plombier urgence Bordeaux", sources=5)
"""

import asyncio
import functools
import logging
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from config.errors import UserFacingError
from config.loader import ConfigLoader
from leads.search_run import RunStatus, SearchMode, SearchRun
from leads.store import Store
from llm.router import TaskRouter
from scrapers.asked_fields import AskedFields, asked_fields
from scrapers.fetch import Door
from scrapers.research.answering import OnText
from scrapers.research.recorder import OnUpdate, RunRecorder
from scrapers.research.session import Plan, Session
from scrapers.search import provider_names, providers_from_config
from scrapers.search.base import SearchProvider
from scrapers.search.searxng import SearxngProvider
from scrapers.search.url_list import UrlListProvider

logger = logging.getLogger(__name__)

FEWEST_SOURCES, MOST_SOURCES = 3, 50
_URL_LIST = UrlListProvider.name
# How often the stop button is looked at, and how long the work may take to put itself down, in seconds.
_POLL, _GRACE = 0.1, 0.5

P = ParamSpec("P")
S = TypeVar("S")
DoorFactory = Callable[..., Door]
ProviderFactory = Callable[..., SearchProvider]


def _blocking(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, SearchRun]],
) -> Callable[Concatenate[S, P], SearchRun]:
    """Return the method for callers without a loop of their own, and for notebooks, which have one."""

    @functools.wraps(method)
    def blocking(self: S, /, *args: P.args, **options: P.kwargs) -> SearchRun:
        work = method(self, *args, **options)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return _run(work)
        with ThreadPoolExecutor(1) as other_thread:
            return other_thread.submit(_run, work).result()

    return blocking


class SearchScraper:
    """Searches, reads and answers.

    `llm_model` (an alias such as `large_model`, or a raw id) and `temperature` replace those of the
    extraction and answer calls. The other parts are made from the configuration where they are not given.
    """

    def __init__(
        self,
        llm_model: str | None = None,
        temperature: float | None = None,
        *,
        loader: ConfigLoader | None = None,
        router: TaskRouter | None = None,
        store: Store | None = None,
        door_factory: DoorFactory = Door.from_config,
        provider_factory: ProviderFactory = providers_from_config,
    ) -> None:
        if temperature is not None and not 0 <= temperature <= 2:
            raise UserFacingError(
                f"A temperature of {temperature} is out of range.", "Choose one from 0 to 2."
            )
        given = {"model": llm_model, "temperature": temperature}
        self._overrides = {key: value for key, value in given.items() if value is not None}
        self._loader = loader or ConfigLoader()
        self._router = router or TaskRouter.from_config(self._loader)
        self._store = store or Store()
        self._door_factory = door_factory
        self._provider_factory = provider_factory

    async def arun(  # noqa: PLR0913 (each is a choice the analyst has)
        self,
        question: str,
        *,
        mode: SearchMode = SearchMode.EXTRACT,
        sources: int = 10,
        provider: str | Iterable[str] | None = None,
        urls: str | Iterable[str] = (),
        fields: Sequence[str] = (),
        json_schema: Mapping[str, Any] | None = None,
        use_model: bool = True,
        fresh: bool = False,
        search_url: str | None = None,
        kept_as: str = "",
        allow_hosts: Iterable[str] = (),
        cancel: threading.Event | None = None,
        on_update: OnUpdate | None = None,
        on_text: OnText | None = None,
    ) -> SearchRun:
        """Answer the question from the web and collect the leads on the way.

        Args:
            question: what the analyst wants to know.
            mode: make leads and an answer, or one Markdown text of all pages.
            sources: pages to read, 3 to 50; of `urls` all are read, up to 50 whatever this says.
            provider: names of search providers, one by one or parted by commas, else the configured ones.
            urls: addresses to read instead of searching, one by one or as pasted text; they win over
                `search_url`, and that over `provider`.
            fields: further facts wanted of each page, in the analyst's words.
            json_schema: the same as a JSON schema; not together with `fields`.
            use_model: False reads by rules only.
            fresh: True asks the model again what it was asked before, in place of its kept answers.
            search_url: address of a SearXNG server, in place of the configured one.
            kept_as: the provider the run names, from its beginning on, where `search_url` stands for another.
            allow_hosts: exact host:port pairs that may be read although they are not public.
            cancel: ends the run within a second when set; what is there is kept.
            on_update: called with a copy of the run at each change, in the loop's thread.
            on_text: called with the whole text of the answer so far.

        Raises:
            UserFacingError: an argument makes no sense. What goes wrong later is told in the run.
        """
        pasted = urls if isinstance(urls, str) else "\n".join(urls)
        config = self._config(provider, search_url, pasted)
        asked = asked_fields(fields, json_schema)
        run = SearchRun(
            question=_checked(question),
            mode=SearchMode(mode),
            provider=kept_as or config["search"]["provider"],
            limit=MOST_SOURCES if pasted.strip() else _checked_number(sources),
            fields=asked.labels,
            json_schema=dict(json_schema) if json_schema is not None else None,
        )
        named_people = bool(config["privacy"]["named_people"])
        recorder = RunRecorder(run, self._store, on_update, named_people=named_people)
        async with self._door_factory(config, allow_hosts=tuple(allow_hosts)) as door:
            source_of_hits = self._provider_factory(config, config["search"]["provider"], door, pasted)
            plan = self._plan(config, door, source_of_hits, asked, use_model=use_model, on_text=on_text)
            if fresh:
                plan = replace(plan, overrides={**plan.overrides, "fresh": True})
            await _worked(Session(plan, recorder), recorder, cancel or threading.Event())
        return run

    run = _blocking(arun)

    def _plan(
        self,
        config: Mapping[str, Any],
        door: Door,
        provider: SearchProvider,
        asked: AskedFields,
        *,
        use_model: bool,
        on_text: OnText | None,
    ) -> Plan:
        return Plan(
            config=config,
            door=door,
            provider=provider,
            router=self._router if use_model else None,
            asked=asked,
            overrides=self._overrides,
            on_text=on_text,
        )

    def _config(
        self, provider: str | Iterable[str] | None, search_url: str | None, pasted: str
    ) -> dict[str, Any]:
        """Return the configuration with the choices of this run."""
        config: dict[str, Any] = deepcopy(self._loader.get_merged_config())
        search = config["search"]
        if pasted.strip():
            search["provider"] = _URL_LIST
        elif search_url:
            search.update(provider=SearxngProvider.name, searxng_url=search_url)
        elif provider:
            search["provider"] = ",".join(provider_names(provider))
        if search["provider"] == _URL_LIST and not pasted.strip():
            raise UserFacingError(
                "There is no address to read.", "Paste at least one, or choose a search provider."
            )
        return config


async def _worked(session: Session, recorder: RunRecorder, cancel: threading.Event) -> None:
    """Do the work until its end or until the stop button, and close the run either way."""
    recorder.changed(save=True)
    work = asyncio.create_task(session.work())
    try:
        while not work.done() and not cancel.is_set():
            await asyncio.wait({work}, timeout=_POLL)
        if work.done():
            status = work.result()
        else:
            status = RunStatus.STOPPED
            work.cancel()
            await asyncio.wait({work}, timeout=_GRACE)
            session.stopped()
    except asyncio.CancelledError:
        work.cancel()
        await asyncio.wait({work}, timeout=_GRACE)
        session.stopped()
        await recorder.finish(RunStatus.STOPPED)
        raise
    except Exception:
        logger.exception("The run %s broke off", recorder.run.id)
        recorder.notice("The search broke off unexpectedly.", "The log says why; run it again.")
        session.stopped()
        status = RunStatus.FAILED
    await recorder.finish(status)


def _checked(question: str) -> str:
    if not question.strip():
        raise UserFacingError("There is no question.", "Write what you want to know.")
    return " ".join(question.split())


def _checked_number(sources: int) -> int:
    if not FEWEST_SOURCES <= sources <= MOST_SOURCES:
        raise UserFacingError(
            f"{sources} sources cannot be read in one run.",
            f"Choose a number from {FEWEST_SOURCES} to {MOST_SOURCES}.",
        )
    return sources


def _run(work: Coroutine[Any, Any, SearchRun]) -> SearchRun:
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(work)


def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_UnwaitedExecutor(thread_name_prefix="search-scraper"))
    return loop


class _UnwaitedExecutor(ThreadPoolExecutor):
    """An executor whose loop can close at once: a stopped run does not wait for the page being parsed."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work; threads end by themselves."""
        del wait
        super().shutdown(wait=False, cancel_futures=cancel_futures or True)
