"""A report as one HTML file without scripts: everything from a page is shown as text, never as markup."""

from collections.abc import Iterator, Sequence
from html import escape

from seo.audit_record import Fault
from seo.report import Report, band

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root{--brand:COLOUR;--poor:#b3261e;--fair:#a35f08;--good:#1d7a45;--none:#6d7874}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,"Segoe UI",sans-serif;color:#1d2624;background:#fff;
max-width:54rem;margin:2rem auto;padding:0 1.25rem}
h1,h2,h3{line-height:1.25;color:var(--brand);margin:0 0 .4rem}
h1{font-size:2rem}h2{margin-top:2.5rem;padding-bottom:.3rem;border-bottom:2px solid var(--brand)}
h3{margin-top:1.6rem;font-size:1.1rem}
header{display:grid;grid-template-columns:1fr auto;gap:1rem 2rem;align-items:center}
header img{max-height:4rem;max-width:14rem;grid-column:1/-1}
.score{width:7.5rem;height:7.5rem;border:.55rem solid;border-radius:50%;display:grid;place-content:center;
text-align:center;font-size:2.4rem;font-weight:700;line-height:1}
.score small{display:block;font-size:.9rem;font-weight:400;color:#555;margin-top:.2rem}
.poor{color:var(--poor)}.fair{color:var(--fair)}.good{color:var(--good)}.none{color:var(--none)}
.muted,.pages{color:#555;font-size:.88em}.pages{overflow-wrap:anywhere;margin:.3rem 0 0;padding-left:1.1rem}
table{border-collapse:collapse;width:100%;margin-top:1rem}
td,th{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #dde2de}
td.n,th.n{text-align:right;white-space:nowrap}td.bar{width:45%}
.track{display:block;height:.6rem;background:#eceeec;border-radius:.3rem;overflow:hidden}
.track i{display:block;height:100%;background:currentColor}
table.rivals{font-size:.85em}table.rivals th{white-space:normal}table.rivals td{overflow-wrap:anywhere}
ol,ul.plain{padding-left:1.4rem}ol>li,ul.plain>li{margin-bottom:1rem;break-inside:avoid}
.fix{font-weight:600}
code{display:block;background:#f2f4f0;padding:.25rem .5rem;margin-top:.25rem;overflow-wrap:anywhere;
font-size:.82em;border-radius:.25rem}
blockquote{margin:.2rem 0;padding-left:.8rem;border-left:3px solid #dde2de;color:#555}
footer{margin-top:3rem;color:#555;font-size:.85em}
@media print{body{margin:0;max-width:none;font-size:11pt}h2,h3{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def report_html(report: Report) -> str:
    """Return the report as a whole HTML document."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    words = report.words
    yield f'<!doctype html>\n<html lang="{_text(report.language)}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_text(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="robots" content="noindex">'
    yield f"<title>{_text(words['title'])}</title>"
    yield f"<style>{_STYLE.replace('COLOUR', report.branding.colour)}</style>\n</head>\n<body>"
    yield from _header(report)
    yield "<main>"
    yield from _families(report)
    yield from _since(report)
    yield from _rivals(report)
    if report.record.plan:
        yield f'<h2>{_text(words["plan"])}</h2><p class="muted">{_text(words["plan_note"])}</p>'
        yield from _faults(report, report.record.plan, full=False)
    yield from _remarks(report)
    yield from _missing(report)
    yield f"<h2>{_text(words['faults'])}</h2>"
    for family, name, _, _ in report.families:
        yield f"<h3>{_text(name)}</h3>"
        faults = report.faults_of(family)
        if faults:
            yield from _faults(report, faults, full=True)
        else:
            yield f"<p>{_text(words['none'])}</p>"
    yield from _unmeasured(report)
    yield f"<p>{_text(words['passed'].format(count=len(report.record.passed)))}</p>"
    yield f"</main>\n<footer><p>{_text(words['how'])}</p></footer>\n</body>\n</html>"


def _header(report: Report) -> Iterator[str]:
    record = report.record
    yield "<header>"
    if address := report.branding.logo_address:
        yield f'<img src="{address}" alt="{_text(report.branding.name)}">'
    yield "<div>"
    if report.branding.name:
        yield f'<p class="muted">{_text(report.branding.name)}</p>'
    yield f"<h1>{_text(report.words['title'])}</h1>"
    yield f'<p class="muted">{_text(record.url)}<br>{_text(report.day(report.made_on))}'
    yield f" · {_text(report.extent)}</p></div>"
    label = f"{_text(report.words['score'])} {_text(record.grade)}"
    yield f'<p class="score {band(record.score)}">{record.score}<small>{label}</small></p></header>'


def _families(report: Report) -> Iterator[str]:
    words = report.words
    yield f'<table><tr><th></th><th></th><th class="n">{_text(words["score"])}</th>'
    yield f'<th class="n">{_text(words["weight"])}</th></tr>'
    for _, name, score, weight in report.families:
        shown = words["not_judged"] if score is None else str(score)
        colour = band(score)
        bar = f'<span class="track {colour}"><i style="width:{score or 0}%"></i></span>'
        yield f'<tr><td>{_text(name)}</td><td class="bar">{bar}</td>'
        yield f'<td class="n {colour}">{_text(shown)}</td><td class="n">{weight} %</td></tr>'
    yield "</table>"


def _since(report: Report) -> Iterator[str]:
    if not report.since:
        return
    yield f"<h2>{_text(report.since)}</h2><p>{_text(report.points())}</p>"
    for name, found in report.changed:
        titles = "".join(f"<li>{_text(report.title(one))}</li>" for one in found)
        yield f"<h3>{_text(name)}</h3><ul>{titles}</ul>"


def _rivals(report: Report) -> Iterator[str]:
    if not report.side_by_side:
        return
    heads = "".join(f'<th class="n">{_text(name)}</th>' for _, name, _, _ in report.families)
    yield f"<h2>{_text(report.words['rivals'])}</h2>"
    yield f'<table class="rivals"><tr><th></th><th class="n">{_text(report.words["score"])}</th>{heads}</tr>'
    for name, one in report.side_by_side:
        cells = "".join(
            f'<td class="n {band(score)}">{"–" if score is None else score}</td>'
            for score in (one.score, *(one.families.get(family) for family, _, _, _ in report.families))
        )
        yield f"<tr><td>{_text(name)}</td>{cells}</tr>"
    yield "</table>"


def _faults(report: Report, faults: Sequence[Fault], *, full: bool) -> Iterator[str]:
    yield "<ol>"
    for fault in faults:
        text = report.text(fault)
        yield f'<li><span class="fix">{_text(text.how_to_fix)}</span><br>{_text(text.why)}<br>'
        yield f'<span class="muted">{_text(text.title)} · {_text(report.facts(fault))}</span>'
        if full:
            yield from (f"<code>{_text(report.proof(proof))}</code>" for proof in fault.proofs)
        if where := report.where(fault)[: None if full else 3]:
            yield f'<ul class="pages">{"".join(f"<li>{_text(row)}</li>" for row in where)}</ul>'
        yield "</li>"
    yield "</ol>"


def _remarks(report: Report) -> Iterator[str]:
    if not report.record.remarks:
        return
    yield f'<h2>{_text(report.words["remarks"])}</h2><ul class="plain">'
    for remark in report.record.remarks:
        yield f"<li><strong>{_text(report.aspect(remark.aspect))}</strong>: {_text(remark.remark)}"
        yield f"<blockquote>{_text(report.quoted(remark.quote))}</blockquote></li>"
    yield "</ul>"


def _missing(report: Report) -> Iterator[str]:
    if not report.missing:
        return
    words = report.words
    yield f'<h2>{_text(words["subjects"])}</h2><p class="muted">{_text(words["subjects_note"])}</p><ul>'
    yield from (f"<li>{_text(question)}</li>" for question in report.missing)
    yield "</ul>"


def _unmeasured(report: Report) -> Iterator[str]:
    if not report.record.not_measured:
        return
    words = report.words
    yield f'<h2>{_text(words["unmeasured"])}</h2><p class="muted">{_text(words["unmeasured_note"])}</p><ul>'
    yield from (f"<li>{_text(report.title(one))}</li>" for one in report.record.not_measured)
    yield "</ul>"


def _text(text: str) -> str:
    return escape(text)
