import pytest

from scrapers.page_roles import PageRole, guess_role, page_role

ROLES = {
    PageRole.HOME: ["/", "/index.html", "/accueil", "/fr/", "/de-at/"],
    PageRole.CONTACT: [
        "/contact",
        "/Contact.html",
        "/nous-contacter/",
        "/contactez_nous.php",
        "/fr/contact-et-acces",
        "/kontakt",
        "/kontakt-impressum",
        "/contact-us",
        "/x|Nous contacter",
        "/x|Où nous trouver ?",
        "/x|Kontakt & Anfahrt",
        "/x|CONTACT",
        "/x|Get in touch!",
        "/page?id=4|Contact",
        "/infos-pratiques",
        "/%C3%B6ffnungszeiten",
    ],
    PageRole.LEGAL: [
        "/mentions-legales",
        "/mentionslegales.html",
        "/mentions-l%C3%A9gales",
        "/impressum",
        "/de/impressum.html",
        "/legal-notice",
        "/imprint",
        "/x|Mentions légales",
        "/x|Informations légales",
        "/x|Impressum und Datenschutz",
        "/cgv",
        "/privacy-policy",
    ],
    PageRole.ABOUT: [
        "/a-propos",
        "/qui-sommes-nous",
        "/ueber-uns",
        "/%C3%BCber-uns",
        "/about-us",
        "/notre-equipe",
        "/x|L’équipe",
        "/x|À propos de nous",
        "/x|Wir über uns",
        "/x|About Olivia",
    ],
    PageRole.SERVICES: [
        "/nos-services",
        "/prestations",
        "/leistungen",
        "/x|Nos tarifs",
        "/x|Unsere Leistungen",
    ],
    PageRole.OTHER: [
        "/blog",
        "/blog/services/comment-choisir",
        "/produits/42",
        "/x|Dix raisons de nous contacter avant de commencer vos travaux",
        "/x|Lire la suite",
        "/comment-bien-contacter-son-plombier-un-dimanche-de-novembre",
    ],
}


@pytest.mark.parametrize(("role", "page"), [(role, page) for role, pages in ROLES.items() for page in pages])
def test_what_a_page_is_for(role, page):
    path, _, label = page.partition("|")
    assert page_role(f"https://www.fournil.example{path}", label) is role


@pytest.mark.parametrize(
    ("sure", "doubtful"),
    [
        ("/mentions-legales", "/cgv"),
        ("/impressum", "/datenschutz"),
        ("/contact", "/devis"),
        ("/contact", "/contact-presse-et-partenaires"),
        ("/services", "/services-funeraires-a-bordeaux"),
        ("/contact", "/villes/gironde/bordeaux/contact"),
    ],
)
def test_a_name_of_its_own_comes_before_a_likely_one(sure, doubtful):
    assert not guess_role(f"https://a.example{sure}").doubt
    assert guess_role(f"https://a.example{doubtful}").doubt


@pytest.mark.parametrize("url", ["", "mailto:a@b.example", "http://"])
def test_what_is_no_address_is_no_page(url):
    assert page_role(url, "Contact") is PageRole.OTHER
