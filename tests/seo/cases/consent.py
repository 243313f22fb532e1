from seo.check import Status
from tests.seo.cases import Case, page
from tests.seo.french_pages import GTAG, GTM, MATOMO, PIXEL, home

AXEPTIO = "<script>(function(d){var e=d.createElement('script');e.src='//static.axept.io/sdk.js';d.head.appendChild(e);})(document);</script>"

CASES = [
    Case(
        "consent-before-trackers",
        Status.PASS,
        home(head=GTAG.replace("<script async", '<script type="text/plain" async')),
    ),
    Case(
        "consent-before-trackers",
        Status.PASS,
        home(head=PIXEL.replace("fbq('init'", "fbq('consent','revoke');fbq('init'")),
    ),
    Case(
        "consent-before-trackers",
        Status.PASS,
        '<iframe data-src="https://www.googletagmanager.com/ns.html?id=GTM-1"></iframe>',
    ),
    Case("consent-before-trackers", Status.FAIL, home(head=GTAG)),
    Case("consent-before-trackers", Status.FAIL, home(head=AXEPTIO + PIXEL)),
    Case("consent-before-trackers", Status.WARN, home(head=MATOMO)),
    Case("consent-before-trackers", Status.COULD_NOT_CHECK, home(head=AXEPTIO + GTM)),
    Case("consent-before-trackers", Status.NOT_APPLICABLE, home()),
    Case(
        "consent-before-trackers",
        Status.NOT_APPLICABLE,
        page("<p>Call (212) 555-0134, New York, NY 10001</p>", GTAG, 'lang="en-US"'),
        note="New York",
    ),
    Case(
        "consent-before-trackers",
        Status.NOT_APPLICABLE,
        '<script defer src="https://plausible.io/js/script.js"></script>',
    ),
    Case(
        "consent-refusal",
        Status.PASS,
        '<div id="cookie-bar"><button>Accepter</button><button>Refuser</button></div>',
    ),
    Case(
        "consent-refusal",
        Status.WARN,
        '<div id="cookie-bar"><button>Accepter</button><a href="/plus">En savoir plus</a></div>',
    ),
    Case(
        "consent-refusal",
        Status.NOT_APPLICABLE,
        '<article class="cookies"><h2>Cookies au chocolat</h2></article>',
    ),
]
