"""A report as one HTML file without scripts: everything from a page is shown as text, never as markup."""

from collections.abc import Iterator, Sequence
from html import escape

from seo.check import Family
from seo.quick_wins import QuickWin
from seo.report import Report

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.2;color:COLOUR}h2{margin-top:2.5rem;border-bottom:2px solid COLOUR}
header img{max-height:4rem;max-width:14rem}.score{font-size:3rem;font-weight:700;color:COLOUR}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.3rem .6rem}td{border-bottom:1px solid #ddd}
td.n{text-align:right}.fix{font-weight:600}.why{color:#555}
code{display:block;background:#f4f4f4;padding:.2rem .5rem;overflow-wrap:anywhere;font-size:.85em}
.pages{font-size:.85em;color:#555;overflow-wrap:anywhere}
li{margin-bottom:.8rem}blockquote{margin:.3rem 0;color:#555}
@media print{h2{break-after:avoid}li{break-inside:avoid}}
"""


def report_html(report: Report) -> str:
    """Return the report as a whole HTML document."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    words = report.words
    yield f'<!doctype html>\n<html lang="{escape(report.language)}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="robots" content="noindex">'
    yield f"<title>{_text(words['title'])}</title>"
    yield f"<style>{_STYLE.replace('COLOUR', report.branding.colour)}</style>\n</head>\n<body>"
    yield from _header(report)
    yield "<main>"
    yield from _families(report)
    if report.plan:
        yield f"<h2>{_text(words['plan'])}</h2><p>{_text(words['plan_note'])}</p>"
        yield from _wins(report, report.plan)
    yield from _remarks(report)
    yield f"<h2>{_text(words['faults'])}</h2>"
    for family, name, _, _ in report.families:
        yield f"<h3>{_text(name)}</h3>"
        yield from _family(report, family)
    unchecked = report.unchecked()
    if unchecked:
        yield f"<h2>{_text(words['unchecked'])}</h2><ul>"
        yield from (f"<li>{_text(title)}</li>" for title in unchecked)
        yield "</ul>"
    yield f"</main>\n<footer><p>{_text(words['how'])}</p></footer>\n</body>\n</html>"


def _header(report: Report) -> Iterator[str]:
    yield "<header>"
    if address := report.branding.logo_address:
        yield f'<img src="{address}" alt="{_text(report.branding.name)}">'
    elif report.branding.name:
        yield f"<p>{_text(report.branding.name)}</p>"
    yield f"<h1>{_text(report.words['title'])}</h1>"
    for audit in report.audits[:10]:
        yield f'<p class="pages">{_text(report.address(audit.url))}: {audit.score} ({audit.grade})</p>'
    yield f"<p>{report.made_on.isoformat()}</p>"
    yield f'<p class="score">{report.score} ({report.grade})</p></header>'


def _families(report: Report) -> Iterator[str]:
    words = report.words
    yield f"<table><tr><th></th><th>{_text(words['score'])}</th><th>{_text(words['weight'])}</th></tr>"
    for _, name, score, weight in report.families:
        shown = words["not_judged"] if score is None else str(score)
        yield f'<tr><td>{_text(name)}</td><td class="n">{_text(shown)}</td><td class="n">{weight} %</td></tr>'
    yield "</table>"


def _family(report: Report, family: Family) -> Iterator[str]:
    faults = report.faults_of(family)
    if faults:
        yield from _wins(report, faults)
    else:
        yield f"<p>{_text(report.words['none'])}</p>"


def _wins(report: Report, wins: Sequence[QuickWin]) -> Iterator[str]:
    yield "<ol>"
    for win in wins:
        text = report.text(win)
        yield f'<li><strong>{_text(text.title)}</strong><br><span class="why">{_text(text.why)}</span><br>'
        yield f'<span class="fix">{_text(text.how_to_fix)}</span>'
        yield from (f"<code>{_text(report.place(proof))}</code>" for proof in win.evidence)
        if len(report.audits) > 1:
            yield f'<p class="pages">{_text(report.words["pages"])}: {_text(_addresses(report, win))}</p>'
        yield "</li>"
    yield "</ol>"


def _addresses(report: Report, win: QuickWin) -> str:
    return ", ".join(report.address(url) for url in win.urls[:20])


def _remarks(report: Report) -> Iterator[str]:
    if not report.remarks:
        return
    yield f"<h2>{_text(report.words['remarks'])}</h2><ul>"
    for remark in report.remarks:
        yield f"<li><strong>{_text(report.aspect(remark.aspect))}</strong>: {_text(remark.remark)}"
        yield f"<blockquote>« {_text(remark.quote)} »</blockquote></li>"
    yield "</ul>"


def _text(text: str) -> str:
    return escape(text)
