"""Syllables of French words as they are spoken, a mute e inside a word counted; and the formulas on top."""

import pytest

from seo.readability import read
from seo.syllables import french_syllables, german_syllables

FRENCH = """
Angers:2 Bordeaux:2 Guillaume:2 Lyon:1 Marseille:2 Montpellier:3 Nantes:1 Noël:2 Orléans:3 Reims:1
Saint-Étienne:3 Toulouse:2 accident:3 accueil:2 accueillir:3 acheteur:3 acompte:2 administration:5
adresse:2 agréé:3 aiguille:2 aiment:1 alarme:2 ambigu:3 ambiguïté:5 ancien:2 anciennes:2 année:2 ans:1
appartement:4 apprenti:3 après-midi:4 aquarium:3 architecte:3 ardoise:2 argent:2 armée:2 arrivent:2
artisan:3 ascenseur:3 associé:3 assurance:3 atelier:3 aujourd'hui:3 aussi:2 automobile:4 autre:1 avant:2
avenue:3 avocat:3 aérer:3 bain:1 bancaire:2 banlieue:2 bateau:2 beaucoup:2 beauté:2 besoin:2 bien:1
bleu:1 bois:1 bonjour:2 boucher:2 boucherie:3 bouilloire:2 boulanger:3 boulangerie:4 bourgeois:2
bouteille:2 boutique:2 brillant:2 brique:1 bruit:1 bureau:2 bâtiment:3 bétail:2 béton:2 camion:2
campagne:2 canalisation:5 caoutchouc:2 carrelage:3 carrosserie:4 carte:1 centre-ville:2 certifié:3
chaleur:2 chambre:1 chaos:2 chaque:1 charpente:2 chaudière:2 chauffage:2 chef-d'œuvre:2 cheminée:3
chèque:1 ciel:1 citoyen:3 client:2 clients:2 climatisation:5 coiffeur:2 coiffeuse:2 coiffure:2 combien:2
combles:1 commande:2 comment:2 commune:2 comptable:2 compétence:3 compétents:3 confidentialité:6
conformément:4 conseillent:2 conseiller:3 constitutionnellement:7 contiennent:2 contrat:2 convient:2
coopérer:4 copropriété:5 couloir:2 couverture:3 couvreur:2 coïncidence:4 crayon:2 cria:2 crier:2
croire:1 cruel:2 création:3 créer:2 cueillir:2 cuisine:2 cuisinier:3 curieux:2 cycle:1 cœur:1 d'eau:1
dentiste:2 depuis:2 dernière:2 deuil:1 devis:2 diagnostic:3 différent:3 différents:3 dimanche:2
diplôme:2 directeur:3 disponible:3 document:3 doivent:1 débouchage:3 décennale:3 délicieux:3 dépannage:3
département:4 dépôt:2 détail:2 développement:5 eau:1 efficace:3 elles:1 employé:3 enduit:2 ennuyeux:3
entreprise:3 entretien:3 entrée:2 environ:3 escalier:3 espèces:2 essuie:2 essuyer:3 esthétique:3
européen:4 européens:4 excellent:3 expérience:3 facture:2 famille:2 façade:2 fenêtre:2 fermeture:3 feu:1
feuille:1 fiabilité:4 fille:1 fleuriste:2 fluide:1 forfait:2 formation:3 fournisseur:3 frein:1 fuite:1
février:3 garage:2 garantie:3 garantissent:3 gaz:1 geôle:1 gouttière:2 gouvernail:3 granulés:3 gratuit:2
grenouille:2 guide:1 géomètre:3 gérant:2 haïr:2 heureux:2 hier:1 honnête:2 horaires:2 hui:1 huile:1
huit:1 hygiène:2 hébergement:4 héroïque:3 hôtel:2 hôtelier:3 idée:2 ils:1 immeuble:2 ingénieur:3
innovation:4 installation:4 interdisciplinaire:6 interrupteur:4 intervention:4 interviennent:3
intervient:3 isolation:4 jamais:2 janvier:2 jardin:2 jardinier:3 jeudi:2 joie:1 jouer:1 journée:2
juillet:2 juridiction:4 jurisprudentielle:5 jusqu'à:2 l'été:2 langue:1 leur:1 leurs:1 lien:1 lieu:1
linguistique:3 livraison:3 locataire:3 logement:3 loin:1 longue:1 lorsque:1 louer:1 loyer:2 lui:1
lumière:2 lundi:2 luxueux:2 machine:2 magasin:3 maison:2 mangeait:2 mangent:1 mangeoire:2 marchandise:3
mardi:2 matin:2 matériel:3 maçon:2 maçonnerie:4 maïs:2 meilleur:2 menuiserie:4 menuisier:3 merci:2
mercredi:3 miel:1 mieux:1 milieu:2 mille:1 moins:1 moment:2 montagne:2 moteur:2 mouiller:2 moyen:2 mur:1
musée:2 mécontentement:5 médecin:3 nageoire:2 naïf:2 nettoyage:3 nettoyer:3 notaire:2 notre:1 nous:1
nuit:1 oasis:3 obéir:3 océan:3 oeuvre:1 oignon:2 oiseau:2 orgueil:2 oui:1 outil:2 ouverture:3 ouvrier:3
paiement:2 panneau:2 parce:1 parents:2 parlent:1 parquet:2 partenaire:3 particulier:4 partout:2
passion:2 patients:2 payer:2 pays:2 paysagiste:4 peintre:1 peinture:2 pendant:2 permanent:3 peuvent:1
photovoltaïque:5 pied:1 pierre:1 pigeon:2 pièce:1 piéton:2 plafond:2 plier:2 plomberie:3 plombier:2
pluie:1 plusieurs:2 pneu:1 pneus:1 pompe:1 ponctualité:4 portail:2 porte:1 pourquoi:2 poète:2 poésie:3
poêle:1 première:2 prennent:1 prie:1 prise:1 prix:1 produit:2 professionnel:4 proie:1 proposent:2
propre:1 propriétaire:4 préalablement:5 précieux:2 présent:2 publication:4 puis:1 pâtisserie:4 qu'il:1
qualité:3 quartier:2 quatre:1 quelque:1 question:2 quinze:1 raccordement:4 radiateur:3 rapidement:4
rapidité:4 ravalement:4 remerciement:4 remplacement:4 rendez-vous:3 responsabilité:6 restaurant:3 rien:1
robinetterie:5 rouille:1 roulant:2 royal:2 rue:1 règlement:3 réactivité:5 réalisent:3 réalité:4 récent:2
réel:2 région:2 réglementation:5 rénovation:4 réparation:4 répondent:2 réveil:2 réversible:3 salarié:3
salle:1 salon:2 samedi:3 sanguin:2 sanitaire:3 savent:1 savoir-faire:3 savoir:2 serrure:2 serrurerie:4
serrurier:3 serveur:2 service:2 seuil:1 situation:3 société:3 soigneux:2 soir:1 soirée:2 sol:1 solaire:2
soleil:2 souvent:2 station:2 stationnement:4 style:1 subséquemment:4 suite:1 susmentionné:4 syndic:2
système:2 sécurité:4 sérieuse:2 sérieux:2 tableau:2 tailleur:2 tarif:2 technicien:3 thermostat:3
théâtre:2 toiture:2 toujours:2 tradition:3 traiteur:2 tranquille:2 transparent:3 travail:2 travaillent:2
travailler:3 travaux:2 trois:1 trouer:2 truite:1 tuile:1 tuyau:2 tuyauterie:4 type:1 téléphone:3
ultérieurement:5 urgence:2 urgent:2 vendeur:2 vendredi:3 vengeance:2 ventilation:4 veulent:1 vidange:2
vidéo:3 vieillir:2 viennent:1 vient:1 vieux:1 village:2 ville:1 virement:3 vitrerie:3 vitrier:3 voient:1
voiture:2 volet:2 votre:1 vous:1 voyage:2 véhicule:3 yeux:1 yoga:2 zinc:1 éblouir:3 éclairage:3 école:2
écureuil:3 égoïste:3 élagueur:3 électricien:4 électricité:5 énergie:3 énergétique:4 équateur:3 équipe:2
équipement:4 équipes:2 équivalent:4 étage:2 étaient:2 été:2 évacuation:4 œil:1 œuvre:1
"""
GERMAN = "Haus:1 Straße:2 Theater:3 Museum:3 Nation:3 Heizung:2 Sanitär:3 Meisterbetrieb:4 Familie:3 Bäume:2 zwei:1 Feuerwehr:3 Datenschutzerklärung:6 Quelle:2 See:1 Boot:1 die:1 neue:2 Eier:2 Bauer:2"


