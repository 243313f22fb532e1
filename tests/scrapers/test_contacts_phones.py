import pytest

from leads.record import Kind, Method
from scrapers.contacts import extract_contacts
from scrapers.phone_numbers import e164, is_sample, link_number


def numbers(html, country, url="https://www.durand.example/"):
    """Return the phones and the faxes a page gives."""
    values = extract_contacts(f"<html><body>{html}</body></html>", url, country=country).values
    phones = sorted(value.value for value in values if value.kind is Kind.PHONE)
    return phones, sorted(value.value for value in values if value.kind is Kind.FAX)


PHONES = [
    ("FR", "Tél : 01 99 00 12 34", ["+33199001234"]),
    ("FR", "01.99.00.12.34 - 06 39 98 12 34", ["+33199001234", "+33639981234"]),
    ("FR", "01 99 00 12 34 06 39 98 12 34", ["+33199001234", "+33639981234"]),
    ("FR", "01-99-00-12-34", ["+33199001234"]),
    ("FR", "01/99/00/12/34", ["+33199001234"]),
    ("FR", "(01) 99 00 12 34", ["+33199001234"]),
    ("FR", "01 99 001 234", ["+33199001234"]),
    ("FR", "0199001234", ["+33199001234"]),
    ("FR", "+33 (0)1 99 00 12 34", ["+33199001234"]),
    ("FR", "+33199001234", ["+33199001234"]),
    ("FR", "0033 1 99 00 12 34", ["+33199001234"]),
    ("FR", "01\u00a099\u202f00\u200912\u00a034", ["+33199001234"]),
    ("FR", "01\u200b 99 00 12 34", ["+33199001234"]),
    ("FR", "01 99 00 12 34 / 35", ["+33199001234", "+33199001235"]),
    ("FR", "01 99 00 12 34 24h/24", ["+33199001234"]),
    ("FR", "33000 Bordeaux 01 99 00 12 34", ["+33199001234"]),
    ("FR", "<b>Tél</b><span>01 99 00 12 34</span><i>Appelez</i>", ["+33199001234"]),
    ("FR", "SIRET 12345678200010 Tél 0199001234", ["+33199001234"]),
    ("FR", "TVA FR 11 123456782 - 01 99 00 12 34", ["+33199001234"]),
    ("FR", "0 800 910 234", ["+33800910234"]),
    ("FR", "Tél01 99 00 12 34", ["+33199001234"]),
    ("FR", "Tél.01.99.00.12.34Mail : a@durand.example", ["+33199001234"]),
    ("FR", "Bordeaux<span>01 99 00 12 34</span>", ["+33199001234"]),
    ("FR", "+49 30 23125 100", ["+493023125100"]),
    ("DE", "Tel.: 030 23125 123", ["+493023125123"]),
    ("DE", "Tel. (0871) 23001 oder 25311", ["+4987123001", "+4987125311"]),
    ("DE", "Tel. 0761 5550121. 4,4 Sterne bei 87 Bewertungen", ["+497615550121"]),
    ("DE", "Tel. 0761. 555 01 21", ["+497615550121"]),
    ("DE", "Telefon: 069 / 90009 - 0", ["+4969900090"]),
    ("DE", "Kontor Seitenwind, 069 90009-730, hallo@kontor.example", ["+496990009730"]),
    ("DE", "0171-39200 12", ["+491713920012"]),
    ("DE", "0171 / 39 20 013", ["+491713920013"]),
    ("DE", "0 89 / 9 99 98-10", ["+49899999810"]),
    ("DE", "+49 (0) 30 23125-123", ["+493023125123"]),
    ("DE", "+49 30 23125 100 / 101", ["+493023125100", "+493023125101"]),
    ("GB", "020 7946 0123", ["+442079460123"]),
    ("GB", "020 7946 0123 / 0124", ["+442079460123", "+442079460124"]),
    ("GB", "07700 900123", ["+447700900123"]),
    ("GB", "+44 (0)20 7946 0123", ["+442079460123"]),
    ("US", "(212) 555-0123", ["+12125550123"]),
    ("US", "212.555.0123", ["+12125550123"]),
    ("US", "1-800-555-0199", ["+18005550199"]),
    ("US", "Call 2125550123", ["+12125550123"]),
    ("CH", "+41 22 518 00 00", ["+41225180000"]),
    ("BE", "0475 55 12 12", ["+32475551212"]),
]
NO_PHONES = [
    ("FR", "SIRET : 123 456 782 00010"),
    ("FR", "SIREN 123 456 782"),
    ("FR", "RCS Bordeaux B 123 456 782"),
    ("FR", "FR76 3000 4000 0312 3456 7890 143"),
    ("FR", "IBAN : FR76 0199 0012 3400 0000 0000 097"),
    ("FR", "capital de 0199001234 euros"),
    ("FR", "0199001234 €"),
    ("FR", "réf 0199001234"),
    ("FR", "n° ADELI 0199001234"),
    ("FR", "déclaré sous le numéro 0199001234"),
    ("FR", "le 01.02.2024 au 05.03.2024"),
    ("FR", "2015-2024"),
    ("FR", "08 30 - 12 00 / 14 00 - 18 00"),
    ("FR", "06 12 34 56 78"),
    ("FR", "01 23 45 67 89"),
    ("FR", "06 00 00 00 00"),
    ("FR", "00 00 00 00 00"),
    ("FR", "+33 6 00 00 00 00"),
    ("FR", "01 02 03 04 05"),
    ("FR", "12 34 56 78 90"),
    ("FR", "10199001234567"),
    ("DE", "IBAN DE02 1203 0000 0000 2020 51"),
    ("DE", "IBAN: DE47 7645 0000 0240 0118 33"),
    ("DE", "HRB 012345678"),
    ("DE", "Kontonummer 030 23125 123"),
    ("DE", "Steuernummer 030 23125 123"),
    ("DE", "USt-IdNr. DE 123 456 788"),
    ("DE", "05.02.2020 - Redaktion"),
    ("US", "2125550123"),
    ("US", "$212 555 0123"),
    ("US", "555-555-5555"),
    ("US", "(123) 456-7890"),
    ("US", "ISBN 2125550123"),
    ("GB", "Company No 07946012"),
    ("GB", "VAT GB 999 9999 73"),
]
FAXES = [
    ("FR", "Fax : 01 99 00 12 35"),
    ("FR", "Télécopie 01 99 00 12 35"),
    ("FR", "01 99 00 12 35 (fax)"),
    ("FR", "F. 01 99 00 12 35"),
    ("FR", "Fax : <a href='tel:0199001235'>01 99 00 12 35</a>"),
    ("FR", "<a href='tel:0199001235'>Fax : 01 99 00 12 35</a>"),
    ("FR", "<a href='fax:0199001235'>x</a>"),
    ("FR", "<table><tr><td>Fax</td><td>01 99 00 12 35</td></tr></table>"),
    ("FR", "<dl><dt>Télécopie</dt><dd>01 99 00 12 35</dd></dl>"),
    ("FR", "<i class='fa fa-fax'></i> 01 99 00 12 35"),
    ("FR", "<svg class='icon-fax'></svg> 01 99 00 12 35"),
    ("FR", "<img src=f.png alt=Fax> 01 99 00 12 35"),
    ("FR", "<span class=fax>01 99 00 12 35</span>"),
    ("FR", "<div class=fax><p>Numéro</p><p>01 99 00 12 35</p></div>"),
]
BOTH = [
    (
        "<img src=tel.gif alt='Tél. 01 99 00 12 34'><img src=a.gif alt='Fax 01 99 00 12 35'>",
        ["+33199001234"],
        ["+33199001235"],
    ),
    ("<img src=a.jpg alt='IMG-0199001234'><img src=b.jpg alt='0199001234.jpg'>", [], []),
    ("Tél. 01 99 00 12 34 Fax 01 99 00 12 35", ["+33199001234"], ["+33199001235"]),
    ("T. 01 99 00 12 34 – F. 01 99 00 12 35", ["+33199001234"], ["+33199001235"]),
    ("Fax 01 99 00 12 35<br>01 99 00 12 34", ["+33199001234"], ["+33199001235"]),
    ("Tél/Fax : 01 99 00 12 34", ["+33199001234"], []),
    ("Tél. et fax : 01 99 00 12 34", ["+33199001234"], []),
    ("Tél 01 99 00 12 34<br>Fax 01 99 00 12 34", ["+33199001234"], []),
    ("01 99 00 12 34 <i class=fa-fax></i> 01 99 00 12 35", ["+33199001234"], ["+33199001235"]),
]
LINKS = [
    ("tel:+33199001234", "+33199001234"),
    ("tel:0199001234", "+33199001234"),
    ("tel:+0199001234", "+33199001234"),
    ("tel:+330199001234", "+33199001234"),
    ("tel:+33(0)199001234", "+33199001234"),
    ("tel:33199001234", "+33199001234"),
    ("tel:0033199001234", "+33199001234"),
    ("tel://0199001234", "+33199001234"),
    ("tel:%2B33%201%2099%2000%2012%2034", "+33199001234"),
    ("tel:01.99.00.12.34;ext=12", "+33199001234"),
    ("callto:0199001234", "+33199001234"),
    ("TEL:01 99 00 12 34", "+33199001234"),
    ("tel:+3249425175", ""),
    ("tel:0612345678", ""),
    ("tel:", ""),
    ("tel:12", ""),
]


