"""Find company ids and check their digits: SIREN, SIRET, VAT numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from stdnum.at import uid as at_uid
from stdnum.be import vat as be_vat
from stdnum.ch import vat as ch_vat
from stdnum.cz import dic as cz_dic
from stdnum.de import vat as de_vat
from stdnum.dk import cvr as dk_cvr
from stdnum.es import nif as es_nif
from stdnum.fi import alv as fi_alv
from stdnum.fr import siren, siret, tva
from stdnum.gb import vat as gb_vat
from stdnum.ie import vat as ie_vat
from stdnum.it import iva as it_iva
from stdnum.lu import tva as lu_tva
from stdnum.nl import btw as nl_btw
from stdnum.pl import nip as pl_nip
from stdnum.pt import nif as pt_nif
from stdnum.se import vat as se_vat

from leads.record import Kind, Method
from scrapers.dom import Document
from scrapers.found import Found

MAX_PER_PAGE = 200
# How far before a number its label may stand.
LABEL_REACH = 90

_SEP = r"[\s.\-]?"
_SIRET = re.compile(
    rf"(?<![\d+])(\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}}(?:\s?[-./]\s?|\s)?\d{{3}}{_SEP}\d{{2}}|\d{{14}})(?!\d)"
)
_SIREN = re.compile(
    rf"(?<![\d+])(\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}})(?![\d]|{_SEP}\d{{3}}{_SEP}\d{{2}}(?!\d))"
)
_SIREN_LABEL = re.compile(
    r"siren|siret|\br\.?\s?c\.?\s?s\b|registre du commerce|r[ée]pertoire des m[ée]tiers"
    r"|\br\.?m\.?\b|immatricul|\bn[°o]\s?d['’]identification",
    re.IGNORECASE,
)
_SIRET_LABEL = re.compile(r"siret|siren|\br\.?c\.?s\b|immatricul|[ée]tablissement", re.IGNORECASE)


class _Register(Protocol):
    """What the checks of stdnum have in common."""

    def is_valid(self, number: str) -> bool:
        """Tell whether a number's check digits hold."""
        ...


@dataclass(frozen=True)
class _Vat:
    """A country's VAT numbers: how they are written, how they are checked.

    Without its country code (`labelled`) a number is one only where the page says so.
    """

    written: re.Pattern[str]
    register: _Register
    labelled: re.Pattern[str] | None = None


def _vat(written: str, register: _Register, labelled: str = "") -> _Vat:
    after_label = re.compile(labelled, re.IGNORECASE) if labelled else None
    return _Vat(re.compile(rf"(?<![A-Z0-9]){written}", re.IGNORECASE), register, after_label)


_NINE = rf"\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}}"
_BELGIAN = r"\d{3}[.\s]?\d{3}[.\s]?\d{3}"
_VAT = {
    "FR": _vat(
        rf"FR\s?[-.]?\s?[0-9A-HJ-NP-Z]{{2}}{_SEP}{_NINE}(?!\d)",
        tva,
        rf"\btva\b[^\d\n]{{0,40}}?(\d{{2}}\s?{_NINE})(?!\d)",
    ),
    "DE": _vat(rf"DE\s?[-:]?\s?\d(?:{_SEP}\d){{8}}(?!\d|{_SEP}\d)", de_vat),
    "AT": _vat(rf"AT\s?U\s?\d{{4}}{_SEP}\d{{4}}(?!\d)", at_uid),
    "CH": _vat(r"CHE[-\s]?\d{3}[.\s]?\d{3}[.\s]?\d{3}(?:\s?(?:MWST|TVA|IVA|TPV))?(?![A-Z0-9])", ch_vat),
    "BE": _vat(
        rf"BE\s?[-:]?\s?[01]?{_BELGIAN}(?!\d)",
        be_vat,
        rf"(?:\btva|\bbtw|\bbce|\bkbo)\W{{0,12}}(?:n[°or.]*\W{{0,3}})?([01]{_BELGIAN})(?!\d)",
    ),
    "LU": _vat(r"LU\s?\d{8}(?!\d)", lu_tva),
    "GB": _vat(
        r"GB\s?\d{3}\s?\d{4}\s?\d{2}(?:\s?\d{3})?(?!\d)",
        gb_vat,
        r"\bvat\b[^\d\n]{0,25}(\d{3}\s?\d{4}\s?\d{2})(?!\d|\s?\d{3})",
    ),
    "IE": _vat(r"IE\s?\d[0-9A-Z+*]\d{5}[A-Z]{1,2}(?![A-Z0-9])", ie_vat),
    "NL": _vat(r"NL\s?\d{4}\.?\d{2}\.?\d{3}\.?B\.?\d{2}(?!\d)", nl_btw),
    "IT": _vat(r"IT\s?\d{11}(?!\d)", it_iva, r"p(?:artita)?\.?\s?iva\W{0,6}(\d{11})(?!\d)"),
    "ES": _vat(r"ES\s?[A-Z0-9]\d{7}[A-Z0-9](?![A-Z0-9])", es_nif),
    "PL": _vat(r"PL\s?\d{3}[-\s]?\d{3}[-\s]?\d{2}[-\s]?\d{2}(?!\d)", pl_nip),
    "PT": _vat(r"PT\s?\d{3}\s?\d{3}\s?\d{3}(?!\d)", pt_nif),
    "DK": _vat(r"DK[-\s]?\d{2}\s?\d{2}\s?\d{2}\s?\d{2}(?!\d)", dk_cvr),
    "SE": _vat(r"SE\s?\d{6}-?\d{4}01(?!\d)", se_vat),
    "FI": _vat(r"FI\s?\d{7}-?\d(?!\d)", fi_alv),
    "CZ": _vat(r"CZ\s?\d{8,10}(?!\d)", cz_dic),
}
_DIGITS = re.compile(r"\d(?:\D{0,2}\d){7}")


