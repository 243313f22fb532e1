"""The bench: its cases, its judgement of right and wrong answers, a run, its table and what is kept."""

import json
import re
import shutil
import threading

import pytest
from typer.testing import CliRunner

from benchmarks.scripted_answers import case_asked, right_answer
from cli import app
from config import locations
from config.loader import ConfigLoader
from llm import errors
from llm.bench import keep, table
from llm.bench.cases import TASKS, cases_of, messages_of, schema_of, shape_for, spread
from llm.bench.judge import is_french, judge, says_vous
from llm.bench.records import CaseResult, looks_scripted, threshold_of
from llm.bench.run import run
from llm.tasks.audit import Remarks
from tests.servers import faults
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import LLAMA3, FakeOllama

ALL = [case for task in TASKS for case in cases_of(task)]
STORED = locations.ROOT / "benchmarks" / "results" / "starter_model.json"


def test_there_are_sixty_labelled_cases_of_the_right_length():
    assert len(ALL) >= 60
    assert len({case.id for case in ALL}) == len(ALL)
    typical = {"extraction": 500, "audit": 1000, "lead_summary": 800, "outreach": 400}
    for task in TASKS:
        sizes = [len(json.dumps(messages_of(case), ensure_ascii=False)) / 3.6 for case in cases_of(task)]
        assert typical[task] / 2 < sum(sizes) / len(sizes) < typical[task] * 2
        held_out = sum(case.is_held_out for case in cases_of(task))
        assert abs(2 * held_out - len(cases_of(task))) <= 1


@pytest.mark.parametrize("case", cases_of("extraction"), ids=lambda case: case.id)
def test_known_facts_stand_in_their_case(case):
    for words in case.known.values():
        assert any(word in case.text for word in words)


def test_cases_name_nobody_real():
    text = json.dumps([case.model_dump() for case in ALL], ensure_ascii=False)
    assert set(re.findall(r"@[\w.-]+\.(\w+)", text)) == {"example"}
    assert all(number.startswith("05 36 49") for number in re.findall(r"Tél\. ([\d ]{8})", text))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_a_right_answer_is_right_in_every_respect(case):
    text = right_answer(case)
    schema = schema_of(case)
    verdict = judge(case, text, schema.model_validate_json(text) if schema else None)
    assert verdict.asked == verdict.right
    assert (verdict.quality, verdict.invented, verdict.evidence) == (1.0, [], 1.0)
    assert verdict.vouvoiement is (True if case.task == "outreach" else None)


def test_invented_values_are_counted():
    case = cases_of("extraction")[0]
    data = shape_for(lists=True).schema.model_validate(
        {"name": "Plomberie Inventée", "town": case.known["town"][0], "prices": ["999 €"]}
    )
    verdict = judge(case, "", data)
    assert (verdict.right, len(verdict.invented)) == (1, 2)
    remark = {
        "aspect": "offer",
        "remark": "Le texte est trop vague pour un client.",
        "quote": "nowhere to be found",
    }
    audit = judge(cases_of("audit")[0], "", Remarks.model_validate({"remarks": [remark]}))
    assert (audit.right, len(audit.invented), audit.evidence) == (0, 1, 0.0)
    message = judge(cases_of("outreach")[0], "Objet : site\n\nBonjour, 87 % de vos clients partent.", None)
    assert message.invented
    assert message.evidence == 0.0


FRENCH = [
    ("Nous avons vu que votre site ne dit pas les horaires de la boutique.", True),
    ("We have seen that your site does not tell customers when you are open.", False),
    ("Bonjour", None),
]


@pytest.mark.parametrize(("text", "french"), FRENCH)
def test_french_is_told_from_english(text, french):
    assert is_french(text) is french


VOUS = [
    ("Voulez-vous voir votre site ?", True),
    ("Tu verras ton site.", False),
    ("Vous verrez ton site.", False),
    ("Bonjour.", False),
    ("T'as vu votre site ?", False),
]


@pytest.mark.parametrize(("text", "formal"), VOUS)
def test_vouvoiement_holds_throughout(text, formal):
    assert says_vous(text) is formal


def test_a_threshold_is_chosen_on_one_half_and_told_of_the_other():
    def result(n, evidence, right):
        return CaseResult(
            case=f"c-{n}", task="extraction", held_out=n % 2 == 0, evidence=evidence, right=right, asked=4
        )

    results = [
        result(n, evidence, right)
        for n, (evidence, right) in enumerate([(0.2, 0), (0.2, 1), (0.9, 4), (0.9, 4), (1.0, 3), (1.0, 4)])
    ]
    found = threshold_of(results)
    assert found is not None
    assert (found.evidence, found.kept, found.quality) == (0.9, 0.667, 0.875)
    assert threshold_of(results[::2]) is None


SPEEDS = [(0.01, 5000.0, True), (0.012, None, True), (2.0, 45.0, False), (0.4, 300.0, False)]


@pytest.mark.parametrize(("seconds", "speed", "scripted"), SPEEDS)
def test_answers_faster_than_any_model_are_labelled(seconds, speed, scripted):
    one = CaseResult(case="c-1", task="audit", held_out=True, seconds=seconds, tokens_per_second=speed)
    assert looks_scripted([one] * 4) is scripted
    assert not looks_scripted([one.model_copy(update={"error": "refused", "tokens_per_second": None})] * 4)


