"""Which mailboxes are a person's: organisation data is kept by default, named people only when switched on.

A mailbox is a person's where its name is made of a first name that everybody knows, alone or with a family
name (`marie`, `marie.lefevre`, `m.lefevre-marie`), and the business is not called so itself: the mailbox
`jean.bonnard@` of the craftsman Jean Bonnard is how his business is reached.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from leads.record import Kind, Lead, Value
from leads.text import fold

_PARTS = re.compile(r"[._+-]+|\d+")
_DIGITS = re.compile(r"\D")


def is_personal(address: str, *names: str) -> bool:
    """Tell whether an e-mail address is a named person's; `names` are what the business is called.

    >>> is_personal("marie.lefevre@fuites.example"), is_personal("contact@fuites.example")
    (True, False)
    >>> is_personal("jean.bonnard@mail.example", "Plomberie Jean Bonnard")
    False
    """
    local, _, domain = fold(address).partition("@")
    parts = [part for part in _PARTS.split(local) if part]
    words = _words()
    if not parts or len(parts) > 3 or words["roles"].intersection(parts):
        return False
    if not words["first_names"].intersection(parts):
        return False
    own = fold(" ".join([*names, domain.rpartition(".")[0]]))
    return not all(part in own for part in parts if len(part) > 1)


def without_people(lead: Lead) -> Lead:
    """Return a lead without the mailboxes of named people, and without quotes that show them.

    The lead itself is not changed.
    """
    names = [value.value for value in lead.all(Kind.NAME)]
    gone = {value.value for value in lead.values if _is_of_a_person(value, names)}
    if not gone:
        return lead
    kept = [_without(value, gone) for value in lead.values if value.value not in gone]
    return lead.model_copy(update={"values": kept})


def personal_addresses(lead: Lead) -> set[str]:
    """Return the addresses of a lead that are a named person's."""
    names = [value.value for value in lead.all(Kind.NAME)]
    return {value.value for value in lead.values if _is_of_a_person(value, names)}


def _is_of_a_person(value: Value, names: Iterable[str]) -> bool:
    return value.kind is Kind.EMAIL and is_personal(value.value, *names)


def _without(value: Value, gone: set[str]) -> Value:
    """Return a value whose quotes do not show what is not kept."""
    proofs = [
        proof.model_copy(update={"quote": _cut(proof.quote, value.value, gone)}) for proof in value.evidence
    ]
    return value if proofs == value.evidence else value.model_copy(update={"evidence": proofs})


def _cut(quote: str, text: str, gone: set[str]) -> str:
    """Return the run of a quote that shows the value and none of the addresses."""
    if not any(address.casefold() in quote.casefold() for address in gone):
        return quote
    pieces = re.split("|".join(map(re.escape, gone)), quote, flags=re.IGNORECASE)
    return max(pieces, key=lambda piece: (_shows(piece, text), len(piece))).strip()


def _shows(quote: str, text: str) -> bool:
    digits = _DIGITS.sub("", text)[-8:]
    return text in quote or (len(digits) >= 6 and digits in _DIGITS.sub("", quote))


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    stored = yaml.safe_load((Path(__file__).parent / "people.yml").read_text(encoding="utf-8"))
    return {name: frozenset(str(text).split()) for name, text in stored.items()}
