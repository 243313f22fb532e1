import logging
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from config import schema
from config.layers import adapter, expectation, fields
from config.loader import ConfigLoader
from tests.config.project_files import Project

Load = Callable[..., ConfigLoader]
MODELS = """\
models:
  small_model:
    id: small
    endpoint: lm_studio
    temperature: 0.1
  large_model:
    id: large
    endpoint: ollama
    temperature: 0.2
  outreach:
    model: large_model
"""


def only(loader: ConfigLoader) -> dict[str, Any]:
    assert len(loader.problems) == 1, loader.problems
    return dict(loader.problems[0])


@pytest.mark.parametrize(
    ("file", "text", "line", "key", "hint"),
    [
        ("settings", '{\n "llm_temprature": 0.5\n}', 2, "llm_temprature", '"llm_temperature"'),
        ("settings", '{\n "temperature": 0.5\n}', 2, "temperature", '"llm_temperature"'),
        ("settings", '{"llm": {\n "temperature": 0.5}}', 2, "llm.temperature", '"llm_temperature"'),
        ("settings", '{"tasks":\n {"outreach": {\n"temp": 1}}}', 3, "tasks.outreach.temp", '"temperature"'),
        ("settings", '{"tasks.outreech.temperature": 1}', 1, "tasks.outreech.temperature", '"outreach"'),
        ("settings", '{"models": {"large": {"top_k": 1}}}', 1, "models.large.top_k", '"large_model"'),
        ("settings", '{"endpoints": {"olama": {"parallel": 2}}}', 1, "endpoints.olama.parallel", '"ollama"'),
        ("settings", '{"langage": "fr"}', 1, "langage", '"language"'),
        ("settings", '{"zzz": 1}', 1, "zzz", "Known here"),
        ("models", MODELS + "modells: {}\n", 12, "modells", '"models"'),
        ("models", MODELS + "    tempeature: 1\n", 12, "models.outreach.tempeature", '"temperature"'),
        ("models", "endpoints:\n  ollama:\n    uri: http://a\n", 3, "endpoints.ollama.uri", '"url"'),
        ("models", "embedded:\n  smal: x.gguf\n", 2, "embedded.smal", '"small"'),
        ("defaults", "# c\nllm:\n  max_token: 3\n", 3, "llm.max_token", '"max_tokens"'),
        ("defaults", "serch: {}\n", 1, "serch", '"search"'),
        ("defaults", "locale:\n  county: FR\n", 2, "locale.county", '"country"'),
        ("defaults", "1: 2\n", 1, "1", "Known here"),
    ],
)
def test_unknown_keys(load: Load, file: str, text: str, line: int, key: str, hint: str) -> None:
    problem = only(load(**{file: text}))
    assert problem["file"] == {"settings": "settings.json"}.get(file, f"{file}.yml")
    assert (problem["line"], problem["key"]) == (line, key)
    assert hint in problem["remedy"]
    assert key.split(".", maxsplit=1)[0] in problem["message"]


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        *[
            ("llm_temperature", bad)
            for bad in ("2.01", "-0.1", "NaN", "Infinity", "true", '"0.5"', "[1]", "{}")
        ],
        *[("llm_top_p", bad) for bad in ("0", "1.1", "-Infinity", '"a"', "false")],
        *[("llm_top_k", bad) for bad in ("-1", "1.5", "true", '"40"')],
        *[("llm_max_tokens", bad) for bad in ("-1", "0.5", "true", "1e400")],
        *[("llm_timeout", bad) for bad in ("0", "-1", "NaN", "true", "1e999")],
        *[("llm_model", bad) for bad in ('""', '"  "', "1", "true", '"a\\u0000b"', '"a\\ud800"')],
        *[("llm_base", bad) for bad in ('"ftp://a"', '"http://"', '"http://a:99999"', '"http://a b"', "5")],
        *[("models.large_model.context", bad) for bad in ("255", "true", '"8192"')],
        *[("models.large_model.system_role", bad) for bad in ('"folded"', "true", "[]")],
        *[("models.large_model.tier", bad) for bad in ('"huge"', "1")],
        *[("endpoints.ollama.parallel", bad) for bad in ("0", "65", "true", "1.5")],
        *[("endpoints.ollama.kind", bad) for bad in ('"olama"', "{}")],
        *[("endpoints.ollama.send_top_k", bad) for bad in ('"yes"', "1", "[]")],
        *[("endpoints.ollama.load_timeout", bad) for bad in ("0", "true")],
        *[("locale.country", bad) for bad in ("false", '"FRA"', '"F1"', '"FR\\n"')],
        *[("network.allow_hosts", bad) for bad in ('["nohost"]', "[1]", "5")],
        *[("search.provider", bad) for bad in ('"google"', "1")],
    ],
)
def test_bad_values(load: Load, key: str, bad: str) -> None:
    loader = load('{"%s": %s,\n "city": "Lyon"}' % (key, bad))  # noqa: UP031 - braces
    problem = only(loader)
    assert (problem["file"], problem["line"], problem["key"]) == ("settings.json", 1, key)
    assert problem["message"].startswith(f"{key} ")
    assert problem["remedy"]
    # the rest of the file holds, and so does what lies below
    config = loader.get_merged_config()
    assert config["locale"] == {"language": "fr", "country": "FR", "city": "Lyon", "interface": ""}
    assert config["llm"] == ConfigLoader().get_merged_config()["llm"]
    assert config["models"]["large_model"]["context"] == 8192
    assert config["endpoints"]["ollama"]["parallel"] == 1


