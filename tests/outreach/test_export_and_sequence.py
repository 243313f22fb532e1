"""Messages on their way out, and those that follow."""

import csv
import io
from datetime import date
from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit

import pytest
from docx import Document

from outreach.compose import checked, from_templates
from outreach.documents import docx
from outreach.draft import Angle, Channel, Language, Status
from outreach.errors import BlockedDraft
from outreach.export import eml, mailto, markdown, merge_csv
from outreach.sequence import DAYS, Event, Logged, counts, sequence
from tests.outreach.records import book, draft, lead, request, sender


def variant_of(of=None):
    return from_templates(of or request()).variants[0]


def test_a_mail_file_is_plain_text_with_its_headers():
    variant = variant_of()
    raw = eml(variant, request())
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert mail["Subject"] == variant.subject
    assert mail["From"].addresses[0].addr_spec == "claire@atelier-fontaine.example"
    assert mail["To"].addresses[0].addr_spec == "contact@plomberie-fontrouge.example"
    assert mail["Date"]
    assert mail["Message-ID"].endswith("@atelier-fontaine.example>")
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == variant.body


def test_nothing_in_a_record_begins_a_header():
    evil = "Bcc: all@evil.example"
    of = request(
        lead(name=f"A\r\n{evil}", emails=[f"a@b.example\r\n{evil}"]), sender=sender(name=f"C\n{evil}")
    )
    variant = variant_of(of).model_copy(update={"subject": f"x\r\n{evil}", "blocked": False})
    mail = message_from_bytes(eml(variant, of), policy=policy.default)
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject")) == 1


def test_mailto_round_trips():
    variant = variant_of()
    link = urlsplit(mailto(variant, request()))
    asked = parse_qs(link.query)
    assert link.path == "contact@plomberie-fontrouge.example"
    assert asked["subject"] == [variant.subject]
    assert asked["body"] == [variant.body.replace("\n", "\r\n")]


def test_a_blocked_message_does_not_leave():
    of = request(lead(suppressed=True))
    variant = variant_of(of)
    for leave in (eml, mailto, docx):
        with pytest.raises(BlockedDraft):
            leave(variant, of)
    assert len(merge_csv([(variant, of)]).splitlines()) == 1
    assert "## Problème constaté (bloqué)" in markdown([variant], of)


@pytest.mark.parametrize(
    ("language", "heading"), [("fr", "## Preuve"), ("en", "## Proof"), ("de", "## Nachweis")]
)
def test_the_headings_of_markdown_are_in_the_language_of_the_message(language, heading):
    of = request(language=Language(language))
    proof = variant_of(of).model_copy(update={"angle": Angle.PROOF})
    assert heading in markdown([proof], of).splitlines()


def test_editing_frees_a_blocked_message():
    of = request()
    bad = checked(draft("Bonjour Madame Martin,\n\nVos 127 avis ?"), of, book(of))
    assert bad.blocked
    assert not checked(
        bad.model_copy(update={"body": "Bonjour Madame Martin,\n\nVos avis ?"}), of, book(of)
    ).blocked


def test_cells_of_a_merge_are_no_formulas():
    of = request(lead(name="=HYPERLINK(1)"))
    rows = list(csv.reader(io.StringIO(merge_csv([(variant_of(of), of)]))))
    assert rows[1][4] == "'=HYPERLINK(1)"


def test_markdown_of_a_record_stays_text():
    text = markdown([variant_of()], request(lead(name="<script>[x](javascript:1)")))
    assert "<script>" not in text
    assert "[x](" not in text


@pytest.mark.parametrize("channel", [Channel.LETTER, Channel.CALL_SCRIPT])
def test_letters_and_scripts_are_documents(channel):
    of = request(lead(name="Aqua\x07lune & <Fils>"), channel=channel)
    variant = variant_of(of)
    paragraphs = "\n".join(one.text for one in Document(io.BytesIO(docx(variant, of))).paragraphs)
    for line in variant.body.split("\n"):
        assert line in paragraphs
    assert ("Bordeaux" in paragraphs) or channel is Channel.CALL_SCRIPT


@pytest.mark.parametrize("language", Language)
def test_a_sequence_adds_something_at_each_step_and_passes_every_check(language):
    steps = sequence(request(lead(language=""), language=language))
    assert [step.day for step in steps] == list(DAYS)
    assert len({step.adds for step in steps}) == 4
    bodies = [step.variant.body for step in steps]
    assert len(set(bodies)) == 4
    for step in steps:
        wrong = [
            (one.id, one.detail) for one in step.variant.checks if one.status in {Status.FAIL, Status.WARN}
        ]
        assert wrong == []


def test_a_second_finding_is_what_the_second_message_adds():
    both = [{"id": "viewport", "text": "x"}, {"id": "legal-notice-link", "text": "y"}]
    step = sequence(request(lead(findings=both)))[1]
    assert "mentions légales" in step.variant.body


def test_days_fall_on_working_days():
    step = sequence(request())[1]
    assert step.due(date(2026, 11, 11)) == date(2026, 11, 16)
    assert step.due(date(2026, 11, 9)) == date(2026, 11, 12)


def test_the_log_is_counted_per_angle_and_an_answer_ends_the_sequence():
    day = date(2026, 11, 9)
    log = [
        Logged(angle=Angle.PROBLEM, event=Event.SENT, day=day),
        Logged(angle=Angle.PROOF, event=Event.SENT, day=day),
        Logged(angle=Angle.PROOF, event=Event.BOOKED, day=day),
    ]
    proof = counts(log)[1]
    assert (proof.angle, proof.sent, proof.booked) == (Angle.PROOF, 1, 1)
