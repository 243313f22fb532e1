"""Each check finds its fault, and leaves clean words alone."""

import pytest

from outreach.checks import CHECKS, Message, is_blocked, run_checks
from outreach.draft import Angle, Channel, Language, Status
from outreach.fixes import fixed
from tests.outreach.records import book, draft, lead, request, sender

FR, EN, DE = Language.FR, Language.EN, Language.DE
NO_PERSON = {"contact": {}}


def message(body, *, of=None, subject="Votre site", siblings=(), **more):
    of = of or request()
    return Message(draft(body, subject, **more), of, book(of), siblings)


def verdict(check, body, **more):
    return CHECKS[check](message(body, **more))


def words(result):
    return [span.text for span in result.spans]


def test_every_id_of_the_contract_is_in_every_answer():
    ids = {
        *(
            "O-FACT-NUM",
            "O-FACT-NAME",
            "O-PLACEHOLDER",
            "O-VOUS",
            "O-LANG",
            "O-LEN",
            "O-LINKS",
            "O-SPAM",
            "O-CAPS",
        ),
        *(
            "O-CLAIM",
            "O-TYPO-FR",
            "O-GENDER",
            "O-CIV",
            "O-SUBJ",
            "O-CTA",
            "O-YOU",
            "O-OPTOUT",
            "O-GRAM",
            "O-READ",
        ),
        *("O-AI-TELL", "O-DIVERSE", "O-TRACE", "O-SUPPRESS", "O-LAW"),
    }
    results = run_checks(message("Bonjour, auriez-vous un instant ?"))
    assert {result.id for result in results} == ids
    assert [result.id for result in results] == list(CHECKS)


INVENTED_FIGURES = [
    (FR, "Vous avez 127 avis.", "127"),
    (FR, "Une note de 4,9/5.", "4,9"),
    (FR, "Depuis 1987, vous servez la ville.", "1987"),
    (FR, "Ouverts depuis quarante ans.", "quarante"),
    (FR, "Une vingtaine de clients vous ont quittés.", "vingtaine"),
    (FR, "Quatre-vingt-dix visiteurs repartent.", "Quatre-vingt-dix"),
    (FR, "Comptez 1 200 € par an.", "1 200"),
    (FR, "Vous perdez 38 % des visites.", "38"),
    (FR, "Joignez-moi au 06 11 22 33 44.", "06 11 22 33 44"),
    (FR, "Le +33 (0)6.11.22.33.44 sonne.", "+33 (0)6.11.22.33.44"),
    (FR, "Relevé le 13/11/2026.", "13/11/2026"),
    (FR, "Le 3 mars dernier, vous avez ouvert.", "3 mars"),
    (FR, "Écrivez à jean@kovalia.example.", "jean@kovalia.example"),
    (FR, "Voyez www.kovalia.example pour cela.", "www.kovalia.example"),
    (FR, "Douze clients sur mes listes.", "Douze"),
    (EN, "You have twenty-five reviews.", "twenty-five"),
    (EN, "You opened on March 3, 2011.", "March 3, 2011"),
    (EN, "It costs £40.", "40"),
    (DE, "Sie haben fünfundzwanzig Bewertungen.", "fünfundzwanzig"),
    (DE, "Seit dem 3. März 2011 geöffnet.", "3. März 2011"),
    (DE, "Zweihundert Kunden warten.", "Zweihundert"),
]


@pytest.mark.parametrize(("language", "body", "token"), INVENTED_FIGURES)
def test_a_figure_nobody_knows_is_named(language, body, token):
    result = verdict("O-FACT-NUM", body, of=request(language=language))
    assert result.status is Status.FAIL
    assert token in words(result)
    assert f"“{token}”" in result.detail


