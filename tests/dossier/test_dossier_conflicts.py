"""What sources state differently: every kind of value, in French, German and English, side by side."""

from datetime import UTC, datetime

import pytest

from dossier.conflicts import contradictions
from dossier.facts import facts_of, hidden_facts
from dossier.lead import DossierLead
from dossier.records import Contradiction, Source
from dossier.sources import page_source, text_source

ONE_SITE = [
    ("fr", "Notre équipe compte douze salariés.", "Nous sommes 15 salariés.", "douze", "15"),
    ("fr", "Fondée en 1998.", "Entreprise créée en 2001.", "1998", "2001"),
    ("fr", "Tél. 05 36 49 12 34", "Téléphone : 05 36 49 12 99", "05 36 49 12 34", "05 36 49 12 99"),
    (
        "fr",
        "12 rue des Lilas, 33000 Bordeaux",
        "Adresse : 21 rue des Lilas, 33000 Bordeaux",
        "12 rue des Lilas",
        "21 rue des Lilas",
    ),
    ("fr", "Dépannage : 89 €", "Le dépannage coûte 95 €.", "89 €", "95 €"),
    ("fr", "Note : 4,7/5", "Nos clients nous notent 4,2/5.", "4,7", "4,2"),
    ("fr", "Gérante : Anna Berger", "Dirigée par Paul Roux.", "Anna Berger", "Paul Roux"),
    ("fr", "Garantie 10 ans", "Garantie de 5 ans", "10 ans", "5 ans"),
    ("fr", "Rayon de 20 km", "Dans un rayon de 30 km autour de Bordeaux", "20 km", "30 km"),
    (
        "fr",
        "Nous avons 4 camionnettes.",
        "La flotte compte 6 camionnettes.",
        "4 camionnettes",
        "6 camionnettes",
    ),
    ("fr", "Acompte de 30 % à la commande.", "Un acompte de 40 % est demandé à la commande.", "30 %", "40 %"),
    ("fr", "Ouvert le samedi de 9h à 12h.", "Samedi : 9h - 13h", "samedi de 9h à 12h", "Samedi : 9h - 13h"),
    (
        "fr",
        "Lun - Ven : 8:00 - 18:00",
        "Du lundi au vendredi, 8h à 19h",
        "Lun - Ven : 8:00 - 18:00",
        "lundi au vendredi, 8h à 19h",
    ),
    (
        "fr",
        "Urgences : samedi 9h-12h",
        "Urgences le samedi de 9h à 13h",
        "samedi 9h-12h",
        "samedi de 9h à 13h",
    ),
    (
        "fr",
        "Dépannage à Bordeaux, ouvert le samedi de 9h à 12h",
        "Sauf urgence, samedi : 9h - 13h",
        "samedi de 9h à 12h",
        "samedi : 9h - 13h",
    ),
    ("fr", "Livraison offerte dès 40 € d'achat.", "Livraison offerte dès 50 € d'achat.", "40 €", "50 €"),
    ("fr", "Fermé le dimanche.", "Dimanche : 9h-12h", "Fermé le dimanche", "Dimanche : 9h-12h"),
    ("de", "Wir beschäftigen zwölf Mitarbeiter.", "Unser Team: 15 Mitarbeiter.", "zwölf", "15"),
    ("de", "Gegründet 1998.", "Der Betrieb wurde 2001 gegründet.", "1998", "2001"),
    ("de", "Telefon 0561 9998812", "Tel. 0561 9998899", "0561 9998812", "0561 9998899"),
    (
        "de",
        "Lindenstraße 12, 34117 Kassel",
        "Anschrift: Lindenstraße 21, 34117 Kassel",
        "Lindenstraße 12",
        "Lindenstraße 21",
    ),
    ("de", "Reparatur: 89 €", "Eine Reparatur kostet 95 €.", "89 €", "95 €"),
    ("de", "Bewertung: 4,7 von 5", "Kunden geben 4,2 von 5 Sternen.", "4,7", "4,2"),
    ("de", "Inhaberin: Anna Berger", "Geschäftsführer: Paul Klein", "Anna Berger", "Paul Klein"),
    ("de", "5 Jahre Garantie", "Garantie von 2 Jahren", "5 Jahre", "2 Jahren"),
    ("de", "Im Umkreis von 20 km", "Umkreis: im Umkreis von 30 km", "20 km", "30 km"),
    (
        "de",
        "Mo-Fr 8-17 Uhr",
        "Montag bis Freitag 8.00 bis 18.00 Uhr",
        "Mo-Fr 8-17 Uhr",
        "Montag bis Freitag 8.00 bis 18.00 Uhr",
    ),
    ("en", "Our team has 12 employees.", "We are 15 employees.", "12", "15"),
    ("en", "Call-out: £89", "A call-out costs £95.", "£89", "£95"),
    (
        "en",
        "Open Monday to Friday 8:00 to 18:00",
        "Mon - Fri: 9:00 - 18:00",
        "Monday to Friday 8:00 to 18:00",
        "Mon - Fri: 9:00 - 18:00",
    ),
    (
        "fr",
        "Chemise : 3,20 € — pantalon : 6,50 € — couette : 24 €",
        "Sa chemise à 2,90 € fait référence.",
        "3,20 €",
        "2,90 €",
    ),
    ("de", "Beschriftung: 14 Euro je Buchstabe", "Ein Buchstabe kostet dort 16 Euro.", "14 Euro", "16 Euro"),
    ("fr", "Effectif : entre 6 et 9 salariés", "Nous sommes 15 salariés.", "6 et 9", "15"),
    ("fr", "Notre maison est née depuis 30 ans.", "Fondée en 2004.", "30 ans", "2004"),
    ("fr", "Le moulin presse les olives depuis 1954.", "Fondé en 1961.", "1954", "1961"),
    ("de", "Fontrouge GbR, vertreten durch Vroni Hörmann", "Fontrouge KG", "GbR", "KG"),
    ("de", "Lindenberg 31, 34123 Kassel", "Lindenberg 13, 34123 Kassel", "Lindenberg 31", "Lindenberg 13"),
    (
        "fr",
        "Accueil tous les jours 8h30-21h",
        "Tous les jours de 9h à 21h",
        "tous les jours 8h30-21h",
        "Tous les jours de 9h à 21h",
    ),
    ("fr", "Forme juridique : GAEC", "Fontrouge SCEA, au hameau", "GAEC", "SCEA"),
    ("fr", "Forme juridique : SNC", "Fontrouge Sàrl, au bourg", "SNC", "Sàrl"),
    ("de", "Rechtsform: eG", "Fontrouge OHG, Musterhof", "eG", "OHG"),
    ("de", "Gegründet wurde die kleine Färberei 1987.", "Gründungsdatum: 3. März 1992", "1987", "1992"),
    ("de", "Gründungsdatum: 03.03.1992", "Der Betrieb wurde 1987 gegründet.", "1992", "1987"),
    ("fr", "Fondée en 1961 par Léon Vial, ancien maçon.", "Date de création : 12/02/1964", "1961", "1964"),
    (
        "fr",
        "Siège : chemin des Osiers 4, 1299 Valmuz",
        "Adresse : quai du Bac 11, 1299 Valmuz",
        "chemin des Osiers 4",
        "quai du Bac 11",
    ),
    (
        "de",
        "Am Bach, Seegasse 3, 8999 Musterau",
        "Adresse: Hofweg 5, 8999 Musterau",
        "Seegasse 3",
        "Hofweg 5",
    ),
    (
        "fr",
        "Baptême de l'air adulte : 95 €",
        "Le baptême de l'air dure 20 min et coûte 110 € par adulte.",
        "95 €",
        "110 €",
    ),
    ("de", "Stadtführung: 12 €", "Die Stadtführung dauert 90 Minuten und kostet 14 €.", "12 €", "14 €"),
    (
        "fr",
        "Notre parc : 9 ambulances.",
        "Le parc compte douze ambulances.",
        "9 ambulances",
        "douze ambulances",
    ),
    ("fr", "Déplacement : 45 €", "Le déplacement coûte 60 €, TVA comprise.", "45 €", "60 €"),
    (
        "fr",
        "Dépannage : 89 € la nuit",
        "Le dépannage coûte 79 € en journée et 120 € la nuit.",
        "89 €",
        "120 €",
    ),
]
PACKAGES = (
    "Community forum</p><p>$40 of usage credits</p><p>Unlimited apps</p><p>Git</p><p>Plus</p>"
    "<p>Unlimited apps</p><p>$25 of usage credits</p><p>Custom themes"
)
ROWS = (
    "Après Base : Pro (23 € par mois), Expert (40 € par mois)</p>"
    "<p>Après Vente : Solo (80 € par mois), Expert (165 € par mois)"
)
AGREED = [
    (
        "fr",
        "Ouvert du lundi au vendredi de 8h à 18h.",
        "Service d'urgence du lundi au dimanche de 18h à 23h.",
    ),
    ("fr", "Lundi - vendredi : 8h - 18h, urgences 7j/7 de 7h à 22h", "Du lundi au vendredi, 8h - 18h"),
    ("fr", "Horaires du bureau : lundi 9h-17h", "Astreinte</p><p>Lundi : 17h-21h</p><p>Samedi : 8h-20h"),
    ("fr", "Magasin : samedi 9h-19h", "Permanence téléphonique le samedi de 9h à 12h"),
    ("de", "Mo-Fr 8-17 Uhr", "Notdienst: Montag bis Sonntag 6-22 Uhr"),
    ("en", "Open Monday to Friday 8:00 to 18:00", "Emergency call-outs</p><p>Monday to Sunday 6:00 to 23:00"),
    ("en", "Customer service 365 days a year", "Customer service 7 days a week"),
    ("en", "Tier 1 project management software", "Tier 2 project management software"),
    ("en", "They file a statement and pay a $9 fee.", "File a certificate and pay a $20 fee."),
    ("en", PACKAGES, "We love apps."),
    ("fr", ROWS, "Deux logiciels comparés."),
    ("fr", "Nos cinq vitriers cumulent nonante ans de métier.", "Fondée en 1998."),
    ("de", "Unsere Gesellen haben zusammen 80 Jahre Erfahrung.", "Gegründet 1998."),
    ("fr", "Créée par trois anciens soudeurs d'un chantier naval.", "Équipe : 12 salariés, dont 7 soudeurs."),
    ("fr", "Forme juridique : S.A.R.L.", "Fontrouge Sàrl, au bourg"),
    ("fr", "La visite dure une heure et coûte 7 €.", "L'atelier de taille dure une heure et coûte 9 €."),
    ("fr", "Depuis mars 12, 2019 Dépannages ont été faits.", "Siège : quai du Bac 11, 1299 Valmuz"),
    ("fr", "Notre équipe compte douze salariés.", "Nous sommes 12 salariés."),
    ("fr", "Du lundi au vendredi de 8h à 18h", "Lun - Ven : 8:00 - 18:00"),
    ("fr", "Tél. 05 36 49 12 34", "Téléphone : +33 5 36 49 12 34"),
    ("fr", "Coupe homme 25 €", "Coupe enfant 15 €"),
    ("fr", "Effectif : 10 à 19 salariés", "Nous sommes 15 salariés."),
    ("fr", "Nous sommes là depuis 30 ans.", "Fondée en 1994."),
    ("fr", "Les véhicules sont désinfectés depuis 2020.", "Fondée en 1994."),
    ("fr", "Consultation : 42 €", "Consultation à domicile : 60 €"),
    ("de", "Feuerbestattung ab 2.150 €", "Eine Feuerbestattung kostet 2.490 €."),
    ("fr", "Dépannage : 89 €", "Entretien : 120 €"),
    ("fr", "Notre fournisseur compte 40 salariés.", "Nous sommes 12 salariés."),
    ("fr", "Une seconde agence ouvrira en 2027.", "Fondée en 1998."),
    ("fr", "Notre parc : 9 ambulances, 5 VSL.", "Trente-deux ambulanciers et quatre régulateurs."),
    ("fr", "Nous avons 6 camions.", "Quatorze camionneurs."),
    ("de", "Wir haben 3 Gärten.", "Elf Gärtner arbeiten hier."),
    (
        "fr",
        "119 € en journée, 169 € le dimanche : déplacement et première heure compris.",
        "Sans réparation, vous ne payez que le déplacement : 45 €.",
    ),
    ("de", "Notdienst am Sonntag 169 €, Anfahrt inbegriffen.", "Anfahrt: 45 €"),
    ("en", "Call-out on Sundays £169 (parts included).", "Parts: £45"),
    ("fr", "189 € la nuit", "Chaque demi-heure supplémentaire coûte 38 € en journée et 55 € la nuit."),
    ("de", "189 € nachts", "Jede weitere halbe Stunde kostet 38 € tagsüber und 55 € nachts."),
    (
        "fr",
        "7 impasse du Goéland, 33300 Bordeaux",
        "Médiateur : Médiation des Artisans, 6 passage de l’Entente, 33000 Bordeaux",
    ),
    ("fr", "Abonnement : 80 €</p><p>Abonnement : 150 €</p><p>Abonnement : 280 €", "Abonnement : 95 €"),
    ("en", "1 Bedroom Apartment</p><p>2 Bedroom Apartment</p><p>3 Bedroom Apartment", "We love apartments."),
    ("de", "Mo-Fr 8-17 Uhr", "Montag bis Freitag 8.00 bis 17.00 Uhr"),
    ("de", "Unser Lieferant hat 400 Mitarbeiter.", "Wir beschäftigen zwölf Mitarbeiter."),
]


