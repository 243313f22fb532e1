"""What the words before a number say it is: a telephone, a fax, or no phone at all."""

import re
from collections import deque

from scrapers.vocabulary import any_of

_BOTH = any_of(
    r"t[ée]l\w*[\s.:]*(?:/|&|et|und|and|\+|[-–]|,)\s*(?:t[ée]l[ée])?fax",
    r"fax\s*(?:/|&|et|und|and|\+|-)\s*t[ée]l\w*",
)
_FAX = any_of(
    r"\b(?:t[ée]l[ée])?fax(?:nummer|number)?\b \bt[ée]l[ée]copi(?:e|eur)\b \bF(?=\s*[:.]\s*\Z) \bFx\b 📠 🖷",
)
_TELEPHONE = any_of(
    r"\bt[ée]l(?:[ée]phon\w*|efon\w*|\b) \bphone\w* \bmobile?\w* \bportable\b \bgsm\b \bhandy\w* \bcell\w*",
    r"\bcall\b \bappel\w* \brufen\b \banruf\w* \bhotline\b \bstandard\b \bfestnetz\w* \bjoindre\b \bfixe\b",
    r"\bwhats\s?app\b \bsms\b \btoll[-\s]free\b \bnum[ée]ro_vert\b \bligne\b \burgences?\b \bnotruf\w*",
    r"\bfon\b \b[TMP](?=\s*[:.]\s*\Z) [☎📞📱✆🕿🕻☏]",
)
_SOMETHING_ELSE = any_of(
    r"\bsiret\b \bsiren\b \br\.?c\.?s\b \btva\b \bvat\b \biban\b \bbic\b \bswift\b \brib\b \bisbn\b",
    r"\bissn\b \bean\b \bust\b \bsteuer\w* \bhr[ab]\b \bkonto(?:nummer|nr\.?)?\b \bblz\b \bnda\b",
    r"\borias\b \bape\b \bnaf\b \badeli\b \brpps\b \bfiness\b \bsous_le_n(?:um[ée]ro|[°o]) \bgtin\b",
    r"\bsku\b \bcompany_(?:no|number|reg)\w* \border_(?:no|number)\b \bcharity_(?:no|number)\b \bkvk\b",
    r"\bbce\b \bkbo\b \b(?:entreprise|onderneming\w*)_?(?:n[°or.]*|nummer)\b (?-i:\bBE\s?\Z)",
    r"\bbtw\b \bcode_postal\b \bnpi\b \bein\b \bcoordonn[ée]es_gps\b \blatitude\b \blongitude\b",
)
# Words that announce a number of another kind, or are just words of the sentence: a number written as people
# write telephones is one after them all the same ("Pour toute commande : 04 65 71 00 10").
_PERHAPS = any_of(
    r"\bcapital\b \br[ée]f(?:[ée]rence)?s?\b \bagr[ée]ment\b \bd[ée]clar[ée]\w* \bd[ée]claration\b",
    r"\blicen[cs]e\b \bcarte_professionnelle\b \bidentification\b \bregistration\b \bid\b",
    r"\bversion\b \bcsp\b \bregistre\b \bartikel\w*",
    r"\b(?:commande|facture|contrat|police)\s*(?:n[°o.]*\s*)?:?\s*\Z",
)
_LABELS = re.compile(
    f"(?P<both>{_BOTH})|(?P<fax>{_FAX})|(?P<tel>{_TELEPHONE})|(?P<other>{_SOMETHING_ELSE})"
    f"|(?P<perhaps>{_PERHAPS})",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"\d(?:[\s.]?\d){4}")


def last_label(text: str) -> str:
    """Return what the last label in a text announces: tel, fax, both, other, perhaps (other), or nothing."""
    last = next(iter(deque(_LABELS.finditer(text), maxlen=1)), None)
    if last is None:
        return ""
    if last.lastgroup in {"other", "perhaps"} and _ANNOUNCED.search(text, last.end()):
        # The digits it announced stand already between it and the end.
        return ""
    return last.lastgroup or ""
