"""The dictionary of trades: what people type, in three languages, with all their mistakes."""

import re
from collections import Counter

import pytest

from scrapers import trade_names
from scrapers.trade_list import all_trades
from scrapers.trades import split_query, trade_of
from scrapers.word_forms import fold

FIRST = [(label, trade.key) for trade in all_trades() for labels in trade.labels.values() for label in labels]
# Plurals and feminine forms people look for, and other ways to write a word.
FORMS = """
    plumber: plombiers Plombier PLOMBIER plombier-chauffagiste Klempnern Klempnerin plumbers "plumbing contractors"
    electrician: électriciens electricien électricienne électriciennes Elektrikerin electricians "electrical contractors"
    roofer: couvreurs couvreur-zingueur couvreurs-zingueurs Dachdeckereien roofers "roofing contractors"
    joiner: menuisiers menuiseries ébenistes Schreinereien Tischlerinnen cabinetmakers
    mason: maçons macon macons maçonne maconnerie Maurermeistern bricklayers
    painter: peintres "peintres en batiment" Malerbetriebe "house painters" decorators
    bakery: boulangers boulangère boulangères boulangeries boulangerie-pâtisserie Bäckereien Baecker Baeckerei bakeries
    pastry: pâtissiers patissière patisserie Konditoreien "cake shops"
    butcher: bouchers bouchère boucheries boucherie-charcuterie Metzgereien Fleischerei butchers "butcher's shop"
    hairdresser: coiffeurs coiffeuse coiffeuses "salons de coiffure" Friseurin Friseurinnen Frisoere hairdressers
    beautician: esthéticiennes estheticienne "instituts de beauté" Kosmetikerinnen "beauty salons"
    physiotherapist: kinés kine kinésithérapeutes masseur-kinésithérapeute Physiotherapeutin physiotherapists
    dentist: dentistes chirurgiens-dentistes Zahnärzte Zahnaerzte Zahnärztin dentists orthodontists
    doctor: médecins medecin "médecins généralistes" Hausärzte Ärzte doctors physicians
    lawyer: avocats avocate avocates "cabinets d'avocats" Rechtsanwälte Rechtsanwältin lawyers solicitors "law firms"
    notary: notaires "études notariales" Notare notaries
    accountant: experts-comptables "expert comptable" comptables "cabinets comptables" Steuerberaterin accountants
    estate_agent: "agences immobilières" "agents immobiliers" Immobilienmaklerin "estate agents" realtors
    car_repair: garagistes garages "garages automobiles" Autowerkstätten mechanics
    restaurant: restaurants restauratrice restaurateurs Gaststätten bistrots bistros
    hotel: hôtels hotels Hôtel Hotels
    florist: fleuristes Floristin Blumenläden florists "flower shops"
    optician: opticiens opticienne Optikerin opticians
    pharmacy: pharmacies pharmaciens Apotheken pharmacists
    veterinary: vétérinaires veterinaire Tierärzte Tierärztin vets veterinarians
    photographer: photographes Fotografin Fotografinnen photographers
    architect: architectes "cabinets d'architecture" "cabinet d’architecture" Architektin architects
    nurse: infirmiers infirmière infirmières Pflegedienste nurses
    winery: vignerons vigneronne viticulteurs Winzerin Weingüter wineries
    gardener: paysagistes jardiniers jardinière Gärtnerinnen gardeners landscapers
    driving_school: auto-écoles "auto école" autoecole Fahrschulen "driving schools"
    locksmith: serruriers Schlüsseldienste locksmiths
    mover: déménageurs demenageur Umzugsfirmen movers
    cleaner: "entreprises de nettoyage" Reinigungsfirmen "cleaning companies"
    psychologist: psychologues Psychologin psychotherapists
    cheese: fromagère fromagers crémière fromageries Käseläden
    fishmonger: poissonnière poissonniers poissonneries Fischhändler fishmongers
    chocolate: chocolatière chocolatiers chocolatiers-confiseurs Chocolatiers
    caterer: traiteurs Partyservice caterers
    hearing_aids: audioprothésistes Hörakustikerin Hoerakustiker
    bailiff: huissière huissiers "commissaires de justice"
    tailor: couturière couturières Schneiderin Schneidereien tailors seamstresses
    jeweller: bijoutière bijoutiers Goldschmiedin Juweliere jewellers jewelers
    watchmaker: horlogère horlogers Uhrmacherin watchmakers
    potter: potière potiers Töpferin Toepferei potters
    beekeeper: apicultrice apiculteurs Imkerin Imkereien beekeepers
    chimney_sweep: ramoneuse ramoneurs Schornsteinfegerin chimney-sweeps
    tiler: carreleuse carreleurs Fliesenlegerin tilers
    carpenter: charpentière charpentiers Zimmerin Zimmereien carpenters
    plasterer: plâtrière platrier plaquistes Stuckateurin plasterers
    glazier: vitrière vitriers Glasereien glaziers
    facade: façadière facadiers Fassadenbauer
    scaffolder: échafaudeur echafaudage Gerüstbauer Geruestbauer scaffolders
    upholsterer: tapissière tapissiers Polsterin Polstereien upholsterers
    kitchen_fitter: cuisinistes Küchenstudio Kuechenstudio
    furniture: Möbelhäuser Moebelhaus
    laundry: Wäschereien Waescherei laundries launderettes
    podiatrist: pédicures podologues Fußpflegerin Fusspflege podiatrists chiropodists
    midwife: "sages-femmes" sage-femme Hebammen midwives
    translator: traductrice traducteurs Übersetzerin Uebersetzer translators
    naturopath: naturopathes sophrologues Heilpraktikerin naturopaths
    osteopath: ostéopathes osteopathe Osteopathin osteopaths
    speech_therapist: orthophonistes Logopädin Logopaedie
    pet_groomer: toiletteuse "toiletteurs canins" Hundefriseurin
    private_detective: "détectives privés" Detekteien "private investigators"
    hotel: hôtelière hôteliers Hotelier
    towing: dépanneuse dépanneuses Abschleppdienste
"""
MISTAKES = {
    "plombeir": "plumber",
    "plombier's": "plumber",
    "plmbier": "plumber",
    "electrcien": "electrician",
    "boulagerie": "bakery",
    "boulangrie": "bakery",
    "coifeur": "hairdresser",
    "restaurent": "restaurant",
    "resturant": "restaurant",
    "chaufagiste": "heating_engineer",
    "veterinnaire": "veterinary",
    "fleurriste": "florist",
    "menuiser": "joiner",
    "photograhpe": "photographer",
    "serurier": "locksmith",
    "Klemptner": "plumber",
    "Rechtsanwlat": "lawyer",
    "Steuerbereater": "accountant",
    "hairdreser": "hairdresser",
    "elecrtician": "electrician",
    "acountant": "accountant",
    "phamacy": "pharmacy",
    "patissserie": "pastry",
    "boulangeri": "bakery",
    "electricein": "electrician",
    "charpantier": "carpenter",
    "cordonnnier": "shoemaker",
    "osthéopathe": "osteopath",
    "kinesitherapeuthe": "physiotherapist",
    "pharmacein": "pharmacy",
    "dermenageur": "mover",
    "paysagste": "gardener",
    "Schlüseldienst": "locksmith",
    "Schornstienfeger": "chimney_sweep",
    "Bäckeri": "bakery",
    "Tischlrei": "joiner",
    "locksmtih": "locksmith",
    "vetrinarian": "veterinary",
    "restaruant": "restaurant",
}
NONE = (
    "",
    "table",
    "Bordeaux",
    "bouche",
    "avocado",
    "Mâcon",
    "Nantes",
    "Orange",
    "Tours",
    "Nice",
    "chevaux",
    "bonjour",
    "système",
    "Haus",
    "window",
    "liberté",
    "12345",
    "!!!",
    "entreprise",
    "le meilleur",
    "Paris 15e",
    "maison",
    "laveur",
    "cheval de course",
    "Berlin Mitte",
)
QUERIES = [
    ("plombiers à Bordeaux", "plumber", "plombiers", "Bordeaux"),
    ("Plombiers Bordeaux", "plumber", "Plombiers", "Bordeaux"),
    ("bordeaux plombier", "plumber", "plombier", "bordeaux"),
    ("plombier 33000 Bordeaux", "plumber", "plombier", "33000 Bordeaux"),
    ("33000 plombier", "plumber", "plombier", "33000"),
    ("plombier (33)", "plumber", "plombier", "33"),
    ("plombiers Gironde", "plumber", "plombiers", "Gironde"),
    ("dépannage plomberie à Saint-Étienne", "plumber", "dépannage plomberie", "Saint-Étienne"),
    ("bon plombier pas cher à Lyon", "plumber", "plombier", "Lyon"),
    ("les meilleurs restaurants à Lyon", "restaurant", "restaurants", "Lyon"),
    ("restaurants italiens La Rochelle", "restaurant", "restaurants", "La Rochelle"),
    ("hôtels au Havre", "hotel", "hôtels", "Havre"),
    ("coiffeur, Aix en Provence", "hairdresser", "coiffeur", "Aix en Provence"),
    ("avocat en droit du travail à Paris", "lawyer", "avocat", "Paris"),
    ("peintres en bâtiment Metz", "painter", "peintres en bâtiment", "Metz"),
    ("garagistes autour de Dijon", "car_repair", "garagistes", "Dijon"),
    ("boulangerie près de Lille", "bakery", "boulangerie", "Lille"),
    ("maçon Mâcon", "mason", "maçon", "Mâcon"),
    ("maçon à Mâcon", "mason", "maçon", "Mâcon"),
    ("Klempner in Frankfurt am Main", "plumber", "Klempner", "Frankfurt am Main"),
    ("Die besten Zahnärzte in Köln", "dentist", "Zahnärzte", "Köln"),
    ("Bäcker in der Nähe von Ulm", "bakery", "Bäcker", "Ulm"),
    ("Steuerberater München", "accountant", "Steuerberater", "München"),
    ("plumbers near Leeds", "plumber", "plumbers", "Leeds"),
    ("plumber near Leeds", "plumber", "plumber", "Leeds"),
    ("Klempner in Köln", "plumber", "Klempner", "Köln"),
    ("boulangerie artisanale à Saint-Étienne", "bakery", "boulangerie", "Saint-Étienne"),
    ("coiffeuse 69003", "hairdresser", "coiffeuse", "69003"),
    ("coiffeuse 69003 Lyon", "hairdresser", "coiffeuse", "69003 Lyon"),
    ("coiffeuse Lyon 69003", "hairdresser", "coiffeuse", "Lyon 69003"),
    ("plombier, 33000, Bordeaux", "plumber", "plombier", "33000 Bordeaux"),
    ("plombier Paris 15e", "plumber", "plombier", "Paris 15e"),
    ("plombier Paris 15ème arrondissement", "plumber", "plombier", "Paris 15ème arrondissement"),
    ("plombier Saint-Denis (93)", "plumber", "plombier", "Saint-Denis 93"),
    ("plombier Valence (Drôme)", "plumber", "plombier", "Valence Drôme"),
    ("boulangeries en Gironde", "bakery", "boulangeries", "Gironde"),
    ("boulangeries dans le 33", "bakery", "boulangeries", "33"),
    ("boulangeries dans la Drôme", "bakery", "boulangeries", "Drôme"),
    ("notaires Loire-Atlantique", "notary", "notaires", "Loire-Atlantique"),
    ("notaires dans les Côtes-d'Armor", "notary", "notaires", "Côtes-d'Armor"),
    ("hôtels en Bretagne", "hotel", "hôtels", "Bretagne"),
    ("taxi 2A", "taxi", "taxi", "2A"),
    ("dentiste 97400 Saint-Denis", "dentist", "dentiste", "97400 Saint-Denis"),
    ("Zahnarzt in 50667 Köln", "dentist", "Zahnarzt", "50667 Köln"),
    ("Zahnarzt 8001 Zürich", "dentist", "Zahnarzt", "8001 Zürich"),
    ("restaurant à L'Isle-Adam", "restaurant", "restaurant", "L'Isle-Adam"),
    ("plombier à Bordeaux, France", "plumber", "plombier", "Bordeaux"),
    ("quels plombiers à Bordeaux dépannent la nuit ?", "plumber", "plombiers", "Bordeaux"),
    (
        "Which plumbers in Bordeaux offer 24/7 emergency service and what do they charge?",
        "plumber",
        "plumbers",
        "Bordeaux",
    ),
    ("Which plumbers in Leeds offer a night service?", "plumber", "plumbers", "Leeds"),
    ("Welche Klempner in Frankfurt am Main kommen nachts?", "plumber", "Klempner", "Frankfurt am Main"),
    ("plumbers in Newcastle upon Tyne who work on Sundays", "plumber", "plumbers", "Newcastle upon Tyne"),
    ("dentiste Nantes nord", "dentist", "dentiste", "Nantes"),
    ("boulangerie paris 11", "bakery", "boulangerie", "paris 11"),
    ("boulangerie Paris XIe", "bakery", "boulangerie", "Paris XIe"),
    ("plombiers près de chez moi", "plumber", "plombiers", "Pau"),
    ("plumbers near me", "plumber", "plumbers", "Pau"),
    ("hôtel La Réunion", "hotel", "hôtel", "La Réunion"),
    ("avocat Nancy divorce", "lawyer", "avocat", "Nancy"),
    ("coiffeur l'haÿ-les-roses", "hairdresser", "coiffeur", "l'haÿ-les-roses"),
    ("pizzeria à Eu", "pizzeria", "pizzeria", "Eu"),
    ("electricien à Sète et Frontignan", "electrician", "electricien", "Sète"),
    ("restaurant bio lyon", "restaurant", "restaurant", "lyon"),
    ("plombier bordeaux centre ville", "plumber", "plombier", "bordeaux"),
    ("plombier Bordeaux centre ville", "plumber", "plombier", "Bordeaux"),
    ("coiffeur saint denis la nuit", "hairdresser", "coiffeur", "saint denis"),
    ("hôtels Aix en Provence avec piscine", "hotel", "hôtels", "Aix en Provence"),
    ("hairdressers in London", "hairdresser", "hairdressers", "London"),
    ("car repair - Bristol", "car_repair", "car repair", "Bristol"),
    ("plombier", "plumber", "plombier", "Pau"),
    ("salon de ociffure à Nantes", "hairdresser", "salon de ociffure", "Nantes"),
    ("plobmier chauffagiste Lyon 3e", "plumber", "plobmier chauffagiste", "Lyon 3e"),
    ("window claner in Leeds", "window_cleaner", "window claner", "Leeds"),
    ("dompteurs de lions à Tours", None, "dompteurs de lions", "Tours"),
    ("Tours", None, "Tours", "Pau"),
    ("", None, "", "Pau"),
]


