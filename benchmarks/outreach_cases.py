"""Invented leads, clean messages written by hand, and every fault a model makes, for the benchmark of the checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from outreach.draft import Channel, Language
from outreach.greeting import greeting_of
from outreach.records import LeadFile, SenderFile
from outreach.request import OutreachRequest

SENDER = SenderFile(
    name="Claire Fontaine",
    company="Atelier Fontaine",
    role="conseillère web",
    offer="des sites clairs pour les artisans",
    proof="le site de la Menuiserie Boréal, refait en 2025",
    phone="+33556000099",
    email="claire@atelier-fontaine.example",
    website="https://atelier-fontaine.example",
    address="12 rue du Port, 33000 Bordeaux",
    siren="812345678",
)

# name, trade, street, postcode, city, country, civility, first name, last name, host
_ROWS = """
Plomberie Fontrouge|plombier|3 rue des Lilas|33000|Bordeaux|FR|Madame|Éléonore|Martin|plomberie-fontrouge.example
L'Étoile d'Arc|restaurant|1 place d'Armes|17000|La Rochelle|FR|Monsieur|Guy|de La Tour|etoile-arc.example
boulangerie dupin|boulangerie|9 cours Pasteur|69003|Lyon|FR||||boulangerie-dupin.example
Cabinet Lefèvre & Associés|avocat|22 quai Voltaire|75007|Paris|FR|Madame|Anne|Lefèvre|lefevre-avocats.example
Salon Mistigri|coiffeur|4 rue Haute|67000|Strasbourg|FR||Jo|Keller|mistigri.example
Dr Hélène Roux|dentiste|18 avenue Foch|54000|Nancy|FR|Madame|Hélène|Roux|dr-roux.example
Fleurs d'Ana|fleuriste|7 rue du Marché|72000|Le Mans|FR|||d'Angelo|fleurs-ana.example
Garage 2 Ponts|garage|55 route de Dax|40000|Mont-de-Marsan|FR|Monsieur||O'Brien|garage-2-ponts.example
Thermo-Ardoise|chauffagiste|11 rue du Puits|29000|Quimper|FR|Monsieur|Yann|Le Goff|thermo-ardoise.example
Kiné Centre|kiné|2 allée des Tilleuls|38000|Grenoble|FR||||kine-centre.example
Sanitär Wasserfink GmbH|Klempner|Kornweg 4|50667|Köln|DE|Herr|Jörg|Wasserfink|wasserfink.example
Bäckerei Kornwichtel|Bäckerei|Mühlgasse 12|80331|München|DE|Frau|Petra|van der Berg|kornwichtel.example
Friseursalon Haargenau|Friseur|Lange Straße 8|04109|Leipzig|DE||||haargenau.example
Praxis am Stadtpark|Zahnarzt|Parkallee 3|20144|Hamburg|DE|Frau|Mira|Özdemir|praxis-stadtpark.example
Kanzlei Morgenstern|Steuerberater|Ringstraße 40|70173|Stuttgart|DE|Herr|Emil|Morgenstern|kanzlei-morgenstern.example
Gasthaus Zur Linde|Gasthaus|Dorfplatz 1|79098|Freiburg|DE||||zur-linde.example
Elektro Blitzmann|Elektriker|Werkstraße 17|01067|Dresden|DE|Herr|Uwe|Blitzmann|blitzmann.example
Copperwell Plumbing|plumber|14 Mill Lane|BS1 4TR|Bristol|GB|Ms|Nora|Copperwell|copperwell.example
The Paper Otter|bookshop|6 Castle Street|EH2 3AT|Edinburgh|GB||||paper-otter.example
Bright & Daughters|solicitor|90 Church Road|LS1 4AP|Leeds|GB|Mr|Tom|Bright|bright-daughters.example
Harbour Dental|dentist|2 Quay Street|CF10 5AL|Cardiff|GB|||Ap Rhys|harbour-dental.example
Fern and Fringe|hairdresser|31 High Street|NR2 1AW|Norwich|GB||Bea|Fern|fern-fringe.example
Osteria Piccola|restaurant|8 King's Parade|CB2 1SJ|Cambridge|GB|Mr|Aldo|de Luca|osteria-piccola.example
Oak & Ember Roofing|roofer|77 Station Road|OX1 2BW|Oxford|GB||||oak-ember.example
Meridian Optics|optician|5 Park Row|BA1 2QQ|Bath|GB|Ms|Ida|van Rijn|meridian-optics.example
"""


def leads() -> list[LeadFile]:
    """Return fifty leads: each row once with a full record and once with a sparse one."""
    full, sparse = [], []
    for n, row in enumerate(line for line in _ROWS.strip().split("\n")):
        name, trade, street, postcode, city, country, civility, first, last, host = row.split("|")
        site = f"https://{host}/"
        one = LeadFile.model_validate(
            {
                "name": name,
                "trade": trade,
                "street": street,
                "postcode": postcode,
                "city": city,
                "country": country,
                "website": site,
                "emails": [f"contact@{host}"],
                "phones": [f"+3355600{n:04d}" if country == "FR" else f"+4930120{n:05d}"],
                "contact": {"civility": civility, "first_name": first, "last_name": last},
                "findings": [{"id": "viewport", "text": "The page has no viewport.", "url": site}],
                "source": {"url": f"{site}contact", "fetched_at": "2026-11-12T09:00:00Z"},
                "consent": [{"channel": "any", "date": "2026-10-01", "source": "salon"}],
            }
        )
        full.append(one)
        kept = {"name", "trade", "city", "country", "website", "findings", "consent", "source"}
        sparse.append(LeadFile.model_validate({key: getattr(one, key) for key in kept}))
    return [*full, *sparse]


@dataclass(frozen=True)
class Case:
    """One message: as written, and the checks that must find fault with it (none for a clean one)."""

    subject: str
    body: str
    faults: frozenset[str] = field(default_factory=frozenset)
    label: str = "clean"


_CORE = {
    Language.FR: (
        "Votre site vu d’un téléphone",
        "En visitant {host}, j’ai vu que votre site ne s’adapte pas à l’écran d’un téléphone. Vos clients "
        "doivent zoomer"
        " pour trouver votre numéro à {city}, et certains renoncent.",
        "Mon métier\u00a0: des sites clairs pour les artisans. J’ai noté pour vous ce que verrait {name} "
        "après une mise à"
        " jour simple, page par page.",
        "Souhaitez-vous recevoir ces notes\u202f?",
        "Cordialement,\nClaire Fontaine\nAtelier Fontaine, 12 rue du Port, 33000 Bordeaux, 05 56 00 00 99",
        "Votre adresse vient de {host}, page lue le 12/11/2026. Pour ne plus recevoir de message, répondez"
        " «\u00a0STOP\u00a0».",
    ),
    Language.EN: (
        "Your website on a phone",
        "On {host} I saw that your website does not adapt to the screen of a phone. Your customers have to "
        "zoom in to find"
        " your number in {city}, and some of them give up.",
        "My trade is clear websites for small firms. I have noted for you what {name} would look like "
        "after a simple"
        " update, page by page.",
        "Would you like to receive these notes?",
        "Kind regards,\nClaire Fontaine\nAtelier Fontaine, 12 rue du Port, 33000 Bordeaux, 05 56 00 00 99",
        "Your address comes from {host}, read on 12 November 2026. To opt out of further messages, reply "
        "STOP.",
    ),
    Language.DE: (
        "Ihre Website auf dem Handy",
        "Auf {host} fällt auf, dass sich Ihre Website dem Bildschirm eines Handys nicht anpasst. Ihre "
        "Kunden in {city}"
        " müssen die Seite vergrößern, um Ihre Nummer zu finden, und manche geben auf.",
        "Mein Angebot sind klare Websites für Betriebe. In meinen Notizen steht für Sie, wie {name} nach "
        "einer einfachen"
        " Überarbeitung wirken könnte, Seite für Seite.",
        "Möchten Sie diese Notizen erhalten?",
        "Mit freundlichen Grüßen\nClaire Fontaine\nAtelier Fontaine, 12 rue du Port, 33000 Bordeaux, 05 56 "
        "00 00 99",
        "Ihre Adresse stammt von {host}, gelesen am 12.11.2026. Wenn Sie keine Nachricht mehr wünschen, "
        "antworten Sie mit"
        " Stopp.",
    ),
}
_SMS = {
    Language.FR: "votre site ne s'adapte pas à l'écran d'un téléphone. Souhaitez-vous mes notes ? Claire Fontaine,"
    " Atelier Fontaine. STOP : répondez STOP",
    Language.EN: "your website does not adapt to the screen of a phone. Would you like my notes? Claire Fontaine, Atelier"
    " Fontaine. Reply STOP to opt out",
    Language.DE: "Ihre Website passt sich dem Bildschirm eines Handys nicht an. Möchten Sie mehr wissen? Claire Fontaine,"
    " Atelier Fontaine. Abmelden: Antwort STOP",
}
# What is put into a clean message, as a sentence of its own, and who must notice.
_SENTENCES: dict[Language, list[tuple[str, str]]] = {
    Language.FR: [
        ("O-FACT-NUM", "Vous avez 127 avis en ligne."),
        ("O-FACT-NUM", "Votre note est de 4,9 sur 5."),
        ("O-FACT-NUM", "Vous existez depuis quarante ans."),
        ("O-FACT-NUM", "Cela coûte 490 € par an."),
        ("O-FACT-NUM", "Appelez le 06 99 88 77 66."),
        ("O-FACT-NUM", "Écrivez à bonjour@kovalia.example."),
        ("O-FACT-NUM", "Vous avez ouvert le 3 mars 2011."),
        ("O-FACT-NUM", "Vous perdez 30 % de vos visites."),
        ("O-FACT-NAME", "Le projet de Kovalia à Toulon vous ressemble."),
        ("O-FACT-NAME", "Votre confrère Julien Moreau en est ravi."),
        ("O-FACT-NAME", "Votre page tourne sous WordPress."),
        ("O-FACT-NAME", "Dupuis propose la même chose à vos voisins."),
        ("O-PLACEHOLDER", "Voici ce que je pense de [Nom de l’entreprise]."),
        ("O-PLACEHOLDER", "Vous gagnez du temps avec {{offre}}."),
        ("O-CLAIM", "Vous serez en première page, c’est garanti."),
        ("O-CLAIM", "Votre site n’affiche aucune photo de vos chantiers."),
        ("O-VOUS", "Tu peux me joindre quand tu veux."),
        ("O-VOUS", "Appelle-moi quand vous voulez."),
        ("O-SPAM", "Offre exclusive et gratuite, cliquez ici."),
        ("O-CAPS", "PROFITEZ VITE DE VOTRE CHANCE."),
        ("O-CAPS", "Vous allez adorer\u202f!!"),
        ("O-LINKS", "Voyez https://bit.ly/3abcd pour vous en convaincre."),
        ("O-CTA", "Avez-vous vu votre page ce matin\u202f? Et votre fiche\u202f?"),
        ("O-TYPO-FR", "Vous le voyez : tout compte."),
        ("O-AI-TELL", "N’hésitez pas à me solliciter, vous serez surpris."),
        ("O-LANG", "I am looking forward to hearing from you about this."),
        (
            "O-YOU",
            "Je fais mon travail, je le fais bien, j’ai mes outils et nous avons nos méthodes, et je les "
            "aime.",
        ),
        (
            "O-READ",
            "Vous verrez que la page qui présente vos prestations et celle qui présente vos horaires se "
            "contredisent sur"
            " plus d’un point que vos clients remarquent sans vous le dire.",
        ),
    ],
    Language.EN: [
        ("O-FACT-NUM", "You have 127 reviews online."),
        ("O-FACT-NUM", "Your rating is 4.9 out of 5."),
        ("O-FACT-NUM", "You have been in business for forty years."),
        ("O-FACT-NUM", "It costs £490 a year."),
        ("O-FACT-NUM", "You can call 020 7946 0123."),
        ("O-FACT-NUM", "You opened on 3 March 2011."),
        ("O-FACT-NUM", "You lose 30% of your visits."),
        ("O-FACT-NAME", "We did the same for Barnaby Joinery in Hull."),
        ("O-FACT-NAME", "Your neighbour John Harker likes it."),
        ("O-FACT-NAME", "Your page runs on WordPress."),
        ("O-PLACEHOLDER", "This is what I think of [Company Name]."),
        ("O-PLACEHOLDER", "Here is a draft for you."),
        ("O-CLAIM", "You will be on the first page, guaranteed."),
        ("O-CLAIM", "Your website is missing photos of your work."),
        ("O-SPAM", "This is a limited time offer for you, act now."),
        ("O-CAPS", "TAKE YOUR CHANCE TODAY."),
        ("O-LINKS", "You can see https://bit.ly/3abcd for more."),
        ("O-CTA", "Have you seen your page today? And your listing?"),
        ("O-AI-TELL", "I hope this email finds you well."),
        ("O-LANG", "Je vous remercie par avance de votre réponse."),
        ("O-YOU", "I do my work, I do it well, I have my tools and we have our methods, and I like them."),
    ],
    Language.DE: [
        ("O-FACT-NUM", "Sie haben 127 Bewertungen im Netz."),
        ("O-FACT-NUM", "Ihre Note ist 4,9 von 5."),
        ("O-FACT-NUM", "Ihren Betrieb gibt es seit vierzig Jahren."),
        ("O-FACT-NUM", "Das kostet Sie 490 € im Jahr."),
        ("O-FACT-NUM", "Sie haben am 3. März 2011 eröffnet."),
        ("O-FACT-NUM", "Sie verlieren 30 % Ihrer Besuche."),
        ("O-FACT-NAME", "Wir haben das für Zeppelka in Rostock gemacht."),
        ("O-FACT-NAME", "Ihr Kollege Herr Krawuttke ist zufrieden."),
        ("O-FACT-NAME", "Ihre Seite läuft mit WordPress."),
        ("O-PLACEHOLDER", "Das denke ich über [Firmenname]."),
        ("O-CLAIM", "Sie stehen bald auf Platz 1, garantiert."),
        ("O-CLAIM", "Auf Ihrer Website fehlen Bilder Ihrer Arbeit."),
        ("O-VOUS", "Du kannst mich gern anrufen."),
        ("O-SPAM", "Exklusives Angebot für Sie, klicken Sie hier."),
        ("O-CAPS", "NUTZEN SIE JETZT IHRE CHANCE."),
        ("O-LINKS", "Sie finden mehr unter https://bit.ly/3abcd dazu."),
        ("O-CTA", "Haben Sie Ihre Seite heute gesehen? Und Ihren Eintrag?"),
        ("O-AI-TELL", "Zögern Sie nicht, mich anzurufen."),
        ("O-LANG", "Je vous remercie par avance de votre réponse."),
        (
            "O-YOU",
            "Ich mache meine Arbeit, ich mache sie gut, ich habe mein Werkzeug, und wir haben unsere Wege.",
        ),
    ],
}
_SHORT_ENOUGH = {"O-FACT-NUM", "O-FACT-NAME", "O-PLACEHOLDER", "O-VOUS", "O-CAPS", "O-LINKS"}


def clean_case(request: OutreachRequest) -> Case:
    """Return a message without any fault."""
    subject, body = _written(request)
    return Case(subject, body)


def faulty_cases(request: OutreachRequest) -> Iterator[Case]:
    """Yield the clean message with one fault each."""
    subject, body = _written(request)
    short = request.channel in {Channel.SMS, Channel.LINKEDIN}
    for check, sentence in _SENTENCES[request.language]:
        if short and check not in _SHORT_ENOUGH:
            continue
        if request.channel is Channel.SMS and check == "O-TYPO-FR":
            continue
        yield Case(subject, _with_sentence(body, sentence, short=short), frozenset({check}), sentence)
    if request.channel is Channel.EMAIL:
        yield from _faults_of_mails(request, subject, body)


def _faults_of_mails(request: OutreachRequest, subject: str, body: str) -> Iterator[Case]:
    head, _, _ = body.rpartition("\n\n")
    yield Case(subject, head, frozenset({"O-OPTOUT"}), "no line to object by")
    yield Case(subject, body[: body.index("\n\n") + 60], frozenset({"O-LEN", "O-OPTOUT", "O-CTA"}), "cut")
    filler = {
        Language.FR: " Vous gardez ainsi la main sur votre page.",
        Language.EN: " You keep your hand on your own page.",
        Language.DE: " So behalten Sie Ihre Seite selbst im Griff.",
    }[request.language]
    yield Case(subject, _with_sentence(body, filler * 20, short=False), frozenset({"O-LEN"}), "long")
    yield Case("RE: " + subject, body, frozenset({"O-SUBJ"}), "pretends to answer")
    yield Case(subject + " !", body, frozenset({"O-SUBJ"}), "exclaims")
    yield Case("", body, frozenset({"O-SUBJ"}), "no subject")
    wrong = {
        Language.FR: "Bonjour Madame Dupont,",
        Language.EN: "Hello Ms Dupont,",
        Language.DE: "Guten Tag Frau Dupont,",
    }
    other = wrong[request.language] + body[body.index("\n") :]
    yield Case(subject, other, frozenset({"O-CIV", "O-FACT-NAME"}), "another reader")
    if not request.lead.contact.civility:
        yield Case(subject, other, frozenset({"O-GENDER"}), "a civility nobody knows")


def _written(request: OutreachRequest) -> tuple[str, str]:
    greeting = greeting_of(request)
    host = request.lead.website.removeprefix("https://").strip("/")
    if request.channel is Channel.SMS:
        return "", f"{greeting} {_SMS[request.language]}"
    subject, problem, offer, ask, sign_off, formal = (
        text.format(host=host, city=request.lead.city, name=request.lead.name)
        for text in _CORE[request.language]
    )
    if request.channel is Channel.LINKEDIN:
        first = problem.split(". ")[0] + "."
        return (
            "",
            f"{greeting} {first[0].lower() + first[1:] if request.language is not Language.EN else first} "
            f"{ask}",
        )
    blocks = [greeting, problem, offer, ask, sign_off]
    if request.channel is Channel.EMAIL:
        return subject, "\n\n".join([*blocks, formal])
    return "", "\n\n".join(blocks)


def _with_sentence(body: str, sentence: str, *, short: bool) -> str:
    """Put a sentence behind the first paragraph, before the question."""
    if short:
        at = body.rindex(". ", 0, body.rindex("?")) + 2 if ". " in body[: body.rindex("?")] else 0
        return f"{body[:at]}{sentence} {body[at:]}"
    blocks = body.split("\n\n")
    blocks[1] = f"{blocks[1]} {sentence.strip()}"
    return "\n\n".join(blocks)
