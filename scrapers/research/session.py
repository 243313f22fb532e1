"""One run from its question to its answer."""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.errors import UserFacingError
from leads.search_run import RunStatus, SearchMode, Source, SourceState
from llm.errors import LLMError
from llm.router import TaskRouter
from llm.tasks.extraction import Found
from scrapers.asked_fields import AskedFields
from scrapers.fetch import Door, FetchCode
from scrapers.research.answering import AnswerWriter, OnText
from scrapers.research.leads import LeadCollector, model_value
from scrapers.research.model_channel import NO_MODEL_REMEDY, ModelChannel
from scrapers.research.pages import ReadPage
from scrapers.research.recorder import RunRecorder
from scrapers.research.source_reader import DIRECTORY, SourceReader, fail
from scrapers.search.base import Hit, SearchProvider, unique
from scrapers.search.url_list import UrlListProvider
from scrapers.sites import site_key

logger = logging.getLogger(__name__)

_UNREACHABLE = {FetchCode.DNS, FetchCode.CONNECT, FetchCode.TIMEOUT}
_ENDED = {SourceState.READ, SourceState.SKIPPED, SourceState.FAILED}
_HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)


@dataclass(frozen=True)
class Plan:
    """What a run works with, beside its record.

    `router` is None where no model is wanted, `overrides` are parameters of the model calls.
    """

    config: Mapping[str, Any]
    door: Door
    provider: SearchProvider
    router: TaskRouter | None
    asked: AskedFields = field(default_factory=AskedFields)
    overrides: Mapping[str, Any] = field(default_factory=dict)
    on_text: OnText | None = None


def _title(hit: Hit) -> str:
    """Return the title of a result as far as it may be stored: of some listings not even the name."""
    passing = {one.name for one in hit.listings if not one.is_lasting}
    return "" if hit.title in passing else hit.title


