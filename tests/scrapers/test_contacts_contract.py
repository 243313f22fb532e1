"""What `extract` promises to those who read its JSON: fields, evidence, and what never becomes a contact."""

import html as entities
import json
import re

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from cli import app

URL = "https://www.atelier-brume.example/contact"
FIELDS = {
    "name": str,
    "emails": list,
    "phones": list,
    "faxes": list,
    "street": str,
    "postcode": str,
    "city": str,
    "country": str,
    "socials": dict,
    "siren": str,
    "siret": str,
    "vat": str,
    "opening_hours": str,
    "contact_form": str,
    "third_party": dict,
    "evidence": dict,
}
METHODS = {"text", "mailto", "tel", "link", "jsonld", "microdata", "meta", "decoded", "model"}
VOUCHED = ("emails", "phones", "faxes", "socials", "siren", "siret", "vat")
PAGE = """<!doctype html><html lang="fr"><head><title>Contact – Atelier Brume</title>
<meta property="og:site_name" content="Atelier Brume">
<meta name="keywords" content="devis@motscles.example 01 99 00 11 22">
<meta name="description" content="description@brume-meta.example">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "LocalBusiness",
 "name": "Atelier Brume", "telephone": "+33 2 61 91 40 40", "openingHours": "Mo-Fr 09:00-18:00"}</script>
</head><body><!-- ancien@atelier-brume.example 02 61 91 99 99 -->
<header><a href="tel:0261914040">02 61 91 40 40</a></header>
<h1>Contact</h1>
<p>Atelier Brume<br>9 rue des Carmes<br>35000 Rennes</p>
<p>Courriel : bonjour&#64;atelier-brume.example</p>
<p>Commandes : commandes [at] atelier-brume [point] example</p>
<table><tr><th>Service</th><th>Téléphone</th><th>Fax</th></tr>
<tr><td>Atelier</td><td>02 61 91 40 41</td><td>02 61 91 40 42</td></tr></table>
<p>Pas des adresses : image@2x.png, a@b, jquery@3.7.1, votre@email.fr, nom@domaine</p>
<p>SIRET 732 829 320 00074 – TVA FR44732829320</p>
<a href="https://www.facebook.com/atelierbrume/?ref=page">Facebook</a>
<a href="https://fr-fr.facebook.com/sharer/sharer.php?u=x">Partager</a>
<a href="https://wa.me/33639981234">WhatsApp</a>
<a href="https://www.pinterest.fr/atelierbrume/">Pinterest</a>
<a href="https://www.yelp.fr/biz/atelier-brume-rennes">Yelp</a>
<a href="https://www.houzz.fr/professionnels/menuisiers/atelier-brume-pfvwfr-pf~123456789">Houzz</a>
<a href="https://www.instagram.com/atelierbrume">Instagram</a>
<a href="https://www.instagram.com/atelierbrume.boutique/">Instagram de la boutique Atelier Brume</a>
<form action="/envoyer" method="post"><input type="email" name="email"><textarea name="message"></textarea></form>
<footer>Site réalisé par Studio Cassis, 04 65 71 77 07, bonjour@studio-cassis.example</footer>
</body></html>"""


def run(*arguments, given=None):
    """Return what the command prints, and its exit code."""
    result = CliRunner().invoke(app, ["extract", *arguments], input=given)
    return result.stdout, result.exit_code


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What the command says about the page."""
    path = tmp_path_factory.mktemp("contract") / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    printed, code = run(str(path), "--url", URL, "--country", "FR")
    assert code == 0
    return json.loads(printed)


def collapsed(text):
    return " ".join(text.split())


def haystacks():
    """The page's text read with and without spaces between elements, its attributes, its JSON-LD."""
    soup = BeautifulSoup(PAGE, "lxml")
    yield collapsed(entities.unescape(PAGE))
    yield collapsed(soup.get_text(" "))
    yield collapsed(soup.get_text())
    for node in soup.find_all(True):
        for value in node.attrs.values():
            yield collapsed(value if isinstance(value, str) else " ".join(value))


def test_all_fields_are_there_with_their_types(report):
    assert set(report) == set(FIELDS)
    for field, kind in FIELDS.items():
        assert report[field] is None or isinstance(report[field], kind), field
    assert set(report["third_party"]) == {"emails", "phones"}


def test_the_page_is_read_as_a_person_reads_it(report):
    assert (report["name"], report["country"]) == ("Atelier Brume", "FR")
    assert (report["street"], report["postcode"], report["city"]) == ("9 rue des Carmes", "35000", "Rennes")
    assert sorted(report["emails"]) == ["bonjour@atelier-brume.example", "commandes@atelier-brume.example"]
    assert report["contact_form"] == URL
    assert report["opening_hours"]


