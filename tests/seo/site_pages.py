"""Small sites on loopback with one planted fault each, next to their correct twins."""

from collections.abc import Mapping, Sequence

from scrapers.crawl import FOR_AUDIT, CrawlLimits
from scrapers.fetch import Door
from seo.site import audit_site
from seo.site_result import SiteAudit, SiteCheck
from tests.servers.loopback import LoopbackWeb, Reply, answer, moved

WORDS = (
    "Nous posons, réparons et entretenons chauffages, chaudières et robinets dans toute la ville.",
    "Nos artisans arrivent le matin, montrent leur devis et repartent quand tout fonctionne de nouveau.",
    "La fuite est cherchée sans casser le mur, avec une caméra et un appareil qui écoute les tuyaux.",
)


def page(
    title: str, *links: str, head: str = "", text: str = "", description: str = "", status: int = 200
) -> bytes:
    """Return a page with a title, links and some words of its own."""
    anchors = "".join(f'<a href="{url}">Vers {url}</a> ' for url in links)
    meta = f'<meta name="description" content="{description}">' if description else ""
    said = text or f"{title}. " + " ".join(f"{title} {n} : {line}" for n, line in enumerate(WORDS))
    html = (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>{meta}{head}</head>'
        f"<body><nav>{anchors}</nav><main><h1>{title}</h1><p>{said}</p></main></body></html>"
    )
    return answer(status, html.encode())


def sitemap(web: LoopbackWeb, *paths: str) -> bytes:
    """Return a sitemap of some paths of a server."""
    places = "".join(f"<url><loc>{web.url}{path}</loc></url>" for path in paths)
    return answer(body=f"<urlset>{places}</urlset>".encode(), kind="application/xml")


Pages = Mapping[str, Reply | list[Reply]]


async def audited(
    pages: Pages,
    *,
    listed: Sequence[str] | None = None,
    robots: bytes | None = None,
    outside: Pages | None = None,
    limits: CrawlLimits = FOR_AUDIT,
) -> SiteAudit:
    """Return the audit of a site; `OUTSIDE` in a page is the address of another one."""
    with LoopbackWeb(outside or {}) as other, LoopbackWeb({}, robots) as web:
        for path, reply in pages.items():
            web.pages[path] = _with_outside(reply, other.url)
        if listed is not None:
            web.pages["/sitemap.xml"] = sitemap(web, *listed)
        async with Door(allow_hosts=[web.pair, other.pair], pause=0) as door:
            return await audit_site(door, f"{web.url}/", limits=limits)


def _with_outside(reply: Reply | list[Reply], url: str) -> Reply | list[Reply]:
    if not isinstance(reply, bytes) or b"OUTSIDE" not in reply:
        return reply
    body = reply.partition(b"\r\n\r\n")[2].replace(b"OUTSIDE", url.encode())
    return answer(body=body)


def check(audit: SiteAudit, name: str) -> SiteCheck:
    """Return what one check says."""
    return next(one for one in audit.checks if one.id == name)


__all__ = ["audited", "check", "moved", "page", "sitemap"]
