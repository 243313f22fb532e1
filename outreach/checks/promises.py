"""O-CLAIM and O-TRACE: promises nobody can keep, and sentences about the reader's site without a finding."""

import re

from llm.tasks.words import fold, terms
from outreach.checks.language import language_of
from outreach.checks.message import Message, found, matches, not_applicable, passed, quoted, span_of, told
from outreach.draft import CheckResult, Language, Span, Status
from outreach.facts import Fact
from outreach.finding_phrases import phrase_of
from outreach.records import Statement
from outreach.site_topics import strict_only, topics_of
from outreach.wording import sentences

_SP = r"[\s\u00a0\u202f]*"
_PROMISES = {
    Language.FR: re.compile(
        rf"\bvotre (?:téléphone|agenda|carnet|boîte|caisse)\b[^.!?\n]{{0,20}}\b(?:sonner|remplir|débord)\w*"
        rf"|\b(?:il en (?:sera|ira) de même|ce sera (?:pareil|la même chose)) (?:pour|chez) vous\b"
        rf"|\b(?:le|la) vôtre (?:fera|aura|verra|connaîtra)\b"
        rf"|\bc['’]est (?:certain|assuré|sûr|mathématique)\b|\bpasser(?:ez|a|ont)? devant (?:tou|vos|les|la"
        rf"|le)|\bsans (?:aucun|le moindre) doute\b"
        rf"|\bvous (?:remplirez|exploserez|décrocherez|doublerez|triplerez|serez complets?)\b"
        rf"|\bje m['’]y engage\b|\bje m['’]engage à (?:vous )?(?:faire|apporter|trouver|obtenir|ramener)"
        rf"|\bje vous promets\b|\bvous serez (?:bientôt )?(?:le |la )?premi|\b(?:forcément|à coup sûr)\b"
        rf"|\bn(?:°|º|uméro|o\.?){_SP}1\b|\bnuméro un (?:sur|de|du|des|dans|en|à)\b|\bpremière (?:position"
        rf"|place)\b|\ben première page\b|\bpremière page (?:de|sur|des)\b|\b(?:en )?tête (?:de"
        rf"|des résultats de) google"
        rf"|\bgaranti(?:e|es|s|r|ssons|t|ssent)?\b|\bgaranties? de résultats?\b|\b(?:doubl|tripl|décupl"
        rf"|multipli)(?:er|ez|ons|e|era|erez)\b[^.!?\n]{{0,40}}\b(?:vente|chiffre|client|trafic|appel"
        rf"|visite|réservation|contact|demande|résultat|revenu)\w*"
        rf"|\ben (?:seulement )?\d+{_SP}(?:h|heures?|jours?)\b|\b(?:explos|propuls)er?\b|\bsans (?:aucun "
        rf")?risque|\bsatisfait ou remboursé|\brésultats? (?:immédiats?|assurés?)"
        rf"|\b(?:passe(?:r|rez|z)|devance(?:r|rez|z)|dépasse(?:r|rez|z)) (?:devant )?(?:tous )?(?:vos|la"
        rf"|les) concurren\w+"
        rf"|\b(?:vente|chiffre d['’]affaires|client|trafic|appel|visite|réservation|contact|demande"
        rf"|résultat|revenu)\w*"
        rf"\b[^.!?\n]{{0,25}}\b(?:doubl|tripl|quadrupl|décupl|explos|s['’]envol|bondi)(?:er|era|eront|ir"
        rf"|ira|iront)\b"
        rf"|\bvous (?:aurez|gagnerez|obtiendrez|recevrez|attirerez|remplirez)\b[^.!?\n]{{0,20}}"
        rf"\b(?:plus|davantage|nouve\w+|de|des|vos) (?:de |d['’])?(?:client|vente|appel|réservation|commande"
        rf"|demande|patient|trafic|visiteur)(?!\w* (?:qui|que)\b)"
        rf"|\b(?:je|nous) (?:vous )?(?:assur|certifi|promett)\w+ (?:que|des?|une?|plus)\b"
        rf"|\b(?:leader|meilleure? (?:agence|expert|prestataire)) (?:du|de la|de|en)\b|\b100{_SP}%",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        rf"\byour (?:phone|inbox|diary|calendar|order book|till) will"
        rf" (?:ring|fill|overflow|be (?:full|ringing|busy))"
        rf"|\byours will (?:do|see|have|get|gain)\b|\bthe same will happen (?:to|for|with) you"
        rf"|\b(?:put|get|bring|push|move|take) you(?:r \w+)? (?:to|at|on|onto|into) (?:the )?(?:top|first"
        rf"|number)"
        rf"|\b(?:at|to) the top of (?:the )?(?:results|google|rankings?)|\bwithout (?:a|any) doubt\b"
        rf"|\b(?:sure|certain|bound) to (?:get|win|gain|double|grow|sell|bring)\b"
        rf"|\bI (?:can )?promise\b|\brank(?:ed|ing)? (?:first|top)\b|\b(?:number one|no\.? ?1|#1)\b"
        rf"|\b(?:first|top) (?:page|place|position|spot)\b|\btop of google"
        rf"|\bguarantee[ds]?\b|\bguaranteed\b"
        rf"|\b(?:doubl|tripl|10x|multipl)\w*\b[^.!?\n]{{0,40}}\b(?:sale|revenue|client|customer|traffic"
        rf"|call|lead|booking|visit|result)\w*"
        rf"|\b(?:in|within) (?:just )?\d+{_SP}(?:h|hours?|days?)\b|\brisk[- ]free|\bskyrocket\w*"
        rf"|\b(?:beat|outrank|overtake|ahead of) (?:all )?(?:your|the) compet\w+"
        rf"|\byou(?: will|['’]ll) (?:\w+ly |soon )?(?:get|gain|see|win|have|receive|attract|earn)\b"
        rf"[^.!?\n]{{0,15}}\b(?:more|new|extra) (?:\w+ )?(?:customer|client|sale|call|booking|enquir|inquir"
        rf"|lead|order|traffic|revenue|patient)\w*"
        rf"|\byour (?:sales|revenue|bookings|traffic|turnover|enquiries|calls) (?:will|are going to)\b"
        rf"|\bmoney[- ]back|\binstant results?|\bmarket leader|\b100{_SP}%",
        re.IGNORECASE,
    ),
    Language.DE: re.compile(
        rf"\bIhr (?:Telefon|Postfach|Kalender|Auftragsbuch) (?:wird\b[^.!?\n]{{0,30}}\b(?:klingeln|füllen"
        rf"|voll|stillstehen)|steht nicht mehr still)|\bbei Ihnen wird (?:es|das) (?:genauso|ebenso)\b"
        rf"|\b(?:mit Sicherheit|ganz sicher|zweifellos|todsicher)\b"
        rf"|\b(?:bringe|hole|setze|katapultiere)\w* (?:ich )?Sie (?:auf|an|nach) (?:die |den "
        rf"|das )?(?:erste|oberste"
        rf"|Spitze|oben|Platz)"
        rf"|\b(?:verspreche ich|ich verspreche)\b|\b(?:Nummer|Nr\.?|Platz){_SP}(?:1|eins)\b"
        rf"|\berste[nr]? (?:Seite|Platz|Position)\b|\bgaranti(?:ere|e"
        rf"|ert|eren|erte\w*)\b|\bGarantie\b"
        rf"|\b(?:verdoppel|verdreifach|vervielfach)\w*|\b(?:in|binnen|innerhalb von) (?:nur "
        rf")?\d+{_SP}(?:Stunden|Std\.?|Tagen?|h)\b|\bohne Risiko|\brisikofrei|\bGeld[- ]zurück"
        rf"|\b(?:überholen|übertreffen|schlagen)? ?(?:Sie )?(?:alle )?(?:Ihre )?(?:Konkurrenz|Konkurrenten"
        rf"|Mitbewerber|Wettbewerber)"
        rf"[^.!?\n]{{0,25}}\b(?:überhol|übertreff|hinter sich|abhäng|ausstech)\w*"
        rf"|\bSie (?:werden|gewinnen|bekommen|erhalten)\b[^.!?\n]{{0,40}}\b(?:mehr|neue) (?:Kund|Anfrage"
        rf"|Umsatz|Buchung|Anruf"
        rf"|Bestellung|Aufträge|Patient)\w*|\bUmsatz (?:wird|steigt)\b"
        rf"|\bMarktführer|\bsofortige Ergebnisse|\b100{_SP}%",
        re.IGNORECASE,
    ),
}
_SITE = {
    Language.FR: re.compile(
        r"\b(?:votre|vos) (?:site|sites|page|pages|fiche|référencement|titre|formulaire|accueil|menu"
        r"|textes?|contenus?|liens?|galerie|blog|navigation|boutons?"
        r"|numéro|horaires|mentions|images?|photos?|visibilité|boutique en ligne)\b|\ble site (?:de"
        r"|d['’])|\bsur (?:le|ce) site",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\byour (?:[\w-]+ ){0,2}(?:site|website|page|pages|images|photos|homepage|listing|seo|title"
        r"|form|menu|checkout|online (?:shop|store)|webshop"
        r"|content|copy|texts?|navigation|links|gallery|blog|ranking|search "
        r"ranking)\b|\bthe site (?:of|has|does|is)\b",
        re.IGNORECASE,
    ),
    Language.DE: re.compile(
        r"\bIhre[rn]? (?:[\w-]+ ){0,2}(?:Website|Webseite|Homepage|Startseite|Seiten?|Bilder|Fotos"
        r"|Mobilseite|Texte|Inhalte|Links|Navigation|Galerie|Kontaktseite"
        r"|Internetseite|Suchergebnisse)\b|\b(?:der|die|auf der) (?:Website|Webseite|Homepage"
        r"|Startseite)\b|\bIhr (?:Internetauftritt|Webauftritt"
        r"|(?:Kontakt|Bestell|Buchungs)?[Ff]ormular|Online-?[Ss]hop|Menü|Impressum"
        r"|Seitentitel)\b",
        re.IGNORECASE,
    ),
}
_FAULTY = {
    Language.FR: re.compile(
        r"\bn['’]\w+ (?:(?:sur|dans|en|à) )?(?:pas|plus|jamais|aucun\w*|ni)\b"
        r"|\b(?:aucune?|nul(?:le)?)\b[^.!?\n]{0,40}\bn(?:e\b|['’])"
        r"|\bcessé de\b|\b(?:une éternité|des siècles)\b"
        r"|\bne \w+(?:-\w+)? (?:pas|plus|jamais|aucun\w*|que"
        r"|ni)\b|\bne s['’]\w+ (?:pas|plus)|\b(?:lente?s?|lentement|lenteur|rame|laborieu\w+|buggu?e\w*"
        r"|plante|(?:deuxième|seconde|troisième|quatrième)"
        r" page|page \d+|derrière vos|après vos concurrents|négligé\w*|amateur|brouillon\w*|fouillis|vétuste"
        r"|poussiéreu\w+|démodé\w*|ancien\w*|hors (?:ligne|service)|en panne|piraté\w*|inaccessibles?"
        r"|cassée?s?|obsolètes?|vieilli\w*|datée?s?"
        r"|dépassée?s?|introuvables?|invisibles?"
        r"|illisibles?|incomplet\w*|erreurs?|manqu\w+|inutilisables?|inadapté\w*|désuet\w*|désuète\w*"
        r"|confus\w*|fautes? (?:d['’]orthographe|de frappe)|coquilles?|floues?|pixelis\w+"
        r"|(?:page|écran) blanche?|(?:est|sont|reste|semble) (?:vides?|figée?s?|perdue?s?|bloquée?s?"
        r"|triste|terne|pauvre|faible)"
        r"|date\w* (?:visiblement|de|des|d['’])|d['’]un autre (?:âge|temps|siècle)|fait fuir|font fuir"
        r"|décourag\w+|repouss\w+|ralenti\w*|absen\w+|trop (?!tôt|tard\b)\w+|mal (?:référenc"
        r"|class|conçu|affich"
        r"|adapt)\w*|pénalis\w+|non sécurisé\w*|(?:met|prend) (?:plus de )?\w+ secondes|risque de"
        r"|très loin|peine à|difficile à|peu (?:visible|lisible|clair)\w*|dépourvu\w*|passe-partout"
        r"|sans (?:titre|description|adresse|numéro|mentions|formulaire"
        r"|connexion))\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\b(?:doesn['’]t|does not|isn['’]t|is not|hasn['’]t|has no|have no|can(?:not|['’]t)|won['’]t"
        r"|takes (?:ages|forever|long)|barely|hardly|struggles|fails to|too (?:\w+)|lacks?|lacking"
        r"|missing|slow\w*|dated|old|tired|cluttered|messy|unprofessional|amateurish|confusing|sluggish"
        r"|(?:is|goes|was) down|out of (?:service|order)"
        r"|disconnected|stopped \w+ing|none of your|nothing on your"
        r"|(?:second|third|fourth) page|page (?:\d+|two|three)|below your competitors"
        r"|behind your competitors|buried"
        r"|useless|blurr\w*|pixelated|distorted|stretched|never|unusable|unreadable|illegible|typos?"
        r"|misspel\w+|spelling"
        r"|(?:is|are|looks?|reads?|seems?) (?:poor|weak|bland|dull|ugly|blank|empty)|bloated"
        r"|dead links?|losing|loses|drives? \w+ away|puts? \w+ off|hacked|offline|crash\w*|stale|broken"
        r"|outdated|old-fashioned|invisible|errors?"
        r"|hard to|takes "
        r"\w+ seconds|penali[sz]ed|insecure|poorly|without a)\b",
        re.IGNORECASE,
    ),
    Language.DE: re.compile(
        r"\b(?:erst auf|(?:zweiten|dritten|vierten) Seite|Seite \d+|hinter (?:Ihren|den|allen)"
        r"|unübersichtlich\w*"
        r"|altbacken\w*|außer Betrieb|abgeschaltet\w*|ewig\w*"
        r"|altmodisch\w*|träge|ruckel\w*|verwirrend\w*|abgelaufen\w*|gehackt\w*|überladen\w*"
        r"|unscharf\w*|verpixelt\w*|verschwommen\w*|unbrauchbar\w*|unlesbar\w*|unleserlich\w*|leere? "
        r"|Rechtschreib\w*|Tippfehler\w*|lieblos\w*"
        r"|langweilig\w*|hässlich\w*"
        r"|umständlich\w*|verliert|verlieren|abschreck\w*|nirgends|nirgendwo|voller|tote[nr]? Links?"
        r"|lahm\w*|abgestürzt|überholt\w*|defekt\w*"
        r"|nicht|kaum|mühsam|schwer zu|kein\w*|fehlt|fehlen\w*|langsam\w*|kaputt\w*|veraltet\w*"
        r"|zu (?:lange?|klein\w*"
        r"|wenige?|viele?|schwer\w*|groß\w*)|unsichtbar|unsicher\w*"
        r"|Fehler|schlecht\w*|unvollständig\w*|ohne (?:Titel|Impressum|Beschreibung)|braucht \w+ Sekunden"
        r"|lädt (?:zu )?langsam)\b",
        re.IGNORECASE,
    ),
}
_REFERS_BACK = re.compile(
    r"\b(?:dafür|davon|darauf|daran|er|diese[rs]?|solche\w*|it|that|this|so|cela|ça|celle-ci|celui-ci)\b",
    re.IGNORECASE,
)
# A condition or an offer to look says nothing of how the site is.
_NO_STATEMENT = {
    Language.FR: re.compile(
        r"\b(?:si (?:vous|votre|elle|il)|(?:reste(?:nt|rait|raient|ra|ront)?|gard\w+)"
        r" (?:telle?s? (?:que|qu['’])"
        r"|comme)|ne (?:le |la |vous )*promet\w* (?:pas|rien)"
        r"|pas (?:encore )?(?:regardé|analysé|étudié|audité)"
        r"|ne (?:modifi"
        r"|chang|touch|demand|coût)\w+ (?:pas|rien)|souhait\w+"
        r"|recevoir|désinscri|opposer|contact\w* (?:plus|pas))\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\b(?:if (?:you|your|it)|(?:just|exactly) as (?:it|they) (?:does|do|is|are) (?:now|today)"
        r"|(?:make|made|is) no promise|have not (?:looked|checked)|haven['’]t (?:looked|checked)|rather not"
        r"|(?:not|n['’]t) (?:change|touch|affect|alter)"
        r"|hear from)\b",
        re.IGNORECASE,
    ),
    Language.DE: re.compile(
        r"\b(?:wenn (?:Sie|Ihre)|falls|bleib\w+ (?:genau )?(?:so )?,? ?wie|versprechen kann ich\b"
        r"|nicht versprechen|(?:ändert|verändert|berührt)\b[^.!?\n]{0,40}\bnicht"
        r"|noch nicht (?:angesehen|geprüft)|nicht (?:mehr )?(?:kontaktiert"
        r"|angeschrieben|hören)|wünschen|Nachricht\w*)\b",
        re.IGNORECASE,
    ),
}


def claim(message: Message) -> CheckResult:
    """No promise the sender profile does not make, and nothing about their site that no finding shows."""
    promises = [
        span
        for span in matches(message, _PROMISES[message.language])
        if fold(" ".join(span.text.split())) not in message.book.sender_text
        and not message.says_of_lead(span)
    ]
    bare = _bare_statements(message)
    if not promises and not bare:
        return passed("O-CLAIM")
    reasons = []
    if promises:
        reasons.append(f"{quoted(promises)} promises what the sender profile does not.")
    if bare:
        reasons.append(f"{quoted(bare, 2)} says something of their site that no finding shows.")
    return found("O-CLAIM", Status.FAIL, told(reasons), [*promises, *bare])


def trace(message: Message) -> CheckResult:
    """A message says which facts it rests on, and they are all known."""
    unknown = [key for key in message.draft.facts_used if message.book.get(key) is None]
    if unknown:
        return found("O-TRACE", Status.WARN, f"No fact is called {', '.join(unknown[:5])}.")
    if not [fact for fact in message.book.facts if not fact.is_of_sender]:
        return not_applicable("O-TRACE", "Nothing is known of the lead.")
    about_lead = [key for key in message.draft.facts_used if not key.startswith("sender.")]
    if not about_lead:
        return found("O-TRACE", Status.WARN, "Nothing in it is about this lead: it would suit any other.")
    return passed("O-TRACE", "Rests on " + ", ".join(about_lead) + ".")


def _bare_statements(message: Message) -> list[Span]:
    """Return the sentences that find fault with the reader's site and rest on no finding or claim."""
    language = message.language
    spans = []
    for part, text in message.parts:
        before = ""
        for run in sentences(text):
            plain, ahead, before = run.text, before, run.text
            if not _SITE[language].search(plain) or not _FAULTY[language].search(plain):
                continue
            if plain.rstrip(' »”"').endswith("?") or _NO_STATEMENT[language].search(plain):
                continue
            # "It is not made for that": what is meant stands in the sentence before.
            refers = not topics_of(plain) and _REFERS_BACK.search(plain)
            told = f"{ahead} {plain}" if refers else plain
            if not _is_shown(told, message):
                spans.append(span_of(part, text, run.start, run.end))
    return spans


def _is_shown(sentence: str, message: Message) -> bool:
    """Say whether a finding or claim says what a sentence says: its topic, or half of its telling words."""
    shown = [_topics_shown(fact, message.language) for fact in message.book.facts if _is_record(fact)]
    about = topics_of(sentence)
    if not strict_only(about) <= frozenset().union(*shown):
        return False
    return any(about & topics for topics in shown) or _is_told(sentence, message)


def _is_record(fact: Fact) -> bool:
    return fact.is_prose and not fact.is_of_sender


def _topics_shown(fact: Fact, language: Language) -> frozenset[str]:
    return topics_of(f"{fact.text} {fact.quote} {phrase_of(fact.key, language)}", fact.key)


def _is_told(sentence: str, message: Message) -> bool:
    """Say whether a finding or claim shares half the telling words of the shorter one."""
    said = terms(sentence) - _WORDS_OF_EVERY_FINDING
    for fact in message.book.facts:
        if not _is_record(fact):
            continue
        for text in (fact.text, fact.quote, phrase_of(fact.key, message.language)):
            shown = terms(text) - _WORDS_OF_EVERY_FINDING
            shared = len(said & shown)
            if shown and shared >= min(2, len(shown)) and shared * 2.5 >= min(len(shown), len(said)):
                return True
    foreign = [one for one in message.request.lead.findings if _cannot_be_compared(one, message.language)]
    return any(said & terms(f"{one.text} {one.quote}") - _WORDS_OF_EVERY_FINDING for one in foreign)


def _cannot_be_compared(finding: Statement, language: Language) -> bool:
    """Say whether a finding is told in another language and we have no words of our own for it."""
    return not phrase_of(finding.id, language) and language_of(finding.text) not in {language, None}


_WORDS_OF_EVERY_FINDING = terms("votre site page your website Ihre Website Seite google")
