"""Sentences taken apart into clauses: what is denied, planned or over, and who is spoken of."""

import re
from dataclasses import dataclass

from llm.tasks.words import fold, terms

_SPLIT = re.compile(
    r"\s*[;:.!?…](?=\s|$)\s*|\s+[–—-]\s+|,\s+|\s+(?:et|mais|puis|tandis que|alors que|und|aber|wahrend|sondern|and|but|while)\s+"
)
_NOT = re.compile(
    r"\b(?:ne|n|pas|jamais|aucun|aucune|nul|nulle|ni|non"
    r"|nicht|kein|keine|keinen|keinem|keiner|keines|nie|niemals|weder|nirgends|nichts|niemand"
    r"|not|no|never|neither|nor|none|nobody|cannot|don't|doesn't|isn't|aren't|won't|didn't|can't)\b"
)
_WITHOUT = re.compile(r"\b(?:sans|ohne|without)\b")
# « non seulement », "no. 1" and the like deny nothing.
_NO_DENIAL = re.compile(
    r"\bnon (?:seulement|stop)\b|\bnicht nur\b|\bnot only\b|\bn[o°]\.? ?\d|\bne\b[^.;,]{1,40}\bque?\b(?! pas)|\bni plus ni moins\b"
)
_PLANNED = re.compile(
    r"\b(?:prevoi\w*|prevu\w*|projett\w*|envisag\w*|souhait\w*|bientot|prochaine?ment|prochaine? ?(?:ouverture|annee)?"
    r"|ouvrira|embauchera|lancera|demenagera|va (?:ouvrir|lancer|demenager|recruter|s'agrandir|embaucher)|en projet"
    r"|geplant\w*|plant|planen|demnachst|kunftig\w*|wird [^.;]{0,40}(?:eroffn|erweiter|umzieh|einstell)\w*"
    r"|plans? to|planned|planning to|will (?:open|move|launch|hire|expand)|soon|upcoming|intends? to)\b"
)
_OVER = re.compile(
    r"\b(?:ancien(?:ne)?s?|autrefois|jadis|jusqu'en \d{4}|a cesse|ehemalig\w*|fruher\w*|bis \d{4}"
    r"|former(?:ly)?|used to|until \d{4}|no longer)\b"
)
_MAYBE = re.compile(
    r"\b(?:peut-etre|eventuellement|sous reserve|probable\w*|vielleicht|eventuell|moglicherweise|maybe|perhaps|might|possibly)\b"
)
_OTHERS = re.compile(
    r"\b(?:partenaire|fournisseur|concurrent|confrere|hebergeur|voisin|prestataire|sous-traitant|franchiseur"
    r"|partner|lieferant|wettbewerber|mitbewerber|konkurrent|nachbar|dienstleister|subunternehmer"
    r"|supplier|competitor|neighbou?r|subcontractor)s?\w{0,2}\b"
)
# Words that turn a statement into its opposite.
_OPPOSITES = (
    (r"ouvert\w*|geoffnet|open", r"ferme\w*|geschlossen|closed"),
    (
        r"gratuit\w*|offert\w*|kostenlos\w*|kostenfrei|free",
        r"payant\w*|facture\w*|kostenpflichtig\w*|charged|paid",
    ),
    (
        r"augment\w*|hausse|croissance|gestiegen|steig\w*|wachst|increas\w*|grow\w*|rose",
        r"baiss\w*|diminu\w*|recul\w*|gesunken|sink\w*|decreas\w*|fell|declin\w*",
    ),
    (r"achet\w*|acquis\w*|ubernomm\w*|kauft\w*|acquir\w*|bought", r"vend\w*|cede\w*|verkauf\w*|sold|sells?"),
    (r"avant|vor|before", r"apres|nach|after"),
    (r"minimum|au moins|mindestens|at least", r"maximum|au plus|hochstens|jusqu'a|bis zu|at most|up to"),
    (r"plus de|mehr als|more than|over", r"moins de|weniger als|less than|under|fewer than"),
    (
        r"avec|mit|with|inclus\w*|compris\w*|inklusive|included",
        r"sans|ohne|without|hors|exclu\w*|exklusive|excluded|non compris",
    ),
    (r"interne|intern|in-house", r"externe|extern|sous-trait\w*|outsourc\w*"),
    (r"obligatoire\w*|pflicht\w*|mandatory", r"facultati\w*|optionn\w*|freiwillig\w*|optional"),
    (
        r"satisfait\w*|zufrieden\w*|satisfied|happy",
        r"mecontent\w*|decu\w*|insatisfait\w*|unzufrieden\w*|enttauscht\w*|unhappy|dissatisfied",
    ),
    (r"premier\w*|erste\w*|first", r"dernier\w*|letzte\w*|last"),
)
_PAIRS = tuple((re.compile(rf"\b(?:{one})\b"), re.compile(rf"\b(?:{other})\b")) for one, other in _OPPOSITES)


@dataclass(frozen=True)
class Clause:
    """A part of a sentence: its words as written, and folded."""

    text: str
    folded: str


def clauses(text: str) -> list[Clause]:
    """Return the clauses of a text; commas inside numbers do not part them."""
    folded = fold(text)
    if len(folded) != len(text):
        text = folded
    parts, start = [], 0
    for gap in _SPLIT.finditer(folded):
        parts.append(Clause(text[start : gap.start()], folded[start : gap.start()]))
        start = gap.end()
    parts.append(Clause(text[start:], folded[start:]))
    return [part for part in parts if part.folded.strip()]


def closest(claim: str, parts: list[Clause]) -> list[Clause]:
    """Return the clauses that have most in common with a claim: those within one word of the best."""
    wanted = terms(claim)
    scored = [(len(wanted & terms(part.text)), part) for part in parts]
    best = max((score for score, _ in scored), default=0)
    return [part for score, part in scored if score >= max(1, best - 1)] or parts


def is_denied(folded: str) -> bool:
    """Tell whether a folded text denies something."""
    return _NOT.search(_NO_DENIAL.sub(" ", folded.replace("’", "'"))) is not None


def mood_differs(claim: str, quote: str) -> str:
    """Return in words how a claim differs from its quote in denial, time, certainty or sense; empty if not.

    What is compared are the clauses of the quote that speak of the same thing as the claim.
    """
    said = fold(claim).replace("’", "'")
    near = " ; ".join(part.folded for part in closest(claim, clauses(quote))).replace("’", "'")
    whole = fold(quote).replace("’", "'")
    if is_denied(said) != is_denied(near) and not (is_denied(said) and _WITHOUT.search(near)):
        return "one of them denies it"
    if _WITHOUT.search(said) and not _WITHOUT.search(whole) and not is_denied(whole):
        return "one of them denies it"
    for pattern, what in ((_PLANNED, "planned"), (_OVER, "over"), (_MAYBE, "uncertain")):
        if pattern.search(near) and not pattern.search(said):
            return f"in the source it is {what}"
        if pattern.search(said) and not pattern.search(whole):
            return f"only the claim says it is {what}"
    for one, other in _PAIRS:
        for mine, theirs in ((one, other), (other, one)):
            if (
                mine.search(said)
                and not mine.search(whole)
                and theirs.search(whole)
                and not theirs.search(said)
            ):
                return "it says the opposite"
    return ""


def speaks_of_others(claim: str, quote: str) -> bool:
    """Tell whether the quote speaks of a partner, supplier or competitor where the claim does not."""
    near = closest(claim, clauses(quote))
    return any(_OTHERS.search(part.folded) for part in near) and not _OTHERS.search(fold(claim))
