"""The second model as a witness: what it says of a claim, and whether it can tell true from false at all.

A model that agrees with everything would let every paraphrase pass. So it is also asked about sentences that
are plainly not what their quotation says: claims of this very dossier whose figures code has refuted; after a
long run without an objection, some kept for it. If it finds one supported, claims stand in the words of their
sources.
"""

import functools
from collections.abc import Sequence
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
# For a claim that code can say less of, one thing in the place of another, too.
_OF_THINGS = (
    Control("La réparation est facturée 79 euros.", "La révision est facturée 79 euros."),
    Control("Die Terrasse fasst 80 Gäste.", "Der Festsaal fasst 80 Gäste."),
)
# So many claims of the dossier itself say more about the model than those, and no more are asked about.
_FEWEST, _MOST = 2, 4
# After so many claims without an objection a model is put to the test.
_STREAK = 8


class Witness:
    """Asks the second model about claims."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._refuted: list[Control] = []
        self._agreed = 0
        self._objected = False

    def remember(self, control: Control) -> None:
        """Note a claim that code has refuted."""
        self._refuted.append(control)

    def says(self, key: str, claim: str, chunk: str, quote: str) -> Verdict:
        """Return what the second model says of a claim, asked both ways."""
        return self.note(self.asked(key, claim, chunk, quote))

    def note(self, verdict: Verdict) -> Verdict:
        """Remember what a model said, and return it."""
        self._agreed += verdict is Verdict.AGREES
        self._objected |= verdict in {Verdict.UNSUPPORTED, Verdict.CONTRADICTED}
        return verdict

    def asked(self, key: str, claim: str, chunk: str, quote: str) -> Verdict:
        """Return what the second model says, without a note of it; several threads may ask."""
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
        """Whether it tells false sentences from true ones, as far as it was seen or put to the test."""
        agreeable = [one for n, one in enumerate(self._controls(), 1) if self._is_agreeable(n, one)]
        if agreeable:
            self._models.usage.notice(
                "The second model agreed with a sentence known to be false; claims stand in the words of"
                " their sources."
            )
        return not agreeable

    @functools.cached_property
    def is_proven(self) -> bool:
        """Whether it was put to the test, whatever it has said so far, and told all false sentences."""
        controls = (*self._refuted[:_FEWEST], *_KEPT, *_OF_THINGS)
        return not any(self._is_agreeable(n, one) for n, one in enumerate(controls, 1))

    def _controls(self) -> Sequence[Control]:
        if len(self._refuted) >= _FEWEST:
            return self._refuted[:_MOST]
        return _KEPT if self._agreed >= _STREAK and not self._objected else ()

    def _is_agreeable(self, n: int, control: Control) -> bool:
        asked = check_messages(f"c{n}", control.claim, "S1.1", control.quote, Polarity.SUPPORTED)
        found = self._models.check(Supported, asked)
        return found is not None and found.supported