def forms():
    for line in FORMS.strip().splitlines():
        key, _, words = line.strip().partition(": ")
        yield from ((quoted or word, key) for quoted, word in re.findall(r'"([^"]+)"|(\S+)', words))


def test_there_are_enough_of_them_and_no_name_is_two_trades() -> None:
    assert len(all_trades()) >= 150
    assert len({trade.key for trade in all_trades()}) == len(all_trades())
    by_key: dict[str, set[str]] = {}
    for label, key in FIRST:
        by_key.setdefault(trade_names._keys(label.replace("'", " ").split())[0], set()).add(key)
    assert {label: keys for label, keys in by_key.items() if len(keys) > 1} == {}
    assert len(FIRST) + len(list(forms())) + len(MISTAKES) + len(NONE) > 1500


def test_every_name_finds_its_trade_with_and_without_accents_in_the_plural_too() -> None:
    wrong = []
    for label, key in FIRST:
        plural = label if label[-1] in "sx" else f"{label}s"
        for typed in (label, label.upper(), fold(label.lower()), plural):
            found = trade_of(typed)
            if found is None or found.key != key:
                wrong.append((typed, key, found and found.key))
    assert wrong == []


@pytest.mark.parametrize(("typed", "key"), list(forms()))
def test_forms(typed: str, key: str) -> None:
    found = trade_of(typed)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(("typed", "key"), list(MISTAKES.items()))