def page(text: str, name: str, language: str) -> Source:
    html = f'<html lang="{language}"><body><h1>Fontrouge</h1><p>{text}</p></body></html>'
    url = f"https://fontrouge.example/{name}"
    return page_source(
        html, id=name, url=url, file=f"{name}.html", fetched_at=datetime(2026, 11, 1, tzinfo=UTC)
    )


def found(sources: list[Source], language: str, lead: DossierLead | None = None) -> list[Contradiction]:
    country = {"fr": "FR", "de": "DE"}.get(language, "GB")
    facts = facts_of(sources, language, "fontrouge.example", country, "Fontrouge")
    facts += hidden_facts(sources, facts, language, "fontrouge.example", "Fontrouge")
    return contradictions(facts, sources, lead or DossierLead(), language)


@pytest.mark.parametrize(("language", "first", "second", "one", "other"), ONE_SITE)
def test_two_pages_that_differ_stand_side_by_side(
    language: str, first: str, second: str, one: str, other: str
) -> None:
    shown = found([page(first, "a", language), page(second, "b", language)], language)
    values = [[value.value for value in each.values] for each in shown]
    assert any({one, other} <= set(each) for each in values), values
    for each in shown:
        assert {value.source for value in each.values} == {"a.html", "b.html"}
        assert all(value.quote and value.fetched_at for value in each.values)