KNOWN_FIGURES = [
    (FR, "Votre note de 4,6 sur 5 pour 38 avis, et le 05.56.00.00.01."),
    (FR, "Votre numéro, le +33 5 56 00 00 02, et le 12 novembre 2026."),
    (FR, "Au 3 rue des Lilas, 33000 Bordeaux, depuis 1998."),
    (FR, "Lu le 12/11/2026 sur plomberie-fontrouge.example/contact."),
    (FR, "SIREN 552 100 554, et contact@plomberie-fontrouge.example."),
    (FR, "Un site tout neuf. Les deux se valent. Un ou deux mots suffisent, en deux mots. Mille mercis."),
    (FR, "Auriez-vous 15 minutes cette semaine ? Deux points m’ont frappée."),
    (FR, "Du B2B, le RGPD (art. 14 du RGPD), HTML5 et un titre H1."),
    (EN, "Rated 4.6 by 38 people. One of the two, second to none. A ten-minute call?"),
    (
        DE,
        "Note 4,6 bei 38 Bewertungen, gelesen am 12.11.2026. Die zwei, und Acht geben. Hätten Sie 15 Minuten Zeit?",
    ),
]


@pytest.mark.parametrize(("language", "body"), KNOWN_FIGURES)
def test_known_figures_may_be_written_in_any_way(language, body):
    result = verdict("O-FACT-NUM", body, of=request(language=language))
    assert (result.status, words(result)) == (Status.PASS, [])


def test_a_house_number_vouches_for_nothing_else():
    record = lead(street="40 rue Haute", findings=[], claims=[])
    assert verdict("O-FACT-NUM", "Au 40 rue Haute.", of=request(record)).status is Status.PASS
    assert verdict("O-FACT-NUM", "Depuis 40 ans.", of=request(record)).status is Status.FAIL


@pytest.mark.parametrize(
    ("language", "body", "told"),
    [
        (FR, "Fondé en 2019, repris en 1953.", ["2019", "1953"]),
        (FR, "Fondé en 1953, repris en 2019.", []),
        (FR, "Le deuxième jeudi du mois.", ["deuxième"]),
        (FR, "Le premier jeudi du mois.", []),
        (EN, "On the second Thursday.", ["second"]),
        (EN, "From 22 to 9 jobs.", ["22 to 9"]),
        (EN, "From 9 to 22 jobs.", []),
        (FR, "Notés 5,4 par vos clients.", ["5,4"]),
        (FR, "En 5,4 secondes.", []),
        (DE, "Mit 5,4 Sternen.", ["5,4"]),
    ],
)
def test_figures_of_the_record_that_change_places_are_told(language, body, told):
    claims = [
        {"id": "c1", "text": "Fondé en 1953, repris en 2019"},
        {"id": "c2", "text": "Dégustation le premier jeudi du mois"},
        {"id": "c3", "text": "De 9 à 22 chantiers"},
        {"id": "c4", "text": "Note de 4,9/5 pour 131 avis"},
        {"id": "c5", "text": "La page met 5,4 secondes à s'afficher"},
    ]
    record = lead(claims=claims, findings=[])
    result = verdict("O-FACT-NUM", body, of=request(record, language=language, sender=sender(proof="")))
    assert words(result) == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Bonjour Madame Fontrouge,", ["Fontrouge"]),
        ("Bonjour Éléonore Fontrouge,", []),
        ("Bonjour Éléonore Lilas,", ["Lilas"]),
        ("Bonjour, est-ce bien Madame Fontaine ?", ["Fontaine"]),
        ("Bonjour, suis-je bien chez Menuiserie Boréal ?", ["Menuiserie Boréal"]),
        ("Bonjour, suis-je bien chez Plomberie Fontrouge ?", []),
        ("Bonjour Madame Martin,", []),
    ],
)
def test_the_reader_is_called_by_no_other_name(body, told):
    assert words(verdict("O-FACT-NAME", body)) == told


def test_the_address_of_the_sender_is_one_place_beside_a_street_of_the_same_number():
    asked = request(
        lead(street="3 avenue des Orangeries, bâtiment B, premier étage"),
        sender=sender(address="3 rue du Lac, 33000 Bordeaux"),
    )
    places = book(asked).spans("Atelier Fontaine, 3 rue du Lac, 33000 Bordeaux", FR)
    assert ("sender.address", "3 rue du Lac, 33000 Bordeaux") in [(one.fact, one.text) for one in places]


