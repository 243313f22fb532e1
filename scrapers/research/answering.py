"""The answer: written by a model and held against the sources, else sentences of the sources themselves."""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from leads.record import Evidence, Method
from leads.search_run import Answer, AnswerKind, Sentence
from llm.completion import Completion, Phase
from llm.errors import BadAnswer, LLMError
from llm.router import TaskRouter
from llm.tasks.answer import (
    AnswerInput,
    CitedSentence,
    CitedSource,
    Snippet,
    VerifiedAnswer,
    answer_messages,
    verify,
)
from llm.tasks.sentences import whole_sentences
from llm.tasks.words import terms
from scrapers.evidence import find_quote
from scrapers.passages import snippets
from scrapers.quoted_answer import NO_MODEL, quoted_answer
from scrapers.research.model_channel import STARTER
from scrapers.research.pages import ReadPage
from scrapers.research.recorder import RunRecorder

OnText = Callable[[str], None]

# About 1,200 tokens of French in all: with the instructions it fits half of a context of 4,096.
_CHARACTERS = 3_900
_QUOTE = 200
_NOT_ASKED = "Read without a model: sentences taken from the sources."


class AnswerWriter:
    """Writes the answer of one run. `language` is the code of the language to write in."""

    def __init__(
        self,
        router: TaskRouter | None,
        recorder: RunRecorder,
        *,
        language: str,
        overrides: Mapping[str, Any],
        on_text: OnText | None,
    ) -> None:
        self._router = router
        self._recorder = recorder
        self._language = language
        self._overrides = overrides
        self._on_text = on_text
        self._written = ""
        self._stop = threading.Event()

    async def write(self, pages: Sequence[ReadPage], tier: str | None) -> None:
        """Put the answer into the run. Stopped in the middle, it keeps the sentences that hold so far."""
        question = self._recorder.run.question
        if self._router is None or tier in {None, STARTER}:
            note = _NOT_ASKED if self._router is None else NO_MODEL
            self._set(await asyncio.to_thread(quoted_answer, question, pages, note=note))
            return
        self._recorder.phase("writing the answer")
        note = "No sentence of the model could be verified: sentences taken from the sources."
        try:
            done = await self._streamed(pages)
            answer = self._verified(done.text, pages, done)
        except LLMError as error:
            note = f"{error.message} Sentences taken from the sources."
            answer = self._verified(_complete(error), pages, None)
            if answer is not None:
                answer.note = error.message
            self._recorder.notice(error.message, error.remedy)
        except asyncio.CancelledError:
            self._stop.set()
            answer = self._verified(whole_sentences(self._written), pages, None)
            if answer is not None:
                answer.note = "Stopped before its end."
                self._set(answer)
            raise
        self._set(answer or await asyncio.to_thread(quoted_answer, question, pages, note=note))

    def _set(self, answer: Answer | None) -> None:
        self._recorder.run.answer = answer
        if answer is None:
            self._recorder.notice(
                "No sentence of the sources answers the question.",
                "Ask in other words, or read more sources.",
            )
        if self._on_text is not None and answer is not None:
            self._on_text(answer.text)
        self._recorder.changed(save=True)

    async def _streamed(self, pages: Sequence[ReadPage]) -> Completion:
        question = self._recorder.run.question
        chosen = await asyncio.to_thread(
            snippets, question, {page.n: page.text for page in pages}, _CHARACTERS
        )
        titles = {page.n: page.title for page in pages}
        given = AnswerInput(
            question=question,
            language=self._language,
            snippets=[Snippet(n=n, title=titles[n], text=text) for n, text in sorted(chosen.items())],
        )
        return await asyncio.to_thread(self._consume, answer_messages(given), asyncio.get_running_loop())

    def _consume(self, messages: Sequence[Any], loop: asyncio.AbstractEventLoop) -> Completion:
        """Read the stream in a thread of its own; its pieces are shown in the loop."""

        def tell(phase: Phase) -> None:
            # The loop may be gone when a stopped stream says its last word.
            with suppress(RuntimeError):
                words = phase.value if phase is Phase.LOADING else "writing the answer"
                loop.call_soon_threadsafe(self._recorder.phase, words)

        assert self._router is not None
        stream = self._router.stream(
            "answer", messages, cancel=self._stop, on_phase=tell, overrides=self._overrides
        )
        try:
            for piece in stream:
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(self._show, piece)
        finally:
            stream.close()
        assert stream.completion is not None
        return stream.completion

    def _show(self, piece: str) -> None:
        self._written += piece
        if self._on_text is not None and not self._stop.is_set():
            self._on_text(self._written)

    def _verified(self, prose: str, pages: Sequence[ReadPage], done: Completion | None) -> Answer | None:
        by_number = {page.n: page for page in pages}
        sources = {
            page.n: CitedSource(text=f"{page.title}\n{page.url}\n{page.visible}", language=page.language)
            for page in pages
        }
        result: VerifiedAnswer = verify(prose, sources, self._language)
        self._recorder.dropped(None, result.dropped)
        if not result.sentences:
            return None
        answer = Answer(
            kind=AnswerKind.WRITTEN,
            sentences=[_with_evidence(sentence, by_number) for sentence in result.sentences],
        )
        if done is not None:
            answer.model = done.served_model or done.requested_model
            answer.endpoint = done.endpoint
            answer.starter = done.tier == STARTER
            answer.seconds = done.seconds
            answer.tokens_per_second = done.tokens_per_second
            answer.fallback_reason = done.fallback_reason
        return answer


def _with_evidence(sentence: CitedSentence, pages: Mapping[int, ReadPage]) -> Sentence:
    """Return the sentence with the line of each cited source that has most in common with it."""
    wanted = terms(sentence.text)
    evidence = []
    for n in sentence.citations:
        page = pages[n]
        best = max(page.visible.splitlines(), key=lambda line: len(wanted & terms(line)), default="")
        quote = find_quote(best[:_QUOTE].rsplit(" ", 1)[0] if len(best) > _QUOTE else best, page.visible)
        if quote and wanted & terms(best):
            evidence.append(
                Evidence(url=page.url, quote=quote, method=Method.TEXT, fetched_at=page.fetched_at)
            )
    return Sentence(text=sentence.text, citations=sentence.citations, evidence=evidence)


def _complete(error: LLMError) -> str:
    return whole_sentences(error.text) if isinstance(error, BadAnswer) else ""
