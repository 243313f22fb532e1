"""The doctor: one look at every model server says what works, what does not, and what the app can mend.

It looks (`doctor_probe`), judges (`doctor_findings`) and, where the analyst presses the button, acts
(`doctor_actions`). It loads no model and changes nothing by itself.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from llm import call_log, doctor_findings, doctor_ways, gpu
from llm.background import background
from llm.doctor_probe import examine_endpoint
from llm.doctor_records import Diagnosis, Facts, Finding, Status, Wanted
from llm.protocol import openai_package
from llm.targets import Target, entry_target

# A report within ten seconds, however slow the servers are; what was not reached by then is said.
WITHIN_SECONDS = 9.0
# Calls of the log that tell how the models have done lately.
_CALLS = 200


def examine(
    config: Mapping[str, Any],
    *,
    presets: Mapping[str, Mapping[str, str]] | None = None,
    seconds: float = WITHIN_SECONDS,
) -> Diagnosis:
    """Return what is found at every endpoint of the merged configuration. Never raises for a server.

    `presets` are the sets of addresses that may be offered in place of those in force.
    """
    started = time.monotonic()
    facts, cards = background.run(_look(config, seconds))
    calls = call_log.read(_CALLS)
    findings: list[Finding] = []
    for one in facts:
        findings += doctor_findings.of_endpoint(one, cards, calls)
    findings = doctor_ways.with_ways_out(findings, config, presets or {})
    findings = doctor_ways.with_other_models(findings, facts, config)
    findings += doctor_findings.of_embedded(config)
    findings += doctor_findings.of_tasks(config, facts, presets or {})
    order = {Status.FAIL: 0, Status.WARN: 1, Status.OK: 2}
    return Diagnosis(
        at=datetime.now(UTC),
        seconds=round(time.monotonic() - started, 2),
        findings=sorted(findings, key=lambda one: (order[one.status], one.endpoint != "")),
        endpoints=[one.summary() for one in facts],
    )


def wanted_of(config: Mapping[str, Any], endpoint: str) -> list[Wanted]:
    """Return the models that entries ask of an endpoint, each with its largest context and its tasks."""
    found: dict[str, Wanted] = {}
    for name, entry in config.get("models", {}).items():
        if entry.get("endpoint") != endpoint or not entry.get("id"):
            continue
        model = str(entry["id"])
        wanted = found.setdefault(model, Wanted(model=model, alias=str(entry.get("alias") or name)))
        wanted.context = max(wanted.context, int(entry.get("context") or 0))
        wanted.system_role = str(entry.get("system_role") or wanted.system_role)
        if entry.get("task"):
            wanted.tasks.append(name)
    return list(found.values())


async def _look(config: Mapping[str, Any], seconds: float) -> tuple[list[Facts], list[gpu.Card]]:
    # Its import takes up to a second, in which no server could be heard.
    await asyncio.to_thread(openai_package)
    endpoints = config.get("endpoints", {})
    named = [name for name, spec in endpoints.items() if spec.get("url")]
    deadline = time.monotonic() + seconds
    looks = [
        examine_endpoint(target, wanted_of(config, name), deadline=deadline)
        for name in named
        for target in _servers_of(endpoints, name)
    ]
    cards = asyncio.ensure_future(asyncio.to_thread(gpu.cards))
    facts = list(await asyncio.gather(*looks))
    return facts, await cards


def _servers_of(endpoints: Mapping[str, Any], name: str) -> list[Target]:
    """Return a target for each address of an endpoint."""
    target = entry_target({"id": "", "endpoint": name}, endpoints)
    return [replace(target, root=root) for root in target.roots]
