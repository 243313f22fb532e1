"""SpamAssassin and grammalecte: as stand-ins that print what the real ones print, and the real ones where installed."""

import importlib
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.checks import Message
from outreach.checks.grammar import grammar_errors, has_grammalecte
from outreach.checks.spam import _asked, assassin, spam
from outreach.checks.wording import grammar
from outreach.compose import all_checked
from outreach.draft import Angle, Status
from outreach.fixes import fixed
from tests.outreach.records import book, draft, request

pytestmark = pytest.mark.programs
REPORT = """X-Spam-Status: Yes, score=4.8 required=5.0 tests=DEAR_SOMETHING,MONEY_BACK,
\tNO_RELAYS autolearn=no

Content analysis details:   (4.8 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
 2.0 DEAR_SOMETHING         BODY: Contains 'Dear (something)'
 2.9 MONEY_BACK             BODY: Money back guarantee
-0.1 NO_RELAYS              Informational: message was not relayed via SMTP
"""
FRENCH = "Bonjour,\n\nIl faut que vous avez un numéro clair. En parlons-nous ?"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    for cached in (assassin, _asked, grammar_errors, has_grammalecte):
        cached.cache_clear()
    yield
    for cached in (assassin, _asked, grammar_errors, has_grammalecte):
        cached.cache_clear()


def mail(body: str, language: str = "fr") -> Message:
    asked = request(language=language)
    return Message(draft(body), asked, book(asked), asks_programs=True)


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "spamassassin"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_the_rules_of_spamassassin_are_named_with_their_points(tmp_path, monkeypatch):
    (tmp_path / "report").write_text(REPORT)
    stand_in(tmp_path, monkeypatch, f"cat '{tmp_path}/report'")
    result = spam(mail("Bonjour, en parlons-nous ?"))
    assert result.status is Status.WARN
    assert "SpamAssassin 4.9: DEAR_SOMETHING 2, MONEY_BACK 2.9." in result.detail


@pytest.mark.parametrize("script", ["exit 3", "echo nothing of use", "kill -9 $$"])
def test_a_spamassassin_that_fails_is_left_out(tmp_path, monkeypatch, script):
    stand_in(tmp_path, monkeypatch, script)
    result = spam(mail("Bonjour, en parlons-nous ?"))
    assert result.status is Status.PASS
    assert "SpamAssassin" not in result.detail


def test_a_draft_on_its_way_asks_no_program(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, f"touch '{tmp_path}/asked'")
    asked = request()
    spam(Message(draft("Bonjour, en parlons-nous ?"), asked, book(asked)))
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("stopped_after", [0, 0.3])
def test_after_a_stop_no_program_is_waited_for(tmp_path, monkeypatch, stopped_after):
    stand_in(tmp_path, monkeypatch, "exec sleep 100")
    monkeypatch.setattr("outreach.checks.wording.has_grammalecte", lambda: False)
    asked, stop = request(), threading.Event()
    drafts = [draft(f"Bonjour, {words} ?", angle=angle) for angle, words in zip(Angle, "abc", strict=True)]
    timer = threading.Timer(stopped_after, stop.set)
    timer.start()
    timer.join() if not stopped_after else None
    began = time.monotonic()
    variants = all_checked(drafts, asked, book(asked), stop)
    assert time.monotonic() - began < 50
    assert [variant.body for variant in variants] == [one.body for one in drafts]
    assert all(variant.checks for variant in variants)


@pytest.mark.skipif(shutil.which("spamassassin") is None, reason="SpamAssassin is not installed here")
def test_the_real_spamassassin_knows_a_bad_mail_from_a_good_one():
    bad = spam(mail("Dear Sir,\n\nThis is 100% GUARANTEED or your money back. Act now!", "en"))
    good = spam(mail("Bonjour,\n\nVotre site se lit mal sur un téléphone. En parlons-nous ?"))
    assert "DEAR_SOMETHING 2" in bad.detail
    assert "GUARANTEED_100_PERCENT" in bad.detail
    assert good.status is Status.PASS
    assert "SpamAssassin 0: no rule." in good.detail


@pytest.mark.skipif(not has_grammalecte(), reason="grammalecte is not installed here")
def test_the_real_grammalecte_names_its_rule_and_mends_it():
    faulty = mail(FRENCH)
    result = grammar(faulty)
    assert result.status is Status.WARN
    assert [span.text for span in result.spans] == ["avez"]
    assert result.detail.startswith("vmode: ")
    mended = fixed(faulty, "O-GRAM")
    assert "que vous ayez un numéro" in mended.body
    assert grammar(mail(mended.body)).status is Status.PASS


def test_a_grammalecte_without_an_answer_accuses_nobody(monkeypatch):
    wording = importlib.import_module("outreach.checks.wording")
    monkeypatch.setattr(wording, "has_grammalecte", lambda: True)
    monkeypatch.setattr(wording, "grammar_errors", lambda _: None)
    assert grammar(mail(FRENCH)).status is Status.NOT_APPLICABLE