def test_a_typing_mistake_is_forgiven(typed: str, key: str) -> None:
    found = trade_of(typed)
    assert found is not None
    assert found.key == key


SLIPS = {
    "salon de ociffure": "hairdresser",
    "salon de ciffure": "hairdresser",
    "plobmier chauffagiste": "plumber",
    "menusierie aluminium": "window_fitter",
    "peitnre en bâtiment": "painter",
    "windo cleaner": "window_cleaner",
    "speech therapsit": "speech_therapist",
    "brasserie artisaanle": "brewery",
    "masseur kinésitéhrapeute": "physiotherapist",
    "Sanitärinstallatuer": "plumber",
    "aovcat": "lawyer",
    "dentit": "dentist",
    "plumer": "plumber",
}


@pytest.mark.parametrize(("typed", "key"), SLIPS.items())
def test_a_slip_in_a_name_of_several_words_or_a_short_one_is_forgiven(typed: str, key: str) -> None:
    found = trade_of(typed)
    assert found is not None
    assert found.key == key


TWO_SLIPS = {
    "roofi gcontractor": "roofer",
    "plobmier chaufagiste": "plumber",
    "menuiserie alsuminiuo": "window_fitter",
    "heatng contratcor bordeaux": "heating_engineer",
    "travaux pulbicx": "earthworks",
    "chimne ysweepnig": "chimney_sweep",
    "peitncre en bâtiment": "painter",
}


