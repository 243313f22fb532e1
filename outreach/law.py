"""The law light: may this channel be used for this lead, and why. Data in law.yml. Not legal advice."""

import functools
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import phonenumbers
import yaml

from outreach.draft import Channel
from outreach.facts import bare_domain
from outreach.records import Consent, LeadFile

NOT_LEGAL_ADVICE = "This is a reminder of published rules, not legal advice."

_COUNTRIES = {
    "FR": "france frankreich",
    "DE": "germany allemagne deutschland",
    "AT": "austria autriche österreich oesterreich",
    "CH": "switzerland suisse schweiz",
    "LU": "luxembourg luxemburg",
    "BE": "belgium belgique belgien",
    "GB": "uk england scotland wales royaume-uni großbritannien",
    "US": "usa états-unis",
}
_ENDINGS = {"fr": "FR", "de": "DE", "at": "AT", "ch": "CH", "lu": "LU", "be": "BE", "uk": "GB"}
_GENERIC = {
    "accueil",
    "admin",
    "administration",
    "agence",
    "atelier",
    "booking",
    "bonjour",
    "boutique",
    "bureau",
    "commercial",
    "contact",
    "contacts",
    "devis",
    "direction",
    "hello",
    "info",
    "infos",
    "kontakt",
    "mail",
    "magasin",
    "office",
    "post",
    "reception",
    "reservation",
    "reservations",
    "restaurant",
    "sales",
    "secretariat",
    "service",
    "support",
    "team",
    "verkauf",
    "welcome",
    "anfrage",
    "buero",
    "empfang",
    "praxis",
    "salon",
}
_ANY = {"any", "all", "*", "tous", "alle"}


class Light(StrEnum):
    """Green, amber or red."""

    FREE = "free"
    CONDITIONS = "conditions"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Ruling:
    """What holds for one lead and channel: the light, the reason, the source, and what is open instead."""

    light: Light
    reason: str
    source: str = ""
    country: str = ""
    alternatives: tuple[Channel, ...] = ()
    suppressed: bool = False


def ruling(lead: LeadFile, channel: Channel) -> Ruling:
    """Return what holds for a lead and a channel. Suppression is absolute; recorded consent lifts a block."""
    if lead.suppressed:
        return Ruling(
            Light.BLOCKED,
            "The lead is on the suppression list: nothing may be sent on any channel.",
            "GDPR art. 21 (3)",
            country_of(lead),
            suppressed=True,
        )
    country = country_of(lead)
    given = consent_for(lead, channel)
    if given is not None:
        return Ruling(
            Light.CONDITIONS,
            f"Consent for this channel is recorded ({_told(given)}). Offer a way to object all the same.",
            "GDPR art. 6 (1)(a) and 7",
            country,
        )
    rule = _rules().get(country, {}).get(_row(channel))
    if rule is None:
        where = f"No rule is recorded for {country}" if country else "The country of the lead is unknown"
        return Ruling(Light.CONDITIONS, f"{where}: check what holds there before you send.", "", country)
    light, reason = rule["light"], rule["reason"]
    if light == "generic":
        light = "free" if _is_generic(lead) else "consent"
    if light != "consent":
        return Ruling(Light(light), reason, rule["source"], country)
    open_ones = tuple(
        other for other in Channel if _rules()[country][_row(other)]["light"] in {"free", "conditions"}
    )
    return Ruling(Light.BLOCKED, f"{reason} None is recorded.", rule["source"], country, open_ones)


def consent_for(lead: LeadFile, channel: Channel) -> Consent | None:
    """Return the recorded consent for a channel, or None. Without date and source it is none."""
    wanted = {channel.value, _row(channel), *_ANY}
    for one in lead.consent:
        if one.channel.casefold().replace("-", "").replace("e mail", "email") in wanted and (
            one.date or one.source
        ):
            return one
    return None


def country_of(lead: LeadFile) -> str:
    """Return the two-letter country of a lead, from its record, its phone, its VAT number or its domain."""
    said = lead.country.strip().casefold()
    if len(said) == 2:
        return {"UK": "GB"}.get(said.upper(), said.upper())
    for code, names in _COUNTRIES.items():
        if said and said in names.split():
            return code
    for number in lead.phones:
        try:
            region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
        except phonenumbers.NumberParseException:
            continue
        if region:
            return str(region)
    if lead.vat[:2].upper() in _COUNTRIES:
        return lead.vat[:2].upper()
    if lead.siren or lead.siret:
        return "FR"
    domains = [bare_domain(lead.website), *(email.rpartition("@")[2] for email in lead.emails)]
    return next(
        (_ENDINGS[end] for end in (name.rpartition(".")[2] for name in domains) if end in _ENDINGS), ""
    )


def _row(channel: Channel) -> str:
    return "linkedin" if channel is Channel.LINKEDIN_MESSAGE else channel.value


def _is_generic(lead: LeadFile) -> bool:
    local = lead.emails[0].partition("@")[0].casefold() if lead.emails else ""
    return local in _GENERIC


def _told(consent: Consent) -> str:
    return ", ".join(part for part in (consent.date, consent.source) if part)


@functools.cache
def _rules() -> dict[str, dict[str, dict[str, str]]]:
    text = Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
    rules: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return rules
