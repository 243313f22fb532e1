"""`outreach`: first messages to one lead, checked."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail, progress, stop_on_interrupt
from config.errors import UserFacingError
from outreach.draft import Channel, Language, Tone


def outreach(
    lead_json: Annotated[Path, typer.Option(help="A file with one lead: what extract prints, and more.")],
    sender_json: Annotated[Path | None, typer.Option(help="A file with who writes.")] = None,
    channel: Annotated[Channel, typer.Option(help="How the message travels.")] = Channel.EMAIL,
    language: Annotated[Language, typer.Option(help="The language it is written in.")] = Language.FR,
    tone: Annotated[Tone, typer.Option(help="How it sounds.")] = Tone.PROFESSIONAL,
    variants: Annotated[int, typer.Option(min=1, max=3, help="Variants, each with an angle of its own.")] = 3,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what has a one-click fix.")] = False,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Ask no model: templates only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write first messages to a lead from verified facts only, and check every word. Sends nothing."""
    from config.loader import ConfigLoader
    from jobs.outreach_job import limits_of
    from outreach.outreach_command import as_data, as_text, write
    from outreach.records import SenderFile, read_lead, read_sender
    from outreach.request import OutreachRequest

    try:
        request = OutreachRequest(
            lead=read_lead(lead_json),
            sender=read_sender(sender_json) if sender_json else SenderFile(),
            channel=channel,
            language=language,
            tone=tone,
            variants=variants,
            limits=limits_of(ConfigLoader(), channel),
        )
        cancel = None if no_llm else stop_on_interrupt()
        composed = write(request, use_model=not no_llm, fix=fix, cancel=cancel, tell=progress)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    if as_json:
        typer.echo(json.dumps(as_data(composed, request), ensure_ascii=False))
    else:
        typer.echo(as_text(composed, request))