def test_the_address_of_the_sender_is_no_count_of_the_streets_of_the_lead():
    record = lead(
        street="12 rue des Lilas",
        evidence={"name": [{"value": "Fontrouge", "quote": "Fontrouge, 12 rue des Lilas. 3 plombiers"}]},
    )
    asked = request(record, sender=sender(address="3 rue du Lac, 33000 Bordeaux"))
    body = "Atelier Fontaine, 3 rue du Lac, 33000 Bordeaux"
    assert words(verdict("O-FACT-NUM", body, of=asked)) == []


def test_the_hour_a_page_was_read_vouches_for_nothing():
    assert verdict("O-FACT-NUM", "Vous avez 9 avis.").status is Status.FAIL


INVENTED_NAMES = [
    (FR, "Nous avons aidé Martin Lefort.", "Lefort"),
    (FR, "Bonjour Monsieur Dupont, voici.", "Dupont"),
    (FR, "Bonjour monsieur dupont, voici.", "dupont"),
    (FR, "Kovalia vous aide depuis peu.", "Kovalia"),
    (FR, "Dupuis propose mieux.", "Dupuis"),
    (FR, "Julien vous salue.", "Julien"),
    (FR, "Votre page tourne sous WordPress.", "WordPress"),
    (FR, "Nos clients à lyon sont ravis.", "lyon"),
    (FR, "Merci à Aude de La Chesnaie pour l’idée.", "Aude de La Chesnaie"),
    (FR, "C’est l’idée de L’Anse d’Or.", "Anse d’Or"),
    (FR, "La société Kovalia vous suit.", "Kovalia"),
    (FR, "Le restaurant « Le Petit Bistrot » vous ressemble.", "Le Petit Bistrot"),
    (EN, "We helped Barnaby Joinery last year.", "Barnaby Joinery"),
    (EN, "John told me about you.", "John"),
    (EN, "You are the best plumber in Leeds.", "Leeds"),
    (DE, "Wir haben bei Sanitär Bollmann gearbeitet.", "Bollmann"),
    (DE, "Herr Krawuttke ist zufrieden.", "Krawuttke"),
    (DE, "Das gilt auch in Hamburg.", "Hamburg"),
    (DE, "Kovalia hilft Betrieben wie Ihrem.", "Kovalia"),
    (DE, "Für Zeppelka haben wir das gemacht.", "Zeppelka"),
    (DE, "Frau van der Velde empfiehlt uns.", "Velde"),
    (DE, "Die Lindholm GmbH kennt uns.", "Lindholm"),
]


@pytest.mark.parametrize(("language", "body", "name"), INVENTED_NAMES)
def test_a_name_nobody_knows_is_named(language, body, name):
    result = verdict("O-FACT-NAME", body, of=request(language=language))
    assert result.status is Status.FAIL
    assert any(name in text for text in words(result))


CLEAN_NAMES = [
    (FR, "Bonjour Madame Martin,\n\nÀ Bordeaux, Plomberie Fontrouge est connue. Google et LinkedIn aussi.\n\nCordialement,\nClaire Fontaine"),
    (FR, "Lundi ou mardi ? En janvier, Internet change. Répondez « STOP ». Madame, Monsieur, merci."),
    (FR, "Certains hésitent. Ravie de vous lire. Sachant cela, vous choisirez. La Menuiserie Boréal l’a fait."),
    (EN, "Hello Ms Martin, I saw your site on Monday. French customers search on Google. Traffic is fine."),
    (EN, "Quick Question About Your Website"),
    (DE, "Guten Tag Frau Martin,\n\nauf Ihrer Website fehlt der Seitentitel. Ihre Kundinnen und Kunden suchen mit dem Handy nach"
         " Öffnungszeiten. Fachkräftemangel, Lieferengpässe und Bürokratie kosten Nerven. Über eine "
         "Rückmeldung freue ich mich."
         " Per Telefon, im Netz oder am Empfang: Bevor Kunden losgehen, schauen sie ins Netz.\n\nMit freundlichen Grüßen"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "body"), CLEAN_NAMES)
def test_known_names_and_plain_words_are_not_accused(language, body):
    assert words(verdict("O-FACT-NAME", body, of=request(language=language))) == []


