from seo.check import Status
from seo.page_input import Vitals
from tests.seo.cases import URL, Case, page
from tests.seo.cases.crawl_index import LOCAL, SVG, SVG_TYPE

P, F, W, N = Status.PASS, Status.FAIL, Status.WARN, Status.NOT_APPLICABLE
HSTS = "Strict-Transport-Security"
LONG = "<p>" + "Nous réparons vos fuites. " * 80 + "</p>"


def head(markup: str) -> str:
    return page("<p>Bonjour</p>", head=f"<title>Plomberie</title>{markup}")


CASES = [
    Case("is-on-https", P, '<img src="/a.jpg"><a href="http://ailleurs.example/">x</a>'),
    Case("is-on-https", F, "<p>x</p>", url="http://plomberie.example/"),
    Case("is-on-https", F, '<img src="http://ailleurs.example/a.jpg">'),
    Case("is-on-https", F, "<style>body{background:url(http://ailleurs.example/a.png)}</style>"),
    Case("is-on-https", F, head('<link rel="stylesheet" href="http://ailleurs.example/a.css">')),
    Case("is-on-https", P, "<p>x</p>", url="http://localhost:8501/"),
    Case(
        "is-on-https",
        P,
        '<img src="http://ailleurs.example/a.jpg">',
        headers={"Content-Security-Policy": "upgrade-insecure-requests"},
        note="upgraded",
    ),
    Case("is-on-https", N, "<p>x</p>", url=LOCAL),
    Case("has-hsts", P, "<p>x</p>", headers={HSTS: "max-age=63072000; includeSubDomains; preload"}),
    Case("has-hsts", P, "<p>x</p>", headers={HSTS: "max-age=31536000"}, note="bare"),
    Case("has-hsts", F, "<p>x</p>", headers={"Server": "x"}, note="none"),
    Case("has-hsts", F, "<p>x</p>", headers={HSTS: "max-age=1337; includeSubDomains"}, note="low"),
    Case("has-hsts", F, "<p>x</p>", headers={HSTS: "includeSubDomains; preload"}, note="no-max-age"),
    Case("has-hsts", F, "<p>x</p>", headers={HSTS: "max-age=63072000; fooDirective"}, note="unknown"),
    Case("has-hsts", N, "<p>x</p>", url=LOCAL, headers=None),
    Case("has-hsts", Status.COULD_NOT_CHECK, "<p>x</p>", headers=None),
    Case("form-https", P, '<form action="/contact"><button>Envoyer</button></form>'),
    Case("form-https", F, '<form action="http://plomberie.example/contact"></form>'),
    Case("form-https", F, "<form></form>", url="http://plomberie.example/"),
    Case("form-https", F, '<form><button formaction="http://a.example/">Envoyer</button></form>'),
    Case("form-https", N, "<p>x</p>"),
    Case("x-content-type-options", P, "<p>x</p>", headers={"X-Content-Type-Options": "NoSniff"}),
    Case("x-content-type-options", F, "<p>x</p>", headers={"Server": "x"}),
    Case("x-content-type-options", F, "<p>x</p>", headers={"X-Content-Type-Options": "sniff"}, note="other"),
    Case("x-content-type-options", N, "<p>x</p>", url=LOCAL, headers=None),
    Case("dom-size", P, "<p>x</p>"),
    Case("dom-size", F, "<p>x</p>" * 1_600, note="many"),
    Case("dom-size", W, f"<ul>{'<li>x</li>' * 61}</ul>", note="wide"),
    Case("dom-size", W, f"{'<div>' * 40}x{'</div>' * 40}", note="deep"),
    Case("dom-size", N, page("", head="")),
    Case("inline-weight", P, "<style>p{color:red}</style>"),
    Case("inline-weight", W, f"<script>{'var a = 1;' * 11_000}</script>", note="heavy"),
    Case("inline-weight", N, "<p>x</p>"),
    Case(
        "render-blocking", P, head('<link rel="stylesheet" href="a.css"><script defer src="a.js"></script>')
    ),
    Case("render-blocking", W, head('<script src="a.js"></script>' * 5), note="five"),
    Case("render-blocking", N, page("<p>x</p>", head="")),
    Case("font-display", P, head("<style>@font-face{font-family:x;font-display:swap}</style>")),
    Case("font-display", W, head("<style>@font-face{font-family:x;src:url(x.woff2)}</style>")),
    Case(
        "font-display", W, head('<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Lato">')
    ),
    Case("font-display", N, "<p>x</p>"),
    Case("text-compression", P, LONG, headers={"Content-Encoding": "br"}, note="packed"),
    Case("text-compression", W, LONG, headers={"Server": "x"}, note="plain"),
    Case("text-compression", N, "<p>x</p>", headers={"Server": "x"}),
    Case("html-cache", P, "<p>x</p>", headers={"Cache-Control": "max-age=600"}),
    Case("html-cache", W, "<p>x</p>", headers={"Cache-Control": "public, max-age=604800"}),
    Case("html-cache", N, "<p>x</p>", headers={"Cache-Control": "no-cache"}),
    Case("core-web-vitals", P, "<p>x</p>", vitals=(1.9, 0.02)),
    Case("core-web-vitals", W, "<p>x</p>", vitals=(3.0, 0.02)),
    Case("core-web-vitals", W, "<p>x</p>", vitals=Vitals(lcp_seconds=1.9, tbt_seconds=0.35)),
    Case("core-web-vitals", F, "<p>x</p>", vitals=(1.0, 0.4)),
    Case("core-web-vitals", N, "<p></p>", vitals=(None, 0.0)),
    Case("core-web-vitals", Status.COULD_NOT_CHECK, "<p>x</p>"),
    Case("charset", N, SVG, url=URL, headers=SVG_TYPE, note="svg-again"),
]
