"""What a benchmark promises: each figure beside its bound, and an exit code that says whether all held."""

import sys

_missed: list[str] = []


def at_most(what: str, figure: float, bound: float, unit: str = "") -> None:
    """Say whether a figure stays under its bound."""
    _tell(what, figure <= bound, f"{figure:,.2f}{unit}, at most {bound:,g}{unit}")


def at_least(what: str, figure: float, bound: float, unit: str = "") -> None:
    """Say whether a figure reaches its bound."""
    _tell(what, figure >= bound, f"{figure:,.2f}{unit}, at least {bound:,g}{unit}")


def exactly(what: str, figure: int, bound: int) -> None:
    """Say whether a number is the one that is promised."""
    _tell(what, figure == bound, f"{figure:,}, asked {bound:,}")


def conclude() -> None:
    """End with 1 where a bound was missed."""
    if _missed:
        print(f"{len(_missed)} missed: {', '.join(_missed)}")
        sys.exit(1)
    print("all bounds held")


def _tell(what: str, held: bool, words: str) -> None:
    print(f"{'PASS' if held else 'FAIL'} {what}: {words}", flush=True)
    if not held:
        _missed.append(what)
