"""Checks of name, address and phone: the same in text, footer, markup and the lead's record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seo.business_types import ORGANISATION
from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.local_view import FOOTER, ShownPhone, numbers_of
from seo.names_of_business import name_conflict
from seo.page_view import PageView
from seo.phone_text import Dialled, any_same, dialled, nearly_same, switchboard
from seo.postal import Place
from seo.schema_graph import Node, texts
from seo.spot import Spot

_SOURCE = "Google Business Profile guidelines; Moz local ranking factors"


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the markup says of the business."""

    names: list[str]
    phones: list[tuple[Dialled, str]]
    places: list[Place]


def _declared(page: PageView) -> _Declared:
    nodes = page.local.businesses or _organisations(page)
    names = [name for node in nodes for name in texts(node.properties.get("name"))]
    phones = [
        (number, written)
        for node in nodes
        for written in _phones_of(page, node)
        if (number := dialled(written))
    ]
    return _Declared(names, phones, [place for node in nodes for place in _places(page, node)])


def _organisations(page: PageView) -> list[Node]:
    """Return the organisations one can reach: what stands for the business without a closer type."""
    nodes = page.local.graph.of(ORGANISATION)
    return [node for node in nodes if node.properties.get("address") or node.properties.get("telephone")]


def _phones_of(page: PageView, node: Node) -> Iterator[str]:
    yield from texts(node.properties.get("telephone"))
    for point in page.local.graph.objects(node.properties.get("contactPoint")):
        yield from texts(point.get("telephone"))


def _places(page: PageView, node: Node) -> Iterator[Place]:
    graph = page.local.graph
    holders = [node.properties, *graph.objects(node.properties.get("location"))]
    for holder in holders:
        for address in graph.objects(holder.get("address")):
            street, postcode, city = (
                " ".join(texts(address.get(key)))
                for key in ("streetAddress", "postalCode", "addressLocality")
            )
            if street or postcode:
                yield Place(street, postcode, city)


@check(
    "nap-consistency",
    Family.LOCAL_LEGAL,
    title="Name, address and phone agree",
    threshold="the page shows what its markup says: phone by its digits, address whatever is abbreviated",
    why="Google trusts a business whose details agree; where they differ it may show the wrong ones.",
    how_to_fix="Give the same name, address and phone number in the text, the footer and the markup.",
    source=_SOURCE,
    impact=Level.HIGH,
)
def nap_consistency(page: PageView) -> Verdict:
    """Compare the JSON-LD of the business with what visitors read on the same page."""
    declared = _declared(page)
    if not (declared.phones or declared.places or declared.names):
        return not_applicable("no markup of the business to compare with")
    compared = 0
    conflicts: list[tuple[str, Spot]] = []
    if declared.phones and page.local.phones:
        compared += 1
        conflicts += _phone_conflicts(page, list(_lines_of(declared.phones)))
    places = _shown_places(page)
    if declared.places and places:
        compared += 1
        conflicts += _place_conflicts(page, declared.places, places)
    shown_name = name_conflict(page, declared.names) if declared.names else None
    if shown_name is not None:
        compared += 1
        if shown_name:
            conflicts.append((f"name: {declared.names[0]}", page.quote(shown_name)))
    if conflicts:
        return failed("; ".join(what for what, _ in conflicts), *(spot for _, spot in conflicts))
    return passed(compared) if compared else not_applicable("the page shows nothing to compare")


def _town(page: PageView, line: int, city: str) -> str:
    """Return the town with the CEDEX that stands behind it."""
    return f"{city} cedex" if "cedex" in page.document.lines[line].clean.lower() else city


def _phone_conflicts(page: PageView, declared: Sequence[Dialled]) -> list[tuple[str, Spot]]:
    """Return the numbers that contradict the markup: none agrees, or one that stands alone in its place."""
    phones = page.local.phones
    strange = [phone for phone in phones if not _reaches(phone, declared)]
    if len(strange) == len(phones):
        return [(f"phone: {declared[0]}", page.quote(phone.written)) for phone in strange[:1]]
    if len(page.local.distinct_postcodes()) > 1 or len(page.local.businesses) > 1:
        # Several branches have several numbers.
        return []
    alone = [phone for phone in strange if _stands_alone(phone, phones)]
    return [
        (f"phone: {declared[0]}", page.quote(phone.written))
        for phone in alone
        if _is_drift(phone, declared) or any(nearly_same(phone.number, one) for one in declared)
    ][:1]


def _lines_of(phones: Sequence[tuple[Dialled, str]]) -> Iterator[Dialled]:
    """Yield the declared numbers, and the switchboards of those that are direct dials."""
    for number, written in phones:
        yield number
        if (central := switchboard(written)) is not None:
            yield central


