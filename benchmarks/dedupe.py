"""Which of many leads are one business: the plan of merges, next to comparing every name with every other.

    python -m benchmarks.dedupe [--leads 100000] [--plain 2000]

One lead in ten is a second one of a business, written differently. The plain way, on fewer leads as its time
grows with their square, takes names alike (token_set_ratio) at 92 of 100 as one business.
"""

import argparse
import random
import time
from collections.abc import Sequence
from itertools import combinations

from rapidfuzz import fuzz

from leads.businesses import Business, business
from leads.dedupe import plan
from leads.record import Kind, LeadStatus, now

TRADES = ("Plomberie", "Boulangerie", "Coiffure", "Menuiserie", "Garage", "Restaurant", "Pharmacie")
SYLLABLES = ("ba", "lo", "mi", "ren", "tu", "sal", "vi", "dor", "ka", "pel", "ni", "fou", "gar", "che", "jo")
FORMS = ("", "SARL ", "EURL ", "SAS ")
STREETS = ("rue du Port", "avenue Thiers", "boulevard de la Lune", "place du Moulin", "allée des Chênes")

Pairs = set[frozenset[str]]


def main() -> None:
    """Print the time and what was found of both ways."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--plain", type=int, default=2_000)
    options = parser.parse_args()
    measure("rules", options.leads, by_rules)
    measure("rules", options.plain, by_rules)
    measure("plain", options.plain, plainly)


def measure(name: str, leads: int, find: object) -> None:
    """Time one way on invented leads whose duplicates are known."""
    businesses, truth = invented(leads)
    start = time.perf_counter()
    found: Pairs = find(businesses)  # type: ignore[operator]
    seconds = time.perf_counter() - start
    right = len(found & truth)
    print(
        f"{name}: {leads:,} leads in {seconds:.1f} s; of {len(truth):,} duplicates {right:,} were found, "
        f"{len(found) - right:,} pairs were joined wrongly"
    )


def by_rules(businesses: Sequence[Business]) -> Pairs:
    """Join as the store does."""
    return {frozenset((match.kept, match.gone)) for match in plan(businesses).merges}


def plainly(businesses: Sequence[Business]) -> Pairs:
    """Join what has names alike."""
    return {
        frozenset((one.id, other.id))
        for one, other in combinations(businesses, 2)
        if fuzz.token_set_ratio(one.name, other.name) >= 92
    }


def invented(leads: int) -> tuple[list[Business], Pairs]:
    """Return businesses and the pairs of them that are one, the same each time."""
    chance = random.Random(11)
    businesses: list[Business] = []
    truth: Pairs = set()
    for n in range(leads * 10 // 11):
        first = facts(chance, n)
        businesses.append(made(f"a{n}", first))
        if n % 10 == 0:
            businesses.append(made(f"b{n}", again(chance, first, n)))
            truth.add(frozenset((f"a{n}", f"b{n}")))
    chance.shuffle(businesses)
    return businesses, truth


def facts(chance: random.Random, n: int) -> dict[Kind, str]:
    """Return what is known of one business."""
    own = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 4)))).title()
    return {
        Kind.NAME: f"{chance.choice(FORMS)}{chance.choice(TRADES)} {own}",
        Kind.EMAIL: f"contact@b{n}.example" if n % 3 else f"b{n}@gmail.com",
        Kind.PHONE: f"+331{n:08d}",
        Kind.STREET: f"{chance.randrange(1, 200)} {chance.choice(STREETS)}",
        Kind.POSTCODE: f"{chance.randrange(1_000, 96_000):05d}",
    }


def again(chance: random.Random, first: dict[Kind, str], n: int) -> dict[Kind, str]:
    """Return the same business as another page writes it: part of it, in other words."""
    name = first[Kind.NAME].split(" ", 1)[-1] if first[Kind.NAME].startswith(FORMS[1:]) else first[Kind.NAME]
    second = {**first, Kind.NAME: f"{chance.choice(FORMS)}{name.upper()}"}
    for kind in chance.sample((Kind.EMAIL, Kind.PHONE, Kind.STREET), k=2):
        second[kind] = ""
    return second


def made(lead_id: str, known: dict[Kind, str]) -> Business:
    """Return it as it is compared."""
    texts = {kind: [text] for kind, text in known.items() if text}
    return business(lead_id, f"nosite-{lead_id}", LeadStatus.FOUND, now(), texts)


if __name__ == "__main__":
    main()
