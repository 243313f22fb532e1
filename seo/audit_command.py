"""What `audit` prints: audits of pages from files and the web, or of many cases at high speed."""

import asyncio
import gc
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from config.errors import UserFacingError, as_report
from config.loader import ConfigLoader
from scrapers.charset import decode
from scrapers.fetch import Door, FetchCode, FetchError
from scrapers.file_kinds import is_file
from scrapers.render import Renderer
from seo.audit import PageAudit, audit_page
from seo.audit_record import AuditRecord
from seo.look import look
from seo.page_input import PageInput
from seo.report import Report
from seo.report_html import report_html

LARGEST_FILE = 50_000_000
# Fewer cases than this are audited before other processes have started.
FEW_CASES = 60
AT_A_TIME = 16
_REMEDY = "Write {id, url, status, headers, html, robots_txt?} as one line of JSON."
# A page with an address, a name in the markup, a language to tell: it has every list of words loaded.
_BUSINESS = (
    '<html lang="fr"><title>Plomberie Durand</title><script type="application/ld+json">{"@type": "Plumber", '
    '"name": "Serrurerie Lambert", "telephone": "+33 5 56 00 11 22", "address": {"@type": "PostalAddress", '
    '"streetAddress": "12 rue des Lilas", "postalCode": "33000", "addressLocality": "Bordeaux"}}</script>'
    '<a href="/">Plomberie Durand</a><h1>Plombier</h1><p>'
    + "Nous réparons vos fuites et vos chaudières dans toute la ville. " * 8
    + "</p><p>Plomberie Durand, 12 rue des Lilas, 33000 Bordeaux, 05 56 00 11 22</p>"
)


@dataclass(frozen=True)
class Given:
    """What the command's options say of the files: the answer they would have been."""

    url: str = ""
    status: int = 200
    headers: dict[str, list[str]] | None = None
    robots: Path | None = None


def read_headers(lines: Sequence[str]) -> dict[str, list[str]] | None:
    """Return the headers of options such as `Content-Type: text/html`, None without any.

    Raises:
        UserFacingError: one has no colon.
    """
    found: dict[str, list[str]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise UserFacingError(f"“{line}” is no header.", "Write it as 'Name: value'.", code="usage")
        found.setdefault(name.strip().lower(), []).append(value.strip())
    return found or None


@dataclass(frozen=True)
class Unread:
    """An input that could not be read, and why."""

    input: str
    error: UserFacingError

    def as_json(self) -> str:
        """Return it as one line among the audits of the others."""
        return json.dumps({"input": self.input, "error": as_report(self.error)}, ensure_ascii=False)

    def as_text(self) -> str:
        """Return it for people."""
        return f"{self.input}: {self.error}"


def audit_inputs(
    inputs: Iterable[str], given: Given, *, vitals: bool = False
) -> Iterator[PageAudit | Unread]:
    """Yield the audit of each file or address, or why there is none; `vitals` measures in a browser."""
    with asyncio.Runner() as runner:
        for one in inputs:
            try:
                page = runner.run(_looked(one, vitals)) if "://" in one else _from_file(Path(one), given)
            except UserFacingError as error:
                yield Unread(one, error)
            else:
                yield audit_page(page)


def audit_cases(path: Path) -> Iterator[str]:
    """Yield one audit as JSON for each line of a file of cases, in order; a line that is none gives an error.

    Many cases are shared out among the machine's processors.

    Raises:
        UserFacingError: the file cannot be read.
    """
    collect_seldom()
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            lines = (line for line in file if line.strip())
            first = list(islice(lines, FEW_CASES))
            if len(first) < FEW_CASES or (os.cpu_count() or 1) < 2:
                yield from map(_judged, first)
                yield from map(_judged, lines)
                return
            # What all need (words, languages, towns) is loaded here: the other processes inherit it.
            _warm_up()
            yield _judged(first[0])
            with ProcessPoolExecutor(initializer=collect_seldom) as pool:
                yield from pool.map(_judged, first[1:], chunksize=AT_A_TIME)
                while some := list(islice(lines, 64 * AT_A_TIME)):
                    yield from pool.map(_judged, some, chunksize=AT_A_TIME)
    except OSError as error:
        raise UserFacingError(
            f"{path} cannot be read.", "Check its name and whether you may read it.", code="bad_file"
        ) from error


def check_report(path: Path) -> None:
    """Tell before hours of work that a report could not be written.

    Raises:
        UserFacingError: it is no HTML or PDF file, or there is no such folder to write to.
    """
    if path.suffix.lower() not in {".html", ".htm", ".pdf"}:
        raise UserFacingError(
            f"{path} is neither HTML nor PDF.", "Give a name that ends in .html or .pdf.", code="usage"
        )
    try:
        is_writable = not path.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)
    except OSError:
        is_writable = False  # no name of a file is as long
    if not is_writable:
        raise UserFacingError(
            f"{path} cannot be written.", "Give a file in a folder you may write to.", code="cannot_write"
        )


