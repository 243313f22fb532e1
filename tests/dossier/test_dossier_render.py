"""A dossier in every format: escaped, complete, with its annex, and nothing that is loaded from elsewhere."""

import io
import json
import re
from datetime import UTC, datetime

import pytest
from docx import Document
from pypdf import PdfReader

from dossier.brief import brief_of, brief_pdf
from dossier.changes import changes
from dossier.records import (
    Citation,
    ClaimState,
    Contradiction,
    Dossier,
    NotFound,
    Section,
    Sentence,
    SentenceKind,
    SourceEntry,
    StatedValue,
)
from dossier.render_docx import as_docx
from dossier.render_html import as_html
from dossier.render_json import as_json
from dossier.render_markdown import as_markdown
from dossier.render_pdf import as_pdf

EVIL = '<script>alert(1)</script> [x](javascript:alert(2)) ![i](https://evil.example/p.png) "onload=1'
SHA = "ab" * 32


@pytest.fixture
def dossier() -> Dossier:
    site = "https://fontrouge.example/"
    proof = Citation(source="index.html", url=site, quote=f"Créée à Köln {EVIL}")
    return Dossier(
        language="fr",
        written=True,
        sections=[
            Section(title="Fiche", sentences=[Sentence(text="Œuvre à 20 € : ß, é, ç.", citations=[proof])]),
            Section(title=EVIL, sentences=[Sentence(text=EVIL, citations=[proof])]),
            Section(
                title="Cinq points",
                sentences=[Sentence(text="Point fort.", kind=SentenceKind.ANALYSIS, citations=[proof])],
            ),
        ],
        contradictions=[
            Contradiction(
                subject="Effectif",
                values=[
                    StatedValue(value="12", source="index.html", url=site, quote="12"),
                    StatedValue(value="9 (2021)", source="presse.txt", url="", quote="9"),
                    StatedValue(value="12", source="avis.txt", url="", quote="12"),
                ],
            ),
            Contradiction(
                subject="Téléphone",
                values=[
                    StatedValue(value="+33536499999", source="index.html", url=site, quote="+33536499999"),
                    StatedValue(value="05 36 49 12 34", source="presse.txt", url="", quote="05 36 49 12 34"),
                ],
            ),
        ],
        not_found=[NotFound(question="Quel est le loyer ?", searched=["index.html"])],
        sources=[
            SourceEntry(
                id="S1",
                file="index.html",
                url="https://fontrouge.example/",
                title="Fontrouge",
                fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
                sha256=SHA,
            ),
            SourceEntry(id="S2", file="js.html", url="javascript:alert(3)", sha256=SHA),
        ],
        made_at=datetime(2026, 11, 25, tzinfo=UTC),
    )


def test_markdown_has_all_parts_and_no_markup_of_strangers(dossier: Dossier) -> None:
    text = as_markdown(dossier, "Plomberie")
    for part in (
        "État au 2026-11-25",
        "## Fiche",
        "Effectif",
        "9 (2021)",
        "Quel est le loyer ?",
        "2026-11-01",
    ):
        assert part in text
    assert SHA in text
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert not re.search(r"!\[[^\\]*\]\(", text)


def test_html_is_escaped_and_loads_nothing(dossier: Dossier) -> None:
    page = as_html(dossier, EVIL)
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|@import|url\()", page.split("default-src")[0])
    assert '<a href="#q1"' in page
    assert 'id="q1"' in page
    assert SHA in page


def test_pdf_has_its_letters_and_its_annex(dossier: Dossier) -> None:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(dossier, "Café"))).pages)
    assert "Œuvre à 20 € : ß, é, ç." in text
    assert "Quel est le loyer ?" in text
    assert SHA[:20] in text.replace("\n", "")


def test_word_has_the_same_text(dossier: Dossier) -> None:
    text = "\n".join(one.text for one in Document(io.BytesIO(as_docx(dossier, "Café"))).paragraphs)
    assert "Œuvre à 20 € : ß, é, ç. [1]" in text
    assert EVIL in text
    assert SHA in text


def test_contradictions_show_values_as_they_are_each_once(dossier: Dossier) -> None:
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(dossier))).pages)
    word = "\n".join(one.text for one in Document(io.BytesIO(as_docx(dossier))).paragraphs)
    for text in (as_markdown(dossier).replace("\\", ""), as_html(dossier), pdf, word):
        assert "'+33" not in text
        assert "&#x27;+33" not in text
        assert "+33536499999" in text
        assert len(re.findall(r"\b12 \(", text)) == 1


