"""Leads under the headers that HubSpot, Pipedrive and Brevo import without mapping."""

from collections.abc import Callable
from typing import NamedTuple

import phonenumbers

from config.errors import UserFacingError
from config.plugins import Group, plugins
from config.problems import did_you_mean
from leads.cells import phone_cell
from leads.domains import is_shared, is_social, registrable
from leads.export_rows import ExportRecord
from leads.record import NO_SITE, Kind, LeadStatus
from leads.suppression import e164


class UnknownProfile(UserFacingError):
    """There are no headers of this name."""

    code = "unknown"


class Profile(NamedTuple):
    """A tool's headers and how a lead fills them."""

    header: tuple[str, ...]
    cells: Callable[[ExportRecord], list[str]]


def profile(name: str) -> Profile:
    """Return the headers of a tool.

    Raises:
        UnknownProfile: there are none of this name.
    """
    known = {**plugin_profiles(), **_PROFILES}
    found = known.get(name.lower())
    if found is None:
        raise UnknownProfile(f"There is no export profile {name!r}.", did_you_mean(name, known))
    return found


def plugin_profiles() -> dict[str, Profile]:
    """Return the headers that plugins bring, by name."""

    def fault(name: str, thing: object) -> str:
        if not isinstance(thing, Profile):
            return "it is no Profile of leads.export_profiles"
        is_free = name == name.lower() and name not in _PROFILES
        return "" if is_free else "its name has to be in small letters, and not one of the toolkit's own"

    found = plugins(Group.EXPORTERS, fault)
    return {one.name: one.thing for one in found if isinstance(one.thing, Profile)}


# A contact of HubSpot stands in one of eight lead statuses; where it stands in the sale is told apart.
_HUBSPOT_STATUS = {
    LeadStatus.QUALIFIED: "OPEN",
    LeadStatus.TO_CONTACT: "OPEN",
    LeadStatus.CONTACTED: "ATTEMPTED_TO_CONTACT",
    LeadStatus.FOLLOWED_UP: "ATTEMPTED_TO_CONTACT",
    LeadStatus.IN_DISCUSSION: "CONNECTED",
    LeadStatus.WON: "CONNECTED",
    LeadStatus.LOST: "BAD_TIMING",
    LeadStatus.OFF_TARGET: "UNQUALIFIED",
    LeadStatus.REJECTED: "UNQUALIFIED",
    LeadStatus.OPPOSED: "UNQUALIFIED",
}
_HUBSPOT_STAGE = {
    LeadStatus.QUALIFIED: "salesqualifiedlead",
    LeadStatus.IN_DISCUSSION: "opportunity",
    LeadStatus.WON: "customer",
}
_HUBSPOT = (
    "First Name",
    "Last Name",
    "Email",
    "Phone Number",
    "Job Title",
    "Website URL",
    "Company Name",
    "Company Domain Name",
    "Street Address",
    "City",
    "Postal Code",
    "Country/Region",
    "Lead Status",
    "Lifecycle Stage",
    "Notes",
)
_PIPEDRIVE = (
    "Organization - Name",
    "Organization - Address",
    "Person - Name",
    "Person - Email",
    "Person - Phone",
    "Lead - Title",
    "Lead - Label",
    "Note",
)
_BREVO = (
    "EMAIL",
    "FIRSTNAME",
    "LASTNAME",
    "SMS",
    "EXT_ID",
    "COMPANY",
    "WEBSITE",
    "LANDLINE_NUMBER",
    "ADDRESS",
    "POSTCODE",
    "CITY",
    "COUNTRY",
    "SCORE",
    "NOTES",
)


def _hubspot(record: ExportRecord) -> list[str]:
    lead = record.lead
    first = lead.first
    return [
        "",
        "",
        first(Kind.EMAIL) or "",
        phone_cell(first(Kind.PHONE) or ""),
        "",
        lead.website,
        record.lead.title,
        _domain(lead.site),
        first(Kind.STREET) or "",
        first(Kind.CITY) or "",
        first(Kind.POSTCODE) or "",
        first(Kind.COUNTRY) or "",
        _HUBSPOT_STATUS.get(lead.status, "NEW"),
        _HUBSPOT_STAGE.get(lead.status, "lead"),
        _notes(record),
    ]


def _pipedrive(record: ExportRecord) -> list[str]:
    first = record.lead.first
    town = " ".join(filter(None, (first(Kind.POSTCODE), first(Kind.CITY))))
    address = ", ".join(filter(None, (first(Kind.STREET), town, first(Kind.COUNTRY))))
    score = record.extra.score or 0.0
    return [
        record.lead.title,
        address,
        record.lead.title,
        first(Kind.EMAIL) or "",
        phone_cell(first(Kind.PHONE) or ""),
        record.lead.title,
        "Hot" if score >= 7 else "Warm" if score >= 4 else "Cold",
        _notes(record),
    ]


def _brevo(record: ExportRecord) -> list[str]:
    lead = record.lead
    first = lead.first
    phones = [e164(value.value, first(Kind.COUNTRY) or "") for value in lead.all(Kind.PHONE)]
    return [
        first(Kind.EMAIL) or "",
        "",
        "",
        next((phone.removeprefix("+") for phone in phones if _is_mobile(phone)), ""),
        lead.id,
        record.lead.title,
        lead.website,
        next((phone.removeprefix("+") for phone in phones if not _is_mobile(phone)), ""),
        first(Kind.STREET) or "",
        first(Kind.POSTCODE) or "",
        first(Kind.CITY) or "",
        first(Kind.COUNTRY) or "",
        record.score,
        _notes(record),
    ]


_PROFILES = {
    "hubspot": Profile(_HUBSPOT, _hubspot),
    "pipedrive": Profile(_PIPEDRIVE, _pipedrive),
    "brevo": Profile(_BREVO, _brevo),
}


def _domain(site: str) -> str:
    """Return the domain of a business's own; a shared host would make many companies one."""
    return "" if site.startswith(NO_SITE) or is_social(site) or is_shared(registrable(site)) else site


def _notes(record: ExportRecord) -> str:
    """Return the notes, and what has no column of its own."""
    others = [value.value for kind in (Kind.EMAIL, Kind.PHONE) for value in record.lead.all(kind)[1:]]
    lines = [record.extra.notes, f"Also: {', '.join(others)}" if others else ""]
    return "\n".join(filter(None, lines))


def _is_mobile(phone: str) -> bool:
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return False
    mobile = phonenumbers.PhoneNumberType
    return kind in (mobile.MOBILE, mobile.FIXED_LINE_OR_MOBILE)
