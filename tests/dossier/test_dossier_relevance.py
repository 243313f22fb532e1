"""What answers a question, and what only resembles an answer."""

import pytest

from dossier.relevance import answers
from dossier.self_contained import answers_for_itself

SUBJECT = ["Plomberie Fontrouge", "Bordeaux"]
ANSWERED = [
    ("Combien de salariés emploie l'entreprise ?", "L'équipe compte 12 personnes."),
    ("Quel est le chiffre d'affaires de l'entreprise ?", "Son chiffre d'affaires atteint 1,2 M€."),
    ("Qui dirige l'entreprise ?", "Anna Berger dirige l'entreprise."),
    ("Qui dirige l'entreprise ?", "Direction : Anna Berger"),
    ("Quel est le prix d'un dépannage ?", "Le dépannage coûte 89 €."),
    ("Depuis quand l'entreprise existe-t-elle ?", "Création : 2009"),
    ("Depuis quand l'entreprise existe-t-elle ?", "L'entreprise a été fondée en 2009."),
    ("Quelle garantie est offerte sur les travaux ?", "Les travaux sont garantis dix ans."),
    ("Où se trouve l'entreprise ?", "Ville : Bordeaux"),
    ("Où intervient-elle ?", "Elle se déplace dans un rayon de 20 km."),
    ("L'entreprise accepte-t-elle la carte bancaire ?", "Elle accepte les paiements par carte."),
    ("Wie viele Mitarbeiter hat der Betrieb?", "Das Unternehmen beschäftigt 12 Angestellte."),
    ("Wer leitet den Betrieb?", "Anna Berger ist Geschäftsführerin."),
    ("Seit wann besteht der Betrieb?", "Der Betrieb wurde 1998 gegründet."),
    ("Welche Zahlungsarten werden akzeptiert?", "Kartenzahlung ist möglich."),
    ("Gibt es Parkplätze?", "Vor dem Haus stehen 5 Parkplätze zur Verfügung."),
    ("Welche Öffnungszeiten gelten am Samstag?", "Samstags ist von 9 bis 13 Uhr geöffnet."),
    ("Quels sont les horaires d'ouverture ?", "L'atelier est ouvert du lundi au vendredi de 8 h à 18 h."),
    ("Quelle est la note moyenne des avis ?", "L'entreprise est notée 4,7 sur 5."),
    ("Que fait l'entreprise ?", "Elle installe des chaudières."),
    ("Quelle est la zone d'intervention ?", "Elle intervient dans un rayon de 20 km."),
    ("Quel est le numéro de téléphone ?", "Téléphone : 05 56 00 00 00"),
    ("How many employees does the company have?", "The team has 12 people."),
    ("Who owns the company?", "Anna Berger owns the company."),
    ("What is the warranty period?", "Repairs carry a 2-year warranty."),
    ("Quel label possède l'entreprise ?", "L'entreprise est certifiée RGE."),
    ("Wann finden Führungen statt?", "Samstags um 14 Uhr gibt es eine Führung."),
    ("Combien de personnes travaillent à l'atelier ?", "L'atelier tourne avec 17 personnes."),
    ("Welche Sprachen spricht das Team?", "Im Team wird Dänisch gesprochen."),
    ("Quel est le prix d'une consultation ?", "La consultation simple est à 42 €."),
    ("Quel est le nom du gérant ?", "Direction : Paul Roux"),
    ("Combien de jours dure la formation ?", "La formation dure trois jours."),
]
# By the kind of answer that is wanted: a number next to the thing, a cause, a share, a day, a name, a place.
ANSWERED += [
    ("Wie viele Bagger vermietet der Betrieb?", "Der Betrieb vermietet vier Bagger."),
    ("Bei wie viel Prozent der Hefte wird Leinen benutzt?", "Bei rund 30 % der Hefte wird Leinen benutzt."),
    (
        "Pourquoi le prix du forfait Azur a-t-il augmenté ?",
        "La hausse du prix du cuir explique l'augmentation du forfait Azur.",
    ),
    ("Combien de vélos le magasin vend-il par an ?", "Le magasin vend 300 vélos par an."),
    ("Quand la halle a-t-elle été agrandie ?", "La halle a été agrandie en 2019."),
    ("Combien de temps faut-il pour un rideau ?", "Un rideau est prêt en trois jours."),
    ("Combien de ruches l'atelier loue-t-il par an ?", "L'atelier loue 40 ruches par an."),
    ("Combien de tilleuls le centre a-t-il plantés ?", "Le centre a planté 30 tilleuls."),
    ("Avec combien de verriers le centre travaille-t-il ?", "Nous travaillons avec sept verriers."),
    ("Pourquoi le cabinet a-t-il fermé l'annexe ?", "L'annexe a fermé faute de visiteurs."),
    ("Warum wurde die Drehbank verkauft?", "Die Drehbank wurde wegen Platzmangels verkauft."),
    ("En quelle année le four a-t-il été construit ?", "Le four a été construit en 1957."),
    ("Quel jour a lieu la dégustation ?", "La dégustation a lieu le jeudi."),
    ("An welchem Wochentag findet der Nähkurs statt?", "Der Nähkurs ist donnerstags."),
    ("Quel fabricant fournit les cordes ?", "Le fabricant Trévarin fournit les cordes."),
    ("Quel est le loyer du hangar ?", "Le loyer du hangar est de 900 € par mois."),
    ("Quelle part des graines est récoltée sur place ?", "Sur place sont récoltées 60 % des graines."),
    ("Woher kommt der Ton?", "Der Ton kommt aus Ostfriesland."),
    ("D'où vient la laine ?", "La laine vient pour moitié de fermes voisines."),
    ("Quel délai faut-il respecter pour annuler un stage ?", "Un stage peut être annulé 10 jours avant."),
    ("Quelle quantité minimale de laine faut-il apporter ?", "Il faut au moins 20 kg de laine."),
    ("À quelle condition le dépôt est-il remboursé ?", "Le dépôt est remboursé si la clé est rendue."),
    ("Wie lange dauert die Lieferung einer Eichentür?", "Eine Tür aus Eiche wird in sechs Wochen geliefert."),
]
REFUSED = [
    ("Bei wie viel Prozent der Hefte wird Leinen benutzt?", "Für einige Hefte wird Leinen benutzt."),
    ("Pourquoi le prix du forfait Azur a-t-il augmenté ?", "Le forfait Azur coûte 90 €."),
    ("Combien de serres la pépinière loue-t-elle ?", "La pépinière compte 12 serres."),
    ("Wie viele Bagger vermietet der Betrieb?", "Der Betrieb hat vier Bagger."),
    ("Combien de vélos le magasin vend-il par an ?", "Le magasin répare 300 vélos par an."),
    ("Combien de ruches l'atelier vend-il par an ?", "L'atelier a cessé la vente de ruches en 2021."),
    ("Combien de ruches l'atelier vend-il par an ?", "Une trentaine de ruches sont données à l'école."),
    ("Combien le magasin a-t-il de canoës à louer ?", "Le canoë se loue CHF 40 la journée."),
    ("Pourquoi le cabinet a-t-il fermé l'annexe ?", "L'annexe a fermé en 2019."),
    ("Warum wurde die Drehbank verkauft?", "Die Drehbank wurde 2019 verkauft."),
    ("En quelle année l'école a-t-elle ouvert ?", "L'école est ouverte du lundi au jeudi de 9 h à 17 h."),
    ("In welchem Jahr hat der Laden eröffnet?", "Der Laden öffnet um 9 Uhr."),
    ("Quel jour a lieu la dégustation ?", "La dégustation a lieu à 18 h."),
    ("An welchem Wochentag findet der Nähkurs statt?", "Der Nähkurs kostet 25 €."),
    ("Quel assureur couvre l'atelier ?", "La permanence est assurée par l'atelier."),
    ("Quel fabricant fournit les cordes ?", "Les cordes sont fournies par un fabricant."),
    ("Quel est le loyer du hangar ?", "Le hangar voisin servira à la location de canoës."),
    ("Wie hoch ist die Miete der Halle?", "In der Halle werden Zelte vermietet."),
    ("Quelle part des graines est récoltée sur place ?", "Les graines sont récoltées sur place."),
    ("Woher kommt der Ton?", "Der Ton kommt zweimal im Jahr."),
    ("Quel délai faut-il respecter pour annuler un stage ?", "Un stage annulé est dû."),
    ("À quelle condition le dépôt est-il remboursé ?", "Le dépôt est remboursé en 8 jours."),
    ("Wie lange dauert die Lieferung einer Eichentür?", "Eine Tür aus Eiche wird ab 300 € geliefert."),
    ("Combien d'élèves compte l'école ?", "Les élèves sont accueillis depuis plus de 30 ans."),
    ("Combien d'apprentis l'entreprise forme-t-elle ?", "L'équipe compte 12 salariés."),
    ("Quel est le chiffre d'affaires ?", "Capital : 8 000 €"),
    ("Quel est l'âge du dirigeant ?", "Anna Berger dirige l'entreprise."),
    ("Qui est le commissaire aux comptes ?", "Anna Berger dirige l'entreprise."),
    ("Quel est le prix d'un dépannage ?", "L'entretien coûte 120 €."),
    ("Combien coûte l'installation d'une pompe à chaleur ?", "Le dépannage coûte 89 €."),
    ("L'entreprise dispose-t-elle d'un parking ?", "Ses clients sont satisfaits."),
    ("Y a-t-il un parking pour les clients ?", "Ses clients sont satisfaits."),
    ("Wie viele Auszubildende hat der Betrieb?", "Das Unternehmen beschäftigt 12 Angestellte."),
    ("Wie hoch ist der Umsatz?", "Das Stammkapital beträgt 25.000 €."),
    ("Gibt es Parkplätze?", "Der Betrieb hat 12 Mitarbeiter."),
    ("Qui a fondé l'entreprise ?", "Création : 2009"),
    ("Quels sont les concurrents de l'entreprise ?", "L'équipe compte 12 salariés."),
    ("Quels logiciels l'entreprise utilise-t-elle ?", "Elle utilise une pompe."),
    ("How many vans does the company own?", "The team has 12 people."),
    ("L'entreprise a-t-elle un programme de fidélité ?", "Le programme d'entretien coûte 120 €."),
    ("Quel est le taux d'endettement ?", "4,7 sur 5"),
    ("Combien de salariés en 2019 ?", "L'équipe compte 12 salariés."),
    ("Quand a-t-elle déménagé ?", "L'entreprise a déménagé."),
    ("Combien de véhicules électriques ?", "L'entreprise possède 4 véhicules."),
    ("Combien d'apprentis l'entreprise forme-t-elle ?", "Les presses impriment 12 000 feuilles à l'heure."),
    ("Was kostet eine Führung?", "Der Betrieb führt kein alkoholfreies Bier."),
    ("Was kostet eine Einbauküche?", "Eine Einbauküche dauert rund sieben Wochen."),
    ("Gibt es Parkplätze vor dem Geschäft?", "Reparaturen nimmt der Laden vor Ort an."),
    ("Le traiteur propose-t-il des plats halal ?", "La boutique vend des plats à emporter."),
    ("Travaille-t-elle avec Boschert ?", "Elle travaille avec Vaillant."),
]


