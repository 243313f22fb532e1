"""A server with room for one model: work is grouped by model, and the model is changed by hand or by the app.

Calls for the model that is loaded go on while others wait for theirs, so that a batch is not done by loading
two models in turn.
"""

import asyncio
import time

from llm import lm_studio
from llm.calls import OnPhase
from llm.completion import Phase
from llm.endpoints import ServerReport
from llm.errors import NoModelLoaded, TimedOut
from llm.servers import Server
from llm.targets import Target
from llm.waiting import waiting_for

# Seconds between two looks at whether a model is loaded.
LOOK_EVERY = 1.0
# Seconds without a call after which the work for the loaded model counts as done.
QUIET_SECONDS = 1.0
# The longest that calls for another model stand back behind those for the loaded one.
PATIENCE_SECONDS = 120.0
_POLL = 0.05


async def by_hand(known: Server, target: Target, on_phase: OnPhase | None) -> ServerReport:
    """Wait until the analyst has loaded the model: a server with room for one is never made to swap.

    Raises:
        NoModelLoaded: nobody loaded it in time; says which model is wanted.
    """
    if on_phase is not None:
        on_phase(Phase.BY_HAND)
    try:
        async with waiting_for(known.root, target.model):
            async with asyncio.timeout(target.load_timeout):
                while True:
                    await asyncio.sleep(LOOK_EVERY)
                    report = await known.state(target, max_age=LOOK_EVERY)
                    if not report.is_loading(target.model):
                        return report
    except TimeoutError:
        raise NoModelLoaded(
            f"The next task needs {target.model} on {target.label}.",
            "Load it in LM Studio (Developer page), or press its button in the Models tab.",
            endpoint=target.endpoint,
            model=target.model,
        ) from None


async def by_app(
    known: Server, target: Target, report: ServerReport, on_phase: OnPhase | None
) -> ServerReport:
    """Return a report with the model loaded, after changing it where another one is.

    Raises:
        TimedOut: it takes longer than `load_timeout`.
        InvalidRequest: this version of LM Studio loads nothing on request.
    """
    if not report.is_loading(target.model) and not known.closed:
        return report
    if on_phase is not None:
        on_phase(Phase.LOADING)
    async with waiting_for(known.root, target.model), known.switching:
        report = await known.state(target, max_age=0.0)
        if report.is_loading(target.model):
            await _until_quiet(known)
            known.closed = True
            try:
                report = await _changed(known, target)
            finally:
                known.closed = False
        return report


async def _until_quiet(known: Server) -> None:
    """Let the loaded model finish its work: what is on its way, and what follows at once."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    quiet_since = time.monotonic()
    while time.monotonic() < min(deadline, quiet_since + QUIET_SECONDS):
        if known.load:
            quiet_since = time.monotonic()
        await asyncio.sleep(_POLL)


async def _changed(known: Server, target: Target) -> ServerReport:
    while known.load:
        await asyncio.sleep(_POLL)
    try:
        async with asyncio.timeout(target.load_timeout):
            await lm_studio.load(target, target.model, target.context, _silent, alone=True)
    except TimeoutError:
        raise TimedOut(
            f"{target.label} is still loading {target.model} after {target.load_timeout:.0f} s.",
            "Choose a smaller model or quantization, or raise `load_timeout` in config/models.yml.",
            endpoint=target.endpoint,
            model=target.model,
        ) from None
    finally:
        known.forget()
    return await known.state(target)


def _silent(_words: str) -> None:
    """The phase says enough."""
