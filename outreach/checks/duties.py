"""What is owed to the reader: O-OPTOUT, O-SUPPRESS, O-LAW."""

import re
from datetime import UTC, datetime

from llm.tasks.words import fold
from outreach.checks.message import Message, found, not_applicable, passed, told
from outreach.draft import Channel, CheckResult, Status
from outreach.facts import bare_domain, fetched_on
from outreach.law import Light, ruling
from outreach.layout import OPT_OUT, ORIGIN
from outreach.wording import masked

_RECENT_DAYS = 30


def opt_out(message: Message) -> CheckResult:
    """A line to object by, who writes, and where the address comes from."""
    channel = message.channel
    if channel in {Channel.LINKEDIN, Channel.LINKEDIN_MESSAGE}:
        return not_applicable("O-OPTOUT", "The network names the sender and lets the reader refuse.")
    body, sender = message.draft.body, message.request.sender
    missing = []
    if channel is not Channel.CALL_SCRIPT and not OPT_OUT.search(body):
        missing.append("a line to object by")
    if not _names(body, sender.name, sender.company):
        missing.append("the sender's name")
    if (
        channel is Channel.EMAIL
        and (sender.address or sender.siren or sender.phone)
        and not _reachable(message)
    ):
        missing.append("the sender's address, SIREN or phone")
    if channel is not Channel.SMS and not ORIGIN.search(_without_hosts(message)):
        missing.append("where the address comes from")
    if missing:
        # A name nobody has given cannot be added by a click.
        can_add = bool(sender.name or sender.company) or missing != ["the sender's name"]
        return found("O-OPTOUT", Status.FAIL, f"It lacks {', '.join(missing)}.", fixable=can_add)
    return passed("O-OPTOUT")


def suppressed(message: Message) -> CheckResult:
    """The lead has not objected, and was not written to within the last thirty days."""
    lead = message.request.lead
    if lead.suppressed:
        return found("O-SUPPRESS", Status.FAIL, "The lead is on the suppression list: nothing may be sent.")
    when = fetched_on(lead.contacted_at) if lead.contacted_at else None
    if when is not None:
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        days = (datetime.now(UTC) - aware).days
        if 0 <= days < _RECENT_DAYS:
            return found("O-SUPPRESS", Status.WARN, f"The lead was contacted {days} days ago.")
    return passed("O-SUPPRESS")


def law(message: Message) -> CheckResult:
    """The law of the reader's country lets this channel be used."""
    verdict = ruling(message.request.lead, message.channel)
    said = [verdict.reason, f"({verdict.source})" if verdict.source else ""]
    detail = told(said)
    if verdict.light is Light.BLOCKED:
        instead = ", ".join(one.value for one in verdict.alternatives)
        return found("O-LAW", Status.FAIL, told([*said, f"Open instead: {instead}." if instead else ""]))
    if not verdict.source:
        return found("O-LAW", Status.WARN, detail)
    return passed("O-LAW", detail)


def _without_hosts(message: Message) -> str:
    """Return the body without addresses, those of the record included whatever they end in."""
    body, lead = masked(message.draft.body), message.request.lead
    for host in filter(None, (bare_domain(lead.website), bare_domain(lead.source.url))):
        body = body.replace(host, " " * len(host))
    return body


def _names(body: str, *names: str) -> bool:
    plain = fold(body.replace("’", "'"))
    wanted = [fold(name.replace("’", "'")) for name in names if name]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) for name in wanted)


def _reachable(message: Message) -> bool:
    keys = {"sender.address", "sender.siren", "sender.phone"}
    spans = message.book.spans(message.draft.body, message.language)
    if any(span.fact in keys for span in spans):
        return True
    street = fold(message.request.sender.address).split(",")[0].strip()
    return bool(street) and street in fold(message.draft.body)