# Plain German: every noun has a capital, none is a name.
GERMAN_PROSE = [
    "mit großem Interesse habe ich mir Ihre Online-Präsenz angesehen. Dabei ist mir aufgefallen, dass die mobile Darstellung noch Potenzial bietet.",
    "Die Neukundengewinnung über Suchmaschinen wird für Handwerksbetriebe immer wichtiger. Mundpropaganda allein reicht oft nicht aus.",
    "Barrierefreiheit und Datenschutz sind keine Kür mehr. Seit Juni gelten neue Regeln für Onlineshops.",
    "Gern erläutere ich Ihnen meine Verbesserungsvorschläge in einem unverbindlichen Kennenlernen. Wann passt es Ihnen?",
    "Ihre Referenzen und Kundenstimmen überzeugen. Schade, dass Besucher sie auf dem Smartphone oder Tablet kaum finden.",
    "Badsanierung, Heizungsbau, Wärmepumpe: Ihr Angebot ist breit. Interessenten suchen aber meist nach Begriffen wie Rohrreinigung oder Wasserschaden.",
    "Familienbetriebe wie Ihrer leben vom Vertrauen. Leidenschaft fürs Handwerk spürt man auf jeder Seite.",
    "Im Umkreis suchen täglich Menschen nach Meisterbetrieben. Viele davon sehen Ihren Notdienst nicht.",
    "Als Ansprechpartnerin für kleine Betriebe weiß ich, wie knapp Zeit ist. Mein Vorschlag kostet Sie kaum Aufwand.",
    "Frische Brötchen, Handwerkskunst und Tradition: Das gehört ins Schaufenster und ins Netz.",
    "Buchungssystem, Kontaktformular und Terminvereinbarung greifen bei Ihnen noch nicht ineinander. Darf ich Ihnen zeigen, wie das geht?",
    "Kleine Anpassungen bringen oft großen Mehrwert. Nutzererfahrung und Ladegeschwindigkeit spielen dabei eine Rolle.",
    "Haben Sie schon einmal darüber nachgedacht, Ihre Speisekarte online lesbar zu machen? Stammgäste und Touristen danken es Ihnen.",
    "Patientinnen wünschen sich Orientierung. Sprechzeiten, Anfahrt und Parkplätze gehören auf die Startseite.",
    "Wettbewerb gibt es überall, Qualität selten. Ehrliche Arbeit verdient Aufmerksamkeit.",
    "Sehr geehrte Damen und Herren, mein Name ist Claire Fontaine. Ich unterstütze Unternehmen bei ihrer Sichtbarkeit in Suchergebnissen.",
    "Vor Kurzem bin ich auf Ihr Unternehmen gestoßen. Besonders gefallen hat mir Ihr Engagement für Nachwuchs und Ausbildung.",
    "Momentan verlieren Sie vermutlich Anfragen an Mitbewerber. Ursache ist die fehlende Anpassung an Mobilgeräte.",
    "Rein technisch ist der Schritt klein. Nach der Umstellung genügt ein Klick auf die Nummer.",
    "Für Rückfragen stehe ich Ihnen gern zur Verfügung. In diesem Sinne wünsche ich Ihnen einen guten Start in die Woche.",
    "Guten Morgen aus dem Büro. Liebe Grüße an Ihr Team. Bis bald und herzliche Grüße",
    "PS: Google Maps zeigt Ihren Eintrag ohne Foto. LinkedIn und Instagram pflegen Sie vorbildlich.",
    "Bei Handwerkern zählt Verlässlichkeit. Mit Fotos von Baustellen, Badezimmern und Heizkellern zeigen Sie Können. Über Preise spricht man offen.",
    "Durch Empfehlungen entsteht Bindung. Gegen Leerstand hilft Planung. Für Eilige gibt es Notdienste. Ohne Foto fehlt Nähe. Von Montag bis Freitag.",
    "Zwischen Weihnachten und Neujahr ruht die Arbeit. Nach Feierabend suchen viele Leute Handwerker. In Kürze melde ich mich. Aus Erfahrung weiß ich das. Bei Interesse genügt eine Zeile.",
    "In Zeiten von Personalmangel zählt jede Minute. Mit Blick auf Ostern lohnt sich das. Um Weihnachten herum. Für Gewerbekunden, für Vermieter, für Eigentümer. Bei Hausverwaltungen. Von Architekten. Aus Neugier.",
    "Ihr Salon wirkt einladend. Strähnen, Balayage und Dauerwelle stehen auf der Preisliste. Kosmetik und Maniküre fehlen. Bräute fragen nach Hochsteckfrisuren.",
    "Steuerberatung, Lohnbuchhaltung, Jahresabschluss: Mandanten suchen Stichworte. Fristen drängen. Gründer brauchen Rat. Erben auch.",
    "Zahnreinigung, Implantate und Prophylaxe sind gefragt. Kassenpatienten lesen mit. Angstpatienten suchen Ruhe. Termine sind rar.",
]