def _reaches(phone: ShownPhone, declared: Sequence[Dialled]) -> bool:
    """Tell whether a number is a declared one, or a direct dial of its switchboard."""
    if any_same(phone.number, declared):
        return True
    central = switchboard(phone.written)
    return central is not None and any_same(central, declared)


def _stands_alone(phone: ShownPhone, phones: Sequence[ShownPhone]) -> bool:
    """Tell whether a number is the only one in its part of the page: footer or not."""
    same_part = [other for other in phones if (other.region == FOOTER) == (phone.region == FOOTER)]
    return len(numbers_of(same_part)) == 1


def _is_drift(phone: ShownPhone, declared: Sequence[Dialled]) -> bool:
    """Tell whether the number of the footer takes the place of the declared one: both mobile or both not."""
    return phone.region == FOOTER and any(_is_mobile(phone.number) == _is_mobile(one) for one in declared)


def _is_mobile(number: Dialled) -> bool:
    """Tell whether a number is a French mobile; elsewhere the digits do not say."""
    national = number.national.removeprefix("0")
    return number.code in {"", "33"} and len(national) == 9 and national[0] in "67"


@dataclass(frozen=True, slots=True)
class _ShownPlace:
    """One address in the text, and whether it stands in the footer."""

    place: Place
    at_the_foot: bool


def _shown_places(page: PageView) -> list[_ShownPlace]:
    lines = page.document.lines
    return [
        _ShownPlace(
            Place(one.street, one.postcode, _town(page, one.line, one.city)), lines[one.line].region == FOOTER
        )
        for one in page.local.addresses
    ]


def _place_conflicts(
    page: PageView, declared: Sequence[Place], shown: Sequence[_ShownPlace]
) -> list[tuple[str, Spot]]:
    """Return the address that contradicts what is declared: none agrees, or one that cannot be a branch."""
    compared = [(one, other, one.place.difference(other)) for one in shown for other in declared]
    agreeing = [one for one, _, difference in compared if not difference]
    strange = [entry for entry in compared if entry[0] not in agreeing]
    if agreeing and len(declared) == 1:
        strange = [entry for entry in strange if _is_place_drift(entry, agreeing)]
    elif agreeing:
        # Of several branches one is written wrong whose markup stands in no text while its street does.
        met = [other for _, other, difference in compared if not difference]
        strange = [
            entry
            for entry in strange
            if entry[1] not in met and entry[2] == "street" and entry[0].place.shares_street_with(entry[1])
        ]
    if not strange:
        return []
    order = {"street": 0, "city": 1, "postcode": 2}
    one, other, difference = min(strange, key=lambda entry: order[entry[2]])
    return [(f"{difference}: {other}", page.quote(one.place.street or one.place.postcode))]


def _is_place_drift(entry: tuple[_ShownPlace, Place, str], agreeing: Sequence[_ShownPlace]) -> bool:
    """Tell whether an address beside one that agrees is the same place written wrong, not a branch.

    It is in the same town, and in the same street or alone in the footer.
    """
    one, other, difference = entry
    if difference != "street":
        return False
    is_alone_at_the_foot = one.at_the_foot and not any(agree.at_the_foot for agree in agreeing)
    return is_alone_at_the_foot or one.place.shares_street_with(other)


@check(
    "nap-matches-lead",
    Family.LOCAL_LEGAL,
    title="Name, address and phone are those we know",
    threshold="phone and address of the page agree with the lead's record",
    why="A site that differs from the register and the listings costs trust with Google and with clients.",
    how_to_fix="Find out which details are right, then correct the site or the listings.",
    source=_SOURCE,
    impact=Level.MEDIUM,
)
def nap_matches_lead(page: PageView) -> Verdict:
    """Compare what visitors read with what is known of the business from elsewhere."""
    lead = page.lead
    if lead is None:
        return not_applicable("no lead was given")
    conflicts: list[tuple[str, Spot]] = []
    compared = 0
    known = [number for written in lead.phones if (number := dialled(written))]
    if known and page.local.phones:
        compared += 1
        if not any(any_same(phone.number, known) for phone in page.local.phones):
            conflicts.append((f"phone: {lead.phones[0]}", page.quote(page.local.phones[0].written)))
    record = Place(lead.street, lead.postcode, lead.city)
    places = _shown_places(page)
    if places and (lead.street or lead.postcode):
        compared += 1
        conflicts += _place_conflicts(page, [record], places)
    if conflicts:
        return warned("; ".join(what for what, _ in conflicts), *(spot for _, spot in conflicts))
    return passed(compared) if compared else not_applicable("the page shows nothing to compare")
