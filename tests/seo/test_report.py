import io
import struct
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from llm.tasks.audit import Aspect, Remark
from seo.audit import PageAudit, audit_page
from seo.audit_record import AuditRecord, record_of_page, record_of_pages
from seo.checks import CHECKS
from seo.compare import changes
from seo.findings import findings_of
from seo.page_input import PageInput
from seo.report import Branding, Report
from seo.report_html import report_html
from seo.report_pdf import report_pdf
from seo.site_rules import RULES
from seo.subjects import subjects_of
from seo.texts import note_text, report_words, sentences, translations
from tests.seo.cases import URL, page

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
HUGE = PIXEL[:16] + struct.pack(">II", 60_000, 60_000) + PIXEL[24:]
EVIL = "<script>alert(1)</script>"


def audited(body: str = "<a href=/x>ici</a><img src=a.jpg>", url: str = URL) -> PageAudit:
    return audit_page(PageInput(url=url, html=page(body, head="<title>Accueil</title>")))


def record(**given: object) -> AuditRecord:
    return record_of_page(audited()).model_copy(update=given)


def report(**given: object) -> Report:
    return Report.model_validate({"record": record(), "made_on": date(2030, 5, 17), **given})


def drawn(made: Report) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(report_pdf(made))).pages)


def test_a_french_report_says_what_to_do() -> None:
    html = report_html(report())

    assert '<html lang="fr">' in html
    assert "Le plan en 48 heures" in html
    assert "Remplacez-le par le métier, la ville et le nom de l’entreprise." in html
    assert "17 mai 2030" in html


def test_an_english_report_has_the_checks_own_words() -> None:
    html = report_html(report(language="en"))

    assert "The 48-hour plan" in html
    assert "17 May 2030" in html
    assert "Replace it by the trade, the town and the name of the business." in html


def test_nothing_of_a_page_becomes_markup() -> None:
    body = f'<a href="/x">{EVIL.replace("<", "&lt;")}ici</a><img src="a.jpg" onerror="{EVIL}">'
    told = record_of_page(audited(body, url=f"https://x.example/?q={EVIL}"))
    made = report(
        record=told.model_copy(update={"remarks": [Remark(aspect=Aspect.OFFER, remark=EVIL, quote=EVIL)]}),
        branding=Branding(name=EVIL),
    )

    html = report_html(made)

    assert "<script" not in html
    assert "<img src=" not in html
    assert EVIL in drawn(made)


def test_the_pdf_has_the_same_words() -> None:
    text = drawn(report())

    assert "Le plan en 48 heures" in text
    assert "Plombier" not in text
    assert "métier" in text


def test_letters_no_standard_font_has_do_not_break_the_pdf() -> None:
    odd = [Remark(aspect=Aspect.TRUST, remark="你好 → 🙂 <b>", quote="x & y")]

    text = drawn(report(record=record(remarks=odd)))

    assert "Confiance" in text
    assert "->" in text


def test_logo_and_colour_are_the_analysts() -> None:
    made = report(branding=Branding(name="Cabinet Exemple", colour="#aa0000", logo=PIXEL))

    html = report_html(made)

    assert "data:image/png;base64," in html
    assert "#aa0000" in html
    assert "Cabinet Exemple" in drawn(made)


@pytest.mark.parametrize(
    "given",
    [
        {"colour": "red;}"},
        {"logo": b"<svg onload=x>"},
        {"logo": PIXEL * 20_000},
        {"logo": HUGE},
        {"logo": PIXEL[:10]},
        {"logo": b"\xff\xd8\xff\xe0"},
    ],
    ids=["colour", "svg", "heavy", "wide", "cut", "no frame"],
)
def test_branding_that_is_none_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Branding.model_validate(given)


def test_a_jpeg_is_a_logo() -> None:
    start = b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHH", 11, 8, 40, 120) + b"\1\1\x11\0"

    assert Branding(logo=start + frame).logo_address.startswith("data:image/jpeg")