@pytest.mark.parametrize("body", GERMAN_PROSE)
def test_german_nouns_are_not_accused(body):
    assert words(verdict("O-FACT-NAME", body, of=request(language=DE))) == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("L’Étoile d’Arc", "L’Étoile d’Arc mérite mieux, et je pense à L'Étoile d'Arc."),
        ("cabinet de la tour", "Cabinet de La Tour, un beau nom. Pour le cabinet de la Tour."),
        ("Chez Müller & Söhne", "Müller & Söhne propose du bon pain."),
        ("SARL O’Brien", "O’Brien vous va bien. Je pense à la SARL O'Brien."),
        ("Saint-Éloi Couverture", "Saint-Éloi Couverture est connue."),
        ("🌸 Fleurs d’Ana 🌸", "Fleurs d’Ana sent bon."),
    ],
)
def test_names_of_the_record_are_known_in_any_writing(name, body):
    assert words(verdict("O-FACT-NAME", body, of=request(lead(name=name)))) == []


FAULTS = [
    ("O-PLACEHOLDER", FR, "Bonjour [Prénom], voici."),
    ("O-PLACEHOLDER", FR, "Chez {{entreprise}}, tout va."),
    ("O-PLACEHOLDER", FR, "Cordialement,\nVotre nom"),
    ("O-PLACEHOLDER", FR, "Voici une variante :\n\nBonjour,"),
    ("O-PLACEHOLDER", FR, "En tant que modèle de langage, je ne peux pas."),
    ("O-PLACEHOLDER", FR, "Le <nom> et XX et ___ restent."),
    ("O-PLACEHOLDER", EN, "As an AI language model, I cannot."),
    ("O-PLACEHOLDER", EN, "```\nHello\n```"),
    ("O-PLACEHOLDER", EN, "<think>short</think> Hello"),
    ("O-CLAIM", FR, "Vous serez n°1 sur Google."),
    ("O-CLAIM", FR, "Nous allons doubler vos ventes."),
    ("O-CLAIM", FR, "Votre site met trop de temps et reste invisible."),
    ("O-CLAIM", EN, "Your website is slow."),
    ("O-CLAIM", EN, "We guarantee the first page."),
    ("O-CLAIM", DE, "Ihre Website lädt zu langsam."),
    ("O-CLAIM", DE, "Garantiert Platz 1."),
    ("O-VOUS", FR, "Peux-tu me répondre ?"),
    ("O-VOUS", FR, "Appelle-moi demain."),
    ("O-VOUS", FR, "Découvre notre offre."),
    ("O-VOUS", FR, "J’ai vu ton site."),
    ("O-VOUS", FR, "Je t’écris pour cela."),
    ("O-VOUS", DE, "Wenn du magst, schreibe ich dir."),
    ("O-VOUS", DE, "Sie sehen dein Angebot."),
    ("O-GENDER", FR, "Bonjour Monsieur Martin,\n\nVoici."),
    ("O-LANG", FR, "I saw that your website does not work well on a phone, and I would like to help."),
    ("O-LANG", DE, "Bonjour, je vous écris au sujet de votre site que nous avons lu."),
    ("O-CAPS", FR, "OFFRE EXCEPTIONNELLE pour vous."),
    ("O-CAPS", FR, "Venez !! Vite !"),
    ("O-CAPS", EN, "Really?? For €€€"),
    ("O-LINKS", FR, "Voir https://bit.ly/abc"),
    ("O-LINKS", FR, "Voir http://atelier-fontaine.example/"),
    ("O-LINKS", FR, "Voir https://10.0.0.1/x"),
    ("O-LINKS", FR, "https://atelier-fontaine.example/a et https://atelier-fontaine.example/b"),
    ("O-LINKS", FR, 'Cliquez <a href="https://atelier-fontaine.example">ici</a>'),
    ("O-SPAM", FR, "Offre exclusive gratuite, cliquez ici !"),
    ("O-SPAM", EN, "Act now, limited time, risk-free."),
    ("O-SPAM", DE, "Jetzt kaufen, nur heute, kostenlos."),
    ("O-CTA", FR, "Bonjour,\n\nVoici mon travail."),
    ("O-CTA", FR, "Ça va ? On se voit ? Oui ?"),
    ("O-YOU", FR, "Je fais mon travail et nous avons nos outils. Qu’en dites-vous ?"),
    ("O-OPTOUT", FR, "Bonjour,\n\nOn en parle ?\n\nClaire Fontaine"),
    ("O-TYPO-FR", FR, "Vraiment? Oui : « ici »."),
    ("O-AI-TELL", FR, "J’espère que ce message vous trouve bien."),
    ("O-AI-TELL", FR, "Une solution clé en main pour booster vos ventes."),
    ("O-AI-TELL", EN, "I hope this email finds you well."),
    ("O-AI-TELL", DE, "Zögern Sie nicht, mich anzurufen."),
]


