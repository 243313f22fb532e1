"""Hold dossiers of invented companies against what is planted in them.

    python -m benchmarks.dossier [--set NAME] [--most N] [--show] [--real] [--keep]

The sets are those of `dossier_cases` and the waves of `dossier_wording`. A scripted model mixes true, altered
and invented claims, over HTTP. Twice: with a second model that tells the truth, and with one that agrees with
everything, so that only code protects. With `--real` the models that are configured and at hand are asked; a
fact is kept then where a sentence cites the words that state it. What `--keep` keeps stands in
docs/dossier-proof.md too.
"""

import argparse
import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.claims import Benchmark, Bound, Claim, Measured, Measuring
from benchmarks.dossier_cases import SETS, companies
from benchmarks.dossier_company import Company
from benchmarks.dossier_wording import wave, waves
from config.loader import ConfigLoader
from dossier.build import Order, build
from dossier.lead import DossierLead
from dossier.records import Dossier, SentenceKind
from dossier.sources import read_folder
from llm.router import TaskRouter
from llm.tasks.words import fold
from scrapers.evidence import normalise
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama
from tests.servers.replies import asked_schema

TARGETS = {"verbatim": 100, "grounded": 100, "stored": 0, "surfaced": 100, "refused": 100, "kept": 90}
BENCHMARK = Benchmark(
    name="dossier",
    claims=(
        Claim(
            sentence="Nothing altered or invented is stored in a dossier, whatever a model says, and its"
            " quotes are verbatim",
            bounds=(
                Bound(what="altered or invented stored", most=TARGETS["stored"]),
                Bound(what="quotes verbatim", least=TARGETS["verbatim"], unit=" %"),
                Bound(what="figures that stand in their quotes", least=TARGETS["grounded"], unit=" %"),
            ),
        ),
        Claim(
            sentence="A dossier shows every contradiction, refuses what nothing answers, and keeps 90 %"
            " of what is true",
            bounds=(
                Bound(what="contradictions shown", least=TARGETS["surfaced"], unit=" %"),
                Bound(what="unanswerable questions refused", least=TARGETS["refused"], unit=" %"),
                Bound(what="true claims kept in the weakest set", least=TARGETS["kept"], unit=" %", digits=1),
            ),
        ),
    ),
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass
class Tally:
    """What was counted over all companies of a set."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    seconds: float = 0.0
    tokens: int = 0
    each: list[str] = field(default_factory=list)

    def share(self, good: str, all_of_them: str) -> float:
        """Return a share in per cent; all of nothing is all."""
        every = self.counts[all_of_them]
        return 100.0 * self.counts[good] / every if every else 100.0


def scripted(company: Company, *, truthful: bool) -> Callable[[dict[str, Any]], str]:
    """Return what the models say of a company."""
    true = {f"{fold(one.claim).rstrip('.')}." for one in company.said if not one.fault}

    def reply(body: dict[str, Any]) -> str:
        text = body["messages"][-1]["content"]
        properties = (asked_schema(body) or {}).get("properties", {})
        if "claims" in properties:
            return json.dumps({"claims": _claims(company, text)})
        if "supported" in properties or "contradicted" in properties:
            asked = re.findall(r"\[c\d+\] (.*?)(?: \(\d{4}\))?\.?$", text, re.M)
            holds = not truthful or any(f"{fold(claim)}." in true for claim in asked)
            return json.dumps(
                {"supported": holds} if "supported" in properties else {"contradicted": not holds}
            )
        keys = re.findall(r"^\[(c\d+)\] (.*)", text, re.M)
        if not keys:
            return "Rien."
        key, claim = keys[0]
        off = _NUMBER.sub("4711", claim)
        kept, wrong = f"{claim.rstrip('.')} [{key}].", f"{off.rstrip('.')} 4711 [{key}]."
        return f"{kept} {wrong} Une phrase sans preuve. {claim} [c999]."

    return reply


def _claims(company: Company, text: str) -> list[dict[str, str]]:
    excerpts = re.findall(r"^\[(S[\d.]+)\] (.*)", text, re.M)
    found = []
    for one in company.said:
        chunk = next((name for name, words in excerpts if normalise(one.quote) in normalise(words)), "")
        if chunk or one.fault in {"invented", "injection"}:
            found.append({"claim": one.claim, "quote": one.quote, "chunk": chunk or "S1.1"})
    return found


@contextmanager
def models(reply: Callable[[dict[str, Any]], str] | None) -> Iterator[TaskRouter]:
    """Serve the scripted models and return the router over them; without a script, those at hand."""
    if reply is None:
        yield TaskRouter.from_config(ConfigLoader())
        return
    mistral, llama = "mistralai/mistral-7b-instruct-v0.3", "llama3:8b"
    with (
        FakeLMStudio(models=[mistral], reply=reply, context=8192) as studio,
        FakeOllama(models=[llama], reply=reply, context=8192) as ollama,
    ):
        os.environ["LEADHUNTER_LM_STUDIO_URL"], os.environ["LEADHUNTER_OLLAMA_URL"] = studio.url, ollama.url
        yield TaskRouter.from_config(ConfigLoader())


def measure(which: str, *, truthful: bool | None, most: int = 100) -> Tally:
    """Build the dossiers of a set, `most` at most, and count; `truthful` is None for real models."""
    tally = Tally()
    for company in (companies(which) if which in SETS else wave(which))[:most]:
        script = None if truthful is None else scripted(company, truthful=truthful)
        with tempfile.TemporaryDirectory() as folder, models(script) as router:
            for name, content in company.files.items():
                (Path(folder) / name).write_text(content, encoding="utf-8")
            (Path(folder) / "pages.json").write_text(json.dumps(company.pages), encoding="utf-8")
            lead = DossierLead.model_validate(company.lead)
            sources = read_folder(Path(folder))
            begin = time.monotonic()
            outlined = build(Order(lead=lead, sources=sources), router)
            seconds, tokens = time.monotonic() - begin, outlined.prompt_tokens + outlined.completion_tokens
            tally.seconds += seconds
            tally.tokens += tokens
            tally.each.append(f"{company.name} {seconds:.1f} s {tokens}")
            questions = [*company.answerable, *company.unanswerable]
            asked = build(Order(lead=lead, sources=sources, questions=questions), router)
            texts = {source.name: normalise(source.text) for source in sources}
        tally.counts["dossiers"] += 1
        for dossier in (outlined, asked):
            _count_sentences(dossier, company, texts, tally)
        _count_claims(outlined, company, tally, by_quotes=truthful is None)
        _count_conflicts(outlined, company, tally)
        _count_answers(asked, company, tally)
    return tally


def _count_sentences(dossier: Dossier, company: Company, texts: dict[str, str], tally: Tally) -> None:
    wrong = {fold(one.claim).rstrip("."): one for one in company.said if one.fault}
    for section in dossier.sections:
        for sentence in section.sentences:
            quotes = " ".join(one.quote for one in sentence.citations)
            for citation in sentence.citations:
                tally.counts["quotes"] += 1
                good = normalise(citation.quote) in texts.get(citation.source, "")
                tally.counts["verbatim"] += good
                if not good:
                    tally.misses.append(f"{company.name}: not verbatim: {citation.quote}")
            if sentence.kind is SentenceKind.FACT:
                tally.counts["facts"] += 1
                good = set(_NUMBER.findall(sentence.text)) <= set(_figures(quotes))
                tally.counts["grounded"] += good
                if not good:
                    tally.misses.append(f"{company.name}: not grounded: {sentence.text} | {quotes}")
            bare = fold(re.sub(r"\s\(\d{4}\)", "", sentence.text)).rstrip(".")
            if bare in wrong or "4711" in sentence.text:
                tally.counts["stored"] += 1
                tally.misses.append(f"{company.name}: stored: {sentence.text} | {quotes}")


def _figures(quotes: str) -> list[str]:
    from dossier.quantities import quantities  # noqa: PLC0415 - only this comparison needs it

    words = [one.key for language in ("fr", "de", "en") for one in quantities(quotes, language)]
    return [*_NUMBER.findall(quotes), *words, *(word.replace(".", ",") for word in words)]


def _count_claims(dossier: Dossier, company: Company, tally: Tally, *, by_quotes: bool) -> None:
    sentences = [one for section in dossier.sections for one in section.sentences]
    facts = [one for one in sentences if one.kind is SentenceKind.FACT]
    shown = {fold(re.sub(r"\s\(\d{4}\)", "", one.text)).rstrip(".") for one in facts}
    quoted = [normalise(one.text) for one in facts if one.text[:1] in "«„“"]
    if by_quotes:
        quoted += [normalise(citation.quote) for one in facts for citation in one.citations]
    for one in company.said:
        if one.fault:
            tally.counts["wrong claims"] += 1
            continue
        tally.counts["true claims"] += 1
        in_own_words = fold(one.claim).rstrip(".") in shown
        kept = in_own_words or any(normalise(one.quote) in text for text in quoted)
        tally.counts["in own words"] += in_own_words
        tally.counts["kept"] += kept
        if not kept:
            reasons = [drop.reason for drop in dossier.dropped_claims if drop.text == one.claim]
            tally.misses.append(f"{company.name}: dropped: {one.claim} | {one.quote} | {reasons}")


def _count_conflicts(dossier: Dossier, company: Company, tally: Tally) -> None:
    for pair in company.conflicts:
        tally.counts["conflicts"] += 1
        surfaced = any(
            all(any(part in value.value or part in value.quote for value in one.values) for part in pair)
            for one in dossier.contradictions
        )
        tally.counts["surfaced"] += surfaced
        if not surfaced:
            tally.misses.append(f"{company.name}: not surfaced: {pair}")
    tally.counts["contradictions"] += len(dossier.contradictions)
    for one in dossier.contradictions:
        planted = any(
            all(any(part in value.value or part in value.quote for value in one.values) for part in pair)
            for pair in company.conflicts
        )
        tally.counts["not planted"] += not planted
        if not planted:
            values = [(value.value, value.quote) for value in one.values]
            tally.misses.append(f"{company.name}: not planted: {values}")


def _count_answers(dossier: Dossier, company: Company, tally: Tally) -> None:
    refused = {one.question for one in dossier.not_found}
    for question in company.unanswerable:
        tally.counts["unanswerable"] += 1
        tally.counts["refused"] += question in refused
        if question not in refused:
            said = [s.text for one in dossier.sections if one.question == question for s in one.sentences]
            tally.misses.append(f"{company.name}: answered: {question} | {said}")
    for question in company.answerable:
        tally.counts["answerable"] += 1
        tally.counts["answered"] += question not in refused
        if question in refused:
            tally.misses.append(f"{company.name}: not answered: {question}")


def main() -> None:
    """Print the figures of each set and second model; the exit code says whether all targets hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=[*SETS, *waves()], default=None)
    parser.add_argument("--most", type=int, default=100, help="companies of each set")
    parser.add_argument("--show", action="store_true", help="print what missed")
    parser.add_argument("--real", action="store_true", help="ask the models at hand")
    run = Measuring(BENCHMARK, parser, own=("show",))
    options = run.options
    with tempfile.TemporaryDirectory() as data:
        os.environ["LEADHUNTER_DATA_DIR"] = data
        chosen = [options.set] if options.set else [*SETS, *waves()]
        seconds = (None,) if options.real else (True, False)
        found: list[dict[str, Any]] = []
        for which, truthful in [(which, truthful) for which in chosen for truthful in seconds]:
            tally = measure(which, truthful=truthful, most=options.most)
            _report(tally, which, truthful=truthful, show=options.show)
            counts = dict(sorted(tally.counts.items()))
            cost = {"seconds": round(tally.seconds, 1), "tokens": tally.tokens}
            found.append({"set": which, "truthful": truthful, "counts": counts, **cost})
    run.conclude(figures_of(found), details=found)


