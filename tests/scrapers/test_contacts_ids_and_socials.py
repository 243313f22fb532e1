import pytest

from leads.record import Kind, Owner
from scrapers.companies import ids_in
from scrapers.contacts import extract_contacts
from scrapers.socials import profile

URL = "https://www.durand.example/"

IDS = [
    ("SIRET : 123 456 782 00010", {"siret": "12345678200010", "siren": "123456782"}),
    ("SIRET 12345678200010", {"siret": "12345678200010", "siren": "123456782"}),
    ("123.456.782.00010", {"siret": "12345678200010", "siren": "123456782"}),
    ("RCS Bordeaux B 123 456 782", {"siren": "123456782"}),
    ("immatriculée sous le numéro 123456782 au registre", {"siren": "123456782"}),
    ("N° TVA : FR 11 123 456 782", {"vat": "FR11123456782", "siren": "123456782"}),
    ("TVA intracommunautaire 11 123456782", {"vat": "FR11123456782", "siren": "123456782"}),
    ("USt-IdNr.: DE 123 456 788", {"vat": "DE123456788"}),
    ("UID: ATU 9999 9993", {"vat": "ATU99999993"}),
    ("CHE-123.456.788 MWST", {"vat": "CHE123456788"}),
    ("TVA 0999.999.922", {"vat": "BE0999999922"}),
    ("BTW BE 0999.999.922", {"vat": "BE0999999922"}),
    ("LU 99999984", {"vat": "LU99999984"}),
    ("VAT no. 999 9999 73", {"vat": "GB999999973"}),
    ("NL999999990B01", {"vat": "NL999999990B01"}),
    ("P. IVA 99999999990", {"vat": "IT99999999990"}),
    ("SIRET 123 456 782 00011", {}),
    ("SIREN 123 456 789", {}),
    ("SIREN 000 000 000", {}),
    ("TVA FR12123456782", {}),
    ("DE 123 456 789", {}),
    ("12345678200010", {}),
    ("Tél 123 456 782", {}),
    ("Article 123456782", {}),
]
FACEBOOK = "https://www.facebook.com"
PROFILES = [
    ("https://www.facebook.com/durand.plomberie/?ref=x", f"{FACEBOOK}/durand.plomberie"),
    ("https://fr-fr.facebook.com/pages/Durand/123456789", f"{FACEBOOK}/pages/Durand/123456789"),
    ("https://m.facebook.com/profile.php?id=1000123456&x=1", f"{FACEBOOK}/profile.php?id=1000123456"),
    ("https://www.facebook.com/pg/durand/about", f"{FACEBOOK}/durand"),
    ("http://facebook.com/#!/durand", f"{FACEBOOK}/durand"),
    ("https://www.instagram.com/durand/?hl=fr", "https://www.instagram.com/durand"),
    ("https://fr.linkedin.com/company/durand-sas/about/", "https://www.linkedin.com/company/durand-sas"),
    ("https://www.linkedin.com/in/paul-durand", "https://www.linkedin.com/in/paul-durand"),
    ("https://x.com/durand", "https://x.com/durand"),
    ("https://twitter.com/#!/durand", "https://twitter.com/durand"),
    ("https://www.youtube.com/@durand/videos", "https://www.youtube.com/@durand"),
    ("https://www.youtube.com/channel/UC123", "https://www.youtube.com/channel/UC123"),
    ("https://www.tiktok.com/@durand?lang=fr", "https://www.tiktok.com/@durand"),
    ("//www.pinterest.fr/durand/", "https://www.pinterest.fr/durand"),
    ("https://wa.me/33639981234?text=x", "https://wa.me/33639981234"),
    ("https://api.whatsapp.com/send?phone=33639981234", "https://wa.me/33639981234"),
    ("whatsapp://send?phone=+33639981234", "https://wa.me/33639981234"),
    ("https://www.yelp.fr/biz/durand-bordeaux?x", "https://www.yelp.fr/biz/durand-bordeaux"),
    ("https://www.houzz.fr/pro/durand", "https://www.houzz.fr/pro/durand"),
    ("https://www.xing.com/companies/durand", "https://www.xing.com/companies/durand"),
    ("https://www.tripadvisor.fr/Hotel_Review-g1-d2", "https://www.tripadvisor.fr/Hotel_Review-g1-d2"),
]
NO_PROFILES = """
    https://www.facebook.com/ https://www.facebook.com/sharer/sharer.php?u=x https://facebook.com/groups/x
    https://www.facebook.com/tr?id=1 https://www.facebook.com/dialog/feed https://facebook.com/wix
    https://netflix.com/durand https://fax.com/durand https://notfacebook.com/durand https://x.com/
    https://twitter.com/intent/tweet?text=x https://twitter.com/share?url=x https://x.com/durand/status/12
    https://instagram.com/p/xyz https://www.instagram.com/reel/x https://www.linkedin.com/shareArticle?x
    https://www.linkedin.com/ https://www.youtube.com/watch?v=1 https://www.youtube.com/embed/x
    https://www.pinterest.com/pin/create/button/?url=x https://api.whatsapp.com/send?text=x
    https://www.yelp.com/search?x https://www.houzz.com/photos mailto:x@facebook.com ftp://facebook.com/x
    https://youtu.be/x https://wa.me/?text=x https://[broken
""".split()  # noqa: SIM905


@pytest.mark.parametrize(("text", "expected"), IDS)
def test_company_ids_are_kept_when_their_digits_check(text, expected):
    assert {kind.value: value for kind, value, _, _ in ids_in(text)} == expected


def test_an_id_labelled_on_the_line_above_counts():
    html = "<table><tr><td>SIREN</td><td>123 456 782</td></tr></table>"
    values = extract_contacts(html, URL).values
    assert [(value.kind, value.value) for value in values] == [(Kind.SIREN, "123456782")]


def test_the_ids_of_a_host_are_not_the_business_s():
    html = "<p>SIREN 123 456 782</p><p>Hébergeur : Serveurs SAS, SIREN 000 000 018</p>"
    values = [value for value in extract_contacts(html, URL).values if value.kind is Kind.SIREN]
    assert [(value.value, value.owner) for value in values] == [
        ("123456782", Owner.BUSINESS),
        ("000000018", Owner.THIRD_PARTY),
    ]


@pytest.mark.parametrize(("url", "address"), PROFILES)
def test_profiles_are_canonical(url, address):
    found = profile(url)
    assert found is not None
    assert found[1] == address


@pytest.mark.parametrize("url", NO_PROFILES)
def test_other_addresses_of_networks_are_no_profiles(url):
    assert profile(url) is None


def test_profiles_of_others_are_set_apart_where_there_are_several():
    html = """<p><a href="https://www.facebook.com/groupe.invite">un groupe</a></p>
        <footer><a href="https://www.facebook.com/durandplomberie">nous</a></footer>"""
    values = [value for value in extract_contacts(html, URL).values if value.kind is Kind.SOCIAL]
    assert [(value.value.rpartition("/")[2], value.owner) for value in values] == [
        ("durandplomberie", Owner.BUSINESS),
        ("groupe.invite", Owner.THIRD_PARTY),
    ]
    assert values[0].label == "facebook"


def test_profiles_spelt_out_in_the_text_count():
    html = "<p>Suivez-nous sur www.instagram.com/durand.plomberie, merci</p>"
    values = extract_contacts(html, URL).values
    assert [(value.value, value.label) for value in values] == [
        ("https://www.instagram.com/durand.plomberie", "instagram")
    ]
