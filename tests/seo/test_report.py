import io
from datetime import date

import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from llm.tasks.audit import Aspect, Remark
from seo.audit import PageAudit, audit_page
from seo.checks import CHECKS
from seo.page_input import PageInput
from seo.report import WORDS, Branding, Report
from seo.report_html import report_html
from seo.report_pdf import report_pdf
from seo.texts import translations
from tests.seo.cases import URL, page

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
EVIL = "<script>alert(1)</script>"


def audited(body: str = "<a href=/x>ici</a><img src=a.jpg>") -> PageAudit:
    return audit_page(PageInput(url=URL, html=page(body, head="<title>Accueil</title>")))


def report(**given: object) -> Report:
    return Report.model_validate({"audits": [audited()], "made_on": date(2030, 5, 17), **given})


def drawn(made: Report) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(report_pdf(made))).pages)


def test_a_french_report_says_what_to_do() -> None:
    html = report_html(report())

    assert '<html lang="fr">' in html
    assert "Le plan en 48 heures" in html
    assert "Remplacez-le par le métier, la ville et le nom de l’entreprise." in html
    assert "2030-05-17" in html


def test_an_english_report_has_the_checks_own_words() -> None:
    html = report_html(report(language="en"))

    assert "The 48-hour plan" in html
    assert "Replace it by the trade, the town and the name of the business." in html


def test_nothing_of_a_page_becomes_markup() -> None:
    made = report(
        audits=[
            audited(f'<a href="/x">{EVIL.replace("<", "&lt;")}ici</a><img src="a.jpg" onerror="{EVIL}">')
        ],
        remarks=[Remark(aspect=Aspect.OFFER, remark=EVIL, quote=EVIL)],
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
    made = report(remarks=[Remark(aspect=Aspect.TRUST, remark="你好 → 🙂 <b>", quote="x & y")])

    assert "Confiance" in drawn(made)


def test_logo_and_colour_are_the_analysts() -> None:
    made = report(branding=Branding(name="Cabinet Exemple", colour="#aa0000", logo=PIXEL))

    html = report_html(made)

    assert "data:image/png;base64," in html
    assert "#aa0000" in html
    assert "Cabinet Exemple" in drawn(made)


@pytest.mark.parametrize("given", [{"colour": "red;}"}, {"logo": b"<svg onload=x>"}, {"logo": PIXEL * 9_000}])
def test_branding_that_is_none_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Branding.model_validate(given)


def test_several_pages_are_grouped() -> None:
    made = report(audits=[audited(), audited("<p>x</p>")])

    assert made.score == round(sum(audit.score for audit in made.audits) / 2)
    assert report_html(made).count("Titre ou") == 0
    assert "Pages: " in report_html(made)


def test_what_no_page_could_be_checked_for_is_named() -> None:
    assert "La page est rapide pour ses visiteurs" in report().unchecked()


def test_every_check_speaks_french() -> None:
    french = translations("fr")

    assert {check.id for check in CHECKS} <= set(french)
    for name, text in french.items():
        assert text.title, name
        assert text.why, name
        assert text.how_to_fix, name


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()