def figures_of(runs: list[dict[str, Any]]) -> dict[str, Measured]:
    """Return what is claimed, of all runs together."""
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update(run["counts"])
    weakest = min(runs, key=lambda run: run["counts"]["kept"] / run["counts"]["true claims"])["counts"]
    return {
        "altered or invented stored": (counts["stored"], counts["wrong claims"]),
        "quotes verbatim": (counts["verbatim"], counts["quotes"]),
        "figures that stand in their quotes": (counts["grounded"], counts["facts"]),
        "contradictions shown": (counts["surfaced"], counts["conflicts"]),
        "unanswerable questions refused": (counts["refused"], counts["unanswerable"]),
        "true claims kept in the weakest set": (weakest["kept"], weakest["true claims"]),
    }


def _report(tally: Tally, which: str, *, truthful: bool | None, show: bool) -> None:
    figures = {
        "verbatim": tally.share("verbatim", "quotes"),
        "grounded": tally.share("grounded", "facts"),
        "stored": float(tally.counts["stored"]),
        "surfaced": tally.share("surfaced", "conflicts"),
        "refused": tally.share("refused", "unanswerable"),
        "kept": tally.share("kept", "true claims"),
    }
    many = tally.counts["dossiers"]
    second = {
        True: "second model truthful",
        False: "second model agrees with everything",
        None: "models at hand",
    }
    print(f"\n{which} sentences, {second[truthful]}: {many} companies")
    for text, value, of in (
        ("quotes verbatim, %", figures["verbatim"], "quotes"),
        ("numbers grounded, %", figures["grounded"], "facts"),
        ("altered and invented stored", figures["stored"], "wrong claims"),
        ("contradictions surfaced, %", figures["surfaced"], "conflicts"),
        ("unanswerable refused, %", figures["refused"], "unanswerable"),
        ("answerable answered, %", tally.share("answered", "answerable"), "answerable"),
        ("true claims kept, %", figures["kept"], "true claims"),
        ("... in the model's words, %", tally.share("in own words", "true claims"), "true claims"),
    ):
        print(f"  {text:28} {value:6.1f} of {tally.counts[of]}")
    print(f"  contradictions shown         {tally.counts['contradictions'] / many:6.1f} a dossier")
    print(f"  ... not planted as such      {tally.counts['not planted']:6} in all")
    print(f"  seconds, tokens              {tally.seconds / many:6.2f} {tally.tokens / many:.0f} a dossier")
    print(f"  each: {'; '.join(tally.each)}")
    if show:
        print("\n".join(f"    {miss}" for miss in dict.fromkeys(tally.misses)))


if __name__ == "__main__":
    main()