@pytest.mark.parametrize(
    ("file", "text", "remedy"),
    [
        ("defaults", "llm: {temperature: no}", "YAML reads no, yes, on and off"),
        ("defaults", "locale: {country: NO}", "put a word in quotes"),
        ("settings", '{"llm_temperature": "0.5"}', "Remove the quotes"),
        ("settings", '{"privacy.log_prompts": "true"}', "without quotes"),
        ("settings", '{"llm_top_p": 3}', "for example 0.9"),
    ],
)
def test_remedy_fits_the_mistake(load: Load, file: str, text: str, remedy: str) -> None:
    assert remedy in only(load(**{file: text}))["remedy"]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ('{"llm_key": 123456789}', "123456789"),
        ('{"llm_base": "http://user:hunter2@host"}', "hunter2"),
        ('{"endpoints.ollama.api_key": "sk-very-private"}', "sk-very-private"),
    ],
)
def test_keys_are_not_shown(load: Load, caplog: pytest.LogCaptureFixture, text: str, secret: str) -> None:
    loader = load(text)
    assert only(loader)
    assert secret not in str(loader.problems)
    assert secret not in caplog.text


@pytest.mark.parametrize(
    ("file", "text", "line", "key"),
    [
        ("models", "models:\n  a: {id: x}\n  a: {id: y}\n", 3, "models.a"),
        ("models", "models:\n  a:\n    id: x\n    id: y\n", 4, "models.a.id"),
        ("defaults", "llm: {top_k: 1}\nllm: {top_k: 2}\n", 2, "llm"),
        ("settings", '{"llm_top_k": 1,\n"llm_top_k": 2}', 2, "llm_top_k"),
        ("settings", '{"tasks": {"outreach": {"top_k": 1,\n"top_k": 2}}}', 2, "tasks.outreach.top_k"),
        ("settings", '{"language": "fr",\n"locale.language": "de"}', 2, "locale.language"),
        (
            "settings",
            '{"tasks": {"outreach": {"top_k": 1}},\n"tasks.outreach.top_k": 2}',
            2,
            "tasks.outreach.top_k",
        ),
    ],
)
def test_a_key_that_is_there_twice(load: Load, file: str, text: str, line: int, key: str) -> None:
    loader = load(**{file: text})
    problem = only(loader)
    assert (problem["line"], problem["key"]) == (line, key)
    assert "twice" in problem["message"]