def test_cases_are_taken_from_both_halves():
    assert [case.is_held_out for case in spread(cases_of("audit"), 4)] == [True, True, False, False]
    assert len(spread(cases_of("audit"), None)) == len(cases_of("audit"))


@pytest.fixture
def perfect():
    def say(body):
        case = case_asked(body)
        return right_answer(case) if case is not None else None

    return say


@pytest.fixture
def servers(tmp_path, monkeypatch, perfect):
    with FakeLMStudio(reply=perfect) as studio, FakeOllama(context=8192, reply="Je ne sais pas.") as ollama:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
        yield studio, ollama


@pytest.fixture
def config(tmp_path, servers):
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    return ConfigLoader(tmp_path / "root").get_merged_config()


def test_a_run_measures_both_models_at_every_task(config, servers):
    steps = []
    result = run(config, most_cases=4, on_step=steps.append)
    assert [(row.model, row.task) for row in result.rows] == [
        (model, task) for model in (MISTRAL, LLAMA3) for task in TASKS
    ]
    good, bad = result.rows[0], result.rows[4]
    assert (good.fields_right, good.valid_json, good.invented, good.failed) == (1.0, 1.0, 0.0, 0)
    assert (bad.fields_right, bad.valid_json) == (0.0, 0.0)
    assert result.rows[3].vouvoiement == 1.0
    assert (len(steps), steps[-1].total) == (32, 32)
    assert all(len(chat["messages"]) == 1 for chat in servers[0].chats)
    assert {chat["temperature"] for chat in servers[0].chats} == {0.4, 0.6, 0.7}  # each task's own


def test_a_case_is_asked_once_even_where_the_server_fails(config, servers):
    servers[0].fail(faults.Status(500))
    result = run(config, ["small_model"], ["extraction"], most_cases=3)
    assert len(servers[0].chats) == 3
    row = result.rows[0]
    assert (row.failed, row.fields_right, row.valid_json) == (3, 0.0, 0.0)


def test_an_absent_server_is_a_row_of_failures(config, servers):
    servers[1].stop()
    result = run(config, ["large_model"], ["outreach"], most_cases=2)
    assert result.rows[0].failed == 2
    assert "not running" in result.cases[f"{LLAMA3} outreach"][0].error


def test_a_run_that_is_stopped_keeps_what_it_has(config):
    stop = threading.Event()
    result = run(
        config,
        ["small_model"],
        ["extraction"],
        on_step=lambda step: stop.set() if step.done == 2 else None,
        cancel=stop,
    )
    assert result.stopped
    assert result.rows[0].cases == 3


def test_other_models_and_endpoints_can_be_named(config):
    assert run(config, [MISTRAL], ["audit"], most_cases=1).rows[0].endpoint == "lm_studio"
    assert run(config, ["llama3:8b@ollama"], ["audit"], most_cases=1).rows[0].endpoint == "ollama"
    with pytest.raises(errors.InvalidRequest):
        run(config, ["x@nowhere"], ["audit"])
    with pytest.raises(errors.InvalidRequest):
        run(config, [], ["poetry"])


def test_results_are_kept_and_scripted_ones_choose_nothing(config):
    result = run(config, ["small_model"], ["extraction"], most_cases=4)
    rows = [row.model_copy(update={"scripted": True}) for row in result.rows]
    result = result.model_copy(update={"rows": rows, "scripted": True})
    assert "say nothing of a model" in table.table(result)
    path = keep.save(result)
    assert keep.load(path) == result
    assert keep.results() == [result]
    assert keep.last_row(MISTRAL, "extraction") is None
    rows = [row.model_copy(update={"scripted": False}) for row in result.rows]
    keep.save(result.model_copy(update={"id": "2099", "rows": rows}))
    assert keep.last_row("mistral-7b-instruct-v0.3", "extraction").fields_right == 1.0
    assert keep.last_row(MISTRAL, "audit") is None
    (locations.bench_dir() / "bench-broken.json").write_text("{")
    assert len(keep.results()) == 2


def test_the_command_prints_json_and_writes_the_table(config, servers, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    out = tmp_path / "result.json"
    done = CliRunner().invoke(
        app,
        [
            *("bench", "--tasks", "extraction", "--models", "small_model", "--cases", "2", "--json"),
            *("--out", str(out), "--readme", str(readme)),
        ],
    )
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["rows"][0]["fields_right"] == 1.0
    assert report["machine"]["cores"] >= 1
    text = readme.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    again = CliRunner().invoke(app, ["bench", "--result", str(out), "--readme", str(readme)])
    assert again.exit_code == 0
    assert readme.read_text() == text
    assert CliRunner().invoke(app, ["bench", "--tasks", "poetry"]).exit_code == 2
    assert CliRunner().invoke(app, ["bench", "--result", str(readme)]).exit_code == 2


def test_half_of_a_batch_of_classifications_came_from_the_engines_cache():
    """All cases on the real engine with the starter model, as kept."""
    stored = keep.load(STORED.with_name("starter_classification.json"))
    assert stored is not None
    (row,) = stored.rows
    assert (row.task, row.cases, stored.scripted) == ("classification", 22, False)
    assert row.cached_tokens >= 0.5


def test_the_table_of_the_readme_is_that_of_the_stored_result():
    stored = keep.load(STORED)
    assert stored is not None
    assert not stored.scripted
    assert table.table(stored) in (locations.ROOT / "README.md").read_text(encoding="utf-8")