def counts(text: str) -> list[tuple[str, int]]:
    pairs = (entry.partition(":") for entry in text.split())
    return [(word, int(count)) for word, _, count in pairs]


def test_french_words() -> None:
    wrong = [
        (word, french_syllables(word), count)
        for word, count in counts(FRENCH)
        if french_syllables(word) != count
    ]

    assert len(counts(FRENCH)) > 500
    assert wrong == []


def test_german_words() -> None:
    assert [word for word, count in counts(GERMAN) if german_syllables(word) != count] == []


@pytest.mark.parametrize("text", ["", "l'", "12", "…", "SRL", "xyz"])
def test_what_is_no_word_does_no_harm(text: str) -> None:
    assert french_syllables(text) >= 0
    assert german_syllables(text) >= 0


def test_the_formula_of_kandel_and_moles() -> None:
    # 60 words of one syllable in 10 sentences of 6: 207 - 1.015 * 6 - 73.6 * 1.
    reading = read(["Le chat est sur le toit. " * 10], "fr")

    assert reading is not None
    assert reading.score == pytest.approx(207 - 1.015 * 6 - 73.6, abs=0.1)
    assert reading.words == 60


def test_the_formula_of_amstad() -> None:
    reading = read(["Der Hund ist auf dem Dach. " * 10], "de")

    assert reading is not None
    assert reading.score == pytest.approx(180 - 6 - 58.5, abs=0.1)


def test_abbreviations_and_labels_make_no_sentences() -> None:
    lines = [
        "Nos prix",
        "Contact",
        "M. Durand et Mme. Petit vous reçoivent av. de la Gare, n°. 4, du lundi au jeudi." * 1,
    ] * 5
    reading = read(lines, "fr")

    assert reading is not None
    assert reading.words == 5 * 16


def test_other_languages_and_short_texts_give_nothing() -> None:
    assert read(["The cat is on the roof. " * 20], "en") is None
    assert read(["Le chat est sur le toit."], "fr") is None
