"""Checks of the markup for machines: can it be read, does it describe the business?"""

import json
import re

from scrapers.entities import Entity
from seo.business_types import LOCAL_BUSINESS
from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.element import Element
from seo.page_view import PageView
from seo.schema_graph import Node, SchemaGraph, texts
from seo.spot import Spot

_WRAPPING = re.compile(r"^\s*(?:<!--|(?://\s*)?<!\[CDATA\[)|(?:(?://\s*)?\]\]>|-->)\s*$")
_PARTS = {"streetAddress": "street", "postalCode": "postcode", "addressLocality": "town"}
_RDFA = re.compile(rf"\b(?:{'|'.join(sorted(LOCAL_BUSINESS))})\b", re.IGNORECASE)


@check(
    "structured-data-valid",
    Family.TECHNICAL,
    title="Structured data can be read",
    threshold="every JSON-LD script is valid JSON with a type",
    why="Search engines drop a script with one error, and with it hours, stars and address.",
    how_to_fix="Correct the error named here and test the page with Google's Rich Results Test.",
    source="JSON-LD 1.1; Google Search Central, structured data guidelines",
)
def structured_data_valid(page: PageView) -> Verdict:
    """Parse each JSON-LD script as strictly as search engines do."""
    scripts = [script for script, _ in page.data_scripts]
    if not scripts:
        return not_applicable("no JSON-LD")
    broken = [(fault, page.spot(script, fault)) for script in scripts if (fault := _fault(script))]
    if broken:
        return failed(broken[0][0], *(spot for _, spot in broken))
    return (
        passed(len(scripts))
        if page.local.graph.nodes
        else warned("no type in any script", page.spot(scripts[0]))
    )


def _fault(script: Element) -> str:
    """Return what is wrong with a JSON-LD script, empty where it is sound."""
    text = _WRAPPING.sub("", script.text().strip().lstrip("\ufeff")).strip()
    if not text:
        return "the script is empty"
    try:
        value = json.loads(text, strict=False)
    except RecursionError:
        return "the data nests too deeply"
    except ValueError as error:
        at = getattr(error, "pos", 0)
        return f"{getattr(error, 'msg', 'no JSON')}: …{text[max(0, at - 30) : at + 30]}…"
    return "" if isinstance(value, (dict, list)) else "neither an object nor a list"


@check(
    "schema-local-business",
    Family.LOCAL_LEGAL,
    title="The markup says who and where the business is",
    threshold="a LocalBusiness or closer type with a name and a complete PostalAddress or areaServed",
    why="Google reads name, address and area from this markup for its map and its knowledge panel.",
    how_to_fix="Add JSON-LD of your trade's type with name, street, postcode and town, or your service area.",
    source="Google Search Central, LocalBusiness structured data; schema.org/LocalBusiness",
    impact=Level.HIGH,
    effort=Level.MEDIUM,
)
def schema_local_business(page: PageView) -> Verdict:
    """Judge the best description of a local business on the page, in JSON-LD or microdata."""
    faults = [_business_faults(page.local.graph, node) for node in page.local.businesses]
    faults += [_entity_faults(entity) for entity in page.local.microdata_businesses]
    if faults:
        best = min(faults, key=len)
        if not best:
            return passed("complete")
        spot = _spot_of_markup(page)
        is_grave = "name" in best or "address or areaServed" in best
        verdict = failed if is_grave else warned
        return verdict(f"missing: {', '.join(best)}", *spot)
    if any(_RDFA.search(element.get("typeof")) for element in page.having("typeof")):
        return not_applicable("RDFa is not read")
    is_expected = page.local.is_home or page.local.is_contact
    if is_expected and page.local.phones and page.local.has_full_address:
        if page.local.lists_businesses:
            return not_applicable("a list of businesses")
        return warned("no LocalBusiness markup")
    return not_applicable("no LocalBusiness markup")


def _spot_of_markup(page: PageView) -> tuple[Spot, ...]:
    for script, _ in page.data_scripts:
        text = script.text()
        if _RDFA.search(text):
            return (page.spot(script, text[:160]),)
    return ()


def _business_faults(graph: SchemaGraph, node: Node) -> list[str]:
    """Return what one business in the JSON-LD lacks."""
    faults = [] if texts(node.properties.get("name")) else ["name"]
    if any(graph.says_something(node.properties.get(key)) for key in ("areaServed", "serviceArea")):
        return faults
    given = node.properties.get("address")
    places = graph.objects(given)
    if not places:
        # (A text, or a list of nothing, is an address without parts.)
        is_named = given is not None and given not in ([], {}, "")
        return faults + (list(_PARTS.values()) if is_named else ["address or areaServed"])
    lacking = [[part for key, part in _PARTS.items() if not texts(place.get(key))] for place in places]
    return faults + min(lacking, key=len)


def _entity_faults(entity: Entity) -> list[str]:
    """Return what one business in the microdata lacks."""
    faults = [] if entity.first("name") else ["name"]
    if entity.first("areaserved") or entity.first("servicearea"):
        return faults
    lacking = [part for key, part in _PARTS.items() if not entity.first(key.lower())]
    return faults + (["address or areaServed"] if len(lacking) == len(_PARTS) else lacking)
