"""Extraction: one page a call, and only what the page bears out."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from leads.search_run import Source
from llm.budget import shortened
from llm.completion import Phase
from llm.errors import EndpointUnavailable, LLMError
from llm.router import TaskRouter
from llm.tasks.asked_schema import AskedField
from llm.tasks.extraction import ExtractionInput, Found, extraction_messages, shape_of, verify
from scrapers.evidence import find_quote
from scrapers.research.pages import ReadPage
from scrapers.research.recorder import RunRecorder

NO_MODEL_REMEDY = "Start LM Studio or Ollama with a model, or switch on the starter model in the sidebar."

# How many calls wait at the router at once; the router itself bounds what each endpoint gets.
_AT_ONCE = 8
# The starter model reads some forty tokens a second: more than this and the analyst waits for minutes. 800
# characters of French are about 350 of its tokens.
_STARTER_PAGES = 5
_STARTER_CHARACTERS = 800
_STARTER_ANSWER = 120
STARTER = "starter"


class ModelChannel:
    """Asks the model about the pages of one run, and keeps count of what it could not do.

    `characters` bounds what is sent of one page, before the router fits it to the loaded context.
    """

    def __init__(
        self,
        router: TaskRouter,
        recorder: RunRecorder,
        asked: Sequence[AskedField],
        *,
        tier: str,
        overrides: Mapping[str, Any],
        characters: int,
    ) -> None:
        self._router = router
        self._recorder = recorder
        self._is_starter = tier == STARTER
        self._shape = shape_of(asked, lists=not self._is_starter)
        self._overrides = {"max_tokens": _STARTER_ANSWER, **overrides} if self._is_starter else overrides
        # One after the other where the processor does the work: calls that wait would only time out.
        self._slots = asyncio.Semaphore(1 if self._is_starter else _AT_ONCE)
        self._characters = _STARTER_CHARACTERS if self._is_starter else characters
        self._asked = 0
        self._left_out = 0
        self._failures: list[LLMError] = []

    async def read(self, page: ReadPage, source: Source) -> list[Found]:
        """Return what the model found on the page and the page shows; a failure is noted, never raised."""
        if self._is_starter and self._asked >= _STARTER_PAGES:
            self._left_out += 1
            return []
        self._asked += 1
        given = ExtractionInput(
            question=self._recorder.run.question,
            title=page.title,
            text=shortened(page.text, self._characters),
        )
        try:
            async with self._slots:
                done = await self._router.run_async(
                    "extraction",
                    extraction_messages(given, self._shape),
                    self._shape.schema,
                    on_phase=self._on_phase(),
                    overrides=self._overrides,
                )
        except LLMError as error:
            self._failures.append(error)
            source.code, source.detail, source.remedy = (
                "model",
                f"Read by rules only. {error.message}",
                error.remedy,
            )
            return []
        source.read_by = done.served_model or done.requested_model
        if done.omitted:
            source.detail = f"The model did not see all of it: {', '.join(done.omitted)} left out."
        assert done.data is not None
        result = verify(done.data, self._shape, page.visible, find_quote)
        self._recorder.dropped(source, result.dropped)
        return result.found

    def conclude(self) -> None:
        """Tell the analyst what the model did not do."""
        if self._left_out:
            more = "1 more was" if self._left_out == 1 else f"{self._left_out} more were"
            told = f"The starter model read parts of {self._asked} pages; {more} read by rules only."
            self._recorder.notice(told, "Connect LM Studio or Ollama to have all pages read in full.")
        elif self._is_starter and self._asked:
            self._recorder.notice(
                "The starter model read only parts of the pages.",
                "Connect LM Studio or Ollama to have them read in full.",
            )
        if self._failures:
            last = self._failures[-1]
            told = f"{len(self._failures)} pages were read by rules only. {last.message}"
            if len(self._failures) == 1:
                told = f"1 page was read by rules only. {last.message}"
            remedy = last.remedy or (NO_MODEL_REMEDY if isinstance(last, EndpointUnavailable) else "")
            self._recorder.notice(told, remedy)

    def _on_phase(self) -> Any:
        loop = asyncio.get_running_loop()

        def tell(phase: Phase) -> None:
            if phase is Phase.LOADING and not loop.is_closed():
                loop.call_soon_threadsafe(self._recorder.phase, Phase.LOADING.value)

        return tell
