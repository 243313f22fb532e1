"""Hold the checks of first messages against fifty invented leads: every fault caught, nothing clean accused.

    python -m benchmarks.outreach [--model] [--show] [--keep]

A scripted model writes one clean message and one with each fault, for each lead, channel and language.
With --model the model configured for the task writes instead, and the share of variants without a fault is
printed.
"""

import argparse
from collections import Counter

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from benchmarks.outreach_cases import SENDER, Case, clean_case, faulty_cases, leads
from config.loader import ConfigLoader
from llm.router import TaskRouter
from outreach.checks import CHECKS, Message, run_checks
from outreach.draft import Angle, Channel, CheckResult, Draft, Language, Status
from outreach.facts import FactBook
from outreach.request import OutreachRequest
from outreach.write import from_model

BENCHMARK = Benchmark(
    name="outreach",
    claims=(
        Claim(
            sentence="Every fault that is planted in first messages is caught, and no clean message accused",
            bounds=(
                Bound(what="caught", least=100, unit=" %"),
                Bound(what="false accusations", most=0),
            ),
        ),
    ),
)
CHANNELS = (Channel.EMAIL, Channel.LINKEDIN, Channel.LINKEDIN_MESSAGE, Channel.SMS)
FAULT = {Status.FAIL, Status.WARN}


def judged(case: Case, request: OutreachRequest, book: FactBook) -> list[CheckResult]:
    """Return the verdicts on a case, read as a model's draft."""
    question = next((line for line in case.body.split("\n\n") if "?" in line), "")
    draft = Draft(
        angle=Angle.PROBLEM, subject=case.subject, body=case.body, cta=question, facts_used=["viewport"]
    )
    return run_checks(Message(draft, request, book))


def measure(*, show: bool = False, most: int = 50) -> tuple[Counter[str], Counter[str], Counter[str], int]:
    """Return for each check the faults planted, those caught, clean messages accused; and the clean ones."""
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    accused: Counter[str] = Counter()
    clean = 0
    for lead in leads()[:most]:
        book = FactBook.of(lead, SENDER)
        for channel in CHANNELS:
            for language in Language:
                request = OutreachRequest(lead=lead, sender=SENDER, channel=channel, language=language)
                clean += 1
                for result in judged(clean_case(request), request, book):
                    if result.status in FAULT:
                        accused[result.id] += 1
                        if show:
                            print("accused", lead.name, channel, language, result.id, result.detail)
                for case in faulty_cases(request):
                    found = {result.id for result in judged(case, request, book) if result.status in FAULT}
                    for check in case.faults:
                        planted[check] += 1
                        caught[check] += check in found
                        if show and check not in found:
                            print("missed", lead.name, channel, language, check, case.label)
    return planted, caught, accused, clean


def with_model() -> None:
    """Print the share of variants of the configured model without a fault, per check."""
    router = TaskRouter.from_config(ConfigLoader())
    wrong: Counter[str] = Counter()
    total = 0
    for lead in leads()[:10]:
        composed = from_model(OutreachRequest(lead=lead, sender=SENDER), router)
        for variant in composed.variants:
            total += variant.model != ""
            wrong.update(one.id for one in variant.checks if variant.model and one.status is Status.FAIL)
    print(f"{total} variants of the model")
    for check in CHECKS:
        print(f"{check:14} {1 - wrong[check] / total:7.1%} without a fault" if total else "no model answered")


def main() -> None:
    """Print one line a check."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", action="store_true", help="let the configured model write")
    parser.add_argument("--show", action="store_true", help="print what was missed and accused")
    run = Measuring(BENCHMARK, parser, own=("show",))
    options = run.options
    if options.model:
        with_model()
        return
    planted, caught, accused, clean = measure(show=options.show)
    print(f"{'check':14} {'planted':>8} {'caught':>8} {'accused of':>11} {clean} clean")
    for check in CHECKS:
        if planted[check] or accused[check]:
            print(f"{check:14} {planted[check]:8} {caught[check]:8} {accused[check]:11}")
    run.conclude(
        {
            "caught": (sum(caught.values()), sum(planted.values())),
            "false accusations": (sum(accused.values()), clean),
        }
    )


if __name__ == "__main__":
    main()