def find_ids(document: Document) -> list[Found]:
    """Return the SIREN, SIRET and VAT numbers of a page whose check digits hold, with evidence."""
    found: list[Found] = []
    for number in document.numbered:
        line = document.lines[number]
        if len(line.text) < 9 or not _DIGITS.search(line.clean):
            continue
        above = document.lines[number - 1].clean if number else ""
        for kind, value, start, end in ids_in(line.clean, above if len(above) <= 40 else ""):
            found.append(Found(kind, value, line.quote(start, end), Method.TEXT, number, start))
        if len(found) >= MAX_PER_PAGE:
            break
    return found


def ids_in(text: str, above: str = "") -> Iterator[tuple[Kind, str, int, int]]:
    """Yield (kind, compact number, start, end) of the ids in a text; `above` may hold their label."""
    yield from _vat_numbers(text)
    sirets = []
    for match in _SIRET.finditer(text):
        value = re.sub(r"\D", "", match[1])
        labelled = _SIRET_LABEL.search(f"{above} {text[max(0, match.start() - LABEL_REACH) : match.start()]}")
        if siret.is_valid(value) and value[:9] != "0" * 9 and (labelled or _grouped(match[1])):
            sirets.append(match.span())
            yield Kind.SIRET, value, match.start(1), match.end(1)
            yield Kind.SIREN, value[:9], match.start(1), match.end(1)
    for match in _SIREN.finditer(text):
        value = re.sub(r"\D", "", match[1])
        if any(start <= match.start() < end for start, end in sirets) or value == "0" * 9:
            continue
        before = f"{above} {text[max(0, match.start() - LABEL_REACH) : match.start()]}"
        if siren.is_valid(value) and _SIREN_LABEL.search(before):
            yield Kind.SIREN, value, match.start(1), match.end(1)


def _grouped(written: str) -> bool:
    """Tell whether 14 digits are grouped as a SIRET is: 123 456 789 00012 or 123456789 00012."""
    groups = [len(group) for group in re.findall(r"\d+", written)]
    return len(groups) >= 4 or groups == [9, 5]


def _vat_numbers(text: str) -> Iterator[tuple[Kind, str, int, int]]:
    """Yield the VAT numbers of a text, and the SIREN that a French one contains."""
    taken: set[int] = set()
    for country, vat in _VAT.items():
        for match in vat.written.finditer(text):
            taken.add(match.end())
            yield from _checked(country, match[0], match.start(), match.end())
    for country, vat in _VAT.items():
        for match in () if vat.labelled is None else vat.labelled.finditer(text):
            if match.end() not in taken:
                yield from _checked(country, f"{country}{match[1]}", match.start(1), match.end(1))


def _checked(country: str, written: str, start: int, end: int) -> Iterator[tuple[Kind, str, int, int]]:
    value = vat_number(written, country)
    if value:
        yield Kind.VAT, value, start, end
        if country == "FR" and siren.is_valid(value[4:]):
            yield Kind.SIREN, value[4:], start, end


@lru_cache(maxsize=2048)
def vat_number(written: str, country: str = "") -> str:
    """Return a VAT number with its country code, without spaces, empty when its check digits do not hold."""
    compact = re.sub(r"[^A-Z0-9+*]", "", written.upper())
    country = country or compact[:2]
    if country == "CH" or compact.startswith("CHE"):
        base = compact[:12]
        return base if any(ch_vat.is_valid(base + ending) for ending in ("MWST", "TVA", "IVA")) else ""
    if country not in _VAT:
        return ""
    number = compact.removeprefix(country)
    return country + number if _VAT[country].register.is_valid(number) else ""


def siren_number(written: str) -> str:
    """Return the nine digits of a SIREN, empty when they are none."""
    value = re.sub(r"\D", "", written)
    return value if siren.is_valid(value) else ""


def siret_number(written: str) -> str:
    """Return the fourteen digits of a SIRET, empty when they are none."""
    value = re.sub(r"\D", "", written)
    return value if siret.is_valid(value) else ""
