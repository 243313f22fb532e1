"""Messages on their way out: .eml, mailto, CSV for a mail merge, Markdown. The toolkit sends nothing."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import quote

from leads.cells import safe_cell
from leads.markdown import paragraph, plain
from leads.record import now
from leads.text import storable
from outreach.draft import Angle, Language, Variant
from outreach.errors import BlockedDraft
from outreach.facts import bare_domain
from outreach.request import OutreachRequest

_HEADINGS = {
    Language.FR: {
        Angle.PROBLEM: "Problème constaté",
        Angle.PROOF: "Preuve",
        Angle.QUESTION: "Question",
    },
    Language.EN: {Angle.PROBLEM: "Problem seen", Angle.PROOF: "Proof", Angle.QUESTION: "Question"},
    Language.DE: {Angle.PROBLEM: "Gesehenes Problem", Angle.PROOF: "Nachweis", Angle.QUESTION: "Frage"},
}
_BLOCKED = {Language.FR: "bloqué", Language.EN: "blocked", Language.DE: "blockiert"}
MERGE_COLUMNS = (
    "email",
    "civility",
    "first_name",
    "last_name",
    "company",
    "website",
    "angle",
    "subject",
    "body",
)
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def must_be_free(variant: Variant) -> None:
    """Go on if a message may leave the toolkit.

    Raises:
        BlockedDraft: one of its checks blocks it; the message names it.
    """
    if variant.blocked:
        why = next((one.detail for one in variant.failed), "a check failed.")
        raise BlockedDraft(
            f"This message is blocked: {why}", "Edit the marked words; the checks run again at once."
        )


def eml(variant: Variant, request: OutreachRequest, *, when: datetime | None = None) -> bytes:
    """Return a message as a mail file that any mail program opens as a draft.

    Raises:
        BlockedDraft: the message is blocked.
    """
    must_be_free(variant)
    sender = request.sender
    mail = EmailMessage(policy=policy.SMTP.clone(max_line_length=78))
    mail["Subject"] = _header(variant.subject)
    if from_ := _address(_header(sender.name), sender.email):
        mail["From"] = from_
        mail["Reply-To"] = from_
    if to := _address(_header(_reader(request)), request.lead.emails[0] if request.lead.emails else ""):
        mail["To"] = to
    mail["Date"] = format_datetime(when or now())
    domain = (
        sender.email.rpartition("@")[2] if _ADDRESS.fullmatch(sender.email) else bare_domain(sender.website)
    )
    mail["Message-ID"] = make_msgid(domain=domain or "draft.invalid")
    mail["X-Unsent"] = "1"  # Outlook opens it for editing, not as one that came
    mail.set_content(storable(variant.body) + "\n", charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def mailto(variant: Variant, request: OutreachRequest) -> str:
    """Return a link that opens the message in the analyst's mail program.

    Raises:
        BlockedDraft: the message is blocked.
    """
    must_be_free(variant)
    to = request.lead.emails[0] if request.lead.emails else ""
    address = quote(to, safe="@") if _ADDRESS.fullmatch(to) else ""
    body = quote(storable(variant.body).replace("\n", "\r\n"), safe="")
    return f"mailto:{address}?subject={quote(_header(variant.subject), safe='')}&body={body}"


def merge_csv(messages: Iterable[tuple[Variant, OutreachRequest]]) -> str:
    """Return messages as a table for a mail merge, one line each; blocked ones are left out."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(MERGE_COLUMNS)
    for variant, request in messages:
        if variant.blocked:
            continue
        lead, person = request.lead, request.lead.contact
        cells = (
            lead.emails[0] if lead.emails else "",
            *(person.civility, person.first_name, person.last_name),
            *(lead.name, lead.website, variant.angle.value, variant.subject, variant.body),
        )
        writer.writerow([safe_cell(storable(cell)) for cell in cells])
    return table.getvalue()


def markdown(variants: Iterable[Variant], request: OutreachRequest) -> str:
    """Return messages to read and compare; of a blocked one only why it is blocked."""
    blocks = [f"# {plain(request.lead.name or request.lead.website or 'Lead')}"]
    for variant in variants:
        angle, blocked = _HEADINGS[request.language][variant.angle], _BLOCKED[request.language]
        blocks.append(f"## {angle}{f' ({blocked})' if variant.blocked else ''}")
        if not variant.blocked:
            blocks += [f"**{plain(variant.subject)}**"] if variant.subject else []
            blocks += [
                "  \n".join(paragraph(plain(line)) for line in block.split("\n"))
                for block in _blocks(variant.body)
            ]
        faults = [f"- {plain(f'{one.id}: {one.detail}')}" for one in variant.failed]
        if faults:
            blocks.append("\n".join(faults))
    return "\n\n".join(blocks) + "\n"


def _blocks(body: str) -> list[str]:
    return [block for block in re.split(r"\n\s*\n", storable(body)) if block.strip()]


def _header(text: str) -> str:
    """Return a text that cannot begin another header."""
    return _CONTROL.sub(" ", storable(text)).strip()


def _address(name: str, address: str) -> Address | None:
    if not _ADDRESS.fullmatch(address):
        return None
    try:
        return Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError):
        return None


def _reader(request: OutreachRequest) -> str:
    person = request.lead.contact
    return " ".join(part for part in (person.first_name, person.last_name) if part) or request.lead.name