@pytest.mark.parametrize(("check", "language", "body"), FAULTS)
def test_each_fault_is_found(check, language, body):
    assert verdict(check, body, of=request(language=language)).status in {Status.FAIL, Status.WARN}


CLEAN = [
    ("O-VOUS", FR, "Le ton de votre site est bon. Est-ce clair ? Puis-je vous aider ? A-t-il tout ? Faites-moi signe, dites-le-moi."),
    ("O-VOUS", FR, "Note : une demande de devis. Parlons-en. Pouvons-nous échanger ? Vous êtes-vous posé la question ?"),
    ("O-VOUS", DE, "Sie und Ihr Team. Ihre Kunden. Durch die Tür."),
    ("O-CLAIM", FR, "Votre site ne s’adapte pas à l’écran d’un téléphone."),
    ("O-CLAIM", FR, "Votre site vous apporte-t-il des clients ? Je n’ai pas encore regardé votre site."),
    ("O-CLAIM", EN, "Your website does not adapt to the screen of a phone."),
    ("O-SPAM", FR, "Un échange gratuit, sans rien à signer."),
    ("O-CAPS", FR, "Le SEO, le RGPD et la SARL : répondez STOP."),
    ("O-LINKS", FR, "Voir https://atelier-fontaine.example/exemple et plomberie-fontrouge.example."),
    ("O-GENDER", FR, "Madame, Monsieur, bonjour. Bonjour Madame Martin,"),
    ("O-TYPO-FR", FR, "À 14:30, voir https://x.example/?a=1;b : «\u00a0oui\u00a0»\u202f!".replace(" :", "\u00a0:")),
    ("O-PLACEHOLDER", FR, "Un message sans trou, pour L’Étoile (Bordeaux)."),
]  # fmt: skip


@pytest.mark.parametrize(("check", "language", "body"), CLEAN)
def test_clean_words_pass(check, language, body):
    result = verdict(check, body, of=request(language=language))
    assert (result.status, words(result)) == (Status.PASS, [])


@pytest.mark.parametrize(
    ("count", "status"),
    [(49, "warn"), (50, "pass"), (120, "pass"), (121, "warn"), (200, "warn"), (201, "fail")],
)
def test_length_of_a_mail(count, status):
    assert verdict("O-LEN", " ".join(["mot"] * count)).status == status