@pytest.mark.parametrize(("language", "first", "second"), AGREED)
def test_what_only_looks_different_is_no_contradiction(language: str, first: str, second: str) -> None:
    assert found([page(first, "a", language), page(second, "b", language)], language) == []


def table(*rows: tuple[str, ...]) -> str:
    return f"<table>{''.join(f'<tr>{_row(row)}</tr>' for row in rows)}</table>"


def _row(cells: tuple[str, ...]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)


LET = table(
    ("Location", "Demi-journée", "Journée"),
    ("Canoë deux places", "18 €", "29 €"),
    ("Paddle, gilet compris", "14 €", "24 €"),
    ("Pédalo", "16 €", "–"),
)
ADMITTED = table(
    ("Eintritt", "Kinder", "Erwachsene"), ("Tageskarte", "6 €", "9,50 €"), ("Kurs", "40 €", "60 €")
)
TAXED = table(
    ("Prestation", "Prix HT", "Prix TTC"), ("Ramonage", "60 €", "72 €"), ("Débistrage", "150 €", "180 €")
)
LASTING = table(("Karte", "1 Tag", "3 Tage"), ("Kanu", "30 €", "75 €"), ("Kajak", "20 €", "50 €"))


@pytest.mark.parametrize(
    ("language", "rows", "second", "one", "other"),
    [
        ("fr", LET, "Le paddle se loue 27 € la journée, gilet compris.", "24 €", "27 €"),
        ("fr", LET, "Location de canoë deux places : 20 € la demi-journée.", "18 €", "20 €"),
        ("de", ADMITTED, "Tageskarte Kinder: 7 €", "6 €", "7 €"),
        ("fr", TAXED, "Ramonage prix TTC : 75 €", "72 €", "75 €"),
        ("de", LASTING, "Ein Kajak kostet 25 € pro Tag.", "20 €", "25 €"),
    ],
)
def test_a_price_of_a_table_with_several_columns_is_of_its_row_and_column(
    language: str, rows: str, second: str, one: str, other: str
) -> None:
    shown = found([page(rows, "a", language), page(second, "b", language)], language)
    assert [[value.value for value in each.values] for each in shown] == [[one, other]]
    assert all(value.quote for each in shown for value in each.values)


