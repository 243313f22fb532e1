"""An endpoint with several servers, and a server with room for one model at a time."""

import asyncio
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel

from config import locations
from config.loader import ConfigLoader
from llm import doctor, errors, health, model_switch, servers
from llm.background import background
from llm.completion import Phase
from llm.doctor_records import Status
from llm.router import TaskRouter
from llm.waiting import awaited
from tests.servers import faults
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio, FakeModel
from tests.servers.replies import SENTENCE

HELLO = [{"role": "user", "content": "Bonjour"}]
QWEN = "qwen/qwen3-4b"


class Firm(BaseModel):
    name: str


@pytest.fixture
def two():
    models = (FakeModel(MISTRAL, 32_768), FakeModel(QWEN, 32_768))
    with (
        FakeLMStudio(models=models, loaded=[MISTRAL], parallel=2, tokens_per_second=2000) as one,
        FakeLMStudio(models=models, loaded=[MISTRAL], parallel=2, tokens_per_second=2000) as other,
    ):
        yield one, other


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    return tmp_path / "root"


@pytest.fixture
def loader(root, two, monkeypatch):
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://127.0.0.1:9")
    loader = ConfigLoader(root)
    loader.save_settings({"endpoints.lm_studio.urls": [server.url for server in two]})
    assert loader.problems == []
    return loader


@pytest.fixture
def router(loader):
    return TaskRouter.from_config(loader)


def many(router, count, task="extraction", schema=None):
    async def ask():
        return await asyncio.gather(
            *(router.run_async(task, HELLO, schema) for _ in range(count)), return_exceptions=True
        )

    return asyncio.run(ask())


def test_calls_are_shared_out_evenly_and_within_each_servers_slots(router, two):
    go_on = threading.Event()

    def reply(_body):
        assert go_on.wait(100)
        return SENTENCE

    for server in two:
        server.set_reply(reply)
    with ThreadPoolExecutor() as pool:
        asking = pool.submit(many, router, 40)
        for server in two:
            server.wait_for(lambda server=server: server.in_flight == 2 * 4)  # twice the configured slots
        go_on.set()
        done = asking.result()
    assert [one.text for one in done] == [SENTENCE] * 40
    for server in two:
        assert server.served[MISTRAL] >= 8
        assert server.max_in_flight == 2 * 4
        assert server.max_writing == 2


def test_the_server_that_has_the_model_loaded_is_asked(router, two):
    two[0].unload(MISTRAL)
    two[0].load(QWEN)
    many(router, 6)
    assert [server.served[MISTRAL] for server in two] == [0, 6]
    assert two[0].loads == 0


@pytest.mark.parametrize("fault", [faults.Status(500), faults.Status(502, html=True), faults.Status(503)])
def test_a_failure_moves_on_to_the_other_server(router, two, fault):
    two[0].fail(fault)
    done = many(router, 8)
    assert [one.text for one in done] == [SENTENCE] * 8
    assert two[1].served[MISTRAL] == 8
    assert two[0].served[MISTRAL] == 0
    assert all(one.endpoint == "lm_studio" and one.fallback_reason is None for one in done)


def test_a_server_that_is_off_costs_nothing_and_comes_back(router, two, monkeypatch):
    two[0].stop()
    assert [one.text for one in many(router, 6)] == [SENTENCE] * 6
    two[0].start()
    monkeypatch.setattr("llm.breaker.OPEN_SECONDS", 0.0)

    async def forget():
        for server in two:
            servers.server(server.url).forget()

    background.run(forget())
    many(router, 10)
    assert two[0].served[MISTRAL] >= 2


def test_all_off_is_one_typed_error(router, two):
    for server in two:
        server.stop()
    for _ in range(2):
        with pytest.raises(errors.ConnectionFailed):
            router.run("extraction", HELLO)


def test_structured_answers_and_streams_are_shared_too(router, two):
    for server in two:
        server.set_reply('{"name": "Durand"}')
    assert all(one.data.name == "Durand" for one in many(router, 4, schema=Firm))
    assert min(server.served[MISTRAL] for server in two) >= 1
    two[0].fail(faults.Status(500))
    assert "".join(router.stream("extraction", HELLO)) == '{"name": "Durand"}'


def test_one_address_of_a_higher_source_replaces_several(root, loader, two, monkeypatch):
    assert loader.get_merged_config()["endpoints"]["lm_studio"]["url"] == two[0].url
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", two[1].url)
    endpoint = loader.get_merged_config()["endpoints"]["lm_studio"]
    assert endpoint["url"] == two[1].url
    assert "urls" not in endpoint


def test_a_list_with_what_is_no_address_is_reported(root):
    loader = ConfigLoader(root)
    with pytest.raises(errors.UserFacingError):
        loader.save_settings({"endpoints.lm_studio.urls": ["nonsense at all"]})


def test_servers_beyond_this_machine_are_all_warned_of(root):
    loader = ConfigLoader(root)
    loader.save_settings(
        {"endpoints.lm_studio.urls": ["http://localhost:1234", "http://models.example:1234"]}
    )
    assert ["models.example" in one["message"] for one in loader.endpoint_warnings()] == [True]


