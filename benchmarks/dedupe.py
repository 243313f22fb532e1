"""Which of many leads are one business: the plan of merges, next to comparing every name with every other.

    python -m benchmarks.dedupe [--leads 100000] [--plain 2000] [--stored 100000] [--keep]

One lead in ten is a second one of a business, written differently. The plain way, on fewer leads as its time
grows with their square, takes names alike (token_set_ratio) at 92 of 100 as one business. Last, leads in a
database are deduplicated from end to end: found, merged with all evidence, and all of it undone.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.claims import Benchmark, Bound, Claim, Measured, Measuring
from leads.businesses import Business, business
from leads.dedupe import plan
from leads.record import Evidence, Kind, Lead, LeadStatus, Method, Value, now
from leads.scoring_rules import ScoringRules
from leads.store import Store

TRADES = ("Plomberie", "Boulangerie", "Coiffure", "Menuiserie", "Garage", "Restaurant", "Pharmacie")
SYLLABLES = ("ba", "lo", "mi", "ren", "tu", "sal", "vi", "dor", "ka", "pel", "ni", "fou", "gar", "che", "jo")
FORMS = ("", "SARL ", "EURL ", "SAS ")
STREETS = ("rue du Port", "avenue Thiers", "boulevard de la Lune", "place du Moulin", "allée des Chênes")

BENCHMARK = Benchmark(
    name="dedupe",
    claims=(
        Claim(
            sentence="100,000 leads are compared for duplicates, merged and kept within two minutes",
            bounds=(
                Bound(what="compared in", most=120, unit=" s", digits=1),
                Bound(what="planted pairs found"),
                Bound(what="joined wrongly"),
                Bound(what="merged in the database in", most=120, unit=" s", digits=1),
            ),
        ),
        Claim(
            sentence="A merge loses no evidence, and undoing all merges brings back what was there",
            bounds=(
                Bound(what="pieces of evidence lost", least=0, most=0),
                Bound(what="differences after undoing all", least=0, most=0),
            ),
        ),
    ),
)

Pairs = set[frozenset[str]]
Facts = dict[Kind, str]


def main() -> None:
    """Print the time and what was found of both ways."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--plain", type=int, default=2_000)
    parser.add_argument("--stored", type=int, default=100_000)
    run = Measuring(BENCHMARK, parser)
    options = run.options
    compared = measure("rules", options.leads, by_rules)
    measure("rules", options.plain, by_rules)
    measure("plain", options.plain, plainly)
    run.conclude({**compared, **from_end_to_end(options.stored)})


def measure(name: str, leads: int, find: object) -> dict[str, Measured]:
    """Time one way on invented leads whose duplicates are known."""
    known, truth = invented(leads)
    businesses = [made(lead_id, facts) for lead_id, facts in known]
    start = time.perf_counter()
    found: Pairs = find(businesses)  # type: ignore[operator]
    seconds = time.perf_counter() - start
    right = len(found & truth)
    print(
        f"{name}: {leads:,} leads in {seconds:.1f} s; of {len(truth):,} duplicates {right:,} were found, "
        f"{len(found) - right:,} pairs were joined wrongly"
    )
    return {
        "compared in": seconds,
        "planted pairs found": (right, len(truth)),
        "joined wrongly": len(found) - right,
    }


def from_end_to_end(leads: int) -> dict[str, Measured]:
    """Time the merges of leads in a database, and their way back, and compare what is there with what was."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "leads.db"
        with Store(f"sqlite:///{file}", ScoringRules()) as store:
            fill(store, leads)
            before = facts_in(file)
            start = time.perf_counter()
            merged = len(store.dedupe().merges)
            merging = time.perf_counter() - start
            known = {fact[1:] for fact in facts_in(file)}
            lost = sum(fact[1:] not in known for fact in before)
            print(f"stored: {leads:,} leads deduplicated in {merging:.1f} s with {merged:,} merges")
            print(f"stored: {lost:,} of {len(before):,} pieces of evidence are lost")
            start = time.perf_counter()
            undone = store.undo_merges([merge.id for merge in store.merges()])
            seconds = time.perf_counter() - start
            changed = len(before ^ facts_in(file))
            print(f"stored: {undone:,} merges undone in {seconds:.1f} s; {changed:,} differences to before")
    return {
        "merged in the database in": merging,
        "pieces of evidence lost": lost,
        "differences after undoing all": changed,
    }


def fill(store: Store, leads: int) -> None:
    """Save the invented businesses, each value with a quote of a page of its own."""
    given = [stored_lead(lead_id, known) for lead_id, known in invented(leads)[0]]
    for start in range(0, len(given), 500):
        store.save_leads(given[start : start + 500])


def stored_lead(lead_id: str, known: Facts) -> Lead:
    """Return a business as a lead."""
    url = f"https://{lead_id}.example/"
    values = [
        Value(value=text, kind=kind, evidence=[Evidence(url=url, quote=text, method=Method.TEXT)])
        for kind, text in known.items()
        if text
    ]
    return Lead(id=lead_id, site=f"nosite-{lead_id}", website="", values=values)


def facts_in(file: Path) -> set[tuple[str, ...]]:
    """Return the evidence of the leads that are there: lead, kind, value, address and quote."""
    wanted = (
        "SELECT l.id, v.kind, v.normalised, e.url, e.quote FROM leads l "
        "JOIN lead_values v ON v.lead_id = l.id JOIN evidence e ON e.value_id = v.id "
        "WHERE l.deleted_at IS NULL"
    )
    with closing(sqlite3.connect(file)) as connection:
        return set(connection.execute(wanted))


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


def invented(leads: int) -> tuple[list[tuple[str, Facts]], Pairs]:
    """Return businesses by id and the pairs of them that are one, the same each time."""
    chance = random.Random(11)
    businesses: list[tuple[str, Facts]] = []
    truth: Pairs = set()
    for n in range(leads * 10 // 11):
        first = facts(chance, n)
        businesses.append((f"a{n}", first))
        if n % 10 == 0:
            businesses.append((f"b{n}", again(chance, first, n)))
            truth.add(frozenset((f"a{n}", f"b{n}")))
    chance.shuffle(businesses)
    return businesses, truth


def facts(chance: random.Random, n: int) -> Facts:
    """Return what is known of one business."""
    own = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 4)))).title()
    return {
        Kind.NAME: f"{chance.choice(FORMS)}{chance.choice(TRADES)} {own}",
        Kind.EMAIL: f"contact@b{n}.example" if n % 3 else f"b{n}@gmail.com",
        Kind.PHONE: f"+331{n:08d}",
        Kind.STREET: f"{chance.randrange(1, 200)} {chance.choice(STREETS)}",
        Kind.POSTCODE: f"{chance.randrange(1_000, 96_000):05d}",
    }


def again(chance: random.Random, first: Facts, n: int) -> Facts:
    """Return the same business as another page writes it: part of it, in other words."""
    name = first[Kind.NAME].split(" ", 1)[-1] if first[Kind.NAME].startswith(FORMS[1:]) else first[Kind.NAME]
    second = {**first, Kind.NAME: f"{chance.choice(FORMS)}{name.upper()}"}
    for kind in chance.sample((Kind.EMAIL, Kind.PHONE, Kind.STREET), k=2):
        second[kind] = ""
    return second


def made(lead_id: str, known: Facts) -> Business:
    """Return it as it is compared."""
    texts = {kind: [text] for kind, text in known.items() if text}
    return business(lead_id, f"nosite-{lead_id}", LeadStatus.FOUND, now(), texts)


if __name__ == "__main__":
    main()