@pytest.mark.parametrize(
    ("language", "rows", "second"),
    [
        ("fr", LET, "Le paddle se loue 14 € la demi-journée et 24 € la journée."),
        ("fr", LET, "Paddle d'occasion : 240 €"),
        ("fr", LET, "Le pédalo se loue 30 € la journée."),
        ("de", ADMITTED, "Kurs Erwachsene: 60 €"),
        ("fr", TAXED, "Ramonage : 72 €"),
        ("de", LASTING, "Ein Kajak kostet 20 € pro Tag."),
        ("fr", table(("Coupe", "25 €", "22 €"), ("Barbe", "15 €", "12 €")), "Coupe : 22 €"),
    ],
)
def test_the_columns_of_a_table_do_not_contradict_each_other(language: str, rows: str, second: str) -> None:
    assert found([page(rows, "a", language), page(second, "b", language)], language) == []


def test_an_address_is_held_against_another_once() -> None:
    pages = [
        page(f"Siège : {n} rue des Lilas, 33000 Bordeaux", name, "fr") for n, name in ((12, "a"), (14, "b"))
    ]
    assert [one.subject for one in found(pages, "fr")] == ["Adresse"]


def test_what_differs_is_called_as_the_source_writes_it() -> None:
    pages = [page(f"Déplacement de nuit : {n} €", name, "fr") for n, name in ((45, "a"), (60, "b"))]
    assert [one.subject for one in found(pages, "fr")] == ["Déplacement nuit"]