def test_the_doctor_looks_at_each_of_them(loader, two):
    two[1].stop()
    report = doctor.examine(loader.get_merged_config())
    seen = {one.url: one.reachable for one in report.endpoints if one.endpoint == "lm_studio"}
    assert list(seen.values()) == [True, False]
    assert [one.status for one in report.findings if one.id == "tasks"] == [Status.OK]


@pytest.fixture
def by_hand(root, two, monkeypatch):
    monkeypatch.setattr(model_switch, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(model_switch, "QUIET_SECONDS", 0.1)
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", two[0].url)
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://127.0.0.1:9")
    loader = ConfigLoader(root)
    loader.save_settings(
        {
            "endpoints.lm_studio.switch": "by_hand",
            "endpoints.lm_studio.load_timeout": 100,
            "models.large_model.endpoint": "lm_studio",
            "models.large_model.id": QWEN,
        }
    )
    return loader


def test_a_task_waits_until_its_model_is_loaded_by_hand(by_hand, two):
    studio = two[0]
    router = TaskRouter.from_config(by_hand)
    phases = []

    async def work():
        waiting = asyncio.ensure_future(router.run_async("outreach", HELLO, on_phase=phases.append))
        # Meanwhile work for the model that is loaded goes on.
        reading = await router.run_async("extraction", HELLO)
        while Phase.BY_HAND not in phases:
            await asyncio.sleep(0.01)
        light = (await asyncio.to_thread(health.lights, by_hand.get_merged_config()))[0]
        assert not waiting.done()
        studio.unload(MISTRAL)
        studio.load(QWEN)
        return reading, light, await waiting

    reading, light, written = asyncio.run(work())
    assert reading.served_model == MISTRAL
    assert QWEN in light.remedy
    assert written.served_model == QWEN
    assert studio.loads == 0  # no request made the server swap


def test_waiting_ends_with_the_name_of_the_model(by_hand):
    by_hand.save_settings({"endpoints.lm_studio.load_timeout": 0.1})
    with pytest.raises(errors.NoModelLoaded) as caught:
        TaskRouter.from_config(by_hand).run("outreach", HELLO)
    assert QWEN in caught.value.message


@pytest.fixture
def by_app(by_hand):
    by_hand.save_settings({"endpoints.lm_studio.switch": "by_app"})
    assert by_hand.problems == []
    return by_hand


def test_the_app_loads_the_model_and_groups_the_work_by_it(by_app, two):
    """Twelve calls in turn for two models: each model is loaded once more at most, never by a request."""
    studio, phases = two[0], []
    router = TaskRouter.from_config(by_app)

    async def work():
        tasks = ["extraction", "outreach"] * 6
        calls = [router.run_async(task, HELLO, on_phase=phases.append) for task in tasks]
        return tasks, await asyncio.gather(*calls)

    tasks, answers = asyncio.run(work())
    wanted = {"extraction": MISTRAL, "outreach": QWEN}
    assert [one.served_model for one in answers] == [wanted[task] for task in tasks]
    assert studio.loads == 1
    assert studio.loaded == [QWEN]
    assert Phase.LOADING in phases
    again = router.run("extraction", HELLO)
    assert (again.served_model, studio.loads, studio.loaded) == (MISTRAL, 2, [MISTRAL])


def test_work_for_the_loaded_model_cannot_hold_up_the_other_for_ever(by_app, two, monkeypatch):
    monkeypatch.setattr(model_switch, "PATIENCE_SECONDS", 0.3)
    router = TaskRouter.from_config(by_app)

    async def work():
        ended = asyncio.Event()

        async def reading():
            while not ended.is_set():
                assert (await router.run_async("extraction", HELLO)).served_model == MISTRAL
                await asyncio.sleep(0.01)

        readers = [asyncio.ensure_future(reading()) for _ in range(2)]
        await asyncio.sleep(0.1)
        written = await router.run_async("outreach", HELLO)
        ended.set()
        await asyncio.gather(*readers)
        return written

    assert asyncio.run(work()).served_model == QWEN


def test_an_older_lm_studio_that_loads_nothing_on_request_says_so(by_app, two):
    two[0].api_v1 = False
    with pytest.raises(errors.LLMError, match="loads no model on request"):
        TaskRouter.from_config(by_app).run("outreach", HELLO)


def test_the_light_tells_which_model_comes_next(by_app, two, monkeypatch):
    monkeypatch.setattr(model_switch, "QUIET_SECONDS", 60)
    router = TaskRouter.from_config(by_app)

    async def work():
        writing = asyncio.ensure_future(router.run_async("outreach", HELLO))
        while not awaited(two[0].url):
            await asyncio.sleep(0.01)
        light = (await asyncio.to_thread(health.lights, by_app.get_merged_config()))[0]
        monkeypatch.setattr(model_switch, "QUIET_SECONDS", 0)
        return light, await writing

    light, _ = asyncio.run(work())
    assert (light.word, QWEN in light.remedy) == ("changes its model", True)
