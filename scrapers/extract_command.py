"""What `cli.py extract` does: pages in, contacts with their evidence out, one JSON object each, in order."""

import asyncio
import json
import logging
import threading
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from config.errors import UserFacingError
from config.loader import ConfigLoader
from scrapers.charset import decode
from scrapers.contact_report import extract_json
from scrapers.contacts import extract_contacts
from scrapers.fetch import Door, FetchCode, FetchError
from scrapers.file_kinds import is_file
from scrapers.render import Renderer, rendering

logger = logging.getLogger(__name__)

Report = dict[str, object]

_LARGEST = 5_000_000


class ExtractRequest(BaseModel):
    """One page to read: a file or an address, the address it stands for, the country of its numbers."""

    model_config = ConfigDict(extra="ignore")

    input: str
    url: str | None = None
    country: str | None = None

    @field_validator("country")
    @classmethod
    def _two_letters(cls, value: str | None) -> str | None:
        if not value:
            return None
        if len(value) != 2 or not value.isascii() or not value.isalpha():
            raise ValueError("a country has two letters, such as FR")
        return value.upper()


@dataclass(frozen=True)
class BadRequest:
    """A line that is no request, echoed in its error."""

    input: object
    reason: str


def requests_of(inputs: Iterable[str], url: str | None, country: str | None) -> list[ExtractRequest]:
    """Return the requests of the command's arguments.

    Raises:
        UserFacingError: the country is not one.
    """
    try:
        return [ExtractRequest(input=one, url=url, country=country) for one in inputs]
    except ValidationError as error:
        raise UserFacingError(
            f"“{country}” is not a country.", "Give two letters, such as FR.", code="usage"
        ) from error


def requests_in(lines: Iterable[str]) -> Iterator[ExtractRequest | BadRequest]:
    """Read one request a line; blank lines are passed over."""
    for line in lines:
        if not line.strip():
            continue
        try:
            given: Any = json.loads(line)
        except (ValueError, RecursionError):
            yield BadRequest(line.strip(), "This line is not JSON.")
            continue
        try:
            yield ExtractRequest.model_validate(given)
        except ValidationError as error:
            said = given.get("input") if isinstance(given, dict) else given
            problem = error.errors(include_url=False)[0]
            place = ".".join(map(str, problem["loc"]))
            yield BadRequest(
                said, f"This line is no request ({place}: {problem['msg']}).".replace("(: ", "(")
            )


def extract_all(
    requests: Iterable[ExtractRequest | BadRequest], *, keep: float | None = None
) -> Generator[Report, None, None]:
    """Yield one report a request, in their order, each with its `input`; a failure is a report too.

    Pages that were read not long ago come from the store; `keep` (seconds) is what counts as not long, in
    place of what their servers and the settings say.

    Several pages are fetched at a time. A report comes as soon as it and those before it are ready, so that
    requests may be written one by one by a program that waits for each answer.
    """
    with asyncio.Runner() as runner:
        reports = _reports(iter(requests), keep)
        try:
            while True:
                yield runner.run(anext(reports))
        except StopAsyncIteration:
            return
        finally:
            runner.run(reports.aclose())


async def _reports(
    requests: Iterator[ExtractRequest | BadRequest], keep: float | None
) -> AsyncGenerator[Report, None]:
    config = ConfigLoader().get_merged_config()
    most = int(config["network"]["concurrency"])
    coming: asyncio.Queue[ExtractRequest | BadRequest | None] = asyncio.Queue(most)
    async with Door.from_config(config) as door, rendering(config, door) as renderer:
        _pump(requests, coming, asyncio.get_running_loop())
        running: deque[asyncio.Task[Report]] = deque()
        next_one: asyncio.Task[ExtractRequest | BadRequest | None] | None = None
        is_open = True
        while is_open or running:
            if is_open and next_one is None and len(running) < most:
                next_one = asyncio.create_task(coming.get())
            waiting = {task for task in (next_one, running[0] if running else None) if task is not None}
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if next_one is not None and next_one.done():
                request, next_one = next_one.result(), None
                is_open = request is not None
                if request is not None:
                    running.append(asyncio.create_task(_report(request, door, renderer, keep)))
            while running and running[0].done():
                yield running.popleft().result()


def _pump(
    requests: Iterator[ExtractRequest | BadRequest],
    into: "asyncio.Queue[ExtractRequest | BadRequest | None]",
    loop: asyncio.AbstractEventLoop,
) -> None:
    """Read the requests in a thread nobody waits for: stdin may never say another word."""

    def pump() -> None:
        # The loop is closed when the reader of our output has gone.
        with suppress(RuntimeError, CancelledError):
            try:
                for request in requests:
                    asyncio.run_coroutine_threadsafe(into.put(request), loop).result()
            finally:
                asyncio.run_coroutine_threadsafe(into.put(None), loop).result()

    threading.Thread(target=pump, name="extract-requests", daemon=True).start()


async def _report(
    request: ExtractRequest | BadRequest, door: Door, renderer: Renderer | None, keep: float | None
) -> Report:
    """Return the report of one request; whatever happens, it is a report."""
    if isinstance(request, BadRequest):
        return _failed(request.input, FetchCode.INVALID_URL, request.reason, 'Write {"input": FILE_OR_URL}.')
    try:
        html, url = await _page(request, door, renderer, keep)
        if not html.strip():
            return _failed(request.input, FetchCode.NOT_HTML, "The page is empty.", "Check its address.")
        contacts = await asyncio.to_thread(extract_contacts, html, url, country=request.country)
        return {"input": request.input, **extract_json(contacts)}
    except FetchError as error:
        return _failed(request.input, error.code, error.message, error.remedy)
    except Exception:
        logger.exception("%s could not be read", request.input)
        return _failed(
            request.input, FetchCode.NOT_HTML, "The page could not be read.", "Check that it is HTML."
        )


async def _page(
    request: ExtractRequest, door: Door, renderer: Renderer | None, keep: float | None
) -> tuple[str, str]:
    """Return the HTML of a request and the address it stands for.

    Raises:
        FetchError: with any of its codes.
    """
    if "://" in request.input:
        page = await door.page(request.input, keep=keep)
        if renderer:
            page, notice = await renderer.read_again(page)
            if notice:
                logger.warning("%s: %s", request.input, notice)
        return page.html, request.url or page.final_url
    return await asyncio.to_thread(_file, Path(request.input)), request.url or ""


def _file(path: Path) -> str:
    try:
        if not path.is_file():
            raise FetchError(
                FetchCode.INVALID_URL,
                str(path),
                message=f"There is no file “{path}”, and it is no address.",
                remedy="Check its name; an address starts with https://.",
            )
        if path.stat().st_size > _LARGEST:
            raise FetchError(FetchCode.TOO_LARGE, str(path))
        body = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or "its name is not one"
        raise FetchError(
            FetchCode.INVALID_URL,
            str(path),
            message=f"“{path}” cannot be read: {reason}.",
            remedy="Check its name and its permissions.",
        ) from error
    if is_file(body):
        raise FetchError(FetchCode.NOT_HTML, str(path))
    return decode(body)


def _failed(given: object, code: FetchCode, message: str, remedy: str) -> Report:
    return {"input": given, "error": {"code": code.value, "message": message, "remedy": remedy}}
