"""`cli.py outreach` with model servers as strict as the real ones, and without any."""

import json
import os
import subprocess
import sys
import threading

import pytest

from config.locations import ROOT
from outreach.outreach_command import as_data, write
from outreach.records import LeadFile, SenderFile
from outreach.request import OutreachRequest
from outreach.sms import sms_size
from tests.outreach.records import LEAD, SENDER
from tests.servers.fake_ollama import LLAMA3, FakeOllama
from tests.servers.replies import asked_schema

CLEAN = {
    "problem": (
        "Objet : Votre site sur un téléphone\n\nBonjour Madame Martin,\n\nEn visitant "
        "plomberie-fontrouge.example, j’ai vu"
        " que votre site ne s’adapte pas à l’écran d’un téléphone. Vos clients doivent zoomer pour trouver "
        "votre numéro,"
        " et certains renoncent.\n\nSouhaitez-vous mes notes\u202f?"
    ),
    "proof": (
        "Objet : Un exemple pour vous\n\nBonjour Madame Martin,\n\nLe site de la Menuiserie Boréal, refait "
        "en 2025, montre"
        " ce que vos clients aimeraient voir chez vous\u00a0: votre travail, vos horaires, votre numéro. "
        "Vous jugerez"
        " sur pièce, à votre rythme.\n\nPuis-je vous envoyer cet exemple\u202f?"
    ),
    "question": (
        "Objet : Une question sur vos devis\n\nBonjour Madame Martin,\n\nÀ Bordeaux, vos clients vous "
        "trouvent par le"
        " bouche-à-oreille, par Google ou par hasard. Ces chemins n’ont pas tous la même valeur pour vous, "
        "et vous seule"
        " savez lequel compte.\n\nPar quel chemin arrivent vos meilleurs clients\u202f?"
    ),
}
CLOSING = (
    "\n\nCordialement,\nClaire Fontaine\nAtelier Fontaine, 12 rue du Port, 33000 Bordeaux, 05 56 00 00 "
    "99\n\nVotre adresse"
    " vient de plomberie-fontrouge.example, page lue le 12/11/2026. Pour ne plus recevoir de message, "
    "répondez"
    " «\u00a0STOP\u00a0»."
)
NOWHERE = "http://127.0.0.1:9"
ANGLES = {
    "problem": "one thing that is wrong",
    "proof": "what the sender has done",
    "question": "one question about",
}


def angle_of(body):
    prompt = body["messages"][0]["content"]
    return next(angle for angle, words in ANGLES.items() if f"Angle: {words}" in prompt)


def good(body):
    return CLEAN[angle_of(body)] + CLOSING


@pytest.fixture
def command(tmp_path, lm_studio):
    """Run the command in a process of its own, which finds no program: SpamAssassin costs seconds a message."""

    def outreach(*options, ollama=None):
        (tmp_path / "lead.json").write_text(json.dumps(LEAD))
        (tmp_path / "sender.json").write_text(json.dumps(SENDER))
        given = {
            "PATH": str(tmp_path),
            "LEADHUNTER_LM_STUDIO_URL": lm_studio.url,
            "LEADHUNTER_OLLAMA_URL": ollama.url if ollama else NOWHERE,
        }
        done = subprocess.run(
            [sys.executable, "cli.py", "outreach", "--lead-json", str(tmp_path / "lead.json"), "--json",
             "--sender-json", str(tmp_path / "sender.json"), *options],
            cwd=ROOT, env={**os.environ, **given}, capture_output=True, text=True, timeout=400, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return outreach


@pytest.fixture
def run(monkeypatch, lm_studio):
    """Do what the command does, in this process."""

    def outreach(*, ollama=None, lead=None, use_model=True, fix=False, **options):
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url if ollama else NOWHERE)
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", lm_studio.url if ollama else NOWHERE)
        record = LeadFile.model_validate(lead or LEAD)
        request = OutreachRequest(lead=record, sender=SenderFile.model_validate(SENDER), **options)
        composed = write(request, use_model=use_model, fix=fix)
        return json.loads(json.dumps(as_data(composed, request)))

    return outreach


def status(variant, check):
    return next(one["status"] for one in variant["checks"] if one["id"] == check)


def faults(variant):
    return {one["id"] for one in variant["checks"] if one["status"] in {"fail", "warn"}}


def test_without_a_model_the_contract_holds(command):
    data = command(
        "--no-llm", "--variants", "3", "--channel", "email", "--language", "fr", "--tone", "direct"
    )
    assert [variant["angle"] for variant in data["variants"]] == ["problem", "proof", "question"]
    for variant in data["variants"]:
        assert {"angle", "subject", "body", "cta", "checks", "facts_used", "blocked"} <= variant.keys()
        assert variant["written_by"] == "template"
        assert not variant["blocked"]
        assert "sms" not in variant
        assert all({"id", "status", "detail"} <= one.keys() for one in variant["checks"])
    assert data["law"]["notice"].endswith("not legal advice.")


def test_a_text_message_is_counted_as_printed(run):
    data = run(use_model=False, channel="sms", variants=1)
    (variant,) = data["variants"]
    assert variant["sms"] == sms_size(variant["body"]).model_dump()


