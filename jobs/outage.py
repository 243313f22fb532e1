"""Where most sites of a hunt fail, something else is wrong than the sites: the hunt pauses and says why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leads.hunt import HuntSite, SiteState

WINDOW = 10
_SHARE = 0.8


@dataclass(frozen=True)
class Outage:
    """Why a hunt is paused, and what to do."""

    reason: str
    remedy: str


def outage(last: Sequence[HuntSite]) -> Outage | None:
    """Return why a hunt should pause, None where enough of the sites that ended last could be read."""
    if len(last) < WINDOW:
        return None
    failed = [site for site in last if site.state is SiteState.FAILED]
    if len(failed) < _SHARE * len(last):
        return None
    (detail, remedy), count = Counter((site.detail, site.remedy) for site in failed).most_common(1)[0]
    return Outage(
        f"Paused: {len(failed)} of the last {len(last)} sites failed, {count} of them with: {detail}",
        f"{remedy} Then go on with the hunt.".strip(),
    )