def test_phones_are_in_e164_and_a_fax_is_never_among_them(report):
    assert sorted(report["phones"]) == ["+33261914040", "+33261914041"]
    assert report["faxes"] == ["+33261914042"]


def test_a_siren_comes_with_a_siret(report):
    assert report["siret"] == "73282932000074"
    assert report["siren"] == "732829320"
    assert report["vat"] == "FR44732829320"


def test_socials_are_profiles_and_several_of_a_network_a_list(report):
    assert set(report["socials"]) == {"facebook", "whatsapp", "pinterest", "yelp", "houzz", "instagram"}
    assert report["socials"]["facebook"] == "https://www.facebook.com/atelierbrume"
    assert report["socials"]["whatsapp"] == "https://wa.me/33639981234"
    assert sorted(report["socials"]["instagram"]) == [
        "https://www.instagram.com/atelierbrume",
        "https://www.instagram.com/atelierbrume.boutique",
    ]


def test_whoever_made_the_site_is_a_third_party(report):
    assert report["third_party"]["emails"] == ["bonjour@studio-cassis.example"]
    assert report["third_party"]["phones"] == ["+33465717707"]


def test_comments_other_metas_and_things_like_addresses_give_nothing(report):
    said = json.dumps(report)
    for absent in (
        "ancien@",
        "919999",
        "motscles",
        "brume-meta",
        "2x.png",
        "a@b",
        "jquery",
        "votre@",
        "nom@",
    ):
        assert absent not in said


def test_every_value_has_evidence_with_a_quote_of_the_page(report):
    pages = list(haystacks())
    for field in VOUCHED:
        given = report[field]
        values = given if isinstance(given, list) else [given]
        if field == "socials":
            values = [url for urls in given.values() for url in ([urls] if isinstance(urls, str) else urls)]
        assert values
        assert set(values) == {row["value"] for row in report["evidence"][field]}
    for field, rows in report["evidence"].items():
        for row in rows:
            assert set(row) == {"value", "url", "quote", "method"}
            assert row["url"] == URL
            assert row["method"] in METHODS
            assert 0 < len(row["quote"]) <= 200
            assert any(collapsed(row["quote"]) in page for page in pages), (field, row)


def test_a_quote_contains_the_value_as_it_is_written_there(report):
    for field in ("phones", "faxes", "siren", "siret", "vat"):
        for row in report["evidence"][field]:
            digits = re.sub(r"\D", "", row["value"]).removeprefix(
                "33" if field in {"phones", "faxes"} else ""
            )
            assert digits in re.sub(r"\D", "", row["quote"]), row
    for row in report["evidence"]["emails"]:
        plain = row["value"] in row["quote"]
        assert plain == (row["method"] != "decoded"), row


def test_the_country_decides_how_a_number_is_read(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>Tel. 044 668 18 00</p>", encoding="utf-8")
    assert json.loads(run(str(path), "--country", "CH")[0])["phones"] == ["+41446681800"]


def test_without_an_address_no_domain_of_a_page_is_another_companys(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>brume@orange.fr</p><h2>Devis</h2><p>Chez nous : devis@brume.fr</p>", encoding="utf-8")
    assert sorted(json.loads(run(str(path))[0])["emails"]) == ["brume@orange.fr", "devis@brume.fr"]


def test_lines_come_in_the_order_of_the_requests_and_echo_them(tmp_path):
    good = tmp_path / "good.html"
    good.write_text(PAGE, encoding="utf-8")
    asked = [str(good), str(tmp_path / "none.html"), "http://127.0.0.1:1/", "ftp://brume.example/", str(good)]
    lines = "".join(json.dumps({"input": one, "url": URL, "country": "FR"}) + "\n" for one in asked)
    for printed, code in (run("--jsonl", "-", given=lines), run("--jsonl", *asked)):
        rows = [json.loads(line) for line in printed.splitlines()]
        assert code == 0
        assert [row["input"] for row in rows] == asked
        assert [row.get("error", {}).get("code") for row in rows] == [
            None, "invalid_url", "blocked_address", "blocked_scheme", None,
        ]  # fmt: skip
        for row in rows[1:4]:
            assert set(row["error"]) == {"code", "message", "remedy"}


def test_a_single_input_that_fails_ends_with_one(tmp_path):
    printed, code = run(str(tmp_path / "none.html"))
    assert code == 1
    assert set(json.loads(printed)) == {"input", "error"}