def test_the_large_model_writes_at_its_temperature_from_keyed_facts_only(command):
    with FakeOllama(reply=good, context=8192) as ollama:
        data = command(ollama=ollama)
        assert [chat["temperature"] for chat in ollama.chats] == [0.7] * 3
        assert all(chat["stream"] and asked_schema(chat) is None for chat in ollama.chats)
        prompt = ollama.prompts[0]
    assert "[viewport] votre site ne s’adapte pas" in prompt
    assert "+33556000001" not in prompt  # the lead's own phone has no place in a message to the lead
    for variant in data["variants"]:
        assert faults(variant) == set(), variant["checks"]
        assert (variant["model"], variant["endpoint"], variant["repaired"]) == (LLAMA3, "ollama", False)
        assert not variant["blocked"]


def test_what_fails_is_told_to_the_model_once_and_mended(run):
    said = []

    def reply(body):
        said.append(body)
        bad = len(said) == 1
        return good(body).replace("En visitant", "Avec 127 avis, en visitant") if bad else good(body)

    with FakeOllama(reply=reply, context=8192) as ollama:
        data = run(variants=1, ollama=ollama)
    assert len(said) == 2
    assert "“127”" in said[1]["messages"][-1]["content"]
    (variant,) = data["variants"]
    assert variant["repaired"]
    assert not variant["blocked"]


def test_what_fails_twice_is_blocked_with_the_words_marked(run):
    bad = "Objet : Votre note\n\nBonjour Madame Martin,\n\nKovalia a vu vos 127 avis. Tu réponds ?"
    with FakeOllama(reply=bad, context=8192) as ollama:
        data = run(variants=1, ollama=ollama)
        assert len(ollama.chats) == 2
    (variant,) = data["variants"]
    assert variant["blocked"]
    assert (
        status(variant, "O-FACT-NUM") == status(variant, "O-FACT-NAME") == status(variant, "O-VOUS") == "fail"
    )
    marked = [
        span["text"] for one in variant["checks"] for span in one["spans"] if one["id"].startswith("O-FACT")
    ]
    assert {"127", "Kovalia"} <= set(marked)


def test_drafts_in_json_are_read_one_or_several(run):
    draft = {
        "subject": "Votre site",
        "body": "Bonjour Madame Martin,\n\nEn parlons-nous ?",
        "cta": "En parlons-nous ?",
    }
    several = {
        "variants": [
            {**draft, "angle": angle, "facts_used": ["viewport", "made-up"]}
            for angle in ("question", "problem", "proof")
        ]
    }
    with FakeOllama(reply=json.dumps(several), context=8192) as ollama:
        data = run(ollama=ollama)
    assert [variant["angle"] for variant in data["variants"]] == ["problem", "proof", "question"]
    assert all("viewport" in variant["facts_used"] for variant in data["variants"])
    assert all("made-up" not in variant["facts_used"] for variant in data["variants"])
    with FakeOllama(reply=json.dumps({**draft, "angle": "x"}), context=8192) as ollama:
        data = run(variants=1, ollama=ollama)
    assert data["variants"][0]["subject"] == "Votre site"


def test_no_server_means_templates_and_says_so(run):
    data = run()
    assert {variant["written_by"] for variant in data["variants"]} == {"template"}
    assert any("template" in note for note in data["notes"])


def test_an_empty_answer_costs_one_variant_only(run):
    def reply(body):
        return " " if angle_of(body) == "proof" else good(body)

    with FakeOllama(reply=reply, context=8192) as ollama:
        data = run(ollama=ollama)
    assert [variant["written_by"] for variant in data["variants"]] == ["model", "template", "model"]
    assert len(data["notes"]) == 1


def test_stopping_keeps_what_is_written(monkeypatch, lm_studio):
    stop = threading.Event()

    def reply(body):
        if angle_of(body) == "proof":
            stop.set()
        return good(body)

    with FakeOllama(reply=reply, context=8192, tokens_per_second=200) as ollama:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", lm_studio.url)
        request = OutreachRequest(
            lead=LeadFile.model_validate(LEAD), sender=SenderFile.model_validate(SENDER)
        )
        composed = write(request, cancel=stop)
    assert [variant.written_by for variant in composed.variants] == ["model", "template", "template"]
    assert any("Stopped" in note for note in composed.notes)


def test_a_suppressed_lead_is_shown_to_no_model_and_gets_nothing_unblocked(run):
    with FakeOllama(reply=good, context=8192) as ollama:
        data = run(ollama=ollama, lead={**LEAD, "suppressed": True})
        assert ollama.chats == []
    assert all(variant["blocked"] for variant in data["variants"])


def test_a_german_lead_may_get_a_letter_but_no_mail(run):
    german = {**LEAD, "country": "DE"}
    assert all(variant["blocked"] for variant in run(use_model=False, lead=german)["variants"])
    letter = run(use_model=False, channel="letter", language="de", lead=german)
    assert not any(variant["blocked"] for variant in letter["variants"])