LETTERS = [
    ("T 089 99998 123 | F 089 99998 124", ["+498999998123"], ["+498999998124"]),
    ("T: 089 99998 123, F 089 99998 124", ["+498999998123"], ["+498999998124"]),
    ("T 089 99998 123<br>F 089 99998 124", ["+498999998123"], ["+498999998124"]),
    ("T089 99998 123 - Fax.089 99998 124", ["+498999998123"], ["+498999998124"]),
    ("Zimmer F 089 99998 124", ["+498999998124"], []),
]


@pytest.mark.parametrize(("html", "phones", "faxes"), LETTERS)
def test_a_single_letter_says_fax_beside_a_t(html, phones, faxes):
    assert numbers(html, "DE") == (phones, faxes)


@pytest.mark.parametrize(("country", "text", "expected"), PHONES)
def test_phones_in_e164(country, text, expected):
    assert numbers(f"<p>{text}</p>", country) == (expected, [])


@pytest.mark.parametrize(("country", "text"), NO_PHONES)
def test_other_digits_are_no_phone(country, text):
    assert numbers(f"<p>{text}</p>", country) == ([], [])


@pytest.mark.parametrize(("country", "html"), FAXES)
def test_a_fax_is_never_a_phone(country, html):
    assert numbers(f"<p>Bonjour</p>{html}", country) == ([], ["+33199001235"])