# Sentences of sources: what a clause leaves unsaid stands in the one beside it.
BY_ITSELF = [
    (
        "Combien coûte une coupe pour un enfant ?",
        "Une coupe est à 25 € pour un adulte et 15 € pour un enfant.",
    ),
    ("Qui a créé l'entreprise ?", "Créée par deux amies d'enfance, Lou Sarrel et Ada Trin, elle grandit."),
    ("Woher kommen die Felle?", "Seit dem Aus unseres Lieferanten Trum holen wir die Felle aus Finnland."),
    ("Pourquoi les cartes sont-elles refusées ?", "Nous refusons les cartes, à cause des frais."),
]


@pytest.mark.parametrize(("question", "sentence"), BY_ITSELF)
def test_a_sentence_answers_with_what_its_clauses_share(question: str, sentence: str) -> None:
    assert answers_for_itself(sentence, question, SUBJECT)


@pytest.mark.parametrize(("question", "text"), ANSWERED)
def test_a_text_answers_what_is_asked(question: str, text: str) -> None:
    assert answers(text, question, "", SUBJECT)


@pytest.mark.parametrize(("question", "text"), REFUSED)
def test_a_text_about_something_near_answers_nothing(question: str, text: str) -> None:
    assert not answers(text, question, "", SUBJECT)


def test_a_quote_may_say_what_a_claim_is_of() -> None:
    question, quote = "Quel est le prix de l'entretien ?", "entretien de chaudière 120 €"
    assert answers("Cela coûte 120 €.", question, quote)
    assert not answers("Cela coûte 120 €.", question, "dépannage 120 €")


@pytest.mark.parametrize(
    ("question", "sentence", "does"),
    [
        ("Was kostet ein Hörtest?", "Ein Hörtest ist unverbindlich und kostet nichts.", True),
        ("Quel est le prix de la carte ?", "La carte se loue et la visite coûte 4 €.", False),
        (
            "Wie hoch ist der Umsatz?",
            "Die Muttergesellschaft Frankonia erzielt 48 Millionen Euro Umsatz.",
            False,
        ),
        ("Wie hoch ist der Umsatz?", "Der Umsatz lag 2024 bei 48 Millionen Euro.", True),
    ],
)
def test_a_sentence_of_a_source_answers_by_one_of_its_clauses(
    question: str, sentence: str, does: bool
) -> None:
    assert answers_for_itself(sentence, question) is does
