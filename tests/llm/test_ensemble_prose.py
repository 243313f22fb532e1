"""Prose of an ensemble: the large model writes variants, rules throw out, the small model picks."""

import json
import re
import shutil

import pytest

from config import locations
from config.loader import ConfigLoader
from llm.router import TaskRouter
from llm.tasks.outreach import DraftAnswer
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import LLAMA3, FakeOllama

KNOWN = [{"role": "user", "content": "Écris à Plomberie Durand. Le site a 3 pages."}]
GOOD = "Votre site compte 3 pages. Nous pouvons en parler."
BETTER = "Vos 3 pages montrent votre métier ; parlons-en."
INVENTED = "Vous perdez 87 % de vos clients sur 3 pages."


class Script:
    """What the servers answer: variants in turn, and the letter the small model picks."""

    def __init__(self, variants, pick):
        self.variants, self.pick, self.picks = list(variants), pick, []

    def large(self, _body):
        return self.variants.pop(0)

    def small(self, body):
        text = body["messages"][-1]["content"]
        if "Answer A" not in text:
            return "Un texte du petit modèle."
        answers = dict(re.findall(r"Answer ([A-F]):\n(.*?)(?=\n\nAnswer |\Z)", text, re.DOTALL))
        self.picks.append(answers)
        best = self.pick(answers)
        return (
            best if best.startswith("{") or not best.isalpha() else json.dumps({"reason": "", "best": best})
        )


def letter_of(words):
    return lambda answers: next(letter for letter, text in answers.items() if words in text)


@pytest.fixture
def ask(tmp_path, monkeypatch):
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)

    def run(variants, pick, *, ensemble=("small_model",), stream=False, schema=None, settings=(), stop=None):
        script = Script(variants, pick)
        with (
            FakeLMStudio(reply=script.small) as studio,
            FakeOllama(context=8192, reply=script.large) as ollama,
        ):
            monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
            monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
            monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
            loader = ConfigLoader(tmp_path / "root")
            loader.save_settings({"tasks.outreach.ensemble": list(ensemble), **dict(settings)})
            assert loader.problems == []
            if stop:
                {"studio": studio, "ollama": ollama}[stop].stop()
            router = TaskRouter.from_config(loader)
            if stream:
                pieces = router.stream("outreach", KNOWN)
                text = "".join(pieces)
                return text, pieces.completion, script, ollama
            done = router.run("outreach", KNOWN, schema)
            return done.text, done, script, ollama

    return run


def test_rules_drop_what_invents_and_the_small_model_picks_among_the_rest(ask):
    text, done, script, ollama = ask([GOOD, INVENTED, BETTER], letter_of("montrent"))
    assert text == BETTER
    assert (done.served_model, done.attempts) == (LLAMA3, 3)
    assert [set(one) for one in script.picks] == [{"A", "B"}, {"A", "B"}]
    assert not any("87" in "".join(one.values()) for one in script.picks)
    assert sorted(body["seed"] for body in ollama.chats) == [1, 2, 3]
    assert {body["temperature"] for body in ollama.chats} == {0.7}


def test_a_pick_that_changes_with_the_order_is_none(ask):
    text, _, script, _ = ask([GOOD, GOOD, BETTER], lambda _answers: "A")
    assert text in {GOOD, BETTER}
    assert len(script.picks) == 2
    first = next(iter(script.picks[0].values()))
    assert text in first.replace("> ", "").replace("\n", " ") or text == GOOD


@pytest.mark.parametrize("pick", [lambda _answers: "Z", lambda _answers: "{"], ids=["no letter", "no JSON"])
def test_a_small_model_that_cannot_pick_costs_no_text(ask, pick):
    text, *_ = ask([GOOD, BETTER, BETTER], pick)
    assert text in {GOOD, BETTER}


def test_where_rules_leave_one_nobody_is_asked(ask):
    text, _, script, _ = ask([INVENTED, GOOD, INVENTED], letter_of("never"))
    assert text == GOOD
    assert script.picks == []


def test_the_better_of_bad_variants_is_taken(ask):
    worse = "Vous perdez 87 % de vos clients et 12 000 euros."
    assert ask([worse, INVENTED, worse], letter_of("never"))[0] == INVENTED


def test_a_stream_gives_the_text_that_was_picked(ask):
    text, done, *_ = ask([GOOD, INVENTED, BETTER], letter_of("montrent"), stream=True)
    assert text == done.text == BETTER


def test_the_larger_model_writes_whichever_the_task_names(ask):
    settings = {"tasks.outreach.model": "small_model"}
    text, done, script, _ = ask(
        [GOOD, INVENTED, BETTER], letter_of("compte"), ensemble=["large_model"], settings=settings.items()
    )
    assert (text, done.served_model) == (GOOD, LLAMA3)
    assert len(script.picks) == 2


def test_drafts_bound_to_a_schema_are_picked_and_never_mixed(ask):
    drafts = [json.dumps({"subject": "Site", "body": body}) for body in (GOOD, INVENTED, BETTER)]
    _, done, *_ = ask(drafts, letter_of("montrent"), schema=DraftAnswer)
    assert done.data.body == BETTER


def test_without_the_large_model_the_tasks_fallback_answers(ask):
    text, done, *_ = ask([], letter_of("never"), stop="ollama")
    assert text == "Un texte du petit modèle."
    assert done.served_model == MISTRAL
    assert done.fallback_reason


def test_without_the_small_model_the_first_of_the_best_stays(ask):
    text, done, *_ = ask([GOOD, INVENTED, BETTER], letter_of("never"), stop="studio")
    assert text in {GOOD, BETTER}
    assert done.served_model == LLAMA3
