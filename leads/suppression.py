"""What must not be kept or contacted again, known by keyed hashes alone."""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import phonenumbers
from sqlalchemy import Connection, delete, select

from config import locations
from config.errors import UserFacingError
from leads.domains import is_shared, registrable
from leads.record import Kind, Lead, Value, now
from leads.text import fold
from leads.upsert import insert_new
from leads.work_tables import suppressions

_KEY_VARIABLE = "LEADHUNTER_SUPPRESSION_KEY"
_PHONES = (Kind.PHONE, Kind.FAX)


class Suppressed(UserFacingError):
    """A business that asked not to be kept was about to be saved."""


class Target(StrEnum):
    """What a line of the list stands for."""

    EMAIL = "email"
    PHONE = "phone"
    DOMAIN = "domain"


def target_of(text: str) -> Target:
    """Tell what a text is: an e-mail address, a phone number or a domain."""
    if "@" in text:
        return Target.EMAIL
    return Target.DOMAIN if any(char.isalpha() for char in text) else Target.PHONE


def normalised(target: Target, text: str, country: str = "") -> str:
    """Return the form in which all spellings of an address, number or domain are one."""
    if target is Target.EMAIL:
        return fold(text)
    if target is Target.PHONE:
        return e164(text, country)
    bare = fold(text).partition("://")[2] or fold(text)
    host, _, path = bare.removeprefix("www.").partition("/")
    name = host.partition(":")[0]
    # The port of a sample differs from process to process, and is in no lead's site.
    host = name if name.endswith(".localhost") else host
    domain = registrable(host)
    return f"{domain}/{path.rstrip('/')}" if path and is_shared(domain) else domain


@lru_cache(maxsize=8192)
def e164(number: str, country: str = "") -> str:
    """Return a number in E.164 where it is one, or its digits."""
    digits = "".join(char for char in number if char.isdigit())
    if number.startswith("+") and len(number) == len(digits) + 1:
        return number
    try:
        region = country.upper() if len(country) == 2 else "FR"
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(parsed):
        return digits
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


class SuppressionList:
    """The list, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_empty = connection.execute(select(suppressions.c.digest).limit(1)).first() is None

    def add(self, target: Target, text: str, reason: str, country: str = "") -> bool:
        """Put an address, a number or a domain on the list; say whether it is new there."""
        digest = _digest(target, text, country)
        if not self._is_empty and self._among([digest]):
            return False
        row = {"digest": digest, "kind": target, "reason": reason, "created_at": now()}
        insert_new(self._connection, suppressions, [row], "digest")
        self._is_empty = False
        return True

    def remove(self, target: Target, text: str, country: str = "") -> bool:
        """Take one off the list; say whether it was there."""
        gone = delete(suppressions).where(suppressions.c.digest == _digest(target, text, country))
        return self._connection.execute(gone).rowcount > 0

    def has(self, text: str, country: str = "") -> bool:
        """Tell whether an address or number is on the list, by itself or by its domain."""
        if self._is_empty:
            return False
        return bool(self._among(_digests(target_of(text), text, country)))

    def is_blocked(self, site: str) -> bool:
        """Tell whether a whole business is on the list, by its site."""
        return bool(not self._is_empty and site and self._among([_digest(Target.DOMAIN, site, "")]))

    def cleaned(self, leads: Iterable[Lead]) -> list[Lead]:
        """Return the leads without the addresses and numbers on the list; blocked businesses are left out."""
        given = list(leads)
        if self._is_empty or not given:
            return given
        digests: dict[str, list[str]] = {}
        for lead in given:
            country = lead.first(Kind.COUNTRY) or ""
            digests[f"site {lead.site}"] = [_digest(Target.DOMAIN, lead.site, "")]
            for value in lead.values:
                digests[_label(value, country)] = _digests_of(value, country)
        listed = self._among({digest for some in digests.values() for digest in some})
        bad = {label for label, some in digests.items() if listed.intersection(some)}
        if not bad:
            return given
        return [_without(lead, bad) for lead in given if f"site {lead.site}" not in bad]

    def _among(self, digests: Iterable[str]) -> set[str]:
        found: set[str] = set()
        every = list(digests)
        for start in range(0, len(every), 10_000):
            some = suppressions.c.digest.in_(every[start : start + 10_000])
            found.update(self._connection.execute(select(suppressions.c.digest).where(some)).scalars())
        return found


def _without(lead: Lead, bad: set[str]) -> Lead:
    country = lead.first(Kind.COUNTRY) or ""
    kept = [value for value in lead.values if _label(value, country) not in bad]
    return lead if len(kept) == len(lead.values) else lead.model_copy(update={"values": kept})


def _label(value: Value, country: str) -> str:
    return f"{value.kind} {country} {value.value}"


def _digests_of(value: Value, country: str) -> list[str]:
    if value.kind is Kind.EMAIL:
        return _digests(Target.EMAIL, value.value, country)
    return _digests(Target.PHONE, value.value, country) if value.kind in _PHONES else []


def _digests(target: Target, text: str, country: str) -> list[str]:
    """Return the hashes under which a text may be listed: its own, and an address's domain."""
    own = [_digest(target, text, country)]
    if target is Target.EMAIL:
        own.append(_digest(Target.DOMAIN, text.rpartition("@")[2], ""))
    return own


def _digest(target: Target, text: str, country: str) -> str:
    message = f"{target}\x00{normalised(target, text, country)}".encode(errors="replace")
    return hmac.new(_key(), message, hashlib.sha256).hexdigest()


def _key() -> bytes:
    """Return the key, which makes the hashes worthless to whoever has only the database."""
    given = os.environ.get(_KEY_VARIABLE, "")
    return given.encode() if given else _key_in(locations.suppression_key_file())


@lru_cache(maxsize=8)
def _key_in(path: Path) -> bytes:
    if not path.exists():
        # Written whole under another name first: two processes that begin at once end with one key.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        draft.write_bytes(secrets.token_hex(32).encode())
        draft.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