def test_the_last_of_two_keys_is_in_force(load: Load) -> None:
    loader = load('{"language": "fr", "locale.language": "de", "llm_top_k": 1, "llm_top_k": 2}')
    assert loader.get_merged_config()["locale"]["language"] == "de"
    assert loader.get_merged_config()["llm"]["top_k"] == 2


@pytest.mark.parametrize(
    ("settings", "models", "file", "key", "hint"),
    [
        ({}, MODELS + "    endpoint: olama\n", "models.yml", "models.outreach.endpoint", '"ollama"'),
        (
            {},
            MODELS.replace("l: large_m", "l: larg_m"),
            "models.yml",
            "models.outreach.model",
            '"large_model"',
        ),
        (
            {},
            MODELS + "    fallback: smal_model\n",
            "models.yml",
            "models.outreach.fallback",
            '"small_model"',
        ),
        ({}, MODELS + "  a: {model: outreach}\n", "models.yml", "models.a.model", "Known here"),
        ({}, MODELS + "  small: {model: small}\n", "models.yml", "models.small.model", '"small_model"'),
        (
            {"tasks.outreach.model": "smal_model"},
            None,
            "settings.json",
            "tasks.outreach.model",
            '"small_model"',
        ),
        (
            {"tasks.outreach.endpoint": "lmstudio"},
            None,
            "settings.json",
            "tasks.outreach.endpoint",
            '"lm_studio"',
        ),
        ({"models.outreach.top_k": 1}, None, "settings.json", "models.outreach.top_k", "tasks.outreach"),
        (
            {"tasks.small_model.top_k": 1},
            None,
            "settings.json",
            "tasks.small_model.top_k",
            "models.small_model",
        ),
        ({}, "endpoints: {box: {parallel: 2}}", "models.yml", "endpoints.box.parallel", "url"),
        ({"endpoints.ollama.enabled": True}, None, "settings.json", "endpoints.ollama.enabled", "Remove"),
        (
            {"models.small_model.fallback": ["small_model"]},
            None,
            "settings.json",
            "models.small_model.fallback",
            "Rem",
        ),
    ],
)
def test_names_that_lead_nowhere(
    load: Load, settings: dict[str, Any], models: str | None, file: str, key: str, hint: str
) -> None:
    loader = load(settings, models)
    problem = only(loader)
    assert (problem["file"], problem["key"]) == (file, key)
    assert hint in problem["remedy"]
    outreach = loader.get_task_config("outreach")
    assert outreach["alias"] == "large_model"
    assert outreach["endpoint"] == "ollama"
    assert outreach["fallback"] == []


def test_good_names_of_a_fallback_stay(load: Load) -> None:
    loader = load({"tasks.outreach.fallback": ["smal", "small_model"]})
    assert loader.get_task_config("outreach")["fallback"] == ["small_model"]
    assert only(loader)["key"] == "tasks.outreach.fallback"


def test_fallbacks_in_a_circle(load: Load) -> None:
    models = {
        "a": {"id": "1", "fallback": "b"},
        "b": {"id": "2", "fallback": ["c"]},
        "c": {"id": "3", "fallback": ["a"]},
        "d": {"id": "4", "fallback": ["a", "b"]},
    }
    loader = load(models={"models": models})
    problem = only(loader)
    assert problem["key"] == "models.c.fallback"
    assert "a > b > c > a" in problem["message"]
    assert loader.get_model_config("a")["fallback"] == ["b"]


def test_many_fallbacks_take_no_time(load: Load) -> None:
    names = [f"m{number}" for number in range(60)]
    models = {name: {"id": name, "fallback": [other for other in names if other != name]} for name in names}
    assert load(models={"models": models}).problems


def test_blocks_at_the_top_of_models_yml(load: Load) -> None:
    text = "small_model:\n  id: tiny\n  temprature: 1\noutreach: {model: small_model, temperature: 0.3}\n"
    loader = load(models=text)
    assert loader.get_task_config("outreach")["id"] == "tiny"
    assert loader.get_task_config("outreach")["temperature"] == 0.3
    assert [(problem["line"], problem["key"]) for problem in loader.problems] == [
        (1, "small_model"),
        (4, "outreach"),
        (3, "models.small_model.temprature"),
    ]
    assert "models:" in loader.problems[0]["remedy"]


