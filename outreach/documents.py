"""Letters and call scripts as Word documents."""

import io
import re
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from leads.record import now
from leads.text import storable
from outreach.draft import Channel, Language, Variant
from outreach.export import must_be_free
from outreach.request import OutreachRequest
from outreach.slots import date_for, signature

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SUBJECT = {Language.FR: "Objet\u00a0: ", Language.EN: "Subject: ", Language.DE: "Betreff: "}


def docx(variant: Variant, request: OutreachRequest) -> bytes:
    """Return a letter (addresses, date, subject, text) or a call script as a document.

    Raises:
        BlockedDraft: the message is blocked.
    """
    must_be_free(variant)
    document = Document()
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.5)
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.author = _xml(request.sender.name)
    document.core_properties.title = _xml(variant.subject or request.lead.name)
    if request.channel is Channel.LETTER:
        _letterhead(document, request)
    if variant.subject:
        document.add_paragraph().add_run(_xml(_SUBJECT[request.language] + variant.subject)).bold = True
    for block in re.split(r"\n\s*\n", variant.body):
        _block(document, block, is_script=request.channel is Channel.CALL_SCRIPT)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _block(document: Any, block: str, *, is_script: bool) -> None:
    """Add a paragraph, line by line; in a script the label before the colon is bold."""
    lines = document.add_paragraph()
    label, mark, rest = block.partition(":")
    has_label = bool(is_script and mark and len(label.split()) <= 4)
    if has_label:
        lines.add_run(_xml(label + mark)).bold = True
    text = rest if has_label else block
    for n, line in enumerate(text.split("\n")):
        if n:
            lines.add_run().add_break()
        lines.add_run(_xml(line))


def _letterhead(document: Any, request: OutreachRequest) -> None:
    lead = request.lead
    person = " ".join(
        part for part in (lead.contact.civility, lead.contact.first_name, lead.contact.last_name) if part
    )
    town = " ".join(part for part in (lead.postcode, lead.city) if part)
    for line in signature(request):
        document.add_paragraph(_xml(line)).paragraph_format.space_after = Pt(0)
    for line in (lead.name, person, lead.street, town):
        if line:
            reader = document.add_paragraph(_xml(line))
            reader.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            reader.paragraph_format.space_after = Pt(0)
    day = document.add_paragraph(date_for(now().isoformat(), request.language))
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _xml(text: str) -> str:
    return _NOT_XML.sub("", storable(text))
