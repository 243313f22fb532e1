"""A report as PDF: its text is drawn, nothing of a page is ever rendered."""

import io
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Spacer, Table

from seo.quick_wins import QuickWin
from seo.report import Report

_LOGO_HEIGHT = 16 * mm
_LOGO_WIDTH = 60 * mm
_LONGEST = 600


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
    document.build(list(_Pages(report).flowables()))
    return out.getvalue()


class _Pages:
    """Turns the parts of a report into what can be laid out."""

    def __init__(self, report: Report) -> None:
        self.report = report
        colour = colors.HexColor(report.branding.colour)
        self._body = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14)
        self._small = ParagraphStyle("small", self._body, fontSize=8, leading=10, textColor=colors.grey)
        self._code = ParagraphStyle("code", fontName="Courier", fontSize=7.5, leading=9, leftIndent=4 * mm)
        self._bold = ParagraphStyle("bold", self._body, fontName="Helvetica-Bold", spaceBefore=6)
        self._h1 = ParagraphStyle("h1", self._bold, fontSize=20, leading=24, textColor=colour)
        self._h2 = ParagraphStyle("h2", self._bold, fontSize=14, leading=18, textColor=colour, spaceBefore=14)
        self._h3 = ParagraphStyle("h3", self._bold, fontSize=11, leading=14, textColor=colour, spaceBefore=10)
        self._score = ParagraphStyle("score", self._bold, fontSize=30, leading=36, textColor=colour)

    def flowables(self) -> Iterator[Flowable]:
        """Yield the parts of the report in their order."""
        report, words = self.report, self.report.words
        yield from self._header()
        yield from self._families()
        if report.plan:
            yield self._paragraph(words["plan"], self._h2)
            yield self._paragraph(words["plan_note"], self._body)
            yield from self._wins(report.plan)
        yield from self._remarks()
        yield self._paragraph(words["faults"], self._h2)
        for family, name, _, _ in report.families:
            yield self._paragraph(name, self._h3)
            faults = report.faults_of(family)
            if faults:
                yield from self._wins(faults)
            else:
                yield self._paragraph(words["none"], self._body)
        if unchecked := report.unchecked():
            yield self._paragraph(words["unchecked"], self._h2)
            yield from (self._paragraph(f"• {title}", self._body) for title in unchecked)
        yield Spacer(1, 8 * mm)
        yield self._paragraph(words["how"], self._small)

    def _header(self) -> Iterator[Flowable]:
        report = self.report
        if report.branding.logo:
            width, height = ImageReader(io.BytesIO(report.branding.logo)).getSize()
            scale = min(_LOGO_WIDTH / max(width, 1), _LOGO_HEIGHT / max(height, 1))
            yield Image(io.BytesIO(report.branding.logo), width * scale, height * scale, hAlign="LEFT")
        if report.branding.name:
            yield self._paragraph(report.branding.name, self._small)
        yield self._paragraph(report.words["title"], self._h1)
        for audit in report.audits[:10]:
            yield self._paragraph(f"{report.address(audit.url)}: {audit.score} ({audit.grade})", self._small)
        yield self._paragraph(report.made_on.isoformat(), self._small)
        yield self._paragraph(f"{report.score} ({report.grade})", self._score)

    def _families(self) -> Iterator[Flowable]:
        words = self.report.words
        rows = [["", _drawable(words["score"]), _drawable(words["weight"])]]
        for _, name, score, weight in self.report.families:
            shown = words["not_judged"] if score is None else str(score)
            rows.append([_drawable(name), _drawable(shown), f"{weight} %"])
        table = Table(rows, colWidths=[80 * mm, 30 * mm, 30 * mm], hAlign="LEFT")
        ruled = ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey)
        table.setStyle([ruled, ("ALIGN", (1, 0), (-1, -1), "RIGHT")])
        yield table

    def _wins(self, wins: Sequence[QuickWin]) -> Iterator[Flowable]:
        for number, win in enumerate(wins, 1):
            text = self.report.text(win)
            yield self._paragraph(f"{number}. {text.title}", self._bold)
            yield self._paragraph(text.why, self._small)
            yield self._paragraph(text.how_to_fix, self._body)
            yield from (self._paragraph(self.report.place(proof), self._code) for proof in win.evidence)
            if len(self.report.audits) > 1:
                urls = ", ".join(self.report.address(url) for url in win.urls[:20])
                yield self._paragraph(f"{self.report.words['pages']}: {urls}", self._small)

    def _remarks(self) -> Iterator[Flowable]:
        if not self.report.remarks:
            return
        yield self._paragraph(self.report.words["remarks"], self._h2)
        for remark in self.report.remarks:
            yield self._paragraph(f"{self.report.aspect(remark.aspect)}: {remark.remark}", self._body)
            yield self._paragraph(f"« {remark.quote} »", self._small)

    @staticmethod
    def _paragraph(text: str, style: ParagraphStyle) -> Flowable:
        return Paragraph(escape(_drawable(text)), style)


def _drawable(text: str) -> str:
    """Return text in the letters the standard fonts have; others become question marks."""
    return text[:_LONGEST].encode("cp1252", "replace").decode("cp1252")