class Session:
    """The work of one run. Whatever goes wrong on the way is written into the run."""

    def __init__(self, plan: Plan, recorder: RunRecorder) -> None:
        self._plan = plan
        self._recorder = recorder
        self._run = recorder.run
        self._leads = LeadCollector(recorder)
        self._pages: dict[int, ReadPage] = {}
        self._model: ModelChannel | None = None

    async def work(self) -> RunStatus:
        """Do the whole job and return how it ended."""
        self._recorder.phase("searching")
        if not await self._search():
            return RunStatus.FAILED
        tier = await self._tier("extraction")
        if tier is not None:
            self._model = self._channel(tier)
        await self._read_all()
        if self._model is not None:
            self._model.conclude()
        if self._run.mode is SearchMode.MARKDOWN:
            self._run.markdown = self._as_markdown()
        elif self._pages:
            await self._answer()
        return self._outcome()

    def stopped(self) -> None:
        """Leave no source looking as if it were still being read."""
        for source in self._run.sources:
            if source.state is SourceState.FOUND:
                source.state, source.code = SourceState.SKIPPED, "stopped"
                source.detail = "Stopped before it was fetched."
            elif source.state is SourceState.FETCHING:
                fail(source, "stopped", "Stopped while it was being fetched.")
            elif source.state not in _ENDED:
                self._read(source)
        if self._run.mode is SearchMode.MARKDOWN:
            self._run.markdown = self._as_markdown()

    async def _search(self) -> bool:
        run, locale = self._run, self._plan.config["locale"]
        # Of a pasted list one more than is read: only so is it known that there are more.
        more = isinstance(self._plan.provider, UrlListProvider)
        try:
            hits = await self._plan.provider.search(
                run.question,
                limit=run.limit + more,
                language=locale["language"],
                country=locale["country"],
            )
        except UserFacingError as error:
            self._recorder.notice(error.message, error.remedy)
            return False
        pages = [hit for hit in unique(hits, run.limit) if hit.url]
        run.sources = [
            Source(n=n, url=hit.url, title=_title(hit), site=site_key(hit.url))
            for n, hit in enumerate(pages, start=1)
        ]
        self._note_search(len(hits), sum(not hit.url for hit in hits))
        self._recorder.changed(save=True)
        return True

    def _note_search(self, hits: int, without_page: int) -> None:
        run, provider = self._run, self._plan.provider
        for note in provider.notes:
            self._recorder.notice(note)
        if without_page:
            self._recorder.notice(
                f"{without_page} of the businesses found are listed without a website to read.",
                "Ask a web search together with the map or the registry to find more sites.",
            )
        if isinstance(provider, UrlListProvider):
            if provider.rejected:
                texts = ", ".join(f"“{text[:60]}”" for text in provider.rejected[:5])
                self._recorder.notice(
                    f"{len(provider.rejected)} of the pasted texts are no addresses: {texts}.",
                    "Paste addresses that start with https://, one a line.",
                )
            elif hits > run.limit:
                self._recorder.notice(
                    f"Only the first {run.limit} addresses are read.", "Run the others in a second search."
                )
        elif not hits:
            self._recorder.notice(
                "The search found nothing.",
                "Ask in other words, choose another search provider in the sidebar, or paste addresses.",
            )

    async def _tier(self, task: str) -> str | None:
        """Return the tier of the model a task would get, None (and why, in a notice) where there is none."""
        router = self._plan.router
        if router is None or self._run.mode is SearchMode.MARKDOWN or not self._run.sources:
            return None
        tier = await asyncio.to_thread(router.tier_of, task)
        if self._plan.overrides.get("model"):
            # Another model than the configured one was asked for: only asking it tells.
            return "small"
        if tier is None and task == "extraction":
            self._recorder.notice("No model answers: the pages are read by rules only.", NO_MODEL_REMEDY)
        return tier

    def _channel(self, tier: str) -> ModelChannel:
        assert self._plan.router is not None
        return ModelChannel(
            self._plan.router,
            self._recorder,
            self._plan.asked.model,
            tier=tier,
            overrides=self._plan.overrides,
            characters=self._plan.config["extraction"]["max_characters"],
        )

    async def _read_all(self) -> None:
        self._progress()
        reader = SourceReader(
            self._plan.door, self._recorder, self._leads, self._plan.config["network"]["concurrency"]
        )
        async with asyncio.TaskGroup() as group:
            for source in self._run.sources:
                group.create_task(self._one(source, reader))

    async def _one(self, source: Source, reader: SourceReader) -> None:
        try:
            page = await reader.fetch(source)
            if page is not None:
                self._pages[source.n] = page
                await self._read_on(source, page, reader)
        except Exception:
            # A page that trips a parser must not take the other sources with it.
            logger.exception("Source %d of run %s could not be read", source.n, self._run.id)
            fail(
                source,
                "unreadable",
                "The page could not be read.",
                "The log says more; open the page by hand.",
            )
        self._progress()

    async def _read_on(self, source: Source, page: ReadPage, reader: SourceReader) -> None:
        """Ask the model while the contact pages are fetched; only then is the row of the source known."""
        found: list[Found] = []
        if source.code == DIRECTORY:
            source.state = SourceState.SKIPPED
            source.detail = "A directory: read for the answer, it gives no lead."
            return
        if self._model is not None:
            source.state = SourceState.READING
            self._recorder.changed()
            async with asyncio.TaskGroup() as group:
                asking = group.create_task(self._model.read(page, source))
                group.create_task(reader.read_contact_pages(source, page))
            found = asking.result()
            await self._leads.add_found(page, found)
        else:
            await reader.read_contact_pages(source, page)
        if self._plan.asked.all:
            values = [model_value(page, one) for one in found]
            row = self._plan.asked.row(source.n, self._leads.lead(page.site), values)
            self._run.rows = sorted([*self._run.rows, row], key=lambda one: one.source)
        self._read(source)

    def _read(self, source: Source) -> None:
        source.state = SourceState.READ
        source.read_by = source.read_by or "rules"
        if not source.leads and not source.code:
            source.code = "no_contact"
            source.detail = source.detail or "No contact of a business on this page."
        self._recorder.changed()

    async def _answer(self) -> None:
        writer = AnswerWriter(
            self._plan.router,
            self._recorder,
            language=self._plan.config["locale"]["language"],
            overrides=self._plan.overrides,
            on_text=self._plan.on_text,
        )
        try:
            tier = await self._tier("answer")
        except LLMError:
            tier = None
        await writer.write(self._in_order(), tier)

    def _progress(self) -> None:
        done = sum(source.state in _ENDED for source in self._run.sources)
        self._recorder.phase(f"reading sources ({done} of {len(self._run.sources)})")

    def _in_order(self) -> list[ReadPage]:
        return [self._pages[n] for n in sorted(self._pages)]

    def _as_markdown(self) -> str:
        """Return the pages as one text, numbered like the sources, their headings below ours."""
        parts = [f"# {self._run.question}"]
        for page in self._in_order():
            body = _HEADING.sub(lambda match: "#" * min(6, len(match.group(1)) + 2), page.text)
            parts.append(f"## [{page.n}] {page.title or page.site}\n\n<{page.url}>\n\n{body.strip()}")
        return "\n\n".join(parts) + "\n"

    def _outcome(self) -> RunStatus:
        sources = self._run.sources
        if not sources or self._pages:
            return RunStatus.DONE
        if all(source.code in _UNREACHABLE for source in sources):
            self._recorder.notice(
                "None of the sources could be reached.",
                "Check the connection of this machine, then run the search again.",
            )
        else:
            self._recorder.notice(
                "None of the sources could be read.", "The list of sources says why for each of them."
            )
        return RunStatus.FAILED
