"""Read what the structured data of a page describes, tolerantly: JSON-LD and microdata."""

from leads.domains import is_social, mail_domain
from scrapers.dom import Document
from scrapers.entities import MAKERS, Entity
from scrapers.json_ld import Script
from scrapers.microdata import microdata
from scrapers.sites import site_key
from scrapers.vocabulary import slug


def read_entities(document: Document) -> list[Entity]:
    """Return what a page's JSON-LD and microdata describe, other people's reviews and brands left out."""
    entities: list[Entity] = []
    for script in document.data_scripts:
        entities += Script(script).entities()
    entities += microdata(document)
    return [entity for entity in entities if entity.role not in MAKERS or not _is_foreign(entity, document)]


def _is_foreign(entity: Entity, document: Document) -> bool:
    """Tell whether a publisher is another company: other domains than the page's, a name its title lacks."""
    own = {site_key(document.url), site_key(document.canonical)}
    sites = {site_key(fact.value) for fact in entity.facts.get("url", [])}
    sites |= {mail_domain(fact.value.removeprefix("mailto:")) for fact in entity.facts.get("email", [])}
    others = {site for site in sites - {""} if not is_social(site)}
    if not others or others & own:
        return False
    name = entity.first("name")
    return name is None or slug(name.value) not in slug(document.title)
