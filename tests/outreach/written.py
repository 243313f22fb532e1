"""Messages as salespeople write them, clean ones and ones with one fault each, read from `messages/`."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach.checks import Message
from outreach.compose import checked
from outreach.draft import Angle, Channel, CheckResult, Draft, Language, Status
from outreach.facts import FactBook
from outreach.records import LeadFile, SenderFile
from outreach.request import OutreachRequest
from tests.yaml_files import read_yaml

_FOLDER = Path(__file__).parent / "messages"


@dataclass(frozen=True)
class Written:
    """One message: its name, what is checked, and for a faulty one what must be said."""

    name: str
    message: Message
    expected: dict[str, Any]

    @functools.cached_property
    def results(self) -> list[CheckResult]:
        """Return the verdict of every check, as a variant of the product carries them."""
        one = self.message
        return checked(one.draft, one.request, one.book, one.siblings).checks


@functools.cache
def clean() -> list[Written]:
    """Return the messages nothing is wrong with."""
    return [Written(one["id"], _message(one), one) for one in [*_read("clean"), *_waves()["clean"]]]


@functools.cache
def faulty() -> list[Written]:
    """Return the messages with one planted fault each."""
    bases = {one["id"]: one for one in _read("clean")}
    planted = [Written(one["id"], _message(bases[one["base"]], one, bases), one) for one in _read("faulty")]
    whole = [Written(one["id"], _message(one), {**one, "any": True}) for one in _read("faulty_whole")]
    waves = [
        Written(one["id"], _message(one, one.get("fault"), one["bases"]), {**one, "any": True})
        for one in _waves()["faulty"]
    ]
    return [*planted, *whole, *waves]


@functools.cache
def _waves() -> dict[str, list[dict[str, Any]]]:
    """Return the messages of `waves/`: each faulty one is a clean one with one sentence put in or replaced."""
    found: dict[str, list[dict[str, Any]]] = {"clean": [], "faulty": []}
    for stem, wave in _wave_files().items():
        bases = {}
        for name, lead, channel, language, closing, subject, body in wave["clean"]:
            base = {
                "in_wave": True,
                "lead": lead,
                "channel": channel,
                "language": language,
                "subject": subject,
                "body": body,
            }
            bases[name] = {**base, "id": f"{stem}-{name}", **({"closing": closing} if closing else {})}
        found["clean"] += bases.values()
        for n, (name, check, words, span) in enumerate(wave["faulty"], 1):
            given = {**bases[name], "bases": bases, "id": f"{stem}-{n}-{check}", "check": check}
            given["span"] = span or None
            found["faulty"].append(_with_fault(given, words))
    return found


def _with_fault(given: dict[str, Any], words: str) -> dict[str, Any]:
    """Return a message with a sentence before its last question, or with words in place of others.

    `LIKE:` names the draft it stands beside, `SUBJECT:` its subject; `LONG:n` puts a sentence in n times.
    """
    mark, _, rest = words.partition(":")
    if mark == "LIKE":
        return {**given, "fault": {"sibling": rest}}
    if mark == "SUBJECT":
        return {**given, "subject": rest}
    if mark == "LONG":
        times, sentence = rest.split(" ", 1)
        words = " ".join([sentence] * int(times))
    old, arrow, new = words.partition(" => ")
    if arrow:
        assert old in given["body"], given["id"]
        return {**given, "body": given["body"].replace(old, new, 1)}
    if words == "@@CLOSING":
        return {**{key: kept for key, kept in given.items() if key != "closing"}}
    blocks = given["body"].split("\n\n")
    raw = words.startswith("RAW:")
    at = max(n for n, block in enumerate(blocks) if "?" in block)
    sentence = "@@RAW@@" if raw else words
    if len(blocks) == 1:
        blocks[0] += f" {sentence}"
    else:
        blocks.insert(at, sentence)
    return {**given, "body": "\n\n".join(blocks), **({"untouched": words[4:]} if raw else {})}


def _message(base: dict[str, Any], fault: dict[str, Any] | None = None, bases: Any = None) -> Message:
    fault = fault or {}
    language, channel = Language(base["language"]), Channel(base["channel"])
    record = LeadFile.model_validate({**_records()["leads"][base["lead"]], **fault.get("lead_changes", {})})
    sender = SenderFile.model_validate(_records()["senders"][base["language"]])
    request = OutreachRequest(lead=record, sender=sender, channel=channel, language=language)
    siblings = ()
    if "sibling" in fault:
        other = bases[fault["sibling"]]
        siblings = (_draft(other, {}, language, channel, Angle.PROOF),)
    draft = _draft(base, fault, language, channel, Angle.PROBLEM)
    if fault.get("same_ask"):
        draft = draft.model_copy(update={"cta": "Qu'en dites-vous ?"})
        siblings = tuple(one.model_copy(update={"cta": "Qu'en dites-vous ?"}) for one in siblings)
    return Message(draft, request, FactBook.of(record, sender), siblings)


def _draft(
    base: dict[str, Any], fault: dict[str, Any], language: Language, channel: Channel, angle: Angle
) -> Draft:
    body = base["body"]
    if "closing" in base:
        body = f"{body}\n\n{_records()['closings'][base['closing']]}"
    if "raw" not in fault and "old" in fault:
        assert fault["old"] in body, fault["id"]
        body = body.replace(fault["old"], fault["new"], 1)
    if "repeat" in fault:
        body = body.replace(fault["repeat"], " ".join([fault["repeat"]] * fault["times"]))
    body = fault.get("prefix", "") + fault.get("body", body) + fault.get("suffix", "")
    subject = fault.get("subject", base.get("subject", ""))
    if language is Language.FR and channel is not Channel.SMS:
        subject, body = _typeset(subject), _typeset(body)
    if "raw" in fault:
        greeting, rest = body.split("\n\n", 1)
        body = f"{greeting}\n\n{fault['raw']}\n\n{rest.rsplit(chr(10) * 2, 1)[1]}"
    body = body.replace("@@RAW@@", base.get("untouched", ""))
    return Draft(angle=angle, subject=subject, body=body.replace("~", "\u00a0"))


def _typeset(text: str) -> str:
    """Return French text with the spaces and apostrophes of print."""
    text = re.sub(r"(?<=[\w€%]) (?=[;?!%€»:])", "\u202f", text.replace("'", "’"))
    text = text.replace("\u202f:", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    return re.sub(r"(?<=[.»)]) (?=[?!])", "\u202f", text).replace("\u202f»", "\u00a0»")


@functools.cache
def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(_FOLDER / f"{name}.yml")
    return rows


@functools.cache
def _wave_files() -> dict[str, dict[str, Any]]:
    return {path.stem: read_yaml(path) for path in sorted((_FOLDER / "waves").glob("*.yml"))}


@functools.cache
def _records() -> dict[str, dict[str, Any]]:
    records: dict[str, dict[str, Any]] = read_yaml(_FOLDER / "records.yml")
    for wave in _wave_files().values():
        records["leads"] |= wave["leads"]
    return records


def caught(one: Written) -> bool:
    """Say whether the planted fault is told, at the words it stands at."""
    result = next(result for result in one.results if result.id == one.expected["check"])
    enough = {Status.FAIL, Status.WARN} if one.expected.get("any") else {Status.FAIL}
    span = one.expected.get("span")
    return result.status in enough and (
        span is None or any(span in said.text or said.text in span for said in result.spans)
    )
