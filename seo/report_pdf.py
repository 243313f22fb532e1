"""A report as PDF: its text is drawn, nothing of a page is ever rendered."""

import io
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from seo.audit_record import Fault
from seo.report import Report, band

_LOGO_HEIGHT = 16 * mm
_LOGO_WIDTH = 60 * mm
_LONGEST = 600
_COLOURS = {"poor": "#b3261e", "fair": "#a35f08", "good": "#1d7a45", "none": "#6d7874"}
# What the standard fonts have no letters for, in letters they have.
_NEAREST = str.maketrans({"→": "->", "\u202f": "\u00a0", "≥": ">=", "≤": "<=", "−": "-", "\u2011": "-"})
_BAR = 70 * mm


def report_pdf(report: Report) -> bytes:
    """Return the report as a PDF document."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=_drawable(report.words["title"]),
        author=_drawable(report.branding.name),
        lang=report.language,
    )

    def foot(canvas: Any, page: Any) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(colors.grey)
        canvas.drawString(20 * mm, 10 * mm, _drawable(report.record.url)[:90])
        canvas.drawRightString(A4[0] - 20 * mm, 10 * mm, str(page.page))
        canvas.restoreState()

    document.build(list(_Pages(report).flowables()), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


class _Pages:
    """Turns the parts of a report into what can be laid out."""

    def __init__(self, report: Report) -> None:
        self.report = report
        colour = colors.HexColor(report.branding.colour)
        self._body = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14)
        self._small = ParagraphStyle("small", self._body, fontSize=8, leading=10.5, textColor=colors.dimgrey)
        self._code = ParagraphStyle("code", fontName="Courier", fontSize=7.5, leading=9, leftIndent=4 * mm)
        self._bold = ParagraphStyle("bold", self._body, fontName="Helvetica-Bold", spaceBefore=7)
        self._h1 = ParagraphStyle("h1", self._bold, fontSize=20, leading=24, textColor=colour)
        self._h2 = ParagraphStyle(
            "h2", self._bold, fontSize=14, leading=18, textColor=colour, spaceBefore=14, keepWithNext=1
        )
        self._h3 = ParagraphStyle(
            "h3", self._bold, fontSize=11, leading=14, textColor=colour, spaceBefore=10, keepWithNext=1
        )
        self._score = ParagraphStyle("score", self._bold, fontSize=30, leading=36)

    def flowables(self) -> Iterator[Flowable]:
        """Yield the parts of the report in their order."""
        report, words = self.report, self.report.words
        yield from self._header()
        yield self._families()
        yield from self._since()
        yield from self._rivals()
        if report.record.plan:
            yield self._paragraph(words["plan"], self._h2)
            yield self._paragraph(words["plan_note"], self._small)
            yield from self._faults(report.record.plan, full=False)
        yield from self._remarks()
        yield from self._missing()
        yield self._paragraph(words["faults"], self._h2)
        for family, name, _, _ in report.families:
            yield self._paragraph(name, self._h3)
            faults = report.faults_of(family)
            if faults:
                yield from self._faults(faults, full=True)
            else:
                yield self._paragraph(words["none"], self._body)
        if report.record.not_measured:
            yield self._paragraph(words["unmeasured"], self._h2)
            yield self._paragraph(words["unmeasured_note"], self._small)
            for one in report.record.not_measured:
                yield self._paragraph(f"• {report.title(one)}", self._body)
        yield Spacer(1, 8 * mm)
        yield self._paragraph(words["passed"].format(count=len(report.record.passed)), self._body)
        yield self._paragraph(words["how"], self._small)

    def _header(self) -> Iterator[Flowable]:
        report, record = self.report, self.report.record
        if report.branding.logo:
            width, height = ImageReader(io.BytesIO(report.branding.logo)).getSize()
            scale = min(_LOGO_WIDTH / max(width, 1), _LOGO_HEIGHT / max(height, 1))
            yield Image(io.BytesIO(report.branding.logo), width * scale, height * scale, hAlign="LEFT")
        if report.branding.name:
            yield self._paragraph(report.branding.name, self._small)
        yield self._paragraph(report.words["title"], self._h1)
        yield self._paragraph(record.url, self._small)
        yield self._paragraph(f"{report.day(report.made_on)} · {report.extent}", self._small)
        style = ParagraphStyle("banded", self._score, textColor=_colour(record.score))
        yield self._paragraph(f"{record.score} / 100 ({record.grade})", style)
        yield Spacer(1, 3 * mm)

    def _families(self) -> Flowable:
        words = self.report.words
        rows: list[list[object]] = [["", "", _drawable(words["score"]), _drawable(words["weight"])]]
        for _, name, score, weight in self.report.families:
            shown = words["not_judged"] if score is None else str(score)
            rows.append([_drawable(name), _bar(score), _drawable(shown), f"{weight} %"])
        table = Table(rows, colWidths=[45 * mm, 78 * mm, 25 * mm, 20 * mm], hAlign="LEFT")
        table.setStyle([*_RULED, ("ALIGN", (2, 0), (-1, -1), "RIGHT")])
        return table

    def _since(self) -> Iterator[Flowable]:
        report = self.report
        if not report.since:
            return
        yield self._paragraph(report.since, self._h2)
        yield self._paragraph(report.points(), self._body)
        for name, found in report.changed:
            yield self._paragraph(name, self._h3)
            yield from (self._paragraph(f"• {report.title(one)}", self._body) for one in found)

    def _rivals(self) -> Iterator[Flowable]:
        report = self.report
        if not report.side_by_side:
            return
        yield self._paragraph(report.words["rivals"], self._h2)
        heads = ["", report.words["score"], *(name for _, name, _, _ in report.families)]
        tiny = ParagraphStyle("tiny", self._small, fontSize=7, leading=9)
        rows: list[list[object]] = [[self._paragraph(head, tiny) for head in heads]]
        for name, one in report.side_by_side:
            scores = [one.score, *(one.families.get(family) for family, _, _, _ in report.families)]
            cells = ["-" if score is None else str(score) for score in scores]
            rows.append([self._paragraph(name, self._small), *cells])
        table = Table(rows, colWidths=[44 * mm, *([21 * mm] * 6)], hAlign="LEFT")
        table.setStyle([*_RULED])
        yield table

    def _faults(self, faults: Sequence[Fault], *, full: bool) -> Iterator[Flowable]:
        report = self.report
        for number, fault in enumerate(faults, 1):
            text = report.text(fault)
            yield KeepTogether(
                [
                    self._paragraph(f"{number}. {text.how_to_fix}", self._bold),
                    self._paragraph(text.why, self._body),
                    self._paragraph(f"{text.title} · {report.facts(fault)}", self._small),
                ]
            )
            if full:
                yield from (self._paragraph(report.proof(proof), self._code) for proof in fault.proofs)
            for row in report.where(fault)[: None if full else 3]:
                yield self._paragraph(f"– {row}", self._small)

    def _remarks(self) -> Iterator[Flowable]:
        if not self.report.record.remarks:
            return
        yield self._paragraph(self.report.words["remarks"], self._h2)
        for remark in self.report.record.remarks:
            yield self._paragraph(f"{self.report.aspect(remark.aspect)}: {remark.remark}", self._body)
            yield self._paragraph(self.report.quoted(remark.quote), self._small)

    def _missing(self) -> Iterator[Flowable]:
        if not self.report.missing:
            return
        yield self._paragraph(self.report.words["subjects"], self._h2)
        yield self._paragraph(self.report.words["subjects_note"], self._small)
        for question in self.report.missing:
            yield self._paragraph(f"• {question}", self._body)

    @staticmethod
    def _paragraph(text: str, style: ParagraphStyle) -> Flowable:
        return Paragraph(escape(_drawable(text)), style)


_RULED = (("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))


def _bar(score: int | None) -> Flowable:
    """Return a score as a bar on a grey track."""
    filled = max(0.1, (score or 0) / 100 * _BAR)
    table = Table([["", ""]], colWidths=[filled, max(0.1, _BAR - filled)], rowHeights=[2.4 * mm])
    track = ("BACKGROUND", (0, 0), (-1, -1), colors.HexColor("#eceeec"))
    table.setStyle([track, ("BACKGROUND", (0, 0), (0, 0), _colour(score))] if score else [track])
    return table


def _colour(score: int | None) -> colors.Color:
    return colors.HexColor(_COLOURS[band(score)])


def _drawable(text: str) -> str:
    """Return text in the letters the standard fonts have; others become question marks."""
    return text[:_LONGEST].translate(_NEAREST).encode("cp1252", "replace").decode("cp1252")