def test_days_of_which_the_same_is_said_are_shown_once() -> None:
    pages = [
        page(text, name, "fr")
        for text, name in (("Lun - Mer : 8 h - 17 h", "a"), ("Lun - Mer : 9 h - 18 h", "b"))
    ]
    assert [one.subject for one in found(pages, "fr")] == ["Horaires · Lundi, Mardi, Mercredi"]


def test_stale_values_keep_their_dates() -> None:
    old = text_source("En 2021 : 9 salariés", id="p", file="presse.txt", url="https://gazette.example/a")
    shown = found([page("Nous sommes 12 salariés.", "a", "fr"), old], "fr")
    assert [value.value for value in shown[0].values] == ["12", "9 (2021)"]


def test_the_registry_is_held_against_the_site() -> None:
    record = (
        '{"results": [{"nom_complet": "FONTROUGE", "date_creation": "2004-05-01", "siege": {"adresse":'
        ' "14 RUE DES LILAS 33000 BORDEAUX"}, "tranche_effectif_salarie": "02",'
        ' "dirigeants": [{"nom": "ROUX", "prenoms": "PAUL"}]}]}'
    )
    site = page(
        "12 rue des Lilas, 33000 Bordeaux. Gérante : Anna Berger. Fondée en 1998. 12 salariés.", "a", "fr"
    )
    registry = text_source(record, id="r", file="registre.json")
    shown = {one.subject: {value.value for value in one.values} for one in found([site, registry], "fr")}
    assert shown["Création"] == {"1998", "2004-05-01"}
    assert shown["Direction"] == {"Anna Berger", "Paul Roux"}
    assert shown["Adresse"] == {"12 rue des Lilas", "14 RUE DES LILAS"}
    assert shown["Effectif"] == {"12", "3-5 (code 02)"}


def test_the_lead_record_is_held_against_the_sources() -> None:
    lead = DossierLead(name="Fontrouge", siren="732829320", phones=["+33536499999"])
    shown = found([page("Tél. 05 36 49 12 34", "a", "fr")], "fr", lead)
    assert [value.source for value in shown[0].values] == ["lead", "a.html"]
    same = DossierLead(name="Fontrouge", phones=["+33 5 36 49 12 34"])
    assert found([page("Tél. 05 36 49 12 34", "a", "fr")], "fr", same) == []


@pytest.mark.parametrize(
    ("code", "second", "one", "other"),
    [
        ('"telephone": "+33 2 41 00 15 51"', "Tél. 02 41 00 15 15", "+33 2 41 00 15 51", "02 41 00 15 15"),
        ('"foundingDate": "2003-04-01"', "Fondée en 1997.", "2003-04-01", "1997"),
        (
            '"aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.7"}',
            "Note : 4,1/5 (187 avis)",
            "4.7",
            "4,1",
        ),
        ('"numberOfEmployees": {"@type": "QuantitativeValue", "value": 14}', "Effectif : 22", "14", "22"),
    ],
)
def test_what_only_the_code_of_a_page_states_is_compared_and_quotes_nothing(
    code: str, second: str, one: str, other: str
) -> None:
    data = f'{{"@context": "https://schema.org", "@type": "LocalBusiness", "name": "Fontrouge", {code}}}'
    first = page(f'<script type="application/ld+json">{data}</script>Bienvenue.', "a", "fr")
    shown = [each for each in found([first, page(second, "b", "fr")], "fr") if len(each.values) > 1]
    stated = {value.value: value for each in shown for value in each.values}
    assert {one, other} <= stated.keys()
    assert stated[one].quote == ""
    assert one in stated[one].code
    assert stated[other].quote
    assert stated[other].code == ""