@pytest.mark.parametrize(("typed", "key"), TWO_SLIPS.items())
def test_two_slips_in_a_name_of_several_words_are_forgiven(typed: str, key: str) -> None:
    found = trade_of(typed)
    assert found is not None
    assert found.key == key


def test_nearly_all_names_of_several_words_survive_two_slips() -> None:
    """Two neighbouring letters swapped and one left out, their places running through the names."""
    found: Counter[bool | None] = Counter()
    for number, (label, key) in enumerate(one for one in FIRST if " " in one[0]):
        first = number % (len(label) - 2)
        swapped = label[:first] + label[first + 1] + label[first] + label[first + 2 :]
        left_out = (number * 7 + 3) % len(label)
        trade = trade_of(swapped[:left_out] + swapped[left_out + 1 :])
        found[None if trade is None else trade.key == key] += 1
    assert found.total() > 200
    assert found[True] >= 0.87 * found.total()
    assert found[False] <= 0.01 * found.total()


OTHER_NAMES = """
salle de réunion
maison de quartier
garage à vélos
avocat du diable
house of cards
haus am see
le petit prince
institut pasteur
office du tourisme
hôtel de ville
""".strip().splitlines()


@pytest.mark.parametrize("typed", OTHER_NAMES)
def test_a_name_that_is_no_trade_is_not_bent_into_one_of_several_words(typed: str) -> None:
    found = trade_of(typed)
    assert found is None or any(word in typed for labels in found.labels.values() for word in labels)