@pytest.mark.parametrize(("html", "phones", "faxes"), BOTH)
def test_phones_and_faxes_side_by_side(html, phones, faxes):
    assert numbers(f"<p>{html}</p>", "FR") == (phones, faxes)


def test_a_fax_borrows_from_the_switchboard():
    assert numbers("<p>Tel 089/99998-0, Fax -99</p>", "DE") == (["+4989999980"], ["+49899999899"])


@pytest.mark.parametrize(("href", "expected"), LINKS)
def test_links_that_dial_are_repaired(href, expected):
    assert link_number(href, ["FR"]) == expected
    assert numbers(f"<a href='{href}'>Appeler</a>", "FR")[0] == ([expected] if expected else [])


def test_a_link_that_dials_another_number_than_it_shows_gives_the_one_shown():
    html = "<a href='tel:+33199001243'>01 99 00 12 34</a>"
    assert numbers(html, "FR")[0] == ["+33199001234"]


def test_the_country_of_the_page_reads_its_numbers():
    assert numbers("<p>Tel. 030 23125 100</p>", None, "https://brandt.de/")[0] == ["+493023125100"]
    page = "<html lang='de-AT'><body><p>Telefon 01 5123456, +43 1 5123457, 1010 Wien</p></body></html>"
    values = extract_contacts(page, "https://www.brandt.example/").values
    assert "+4315123456" in {value.value for value in values}


def test_invented_numbers_of_the_reserved_ranges_count():
    assert e164("06 39 98 12 34", ["FR"]) == "+33639981234"
    assert e164("01632 960123", ["GB"]) == "+441632960123"


@pytest.mark.parametrize(
    "national", ["612345678", "123456789", "987654321", "600000000", "102030405", "5551234567"]
)
def test_samples(national):
    assert is_sample(national)


@pytest.mark.parametrize("national", ["199001234", "639981234", "3023125100", "2125550123", "820000001"])
def test_numbers_that_are_no_samples(national):
    assert not is_sample(national)


def test_what_people_do_not_see_gives_no_numbers():
    html = "<p hidden>01 99 00 12 34</p><select><option>01 99 00 12 35</select><!-- 01 99 00 12 36 -->"
    assert numbers(html, "FR") == ([], [])


def test_numbers_in_data():
    html = """<script type="application/ld+json">{"@type":"Plumber","telephone":["01 99 00 12 34"],
        "contactPoint":{"@type":"ContactPoint","telephone":"06 39 98 12 34","faxNumber":"01 99 00 12 35"},
        "address":{"addressCountry":"FR"}}</script>"""
    assert numbers(html, None) == (["+33199001234", "+33639981234"], ["+33199001235"])
    html = """<meta property="og:phone_number" content="01 99 00 12 34">
        <meta property="og:title" content="01 99 00 12 36">"""
    assert numbers(html, "FR")[0] == ["+33199001234", "+33199001236"]
    assert numbers("<meta name='description' content='01 99 00 12 34'>", "FR") == ([], [])


def test_the_method_tells_text_from_link():
    html = "<a href='tel:0199001234'>01 99 00 12 34</a>"
    value = extract_contacts(html, "https://durand.fr/").values[0]
    assert [item.method for item in value.evidence] == [Method.TEL, Method.TEXT]
    assert [item.quote for item in value.evidence] == ["tel:0199001234", "01 99 00 12 34"]