@pytest.mark.parametrize(("count", "status"), [(200, "pass"), (201, "warn"), (300, "warn"), (301, "fail")])
def test_length_of_a_note(count, status):
    assert verdict("O-LEN", "a" * count, of=request(channel=Channel.LINKEDIN)).status == status


@pytest.mark.parametrize(
    ("subject", "status"),
    [
        ("Votre site sur un téléphone", "pass"),
        ("", "fail"),
        ("RE: votre site", "fail"),
        ("Votre site !", "fail"),
        ("VOTRE SITE maintenant", "fail"),
        ("Votre site 🚀 demain", "fail"),
        ("Bonjour", "warn"),
        ("Votre site vu par vos clients du soir", "warn"),
        ("Un sujet bien trop long pour tenir en entier sur un téléphone", "fail"),
    ],
)
def test_subjects(subject, status):
    assert verdict("O-SUBJ", "Bonjour", subject=subject).status == status


def test_variants_must_differ():
    body = "Bonjour,\n\nVotre site compte pour vos clients de tous les jours.\n\nEn parlons-nous ?"
    other = draft(
        "Bonjour,\n\nPlutôt un exemple, que je prépare.\n\nPuis-je vous l’envoyer ?",
        "Autre",
        angle=Angle.PROOF,
    )
    twin = draft(body, "Autre", angle=Angle.PROOF)
    assert verdict("O-DIVERSE", body, siblings=[other]).status is Status.PASS
    assert verdict("O-DIVERSE", body, siblings=[twin]).status is Status.FAIL
    assert verdict("O-DIVERSE", body).status is Status.NOT_APPLICABLE
    assert verdict("O-SUBJ", body, subject="Autre", siblings=[twin]).status is Status.FAIL


def test_faults_of_typography_are_told_in_words_with_their_number():
    result = verdict("O-TYPO-FR", "Un mot : deux mots ! Vraiment ?")
    assert result.detail.splitlines() == [
        "No-break space missing before the colon (1).",
        "No-break space missing before “;”, “!” or “?” (2).",
    ]


def test_french_typography_is_no_matter_of_text_messages_or_other_languages():
    assert verdict("O-TYPO-FR", "Vraiment?", of=request(channel=Channel.SMS)).status is Status.NOT_APPLICABLE
    assert verdict("O-TYPO-FR", "Really?", of=request(language=EN)).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("Vous avez 127 avis.", True),
        ("Kovalia vous aide.", True),
        ("Bonjour [Prénom],", True),
        ("Tu peux cliquer ici, offre exclusive gratuite, garanti !!", False),
    ],
)
def test_only_invention_and_gaps_block(body, blocks):
    assert is_blocked(run_checks(message(body))) is blocks


def test_a_suppressed_lead_and_a_forbidden_channel_block():
    for record in (lead(suppressed=True), lead(country="DE")):
        assert is_blocked(run_checks(message("Bonjour, en parlons-nous ?", of=request(record))))


@pytest.mark.parametrize(
    ("check", "body", "part"),
    [
        ("O-TYPO-FR", "Vraiment? L'idée : oui", "Vraiment\u202f? L’idée\u00a0: oui"),
        ("O-CIV", "Bonjour Monsieur Dupont,\n\nVoici.", "Bonjour Madame Martin,\n\nVoici."),
        ("O-OPTOUT", "Bonjour,\n\nOn en parle ?", "répondez «\u00a0STOP\u00a0»"),
        ("O-CAPS", "OFFRE RARE pour vous !!", "offre rare pour vous."),
    ],
)
def test_one_click_fixes_mend_what_they_say(check, body, part):
    mended = fixed(message(body), check)
    assert part.casefold() in mended.body.casefold()
    again = message(mended.body)
    assert CHECKS[check](again).status in {Status.PASS, Status.NOT_APPLICABLE}
    assert fixed(again, check).body == mended.body


@pytest.mark.parametrize(
    "body", ["1" * 5000, "1 " * 1500, "[" * 5000, "« " * 2000, "a@" * 2000, "\n \n" * 1500, "l'" * 2000, ""]
)
def test_no_text_breaks_a_check(body):
    assert len(run_checks(message(body))) == len(CHECKS)
