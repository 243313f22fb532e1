"""The second model as a witness: what it says of a claim, and whether it can tell true from false at all.

A model that agrees with everything would let every paraphrase pass. So it is also asked about sentences that
are plainly not what their quotation says: claims of this very dossier whose figures code has refuted, or some
that are kept for it. If it finds one of them supported, claims stand in the words of their sources.
"""

import functools
from dataclasses import dataclass
from enum import StrEnum

from dossier.models import Models
from llm.tasks.dossier import Contradicted, Polarity, Supported, check_messages


class Verdict(StrEnum):
    """What became of asking: nobody answered, the model found the claim in the quotation, or did not."""

    ABSENT = "absent"
    AGREES = "agrees"
    UNSUPPORTED = "the second model does not find it in its quote"
    CONTRADICTED = "the second model finds that its quote says otherwise"


@dataclass(frozen=True)
class Control:
    """A sentence that its quotation does not bear out."""

    claim: str
    quote: str


# A number, a denial, parties turned round, an opposite: each is how models alter what they read.
_KEPT = (
    Control("L'atelier emploie 14 salariés.", "L'atelier emploie 12 salariés."),
    Control("Le magasin ouvre le dimanche.", "Le magasin n'ouvre pas le dimanche."),
    Control("Der Betrieb liefert an die Gärtnerei.", "Die Gärtnerei liefert an den Betrieb."),
    Control("Die Filiale wurde 2020 eröffnet.", "Die Filiale wurde 2020 geschlossen."),
)
# So many claims of the dossier itself say more about the model than those, and no more are asked about.
_FEWEST, _MOST = 2, 4


class Witness:
    """Asks the second model about claims."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._refuted: list[Control] = []

    def remember(self, control: Control) -> None:
        """Note a claim that code has refuted."""
        self._refuted.append(control)

    def says(self, key: str, claim: str, chunk: str, quote: str) -> Verdict:
        """Return what the second model says of a claim, asked both ways."""
        asked = (key, claim, chunk, quote)
        supported = self._models.check(Supported, check_messages(*asked, Polarity.SUPPORTED))
        if supported is None:
            return Verdict.ABSENT
        if not supported.supported:
            return Verdict.UNSUPPORTED
        contradicted = self._models.check(Contradicted, check_messages(*asked, Polarity.CONTRADICTED))
        if contradicted is None:
            return Verdict.ABSENT
        return Verdict.CONTRADICTED if contradicted.contradicted else Verdict.AGREES

    @functools.cached_property
    def is_reliable(self) -> bool:
        """Whether it tells false sentences from true ones."""
        controls = self._refuted[:_MOST] if len(self._refuted) >= _FEWEST else _KEPT
        for n, control in enumerate(controls, 1):
            asked = check_messages(f"c{n}", control.claim, "S1.1", control.quote, Polarity.SUPPORTED)
            found = self._models.check(Supported, asked)
            if found is None:
                return False
            if found.supported:
                self._models.usage.notice(
                    "The second model agreed with a sentence known to be false; claims stand in the words of"
                    " their sources."
                )
                return False
        return True