def test_what_two_sites_say_is_marked(dossier: Dossier) -> None:
    dossier.sections[0].sentences[0].state = ClaimState.CONFIRMED
    assert "ç. (confirmé par deux sites)" in as_markdown(dossier).replace("\\", "")
    dossier.sections[0].sentences[0].state = ClaimState.VERIFIED
    assert "confirmé" not in as_markdown(dossier)


def test_the_brief_has_each_kind_of_fact_before_a_second_of_one(dossier: Dossier) -> None:
    proof = dossier.sections[0].sentences[0].citations
    texts = ["Nom : A", "Nom : B", "Adresse : 1 rue X", "Adresse : 2 rue X", "Téléphone : 1"]
    dossier.sections[0].sentences = [Sentence(text=text, citations=proof) for text in texts]
    shown = [one.text for one in brief_of(dossier, 1 / 3).sections[0].sentences]
    assert shown == ["Nom : A", "Adresse : 1 rue X", "Téléphone : 1"]
    assert SHA not in as_markdown(brief_of(dossier)), "its room is for the meeting"


def test_json_is_what_the_command_prints(dossier: Dossier) -> None:
    assert Dossier.model_validate(json.loads(as_json(dossier))) == dossier


def test_an_edited_sentence_is_marked(dossier: Dossier) -> None:
    dossier.sections[0].sentences[0].kind = SentenceKind.EDITED
    assert "modifié par l’analyste" in as_markdown(dossier)


def test_a_dossier_of_facts_says_what_it_is(dossier: Dossier) -> None:
    assert "sans modèle de langage" in as_html(dossier.model_copy(update={"written": False}))


def test_a_brief_of_a_long_dossier_fits_a_page_and_proves_each_sentence() -> None:
    long = "Un fait assez long pour remplir plusieurs lignes de la page. " * 6
    proofs = [
        Citation(source=f"p{n}.html", url=f"https://fontrouge.example/{n}", quote=f"{long} {n}")
        for n in range(5)
    ]
    kinds = [SentenceKind.FACT] * 3 + [SentenceKind.ANALYSIS] * 4
    dossier = Dossier(
        language="fr",
        written=True,
        sections=[
            Section(
                title=f"Partie {n}",
                sentences=[Sentence(text=f"{long} {n}.{m}", kind=kind, citations=proofs) for m in range(12)],
            )
            for n, kind in enumerate(kinds)
        ],
        not_found=[NotFound(question=f"{long} {n} ?", searched=["p1.html"]) for n in range(10)],
        sources=[SourceEntry(id=f"S{n}", file=f"p{n}.html", sha256=SHA) for n in range(5)],
    )
    pages = PdfReader(io.BytesIO(brief_pdf(dossier, "Plomberie"))).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert "Partie 0" in text
    assert "Partie 3" in text
    assert "[1]" in text


def test_the_brief_fits_a_page(dossier: Dossier) -> None:
    proof = dossier.sections[0].sentences[0].citations
    dossier.sections[0].sentences = [Sentence(text=f"Fait {n}.", citations=proof) for n in range(60)]
    brief = brief_of(dossier)
    assert len(PdfReader(io.BytesIO(as_pdf(brief, "Plomberie"))).pages) == 1
    assert [one.file for one in brief.sources] == ["index.html"]
    assert brief.not_found[0].question == "Quel est le loyer ?"


def test_the_difference_between_two_builds(dossier: Dossier) -> None:
    del dossier.sections[1]
    after = dossier.model_copy(deep=True)
    proof = after.sections[0].sentences[0].citations[0]
    after.sections[0].sentences[0] = Sentence(
        text="Nouveau fait.", citations=[proof.model_copy(update={"quote": "Voici du nouveau."})]
    )
    after.sources[0].sha256 = "cd" * 32
    after.sources.append(
        after.sources[0].model_copy(update={"url": "https://gazette.example/", "title": "Gazette"})
    )
    after.contradictions = []
    found = changes(dossier, after)
    assert found.new == ["Nouveau fait."]
    assert found.gone == ["Œuvre à 20 € : ß, é, ç."]
    assert found.changed_sources == ["Fontrouge"]
    assert found.new_sources == changes(after, dossier).gone_sources == ["Gazette"]
    assert found.settled_contradictions == changes(after, dossier).new_contradictions
    assert len(found.settled_contradictions) == len(dossier.contradictions) > 0
    assert changes(dossier, dossier).is_empty


def test_the_same_words_of_a_source_said_otherwise_are_no_difference(dossier: Dossier) -> None:
    after = dossier.model_copy(deep=True)
    one = after.sections[0].sentences[0]
    after.sections[0].sentences[0] = one.model_copy(update={"text": "La même chose, en d'autres mots."})
    assert changes(dossier, after).is_empty
    assert changes(after, dossier).is_empty
