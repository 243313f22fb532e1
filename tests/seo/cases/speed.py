from seo.check import Status
from seo.page_input import Vitals
from tests.seo.cases import Case

P, F, W, N, C = (
    Status.PASS,
    Status.FAIL,
    Status.WARN,
    Status.NOT_APPLICABLE,
    Status.COULD_NOT_CHECK,
)
IMAGE = "https://www.plomberie-exemple.example/salle-de-bains.webp"


def weighing(octets: int, **images: int) -> Vitals:
    return Vitals(lcp_seconds=1.0, octets=octets, images=images)


CASES = [
    Case("server-response-time", P, "<p>x</p>", seconds=0.3),
    Case("server-response-time", W, "<p>x</p>", seconds=1.2),
    Case("server-response-time", F, "<p>x</p>", seconds=4.0),
    Case("server-response-time", N, "<p>x</p>", url="file:///pages/page.html", seconds=0.1),
    Case("server-response-time", C, "<p>x</p>"),
    Case("total-byte-weight", P, "<p>x</p>", vitals=weighing(900_000)),
    Case("total-byte-weight", W, "<p>x</p>", vitals=weighing(3_500_000)),
    Case("total-byte-weight", F, "<p>x</p>", vitals=weighing(9_000_000)),
    Case("total-byte-weight", N, "<p>x</p>", vitals=weighing(0)),
    Case("total-byte-weight", C, "<p>x</p>", vitals=(1.0, 0.0)),
    Case("image-weight", P, "<p>x</p>", vitals=weighing(900_000, logo=40_000)),
    Case("image-weight", W, "<p>x</p>", vitals=weighing(900_000, logo=40_000, photo=800_000)),
    Case("image-weight", N, "<p>x</p>", vitals=weighing(900_000)),
    Case("image-weight", C, "<p>x</p>"),
    Case("image-srcset", P, f'<img src="{IMAGE}" width="1200" srcset="{IMAGE} 1200w, /petite.webp 480w">'),
    Case("image-srcset", P, f'<picture><source srcset="/p.webp"><img src="{IMAGE}" width="1200"></picture>'),
    Case("image-srcset", W, f'<img src="{IMAGE}" width="1200" height="800">'),
    Case("image-srcset", N, f'<img src="{IMAGE}" width="300"><img src="/plan.svg" width="1600">'),
    Case("image-priority", P, f'<img src="{IMAGE}" width="900" fetchpriority="high">'),
    Case(
        "image-priority",
        P,
        '<html lang="fr"><head><link rel="preload" as="image" href="/a.webp"></head>'
        f'<body><img src="{IMAGE}" width="900"></body></html>',
        note="preload",
    ),
    Case("image-priority", W, f'<img src="/logo.png" width="120"><img src="{IMAGE}" width="900">'),
    Case("image-priority", N, '<img src="/logo.png" width="120">'),
]