def test_several_pages_are_grouped() -> None:
    pages = [audited(), audited("<p>x</p>", url=f"{URL}contact")]
    told = record_of_pages(pages)

    html = report_html(report(record=told))

    assert told.score == round(sum(audit.score for audit in pages) / 2)
    assert "2 pages lues" in html
    assert f"<li>{URL}contact</li>" in html


def test_what_changed_and_who_else_was_looked_at() -> None:
    before = record_of_page(audited()).model_copy(update={"made_at": datetime(2030, 1, 2, tzinfo=UTC)})
    after = record_of_page(audit_page(PageInput(url=URL, html=page("<p>x</p>"))))
    other = record_of_page(audited(url="https://autre.example/"))

    made = report(record=after, before=before, changes=changes(before, after), rivals=[other])

    for text in (report_html(made), drawn(made)):
        assert "Depuis l’audit du 2 janvier 2030" in text
        assert "Réparé" in text
        assert "https://autre.example/" in text


def test_what_was_not_measured_stands_apart() -> None:
    html = report_html(report())

    assert "La page est rapide pour ses visiteurs" in html.partition("Non mesuré")[2]
    assert "La page est rapide pour ses visiteurs" not in html.partition("Non mesuré")[0]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_check_speaks_the_languages_of_reports(language: str) -> None:
    texts = translations(language)

    assert {check.id for check in CHECKS} | {rule.id for rule in RULES} == set(texts)
    for name, text in texts.items():
        assert text.title, name
        assert text.why, name
        assert text.how_to_fix, name


@pytest.mark.parametrize("language", ["fr", "de"])
def test_all_languages_have_the_same_words(language: str) -> None:
    assert report_words(language).keys() == report_words("en").keys()
    assert all(report_words(language).values())
    same = {name for name, word in report_words(language).items() if word == report_words("en")[name]}
    assert same <= {"pages", "points_since"}


def test_a_german_report_is_german_to_the_end() -> None:
    kept = [Remark(aspect=Aspect.OFFER, remark="Nennen Sie Preise.", quote="Wir helfen schnell")]
    subjects = subjects_of("Restaurant")
    made = report(
        language="de",
        record=record(remarks=kept, missing=subjects.missing(subjects.answered("Speisekarte"))),
    )

    html, pdf = report_html(made), drawn(made)

    for words in (
        "Der 48-Stunden-Plan",
        "17. Mai 2030",
        "„Wir helfen schnell“",
        "Wie reserviere ich einen Tisch?",
    ):
        assert words in html
        assert words in pdf
    assert "Was gibt es zu essen" not in html
    assert '<html lang="de">' in html
    for english in ("The ", "page", "Repair"):
        assert english not in html.partition("<body>")[2].replace(made.record.url, "").replace(
            'class="pages"', ""
        )


def test_notes_say_the_same_in_both_languages() -> None:
    values = dict.fromkeys(
        ("status", "page", "hops", "source", "clicks", "text", "share", "language"), "VALUE"
    )
    for note in ("gone", "detour", "alike", "no_return", "hops"):
        french, english, german = (note_text(note, values, language) for language in ("fr", "en", "de"))
        assert french.count("VALUE") == english.count("VALUE") == german.count("VALUE"), note


def test_sentences_for_owners_are_of_checks_there_are() -> None:
    known = {check.id for check in CHECKS} | {rule.id for rule in RULES}

    assert set(sentences()) <= known
    for name, said in sentences().items():
        assert set(said) == {"fr", "en", "de"}, name
        assert all(text.endswith(".") for text in said.values()), name
        assert not any(character.isdigit() for text in said.values() for character in text), name


def test_findings_are_what_failed_with_the_words_that_show_it() -> None:
    found = {one.id: one for one in findings_of(record_of_page(audited()))}

    assert found["placeholder-title"].text.startswith("Le titre de votre page")
    assert found["placeholder-title"].url == URL
    assert "Accueil" in found["placeholder-title"].quote
    assert "has-hsts" not in found
    german = findings_of(record_of_page(audited()), "de")
    assert "Der Titel Ihrer Seite nennt weder Ihr Handwerk noch Ihren Ort." in {one.text for one in german}
    assert findings_of(record_of_page(audited()), "it") == findings_of(record_of_page(audited()), "en")