def save_report(record: AuditRecord, path: Path, language: str) -> None:
    """Write a report on an audit, as PDF or HTML by the name of the file.

    Raises:
        UserFacingError: the file cannot be written.
    """
    report = Report(record=record, language=language)
    try:
        if path.suffix.lower() == ".pdf":
            from seo.report_pdf import report_pdf  # noqa: PLC0415 - reportlab takes half a second

            path.write_bytes(report_pdf(report))
        else:
            path.write_text(report_html(report), encoding="utf-8")
    except OSError as error:
        raise UserFacingError(
            f"{path} cannot be written.", "Give a file in a folder you may write to.", code="cannot_write"
        ) from error


def as_text(audit: PageAudit) -> str:
    """Return an audit for people: the score, and what is wrong by its weight."""
    rows = [f"{audit.url or 'the page'}: {audit.score} ({audit.grade})"]
    rows += [
        f"  {family.value}: {'not judged' if score is None else score}"
        for family, score in audit.families.items()
    ]
    if audit.problem:
        rows.append(audit.problem)
    for result in sorted(audit.faults, key=lambda fault: -fault.weight):
        rows.append(f"{result.status.value.upper()} {result.id}: {result.title} ({result.value})")
        rows += [f"    line {proof.line}: {proof.snippet}" for proof in result.evidence[:3]]
        rows.append(f"    {result.how_to_fix}")
    return "\n".join(rows)


def collect_seldom() -> None:
    """Let the trees of several pages pile up before memory is looked through: that is faster."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _warm_up() -> None:
    """Load what a page of a business needs, whether or not the first case is one."""
    audit_page(PageInput(url="https://warm.example/", html=_BUSINESS))


def _judged(line: str) -> str:
    """Return the audit of one case as JSON."""
    case: object = None
    try:
        case = json.loads(line)
        given = PageInput.model_validate(case)
    except (ValueError, RecursionError) as error:
        row = {
            "id": _id_of(case),
            "error": {"code": "invalid_case", "message": _reason(error), "remedy": _REMEDY},
        }
        return json.dumps(row, ensure_ascii=False)
    audit = audit_page(given).model_dump_json()
    return f'{{"id":{json.dumps(_id_of(case), ensure_ascii=False)},{audit[1:]}'


def _id_of(case: object) -> object:
    return case.get("id") if isinstance(case, dict) else None


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return "This line is not JSON."


async def _looked(url: str, vitals: bool) -> PageInput:
    """Return a page of the web with the robots.txt of its site."""
    async with Door.from_config(ConfigLoader().get_merged_config()) as door, Renderer(door) as renderer:
        return await look(door, url, renderer=renderer if vitals else None)


def _from_file(path: Path, given: Given) -> PageInput:
    robots = None if given.robots is None else _read(given.robots).decode("utf-8", "replace")
    body = _read(path)
    if is_file(body):
        raise FetchError(FetchCode.NOT_HTML, str(path))
    return PageInput(
        url=given.url or path.resolve().as_uri(),
        status=given.status,
        headers=given.headers,
        html=decode(body),
        robots_txt=robots,
        robots_status=None if robots is None else 200,
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UserFacingError(
                f"{path} is larger than 50 MB.", "Give the HTML of one page.", code="too_large"
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UserFacingError(
            f"{path} cannot be read.", "Check its name; an address starts with https://.", code="bad_file"
        ) from error