def test_fixes_mend_what_needs_no_model(run):
    plain = CLEAN["problem"].replace("\u202f?", "?").replace("’", "'")
    with FakeOllama(reply=plain, context=8192) as ollama:
        data = run(variants=1, fix=True, ollama=ollama)
        assert len(ollama.chats) == 1
    (variant,) = data["variants"]
    assert status(variant, "O-TYPO-FR") == status(variant, "O-OPTOUT") == "pass"


def test_a_bad_file_is_an_error_in_json(tmp_path):
    (tmp_path / "lead.json").write_text("nonsense")
    done = subprocess.run(
        [sys.executable, "cli.py", "outreach", "--lead-json", str(tmp_path / "lead.json"), "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "bad_lead"


def fields(body, **more):
    subject, rest = CLEAN[angle_of(body)].split("\n\n", 1)
    return {"subject": subject.removeprefix("Objet : "), "body": rest + CLOSING, "facts_used": ["x"], **more}


def three(_):
    return [
        {"subject": text.split("\n")[0][8:], "body": text.split("\n\n", 1)[1] + CLOSING, "angle": angle}
        for angle, text in CLEAN.items()
    ]


ANSWERS = {
    "an object": lambda body: json.dumps(fields(body)),
    "fenced": lambda body: f"Here it is:\n```json\n{json.dumps(fields(body), indent=1)}\n```",
    "thought of": lambda body: f"<think>a {{ plan }}</think>\n{json.dumps(fields(body))}",
    "thought of, in prose": lambda body: f"<think>a plan</think>\n\n{good(body)}",
    "one variant": lambda body: json.dumps({"variants": [fields(body)]}),
    "three at once": lambda body: json.dumps({"variants": three(body)}),
    "three of one angle": lambda body: json.dumps(
        {"variants": [{**one, "angle": "problem"} for one in three(body)]}
    ),
    "a bare list": lambda body: json.dumps(three(body)),
    "keys in French": lambda body: json.dumps(
        {"objet": fields(body)["subject"], "corps": fields(body)["body"]}
    ),
    "cut short": lambda body: json.dumps(fields(body, cta="x"))[:-30],
    "line ends in letters": lambda body: json.dumps(fields(body)).replace("\\n", "\\\\n"),
    "Sujet": lambda body: good(body).replace("Objet :", "Sujet :"),
    "Betreff": lambda body: good(body).replace("Objet :", "Betreff:"),
    "bold": lambda body: good(body).replace("Objet : ", "**Objet :** "),
    "quoted subject": lambda body: good(body).replace("Objet : ", "Objet : « ").replace("\n\n", " »\n\n", 1),
}


@pytest.mark.parametrize("form", ANSWERS)
def test_an_answer_is_read_in_any_form(run, form):
    with FakeOllama(reply=ANSWERS[form], context=8192) as ollama:
        data = run(ollama=ollama)
        assert len(ollama.chats) == (1 if form.startswith(("three", "a bare")) else 3)
    assert [variant["angle"] for variant in data["variants"]] == ["problem", "proof", "question"]
    for variant in data["variants"]:
        assert (variant["subject"], faults(variant)) == (
            CLEAN[variant["angle"]].split("\n")[0].removeprefix("Objet : "),
            set(),
        )
        assert variant["written_by"] == "model"
        assert variant["body"] == CLEAN[variant["angle"]].split("\n\n", 1)[1] + CLOSING
        assert "x" not in variant["facts_used"]


def test_three_at_once_answer_for_one(run):
    with FakeOllama(reply=ANSWERS["three at once"], context=8192) as ollama:
        data = run(ollama=ollama, variants=1)
    (variant,) = data["variants"]
    assert variant["angle"] == "problem"
    assert "téléphone" in variant["subject"]


def test_what_only_warns_is_not_written_again(run):
    def short(body):
        return "Objet : Votre site\n\nBonjour Madame Martin,\n\nVoulez-vous mes notes\u202f?" + CLOSING

    with FakeOllama(reply=short, context=8192) as ollama:
        data = run(ollama=ollama, variants=1)
        assert len(ollama.chats) == 1
    assert status(data["variants"][0], "O-LEN") == "warn"


def test_a_draft_like_another_is_written_again_and_told_why(run):
    said = []

    def same(body):
        said.append(body["messages"][-1]["content"])
        return good(body) if "cannot be sent" in said[-1] else CLEAN["problem"] + CLOSING

    with FakeOllama(reply=same, context=8192) as ollama:
        data = run(ollama=ollama, variants=2)
    assert [("O-DIVERSE" in one) for one in said] == [False, False, True]
    assert all(faults(variant) == set() for variant in data["variants"])


def test_a_message_without_greeting_gets_the_one_the_record_supports(run):
    def abrupt(body):
        return good(body).replace("Bonjour Madame Martin,\n\n", "")

    with FakeOllama(reply=abrupt, context=8192) as ollama:
        assert status(run(ollama=ollama, variants=1)["variants"][0], "O-CIV") == "warn"
        (fixed,) = run(ollama=ollama, variants=1, fix=True)["variants"]
    assert fixed["body"].startswith("Bonjour Madame Martin,\n\nEn visitant")