def test_most_slips_find_their_trade_and_few_another() -> None:
    """One letter of every fourth name left out, its place running through the name."""
    found: Counter[bool | None] = Counter()
    for number, (label, key) in enumerate(FIRST[::4]):
        letters = [at for at, char in enumerate(label) if char.isalpha()][1:-1]
        if len(label) < 7:
            continue
        at = letters[number % len(letters)]
        trade = trade_of(label[:at] + label[at + 1 :])
        found[None if trade is None else trade.key == key] += 1
    assert found[True] >= 0.84 * found.total()
    assert found[False] <= 0.02 * found.total()


@pytest.mark.parametrize("typed", NONE)
def test_other_words_name_no_trade(typed: str) -> None:
    assert trade_of(typed) is None


@pytest.mark.parametrize(("typed", "key", "words", "place"), QUERIES)
def test_a_question_is_taken_apart(typed: str, key: str | None, words: str, place: str) -> None:
    query = split_query(typed, city="Pau")
    assert (query.trade and query.trade.key, query.words, query.place) == (key, words, place)


def test_tags_and_codes_have_the_form_their_registers_give_them() -> None:
    for trade in all_trades():
        assert all(re.fullmatch(r"[a-z_:]+=[a-z_]+", tag) for tag in trade.osm), trade.key
        assert all(re.fullmatch(r"\d\d\.\d\d[A-Z]", code) for code in trade.naf), trade.key
        assert trade.osm
        assert trade.naf
        assert all(len(labels) >= 1 for labels in trade.labels.values())
    plumber = trade_of("plombier")
    assert plumber is not None
    assert (plumber.label("fr"), plumber.label("de"), plumber.label("it")) == (
        "plombier",
        "Klempner",
        "plumber",
    )
    assert (plumber.osm, plumber.naf) == (("craft=plumber",), ("43.22A",))


@pytest.mark.parametrize(
    ("typed", "place", "radius"),
    [
        ("plombiers Bordeaux", "Bordeaux", None),
        ("plombiers Bordeaux 10 km", "Bordeaux", 10.0),
        ("plombiers 10 km autour de Bordeaux", "Bordeaux", 10.0),
        ("plombiers à 7,5 km de Bordeaux", "Bordeaux", 7.5),
        ("plumbers within 5 km of Leeds", "Leeds", 5.0),
        ("Klempner im Umkreis von 20 km um Köln", "Köln", 20.0),
        ("plombiers 33000 Bordeaux", "33000 Bordeaux", None),
    ],
)
def test_a_question_says_how_far_around(typed: str, place: str, radius: float | None) -> None:
    query = split_query(typed)
    assert query.trade is not None
    assert (query.trade.key, query.place, query.radius) == ("plumber", place, radius)


@pytest.mark.parametrize("filler", ["mot", "a", "à", "près de", ",", "Paris"])
def test_a_text_without_end_is_read_as_far_as_a_question_goes(filler: str) -> None:
    query = split_query("plombier " + f"{filler} " * 20_000)
    assert query.trade is not None
    assert len(query.place.split()) <= 60