def test_a_bad_value_gives_way_to_the_last_good_one(load: Load, project: Project) -> None:
    loader = load({"tasks.outreach.temperature": 0.33}, MODELS)
    project.write({"tasks.outreach.temperature": "hot"})
    assert loader.get_task_config("outreach")["temperature"] == 0.33
    assert "0.33 stays in force" in only(loader)["message"]
    # a process that never saw a good one takes the next lower source
    assert ConfigLoader(project.root).get_task_config("outreach")["temperature"] == 0.2


@pytest.mark.parametrize(
    ("good", "bad", "parameter"),
    [
        ("model: small_model", "model: smal_model", "alias"),
        ("endpoint: ollama", "endpoint: olama", "endpoint"),
        ("endpoint: ollama", "endpoint: 5", "endpoint"),
        ("fallback: [small_model]", "fallback: 5", "fallback"),
    ],
)
def test_a_bad_reference_gives_way_to_the_last_good_one(
    load: Load, project: Project, good: str, bad: str, parameter: str
) -> None:
    models = MODELS.replace("    model: large_model\n", "    {}\n    top_k: 3\n")
    loader = load(models=models.format(good))
    before = loader.get_task_config("outreach")
    project.write(models=models.format(bad))
    assert loader.get_task_config("outreach") == before
    assert only(loader)
    project.write(models=models.format("timeout: 9"))
    assert loader.get_task_config("outreach")[parameter] != before[parameter]


def test_a_block_that_is_none_keeps_its_last_good_values(load: Load, project: Project) -> None:
    loader = load(models=MODELS)
    project.write(models="models: 5\n")
    assert only(loader)["message"] == "models must be a block of keys."
    assert loader.get_task_config("outreach")["id"] == "large"


def test_a_wrong_identity_is_not_sent_elsewhere(load: Load) -> None:
    loader = load(models="models: {large_model: {id: 5, endpoint: olama, temperature: 0.6}}")
    config = loader.get_model_config("large_model")
    assert (config["id"], config["endpoint"], config["temperature"]) == ("llama3:8b", "ollama", 0.6)
    assert len(loader.problems) == 2


def test_empty_values_say_nothing(load: Load) -> None:
    loader = load(
        models="models:\n  outreach:\n    temperature:\n    model: large_model\n  answer:\nendpoints:\n"
    )
    assert loader.problems == []
    assert loader.get_task_config("outreach")["temperature"] == 0.7
    assert loader.get_task_config("answer")["alias"] == "small_model"


def test_problems_are_logged_once(load: Load, project: Project, caplog: pytest.LogCaptureFixture) -> None:
    bad = "llm:\n  temperature: 3\n"
    with caplog.at_level(logging.WARNING, "config"):
        loader = load(defaults=bad)
        assert [record.name for record in caplog.records] == ["config"]
        assert "defaults.yml, line 2: llm.temperature must be" in caplog.text
        loader.reload()
        project.write(defaults="\n" + bad)
        assert only(loader)["line"] == 3
        assert len(caplog.records) == 1
        project.write(defaults="llm:\n  temperature: 1\n")
        assert loader.problems == []
        project.write(defaults=bad)
        assert only(loader)
        assert len(caplog.records) == 2


def test_a_file_of_nonsense_is_reported_in_part(load: Load) -> None:
    loader = load({f"key{number}": number for number in range(4000)})
    assert len(loader.problems) == 100


@pytest.mark.parametrize("spec", [schema.Entry, schema.Endpoint, schema.Network, schema.Search, schema.Llm])
def test_the_example_of_each_remedy_holds(spec: type) -> None:
    for name, annotation in fields(spec).items():
        example = yaml.safe_load(expectation(annotation).example)
        assert adapter(annotation).validate_python(example) is not None, name
