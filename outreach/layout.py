"""The parts of a body: greeting, what is said, and how it closes (sign-off, signature, origin, objection)."""

import functools
import re
from dataclasses import dataclass

from outreach.wording import Run, masked, paragraphs

GREETING = re.compile(
    r"\s*(?:bonjour|bonsoir|madame|monsieur|ch[eè]re?s?|hello|hi|hey|dear|good (?:morning|afternoon)|guten "
    r"(?:tag|morgen)"
    r"|sehr geehrte[rs]?|hallo|liebe[rs]?|moin|grüezi|grüß gott)\b",
    re.IGNORECASE,
)
SIGN_OFF = re.compile(
    r"\s*(?:(?:bien |très )?cordialement|bien à vous|belle (?:journée|soirée)|bonne (?:journée|soirée"
    r"|continuation)"
    r"|au plaisir|sincères salutations|salutations|respectueusement|je vous prie d|veuillez agréer"
    r"|(?:best|kind|warm)(?: (?:regards|wishes))?\s*,|(?:with )?(?:best|kind|warm) regards|regards"
    r"|sincerely|yours"
    r"|all the best|many thanks|mit (?:freundlichen|besten|herzlichen)|freundliche|viele|beste|herzliche"
    r"|schöne grüße)\b",
    re.IGNORECASE,
)
OPT_OUT = re.compile(
    r"\bstopp?\b|désinscri|désabonn|ne (?:plus|pas) (?:recevoir|être|vous|souhait)|ne souhait\w* (?:pas"
    r"|plus)|vous opposer"
    r"|n['’]\w+ (?:plus|pas) (?:d['’]être )?(?:écri|contact|sollicit|relanc|dérang)"
    r"|je ne vous (?:écri|contact|sollicit|relanc|dérang)\w* (?:plus|pas)"
    r"|droit d.opposition|plus de message|non merci|unsubscrib|opt(?:ing)?[ -]?out|no (?:further|more"
    r"|longer)|rather not|not to (?:hear|receive|be)"
    r"|not (?:write|contact|e-?mail|bother|call|ring) (?:you )?again|won['’]t (?:write|contact|e-?mail"
    r"|hear)|take you off"
    r"|nichts mehr|kein(?:e[nr]?)? (?:post|sms|anruf|werbung)|nicht (?:wieder|noch einmal)"
    r"|abmeld|abbestell|widersp|keine (?:weiteren?|nachricht|mails?|e-mails?)|nicht (?:mehr|weiter) "
    r"(?:kontakt|anschreib|schreib)|kein interesse",
    re.IGNORECASE,
)
ORIGIN = re.compile(
    r"(?:adresse|coordonnées|e-?mail|courriel|numéro|contacts?|profil)\b[^.!?\n]{0,80}\b(?:relev|trouv|noté"
    r"|obten|récupér|recueilli|collect|repéré|pris"
    r"|vue?s?\b|lue?s?\b|issue?s?\b|provien|vien(?:t|nent)\b|publi|figur|indiqu|affich)"
    r"|(?:relev|trouv|vu |lu |noté|obten|récupér|recueilli|repéré|pris )[^.!?\n]{0,60}(?:adresse"
    r"|coordonnées|e-?mail|numéro|contacts?|profil|site)"
    r"|(?:adresse|coordonnées|e-?mail|numéro)\b[^.!?\n]{0,20}\b(?:est|sont|était|étaient) (?:sur|dans)"
    r" votre (?:site|page)"
    r"|origine de (?:vos|ces|mes) (?:coordonnées|données)"
    r"|(?:address|details|contact|number|e-?mail|profile)\b[^.!?\n]{0,80}\b(?:found|comes?|website|site"
    r"|directory|public|listed|page|from|came)"
    r"|(?:found|got|took)\b[^.!?\n]{0,60}\b(?:address|details|contact|number|e-?mail|profile)|where your "
    r"(?:details|address|contact)"
    r"|(?:adresse|kontaktdaten|e-?mail|nummer|daten|profil)\w*\b[^.!?\n]{0,80}\b(?:website|webseite"
    r"|impressum|verzeichnis|öffentlich|stamm|gefunden|entnommen|\w*seite)"
    r"|(?:gefunden|entnommen|stamm\w*)\b[^.!?\n]{0,60}\b(?:adresse|kontaktdaten|e-?mail|nummer|daten)"
    r"|herkunft (?:ihrer|der)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """A body taken apart: `core` holds the paragraphs that say something, `closing` starts where they end."""

    greeting: str
    core: tuple[Run, ...]
    closing: str

    @property
    def text(self) -> str:
        """What is said, without greeting and closing."""
        return "\n\n".join(run.text for run in self.core)


@functools.lru_cache(maxsize=512)
def layout(body: str) -> Layout:
    """Return the parts of a body."""
    greeting_end = _greeting_end(body)
    closing = _closing_start(body, greeting_end)
    inner = body[greeting_end:closing]
    core = tuple(Run(run.text, run.start + greeting_end) for run in paragraphs(inner))
    return Layout(body[:greeting_end].strip(), core, body[closing:].strip())


def _greeting_end(body: str) -> int:
    first = re.match(r"\s*[^\n]*", body)
    line = first.group() if first else ""
    if not GREETING.match(line):
        return 0
    if len(line.split()) <= 8 and not re.search(r"[?]", line):
        return len(line)
    comma = re.match(r"[^,.!?:\n]{0,60}[,!]\s", line)
    return comma.end() if comma else 0


def _closing_start(body: str, after: int) -> int:
    """Return where the first line stands that signs off, names who writes, or tells of origin and objection.

    Nothing before the last question closes a message.
    """
    last_question = masked(body).rfind("?")
    at = after
    said = False
    for line in body[after:].split("\n"):
        plain = masked(line)
        is_formal = OPT_OUT.search(plain) or (last_question >= 0 and ORIGIN.search(plain))
        is_name = last_question >= 0 and _is_signature(line)
        if said and at > last_question and (SIGN_OFF.match(plain) or is_formal or is_name):
            return at
        said = said or bool(line.strip())
        at += len(line) + 1
    return len(body)


def _is_signature(line: str) -> bool:
    """Say whether a line is a name, a role or a firm: a few words that end no sentence."""
    bare = line.strip()
    return 1 <= len(bare.split()) <= 8 and bare[0].isupper() and bare[-1] not in ".!?…:"
